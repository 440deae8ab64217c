"""`clm sla`: what is promised to customers, and whether it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.requestwords import Priority, WaitingOn
from clm.errors import UsageError
from clm.options import (
    leave,
    narrowed,
    noun,
    open_in_editor,
    pass_app,
    refuse_bare_force,
    verb,
    where_option,
    write_options,
)
from clm.printing import list_or_write, period_asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App
    from clm.domain.sla import Targets
    from clm.render.listing import Listing

STATES = ("running", "paused", "met", "missed")
FIELDS = (
    "id", "name", "default", "calendar", "pauses", "valid_to", "review_on", "owner", "signed_on",
    "notice", "revised_note",
)  # fmt: skip


@noun("sla", epilog="Example: clm sla status --state missed")
def command() -> None:
    """Agreements: what is promised to customers by when, and whether it is kept.

    An agreement is one YAML file in slas/, or among the terms of one customer, whose service file
    it stands in. The default holds where there is no other.
    """


@verb("list", epilog="Example: clm sla list --customer mueller")
@click.option("--customer", metavar="REF", help="Made with this customer.")
@click.option("--on", "day", metavar="DATE", help="Those that hold on a day.")
@where_option
@pass_app
def list_(app: App, customer: str | None, day: str | None, where: Sequence[str]) -> None:
    """List the agreements, also those that are over or to come.

    For whom each holds: a customer, a class, some services; without any of these for all.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.agreements import listed

    on = app.day(day) if day else None
    items = narrowed(app, "sla list", where, listed(app.workspace, customer, on))
    columns = (
        Column("ref", label("ref")),
        Column("name", label("name"), min_width=12),
        Column("customer", label("customer")),
        Column("class", label("class")),
        Column("services", label("services")),
        Column("state", label("state"), value=_state),
        Column("valid_from", translate("From")),
        Column("valid_to", translate("To")),
        Column("review_on", translate("Review on")),
    )
    empty = translate("No agreements.")
    app.show(Listing("clm/sla-list@1", items, columns, fields=FIELDS, empty=empty))
    app.name_bad_files()


def _state(item: Mapping[str, Any]) -> str:
    from clm.i18n import word

    return word("sla_state", item["state"])


@verb("show", epilog="Example: clm sla show default · clm sla show c-7f3qkd/express")
@click.argument("ref", metavar="SLA")
@pass_app
def show(app: App, ref: str) -> None:
    """One agreement with its targets, in working time.

    A customer's own terms are named with the customer: mueller/express.
    """
    from clm.i18n import label, word
    from clm.render.listing import Column, Listing, cell_text
    from clm.render.text import detail
    from clm.services.agreements import shown

    item = shown(app.workspace, ref)
    if app.form() != "table":
        columns = tuple(Column(key, label(key)) for key in item if key != "id")
        app.show(Listing("clm/sla@1", [item], columns))
        return
    pauses = [word("waiting_on", one) for one in item["pauses"]]
    told = {**item, "state": _state(item), "pauses": pauses}
    pairs = [(label(key), cell_text(told[key])) for key in told if key not in {"id", "targets"}]
    promised = "\n".join(
        f"{label(f'priority:{priority}')}: {cell_text({label(k): v for k, v in told.items()})}"
        for priority, told in item["targets"].items()
    )
    click.echo(detail([*pairs, (label("targets"), promised)]), nl=False)


