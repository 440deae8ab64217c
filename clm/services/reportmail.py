"""A report by mail: at once, and kept in the outbox where the server does not take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

from clm.domain.changes import Act, Set, Target
from clm.domain.notices import create, noticed
from clm.domain.values import Role
from clm.errors import ClmError, StateError, UndeliveredError, UsageError
from clm.i18n import spoken
from clm.services.notices import outbox
from clm.services.outgoing import Out
from clm.services.telling import role_holder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clm.domain.changes import Change
    from clm.domain.notices import Notice
    from clm.services.acting import Who
    from clm.services.delivery import Ways
    from clm.services.outgoing import Words
    from clm.services.workspace import Workspace
    from clm.services.writing import Writer


class Mailed(NamedTuple):
    """Who got the report, and at which address."""

    handle: str
    email: str


class _Copy(NamedTuple):
    """Which report is for whom: what its notice in the outbox is known by."""

    report: str
    week: str
    role: str

    @property
    def trigger(self) -> str:
        """It names the one notice there is of a report mailed by hand."""
        return f"{self.report}-{self.week}-mail-{self.role}"

    def is_in(self, notice: Notice) -> bool:
        """Is it this report that the notice tells, to this role?"""
        facts = notice.facts
        told = notice.event, notice.to, facts.get("report"), facts.get("week")
        return told == ("report", (self.role,), self.report, self.week)


def refuse_unknown(role: str) -> None:
    """Say which roles there are.

    Raises:
        UsageError: it is none of them.
    """
    if role not in get_args(Role):
        raise UsageError(f"there is no role {role}", f"known: {', '.join(get_args(Role))}")


def mail_report(
    workspace: Workspace,
    who: Who,
    ways: Ways,
    *,
    week: str,
    role: str,
    words: Callable[[], Words],
    report: str = "weekly",
) -> Mailed:
    """Mail a report of a week (`2026-W47`) to who acts in a role today; each call sends.

    Where the server cannot take it now, a notice of the report is queued: facts only, its text is
    made anew when it is sent. What was mailed does not wait in the outbox any more.

    Raises:
        UsageError: there is no such role.
        StateError: nobody has the role, no server is set, or the person has no address.
        UndeliveredError: the server did not take it; the hint says whether it is kept.
    """
    refuse_unknown(role)
    handle = role_holder(workspace, role)
    if handle is None:
        raise StateError(f"nobody has the role {role}", "add it to the roles of a record in team/")
    out = Out(workspace, ways)
    try:
        stamp = workspace.now.strftime("%Y%m%dt%H%M%S")
        with spoken(workspace.language):
            letter = words()
        name = f"report-{report}-{week.lower()}-{stamp}.{handle}"
        failure = out.mail(name, handle, letter)
    finally:
        out.close()
    copy = _Copy(report, week, role)
    if failure is None:
        _settle(workspace, who, copy)
        return Mailed(handle, workspace.team[handle].emails[0])
    if failure.code == StateError.exit_code:
        raise StateError(failure.sentence, failure.hint)
    if failure.is_unsure:
        raise UndeliveredError(
            f"{failure.sentence}; the report may have arrived", f"ask {handle}, then try again"
        )
    if failure.is_final:
        raise UndeliveredError(failure.sentence, f"the address stands in team/{handle}.yaml")
    raise UndeliveredError(failure.sentence, _keep(workspace, who, copy, failure.sentence))


def _waiting(workspace: Workspace, copy: _Copy) -> list[Notice]:
    """The notices that would bring the same report once more."""
    there = outbox(workspace).notices
    return [one for one in there if one.state in ("queued", "refused") and copy.is_in(one)]


def _settle(workspace: Workspace, who: Who, copy: _Copy) -> None:
    """What has been mailed is not sent again from the outbox."""
    if not _waiting(workspace, copy):
        return
    try:
        with workspace.writing("report mail") as writer:
            at = workspace.now.strftime("%Y-%m-%dT%H:%M")
            settled = [_state(o, "sent", None, at) for o in _waiting(workspace, copy)]
            _save(workspace, writer, who, [change for made in settled for change in made])
    except ClmError as problem:
        raise StateError(
            f"the report is mailed, but waits in the outbox too: {problem.message}", problem.hint
        ) from problem


def _keep(workspace: Workspace, who: Who, copy: _Copy, problem: str) -> str:
    """Queue the report, once however often it is tried; answers what the person should know."""
    try:
        with workspace.writing("report mail") as writer:
            waiting = _waiting(workspace, copy)
            kept = [change for one in waiting for change in _state(one, "queued", problem)]
            if not waiting:
                kept = _queued(workspace, who, copy, problem)
            _save(workspace, writer, who, kept)
    except ClmError as refused:  # the failure itself is what has to be told
        return f"it is not kept: {refused.message}"
    return "it is kept in the outbox: clm notify send tries again"


def _queued(workspace: Workspace, who: Who, copy: _Copy, problem: str) -> list[Change]:
    """The report's one notice, made or queued once more.

    Raises:
        StateError: it may be under way.
    """
    facts = {"report": copy.report, "week": copy.week}
    made = noticed(
        "report", copy.trigger, workspace.today, to=(copy.role,), by=who.handle, facts=facts
    )
    before = next((one for one in outbox(workspace).notices if one.id == made.id), None)
    if before is None:
        return [create(made), *_state(made, "queued", problem)]
    if before.state == "sending":
        raise StateError(f"{before.id} was left half sent, or is being sent now")
    return _state(before, "queued", problem)  # sent since, and asked for again


def _state(notice: Notice, state: str, problem: str | None, at: str | None = None) -> list[Change]:
    """The changes that give a notice a state; only what differs."""
    now = {"state": notice.state, "problem": notice.problem, "sent_at": notice.sent_at}
    new = {"state": state, "problem": problem, "sent_at": at}
    target = Target("notice", notice.id)
    return [Set(target, (key,), new[key]) for key in new if new[key] != now[key]]


def _save(workspace: Workspace, writer: Writer, who: Who, changes: Sequence[Change]) -> None:
    refs = tuple(dict.fromkeys(change.target.id for change in changes))
    act = Act("report mail", refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day)
    if changes:
        writer.save(act, changes)
