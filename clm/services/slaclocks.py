"""How agreements are kept: the clocks of requests, and what was met and missed (A2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.agreements import Placed, agreement_for
from clm.domain.clocks import Days, moment_of, read
from clm.domain.decisions import Decision
from clm.domain.moments import day_of
from clm.domain.moves import happened
from clm.domain.requesting import is_open
from clm.domain.taskacts import file_of
from clm.domain.worktime import calendar_of
from clm.errors import RefusedError, UsageError
from clm.services import agreements
from clm.services.acting import Step, actor, for_whom, refuse_colleagues, save
from clm.services.covering import matter_of
from clm.services.refs import customers
from clm.services.requests import request_meant, request_of
from clm.store.stored import with_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clm.domain.clocks import Clock, Reading
    from clm.domain.customer import Customer
    from clm.domain.periods import Period
    from clm.domain.request import Request
    from clm.domain.sla import Sla
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Terms(NamedTuple):
    """What the clocks of requests are read by."""

    workspace: Workspace
    files: Sequence[Placed]
    own: dict[str, tuple[Sla, ...]]
    days: dict[str | None, Days]

    def of(self, customer: Customer, request: Request) -> tuple[Placed, Reading] | None:
        """The agreement that holds for a request, and its clocks; None: nothing was promised."""
        own = [Placed(sla, customer.id) for sla in self.own.get(customer.id, ())]
        zone = self.workspace.process.zone
        held = agreement_for(request, customer, [*own, *self.files], zone)
        if held is None:
            return None
        return held, read(request, held.sla, self._days(held.sla), self.workspace.now, zone)

    def _days(self, sla: Sla) -> Days:
        """Those of the agreement's own calendar; without one that can be read, of the team's."""
        if sla.calendar not in self.days:
            named = self.workspace.calendars.get(sla.calendar or "")
            process = self.workspace.process
            calendar = calendar_of(named, process.policy) if named else process.calendar
            self.days[sla.calendar] = Days(calendar)
        return self.days[sla.calendar]


def terms_of_all(workspace: Workspace) -> Terms:
    """The agreements of all customers."""
    from clm.store.rulebook import own_terms

    return Terms(workspace, agreements.files(workspace), own_terms(workspace.index.db), {})


def terms_of(workspace: Workspace, customer: str) -> Terms:
    """The agreements that may hold for one customer, as their file has them now."""
    file = workspace.services(customer)
    own = {customer: file.sla} if file else {}
    return Terms(workspace, agreements.files(workspace), own, {})


# status


def status(
    workspace: Workspace,
    refs: Sequence[str] = (),
    *,
    customer: str | None = None,
    states: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The clocks of open requests, one row each, what is due soonest first.

    Of the requests that are named also closed ones.
    """
    workspace.look_at_all()
    found = [request_meant(workspace, ref) for ref in refs]
    wanted, ids = {one.item for one in found}, [one.customer for one in found]
    if customer:
        ids += customers(workspace, [customer])

    def asked(request: Request) -> bool:
        return request.id in wanted if wanted else is_open(request)

    rows = [
        row
        for who, request, held, reading in _read(terms_of_all(workspace), ids, asked, live=not refs)
        for row in _rows(who, request, held, reading)
        if not states or row["state"] in states
    ]
    return sorted(rows, key=lambda row: (row["due"] is None, row["due"] or "", row["ref"]))


def _read(
    terms: Terms, ids: Sequence[str] = (), asked: Callable[[Request], bool] = lambda _: True, *,
    live: bool = False,
) -> Iterator[tuple[Customer, Request, Placed, Reading]]:  # fmt: skip
    """The requests that are asked for of some customers, or of all, as far as they have clocks."""
    for customer, file in with_requests(terms.workspace.index, ids, live=live):
        for request in filter(asked, file.requests):
            found = terms.of(customer, request)
            if found:
                yield customer, request, *found


def _rows(
    customer: Customer, request: Request, held: Placed, reading: Reading
) -> Iterator[dict[str, Any]]:
    for clock in reading.clocks:
        yield {
            "ref": request.id,
            "customer": customer.id,
            "name": customer.name,
            "subject": request.subject,
            "spoc": request.spoc,
            "services": list(request.services),
            "priority": request.priority,
            "sla": held.ref,
            **told(clock, request),
        }


def told(clock: Clock, request: Request) -> dict[str, Any]:
    """One clock as JSON has it: minutes of working time, instants in UTC.

    `notice_at` is when the customer was told that it was missed; null: not yet, or it was kept.
    """
    decided = moment_of(clock.decided)
    notices = [one.at for one in request.events if one.kind == "notice"] if clock.over else []
    return {
        "target": clock.target,
        "state": clock.state,
        "minutes": clock.minutes,
        "used": clock.used,
        "paused": clock.paused,
        "remaining": clock.remaining,
        "over": clock.over,
        "due": moment_of(clock.due),
        "decided_at": decided,
        "notice_at": min((at for at in notices if decided and at >= decided), default=None),
    }


