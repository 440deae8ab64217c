"""`clm export`: data for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App
    from clm.render.listing import Form


@noun("export", epilog="Example: clm export ics -O ~/calendars/clm.ics")
def command() -> None:
    """Data for other programs, made from what is there today."""


@verb("ics", epilog="Example: clm export ics -O ~/calendars/clm.ics · clm export ics --events")
@click.option("-O", "--output", metavar="FILE", help="Write it there, whole or not at all.")
@click.option("--of", metavar="HANDLE", help="A colleague's.")
@click.option("--events", is_flag=True, help="All as events, for programs that show no to-dos.")
@pass_app
def ics(app: App, output: str | None, of: str | None, *, events: bool) -> None:
    """My reminders, requests, tasks, deadlines of VPAs and meetings as a calendar file.

    Each is a to-do with the day it is due, a meeting an event. Programs that show events alone
    (khal, Google Calendar) need --events: each is then an event on its day, and what has no day is
    left out. Ids stay the same, so a program that subscribes to the file sees changes as such.
    """
    from clm.i18n import translate
    from clm.render.ics import calendar
    from clm.services.agenda import agenda
    from clm.services.reporting import write_report

    app.form("table")
    handle, workspace = app.handle(of), app.workspace
    entries = agenda(workspace, handle)
    zone = workspace.process.zone
    text = calendar(entries, f"clm {handle}", workspace.today, zone, events=events)
    if output and output != "-":
        write_report(workspace, output, text)
        app.say(output)
    else:
        click.echo(text.encode(), nl=False)
    undated = sum(one.due is None for one in entries)
    if events and undated:
        said = translate("without a day, so no event: {count}")
        app.say(said.format(count=undated))
    app.name_bad_files()


@verb("sqlite", epilog="Example: clm export sqlite -O ~/clm.sqlite && sqlite3 ~/clm.sqlite .tables")
@click.option("-O", "--output", metavar="FILE", required=True, help="Write it there, whole.")
@pass_app
def sqlite(app: App, output: str) -> None:
    """Everything but case files as an SQLite database, for programs that speak SQL.

    Customers, bookings, requests, tasks, complaints, escalations, initiatives, surveys and the
    team, each a table with its columns (docs/export.md), as of today. Answers to anonymous surveys
    are none of it. Names and texts are in it: keep it where only who may read them can.
    """
    from clm.services.exporting import write_database

    write_database(app.workspace, output)
    app.say(output)
    app.name_bad_files()


def _table(app: App, what: str, form: Form, output: str | None) -> None:
    from clm.render.listing import render
    from clm.services.exporting import table_listing, write_table

    listing = table_listing(app.workspace, what)
    fields, raw = app.options.get("fields", ()), bool(app.options.get("raw"))
    user, today = app.user_or_none, app.workspace.today
    text = render(listing, form, today=today, user=user, fields=fields, raw=raw)
    if output and output != "-":
        write_table(app.workspace, output, text)
        app.say(output)
    else:
        click.echo(text.encode(), nl=False)
    app.name_bad_files()


@verb("csv", epilog="Example: clm export csv bookings -O ~/bookings.csv")
@click.argument("what", metavar="TABLE")
@click.option("-O", "--output", metavar="FILE", help="Write it there, whole or not at all.")
@pass_app
def csv(app: App, what: str, output: str | None) -> None:
    """One table of clm export sqlite as CSV.

    Cells that a spreadsheet would take for a formula begin with an apostrophe; --raw leaves them.
    """
    _table(app, what, "csv", output)


@verb("jsonl", epilog="Example: clm export jsonl customers | jq -r .name")
@click.argument("what", metavar="TABLE")
@click.option("-O", "--output", metavar="FILE", help="Write it there, whole or not at all.")
@pass_app
def jsonl(app: App, what: str, output: str | None) -> None:
    """One table of clm export sqlite as JSON, one row a line.

    Numbers are numbers, days ISO text, and what is missing is null.
    """
    _table(app, what, "jsonl", output)


command.add_command(ics)
command.add_command(sqlite)
command.add_command(csv)
command.add_command(jsonl)
