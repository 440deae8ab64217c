"""`clm escalation move`, `compromise` and `approve`: what becomes of an escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from clm.domain.escalationwords import EscalationStatus, TrueCause
from clm.options import pass_app, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from clm.app import App


def on_behalf(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option of what is done to a colleague's escalation."""
    return click.option("--on-behalf", is_flag=True, help="Act on a colleague's escalation.")(
        function
    )


@verb(
    "move",
    epilog="Example: clm escalation move es-5m2k8q accepted · clm escalation move es-5m2k8q "
    "resolved --resolution 'Bericht geliefert' --cause capacity",
)
@click.argument("ref", metavar="ESCALATION")
@click.argument("status", type=click.Choice(get_args(EscalationStatus)), metavar="STATUS")
@click.option("--resolution", metavar="TEXT", help="Resolved: what was done.")
@click.option("--cause", type=click.Choice(get_args(TrueCause)), help="Resolved: the true cause.")
@click.option("--cause-note", metavar="TEXT", help="Resolved: more of the cause.")
@on_behalf
@write_options
@pass_app
def move(
    app: App, ref: str, status: EscalationStatus, resolution: str | None, cause: TrueCause | None,
    cause_note: str | None, why: str | None, *, on_behalf: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Take an escalation on, give it back with -m WHY, resolve it, or open it again.

    open → accepted → resolved. What is returned is with who owns what was escalated. Resolved
    needs what was done and the true cause, which may be another than the stated reason.
    """
    from clm.domain.escalationacts import Said
    from clm.services.escalations import move

    said = Said(why, resolution, cause, cause_note)
    who = app.who(on_behalf=on_behalf)
    app.written(move(app.workspace, ref, status, said, who, dry_run=dry_run))


@verb(
    "compromise",
    epilog="Example: clm escalation compromise es-5m2k8q 'Zwei Stunden gutgeschrieben' --cost 66 "
    "--follow-up +2w",
)
@click.argument("ref", metavar="ESCALATION")
@click.argument("text", metavar="TEXT")
@click.option("--cost", metavar="AMOUNT", help="What it costs; a manager approves it.")
@click.option("--follow-up", metavar="DATE", help="When somebody looks whether it holds: a task.")
@on_behalf
@write_options
@pass_app
def compromise(
    app: App, ref: str, text: str, cost: str | None, follow_up: str | None, why: str | None,
    *, on_behalf: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Keep what was agreed with the customer.

    What costs money waits until a manager who did not propose it has approved it.
    """
    from clm.domain.escalationacts import Agreed
    from clm.services.compromises import compromise
    from clm.services.customers import amount

    day = app.day(follow_up) if follow_up else None
    agreed = Agreed(
        f"{text}\n{why}" if why else text, amount(cost, "amount") if cost else None, day
    )
    who = app.who(on_behalf=on_behalf)
    app.written(compromise(app.workspace, ref, agreed, who, dry_run=dry_run))


@verb("approve", epilog="Example: clm escalation approve es-5m2k8q --until 31.12.2026")
@click.argument("ref", metavar="ESCALATION")
@click.option("--no", "refused", is_flag=True, help="It is not approved; needs -m WHY.")
@click.option("--until", metavar="DATE", help="Until when it holds; else the day of the follow-up.")
@write_options
@pass_app
def approve(
    app: App, ref: str, until: str | None, why: str | None, *, refused: bool, dry_run: bool
) -> None:
    """Decide about what a compromise costs: a manager who did not propose it.

    What is approved is kept as a special agreement in the O-Team's case file.
    """
    from clm.services.compromises import approve

    day = app.day(until) if until else None
    app.written(
        approve(app.workspace, ref, app.who(), why=why, yes=not refused, until=day, dry_run=dry_run)
    )
