"""From records and rules to the rows of the index. Loaded when a file or a day changed them."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.bookings import hours_in_use, order_sizes, usual_hours
from clm.domain.complaining import open_complaints
from clm.domain.happenings import happenings, period_start
from clm.domain.initiatives import churned, used_up
from clm.domain.kpi import figures
from clm.domain.ladder import next_command, open_steps, steps
from clm.domain.leads import waits_for_call
from clm.domain.lifecycle import class_of, inactive, open_mark, responsible, standing
from clm.domain.lists import ANYONE
from clm.domain.names import keys
from clm.domain.turning import changes_after
from clm.domain.vpafile import file_state
from clm.domain.watchlist import watch_reasons
from clm.domain.week import done
from clm.domain.worklist import RULE_ORDER, entries
from clm.store.answers import NEW, marks
from clm.store.dossiers import CASE_FILES, Facts, dossier
from clm.store.forked import ahead
from clm.store.rulebook import process_of
from clm.store.work import work_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.lifecycle import Standing
    from clm.domain.process import Dossier, Process

AT_ONCE: Final = 2000
"""How many customers the rules are asked for at once."""
FORKING: Final = 100
"""From so many customers on, they are asked by several processes."""

TABLES: Final = ("entries", "done", "happenings", "asks", "work", "words")
"""What is kept beside the customer's own row; words change with the files alone."""

_KEPT: Final = {
    "work": " AND kind <> 'escalations'",
    "words": " AND kind <> 'escalation'",
}
"""What of a customer's rows follows from files of its own (`escalationrows`)."""

Row = tuple[object, ...]


class Asked(NamedTuple):
    """A customer about whom the rules are asked again; `words` too, or not."""

    id: str
    facts: Facts
    words: bool


def evaluate(db: sqlite3.Connection, today: date) -> None:
    """Ask the rules again for every customer whose rows do not hold on `today`."""
    process = process_of(db)
    day = today.isoformat()
    stale = db.execute(
        "SELECT id, from_day FROM customers WHERE until_day <= ? OR from_day > ?", (day, day)
    ).fetchall()

    def work(part: Sequence[Asked]) -> list[dict[str, list[Row]]]:
        return [_rows(one, today, process) for one in part]

    starts = range(0, len(stale), AT_ONCE)
    chunks = (_asked(db, stale[at : at + AT_ONCE]) for at in starts)
    answers = map(work, chunks) if len(stale) < FORKING else ahead(work, chunks)
    if db.execute("SELECT 1 FROM words WHERE kind <> 'escalation' LIMIT 1").fetchone():
        for rows in answers:
            _write(db, rows, ("customers", *TABLES))
        return
    # Sorting what was filled in at the end takes half of what keeping it in order would.
    text = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({marks(TABLES)})"  # noqa: E501, S608 -- only marks
    indexes = db.execute(text, TABLES).fetchall()
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    for rows in answers:
        _write(db, rows, ("customers",))
    for _, sql in indexes:
        db.execute(sql)


def _asked(db: sqlite3.Connection, stale: Sequence[tuple[str, str]]) -> list[Asked]:
    facts = Facts.of_all(db, [name for name, _ in stale])
    return [Asked(name, facts[name], from_day == NEW) for name, from_day in stale]


def _write(
    db: sqlite3.Connection, found: Sequence[dict[str, list[Row]]], replaced: Sequence[str]
) -> None:
    """Put the rows of customers into the tables, in some in the place of those they had."""
    for table in ("customers", *TABLES):
        column = "id" if table == "customers" else "customer"
        if table in replaced:
            ids = [(one["of"][0][0],) for one in found if table in one]
            kept = _KEPT.get(table, "")
            db.executemany(f"DELETE FROM {table} WHERE {column}=?{kept}", ids)  # noqa: S608 -- our words
        rows = [row for one in found for row in one.get(table, ())]
        if rows:
            db.executemany(f"INSERT INTO {table} VALUES ({marks(rows[0])})", rows)  # noqa: S608 -- the same


def _rows(asked: Asked, today: date, process: Process) -> dict[str, list[Row]]:
    """The rows of one customer by table; empty ones where its file cannot be read or is gone."""
    rows: dict[str, list[Row]] = {name: [] for name in ("customers", *TABLES)}
    rows["of"] = [(asked.id,)]
    if not asked.words:
        del rows["words"]
    facts = dossier(asked.facts, process)
    if facts is None:
        return rows
    stands = standing(facts, today, process)
    person = responsible(facts.customer, stands) or ANYONE
    rows["customers"] = [_customer(facts, stands, person, today, process)]
    rows["entries"] = _entries(facts, person, today, process)
    rows["done"] = _done(facts, person, today, process)
    rows["happenings"] = _happenings(facts, today, process)
    rows["asks"] = _asks(facts, person, today, process)
    rows["work"] = list(work_rows(facts, process))
    if asked.words:
        held = _words(facts, asked.facts)
        rows["words"] = [(word, kind, facts.customer.id) for word, kind in held]
    return rows


def _customer(
    facts: Dossier, stands: Standing, person: str, today: date, process: Process
) -> tuple[object, ...]:
    row = customer_row(facts, today, process)
    turns = changes_after(facts, today, process)
    return (
        facts.customer.id,
        facts.customer.name,
        stands.list,
        person,
        bool(row["watch"]),
        bool(row["prio"]),
        json.dumps(row, ensure_ascii=False),
        json.dumps(figures(facts, today, process)),
        today.isoformat(),
        turns.isoformat() if turns else None,
        *_vpa_file(facts, stands, today, process),
    )


