"""`clm request`: what customers need, and who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.requestwords import Channel, Closing, Priority, RequestStatus, WaitingOn
from clm.errors import UsageError
from clm.options import (
    chosen,
    dated,
    leave,
    moment,
    noun,
    open_in_editor,
    pass_app,
    refuse_bare_force,
    verb,
    where_option,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.app import App
    from clm.render.listing import Column

STATUSES = get_args(RequestStatus)
REASONS = ("capacity", "skill", "region", "absence", "conflict", "other")
FIELDS = (
    "customer", "priority", "accepted", "accept_by", "services", "gaps", "channel", "received_at",
    "recorded_at", "waiting_on", "recheck_on", "outcome", "tasks", "no_next_step",
    "to_check", "rule", "overdue", "covering_for",
)  # fmt: skip


@noun("request", epilog="Example: clm request list --mine")
def command() -> None:
    """Requests: what a customer needs, with the tasks of all departments.

    Each has one contact person, the SPOC: the customer's account manager unless another is named.
    """


def on_behalf(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option of what is done to a colleague's request."""
    return click.option("--on-behalf", is_flag=True, help="Act on a colleague's request.")(function)


@verb(
    "add",
    epilog='Example: clm request add mueller "Reise nach Lissabon" --need "Flug, Hotel, drei Tage" '
    "--channel phone --received-at today --service reise",
)
@click.argument("ref", metavar="CUSTOMER")
@click.argument("subject", metavar="SUBJECT")
@click.option("--need", metavar="TEXT", required=True, help="What is needed.")
@click.option(
    "--channel", type=click.Choice(get_args(Channel)), required=True, help="How it arrived."
)
@click.option(
    "--received-at", metavar="DATE", required=True, help="When: a day, or 2026-11-18T09:30."
)
@click.option(
    "--contact", "contacts", multiple=True, metavar="WHO", help="Who asks; else the first contact."
)
@click.option("--service", "services", multiple=True, metavar="S", help="A service it needs.")
@click.option("--priority", type=click.Choice(get_args(Priority)), help="How urgent it is.")
@click.option("--spoc", metavar="HANDLE", help="Who answers for it, if not the account manager.")
@click.option("--unassigned", is_flag=True, help="Nobody answers for it yet.")
@click.option("--force", is_flag=True, help="Although the colleague is away; needs -m.")
@write_options
@pass_app
def add(
    app: App,
    /,
    ref: str,
    received_at: str,
    why: str | None,
    *,
    force: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of a Draft
) -> None:
    """Record a request: who asks, what for, when and how it arrived.

    It is new until somebody accepts it. A customer without a contact that can be reached by e-mail
    or phone gets none.
    """
    from clm.services.requests import Draft, add

    refuse_bare_force(why, force=force)
    if typed["spoc"] and typed["unassigned"]:
        raise UsageError("--spoc or --unassigned, not both")
    received = moment(app, received_at, past=True) or ""
    draft = Draft(received_at=received, **typed)
    app.written(add(app.workspace, ref, draft, app.who(), why=why, force=force, dry_run=dry_run))


