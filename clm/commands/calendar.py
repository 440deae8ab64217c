"""`clm calendar`: when the team works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import leave, noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@noun("calendar", epilog="Example: clm calendar workday next fri")
def command() -> None:
    """Working days, holidays, deadlines.

    A calendar is a file in calendars/. The team's is named in clm.yaml, a person's own in their
    team record; deadlines and working days follow the team's.
    """


@verb("list", epilog="Example: clm calendar list --json")
@pass_app
def list_(app: App) -> None:
    """List the calendars.

    With their zone, the hours of a week, how many holidays they know, and through which year.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.calendars import listed

    items = listed(app.workspace)
    columns = (
        Column("id", label("id")),
        Column("team", translate("Team's")),
        Column("zone", translate("Zone")),
        Column("region", translate("Region")),
        Column("hours", translate("Hours a week"), numeric=True),
        Column("holidays", translate("Holidays"), numeric=True),
        Column("through", translate("Through year"), numeric=True),
    )
    empty = translate("No calendars: the usual office hours hold.")
    fields = ("week", "valid_from")
    app.show(Listing("clm/calendar@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()


@verb("workday", epilog="Example: clm calendar workday 24.12. --of jana")
@click.argument("words", metavar="[DATE]", nargs=-1)
@click.option("--calendar", "slug", metavar="SLUG", help="Ask this calendar.")
@click.option("--of", metavar="HANDLE", help="Ask the calendar of a colleague.")
@pass_app
def workday(app: App, words: tuple[str, ...], slug: str | None, of: str | None) -> None:
    """Whether a day is worked: by default today, by the team's calendar.

    Shows the holiday, the hours, the week with its deadline, and the next working day. Leaves
    with 1 if the day is not worked.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services import calendars

    if slug and of:
        raise UsageError("--calendar and --of name two calendars", "leave one away")
    day = app.day(" ".join(words)) if words else app.workspace.today
    found = calendars.workday(app.workspace, day, slug, app.handle(of) if of else None)
    columns = (
        Column("day", translate("Day")),
        Column("worked", translate("Worked")),
        Column("holiday", translate("Holiday")),
        Column("hours", label("hours"), numeric=True),
        Column("times", translate("Times")),
        Column("week", translate("Week")),
        Column("deadline", label("deadline")),
        Column("next_working_day", translate("Next working day")),
    )
    fields = ("calendar",)
    app.show(Listing("clm/workday@1", [found], columns, ids="day", fields=fields))
    app.name_bad_files()
    if not found["worked"]:
        leave(1)


@verb("update", epilog="Example: clm calendar update berlin --country DE --region BE -n")
@click.argument("slug", metavar="[SLUG]", required=False)
@click.option("--country", metavar="CC", required=True, help="Two letters, as DE.")
@click.option("--region", metavar="REGION", help="A region of the country, as BE.")
@click.option("--years", "span", metavar="YEARS", help="As 2026-2028; by default three.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def update(
    app: App, slug: str | None, country: str, region: str | None, span: str | None, *, dry_run: bool
) -> None:
    """Take public holidays into a calendar, as one commit.

    The public holidays of these years are replaced, all else in the file stays, also the team's
    own days off; a calendar that is not there is made. Needs the library `holidays`, which nothing
    else does: pip install 'clm[calendars]'.
    """
    from clm.services import calendars

    years = calendars.years(span, app.workspace.today)
    wish = calendars.Wish(slug, country, region, years)
    app.written(calendars.update(app.workspace, app.who(), wish, dry_run=dry_run))


for one in (list_, workday, update):
    command.add_command(one)