@verb(
    "add",
    epilog='Example: clm sla add express --name "Express" --customer mueller --from 2027-01-01 '
    "--high 1h,4h,8h --normal 2h,8h,16h --low 4h,16h,40h",
)
@click.argument("slug", metavar="SLUG")
@click.option("--name", metavar="NAME", help="The name; else made from SLUG.")
@click.option("--default", is_flag=True, help="It holds where no other does.")
@click.option("--customer", metavar="REF", help="For one customer, among their own terms.")
@click.option("--class", "class_", type=click.Choice(("A", "B", "C", "none")), help="For a class.")
@click.option("--service", "services", multiple=True, metavar="S", help="For a service.")
@click.option("--high", metavar="R,U,S", help="Response, update, solution: 1h,4h,8h.")
@click.option("--normal", metavar="R,U,S", help="Likewise; what is not promised is left empty.")
@click.option("--low", metavar="R,U,S", help="Likewise: 8h,,80h.")
@click.option("--calendar", metavar="CALENDAR", help="Whose working time, if not the team's.")
@click.option(
    "--pause", "pauses", multiple=True, type=click.Choice(get_args(WaitingOn)),
    help="Waiting for whom stops the clocks; repeatable.",
)  # fmt: skip
@click.option("--from", "begins", metavar="DATE", help="The first day, else today.")
@click.option("--to", "ends", metavar="DATE", help="The last day.")
@click.option("--review", metavar="DATE", help="When it is looked through again.")
@click.option("--owner", metavar="HANDLE", help="Who answers for it.")
@click.option("--signed", metavar="DATE", help="When it was signed.")
@click.option("--notice", metavar="TEXT", help="How the customer is told of what was missed.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def add(
    app: App,
    /,
    slug: str,
    name: str | None,
    customer: str | None,
    *,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401
) -> None:
    """Make an agreement, whose file is slas/SLUG.yaml, or among a customer's own terms.

    Targets are spans of working time, 30min or 8h, for each priority. Where several fit, the most
    specific holds: the customer's, their class's, that for a service, the default.
    """
    from clm.domain.sla import Sla
    from clm.services import agreements

    days = {key: typed.pop(key) for key in ("begins", "ends", "review", "signed")}
    begins, ends, review = (_day(app, days[key]) for key in ("begins", "ends", "review"))
    new = Sla(
        id=slug,
        name=slug.replace("-", " ").capitalize() if name is None else name,
        targets={
            one: _targets(one, text) for one in get_args(Priority) if (text := typed.pop(one))
        },
        valid_from=begins or app.workspace.today,
        valid_to=ends,
        review_on=review,
        signed_on=app.day(days["signed"], past=True) if days["signed"] else None,
        **typed,
    )
    app.written(agreements.add(app.workspace, new, customer, app.who(), dry_run=dry_run))


def _day(app: App, text: str | None) -> Any:  # noqa: ANN401 -- a day or None
    return app.day(text) if text else None


def _targets(priority: str, text: str) -> Targets:
    """`1h,4h,8h` as first response, update and solution.

    Raises:
        UsageError: it is written otherwise.
    """
    import re

    from clm.domain.sla import Targets

    time = r"\s*((?:[1-9]\d{0,4}(?:min|h))?)\s*"
    found = re.fullmatch(f"{time},{time},{time}", text, re.ASCII)
    if found is None:
        hint = f"--{priority} 1h,4h,8h: response, update, solution; one may be left empty"
        raise UsageError(f"'{text}' are no targets", hint)
    first, update, solution = (time or None for time in found.groups())
    return Targets(first_response=first, update=update, solution=solution)


@verb("set", epilog="Example: clm sla set default targets.high.solution=8h review_on=2027-11-18")
@click.argument("ref", metavar="SLA")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("--force", is_flag=True, help="Measure closed requests otherwise; needs -m.")
@write_options
@pass_app
def set_(
    app: App, ref: str, words: Sequence[str], why: str | None, *, force: bool, dry_run: bool
) -> None:
    """Set fields of an agreement, all in one commit.

    New targets are a new agreement from a day on, and valid_to of this one: what would measure
    closed requests otherwise is refused, unless it is forced. -m is kept in revised_note.
    """
    from clm.options import dated
    from clm.services import agreements

    refuse_bare_force(why, force=force)
    words = dated(app, words, coming=("valid_from", "valid_to", "review_on"), gone=("signed_on",))
    app.written(
        agreements.set_fields(
            app.workspace, ref, words, app.who(), why=why, force=force, dry_run=dry_run
        )
    )


@verb("edit", epilog="Example: clm sla edit default")
@click.argument("ref", metavar="SLA")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
@click.pass_context
def edit(ctx: click.Context, app: App, ref: str, *, dry_run: bool) -> None:
    """Edit an agreement in your editor: its file, or the service file of its customer.

    The file is checked before it is saved.
    """
    from clm.services.agreements import meant

    found = meant(app.workspace, ref)
    if found.of:
        open_in_editor(ctx, found.of, side="service", dry_run=dry_run)
    else:
        open_in_editor(ctx, f"slas/{found.sla.id}", dry_run=dry_run)


