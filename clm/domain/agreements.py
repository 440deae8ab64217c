"""Which agreement holds for a request, and what agreements obey beside each other (A2.7)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.flaws import Flaw, listed, nobody, unnamed
from clm.domain.lifecycle import class_of
from clm.domain.moments import day_of
from clm.domain.sla import LONGEST, Targets, minutes_of, promised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from clm.domain.customer import Customer
    from clm.domain.flaws import At, Known
    from clm.domain.process import Dossier
    from clm.domain.request import Request
    from clm.domain.requestwords import Priority
    from clm.domain.servicefile import ServiceFile
    from clm.domain.sla import Sla


class Placed(NamedTuple):
    """An agreement and where it stands: in a file of its own, or among the terms of a customer."""

    sla: Sla
    of: str | None = None

    @property
    def customer(self) -> str | None:
        """The one customer it is for."""
        return self.of or self.sla.customer

    @property
    def ref(self) -> str:
        """What means it alone: `default`, `c-7f3qkd/express`."""
        return f"{self.of}/{self.sla.id}" if self.of else self.sla.id


def is_valid(sla: Sla, day: date) -> bool:
    """Does it hold on a day?"""
    return sla.valid_from <= day and (sla.valid_to is None or day <= sla.valid_to)


def agreement_for(
    request: Request, customer: Customer, known: Sequence[Placed], zone: tzinfo
) -> Placed | None:
    """The agreement that holds for a request: by the day it came, the most specific one (A2.7).

    So what is closed keeps that of its time. First one of the customer, then of their class, then
    one for all; of each first one that names a service of the request, in the request's order;
    last the default. What is equal goes by the order in which it is `known`.
    """
    day = day_of(request.received_at, zone)
    held = class_of(customer, day)
    found = [one for one in known if _fits(one, request, customer.id, held, day)]
    return min(found, key=lambda one: _rank(one, request), default=None)


def _fits(one: Placed, request: Request, customer: str, held: str, day: date) -> bool:
    sla = one.sla
    return (
        is_valid(sla, day)
        and one.customer in {None, customer}
        and sla.class_ in {None, held}
        and (not sla.services or not set(sla.services).isdisjoint(request.services))
    )


def _rank(one: Placed, request: Request) -> tuple[bool, bool, bool, bool, int]:
    """The less, the more specific."""
    sla = one.sla
    service = min((request.services.index(s) for s in sla.services if s in request.services),
                  default=0)  # fmt: skip
    return sla.default, not one.customer, not sla.class_, not sla.services, service


def individual(dossier: Dossier, known: Iterable[Placed]) -> list[Placed]:
    """The agreements made with this one customer: their own terms, and those that name them."""
    own = [Placed(sla, dossier.customer.id) for sla in dossier.terms]
    return own + [one for one in known if one.of is None and one.customer == dossier.customer.id]


def obligations(dossier: Dossier, known: Iterable[Placed], today: date) -> list[Placed]:
    """The agreements with a customer that are not over: what they were promised still binds us."""
    return [
        one
        for one in individual(dossier, known)
        if one.sla.valid_to is None or one.sla.valid_to >= today
    ]


# what one of them obeys


_PRIORITIES: Final[tuple[Priority, ...]] = ("low", "normal", "high")


def flaws_of(sla: Sla, known: Known, of: str | None = None) -> Iterator[Flaw]:
    """What is wrong with an agreement for itself; `of` is the customer whose own terms it is in."""
    yield from unnamed(sla.name)
    yield from _target_flaws(sla)
    if sla.valid_to and sla.valid_to < sla.valid_from:
        sentence = f"valid_to {sla.valid_to} lies before valid_from {sla.valid_from}"
        yield Flaw(("valid_to",), sentence)
    if sla.default and (of or sla.customer or sla.class_ or sla.services):
        hint = "take `customer`, `class` and `services` away, or `default`"
        sentence = "default: the default holds for all, and this one is for some"
        yield Flaw(("default",), sentence, hint)
    if not (sla.default or of or sla.customer or sla.class_ or sla.services):
        hint = "say for whom: `customer`, `class` or `services`; or let the default end before it"
        yield Flaw((), f"{sla.id} is for all, as the default is: it would outrank it", hint)
    if of and sla.customer not in {None, of}:
        sentence = f"customer: {sla.customer}, but these are the terms of {of}"
        yield Flaw(("customer",), sentence, "take the line away")
    if sla.customer and not of and sla.customer not in known.customers:
        yield Flaw(("customer",), f"customer: there is no customer {sla.customer}")
    for service in sla.services:
        if service not in known.services:
            sentence = f"services: there is no service {service}"
            yield Flaw(("services",), sentence, listed(known.services) or "clm service add")
    if sla.calendar and sla.calendar not in known.calendars:
        sentence = f"calendar: there is no calendar {sla.calendar}"
        yield Flaw(("calendar",), sentence, listed(known.calendars) or "clm calendar list")
    yield from nobody([(("owner",), sla.owner)], known.team)


def _target_flaws(sla: Sla) -> Iterator[Flaw]:
    told = {one for one, targets in sla.targets.items() if targets != Targets()}
    lacking = [one for one in _PRIORITIES if one not in told]
    if lacking:
        sentence = f"targets: nothing is promised for {', '.join(lacking)}"
        yield Flaw(("targets",), sentence, "each of low, normal and high stands there once")
    for priority, one in sla.targets.items():
        for name, minutes in promised(sla, priority).items():
            if minutes > LONGEST * 60:
                sentence = f"targets: {priority}: {name} is longer than {LONGEST}h"
                yield Flaw(("targets", priority, name), sentence, "a span of working time, as 8h")
        first, last = one.first_response, one.solution
        if first and last and minutes_of(first) > minutes_of(last):
            sentence = f"targets: {priority}: first_response {first} is later than solution {last}"
            yield Flaw(("targets", priority, "first_response"), sentence, "answer before you solve")


def to_review(sla: Sla, known: Known) -> Iterator[Flaw]:
    """A2.7: an agreement that still holds is looked through by its day."""
    over = sla.review_on and sla.review_on < known.today
    if over and (sla.valid_to is None or sla.valid_to >= known.today):
        sentence = f"review_on: {sla.review_on} is over"
        yield Flaw(("review_on",), sentence, f"clm sla set {sla.id} review_on=DATE")


def flaws_of_sla(sla: Sla, known: Known) -> Iterable[Flaw]:
    """A2.7: targets, validity, and everything an agreement names."""
    return flaws_of(sla, known)


def flaws_of_terms(file: ServiceFile, known: Known) -> Iterator[Flaw]:
    """A2.7: a customer's own terms obey what any agreement does, and each other."""
    for sla in file.sla:
        yield from (_below(sla, flaw) for flaw in flaws_of(sla, known, file.customer))
    yield from _within(file)


