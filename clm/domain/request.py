"""Tasks the customer posted, as stored in `customers/xx/c-xxxxxx.requests.yaml`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from clm.domain.customer import Record
from clm.domain.values import CustomerId, Handle, Moment, TaskId

PostedStatus = Literal["draft", "forwarded", "done", "closed", "cancelled"]


class Budget(Record, frozen=True, kw_only=True):
    """What a posted task may cost: `hours` in hours, `amount` in the team's currency."""

    hours: Decimal | None = None
    amount: Decimal | None = None


class PostedTask(Record, frozen=True, kw_only=True):
    """A task created by or for the customer (L8, L9); drafts do not count."""

    id: TaskId
    title: str
    posted_at: Moment
    status: PostedStatus
    deadline: Moment | None = None
    budget: Budget | None = None
    vpa: Handle | None = None


def is_active(task: PostedTask) -> bool:
    """L9: posted, not done, closed or cancelled."""
    return task.status == "forwarded"


class Requests(Record, frozen=True, kw_only=True):
    """The requests file of one customer."""

    customer: CustomerId
    posted: tuple[PostedTask, ...] = ()
