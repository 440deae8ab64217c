"""`clm customer merge`: two records of one customer made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import can_ask, pass_app, refuse_bare_force, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.domain.uniting import Row, Side
    from clm.render.listing import Listing
    from clm.services.uniting import Wanted

SIDES: tuple[Side, ...] = ("from", "into")


@verb("merge", epilog="Example: clm customer merge muster 'Muster GmbH' --take owner=into -n")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="INTO")
@click.option(
    "--take", "takes", multiple=True, metavar="[FIELD=]from|into", help="Which one is right."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Although something of it is open; needs -m.")
@write_options
@pass_app
def command(
    app: App,
    source: str,
    target: str,
    takes: Sequence[str],
    why: str | None,
    *,
    yes: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Merge a customer into another: everything moves over, the old id keeps meaning them.

    Lists are united, empty fields filled. Where both say something else you choose: at a terminal
    one after the other, else by --take FIELD=from or into; --take into settles all others.
    -n shows every field and the diff. Two VPAs: what the one not chosen had becomes internal.
    """
    from clm.domain.uniting import refuse_open
    from clm.services.uniting import merge, planned

    refuse_bare_force(why, force=force)
    wanted = _wanted(source, target, takes)
    app.workspace.refuse_unwritable()
    who = app.who()
    plan = planned(app.workspace, wanted, who)
    for line in plan.said:
        app.say(line)
    if dry_run:
        app.show(_preview(plan.rows))
        if app.form() != "table" or any(row.is_open for row in plan.rows):
            return
    else:
        if can_ask(app):
            wanted = _asked(app, wanted, plan.rows)
        else:
            refuse_open(plan.rows)
        moving = f", with {', '.join(plan.open_work)}" if plan.open_work else ""
        app.ask(f"merge {plan.source} into {plan.target}{moving}?", yes=yes)
    app.written(merge(app.workspace, wanted, who, why=why, force=force, dry_run=dry_run))


def _wanted(source: str, target: str, takes: Sequence[str]) -> Wanted:
    """Which two, and what was said by `--take`.

    Raises:
        UsageError: it names no side.
    """
    from clm.services.uniting import Wanted

    fields: dict[str, Side] = {}
    rest: Side | None = None
    for typed in takes:
        field, _, side = typed.rpartition("=")
        if side not in SIDES:
            raise UsageError(f"--take {typed}: from which of the two?", "--take FIELD=from or into")
        if field:
            fields[field] = side
        else:
            rest = side
    return Wanted(source, target, fields, rest)


def _asked(app: App, wanted: Wanted, rows: Sequence[Row]) -> Wanted:
    """The choices of a person at a terminal, field by field, after all that is not the same."""
    from clm.i18n import translate
    from clm.render.customer import side_by_side

    for row in rows:
        app.say(f"{row.field}: {side_by_side(row)}")
    takes = dict(wanted.takes)
    for row in rows:
        if row.is_open:
            question = translate("{field}: {source} (from) or {target} (into)")
            asked = question.format(field=row.field, source=row.source, target=row.target)
            takes[row.field] = click.prompt(asked, type=click.Choice(SIDES), err=True)
    return wanted._replace(takes=takes)


def _preview(rows: Sequence[Row]) -> Listing:
    from clm.i18n import translate
    from clm.render.customer import amount
    from clm.render.listing import Column, Listing

    items = [
        {
            "field": row.field,
            "from": row.source,
            "into": row.target,
            "united": None if row.is_open else row.united,
            "open": row.is_open,
        }
        for row in rows
    ]
    columns = (
        Column("field", translate("Field")),
        Column("from", translate("From"), value=lambda item: amount(item["from"])),
        Column("into", translate("Into"), value=lambda item: amount(item["into"])),
        Column(
            "united",
            translate("Together"),
            value=lambda item: "?" if item["open"] else amount(item["united"]),
        ),
    )
    empty = translate("The two are the same.")
    return Listing(
        "clm/customer-merge@1", items, columns, ids="field", fields=("open",), empty=empty
    )
