"""The data for other programs: as a database, or one table of it as a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from clm.domain.exported import TABLES, Held, table
from clm.domain.names import did_you_mean
from clm.domain.people import Colleague, Vpa
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.render.listing import Column, Listing
from clm.store.database import database
from clm.store.desk import escalations, initiatives
from clm.store.dossiers import all_dossiers
from clm.store.outfile import write_whole
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from clm.services.workspace import Workspace

SCHEMA: Final = "clm/export-sqlite@1"


def write_database(workspace: Workspace, path: str) -> None:
    """Write everything as an SQLite database, whole or not at all.

    Raises:
        UsageError: it is to go to the terminal.
        RefusedError: it would lie in the data's folder, or in git's own.
        InputOutputError: it cannot be written there.
    """
    if path == "-":
        raise UsageError("a database is a file: - is none", "-O clm.sqlite")
    refuse_below_data(workspace, path)
    held = _held(workspace)
    data = database(
        ((one.name, one.columns, one.lines(held)) for one in TABLES),
        {
            "schema": SCHEMA,
            "today": workspace.today.isoformat(),
            "commit": _commit(workspace),
            "team": workspace.settings.name,
            "timezone": workspace.settings.timezone,
        },
    )
    write_whole(Path(path), data, 0o600)


def write_table(workspace: Workspace, path: str, text: str) -> None:
    """Write one table, whole or not at all; for its owner's eyes.

    Raises:
        RefusedError: it would lie in the data's folder, or in git's own.
        InputOutputError: it cannot be written there.
    """
    refuse_below_data(workspace, path)
    write_whole(Path(path), text.encode(), 0o600)


def refuse_below_data(workspace: Workspace, path: str) -> None:
    """Refuse a copy of the data among them: `clm save` would commit it.

    Raises:
        RefusedError: the place lies in the data's folder, or in git's own.
    """
    place = Path(path).resolve()
    if place.is_relative_to(workspace.data.resolve()) or ".git" in place.parts:
        raise RefusedError(f"{path} lies in the data's folder", "name a file outside the data")


def table_listing(workspace: Workspace, name: str) -> Listing:
    """One table as a list.

    Raises:
        NotFoundError: there is no such table.
    """
    found = table(name)
    if found is None:
        known = [one.name for one in TABLES]
        raise NotFoundError(
            f"there is no table {name}", f"{did_you_mean(name, known)}known: {', '.join(known)}"
        )
    names = [one.name for one in found.columns]
    items: list[dict[str, Any]] = [
        dict(zip(names, line, strict=True)) for line in found.lines(_held(workspace))
    ]
    columns = [Column(one.name, one.name, numeric=one.type != "TEXT") for one in found.columns]
    return Listing(f"clm/export-{name.replace('_', '-')}@1", items, columns, ids="id")


def _held(workspace: Workspace) -> Held:
    workspace.look_at_all()
    index, process = workspace.index, workspace.process
    team: list[Colleague] = msgspec.convert(index.meta("team") or [], list[Colleague], strict=False)
    vpas: list[Vpa] = msgspec.convert(index.meta("vpa") or [], list[Vpa], strict=False)
    return Held(
        list(all_dossiers(index.db, process)),
        escalations(index),
        initiatives(index),
        surveys(index),
        team,
        vpas,
        workspace.today,
        process,
    )


def _commit(workspace: Workspace) -> str | None:
    """The commit the data are of; edits by hand that are not committed yet are among them."""
    if workspace.as_of:
        return workspace.commit
    return workspace.repo.ref("HEAD") if workspace.repo else None