def terms_to_review(file: ServiceFile, known: Known) -> Iterator[Flaw]:
    """A2.7: … and are looked through by their day."""
    for sla in file.sla:
        for flaw in to_review(sla, known):
            hint = f"clm sla set {file.customer}/{sla.id} review_on=DATE"
            yield _below(sla, flaw)._replace(hint=hint)


def _below(sla: Sla, flaw: Flaw) -> Flaw:
    at: At = ("sla", sla.id, *flaw.at)
    return flaw._replace(at=at, sentence=f"{sla.id}: {flaw.sentence}")


def _within(file: ServiceFile) -> Iterator[Flaw]:
    for one, flaw in overlapping([Placed(sla, file.customer) for sla in file.sla]):
        yield _below(one.sla, flaw)


# what they obey beside each other


def overlapping(known: Sequence[Placed]) -> Iterator[tuple[Placed, Flaw]]:
    """(agreement, flaw) of those that hold at the same time for the same: which one nobody knows.

    Of defaults one holds at a time.
    """
    for one, other in combinations(known, 2):
        if _says_the_same(one, other) and _at_once(one.sla, other.sla):
            since = max(one.sla.valid_from, other.sla.valid_from)
            what = "is the default too" if other.sla.default else "is for the same"
            sentence = f"valid_from: from {since} on {one.ref} {what}"
            hint = f"let one of the two end: clm sla set {one.ref} valid_to=DATE"
            yield other, Flaw(("valid_from",), sentence, hint)


def _says_the_same(one: Placed, other: Placed) -> bool:
    a, b = one.sla, other.sla
    same = set(a.services) == set(b.services) or not set(a.services).isdisjoint(b.services)
    whose = (one.customer, a.class_, a.default) == (other.customer, b.class_, b.default)
    return same and whose


def _at_once(one: Sla, other: Sla) -> bool:
    ends = [sla.valid_to or date.max for sla in (one, other)]
    return one.valid_from <= ends[1] and other.valid_from <= ends[0]


def without_default(known: Sequence[Placed], today: date) -> Iterator[Flaw]:
    """A2.7: where there are agreements, one of them is the default of today."""
    if known and not _covers(known, today):
        hint = "clm sla add default --default …, or set valid_to of the last one later"
        yield Flaw((), f"no agreement is the default on {today}", hint)


def undefaulted(
    before: Sequence[Placed], after: Sequence[Placed], since: date, until: date
) -> date | None:
    """The first day of a time on which there was a default and, after a change, is none (A2.7)."""
    turns = {since}
    for one in (*before, *after):
        turns.add(one.sla.valid_from)
        if one.sla.valid_to:
            turns.add(one.sla.valid_to + timedelta(days=1))
    days = (day for day in sorted(turns) if since <= day <= until)
    return next((day for day in days if _covers(before, day) and not _covers(after, day)), None)


def _covers(known: Sequence[Placed], day: date) -> bool:
    return any(one.sla.default and is_valid(one.sla, day) for one in known)
