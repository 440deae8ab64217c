"""Who got what by an act, and what notices are about (A0.34)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from clm.domain.appointed import Before, appointments
from clm.domain.changes import Add, Change, Create, Delete, Remove, Set, Target
from clm.domain.complaint import ComplaintEvent
from clm.domain.customer import Customer
from clm.domain.escalation import EscalationEvent
from clm.domain.notices import noticed, oddities
from clm.domain.request import Event, Request, Requests, Task
from clm.domain.topics import Topic, topics_in, written
from tests.domain.cases import acting

if TYPE_CHECKING:
    from clm.domain.escalationwords import EscalationEventKind

C, R, T, ES = "c-7f3qkd", "r-4k2m9q", "t-11111111", "es-5m2k8q"
CUSTOMER, REQUESTS = Target("customer", C), Target("requests", C)
ESCALATION = Target("escalation", ES)


def event(kind: str, was: str | None, now: str, note: str | None = None) -> Event:
    return Event(
        id="k-11111111", at="2026-11-18T10:00:00Z", by="jana", kind=kind,  # type: ignore[arg-type]
        from_=was, to=now, note=note,
    )  # fmt: skip


def escalated(kind: EscalationEventKind, was: str | None, now: str) -> EscalationEvent:
    return EscalationEvent(
        id="k-11111111", at="2026-11-18T10:00:00Z", by="jana", kind=kind, from_=was, to=now
    )


def request(*events: Event) -> Request:
    return Request(
        id=R, subject="Reise", need="Flug", channel="phone", received_at="2026-11-18",
        events=events,
    )  # fmt: skip


def task(*events: Event) -> Task:
    return Task(
        id=T, title="Flug", executor="tom", status="open", due=date(2026, 11, 20), events=events
    )


HELD = Requests(
    customer=C,
    requests=(
        Request(
            id="r-000001", subject="Umzug", need="Wagen", channel="phone",
            received_at="2026-11-18", spoc="isabel",
            tasks=(task(), structs.replace(task(), id="t-22222222", executor="jana")),
        ),
        request(),
    ),
    tasks=(structs.replace(task(), id="t-33333333", from_="complaint/cm-7f3qkd"),),
)  # fmt: skip


def handed(*changes: Change, held: str | None = "jana") -> list[str]:
    whose = {ES: C}.get
    before = Before(lambda _customer, _field: held, {C: HELD}.__getitem__, whose)
    found = appointments(changes, acting("2026-11-18"), before)
    return [
        f"{one.event} {one.person} {one.topic} {one.other} {one.why} {one.became}".rstrip()
        for one in found
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Set(CUSTOMER, ("owner",), "tom"),
         [f"assigned tom {C} jana None", f"unassigned jana {C} tom None"]),
        (Add(ESCALATION, ("events",), escalated("to", "isabel", "tom")),
         [f"assigned tom {C}/{ES} isabel None", f"unassigned isabel {C}/{ES} tom None"]),
        (Add(Target("escalation", "es-000000"), ("events",), escalated("to", "isabel", "tom")), []),
        # Of a level that fires they are told by a notice of its own.
        (Add(ESCALATION, ("events",), escalated("level", None, "2")), []),
        (Set(CUSTOMER, ("sales",), None), [f"unassigned jana {C} None None"]),
        (Set(CUSTOMER, ("account_manager",), "jana"), []),
        (Set(CUSTOMER, ("vpa",), "anna"), []),
        (Set(CUSTOMER, ("reminders", "m-11111111", "for"), "tom"),
         [f"assigned tom {C}/m-11111111 None None"]),
        (Set(CUSTOMER, ("reminders", "m-11111111", "why"), "tom"), []),
        (Set(REQUESTS, ("requests", R, "spoc"), "tom"), []),  # the event tells
        (Create(CUSTOMER, Customer(id=C, name="Muster", kind="person", owner="tom")),
         [f"assigned tom {C} None None"]),
        (Create(Target("run", "x"), "x"), []),
        (Delete(CUSTOMER), []),
        (Remove(CUSTOMER, ("contacts",), "p-11111111"), []),
        (Add(REQUESTS, ("requests",), request(event("status", None, "new"))), []),
        (Add(REQUESTS, ("requests",), request(event("spoc", None, "tom", "so"))),
         [f"assigned tom {C}/{R} None so"]),
        (Add(REQUESTS, ("requests", R, "tasks"), task(event("executor", None, "tom"))),
         [f"assigned tom {C}/{T}@2026-11-20 None None"]),
        (Add(REQUESTS, ("tasks",), task(event("executor", None, "tom"))),
         [f"assigned tom {C}/{T}@2026-11-20 None None"]),
        (Add(REQUESTS, ("tasks", T, "events"), event("executor", "tom", "jana")),
         [f"assigned jana {C}/{T} tom None", f"unassigned tom {C}/{T} jana None"]),
        (Add(REQUESTS, ("requests", R, "events"), event("spoc", "jana", "tom")),
         [f"assigned tom {C}/{R} jana None", f"unassigned jana {C}/{R} tom None"]),
        (Add(REQUESTS, ("requests", R, "tasks", T, "events"), event("executor", "tom", "jana")),
         [f"assigned jana {C}/{T} tom None", f"unassigned tom {C}/{T} jana None"]),
        (Add(REQUESTS, ("requests", R, "events"), event("accepted", None, "tom")), []),
        (Add(REQUESTS, ("requests", R, "services"), "reise"), []),
        (Add(CUSTOMER, ("contacts",), "x"), []),
    ],
)  # fmt: skip
def test_what_changes_hands(change: Change, said: list[str]) -> None:  # A0.18, A0.34
    assert handed(change) == said


def handed_by(was: str, now: str, *at: str) -> list[str]:
    return handed(Add(REQUESTS, (*at, "events"), event("status", was, now, "so")))


def status(was: str, now: str, *at: str) -> list[str]:
    return handed_by(was, now, "requests", *at)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("open", "cancelled", [f"unassigned tom {C}/{T} None so cancelled"]),
        ("waiting", "cancelled", [f"unassigned tom {C}/{T} None so cancelled"]),
        ("cancelled", "open", [f"assigned tom {C}/{T} None so open"]),
        ("done", "open", [f"assigned tom {C}/{T} None so open"]),
        ("closed", "open", [f"assigned tom {C}/{T} None so open"]),
        ("in_progress", "open", []),
        ("open", "done", []),
        ("done", "closed", []),
    ],
)
def test_a_colleague_learns_that_a_task_of_theirs_is_over_or_back(  # A0.34
    was: str, now: str, said: list[str]
) -> None:
    assert status(was, now, "r-000001", "tasks", T) == said
    of_none = [one.replace(T, "t-33333333") for one in said]
    assert handed_by(was, now, "tasks", "t-33333333") == of_none  # A2.21
    assert status(was, now, "r-000001", "tasks", "t-22222222") == []  # who does it knows
    assert status(was, now, "r-000001", "tasks", "t-99999999") == []


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("open", "closed", ["unassigned isabel c-7f3qkd/r-000001 None so closed"]),
        ("closed", "open", ["assigned isabel c-7f3qkd/r-000001 None so open"]),
        ("waiting", "open", []),
        ("new", "open", []),
    ],
)
def test_a_spoc_learns_that_a_request_of_theirs_is_over_or_back(  # A0.34
    was: str, now: str, said: list[str]
) -> None:
    assert status(was, now, "r-000001") == said
    assert status(was, now, R) == []  # nobody answers for it


def test_a_complaint_in_other_hands() -> None:  # A0.18, A2.20
    held = ComplaintEvent(
        id="k-11111111", at="2026-11-18T10:00:00Z", by="jana", kind="handler", from_="tom", to="mia"
    )
    at = ("complaints", "cm-4k2m9q", "events")
    handed_over = Add(Target("service-file", C), at, held)
    told = structs.replace(held, kind="update")
    assert handed(handed_over, Add(Target("service-file", C), at, told)) == [
        "assigned mia c-7f3qkd/cm-4k2m9q tom None",
        "unassigned tom c-7f3qkd/cm-4k2m9q mia None",
    ]


def test_a_first_owner_was_nobodys() -> None:
    assert handed(Set(CUSTOMER, ("owner",), "tom"), held=None) == [f"assigned tom {C} None None"]


def test_topics_are_written_and_read() -> None:
    topics = [Topic(C), Topic(C, R), Topic(C, T, date(2026, 11, 20))]
    text = written(topics)
    assert text == f"{C} {C}/{R} {C}/{T}@2026-11-20"
    assert topics_in(text) == topics
    assert [one.ref for one in topics] == [C, R, T]
    assert topics_in(None) == []


@pytest.mark.parametrize("text", ["Muster GmbH", f"{C}/x-11111111", f"{C}@2026-02-30", f"{R}"])
def test_what_names_nothing_is_found_by_check(text: str) -> None:  # A0.34
    assert topics_in(text) is None
    notice = noticed("assigned", "x", date(2026, 11, 18), to=("tom",), facts={"items": text})
    (odd,) = oddities(notice, date(2026, 11, 18))
    assert (odd.at, "names no customers" in odd.sentence) == (("facts", "items"), True)
