"""`clm customer demand`: what customers want of us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import noun, pass_app, verb, write_options

if TYPE_CHECKING:
    from clm.app import App
    from clm.domain.customer import DemandStatus

STATUSES = ("open", "met", "declined")
FIELDS = (
    "id", "customer", "name", "text", "on", "by", "source", "request", "status", "closed_on",
    "note",
)  # fmt: skip


@noun("demand", epilog="Example: clm customer demand list mueller")
def command() -> None:
    """Demands: what a customer wants of us, since when, and what became of it.

    A demand is open until it is met or declined, and may name the request that deals with it.
    """


@verb(
    "add",
    epilog="Example: clm customer demand add mueller 'Ansprechbar bis 20 Uhr'"
    " --source Jahresgespräch",
)
@click.argument("ref", metavar="CUSTOMER")
@click.argument("text", metavar="TEXT")
@click.option("--on", metavar="D", help="When it was said; today if not given.")
@click.option("--source", metavar="TEXT", help="Where it was said.")
@click.option("--request", metavar="REQUEST", help="The request that deals with it.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def add(
    app: App,
    ref: str,
    text: str,
    on: str | None,
    source: str | None,
    request: str | None,
    *,
    dry_run: bool,
) -> None:
    """Note what a customer wants.

    It stands in the customer's record, with the day, the source and the request.
    """
    from clm.services.demands import add

    day = app.day(on, past=True) if on else None
    who = app.who()
    app.written(
        add(app.workspace, ref, text, who, on=day, source=source, request=request, dry_run=dry_run)
    )


@verb("list", epilog="Example: clm customer demand list · clm customer demand list mueller --all")
@click.argument("ref", metavar="[CUSTOMER]", required=False)
@click.option("--status", type=click.Choice(STATUSES), default="open", help="Open if not given.")
@click.option("--all", "everything", is_flag=True, help="Also what is met or declined.")
@pass_app
def list_(app: App, ref: str | None, status: DemandStatus, *, everything: bool) -> None:
    """List what a customer wants, or all active customers, the oldest first.

    What is met or declined is shown where it is asked for.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.render.names import called
    from clm.services.demands import listed

    items = listed(app.workspace, ref, None if everything else status)
    columns = (
        Column("id", label("id")),
        Column("name", label("customer"), value=called),
        Column("text", label("text")),
        Column("on", label("since")),
        Column("source", label("source")),
        Column("status", label("status")),
        Column("request", label("request")),
    )
    empty = translate("Nothing is demanded.")
    app.show(Listing("clm/demand-list@1", items, columns, ids="id", fields=FIELDS, empty=empty))
    app.name_bad_files()


@verb(
    "move", epilog="Example: clm customer demand move k-2h7d9s4m met -m 'Spätdienst eingerichtet'"
)
@click.argument("ref", metavar="DEMAND")
@click.argument("status", type=click.Choice(STATUSES), metavar="STATUS")
@write_options
@pass_app
def move(app: App, ref: str, status: DemandStatus, why: str | None, *, dry_run: bool) -> None:
    """Say what became of a demand: met, declined, or open again.

    Declining one needs -m WHY; the words stand with the demand.
    """
    from clm.services.demands import move

    app.written(move(app.workspace, ref, status, app.who(), why=why, dry_run=dry_run))


for one in (add, list_, move):
    command.add_command(one)
