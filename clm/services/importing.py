"""Import: rows of a file become records, matched by id or external id, as one commit (A5.10)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Act, Set, Target
from clm.domain.checks import hours_flaws
from clm.domain.customer import Customer
from clm.domain.duplicates import phone_key
from clm.domain.names import fold
from clm.domain.request import Requests
from clm.errors import BadDataError, ClmError, UsageError
from clm.services import merging
from clm.services.acting import Who, actor, new_id
from clm.services.incoming import Noun, People, Problem, read, read_map
from clm.services.writing import Receipt
from clm.store.editing import edit
from clm.store.emit import new_file, schema_line
from clm.store.kinds import kind, path_of, record_of, target_of
from clm.store.reading import read as read_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import msgspec

    from clm.domain.customer import Booking
    from clm.domain.decisions import Actor
    from clm.services.incoming import Values
    from clm.services.workspace import Workspace


class Wanted(NamedTuple):
    """What is to be taken in: a file's bytes and name, a map of its columns, whose ids it has."""

    noun: Noun
    data: bytes
    name: str
    source: str = "import"
    map_data: bytes | None = None
    map_name: str = "-"


class Report(NamedTuple):
    """How many rows made, changed or left a record, which were left out and why."""

    created: int
    updated: int
    skipped: int
    errors: tuple[Problem, ...]
    warnings: tuple[str, ...]
    refs: tuple[str, ...]
    receipt: Receipt


class RowError(Exception):
    """A row that is left out: the column (our name) and why."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def run(
    workspace: Workspace, wanted: Wanted, who: Who, *, apply: bool, diff: bool = False
) -> Report:
    """Take a file in as one commit; without `apply` only say what would be done.

    Raises:
        BadDataError: the file as a whole cannot be read, or a customer's file cannot.
        UsageError: the source is no name.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", wanted.source):
        raise UsageError(f"{wanted.source} is no name of a source", "as in --source shop")
    name = f"import {wanted.noun}"
    with workspace.writing(name, dry_run=diff or not apply) as writer:
        # Somebody may have written between our start and the lock.
        workspace.index.refresh(workspace.source)
        mapping = read_map(wanted.noun, wanted.map_data, wanted.map_name) if wanted.map_data else {}
        if wanted.noun == "customers":
            _refuse_unreadable(workspace)
        people = People(workspace.team, workspace.vpas)
        found = read(wanted.noun, wanted.data, wanted.name, people, mapping)
        batch = Batch(workspace, wanted.source, actor(workspace, who))
        done: dict[int, str] = {}
        problems = list(found.problems)
        merge = MERGES[wanted.noun](batch)
        for line, row in found.rows:
            try:
                done[line] = merge(line, row)
            except RowError as error:
                column = found.names.get(error.column, error.column)
                problems.append(Problem(line, column, str(error)))
        files: dict[str, bytes | None] = {}
        for target in batch.changed():
            try:
                files[path_of(target)] = batch.content(target)
            except ClmError as error:
                lost = batch.drop(target)
                problems += [Problem(line, None, error.message) for line in lost]
                done = {line: did for line, did in done.items() if line not in lost}
        refs = batch.refs()
        act = Act(
            name, refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day
        )  # fmt: skip
        write = files and (apply or diff)
        receipt = writer.replace(act, files) if write else Receipt(None, refs)
    counts = Counter(done.values())
    return Report(
        counts["created"], counts["updated"], counts["skipped"],
        tuple(sorted(problems, key=lambda problem: problem.line)),
        tuple(found.warnings), refs, receipt,
    )  # fmt: skip


def _refuse_unreadable(workspace: Workspace) -> None:
    """Who is in a bad file is not known: a row about them would make a double.

    Raises:
        BadDataError: a customer's file cannot be read.
    """
    for finding in workspace.findings():
        target = target_of(finding.path)
        if target and target.kind == "customer":
            raise BadDataError(str(finding), "mend it first: it may hold a customer of this import")


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
            return word
        if word in self.made:
            return self.made[word]
        ids: set[str] = set()
        for known in (f"{self.source}:{word}", word if ":" in word else ""):
            rows = self.workspace.index.with_word(known) if known else []
            ids |= {customer for _, what, customer in rows if what == "external"}
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

    def refs(self) -> tuple[str, ...]:
        """The customers that are changed, in the order of the rows."""
        return tuple(dict.fromkeys(target.id for target in self._now))

    def changed(self) -> tuple[Target, ...]:
        """The files that change."""
        return tuple(self._now)

    def drop(self, target: Target) -> list[int]:
        """Leave a file as it was; answers the lines of the rows that are lost by that."""
        del self._now[target]
        return self._lines[target]

    def content(self, target: Target) -> bytes:
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


# customers


def _customers(batch: Batch) -> Callable[[int, Values], str]:
    """Lays rows upon customers; a row that says the same person again is left out."""
    seen: dict[tuple[str, str], int] = {}

    def merge(line: int, row: Values) -> str:
        keys = list(_identities(row))
        for column, value in keys:
            if (column, value) in seen:
                raise RowError(column, f"the same customer as in line {seen[column, value]}")
        customer = _match(batch, row)
        target = Target("customer", customer or row.get("id") or batch.free_id())
        stored = batch.now(target)
        if stored is None:
            if "name" not in row:
                raise RowError("name", "a new customer needs a name")
            record = merging.new_customer(row, target.id, batch.source, batch.me)
        else:
            record = merging.changed_customer(stored, row, batch.source, batch.me)
        done = batch.put(line, target, record)
        if "external_id" in row:
            batch.made[row["external_id"]] = target.id
        seen.update(dict.fromkeys(keys, line))
        return done

    return merge


