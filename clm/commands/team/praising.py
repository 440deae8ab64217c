"""`clm team praise`: what colleagues are praised for, and what they were trained in."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from clm.domain.people import PraiseKind
from clm.options import narrowed, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@verb("praise", epilog='Example: clm team praise tom "Der Umzug lief ohne eine Rückfrage"')
@click.argument("ref", metavar="[HANDLE]", required=False)
@click.argument("text", metavar="[TEXT]", required=False)
@click.option("--kind", type=click.Choice(get_args(PraiseKind)), help="Praise, or a training.")
@click.option("--on", "on", metavar="DATE", help="The day it was; else today.")
@where_option
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def praise(
    app: App,
    ref: str | None,
    text: str | None,
    kind: PraiseKind | None,
    on: str | None,
    where: Sequence[str],
    *,
    dry_run: bool,
) -> None:
    """Keep what a colleague is praised for, or was trained in; without TEXT, list it.

    Everybody reads it. What belongs between a manager and one person goes to the private store.
    """
    from clm.services import praising

    if ref is None or text is None:
        items = narrowed(app, "team praise", where, praising.log(app.workspace, ref))
        _show(app, [one for one in items if kind in (None, one["kind"])])
        return
    day = app.day(on, past=True) if on else None
    made = praising.praise(
        app.workspace, ref, text, app.who(), kind=kind or "praise", on=day, dry_run=dry_run
    )
    app.written(made)


def _show(app: App, items: list[dict[str, object]]) -> None:
    from clm.i18n import label, translate, word
    from clm.render.listing import Column, Listing

    columns = (
        Column("on", translate("On")),
        Column("name", translate("Who")),
        Column("kind", label("kind"), value=lambda one: word("praise", one["kind"])),
        Column("text", translate("Text"), min_width=30),
        Column("by", translate("By")),
    )
    empty = translate("Nobody was praised: clm team praise HANDLE TEXT")
    fields = ("id", "who")
    app.show(Listing("clm/team-praise@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()
