"""`clm escalate`: take something to the next level."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from clm.domain.escalationwords import EscalationReason
from clm.options import Command, pass_app, refuse_bare_force, write_options

if TYPE_CHECKING:
    from clm.app import App


@click.command(
    "escalate",
    cls=Command,
    epilog="Example: clm escalate t-6c1x8v3k --reason overdue -m 'Der Kunde wartet seit Montag'",
)
@click.argument("ref", metavar="REF")
@click.option(
    "--reason", type=click.Choice(get_args(EscalationReason)), help="Why, as it is stated."
)
@click.option("--to", metavar="HANDLE|ROLE", help="To whom; else who leads the team.")
@click.option("--due", metavar="DATE", help="By when it is to be resolved.")
@click.option(
    "--sla", "clock", type=click.Choice(("first_response", "update", "solution")),
    help="Of a request: which clock was missed.",
)  # fmt: skip
@click.option(
    "--requested-by-customer", "by_customer", is_flag=True, help="The customer wants a manager."
)
@click.option("--force", is_flag=True, help="Although it is escalated already; needs -m.")
@write_options
@pass_app
def command(
    app: App, ref: str, reason: EscalationReason | None, to: str | None, due: str | None,
    clock: str | None, why: str | None, *, by_customer: bool, force: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Take a request, a task, a complaint or a VPA's deadline to the next level.

    It goes to who leads the team, else to the crm-lead, else to a manager: the first who is there,
    or their cover. A customer who wants a manager gets one at once, and is told so. -m says what
    happened.
    """
    from clm.errors import UsageError
    from clm.services.escalations import Wish, escalate

    refuse_bare_force(why, force=force)
    if reason is None and not by_customer:
        raise UsageError("why is it escalated?", f"--reason {'|'.join(get_args(EscalationReason))}")
    day = app.day(due) if due else None
    wish = Wish(reason or "wants-manager", to, day, clock, by_customer)
    app.written(
        escalate(app.workspace, ref, wish, app.who(), why=why, force=force, dry_run=dry_run)
    )
