"""Lists in every form: one set of rows as table, JSON, JSON lines, CSV, ids, Markdown or HTML.

JSON holds the items as they are, and is a contract, and CSV has their values; the forms for people
show columns made from the same items, in the reader's language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from clm.domain.names import did_you_mean, shortest_prefixes
from clm.errors import UsageError
from clm.i18n import label, translate, word
from clm.render.safe import csv_cell, json_text, shown
from clm.render.table import Cell, Shape, least, table

Form = Literal["table", "json", "jsonl", "csv", "ids", "md", "html"]
Item = Mapping[str, Any]

_NAMED: Final = frozenset({"list", "phase"})
"""Keys whose values are labels themselves (A1.2)."""


class Column(NamedTuple):
    """One column of the shown forms.

    `key` names it in `--fields` and in CSV's header, `label` is its heading for people. `value`
    makes what people read where it is not simply the item's `key`. `alert` names an item's truth
    value (`overdue`) that turns the cell red. `spare` columns are left out, the highest first,
    where a terminal is too narrow to show ids, days and figures whole.
    """

    key: str
    label: str
    numeric: bool = False
    min_width: int = 6
    value: Callable[[Item], object] | None = None
    alert: str | None = None
    spare: int = 0

    def of(self, item: Item) -> object:
        """What people read for one item."""
        if self.value:
            return self.value(item)
        own = item.get(self.key)
        if not isinstance(own, str):
            return own
        return label(own) if self.key in _NAMED else word(self.key, own)

    def own(self, item: Item) -> object:
        """What scripts read: the item's value, made only where the item has none (A1.2)."""
        return item[self.key] if self.key in item else self.of(item)


class Listing(NamedTuple):
    """What a command found.

    `schema` is the contract's name and version (`clm/mine@1`). `extra` are further keys beside
    `items` in JSON. `ids` is the key of the id column, and `known` all ids a prefix has to tell
    apart (by default those listed). `fields` are keys of the items that `--fields` may name
    besides the columns. `empty` is the sentence a table without rows is replaced by, `foot` one
    that people read below the rows. `sheet` writes the paper that Markdown and HTML hand on
    instead of the bare rows, where it is one.
    """

    schema: str
    items: Sequence[Item]
    columns: Sequence[Column]
    extra: Mapping[str, object] = {}
    ids: str = "ref"
    known: Sequence[str] = ()
    fields: Sequence[str] = ()
    empty: str = ""
    foot: str = ""
    sheet: Callable[[Form], str] | None = None


class _Look(NamedTuple):
    """How the reader wants it; see `render`."""

    today: date
    user: str | None
    fields: Sequence[str]
    width: int | None
    colour: bool
    raw: bool
    zone: Callable[[], tzinfo | None] | None


def render(
    listing: Listing,
    form: Form,
    *,
    today: date,
    user: str | None,
    fields: Sequence[str] = (),
    width: int | None = None,
    colour: bool = False,
    raw: bool = False,
    zone: Callable[[], tzinfo | None] | None = None,
) -> str:
    """The list in one form, each line ended by a line feed; "" where a form has nothing to say.

    Args:
        listing: What was found.
        form: The form asked for; whether the command offers it is the caller's business.
        today: The day the list was made for.
        user: The acting person's handle.
        fields: The columns to show, in this order; in JSON the keys of an item.
        width: The terminal's width in columns; None: no terminal, nothing is cut.
        colour: Whether ANSI colours are wanted.
        raw: Leave CSV cells and ids exactly as the data has them.
        zone: Asked where people read it: they see moments by its clock; None leaves them as they
            are. It is asked only if there is a moment, as zones take long to load.

    Raises:
        UsageError: `fields` names one that the list does not have.
    """
    columns = chosen(listing, fields)
    if listing.sheet and not fields and form in ("md", "html"):
        return listing.sheet(form)
    return _FORMS[form](listing, columns, _Look(today, user, fields, width, colour, raw, zone))


