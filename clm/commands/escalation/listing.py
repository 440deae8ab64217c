"""`clm escalation list` and `show`: what went beyond the first level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.escalationwords import EscalationStatus
from clm.options import chosen, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App

FIELDS = (
    "customer", "source", "of", "clock", "text", "requested_by_customer", "by", "at", "breach",
    "due_on", "overdue", "ended_at", "resolution", "true_cause", "true_cause_note", "compromise",
    "cost", "approved", "waits_for_approval", "follow_up_on", "rule", "covering_for",
)  # fmt: skip


@verb("list", epilog="Example: clm escalation list --mine")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(get_args(EscalationStatus)),
    help="Only with this one.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Also resolved ones.")
@click.option("--mine", is_flag=True, help="That I have, or cover.")
@click.option("--customer", metavar="REF", help="Of this customer.")
@click.option("--overdue", is_flag=True, help="Only overdue ones.")
@where_option
@pass_app
def list_(app: App, /, where: Sequence[str], *, mine: bool, **wanted: Any) -> None:  # noqa: ANN401
    """List escalations, the first due first; resolved ones only where they are asked for.

    The age is in hours of working time.
    """
    from clm.i18n import translate
    from clm.render.escalationlists import escalation_columns
    from clm.render.listing import Listing
    from clm.services.escalationlists import WantedEscalations, listed

    asked = WantedEscalations(of=app.handle(None) if mine else None, **wanted)
    everything = asked.everything
    items = chosen(
        app,
        "escalation list",
        where,
        lambda lifted: listed(app.workspace, asked._replace(everything=lifted or everything)),
    )
    empty = translate("Nothing is escalated.")
    columns = escalation_columns()
    app.show(Listing("clm/escalation-list@1", items, columns, ids="id", fields=FIELDS, empty=empty))
    app.name_bad_files()


@verb("show", epilog="Example: clm escalation show es-5m2k8q")
@click.argument("ref", metavar="ESCALATION")
@pass_app
def show(app: App, ref: str) -> None:
    """One escalation: of what, why, who has it, what was agreed, what came of it, its history.

    A customer stands for their only open one.
    """
    from clm.render.escalationlists import escalation_columns, escalation_page
    from clm.render.listing import Listing
    from clm.services.escalationlists import shown

    item = shown(app.workspace, ref)
    if app.form() == "table":
        click.echo(escalation_page(item, app.workspace.process.zone), nl=False)
        return
    fields = tuple(dict.fromkeys((*FIELDS, *item)))
    app.show(Listing("clm/escalation@1", [item], escalation_columns(), ids="id", fields=fields))
