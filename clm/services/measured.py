"""The past keeps its measure: what a change of an agreement would do to closed requests (A2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.agreements import Placed, agreement_for
from clm.domain.clocks import priority_of
from clm.domain.flaws import Flaw
from clm.domain.requesting import is_open
from clm.domain.servicefile import ServiceFile
from clm.domain.sla import Sla, promised
from clm.domain.worktime import WorkCalendar, calendar_of
from clm.domain.worktime import rewritten as days_rewritten
from clm.store.kinds import path_of, record_of
from clm.store.reading import read
from clm.store.rulebook import own_terms, slas_of
from clm.store.stored import with_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.changes import Target
    from clm.domain.request import Request
    from clm.services.workspace import Workspace

_CHANGED = "clocks and reports of the past tell otherwise now"
_EARLIER = "a week of before stands in `earlier`"
_MANY = 3
"""How many requests are named."""


def rewritten(workspace: Workspace, before: Placed, after: Placed) -> list[str]:
    """The closed requests that would be measured otherwise, by their ids: whose clocks change."""
    db = workspace.index.db
    terms, shared = own_terms(db), list(map(Placed, slas_of(db)))
    zone, found = workspace.process.zone, []
    for customer, file in with_requests(workspace.index, [before.of] if before.of else ()):
        own = [Placed(sla, customer.id) for sla in terms.get(customer.id, ())]
        known = [*own, *shared]
        was, then = (
            [new if one.ref == before.ref else one for one in known] for new in (before, after)
        )
        found += [
            request.id
            for request in file.requests
            if not is_open(request)
            and _measure(agreement_for(request, customer, was, zone), request)
            != _measure(agreement_for(request, customer, then, zone), request)
        ]
    return found


def edited(workspace: Workspace, target: Target, before: bytes, after: bytes) -> Iterator[str]:
    """What an edit by hand changes of the past: a sentence for each agreement, or a calendar."""
    path, of = path_of(target), record_of(target.kind)
    old, new = read(before, path, of).usable, read(after, path, of).usable
    if old is None or new is None:
        return
    if isinstance(old, WorkCalendar) and isinstance(new, WorkCalendar):
        yield from said_of_days(workspace, old, new)
        return
    held = {one.ref: one for one in _placed(new)}
    for one in _placed(old):
        for flaw in flaws(workspace, one, held.get(one.ref, one)):
            yield f"{one.ref}: {flaw.sentence}: {_CHANGED}"


def _placed(record: object) -> list[Placed]:
    if isinstance(record, ServiceFile):
        return [Placed(one, record.customer) for one in record.sla]
    return [Placed(record)] if isinstance(record, Sla) else []


def said_of_days(workspace: Workspace, old: WorkCalendar, new: WorkCalendar) -> Iterator[str]:
    """A sentence where a calendar says otherwise how days were worked that are over."""
    policy = workspace.process.policy
    days = days_rewritten(calendar_of(old, policy), calendar_of(new, policy), workspace.today)
    if days:
        span = f"{days[0]} to {days[-1]}" if len(days) > 1 else f"{days[0]}"
        yield f"{new.id}: days that are over change ({len(days)}, {span}): {_CHANGED}; {_EARLIER}"


def _measure(held: Placed | None, request: Request) -> object:
    """What its clocks are read by, besides its own events."""
    if held is None:
        return None
    sla = held.sla
    return promised(sla, priority_of(request)), sla.calendar, set(sla.pauses)


def flaws(workspace: Workspace, before: Placed, after: Placed) -> list[Flaw]:
    """The flaw that a change of an agreement rewrites what was met and missed."""
    if before.sla == after.sla:
        return []
    found = rewritten(workspace, before, after)
    if not found:
        return []
    more = f" and {len(found) - _MANY} more" if len(found) > _MANY else ""
    sentence = f"it measures what is closed: {', '.join(found[:_MANY])}{more}"
    hint = (
        f"clm sla set {before.ref} valid_to={workspace.today} lets it end, then clm sla add NEXT "
        "--from the day after; or --force -m WHY"
    )
    return [Flaw((), sentence, hint)]
