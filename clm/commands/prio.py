"""`clm prio`: mark a customer as prio, or take the mark off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App

RULES = ("trial-to-large",)


@verb(
    "prio",
    epilog='Example: clm prio mueller -m "ruft jede Woche an"'
    " · clm prio mueller --rule trial-to-large",
)
@click.argument("refs", nargs=-1, required=True, metavar="REF...", callback=spread)
@click.option("--off", is_flag=True, help="Take the mark off.")
@click.option("--rule", type=click.Choice(RULES), help="By a rule of the process.")
@write_options
@pass_app
def command(
    app: App,
    refs: Sequence[str],
    rule: str | None,
    why: str | None,
    *,
    off: bool,
    dry_run: bool,
) -> None:
    """Mark customers as prio: the reason goes into the O-Team file, a reminder is set.

    A reminder that is near enough stays as it is. trial-to-large is for a large package directly
    after the trial: it also tells the crm-lead, and needs no -m.
    """
    from clm.services.acts import prio

    if off and rule:
        raise UsageError("--rule marks, --off takes the mark off", "choose one of the two")
    if not why and not rule:
        raise UsageError("prio needs the reason", "-m WHY")
    who = app.who()
    app.written(prio(app.workspace, refs, who, why, by_rule=rule, off=off, dry_run=dry_run))
