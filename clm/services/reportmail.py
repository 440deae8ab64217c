"""A report by mail: at once, and kept in the outbox where the server does not take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Act
from clm.domain.notices import create, noticed
from clm.errors import StateError, UndeliveredError
from clm.i18n import spoken
from clm.services.notices import outbox, role_holder
from clm.services.outgoing import Out

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.services.acting import Who
    from clm.services.delivery import Ways
    from clm.services.outgoing import Words
    from clm.services.workspace import Workspace


class Mailed(NamedTuple):
    """Who got the report, and at which address."""

    handle: str
    email: str


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

    Where the server refuses or hangs, a notice of the report is queued: facts only, its text is
    made anew when it is sent.

    Raises:
        StateError: nobody has the role, or no server is set.
        UndeliveredError: the server did not take it; the message says whether it is kept.
    """
    handle = role_holder(workspace, role)
    if handle is None:
        raise StateError(f"nobody has the role {role}", "add it to the roles of a record in team/")
    out = Out(workspace, ways)
    try:
        stamp = workspace.now.strftime("%Y%m%dt%H%M%S")
        name = f"report-{report}-{week.lower()}-{stamp}"
        with spoken(workspace.language):
            letter = words()
        failure = out.mail(f"{name}.{handle}", handle, letter)
    finally:
        out.close()
    if failure is None:
        return Mailed(handle, workspace.team[handle].emails[0])
    if failure.code == StateError.exit_code:
        raise StateError(failure.sentence, "clm config list shows your settings")
    if failure.is_unsure:
        raise UndeliveredError(
            f"{failure.sentence}; the report may have arrived", f"ask {handle}, then try again"
        )
    kept = _keep(workspace, who, week, role, report, stamp, failure.sentence)
    raise UndeliveredError(failure.sentence, kept)


def _keep(
    workspace: Workspace, who: Who, week: str, role: str, report: str, stamp: str, problem: str
) -> str:
    """Queue the report, unless it waits already; answers what the person should know."""
    import msgspec

    try:
        with workspace.writing("report mail") as writer:
            waiting = [
                one.id
                for one in outbox(workspace).notices
                if one.event == "report"
                and one.state == "queued"
                and one.to == (role,)
                and one.facts.get("week") == week
            ]
            if not waiting:
                facts = {"report": report, "week": week}
                trigger = f"{report}-{week}-{stamp}"
                new = noticed(
                    "report", trigger, workspace.today, to=(role,), by=who.handle, facts=facts
                )
                new = msgspec.structs.replace(new, problem=problem)
                act = Act(
                    "report mail",
                    (new.id,),
                    who.handle,
                    acting_as=who.acting_as,
                    today=workspace.pinned_day,
                )
                writer.save(act, [create(new)])
    except StateError as refused:
        return f"it is not kept: {refused.message}"
    return "it is kept in the outbox: clm notify send tries again"
