"""Nodes → records: one converter per type, made once; every fault is noted, none is raised.

msgspec describes the types; the walking is ours, because msgspec stops at the first fault and
knows no lines.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import msgspec
from msgspec import inspect

from clm.store.dialect import MAX_FINDINGS, shown
from clm.store.singles import Single, bare, single_of
from clm.store.spans import Mapping, Node, Scalar, Sequence, is_absent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.domain.findings import Severity

INVALID: Final = object()
"""What a converter gives back after it noted a fault."""

_MAX_HINTS: Final = 20
_MAX_WARNINGS: Final = 100


class Problem(NamedTuple):
    """A fault at a node; the reader adds path, line, and the name of the field."""

    node: Node
    rule: str
    sentence: str
    hint: str | None
    severity: Severity


class Problems:
    """What the converters of one file note down."""

    __slots__ = ("comment_ends", "found", "hints", "ids", "room")

    def __init__(self, comment_ends: frozenset[int]) -> None:
        self.comment_ends = comment_ends
        self.found: list[Problem] = []
        self.ids: dict[str, Node] = {}
        self.hints = 0
        self.room = {"error": MAX_FINDINGS, "warning": _MAX_WARNINGS}

    def add(
        self,
        node: Node,
        rule: str,
        sentence: str,
        hint: str | None = None,
        severity: Severity = "error",
    ) -> object:
        """Note a fault and answer INVALID."""
        if self.room[severity]:
            self.room[severity] -= 1
            self.found.append(Problem(node, rule, sentence, hint, severity))
        return INVALID

    def did_you_mean(self, word: str, known: Iterable[str]) -> str | None:
        """The nearest known word as a hint; a hostile file gets only a few (they are dear)."""
        self.hints += 1
        return nearest(word, known) if self.hints <= _MAX_HINTS else None


Value: TypeAlias = Any
"""What a field holds once converted."""
Converter: TypeAlias = Callable[[Node, Problems], Value]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """`did you mean "…"?` for a mistyped word, or None when nothing is near."""
    words = list(known)
    near = difflib.get_close_matches(word[:64], words, n=1, cutoff=0.6)
    # `lead_rules` is no slip of the finger: it begins with what is meant.
    near = near or [one for one in words if word.startswith(f"{one}_")]
    return f'did you mean "{near[0]}"?' if near else None


@cache
def converter(record: type[msgspec.Struct]) -> Converter:
    """The converter of a record type."""
    return _struct(inspect.type_info(record))


def salvaged(record: type[msgspec.Struct], node: Mapping, **needed: object) -> Value:
    """The record with each field that cannot be read at its default, INVALID where it has none.

    `needed` stands in for such fields. A record in a field is salvaged likewise; a list is taken
    as a whole or not at all, because half the rules say something else than all.
    """
    values: dict[str, Any] = dict(needed)
    described = inspect.type_info(record)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - only records come here
    for field in described.fields:
        _, held = node.entries.get(field.encode_name, (None, None))
        if held is None or is_absent(held):
            continue
        inner = bare(field.type)
        if isinstance(inner, inspect.StructType) and isinstance(held, Mapping):
            found = salvaged(inner.cls, held)
        else:
            found = _of(inner)(held, Problems(frozenset()))
        if found is not INVALID:
            values[field.name] = found
    missing = {field.name for field in described.fields if field.required} - values.keys()
    return INVALID if missing else record(**values)


def _of(kind: inspect.Type) -> Converter:
    """The converter of any type that records use."""
    single = single_of(kind)
    if single is not None:
        return _scalar(single)
    kind = bare(kind)
    return _MAKERS[type(kind)](kind)


def _wrong_shape(node: Node, problems: Problems, expected: str) -> object:
    shape = {Scalar: "a single value", Mapping: "a mapping", Sequence: "a list"}[type(node)]
    return problems.add(node, "type", f"expects {expected}, not {shape}")


def _scalar(single: Single) -> Converter:
    """A converter of single values."""

    def convert(node: Node, problems: Problems) -> Value:
        if not isinstance(node, Scalar):
            return _wrong_shape(node, problems, single.expected)
        try:
            return single.parse(node.value)
        except ValueError:
            sentence = f'"{shown(node.value)}" {single.wrong(node.value)}'
            return problems.add(node, "type", sentence, single.meant(node.value))

    return convert


def _text(_kind: inspect.Type) -> Converter:
    def convert(node: Node, problems: Problems) -> Value:
        if not isinstance(node, Scalar):
            return _wrong_shape(node, problems, "a text")
        if problems.comment_ends and not node.style:
            _check_comment(node, problems)
        return node.value

    return convert


def _check_comment(node: Scalar, problems: Problems) -> None:
    """`name: Haus #4`: YAML ends the text before the #, which the person may not have meant."""
    if node.end_mark.index in problems.comment_ends:
        problems.add(
            node,
            "comment-in-value",
            f'the text ends at "{shown(node.value)}": what follows the # is a comment',
            "put the text in quotes, or write `# ` with a space for a comment",
            "warning",
        )