@verb("list", epilog="Example: clm request list --mine · clm request list --unassigned")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only with this one."
)
@click.option("--all", "everything", is_flag=True, help="Also closed ones.")
@click.option("--mine", is_flag=True, help="That I answer for, or cover.")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("--service", metavar="S", help="That need this service.")
@click.option("--unassigned", is_flag=True, help="That nobody answers for.")
@click.option("--unaccepted", is_flag=True, help="That were declined, or not accepted in time.")
@click.option("--no-next-step", is_flag=True, help="Without a dated task or a reminder.")
@click.option("--gaps", is_flag=True, help="With a service for which there is no task.")
@where_option
@pass_app
def list_(app: App, /, where: Sequence[str], *, mine: bool, **wanted: Any) -> None:  # noqa: ANN401
    """List requests, the first due first; closed ones only where they are asked for.

    Due is the next step: the first open task's day, the day to look again, or at once where there
    is none, and where a task is said to be done that its SPOC has not closed. What is asked for
    must hold together.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.work import WantedRequests, requests

    of = app.handle(None) if mine else None
    asked = WantedRequests(of=of, **wanted)
    everything = asked.everything
    items = chosen(
        app,
        "request list",
        where,
        lambda lifted: requests(app.workspace, asked._replace(everything=lifted or everything)),
    )
    empty = translate("No requests.")
    app.show(Listing("clm/request-list@1", items, _columns(), ids="id", fields=FIELDS, empty=empty))
    app.name_bad_files()


def _reason(item: Mapping[str, Any]) -> str:
    from clm.i18n import label

    return label(item["rule"]) if item["rule"] != "request" else ""


def _columns() -> tuple[Column, ...]:
    from clm.i18n import label
    from clm.render.listing import Column
    from clm.render.names import called

    return (
        Column("id", label("id")),
        Column("name", label("customer"), value=called),
        Column("subject", label("subject")),
        Column("status", label("status")),
        Column("spoc", label("spoc")),
        Column("open_tasks", label("tasks_open"), numeric=True),
        Column("due", label("due"), alert="overdue"),
        Column("why", label("why"), value=_reason),
    )


@verb("show", epilog="Example: clm request show r-4k2m9q · clm request show mueller --gaps")
@click.argument("ref", metavar="REQUEST")
@click.option("--gaps", is_flag=True, help="Only the services for which there is no task.")
@click.option("--check", is_flag=True, help="Leave with 1 if there is such a service.")
@pass_app
def show(app: App, ref: str, *, gaps: bool, check: bool) -> None:
    """One request with all its tasks, contacts and history.

    A customer stands for their only open one.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.render.work import request_page
    from clm.services.work import request_shown

    item = request_shown(app.workspace, ref)
    if gaps:
        lacking = [{"service": one, "request": item["id"]} for one in item["gaps"]]
        columns = (Column("service", label("service")), Column("request", label("request")))
        empty = translate("Every service has a task.")
        app.show(Listing("clm/request-gaps@1", lacking, columns, ids="service", empty=empty))
    elif app.form() == "table":
        click.echo(request_page(item, app.workspace.process.zone), nl=False)
    else:
        fields = tuple(dict.fromkeys((*FIELDS, *item)))
        app.show(Listing("clm/request@1", [item], _columns(), ids="id", fields=fields))
    if check and item["gaps"]:
        leave(1)


@verb("set", epilog="Example: clm request set r-4k2m9q priority=high services+=reise")
@click.argument("ref", metavar="REQUEST")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@on_behalf
@write_options
@pass_app
def set_(
    app: App, ref: str, words: Sequence[str], why: str | None, *, on_behalf: bool, dry_run: bool
) -> None:
    """Set fields of a request, all in one commit: its subject, need, services and contacts.

    += adds to a list, -= takes away, an empty value removes the field.
    """
    from clm.services.requests import set_fields

    words = dated(app, words, gone=("received_at",))
    who = app.who(on_behalf=on_behalf)
    app.written(set_fields(app.workspace, ref, words, who, why=why, dry_run=dry_run))


@verb("edit", epilog="Example: clm request edit r-4k2m9q")
@click.argument("ref", metavar="REQUEST")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@click.pass_context
def edit(ctx: click.Context, ref: str, *, dry_run: bool) -> None:
    """Edit the file of the customer's requests in your editor: clm edit CUSTOMER --file requests.

    The file is checked before it is saved.
    """
    open_in_editor(ctx, ref, side="requests", dry_run=dry_run)


