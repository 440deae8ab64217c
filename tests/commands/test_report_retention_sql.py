"""The retention report and an independent count in SQL over the exported database agree (A4.11).

The SQL uses raw fields alone: none of the columns that `clm` computes.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest

from clm.domain.values import CROCKFORD
from tests.build import TODAY, customer_path

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

NOW: Final = date.fromisoformat(TODAY)
CUSTOMERS: Final = 300
KINDS: Final = ("package",) * 12 + ("gift", "extension", "addon")
STATUSES: Final = (
    *("confirmed", "active", "used_up", "expired") * 5,
    "cancelled", "refunded", "reserved", "offer",
)  # fmt: skip
GAPS: Final = (0, 1, 20, 59, 60, 61, 89, 90, 91, 120, 179, 180, 181, 240)
SENT: Final = date(2026, 6, 15)

SHARED: Final = """
WITH counting AS (
  SELECT id, customer, booked_on FROM bookings
  WHERE kind = 'package' AND status IN ('confirmed', 'active', 'used_up', 'expired')
    AND booked_on <= :today
), listed AS (
  SELECT b.*, row_number() OVER (PARTITION BY b.customer ORDER BY b.booked_on) AS n
  FROM counting b JOIN customers c ON c.id = b.customer AND c.status <> 'merged'
), booker AS (
  SELECT customer, min(booked_on) AS first, max(booked_on) AS last,
         max(CASE WHEN n = 2 THEN booked_on END) AS second
  FROM listed GROUP BY customer
), written AS (
  SELECT r.*, coalesce(local_day(r.sent_at), r.answered_on) AS day FROM recipients r
  WHERE r."group" = 'treated' AND r.status IN ('sent', 'answered', 'opted-out')
), reached AS (
  SELECT id, initiative, customer, 'treated' AS side, day FROM written WHERE day IS NOT NULL
  UNION ALL
  SELECT c.id, c.initiative, c.customer, 'control', min(w.day)
  FROM recipients c JOIN written w ON w.initiative = c.initiative AND w.snapshot = c.snapshot
  WHERE c."group" = 'control' AND w.day IS NOT NULL GROUP BY c.id
), came AS (
  SELECT r.*, (
    SELECT b.id FROM counting b
    WHERE b.customer = r.customer AND b.booked_on > r.day
      AND b.booked_on <= date(r.day, '+' || coalesce(i.converts_days, 60) || ' day')
    ORDER BY b.booked_on, b.id LIMIT 1) AS booking
  FROM reached r JOIN initiatives i ON i.id = r.initiative WHERE r.day <= :today
    AND NOT (r.side = 'control' AND EXISTS (
      SELECT 1 FROM recipients o JOIN recipients own ON own.id = r.id
      WHERE o.customer = r.customer AND o.initiative <> r.initiative AND o.trigger IS NULL
        AND local_day(o.sent_at) BETWEEN own.added_on
            AND date(r.day, '+' || coalesce(i.converts_days, 60) || ' day')))
), posted AS (
  SELECT customer, status, local_day(posted_at) AS day FROM posted_tasks WHERE status <> 'draft'
)
"""

COHORTS: Final = """
SELECT substr(first, 1, 7), count(*), sum(date(first, '+90 day') <= :today),
       sum(date(first, '+90 day') <= :today AND coalesce(second <= date(first, '+90 day'), 0)),
       sum(last <= date(:today, '-180 day'))
FROM booker WHERE first BETWEEN :first AND :last GROUP BY 1 ORDER BY 1
"""

CHURN: Final = """
SELECT count(*), sum((SELECT max(booked_on) FROM counting b
                      WHERE b.customer = c.customer AND booked_on <= :end)
                     <= date(:end, '-180 day'))
FROM (SELECT customer, max(booked_on) AS last FROM listed WHERE booked_on < :first
      GROUP BY customer) c
WHERE c.last > date(:first, '-1 day', '-180 day')
"""

INITIATIVES: Final = """
SELECT initiative, count(CASE WHEN side = 'treated' THEN 1 END),
       count(DISTINCT CASE WHEN side = 'treated' THEN booking END),
       count(CASE WHEN side = 'control' THEN 1 END),
       count(DISTINCT CASE WHEN side = 'control' THEN booking END)
FROM came WHERE day BETWEEN :first AND :last GROUP BY initiative ORDER BY initiative
"""

SAVED: Final = """
SELECT DISTINCT customer FROM came c
WHERE side = 'treated' AND booking IS NOT NULL AND day BETWEEN :first AND :last
  AND EXISTS (SELECT 1 FROM counting b WHERE b.customer = c.customer AND b.booked_on <= c.day)
  AND (
    NOT EXISTS (SELECT 1 FROM counting b WHERE b.customer = c.customer AND b.booked_on <= c.day
                AND b.booked_on > date(c.day, '-180 day'))
    OR NOT EXISTS (SELECT 1 FROM posted p WHERE p.customer = c.customer AND p.day <= c.day
                   AND p.status = 'forwarded')
    AND date(coalesce(
      (SELECT max(day) FROM posted p WHERE p.customer = c.customer AND p.day <= c.day),
      (SELECT max(booked_on) FROM counting b
       WHERE b.customer = c.customer AND b.booked_on <= c.day)), '+90 day') <= c.day)
