"""Sending the outbox: each notice at most once, from the one host that may (A0.34)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Act, Change, Create, Set, Target
from clm.domain.notices import FRESH_DAYS, automatic_entries, create, is_for_roles
from clm.errors import ClmError, RefusedError, StateError, UndeliveredError, UsageError
from clm.services.acting import actor
from clm.services.delivery import Failure, Ways
from clm.services.notices import item, notice_of, outbox, recipient, worth_telling
from clm.services.outgoing import Delivery, Out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.findings import Finding
    from clm.domain.notices import Notice
    from clm.services.acting import Who
    from clm.services.workspace import Workspace
    from clm.services.writing import Writer

LEFTOVER: Final = 1
"""The exit code where something was left `sending` and nothing else is wrong."""

NOBODY: Final = ""
"""The author of what no person did: even who runs this is told of it."""

Failures = dict[tuple[str, str], Failure]
"""(Notice, role or handle) → why it was not delivered."""


class Sent(NamedTuple):
    """What became of the outbox: its items, what the person must know, the exit code."""

    items: list[dict[str, Any]]
    problems: list[str]
    findings: list[Finding]
    code: int


class Plan(NamedTuple):
    """What a look at the outbox found: what goes out now, waits, cannot go, was cut short."""

    ready: list[Delivery]
    waiting: dict[str, str]
    """Notice → when its person's working time begins."""
    lost: dict[str, str]
    """Notice → why it has nobody to go to."""
    leftover: list[Notice]


def refuse_other_host(workspace: Workspace, host: str) -> None:
    """Only the host of `notify.host` sends, or two would send the same.

    Raises:
        StateError: this is another one, or none is named.
    """
    named = workspace.settings.notify.host
    if named != host:
        what = f"notices are sent from {named} only" if named else "no host is to send notices"
        raise StateError(f"{what}; this is {host}", f"in clm.yaml:\nnotify:\n  host: {host}")


def send(
    workspace: Workspace,
    who: Who,
    ways: Ways,
    host: str,
    *,
    again: Sequence[str] = (),
    dry_run: bool = False,
) -> Sent:
    """Deliver what is queued and may go out now; `again` also what a cut-short run left.

    The notices are `sending` in a commit before the first goes out, and `sent`, or queued again
    with the problem, in one after the last: a crash between leaves them `sending`, and those are
    never sent by themselves.

    Raises:
        StateError: this host does not send.
        RefusedError: a notice of `again` is not left half sent.
    """
    refuse_other_host(workspace, host)
    _refuse_whole(workspace, again)
    with workspace.writing("notify send", dry_run=dry_run) as writer:
        found = outbox(workspace)
        missing = overlooked(workspace, who)
        fresh = [change.record for change in missing if isinstance(change, Create)]
        plan = _planned(workspace, [*found.notices, *fresh], again)
        started = list({one.notice.id: one.notice for one in plan.ready}.values())
        changes = [*missing, *(c for one in started for c in _starts(one, host))]
        if not dry_run:
            _save(workspace, writer, who, changes)
    failures: Failures = {} if dry_run else _delivered(workspace, plan.ready, ways)
    if started and not dry_run:
        with workspace.writing("notify send") as writer:
            ended = [c for one in started for c in _ends(workspace, one, plan, failures)]
            _save(workspace, writer, who, ended)
    return _told(workspace, plan, failures, found.findings)


def _refuse_whole(workspace: Workspace, again: Sequence[str]) -> None:
    for one in again:
        state = notice_of(workspace, one).state
        if state != "sending":
            raise RefusedError(
                f"{one} is {state}, not left half sent", "clm notify list shows the outbox"
            )


def overlooked(workspace: Workspace, who: Who) -> list[Change]:
    """A1.37: notices of A customers' automatic entries of the last days that nobody queued."""
    since = workspace.today - timedelta(days=FRESH_DAYS)
    me = actor(workspace, who)
    watched = {
        one.customer
        for one in workspace.entries(None, hidden=True)
        if one.rule == "watch" and one.trigger.startswith("b-")
    }
    told = (
        create(one)
        for customer in sorted(watched)
        for one in automatic_entries(workspace.dossier(customer), me.today, workspace.process)
        if one.on >= since
    )
    return worth_telling(workspace, NOBODY, told)


# who gets what, and when


