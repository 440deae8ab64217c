"""`clm complaint`: what customers complain about, from receipt to the review of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.complaintwords import Category, ComplaintStatus, Level, Severity
from clm.domain.requestwords import Channel
from clm.errors import UsageError
from clm.options import (
    chosen,
    dated,
    moment,
    noun,
    open_in_editor,
    pass_app,
    refuse_bare_force,
    verb,
    where_option,
    write_options,
)
from clm.printing import list_or_write, output_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clm.app import App

STATUSES = get_args(ComplaintStatus)
FIELDS = (
    "customer", "text", "category", "service", "channel", "complainant", "about", "remedy_sought",
    "remedy_given", "received_at", "recorded_at", "duplicate_of", "reopened",
    "manager", "vpa", "steps", "rule", "overdue", "covering_for",
)  # fmt: skip


@noun("complaint", epilog="Example: clm complaint list --mine")
def command() -> None:
    """Complaints: recorded, acknowledged, assessed, answered and closed, each by its day.

    Each has a handler, who is never complained about: the customer's account manager unless
    another is named. What comes next stands in the handler's clm mine.
    """


def on_behalf(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option of what is done to a colleague's complaint."""
    return click.option("--on-behalf", is_flag=True, help="Act on a colleague's complaint.")(
        function
    )


@verb(
    "add",
    epilog='Example: clm complaint add mueller "Drei Tage keine Antwort" --remedy "Antwort in 24 h"'
    " --channel email --received-at today --service telefon --about anna",
)
@click.argument("ref", metavar="CUSTOMER")
@click.argument("text", metavar="TEXT")
@click.option("--remedy", metavar="TEXT", required=True, help="What the complainant asks for.")
@click.option(
    "--channel", type=click.Choice(get_args(Channel)), required=True, help="How it arrived."
)
@click.option(
    "--received-at", metavar="DATE", required=True, help="When: a day, or 2026-11-18T09:30."
)
@click.option("--complainant", metavar="WHO", help="A contact, or a name; else the only contact.")
@click.option("--service", metavar="S", help="Which service; else the only one that is used.")
@click.option(
    "--category", type=click.Choice(get_args(Category)), default="other", help="What about."
)
@click.option("--about", multiple=True, metavar="HANDLE", help="A colleague or VPA it is about.")
@click.option("--handler", metavar="HANDLE", help="Who handles it, if not the account manager.")
@click.option("--severity", type=click.Choice(get_args(Severity)), help="How grave it seems.")
@click.option("--force", is_flag=True, help="Although the handler is meant, or away; needs -m.")
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
    """Record a complaint: who complains, about what, and what they ask for.

    The internal case file gets an entry with the complaint's id, and the handler is told.
    """
    from clm.services.complaints import Draft, add

    refuse_bare_force(why, force=force)
    received = moment(app, received_at, past=True) or ""
    draft = Draft(received_at=received, **typed)
    app.written(add(app.workspace, ref, draft, app.who(), why=why, force=force, dry_run=dry_run))


@verb("list", epilog="Example: clm complaint list --mine · clm complaint list --severity critical")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only with this one."
)
@click.option("--all", "everything", is_flag=True, help="Also ended ones.")
@click.option("--mine", is_flag=True, help="That I handle, or cover.")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("--severity", type=click.Choice(get_args(Severity)), help="Of this severity.")
@click.option("--category", type=click.Choice(get_args(Category)), help="Of this category.")
@click.option("--overdue", is_flag=True, help="Of which the next step is overdue.")
@where_option
@pass_app
def list_(app: App, /, where: Sequence[str], *, mine: bool, **wanted: Any) -> None:  # noqa: ANN401
    """List complaints, the first due first; ended ones only where they are asked for.

    Due is the next step: acknowledge, assess, answer, close, or tell how it stands.
    """
    from clm.i18n import translate
    from clm.render.complaintlists import complaint_columns
    from clm.render.listing import Listing
    from clm.services.complaintlists import WantedComplaints, complaints

    asked = WantedComplaints(of=app.handle(None) if mine else None, **wanted)
    everything = asked.everything
    items = chosen(
        app,
        "complaint list",
        where,
        lambda lifted: complaints(app.workspace, asked._replace(everything=lifted or everything)),
    )
    empty = translate("No complaints.")
    app.show(
        Listing(
            "clm/complaint-list@1", items, complaint_columns(), ids="id", fields=FIELDS, empty=empty
        )
    )
    app.name_bad_files()


