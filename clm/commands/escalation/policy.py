"""`clm escalation run`: what is escalated by policy, as cron asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@verb("run", epilog="Example: clm escalation run -n")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would fire, change nothing.")
@pass_app
def run(app: App, *, dry_run: bool) -> None:
    """Let every level fire whose working minute has come, once, to somebody who is there.

    What is escalated, after how much working time, and to which role stands in clm.yaml below
    escalation; without it nothing is. clm report run --due does the same, so one line of cron is
    enough.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing, chosen
    from clm.render.text import warning
    from clm.services import escalationrun

    columns = (
        Column("ref", label("ref")),
        Column("of", translate("Belongs to")),
        Column("clock", translate("Clock"), value=lambda one: label(one["clock"] or "")),
        Column("what", translate("What"), value=lambda one: label(one["what"])),
        Column("level", translate("Level"), numeric=True),
        Column("at", translate("At")),
        Column("to", translate("Who")),
    )
    empty = translate("No level has come.")
    fields = ("customer", "source", "breach", "role")
    chosen(Listing("", (), columns, fields=fields), app.options.get("fields", ()))
    done = escalationrun.run(app.workspace, app.who(), dry_run=dry_run)
    # A script asks a write for its commit, and a dry run for the plan.
    if dry_run or (done.items and app.form() == "table"):
        listing = Listing(
            "clm/escalation-run@1", done.items, columns, ids="ref", fields=fields, empty=empty
        )
        app.show(listing)
    if dry_run:
        for line in done.outcome.said:
            app.say(warning(line).rstrip("\n"))
    else:
        app.written(done.outcome)
    app.name_bad_files()
