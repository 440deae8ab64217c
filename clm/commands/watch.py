"""`clm watch`: put a customer on the watchlist, or take it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from clm.errors import UsageError
from clm.options import pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


BY_HAND: Final = ("close-eye", "offer", "prio")
AUTOMATIC: Final = ("smaller-package", "larger-package")
"""Reasons that follow from the bookings: nobody sets them, `--off` closes them."""


@verb("watch", epilog='Example: clm watch mueller --reason offer -m "Angebot über 50 h"')
@click.argument("refs", nargs=-1, required=True, metavar="REF...", callback=spread)
@click.option(
    "--reason",
    type=click.Choice((*BY_HAND, *AUTOMATIC)),
    metavar="REASON",
    help=f"{', '.join(BY_HAND)}; close-eye, if none is named.",
)
@click.option("--off", is_flag=True, help="Take the reason off, or all if none is named; needs -m.")
@write_options
@pass_app
def command(
    app: App,
    refs: Sequence[str],
    reason: str | None,
    why: str | None,
    *,
    off: bool,
    dry_run: bool,
) -> None:
    """Put customers on the watchlist: from now on they are looked at once a week.

    A customer can be watched for several reasons, and leaves the list with the last one.
    """
    from clm.services.acts import watch

    if reason in AUTOMATIC and not off:
        raise UsageError(
            f"{reason} follows from the bookings", f"by hand: {', '.join(BY_HAND)}; --off closes it"
        )
    if off and not why:
        raise UsageError("--off needs the reason", "-m WHY")
    who = app.who()
    app.written(watch(app.workspace, refs, who, reason, why, off=off, dry_run=dry_run))
