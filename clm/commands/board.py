"""`clm board`: the lists of the lifecycle with their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.domain.lists import BOARD
from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@verb("board", epilog="Example: clm board no-show --team")
@click.argument("list_name", required=False, type=click.Choice(BOARD), metavar="[LIST]")
@click.option("--of", metavar="HANDLE", help="A colleague's customers.")
@click.option("--team", is_flag=True, help="Everybody's.")
@pass_app
def command(app: App, list_name: str | None, of: str | None, *, team: bool) -> None:
    """The lists of the lifecycle with their counts; one list in full when it is named.

    A customer stands in exactly one of the first seven lists; the watchlist lies over them.
    """
    from clm.i18n import label
    from clm.render.listing import Column, Listing
    from clm.render.names import called
    from clm.services.worklist import board, listed

    handle = None if team else app.handle(of)
    if list_name:
        columns = ("id", "name", "class", "prio", "owner", "vpa", "bookings", "usual_hours")
        items = listed(app.workspace, list_name, handle)
        shown = tuple(
            Column(key, label(key), value=called if key == "name" else None) for key in columns
        )
        app.show(
            Listing(
                "clm/board-list@1", items, shown, ids="id", fields=tuple(items[0] if items else ())
            )
        )
    else:
        counts, watched = board(app.workspace, handle)
        total = sum(counts.values())
        rows = [*counts.items(), ("total", total), ("watchlist", watched)]
        app.show(
            Listing(
                "clm/board@1",
                [{"list": name, "count": n} for name, n in rows],
                (
                    Column("list", label("list")),
                    Column("count", label("count"), numeric=True),
                ),
                extra={"lists": counts, "watchlist": watched, "total": total},
                ids="list",
            )
        )
    app.name_bad_files()
