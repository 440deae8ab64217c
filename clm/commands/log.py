"""`clm log`: who did what, on whom, when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


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

    With REF only what changed a file of that customer, colleague, VPA, service or survey; --by
    HANDLE shows what a colleague did, or had done for them. A commit that clm did not make has its
    author's name and its subject.
    """
    from clm.i18n import translate
    from clm.render import trail
    from clm.render.listing import Column, Listing
    from clm.services.logbook import Asked, entries

    day = app.day(since, past=True) if since else None
    asked = Asked(ref, app.options.get("by"), action, day, limit)  # --by is a global option
    app.show(
        Listing(
            "clm/log@1",
            entries(app.workspace, asked),
            (
                Column("commit", translate("Commit"), value=trail.short),
                Column("at", translate("At"), value=trail.at),
                Column("by", translate("By"), value=trail.who),
                Column("subject", translate("What"), value=trail.what),
            ),
            ids="commit",
            fields=("acting_as", "for", "author", "action", "refs", "rule", "undoes"),
            empty=translate("No commit fits."),
        )
    )
