"""`clm prio`: mark a customer as prio, or take the mark off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@verb("prio", epilog='Example: clm prio mueller -m "5 h Schnupperpaket, dann 50 h"')
@click.argument("refs", nargs=-1, required=True, metavar="REF...", callback=spread)
@click.option("--off", is_flag=True, help="Take the mark off.")
@write_options
@pass_app
def command(app: App, refs: Sequence[str], why: str | None, *, off: bool, dry_run: bool) -> None:
    """Mark customers as prio: the reason goes into the O-Team file, a reminder is set.

    The reminder is in three weeks, unless one within four weeks is there already.
    """
    from clm.services.acts import prio

    if not why:
        raise UsageError("prio needs the reason", "-m WHY")
    app.written(prio(app.workspace, refs, app.who(), why, off=off, dry_run=dry_run))
