"""What requests and their tasks obey beyond their types: each rule, where, and what it lets be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clm.domain import requestchecks
from clm.domain.cover import Matter, Roster
from clm.domain.customer import Contact, Customer
from clm.domain.flaws import Known
from clm.domain.policy import Complete
from clm.domain.request import Event, PostedTask, Request, Requests, Step, Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from clm.domain.flaws import Flaw
    from clm.domain.requestwords import EventKind, PostedStatus

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 18)
LATER = date(2026, 11, 25)
C, R, T, P = "c-7f3qkd", "r-4k2m9q", "t-11111111", "p-11111111"
KNOWN = Known(TODAY, team=frozenset({"jana", "tom", "uwe"}), former=frozenset({"uwe"}))
CLOSED = {"outcome": "solved", "solution": "gebucht"}


def event(to: str | None = None, kind: EventKind = "status", by: str = "jana") -> Event:
    return Event(id="k-00000001", at="2026-11-17T10:00:00Z", by=by, kind=kind, to=to)


def request(*tasks: Task, **fields: Any) -> Request:
    given = {
        "id": R, "subject": "Reise", "need": "Flug", "channel": "phone", "contacts": (P,),
        "received_at": "2026-11-16T09:30", "spoc": "jana", "tasks": tasks, **fields,
    }  # fmt: skip
    return Request(**given)


def task(**fields: Any) -> Task:
    return Task(**{"id": T, "title": "Flug", "executor": "tom", "status": "open", **fields})


def customer(**fields: Any) -> Customer:
    contact = Contact(id=P, name="Erika", email="e@muster.example")
    given = {"id": C, "name": "Muster", "kind": "person", "contacts": (contact,), **fields}
    return Customer(**given)


def file(*requests: Request, **fields: Any) -> Requests:
    return Requests(customer=C, requests=requests, **fields)


def posted(status: PostedStatus) -> PostedTask:
    return PostedTask(id=T, title="Bad", posted_at="2026-11-16", status=status)


def told(flaws: Iterable[Flaw]) -> list[str]:
    """One line a flaw: `requests r-4k2m9q spoc | the sentence | the hint`."""
    return [" | ".join((" ".join(f.at), f.sentence, f.hint or "no hint")) for f in flaws]


NOBODY = "nobody has the handle eva | known: jana, tom, uwe"
MOVE = f"clm task move {T} cancelled"
WAITS = "write `waiting_on: customer` and `recheck_on: 2026-11-22`"
FOR_IT = f"clm assign {R} HANDLE"
STATUSES = "one of: new, open, waiting, closed"
STEP = Step(id="k-00000002", text="Preis", done_by="eva")
CIRCLE = "take `follows` away from the one that came first"
SET = f"clm request set {R} KEY=VALUE"


@pytest.mark.parametrize(
    ("rule", "given", "flaws"),
    [
        # A0.8: every handle names a colleague with a record
        ("unknown_people", request(task(events=(event(),), checklist=(STEP,))), [
            f"requests {R} tasks {T} checklist k-00000002 done_by | done_by: {NOBODY}"]),
        ("unknown_people", request(spoc="eva"), [f"requests {R} spoc | spoc: {NOBODY}"]),
        ("unknown_people", request(events=(event(by="eva"),)), [
            f"requests {R} events k-00000001 by | by: {NOBODY}"]),
        ("unknown_people", request(task(executor="eva", events=(event(by="eva"),))), [
            f"requests {R} tasks {T} executor | executor: {NOBODY}",
            f"requests {R} tasks {T} events k-00000001 by | by: {NOBODY}"]),
        ("unknown_people", request(task(executor="uwe"), spoc=None), []),
        # A0.8: who is not active answers for no request and does no task
        ("former_people", request(task()), []),
        ("former_people", request(spoc="uwe"), [
            f"requests {R} spoc | spoc: uwe is not active on {TODAY} | {FOR_IT}"]),
        ("former_people", request(spoc="uwe", **CLOSED), []),
        ("former_people", request(task(executor="uwe")), [
            (f"requests {R} tasks {T} executor | executor: uwe is not active on {TODAY}"
            f" | clm assign {T} HANDLE")]),
        ("former_people", request(task(executor="uwe", status="done")), []),
        # A0.40: a status there is
        ("unknown_status", request(events=(event("open"), event("eva", "spoc"))), []),
        ("unknown_status", request(events=(event("asleep"),)), [
            (f"requests {R} events k-00000001 to | to: there is no status asleep of a request"
            f" | {STATUSES}")]),
        ("unknown_status", request(events=(event(),)), [
            (f"requests {R} events k-00000001 to | to: there is no status of no name of a request"
            f" | {STATUSES}")]),
        # A2.9: the priority that was set last
        ("unlike_priority", request(priority="high"), []),
        ("unlike_priority", request(priority="high", events=(event("high", "priority"),)), []),
        ("unlike_priority", request(events=(event("high", "priority"),)), [
            (f"requests {R} priority | priority: none, but the last event sets high"
            " | the last `to` of kind `priority` and the field are the same")]),
        ("unlike_priority", request(priority="low", events=(event(None, "priority"),)), [
            (f"requests {R} priority | priority: low, but the last event sets none"
            " | the last `to` of kind `priority` and the field are the same")]),
        # A0.7: exactly one who answers
        ("one_spoc", request(), []),
        ("one_spoc", request(spoc=None), []),  # it is new
        ("one_spoc", request(spoc=None, **CLOSED), []),
        ("one_spoc", request(events=(event("jana", "spoc"),)), []),
        ("one_spoc", request(spoc=None, events=(event("waiting"),)), [
            f"requests {R} | an open request has no spoc | {FOR_IT}"]),
        ("one_spoc", request(events=(event("tom", "spoc"),)), [
            f"requests {R} spoc | spoc: jana, but tom was appointed last | {FOR_IT}"]),
        ("one_spoc", request(spoc=None, events=(event("tom", "spoc"),)), [
            f"requests {R} | spoc: nobody, but tom was appointed last | {FOR_IT}"]),
        # A0.41: for whom it waits, and until when
        ("waiting_without_recheck", request(task()), []),
        ("waiting_without_recheck", request(events=(event("waiting"),)), [
            f"requests {R} | {R} is waiting without waiting_on | {WAITS}"]),
        ("waiting_without_recheck", request(events=(event("waiting"),), waiting_on="vpa"), [
            f"requests {R} | {R} is waiting without recheck_on | {WAITS}"]),
        ("waiting_without_recheck",
         request(events=(event("waiting"),), waiting_on="vpa", recheck_on=LATER), []),
        ("waiting_without_recheck", request(task(status="waiting", recheck_on=LATER)), [
            f"requests {R} tasks {T} | {T} is waiting without waiting_on | {WAITS}"]),
        ("waiting_without_recheck",
         request(task(status="waiting", waiting_on="customer", recheck_on=LATER)), []),
        # A0.40: closed with an outcome and with nothing to do, open without one
        ("open_on_closed", request(task()), []),
        ("open_on_closed", request(task(status="done"), **CLOSED), []),
        ("open_on_closed", request(task(status="in_progress"), **CLOSED), [
            f"requests {R} tasks {T} | {T} is in_progress, but its request is closed | {MOVE}"]),
        ("open_on_closed", request(events=(event("waiting"),), **CLOSED), [
            (f"requests {R} outcome | outcome: solved, but {R} is waiting"
            " | take it away, or: clm request close")]),
        ("open_on_closed", request(events=(event("closed"),)), [
            f"requests {R} | {R} is closed without an outcome | add `outcome: solved` to {R}"]),
        # A0.40: a follow-up follows a task of this file
        ("unknown_links", request(task(), task(id="t-22222222", follows=T)), []),
        ("unknown_links", request(task(follows="t-99999999")), [
            (f"requests {R} tasks {T} follows | follows: there is no task t-99999999 here"
            " | no hint")]),
        ("unknown_links", request(task(follows=T)), [
            f"requests {R} tasks {T} follows | follows: {T} → {T} is a circle | {CIRCLE}"]),
        ("unknown_links", request(
            task(id="t-33333333", follows="t-22222222"), task(follows="t-22222222"),
            task(id="t-22222222", follows=T)), [
            (f"requests {R} tasks {T} follows | follows: {T} → t-22222222 → {T} is a circle"
            f" | {CIRCLE}")]),
        # A0.5: the fields a registration needs, and those it should have
        ("incomplete", request(), []),
        ("incomplete", request(need=" ", contacts=()), [
            f"requests {R} | {R} needs: need, contacts | {SET}"]),
        ("could_be_fuller", request(services=("flug",), priority="low"), []),
        ("could_be_fuller", request(), [
            f"requests {R} | {R} should have: services, priority | {SET}"]),
        ("could_be_fuller", request(**CLOSED), []),
    ],
)  # fmt: skip
def test_what_a_rule_finds_in_a_request(rule: str, given: Request, flaws: list[str]) -> None:
    assert told(getattr(requestchecks, rule)(file(given), KNOWN)) == flaws


def test_the_fields_asked_for_are_those_of_the_team() -> None:
    # A0.5
    known = KNOWN._replace(asked=Complete(required=("priority",), recommended=("need",)))
    held = file(request(need=""))
    assert told(requestchecks.incomplete(held, known)) == [
        f"requests {R} | {R} needs: priority | {SET}"
    ]
    assert told(requestchecks.could_be_fuller(held, known)) == [
        f"requests {R} | {R} should have: need | {SET}"
    ]


NO_CHANNEL = Contact(id=P, name="Erika", phone="123")
OTHER = Contact(id="p-22222222", name="Max", phone="030 1234")
UNREACHED = (
    f"requests {R} contacts | no contact of {R} has an e-mail or a phone number"
    f" | clm customer contact add {C} NAME --email EMAIL"
)


@pytest.mark.parametrize(
    ("given", "contacts", "flaws"),
    [  # A0.4, A0.6
        (request(), (OTHER, Contact(id=P, name="Erika", email="e@muster.example")), []),
        (request(), (OTHER,), [
            f"requests {R} contacts | contacts: {C} has no contact {P} | no hint"]),
        (request(), (NO_CHANNEL, OTHER), [UNREACHED]),
        (request(contacts=(P, OTHER.id)), (NO_CHANNEL, OTHER), []),
        (request(**CLOSED), (NO_CHANNEL,), []),
        (request(contacts=()), (NO_CHANNEL,), []),
    ],
)  # fmt: skip
def test_the_contacts_are_the_customers_and_one_can_be_reached(
    given: Request, contacts: tuple[Contact, ...], flaws: list[str]
) -> None:
    assert told(requestchecks.unreachable(file(given), customer(contacts=contacts))) == flaws


ERIKA = f"  - id: {P}\n    name: Erika\n"
MAX = f"  - id: {OTHER.id}\n    name: Max\n    phone: 030 1234\n"


@pytest.mark.parametrize(
    ("text", "contacts", "seems"),
    [  # A0.4: where the text does not say it, what it means is looked at
        (ERIKA + "    email: e@muster.example\n", (P,), True),
        (ERIKA + "    phone: 1-2-3-4\n", (P,), True),
        (ERIKA + '    phone: "+49 351 1234"\n', (P,), True),
        (ERIKA + "    email: '@x.de'\n    phone: '030 1234'\n", (P,), True),
        (ERIKA + "    phone: 123\n", (P,), False),
        (ERIKA + "    phone: 123\n    language: 4\n", (P,), False),
        (ERIKA + "    phone: 12 # 3456\n", (P,), False),
        (ERIKA + "    email: e@\n", (P,), False),
        (ERIKA + "    email: '@x.de'\n", (P,), False),
        (ERIKA + "    language: e@x.de\n", (P,), False),
        (ERIKA + "bookings:\n  - note: x\n    email: e@x.de\n", (P,), False),
        (ERIKA.replace("Erika", "{") + "    email: e@x.de\n", (P,), False),
        (ERIKA + MAX, (P,), False),  # the number is somebody else's
        (ERIKA + MAX, (P, OTHER.id), True),
        (MAX, (P, OTHER.id), False),  # one is not there
        (ERIKA + MAX, (), False),
        ('infos: "it"\n' + MAX, (OTHER.id,), True),
        ('infos: "it\n' + MAX + '"\n', (OTHER.id,), False),  # all of it is one text
        ("infos: it's\n" + MAX, (OTHER.id,), False),
    ],
)
def test_what_the_text_says_of_the_contacts(
    text: str, contacts: tuple[str, ...], *, seems: bool
) -> None:
    text = f"id: {C}\n{text}".replace("\n  - id:", "\ncontacts:\n  - id:", 1)
    assert requestchecks.seem_reachable(file(request(contacts=contacts)), text) == seems
    assert requestchecks.seem_reachable(file(), text)


@pytest.mark.parametrize(
    ("text", "seems"),
    [
        ("name: Muster\n", True), ("status: archived\n", False), ("status: merged\n", False),
        ('status: "archive\\x64"\n', False),
    ],
)  # fmt: skip
def test_what_the_text_says_of_the_status(text: str, *, seems: bool) -> None:
    # A2.12
    assert requestchecks.seem_active(text) == seems


def test_nothing_is_open_of_a_customer_who_is_not_active() -> None:
    # A2.12
    held = file(request(), request(id="r-000000", **CLOSED), posted=(posted("forwarded"),))
    hint = f"end it, or: clm customer set {C} status=active"
    assert told(requestchecks.open_of_inactive(held, customer(status="archived"))) == [
        f"requests {R} | {R} is open, but {C} is archived | {hint}",
        f"posted {T} | {T} is open, but {C} is archived | {hint}",
    ]
    assert told(requestchecks.open_of_inactive(held, customer())) == []
    ended = file(request(**CLOSED), posted=(posted("done"), posted("draft")))
    assert told(requestchecks.open_of_inactive(ended, customer(status="archived"))) == []


def test_a_request_has_arrived_already() -> None:
    # A0.12
    held = file(request(received_at="2026-11-18T23:00"), request(received_at="2026-11-19"))
    assert told(requestchecks.to_come(held, TODAY, BERLIN)) == [
        (
            f"requests {R} received_at | received_at: 2026-11-19 is still to come"
            f" | clm request set {R} received_at=DATE"
        )
    ]


AWAY = {"id": "ab-000001", "from": "2026-11-16", "to": "2026-11-20"}
TOM, UWE = {"id": "tom"}, {"id": "uwe", "active": {"to": "2026-11-01"}, "absences": [AWAY]}
ONLY_A = {**AWAY, "replacements": [{"replacement": "tom", "class": "A"}]}
UNCOVERED = [
    (
        f"requests {R} spoc | spoc: jana is away on {TODAY}, and nobody covers"
        f" | clm assign {R} HANDLE, or name a replacement: clm absence list"
    )
]


@pytest.mark.parametrize(
    ("absence", "given", "flaws"),
    [  # A0.8: there, or covered
        (None, request(), []),
        (AWAY, request(), UNCOVERED),
        ({**AWAY, "replacement": "tom"}, request(), []),
        ({**AWAY, "replacement": "uwe"}, request(), UNCOVERED),  # who works here no more
        ({**AWAY, "half": "am"}, request(), []),
        ({**AWAY, "to": "2026-11-17"}, request(), []),
        (AWAY, request(**CLOSED), []),
        (AWAY, request(spoc=None), []),  # other rules
        (AWAY, request(spoc="uwe"), []),
        (ONLY_A, request(), []),  # A0.27: by what the request is for
        (ONLY_A, request(id="r-000000"), [UNCOVERED[0].replace(R, "r-000000")]),
    ],
)
def test_who_answers_is_there_or_is_covered(
    absence: dict[str, Any] | None, given: Request, flaws: list[str]
) -> None:
    roster = Roster.of([{"id": "jana", "absences": [absence] if absence else []}, TOM, UWE])
    matters = {R: Matter((R, C), "A"), "r-000000": Matter(("r-000000", C), "B")}
    found = requestchecks.uncovered(file(given), roster, TODAY, matters.__getitem__)
    assert told(found) == flaws
