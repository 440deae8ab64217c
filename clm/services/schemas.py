"""JSON Schemas for editors, written beside the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.changes import Act
from clm.services.acting import Outcome
from clm.services.writing import Receipt
from clm.store import schemas
from clm.store.kinds import KINDS
from clm.store.placing import put

if TYPE_CHECKING:
    from pathlib import Path

    from clm.services.acting import Who
    from clm.services.workspace import Workspace

FOLDER = ".schema"


def names() -> list[str]:
    """The kinds of files that have a schema."""
    return [row.schema for row in KINDS]


def text(name: str) -> str:
    """The schema of one kind as JSON."""
    return schemas.export()[f"{name}.json"].decode()


def export(workspace: Workspace, who: Who, *, dry_run: bool = False) -> Outcome:
    """Write the schemas that are missing or old into the data folder, as one commit.

    Raises:
        StateError: nothing may be written here.
    """
    with workspace.writing("schema export", dry_run=dry_run) as writer:
        wanted = {f"{FOLDER}/{name}": data for name, data in schemas.export().items()}
        files: dict[str, bytes | None] = {
            path: data for path, data in wanted.items() if workspace.source.read(path) != data
        }
        changed = tuple(path.rpartition("/")[2] for path in files)
        if not files:
            return Outcome("schema export", Receipt(None, ()), (), ())
        handle, acting_as = who.handle, who.acting_as
        act = Act("schema export", (), handle, acting_as=acting_as, today=workspace.pinned_day)
        return Outcome("schema export", writer.replace(act, files), changed, ())


def export_to(folder: Path) -> list[Path]:
    """Write all schemas as plain files into a folder; answers their paths.

    Raises:
        InputOutputError: the disk failed.
    """
    paths = []
    for name, data in schemas.export().items():
        put(folder / name, data)
        paths.append(folder / name)
    return paths
