"""`clm review`: service reviews, planned, prepared, held and signed off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from clm.domain.reviewing import ReviewStatus
from clm.errors import UsageError
from clm.options import (
    narrowed,
    noun,
    pass_app,
    refuse_bare_force,
    verb,
    where_option,
    write_options,
)
from clm.printing import list_or_write, output_option, paper_or_write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from clm.app import App
    from clm.domain.taskacts import NewTask
    from clm.render.listing import Listing
    from clm.services.acting import Outcome

STATUSES = get_args(ReviewStatus)


@noun("review", epilog="Example: clm review due · clm review plan mueller 2026-12-03")
def command() -> None:
    """Service reviews: the talk with a customer about the services they had.

    A customers have one each quarter, B each half-year, C each year, or in an interval of their
    own. What is agreed becomes tasks.
    """


@verb("list", epilog="Example: clm review list --period 2026Q4 -O reviews.html")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="So far.")
@click.option("--period", metavar="PERIOD", help="Like 2026Q4, 2026-11 or 2026-10-01..2026-12-31.")
@where_option
@output_option
@pass_app
def list_(
    app: App,
    customer: str | None,
    statuses: Sequence[str],
    period: str | None,
    where: Sequence[str],
    output: str | None,
) -> None:
    """List the reviews by their day: held ones, and planned ones to come.

    A period is that of the days they were held on or are planned for.
    """
    from clm.domain.periods import any_period
    from clm.render.reviews import review_listing
    from clm.services.reviews import Wanted, listed

    within = any_period(period, app.workspace.today) if period else None
    wanted = Wanted(customer, statuses, within)
    items = narrowed(app, "review list", where, listed(app.workspace, wanted))
    list_or_write(app, output, lambda _: review_listing(items))


@verb("show", epilog="Example: clm review show rv-4k2m9q -O review.html")
@click.argument("ref", metavar="REVIEW")
@output_option
@pass_app
def show(app: App, ref: str, output: str | None) -> None:
    """Show the report of a review: who took part, topics, findings, decisions, actions, what next.

    A customer stands for their last review that was held, else for a planned one. Markdown and HTML
    are made to be handed on.
    """
    from clm.render.reviews import report
    from clm.services.reviews import shown

    found = {"schema": "clm/review@1", **shown(app.workspace, ref)}
    paper_or_write(app, output, found, report)


@verb("due", epilog="Example: clm review due · clm review due --until 2026-12-31 -o md")
@click.option("--until", "by", metavar="DATE", help="Those due by then; else by today.")
@click.option("--all", "everything", is_flag=True, help="Of all customers who get one.")
@output_option
@pass_app
def due(app: App, by: str | None, output: str | None, *, everything: bool) -> None:
    """Whose review is due, the longest overdue first.

    It is due on the day it is planned for; else by the interval of the customer or of their class,
    counted from the last one held, without one from the first booking.
    """
    until = app.day(by) if by else None
    list_or_write(app, output, lambda app: _due(app, until, everything=everything))


def _due(app: App, until: date | None, *, everything: bool) -> Listing:
    from clm.i18n import label, translate, word
    from clm.render.listing import Column, Listing
    from clm.services.reviews import due_by

    def last(item: Mapping[str, Any]) -> str:
        return item["last_on"] or translate("never")

    columns = (
        Column("customer", label("ref")),
        Column("name", label("customer")),
        Column("class", label("class")),
        Column("account_manager", label("account_manager")),
        Column("last_on", translate("Last one"), value=last),
        Column("due", label("due"), alert="overdue"),
        Column("days_overdue", translate("Days overdue"), numeric=True),
        Column("reason", label("why"), value=lambda one: word("review-due", one["reason"])),
    )
    items = due_by(app.workspace, until, everything=everything)
    fields, empty = ("review", "months", "overdue"), translate("No review is due.")
    return Listing("clm/review-due@1", items, columns, ids="customer", fields=fields, empty=empty)


@verb(
    "plan", epilog="Example: clm review plan mueller 2026-12-03 · clm review plan mueller --every 2"
)
@click.argument("ref", metavar="CUSTOMER")
@click.argument("day", metavar="DATE", required=False)
@click.option("--every", "months", type=click.IntRange(1, 120), help="Months: their own interval.")
@click.option("--owner", metavar="HANDLE", help="Who holds it, if not the account manager.")
@write_options
@pass_app
def plan(
    app: App,
    ref: str,
    day: str | None,
    months: int | None,
    owner: str | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Plan the next review of a customer for a day, or move the planned one to it.

    With --every the customer has an interval of their own from now on.
    """
    from clm.services.reviews import plan

    on = app.day(day) if day else None
    app.written(
        plan(
            app.workspace, ref, on, app.who(), months=months, owner=owner, why=why, dry_run=dry_run
        )
    )


