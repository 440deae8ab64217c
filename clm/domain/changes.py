"""What a decision leaves behind: edits of one field each, and the act they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

FileKind = Literal[
    "customer", "oteam", "vpa-file", "requests", "service-file", "team", "vpa", "calendar",
    "service", "sla", "survey", "definition", "report-record", "escalation", "initiative",
    "plan", "notice", "run", "settings",
]  # fmt: skip


class Target(NamedTuple):
    """One record's file: its kind and the id it is named by (the customer's for case files)."""

    kind: FileKind
    id: str


class Set(NamedTuple):
    """Set one field; None removes it.

    `at` is the path to it: field names as they stand in the file, and the ids of list items
    (`("bookings", "b-2k9x7d1q", "status")`).
    """

    target: Target
    at: tuple[str, ...]
    value: Any


class Add(NamedTuple):
    """Append one item to a list, which is made if it is missing. `item`: a record or a text."""

    target: Target
    at: tuple[str, ...]
    item: Any


class Remove(NamedTuple):
    """Take one item out of a list: by its id, or the text itself in a list of texts."""

    target: Target
    at: tuple[str, ...]
    item: str


class Create(NamedTuple):
    """Write a new file for a record."""

    target: Target
    record: Any


class Delete(NamedTuple):
    """Take a record's file away (only undo of its making does that)."""

    target: Target


Change = Set | Add | Remove | Create | Delete


class Act(NamedTuple):
    """One command as the audit trail names it: checked tokens only, never free text.

    `name` is the action (`seen`), `refs` the records it was done to, `by` the handle of who did
    it, `acting_as` a shared account, `for_` the colleague whose entry it was, `rule` the rule it
    answered, `today` a pinned day, `undoes` the commit it takes back.
    """

    name: str
    refs: tuple[str, ...]
    by: str
    acting_as: str | None = None
    for_: str | None = None
    rule: str | None = None
    today: date | None = None
    undoes: str | None = None


_NOUNS = {
    "c": "customers", "t": "tasks", "r": "requests", "cm": "complaints", "rv": "reviews",
    "sv": "surveys", "es": "escalations", "in": "initiatives", "pl": "plans",
}  # fmt: skip
_MAX_REFS = 1000
_TOKEN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@:._-")


def message(act: Act) -> str:
    """The commit message of an act: a subject and trailers, made of checked tokens only.

    An act on more than a thousand records names them by its paths alone, not one by one.

    Raises:
        ValueError: a value is empty or holds anything but ASCII letters, digits and `@:._-`, in
            an action's name single spaces too; free text never enters a message, because it
            could bring trailers of its own, and names of persons.
    """
    trailers = [("Clm-Action", act.name)]
    if len(act.refs) <= _MAX_REFS:
        trailers += [("Clm-Ref", ref) for ref in act.refs]
    trailers.append(("Clm-By", act.by))
    optional = (
        ("Clm-As", act.acting_as),
        ("Clm-For", act.for_),
        ("Clm-Rule", act.rule),
        ("Clm-Today", act.today.isoformat() if act.today else None),
        ("Clm-Undoes", act.undoes),
    )
    trailers += [(key, value) for key, value in optional if value]
    trailers.append(("Clm-Format", "1"))
    for word in (*act.name.split(" "), *act.refs, *(value for _, value in trailers[1:])):
        if not word or not _TOKEN.issuperset(word):
            raise ValueError(f"not a token: {word!r}")
    lines = [_subject(act), "", *(f"{key}: {value}" for key, value in trailers)]
    return "\n".join(lines) + "\n"


def _subject(act: Act) -> str:
    if len(act.refs) == 1:
        return f"{act.name} {act.refs[0]}"
    if not act.refs:
        return act.name
    prefixes = {ref.partition("-")[0] if "-" in ref else "" for ref in act.refs}
    noun = _NOUNS.get(prefixes.pop(), "records") if len(prefixes) == 1 else "records"
    return f"{act.name.removesuffix(f' {noun}')} {len(act.refs)} {noun}"