@verb("check", epilog="Example: clm sla check")
@pass_app
def check(app: App) -> None:
    """What is wrong with the agreements and the services: a part of clm check.

    Two defaults, a response later than the solution, two for the same at a time, a review that is
    over, names of nobody. Leaves with 1 where something is found.
    """
    from clm.i18n import translate
    from clm.render.safe import shown
    from clm.services.agreementfindings import findings

    found = findings(app.workspace)
    for one in found:
        warning = "warning: " if one.severity == "warning" else ""
        click.echo(shown(f"{one.path}:{one.line}:{one.column}: {warning}{one.sentence}"))
    if found:
        leave(1)
    app.say(translate("the agreements and services are in order"))


@verb("status", epilog="Example: clm sla status --state missed · clm sla status r-4k2m9q")
@click.argument("refs", nargs=-1, metavar="[REQUEST]...")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only with this one."
)
@where_option
@pass_app
def status(
    app: App,
    refs: Sequence[str],
    customer: str | None,
    states: Sequence[str],
    where: Sequence[str],
) -> None:
    """The clocks of open requests, what is due soonest first; of REQUEST also what each minute was.

    A clock runs in the working time of the agreement's calendar, and stands still while somebody
    waits for whom the agreement says. Times are hours and minutes of it.
    """
    from clm.services import slaclocks

    found = slaclocks.status(app.workspace, refs, customer=customer, states=states)
    items = narrowed(app, "sla status", where, found)
    app.show(_clocks(items))
    if refs and app.form() == "table":
        from clm.render.clocks import timelines

        told = slaclocks.timelines(app.workspace, refs)
        click.echo(timelines(told, app.workspace.process.zone), nl=False)
    app.name_bad_files()


def _clocks(items: Sequence[Mapping[str, Any]]) -> Listing:
    from clm.i18n import label, translate
    from clm.render.clocks import spans
    from clm.render.listing import Column, Listing

    columns = (
        Column("ref", label("request")),
        Column("name", label("customer")),
        Column("sla", label("sla")),
        Column("target", translate("Target"), value=lambda one: label(one["target"])),
        Column("state", label("state"), value=lambda one: label(one["state"])),
        *spans("used", "minutes", "paused", "remaining", "over"),
        Column("due", label("due")),
    )
    fields = (
        "customer", "subject", "spoc", "services", "priority", "decided_at", "notice_at",
    )  # fmt: skip
    return Listing(
        "clm/sla-status@1", items, columns, fields=fields, empty=translate("No clocks run.")
    )


@verb("report", epilog="Example: clm sla report --month 2026-11 -O sla.md")
@click.option("--week", metavar="WEEK", help="Like 2026-W47 or W47.")
@click.option("--month", metavar="MONTH", help="Like 2026-11 or 11; else the present one.")
@click.option("--period", metavar="FROM..TO", help="Like 2026-10-01..2026-12-31.")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("-O", "--output", metavar="FILE", help="Write a file, in the form of its ending.")
@pass_app
def report(
    app: App,
    week: str | None,
    month: str | None,
    period: str | None,
    customer: str | None,
    output: str | None,
) -> None:
    """Were the agreements kept? Of each customer and target how many were met and missed.

    With the working time used and paused, by how much was missed, and whether the customer was
    told. A target counts on the day on which it was met, or on which it was missed. Markdown and
    HTML are made to be handed on.
    """
    from clm.render.clocks import results_listing, results_paper
    from clm.services import slaclocks

    asked = period_asked(week, month, period, app.workspace.today)
    items = slaclocks.report(app.workspace, asked, customer)
    totals = slaclocks.totals(items)
    team = app.workspace.settings.name
    list_or_write(
        app,
        output,
        lambda _: results_listing(items, totals, asked),
        lambda _: results_paper(items, totals, asked, team),
    )


@verb("notice", epilog='Example: clm sla notice r-4k2m9q -m "Angebot kommt erst morgen"')
@click.argument("ref", metavar="REQUEST")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's request.")
@click.option("-m", "--message", "text", required=True, metavar="TEXT", help="What was said.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def notice(app: App, ref: str, text: str, *, on_behalf: bool, dry_run: bool) -> None:
    """Record that the customer was told that a target was missed, and what they were told.

    It stands in the history of the request, and the update begins anew with it.
    """
    from clm.services import slaclocks

    app.written(
        slaclocks.notice(app.workspace, ref, text, app.who(on_behalf=on_behalf), dry_run=dry_run)
    )


for one in (list_, show, add, set_, edit, check, status, report, notice):
    command.add_command(one)
