"""`clm doctor`: what may stand in the way here, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.errors import ClmError
from clm.options import leave, pass_app, this_host, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.services.doctor import Asked, Line


@verb("doctor", epilog="Example: clm doctor · clm doctor --json")
@pass_app
def command(app: App) -> None:
    """Look at what clm needs here: what is installed, the data, the repository, locks, the index.

    Each line is ok, a note, or wrong; what is not ok says what to do. Nothing is changed, locked
    or made anew. Exits 1 where something is wrong.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing, render
    from clm.services.doctor import examine

    app.choose_language()  # where it is named after the command; others choose on opening the data
    lines, today, user = examine(_asked(app))
    if app.form() == "table":
        click.echo(_told(lines), nl=False)
    else:
        items: list[dict[str, Any]] = [line._asdict() for line in lines]
        columns = (
            Column("what", translate("What"), value=lambda item: _label(item["what"])),
            Column("state", label("state"), value=lambda item: _label(item["state"])),
            Column("found", translate("Found")),
            Column("hint", translate("What to do")),
        )
        shown = render(
            Listing("clm/doctor@1", items, columns, ids="what"),
            app.form(),
            today=today,
            user=user,
            fields=app.options.get("fields", ()),
            raw=bool(app.options.get("raw")),
        )
        click.echo(shown, nl=False)
    if any(line.state == "wrong" for line in lines):
        leave(1)


def _asked(app: App) -> Asked:
    from clm.services.doctor import Asked

    language = app.resolved("lang").value or "en"
    try:
        data: Any = app.data
    except ClmError as problem:
        data = problem
    return Asked(data, app.resolved("user").value, language, this_host(), app.pinned_day())


def _told(lines: Sequence[Line]) -> str:
    """How each thing is, what it is, what was found; below it what to do."""
    from clm.render.text import detail

    width = max(len(_label(line.state)) for line in lines)
    return detail(
        [
            (
                f"{_label(line.state):{width}}  {_label(line.what)}",
                line.found + (f"\nhint: {line.hint}" if line.hint else ""),
            )
            for line in lines
        ]
    )


def _label(word: str) -> str:
    """What a state or a thing is called; the names of programs and files are everybody's."""
    from clm.i18n import LABELS, label

    key = f"doctor:{word}"
    return label(key) if key in LABELS else word
