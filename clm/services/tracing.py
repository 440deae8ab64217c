"""Who set a field: the values of a record traced through the commits of its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Target
from clm.domain.complaining import events_of
from clm.domain.provenance import Origin, Step, origins
from clm.domain.requesting import last_event
from clm.errors import BadDataError, NotFoundError, RefusedError
from clm.services.editing import SIDES, record_of_ref
from clm.services.logbook import SIDES as FILES
from clm.services.logbook import customer_of, repository, revision, told
from clm.services.saving import in_repository
from clm.store.history import beginnings, lineage
from clm.store.kinds import path_of, record_of
from clm.store.reading import read
from clm.store.shapes import fields_of, shape_at, shape_of
from clm.store.versions import Versions, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.domain.provenance import State
    from clm.services.workspace import Workspace
    from clm.store.versions import Leaves

_ITEM: Final = re.compile(r"[a-z]{1,2}-[0-9a-z]+\Z")
_UNCOMMITTED: Final = ""
"""Stands for the work tree, as if it were the newest commit."""


class Meant(NamedTuple):
    """The files that can hold what was asked for, and its dotted name ("": the whole record)."""

    targets: tuple[Target, ...]
    field: str


def meant(workspace: Workspace, ref: str, field: str | None, side: str | None = None) -> Meant:
    """What a person asks for: a field of a record, or one of the items of a customer.

    Without `side` the field says in which of a customer's files it stands.

    Raises:
        NotFoundError: the reference matches nothing.
        AmbiguousError: it matches several records.
    """
    target, item = _record(workspace, ref)
    full = ".".join(filter(None, (item, field)))
    if side:
        return Meant((Target(SIDES[side], target.id),), full)
    if target.kind != "customer" or not full:
        return Meant((target,), full)
    return Meant(_holding(tuple(Target(kind, target.id) for kind in FILES), full), full)


def _holding(files: tuple[Target, ...], field: str) -> tuple[Target, ...]:
    """Those of some files that can have a field; all, where it begins with the id of an item."""
    first = field.partition(".")[0]
    having = [one for one in files if first in (fields_of(shape_of(record_of(one.kind))) or ())]
    return tuple(having) or files


def _record(workspace: Workspace, ref: str) -> tuple[Target, str | None]:
    try:
        return record_of_ref(workspace, ref)
    except NotFoundError:
        return Target("customer", customer_of(workspace, ref)), None


def below(held: Leaves, field: str) -> Leaves:
    """The values that a dotted name means: its own, those below it, or those of an item's id."""
    if not field:
        return held
    return {name: value for name, value in held.items() if is_below(name, field)}


def is_below(name: str, field: str) -> bool:
    """Does a value stand at or below a name, which may begin with an item's id alone?"""
    if f"{name}.".startswith(f"{field}."):
        return True
    return f".{field}." in f"{name}." and _ITEM.match(field.split(".", maxsplit=1)[0]) is not None


def who_set(
    workspace: Workspace, ref: str, field: str | None, side: str | None = None
) -> list[dict[str, Any]]:
    """Each value that is there with the commit that set it, in the file's order (`clm/who@1`).

    What is not there any more is one item without a value, with the commit that took it away;
    what never was there is none.

    Raises:
        NotFoundError: no such record, or nothing of that name, now or ever.
        AmbiguousError: several records fit.
        BadDataError: the file cannot be read.
        StateError: there is no repository.
    """
    asked = meant(workspace, ref, field, side)
    asked = asked._replace(field=_stored(workspace, asked))
    trails = [_Trail(workspace, target) for target in asked.targets]
    found = [item for trail in trails for item in trail.present(asked.field)]
    if found:
        return found
    gone = [item for trail in trails for item in trail.gone(asked.field)]
    if not gone:
        names = (name for trail in trails for name in trail.whole(asked.field))
        full = next(names, asked.field)
        refuse_unknown(Meant(_holding(asked.targets, full), full))
    return sorted(gone, key=lambda item: item["at"] or "9", reverse=True)[:1]


