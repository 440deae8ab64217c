"""`clm lead`: leads, and who gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import chosen, noun, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@noun("lead", epilog="Example: clm lead list · clm lead distribute -n")
def command() -> None:
    """Leads and who gets them.

    Who booked a talk by phone goes to sales, everybody else to an admin, who can begin the moment
    the first package is booked. A lead is nobody's task.
    """


@verb("list", epilog="Example: clm lead list --all --fields ref,person,age_days")
@click.option("--all", "everything", is_flag=True, help="All leads, with who has them.")
@where_option
@pass_app
def list_(app: App, where: Sequence[str], *, everything: bool) -> None:
    """Leads that wait for a person, the oldest first.

    A telephone stands behind those who booked a talk by phone that has no outcome yet.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.render.names import called
    from clm.services.leads import listed

    items = chosen(
        app,
        "lead list",
        where,
        lambda lifted: listed(app.workspace, everything=lifted or everything),
    )
    columns = (
        Column("ref", label("ref")),
        Column("name", label("customer"), value=called),
        Column("registered_on", translate("Registered on")),
        Column("age_days", translate("Days"), numeric=True),
        Column("source", translate("Source")),
        *((Column("person", translate("Who")),) if everything else ()),
    )
    empty = translate("Every lead has a person.")
    fields = ("list", "phone_appointment", "person")
    app.show(Listing("clm/lead-list@1", items, columns, fields=fields, empty=empty))
    app.name_bad_files()


@verb("distribute", epilog="Example: clm lead distribute -n")
@click.option("--on-behalf", is_flag=True, help="Do it for who distributes leads.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the plan, change nothing.")
@pass_app
def distribute(app: App, *, on_behalf: bool, dry_run: bool) -> None:
    """Give every lead without a person to somebody, by the rules of the settings.

    Who is away is skipped, and a lead for whom nobody is there waits. A colleague lead goes to
    whoever looks after the account. Customers with a booking and no owner get one too.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing, chosen
    from clm.render.names import called
    from clm.render.text import warning
    from clm.services import leads

    columns = (
        Column("ref", label("ref")),
        Column("name", label("customer"), value=called),
        Column("person", translate("Who")),
        Column("field", translate("As"), value=lambda item: label(item["field"])),
        Column("rule", translate("Rule")),
    )
    empty = translate("Every lead has a person.")
    chosen(Listing("", (), columns), app.options.get("fields", ()))
    done = leads.distribute(app.workspace, app.who(on_behalf=on_behalf), dry_run=dry_run)
    # A script asks a write for its commit, and a dry run for the plan.
    if dry_run or (done.items and app.form() == "table"):
        app.show(Listing("clm/lead-distribute@1", done.items, columns, empty=empty))
    if dry_run:
        for line in done.outcome.said:
            app.say(warning(line).rstrip("\n"))
    else:
        app.written(done.outcome)
    app.name_bad_files()


for one in (list_, distribute):
    command.add_command(one)
