"""`clm assign`: give a customer to a colleague or a VPA."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App

ROLES = {"owner": "owner", "sales": "sales", "account-manager": "account_manager"}
REASONS = ("new-offer", "new-regular", "new-prio", "inactive", "vpa-change", "vpa-outage")


@verb("assign", epilog="Example: clm assign mueller tom · clm assign mueller --vpa anna")
@click.argument("words", nargs=-1, required=True, metavar="REF... [HANDLE]", callback=spread)
@click.option("--role", type=click.Choice(tuple(ROLES)), default="owner", help="As what.")
@click.option("--vpa", metavar="VPA", help="Give the customers this VPA instead.")
@click.option(
    "--reason", type=click.Choice(REASONS), help="Why this VPA; else taken from the data."
)
@write_options
@pass_app
def command(
    app: App,
    words: Sequence[str],
    role: str,
    vpa: str | None,
    reason: str | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Give customers to a colleague (the last word), or to a VPA.

    A new VPA ends the entry that asked for one and is noted in the O-Team file.
    """
    from clm.services.acts import assign, assign_vpa

    who = app.who()
    if vpa:
        outcome = assign_vpa(
            app.workspace, words, vpa, who, reason=reason, why=why, dry_run=dry_run
        )
    else:
        *refs, person = words
        if not refs:
            raise UsageError("to whom?", "clm assign REF HANDLE, or clm assign REF --vpa VPA")
        if reason:
            raise UsageError("--reason goes with --vpa", "-m TEXT says why in words")
        outcome = assign(app.workspace, refs, person, ROLES[role], who, why=why, dry_run=dry_run)
    app.written(outcome)
