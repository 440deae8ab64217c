"""`clm remind`: look at a customer again on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, refuse_bare_force, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@verb("remind", epilog='Example: clm remind mueller +3w -m "Wie entwickelt sich das Volumen?"')
@click.argument("words", nargs=-1, required=True, metavar="REF... DATE", callback=spread)
@click.option("--for", "for_", metavar="HANDLE", help="In whose list; else the responsible's.")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's entry.")
@click.option("--force", is_flag=True, help="Later than a prio customer may wait; needs -m.")
@write_options
@pass_app
def command(
    app: App,
    words: Sequence[str],
    for_: str | None,
    why: str | None,
    *,
    on_behalf: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Look at customers again on a day (the last word); what is visible now counts as seen.

    A person has one open reminder per customer: a second one moves it, and says what it was; a
    request or a task stands for its customer. For a prio customer a day that is too near is
    warned of, one too far refused.
    """
    from clm.services.acts import remind

    *refs, text = words
    if not refs:
        raise UsageError("which customer, and when?", "clm remind REF DATE")
    refuse_bare_force(why, force=force)
    day = app.day(text)
    who = app.who(on_behalf=on_behalf)
    app.written(
        remind(app.workspace, refs, day, who, for_=for_, why=why, force=force, dry_run=dry_run)
    )
