"""The service portfolio: one file a service, `services/<id>.yaml` (A2.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.flaws import Flaw, listed, nobody
from clm.domain.values import Handle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.customer import Customer
    from clm.domain.flaws import At, Known
    from clm.domain.request import Requests

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
    retired_note: str | None = None


def is_published(service: Service) -> bool:
    """Is it in the catalogue: in production, and for customers (A2.6)?"""
    return service.status == "production" and service.customer_facing


def flaws_of_service(service: Service, known: Known) -> Iterator[Flaw]:
    """A2.6: the people and terms a service names are there, and it ends after it began."""
    people = [(("owner",), service.owner), (("contact",), service.contact)]
    yield from nobody(people, known.team)
    if service.sla and service.sla not in known.slas:
        sentence = f"sla: there is no agreement {service.sla}"
        yield Flaw(("sla",), sentence, listed(known.slas) or "clm sla add")
    begun, ended = service.offered_on, service.retired_on
    if begun and ended and ended < begun:
        yield Flaw(("retired_on",), f"retired_on {ended} lies before offered_on {begun}")


def unknown_services(record: Customer | Requests, known: Known) -> Iterator[Flaw]:
    """A2.6: what customers use and ask for is in the portfolio, once there is one."""
    if not known.services:
        return
    for at, services in _named(record):
        for service in services:
            if service not in known.services:
                sentence = f"services: there is no service {service}"
                yield Flaw((*at, "services"), sentence, listed(known.services))


def _named(record: Customer | Requests) -> Iterable[tuple[At, tuple[str, ...]]]:
    requests = getattr(record, "requests", None)
    if requests is None:
        return [((), record.services)]  # type: ignore[union-attr]
    return [(("requests", one.id), one.services) for one in requests]