def _stored(workspace: Workspace, asked: Meant) -> str:
    """The name of what is stored for a field: a status follows from the last event of it.

    So it is with requests and complaints.
    """
    inside = asked.field.removeprefix("requests.").removeprefix("complaints.")
    item, _, field = inside.partition(".")
    if field != "status" or not item.startswith(("r-", "cm-")):
        return asked.field
    if item.startswith("cm-"):
        return _status_of_complaint(workspace, asked, item)
    file = workspace.requests(asked.targets[0].id)
    events = (
        (last_event(one.events, "status") for one in file.requests if one.id == item)
        if file
        else ()
    )
    last = next(iter(events), None)
    return f"requests.{item}.events.{last.id}.to" if last else asked.field


def _status_of_complaint(workspace: Workspace, asked: Meant, item: str) -> str:
    file = workspace.services(asked.targets[0].id)
    held = next((one for one in (file.complaints if file else ()) if one.id == item), None)
    events = events_of(held, "status") if held else []
    return f"complaints.{item}.events.{events[-1].id}.to" if events else asked.field


def refuse_unknown(asked: Meant) -> None:
    """Refuse the name of a field that no record has.

    Raises:
        NotFoundError: it is none; the hint names the nearest.
    """
    problems = []
    for target in asked.targets:
        try:
            shape_at(tuple(asked.field.split(".")), shape_of(record_of(target.kind)))
        except RefusedError as problem:
            problems.append(problem)
        else:
            return
    raise NotFoundError(problems[0].message, problems[0].hint)


class _Trail:
    """One file with the commits that touched it."""

    def __init__(self, workspace: Workspace, target: Target) -> None:
        self._workspace = workspace
        self._path = path_of(target)
        repo = repository(workspace)
        full = in_repository(workspace, self._path)
        self._entries = {one.sha: one for one in lineage(repo, full, revision(workspace))}
        self._versions = Versions(repo, full, list(self._entries))
        self._cut = beginnings(repo)
        data = workspace.source.read(self._path)
        now = leaves_of(data, self._path)
        if now is None:
            (finding, *_) = read(data or b"", self._path, record_of(target.kind)).errors
            raise BadDataError(str(finding), finding.hint or "mend it: clm edit")
        self._now = now

    def present(self, field: str) -> Iterator[dict[str, Any]]:
        """The values below a name, each with its origin."""
        held = below(self._now, field)
        found = origins(self._steps(), self._state, held)
        for name, value in held.items():
            yield self._item(name, value, found[name])

    def whole(self, field: str) -> Iterator[str]:
        """The dotted names of a field that is told by its item's id alone."""
        item, _, rest = field.partition(".")
        for name in self._now:
            start, found, _ = f".{name}.".partition(f".{item}.")
            if found and start and rest:
                yield f"{start[1:]}.{item}.{rest}"

    def gone(self, field: str) -> Iterator[dict[str, Any]]:
        """What has no value now, but had one."""

        def state(commit: str) -> State | None:
            held = self._state(commit)
            return None if held is None else _as_one(below(held, field), field)

        for origin in origins(self._steps(), state, {field: None}).values():
            if origin.was is not None:
                yield self._item(field, None, origin)

    def _steps(self) -> Iterator[Step]:
        yield Step(_UNCOMMITTED, tuple(self._entries)[:1])
        for sha, entry in self._entries.items():
            yield Step(sha, entry.parents)

    def _state(self, commit: str) -> Leaves | None:
        return self._now if commit == _UNCOMMITTED else self._versions(commit)

    def _item(self, field: str, value: object, origin: Origin) -> dict[str, Any]:
        entry = self._entries.get(origin.commit)
        return {
            "field": field,
            "value": value,
            "was": origin.was,
            "path": self._path,
            **(told(entry, self._workspace) if entry else _NOT_COMMITTED),
            "begins": origin.commit in self._cut,
        }


_NOT_COMMITTED: Final = dict.fromkeys(
    ("commit", "at", "by", "acting_as", "for", "author", "action", "rule", "subject", "undoes")
) | {"refs": []}


def _as_one(held: Leaves, field: str) -> Mapping[str, object]:
    """A name as a single field: its own value, or all that stands below it."""
    if not held:
        return {}
    return {field: held[field] if set(held) == {field} else held}
