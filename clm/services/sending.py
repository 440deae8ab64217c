"""Sending the outbox: each notice at most once, from the one host that may (A0.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from clm.domain.changes import Act, Change, Create, Delete, Set, Target
from clm.domain.digest import goes_out
from clm.domain.notices import is_for_roles
from clm.errors import (
    BadDataError,
    ClmError,
    RefusedError,
    StateError,
    UndeliveredError,
    UsageError,
)
from clm.i18n import translate
from clm.services.delivery import Failure, unset
from clm.services.notices import item, notice_of, outbox, sending_alone
from clm.services.onesender import claim, refuse_elsewhere
from clm.services.outgoing import Delivery, Out
from clm.services.overlooked import NOBODY, is_over, overlooked
from clm.services.telling import recipient, refuse_ahead, worth_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from clm.domain.findings import Finding
    from clm.domain.notices import Notice
    from clm.services.acting import Who
    from clm.services.delivery import Ways
    from clm.services.workspace import Workspace
    from clm.services.writing import Writer

T = TypeVar("T")

LEFTOVER: Final = 1
"""The exit code where something was left `sending` and nothing else is wrong."""

Failures = dict[tuple[str, str], Failure]
"""(Notice, role or handle) → why it was not delivered."""


class Sent(NamedTuple):
    """What became of the outbox: its items, what the person must know, the exit code.

    `problems` are sentences, each once however many notices it is about, with what to do then.
    `dropped` are the notices taken out of the outbox, because what they tell is not so any more.
    """

    items: list[dict[str, Any]]
    problems: dict[str, str | None]
    findings: list[Finding]
    code: int
    dropped: list[str]


class Plan(NamedTuple):
    """What a look at the outbox found: what goes out now, waits, cannot go, was cut short."""

    seen: dict[str, Notice]
    """The notices as they were then."""
    ready: list[Delivery]
    waiting: dict[str, str]
    """Notice → when its person's working time begins."""
    lost: dict[str, str]
    """Notice → why it has nobody to go to."""
    leftover: list[Notice]
    over: list[str]
    """What is not so any more."""