@verb(
    "move",
    epilog="Example: clm request move r-4k2m9q waiting --on customer --recheck +3wd",
)
@click.argument("ref", metavar="REQUEST")
@click.argument("status", type=click.Choice(STATUSES), metavar="STATUS")
@click.option("--on", type=click.Choice(get_args(WaitingOn)), help="For whom it waits.")
@click.option("--recheck", metavar="DATE", help="When somebody looks whether it still waits.")
@on_behalf
@write_options
@pass_app
def move(
    app: App,
    ref: str,
    status: RequestStatus,
    on: WaitingOn | None,
    recheck: str | None,
    why: str | None,
    *,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """Give a request another status; what is no step from where it stands names those that are.

    new → open → waiting → open; clm request close ends it, and with -m WHY it is opened again.
    Of one that waits already --on or --recheck changes that one alone.
    """
    from clm.domain.moves import Waiting
    from clm.services.requests import move

    waiting = Waiting(on, app.day(recheck) if recheck else None)
    who = app.who(on_behalf=on_behalf)
    app.written(move(app.workspace, ref, status, who, why=why, waiting=waiting, dry_run=dry_run))


@verb(
    "close",
    epilog='Example: clm request close r-4k2m9q --outcome solved --solution "Reise ist gebucht"',
)
@click.argument("ref", metavar="REQUEST")
@click.option(
    "--outcome", type=click.Choice(get_args(Closing)), required=True, help="How it ended."
)
@click.option("--solution", metavar="TEXT", required=True, help="What was done.")
@click.option("--force", is_flag=True, help="Although tasks are open; needs -m.")
@on_behalf
@write_options
@pass_app
def close(
    app: App,
    ref: str,
    outcome: Closing,
    solution: str,
    why: str | None,
    *,
    force: bool,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """Close a request with its outcome and what the solution was.

    With open tasks it is not solved; what is still open when it is closed is cancelled.
    """
    from clm.services.requests import close

    refuse_bare_force(why, force=force)
    who = app.who(on_behalf=on_behalf)
    app.written(
        close(app.workspace, ref, outcome, solution, who, why=why, force=force, dry_run=dry_run)
    )


@verb("accept", epilog="Example: clm request accept r-4k2m9q")
@click.argument("ref", metavar="REQUEST")
@on_behalf
@write_options
@pass_app
def accept(app: App, ref: str, why: str | None, *, on_behalf: bool, dry_run: bool) -> None:
    """Take on a request that you were appointed to; a new one is open from then on.

    What nobody accepts within some working hours is on the manager's list.
    """
    from clm.services.requests import accept

    who = app.who(on_behalf=on_behalf)
    app.written(accept(app.workspace, ref, who, why=why, dry_run=dry_run))


@verb("decline", epilog='Example: clm request decline r-4k2m9q --reason capacity -m "bis Montag"')
@click.argument("ref", metavar="REQUEST")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="Why not.")
@on_behalf
@write_options
@pass_app
def decline(
    app: App, ref: str, reason: str, why: str | None, *, on_behalf: bool, dry_run: bool
) -> None:
    """Say that you do not take a request on; it is on the manager's list at once.

    It stays yours until somebody else is appointed: no open request is nobody's.
    """
    from clm.services.requests import decline

    who = app.who(on_behalf=on_behalf)
    app.written(decline(app.workspace, ref, reason, who, why=why, dry_run=dry_run))


@verb("update", epilog='Example: clm request update r-4k2m9q -m "Das Hotel antwortet morgen"')
@click.argument("ref", metavar="REQUEST")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's request.")
@click.option("-m", "--message", "text", required=True, metavar="TEXT", help="What was said.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def update(app: App, ref: str, text: str, *, on_behalf: bool, dry_run: bool) -> None:
    """Keep what the customer was told of how their request stands: -m says what.

    It is a first response, and the update of the agreement begins anew with it. What is done for a
    task tells the customer nothing, and so does not count.
    """
    from clm.services.requests import tell

    who = app.who(on_behalf=on_behalf)
    app.written(tell(app.workspace, ref, text, who, dry_run=dry_run))


for one in (list_, show, add, set_, edit, move, close, accept, decline, update):
    command.add_command(one)
