"""`clm edit`: edit a record in your editor, checked before it is saved."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.domain.findings import Finding


@verb("edit", epilog="Example: clm edit mueller · clm edit jana · clm edit clm.yaml")
@click.argument("ref", metavar="REF")
@click.option(
    "--file",
    "side",
    type=click.Choice(("oteam", "vpa", "requests", "service")),
    help="Another of its files.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def command(app: App, ref: str, side: str | None = None, *, dry_run: bool = False) -> None:
    """Edit a copy of a record's file in $VISUAL, $EDITOR or vi; it is checked, then saved.

    REF is a customer, a colleague's or VPA's handle, or clm.yaml. On an error you are asked to
    edit again. If somebody changed the file meanwhile your copy is kept and named.
    """
    from clm.i18n import translate
    from clm.services.editing import edit, target_of_ref

    def again(errors: Sequence[Finding]) -> bool:
        if app.options.get("no_input") or not sys.stdin.isatty():
            return False
        for finding in errors:
            app.say(str(finding))
        return click.confirm(translate("edit again?"), default=True, err=True)

    target = target_of_ref(app.workspace, ref, side)
    app.written(edit(app.workspace, target, app.who(), again, dry_run=dry_run))
