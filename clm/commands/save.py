"""`clm save`: check and commit what was edited by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clm.options import leave, pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@verb("save", epilog="Example: clm save · clm save customers/7f/c-7f3qkd.yaml -n")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def command(app: App, paths: Sequence[str], *, dry_run: bool) -> None:
    """Check what you edited by hand and commit it as your own, new files too.

    If one file has an error nothing is committed, and every error is named. A byte order mark and
    CRLF line ends are normalised, nothing else is touched.
    """
    from clm.i18n import translate
    from clm.render.safe import shown
    from clm.services.checking import within
    from clm.services.saving import find_edits, save

    edits = find_edits(app.workspace, within(app.workspace, paths, Path.cwd()))
    if edits.errors:
        for finding in edits.errors:
            click.echo(shown(str(finding)), err=True)
        leave(65)
    outcome = save(app.workspace, edits, app.who(), dry_run=dry_run)
    if not edits.files and app.form() == "table":
        for line in edits.said:
            app.say(line)
        click.echo(translate("nothing to save"))
    else:
        app.written(outcome)
