"""`clm export`: data for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


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


command.add_command(ics)