def _identities(row: Values) -> Iterator[tuple[str, str]]:
    """By what two rows of one file are the same customer (`commands`, Details)."""
    for column in ("id", "external_id"):
        if column in row:
            yield column, row[column]
    if "email" in row:
        yield "email", row["email"].casefold()
    if "phone" in row and (number := phone_key(row["phone"])):
        yield "phone", number
    if "name" in row and "plz" in row:
        yield "name", f"{fold(row['name']) or row['name']} {row['plz']}"


def _match(batch: Batch, row: Values) -> str | None:
    """The customer that a row is about: by its id, else by its external id."""
    known = "id" in row and batch.now(Target("customer", row["id"])) is not None
    by_id = row["id"] if known else None
    external = row.get("external_id")
    by_external = batch.customer(f"{batch.source}:{external}") if external else None
    if "id" in row and by_external and by_external != row["id"]:
        raise RowError("external_id", f"{external} is the external id of {by_external}")
    return by_id or by_external


# bookings and tasks


class Items(NamedTuple):
    """What rows of one noun become: the list of a customer's file they go into."""

    file: Any
    field: str
    fields: tuple[str, ...]
    make: Callable[[Values, Actor], Any]
    defaults: Mapping[str, str] = {}

    def key(self, item: Any) -> tuple[object, ...]:  # noqa: ANN401 -- a record or a row
        """What rows and stored items must agree in to be the same."""
        if isinstance(item, dict):
            return tuple(item.get(name, self.defaults.get(name)) for name in self.fields)
        return tuple(getattr(item, name) for name in self.fields)


_BOOKINGS: Final = Items(
    "customer", "bookings", ("booked_on", "hours", "order", "kind"), merging.new_booking,
    merging.BOOKING_DEFAULTS,
)  # fmt: skip
_TASKS: Final = Items("requests", "posted", ("title", "posted_at"), merging.new_task)


def _items(batch: Batch, items: Items) -> Callable[[int, Values], str]:
    """Lays rows upon items; of those that agree the k-th row is the k-th stored one."""
    taken: set[str] = set()

    def merge(line: int, row: Values) -> str:
        if "customer" not in row:
            raise RowError("customer", "whose? the cell is empty")
        customer = batch.customer(row["customer"])
        if customer is None:
            raise RowError("customer", f"no customer has the id or external id {row['customer']}")
        target = Target(items.file, customer)
        record = batch.now(target) or Requests(customer=customer)
        held = getattr(record, items.field)
        item = _held(items, getattr(batch.stored(target), items.field, ()), row, taken)
        if item is None:
            new = _made(items, row, batch.me)
            _refuse_taken(batch, new.id, customer, taken)
            changed = (*held, new)
        else:
            new = merging.changed(item, row)
            changed = tuple(new if one.id == item.id else one for one in held)
        if isinstance(record, Customer) and new != item:
            _refuse_booking(record, new)
        taken.add(new.id)
        done = batch.put(line, target, _with(record, items.field, changed))
        return "created" if item is None else done

    return merge


def _held(items: Items, stored: Any, row: Values, taken: set[str]) -> Any:  # noqa: ANN401 -- items
    """The stored item that a row is about."""
    if "id" in row:
        found = next((one for one in stored if one.id == row["id"]), None)
        if found is not None and found.id in taken:
            raise RowError("id", f"{found.id} is in the file twice")
        return found
    wanted = items.key(row)
    return next((o for o in stored if o.id not in taken and items.key(o) == wanted), None)


def _refuse_taken(batch: Batch, item: str, customer: str, taken: set[str]) -> None:
    if item in taken:
        raise RowError("id", f"{item} is in the file twice")
    others = {one for _, what, one in batch.workspace.index.with_word(item) if what == "item"}
    for other in sorted(others - {customer}):
        raise RowError("id", f"{item} is the id of one of {other}")


def _refuse_booking(customer: Customer, booking: Booking) -> None:
    """What `customer book` refuses too; a row that changes nothing is no new booking."""
    if customer.status != "active":
        raise RowError("customer", f"{customer.id} is {customer.status}")
    for flaw in hours_flaws(booking):
        raise RowError("hours", flaw.sentence)


def _made(items: Items, row: Values, me: Actor) -> Any:  # noqa: ANN401 -- a booking or a task
    try:
        return items.make(row, me)
    except KeyError as missing:
        (column,) = missing.args
        raise RowError(column, "the cell is empty, and a new one needs it") from None


def _with(record: Any, field: str, value: object) -> Any:  # noqa: ANN401 -- the same record type
    from msgspec.structs import replace

    return replace(record, **{field: value})


MERGES: Final[dict[Noun, Callable[[Batch], Callable[[int, Values], str]]]] = {
    "customers": _customers,
    "bookings": lambda batch: _items(batch, _BOOKINGS),
    "tasks": lambda batch: _items(batch, _TASKS),
}
