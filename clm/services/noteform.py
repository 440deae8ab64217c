"""An entry as a form in the person's editor: short fields on a line each, texts below headings.

So nobody has to know YAML to write a case file, and a text may hold whatever it likes. What was
pasted stands last and is not looked at: it may hold headings, too (A3.6).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, get_args

from clm.domain.casefile import NoteKind
from clm.errors import BadDataError, ClmError, NotFoundError, RefusedError, UsageError
from clm.i18n import translate
from clm.services.noting import Typed
from clm.store.editor import open_editor, text_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

LONG: Final[dict[str, str]] = {
    "situation": "Situation",
    "task": "Task",
    "reaction": "Reaction",
    "next_steps": "Next steps",
    "text": "Text",
}
"""The fields below a heading each, as `Typed` calls them; people read the heading's translation."""
_QUOTE: Final = "Quote, to the end of this file"
"""The heading of a text that was pasted; it is the last one."""
SHORT: Final = (
    "kind", "tags", "next-on", "remind", "pin", "source", "at", "booking", "complaint", "what",
    "price", "valid-until",
)  # fmt: skip
"""The fields on one line each, called as the options are."""
_ALWAYS: Final = frozenset({"kind", "tags", "next-on"})
_OF_KIND: Final[dict[str | None, tuple[str, ...]]] = {
    "special-agreement": ("what", "price", "valid-until"),
    "addon-booking": ("booking",),
    "package-extension": ("booking",),
    "complaint": ("complaint",),
}
"""What else a form of a kind asks for."""


def form(typed: Typed) -> str:
    """What the person is given to fill in, with all that was typed already."""
    lines = [f"# {translate('what is left empty is left out; lines like this one are not kept')}"]
    lines.append(f"# {translate('kinds')}: {', '.join(get_args(NoteKind))}")
    wanted = _ALWAYS.union(_OF_KIND.get(typed.kind, ()))
    for key in SHORT:
        held = _shown(typed, key)
        if held or key in wanted:
            lines.append(f"{key}: {held}".rstrip())
    for field, heading in _headings(typed).items():
        lines += ["", heading, getattr(typed, field) or ""]
    return "\n".join(lines) + ("" if typed.pasted else "\n")


def _headings(typed: Typed) -> dict[str, str]:
    """Field → its heading, in the order of the form."""
    words = LONG | {"text": _QUOTE} if typed.pasted else LONG
    return {field: f"## {translate(word)}" for field, word in words.items()}


def _shown(typed: Typed, key: str) -> str:
    held = getattr(typed, key.replace("-", "_"))
    if isinstance(held, tuple):
        return ", ".join(held)
    return ("yes" if held else "") if isinstance(held, bool) else (held or "")


def filled(text: str, before: Typed) -> Typed:
    """What a form says; whether its text was pasted is as it was, and that one is verbatim.

    Raises:
        BadDataError: a line before the first heading is no field of the form, or the heading of
            what was pasted is not there any more.
    """
    headings = _headings(before)
    verbatim: dict[str, str] = {}
    if before.pasted:
        text, verbatim["text"] = _quote_apart(text, before, headings.pop("text"))
    fields = {heading.casefold(): field for field, heading in headings.items()}
    parts: dict[str, list[str]] = {}
    short: dict[str, str] = {}
    field = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().casefold() in fields:
            field = fields[line.strip().casefold()]
        elif field:
            parts.setdefault(field, []).append(line)
        elif line.strip() and not line.startswith("#"):
            key, value = _field(line, number)
            short[key] = value
    long = {name: "\n".join(parts.get(name, ())).strip("\n") or None for name in headings}
    return Typed(pasted=before.pasted, **long, **verbatim, **dict(_values(short)))  # type: ignore[arg-type]


def _quote_apart(text: str, before: Typed, heading: str) -> tuple[str, str]:
    """The form up to the quote, and the quote to its last character.

    Raises:
        BadDataError: its heading is not there any more.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.strip().casefold() == heading.casefold():
            quote = "\n".join(lines[number + 1 :])
            ended = before.text is None or before.text.endswith("\n")
            # Editors end a file with a line break of their own.
            return "\n".join(lines[:number]), quote if ended else quote.removesuffix("\n")
    raise BadDataError(
        f"the line {heading} is not there any more", "put it back: all below it is the quote"
    )


def _field(line: str, number: int) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    key = key.strip().lower()
    if not colon or key not in SHORT:
        raise BadDataError(
            f"line {number}: there is no field {key or line.strip()}",
            f"known: {', '.join(SHORT)}; a text stands below a heading",
        )
    return key, value.strip()


def _values(short: dict[str, str]) -> Iterator[tuple[str, object]]:
    """The short fields as `Typed` has them."""
    for key, value in short.items():
        if key == "tags":
            yield key, tuple(value.replace(",", " ").split())
        elif key == "pin":
            yield key, value.lower() not in {"", "no", "false", "nein", "não"}
        elif key == "kind" and value and value not in get_args(NoteKind):
            raise BadDataError(
                f"there is no kind {value}", f"known: {', '.join(get_args(NoteKind))}"
            )
        else:
            yield key.replace("-", "_"), value or None


def in_editor(typed: Typed, use: Callable[[Typed], T], again: Callable[[ClmError], bool]) -> T:
    """Let the person fill in a form, and use it; what does not fit is asked for again.

    `again` is told why it does not, and answers whether the editor is to be opened once more.

    Raises:
        ClmError: the form was left as it was, or emptied: that is how one gives up; or it does
            not fit, and then the person's copy is kept and named.
    """
    copy = Path(tempfile.mkdtemp(prefix="clm-note-")) / "note.md"
    given = form(typed)
    copy.write_bytes(given.encode())
    try:
        found = _used(copy, typed, use, again)
    except ClmError as problem:
        if not copy.exists() or copy.read_bytes().strip() in {b"", given.encode().strip()}:
            shutil.rmtree(copy.parent, ignore_errors=True)
            raise
        raise problem.also(f"your text is kept: {copy}") from problem
    shutil.rmtree(copy.parent, ignore_errors=True)
    return found


def _used(
    copy: Path, typed: Typed, use: Callable[[Typed], T], again: Callable[[ClmError], bool]
) -> T:
    given = text_left(copy)
    while True:
        open_editor(copy)
        text = text_left(copy)
        if text.strip() in {"", given.strip()}:
            raise ClmError("the form was left as it was: nothing was changed")
        try:
            return use(filled(text, typed))
        except (BadDataError, NotFoundError, RefusedError, UsageError) as problem:
            if not again(problem):
                raise
