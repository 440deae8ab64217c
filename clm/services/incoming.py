"""Rows of a CSV file as typed values: every cell that is wrong is named by line and column."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, get_args

from clm.domain.customer import BookingKind, BookingStatus, CustomerKind
from clm.domain.moments import YEARS, written_day, written_moment
from clm.domain.requestwords import PostedStatus
from clm.domain.values import CROCKFORD, ID_DIGITS, Class
from clm.errors import BadDataError
from clm.store.converting import nearest
from clm.store.csvfile import CsvFile, RowError, read_csv
from clm.store.dialect import FORBIDDEN, decode, shown
from clm.store.spans import plain, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

Noun = Literal["customers", "bookings", "tasks"]
Values: TypeAlias = dict[str, Any]
"""Column → value; an empty cell has none."""


class Problem(NamedTuple):
    """Why a row was left out; `line` counts the header as 1, `column` is the column's name."""

    line: int
    column: str | None
    message: str


class People(NamedTuple):
    """The handles that a cell may name."""

    colleagues: Collection[str]
    vpas: Collection[str]


class Incoming(NamedTuple):
    """The good rows with their lines, what is wrong with others, and what to warn of.

    `names` are the file's own names of the columns that are read, by ours.
    """

    rows: list[tuple[int, Values]]
    problems: list[Problem]
    warnings: list[str]
    names: Mapping[str, str]


# cells

Parse: TypeAlias = "Callable[[str, People], Any]"
"""A cell's text → its value; ValueError says what is wrong."""

_LIKE_A_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}(\.\d{1,4})?", re.ASCII)


def _line(text: str, _: People) -> str:
    if "\n" in text:
        raise ValueError("a line break in the middle")
    return text


def _text(text: str, _: People) -> str:
    return text


def _email(text: str, people: People) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f'"{shown(text)}" is no e-mail address')
    return _line(text, people)


def _day(text: str, _: People) -> date:
    try:
        return written_day(text)
    except ValueError:
        raise ValueError(_no_time(text, "2026-11-22")) from None


def _moment(text: str, _: People) -> str:
    try:
        return written_moment(text)
    except ValueError:
        raise ValueError(_no_time(text, "2026-11-22 or 2026-11-22T09:30:00Z")) from None


def _no_time(text: str, sample: str) -> str:
    if _LIKE_A_DAY.fullmatch(text):
        return f'"{text}" is no day of the calendar from {YEARS[0]} to {YEARS[-1]}'
    return f'"{shown(text)}" is no date; write it as {sample}'


def _number(text: str, _: People) -> Decimal:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    raise ValueError(f'"{shown(text)}" is no number; write it as 7.5')


def _truth(text: str, _: People) -> bool:
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    raise ValueError(f'"{shown(text)}" is neither true nor false')


def _colleague(text: str, people: People) -> str:
    if text in people.colleagues:
        return text
    raise ValueError(f'nobody in the team has the handle "{shown(text)}"')


def _vpa(text: str, people: People) -> str:
    if text in people.vpas:
        return text
    raise ValueError(f'there is no VPA "{shown(text)}"')


def _id(prefix: str) -> Parse:
    pattern = re.compile(rf"{prefix}-[{CROCKFORD}]{{{ID_DIGITS[prefix]}}}")

    def parse(text: str, _: People) -> str:
        if pattern.fullmatch(text):
            return text
        raise ValueError(f'"{shown(text)}" is no id of the form {prefix}-{"x" * ID_DIGITS[prefix]}')

    return parse


def _one_of(words: Any) -> Parse:  # noqa: ANN401 -- a Literal has no type of its own
    known: tuple[str, ...] = get_args(words)

    def parse(text: str, _: People) -> str:
        if text in known:
            return text
        raise ValueError(f'"{shown(text)}" is none of {", ".join(known)}')

    return parse


