"""What the index answers: rows about customers, entries, people and findings."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date


NEW: Final = "9999"
"""The `from_day` of a customer whose files changed since the rules were asked."""

ASKED: Final = f"(row IS NOT NULL OR from_day < '{NEW}')"
"""Which customers have a row; where there is none all the same, reading it fails, as it should."""


class EntryRow(NamedTuple):
    """One entry as listed; `who` is the person it belongs to, or ANYONE."""

    customer: str
    name: str
    list: str
    responsible: str
    prio: bool
    who: str
    rule: str
    trigger: str
    since: str
    due: str | None
    word: str
    hidden: bool
    next: str


class AskRow(NamedTuple):
    """One thing a VPA was asked; `open`: nobody has answered, ended or asked for it again."""

    customer: str
    name: str
    responsible: str
    prio: bool
    id: str
    vpa: str
    template: str
    ask: str
    asked_on: str
    due: str
    state: str
    met_on: str | None
    rung: int
    open: bool
    next: str | None


Counted = tuple[str, str, str, int, str, str, str]
"""(who, whose, day, how many), and where it is one entry its customer, rule and trigger."""

_OF: Final = "customer, rule, trigger"
_ALL: Final = "'', '', ''"

WorkItem = tuple[str, str, str, dict[str, Any]]
"""Of a request or a task: customer, the customer's name and responsible, its row."""


class WorkRow(NamedTuple):
    """One open request or internal task as `mine` lists it; `who` answers for it, or ANYONE.

    `row` is all of it, as text.
    """

    customer: str
    name: str
    prio: bool
    id: str
    kind: str
    who: str
    title: str
    rule: str
    due: str | None
    row: str


