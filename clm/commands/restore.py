"""`clm restore`: put one field back as it was in a commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb, write_options

if TYPE_CHECKING:
    from clm.app import App


@verb("restore", epilog="Example: clm restore mueller owner --from 3f2a91c8")
@click.argument("ref", metavar="REF")
@click.argument("field", metavar="FIELD")
@click.option("--from", "commit", required=True, metavar="COMMIT", help="As it was there.")
@click.option(
    "--file", "side", type=click.Choice(("oteam", "vpa", "requests")), help="Another of its files."
)
@write_options
@pass_app
def command(
    app: App,
    ref: str,
    field: str,
    commit: str,
    side: str | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Put one field back as it was in a commit, or at the end of a day; all else stays as it is.

    FIELD is as in clm who, which shows the commits; an item's id brings the whole item back. What
    did not stand in that commit is taken away, and you are told so.
    """
    from clm.services.restoring import Wish, restore

    wish = Wish(ref, field, commit, side)
    app.written(restore(app.workspace, wish, app.who(), why=why, dry_run=dry_run))
