"""Service reviews as rows of the index: what `mine` and `review list` show of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from clm.domain.lists import ANYONE
from clm.domain.requesting import ENDED
from clm.domain.reviewing import actions_of, open_actions, owner_of, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.process import Dossier, Process
    from clm.domain.request import Task
    from clm.domain.review import Review

RULES: Final = {"planned": "review-due", "held": "review-record", "signed-off": None}
"""Why a review stands in somebody's list, by how far it is (A2.35)."""


LONG_AGO: Final = "0001-01-01"
"""Since when there is what nobody has dated: on each day that is read."""


def listed_from(review: Review, process: Process) -> str:
    """A2.35: since when it is in the list of who holds it; a planned one is not for months."""
    if review.held_on:
        return LONG_AGO
    day = review.planned_on
    try:
        for _ in range(process.policy.review_ahead_working_days):
            day = process.calendar.working_day_before(day)
    except OverflowError:
        return LONG_AGO
    return day.isoformat()


def review_rows(facts: Dossier, process: Process) -> Iterator[tuple[object, ...]]:
    """The rows of a customer's reviews, in the order of the table `work`."""
    active = facts.customer.status == "active"
    for review in facts.reviews:
        row = review_row(review, facts, process)
        since = listed_from(review, process)
        of = ("reviews", row["owner"] or ANYONE, "", since, row["rule"], row["due"], False)
        live = active and row["rule"] is not None
        held = msgspec.json.encode(row).decode()
        yield (facts.customer.id, review.id, *of, live, None, None, held)


def due_of(review: Review, process: Process) -> date | None:
    """The day of a planned review; of a held one that by which it is to be signed off."""
    if review.held_on is None:
        return review.planned_on
    if review.signed_off_on:
        return None
    n = process.policy.review_sign_working_days
    return process.calendar.working_days_after(review.held_on, n)


def review_row(review: Review, facts: Dossier, process: Process) -> dict[str, Any]:
    """One review as lists and JSON show it, but for the customer and what depends on the day."""
    status, due = status_of(review), due_of(review, process)
    return {
        "id": review.id,
        "status": status,
        "on": (review.held_on or review.planned_on).isoformat(),
        "planned_on": review.planned_on.isoformat(),
        "held_on": review.held_on.isoformat() if review.held_on else None,
        "owner": owner_of(review, facts),
        "ours": list(review.ours),
        "theirs": list(review.theirs),
        "topics": list(review.topics),
        "findings": list(review.findings),
        "decisions": list(review.decisions),
        "by": review.by,
        "signed_off_on": review.signed_off_on.isoformat() if review.signed_off_on else None,
        "signed_off_by": review.signed_off_by,
        "actions": len(actions_of(facts.tasks, review)),
        "open_actions": len(open_actions(facts.tasks, review)),
        "rule": RULES[status],
        "due": due.isoformat() if due else None,
    }


def action_row(task: Task, today: str) -> dict[str, Any]:
    """A task that was agreed in a review, as its report shows it."""
    due = task.due.isoformat() if task.due else None
    return {
        "id": task.id,
        "title": task.title,
        "executor": task.executor,
        "status": task.status,
        "due": due,
        "done_at": task.done_at,
        "overdue": bool(due and due < today and task.status not in ENDED),
    }
