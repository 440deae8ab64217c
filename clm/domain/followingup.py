"""Unhappy answers are followed up: the account manager contacts the customer, soon (A2.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.decisions import Decision, watch
from clm.domain.moments import day_of
from clm.domain.requesting import ENDED
from clm.domain.taskacts import NewTask, add_from

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process
    from clm.domain.survey import Survey


def follow_up(
    dossier: Dossier, survey: Survey, actor: Actor, process: Process, executor: str, title: str
) -> tuple[str, Decision]:
    """The task for who contacts an unhappy customer, and the mark that watches them.

    It is due a few working days from now, whenever the answer was given. Who is on the watchlist
    already stays there.
    """
    due = process.calendar.working_days_after(
        actor.today, process.policy.follow_up_working_days
    )  # fmt: skip
    new = NewTask(title=title, executor=executor, due=due)
    origin = f"survey/{survey.id}"
    task, made = add_from(dossier.customer.id, origin, actor, new)
    marked = watch(dossier, actor, "close-eye", f"{survey.id}: {title}")
    return task, Decision((*made.changes, *marked.changes), made.said)


class FollowUp(NamedTuple):
    """How a follow-up stands: who contacts, by when, and the day it was done."""

    task: str | None
    who: str | None
    due: date | None
    done_on: date | None
    ended: bool = False

    def in_time(self, today: date) -> bool | None:
        """Was the customer contacted in time? None while there is time left.

        Without a task, or with one that ended otherwise, nobody did.
        """
        if self.done_on:
            return self.due is None or self.done_on <= self.due
        if self.due and self.due >= today and not self.ended:
            return None
        return False


def stands(dossier: Dossier, task: str | None, process: Process) -> FollowUp:
    """How the follow-up of an answer stands."""
    for one in dossier.tasks:
        if one.id == task:
            at = one.done_at if one.status in ("done", "closed") else None
            return FollowUp(
                one.id,
                one.executor,
                one.due,
                day_of(at, process.zone) if at else None,
                one.status in ENDED,
            )
    return FollowUp(task, None, None, None)
