"""`clm report`: the week for a lead, customers at risk, requests, and what cron has to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.i18n import label, ngettext, translate
from clm.options import leave, noun, pass_app, verb, ways_out
from clm.outputs import form_of, list_or_write, period_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.app import App
    from clm.domain.periods import Period
    from clm.render.listing import Form, Listing
    from clm.services.acting import Who
    from clm.services.running import Ran


@noun("report", epilog="Example: clm report weekly -O week.html")
def command() -> None:
    """Reports: what the team did, and how the customers develop.

    They are computed from the files each time, so a past one can be made again.
    """


@verb("weekly", epilog="Example: clm report weekly --week 2026-W46 -O week.html")
@click.option("--week", "name", metavar="WEEK", help="Like 2026-W47 or W47; else the present one.")
@click.option("-O", "--output", metavar="FILE", help="Write a file, in the form of its ending.")
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
    form = form_of(app, output)
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
        return _json({"schema": report["schema"], **asked, **report})
    if form == "html":
        from clm.render.page import page

        return page(report)
    from clm.app import terminal_width
    from clm.render.report import markdown, text

    if form == "md":
        return markdown(report)
    width = terminal_width() if terminal else None
    return text(report, width=width, colour=terminal and app.colour)


def _json(report: Mapping[str, Any]) -> str:
    """One key a line, and of the long lists one item a line."""
    import json

    from clm.render.safe import json_text

    def line(value: object) -> str:
        return json_text(json.dumps(value, ensure_ascii=False))

    def block(value: object) -> str:
        if not isinstance(value, list) or not value:
            return line(value)
        return "[\n{}\n]".format(",\n".join(map(line, value)))

    return "{{{}}}\n".format(",\n".join(f"{line(k)}: {block(v)}" for k, v in report.items()))


@verb("risk", epilog="Example: clm report risk -O risk.csv")
@click.option("-O", "--output", metavar="FILE", help="Write a file, in the form of its ending.")
@pass_app
def risk(app: App, output: str | None) -> None:
    """List the A and B customers at risk: their VPA's file is incomplete or stale.

    If the VPA falls out, what only they know is lost. By class, the least complete first.
    """
    list_or_write(app, output, _at_risk)


def _at_risk(app: App) -> Listing:
    from clm.render.listing import Column, Listing
    from clm.render.names import called, lacking
    from clm.services.vpafiles import at_risk

    columns = (
        Column("ref", label("ref")),
        Column("name", label("customer"), value=called),
        Column("class", label("class")),
        Column("owner", label("owner")),
        Column("vpa", label("vpa")),
        Column("completeness", translate("Complete %"), numeric=True),
        Column("missing", translate("Missing"), value=lacking),
        Column("last", translate("Last entry")),
        Column("why", label("why"), value=lambda one: label(one["why"])),
        Column("next", label("next"), min_width=30),
    )
    fields = ("prio", "filled", "updated_on", "current")
    empty = translate("No customer is at risk.")
    return Listing("clm/report-risk@1", at_risk(app.workspace), columns, fields=fields, empty=empty)


@verb(
    "recorded-on-time", epilog="Example: clm report recorded-on-time --month 2026-11 -O on-time.md"
)
@click.option("--week", metavar="WEEK", help="Like 2026-W47 or W47.")
@click.option("--month", metavar="MONTH", help="Like 2026-11 or 11; else the present one.")
@click.option("--period", metavar="FROM..TO", help="Like 2026-10-01..2026-12-31.")
@click.option("-O", "--output", metavar="FILE", help="Write a file, in the form of its ending.")
@pass_app
def recorded_on_time(
    app: App, week: str | None, month: str | None, period: str | None, output: str | None
) -> None:
    """Were the requests of a time recorded on time?

    Counted is the working time from when the customer asked to the record of it; how much may pass
    is a threshold of clm.yaml, by default one working day.
    """
    asked = period_asked(week, month, period, app.workspace.today)
    list_or_write(app, output, lambda app: _recordings(app, asked))


def _recordings(app: App, period: Period) -> Listing:
    from clm.render.listing import Column, Listing
    from clm.render.report import percent
    from clm.services.requestreports import recorded_on_time as made

    found = made(app.workspace, period)
    columns = (
        Column("id", label("id")),
        Column("name", label("customer")),
        Column("subject", label("subject"), min_width=16),
        Column("spoc", label("spoc")),
        Column("received_at", translate("Received")),
        Column("recorded_at", translate("Recorded")),
        Column("hours", translate("Hours"), numeric=True),
        Column("on_time", translate("On time")),
    )
    said = translate("{on_time} of {known} on time ({share}), {unknown} unknown; {name}")
    totals = found.totals
    foot = said.format(
        on_time=totals["on_time"],
        known=totals["on_time"] + totals["late"],
        share=percent(totals["share"]),
        unknown=totals["unknown"],
        name=period.name,
    )
    return Listing(
        "clm/report-recorded-on-time@1",
        found.items,
        columns,
        extra={
            "period": period.name, "from": period.first, "to": period.last, "totals": totals,
        },
        ids="id",
        fields=("customer", "limit"),
        empty=translate("No request came in then."),
        foot=foot,
    )  # fmt: skip


@verb(
    "fulfilment", epilog="Example: clm report fulfilment · clm report fulfilment -O fulfilment.html"
)
@click.option("-O", "--output", metavar="FILE", help="Write a file, in the form of its ending.")
@pass_app
def fulfilment(app: App, output: str | None) -> None:
    """Are the open requests taken care of? A row for each SPOC.

    How many they have, since when the oldest, which lack a next step, a task for a service that
    was asked for, or have tasks that are overdue.
    """
    list_or_write(app, output, _fulfilments)


def _fulfilments(app: App) -> Listing:
    from clm.render.listing import Column, Listing
    from clm.services.requestreports import fulfilment as made

    found = made(app.workspace)

    def who(item: Mapping[str, Any]) -> str:
        return item["name"] or item["who"] or translate("nobody")

    columns = (
        Column("who", label("spoc"), value=who),
        Column("open", label("open"), numeric=True),
        Column("oldest", translate("Oldest")),
        Column("no_next_step", label("no-next-step"), numeric=True),
        Column("overdue_tasks", translate("Overdue tasks"), numeric=True),
        Column("gaps", translate("Gaps"), numeric=True),
        Column("unaccepted", label("unaccepted"), numeric=True),
    )
    said = translate(
        "{open} open, {no_next_step} without next step, {overdue_tasks} tasks overdue, {gaps} gaps"
    )
    return Listing(
        "clm/report-fulfilment@1",
        found.items,
        columns,
        extra={"totals": found.totals},
        ids="who",
        fields=("name", "covered_by", "oldest_request"),
        empty=translate("No request is open."),
        foot=said.format_map(found.totals) if found.items else "",
    )


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
command.add_command(run)
