"""`clm schema`: JSON Schemas, so that editors complete and check data files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@noun("schema", epilog="Example: clm schema export")
def command() -> None:
    """JSON Schemas of the data files, so that editors complete and check them.

    The first line of each data file names its schema.
    """


@verb("export", epilog="Example: clm schema export · clm schema export --to build/schemas")
@click.option("--to", metavar="DIR", help="Into this folder instead, without a commit.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def export(app: App, to: str | None, *, dry_run: bool) -> None:
    """Write the schemas into .schema/ of the data folder, as one commit.

    What is there and up to date stays as it is.
    """
    from clm.services.schemas import export, export_to

    if to and dry_run:
        raise UsageError("--dry-run shows a commit, and --to makes none", "leave one away")
    if to:
        for path in export_to(Path(to)):
            click.echo(path)
    else:
        app.written(export(app.workspace, app.who(), dry_run=dry_run))


@verb("show", epilog="Example: clm schema show customer")
@click.argument("kind", metavar="KIND")
@pass_app
def show(app: App, kind: str) -> None:
    """Print the JSON Schema of one kind of file.

    The kinds are customer, oteam, vpa-file, requests, colleague, vpa, calendar
    and settings.
    """
    from clm.services.schemas import names, text

    app.form("json")
    if kind not in names():
        raise UsageError(f"there is no schema {kind}", f"known: {', '.join(names())}")
    click.echo(text(kind), nl=False)


for one in (export, show):
    command.add_command(one)
