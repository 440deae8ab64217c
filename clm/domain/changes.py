"""What a decision leaves behind: edits of one field each, and the act they belong to."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, NamedTuple

FileKind = Literal["customer", "oteam", "vpa-file", "requests", "team", "vpa", "settings"]


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
