"""`clm report`: the week for a lead, customers at risk, requests, and what cron has to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.errors import UsageError
from clm.i18n import label, ngettext, translate
from clm.options import leave, noun, pass_app, verb, ways_out, write_options
from clm.printing import (
    PAPER,
    form_of,
    json_lines,
    list_or_write,
    output_option,
    paper_or_write,
    period_asked,
    team_report,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App
    from clm.render.listing import Form
    from clm.services.acting import Who
    from clm.services.running import Ran


@noun("report", epilog="Example: clm report weekly -O week.html")
def command() -> None:
    """Reports: what the team did, and how the customers develop.

    They are computed from the files each time, so a past one can be made again.
    """


@verb("weekly", epilog="Example: clm report weekly --week 2026-W46 -O week.html")
@click.option("--week", "name", metavar="WEEK", help="Like 2026-W47 or W47; else the present one.")
@output_option
@click.option("--mail", "role", metavar="ROLE", help="Mail it to who has a role.")
@pass_app
def weekly(app: App, name: str | None, output: str | None, role: str | None) -> None:
    """Who is through, what happened to the customers, and the KPIs of a week.

    A week that is over is told in the state as of its deadline, so its figures stay. Bad data
    files are named and left out; the exit code is 65 then.
    """
    from clm.domain.datewords import parse_week
    from clm.render.safe import shown
    from clm.services.reporting import weekly as made
    from clm.services.reporting import write_report

    output = None if output == "-" else output
    form = form_of(app, output, PAPER)
    who = app.who() if role else None
    if role:
        from clm.services.reportmail import refuse_unknown

        refuse_unknown(role)
    report = made(app.workspace, parse_week(name, app.workspace.today) if name else None)
    if output:
        write_report(app.workspace, output, _rendered(app, report, form, terminal=False))
        app.say(output)
    if role and who:
        _mail(app, who, report, role)
    elif not output:
        click.echo(_rendered(app, report, form, terminal=True), nl=False, color=True)
    for one in report["bad_files"]:
        click.echo(shown("{path}:{line}:{column}: {sentence}".format_map(one)), err=True)
    if report["bad_files"]:
        leave(65)


def _mail(app: App, who: Who, report: Mapping[str, Any], role: str) -> None:
    """Send the report to who acts in a role, and say to whom it went."""
    import json

    from clm.render.safe import shown
    from clm.services.outgoing import words_of
    from clm.services.reportmail import mail_report

    ways = ways_out(app)
    mailed = mail_report(
        app.workspace, who, ways, week=report["week"], role=role, words=lambda: words_of(report)
    )
    if app.form() == "json":
        answer = {"schema": "clm/report-mail@1", "week": report["week"], **mailed._asdict()}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        sent = translate("mailed to {handle}, {email}").format_map(mailed._asdict())
        click.echo(shown(sent))


def _rendered(app: App, report: Mapping[str, Any], form: Form, *, terminal: bool) -> str:
    if form == "json":
        asked = {"today": app.workspace.today.isoformat(), "user": app.user_or_none}
        return json_lines({"schema": report["schema"], **asked, **report})
    if form == "html":
        from clm.render.page import page

        return page(report)
    from clm.app import terminal_width
    from clm.render.report import markdown, text

    if form == "md":
        return markdown(report)
    width = terminal_width() if terminal else None
    return text(report, width=width, colour=terminal and app.colour)


@verb("risk", epilog="Example: clm report risk -O risk.csv")
@output_option
@pass_app
def risk(app: App, output: str | None) -> None:
    """List the A and B customers at risk: their VPA's file is incomplete or stale.

    If the VPA falls out, what only they know is lost. By class, the least complete first.
    """
    from clm.render.reportlists import at_risk_listing
    from clm.services.vpafiles import at_risk

    list_or_write(app, output, lambda app: at_risk_listing(at_risk(app.workspace)))


@verb(
    "recorded-on-time", epilog="Example: clm report recorded-on-time --month 2026-11 -O on-time.md"
)
@click.option("--week", metavar="WEEK", help="Like 2026-W47 or W47.")
@click.option("--month", metavar="MONTH", help="Like 2026-11 or 11; else the present one.")
@click.option("--period", metavar="FROM..TO", help="Like 2026-10-01..2026-12-31.")
@output_option
@pass_app
def recorded_on_time(
    app: App, week: str | None, month: str | None, period: str | None, output: str | None
) -> None:
    """Were the requests of a time recorded on time?

    Counted is the working time from when the customer asked to the record of it; how much may pass
    is a threshold of clm.yaml, by default one working day.
    """
    from clm.render.reportlists import recordings_listing
    from clm.services.requestreports import recorded_on_time as made

    asked = period_asked(week, month, period, app.workspace.today)
    list_or_write(app, output, lambda app: recordings_listing(*made(app.workspace, asked), asked))


@verb(
    "fulfilment", epilog="Example: clm report fulfilment · clm report fulfilment -O fulfilment.html"
)
@output_option
@pass_app
def fulfilment(app: App, output: str | None) -> None:
    """Are the open requests taken care of? A row for each SPOC.

    How many they have, since when the oldest, which lack a next step, a task for a service that
    was asked for, or have tasks that are overdue.
    """
    from clm.render.reportlists import fulfilments_listing
    from clm.services.requestreports import fulfilment as made

    list_or_write(app, output, lambda app: fulfilments_listing(*made(app.workspace)))


@verb("complaints", epilog="Example: clm report complaints --period 2026Q4 -O complaints.html")
@click.option("--period", metavar="PERIOD", help="Like 2026Q4, 2026-11 or FROM..TO; else this Q.")
@output_option
@pass_app
def complaints(app: App, period: str | None, output: str | None) -> None:
    """The complaints of a period: how many, about what, and how quickly they were dealt with.

    The same figures as clm complaint review, which keeps what is concluded from them.
    """
    from clm.domain.periods import quarter_or
    from clm.services.complaintreviews import review_of

    asked = quarter_or(period, app.workspace.today)
    list_or_write(app, output, lambda app: review_of(app.workspace, asked))


@verb("escalations", epilog="Example: clm report escalations --period 2026Q4 -O escalations.html")
@click.option("--week", metavar="WEEK", help="Like 2026-W47 or W47.")
@click.option("--month", metavar="MONTH", help="Like 2026-11 or 11; else the present one.")
@click.option("--period", metavar="PERIOD", help="Like 2026Q4, 2026 or FROM..TO.")
@output_option
@pass_app
def escalations(
    app: App, week: str | None, month: str | None, period: str | None, output: str | None
) -> None:
    """What was escalated in a time, why as it was stated, and what was behind it?

    True causes come first, with the reasons that were stated; then of what, how far, how quickly
    it was resolved, what compromises cost, and what is open now. Each figure says what it counts.
    """
    from clm.domain.periods import any_period
    from clm.render.escalations import escalation_paper
    from clm.services.escalationreport import report

    today = app.workspace.today
    if period and not (week or month):
        asked = any_period(period, today)
    else:
        asked = period_asked(week, month, period, today)
    paper_or_write(app, output, report(app.workspace, asked), escalation_paper)
    app.name_bad_files()


@verb("reviews", epilog="Example: clm report reviews --period 2026Q4 -O reviews.html")
@click.option("--period", metavar="PERIOD", help="Like 2026Q4, 2026-11 or FROM..TO; else this Q.")
@output_option
@pass_app
def reviews(app: App, period: str | None, output: str | None) -> None:
    """The service reviews of a period: held ones, and those that are planned for it.

    With what is still to be done, and whether they are signed off.
    """
    from clm.domain.periods import quarter_or
    from clm.render.reviews import review_listing
    from clm.services.reviews import Wanted, listed

    asked = Wanted(period=quarter_or(period, app.workspace.today))
    list_or_write(app, output, lambda app: review_listing(listed(app.workspace, asked)))


@verb(
    "satisfaction",
    epilog="Example: clm report satisfaction --period 2026Q4 -O satisfaction.html · clm report"
    ' satisfaction --period 2026Q4 --save -m "Rückrufe werden gelobt"',
)
@click.option("--period", metavar="PERIOD", help="Like 2026Q4, 2026-11 or FROM..TO; else this Q.")
@click.option("--save", "keeps", is_flag=True, help="Keep it in reports/, with -m.")
@click.option("--action", "measures", multiple=True, metavar="TEXT", help="What is to be done.")
@output_option
@write_options
@pass_app
def satisfaction(
    app: App,
    period: str | None,
    measures: Sequence[str],
    output: str | None,
    why: str | None,
    *,
    keeps: bool,
    dry_run: bool,
) -> None:
    """How satisfied were the customers in a time, with the trend, and by groups?

    NPS, CSAT and CES of all answers that came in it: by service, phase, class, VPA and manager.
    Anonymous answers count in the whole alone.
    """
    from clm.domain.periods import quarter_or
    from clm.services.satisfaction import keep, listing

    asked = quarter_or(period, app.workspace.today)
    if (why is not None or measures) and not keeps:
        raise UsageError("what the report concludes is kept with it", "--save")
    if keeps and output:
        raise UsageError("-O writes the figures, --save keeps them", "one after the other")
    if keeps:
        app.written(keep(app.workspace, asked, why or "", measures, app.who(), dry_run=dry_run))
    else:
        list_or_write(app, output, lambda app: listing(app.workspace, asked))


@verb("team", epilog="Example: clm report team --of petra -O team.html")
@click.option("--of", "of", metavar="HANDLE", help="Who reports to them, directly or over others.")
@click.option("--week", "name", metavar="WEEK", help="Completion of another week.")
@output_option
@pass_app
def team(app: App, of: str | None, name: str | None, output: str | None) -> None:
    """The team at a glance, the same as clm team.

    Spans of control, open load, who is away and what nobody covers, completion, balance, praise.
    """
    team_report(app, of, name, output)


@verb("retention", epilog="Example: clm report retention --period 2026 -O retention.html")
@click.option("--period", metavar="PERIOD", help="Like 2026, 2026Q4 or FROM..TO; else 12 months.")
@output_option
@pass_app
def retention(app: App, period: str | None, output: str | None) -> None:
    """Who books again, who is lost, who came back, and by which initiative?

    By the month of the first booking; churn, and customers an initiative brought back; conversions
    of each initiative beside those of its control group. Each figure is defined where it stands.
    """
    from clm.domain.periods import any_period
    from clm.domain.retention import last_year
    from clm.render.retention import retention_paper
    from clm.services.retention import retention as made

    today = app.workspace.today
    asked = any_period(period, today) if period else last_year(today)
    paper_or_write(app, output, made(app.workspace, asked), retention_paper)
    app.name_bad_files()


@verb("run", epilog="Example: clm report run --due")
@click.option("--due", is_flag=True, required=True, help="Everything whose time has come.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would run, change nothing.")
@pass_app
def run(app: App, *, due: bool, dry_run: bool) -> None:
    """Run what cron has to run: the nudge, report and misses of the week, and what a day brings.

    What is of the week is run once and logged. A day brings what is due and overdue, covers that
    begin or end, requests not accepted in time, and leads without a person: each is told once. All
    of it waits in the outbox for clm notify send. What was not run in its week is named once.
    """
    from clm.render.safe import shown
    from clm.services.running import run_due

    del due  # without it there is nothing to run
    done = run_due(app.workspace, app.who(), dry_run=dry_run)
    if done.items or not app.options.get("quiet"):
        _show_runs(app, done)
    if done.queued:
        n = len(done.queued)
        said = ngettext("{n} notice waits in the outbox", "{n} notices wait in the outbox", n)
        app.say(said.format(n=n))
    if done.is_stuck:
        named = translate("no host sends the notices yet: clm.yaml names it, notify.host")
        app.say(named)
    for said in done.followed:
        app.say(said)
    for name in done.new:
        click.echo(f"{translate('never ran')}: {name}", err=True)
    for name, problem in done.problems:
        click.echo(shown(f"{name}: {problem.message}"), err=True)
    for one in done.findings:
        click.echo(shown(str(one)), err=True)
    app.name_bad_files()
    if done.problems:
        leave(done.problems[0][1].exit_code)
    if done.findings:
        leave(65)


def _result(logged: str) -> str:
    """What a run's log says, as people read it: `queued 2`, or a sentence."""
    word, _, count = logged.rpartition(" ")
    return f"{label(word)} {count}" if count.isdecimal() else translate(logged)


def _show_runs(app: App, done: Ran) -> None:
    from clm.render.listing import Column, Listing

    columns = (
        Column("id", label("id")),
        Column("due", label("due")),
        Column("result", translate("Result"), value=lambda one: _result(one["result"])),
    )
    extra = {"missed": done.missed, "queued": done.queued, "commit": done.commit}
    empty = translate("Nothing is due.")
    fields = ("job", "week", "to")
    listing = Listing(
        "clm/report-run@1", done.items, columns, extra=extra, ids="id", fields=fields, empty=empty
    )
    app.show(listing)


command.add_command(weekly)
command.add_command(risk)
command.add_command(recorded_on_time)
command.add_command(fulfilment)
command.add_command(complaints)
command.add_command(escalations)
command.add_command(reviews)
command.add_command(satisfaction)
command.add_command(team)
command.add_command(retention)
command.add_command(run)