_NOT_BEGUN: Final = Failure("broken off before its turn", is_here=True)
_BROKEN_OFF: Final = Failure("broken off while it was sent", is_unsure=True)


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

    A server or command that is not there, or does not know a person, is met before anything is
    marked, so that vain tries leave no commits; a new problem is kept with the notice. The others
    are `sending` in a commit before the first goes out, and `sent`, or queued again with the
    problem, in one after the last: a crash between leaves them `sending`, and those are never sent
    by themselves.

    Raises:
        StateError: this host, or this clone, does not send.
        RefusedError: a notice of `again` is neither left half sent nor refused, or the day is
            still to come.
        BusyError: another process sends.
    """
    workspace.refuse_unwritable()  # a fault in clm.yaml may be why no host is named
    refuse_ahead(workspace)
    refuse_elsewhere(workspace, host)
    with sending_alone(workspace):
        _refuse_whole(workspace, again)
        found = outbox(workspace)
        missing = overlooked(workspace, who)
        plan = _planned(workspace, [*found.notices, *_created(missing)], again)
        failures: Failures = {}
        if not dry_run:
            failures = _carried_out(workspace, who, Out(workspace, ways), host, plan, missing)
        return _told(workspace, plan, failures, found.findings)


def _refuse_whole(workspace: Workspace, again: Sequence[str]) -> None:
    for one in again:
        state = notice_of(workspace, one).state
        if state not in ("sending", "refused"):
            raise RefusedError(
                f"{one} is {state}, neither left half sent nor refused",
                "clm notify list shows the outbox",
            )


def _created(changes: Sequence[Change]) -> list[Notice]:
    return [change.record for change in changes if isinstance(change, Create)]


# who gets what, and when


def _planned(workspace: Workspace, notices: Sequence[Notice], again: Sequence[str]) -> Plan:
    plan = Plan({one.id: one for one in notices}, [], {}, {}, [], [])
    now = workspace.now
    for notice in notices:
        if notice.state == "sent" or (notice.state == "refused" and notice.id not in again):
            continue
        if notice.state == "sending" and notice.id not in again:
            plan.leftover.append(notice)
            continue
        if is_over(workspace, notice):
            plan.over.append(notice.id)
            continue
        for word in notice.to:
            handle = recipient(workspace, notice, word)
            if handle is None:
                plan.lost[notice.id] = _nobody(notice, word)
                continue
            calendar, digest = workspace.calendar_of(handle), workspace.digest_of(handle)
            begins = goes_out(notice, digest, calendar, now)
            if begins <= now or notice.id in again:
                plan.ready.append(Delivery(notice, word, handle))
            else:
                plan.waiting[notice.id] = begins.isoformat(timespec="minutes")
    return plan


def _nobody(notice: Notice, word: str) -> str:
    if is_for_roles(notice):
        return f"nobody has the role {word}: add it to the roles of a record in team/"
    return f"nobody active has the handle {word}"


def _starts(workspace: Workspace, notice: Notice, host: str) -> Iterator[Change]:
    """It is being sent, by this host, with the facts as they are now."""
    target = Target("notice", notice.id)
    kept: Notice | None = workspace.record(target)
    before = notice.facts if kept is None else kept.facts
    for name in sorted(before.keys() | notice.facts.keys()):
        if before.get(name) != notice.facts.get(name):
            yield Set(target, ("facts", name), notice.facts.get(name))
    yield Set(target, ("state",), "sending")
    if notice.host != host:
        yield Set(target, ("host",), host)


def _ends(
    workspace: Workspace, notice: Notice, plan: Plan, failures: Failures, *, begun: bool
) -> Iterator[Change]:
    """What stands in a notice after its deliveries: those that failed are left to be tried."""
    target = Target("notice", notice.id)
    mine = [one for one in plan.ready if one.notice.id == notice.id]
    failed = [failures[one.key] for one in mine if one.key in failures]
    through = {one.word for one in mine if begun and one.key not in failures}
    left = tuple(word for word in notice.to if word not in through)
    problem = _problem(notice, failed, plan.lost.get(notice.id))
    if problem != notice.problem:
        yield Set(target, ("problem",), problem)
    if not left:
        yield Set(target, ("state",), "sent")
        yield Set(target, ("sent_at",), workspace.now.strftime("%Y-%m-%dT%H:%M"))
        return
    is_refused = len(failed) == len(left) and all(one.is_final for one in failed)
    if is_refused and (begun or notice.state != "refused"):
        yield Set(target, ("state",), "refused")
    elif begun and not any(one.is_unsure for one in failed):
        yield Set(target, ("state",), "queued")
    if left != notice.to:
        yield Set(target, ("to",), left)


def _problem(notice: Notice, failed: Sequence[Failure], lost: str | None) -> str | None:
    """What is kept with a notice: not what is wrong with the settings of who happens to send."""
    if failed and all(one.is_here for one in failed):
        return notice.problem
    return next((one.sentence for one in failed if not one.is_here), lost)


def _save(workspace: Workspace, writer: Writer, who: Who, changes: Sequence[Change]) -> None:
    refs = tuple(dict.fromkeys(change.target.id for change in changes))
    act = Act("notify send", refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day)
    if changes:
        writer.save(act, changes)


# delivering


def _carried_out(
    workspace: Workspace, who: Who, out: Out, host: str, plan: Plan, missing: Sequence[Change]
) -> Failures:
    """Do what is planned: the deliveries that failed, and why; one holds up no other."""
    if plan.ready:
        claim(workspace, host)
    try:
        out.prepare(plan.ready)
        tried = ((one.key, _tried(out.pack, one)) for one in plan.ready)
        failures = {key: failure for key, failure in tried if failure}
        begun = _begun(workspace, who, host, plan, failures, missing)
        failures |= dict.fromkeys((one.key for one in begun), _NOT_BEGUN)
        try:
            _deliver(out, begun, failures)
        finally:  # whatever breaks off, what was not begun is queued again
            _settle(workspace, who, begun, plan, failures)
    finally:
        out.close()
    return failures


def _deliver(out: Out, begun: Sequence[Delivery], failures: Failures) -> None:
    """Deliver one after the other; `failures` says at any moment how each one stands.

    What is in one letter stands or falls together.
    """
    for parcel in out.parcels(begun):
        keys = [one.key for one in parcel]
        failures |= dict.fromkeys(keys, _BROKEN_OFF)
        failure = _tried(out.deliver, parcel, _BROKEN_OFF)
        for key in keys:
            if failure:
                failures[key] = failure
            else:
                del failures[key]


def _settle(
    workspace: Workspace, who: Who, begun: Sequence[Delivery], plan: Plan, failures: Failures
) -> None:
    if not begun:
        return
    with workspace.writing("notify send") as writer:
        notices = {one.notice.id: one.notice for one in begun}.values()
        ended = (_ends(workspace, one, plan, failures, begun=True) for one in notices)
        _save(workspace, writer, who, [change for changes in ended for change in changes])


def _begun(
    workspace: Workspace,
    who: Who,
    host: str,
    plan: Plan,
    failures: Failures,
    missing: Sequence[Change],
) -> list[Delivery]:
    """Mark what goes out now, and answer it; keep the new problems of what cannot go.

    What somebody else changed or took since we looked is left alone.
    """
    with workspace.writing("notify send") as writer:
        missing = worth_telling(workspace, NOBODY, missing)
        there = [*outbox(workspace).notices, *_created(missing)]
        same = {one.id: one for one in there if plan.seen.get(one.id) == one}
        begun = [d for d in plan.ready if d.notice.id in same and d.key not in failures]
        started = dict.fromkeys(d.notice.id for d in begun)
        halted = dict.fromkeys([*(notice for notice, _ in failures), *plan.lost])
        changes = [
            *missing,
            *(Delete(Target("notice", one)) for one in plan.over if one in same),
            *(c for one in started for c in _starts(workspace, same[one], host)),
            *(
                change
                for one in halted
                if one in same and one not in started
                for change in _ends(workspace, same[one], plan, failures, begun=False)
            ),
        ]
        _save(workspace, writer, who, changes)
    return begun


def _tried(
    attempt: Callable[[T], Failure | None], one: T, odd: Failure | None = None
) -> Failure | None:
    """How a step went; one that fails as nobody foresaw, answered by `odd`, holds up no other."""
    try:
        return attempt(one)
    except UsageError as problem:  # a setting of the person's
        return unset(problem.message, problem.hint)
    except ClmError as problem:  # its words cannot be made
        return Failure(problem.message, code=problem.exit_code, hint=problem.hint)
    except Exception as problem:  # noqa: BLE001 -- the others are to go out all the same
        kind = type(problem).__name__  # its words may quote what is nobody's business
        return odd or Failure(f"it cannot be told ({kind})", code=BadDataError.exit_code)


def _told(workspace: Workspace, plan: Plan, failures: Failures, bad: list[Finding]) -> Sent:
    """What the person is told: the notices as they are now, the problems, the worst exit code."""
    now = {one.id: one for one in outbox(workspace).notices}
    known = [
        *(one.notice.id for one in plan.ready),
        *plan.waiting,
        *plan.lost,
        *(one.id for one in plan.leftover),
    ]
    why = {notice: failure.sentence for (notice, _), failure in failures.items()}
    items = []
    for one in dict.fromkeys(known):
        if one in now:
            shown = item(workspace, now[one])
            shown["problem"] = why.get(one, shown["problem"])
            items.append(shown | {"when": plan.waiting.get(one)})
    return Sent(items, _problems(plan, failures), bad, _code(plan, failures), plan.over)


def _problems(plan: Plan, failures: Failures) -> dict[str, str | None]:
    """Each problem once, with the notices it is about and what to do."""
    about: dict[tuple[str, str | None], list[str]] = {}
    for (notice, word), one in failures.items():
        about.setdefault((one.sentence, _remedy(one)), []).append(f"{notice} to {word}")
    for notice, why in plan.lost.items():
        about.setdefault((why, None), []).append(notice)
    problems = {f"{sentence} ({', '.join(ids)})": hint for (sentence, hint), ids in about.items()}
    for half in plan.leftover:
        sentence = translate("{id} was left half sent and may have arrived")
        again = translate("if not: clm notify send --again {id}")
        problems[sentence.format(id=half.id)] = again.format(id=half.id)
    return problems


def _remedy(failure: Failure) -> str:
    if failure.is_unsure:
        return translate("it may have arrived; if not: clm notify send --again ID")
    if failure.is_final:
        return translate(
            "it is not tried again by itself: mend the address, then clm notify send --again ID"
        )
    kept = translate("kept in the outbox")
    return f"{failure.hint}; {kept}" if failure.hint else kept


def _code(plan: Plan, failures: Failures) -> int:
    codes = {one.code for one in failures.values()}
    if UndeliveredError.exit_code in codes:
        return UndeliveredError.exit_code
    if plan.lost or StateError.exit_code in codes:
        return StateError.exit_code
    if codes:
        return max(codes)
    return LEFTOVER if plan.leftover else 0
