"""`clm week`: who is through with the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import leave, pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.app import App


def _share(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate

    share = item["done"] * 100 // item["due"] if item["due"] else None
    return "" if share is None else translate("{n}%").format(n=share)


def _for(item: Mapping[str, Any]) -> str:
    return ", ".join(item.get("covering_for", ()))


def _complete(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate

    return translate("yes") if item["complete"] else translate("no")


def _who(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate

    return item["who"] or translate("nobody")


@verb("week", epilog="Example: clm week --week 2026-W47")
@click.option("--week", "name", metavar="WEEK", help="Like 2026-W47 or W47; else the present one.")
@click.option("--exit-code", is_flag=True, help="Leave with 1 if somebody is not through.")
@pass_app
def command(app: App, name: str | None, *, exit_code: bool) -> None:
    """Who is through with the week: what was due, done, open and overdue, per person.

    A week that is over is read in the state as of its deadline. Covered work counts for who
    covers; work done on behalf of a colleague counts for the colleague.
    """
    from clm.domain.datewords import parse_week
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.weeks import week

    found = week(app.workspace, parse_week(name, app.workspace.today) if name else None)
    covers = any("covering_for" in item for item in found.items)
    numbers = ("due", "done", "open", "overdue")
    app.show(
        Listing(
            "clm/week@1",
            found.items,
            (
                Column("who", label("who"), value=_who),
                *([Column("covering_for", translate("For"), value=_for)] if covers else []),
                *(Column(key, label(key), numeric=True) for key in numbers),
                Column("share", label("share"), numeric=True, value=_share),
                Column("complete", label("complete"), value=_complete),
            ),
            extra={
                "week": found.week,
                "monday": found.monday.isoformat(),
                "deadline": found.deadline.isoformat(),
                "provisional": found.provisional,
                "complete": found.complete,
                "totals": found.totals,
            },
            ids="who",
            empty=translate("Nothing was due."),
        )
    )
    if found.provisional:
        app.say(
            translate("{week} is due on {day}; the figures are provisional.").format(
                week=found.week, day=found.deadline
            )
        )
    app.name_bad_files(found.state)
    if exit_code and not found.complete:
        leave(1)
