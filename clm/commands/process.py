"""`clm process`: how the customer relationship process is defined here, and the proof of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import leave, noun, pass_app, verb
from clm.printing import PAPER, list_or_write, output_option, paper_or_write

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


@verb("check", epilog="Example: clm process check · clm process check --as-of 2026-10-01")
@pass_app
def check(app: App) -> None:
    """Is the process done? Each requirement with its evidence, and every gap; exit 1 on gaps.

    PR7.1 to PR7.6 of FitSM-1 and 8.3.2 of ISO/IEC 20000-1: how many records there are, where they
    lie, the last day; and what is missing. --as-of tells it of an old state. As CSV one row each.
    """
    from clm.render.evidence import pack, rows
    from clm.services.evidence import evidence

    form = app.form(*PAPER, "csv")
    found = evidence(app.workspace)
    if form == "csv":
        app.show(rows(found))
    else:
        paper_or_write(app, None, found, pack)
    app.name_bad_files()
    if found["gaps"]:
        leave(1)


@verb("report", epilog="Example: clm process report -O evidence.html")
@output_option
@pass_app
def report(app: App, output: str | None) -> None:
    """Make the evidence pack for an audit: what clm process check finds, with the records behind.

    Definitions, service reviews, complaints, surveys and reports that were made, each with its
    days: as a page of its own, Markdown or JSON. Gaps have no exit code here.
    """
    from clm.render.evidence import pack as told
    from clm.services.evidencepack import pack

    paper_or_write(app, output, pack(app.workspace), told)
    app.name_bad_files()


for one in (list_, show, check, report):
    command.add_command(one)
