"""Where reports go: the time they are about, and the file in the form of its ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clm.app import App
    from clm.domain.periods import Period
    from clm.render.listing import Form, Listing

SUFFIXES: Final[dict[str, Form]] = {
    ".html": "html", ".md": "md", ".json": "json", ".txt": "table", ".csv": "csv"
}  # fmt: skip
"""The form a file gets by its name where none is asked for."""


def form_of(
    app: App, output: str | None, known: tuple[Form, ...] = ("table", "md", "html", "json")
) -> Form:
    """The form asked for, else that of the file's ending.

    Raises:
        UsageError: the report has no such form.
    """
    from pathlib import PurePath

    asked = app.form(*known)
    ending = PurePath(output or "").suffix.lower()
    if "format" in app.options or not ending:
        return asked
    if SUFFIXES.get(ending) not in known:
        raise UsageError(
            f"there is no report as {ending}", f"known: {', '.join(SUFFIXES)}, or name it with -o"
        )
    return SUFFIXES[ending]


def list_or_write(app: App, output: str | None, make: Callable[[App], Listing]) -> None:
    """Print a report that is a list, or write it to a file in the form of its ending."""
    from clm.app import FORMS, terminal_width
    from clm.render.listing import render
    from clm.services.reporting import write_report

    output = None if output == "-" else output
    form = form_of(app, output, FORMS)
    text = render(
        make(app),
        form,
        today=app.workspace.today,
        user=app.user_or_none,
        fields=app.options.get("fields", ()),
        width=None if output else terminal_width(),
        colour=app.colour and not output,
        raw=bool(app.options.get("raw")),
        zone=lambda: app.workspace.now.tzinfo,
    )
    if output:
        write_report(app.workspace, output, text)
        app.say(output)
    else:
        click.echo(text, nl=False, color=True)
    app.name_bad_files()


def period_asked(week: str | None, month: str | None, period: str | None, today: date) -> Period:
    """The time that a report is about; without a word on it the present month.

    Raises:
        UsageError: several are asked for, or one that is none.
    """
    from clm.domain.periods import month_of, period_of, week_of

    if sum(one is not None for one in (week, month, period)) > 1:
        raise UsageError("one time can be asked for", "--week, --month or --period")
    if week is not None:
        return week_of(week, today)
    if period is not None:
        return period_of(period, today)
    return month_of(f"{today:%Y-%m}" if month is None else month, today)
