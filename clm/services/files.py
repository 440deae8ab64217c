"""Data files as they are looked at one by one: read, or named as what they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.findings import Finding
from clm.errors import ClmError
from clm.store.kinds import target_of
from clm.store.places import place_of
from clm.store.shared import read_from

if TYPE_CHECKING:
    from clm.domain.changes import Target
    from clm.domain.findings import Severity
    from clm.domain.flaws import Flaw
    from clm.services.workspace import Workspace
    from clm.store.reading import Parsed


class File(NamedTuple):
    """One data file as it was read."""

    path: str
    target: Target
    parsed: Parsed[Any]


def read_file(workspace: Workspace, path: str) -> File | Finding:
    """One file whose name is that of a record, read; or why it could not be."""
    target = target_of(path)
    assert target is not None  # noqa: S101 -- the callers ask for no others
    try:
        data = workspace.source.read(path) or b""
    except ClmError as problem:
        return Finding(path, 1, 1, "unreadable", problem.message, problem.hint)
    return File(path, target, read_from(workspace.source, path, data))


def finding(file: File, rule: str, flaw: Flaw, severity: Severity) -> Finding:
    """A flaw of a record as a finding at its place in the file."""
    root = file.parsed.root
    place = place_of(root, flaw.at) if root is not None else (1, 1)
    return Finding(file.path, *place, rule, flaw.sentence, flaw.hint, severity)
