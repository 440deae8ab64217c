"""GIVING AWAY FOR GOOD what somebody has open, one row a kind of item (A0.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.escalating import holder, is_open
from clm.domain.handingover import (
    is_complaint_of,
    is_reminder_of,
    is_request_of,
    is_review_of,
    is_task_of,
    reassign_reminder,
    reassign_review,
    role_in,
)
from clm.services.acting import Step, person_of
from clm.services.appointing import customer_alone, steps
from clm.services.escalated import escalation_of
from clm.services.refs import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from clm.domain.decisions import Actor
    from clm.domain.handingover import Item
    from clm.domain.process import Dossier
    from clm.domain.values import ItemKind
    from clm.services.appointing import Giving
    from clm.services.workspace import Workspace


class Kind(NamedTuple):
    """One kind of item, and how one is given away for good.

    `is_theirs` asks once more, of fresh facts, before it is given away. `with_customer`: it is
    given away with its customer, and so with all else of theirs.
    """

    is_theirs: Callable[[Workspace, Dossier, Item, Collection[str | None]], bool]
    give: Callable[[Workspace, Item, Giving, Actor], Iterator[Step]]
    with_customer: bool = True


def _is_customers(
    workspace: Workspace, dossier: Dossier, _item: Item, holders: Collection[str | None]
) -> bool:
    return person_of(workspace, dossier) in holders


def _is_reminders(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_reminder_of(dossier, item, holders)


def _is_requests(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_request_of(dossier, item, holders)


def _is_tasks(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_task_of(dossier, item, holders)


def _is_complaints(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_complaint_of(dossier, item, holders)


def _is_reviews(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_review_of(dossier, item, holders)


def _is_escalations(
    workspace: Workspace, _dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    one = escalation_of(workspace, item.id)
    return is_open(one) and holder(one) in holders


# given away for good: as `clm assign` does it


def _give(workspace: Workspace, item: Item, giving: Giving, me: Actor) -> Iterator[Step]:
    return steps(workspace, Found(item.customer, item.id), giving, me)


def _give_customer(workspace: Workspace, item: Item, giving: Giving, me: Actor) -> Iterator[Step]:
    dossier = workspace.dossier(item.customer)
    role = role_in(dossier.customer, item)
    yield Step(item.customer, customer_alone(workspace, dossier, role, giving, me))


def _give_reminder(workspace: Workspace, item: Item, giving: Giving, _me: Actor) -> Iterator[Step]:
    """No news of the customer, so it is not noted."""
    dossier = workspace.dossier(item.customer)
    yield Step(item.customer, reassign_reminder(dossier, item.id, giving.person))


def _give_review(workspace: Workspace, item: Item, giving: Giving, _me: Actor) -> Iterator[Step]:
    """Whose the customer is stays as it is: that is given away for itself."""
    dossier = workspace.dossier(item.customer)
    yield Step(item.customer, reassign_review(dossier, item.id, giving.person))


_OF_TASKS: Final = Kind(_is_tasks, _give, with_customer=False)

KINDS: Final[dict[ItemKind, Kind]] = {
    "entry": Kind(_is_customers, _give_customer),
    "reminder": Kind(_is_reminders, _give_reminder, with_customer=False),
    "deadline": Kind(_is_customers, _give_customer),
    "posted": Kind(_is_customers, _give_customer),
    "request": Kind(_is_requests, _give, with_customer=False),
    "complaint": Kind(_is_complaints, _give, with_customer=False),
    "review": Kind(_is_reviews, _give_review, with_customer=False),
    "escalation": Kind(_is_escalations, _give, with_customer=False),
    "internal": _OF_TASKS,
    "follow-up": _OF_TASKS,
    "action": _OF_TASKS,
}
"""Each kind that can be handed over; a VPA's deadline and a posted task are their customer's."""
