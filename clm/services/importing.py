"""Import: rows of a file become records, matched by id or external id, as one commit (A5.10)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Act, Target
from clm.domain.checks import hours_flaws
from clm.domain.customer import Customer
from clm.domain.duplicates import phone_key
from clm.domain.names import fold
from clm.domain.request import Requests
from clm.errors import BadDataError, UsageError
from clm.services import merging
from clm.services.acting import Who, actor
from clm.services.batch import Batch, RowError
from clm.services.incoming import Noun, People, Problem, read, read_map
from clm.services.writing import Receipt
from clm.store.csvfile import MAX_BYTES
from clm.store.dialect import MAX_NODES
from clm.store.kinds import path_of, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from clm.domain.customer import Booking
    from clm.domain.decisions import Actor
    from clm.services.incoming import Values
    from clm.services.workspace import Workspace


MOST_BYTES: Final = MAX_BYTES
"""A file with more of them is refused: nobody need read on."""


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
        workspace.look_at_all()
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
        said = batch.find_owners() if wanted.noun == "bookings" else ()
        files: dict[str, bytes | None] = {}
        for target, content in batch.contents().items():
            if isinstance(content, bytes):
                files[path_of(target)] = content
            else:
                lost = batch.drop(target)
                problems += [Problem(line, None, content) for line in lost]
                done = {line: did for line, did in done.items() if line not in lost}
        refs = batch.refs()
        act = Act(
            name, refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day
        )  # fmt: skip
        write = files and (apply or diff)
        receipt = writer.replace(act, files, batch.before()) if write else Receipt(None, refs)
    counts = Counter(done.values())
    return Report(
        counts["created"], counts["updated"], counts["skipped"],
        tuple(sorted(problems, key=lambda problem: problem.line)),
        (*found.warnings, *said), refs, receipt,
    )  # fmt: skip


def _refuse_unreadable(workspace: Workspace) -> None:
    """Who is in a bad file is not known: a row about them would make a double.

    Raises:
        BadDataError: a customer's file, or a folder, cannot be read.
    """
    for finding in workspace.findings():
        target = target_of(finding.path)
        if (target and target.kind == "customer") or finding.path.endswith("/"):
            raise BadDataError(str(finding), "mend it first: it may hold a customer of this import")


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
    by_id = batch.customer(row["id"]) if known else None
    external = row.get("external_id")
    by_external = batch.customer(f"{batch.source}:{external}") if external else None
    if "id" in row and by_external and by_external != (by_id or row["id"]):
        raise RowError("external_id", f"{external} is the external id of {by_external}")
    return by_id or by_external


# bookings and tasks


class Items(NamedTuple):
    """What rows of one noun become: the list of a customer's file they go into."""

    file: Any
    field: str
    fields: tuple[str, ...]
    make: Callable[[Values, Actor], Any]
    change: Callable[[Any, Values, Actor], Any]
    defaults: Mapping[str, str] = {}

    def key(self, item: Any) -> tuple[object, ...]:  # noqa: ANN401 -- a record or a row
        """What rows and stored items must agree in to be the same."""
        if isinstance(item, dict):
            return tuple(item.get(name, self.defaults.get(name)) for name in self.fields)
        return tuple(getattr(item, name) for name in self.fields)


_BOOKINGS: Final = Items(
    "customer", "bookings", ("booked_on", "hours", "order", "kind"), merging.new_booking,
    merging.changed_booking, merging.BOOKING_DEFAULTS,
)  # fmt: skip
_TASKS: Final = Items(
    "requests", "posted", ("title", "posted_at"), merging.new_task, merging.changed_task
)


_MOST_ITEMS: Final = MAX_NODES // 9
"""Items have four fields at least, each a key and a value: no file holds more of them."""


def _items(batch: Batch, items: Items) -> Callable[[int, Values], str]:
    """Lays rows upon items; of those that agree the k-th row is the k-th stored one."""
    taken: set[str] = set()
    stored: dict[str, _Stored] = {}

    def merge(line: int, row: Values) -> str:
        if "customer" not in row:
            raise RowError("customer", "whose? the cell is empty")
        customer = batch.customer(row["customer"])
        if customer is None:
            raise RowError("customer", f"no customer has the id or external id {row['customer']}")
        target = Target(items.file, customer)
        record = batch.now(target) or Requests(customer=customer)
        held = getattr(record, items.field)
        if customer not in stored:
            stored[customer] = _Stored(items, getattr(batch.stored(target), items.field, ()))
        item = stored[customer].about(row, taken)
        if item is None and len(held) >= _MOST_ITEMS:
            raise RowError("customer", f"{customer} has as many as a file can hold")
        if item is None:
            new = _made(items, row, batch.me)
            _refuse_taken(batch, new.id, customer, taken)
            changed = (*held, new)
        else:
            new = items.change(item, row, batch.me)
            changed = tuple(new if one.id == item.id else one for one in held)
        if isinstance(record, Customer) and new != item:
            _refuse_booking(record, new)
        taken.add(new.id)
        done = batch.put(line, target, _with(record, items.field, changed))
        return "created" if item is None else done

    return merge


class _Stored:
    """A customer's items before this import: a row finds its own without a look at each."""

    def __init__(self, items: Items, stored: Any) -> None:  # noqa: ANN401 -- bookings or tasks
        self.key = items.key
        self.by_id = {one.id: one for one in stored}
        self.alike: dict[tuple[object, ...], list[Any]] = {}
        for one in reversed(stored):
            self.alike.setdefault(items.key(one), []).append(one)

    def about(self, row: Values, taken: set[str]) -> Any:  # noqa: ANN401 -- a booking or a task
        """The item that a row is about; of those that agree with it the first not yet taken."""
        if "id" in row:
            found = self.by_id.get(row["id"])
            if found is not None and found.id in taken:
                raise RowError("id", f"{found.id} is in the file twice")
            return found
        alike = self.alike.get(self.key(row), [])
        while alike and alike[-1].id in taken:
            alike.pop()
        return alike[-1] if alike else None


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
