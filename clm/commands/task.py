"""`clm task`: the tasks that customers posted."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from clm.errors import UsageError
from clm.options import narrowed, noun, pass_app, verb, where_option, write_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App
    from clm.domain.request import PostedStatus
    from clm.render.listing import Column

STATUSES = ("draft", "forwarded", "done", "closed", "cancelled")
FIELDS = ("kind", "customer", "posted_at", "hours", "amount", "overdue")


@noun("task", epilog='Example: clm task add mueller "Hotels für die Messe suchen" --deadline fri')
def command() -> None:
    """The tasks that customers posted.

    Done is what the VPA says, closed what you have checked. A task without a VPA is
    due soon: clm task forwarded says by when.
    """


def _number(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise click.BadParameter(f"'{text}' is no number above zero")
    return value


def _moment(app: App, text: str | None, *, past: bool = False) -> str | None:
    """A day, or a day and a local time: `fri`, `2026-11-20T17:00`, `20.11. 17:00`."""
    if text is None:
        return None
    found = re.fullmatch(r"(.+?)[T ](\d{1,2}):(\d{2})", text)
    if found is None:
        return app.day(text, past=past).isoformat()
    hour, minute = int(found[2]), int(found[3])
    if hour > 23 or minute > 59:  # noqa: PLR2004 -- a clock's
        raise UsageError(f"'{text}': there is no such time", "write it like 2026-11-20T17:00")
    return f"{app.day(found[1], past=past).isoformat()}T{hour:02}:{minute:02}"


@verb("add", epilog='Example: clm task add mueller "Reise buchen" --deadline fri --hours 3')
@click.argument("ref", metavar="REF")
@click.argument("title", metavar="TITLE")
@click.option("--posted-at", metavar="DATE", help="When it was posted; else now.")
@click.option(
    "--status", type=click.Choice(("draft", "forwarded")), default="forwarded", help="Its status."
)
@click.option("--deadline", metavar="DATE", help="A day, or a local time: 2026-11-20T17:00.")
@click.option("--hours", metavar="N", callback=_number, help="Budget in hours.")
@click.option("--amount", metavar="N", callback=_number, help="Budget in money.")
@click.option("--vpa", metavar="VPA", help="Who does it, if not the customer's VPA.")
@write_options
@pass_app
def add(
    app: App,
    ref: str,
    title: str,
    posted_at: str | None,
    status: PostedStatus,
    deadline: str | None,
    hours: Decimal | None,
    amount: Decimal | None,
    vpa: str | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Note a task that a customer posted.

    A draft is not posted yet: it counts nowhere until it is moved to forwarded.
    """
    from clm.domain.tasks import NewTask
    from clm.services import tasks

    posted, due = _moment(app, posted_at, past=True), _moment(app, deadline)
    new = NewTask(title, posted, status, due, hours, amount, vpa)
    app.written(tasks.add(app.workspace, ref, new, app.who(), why=why, dry_run=dry_run))


def _customer(item: Mapping[str, Any]) -> str:
    return str(item["name"] or item["customer"])


def _columns(*more: str) -> tuple[Column, ...]:
    from clm.i18n import label, translate
    from clm.render.listing import Column

    known = {
        "id": Column("id", label("id")),
        "name": Column("name", label("customer"), value=_customer),
        "title": Column("title", label("title")),
        "status": Column("status", label("status")),
        "posted_at": Column("posted_at", label("posted_at")),
        "deadline": Column("deadline", label("deadline"), alert="overdue"),
        "vpa": Column("vpa", label("vpa")),
        "due": Column("due", label("due"), alert="overdue"),
        "days_left": Column("days_left", translate("Days left"), numeric=True, alert="overdue"),
        "next": Column("next", label("next")),
    }
    return tuple(known[key] for key in ("id", "name", "title", *more))


@verb("list", epilog="Example: clm task list --mine --overdue")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only with this one."
)
@click.option("--all", "everything", is_flag=True, help="Also done, closed and cancelled ones.")
@click.option("--mine", is_flag=True, help="Of my customers.")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("--due", metavar="DATE", help="With a deadline up to this day.")
@click.option("--overdue", is_flag=True, help="Whose deadline is over.")
@where_option
@pass_app
def list_(
    app: App,
    statuses: Sequence[PostedStatus],
    where: Sequence[str],
    customer: str | None,
    due: str | None,
    *,
    everything: bool,
    mine: bool,
    overdue: bool,
) -> None:
    """List customers' tasks, the nearest deadline first.

    What is done, closed or cancelled is left out unless it is asked for. What is asked for must
    hold together.
    """
    from clm.domain.tasks import MOVES, OPEN
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.tasks import WantedTasks, listed

    wanted = WantedTasks(
        tuple(statuses) or (tuple(MOVES) if everything else OPEN),
        app.handle(None) if mine else None,
        customer,
        app.day(due) if due else None,
        overdue,
    )
    columns = _columns("status", "deadline", "vpa")
    items = narrowed(app, "task list", where, listed(app.workspace, wanted))
    empty = translate("No tasks.")
    app.show(Listing("clm/task-list@1", items, columns, ids="id", fields=FIELDS, empty=empty))
    app.name_bad_files()


