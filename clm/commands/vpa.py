"""`clm vpa`: the virtual assistants, and whom of them to praise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import noun, pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.render.listing import Column
    from clm.services.templates import Usable


@noun("vpa", epilog="Example: clm vpa praise anna --log")
def command() -> None:
    """Virtual assistants, and whom of them to praise.

    A VPA is one YAML file in vpas/.
    """


@verb("list", epilog="Example: clm vpa list --json")
@pass_app
def list_(app: App) -> None:
    """List the VPAs with their customers.

    With how many customers they look after, how many of these are existing customers, and the
    day of the last praise.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.vpas import listed

    keys = ("id", "name", "languages", "customers", "existing", "last_praise")
    items = listed(app.workspace)
    empty = translate("No VPAs.")
    app.show(Listing("clm/vpa-list@1", items, _columns(keys), ids="id", empty=empty))
    app.name_bad_files()


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


def _columns(keys: Sequence[str]) -> tuple[Column, ...]:
    from clm.i18n import label, translate
    from clm.render.listing import Column

    heads = {
        "languages": translate("Languages"),
        "customers": translate("Customers"),
        "new": translate("New since"),
        "last_praise": translate("Last praise"),
        "template": translate("template"),
    }
    numeric = {"customers", "existing", "new"}
    return tuple(Column(key, heads.get(key) or label(key), key in numeric) for key in keys)


for one in (list_, praise):
    command.add_command(one)
