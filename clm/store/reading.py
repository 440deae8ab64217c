"""The strict reader: bytes → a record, or every fault of the file with line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar, cast

import msgspec

from clm.domain.checks import unknown_zone
from clm.domain.findings import Finding
from clm.domain.policy import Settings
from clm.domain.worktime import WorkCalendar
from clm.domain.worktime import flaws as calendar_flaws
from clm.store import converting, spans
from clm.store.dialect import decode
from clm.store.kinds import path_of, target_of
from clm.store.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

R = TypeVar("R", bound=msgspec.Struct)

_COMMENT: Final = re.compile(r"[ \t]+#[^\s#]")
_NO_COMMENTS: Final[frozenset[int]] = frozenset()


class Parsed(NamedTuple, Generic[R]):
    """What a file holds: its record unless a finding is an error, the findings in file order."""

    record: R | None
    findings: tuple[Finding, ...]
    root: spans.Mapping | None
    """The nodes with their places, for the span editor; None where the file is no mapping."""
    usable: R | None = None
    """The record, or of bad settings what can be read of them: a value takes only itself out."""

    @property
    def tree(self) -> dict[str, Any] | None:
        """The plain data, unknown keys included: texts as typed, None for an empty value."""
        return None if self.root is None else cast("dict[str, Any]", spans.plain(self.root))

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
        return Parsed(None, tuple(findings), None)
    root, more = spans.scan(text, path)
    findings += more
    if root is not None and not isinstance(root, spans.Mapping):
        sentence = "the file must hold fields, `key: value` on each line"
        findings.append(Finding(path, *_place(root), "type", sentence))
        root = None
    if root is None:
        return Parsed(None, _ordered(findings), None)
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
        return Parsed(cast("R", value), _ordered(findings), root, cast("R", value))
    usable = _with_a_zone(value) if isinstance(value, Settings) else None
    return Parsed(None, _ordered(findings), root, cast("R | None", usable))


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
        Finding(path, *place_of(root, flaw.at), rule, flaw.sentence, flaw.hint) for flaw in flaws
    ]


def _elsewhere(new: list[Finding], known: list[Finding]) -> list[Finding]:
    """The new findings but those at a place that has one: one fault is told once."""
    taken = {(finding.line, finding.column) for finding in known}
    return [finding for finding in new if (finding.line, finding.column) not in taken]


def _place(node: spans.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
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


def _identity(root: spans.Mapping, path: str) -> list[Finding]:
    """A file and the id inside it must name the same record, from the right shard."""
    target = target_of(path)
    if target is None or target.kind == "settings":
        return []
    findings = []
    if path_of(target) != path:
        sentence = f"the file lies in the wrong folder; it belongs to {path_of(target)}"
        findings.append(Finding(path, 1, 1, "id-mismatch", sentence, "move it there"))
    field = (
        "id"
        if target.kind in {"customer", "team", "vpa", "calendar", "notice", "run"}
        else "customer"
    )
    if field not in root.entries:
        return findings
    node = root.entries[field][1]
    if isinstance(node, spans.Scalar) and node.value and node.value != target.id:
        sentence = f'{field}: the file is named for {target.id}, but says "{node.value[:40]}"'
        findings.append(Finding(path, *_place(node), "id-mismatch", sentence, "make them agree"))
    return findings