@verb("prepare", epilog="Example: clm review prepare mueller --period 2026Q3 -O agenda.html")
@click.argument("ref", metavar="CUSTOMER")
@click.option("--period", metavar="PERIOD", help="Like 2026Q3 or 2026-11; else since the last one.")
@output_option
@pass_app
def prepare(app: App, ref: str, period: str | None, output: str | None) -> None:
    """Make the agenda of a customer's next review from the data.

    What was agreed last time and how it stands, requests and tasks, how agreements were kept,
    complaints, satisfaction, package use, and what has changed of class, people and contacts.
    """
    from clm.domain.periods import any_period
    from clm.render.agenda import agenda
    from clm.services.preparing import prepared

    about = any_period(period, app.workspace.today) if period else None
    paper_or_write(app, output, prepared(app.workspace, ref, about), agenda)


@verb(
    "record",
    epilog="Example: clm review record mueller --on today --ours jana --theirs Müller "
    '--topic Ergebnisse --decision "50 h im Monat" --action "Angebot senden:jana:+3wd"',
)
@click.argument("ref", metavar="REVIEW")
@click.option("--on", "on", metavar="DATE", required=True, help="When it was held.")
@click.option("--ours", multiple=True, required=True, metavar="HANDLE", help="A colleague there.")
@click.option("--theirs", multiple=True, required=True, metavar="WHO", help="A contact, or a name.")
@click.option("--topic", "topics", multiple=True, required=True, metavar="TEXT", help="A topic.")
@click.option("--finding", "findings", multiple=True, metavar="TEXT", help="What was found.")
@click.option("--decision", "decisions", multiple=True, metavar="TEXT", help="What was decided.")
@click.option(
    "--action", "actions", multiple=True, metavar="TITLE:HANDLE:DATE", help="What becomes a task."
)
@click.option("--next", "following", metavar="DATE|none", help="The next one; else by interval.")
@click.option("--force", is_flag=True, help="Although who does an action is away; needs -m.")
@write_options
@pass_app
def record(
    app: App,
    /,
    ref: str,
    on: str,
    actions: Sequence[str],
    following: str | None,
    why: str | None,
    *,
    force: bool,
    dry_run: bool,
    **told: Sequence[str],
) -> None:
    """Record a review that was held, as one commit: the talk, its actions as tasks, the next one.

    A customer stands for the planned review; where none is planned it is a new one.
    """
    from clm.domain.reviewacts import Held
    from clm.services.reviews import record

    refuse_bare_force(why, force=force)
    held_on = app.day(on, past=True)
    next_on: date | Literal["none"] | None = None
    if following:
        next_on = "none" if following == "none" else app.day(following)
    new = Held(held_on, actions=[_action(app, text) for text in actions], next_on=next_on, **told)
    _written(app, record(app.workspace, ref, new, app.who(), why=why, force=force, dry_run=dry_run))


def _written(app: App, outcome: Outcome) -> None:
    """Say what was done, and how the report of the review is made; of a dry run there is none."""
    app.written(outcome)
    if not outcome.receipt.diff:
        for review in outcome.changed:
            app.say(f"hint: clm review show {review} -O review.html")


def _action(app: App, text: str) -> NewTask:
    from clm.domain.taskacts import NewTask

    title, handle, day = ["", *text.rsplit(":", 2)][-3:] if text.count(":") > 1 else ("", "", "")
    if not (title.strip() and handle.strip() and day.strip()):
        hint = '--action "Angebot senden:jana:2026-12-04"'
        raise UsageError(f"'{text}' is not TITLE:HANDLE:DATE", hint)
    return NewTask(title.strip(), handle.strip(), app.day(day.strip()))


@verb("close", epilog="Example: clm review close rv-4k2m9q --signed-off-by Müller")
@click.argument("ref", metavar="REVIEW")
@click.option("--signed-off-by", "by", metavar="WHO", required=True, help="Who read and agreed.")
@click.option("--on", "on", metavar="DATE", help="When; else today.")
@write_options
@pass_app
def close(app: App, ref: str, by: str, on: str | None, why: str | None, *, dry_run: bool) -> None:
    """Note who signed off the record of a review: a contact of the customer's, or a name.

    Its actions may be open still: they stay in the lists of who does them.
    """
    from clm.services.reviews import close

    day = app.day(on, past=True) if on else None
    _written(app, close(app.workspace, ref, by, day, app.who(), why=why, dry_run=dry_run))


for one in (list_, show, due, plan, prepare, record, close):
    command.add_command(one)
