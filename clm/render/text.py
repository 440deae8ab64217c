"""Short messages for people: errors, what a write changed, and one record's details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import translate
from clm.render.safe import shown
from clm.render.table import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def error(message: str, hint: str | None = None) -> str:
    """`error: what is wrong` and, where there is a next step, `hint: what to do`."""
    return _spoken("error", message) + (_spoken("hint", hint) if hint else "")


def warning(message: str) -> str:
    """`warning: what was met on the way`."""
    return _spoken("warning", message)


def changed_line(what: str, commit: str | None = None) -> str:
    """What a write changed, and the word to undo it; without a commit nothing is to be undone."""
    undo = f"undo: clm undo {commit}\n" if commit else ""
    return f"{shown(what)}\n{undo}"


def detail(pairs: Sequence[tuple[str, str | None]]) -> str:
    """Labels and values below each other, aligned; a pair without a value is left out.

    A value may have several lines.
    """
    given = [(label, value) for label, value in pairs if value]
    indent = max((display_width(label) for label, _ in given), default=0) + 2
    return "".join(
        f"{label}{' ' * (indent - display_width(label))}{_hanging(value, indent)}\n"
        for label, value in given
    )


def _spoken(word: str, sentence: str) -> str:
    """Further lines are indented, so that no text from data begins a line of ours."""
    return f"{word}: {_hanging(sentence, 2)}\n"


def _hanging(text: str, indent: int) -> str:
    return shown(text, keep_lines=True).rstrip("\n").replace("\n", "\n" + " " * indent)


def section(heading: str, lines: Sequence[str]) -> str:
    """Lines below a heading, which is translated; nothing where there are none."""
    if not lines:
        return ""
    return "".join([f"{translate(heading)}\n", *(f"  {shown(line)}\n" for line in lines)])


def fullness(complete: Mapping[str, Any]) -> str:
    """How complete a record is, and what of the fields asked for is missing (A0.5)."""
    missing = [*complete["required"], *complete["recommended"]]
    lacking = f" ({translate('missing')}: {', '.join(missing)})" if missing else ""
    return f"{complete['score']} %{lacking}"


def joined(parts: Iterable[object]) -> str:
    """What there is of some parts, on one line."""
    return "  ".join(str(part) for part in parts if part)
