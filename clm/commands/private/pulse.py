"""`clm private pulse`: how content the team is, without names (A4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.commands.private.told import told
from clm.options import HELP, NounWithDefault, demanded_store, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@click.group(
    "pulse",
    cls=NounWithDefault,
    context_settings=HELP,
    invoke_without_command=True,
    epilog="Example: clm private pulse add answers.csv --on 2026-11-20",
)
def group() -> None:
    """How content the team is, as anonymous answers say it.

    Groups of fewer than five answers are hidden, and none can be computed from the others.
    """


@verb("show", epilog="Example: clm private pulse show")
@pass_app
def show(app: App) -> None:
    """Each pulse with its mean, of all and of the groups that are large enough.

    Answers of small groups count in the whole only; where these alone would be too few, the
    smallest group that could be told is hidden with them.
    """
    from clm.render.private import pulses
    from clm.services.privatenotes import refuse_no_leader
    from clm.services.pulses import shown

    store = demanded_store(app)
    refuse_no_leader(app.workspace, app.user.handle)
    app.show(pulses(shown(app.workspace, store)))


@verb("add", epilog="Example: clm private pulse add answers.csv --on 2026-11-20")
@click.argument("file", metavar="FILE.csv", type=click.Path(dir_okay=False, exists=True))
@click.option("--on", metavar="DATE", required=True, help="The day of the pulse.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be done.")
@pass_app
def add(app: App, file: str, on: str, *, dry_run: bool) -> None:
    """Take in the answers of one day: columns score (1 to 5) and, if there is one, group.

    Five or more at once; other columns are not kept, nor is the order. Remove the file afterwards.
    """
    from pathlib import Path

    from clm.services.pulses import take

    store, day = demanded_store(app), app.day(on, past=True)
    made = take(app.workspace, store, app.user.handle, Path(file), day, dry_run=dry_run)
    told(app, "private pulse", None, [made["id"]], undo=False)


for _one in (show, add):
    group.add_command(_one)
