"""`clm process`: how the customer relationship process is defined here, and the proof of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import noun, pass_app, verb
from clm.printing import list_or_write, output_option, paper_or_write

if TYPE_CHECKING:
    from clm.app import App
    from clm.render.listing import Listing


@noun("process", epilog="Example: clm process check · clm process report -O evidence.html")
def command() -> None:
    """The customer relationship process: its definitions, and the evidence that it is done.

    A definition is a file in processes/: steps, deadlines, roles, templates, owner, version, and
    the day by which it is looked at again.
    """


@verb("list", epilog="Example: clm process list")
@output_option
@pass_app
def list_(app: App, output: str | None) -> None:
    """List the process definitions, with who owns them and when they are to be looked at.

    clm edit ID changes one; its file is processes/ID.yaml.
    """
    list_or_write(app, output, _list)


def _list(app: App) -> Listing:
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.definitions import listed

    columns = (
        Column("id", label("id")),
        Column("name", label("process")),
        Column("version", label("version")),
        Column("owner", label("owner")),
        Column("review_on", translate("Review on"), alert="overdue"),
    )
    fields = ("overdue", "steps", "deadlines", "roles", "templates")
    empty = translate("No process is defined.")
    items = listed(app.workspace)
    return Listing("clm/process-list@1", items, columns, ids="id", fields=fields, empty=empty)


@verb("show", epilog="Example: clm process show service-review -O service-review.html")
@click.argument("ref", metavar="ID")
@output_option
@pass_app
def show(app: App, ref: str, output: str | None) -> None:
    """Show a process definition: its steps, what its deadlines come to, who has its roles.

    The numbers are those of the policy in clm.yaml.
    """
    from clm.render.definition import definition
    from clm.services.definitions import shown

    found = {"schema": "clm/process@1", **shown(app.workspace, ref)}
    paper_or_write(app, output, found, definition)


for one in (list_, show):
    command.add_command(one)
