"""`clm file`: the case files of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import (
    HELP,
    NounWithDefault,
    narrowed,
    pass_app,
    refuse_bare_force,
    standard_input,
    verb,
    where_option,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@click.group(
    "file",
    cls=NounWithDefault,
    context_settings=HELP,
    epilog="Example: clm file mueller --since 1.11. · clm file --search Messe · clm file tags",
)
def command() -> None:
    """The case files of customers: clm file REF shows those of one.

    show is what is meant where no verb is named: clm file show --help has its options.
    """


@verb("show", epilog="Example: clm file mueller --all · clm file --tag angebot --since +0d")
@click.argument("ref", required=False, metavar="[REF]")
@click.option("--oteam", is_flag=True, help="Only the internal file.")
@click.option("--vpa", is_flag=True, help="Only the VPA's file.")
@click.option("--all", "everything", is_flag=True, help="Both, and what else happened when.")
@click.option("--kind", metavar="KIND", help="Only entries of this kind.")
@click.option("--tag", metavar="T", help="Only entries with this tag, by any of its names.")
@click.option("--since", metavar="DATE", help="From this day on.")
@click.option("--until", metavar="DATE", help="Through this day.")
@click.option("--search", metavar="TEXT", help="Only entries with all these words.")
@where_option
@pass_app
def show(
    app: App,
    ref: str | None,
    where: Sequence[str],
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
    pinned, and what was agreed specially as long as it is valid, stands on top. --all has bookings,
    tasks, marks and the moves between the lists too. Without REF all customers are searched.
    """
    from clm.domain.casefile import FILES
    from clm.services import casefiles

    if oteam + vpa + everything > 1:
        raise UsageError("--oteam, --vpa and --all exclude each other", "name one of them")
    wanted = casefiles.WantedNotes(
        ("oteam",) if oteam else ("vpa",) if vpa else FILES,
        kind,
        tag,
        app.options.get("by"),
        app.day(since, past=True) if since else None,
        app.day(until, past=True) if until else None,
        search,
        everything,
    )
    if ref is not None:
        _show(app, narrowed(app, "file", where, casefiles.timeline(app.workspace, ref, wanted)))
        return
    asked = kind or tag or wanted.by or since or (search and search.strip()) or where
    if everything or not asked:
        raise UsageError("whose case files?", "clm file REF, or clm file --search TEXT in all")
    _show(app, narrowed(app, "file", where, casefiles.search(app.workspace, wanted)))
    app.name_bad_files()


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
    fields = (
        "id", "customer", "acting_as", "task", "quote", "agreement", "template", "pinned",
        "booking", "complaint", "released_from", "name",
    )  # fmt: skip
    app.show(Listing("clm/file@1", items, columns, ids="id", fields=fields, empty=empty))


@verb("tags", epilog="Example: clm file tags · clm file tags mueller --json")
@click.argument("ref", required=False, metavar="[REF]")
@pass_app
def tags(app: App, ref: str | None) -> None:
    """Count the tags of all case files, or of one customer's.

    The tags of clm.yaml with their other names, and those that stand in files without being there.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.tagging import counted

    columns = (
        Column("tag", translate("Tag")),
        Column("count", label("count"), numeric=True),
        Column("oteam", "O-Team", numeric=True),
        Column("vpa", label("vpa"), numeric=True),
        Column("other_names", translate("Other names")),
        Column("known", translate("In the list"), value=_in_the_list),
    )
    empty = translate("No tags.")
    app.show(
        Listing("clm/file-tags@1", counted(app.workspace, ref), columns, ids="tag", empty=empty)
    )
    if ref is None:
        app.name_bad_files()


def _in_the_list(item: object) -> str:
    from clm.i18n import translate

    assert isinstance(item, dict)  # noqa: S101 -- the items of the listing
    return "" if item["known"] else translate("no")


@verb(
    "release",
    epilog='Example: clm file release n-4k2m9q7d --text "Rechnungen bitte immer als PDF"',
)
@click.argument("note", metavar="NOTE")
@click.option("--text", metavar="TEXT|-", help="Other words; - reads them from standard input.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="Other tags than the entry has.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Although it seems to hold a secret; needs -m.")
@write_options
@pass_app
def release(
    app: App,
    note: str,
    text: str | None,
    tags: Sequence[str],
    why: str | None,
    *,
    yes: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Release an entry of the O-Team file to the VPA: what they will read is shown first.

    A new entry is made in the VPA's file, without prices, bookings and complaints; the internal
    one stays. What a VPA may have read is never taken back.
    """
    from clm.domain.releasing import Release
    from clm.services import releasing
    from clm.services.tagging import tags_typed

    refuse_bare_force(why, force=force)
    words = standard_input() if text == "-" else text
    if words is not None and not words.strip():
        raise UsageError("there are no words to release", "--text TEXT")
    chosen = tags_typed(app.workspace, tags) if tags else None
    wish = Release(words.strip() if words else None, chosen, why, force)
    who = app.who()
    one = releasing.meant(app.workspace, note)
    app.workspace.refuse_unwritable()
    planned = releasing.plan(app.workspace, one, wish, who)
    if not dry_run:
        _preview(app, releasing.shown(app.workspace, planned))
        app.ask(f"release {one.note} of {one.customer}?", yes=yes)
    app.written(releasing.release(app.workspace, planned, who, dry_run=dry_run))


def _preview(app: App, item: dict[str, object]) -> None:
    from clm.i18n import translate
    from clm.render.timeline import timeline
    from clm.services.casefiles import authors

    app.say(translate("the VPA will read:"))
    if not app.options.get("quiet"):
        click.echo(timeline([item], authors(app.workspace), colour=False), nl=False, err=True)


for one in (show, tags, release):
    command.add_command(one)