COLUMNS: Final[Mapping[Noun, Mapping[str, Parse]]] = {
    "customers": {
        "id": _id("c"), "external_id": _line, "name": _line, "kind": _one_of(CustomerKind),
        "email": _email, "phone": _line, "registered_on": _day, "source": _line,
        "language": _line, "plz": _line, "city": _line, "company": _line, "infos": _text,
        "owner": _colleague, "sales": _colleague, "account_manager": _colleague, "vpa": _vpa,
        "class": _one_of(Class),
    },
    "bookings": {
        "customer": _line, "id": _id("b"), "booked_on": _day, "hours": _number,
        "kind": _one_of(BookingKind), "trial": _truth, "status": _one_of(BookingStatus),
        "price": _number, "order": _line, "cancelled_on": _day,
    },
    "tasks": {
        "customer": _line, "id": _id("t"), "title": _line, "posted_at": _moment,
        "deadline": _moment, "vpa": _vpa, "status": _one_of(PostedStatus),
    },
}  # fmt: skip
"""The columns of each kind of file and what their cells hold (`commands`, The tree)."""

NEEDED: Final[Mapping[Noun, tuple[tuple[str, ...], ...]]] = {
    "customers": (("id", "external_id", "name"),),
    "bookings": (("customer",), ("id", "booked_on")),
    "tasks": (("customer",), ("id", "title"), ("id", "posted_at")),
}
"""Of each group one column at least must be there."""


# files


def read(
    noun: Noun, data: bytes, name: str, people: People, mapping: Mapping[str, str | None]
) -> Incoming:
    """All rows of a file; a row with a bad cell is among the problems only.

    Raises:
        BadDataError: the file cannot be read as CSV, or a column is missing or there twice.
    """
    file = read_csv(data, name)
    names, warnings = _named(noun, file, name, mapping)
    problems: list[Problem] = []
    rows: list[tuple[int, Values]] = []
    parsers = [(theirs, ours, COLUMNS[noun][ours]) for theirs, ours in names.items()]
    for record in file.records:
        if isinstance(record, RowError):
            problems.append(Problem(record.line, None, record.message))
            continue
        line, cells = record
        values: Values = {}
        wrong: list[Problem] = []
        for theirs, ours, parse in parsers:
            if not cells[theirs]:
                continue
            try:
                values[ours] = _value(cells[theirs], parse, people)
            except ValueError as reason:
                wrong.append(Problem(line, theirs, str(reason)))
        problems += wrong
        if not wrong:
            rows.append((line, values))
    return Incoming(rows, problems, warnings, {ours: theirs for theirs, ours in names.items()})


def _value(text: str, parse: Parse, people: People) -> Any:  # noqa: ANN401 -- a typed value
    if found := FORBIDDEN.search(text):
        raise ValueError(f"it holds the character U+{ord(found[0]):04X}, which data may not hold")
    return parse(text, people)


def _named(
    noun: Noun, file: CsvFile, name: str, mapping: Mapping[str, str | None]
) -> tuple[dict[str, str], list[str]]:
    """Their column → ours, and what to warn of."""
    known = COLUMNS[noun]
    names: dict[str, str] = {}
    warnings = [
        f"{name}: there is no column {shown(theirs)} to rename"
        for theirs in mapping
        if theirs not in file.header
    ]
    for theirs in file.header:
        ours = mapping.get(theirs, theirs)
        if ours is None:
            continue
        if ours in names.values():
            raise BadDataError(f"{name}:1:1: two columns are to be {ours}", "map one of them")
        if ours in known:
            names[theirs] = ours
        else:
            hint = nearest(ours, known) or "--map FILE says what it is"
            warnings.append(f"{name}: the column {shown(theirs)} is not read; {hint}")
    for group in NEEDED[noun]:
        if not set(group) & set(names.values()):
            raise BadDataError(
                f"{name}:1:1: there is no column {' or '.join(group)}",
                f"known are: {', '.join(known)}; --map FILE renames theirs to ours",
            )
    return names, warnings


def read_map(noun: Noun, data: bytes, name: str) -> dict[str, str | None]:
    """A YAML mapping `theirs: ours`; a column without a name of ours is left out.

    Raises:
        BadDataError: it is no such mapping.
    """
    text, findings = decode(data, name)
    root = None
    if text is not None:
        root, more = scan(text, name)
        findings += more
    if findings:
        raise BadDataError(str(findings[0]), findings[0].hint)
    found = plain(root) if root else {}
    if not isinstance(found, dict) or not all(isinstance(v, str | None) for v in found.values()):
        raise BadDataError(f"{name}:1:1: write one line `theirs: ours` a column")
    for ours in found.values():
        if ours is not None and ours not in COLUMNS[noun]:
            hint = f"known are: {', '.join(COLUMNS[noun])}"
            raise BadDataError(f"{name}:1:1: {noun} have no column {shown(ours)}", hint)
    return found
