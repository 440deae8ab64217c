"""`clm seen`: mark checks and watch entries as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App

LISTS = ("first", "second", "third", "existing", "colleague-lead", "watchlist")


@verb("seen", epilog="Example: clm seen mueller --until fri · clm mine --ids | clm seen -")
@click.argument("refs", nargs=-1, metavar="REF...", callback=spread)
@click.option("--until", metavar="DATE", help="Hide through this day only.")
@click.option("--list", "list_name", type=click.Choice(LISTS), help="All of mine in this list.")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's entry.")
@write_options
@pass_app
def command(
    app: App,
    refs: Sequence[str],
    until: str | None,
    list_name: str | None,
    why: str | None,
    *,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """Mark the visible checks, watch entries and colleague leads of customers as seen.

    Exactly these disappear; new facts make new entries, and a watch reason comes back next week.
    A task without a VPA stays until there is one, a reminder until it is done.
    """
    from clm.services.acts import seen

    if not refs and not list_name:
        raise UsageError("which customers?", "name them, or use --list LIST")
    day = app.day(until) if until else None
    who = app.who(on_behalf=on_behalf)
    app.written(
        seen(app.workspace, refs, who, until=day, list_name=list_name, why=why, dry_run=dry_run)
    )