ORDER BY customer
"""

MUTANTS: Final = (
    ("kind = 'package' AND ", ""),
    ("'used_up', 'expired'", "'used_up', 'expired', 'cancelled'"),
    ("AND booked_on <= :today\n", ""),
    ("second <= date(first", "second < date(first"),
    ("<= date(:today, '-180 day')", "< date(:today, '-180 day')"),
    ("<= date(:end, '-180 day')", "< date(:end, '-180 day')"),
    ("b.booked_on > r.day", "b.booked_on >= r.day"),
    ("b.booked_on <= date(r.day", "b.booked_on < date(r.day"),
    ("coalesce(i.converts_days, 60)", "60"),
    ("count(DISTINCT CASE WHEN side = 'treated'", "count(CASE WHEN side = 'treated'"),
    ("w.snapshot = c.snapshot", "1"),
    ("c.status <> 'merged'", "1"),
    ("AND o.trigger IS NULL", ""),
    ("BETWEEN own.added_on", "BETWEEN ''"),
    ("AND NOT (r.side = 'control' AND", "AND NOT (r.side <> 'control' AND"),
    ("local_day(r.sent_at)", "substr(r.sent_at, 1, 10)"),
    ("AND p.status = 'forwarded'", "AND p.status = 'draft'"),
    ("WHERE status <> 'draft'", "WHERE 1"),
    ("'+90 day') <= c.day)", "'+90 day') < c.day)"),
)
"""Rules that are a little wrong: each must be seen to disagree."""


class Ids:
    """Ids that are never the same twice."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, prefix: str, digits: int) -> str:
        self.n += 1
        left, text = self.n, ""
        for _ in range(digits):
            left, digit = divmod(left, 32)
            text = CROCKFORD[digit] + text
        return f"{prefix}-{text}"


def local_day(moment: str | None) -> str | None:
    """The day of a moment by the team's clock."""
    if not moment or len(moment) == len(TODAY):
        return moment
    at = datetime.fromisoformat(moment)
    return at.astimezone(ZoneInfo("Europe/Berlin")).date().isoformat()


def customer(chance: random.Random, ids: Ids, number: int) -> tuple[str, str, str]:
    """A customer's id, file and requests: bookings at days where the rules turn."""
    ref = ids("c", 6)
    bookings = ""
    for at, on in enumerate(days(chance)):
        hours, trial = (5, "trial: true, ") if at == 0 and chance.random() < 0.3 else (10, "")
        bookings += (
            f"  - {{id: {ids('b', 8)}, kind: {chance.choice(KINDS)}, {trial}booked_on: {on},"
            f" hours: {hours}, status: {chance.choice(STATUSES)}}}\n"
        )
    status = "archived" if number % 20 == 0 else "merged" if number % 17 == 0 else "active"
    text = f"id: {ref}\nname: Kunde {number}\nkind: person\nstatus: {status}\n"
    text += "merged_into: c-000001\n" if status == "merged" else ""
    text += f"bookings:\n{bookings}" if bookings else ""
    posted = "".join(
        f"  - {{id: {ids('t', 8)}, title: x, posted_at: {posted_at(chance)},"
        f" status: {chance.choice(('forwarded', 'done', 'draft', 'draft', 'cancelled'))}}}\n"
        for _ in range(chance.choice((0, 0, 1, 2)))
    )
    return ref, text, f"customer: {ref}\nposted:\n{posted}" if posted else ""


def days(chance: random.Random) -> list[date]:
    """Days of bookings: anywhere, around the letters, or near today."""
    way = chance.random()
    if way < 0.3:
        found = [date(2025, 3, 1) + timedelta(days=chance.randrange(620))]
        for _ in range(chance.randrange(4)):
            found.append(found[-1] + timedelta(days=chance.choice(GAPS)))
        return found
    if way < 0.85:
        before = SENT - timedelta(days=chance.choice((181, 180, 179, 91, 90, 89, 30, 0)))
        after = SENT + timedelta(days=chance.choice((0, 1, 1, 15, 20, 21, 60, 61)))
        return [before, after]
    if way < 0.95:
        return [date(2025, 12, 1), NOW - timedelta(days=chance.choice((179, 180, 181)))]
    return [NOW + timedelta(days=chance.choice((-80, 0, 1))), NOW + timedelta(days=2)]


def posted_at(chance: random.Random) -> str:
    on = SENT - timedelta(days=chance.choice((0, 30, 89, 90, 91, 200, -10)))
    return chance.choice((f"{on}", f"{on}T22:30:00Z", f"{on}T08:00:00Z"))


