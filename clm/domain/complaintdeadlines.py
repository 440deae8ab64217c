"""By when a complaint is acknowledged, assessed, answered, closed, by severity (A2.16, A2.18)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.complaining import course_of, is_open, told_at
from clm.domain.moments import day_of

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.calendar import Calendar
    from clm.domain.complaint import Complaint
    from clm.domain.complaintwords import Milestone
    from clm.domain.policy import Policy
    from clm.domain.process import Process


class Targets(NamedTuple):
    """Within how many working days each is to be done; `update` is from one word to the next."""

    acknowledge: int
    assess: int
    answer: int
    close: int
    update: int


def targets_of(complaint: Complaint, policy: Policy) -> Targets:
    """What holds for its severity; as long as nobody knows that, what is usual."""
    usual = Targets(
        policy.complaint_acknowledge_working_days,
        policy.complaint_assess_working_days,
        policy.complaint_answer_working_days,
        policy.complaint_close_working_days,
        policy.complaint_update_working_days,
    )
    if complaint.severity == "high":
        return usual._replace(
            assess=policy.complaint_high_assess_working_days,
            answer=policy.complaint_high_answer_working_days,
            close=policy.complaint_high_close_working_days,
            update=policy.complaint_high_update_working_days,
        )
    if complaint.severity == "critical":
        return usual._replace(
            assess=policy.complaint_critical_assess_working_days,
            answer=policy.complaint_critical_answer_working_days,
            close=policy.complaint_critical_close_working_days,
            update=policy.complaint_critical_update_working_days,
        )
    return usual


class Due(NamedTuple):
    """What comes next, and by which day."""

    rule: Milestone
    on: date


_STEPS: Final[tuple[tuple[Milestone, str], ...]] = (
    ("complaint-acknowledge", "acknowledged"),
    ("complaint-assess", "assessed"),
)
"""What is done before the answer, with the status that says it is."""


def next_due(complaint: Complaint, process: Process) -> Due | None:
    """The next milestone of a complaint, the earlier of a step and a word to the complainant.

    None: it has ended.
    """
    if not is_open(complaint):
        return None
    step = _next_step(complaint, process)
    word = update_due(complaint, process)
    return Due("complaint-update", word) if word and word < step.on else step


def _next_step(complaint: Complaint, process: Process) -> Due:
    course, targets = course_of(complaint), targets_of(complaint, process.policy)
    start = day_of(course.since, process.zone)

    def due(rule: Milestone, days: int) -> Due:
        return Due(rule, process.calendar.working_days_after(start, days))

    if course.is_answered:
        return due("complaint-close", targets.close)
    for (rule, status), days in zip(_STEPS, (targets.acknowledge, targets.assess), strict=True):
        if status not in course.steps:
            return due(rule, days)
    return due("complaint-answer", targets.answer)


def update_due(complaint: Complaint, process: Process) -> date | None:
    """A2.18: by when the complainant hears again how it stands; None: not yet, or not any more.

    From the acknowledgement on, until the answer.
    """
    course, told = course_of(complaint), told_at(complaint)
    if not is_open(complaint) or told is None or course.is_answered:
        return None
    if "acknowledged" not in course.steps:
        return None
    zone, days = process.zone, targets_of(complaint, process.policy).update
    last = max(day_of(told, zone), day_of(course.since, zone))
    return process.calendar.working_days_after(last, days)


# how long it took


class Took(NamedTuple):
    """One step: the day it was done, in how many working days, how many it may take, and by when.

    `by` is None where nobody asks for it: the complaint ended without it.
    """

    on: date | None
    days: int | None
    target: int
    by: date | None

    @property
    def in_time(self) -> bool | None:
        """Was it done in as many days, or fewer? None: it is not done."""
        return None if self.days is None else self.days <= self.target


def took(complaint: Complaint, process: Process) -> dict[str, Took]:
    """How long each step of its present course took, and by when it is asked for (A2.22).

    As `next_due` counts: acknowledged and assessed from the receipt, answered and closed from when
    it was taken up again, where it was. What was answered before that is owed anew.
    """
    course, zone = course_of(complaint), process.zone
    targets = targets_of(complaint, process.policy)
    steps, answers = course.steps, complaint.answers[-course.answers :] if course.answers else ()
    marks = {
        "acknowledge": (course.begun, steps.get("acknowledged"), targets.acknowledge),
        "assess": (course.begun, steps.get("assessed"), targets.assess),
        "answer": (course.since, answers[0].communicated_at if answers else None, targets.answer),
        "close": (course.since, steps.get("closed"), targets.close),
    }
    found = {}
    for name, (since, moment, target) in marks.items():
        start = day_of(since, zone)
        on = day_of(moment, zone) if moment else None
        days = working_days(start, on, process.calendar) if on else None
        by = process.calendar.working_days_after(start, target)
        found[name] = Took(on, days, target, by if on or is_open(complaint) else None)
    return found


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """How many working days after `first` have come by `last`, that one included."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in days)