class Answers:
    """Questions to the tables, as fresh as the last look at the files."""

    db: sqlite3.Connection

    def meta(self, key: str) -> Any:  # noqa: ANN401 -- plain JSON data
        """A stored fact about the whole folder: settings, team, vpas."""
        found = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return json.loads(found[0]) if found else None

    def findings(self) -> list[list[Any]]:
        """Every error of a bad file, as plain `Finding` fields, and what no file alone shows."""
        # Left to itself, sqlite walks all files in the order asked for.
        text = "SELECT findings FROM files INDEXED BY bad_files WHERE bad ORDER BY path"
        rows = self.db.execute(text)
        found = [item for (text,) in rows for item in json.loads(text) if item[-1] == "error"]
        return found + (self.meta("missing") or [])

    def entries(self, who: Iterable[str] | None, *, hidden: bool = False) -> list[EntryRow]:
        """The entries of some people (None: of everybody), in the order of `mine`."""
        people = None if who is None else list(who)
        where = [] if people is None else [f"who IN ({marks(people)})"]
        if not hidden:
            where.append("NOT hidden")
        text = (
            "SELECT c.id, c.name, c.list, c.responsible, c.prio, who, rule, trigger, since, due,"  # noqa: S608 -- only our own words are joined
            " word, hidden, next FROM entries JOIN customers AS c ON c.id = customer"
            + (f" WHERE {' AND '.join(where)}" if where else "")
            + " ORDER BY due IS NULL, due, place, c.id, trigger"
        )
        return [EntryRow(*row) for row in self.db.execute(text, people or [])]

    def customers(
        self, list_name: str | None = None, responsible: Iterable[str] | None = None
    ) -> list[dict[str, Any]]:
        """The rows of `customer list`, by id; `watchlist` selects those watched."""
        where, values = [ASKED], []
        if list_name == "watchlist":
            where.append("watched AND list IS NOT NULL")
        elif list_name:
            where.append("list = ?")
            values.append(list_name)
        if responsible is not None:
            people = list(responsible)
            where.append(f"responsible IN ({marks(people)})")
            values += people
        text = f"SELECT row FROM customers WHERE {' AND '.join(where)} ORDER BY id"  # noqa: S608 -- the same
        return [json.loads(row) for (row,) in self.db.execute(text, values)]

    def counts(self, responsible: Iterable[str] | None) -> tuple[dict[str, int], int]:
        """How many customers stand in each list, and how many of them are watched."""
        people = None if responsible is None else list(responsible)
        only = "" if people is None else f" AND responsible IN ({marks(people)})"
        text = (
            "SELECT list, count(*), sum(watched) FROM customers"  # noqa: S608 -- the same
            f" WHERE list IS NOT NULL{only} GROUP BY list"
        )
        rows = self.db.execute(text, people or []).fetchall()
        return {name: n for name, n, _ in rows}, sum(watched for _, _, watched in rows)

    def open_by(self, deadline: date, *, each: bool = False) -> list[Counted]:
        """The entries a week counts as open, by who and due; or `each` for itself (A1.38).

        They are visible, due on or before the deadline, and were visible before its day.
        """
        text = (
            f"SELECT who, who, due, count(*), {_OF if each else _ALL} FROM entries"  # noqa: S608 -- ours
            " WHERE NOT hidden AND due <= ?1 AND since < ?1 GROUP BY who, due"
            + (f", {_OF}" if each else "")
        )
        return self.db.execute(text, (deadline.isoformat(),)).fetchall()

    def done_between(self, after: date, deadline: date, *, each: bool = False) -> list[Counted]:
        """The entries handled that count in a deadline's week, by who, whose and day, or `each`.

        `after` is the deadline of the week before. What was put off and has come back is open.
        """
        text = (
            f"SELECT who, whose, on_day, count(*), {_OF if each else _ALL} FROM done AS d"  # noqa: S608 -- ours
            " WHERE counted_on > ?1 AND counted_on <= ?2 AND NOT EXISTS (SELECT 1 FROM entries AS e"
            " WHERE e.customer = d.customer AND e.rule = d.rule AND e.trigger = d.trigger"
            " AND NOT e.hidden AND e.due <= ?2 AND e.since < ?2) GROUP BY who, whose, on_day"
            + (f", {_OF}" if each else "")
        )
        return self.db.execute(text, (after.isoformat(), deadline.isoformat())).fetchall()

    def happenings(
        self, since: str, until: str
    ) -> list[tuple[str, str, str, str, str | None, str | None]]:
        """(customer, name, day, kind, was, now) of what happened from a day through another."""
        text = (
            "SELECT customer, name, day, kind, was, now FROM happenings JOIN customers"
            " ON id = customer WHERE day >= ? AND day <= ? ORDER BY day, customer, kind"
        )
        return self.db.execute(text, (since, until)).fetchall()

    def figures(self) -> list[dict[str, Any]]:
        """What the KPIs need to know of each customer."""
        import msgspec  # a third of the time of json, but a start needs none of it

        rows = self.db.execute(f"SELECT figures FROM customers WHERE {ASKED} ORDER BY id")  # noqa: S608 -- the same
        # One list is read far more quickly than ten thousand objects.
        text = f"[{','.join(held for (held,) in rows)}]"
        found: list[dict[str, Any]] = msgspec.json.decode(text)
        return found

    def vpa_files(
        self, vpa: str | None
    ) -> list[tuple[dict[str, Any], list[str], str | None, str | None]]:
        """(row, filled sections, day of the last entry, of the VPA's last one), by customer.

        Of the customers of one VPA, or of all who have one.
        """
        import msgspec

        where, values = ("vpa IS NOT NULL", []) if vpa is None else ("vpa = ?", [vpa])
        text = f"SELECT row, vpa_file FROM customers WHERE {where} ORDER BY id"  # noqa: S608 -- ours
        rows = self.db.execute(text, values)
        found: list[tuple[dict[str, Any], list[Any]]] = msgspec.json.decode(
            f"[{','.join(f'[{row},{file}]' for row, file in rows)}]"
        )
        return [(row, *file) for row, file in found]

    def loads(self) -> dict[str, tuple[int, float]]:
        """Of each VPA: the customers who are in a list, and the hours of their packages in use."""
        text = "SELECT vpa, count(*), sum(hours) FROM customers WHERE vpa IS NOT NULL GROUP BY vpa"
        return {vpa: (n, hours) for vpa, n, hours in self.db.execute(text)}

    def asks(self, who: Iterable[str] | None = None, *, closed: bool = False) -> list[AskRow]:
        """What the VPAs of some people's customers (None: of all) were asked, the first due first.

        Only what is open, or `closed` too.
        """
        people = None if who is None else list(who)
        where = [] if people is None else [f"who IN ({marks(people)})"]
        if not closed:
            where.append("open")
        text = (
            "SELECT c.id, c.name, who, c.prio, a.id, a.vpa, template, ask, asked_on, due, state,"  # noqa: S608 -- the same
            " met_on, rung, open, next FROM asks AS a JOIN customers AS c ON c.id = customer"
            + (f" WHERE {' AND '.join(where)}" if where else "")
            + " ORDER BY due, a.id"
        )
        rows = self.db.execute(text, people or []).fetchall()
        return [AskRow(*row)._replace(prio=bool(row[3]), open=bool(row[13])) for row in rows]

    def work(
        self, today: str, who: Iterable[str] | None = None, kind: str | None = None,
        *, due: tuple[str, str] | None = None, ahead: bool = False,
    ) -> list[WorkRow]:  # fmt: skip
        """The open requests and internal tasks of some people (None: of all) that are listed.

        All of them, or those `due` from a day through another; `ahead` also the reviews that are
        planned for long after.
        """
        people = None if who is None else list(who)
        where = "" if people is None else f" AND who IN ({marks(people)})"
        text = (
            "SELECT c.id, c.name, c.prio OR w.high, w.id, w.kind, who, title, rule, due, w.row"  # noqa: S608 -- the same
            f" FROM work AS w JOIN customers AS c ON c.id = customer WHERE live{where}"
            " AND (since <= ? OR ? AND w.kind = 'reviews')"
            + (" AND w.kind = ?" if kind else "")
            + (" AND due BETWEEN ? AND ?" if due else "")
        )
        values = [*(people or ()), today, ahead, *([kind] if kind else ()), *(due or ())]
        return [WorkRow(*row) for row in self.db.execute(text, values)]

    def task_parts(self, who: str) -> dict[str, tuple[str, str | None]]:
        """The kind and the department of each internal task in somebody's list, by its id."""
        text = "SELECT id, row FROM work WHERE live AND who = ? AND kind = 'tasks'"
        rows = ((task, json.loads(row)) for task, row in self.db.execute(text, (who,)))
        return {task: (row["task_kind"] or "internal", row["department"]) for task, row in rows}

    def work_of(self, ids: Sequence[str], *, ended: bool = False) -> list[WorkRow]:
        """The open requests and internal tasks of some ids, or `ended` ones too."""
        text = (
            "SELECT c.id, c.name, c.prio OR w.high, w.id, w.kind, who, title, rule, due, w.row"  # noqa: S608 -- the same
            " FROM work AS w JOIN customers AS c ON c.id = customer"
            f" WHERE (? OR live) AND w.id IN ({marks(ids)})"
        )
        return [WorkRow(*row) for row in self.db.execute(text, [ended, *ids])]

    def unaccepted(self, until: str) -> list[tuple[WorkRow, str]]:
        """The open requests to be accepted by an instant or earlier, each with its own (A0.20)."""
        text = (
            "SELECT c.id, c.name, c.prio OR w.high, w.id, w.kind, who, title, rule, due, w.row,"
            " accept_by"
            " FROM work AS w JOIN customers AS c ON c.id = customer"
            " WHERE accept_by IS NOT NULL AND accept_by <= ? AND live ORDER BY accept_by, w.id"
        )
        return [(WorkRow(*row[:-1]), row[-1]) for row in self.db.execute(text, (until,))]

    def given(self) -> dict[str, str]:
        """The event by which each request or internal task became whose it is, by its id."""
        return dict(self.db.execute("SELECT id, given FROM work WHERE given IS NOT NULL"))

    def work_items(
        self, kind: str, today: str, *, ended: bool, customer: str | None = None
    ) -> list[WorkItem]:
        """(customer, its name, its responsible, row) of each request or internal task.

        Open ones of active customers only, or `ended` ones too; of one customer or of all.
        """
        text = (
            "SELECT w.customer, c.name, c.responsible, w.row FROM work AS w"
            " JOIN customers AS c ON c.id = w.customer WHERE w.kind = ?1"
            " AND (?2 OR live) AND (?3 IS NULL OR w.customer = ?3)"
            " AND (since <= ?4 OR w.kind = 'reviews')"
        )
        rows = self.db.execute(text, (kind, ended, customer, today)).fetchall()
        import msgspec

        held = msgspec.json.decode(f"[{','.join(row[-1] for row in rows)}]")
        return [(*row[:3], one) for row, one in zip(rows, held, strict=True)]

    def people(self) -> set[str]:
        """Everybody who has a customer, an entry or a request, ANYONE included."""
        text = (
            "SELECT who FROM entries UNION SELECT responsible FROM customers"
            " UNION SELECT who FROM work WHERE live"
        )
        return {who for (who,) in self.db.execute(text) if who is not None}

    def row_of(self, customer: str) -> str | None:
        """The row of one customer as text; None where its file cannot be read."""
        found = self.db.execute("SELECT row FROM customers WHERE id = ?", (customer,)).fetchone()
        return found[0] if found else None

    def with_word(self, word: str, *, prefix: bool = False) -> list[tuple[str, str, str]]:
        """(word, kind, customer) where a word of a name, an e-mail or an id is `word`."""
        if prefix:
            text = "SELECT word, kind, customer FROM words WHERE word >= ? AND word < ?"
            return self.db.execute(text, (word, word + "\U0010ffff")).fetchall()
        text = "SELECT word, kind, customer FROM words WHERE word = ?"
        return self.db.execute(text, (word,)).fetchall()

    def merged_into(self, customer: str) -> str | None:
        """The customer into whom this one was merged (A2.13)."""
        text = "SELECT word FROM words WHERE customer = ? AND kind = 'merged'"
        found = self.db.execute(text, (customer,)).fetchone()
        return str(found[0]) if found else None

    def names(self, ids: Sequence[str]) -> dict[str, str]:
        """The names of some customers, as far as they can be told.

        They adorn what is said, and of a write only after its commit: that must not fail for them.
        """
        where = f"typeof(name) = 'text' AND id IN ({marks(ids)})"
        try:
            return dict(self.db.execute(f"SELECT id, name FROM customers WHERE {where}", list(ids)))  # noqa: S608 -- the same
        except sqlite3.Error:
            return {}

    def path_of(self, customer: str) -> str | None:
        """The path of the customer's file, readable or not."""
        text = "SELECT path FROM files WHERE kind='customer' AND id=?"
        found = self.db.execute(text, (customer,)).fetchone()
        return found[0] if found else None


def marks(values: Collection[object]) -> str:
    """A question mark for each value."""
    return ", ".join("?" * len(values))
