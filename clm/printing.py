"""How reports leave a command: lists and papers, on the screen or in a file, in the form asked."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import click

from clm.errors import ClmError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from clm.app import App
    from clm.domain.periods import Period
    from clm.render.listing import Form, Listing
    from clm.render.paper import Paper

SUFFIXES: Final[dict[str, Form]] = {
    ".html": "html", ".md": "md", ".json": "json", ".txt": "table", ".csv": "csv"
}  # fmt: skip
"""The form a file gets by its name where none is asked for."""

PAPER: Final[tuple[Form, ...]] = ("table", "md", "html", "json")
"""The forms of a report that is read."""


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`-O FILE`, for everything that is handed on."""
    return click.option(
        "-O", "--output", metavar="FILE", help="Write a file, in the form of its ending."
    )(function)


def form_of(app: App, output: str | None, known: tuple[Form, ...]) -> Form:
    """The form asked for, else that of the file's ending.

    Raises:
        UsageError: there is no such form of it.
    """
    from pathlib import PurePath

    asked = app.form(*known)
    ending = PurePath(output or "").suffix.lower()
    if "format" in app.options or not ending:
        return asked
    if SUFFIXES.get(ending) not in known:
        endings = (suffix for suffix, form in SUFFIXES.items() if form in known)
        raise UsageError(
            f"there is no report as {ending}", f"known: {', '.join(endings)}, or name it with -o"
        )
    return SUFFIXES[ending]


def list_or_write(
    app: App,
    output: str | None,
    make: Callable[[App], Listing],
    told: Callable[[App], Paper] | None = None,
) -> None:
    """Print a report that is a list, or write it to a file in the form of its ending.

    Where it is `told` as a paper too, that is what is handed on: as a page or as Markdown.
    """
    from clm.app import FORMS

    output = None if output == "-" else output
    form = form_of(app, output, FORMS)
    _ = app.workspace  # with the data the language is known in which headings are made
    if told and form in ("html", "md"):
        text = _paper(app, told(app), form, terminal=not output)
    else:
        text = _list(app, make(app), form, terminal=not output)
    _out(app, output, text)
    app.name_bad_files()


def _list(app: App, listing: Listing, form: Form, *, terminal: bool) -> str:
    from clm.app import terminal_width
    from clm.render.listing import render

    return render(
        listing,
        form,
        today=app.workspace.today,
        user=app.user_or_none,
        fields=app.options.get("fields", ()),
        width=terminal_width() if terminal else None,
        colour=app.colour and terminal,
        raw=bool(app.options.get("raw")),
        zone=lambda: app.workspace.now.tzinfo,
    )


def paper_or_write(
    app: App,
    output: str | None,
    found: Mapping[str, Any],
    told: Callable[[Mapping[str, Any]], Paper],
) -> None:
    """Print what was found as a paper or as JSON, or write it to a file; `found` has a schema."""
    output = None if output == "-" else output
    form = form_of(app, output, PAPER)
    _out(app, output, paper_text(app, found, told, form, terminal=not output))


def paper_text(
    app: App,
    found: Mapping[str, Any],
    told: Callable[[Mapping[str, Any]], Paper],
    form: Form,
    *,
    terminal: bool,
) -> str:
    """What was found in one form."""
    if form == "json":
        asked = {"today": app.workspace.today.isoformat(), "user": app.user_or_none}
        return json_lines({"schema": found["schema"], **asked, **found})
    return _paper(app, told(found), form, terminal=terminal)


def _paper(app: App, paper: Paper, form: Form, *, terminal: bool) -> str:
    from clm.app import terminal_width
    from clm.render.paper import markdown, page, text

    if form == "table":
        width = terminal_width() if terminal else None
        return text(paper, width=width, colour=terminal and app.colour)
    return page(paper) if form == "html" else markdown(paper)


def _out(app: App, output: str | None, text: str) -> None:
    """Print a text, or write it to a file and say so."""
    if output is None:
        click.echo(text, nl=False, color=True)
        return
    from clm.services.reporting import write_report

    write_report(app.workspace, output, text)
    app.say(output)


def json_lines(report: Mapping[str, Any]) -> str:
    """One key a line, and of the long lists one item a line."""
    import json

    from clm.render.safe import json_text

    def line(value: object) -> str:
        return json_text(json.dumps(value, ensure_ascii=False))

    def block(value: object) -> str:
        if not isinstance(value, list) or not value:
            return line(value)
        return "[\n{}\n]".format(",\n".join(map(line, value)))

    return "{{{}}}\n".format(",\n".join(f"{line(k)}: {block(v)}" for k, v in report.items()))


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


def team_report(
    app: App, of: str | None, week: str | None, output: str | None, *, pulse: bool = False
) -> None:
    """The team at a glance, as `clm team` and `clm report team` tell it.

    `pulse`: with the latest one (A4.4), on the screen alone, for who has the private store.
    """
    from clm.domain.datewords import parse_week
    from clm.render.teamview import paper
    from clm.services.teamview import view

    form_of(app, None if output == "-" else output, PAPER)
    monday = parse_week(week, app.workspace.today) if week else None
    found = view(app.workspace, of, monday)
    if pulse and not output and app.form() == "table":
        found["pulse"] = _pulse(app)
    paper_or_write(app, output, found, paper)
    app.name_bad_files()


def _pulse(app: App) -> dict[str, Any] | None:
    """The latest pulse; None where the person has no store, or it cannot be read."""
    from clm.options import private_store
    from clm.services.pulses import shown

    with suppress(ClmError):
        store = private_store(app)
        return next(iter(shown(app.workspace, store)), None) if store else None
    return None
