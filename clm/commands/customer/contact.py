"""`clm customer contact`: who on the customer's side is there for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import noun, pass_app, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.app import App

CHANNELS = ("ordering", "escalation", "complaint")


@noun("contact", epilog="Example: clm customer contact add mueller 'Erika Müller' --role ordering")
def command() -> None:
    """Contacts: who on the customer's side is there for what.

    A channel says what goes through a contact: orders, escalations, complaints. Who it is has to
    be reachable by e-mail or phone. clm customer show lists the contacts.
    """


def details(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of what is said of a contact."""
    for option in (
        click.option("--language", metavar="LANG", help="The contact's language."),
        click.option("--phone", metavar="NUMBER", help="How to call them."),
        click.option("--email", metavar="EMAIL", help="How to write to them."),
        click.option("--role", metavar="ROLE", help="What they are there for, as billing."),
        click.option(
            "--channel",
            "channels",
            multiple=True,
            type=click.Choice(CHANNELS),
            help="What goes through them.",
        ),
    ):
        function = option(function)
    return function


@verb(
    "add",
    epilog="Example: clm customer contact add mueller 'Erika Müller' --role ordering"
    " --email e.mueller@example.org --channel ordering --channel complaint",
)
@click.argument("ref", metavar="CUSTOMER")
@click.argument("name", metavar="NAME")
@details
@write_options
@pass_app
def add(app: App, /, ref: str, why: str | None, *, dry_run: bool, **typed: Any) -> None:  # noqa: ANN401 -- the fields of Details
    """Add a contact of a customer.

    Another customer with that e-mail or phone is named: it may be the same one.
    """
    from clm.domain.contacts import Details
    from clm.services.contacts import add

    said = Details(**typed)
    app.written(add(app.workspace, ref, said, app.who(), why=why, dry_run=dry_run))


@verb("edit", epilog="Example: clm customer contact edit mueller erika --channel escalation")
@click.argument("ref", metavar="CUSTOMER")
@click.argument("contact", metavar="CONTACT")
@click.option("--name", metavar="NAME", help="What they are called.")
@details
@click.option(
    "--drop-channel",
    "dropped",
    multiple=True,
    type=click.Choice(CHANNELS),
    help="What goes through them no more.",
)
@write_options
@pass_app
def edit(
    app: App,
    /,
    ref: str,
    contact: str,
    why: str | None,
    *,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the fields of Details
) -> None:
    """Change a contact, named by id, e-mail or name.

    What is not given stays as it is; an empty text takes a field away.
    """
    from clm.domain.contacts import Details
    from clm.services.contacts import change

    said = Details(**typed)
    done = change(app.workspace, ref, contact, said, app.who(), why=why, dry_run=dry_run)
    app.written(done)


@verb(
    "remove", epilog="Example: clm customer contact remove mueller jens -m 'arbeitet nicht mehr da'"
)
@click.argument("ref", metavar="CUSTOMER")
@click.argument("contact", metavar="CONTACT")
@write_options
@pass_app
def remove(app: App, ref: str, contact: str, why: str | None, *, dry_run: bool) -> None:
    """Take a contact away, named by id, e-mail or name.

    Whom a request names stays until the request names somebody else.
    """
    from clm.services.contacts import remove

    app.written(remove(app.workspace, ref, contact, app.who(), why=why, dry_run=dry_run))


for one in (add, edit, remove):
    command.add_command(one)
