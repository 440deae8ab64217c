"""The files of one import: each read once, changed by any number of rows, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clm.domain.changes import Set, Target
from clm.errors import BadDataError, ClmError
from clm.services.acting import new_id
from clm.services.leads import owners_of_bookers
from clm.services.refs import merged_into
from clm.services.writing import SPREAD
from clm.store.editing import edit
from clm.store.emit import new_file, schema_line
from clm.store.forked import spread
from clm.store.kinds import kind, path_of, record_of, target_of
from clm.store.reading import read as read_record
from clm.store.stored import known_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.decisions import Actor
    from clm.services.workspace import Workspace


class RowError(Exception):
    """A row that is left out: the column (our name) and why."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Batch:
    """The records of one import: each read once, changed by any number of rows, written once."""

    def __init__(self, workspace: Workspace, source: str, me: Actor) -> None:
        self.workspace = workspace
        self.source = source
        self.me = me
        self.made: dict[str, str] = {}
        """External id → customer, of those this import makes."""
        self._before: dict[Target, tuple[bytes | None, Any]] = {}
        self._now: dict[Target, Any] = {}
        self._lines: dict[Target, list[int]] = {}

    def stored(self, target: Target) -> Any:  # noqa: ANN401 -- the record type of the kind
        """The record before this import, None where there is no file.

        Raises:
            RowError: its file cannot be read.
        """
        if target not in self._before:
            path = path_of(target)
            data = self.workspace.source.read(path)
            record = None
            if data is not None:
                record = known_record(self.workspace.index, path, data, record_of(target.kind))
            if data is not None and record is None:
                parsed = read_record(data, path, record_of(target.kind))
                if parsed.errors:
                    raise RowError("customer", str(parsed.errors[0]))
                record = parsed.record
            self._before[target] = data, record
        return self._before[target][1]

    def now(self, target: Target) -> Any:  # noqa: ANN401 -- the record type of the kind
        """The record with what rows have said so far."""
        return self._now[target] if target in self._now else self.stored(target)

    def put(self, line: int, target: Target, record: msgspec.Struct) -> str:
        """Keep a record as a row left it; answers what that did to it."""
        self._lines.setdefault(target, []).append(line)
        held = self.now(target)
        if held == record:
            return "skipped"
        self._now[target] = record
        return "created" if held is None else "updated"

    def customer(self, word: str) -> str | None:
        """The customer with an id or external id; `shop:10423` is one of another source.

        Raises:
            RowError: several have it.
        """
        target = target_of(f"customers/{word[2:4]}/{word}.yaml") if word.startswith("c-") else None
        if target and self.now(target) is not None:
            return merged_into(self.workspace, word)
        if word in self.made:
            return self.made[word]
        ids: set[str] = set()
        for known in (f"{self.source}:{word}", word if ":" in word else ""):
            rows = self.workspace.index.with_word(known) if known else []
            having = {customer for _, what, customer in rows if what == "external"}
            ids |= {merged_into(self.workspace, customer) for customer in having}
        if len(ids) > 1:
            raise RowError(
                "external_id", f"{word} is the external id of {' and '.join(sorted(ids))}"
            )
        return ids.pop() if ids else None

    def free_id(self) -> str:
        """An id that no customer has."""
        while True:
            new = new_id("c")
            if self.now(Target("customer", new)) is None:
                return new

    def find_owners(self) -> tuple[str, ...]:
        """Give the customers with a booking and no owner one (A1.7); answers what is to be said."""
        customers = [one for target, one in self._now.items() if target.kind == "customer"]
        owners, said = owners_of_bookers(self.workspace, customers)
        for customer, person in owners.items():
            target = Target("customer", customer)
            self._now[target] = msgspec.structs.replace(self._now[target], owner=person)
        return said

    def refs(self) -> tuple[str, ...]:
        """The customers that are changed, in the order of the rows."""
        return tuple(dict.fromkeys(target.id for target in self._now))

    def drop(self, target: Target) -> list[int]:
        """Leave a file as it was; answers the lines of the rows that are lost by that."""
        del self._now[target]
        return self._lines[target]

    def before(self) -> dict[str, bytes | None]:
        """The files that change as they were read."""
        return {path_of(target): self._before[target][0] for target in self._now}

    def contents(self) -> dict[Target, bytes | str]:
        """The new content of each file that changes, or why it cannot have it."""
        targets = list(enumerate(self._now))

        def contents(part: Sequence[tuple[int, Target]]) -> list[tuple[int, bytes | str]]:
            return [(number, self._content_or_why(target)) for number, target in part]

        found = spread(contents, targets) if len(targets) >= SPREAD else [contents(targets)]
        made = dict(pair for part in found for pair in part)
        return {target: made[number] for number, target in targets}

    def _content_or_why(self, target: Target) -> bytes | str:
        try:
            return self._content(target)
        except ClmError as error:
            return error.message

    def _content(self, target: Target) -> bytes:
        """The new content of a file; never one that our own reader refuses.

        Raises:
            RefusedError: the file cannot be edited without touching other lines.
            BadDataError: it could not be read again.
        """
        path = path_of(target)
        data, old = self._before[target]
        new = self._now[target]
        line = schema_line(path, kind(target.kind).schema)
        # A file that stands as our writer writes it needs no search for spans: written anew it
        # differs in the same lines only.
        if data is None or new_file(old, line) == data:
            made = new_file(new, line)
            for error in read_record(made, path, record_of(target.kind)).errors:
                raise BadDataError(error.sentence)
            return made
        changes = [
            Set(target, (name,), value)
            for field, name in zip(new.__struct_fields__, new.__struct_encode_fields__, strict=True)
            if (value := getattr(new, field)) != getattr(old, field)
        ]
        return edit(data, path, record_of(target.kind), changes)