@verb("show", epilog="Example: clm complaint show cm-4k2m9q")
@click.argument("ref", metavar="COMPLAINT")
@pass_app
def show(app: App, ref: str) -> None:
    """One complaint with its assessment, answers, history, and what it lacks to be closed.

    A customer stands for their only open one.
    """
    from clm.render.complaint import complaint_page
    from clm.render.complaintlists import complaint_columns
    from clm.render.listing import Listing
    from clm.services.complaintlists import complaint_shown

    item = complaint_shown(app.workspace, ref)
    if app.form() == "table":
        click.echo(complaint_page(item, app.workspace.process.zone), nl=False)
        return
    fields = tuple(dict.fromkeys((*FIELDS, *item)))
    app.show(Listing("clm/complaint@1", [item], complaint_columns(), ids="id", fields=fields))


@verb("set", epilog="Example: clm complaint set cm-4k2m9q category=delay about+=anna")
@click.argument("ref", metavar="COMPLAINT")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("--force", is_flag=True, help="Although its handler is meant then; needs -m.")
@on_behalf
@write_options
@pass_app
def set_(
    app: App,
    ref: str,
    words: Sequence[str],
    why: str | None,
    *,
    force: bool,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """Set fields of a complaint: its text, service, category, and whom it is about.

    += adds to a list, -= takes away, an empty value removes the field.
    """
    from clm.services.complaints import set_fields

    refuse_bare_force(why, force=force)
    words = dated(app, words, gone=("received_at",))
    who = app.who(on_behalf=on_behalf)
    app.written(set_fields(app.workspace, ref, words, who, why=why, force=force, dry_run=dry_run))


@verb("edit", epilog="Example: clm complaint edit cm-4k2m9q")
@click.argument("ref", metavar="COMPLAINT")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@click.pass_context
def edit(ctx: click.Context, ref: str, *, dry_run: bool) -> None:
    """Edit the file of the customer's complaints in your editor: clm edit CUSTOMER --file service.

    The file is checked before it is saved.
    """
    open_in_editor(ctx, ref, side="service", dry_run=dry_run)


ANSWER = (
    ("--decision", "decision", "What was decided."),
    ("--remedy", "remedy_given", "The remedy that is given."),
    ("--options-offered", "options_offered", "Nothing more can be offered: what was."),
    ("--root-cause", "root_cause", "Why it came to that."),
    ("--corrective", "corrective", "What is done about it."),
    ("--preventive", "preventive", "What is done so that it does not happen again."),
    ("--none-because", "none_because", "Why nothing has to be done."),
)
"""What an answer says: option, field, help."""


def answer_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of what is answered, found and done."""
    for option, name, text in reversed(ANSWER):
        function = click.option(option, name, metavar="TEXT", help=text)(function)
    return click.option("--communicated", metavar="DATE", help="When the complainant was told.")(
        function
    )


@verb(
    "move",
    epilog="Example: clm complaint move cm-4k2m9q acknowledged · clm complaint move cm-4k2m9q "
    "assessed --severity high --implication none --complexity low --impact medium",
)
@click.argument("ref", metavar="COMPLAINT")
@click.argument("status", type=click.Choice(STATUSES), metavar="STATUS")
@click.option("--severity", type=click.Choice(get_args(Severity)), help="Assessed: how grave.")
@click.option("--implication", metavar="TEXT", help="Assessed: for safety, law or trust.")
@click.option("--complexity", type=click.Choice(get_args(Level)), help="Assessed: how complex.")
@click.option("--impact", type=click.Choice(get_args(Level)), help="Assessed: how far it goes.")
@click.option(
    "--immediate/--no-immediate", default=None, help="Assessed: must something be done at once?"
)
@click.option("--of", "duplicate_of", metavar="CM-ID", help="Which it is a duplicate of.")
@answer_options
@on_behalf
@write_options
@pass_app
def move(
    app: App,
    /,
    ref: str,
    status: ComplaintStatus,
    communicated: str | None,
    *,
    on_behalf: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of Said
) -> None:
    """Take the next step with a complaint, with what belongs to the step.

    received → acknowledged → assessed → investigating → responded → accepted; clm complaint close
    ends it. When the usual way fails: escalated_internal, escalated_external, with -m WHY; the
    crm-lead gets an escalation of it. An ended one is opened again by investigating, or received,
    with -m WHY.
    """
    from clm.domain.complaintacts import Said
    from clm.services.complaints import move

    at = moment(app, communicated, past=True)
    said = Said(communicated_at=at, **typed)
    who = app.who(on_behalf=on_behalf)
    app.written(move(app.workspace, ref, status, said, who, dry_run=dry_run))


@verb(
    "update", epilog='Example: clm complaint update cm-4k2m9q -m "Die Rechnung wird noch geprüft"'
)
@click.argument("ref", metavar="COMPLAINT")
@on_behalf
@write_options
@pass_app
def update(app: App, ref: str, why: str | None, *, on_behalf: bool, dry_run: bool) -> None:
    """Keep what the complainant was told of how it stands: -m says what.

    Until the answer they hear of it every few working days; clm mine says by when.
    """
    from clm.services.complaints import update

    who = app.who(on_behalf=on_behalf)
    app.written(update(app.workspace, ref, why, who, dry_run=dry_run))


@verb(
    "close",
    epilog='Example: clm complaint close cm-4k2m9q --accepted --root-cause "Vertretung fehlte" '
    '--preventive "Vertretung im Kalender"',
)
@click.argument("ref", metavar="COMPLAINT")
@click.option("--accepted", is_flag=True, help="The complainant accepts the answer.")
@answer_options
@on_behalf
@write_options
@pass_app
def close(
    app: App,
    /,
    ref: str,
    communicated: str | None,
    *,
    accepted: bool,
    on_behalf: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of Said
) -> None:
    """Close a complaint: with its decision, acceptance, root cause, and what is done about it.

    What it lacks is named. Its actions may still be open: clm complaint actions has them.
    """
    from clm.domain.complaintacts import Said
    from clm.services.complaints import close

    if accepted and typed["options_offered"]:
        raise UsageError("--accepted or --options-offered, not both")
    said = Said(communicated_at=moment(app, communicated, past=True), **typed)
    who = app.who(on_behalf=on_behalf)
    app.written(close(app.workspace, ref, said, who, accepted=accepted, dry_run=dry_run))


@verb("actions", epilog="Example: clm complaint actions · clm complaint actions --all")
@click.option("--all", "everything", is_flag=True, help="Also those that are done.")
@where_option
@pass_app
def actions(app: App, where: Sequence[str], *, everything: bool) -> None:
    """List the actions that came of complaints, also of those that are closed.

    An action is a task from a complaint: clm task add CM-ID TITLE --to HANDLE --due DATE makes one,
    clm task move ends it.
    """
    from clm.render.complaintlists import actions_listing
    from clm.services.complaintlists import actions

    items = chosen(
        app,
        "complaint actions",
        where,
        lambda lifted: actions(app.workspace, ended=everything or lifted),
    )
    app.show(actions_listing(items))
    app.name_bad_files()


@verb(
    "review",
    epilog="Example: clm complaint review --period 2026Q4 · clm complaint review --period 2026Q4 "
    '-m "Antworten dauern zu lange" --action "Vertretung regeln, jana, bis 15.1."',
)
@click.option("--period", metavar="PERIOD", help="Like 2026Q4, 2026-11 or FROM..TO; else this Q.")
@click.option("--action", "measures", multiple=True, metavar="TEXT", help="What is to be done.")
@output_option
@write_options
@pass_app
def review(
    app: App,
    period: str | None,
    measures: Sequence[str],
    output: str | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Count the complaints of a period, or keep the review of them: -m says what it concludes.

    By category, service, severity, VPA and manager: how many, how many more than in the period
    before, how often in time. A record of it is kept in reports/.
    """
    from clm.domain.periods import quarter_or
    from clm.services.complaintreviews import record, review_of

    asked = quarter_or(period, app.workspace.today)
    if measures and why is None:
        raise UsageError("actions are kept with what the review concludes", "-m CONCLUSIONS")
    if why is None:
        list_or_write(app, output, lambda app: review_of(app.workspace, asked))
    elif output:
        raise UsageError("-O writes the figures, -m keeps the review", "one after the other")
    else:
        app.written(record(app.workspace, asked, why, measures, app.who(), dry_run=dry_run))


for one in (list_, show, add, set_, edit, move, update, close, actions, review):
    command.add_command(one)