def _literal(kind: inspect.LiteralType) -> Converter:
    values = {str(value): value for value in kind.values}
    listed = ", ".join(values)

    def convert(node: Node, problems: Problems) -> Value:
        if not isinstance(node, Scalar):
            return _wrong_shape(node, problems, f"one of {listed}")
        found = values.get(node.value, INVALID)
        if found is INVALID:
            sentence = f'"{shown(node.value)}" is not one of {listed}'
            hint = problems.did_you_mean(node.value, values)
            return problems.add(node, "type", sentence, hint)
        return found

    return convert


def _dict(kind: inspect.DictType) -> Converter:
    convert_key, convert_value = _of(kind.key_type), _of(kind.value_type)
    # A tag without other names is a key alone: an empty list, not nothing.
    of_lists = isinstance(bare(kind.value_type), inspect.VarTupleType)

    def convert(node: Node, problems: Problems) -> Value:
        if not isinstance(node, Mapping):
            return _wrong_shape(node, problems, "a mapping")
        converted = {
            convert_key(key, problems): () if is_absent(value) else convert_value(value, problems)
            for key, value in node.entries.values()
            if of_lists or not is_absent(value)
        }
        bad = INVALID in converted or INVALID in converted.values()
        return INVALID if bad else converted

    return convert


def _tuple(kind: inspect.VarTupleType) -> Converter:
    convert_item = _of(kind.item_type)
    with_id = isinstance(kind.item_type, inspect.StructType) and any(
        field.encode_name == "id" for field in kind.item_type.fields
    )

    def convert(node: Node, problems: Problems) -> Value:
        if not isinstance(node, Sequence):
            return _wrong_shape(node, problems, "a list")
        converted = []
        for item in node.items:
            if is_absent(item):
                problems.add(item, "type", "an item of the list is empty", "fill it in")
                converted.append(INVALID)
                continue
            converted.append(convert_item(item, problems))
            if with_id:
                _check_id(item, problems)
        return INVALID if INVALID in converted else tuple(converted)

    return convert


def _check_id(item: Node, problems: Problems) -> None:
    """Items are merged and named by their ids, so each may stand only once in a file."""
    if not isinstance(item, Mapping) or "id" not in item.entries:
        return
    node = item.entries["id"][1]
    if not isinstance(node, Scalar) or is_absent(node):
        return
    first = problems.ids.setdefault(node.value, node)
    if first is not node:
        line = first.start_mark.line + 1
        sentence = f'the id "{shown(node.value)}" is taken already, on line {line}'
        problems.add(node, "duplicate-id", sentence, "give one of the two a new id")


def _struct(kind: inspect.Type) -> Converter:
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - only records come here
    record = kind.cls
    fields = {field.encode_name: (field.name, _of(field.type)) for field in kind.fields}
    required = {field.name: field.encode_name for field in kind.fields if field.required}

    def convert(node: Node, problems: Problems) -> Value:
        if not isinstance(node, Mapping):
            return _wrong_shape(node, problems, "a mapping")
        before = len(problems.found)
        values: dict[str, Any] = {}
        for name, (key, value) in node.entries.items():
            field = fields.get(name)
            if field is None:
                _unknown(key, value, problems, fields)
            elif not is_absent(value):
                values[field[0]] = field[1](value, problems)
        if not required.keys() <= values.keys():
            for name in required.keys() - values.keys():
                _missing(node, problems, required[name])
        if len(problems.found) > before and INVALID in values.values():
            return INVALID
        return record(**values) if required.keys() <= values.keys() else INVALID

    return convert


def _unknown(key: Scalar, value: Node, problems: Problems, known: Iterable[str]) -> None:
    if not key.value:
        return
    hint = problems.did_you_mean(key.value, known)
    if is_absent(value) and " " in key.value:
        hint = hint or "inside { } a comma ends a text: put the text in quotes"
    sentence = f'there is no field "{shown(key.value)}"; it is kept as it is'
    problems.add(key, "unknown-key", sentence, hint, "warning")


def _missing(node: Mapping, problems: Problems, name: str) -> None:
    place = node.entries[name][0] if name in node.entries else node
    problems.add(place, "missing", f'the field "{name}" is needed')


_MAKERS: Final[dict[type, Callable[[Any], Converter]]] = {
    inspect.StrType: _text,
    inspect.LiteralType: _literal,
    inspect.DictType: _dict,
    inspect.VarTupleType: _tuple,
    inspect.StructType: _struct,
}
