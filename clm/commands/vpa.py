"""`clm vpa`: the virtual assistants, their files and deadlines, and whom of them to praise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.errors import UsageError
from clm.options import chosen, narrowed, noun, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.app import App
    from clm.render.listing import Column
    from clm.services.outage import Outage
    from clm.services.templates import Usable


@noun("vpa", epilog="Example: clm vpa praise anna --log")
def command() -> None:
    """Virtual assistants: their files and deadlines, and whom of them to praise.

    A VPA is one YAML file in vpas/.
    """


@verb("list", epilog="Example: clm vpa list --json")
@where_option
@pass_app
def list_(app: App, where: Sequence[str]) -> None:
    """List the VPAs with their customers.

    With how many customers they look after, how many of these are existing customers, and the
    day of the last praise.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.vpas import listed

    keys = ("id", "name", "languages", "customers", "existing", "last_praise")
    items = narrowed(app, "vpa list", where, listed(app.workspace))
    empty = translate("No VPAs.")
    app.show(Listing("clm/vpa-list@1", items, _columns(keys), ids="id", empty=empty))
    app.name_bad_files()


@verb("files", epilog="Example: clm vpa files anna --stale")
@click.argument("vpa", required=False, metavar="[VPA]")
@click.option("--stale", is_flag=True, help="Only files that are not kept current.")
@where_option
@pass_app
def files_(app: App, vpa: str | None, where: Sequence[str], *, stale: bool) -> None:
    """List how complete and current the VPAs' case files are.

    A file is current when all its sections are filled (vpa_sections in clm.yaml) and the
    customer's VPA wrote into it lately (vpa_current_days).
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.render.names import called, lacking
    from clm.services.vpafiles import files

    keys = ("ref", "name", "vpa", "completeness", "missing", "last", "current", "next")
    told = {"name": called, "missing": lacking}
    items = narrowed(app, "vpa files", where, files(app.workspace, vpa, stale=stale))
    empty = translate("Every file is current.") if stale else translate("No customer has a VPA.")
    fields = ("filled", "updated_on")
    listing = Listing("clm/vpa-files@1", items, _columns(keys, told), fields=fields, empty=empty)
    app.show(listing)
    app.name_bad_files()


@verb("deadlines", epilog="Example: clm vpa deadlines anna --overdue")
@click.argument("vpa", required=False, metavar="[VPA]")
@click.option("--open", "which", flag_value="open", help="What nobody has answered yet (default).")
@click.option("--overdue", "which", flag_value="overdue", help="Only what was missed.")
@click.option("--all", "which", flag_value="all", help="Also what was met or dropped.")
@where_option
@pass_app
def deadlines_(app: App, vpa: str | None, which: str | None, where: Sequence[str]) -> None:
    """List what the VPAs were asked, by when, and what comes next.

    An entry of the VPA after the ask meets it, whether or not somebody says so. After a missed
    deadline the VPA is asked again; after the second (vpa_asks) the CRM lead is told.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Listing
    from clm.render.names import called
    from clm.services.vpafiles import deadlines

    keys = ("ref", "name", "vpa", "template", "asked_on", "due", "state", "rung", "next")
    told = {"name": called, "state": lambda item: label(item["state"])}
    state = "missed" if which == "overdue" else None

    def load(lifted: bool) -> list[dict[str, Any]]:
        closed = which == "all" or (lifted and which is None)
        return deadlines(app.workspace, vpa, state=state, closed=closed)

    items = chosen(app, "vpa deadlines", where, load)
    empty = translate("No deadlines.")
    fields = ("customer", "ask", "met_on", "open", "owner")
    columns = _columns(keys, told)
    app.show(Listing("clm/vpa-deadlines@1", items, columns, fields=fields, empty=empty))
    app.name_bad_files()


@verb("outage", epilog="Example: clm vpa outage anna --from mon -O handover --record")
@click.argument("vpa")
@click.option("--from", "first", metavar="DATE", help="The first day away; today by default.")
@click.option("--to", "last", metavar="DATE", help="The last one, where it is known.")
@click.option("-O", "--output", metavar="DIR", help="Write a hand-over pack per customer there.")
@click.option("--record", "keep", is_flag=True, help="Keep in the VPA's record that they are away.")
@click.option("-n", "--dry-run", is_flag=True, help="With --record: show the diff, change nothing.")
@pass_app
def outage_(
    app: App,
    vpa: str,
    first: str | None,
    last: str | None,
    output: str | None,
    *,
    keep: bool,
    dry_run: bool,
) -> None:
    """List the customers of a VPA who falls out, the most urgent first, and who could take over.

    Proposed are VPAs who are there, by language, room for the hours, and skills. A pack holds what
    the VPA's file says of a customer, as Markdown; -o md prints all of them.
    """
    from clm.services.outage import outage, packs, record, write_packs

    if dry_run and not keep:
        raise UsageError("without --record nothing is kept", "clm vpa outage VPA --record")
    who = app.who() if keep else None
    begins = app.day(first) if first else app.workspace.today
    ends = app.day(last) if last else None
    found = outage(app.workspace, vpa, begins, ends)
    if output:
        for path in write_packs(app.workspace, packs(app.workspace, found), output):
            app.say(path)
    if app.form() == "md":
        click.echo("\n".join(packs(app.workspace, found).values()), nl=False)
    elif not keep or (app.form() == "table" and not dry_run):
        _show_outage(app, found)
    if who:
        app.written(record(app.workspace, vpa, begins, ends, who, dry_run=dry_run))
    app.name_bad_files()


