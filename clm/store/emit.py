"""The canonical writer: records → YAML as `data-format` wants it; all of it reads back the same.

A text stands plain wherever YAML allows it; what the type of a field is never changes how its
value is written, because the reader takes every scalar as text first.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from clm.errors import UsageError
from clm.store.dialect import FORBIDDEN, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

Data: TypeAlias = Any
"""Plain data: a text, or dictionaries and lists of these."""
Value: TypeAlias = Any
"""What a field of a record may hold."""

_STEP: Final = 2
_NOT_FIRST: Final = frozenset("?:,[]{}#&*!|>'\"%@` \t")
_NOT_PLAIN: Final = re.compile(r":[ \t]|[ \t]#|[\t\n]|[: ]\Z")
_NOT_PLAIN_IN_FLOW: Final = re.compile(r"[,\[\]{}?]")
_RESERVED: Final = frozenset({"~", "null", "Null", "NULL", "<<", "=", "-", "---", "..."})
_NOT_LITERAL: Final = re.compile(r"\A[ \t\n]|[ \t](?:\n|\Z)|\n\n\Z|\A\n*\Z")
_SIMPLE: Final = re.compile(
    r"(?!(?:null|Null|NULL)\Z)[A-Za-z0-9](?:[\w ./@+-]*[\w./@+-])?", re.ASCII
)
"""Most texts: plain anywhere, and told so by one look instead of six."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})


def schema_line(path: str, schema: str) -> str:
    """The first line of a data file, which names its JSON Schema to editors."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}.schema/{schema}.json"


def new_file(record: msgspec.Struct, schema_line: str | None) -> bytes:
    """A whole new file: the schema line, then the fields in order, defaults left out.

    Raises:
        UsageError: a value holds a character that data may not hold.
    """
    lines = [schema_line] if schema_line else []
    lines += block(as_data(record), 0)
    return ("\n".join(lines) + "\n").encode()


def as_data(value: Value) -> Data:
    """A value or record as plain data: texts as they are written; an empty field is left out.

    What a mapping names is there also with nothing in it: a tag without other names is a tag.

    Raises:
        UsageError: the value has no written form (NaN, a time stamp, …).
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, msgspec.Struct):
        return _filled(
            (encoded, held)
            for encoded, name, default in _fields(type(value))
            if (held := getattr(value, name)) != default
        )
    if isinstance(value, dict):
        return {str(name): as_data(held) for name, held in value.items() if held is not None}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    return _text(value)


@cache
def _fields(record: type[msgspec.Struct]) -> tuple[tuple[str, str, Value], ...]:
    """Of each field its name in files, its attribute, its default; asked once for each type."""
    return tuple(
        (
            field.encode_name,
            field.name,
            field.default
            if field.default_factory is msgspec.NODEFAULT
            else field.default_factory(),
        )
        for field in msgspec.structs.fields(record)
    )


def _filled(pairs: Iterable[tuple[str, Value]]) -> dict[str, Data]:
    found = {}
    for name, held in pairs:
        data = held if held.__class__ is str else as_data(held)
        if data or data == "":
            found[name] = data
    return found


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise UsageError(f'"{shown(str(value))}" cannot be written as data')


def scalar(value: Value, *, indent: int) -> str:
    """One value as YAML, to stand after `key: ` or `- `; later lines are indented by `indent`.

    Raises:
        UsageError: the value holds a character that data may not hold.
    """
    text = value if isinstance(value, str) else _text(value)
    if "\n" not in text or _NOT_LITERAL.search(text):
        return inline(text)
    _check_characters(text)
    head, body = ("|", text[:-1]) if text.endswith("\n") else ("|-", text)
    pad = " " * indent
    return "\n".join([head, *(pad + line if line else "" for line in body.split("\n"))])


def inline(text: str, *, flow: bool = False) -> str:
    """A text on one line: plain where YAML allows it (within `{ }` if `flow`), else quoted."""
    if _SIMPLE.fullmatch(text):
        return text
    _check_characters(text)
    if (
        text
        and text[0] not in _NOT_FIRST
        and text not in _RESERVED
        and not text.startswith("- ")
        and not _NOT_PLAIN.search(text)
        and not (flow and _NOT_PLAIN_IN_FLOW.search(text))
    ):
        return text
    double = not text or "\n" in text or "\t" in text
    return quoted(text, '"' if double or ("'" in text and '"' not in text) else "'")


def quoted(text: str, style: str) -> str:
    """A text in the quotes of `style`; double ones where single ones cannot hold it."""
    _check_characters(text)
    if style == "'" and "\n" not in text and "\t" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.translate(_ESCAPES) + '"'


def _check_characters(text: str) -> None:
    if found := FORBIDDEN.search(text):
        raise UsageError(
            f"the text holds the character U+{ord(found[0]):04X}, which data may not hold",
            "take it away; it cannot be seen, so type the text again rather than paste it",
        )


def block(data: dict[str, Data], indent: int) -> list[str]:
    """A mapping in block style, one field a line."""
    return [line for name, held in data.items() for line in entry(name, held, indent)]


def entry(name: str, data: Data, indent: int) -> list[str]:
    """One field in block style: `key: value`, or `key:` and what it holds below it."""
    key = f"{' ' * indent}{name if _SIMPLE.fullmatch(name) else inline(name, flow=True)}:"
    if data.__class__ is str and _SIMPLE.fullmatch(data):
        return [f"{key} {data}"]
    if isinstance(data, dict | list):
        return [key, *below(data, indent)] if data else [f"{key} {flow(data)}"]
    return [key] if data is None else f"{key} {scalar(data, indent=indent + _STEP)}".split("\n")


def below(data: Data, indent: int) -> list[str]:
    """What stands on the lines below a key that is indented by `indent`."""
    if isinstance(data, dict):
        return block(data, indent + _STEP)
    return [line for held in data for line in item(held, indent + _STEP)]


def item(data: Data, indent: int) -> list[str]:
    """One item of a block list whose dash is indented by `indent`."""
    pad = " " * indent
    if isinstance(data, dict) and data:
        first, *others = block(data, indent + _STEP)
        return [f"{pad}- {first.lstrip(' ')}", *others]
    if isinstance(data, str):
        return f"{pad}- {scalar(data, indent=indent + _STEP)}".split("\n")
    return [f"{pad}- {flow(data)}"]


def flow(data: Data) -> str:
    """Data on one line, as it stands within `{ }` or `[ ]`."""
    if isinstance(data, dict):
        pairs = (f"{inline(name, flow=True)}: {flow(held)}" for name, held in data.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(flow(held) for held in data) + "]"
    return "" if data is None else inline(data, flow=True)
