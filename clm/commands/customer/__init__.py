"""`clm customer`: list, show and change customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.commands.customer import consent, contact, demand, merge
from clm.errors import UsageError
from clm.options import (
    chosen,
    noun,
    open_in_editor,
    pass_app,
    spread,
    verb,
    where_option,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.domain.customer import BookingKind, BookingStatus

LISTS = ("lead", "first", "second", "third", "existing", "colleague-lead", "no-show", "watchlist")
PHASES = ("lead", "first", "second", "third", "existing")
CLASSES = ("A", "B", "C", "none")
STATUSES = ("active", "archived", "merged", "all")
KINDS = ("package", "extension", "addon", "shift", "phone-system", "phone-factor", "gift")
BOOKED = (
    "offer", "reserved", "confirmed", "active", "used_up", "expired", "cancelled", "refunded"
)  # fmt: skip


@noun("customer", epilog="Example: clm customer list --list second --owner jana")
def command() -> None:
    """List, show and change customers.

    A customer is one YAML file; the phase and the list follow from its bookings.
    """


@verb(
    "list",
    epilog="Example: clm customer list --phase lead --owner jana"
    " · clm customer list --where 'class in (A, B) and not prio'",
)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--list", "list_name", type=click.Choice(LISTS), help="Those of one list.")
@click.option("--phase", type=click.Choice(PHASES), help="Those in one phase.")
@click.option("--owner", metavar="HANDLE", help="Those of one owner.")
@click.option("--class", "class_", type=click.Choice(CLASSES), help="Those of one class.")
@click.option("--vpa", metavar="VPA", help="Those of one VPA.")
@click.option("--status", type=click.Choice(STATUSES), help="Active ones if not given.")
@where_option
@pass_app
def list_(
    app: App,
    words: Sequence[str],
    where: Sequence[str],
    list_name: str | None,
    phase: str | None,
    owner: str | None,
    class_: str | None,
    vpa: str | None,
    status: str | None,
) -> None:
    """List customers; filters and words of the name narrow the list, all of them must fit.

    A customer registered for a later day, or archived, is in no list.
    """
    from clm.render.reportlists import customers_listing
    from clm.services.directory import Wanted, listed

    def load(lifted: bool) -> list[dict[str, Any]]:
        which = status or ("all" if lifted else "active")
        wanted = Wanted(list_name, phase, owner, class_, vpa, which, words)
        return listed(app.workspace, wanted)

    items = chosen(app, "customer list", where, load)
    app.show(customers_listing(items, in_share=app.workspace.share is not None))
    app.name_bad_files()


@verb("show", epilog="Example: clm customer show mueller")
@click.argument("ref", metavar="REF")
@pass_app
def show(app: App, ref: str) -> None:
    """Show everything about one customer on a page.

    A company or wizard answers that are missing are shown as missing. JSON has the row of the
    list, the whole record, the tasks posted and the entries visible today.
    """
    from clm.i18n import label
    from clm.render.customer import page
    from clm.render.listing import Column, Listing
    from clm.render.reportlists import COLUMNS
    from clm.services.directory import shown

    item = shown(app.workspace, ref)
    if app.form() == "table":
        zone = app.workspace.process.zone
        click.echo(page(item, zone, in_share=app.workspace.share is not None), nl=False)
    else:
        columns = tuple(Column(key, label(key)) for key in COLUMNS)
        fields = tuple(item)
        app.show(Listing("clm/customer@1", [item], columns, ids="id", fields=fields))


@verb(
    "add", epilog="Example: clm customer add 'Muster GmbH' --email info@muster.example --owner jana"
)
@click.argument("name", metavar="NAME")
@click.option("--kind", type=click.Choice(("person", "organisation")), help="Else by --company.")
@click.option("--registered-on", metavar="D", help="Today if not given.")
@click.option("--source", metavar="TEXT", help="Where the customer came from.")
@click.option("--email", metavar="EMAIL", help="Of the contact.")
@click.option("--phone", metavar="NUMBER", help="Of the contact.")
@click.option("--contact", metavar="NAME", help="The contact's name, if it is another.")
@click.option("--role", metavar="ROLE", help="What the contact is there for, as ordering.")
@click.option("--owner", metavar="HANDLE", help="Who looks after the customer.")
@click.option("--plz", metavar="PLZ", help="Postcode.")
@click.option("--city", metavar="CITY", help="City.")
@click.option("--company", metavar="NAME", help="The company.")
@click.option("--registration", metavar="NUMBER", help="The company's number in the register.")
@click.option("--language", metavar="LANG", help="The customer's language.")
@click.option(
    "--external-id", "external_ids", multiple=True, metavar="SOURCE:ID", help="Id elsewhere."
)
@click.option("--force", is_flag=True, help="Although there seems to be one; needs -m.")
@write_options
@pass_app
def add(
    app: App,
    /,
    registered_on: str | None,
    why: str | None,
    *,
    force: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of a Draft
) -> None:
    """Add a customer, unless there is one like it.

    That is one with the same name, e-mail, phone, registration number or external id. The kind is
    organisation where a company is given, else person.
    """
    from clm.services.customers import Draft, add

    day = app.day(registered_on, past=True) if registered_on else None
    draft = Draft(registered_on=day, **typed)
    app.written(add(app.workspace, draft, app.who(), why=why, force=force, dry_run=dry_run))


@verb(
    "set",
    epilog="Example: clm customer set mueller plz=01067 company.name='Müller AG' services+=telefon",
)
@click.argument("ref", metavar="REF")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@write_options
@pass_app
def set_(app: App, ref: str, words: Sequence[str], why: str | None, *, dry_run: bool) -> None:
    """Set fields of a customer, all in one commit.

    Keys are dotted: company.name=…, bookings.b-2k9x7d1q.status=cancelled. += adds to a list, -=
    takes away, an empty value removes the field.
    """
    from clm.services.setting import set_fields

    app.written(set_fields(app.workspace, ref, words, app.who(), why=why, dry_run=dry_run))


@verb("edit", epilog="Example: clm customer edit mueller")
@click.argument("ref", metavar="REF")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@click.pass_context
def edit(ctx: click.Context, ref: str, *, dry_run: bool) -> None:
    """Edit a customer's file in your editor: the same as clm edit.

    The file is checked before it is saved.
    """
    open_in_editor(ctx, ref, dry_run=dry_run)


@verb("remove", epilog="Example: clm customer remove mueller --yes -m 'closed the business'")
@click.argument("refs", nargs=-1, required=True, metavar="REF...", callback=spread)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="End what is open of them too; needs -m.")
@write_options
@pass_app
def remove(
    app: App, refs: Sequence[str], why: str | None, *, yes: bool, force: bool, dry_run: bool
) -> None:
    """Archive customers: they leave every list, their files stay.

    clm customer set REF status=active brings one back. Open requests, tasks and complaints refuse
    it, and agreements that hold; with --force what is open ends in the same commit.
    """
    from clm.services.customers import archive, open_work
    from clm.services.refs import customers

    ids = customers(app.workspace, refs)
    app.workspace.refuse_unwritable()
    if not dry_run:
        ends = ", ".join(open_work(app.workspace, ids)) if force and not yes else ""
        app.ask(f"archive {', '.join(ids)}{f', and end {ends}' if ends else ''}?", yes=yes)
    app.written(archive(app.workspace, ids, app.who(), why=why, force=force, dry_run=dry_run))


@verb("book", epilog="Example: clm customer book mueller 50 --on 16.11. --order A-881")
@click.argument("ref", metavar="REF")
@click.argument("hours", required=False, metavar="[HOURS]")
@click.option("--on", metavar="D", help="When it was booked; today if not given.")
@click.option("--kind", type=click.Choice(KINDS), default="package", help="What was booked.")
@click.option("--trial/--no-trial", default=None, help="Is it the trial? Else it follows from L2.")
@click.option("--order", metavar="O", help="The order it belongs to.")
@click.option("--price", metavar="P", help="Its price.")
@click.option("--status", type=click.Choice(BOOKED), default="confirmed", help="Where it stands.")
@write_options
@pass_app
def book(
    app: App,
    ref: str,
    hours: str | None,
    on: str | None,
    kind: BookingKind,
    order: str | None,
    price: str | None,
    status: BookingStatus,
    why: str | None,
    *,
    trial: bool | None,
    dry_run: bool,
) -> None:
    """Enter a booking; a package and a gift have hours.

    The customer's phase and list follow from the bookings that count.
    """
    from clm.services.customers import Order, amount, book

    booking = Order(
        kind=kind,
        hours=amount(hours, "number of hours") if hours else None,
        on=app.day(on, past=True) if on else None,
        status=status,
        trial=trial,
        order=order,
        price=amount(price, "price") if price else None,
    )
    app.written(book(app.workspace, ref, booking, app.who(), why=why, dry_run=dry_run))


@verb("class", epilog="Example: clm customer class mueller A -m 'grows every month'")
@click.argument("words", nargs=-1, required=True, metavar="REF... A|B|C|none", callback=spread)
@write_options
@pass_app
def class_(app: App, words: Sequence[str], why: str | None, *, dry_run: bool) -> None:
    """Set the class of customers from today on; the last word is the class.

    Earlier classes are kept with their days. It is noted in the O-Team file; changing a class
    needs -m WHY.
    """
    from clm.services.acts import classify

    *refs, typed = words
    value = next((one for one in CLASSES if one.lower() == typed.lower()), None)
    if value is None or not refs:
        raise UsageError("which class?", "clm customer class REF... A|B|C|none")
    app.written(
        classify(app.workspace, refs, value, app.who(), why=why, dry_run=dry_run)  # type: ignore[arg-type]
    )


for one in (list_, show, add, set_, edit, remove, merge.command, book, class_, consent.command):
    command.add_command(one)
command.add_command(contact.command)
command.add_command(demand.command)