def _vpa_file(
    facts: Dossier, stands: Standing, today: date, process: Process
) -> tuple[str | None, str | None, float | None]:
    """The VPA of a customer who is in a list, how their file stands (A3.15), the hours in use."""
    vpa = facts.customer.vpa
    if vpa is None or stands.list is None:
        return None, None, None
    state = file_state(facts, today, process)
    days = (day.isoformat() if day else None for day in (state.updated_on, state.last))
    hours = hours_in_use(facts.customer.bookings, today)
    return vpa, json.dumps([state.filled, *days]), float(hours)


def _entries(
    facts: Dossier, person: str, today: date, process: Process
) -> list[tuple[object, ...]]:
    return [
        (
            facts.customer.id,
            entry.who or person,
            entry.rule,
            entry.trigger,
            entry.since.isoformat(),
            entry.due.isoformat() if entry.due else None,
            entry.word,
            entry.hidden,
            RULE_ORDER[entry.rule],
            entry.next,
        )
        for entry in entries(facts, today, process)
    ]


def _done(facts: Dossier, person: str, today: date, process: Process) -> list[tuple[object, ...]]:
    return [
        (
            facts.customer.id,
            act.who or person,
            person,
            act.rule,
            act.trigger,
            act.on.isoformat(),
            act.counted_on.isoformat(),
        )
        for act in done(facts, today, process)
    ]


def _happenings(facts: Dossier, today: date, process: Process) -> list[tuple[object, ...]]:
    since = period_start(today, process.calendar)
    return [
        (facts.customer.id, one.day.isoformat(), one.kind, one.was, one.now)
        for one in happenings(facts, since, today, process)
    ]


def _asks(facts: Dossier, person: str, today: date, process: Process) -> list[Row]:
    """What the VPAs were asked, each with its rung and what comes next (A1.35)."""
    still_open = {step.ask.id for step in open_steps(facts, today, process)}
    return [
        (
            facts.customer.id,
            person,
            ask.id,
            ask.vpa,
            ask.template,
            ask.ask,
            ask.asked_on.isoformat(),
            ask.on.isoformat(),
            step.state(facts, today),
            ask.met_on.isoformat() if ask.met_on and ask.is_met(today) else None,
            step.rung,
            ask.id in still_open,
            next_command(step, facts.customer, today, process.policy)
            if ask.id in still_open
            else None,
        )
        for step in steps(facts, today, process)
        for ask in (step.ask,)
    ]


def _words(facts: Dossier, held: Facts) -> Iterator[tuple[str, str]]:
    """What a person may type to mean this customer or an item of it."""
    customer = facts.customer
    yield customer.id, "id"
    for word in keys(customer.name):
        yield word, "name"
    for contact in customer.contacts:
        if contact.email:
            yield contact.email.casefold(), "email"
    lists = (
        customer.contacts, customer.bookings, customer.reminders, customer.handled,
        customer.class_, customer.prio, customer.offer, customer.watch, customer.checks,
        customer.demands,
        facts.posted, facts.requests, facts.tasks, facts.complaints, facts.reviews,
        *(request.tasks for request in facts.requests),
    )  # fmt: skip
    for one in chain.from_iterable(lists):
        yield one.id, "item"  # type: ignore[attr-defined]
    for kind in CASE_FILES:
        for item in held.kept(kind).ids:
            yield item, "item"
    for key, value in customer.external_ids.items():
        yield f"{key}:{value}", "external"
    if customer.merged_into:
        yield customer.merged_into, "merged"


def customer_row(dossier: Dossier, today: date, process: Process) -> dict[str, Any]:
    """One item of `customer list --json` (`commands`, The tree)."""
    customer = dossier.customer
    stands = standing(dossier, today, process)
    counted = stands.bookings
    usual = usual_hours(order_sizes(counted, process.policy), process.policy)
    return {
        "id": customer.id,
        "name": customer.name,
        "kind": customer.kind,
        "status": customer.status,
        "list": stands.list,
        "phase": stands.phase,
        "no_show": stands.no_show,
        "class": class_of(customer, today),
        "prio": open_mark(customer.prio, today) is not None,
        "offer": open_mark(customer.offer, today) is not None,
        "watch": [reason.reason for reason in watch_reasons(dossier, today, process)],
        "owner": customer.owner,
        "sales": customer.sales,
        "account_manager": customer.account_manager or customer.owner,
        "vpa": customer.vpa,
        "bookings": len(counted),
        "first_booked_on": counted[0].booked_on.isoformat() if counted else None,
        "last_booked_on": counted[-1].booked_on.isoformat() if counted else None,
        "usual_hours": _number(usual),
        "external_ids": customer.external_ids,
        "phone_appointment": waits_for_call(customer),
        "inactive": inactive(dossier, today, process),
        "churned": churned(dossier, today, process),
        "used_up": used_up(dossier, today),
        "open_complaint": bool(open_complaints(dossier)),
    }


def _number(hours: object) -> int | float | None:
    if hours is None:
        return None
    value = float(str(hours))
    return int(value) if value.is_integer() else value
