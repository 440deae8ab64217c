"""`clm done`: end a reminder, a task or a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import can_ask, pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.app import App
    from clm.services.refs import Found


@verb("done", epilog='Example: clm done mueller --next +3w -m "läuft gut, fragt nach 50 h"')
@click.argument("refs", nargs=-1, required=True, metavar="REF...", callback=spread)
@click.option("--next", "next_", metavar="DATE", help="The day of the next reminder.")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's entry.")
@write_options
@pass_app
def command(
    app: App,
    refs: Sequence[str],
    next_: str | None,
    why: str | None,
    *,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """End a reminder, a posted task or a VPA's deadline, by its id.

    A customer stands for their one open reminder. A prio customer always has a next one: on a
    terminal you are asked for its day.
    """
    from clm.services.done import done, meant

    who = app.who(on_behalf=on_behalf)
    ends = meant(app.workspace, refs)
    if next_:
        day = app.day(next_)
        next_on = dict.fromkeys((found.customer for found in ends), day)
    else:
        next_on = _asked(app, ends)
    app.written(done(app.workspace, ends, who, next_on, why=why, dry_run=dry_run))


def _asked(app: App, ends: Sequence[Found]) -> dict[str, date]:
    """The next day of each prio customer, where there is somebody to ask (A1.20)."""
    if not can_ask(app):
        return {}
    from clm.i18n import translate
    from clm.services.done import wanting_next

    question = translate("next reminder (- for none)")
    usual = f"+{app.workspace.process.policy.prio_reminder_days}d"
    answers = {
        customer: click.prompt(
            f"{customer}: {question}",
            default=usual,
            value_proc=lambda text: _day(app, text),
            err=True,
        )
        for customer in wanting_next(app.workspace, ends)
    }
    return {customer: day for customer, day in answers.items() if day}


def _day(app: App, text: str) -> date | None:
    """The day a person typed, None for a dash; what is no day is asked for again."""
    if text.strip() == "-":
        return None
    try:
        return app.day(text)
    except UsageError as problem:
        raise click.UsageError(problem.message) from problem
