"""What was promised and is over: of requests, tasks, complaints, VPAs and clocks (A4.14)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from clm.domain.breaches import breaches, end_of
from clm.domain.calendar import Calendar
from clm.domain.clocks import Days, minute_of, read
from clm.domain.complaint import Complaint, ComplaintEvent
from clm.domain.customer import Customer
from clm.domain.policy import Policy
from clm.domain.process import Asked, Dossier, Process
from clm.domain.request import Event, PostedTask, Request, Task
from clm.domain.sla import Sla, Targets

if TYPE_CHECKING:
    from clm.domain.breaches import Breach

BERLIN = ZoneInfo("Europe/Berlin")
PROCESS = Process(Policy(), Calendar(zone=BERLIN), BERLIN)
TODAY = date(2026, 11, 18)
CUSTOMER = Customer(
    id="c-7f3qkd", name="Muster GmbH", kind="organisation", registered_on=date(2026, 1, 1),
    owner="jana", vpa="anna",
)  # fmt: skip
FIRST = Event(id="k-00000001", at="2026-11-16T08:30:00Z", by="jana", kind="status", to="open")
REQUEST = Request(
    id="r-4k2m9q", subject="Reise", need="Flug", channel="phone",
    received_at="2026-11-16T08:30:00Z", spoc="jana", events=(FIRST,),
)  # fmt: skip
TASK = Task(id="t-11111111", title="Flug", executor="tom", status="open", due=date(2026, 11, 19))


def local(text: str) -> int:
    return minute_of(datetime.fromisoformat(text).replace(tzinfo=BERLIN))


def found(*readings: Any, **facts: Any) -> list[Breach]:
    return breaches(Dossier(CUSTOMER, **facts), TODAY, PROCESS, readings)


def short(one: Breach) -> tuple[str, str, str | None, int, int | None, str | None]:
    return one.source, one.of, one.clock, one.at, one.start, one.who


def test_a_task_is_over_with_the_end_of_its_day() -> None:  # A4.14
    (one,) = found(requests=(replace(REQUEST, tasks=(TASK,)),))
    began = local("2026-11-16T09:30")
    assert short(one) == ("task", TASK.id, None, local("2026-11-20T00:00"), began, "tom")
    (alone,) = found(tasks=(TASK,))
    assert (alone.start, alone.of) == (None, TASK.id)
    event = replace(FIRST, at="2026-11-17T08:00:00Z")
    (dated,) = found(tasks=(replace(TASK, events=(event,), department="sales"),))
    assert (dated.start, dated.department) == (local("2026-11-17T09:00"), "sales")


@pytest.mark.parametrize("status", ["done", "closed", "cancelled"])
def test_what_is_done_or_has_no_day_is_no_breach(status: Any) -> None:  # A4.14
    assert found(tasks=(replace(TASK, status=status), replace(TASK, due=None))) == []


def test_who_is_no_customer_any_more_is_owed_nothing() -> None:  # A4.14
    gone = Dossier(replace(CUSTOMER, status="archived"), tasks=(TASK,))
    assert breaches(gone, TODAY, PROCESS, ()) == []


@pytest.mark.parametrize(
    ("deadline", "over"),
    [
        ("2026-11-19", "2026-11-20T00:00"),
        ("2026-11-19T15:30", "2026-11-19T15:30"),
        ("2026-11-19T14:30:00Z", "2026-11-19T15:30"),
    ],
)
def test_a_posted_task_is_over_with_its_deadline(deadline: str, over: str) -> None:  # A4.14
    task = PostedTask(
        id="t-22222222", title="Liste", posted_at="2026-11-16", status="forwarded",
        deadline=deadline,
    )  # fmt: skip
    (one,) = found(posted=(task, replace(task, status="done"), replace(task, deadline=None)))
    assert short(one)[3:] == (local(over), local("2026-11-16T00:00"), "jana")


def test_a_request_is_to_be_accepted_in_time() -> None:  # A4.14, A0.20
    given = Event(id="k-00000002", at="2026-11-16T09:00:00Z", by="isabel", kind="spoc", to="jana")
    request = replace(REQUEST, events=(FIRST, given))
    (one,) = found(requests=(request,))
    # Eight hours of work after ten o'clock.
    over, began = local("2026-11-17T10:00"), local("2026-11-16T10:00")
    assert short(one) == ("request", REQUEST.id, "accept", over, began, "jana")
    assert one.reason == "no-answer"
    taken = replace(FIRST, id="k-00000003", at="2026-11-16T10:00:00Z", kind="accepted")
    assert found(requests=(replace(request, events=(FIRST, given, taken)),)) == []


def test_the_day_of_a_recheck_is_a_next_step_of_its_own() -> None:  # A4.14, A0.17
    waits = Event(
        id="k-00000002", at="2026-11-16T09:00:00Z", by="jana", kind="status", to="waiting",
        waiting_on="customer",
    )  # fmt: skip
    request = replace(
        REQUEST, events=(FIRST, waits), waiting_on="customer", recheck_on=date(2026, 11, 18)
    )
    (one,) = found(requests=(request,))
    over, began = local("2026-11-19T00:00"), local("2026-11-16T10:00")
    assert short(one) == ("request", REQUEST.id, "next-step", over, began, "jana")
    assert found(requests=(REQUEST,)) == []


def test_a_complaint_is_over_with_its_next_milestone() -> None:  # A4.14, A2.16
    one = Complaint(
        id="cm-7f3qkd", received_at="2026-11-16T09:00:00Z", channel="phone",
        complainant="Erika Muster", text="zu spät", remedy_sought="Rabatt", handler="tom",
    )  # fmt: skip
    (breach,) = found(complaints=(one,))
    over, began = local("2026-11-18T00:00"), local("2026-11-16T10:00")
    assert short(breach) == ("complaint", one.id, "complaint-acknowledge", over, began, "tom")
    told = ComplaintEvent(
        id="k-00000001", at="2026-11-17T09:00:00Z", by="tom", kind="status", to="acknowledged"
    )
    (later,) = found(complaints=(replace(one, handler=None, events=(told,)),))
    assert (later.clock, later.who) == ("complaint-assess", "jana")


def test_a_vpa_has_until_the_end_of_the_deadline() -> None:  # A4.14, A1.35
    ask = Asked(
        date(2026, 11, 10), date(2026, 11, 17), id="d-11111111", vpa="anna", template="keep-file"
    )
    (one,) = found(asked=(ask,))
    over, began = local("2026-11-18T00:00"), local("2026-11-10T00:00")
    assert short(one) == ("vpa-deadline", ask.id, None, over, began, "jana")
    assert found(asked=(ask._replace(answered_on=date(2026, 11, 16)),)) == []


def test_a_clock_is_over_with_the_minute_that_uses_it_up() -> None:  # A4.14, A2.9
    new = replace(REQUEST, events=(replace(FIRST, to="new"),))
    sla = Sla(
        id="s", name="S", valid_from=date(2026, 1, 1),
        targets={"normal": Targets(first_response="2h", solution="10h")},
    )  # fmt: skip
    now = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)

    def clocks(request: Request) -> list[tuple[str | None, int, int | None]]:
        reading = read(request, sla, Days(PROCESS.calendar), now, BERLIN)
        facts = found((request, reading), requests=(request,))
        return [(one.clock, one.at, one.used) for one in facts if one.source == "sla"]

    response = ("first_response", local("2026-11-16T11:30"), 75)
    solution = ("solution", local("2026-11-17T11:30"), 15)
    assert clocks(new) == [response, solution]
    answered = replace(FIRST, id="k-00000002", at="2026-11-16T09:00:00Z", kind="accepted")
    assert clocks(replace(new, events=(*new.events, answered))) == [solution]
    closed = replace(FIRST, id="k-00000002", at="2026-11-16T09:00:00Z", to="closed")
    assert clocks(replace(new, events=(*new.events, closed))) == []


def test_what_pauses_is_due_at_no_known_time() -> None:  # A4.14, A0.41
    waits = Event(
        id="k-00000002", at="2026-11-16T09:00:00Z", by="jana", kind="status", to="waiting",
        waiting_on="customer",
    )  # fmt: skip
    request = replace(REQUEST, events=(FIRST, waits))
    sla = Sla(
        id="s", name="S", valid_from=date(2026, 1, 1), pauses=("customer",),
        targets={"normal": Targets(solution="10h")},
    )  # fmt: skip
    now = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    reading = read(request, sla, Days(PROCESS.calendar), now, BERLIN)
    assert [one for one in found((request, reading)) if one.source == "sla"] == []


def test_the_first_due_comes_first() -> None:  # A4.14
    later = replace(TASK, id="t-33333333", due=date(2026, 11, 20))
    assert [one.of for one in found(tasks=(later, TASK))] == [TASK.id, later.id]
    assert end_of(date(2026, 3, 29), BERLIN) == local("2026-03-30T00:00")
