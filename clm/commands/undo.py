"""`clm undo`: take back your last command, or a named one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import leave, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@verb("undo", epilog="Example: clm undo · clm undo 3f2a91c8")
@click.argument("commit", required=False, metavar="[COMMIT]")
@click.option("--on-behalf", is_flag=True, help="Take back what a colleague did.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def command(app: App, commit: str | None, *, on_behalf: bool, dry_run: bool) -> None:
    """Take back your last command of today that is not undone yet, or the commit you name.

    The files get back the very bytes they had; where something else was changed in them since,
    only what the commit changed is taken back. An undo is a commit too: naming it does the
    command again. What you did on an earlier day is taken back by its name alone. Without
    anything to take back the exit code is 1.
    """
    from clm.i18n import translate
    from clm.services.undoing import undo

    undone = undo(app.workspace, commit, app.who(on_behalf=on_behalf), dry_run=dry_run)
    if undone is None:
        app.say(translate("There is nothing of yours to undo."))
        leave(1)
    said = f"{translate('taken back')}: {undone.subject} ({undone.commit[:8]})"
    if undone.on != app.workspace.today:
        said += f" {translate('of {day}').format(day=undone.on.isoformat())}"
    app.say(said)
    app.written(undone.outcome)
