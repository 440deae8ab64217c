"""The first day of the quarter: settings, people and the customers there are, as files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tests.build import SETTINGS, TEAM, customer_path

if TYPE_CHECKING:
    import random

    from tests.world import Repository

FIRST: Final = date(2026, 8, 31)
HOLIDAYS: Final = frozenset({date(2026, 9, 14), date(2026, 10, 30), date(2026, 11, 18)})
"""A Monday, a Friday (it moves the deadline) and a Wednesday."""

AT_FIRST: Final = 282
"""How many customers there are at first."""

ADMINS: Final = ("jana", "tom", "mia", "nele", "omar", "paul")
VPAS: Final = ("anna", "ben", "clara", "david")
LEAVES: Final = "nele"
DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
DAY: Final = timedelta(days=1)


def first_tree(repo: Repository, chance: random.Random) -> None:
    """Settings, people and the customers there are, as files."""
    write = repo.write
    write("clm.yaml", f"{SETTINGS}calendar: hier\nchecks_from: {FIRST}\n")
    nine = "".join(f"  {day}:\n    - 09:00-17:00\n" for day in ("mon", "tue", "wed", "thu", "fri"))
    free = "".join(f"  - on: {day}\n    name: frei\n" for day in sorted(HOLIDAYS))
    write(
        "calendars/hier.yaml",
        f"id: hier\nzone: Europe/Berlin\nweek:\n{nine}holidays:\n{free}",
    )
    for handle in ADMINS[2:]:
        until = "active:\n  to: 2026-10-23\n" if handle == LEAVES else ""
        write(f"team/{handle}.yaml", _colleague(handle, "admin") + until)
    write("team/jana.yaml", TEAM["jana"])
    write("team/luis.yaml", _colleague("luis", "sales"))
    write("team/petra.yaml", _colleague("petra", "team-lead", "lead-distributor"))
    for handle in VPAS:
        write(f"vpas/{handle}.yaml", f"id: {handle}\nname: {handle.title()}\n")
    for n in range(AT_FIRST):
        _customer(repo, chance, n)
    repo.commit("the first day")


def fresh_id(chance: random.Random, prefix: str, digits: int = 8) -> str:
    """An id as the seed gives it."""
    return f"{prefix}-{''.join(chance.choices(DIGITS, k=digits))}"


def _customer(repo: Repository, chance: random.Random, n: int) -> None:
    ref, owner = fresh_id(chance, "c", 6), chance.choice(ADMINS)
    registered = FIRST - chance.randint(3, 500) * DAY
    lines = [f"id: {ref}", f"name: {name_of(n)}", "kind: organisation"]
    lines.append(f"registered_on: {registered}")
    count = chance.choices((0, 1, 2, 3, 4, 6), (5, 6, 4, 4, 3, 2))[0]
    if count == 0:
        lines += _lead(chance, owner)
    else:
        lines.append(f"owner: {owner}")
        lines += [f"vpa: {chance.choice(VPAS)}"] if chance.random() < 0.5 else []
        lines += _history(chance, count, registered)
    repo.write(customer_path(ref), "\n".join(lines) + "\n")
    if count and chance.random() < 0.6:
        task = [
            f"  - id: {fresh_id(chance, 't')}", "    title: Recherche",
            f"    posted_at: {FIRST - chance.randint(4, 60) * DAY}",
            f"    status: {chance.choice(('forwarded', 'done', 'draft', 'cancelled'))}",
        ]  # fmt: skip
        text = "\n".join([f"customer: {ref}", "posted:", *task]) + "\n"
        repo.write(customer_path(ref, "requests"), text)


def _history(chance: random.Random, count: int, registered: date) -> list[str]:
    """Bookings, class, prio, watch and reminders as they had come about."""
    days = sorted(registered + chance.randint(0, (FIRST - registered).days - 1) * DAY
                  for _ in range(count))  # fmt: skip
    usual = chance.choice((10, 20, 50))
    lines = ["bookings:"]
    for place, day in enumerate(days):
        hours = 5 if place == 0 and chance.random() < 0.6 else usual
        lines += [
            f"  - id: {fresh_id(chance, 'b')}", "    kind: package", f"    booked_on: {day}",
            f"    hours: {hours}", "    status: used_up",
        ]  # fmt: skip
    by = [f"    on: {FIRST - 20 * DAY}", "    by: jana"]
    if chance.random() < 0.7:
        value = chance.choice("AABBC")
        lines += ["class:", f"  - id: {fresh_id(chance, 'k')}", f"    value: {value}", *by]
    if chance.random() < 0.08:
        lines += ["prio:", f"  - id: {fresh_id(chance, 'k')}", *by]
        if chance.random() < 0.8:
            lines += [
                "reminders:", f"  - id: {fresh_id(chance, 'm')}",
                f"    on: {FIRST + chance.randint(0, 20) * DAY}",
                f"    for: {chance.choice(ADMINS)}",
            ]  # fmt: skip
    if chance.random() < 0.04:
        lines += ["watch:", f"  - id: {fresh_id(chance, 'k')}", "    reason: close-eye", *by]
    return lines


def name_of(n: int) -> str:
    """The name of the n-th customer."""
    return f"Kunde {DIGITS[n // 32]}{DIGITS[n % 32]}x"


def _colleague(handle: str, *roles: str) -> str:
    lines = [f"id: {handle}", f"name: {handle.title()} Probe", "roles:"]
    return "\n".join([*lines, *(f"  - {role}" for role in roles)]) + "\n"


def _lead(chance: random.Random, owner: str) -> list[str]:
    """Most leads have somebody already; some were invited by a customer's admin."""
    if chance.random() < 0.25:
        return ["invited_by: c-000000", f"owner: {owner}"]
    return chance.choice(([f"owner: {owner}"], ["sales: luis"], []))
