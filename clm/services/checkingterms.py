"""Agreements beside each other: what no file alone shows (A2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.agreements import Placed, overlapping, without_default
from clm.domain.changes import Target
from clm.domain.findings import Finding
from clm.services.files import File, finding, read_file
from clm.store.kinds import path_of, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.servicefile import ServiceFile
    from clm.services.workspace import Workspace


def beside_each_other(workspace: Workspace) -> Iterator[Finding]:
    """Agreements that hold at the same time for the same, and a day without a default.

    Those among the terms of one customer are looked at with their file.
    """
    files: dict[str, File] = {}
    found: list[tuple[str, Placed]] = []
    for path in sorted(workspace.source.paths()):
        target = target_of(path)
        if target and target.kind == "sla":
            file = read_file(workspace, path)
            if isinstance(file, File) and file.parsed.usable is not None:
                files[path] = file
                found.append((path, Placed(file.parsed.usable)))
    named = sorted({one.customer for _, one in found if one.customer})
    others = [one for customer in named for one in _own(workspace, customer)]
    paths = {one.ref: path for path, one in found}
    for one, flaw in overlapping([*others, *(one for _, one in found)]):
        if one.of is None:
            yield finding(files[paths[one.ref]], "agreement-overlap", flaw, "error")
    for flaw in without_default([one for _, one in found], workspace.today):
        yield Finding(found[0][0], 1, 1, "no-default", flaw.sentence, flaw.hint)


def _own(workspace: Workspace, customer: str) -> list[Placed]:
    """The own terms of a customer."""
    file = read_file(workspace, path_of(Target("service-file", customer)))
    usable: ServiceFile | None = file.parsed.usable if isinstance(file, File) else None
    return [Placed(sla, customer) for sla in usable.sla] if usable else []
