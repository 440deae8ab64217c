"""`clm initiative follow-up`: who is to be followed up about what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@verb("follow-up", epilog="Example: clm initiative follow-up --due -n")
@click.option("--due", is_flag=True, required=True, help="Everybody whose day has come.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def follow_up(app: App, *, due: bool, dry_run: bool) -> None:
    """Take in who is due today, for all initiatives that follow up by themselves.

    So many days after a sale, a closed complaint or a resolved escalation the customer becomes a
    recipient, once for each; by hand, whoever has the customer gets a task. What was cancelled or
    opened again is not followed up. clm report run --due does the same from cron.
    """
    from clm.services.triggering import follow_up_due

    del due  # without it there is nobody to take in
    app.written(follow_up_due(app.workspace, app.who(), dry_run=dry_run))
    app.name_bad_files()
