"""When sending: what should have been told and was not, and what is not so any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from clm.domain.notices import automatic_entries, create, still_holds
from clm.domain.silence import EVENT, is_silent, silences
from clm.errors import BadDataError, NotFoundError
from clm.services.acting import actor
from clm.services.matters import DATED, is_unaccepted, still_due
from clm.services.notices import absence_of
from clm.services.telling import worth_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.changes import Change
    from clm.domain.notices import Notice
    from clm.domain.process import Dossier
    from clm.services.acting import Who
    from clm.services.workspace import Workspace

NOBODY: Final = ""
"""The author of what no person did: even who runs this is told of it."""


def overlooked(workspace: Workspace, who: Who) -> list[Change]:
    """What the crm-lead is to be told of the last days, and nobody queued.

    A1.37: A customers' automatic entries; A1.35: VPAs who let a second deadline pass. A customer
    whose files cannot be read is left out; the lists name those files.
    """
    me, process = actor(workspace, who), workspace.process
    today = me.today
    since = workspace.today - timedelta(days=process.policy.notice_days)
    watched = {
        one.customer
        for one in workspace.entries(None, hidden=True)
        if one.rule == "watch" and one.trigger.startswith("b-")
    }
    unanswered = {
        one.customer
        for one in workspace.asks(closed=True)
        if one.state == "missed" and one.rung == process.policy.vpa_asks
    }
    told = (
        create(replace(one, at=me.now))
        for dossier in _readable(workspace, sorted(watched | unanswered))
        for one in (
            *automatic_entries(dossier, today, process),
            *silences(dossier, today, process),
        )
        if one.on >= since
    )
    return worth_telling(workspace, NOBODY, told)


def _readable(workspace: Workspace, customers: Iterable[str]) -> Iterator[Dossier]:
    for customer in customers:
        try:
            yield workspace.dossier(customer)
        except (BadDataError, NotFoundError):
            continue


def is_over(workspace: Workspace, notice: Notice) -> bool:
    """Is what a queued notice tells not so any more, so that it is not sent?

    A customer who is not there any more has no entry; of one who cannot be read nobody knows. An
    absence may be gone.
    """
    if notice.state != "queued":
        return False
    asked = _OVER.get(notice.event)
    if asked:
        return asked(workspace, notice)
    holds = _HOLD.get(notice.event)
    if holds is None or notice.customer is None:
        return False
    try:
        dossier = workspace.dossier(notice.customer)
    except (BadDataError, NotFoundError) as problem:
        return isinstance(problem, NotFoundError)
    return not holds(notice, dossier, workspace.today, workspace.process)


_OVER: Final[dict[str, Callable[[Workspace, Notice], bool]]] = {
    "absence": lambda workspace, notice: absence_of(workspace, notice) is None,
    "unaccepted": lambda workspace, notice: not is_unaccepted(workspace, notice),
    **dict.fromkeys(DATED, lambda workspace, notice: not still_due(workspace, notice)),
}
"""Of which events it is asked whether what they are about is over."""
_HOLD: Final = {"a-customer": still_holds, EVENT: is_silent}
"""Of which events it is asked whether what they tell is still so."""
