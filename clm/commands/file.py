"""`clm file`: the case files of a customer, merged by date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@verb("file", epilog='Example: clm file mueller --vpa --search "Messe"')
@click.argument("ref", metavar="REF")
@click.option("--oteam", is_flag=True, help="Only the internal file.")
@click.option("--vpa", is_flag=True, help="Only the VPA's file.")
@click.option("--all", "everything", is_flag=True, help="Both files, and what was booked.")
@click.option("--kind", metavar="KIND", help="Only entries of this kind.")
@click.option("--tag", metavar="T", help="Only entries with this tag.")
@click.option("--since", metavar="DATE", help="From this day on.")
@click.option("--until", metavar="DATE", help="Through this day.")
@click.option("--search", metavar="TEXT", help="Only entries with all these words.")
@pass_app
def command(
    app: App,
    ref: str,
    kind: str | None,
    tag: str | None,
    since: str | None,
    until: str | None,
    search: str | None,
    *,
    oteam: bool,
    vpa: bool,
    everything: bool,
) -> None:
    """The two case files of a customer, merged by date, the newest entry last.

    Entries of the VPA's file are green. `--by HANDLE`, or initials, shows one author's. What is
    pinned and what was agreed specially stands on top.
    """
    from clm.domain.casefile import FILES
    from clm.services.casefiles import WantedNotes, timeline

    if oteam + vpa + everything > 1:
        raise UsageError("--oteam, --vpa and --all exclude each other", "name one of them")
    wanted = WantedNotes(
        ("oteam",) if oteam else ("vpa",) if vpa else FILES,
        kind,
        tag,
        app.options.get("by"),
        app.day(since, past=True) if since else None,
        app.day(until, past=True) if until else None,
        search,
        everything,
    )
    _show(app, timeline(app.workspace, ref, wanted))


def _show(app: App, items: list[dict[str, object]]) -> None:
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.render.timeline import timeline
    from clm.services.casefiles import authors

    empty = translate("No entries.")
    if app.form() == "table":
        text = timeline(items, authors(app.workspace), colour=app.colour)
        click.echo(text or f"{empty}\n", nl=False, color=True)
        return
    columns = (
        Column("at", translate("At")),
        Column("by", label("by")),
        Column("file", translate("File")),
        Column("kind", label("kind")),
        Column("tags", translate("Tags")),
        Column("text", label("text")),
        Column("situation", translate("Situation")),
        Column("reaction", translate("Reaction")),
        Column("next_steps", translate("Next steps")),
    )
    for item in items:
        del item["local"]
    fields = ("id", "acting_as", "task", "quote", "template", "pinned")
    app.show(Listing("clm/file@1", items, columns, ids="id", fields=fields, empty=empty))
