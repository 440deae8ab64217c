"""Coming back: what others did to somebody's items while they were away (A0.30)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.absences import began
from clm.errors import NotFoundError
from clm.services.logbook import one, repository, revision, told
from clm.services.openitems import open_items
from clm.services.staff import known_colleague
from clm.store.history import changed_paths, log
from clm.store.kinds import target_of

if TYPE_CHECKING:
    from clm.domain.cover import Away
    from clm.services.workspace import Workspace
    from clm.store.history import LogEntry


class Return(NamedTuple):
    """The absence somebody comes back from, and the commits of others, oldest first."""

    absence: Away
    items: list[dict[str, Any]]


def report(workspace: Workspace, handle: str) -> Return:
    """What others did while somebody was away, to what was theirs then or is theirs now.

    It is about the last absence that has begun, of whole days, with what ends the day before it;
    each commit names the `customers` of theirs that it touched. What they did themselves is left
    out.

    Raises:
        NotFoundError: nobody has that handle, or they were never away.
        StateError: there is no git repository.
    """
    known_colleague(workspace, handle)
    today = workspace.today
    held = workspace.roster.members[handle].whole
    begun = [one for one in held if one.from_ <= today]
    if not begun:
        raise NotFoundError(f"{handle} was not away", f"clm absence list --of {handle} --all")
    absence = max(begun, key=lambda one: (one.from_, one.id))
    absence = absence._replace(from_=began(absence, held))  # also where others covered at first
    first, last = absence.from_.isoformat(), min(absence.to or today, today).isoformat()
    theirs = _theirs(workspace, handle, absence)
    items = []
    since = absence.from_ - timedelta(days=1)  # zones differ; the day itself is asked for below
    for entry in log(
        repository(workspace), [workspace.prefix or "."], revision=revision(workspace), since=since
    ):
        item = told(entry, workspace)
        if item["by"] == handle or not first <= item["at"][:10] <= last:
            continue
        customers = _customers(workspace, entry)
        touched = customers if item["for"] == handle else customers & theirs
        if touched:
            items.append(item | {"customers": sorted(touched)})
    names = workspace.index.names(sorted({ref for item in items for ref in item["customers"]}))
    for item in items:
        item["names"] = [names.get(ref, ref) for ref in item["customers"]]
    return Return(absence, items[::-1])


def _theirs(workspace: Workspace, handle: str, absence: Away) -> set[str]:
    """The customers of a person, and those of whom they have an item, before and after."""
    found = _held(workspace, handle)
    try:
        before = workspace.as_it_was(absence.from_ - timedelta(days=1))
    except NotFoundError:
        return found  # the history begins later
    try:
        return found | _held(before, handle)
    finally:
        before.close()


def _held(state: Workspace, handle: str) -> set[str]:
    if handle not in state.team:
        return set()
    whose = state.lists_of(handle)
    customers = {str(row["id"]) for row in state.customers(None, whose)}
    return customers | {item.customer for item in open_items(state, whose)}


def _customers(workspace: Workspace, entry: LogEntry) -> set[str]:
    """The customers a commit was about; one without trailers is asked for its files."""
    refs = entry.trailers.get("Clm-Ref", ())
    if not refs or one(entry, "Clm-Action") is None:
        start = f"{workspace.prefix}/" if workspace.prefix else ""
        paths = changed_paths(repository(workspace), entry.sha)
        targets = [target_of(path.removeprefix(start)) for path in paths]
        return {target.id for target in targets if target and target.id.startswith("c-")}
    found = {ref for ref in refs if ref.startswith("c-")}
    for ref in refs:
        if not ref.startswith("c-"):
            rows = workspace.index.with_word(ref)
            found |= {customer for _, kind, customer in rows if kind != "merged"}
    return found
