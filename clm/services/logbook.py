"""Who did what, on whom, when: the commits of a data folder as an audit trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import FileKind, Target
from clm.errors import NotFoundError, StateError
from clm.services.editing import file_named
from clm.services.refs import Found, find
from clm.store.desk import escalations
from clm.store.history import log
from clm.store.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.services.workspace import Workspace
    from clm.store.git import Repo
    from clm.store.history import LogEntry

SIDES: Final[tuple[FileKind, ...]] = ("customer", "oteam", "vpa-file", "requests", "service-file")
"""The files of one customer."""
_CUSTOMER: Final = re.compile(r"(?:c-)?([0-9a-hjkmnp-tv-z]{6})\Z")


class Asked(NamedTuple):
    """Which commits are wanted: of one record, of one person, of one action, from a day on."""

    ref: str | None = None
    by: str | None = None
    action: str | None = None
    since: date | None = None
    limit: int | None = None


def entries(workspace: Workspace, asked: Asked) -> list[dict[str, Any]]:
    """The newest commits that fit, newest first, as items of `clm/log@1`.

    Raises:
        NotFoundError: the reference matches nothing.
        AmbiguousError: it matches several records.
    """
    filtered = asked.by or asked.action or asked.since
    found = (
        told(entry, workspace)
        for entry in _commits(workspace, asked.ref, None if filtered else asked.limit)
    )
    wanted = [item for item in found if _fits(item, asked)]
    return wanted[: asked.limit]


def one(entry: LogEntry, key: str) -> str | None:
    """A trailer's value; of several the last."""
    values = entry.trailers.get(key)
    return values[-1] if values else None


def _commits(workspace: Workspace, ref: str | None, limit: int | None) -> Iterator[LogEntry]:
    if workspace.repo is None:
        return iter(())
    start = f"{workspace.prefix}/" if workspace.prefix else ""
    paths = [start + path for path in _paths(workspace, ref)] if ref else [workspace.prefix or "."]
    return log(workspace.repo, paths, limit, revision(workspace))


def _paths(workspace: Workspace, ref: str) -> list[str]:
    """The file that is named; else those of a customer and of who was merged into it (A2.13).

    Escalations have files of their own, which are the customer's too.
    """
    if named := file_named(workspace, ref):
        return [path_of(named)]
    found = _found(workspace, ref)
    if found.item and found.item.startswith("es-"):
        return [path_of(Target("escalation", found.item))]
    customer = found.customer
    rows = workspace.index.with_word(customer)
    ones = [customer, *(other for _, kind, other in rows if kind == "merged")]
    escalated = [one.id for one in escalations(workspace.index) if one.customer in ones]
    return [
        *(path_of(Target(kind, one)) for one in ones for kind in SIDES),
        *(path_of(Target("escalation", one)) for one in escalated),
    ]


def customer_of(workspace: Workspace, ref: str) -> str:
    """The id of the customer meant, of one too that has no record any more, but a history.

    Raises:
        NotFoundError: the reference matches nothing.
        AmbiguousError: it matches several records.
    """
    return _found(workspace, ref).customer


def _found(workspace: Workspace, ref: str) -> Found:
    try:
        return find(workspace, ref)
    except NotFoundError:
        gone = _CUSTOMER.match(ref.strip().lower())
        if gone is None:
            raise
        return Found(f"c-{gone[1]}")


def repository(workspace: Workspace) -> Repo:
    """The repository whose commits are read.

    Raises:
        StateError: there is none.
    """
    if workspace.repo is None:
        raise StateError("there is no git repository here", "clm init makes one")
    return workspace.repo


def revision(workspace: Workspace) -> str:
    """The commit up to which history is read."""
    return workspace.commit if workspace.as_of else "HEAD"


def told(entry: LogEntry, workspace: Workspace) -> dict[str, Any]:
    """A commit as an item of JSON."""
    return {
        "commit": entry.sha,
        "at": entry.at.astimezone(workspace.now.tzinfo).isoformat(),
        "by": one(entry, "Clm-By"),
        "acting_as": one(entry, "Clm-As"),
        "for": one(entry, "Clm-For"),
        "author": entry.author,
        "action": one(entry, "Clm-Action"),
        "refs": list(entry.trailers.get("Clm-Ref", ())),
        "rule": one(entry, "Clm-Rule"),
        "subject": entry.subject,
        "undoes": one(entry, "Clm-Undoes"),
    }


def _fits(item: dict[str, Any], asked: Asked) -> bool:
    return (
        (asked.by is None or asked.by in (item["by"], item["for"]))
        and (asked.action is None or item["action"] == asked.action)
        and (asked.since is None or item["at"][:10] >= asked.since.isoformat())
    )
