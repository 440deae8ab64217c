"""`clm task`: what customers posted, and what colleagues do for them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.requestwords import TaskKind, TaskStatus, WaitingOn
from clm.errors import UsageError
from clm.options import (
    chosen,
    dated,
    moment,
    narrowed,
    noun,
    pass_app,
    refuse_bare_force,
    verb,
    where_option,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App
    from clm.domain.taskacts import NewTask

STATUSES = ("draft", "forwarded", *get_args(TaskStatus))
FIELDS = (
    "kind", "customer", "posted_at", "hours", "amount", "overdue", "deadline", "vpa", "request",
    "from", "subject", "task_kind", "executor", "spoc", "waiting_on", "recheck_on", "service",
    "department", "region", "skill", "tags", "follows", "done_at", "covering_for",
)  # fmt: skip


@noun("task", epilog='Example: clm task add r-4k2m9q "Hotels suchen" --to tom --due +3wd')
def command() -> None:
    """Tasks that customers posted, and tasks of colleagues for a request or from a complaint.

    Done is what the executor says, closed what you have checked. A posted task without a VPA is
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


@verb(
    "add",
    epilog='Example: clm task add r-4k2m9q "Reise planen" --to tom --due +3wd · '
    'clm task add mueller "Reise buchen" --deadline fri --hours 3',
)
@click.argument("ref", metavar="REF")
@click.argument("title", metavar="TITLE")
@click.option("--to", metavar="HANDLE", help="Who does it; you, if not given.")
@click.option("--due", metavar="DATE", help="By when.")
@click.option("--kind", type=click.Choice(get_args(TaskKind)), help="What sort of task it is.")
@click.option("--service", metavar="S", help="The requested service it serves.")
@click.option("--dept", "department", metavar="D", help="Its department.")
@click.option("--region", metavar="R", help="Its region.")
@click.option("--skill", metavar="S", help="What has to be known for it.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="A tag of it.")
@click.option("--check", "checklist", multiple=True, metavar="TEXT", help="A line to tick off.")
@click.option("--posted-at", metavar="DATE", help="Posted: when; else now.")
@click.option("--status", type=click.Choice(("draft", "forwarded")), help="Posted: its status.")
@click.option("--deadline", metavar="DATE", help="Posted: a day or time: 2026-11-20T17:00.")
@click.option("--hours", metavar="N", callback=_number, help="Posted: budget in hours.")
@click.option("--amount", metavar="N", callback=_number, help="Posted: budget in money.")
@click.option("--vpa", metavar="VPA", help="Posted: who does it, if not the customer's VPA.")
@click.option("--force", is_flag=True, help="Although the colleague is away; needs -m.")
@write_options
@pass_app
def add(
    app: App,
    /,
    ref: str,
    title: str,
    why: str | None,
    *,
    force: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of a task
) -> None:
    """Make a task for a request, or note one that a customer posted.

    For a request (r-…, or a customer with --to) somebody does it by a day; without --service it
    serves the first requested one that has no task. For a complaint (cm-…) or a review (rv-…) it
    is an action of no request. A posted draft counts nowhere until it is moved to forwarded.
    """
    from clm.services import tasks, worktasks
    from clm.services.refs import find

    refuse_bare_force(why, force=force)
    posted, work = _halves(typed)
    meant = find(app.workspace, ref)
    if meant.item is None and not work:
        new_posted = _posted(app, title, posted)
        app.written(tasks.add(app.workspace, ref, new_posted, app.who(), why=why, dry_run=dry_run))
        return
    if posted:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in posted)
        raise UsageError(f"{named}: for a task that a customer posts", "clm task add CUSTOMER")
    found = worktasks.source_meant(app.workspace, ref)
    new = _new_task(app, title, work)
    app.written(
        worktasks.add(app.workspace, found, new, app.who(), why=why, force=force, dry_run=dry_run)
    )


_POSTED = ("posted_at", "status", "deadline", "hours", "amount", "vpa")


