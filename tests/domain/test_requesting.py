"""How requests and their tasks stand: status, next step, gaps, completeness (A0.3 to A0.17)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clm.domain.customer import Contact, Customer
from clm.domain.fullness import is_reachable
from clm.domain.policy import Complete
from clm.domain.request import Event, Request, Task
from clm.domain.requesting import (
    completeness,
    contacts_of,
    gaps,
    is_open,
    is_to_come,
    last_event,
    next_due,
    open_tasks,
    recorded_at,
    since,
    spocs,
    status_of,
)

if TYPE_CHECKING:
    from typing import Any

    from clm.domain.requestwords import EventKind, TaskStatus

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 18)
NEXT = date(2026, 11, 25)
MAIL, PHONE, NEITHER = "p-11111111", "p-22222222", "p-33333333"


def event(
    name: str, to: str = "open", at: str = "2026-11-17T10:00:00Z", kind: EventKind = "status"
) -> Event:
    return Event(id=f"k-{name}", at=at, by="jana", kind=kind, to=to)


def request(**fields: Any) -> Request:
    given = {
        "id": "r-4k2m9q", "subject": "Reise", "need": "Flug", "channel": "phone",
        "received_at": "2026-11-16T09:30", "spoc": "jana", **fields,
    }  # fmt: skip
    return Request(**given)


def task(status: TaskStatus = "open", **fields: Any) -> Task:
    given = {"id": "t-11111111", "title": "Flug", "executor": "tom", "status": status, **fields}
    return Task(**given)


def customer(**fields: Any) -> Customer:
    contacts = (
        Contact(id=MAIL, name="Erika", email="e@muster.example"),
        Contact(id=PHONE, name="Max", phone="030 1234"),
        Contact(id=NEITHER, name="Ida"),
    )
    given = {"id": "c-7f3qkd", "name": "Muster", "kind": "person", "contacts": contacts, **fields}
    return Customer(**given)


@pytest.mark.parametrize(
    ("events", "fields", "status"),
    [
        ((), {"spoc": None}, "new"),
        ((), {}, "open"),
        ((), {"outcome": "solved"}, "closed"),
        ((event("1", "waiting"),), {}, "waiting"),
        ((event("1", "new"),), {}, "new"),
        ((event("1", "open"),), {"outcome": "solved"}, "open"),
        ((event("1", "open"), event("2", "closed")), {}, "closed"),  # of one moment the last
        ((event("1", "closed", "2026-11-17T11:00:00Z"), event("2", "open")), {}, "closed"),
        ((event("1", "waiting"), event("2", "tom", kind="spoc")), {}, "waiting"),
        ((event("1", "asleep"),), {}, "open"),  # no status: as if it were not there
        ((event("1", ""),), {"outcome": "solved"}, "closed"),
    ],
)
def test_the_status_is_what_the_last_event_of_it_says(
    events: tuple[Event, ...], fields: dict[str, Any], status: str
) -> None:
    # A0.40
    held = request(events=events, **fields)
    assert status_of(held) == status
    assert is_open(held) == (status != "closed")


def test_the_last_event_is_the_newest_of_its_kinds() -> None:
    # A0.18
    older = event("1", "tom", "2026-11-16T10:00:00Z", "spoc")
    newer = event("2", "open", "2026-11-17T10:00:00Z")
    later = event("3", "mia", "2026-11-17T10:00:00.5Z", "accepted")
    events = (later, newer, older)
    assert last_event(events, "spoc") == older
    assert last_event(events, "spoc", "status") == newer
    assert last_event(events, "status", "accepted") == later  # parts of a second count
    assert last_event(events, "executor") is None


def test_a_request_is_recorded_with_its_first_event() -> None:
    # A0.12
    assert recorded_at(request()) is None
    held = (event("1"), event("2", at="2026-11-16T10:00:00Z"))
    assert recorded_at(request(events=held)) == "2026-11-16T10:00:00Z"


@pytest.mark.parametrize(
    ("tasks", "missing"),
    [
        ((), ["hotel", "flug"]),
        ((task(service="flug"),), ["hotel"]),
        ((task("done", service="flug"),), ["hotel"]),
        ((task("cancelled", service="flug"),), ["hotel", "flug"]),
        ((task(service="flug"), task(service="hotel")), []),
        ((task(),), ["hotel", "flug"]),
    ],
)
def test_gaps_are_the_services_without_a_task(tasks: tuple[Task, ...], missing: list[str]) -> None:
    # A0.3
    assert gaps(request(services=("hotel", "flug"), tasks=tasks)) == missing


@pytest.mark.parametrize(
    ("status", "is_to_do", "due"),
    [
        ("open", True, DAY),
        ("in_progress", True, DAY),
        ("waiting", True, NEXT),
        ("done", False, DAY),
        ("closed", False, DAY),
        ("cancelled", False, DAY),
    ],
)
def test_what_is_to_be_done_and_when(status: TaskStatus, due: date, *, is_to_do: bool) -> None:
    # A0.37, A0.41: a task that waits is looked at again on the day of its re-check
    held = task(status, due=DAY, recheck_on=NEXT)
    assert open_tasks(request(tasks=(held,))) == ([held] if is_to_do else [])
    assert next_due(held) == due


def test_since_is_the_day_of_the_newest_event_of_its_tasks_too() -> None:
    # A0.12: days count in the calendar's zone
    assert since(request(), BERLIN) == date(2026, 11, 16)
    held = request(events=(event("1"),))
    assert since(held, BERLIN) == date(2026, 11, 17)
    late = task(events=(event("2", at="2026-11-17T23:30:00Z"),))
    assert since(request(events=(event("1"),), tasks=(late,)), BERLIN) == DAY


@pytest.mark.parametrize(
    ("received_at", "comes"),
    [
        ("2026-11-17", False),
        ("2026-11-18", False),
        ("2026-11-18T23:59", False),  # by the day: the hour says nothing
        ("2026-11-18T22:59:00Z", False),
        ("2026-11-18T23:00:00Z", True),  # midnight in Berlin
        ("2026-11-19", True),
    ],
)
def test_a_request_that_arrives_after_today_is_to_come(received_at: str, *, comes: bool) -> None:
    # A0.12
    assert is_to_come(received_at, DAY, BERLIN) == comes


@pytest.mark.parametrize(
    ("received_at", "comes"),
    [
        ("2026-11-18", False),
        ("2026-11-18T13:00", False),
        ("2026-11-18T12:00:00Z", False),
        ("2026-11-18T13:01", True),
        ("2026-11-18T12:00:01Z", True),
        ("2026-11-19", True),
    ],
)
def test_by_the_clock_a_later_hour_is_to_come_too(received_at: str, *, comes: bool) -> None:
    # A0.12
    assert is_to_come(received_at, DAY, BERLIN, "2026-11-18T12:00:00Z") == comes


@pytest.mark.parametrize(
    ("email", "phone", "reachable"),
    [
        (None, None, False),
        ("e@muster.example", None, True),
        ("e@", None, False),
        ("@muster.example", None, False),
        ("muster.example", None, False),
        (None, "1234", True),
        (None, "+49 (0) 12", True),
        (None, "123", False),
        (None, "on request", False),
        ("e@", "030 1234", True),
    ],
)
def test_a_contact_is_reached_by_a_channel_that_can_work(
    email: str | None, phone: str | None, *, reachable: bool
) -> None:
    # A0.4
    assert is_reachable(Contact(id=MAIL, name="Erika", email=email, phone=phone)) == reachable


def test_the_contacts_of_a_request_are_those_it_names() -> None:
    # A0.6
    held = request(contacts=(NEITHER, MAIL, "p-99999999"))
    assert [one.id for one in contacts_of(held, customer())] == [MAIL, NEITHER]


FULL = {"contacts": (MAIL,), "services": ("flug",), "priority": "high"}
CLOSED = {**FULL, "solution": "gebucht", "events": (event("1", "closed"),)}


@pytest.mark.parametrize(
    ("fields", "held", "score", "required", "recommended"),
    [
        (FULL, None, 100, (), ()),
        (FULL, customer(), 100, (), ()),
        ({}, None, 50, ("contacts",), ("services", "priority")),
        ({**FULL, "need": "  "}, None, 83, ("need",), ()),
        ({**FULL, "spoc": None}, None, 100, (), ()),  # a new one may have none
        ({**FULL, "spoc": None, "events": (event("1"),)}, None, 83, ("spoc",), ()),
        ({**CLOSED, "spoc": None, "outcome": "solved"}, None, 83, ("spoc",), ()),
        ({**CLOSED, "spoc": None, "outcome": "withdrawn"}, None, 100, (), ()),
        ({**FULL, "outcome": "solved"}, None, 83, ("solution",), ()),
        ({**FULL, "outcome": "solved", "solution": "gebucht"}, None, 100, (), ()),
        ({**FULL, "contacts": (NEITHER,)}, None, 100, (), ()),
        ({**FULL, "contacts": (NEITHER,)}, customer(), 83, ("contacts",), ()),
        ({**FULL, "contacts": (NEITHER, PHONE)}, customer(), 100, (), ()),
        ({**FULL, "priority": None}, None, 83, (), ("priority",)),
    ],
)
def test_how_complete_a_registration_is(
    fields: dict[str, Any],
    held: Customer | None,
    score: int,
    required: tuple[str, ...],
    recommended: tuple[str, ...],
) -> None:
    # A0.5
    assert completeness(request(**fields), held, Complete()) == (score, required, recommended)


def test_where_no_field_is_asked_for_every_registration_is_complete() -> None:
    # A0.5
    asked = Complete(required=(), recommended=())
    assert completeness(request(need=""), None, asked) == (100, (), ())


def test_who_answers_for_the_open_ones_each_once() -> None:
    # A0.9
    closed = request(spoc="mia", outcome="solved")
    held = [request(spoc="tom"), request(), request(spoc="tom"), request(spoc=None), closed]
    assert spocs(held) == ["jana", "tom"]
