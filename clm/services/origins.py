"""What tasks of no request come from is there (A2.21)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from clm.domain.changes import Target
from clm.domain.flaws import Flaw
from clm.errors import ClmError
from clm.store.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.changes import FileKind
    from clm.domain.findings import Severity
    from clm.domain.request import Requests
    from clm.domain.servicefile import ServiceFile
    from clm.services.workspace import Workspace

_RULE: Final = "unknown-origin"


def of_origins(workspace: Workspace, file: Requests) -> Iterator[tuple[str, Flaw, Severity]]:
    """A task comes from a complaint or a review of this customer's, or from what has a file."""
    if not file.tasks:
        return
    services: ServiceFile | None = None
    with suppress(ClmError):  # its own finding
        services = workspace.services(file.customer)
    known: set[str] = set()
    if services:
        known = {one.id for one in services.complaints} | {one.id for one in services.reviews}
    for task in file.tasks:
        origin = (task.from_ or "").partition("/")[2]
        if origin and origin not in known and not _has_file(workspace, origin):
            sentence = f"from: {file.customer} has no {origin}"
            yield _RULE, Flaw(("tasks", task.id, "from"), sentence, f"clm log {origin}"), "error"


_FILES: Final[dict[str, FileKind]] = {
    "sv-": "survey", "es-": "escalation", "in-": "initiative"
}  # fmt: skip


def _has_file(workspace: Workspace, origin: str) -> bool:
    kind = _FILES.get(origin[:3])
    return kind is not None and workspace.source.stamp(path_of(Target(kind, origin))) is not None