def _halves(typed: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was said of a posted task, and of one for a request."""
    said = {name: value for name, value in typed.items() if value not in (None, ())}
    posted = {name: value for name, value in said.items() if name in _POSTED}
    return posted, {name: value for name, value in said.items() if name not in _POSTED}


def _posted(app: App, title: str, said: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- tasks.NewTask
    from clm.domain.tasks import NewTask

    given = dict(said)
    given["posted_at"] = moment(app, given.get("posted_at"), past=True)
    given["deadline"] = moment(app, given.get("deadline"))
    return NewTask(title, **given)


def _new_task(app: App, title: str, said: Mapping[str, Any]) -> NewTask:
    from clm.domain.taskacts import NewTask

    given = dict(said)
    executor = given.pop("to", None) or app.user.handle
    due = app.day(given.pop("due")) if "due" in given else None
    return NewTask(title, executor, due, **given)


@verb("list", epilog="Example: clm task list --mine --overdue · clm task list --dept it --due eow")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only with this one."
)
@click.option("--all", "everything", is_flag=True, help="Also done, closed and cancelled ones.")
@click.option("--mine", is_flag=True, help="That I do; posted ones of my customers.")
@click.option("--kind", type=click.Choice(("posted", "internal")), help="Only these.")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("--request", metavar="R", help="Of this request.")
@click.option("--dept", "department", metavar="D", help="Of this department.")
@click.option("--region", metavar="R", help="Of this region.")
@click.option("--tag", metavar="T", help="With this tag.")
@click.option("--due", metavar="DATE", help="Due up to this day.")
@click.option("--overdue", is_flag=True, help="Whose day is over.")
@where_option
@pass_app
def list_(
    app: App,
    /,
    where: Sequence[str],
    *,
    mine: bool,
    due: str | None,
    **wanted: Any,  # noqa: ANN401 -- the other filters
) -> None:
    """List tasks, the nearest due first.

    What is done, closed or cancelled is left out unless it is asked for. What is asked for must
    hold together.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.render.tasks import task_columns
    from clm.services.tasks import WantedTasks, listed

    of = app.handle(None) if mine else None
    asked = WantedTasks(of=of, due=app.day(due) if due else None, **wanted)

    everything = asked.everything
    items = chosen(
        app,
        "task list",
        where,
        lambda lifted: listed(app.workspace, asked._replace(everything=lifted or everything)),
    )
    columns = task_columns("status", "due", "who", "request")
    empty = translate("No tasks.")
    app.show(Listing("clm/task-list@1", items, columns, ids="id", fields=FIELDS, empty=empty))
    app.name_bad_files()


@verb("show", epilog="Example: clm task show t-jm58pgc8")
@click.argument("ref", metavar="TASK")
@pass_app
def show(app: App, ref: str) -> None:
    """One task with all its fields; of one for a request its history too.

    Who changed what, and when, is told by clm log.
    """
    from clm.render.listing import Listing
    from clm.render.tasks import task_columns
    from clm.render.work import task_page
    from clm.services.tasks import shown

    item = shown(app.workspace, ref)
    if app.form() != "table":
        fields = tuple(dict.fromkeys((*FIELDS, *item)))
        columns = task_columns("status", "due", "who", "request")
        app.show(Listing("clm/task@1", [item], columns, ids="id", fields=fields))
        return
    click.echo(task_page(item, app.workspace.process.zone), nl=False)


@verb(
    "move",
    epilog="Example: clm task move t-jm58pgc8 done · "
    "clm task move t-jm58pgc8 waiting --on customer --recheck +3wd",
)
@click.argument("ref", metavar="TASK")
@click.argument("status", type=click.Choice(STATUSES), metavar="STATUS")
@click.option("--on", type=click.Choice(get_args(WaitingOn)), help="For whom it waits.")
@click.option("--recheck", metavar="DATE", help="When somebody looks whether it still waits.")
@click.option("--note", metavar="TEXT", help="What was said; the same as -m.")
@click.option("--follow-up", metavar="TEXT", help="Make a task that follows, in the same commit.")
@click.option("--to", metavar="HANDLE", help="Who follows up; you, if not given.")
@click.option("--due", metavar="DATE", help="By when it is followed up.")
@click.option("--force", is_flag=True, help="Although the colleague is away; needs -m.")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's task.")
@write_options
@pass_app
def move(
    app: App,
    ref: str,
    status: str,
    on: WaitingOn | None,
    recheck: str | None,
    note: str | None,
    follow_up: str | None,
    to: str | None,
    due: str | None,
    why: str | None,
    *,
    force: bool,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """Give a task another status; what is no step from where it stands names those that are.

    A task for a request: open → in_progress → waiting → done → closed, or cancelled; open again
    from the last three. A posted one: draft → forwarded → done → closed, or cancelled. Of one that
    waits already --on or --recheck changes that one alone.
    """
    from clm.domain.moves import TASK_MOVES, Waiting
    from clm.domain.tasks import MOVES
    from clm.services import tasks, worktasks

    why = why or note
    refuse_bare_force(why, force=force)
    if (to or due) and not follow_up:
        raise UsageError("--to and --due go with --follow-up", "clm assign TASK HANDLE gives it")
    found = tasks.task_meant(app.workspace, ref)
    who = app.who(on_behalf=on_behalf)
    if not worktasks.internal(app.workspace, found):
        if on or recheck or follow_up:
            raise UsageError(f"{found.item} was posted by the customer", "clm task add REQUEST …")
        _refuse_unknown(str(found.item), status, MOVES)
        app.written(
            tasks.move(app.workspace, ref, status, who, why=why, dry_run=dry_run)  # type: ignore[arg-type]
        )
        return
    _refuse_unknown(str(found.item), status, TASK_MOVES)
    said = {key: value for key, value in (("to", to), ("due", due)) if value}
    then = _new_task(app, follow_up, said) if follow_up else None
    waiting = Waiting(on, app.day(recheck) if recheck else None)
    app.written(
        worktasks.move(
            app.workspace, found, status, who,  # type: ignore[arg-type]
            why=why, waiting=waiting, follow_up=then, force=force, dry_run=dry_run,
        )
    )  # fmt: skip


def _refuse_unknown(ref: str, status: str, moves: Mapping[Any, Any]) -> None:
    if status not in moves:
        known = ", ".join(moves)
        raise UsageError(f"{ref} cannot be {status}", f"it can be: {known}")


@verb("set", epilog="Example: clm task set t-jm58pgc8 due=fri tags+=eilig")
@click.argument("ref", metavar="TASK")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("--on-behalf", is_flag=True, help="Set a colleague's task.")
@write_options
@pass_app
def set_(
    app: App, ref: str, words: Sequence[str], why: str | None, *, on_behalf: bool, dry_run: bool
) -> None:
    """Set fields of a task for a request, all in one commit.

    checklist+=TEXT adds a line to tick off, checklist.k-….done_on=today ticks it; an empty
    value removes a field.
    """
    from clm.services import tasks, worktasks

    found = tasks.task_meant(app.workspace, ref)
    words = dated(app, words, coming=("due",), gone=("done_on",))
    who = app.who(on_behalf=on_behalf)
    app.written(worktasks.set_fields(app.workspace, found, words, who, why=why, dry_run=dry_run))


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
    from clm.render.tasks import shift_columns, task_columns
    from clm.services import tasks

    columns = task_columns("posted_at", "due", "days_left", "deadline", "next")
    fields: tuple[str, ...] = ("kind", "customer", "posted_at", "hours", "amount", "overdue")
    fields = (*fields, "status", "vpa")
    if shift:
        items = tasks.on_shift(app.workspace)
        columns, fields = shift_columns(), (*fields, "due", "days_left", "next")
    else:
        items = tasks.forwarded(app.workspace, None if team else app.handle(None))
    items = narrowed(app, "task forwarded", where, items)
    empty = translate("Every posted task has a VPA.")
    app.show(Listing("clm/task-forwarded@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()


for one in (list_, show, add, set_, move, forwarded):
    command.add_command(one)
