"""`clm service`: what the team offers, and the catalogue that customers see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import (
    key_values,
    narrowed,
    noun,
    open_in_editor,
    pass_app,
    refuse_bare_force,
    verb,
    where_option,
)
from clm.printing import list_or_write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.render.listing import Column
    from clm.render.paper import Paper

STATUSES = ("proposed", "planned", "production", "retired")
FIELDS = (
    "description", "customer_facing", "contact", "prices", "options", "suppliers", "published",
    "offered_on", "retired_on", "retired_note",
)  # fmt: skip


@noun("service", epilog="Example: clm service list --catalogue")
def command() -> None:
    """Services: the portfolio of the team, and the catalogue of those that customers can have.

    A service is one YAML file in services/. In the catalogue is what is in production and for
    customers.
    """


def _columns() -> tuple[Column, ...]:
    from clm.i18n import label
    from clm.render.listing import Column

    return (
        Column("id", label("id")),
        Column("name", label("name"), min_width=16),
        Column("status", label("status")),
        Column("owner", label("owner")),
        Column("sla", label("sla")),
        Column("customer_facing", label("customer_facing")),
    )


@verb("list", epilog="Example: clm service list --status planned · clm service list --catalogue")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only with this one."
)
@click.option("--catalogue", is_flag=True, help="Only those in the catalogue.")
@where_option
@pass_app
def list_(app: App, statuses: Sequence[str], where: Sequence[str], *, catalogue: bool) -> None:
    """List the services of the portfolio, retired ones too.

    The catalogue is the part that is in production and for customers.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.portfolio import listed

    found = listed(app.workspace, statuses, catalogue=catalogue)
    items = narrowed(app, "service list", where, found)
    empty = translate("No services.")
    columns = _columns()
    app.show(Listing("clm/service-list@1", items, columns, ids="id", fields=FIELDS, empty=empty))
    app.name_bad_files()


@verb("show", epilog="Example: clm service show reisebuchung")
@click.argument("ref", metavar="SERVICE")
@pass_app
def show(app: App, ref: str) -> None:
    """One service, with the customers and the open requests that name it.

    SERVICE is its id, the beginning of one, or words of the name.
    """
    from clm.i18n import label
    from clm.render.listing import Column, Listing, cell_text
    from clm.render.text import detail
    from clm.services.portfolio import shown

    item = shown(app.workspace, ref)
    columns = tuple(Column(key, label(key)) for key in item)
    if app.form() == "table":
        pairs = [(column.label, cell_text(column.of(item))) for column in columns]
        click.echo(detail(pairs), nl=False)
        return
    app.show(Listing("clm/service@1", [item], columns, ids="id"))


@verb(
    "add",
    epilog='Example: clm service add reise --name "Reisebuchung" --status production '
    "--price Stunde=45 --owner mia",
)
@click.argument("slug", metavar="SLUG")
@click.option("--name", metavar="NAME", help="The name; else made from SLUG.")
@click.option("--description", metavar="TEXT", help="What customers get.")
@click.option(
    "--status", type=click.Choice(STATUSES[:3]), default="proposed", help="How far it is."
)
@click.option("--internal", is_flag=True, help="Not for customers.")
@click.option("--owner", metavar="HANDLE", help="Who answers for it.")
@click.option("--contact", metavar="HANDLE", help="Whom customers ask about it.")
@click.option(
    "--price", "prices", multiple=True, metavar="UNIT=AMOUNT", callback=key_values,
    help="What a unit costs; repeatable.",
)  # fmt: skip
@click.option(
    "--option", "options", multiple=True, metavar="SLUG=TEXT", callback=key_values,
    help="What can be had with it; repeatable.",
)  # fmt: skip
@click.option("--sla", metavar="SLA", help="The agreement that is offered with it.")
@click.option("--supplier", "suppliers", multiple=True, metavar="NAME", help="Repeatable.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def add(
    app: App,
    /,
    slug: str,
    name: str | None,
    status: Any,  # noqa: ANN401 -- one of its choices
    prices: Sequence[tuple[str, str]],
    options: Sequence[tuple[str, str]],
    *,
    internal: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are fields of a Service
) -> None:
    """Add a service to the portfolio, whose file is services/SLUG.yaml.

    Requests and customers name it by SLUG.
    """
    from clm.domain.catalogue import Service
    from clm.services import portfolio
    from clm.services.customers import amount

    new = Service(
        id=slug,
        name=slug.replace("-", " ").capitalize() if name is None else name,
        status=status,
        customer_facing=not internal,
        prices={unit: amount(price, "price") for unit, price in prices},
        options=dict(options),
        offered_on=app.workspace.today if status == "production" else None,
        **typed,
    )
    app.written(portfolio.add(app.workspace, new, app.who(), dry_run=dry_run))


@verb("set", epilog="Example: clm service set reise status=production prices.Stunde=48")
@click.argument("ref", metavar="SERVICE")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def set_(app: App, ref: str, words: Sequence[str], *, dry_run: bool) -> None:
    """Set fields of a service, all in one commit.

    += adds to a list, -= takes away, an empty value removes the field.
    """
    from clm.services import portfolio

    app.written(portfolio.set_fields(app.workspace, ref, words, app.who(), dry_run=dry_run))


@verb("edit", epilog="Example: clm service edit reise")
@click.argument("ref", metavar="SERVICE")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
@click.pass_context
def edit(ctx: click.Context, app: App, ref: str, *, dry_run: bool) -> None:
    """Edit a service in your editor: the same as clm edit.

    The file is checked before it is saved.
    """
    from clm.services.portfolio import meant

    open_in_editor(ctx, f"services/{meant(app.workspace, ref).id}", dry_run=dry_run)


@verb("retire", epilog='Example: clm service retire fax --force -m "niemand faxt mehr"')
@click.argument("ref", metavar="SERVICE")
@click.option("--force", is_flag=True, help="Although it is in use; needs -m.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@click.option("-m", "--message", "why", metavar="TEXT", help="Why; it is kept in the record.")
@pass_app
def retire(app: App, ref: str, why: str | None, *, force: bool, dry_run: bool) -> None:
    """Take a service out of the catalogue for good; its record stays in the portfolio.

    What open requests or customers name is not retired, unless it is forced.
    """
    from clm.services import portfolio

    refuse_bare_force(why, force=force)
    who = app.who()
    app.written(portfolio.retire(app.workspace, ref, who, why=why, force=force, dry_run=dry_run))


@verb("publish", epilog="Example: clm service publish -O catalogue.html")
@click.option("-O", "--output", metavar="FILE", help="Write a file, in the form of its ending.")
@pass_app
def publish(app: App, output: str | None) -> None:
    """The catalogue as customers see it: what is in production and for them.

    Without what is internal: the owner, the suppliers, what is planned or retired. Markdown and
    HTML are made to be handed on.
    """
    from clm.render.catalogue import catalogue_listing, catalogue_paper
    from clm.services.portfolio import published

    def told(app: App) -> Paper:
        work = app.workspace
        return catalogue_paper(published(work), work.settings.name, work.today)

    list_or_write(app, output, lambda app: catalogue_listing(published(app.workspace)), told)


for one in (list_, show, add, set_, edit, retire, publish):
    command.add_command(one)
