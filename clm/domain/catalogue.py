"""The service portfolio: one file a service, `services/<id>.yaml` (A2.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from clm.domain import complaining
from clm.domain.customer import Customer, Record
from clm.domain.flaws import Flaw, listed, nobody, unnamed
from clm.domain.names import did_you_mean
from clm.domain.requesting import is_open, open_tasks_in, tasks_in
from clm.domain.servicefile import ServiceFile
from clm.domain.values import Handle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from clm.domain.flaws import At, Known
    from clm.domain.request import Requests

    Naming: TypeAlias = Customer | Requests | ServiceFile
    """Records that name services."""

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
    """A2.6: the people and terms a service names are there, and it ends after it began.

    It has a name, and what it costs is by a unit.
    """
    yield from unnamed(service.name)
    for unit in service.prices:
        if not unit.strip():
            yield Flaw(("prices", unit), "prices: of which unit?", "--price Stunde=45")
    people = [(("owner",), service.owner), (("contact",), service.contact)]
    yield from nobody(people, known.team)
    if service.sla and service.sla not in known.slas:
        sentence = f"sla: there is no agreement {service.sla}"
        yield Flaw(("sla",), sentence, listed(known.slas) or "clm sla add")
    begun, ended = service.offered_on, service.retired_on
    if begun and ended and ended < begun:
        yield Flaw(("retired_on",), f"retired_on {ended} lies before offered_on {begun}")


def unknown_services(record: Naming, known: Known) -> Iterator[Flaw]:
    """A2.6: what customers use, ask for and complain about is in the portfolio, once there is one.

    So does what tasks serve.
    """
    for at, service, _ in _named(record) if known.services else ():
        if service not in known.services:
            hint = did_you_mean(service, known.services) + (listed(known.services) or "")
            yield Flaw(at, f"{at[-1]}: there is no service {service}", hint.strip() or None)


def retired_services(record: Naming, known: Known) -> Iterator[Flaw]:
    """A2.6: nobody still uses, asks for or complains about what is not offered any more."""
    for at, service, is_live in _named(record):
        if is_live and service in known.retired:
            hint = "name another, or clm service edit brings it back"
            yield Flaw(at, f"{at[-1]}: {service} is retired", hint)


def _named(record: Naming) -> Iterator[tuple[At, str, bool]]:
    """Each service that a record names: where, its id, and whether what names it is still open."""
    if isinstance(record, Customer):
        for service in record.services:
            yield ("services",), service, record.status == "active"
    elif isinstance(record, ServiceFile):
        for complaint in record.complaints:
            if complaint.service:
                at: At = ("complaints", complaint.id, "service")
                yield at, complaint.service, complaining.is_open(complaint)
    else:
        for request in record.requests:
            for service in request.services:
                yield ("requests", request.id, "services"), service, is_open(request)
        live = [task.id for _, task in open_tasks_in(record)]
        for of, task in tasks_in(record):
            if task.service:
                at = ("requests", of.id) if of else ()
                yield (*at, "tasks", task.id, "service"), task.service, task.id in live
