"""The clocks of an agreement, case by case: what is used, paused and left of each target (A2.9)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from clm.domain.calendar import Calendar, Interval
from clm.domain.clocks import Clock, Days, Reading, minute_of, moment_of, read
from clm.domain.request import Requests
from clm.domain.sla import Sla
from tests.domain.cases import BERLIN, CUSTOMER, of_yaml

OFFICE: Final = Calendar(zone=BERLIN, holidays=frozenset({date(2026, 11, 20)}))
TERMS: Final = """\
id: default
name: Default
valid_from: 2026-01-01
pauses: [customer]
targets:
  high: {first_response: 1h, update: 4h, solution: 8h}
  normal: {first_response: 4h, update: 8h, solution: 24h}
  low: {solution: 40h}
"""


def status(at: str, to: str, more: str = "") -> str:
    return f"{{id: k-{at[5:7]}{at[8:10]}{at[11:13]}{at[14:16]}, at: {at}, by: jana, kind: status, to: {to}{more}}}"  # noqa: E501


def clocks(
    *events: str, now: str = "2026-11-18T12:00", more: str = "", terms: str = TERMS
) -> dict[str, Clock]:
    """The clocks of a request received on Monday at 9, by target."""
    return {one.target: one for one in reading(*events, now=now, more=more, terms=terms).clocks}


def reading(
    *events: str, now: str = "2026-11-18T12:00", more: str = "", terms: str = TERMS
) -> Reading:
    listed = "\n".join(f"      - {one}" for one in events)
    text = (
        f"customer: {CUSTOMER}\nrequests:\n  - id: r-4k2m9q\n    subject: Reise\n    need: Flug\n"
        "    channel: phone\n    received_at: 2026-11-16T09:00\n    priority: high\n"
        f"    {more or 'spoc: jana'}\n    events:\n{listed or '      []'}\n"
    )
    (request,) = of_yaml(text, Requests).requests
    at = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    return read(request, of_yaml(terms, Sla), Days(OFFICE), at, BERLIN)


def told(one: Clock) -> str:
    due = moment_of(one.due)
    return f"{one.state} {one.used}/{one.minutes} paused {one.paused} over {one.over} due {due}"


def test_all_targets_run_from_the_moment_a_request_came() -> None:
    # A2.9: 9 to 17 in Berlin; at noon three hours are used
    found = clocks(status("2026-11-16T09:05", "new"), now="2026-11-16T12:00")
    assert told(found["first_response"]) == (
        "missed 180/60 paused 0 over 120 due 2026-11-16T09:00:00Z"
    )
    assert told(found["solution"]) == "running 180/480 paused 0 over 0 due 2026-11-16T16:00:00Z"
    assert found["solution"].remaining == 300
    assert found["first_response"].decided == found["first_response"].due


def test_who_takes_it_on_or_moves_it_has_answered() -> None:
    # A2.9: the first response
    new = status("2026-11-16T09:00", "new")
    accepted = "{id: k-11111111, at: 2026-11-16T09:30, by: jana, kind: accepted}"
    for answer in (accepted, status("2026-11-16T09:30", "waiting")):
        found = clocks(new, answer)["first_response"]
        assert told(found) == "met 30/60 paused 0 over 0 due 2026-11-16T09:00:00Z"
        assert moment_of(found.decided) == "2026-11-16T08:30:00Z"
    assert clocks(new)["first_response"].state == "missed"
    assert clocks()["first_response"].state == "missed"  # nobody has written what happened


def test_an_answer_that_bears_an_earlier_time_is_one_at_once() -> None:
    found = clocks(status("2026-11-16T08:00", "open"))
    assert (found["first_response"].used, found["first_response"].state) == (0, "met")


def test_waiting_pauses_for_whom_the_agreement_says() -> None:
    # A0.41
    begun = status("2026-11-16T09:59", "open")
    for on, said in (
        ("customer", "paused 60/480 paused 540 over 0 due None"),
        ("third", "missed 600/480 paused 0 over 120 due 2026-11-16T16:00:00Z"),
    ):
        wait = status("2026-11-16T10:00", "waiting", f", waiting_on: {on}")
        found = clocks(begun, wait, now="2026-11-17T11:00")
        assert told(found["solution"]) == said
    on = status("2026-11-16T10:00", "waiting")
    again = status("2026-11-17T10:00", "open")
    assert clocks(on, now="2026-11-16T12:00", more="waiting_on: customer")["solution"].paused == 120
    # of a wait that is over nobody knows for whom it was: it does not pause
    assert clocks(on, again, now="2026-11-17T11:00")["solution"].paused == 0


def test_each_word_to_the_customer_begins_the_update_anew() -> None:
    # A2.9
    notice = "{id: k-11111111, at: 2026-11-17T10:00, by: jana, kind: notice, note: spaeter}"
    found = clocks(status("2026-11-16T10:00", "open"), notice, now="2026-11-17T11:00")["update"]
    # 7 h on Monday and one on Tuesday were too long; an hour of the present round is over
    assert told(found) == "missed 60/240 paused 0 over 240 due 2026-11-17T13:00:00Z"
    assert moment_of(found.decided) == "2026-11-16T13:00:00Z"


def test_what_is_said_just_now_begins_the_update_anew_at_once() -> None:
    # A2.9
    notice = "{id: k-11111111, at: 2026-11-17T10:00, by: jana, kind: notice, note: spaeter}"
    found = clocks(status("2026-11-16T10:00", "open"), notice, now="2026-11-17T10:00")["update"]
    assert told(found) == "missed 0/240 paused 0 over 240 due 2026-11-17T13:00:00Z"


def test_what_happens_to_a_task_is_no_word_to_the_customer() -> None:
    # A2.9: nobody hears of it
    task = (
        "tasks:\n      - {id: t-11111111, title: Flug, executor: tom, status: done, events: "
        "[{id: k-22222222, at: 2026-11-16T12:00, by: tom, kind: status, to: done}]}"
    )
    found = clocks(status("2026-11-16T09:00", "open"), now="2026-11-16T15:00", more=task)
    assert told(found["update"]) == "missed 360/240 paused 0 over 120 due 2026-11-16T12:00:00Z"


def test_a_word_to_the_customer_answers_and_begins_the_update_anew() -> None:
    # A2.9
    word = "{id: k-11111111, at: 2026-11-16T10:00, by: jana, kind: told, note: bald}"
    found = clocks(status("2026-11-16T09:00", "new"), word, now="2026-11-16T13:00")
    assert told(found["first_response"]) == "met 60/60 paused 0 over 0 due 2026-11-16T09:00:00Z"
    assert told(found["update"]) == "running 180/240 paused 0 over 0 due 2026-11-16T13:00:00Z"


def another(at: str, had: str, wanted: str) -> str:
    """That a request got another priority."""
    return f"{{id: k-33333333, at: {at}, by: jana, kind: priority, from: {had}, to: {wanted}}}"


def test_what_is_closed_keeps_the_priority_it_was_measured_by() -> None:
    # A2.9: closed items keep the measure of their time
    begun, ended = status("2026-11-16T09:05", "open"), status("2026-11-18T09:00", "closed")
    high = clocks(begun, ended)["solution"]  # the request says high
    assert (high.state, high.minutes) == ("missed", 480)
    while_open = another("2026-11-17T09:00", "low", "high")
    assert clocks(begun, while_open, ended)["solution"] == high
    later = another("2026-11-18T10:00", "normal", "high")
    assert clocks(begun, ended, later)["solution"].minutes == 1440
    nameless = another("2026-11-18T10:00", "~", "high")
    assert clocks(begun, ended, nameless)["solution"].minutes == 1440  # none is normal
    again = status("2026-11-18T11:00", "open")
    assert clocks(begun, ended, later, again)["solution"].minutes == 480  # open: that of now


def test_the_end_of_the_timeline_is_how_the_request_stands() -> None:
    # A2.9: events are in one order everywhere, also where a hand wrote local times
    closed = status("2026-11-16T12:00:00Z", "closed")
    waits = status("2026-11-16T12:30", "waiting", ", waiting_on: customer")  # 11:30 in UTC
    found = reading(status("2026-11-16T09:00", "open"), closed, waits, now="2026-11-16T15:00")
    assert [(one.kind, one.minutes) for one in found.timeline] == [
        ("working", 240), ("paused", 120),
    ]  # fmt: skip
    assert {one.state for one in found.clocks} == {"met", "paused"}
    assert clocks(status("2026-11-16T09:00", "open"), closed)["solution"].used == 240


def test_what_is_due_in_many_years_is_due_at_no_time() -> None:
    # A2.9: one minute a week is worked
    assert weekly("5000h") == ("solution", "running", 1, None)
    assert weekly("5h").due is None  # 300 weeks
    assert moment_of(weekly("4h").due) == "2031-06-16T07:01:00Z"


class Weekly(NamedTuple):
    """The clock of the solution where a minute a week is worked."""

    target: str
    state: str
    used: int
    due: int | None


def weekly(hours: str) -> Weekly:
    long = TERMS.replace("solution: 8h", f"solution: {hours}")
    (request,) = of_yaml(
        f"customer: {CUSTOMER}\nrequests:\n  - {{id: r-4k2m9q, subject: Reise, need: Flug, "
        "channel: phone, received_at: 2026-11-16T09:00, priority: high}\n",
        Requests,
    ).requests
    week = ((Interval(540, 541),), (), (), (), (), (), ())
    at = datetime(2026, 11, 18, 12, tzinfo=BERLIN)
    tiny = Days(Calendar(week=week, zone=BERLIN))
    clock = read(request, of_yaml(long, Sla), tiny, at, BERLIN).clocks[-1]
    return Weekly(clock.target, clock.state, clock.used, clock.due)


def test_reopened_the_solution_goes_on_where_it_was() -> None:
    # A2.9: between closing and opening nothing counts
    closed = (status("2026-11-16T09:00", "open"), status("2026-11-16T11:00", "closed"))
    found = clocks(*closed, more="outcome: solved")
    assert told(found["solution"]) == "met 120/480 paused 0 over 0 due 2026-11-16T16:00:00Z"
    assert moment_of(found["solution"].decided) == "2026-11-16T10:00:00Z"
    assert told(found["update"]) == "met 120/240 paused 0 over 0 due 2026-11-16T12:00:00Z"
    again = reading(*closed, status("2026-11-18T09:00", "open"), now="2026-11-18T10:00")
    assert [(one.kind, one.minutes) for one in again.timeline] == [
        ("working", 120), ("closed", 2760), ("working", 60),
    ]  # fmt: skip
    (solution,) = (one for one in again.clocks if one.target == "solution")
    assert told(solution) == "running 180/480 paused 0 over 0 due 2026-11-18T14:00:00Z"


def test_the_timeline_explains_each_minute() -> None:
    # A2.9: Thursday evening, Friday is a holiday, Monday
    wait = status("2026-11-19T16:00", "waiting", ", waiting_on: customer")
    events = (status("2026-11-18T16:30", "open"), wait, status("2026-11-23T10:00", "open"))
    found = reading(*events, now="2026-11-23T10:30").timeline
    assert found[0].start == minute_of(datetime(2026, 11, 16, 8, tzinfo=UTC))
    assert [(one.kind, one.minutes) for one in found[-7:]] == [
        ("working", 420), ("paused", 60), ("outside", 420), ("holiday", 1440), ("outside", 3420),
        ("paused", 60), ("working", 30),
    ]  # fmt: skip
    assert sum(one.minutes for one in found) == found[-1].end - found[0].start


def test_what_was_closed_by_hand_without_an_event_ends_with_its_last_one() -> None:
    found = clocks(more="outcome: solved")
    assert told(found["first_response"]).startswith("met 0/60")
    assert found["solution"].state == "met"


def test_what_is_due_on_a_later_day_is_due_in_its_working_time() -> None:
    # A2.9: 24 hours are three days
    low = TERMS.replace("first_response: 1h, update: 4h, solution: 8h", "solution: 24h")
    found = clocks(now="2026-11-16T09:00", terms=low)
    assert told(found["solution"]) == "running 0/1440 paused 0 over 0 due 2026-11-18T16:00:00Z"
    assert reading(now="2026-11-16T09:00").timeline == ()


def test_a_clock_of_another_computer_may_be_ahead() -> None:
    found = clocks(status("2026-11-16T12:00", "open"), now="2026-11-16T11:00")
    assert found["first_response"].used == 180


def test_what_names_no_priority_is_normal_and_what_is_not_promised_has_no_clock() -> None:
    # A2.7
    low = of_yaml(TERMS, Sla).targets["low"]
    assert (low.first_response, low.solution) == (None, "40h")
    found = clocks(status("2026-11-16T09:00", "new"), more="outcome: partly")
    assert list(found) == ["first_response", "update", "solution"]


def test_stretches_that_meet_where_the_clock_is_put_forward_count_once() -> None:
    # L13: 02:30 does not exist and comes an hour later, into the next stretch
    week = ((Interval(150, 165), Interval(215, 240)),) * 7
    day = date(2027, 3, 28)
    found = Calendar(week=week, zone=BERLIN).stretches(day)
    assert found == [
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 2, 0, tzinfo=UTC))
    ]
    apart = Calendar(week=((Interval(165, 170), Interval(180, 190)),) * 7, zone=BERLIN)
    first, second = apart.stretches(day)
    assert (first[0].minute, second[0].minute) == (0, 45)
