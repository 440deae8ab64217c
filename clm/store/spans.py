"""YAML text → nodes with their places, by one pass over the parser's events.

Only events are taken from PyYAML: its composer crashes on 25,000 open brackets, hangs on
merge keys, and lets the last duplicate win without a word. A scalar node is the event itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import yaml

from clm.domain.findings import Finding
from clm.store.dialect import FORBIDDEN, MAX_DEPTH, MAX_FINDINGS, MAX_NODES, line_column, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    class Mark:
        """A place in the text; all three count from 0, in characters."""

        index: int
        line: int
        column: int

    class Scalar:
        """A single value as the parser's event; `style` is empty or None for a plain one."""

        value: str
        style: str | None
        anchor: str | None
        tag: str | None
        start_mark: Mark
        end_mark: Mark

else:
    Scalar = yaml.ScalarEvent

# A PyYAML built without libyaml is slower and gives the same events.
_Parser: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Event: TypeAlias = Any
"""An event of the parser; its stubs say less than it does."""
Data: TypeAlias = Any
"""Plain data: a text, None, or dictionaries and lists of these."""


class Mapping:
    """A mapping: name → (key, value) in the file's order."""

    __slots__ = ("end_mark", "entries", "flow", "start_mark")

    def __init__(self, event: Event) -> None:
        self.start_mark: Mark = event.start_mark
        self.end_mark: Mark = event.end_mark
        self.flow: bool = event.flow_style
        self.entries: dict[str, tuple[Scalar, Node]] = {}


class Sequence:
    """A list of nodes."""

    __slots__ = ("end_mark", "flow", "items", "start_mark")

    def __init__(self, event: Event) -> None:
        self.start_mark: Mark = event.start_mark
        self.end_mark: Mark = event.end_mark
        self.flow: bool = event.flow_style
        self.items: list[Node] = []


Node: TypeAlias = Scalar | Mapping | Sequence


class Scan(NamedTuple):
    """The top node (None where the text is no YAML or holds nothing) and the faults met."""

    root: Node | None
    findings: list[Finding]


def is_absent(node: Node) -> bool:
    """Whether a value is left empty (`vpa:`), which is as if its key were not there."""
    return isinstance(node, Scalar) and not node.value and not node.style


def plain(node: Node) -> Data:
    """The node as plain data: texts, None for empty, dictionaries, lists."""
    if isinstance(node, Scalar):
        return node.value if node.value or node.style else None
    if isinstance(node, Mapping):
        return {name: plain(value) for name, (_, value) in node.entries.items()}
    return [plain(item) for item in node.items]


def has_libyaml() -> bool:
    """Does the quick parser of libyaml read here, not the slow one in Python?"""
    return _Parser is not yaml.SafeLoader


def scan(text: str, path: str) -> Scan:
    """Read `text` (as `dialect.decode` gives it) into nodes; never raises on any text."""
    scanner = _Scanner(text, path)
    try:
        scanner.run()
    except yaml.MarkedYAMLError as error:
        scanner.syntax(error)
    except _StopScan:
        pass
    else:
        return Scan(scanner.finished(), scanner.findings)
    return Scan(None, scanner.findings)


class _StopScan(Exception):  # noqa: N818 - a signal inside this module, no error
    """The text goes too far to be read on; the finding says why."""