def shown(workspace: Workspace, customer: Customer, request: Request) -> dict[str, Any] | None:
    """The agreement of one request with its clocks and its timeline; None: nothing promised."""
    found = terms_of(workspace, customer.id).of(customer, request)
    if found is None:
        return None
    held, reading = found
    clocks = [told(one, request) for one in reading.clocks]
    open_ones = (one for one in reading.clocks if one.decided is None and one.due is not None)
    following = min(open_ones, key=lambda one: one.due or 0, default=None)
    return {
        "sla": held.ref,
        "name": held.sla.name,
        "notice": held.sla.notice,
        "next": following and following.target,
        "due": moment_of(following.due) if following else None,
        "clocks": clocks,
        "timeline": [
            {"from": moment_of(one.start), "to": moment_of(one.end), "kind": one.kind,
             "minutes": one.minutes}
            for one in reading.timeline
        ],
    }  # fmt: skip


def timelines(workspace: Workspace, refs: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each request its id, and its agreement as `shown` tells it."""
    for ref in refs:
        found = request_meant(workspace, ref)
        request = request_of(workspace.requests(found.customer), found.item)
        held = shown(workspace, workspace.customer(found.customer), request)
        if held:
            yield request.id, held


# results


def results(
    workspace: Workspace, period: Period, customer: str | None = None
) -> list[dict[str, Any]]:
    """What was met or missed in a period, one row a request and target, by customer and day.

    A target counts on the day on which it was met, or on which it was missed first; what still runs
    is in no period.
    """
    zone = workspace.process.zone
    rows = []
    for who, request, held, reading in _read(
        terms_of_all(workspace), [customer] if customer else ()
    ):
        for row in _rows(who, request, held, reading):
            if row["decided_at"] is None:
                continue
            day = day_of(row["decided_at"], zone)
            if period.first <= day <= period.last:
                # of a missed update `used` tells the present round
                used = row["minutes"] + row["over"] if row["over"] else row["used"]
                rows.append(row | {"on": day.isoformat(), "used": used})
    return sorted(rows, key=lambda row: (row["customer"], row["on"], row["ref"], row["target"]))


def report(workspace: Workspace, period: Period, ref: str | None = None) -> list[dict[str, Any]]:
    """The results of a period, one row a customer and target.

    Minutes are those of working time; `over` is by how much the missed ones were late together,
    `worst` the latest of them. `notices` counts the missed of which the customer was told.
    """
    workspace.look_at_all()
    (of,) = customers(workspace, [ref]) if ref else (None,)
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in results(workspace, period, of):
        groups.setdefault((row["customer"], row["target"]), []).append(row)
    return [_summed(rows) for rows in groups.values()]


def _summed(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    missed = [row for row in rows if row["state"] == "missed"]
    return {
        "customer": rows[0]["customer"],
        "name": rows[0]["name"],
        "slas": sorted({row["sla"] for row in rows}),
        "target": rows[0]["target"],
        "met": len(rows) - len(missed),
        "missed": len(missed),
        "share": round((len(rows) - len(missed)) / len(rows), 3),
        "used": sum(row["used"] for row in rows),
        "paused": sum(row["paused"] for row in rows),
        "over": sum(row["over"] for row in missed),
        "worst": max((row["over"] for row in missed), default=0),
        "notices": sum(row["notice_at"] is not None for row in missed),
        "unnoticed": [row["ref"] for row in missed if row["notice_at"] is None],
    }


def totals(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """What a report adds up to."""
    found = list(rows)
    return {key: sum(row[key] for row in found) for key in ("met", "missed", "notices")}


# telling the customer


def notice(workspace: Workspace, ref: str, text: str, who: Who, *, dry_run: bool) -> Outcome:
    """Record that the customer was told of a missed target, and what they were told (A2.9).

    Raises:
        UsageError: there is no text.
        RefusedError: nothing was missed that they have not been told of, or it is a colleague's.
    """
    if not text.strip():
        raise UsageError("what was the customer told?", "-m TEXT")
    found = request_meant(workspace, ref)
    with workspace.writing("sla notice", dry_run=dry_run) as writer:
        customer = workspace.customer(found.customer)
        request = request_of(workspace.requests(found.customer), found.item)
        held = shown(workspace, customer, request)
        missed = [one for one in (held["clocks"] if held else []) if one["over"]]
        if not any(one["notice_at"] is None for one in missed):
            said = "is known to the customer" if missed else "is kept"
            raise RefusedError(
                f"nothing to tell of {request.id}: its agreement {said}",
                f"clm sla status {request.id}",
            )
        at = ("requests", request.id)
        person = request.spoc or who.handle
        of = matter_of(workspace, customer.id, request.id, "request")
        refuse_colleagues(workspace, request.id, person, who, of)
        me = for_whom(workspace, actor(workspace, who), person, of)
        change = happened(file_of(customer.id), at, request, me, "notice", note=text.strip())
        step = Step(request.id, Decision((change,)), person)
        return save(workspace, writer, "sla notice", who, [step])