def number(value: Decimal | None) -> int | float | None:
    """Hours as JSON has them: a whole number where it is one."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def chosen(listing: Listing, fields: Sequence[str]) -> Sequence[Column]:
    """The columns to show: those of the list, or the named ones in the named order.

    Raises:
        UsageError: one is named that the list does not have; whoever writes asks before.
    """
    if not fields:
        return listing.columns
    offered = {key: Column(key, label(key)) for key in listing.fields}
    offered.update((column.key, column) for column in listing.columns)
    unknown = [field for field in fields if field not in offered]
    if unknown:
        near = did_you_mean(unknown[0], offered)
        raise UsageError(
            f"no field {', '.join(unknown)}", f"{near}the fields are: {', '.join(sorted(offered))}"
        )
    return [offered[field] for field in fields]


def _table(listing: Listing, columns: Sequence[Column], look: _Look) -> str:
    if not listing.items:
        return f"{listing.empty}\n" if listing.empty else ""
    prefixes: Mapping[str, int] = {}
    if look.colour:
        own = list(_own_ids(listing))
        prefixes = shortest_prefixes([*own, *listing.known])
    lines = [
        [_cell(column, item, look, listing.ids, prefixes) for column in columns]
        for item in listing.items
    ]
    shapes = [
        _shape(column, [line[place].text for line in lines], listing.ids)
        for place, column in enumerate(columns)
    ]
    places = list(range(len(columns)))
    while look.width is not None and not look.fields and not _has_room(shapes, places, look.width):
        spared = max(places, key=lambda place: columns[place].spare)
        if not columns[spared].spare:
            break
        places.remove(spared)
    text = table(
        [columns[place].label for place in places],
        [[line[place] for place in places] for line in lines],
        [shapes[place] for place in places],
        width=look.width,
        colour=look.colour,
    )
    left_out = [one.key for place, one in enumerate(columns) if place not in places]
    if left_out:
        text += translate("not shown for lack of room: {fields}").format(fields=", ".join(left_out))
        text += "\n"
    return text + (f"\n{shown(listing.foot)}\n" if listing.foot else "")


def _has_room(shapes: Sequence[Shape], places: Sequence[int], width: int) -> bool:
    return least([shapes[place] for place in places]) <= width


def _read(column: Column, item: Item, look: _Look) -> str:
    """What people read of an item in a column."""
    value = column.of(item)
    may_tell_time = isinstance(value, dict) or (isinstance(value, str) and value[10:11] == "T")
    zone = look.zone() if look.zone and may_tell_time else None
    if zone is None:
        return cell_text(value)
    from clm.render.times import timed

    return cell_text(timed(value, zone))


def _cell(column: Column, item: Item, look: _Look, ids: str, prefixes: Mapping[str, int]) -> Cell:
    text = shown(_read(column, item, look))
    bold = prefixes.get(text, 0) if column.key == ids else 0
    return Cell(text, bold, red=column.alert is not None and bool(item.get(column.alert)))


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?\Z")


def _shape(column: Column, texts: Sequence[str], ids: str) -> Shape:
    """An id, a day or a figure that is cut is no use: its column keeps its width if it can."""
    longest = max(map(len, texts))
    if column.numeric:
        return Shape(numeric=True, min_width=max(longest, 3))
    is_whole = column.key == ids or all(not text or _DAY.match(text) for text in texts)
    least_width = min(column.min_width, longest)
    return Shape(min_width=max(least_width, longest) if is_whole else least_width)


def _said(truth: bool) -> str:
    return translate("yes") if truth else translate("no")


def _written(truth: bool) -> str:
    return "yes" if truth else "no"


def cell_text(value: object, truth: Callable[[bool], str] = _said) -> str:
    """A value as a cell: nothing for None, lists joined by a comma, a truth value by `truth`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {cell_text(held, truth)}" for key, held in value.items())
    if isinstance(value, Sequence | frozenset):
        return ", ".join(cell_text(held, truth) for held in value)
    return str(value)


def _json(listing: Listing, columns: Sequence[Column], look: _Look) -> str:
    """One object, one item a line: as fast as compact JSON, and a person can read it."""
    head = {"schema": listing.schema, "today": look.today, "user": look.user, **listing.extra}
    items = ",\n".join(_encoded_items(listing, columns, look))
    return f'{_encoded(head)[:-1]}, "items": [\n{items}\n]}}\n'


def _jsonl(listing: Listing, columns: Sequence[Column], look: _Look) -> str:
    return "".join(f"{line}\n" for line in _encoded_items(listing, columns, look))


def _encoded_items(listing: Listing, columns: Sequence[Column], look: _Look) -> list[str]:
    """Whole items, or the fields that were asked for."""
    if not look.fields:
        return [_encoded(item) for item in listing.items]
    return [
        _encoded({column.key: column.own(item) for column in columns}) for item in listing.items
    ]


def _encoded(value: object) -> str:
    return json_text(_ENCODE(value))


def _plain(value: object) -> object:
    """What JSON has no type for: dates as ISO text, money as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
"""One for all items: `json.dumps` makes an encoder for each."""


def _csv(listing: Listing, columns: Sequence[Column], look: _Look) -> str:
    import csv
    from io import StringIO

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    for item in listing.items:
        cells = [(column, cell_text(column.own(item), _written)) for column in columns]
        writer.writerow(
            [cell if look.raw else csv_cell(cell, numeric=c.numeric) for c, cell in cells]
        )
    return text.getvalue()


def _ids(listing: Listing, _: Sequence[Column], look: _Look) -> str:
    """Each id once, in the list's order."""
    ids = dict.fromkeys(_own_ids(listing))
    return "".join(f"{one if look.raw else shown(one)}\n" for one in ids)


def _own_ids(listing: Listing) -> Iterator[str]:
    """The ids of the items; what stands for nobody has none."""
    return (str(item[listing.ids]) for item in listing.items if item.get(listing.ids) is not None)


_MARKDOWN: Final = str.maketrans({char: f"\\{char}" for char in r"\`*_[]<>|#"})


def _markdown(listing: Listing, columns: Sequence[Column], look: _Look) -> str:
    lines = [
        [markdown_cell(column.label) for column in columns],
        ["---:" if column.numeric else "---" for column in columns],
        *([markdown_cell(_read(c, item, look)) for c in columns] for item in listing.items),
    ]
    foot = f"\n{markdown_cell(listing.foot)}\n" if listing.foot else ""
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + foot


def markdown_cell(text: str) -> str:
    """Text from data as one cell of a Markdown table: it formats nothing."""
    return shown(text).translate(_MARKDOWN)


def _html(listing: Listing, columns: Sequence[Column], look: _Look) -> str:
    head = _html_row("th", [column.label for column in columns])
    body = "".join(
        _html_row("td", [_read(column, item, look) for column in columns]) for item in listing.items
    )
    foot = f"<p>{_html_text(listing.foot)}</p>\n" if listing.foot else ""
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        f"<title>{_html_text(listing.schema)}</title></head><body>\n"
        f"<table>\n<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n{foot}</body></html>\n"
    )


def _html_row(tag: str, texts: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_html_text(text)}</{tag}>' for text in texts)}</tr>\n"


def _html_text(text: str) -> str:
    from html import escape

    return escape(shown(text))


_FORMS: Final[Mapping[Form, Callable[[Listing, Sequence[Column], _Look], str]]] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "ids": _ids,
    "md": _markdown,
    "html": _html,
}
