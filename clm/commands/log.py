"""`clm log`: who did what, on whom, when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.app import App


def _who(item: Mapping[str, Any]) -> str:
    """`jana`, `jana as desk`, `jana for tom`; a commit by hand has its author's name."""
    from clm.i18n import translate

    words = [item["by"] or item["author"]]
    if item["acting_as"]:
        words += [translate("as"), item["acting_as"]]
    if item["for"]:
        words += [translate("for"), item["for"]]
    return " ".join(words)


def _at(item: Mapping[str, Any]) -> str:
    return str(item["at"])[:16].replace("T", " ")


def _what(item: Mapping[str, Any]) -> str:
    undone = f" ({item['undoes'][:8]})" if item["undoes"] else ""
    return f"{item['subject']}{undone}"


def _short(item: Mapping[str, Any]) -> str:
    return str(item["commit"])[:8]


@verb("log", epilog="Example: clm log mueller · clm log --by tom --since 1.11.")
@click.argument("ref", required=False, metavar="[REF]")
@click.option("--limit", type=click.IntRange(min=1), default=30, help="At most so many.")
@click.option("--since", metavar="DATE", help="From that day on.")
@click.option("--action", metavar="NAME", help="One action, as assign or edit by hand.")
@pass_app
def command(
    app: App,
    ref: str | None,
    limit: int,
    since: str | None,
    action: str | None,
) -> None:
    """Who did what, on whom, when; the newest first.

    With REF only what changed a file of that customer; --by HANDLE shows what a colleague did,
    or had done for them. A commit that clm did not make has its author's name and its subject.
    """
    from clm.i18n import translate
    from clm.render.listing import Column, Listing
    from clm.services.logbook import Asked, entries

    day = app.day(since, past=True) if since else None
    asked = Asked(ref, app.options.get("by"), action, day, limit)  # --by is a global option
    app.show(
        Listing(
            "clm/log@1",
            entries(app.workspace, asked),
            (
                Column("commit", translate("Commit"), value=_short),
                Column("at", translate("At"), value=_at),
                Column("by", translate("By"), value=_who),
                Column("subject", translate("What"), value=_what),
            ),
            ids="commit",
            fields=("acting_as", "for", "author", "action", "refs", "rule", "undoes"),
            empty=translate("No commit fits."),
        )
    )
