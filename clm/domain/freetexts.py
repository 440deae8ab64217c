"""Where people write what they like, by the kind of file: there a secret could stand (A3.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.customer import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.domain.changes import FileKind
    from clm.domain.flaws import At

FREE: Final[Mapping[FileKind, frozenset[str]]] = {
    "customer": frozenset({"infos", "wizard", "why", "note", "off_note", "answers", "outcome"}),
    "requests": frozenset({"need", "solution", "note", "text"}),
    "service-file": frozenset({
        "text", "remedy_sought", "implication", "note", "decision", "remedy_given",
        "options_offered", "root_cause", "corrective", "preventive", "none_because",
        "topics", "findings", "decisions", "notice",
    }),
    "service": frozenset({"description", "options", "suppliers", "retired_note"}),
    "sla": frozenset({"notice"}),
    "survey": frozenset({"purpose", "scope", "text", "choices", "values", "conclusions"}),
    "report-record": frozenset({"conclusions", "actions"}),
    "escalation": frozenset({"text", "note", "resolution", "true_cause_note", "approval_note"}),
    "initiative": frozenset({"note", "conclusions"}),
    "team": frozenset({"text"}),
    "plan": frozenset({"vision", "text", "note", "conclusions"}),
}  # fmt: skip
"""Such fields; a subject, a title and a name say no more than what it is.

In case files it is the entries, which `casefile.texts` reads.
"""


def free_texts(kind: FileKind, at: At, value: object) -> Iterator[tuple[At, str]]:
    """(place, text) of the free texts in what stands at a place of a file of some kind."""
    if isinstance(value, str):
        if not FREE[kind].isdisjoint(at):
            yield at, value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from free_texts(kind, (*at, key), held)
    elif isinstance(value, tuple):
        for held in value:
            item = getattr(held, "id", None)
            yield from free_texts(kind, (*at, item) if item else at, held)
    elif isinstance(value, Record):
        names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
        for name, field in names:
            yield from free_texts(kind, (*at, name), getattr(value, field))
