"""What a manager's desk holds: escalations, an initiative, a plan, and people who are led."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from benchmarks.repository import ME, TEAM, TODAY, Customer, customer, people, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.workplace import Workplace

EACH: Final = 50
"""One customer in so many has an escalation; every second one of these is resolved."""
WRITTEN_TO: Final = 200
"""Recipients of the initiative."""
INITIATIVE: Final = f"in-{spread(1, 6, 0x1D)}"


def furnish(place: Workplace) -> None:
    """Put the desk into the repository, as one commit."""
    place.reset()
    place.write({path: text.encode() for path, text in desk(place.customers)})
    place.git("add", "--all")
    place.git("commit", "--quiet", "-m", "desk")
    place.warm()


def desk(total: int) -> Iterator[tuple[str, str]]:
    """Path and text of each file of the desk, where there are `total` customers."""
    for path, text in people():
        if path.startswith("team/"):
            led = text.replace("  - admin\n", "  - admin\n  - manager\n") if ME in path else text
            yield path, led if led != text else f"{text}manager: {ME}\n"
    for number in range(0, total, EACH):
        one = customer(number, total)
        yield f"escalations/{_id(one)}.yaml", _escalation(one, resolved=number // EACH % 2 == 1)
    yield f"initiatives/{INITIATIVE}.yaml", _initiative(total)
    yield f"plans/pl-{spread(1, 6, 0x2F)}.yaml", _plan()


def _id(one: Customer) -> str:
    return f"es-{spread(one.number, 6, 0x3B)}"


def _escalation(one: Customer, *, resolved: bool) -> str:
    """Of the customer's second request, which is open; the acting person's stay open."""
    asked, resolved = TODAY - timedelta(days=5), resolved and one.owner != ME
    lines = [
        "# yaml-language-server: $schema=../.schema/escalation.json",
        f"id: {_id(one)}",
        f"customer: {one.id}",
        "source: request",
        f"of: r-{spread(one.number * 8 + 1, 6, 0x51A7)}",
        "reason: no-answer",
        "text: Seit einer Woche ohne Antwort.",
        f"at: {asked}T09:00:00Z",
        f"by: {one.owner}",
        f"to: {ME if one.number % 1000 == 0 else TEAM[1]}",
        f"due: {TODAY + timedelta(days=2)}",
        "events:",
        *_event(one, 0, asked.isoformat(), "to", ME),
    ]
    if resolved:
        lines += [*_event(one, 1, (asked + timedelta(days=1)).isoformat(), "status", "resolved")]
        lines += ["resolution: Angerufen und geklärt", "true_cause: communication"]
    return "\n".join(lines) + "\n"


def _event(one: Customer, turn: int, day: str, kind: str, to: str) -> list[str]:
    return [
        f"  - id: k-{spread(one.number * 4 + turn, 8, 0x4D)}",
        f"    at: {day}T09:00:00Z",
        f"    by: {TEAM[1]}",
        f"    kind: {kind}",
        f"    to: {to}",
    ]


def _initiative(total: int) -> str:
    lines = [
        "# yaml-language-server: $schema=../.schema/initiative.json",
        f"id: {INITIATIVE}",
        "title: Zurück im neuen Jahr",
        "kind: win-back",
        f"owner: {ME}",
        f"segment: class = B and last_booked_on < {TODAY - timedelta(days=150)}",
        f"from: {TODAY - timedelta(days=40)}",
        "converts_days: 60",
        "recipients:",
    ]
    for number in range(min(WRITTEN_TO, total)):
        one = customer(number, total)
        lines += [
            f"  - id: rc-{spread(number, 8, 0x5F)}",
            f"    customer: {one.id}",
            "    status: sent",
            f"    added_on: {TODAY - timedelta(days=40)}",
            f"    sent_at: {TODAY - timedelta(days=40)}T09:00:00Z",
        ]
    return "\n".join(lines) + "\n"


def _plan() -> str:
    return f"""\
# yaml-language-server: $schema=../.schema/plan.json
id: pl-{spread(1, 6, 0x2F)}
title: Plan
vision: Jeder Kunde hat jemanden, der ihn kennt.
owner: {ME}
from: {TODAY - timedelta(days=30)}
goals:
  - id: g-{spread(1, 6, 0x61)}
    text: Mehr Bestandskunden
    horizon: long
    owner: {TEAM[1]}
    measure: 'customers: phase = existing'
    of: customers
    baseline: 40
    target: 60
    due: {TODAY + timedelta(days=400)}
  - id: g-{spread(2, 6, 0x61)}
    text: Keine Anfrage ohne nächsten Schritt
    horizon: short
    owner: {TEAM[2]}
    measure: 'requests: no_next_step'
    baseline: 10
    target: 0
    due: {TODAY + timedelta(days=60)}
"""
