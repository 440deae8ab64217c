"""What has to be done about a request next: accept, check, a next step, by when (A0.17-A0.38)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clm.domain.customer import Customer, Reminder
from clm.domain.nextsteps import Next, what_is_next
from clm.domain.request import Event, Request, Task
from tests.domain.cases import PLAIN

if TYPE_CHECKING:
    from typing import Any

    from clm.domain.requestwords import EventKind, TaskStatus

BERLIN = ZoneInfo("Europe/Berlin")
CAME, DAY, NEXT = date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 25)


def event(
    to: str, at: str = "2026-11-17T10:00:00Z", kind: EventKind = "status", by: str = "jana"
) -> Event:
    return Event(id="k-11111111", at=at, by=by, kind=kind, to=to)


def request(*tasks: Task, **fields: Any) -> Request:
    given = {
        "id": "r-4k2m9q", "subject": "Reise", "need": "Flug", "channel": "phone",
        "received_at": "2026-11-16T09:30", "spoc": "jana", "tasks": tasks, **fields,
    }  # fmt: skip
    return Request(**given)


def task(status: TaskStatus = "open", name: str = "1", **fields: Any) -> Task:
    given = {"id": f"t-{name * 8}", "title": "Flug", "executor": "tom", "status": status, **fields}
    return Task(**given)


def reminder(on: date = NEXT, **fields: Any) -> Reminder:
    return Reminder(id="m-11111111", on=on, for_="jana", **fields)


def customer(*reminders: Reminder) -> Customer:
    return Customer(id="c-7f3qkd", name="Muster", kind="person", reminders=reminders)


def following(asked: Request, *reminders: Reminder) -> Next:
    return what_is_next(asked, customer(*reminders), PLAIN)


def said(asked: Request, *reminders: Reminder) -> str:
    found = following(asked, *reminders)
    assert found.lacks_step == (found.reason == "no-next-step")
    return f"{found.reason} {found.due}"


WAITS = (event("waiting"),)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (request(), "no-next-step 2026-11-16"),
        (request(events=(event("open"),)), "no-next-step 2026-11-17"),
        (request(task(due=NEXT)), "request 2026-11-25"),
        (request(task(due=NEXT), task(due=DAY, name="2")), "request 2026-11-18"),
        (request(task("waiting", due=DAY, recheck_on=NEXT)), "request 2026-11-25"),
        (request(task()), "no-next-step 2026-11-16"),  # never by a day
        (request(task(), task(due=NEXT, name="2")), "request 2026-11-25"),
        (request(task("cancelled", due=NEXT)), "no-next-step 2026-11-16"),
        (request(events=WAITS, recheck_on=NEXT), "recheck 2026-11-25"),
        (request(task(due=DAY), events=WAITS, recheck_on=NEXT), "recheck 2026-11-25"),
        (request(events=WAITS), "no-next-step 2026-11-17"),
        (request(recheck_on=NEXT), "no-next-step 2026-11-16"),  # it does not wait
        (request(outcome="solved"), "request None"),
    ],
)
def test_a_next_step_is_a_task_with_a_day_or_a_recheck(asked: Request, what: str) -> None:
    # A0.17
    assert said(asked) == what


@pytest.mark.parametrize(
    ("held", "what"),
    [
        (reminder(), "request 2026-11-25"),
        (reminder(CAME), "request 2026-11-16"),
        (reminder(date(2026, 11, 15)), "no-next-step 2026-11-16"),  # about something else
        (reminder(done_on=DAY), "no-next-step 2026-11-16"),
    ],
)
def test_a_reminder_is_a_next_step_from_the_day_the_request_came(held: Reminder, what: str) -> None:
    # A0.17
    assert said(request(), held) == what
    assert said(request(task(due=DAY)), held) == "request 2026-11-18"  # what is planned for it
    assert said(request(task()), held) == what


def test_the_day_on_which_a_request_came_is_one_of_the_zone() -> None:
    late = request(received_at="2026-11-15T23:30:00Z")
    assert said(late, reminder(date(2026, 11, 15))) == "no-next-step 2026-11-16"


DONE = event("done", "2026-11-17T16:00:00Z", by="tom")


@pytest.mark.parametrize(
    ("tasks", "what"),
    [
        ((task("done", done_at="2026-11-17T16:00:00Z"),), "done-to-check 2026-11-17"),
        ((task("done", done_at="2026-11-17T23:30:00Z"),), "done-to-check 2026-11-18"),  # Berlin
        ((task("done", events=(DONE,)),), "done-to-check 2026-11-17"),
        ((task("done"),), "done-to-check 2026-11-16"),  # written by hand: since it came
        # somebody else may say so, and the SPOC has seen what they said themselves
        ((task("done", executor="jana", events=(DONE,)),), "done-to-check 2026-11-17"),
        ((task("done", events=(event("done"),)),), "no-next-step 2026-11-17"),
        ((task("done", executor="jana"),), "no-next-step 2026-11-16"),
        ((task("closed", events=(DONE, event("closed"))),), "no-next-step 2026-11-17"),
        # by the earliest of what is due
        ((task("done", events=(DONE,)), task(due=NEXT, name="2")), "done-to-check 2026-11-17"),
        ((task("done", events=(DONE,)), task(due=CAME, name="2")), "done-to-check 2026-11-16"),
    ],
)
def test_what_is_said_to_be_done_is_the_spocs_to_check(tasks: tuple[Task, ...], what: str) -> None:
    # A0.38
    found = following(request(*tasks))
    assert f"{found.reason} {found.due}" == what
    assert found.to_check == ((tasks[0].id,) if found.reason == "done-to-check" else ())
    assert found.lacks_step == (len(tasks) == 1)  # also where something is to be checked first


def test_the_oldest_that_is_to_be_checked_comes_first() -> None:
    # A0.38
    days = ("2026-11-18", "2026-11-17", "2026-11-18")
    tasks = [task("done", str(n), done_at=day) for n, day in enumerate(days)]
    found = following(request(*tasks))
    assert found.to_check == ("t-11111111", "t-00000000", "t-22222222")
    assert found.due == date(2026, 11, 17)


def test_first_of_all_a_request_is_accepted() -> None:
    # A0.20
    given = event("jana", kind="spoc", by="tom")
    asked = request(task("done", done_at="2026-11-17"), events=(given,))
    found = following(asked)
    assert (found.reason, found.due, found.to_check) == ("unaccepted", DAY, ("t-11111111",))
    assert found.accept_by is not None
    declined = event("capacity", "2026-11-17T11:00:00Z", "declined")
    found = following(request(events=(given, declined)))
    assert (found.reason, found.due) == ("declined", date(2026, 11, 17))
