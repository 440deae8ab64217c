"""What `check` finds about service reviews: overdue ones, and what the last one left open."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from clm.domain.changes import Target
from clm.domain.flaws import Flaw
from clm.domain.process import Dossier
from clm.domain.reviewchecks import unknown_theirs
from clm.domain.reviewing import due, held, still_open
from clm.errors import ClmError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.customer import Customer
    from clm.domain.findings import Severity
    from clm.domain.servicefile import ServiceFile
    from clm.services.workspace import Workspace


def without_review(
    workspace: Workspace, customer: Customer
) -> Iterator[tuple[str, Flaw, Severity]]:
    """A2.35: a review by interval is overdue, and none is planned."""
    facts = Dossier(customer)
    if not (customer.class_ or customer.bookings):
        return
    file = _beside(workspace, "service-file", customer.id)
    if file:
        facts = facts._replace(reviews=file.reviews, review_months=file.review_months)
    found = due(facts, workspace.today, workspace.process)
    if found and found.reason != "planned" and found.on < workspace.today:
        since = f"the last was on {found.last}" if found.last else "there was none yet"
        sentence = f"the service review was due on {found.on}: {since}, each {found.months} months"
        hint = f"clm review plan {customer.id} DATE"
        yield "review-overdue", Flaw(("name",), sentence, hint), "warning"


def of_reviews(workspace: Workspace, file: ServiceFile) -> Iterator[tuple[str, Flaw, Severity]]:
    """A2.34, A2.35: who took part is known; none is overdue, nor something of the last one."""
    if not file.reviews:
        return
    customer = _beside(workspace, "customer", file.customer)
    if customer is None:
        return
    for flaw in unknown_theirs(file, customer):
        yield "without-contact", flaw, "error"
    if customer.status != "active":
        return
    for review in file.reviews:
        if review.held_on is None and review.planned_on < workspace.today:
            sentence = f"{review.id} was planned for {review.planned_on} and is not recorded"
            hint = f"clm review record {review.id} --on DATE …, or clm review plan"
            flaw = Flaw(("reviews", review.id, "planned_on"), sentence, hint)
            yield "review-overdue", flaw, "warning"
    if not held(file.reviews, workspace.today):
        return
    requests = _beside(workspace, "requests", file.customer)
    tasks = requests.tasks if requests else ()
    for review, task in still_open(file.reviews, tasks, workspace.today):
        by = f", due {task.due}" if task.due else ""
        sentence = f"{task.id} of the last review is still to be done by {task.executor}{by}"
        flaw = Flaw(("reviews", review.id), sentence, f"clm task move {task.id} done")
        yield "review-action-open", flaw, "warning"


def _beside(workspace: Workspace, kind: Any, customer: str) -> Any:  # noqa: ANN401 -- its record
    """Another file of the customer; None where there is none or it cannot be read."""
    with suppress(ClmError):  # its own finding
        return workspace.record(Target(kind, customer))
    return None
