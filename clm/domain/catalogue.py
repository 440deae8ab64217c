"""The service portfolio: one file a service, `services/<id>.yaml` (A2.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Handle

ServiceStatus = Literal["proposed", "planned", "production", "retired"]


class Service(Record, frozen=True, kw_only=True):
    """One service of the portfolio; the catalogue shows those in production for customers.

    `prices` are by unit, in the team's currency; `options` are by slug; `sla` names the terms that
    are offered with it, `owner` and `contact` are colleagues.
    """

    id: Handle
    name: str
    description: str | None = None
    status: ServiceStatus
    customer_facing: bool = True
    owner: Handle | None = None
    contact: Handle | None = None
    prices: dict[str, Decimal] = msgspec.field(default_factory=dict)
    options: dict[Handle, str] = msgspec.field(default_factory=dict)
    sla: Handle | None = None
    suppliers: tuple[str, ...] = ()
    offered_on: date | None = None
    retired_on: date | None = None
