"""`clm path`: where a record's file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, spread, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@verb("path", epilog="Example: less $(clm path mueller --file oteam)")
@click.argument("refs", nargs=-1, required=True, metavar="REF...", callback=spread)
@click.option(
    "--file",
    "side",
    type=click.Choice(("oteam", "vpa", "requests", "service")),
    help="Another of its files.",
)
@pass_app
def command(app: App, refs: Sequence[str], side: str | None) -> None:
    """Print the absolute path of a record's file, one a line.

    REF is a customer or an item of theirs, as a request or a task, a colleague's or VPA's handle,
    or clm.yaml.
    """
    from clm.i18n import label
    from clm.render.listing import Column, Listing
    from clm.render.safe import shown
    from clm.services.editing import place, target_of_ref

    targets = [target_of_ref(app.workspace, ref, side) for ref in refs]
    items = [{"ref": one.id, "path": str(place(app.workspace, one))} for one in targets]
    if app.form() == "table":
        click.echo("".join(f"{shown(item['path'])}\n" for item in items), nl=False)
    else:
        columns = (Column("ref", label("ref")), Column("path", label("Path")))
        app.show(Listing("clm/path@1", items, columns))
