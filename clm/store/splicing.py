"""Text in, text out: the lines of one field put, taken away, or added to.

Every function takes the text and nodes scanned from it, and gives the new text. Block style
works on whole lines; within `{ }` and `[ ]` it works between the commas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from clm.errors import RefusedError
from clm.store import emit
from clm.store.spans import Mapping, Node, Scalar, Sequence, is_absent

if TYPE_CHECKING:
    from collections.abc import Sequence as Many

Data: TypeAlias = Any

_STEP: Final = 2
_BLOCK_TEXT: Final = frozenset("|>")
_HEAD: Final = re.compile(r"[|>][-+0-9]*([ \t]+#[^\n]*)?")
_COMMENT: Final = re.compile(r"(?:^|\s)#")


def put(text: str, mapping: Mapping, order: Many[str] | None, name: str, data: Data) -> str:
    """Give the field `name` of `mapping` the value `data`; `order` is that of new fields."""
    if name not in mapping.entries:
        return _insert(text, mapping, order, name, data)
    key, node = mapping.entries[name]
    if isinstance(node, Scalar) and not is_absent(node) and isinstance(data, str):
        return _replace(text, mapping, node, data)
    return _refill(text, mapping, key, node, data)


def drop(text: str, mapping: Mapping, name: str) -> str:
    """Take the field `name` away; it must not be the only one of its mapping."""
    spans = [(key.start_mark.index, _end(text, node)) for key, node in mapping.entries.values()]
    number = list(mapping.entries).index(name)
    if mapping.flow:
        return _cut_between_commas(text, spans, number)
    start, end = spans[number]
    if text[_line_start(text, start) : start].strip(" "):
        # The first field beside the dash of its item: the next one takes its place.
        if number + 1 == len(spans):
            raise RefusedError(f'"{name}" does not begin its line', "edit it with `clm edit`")
        return text[:start] + text[spans[number + 1][0] :]
    return _cut_lines(text, start, end)


def append(text: str, sequence: Sequence, items: Many[Data]) -> str:
    """Add items at the end of a list that has some."""
    end = _end(text, sequence.items[-1])
    if sequence.flow:
        return text[:end] + "".join(f", {emit.flow(item)}" for item in items) + text[end:]
    column = sequence.start_mark.column
    lines = [line for item in items for line in emit.item(item, column)]
    return _insert_lines(text, end, lines)


def take(text: str, sequence: Sequence, number: int) -> str:
    """Take an item out of a list that has more than one."""
    spans = [(item.start_mark.index, _end(text, item)) for item in sequence.items]
    if sequence.flow:
        return _cut_between_commas(text, spans, number)
    start, end = spans[number]
    dash = text.rfind(f"\n{' ' * sequence.start_mark.column}-", 0, start + 1) + 1
    return _cut_lines(text, dash, end)


def _insert(text: str, mapping: Mapping, order: Many[str] | None, name: str, data: Data) -> str:
    """A new field, after the last one that the order puts before it."""
    before = _predecessor(mapping, order, name)
    if mapping.flow:
        pair = f"{emit.inline(name, flow=True)}: {emit.flow(data)}"
        if before:
            end = _end(text, before)
            return f"{text[:end]}, {pair}{text[end:]}"
        start = mapping.start_mark.index + 1
        return f"{text[:start]}{pair}{', ' if mapping.entries else ''}{text[start:]}"
    column = mapping.start_mark.column
    lines = emit.entry(name, data, column)
    if before:
        return _insert_lines(text, _end(text, before), lines)
    start = mapping.start_mark.index
    joined = "\n".join(lines).lstrip(" ")
    return f"{text[:start]}{joined}\n{' ' * column}{text[start:]}"


def _predecessor(mapping: Mapping, order: Many[str] | None, name: str) -> Node | None:
    """The value after which a new field belongs; None puts it first."""
    if order is None:
        return next((node for _, node in reversed(mapping.entries.values())), None)
    rank = {field: number for number, field in enumerate(order)}
    earlier = [field for field in mapping.entries if rank.get(field, len(rank)) < rank[name]]
    return mapping.entries[max(earlier, key=rank.__getitem__)][1] if earlier else None


def _replace(text: str, mapping: Mapping, node: Scalar, data: str) -> str:
    """One single value for another; a comment behind it stays."""
    start, end = node.start_mark.index, _end(text, node)
    indent = mapping.start_mark.column + _STEP
    comment = ""
    if node.style in _BLOCK_TEXT and (head := _HEAD.match(text, start)):
        comment = head[1] or ""
    new = emit.inline(data, flow=True) if mapping.flow else emit.scalar(data, indent=indent)
    by_hand = text[start:end] != emit.scalar(node.value, indent=indent)
    if by_hand and node.style in {"'", '"'} and "\n" not in data:
        new = emit.quoted(data, str(node.style))
    if "\n" in new and text[end : _line_end(text, end)].strip(" \t"):
        new = emit.quoted(data, '"')  # a comment follows, and would become part of the text
    first, line_break, others = new.partition("\n")
    return f"{text[:start]}{first}{comment}{line_break}{others}{text[end:]}"


def _refill(text: str, mapping: Mapping, key: Scalar, node: Node, data: Data) -> str:
    """A value for a key that has none yet (`handled:`, `[]`), or has one of another shape."""
    colon = text.find(":", key.end_mark.index)
    start, end = node.start_mark.index, _end(text, node)
    if colon < 0 or colon > start:
        raise RefusedError(f'the key "{key.value}" has no colon', "write one by hand")
    tail = text[max(end, colon + 1) :]
    if mapping.flow:
        return f"{text[: colon + 1]} {emit.flow(data)}{tail}"
    indent = mapping.start_mark.column
    if isinstance(data, str):
        new = emit.scalar(data, indent=indent + _STEP)
        if "\n" in new and tail[: _line_end(tail, 0)].strip(" \t"):
            new = emit.quoted(data, '"')
        return f"{text[: colon + 1]} {new}{tail}"
    lines = emit.below(data, indent)
    if isinstance(node, Scalar) or node.flow:
        return _insert_lines(text[: colon + 1] + tail, colon, lines)
    return _insert_lines(
        text[: _line_end(text, colon)] + text[_line_end(text, end) :], colon, lines
    )


def _end(text: str, node: Node) -> int:
    """Where the content of a node ends, blank lines and comments behind it not counted."""
    if isinstance(node, Scalar):
        end = node.end_mark.index
        if node.style not in _BLOCK_TEXT:
            return end
        head = _HEAD.match(text, node.start_mark.index)
        if head and "+" in head[0].split("#")[0]:
            return end - 1 if text[end - 1 : end] == "\n" else end
        return len(text[:end].rstrip(" \n"))
    if node.flow:
        return node.end_mark.index
    if isinstance(node, Mapping):
        return _end(text, next(reversed(node.entries.values()))[1])
    return _end(text, node.items[-1])


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def _insert_lines(text: str, index: int, lines: list[str]) -> str:
    """New lines below the line of `index`."""
    end = _line_end(text, index)
    return "\n".join([text[:end], *lines]) + text[end:]


def _cut_lines(text: str, start: int, end: int) -> str:
    """Take away the lines from that of `start` to that of `end`."""
    first, last = _line_start(text, start), _line_end(text, end)
    if last < len(text):
        return text[:first] + text[last + 1 :]
    return text[: max(first - 1, 0)]  # the last line, which has no line break: nor had it then


def _cut_between_commas(text: str, spans: list[tuple[int, int]], number: int) -> str:
    """Take one of several parts out of a `{ }` or `[ ]`, with one comma."""
    start, end = spans[number]
    if number:
        gap = text[spans[number - 1][1] : start]
        start = spans[number - 1][1]
    else:
        gap = text[end : spans[1][0]]
        end = spans[1][0]
    if _COMMENT.search(gap):
        raise RefusedError("a comment stands within the brackets", "edit it with `clm edit`")
    return text[:start] + text[end:]