class _Scanner:
    """One pass over the events of one text."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.findings: list[Finding] = []
        self.root: Node | None = None
        self.parent: Mapping | Sequence | None = None
        self.key: Scalar | None = None
        self.stack: list[tuple[Mapping | Sequence | None, Scalar | None]] = []
        self.nodes = 0
        self.documents = 0
        self.escapes = "\\" in text

    def run(self) -> None:
        """Take every event."""
        get = _Parser(self.text).get_event
        scalar = self._scalar
        others: dict[type, Callable[[Any], None]] = {
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        while True:
            event = get()
            kind = event.__class__
            if kind is Scalar:
                scalar(event)
            elif kind in others:
                others[kind](event)
            elif kind is yaml.StreamEndEvent or event is None:
                return

    def finished(self) -> Node | None:
        """The top node once all is read; says so when there is nothing."""
        if self.root is None or is_absent(self.root):
            if not self.findings:
                self.fault(0, "empty", "the file holds no data", "delete it, or fill it in")
            return None
        return self.root

    def fault(self, index: int, rule: str, sentence: str, hint: str | None = None) -> None:
        """Note what is wrong at a place."""
        place = line_column(self.text, index)
        self.findings.append(Finding(self.path, *place, rule, sentence, hint))
        if len(self.findings) >= MAX_FINDINGS:
            raise _StopScan

    def syntax(self, error: yaml.MarkedYAMLError) -> None:
        """Turn the parser's error into a finding, placed where the person has to look."""
        problem = str(error.problem or "")
        sentence, hint = _SENTENCES.get(problem, (f"this is no YAML: {problem}", None))
        opened = str(error.context or "") in _OPENED
        mark = (error.context_mark if opened else None) or error.problem_mark
        index = mark.index if mark else len(self.text)
        rule = "character" if "escape code" in problem else "syntax"
        place = line_column(self.text, min(index, len(self.text)))
        self.findings.append(Finding(self.path, *place, rule, sentence, hint))

    def _scalar(self, event: Scalar) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._too_many(event)
        parent = self.parent
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        if self.escapes and event.style == '"':
            self._escaped(event)
        if isinstance(parent, Mapping):
            key = self.key
            if key is None:
                self._key(event, parent)
            else:
                parent.entries[key.value] = (key, event)
                self.key = None
        elif parent is None:
            self.root = event
        else:
            parent.items.append(event)

    def _key(self, event: Scalar, parent: Mapping) -> None:
        self.key = event
        name = event.value
        at = event.start_mark.index
        if name in parent.entries:
            line = parent.entries[name][0].start_mark.line + 1
            sentence = f'the key "{shown(name)}" stands twice, first on line {line}'
            self.fault(at, "duplicate-key", sentence, "keep one of the two")
        if event.style:
            return
        if name == "<<":
            sentence = "the merge key << is not allowed"
            self.fault(at, "merge-key", sentence, "write the fields out")
        elif not name:
            self.fault(at, "key", "a key is missing before the colon")

    def _start(self, event: Event) -> None:
        at = event.start_mark.index
        self.nodes += 1
        if len(self.stack) >= MAX_DEPTH:
            self.fault(at, "depth", f"nested deeper than {MAX_DEPTH} levels")
            raise _StopScan
        if self.nodes > MAX_NODES:
            self._too_many(event)
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        node = Mapping(event) if isinstance(event, yaml.MappingStartEvent) else Sequence(event)
        self._attach(node, at)
        self.stack.append((self.parent, self.key))
        self.parent = node
        self.key = None

    def _attach(self, node: Mapping | Sequence, at: int) -> None:
        """Hang a collection into the one around it."""
        parent, key = self.parent, self.key
        if parent is None:
            self.root = node
        elif isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            self.fault(at, "key", "a key must be a text, no list or mapping", "write `key: value`")
        else:
            parent.entries[key.value] = (key, node)

    def _end(self, event: Event) -> None:
        node = self.parent
        assert node is not None  # noqa: S101 - the parser pairs starts and ends
        if node.flow:
            node.end_mark = event.end_mark
        self.parent, key = self.stack.pop()
        if key is None and self.parent.__class__ is Mapping:
            # The collection itself was the key: a nameless one takes its place.
            self.key = _stand_in("", node.start_mark)
        else:
            self.key = None

    def _too_many(self, event: Event) -> None:
        sentence = f"more than {MAX_NODES:,} values in one file"
        self.fault(event.start_mark.index, "nodes", sentence, "split the file")
        raise _StopScan

    def _alias(self, event: Event) -> None:
        sentence = f"the alias *{shown(event.anchor)} is not allowed"
        self.fault(event.start_mark.index, "alias", sentence, "write the value out")
        self._scalar(_stand_in(f"*{event.anchor}", event.start_mark))

    def _document(self, event: Event) -> None:
        self.documents += 1
        at = event.start_mark.index
        if self.documents > 1:
            self.fault(at, "document", "a second document begins", "one file holds one record")
            raise _StopScan
        if event.version or event.tags:
            self.fault(at, "directive", "a % directive is not allowed", "take the line away")

    def _properties(self, event: Event) -> None:
        """An anchor or a tag before a value."""
        start = event.start_mark.index
        if event.anchor is not None:
            sentence = f"the anchor &{shown(event.anchor)} is not allowed"
            self.fault(self.text.find("&", start), "anchor", sentence, "take it away")
        if event.tag is not None:
            sentence = f"the tag {shown(event.tag)} is not allowed"
            self.fault(self.text.find("!", start), "tag", sentence, "take it away")

    def _escaped(self, event: Scalar) -> None:
        """A forbidden character that hides in an escape."""
        if found := FORBIDDEN.search(event.value):
            sentence = f"an escape yields U+{ord(found[0]):04X}, which is not allowed"
            self.fault(event.start_mark.index, "character", sentence, "take the escape away")


def _stand_in(value: str, mark: Mark) -> Scalar:
    """A plain value in the place of something refused, so that reading can go on."""
    make: Event = yaml.ScalarEvent
    event: Scalar = make(None, None, (True, False), value, mark, mark)
    return event


_OPENED: Final = frozenset(
    {
        "while scanning a simple key",
        "while scanning a quoted scalar",
        "while parsing a flow sequence",
        "while parsing a flow mapping",
    }
)
"""Where these break off, the place to look at is where they began."""

_QUOTE: Final = "put the text in quotes"
_SENTENCES: Final[dict[str, tuple[str, str | None]]] = {
    "mapping values are not allowed in this context": (
        "a colon and a space stand where no key may begin",
        f"check the indentation; if they belong to a text, {_QUOTE}",
    ),
    "did not find expected key": (
        "this line does not fit the lines above it",
        "check the indentation, and quotes that are not closed",
    ),
    "could not find expected ':'": (
        "this line is no `key: value`",
        "write a colon and a space after the key",
    ),
    "found character that cannot start any token": (
        "a value cannot begin with this character (a tab, @, ` or %)",
        _QUOTE,
    ),
    "found unexpected end of stream": ("the quote that opens here is never closed", None),
    "did not find expected ',' or ']'": ("the [ that opens here is not closed with ]", None),
    "did not find expected ',' or '}'": ("the { that opens here is not closed with }", None),
    "block sequence entries are not allowed in this context": (
        "a list item stands where none may begin",
        "put each `- item` on a line of its own below the key",
    ),
    "did not find expected '-' indicator": (
        "this line does not fit the list above it",
        "check the indentation",
    ),
}