def initiative(chance: random.Random, ids: Ids, among: list[str], number: int) -> tuple[str, str]:
    """An initiative with a control group, written on several days; the last one follows up."""
    ref, follows = ids("in", 6), number == 2
    snapshots = [ids("sn", 6) for _ in range(2)]
    text = f"id: {ref}\ntitle: Nr. {number}\nkind: {'follow-up' if follows else 'win-back'}\n"
    text += "owner: isabel\n" + ("converts_days: 20\n" if number == 1 else "") + "snapshots:\n"
    for one in snapshots:
        text += f"  - {{id: {one}, on: 2026-06-01, by: isabel, query: churned, found: 9}}\n"
    text += "recipients:\n"
    for who in chance.sample(among, len(among) // 2):
        for trigger in (", trigger: b-zzzzzzz1", ", trigger: b-zzzzzzz2") if follows else ("",):
            snapshot = chance.choice(snapshots)
            text += f"  - {{id: {ids('rc', 8)}, customer: {who}, added_on: 2026-06-01"
            text += trigger + ("" if follows else f", snapshot: {snapshot}")
            group = "control" if chance.random() < 0.3 and not follows else "treated"
            text += f", group: {group}"
            if group == "treated":
                text += how_far(chance, snapshots.index(snapshot))
            text += "}\n"
    return ref, text


def how_far(chance: random.Random, later: int) -> str:
    on = SENT + timedelta(days=3 if later else chance.choice((0, 0, 0, 1, -120)))
    status = chance.choice(("sent", "sent", "answered", "opted-out", "failed", "planned"))
    if status in ("failed", "planned"):
        return f", status: {status}"
    at = chance.choice((f"{on}", f"{on}T09:00:00Z", f"{on - timedelta(days=1)}T22:30:00Z"))
    return f", status: {status}, sent_at: {at}"


def fill(repo: Repository, seed: int, customers: int = CUSTOMERS) -> list[str]:
    """Some hundred random customers and three initiatives; answers the ids of these."""
    chance, ids = random.Random(seed), Ids()
    everybody = []
    for number in range(customers):
        ref, text, requests = customer(chance, ids, number)
        repo.write(customer_path(ref), text)
        if requests:
            repo.write(customer_path(ref, "requests"), requests)
        everybody.append(ref)
    found = []
    for number in range(3):
        ref, text = initiative(chance, ids, everybody, number)
        repo.write(f"initiatives/{ref}.yaml", text)
        found.append(ref)
    repo.commit()
    return found


class Counted:
    """What SQL counts in a database: cohorts, churn, initiatives, who was saved."""

    def __init__(self, path: Path, old: str = "", new: str = "") -> None:
        first, last = "2026-01-01", "2026-12-31"
        days = {"today": TODAY, "first": first, "last": last, "end": TODAY}
        with closing(sqlite3.connect(path)) as db:
            db.create_function("local_day", 1, local_day, deterministic=True)
            self.all = [
                db.execute((SHARED + text).replace(old, new) if old else SHARED + text, days)
                .fetchall()
                for text in (COHORTS, CHURN, INITIATIVES, SAVED)
            ]  # fmt: skip


def told(report: Any) -> list[Any]:
    """The same out of the report."""
    churn = report["churn"]
    keys = ("month", "customers", "asked", "rebooked", "churned")
    named = ("id", "sent", "converted", "control", "control_converted")
    return [
        [tuple(one[key] for key in keys) for one in report["cohorts"]],
        [(churn["customers"], churn["churned"])],
        [tuple(one[key] for key in named) for one in report["initiatives"]],
        sorted((one["customer"],) for one in report["saved"]),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_counts_the_same(repo: Repository, clm: Clm, tmp_path: Path, seed: int) -> None:
    initiatives_there = fill(repo, seed)  # A4.10, A4.11
    path = tmp_path / "clm.sqlite"
    assert clm("export", "sqlite", "-O", path).code == 0
    answer = clm("report", "retention", "--period", "2026", "--json")
    assert answer.code == 0, answer.err
    counted = Counted(path).all
    assert told(answer.json) == counted
    cohorts, churn, initiatives, saved = counted
    assert len(cohorts) > 5
    assert churn[0][1] > 5
    assert len(saved) > 5
    assert all(one[2] for one in initiatives)  # some booked, after each
    whole = {one[0]: one[1:] for one in initiatives}  # all were written to in the period
    for ref in initiatives_there:
        groups = {one["group"]: one for one in clm("initiative", "result", ref, "--json")
                  .json["groups"]}  # fmt: skip
        assert whole[ref] == tuple(
            groups[name][key] for name in ("treated", "control") for key in ("n", "converted")
        )


def test_a_rule_that_is_a_little_wrong_is_seen(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    fill(repo, 0, 900)  # A4.10, A4.11: the control
    path = tmp_path / "clm.sqlite"
    clm("export", "sqlite", "-O", path)
    right = Counted(path).all
    assert [old for old, new in MUTANTS if Counted(path, old, new).all == right] == []