@verb("show", epilog="Example: clm task show t-jm58pgc8")
@click.argument("ref", metavar="TASK")
@pass_app
def show(app: App, ref: str) -> None:
    """One task with all its fields.

    Who changed what, and when, is told by clm log.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Listing
    from clm.render.text import detail
    from clm.services.tasks import shown

    item = shown(app.workspace, ref)
    if app.form() != "table":
        columns = _columns("status", "deadline", "vpa")
        app.show(Listing("clm/task@1", [item], columns, ids="id", fields=FIELDS))
        return
    late = f" ({translate('overdue')})" if item["overdue"] else ""
    pairs = {
        label("id"): item["id"],
        label("title"): item["title"],
        label("customer"): f"{item['customer']} {item['name']}",
        label("status"): item["status"],
        label("posted_at"): item["posted_at"],
        label("deadline"): item["deadline"] and f"{item['deadline']}{late}",
        label("hours"): item["hours"],
        translate("Amount"): item["amount"],
        label("vpa"): item["vpa"],
    }
    shown_pairs = [(name, str(value)) for name, value in pairs.items() if value is not None]
    click.echo(detail(shown_pairs), nl=False)


@verb("move", epilog="Example: clm task move t-jm58pgc8 done")
@click.argument("ref", metavar="TASK")
@click.argument("status", type=click.Choice(STATUSES), metavar="STATUS")
@write_options
@pass_app
def move(app: App, ref: str, status: PostedStatus, why: str | None, *, dry_run: bool) -> None:
    """Give a task another status.

    A draft is forwarded or cancelled; what is forwarded becomes done or cancelled; what is done is
    closed, or forwarded again.
    """
    from clm.services import tasks

    app.written(tasks.move(app.workspace, ref, status, app.who(), why=why, dry_run=dry_run))


@verb("forwarded", epilog="Example: clm task forwarded --team")
@click.option("--team", is_flag=True, help="Of everybody's customers.")
@click.option("--shift", is_flag=True, help="Everybody's, by what cannot wait for a colleague.")
@where_option
@pass_app
def forwarded(app: App, where: Sequence[str], *, team: bool, shift: bool) -> None:
    """Posted tasks without a VPA, the most urgent first.

    Neither the task nor its customer has one; it is due some days after the posting. On a shift
    the colleagues' tasks matter too: urgent is what is due before the colleague works again, due
    soon, or large.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services import tasks

    columns = _columns("posted_at", "due", "days_left", "deadline", "next")
    fields: tuple[str, ...] = (*FIELDS, "status", "vpa")
    if shift:
        items = tasks.on_shift(app.workspace)
        columns, fields = _shift_columns(), (*fields, "due", "days_left", "next")
    else:
        items = tasks.forwarded(app.workspace, None if team else app.handle(None))
    items = narrowed(app, "task forwarded", where, items)
    empty = translate("Every posted task has a VPA.")
    app.show(Listing("clm/task-forwarded@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()


def _shift_columns() -> tuple[Column, ...]:
    from clm.i18n import translate
    from clm.render.listing import Column

    return (
        *_columns("deadline"),
        Column("budget", translate("Budget"), value=_budget),
        Column("person", translate("Who")),
        Column(
            "back", translate("Works next"), value=lambda one: (one["back"] or "").replace("T", " ")
        ),
        Column("urgent", translate("Urgent"), value=_urgent, alert="urgent"),
    )


def _budget(item: Mapping[str, Any]) -> str:
    hours = f"{item['hours']} h" if item["hours"] is not None else ""
    return ", ".join(part for part in (hours, item["amount"]) if part)


def _urgent(item: Mapping[str, Any]) -> str:
    from clm.i18n import label, translate

    words = {"deadline": label("deadline"), "budget": translate("Budget")}
    return ", ".join(words[one] for one in item["urgent"])


for one in (list_, show, add, move, forwarded):
    command.add_command(one)
