"""Git's config files read as text, by a strict parser of our own: no git has to be started.

What git refuses is refused here too, and what this parser cannot read is refused rather than
skipped: a key that git would see is never missed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import StateError
from clm.store.smallfile import MOST, read_small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEPTH: Final = 10
"""How many files may include each other, as in git."""

FILES: Final = 200
"""How many files one may include, one of them twice counted twice: each may include many more."""

_SKIPPED: Final = re.compile(r"(?:[ \t\n]++|[#;][^\n]*+)*+")
_SECTION: Final = re.compile(r'\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*+)")?\]')
_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*+)[ \t]*+(=|(?=\n|\Z))")
_ESCAPE: Final = r'\\[\ntbn\\"]'
_VALUE: Final = re.compile(
    rf'((?:[^"\\\n#;]|{_ESCAPE}|"(?:[^"\\\n]|{_ESCAPE})*+")*+)(?:[#;][^\n]*+)?(?=\n|\Z)'
)
_OF_PEOPLE: Final = frozenset(
    f"{role}.{part}" for role in ("user", "author", "committer") for part in ("name", "email")
)
_MEANT: Final = {"n": "\n", "t": "\t", "b": "\b", "\n": ""}


class Item(NamedTuple):
    """One setting: its key as git prints it, its value (None: none is given), its file."""

    key: str
    value: str | None
    path: Path


def items(path: Path) -> Iterator[Item]:
    """All settings of a file and of those it includes, whatever the condition; none: no file.

    An include comes before what it includes.

    Raises:
        StateError: a file cannot be read, is no config file, or too much is included.
    """
    return _items(path, DEPTH, _Spent())


class _Spent:
    """What was read of a config and all it includes: all together is bounded as one file is."""

    files = 0
    size = 0


def _items(path: Path, depth: int, spent: _Spent) -> Iterator[Item]:
    text = _text(path)
    spent.files += 1
    spent.size += len(text)
    if depth < 0 or spent.files > FILES or spent.size > MOST:
        raise StateError(f"{path}: too many files include each other", "take one out")
    for key, value in parse(text, path):
        yield Item(key, value, path)
        if value and is_include(key):
            yield from _items(_included(path, value), depth - 1, spent)


def is_include(key: str) -> bool:
    """Does the key name another file that is read in its place?"""
    return key.startswith(("include.", "includeif.")) and key.endswith(".path")


def meant(key: str, value: str | None) -> str:
    """What a setting says; one without a value is switched on, but names nobody."""
    if value is not None:
        return value
    return "" if key in _OF_PEOPLE else "true"


def parse(text: str, path: Path) -> Iterator[tuple[str, str | None]]:
    """The (key, value) pairs of a config file's text; section and name are in lower case.

    Raises:
        StateError: it is no config file; the message names `path:line`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\r" in text or "\0" in text:
        raise StateError(f"{path}: this is no git config: it has control characters", "mend it")
    section, at = "", _skip(text, 0)
    while at < len(text):
        if header := _SECTION.match(text, at):
            name, sub = header.groups()
            section = name.lower() + ("" if sub is None else "." + re.sub(r"\\(.)", r"\1", sub))
            end = header.end()
        elif section and (key := _KEY.match(text, at)):
            found = _VALUE.match(text, key.end()) if key[2] else None
            if key[2] and not found:
                raise _unreadable(text, at, path)
            yield f"{section}.{key[1].lower()}", _plain(found[1]) if found else None
            end = (found or key).end()
        else:
            raise _unreadable(text, at, path)
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    """Where the next thing begins, after white space and comments."""
    found = _SKIPPED.match(text, at)
    return found.end() if found else at


def _unreadable(text: str, at: int, path: Path) -> StateError:
    line = text.count("\n", 0, at) + 1
    return StateError(f"{path}:{line}: this is no line of a git config", "mend it, or remove it")


def _plain(raw: str) -> str:
    """A value without quotes, escapes, continued lines, and the white space around it."""
    if '"' not in raw and "\\" not in raw:
        return raw.strip(" \t").replace("\t", " ")
    plain, is_quoted, spaces = "", False, 0
    for escaped, char in re.findall(r"\\(.)|(.)", raw, re.DOTALL):
        if char in {" ", "\t"} and not is_quoted:
            spaces += bool(plain)
            continue
        plain += " " * spaces
        spaces = 0
        if char == '"':
            is_quoted = not is_quoted
        else:
            plain += _MEANT.get(escaped, escaped) if escaped else char
    return plain


def _included(path: Path, value: str) -> Path:
    return path.parent / expanded(value)


def expanded(value: str) -> Path:
    """A path of a setting, `~` and `~name` as the folders they mean.

    Raises:
        StateError: there is nobody of that name.
    """
    from pathlib import Path

    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise StateError(
            f"git's config names {value}: there is nobody like that", "mend it"
        ) from None


def _text(path: Path) -> str:
    try:
        return read_small(path).decode(errors="surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as problem:
        raise StateError(f"{path} cannot be read: {problem.strerror}", "mend it") from None
