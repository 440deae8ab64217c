"""A1.37 when sending: what should have been told and was not, and what is not so any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from clm.domain.notices import automatic_entries, create, still_holds
from clm.errors import BadDataError, NotFoundError
from clm.services.acting import actor
from clm.services.telling import worth_telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.changes import Change
    from clm.domain.notices import Notice
    from clm.domain.process import Dossier
    from clm.services.acting import Who
    from clm.services.workspace import Workspace

NOBODY: Final = ""
"""The author of what no person did: even who runs this is told of it."""


def overlooked(workspace: Workspace, who: Who) -> list[Change]:
    """A1.37: notices of A customers' automatic entries of the last days that nobody queued.

    A customer whose files cannot be read is left out; the lists name those files.
    """
    since = workspace.today - timedelta(days=workspace.process.policy.notice_days)
    me = actor(workspace, who)
    watched = {
        one.customer
        for one in workspace.entries(None, hidden=True)
        if one.rule == "watch" and one.trigger.startswith("b-")
    }
    told = (
        create(one)
        for dossier in _readable(workspace, sorted(watched))
        for one in automatic_entries(dossier, me.today, workspace.process)
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

    A customer who is not there any more has no entry; of one who cannot be read nobody knows.
    """
    if notice.state != "queued" or notice.event != "a-customer" or notice.customer is None:
        return False
    try:
        dossier = workspace.dossier(notice.customer)
    except NotFoundError:
        return True
    except BadDataError:
        return False
    return not still_holds(notice, dossier, workspace.today, workspace.process)