def _show_outage(app: App, found: Outage) -> None:
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.render.names import called, replacement

    keys = ("ref", "name", "class", "prio", "completeness", "tasks", "task_deadline", "deadlines",
            "replacement", "next")  # fmt: skip
    told: dict[str, Callable[[Mapping[str, Any]], object]] = {
        "name": called,
        "tasks": lambda item: len(item["tasks"]),
        "deadlines": lambda item: len(item["deadlines"]),
        "replacement": replacement,
    }
    away = {"vpa": found.vpa.id, "from": found.away.from_, "to": found.away.to}
    fields = ("owner", "missing", "last", "hours", "proposals")
    empty = translate("No customer is affected.")
    columns = _columns(keys, told)
    app.show(
        Listing("clm/vpa-outage@1", found.items, columns, extra=away, fields=fields, empty=empty)
    )


@verb("praise", epilog="Example: clm vpa praise · clm vpa praise anna --log")
@click.argument("vpa", required=False, metavar="[VPA]")
@click.option("--log", "keep", is_flag=True, help="Keep today as a day of praise.")
@click.option("-n", "--dry-run", is_flag=True, help="With --log: show the diff, change nothing.")
@pass_app
def praise(app: App, vpa: str | None, *, keep: bool, dry_run: bool) -> None:
    """List the VPAs whose praise is due, or render the text that praises one.

    Several customers of theirs have become existing customers. With --log the day is kept, and
    the VPA leaves the list; without VPA nothing is written.
    """
    if dry_run and not keep:
        raise UsageError("without --log nothing is kept", "clm vpa praise VPA --log")
    if vpa is None:
        if keep:
            raise UsageError("which VPA was praised?", "clm vpa praise VPA --log")
        _due(app)
        return
    from clm.services.vpas import log, template, text_of

    usable = template(app.workspace, vpa, app.options.get("lang"))
    if not keep or (app.form() == "table" and not dry_run):
        _print(app, vpa, usable, text_of(app.workspace, usable, vpa, app.user.handle))
    if keep:
        app.written(log(app.workspace, vpa, app.who(), dry_run=dry_run))


def _due(app: App) -> None:
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.vpas import to_praise

    keys = ("id", "name", "existing", "new", "last_praise", "next")
    items = to_praise(app.workspace)
    empty = translate("No praise is due.")
    app.show(Listing("clm/vpa-praise@1", items, _columns(keys), ids="id", empty=empty))
    app.name_bad_files()


def _print(app: App, vpa: str, usable: Usable, text: str) -> None:
    if app.form("table", "json", "jsonl") == "table":
        click.echo(text, nl=False)
        return
    from clm.render.listing import Listing

    head = usable.head
    item = {"id": vpa, "template": head.id, "version": head.version,
            "language": head.language, "text": text}  # fmt: skip
    app.show(Listing("clm/vpa-praise-text@1", [item], _columns(tuple(item)), ids="id"))


def _columns(
    keys: Sequence[str], told: Mapping[str, Callable[[Mapping[str, Any]], object]] | None = None
) -> tuple[Column, ...]:
    """Columns of these keys; `told` makes what people read of some."""
    from clm.i18n import label, translate
    from clm.render.listing import Column

    heads = {
        "languages": translate("Languages"),
        "customers": translate("Customers"),
        "new": translate("New since"),
        "last_praise": translate("Last praise"),
        "template": translate("template"),
        "completeness": translate("Complete %"),
        "missing": translate("Missing"),
        "last": translate("Last entry"),
        "current": translate("Current"),
        "task_deadline": translate("Task due"),
        "replacement": translate("Replacement"),
    }
    numeric = {"customers", "existing", "new", "completeness", "rung", "tasks", "deadlines"}
    return tuple(
        Column(
            key,
            heads.get(key) or label(key),
            key in numeric,
            value=(told or {}).get(key),
        )
        for key in keys
    )


for one in (list_, files_, deadlines_, praise, outage_):
    command.add_command(one)