def _planned(workspace: Workspace, notices: Sequence[Notice], again: Sequence[str]) -> Plan:
    plan = Plan([], {}, {}, [])
    now = workspace.now
    for notice in notices:
        if notice.state == "sent":
            continue
        if notice.state == "sending" and notice.id not in again:
            plan.leftover.append(notice)
            continue
        for word in notice.to:
            handle = recipient(workspace, notice, word)
            if handle is None:
                plan.lost[notice.id] = _nobody(notice, word)
                continue
            begins = workspace.calendar_of(handle).next_working_time(now)
            if notice.urgent or begins == now or notice.id in again:
                plan.ready.append(Delivery(notice, word, handle))
            else:
                plan.waiting[notice.id] = begins.isoformat(timespec="minutes")
    return plan


def _nobody(notice: Notice, word: str) -> str:
    if is_for_roles(notice):
        return f"nobody has the role {word}: add it to the roles of a record in team/"
    return f"nobody active has the handle {word}"


def _starts(notice: Notice, host: str) -> Iterator[Change]:
    target = Target("notice", notice.id)
    yield Set(target, ("state",), "sending")
    if notice.host != host:
        yield Set(target, ("host",), host)


def _ends(workspace: Workspace, notice: Notice, plan: Plan, failures: Failures) -> Iterator[Change]:
    """What stands in a notice after its deliveries: those that failed are left to be tried."""
    target = Target("notice", notice.id)
    mine = [one for one in plan.ready if one.notice.id == notice.id]
    failed = [failures[one.key] for one in mine if one.key in failures]
    through = {one.word for one in mine if one.key not in failures}
    left = tuple(word for word in notice.to if word not in through)
    problem = next((one.sentence for one in failed), plan.lost.get(notice.id))
    if problem != notice.problem:
        yield Set(target, ("problem",), problem)
    if not left:
        yield Set(target, ("state",), "sent")
        yield Set(target, ("sent_at",), workspace.now.strftime("%Y-%m-%dT%H:%M"))
        return
    if not any(one.is_unsure for one in failed):
        yield Set(target, ("state",), "queued")
    if left != notice.to:
        yield Set(target, ("to",), left)


def _save(workspace: Workspace, writer: Writer, who: Who, changes: Sequence[Change]) -> None:
    refs = tuple(dict.fromkeys(change.target.id for change in changes))
    act = Act("notify send", refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day)
    if changes:
        writer.save(act, changes)


# delivering


def _delivered(workspace: Workspace, ready: Sequence[Delivery], ways: Ways) -> Failures:
    """The deliveries that failed, and why; one that fails holds up no other."""
    out = Out(workspace, ways)
    failures: Failures = {}
    try:
        for one in ready:
            failure = _tried(out, one)
            if failure:
                failures[one.key] = failure
    finally:
        out.close()
    return failures


def _tried(out: Out, one: Delivery) -> Failure | None:
    try:
        return out.deliver(one)
    except UsageError as problem:  # a setting of the person's
        return Failure(problem.message, code=StateError.exit_code)
    except ClmError as problem:  # its words cannot be made
        return Failure(problem.message, code=problem.exit_code)


def _told(workspace: Workspace, plan: Plan, failures: Failures, bad: list[Finding]) -> Sent:
    """What the person is told: the notices as they are now, the problems, the worst exit code."""
    now = {one.id: one for one in outbox(workspace).notices}
    known = [
        *(one.notice.id for one in plan.ready),
        *plan.waiting,
        *plan.lost,
        *(one.id for one in plan.leftover),
    ]
    items = [
        item(workspace, now[one]) | {"when": plan.waiting.get(one)}
        for one in dict.fromkeys(known)
        if one in now
    ]
    problems = [
        f"{notice} to {word}: {one.sentence}" + ("" if one.is_unsure else "; kept in the outbox")
        for (notice, word), one in failures.items()
    ]
    problems += [f"{notice}: {why}" for notice, why in plan.lost.items()]
    unsure = {notice for (notice, _), one in failures.items() if one.is_unsure}
    problems += [
        f"{one} was left half sent and may have arrived; if not: clm notify send --again {one}"
        for one in dict.fromkeys([*(one.id for one in plan.leftover), *unsure])
    ]
    return Sent(items, problems, bad, _code(plan, failures))


def _code(plan: Plan, failures: Failures) -> int:
    codes = {one.code for one in failures.values()}
    if UndeliveredError.exit_code in codes:
        return UndeliveredError.exit_code
    if plan.lost or StateError.exit_code in codes:
        return StateError.exit_code
    if codes:
        return max(codes)
    return LEFTOVER if plan.leftover else 0
