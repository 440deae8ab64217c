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
@click.option("--follow-up", metavar="TEXT", help="Make the task that follows from this one.")
@click.option("--to", metavar="HANDLE", help="Who follows up; you, if not given.")
@click.option("--due", metavar="DATE", help="By when it is followed up.")
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's entry.")
@write_options
@pass_app
def command(
    app: App,
    refs: Sequence[str],
    next_: str | None,
    follow_up: str | None,
    to: str | None,
    due: str | None,
    why: str | None,
    *,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """End a reminder, a task or a VPA's deadline, by its id.

    A customer stands for their one open reminder. --follow-up makes the task that follows from one
    of a request, in the same commit. A prio customer always has a next one: on a
    terminal you are asked for its day.
    """
    from clm.services.done import FollowUp, done, followed, meant

    who = app.who(on_behalf=on_behalf)
    ends = meant(app.workspace, refs)
    if follow_up or to or due:
        then = FollowUp(follow_up, to or app.user.handle, app.day(due) if due else None)
        app.written(followed(app.workspace, ends, who, then, why=why, dry_run=dry_run))
        return
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
