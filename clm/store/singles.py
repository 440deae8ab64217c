"""Single values: how a text becomes a date, a number, an id, and what is said where it does not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import inspect

from clm.domain.moments import written_day, written_moment
from clm.domain.names import fold
from clm.domain.values import SLUG

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
_WHOLE: Final = re.compile(r"[0-9]{1,15}")
_GERMAN_DATE: Final = re.compile(r"([0-3]?[0-9])\.([01]?[0-9])\.([12][0-9]{3})")
_SAMPLE_DAY: Final = "2026-11-22"


class Single(NamedTuple):
    """One kind of value; `parse` raises ValueError for a text that is none, `wrong` says why.

    `meant` asks whether another text was meant, None where there is no telling.
    """

    expected: str
    parse: Callable[[str], Any]
    wrong: Callable[[str], str]
    meant: Callable[[str], str | None] = lambda _: None


def bare(kind: inspect.Type) -> inspect.Type:
    """The type of a value that is there, without its annotations."""
    while not isinstance(kind, inspect.StructType):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        elif isinstance(kind, inspect.UnionType):
            (kind,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
        else:
            break
    return kind


def single_of(kind: inspect.Type) -> Single | None:
    """How values of a type are written; None for plain texts, words of a list, and collections."""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            titled = _TITLED.get((kind.extra_json_schema or {}).get("title", ""))
            if titled:
                return titled
            kind = kind.type
        else:
            (kind,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
    if isinstance(kind, inspect.StrType):
        return _patterned(kind.pattern) if kind.pattern is not None else None
    if isinstance(kind, inspect.IntType):
        return _whole(kind)
    return _SINGLES.get(type(kind))


def _patterned(pattern: str) -> Single:
    match = re.compile(pattern, re.ASCII).match
    prefix = re.match(r"\^([a-z]+-)(?:\[.*\])\{(\d)\}", pattern)
    if pattern == SLUG:
        expected = "a handle: lower-case letters, digits and hyphens"
    elif prefix:
        expected = f"an id: {prefix[1]} and {prefix[2]} of 0-9 a-z without i, l, o, u"
    else:
        expected = f"a text like {pattern}"

    def parse(value: str) -> str:
        if match(value) is None:
            raise ValueError
        return value

    def meant(value: str) -> str | None:
        word = fold(value[:64]).replace(" ", "-")
        return f'did you mean "{word}"?' if word and match(word) else None

    wrong = f"is not {expected}"
    return Single(expected.partition(":")[0], parse, lambda _: wrong, meant)


def _day_hint(value: str) -> str:
    """How the date would be written that a person seems to have meant."""
    if found := _GERMAN_DATE.fullmatch(value):
        day, month, year = (int(part) for part in found.groups())
        return f"{year}-{month:02}-{day:02}"
    return _SAMPLE_DAY


def _decimal(value: str) -> Decimal:
    if _NUMBER.fullmatch(value) is None:
        raise ValueError
    return Decimal(value)


def _signed(value: str) -> Decimal:
    return -_decimal(value[1:]) if value.startswith("-") else _decimal(value)


def _no_number(value: str) -> str:
    fault = "is below 0" if _NUMBER.fullmatch(value[1:]) and value[0] == "-" else "is no number"
    return f"{fault}; write 50 or 7.5"


def _whole(kind: inspect.IntType) -> Single:
    """A whole number within the bounds its type declares."""
    low, high = kind.ge, kind.le

    def parse(value: str) -> int:
        if _WHOLE.fullmatch(value) is None:
            raise ValueError
        found = int(value)
        if (low is not None and found < low) or (high is not None and found > high):
            raise ValueError
        return found

    bounds = f" from {low} to {high}" if low is not None and high is not None else ""
    return Single("a whole number", parse, lambda _: f"is no whole number{bounds}")


def _bool(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ValueError
    return value == "true"


_MOMENT: Final = Single(
    "a day or a time",
    written_moment,
    lambda value: f"is no day or time; write {_day_hint(value)} or {_SAMPLE_DAY}T09:30:00Z",
)
_TITLED: Final[dict[str, Single]] = {
    "moment": _MOMENT,
    "signed number": Single("a number", _signed, lambda _: "is no number; write 50 or -7.5"),
}
"""By the title that a type of `values` has."""
_SINGLES: Final[dict[type, Single]] = {
    inspect.DateType: Single(
        "a date", written_day, lambda value: f"is no date; write {_day_hint(value)}"
    ),
    inspect.DecimalType: Single("a number", _decimal, _no_number),
    inspect.BoolType: Single("true or false", _bool, lambda _: "is neither true nor false"),
}
