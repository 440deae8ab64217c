"""The strict reader: bytes → a record, or every fault of the file with line and column."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

import msgspec

from clm.domain.findings import Finding
from clm.domain.policy import Settings
from clm.domain.settingschecks import unknown_zone
from clm.domain.worktime import WorkCalendar
from clm.domain.worktime import flaws as calendar_flaws
from clm.store import converting, quick, spans
from clm.store.dialect import MAX_FINDINGS, decode
from clm.store.kinds import SIDES, path_of, target_of
from clm.store.lines import read_lines
from clm.store.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.changes import Target

R = TypeVar("R", bound=msgspec.Struct)

_COMMENT: Final = re.compile(r"(?<![ \t])[ \t]+#[^\s#]")
"""It begins where the blanks do: looked for from each blank, a long row of them takes hours."""
_NO_COMMENTS: Final[frozenset[int]] = frozenset()


class Parsed(Generic[R]):
    """What a file holds: its record unless a finding is an error, the findings in file order.

    `usable` is the record, or of bad settings what can be read of them: a value takes only itself
    out.
    """

    def __init__(
        self,
        record: R | None,
        findings: Iterable[Finding],
        text: str | None,
        tree: dict[str, Any] | None = None,
        usable: R | None = None,
    ) -> None:
        self.record = record
        self.findings = _ordered(findings)
        self.usable = record if usable is None else usable
        self._text = text
        self._tree = tree

    @cached_property
    def root(self) -> spans.Mapping | None:
        """The nodes with their places, for the span editor; None where the file is no mapping."""
        node = spans.scan(self._text, "").root if self._text is not None else None
        return node if isinstance(node, spans.Mapping) else None

    @property
    def tree(self) -> dict[str, Any] | None:
        """The plain data, unknown keys included: texts as typed, None for an empty value."""
        if self._tree is None and self.root is not None:
            self._tree = cast("dict[str, Any]", spans.plain(self.root))
        return self._tree

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that take the file out of the lists."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def read(data: bytes, path: str, record: type[R]) -> Parsed[R]:
    """Read one file; never raises, whatever the bytes.

    Args:
        data: the file's bytes.
        path: relative to the data folder, with forward slashes; findings name it, and the ids
            inside must agree with it where it is a path of ours.
        record: the type the file must fit.
    """
    text, findings = decode(data, path)
    if text is None:
        return Parsed(None, findings, None)
    if not findings and record not in _WITH_FLAWS:
        tree = read_lines(text)
        if tree is not None and _is_named_right(tree, path):
            with suppress(*quick.MISFITS):
                return Parsed(quick.convert(record, tree), (), text, tree)
    return _read_nodes(text, findings, path, record)


def _read_nodes(text: str, findings: list[Finding], path: str, record: type[R]) -> Parsed[R]:
    """The long way: by YAML, with every fault at its place."""
    root, more = spans.scan(text, path)
    findings += more
    if root is not None and not isinstance(root, spans.Mapping):
        sentence = "the file must hold fields, `key: value` on each line"
        findings.append(Finding(path, *_place(root), "type", sentence))
        root = None
    if root is None:
        return Parsed(None, findings, None)
    comments = (
        frozenset(found.start() for found in _COMMENT.finditer(text))
        if "#" in text
        else _NO_COMMENTS
    )
    problems = converting.Problems(comments)
    value = converting.converter(record)(root, problems)
    if record is Settings and value is converting.INVALID:
        value = converting.salvaged(record, root, format=1)
    if problems.found:
        findings += _elsewhere(_named(problems.found, root, path), findings)
    findings += _elsewhere(_identity(root, path), findings)
    findings += _unusable(value, root, path)
    if not any(finding.severity == "error" for finding in findings):
        parsed = Parsed(cast("R", value), findings, text)
    else:
        usable = _with_a_zone(value) if isinstance(value, Settings) else None
        parsed = Parsed(None, findings, text, usable=cast("R | None", usable))
    parsed.root = root
    return parsed


def _with_a_zone(settings: Settings) -> Settings:
    """Days are counted in some zone: the default one where the one named does not exist."""
    if any(unknown_zone(settings)):
        return msgspec.structs.replace(settings, timezone=Settings(format=1).timezone)
    return settings


def _unusable(value: object, root: spans.Mapping, path: str) -> list[Finding]:
    """Settings and calendars that fit their types, but that no day or hour could be told by."""
    if isinstance(value, Settings):
        rule, flaws = "unknown-zone", unknown_zone(value)
    elif isinstance(value, WorkCalendar):
        rule, flaws = "calendar", calendar_flaws(value)
    else:
        return []
    return [
        Finding(path, *place_of(root, flaw.at), rule, flaw.sentence, flaw.hint)
        for flaw in islice(flaws, MAX_FINDINGS)
    ]


def _elsewhere(new: list[Finding], known: list[Finding]) -> list[Finding]:
    """The new findings but those at a place that has one: one fault is told once."""
    taken = {(finding.line, finding.column) for finding in known}
    return [finding for finding in new if (finding.line, finding.column) not in taken]


def _place(node: spans.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.column)))


def _named(problems: list[converting.Problem], root: spans.Mapping, path: str) -> list[Finding]:
    """Problems as findings, each with the name of its field (`bookings[1].booked_on`)."""
    wanted = {id(problem.node) for problem in problems}
    names = {id(node): name for node, name in _walk(root, "") if id(node) in wanted}
    findings = []
    for node, rule, sentence, hint, severity in problems:
        name = names.get(id(node))
        full = f"{name}: {sentence}" if name else sentence
        findings.append(Finding(path, *_place(node), rule, full, hint, severity))
    return findings


def _walk(node: spans.Node, name: str) -> Iterator[tuple[spans.Node, str]]:
    """Every node with its name; a key has the name of its value's mapping."""
    yield node, name
    if isinstance(node, spans.Mapping):
        for word, (key, value) in node.entries.items():
            yield key, name
            yield from _walk(value, f"{name}.{word}" if name else word)
    elif isinstance(node, spans.Sequence):
        for number, item in enumerate(node.items):
            yield from _walk(item, f"{name}[{number}]")


_WITH_FLAWS: Final = (Settings, WorkCalendar)
"""Records that may fit their types and yet be of no use."""


def _is_named_right(tree: dict[str, Any], path: str) -> bool:
    """Do a file's name and the id inside it agree, or need they not? Else `_identity` speaks."""
    target = target_of(path)
    if target is None or target.kind == "settings":
        return True
    return path_of(target) == path and tree.get(_id_field(target), "") in (target.id, "", None)


def _id_field(target: Target) -> str:
    """Where a file says whose it is."""
    return "customer" if target.kind in SIDES else "id"


def _identity(root: spans.Mapping, path: str) -> list[Finding]:
    """A file and the id inside it must name the same record, from the right shard."""
    target = target_of(path)
    if target is None or target.kind == "settings":
        return []
    findings = []
    if path_of(target) != path:
        sentence = f"the file lies in the wrong folder; it belongs to {path_of(target)}"
        findings.append(Finding(path, 1, 1, "id-mismatch", sentence, "move it there"))
    field = _id_field(target)
    if field not in root.entries:
        return findings
    node = root.entries[field][1]
    if isinstance(node, spans.Scalar) and node.value and node.value != target.id:
        sentence = f'{field}: the file is named for {target.id}, but says "{node.value[:40]}"'
        findings.append(Finding(path, *_place(node), "id-mismatch", sentence, "make them agree"))
    return findings
