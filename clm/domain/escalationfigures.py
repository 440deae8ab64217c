"""What a time of escalations comes to: of what, why as stated and in truth, how quickly (A4.16).

All counts are of those made in the period, as they stand on the day that is asked, so that each
adds up to the first one; only what is open is told whenever it was made. Days are working days.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clm.domain.complaintdeadlines import working_days
from clm.domain.escalating import ended_at, holder, is_open, level_of, status_of
from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import date

    from clm.domain.escalation import Escalation
    from clm.domain.periods import Period
    from clm.domain.process import Process

    Figures = dict[str, Any]


def figures(
    escalations: Iterable[Escalation], period: Period, today: date, process: Process
) -> Figures:
    """All figures of a period."""
    known = list(escalations)
    made = [one for one in known if period.first <= day_of(one.at, process.zone) <= period.last]
    return {
        "made": len(made),
        "requested_by_customer": sum(one.requested_by_customer for one in made),
        "sources": _counted("source", (one.source for one in made)),
        "levels": _counted("level", (level_of(one) for one in made)),
        "causes": causes(made),
        "resolved": resolved(made, today, process),
        "costs": costs(made),
        "open": still_open(known, today, process),
    }


def _counted(name: str, words: Iterable[Hashable]) -> list[Figures]:
    """Each word with how often it occurs, the most frequent first."""
    found = sorted(Counter(words).items(), key=lambda one: (-one[1], str(one[0])))
    return [{name: word, "count": n} for word, n in found]


def causes(made: Iterable[Escalation]) -> list[Figures]:
    """A4.16: each true cause with the reasons that were stated, the most frequent first.

    What nobody has classified yet has no cause, and comes last.
    """
    stated: dict[str | None, Counter[str]] = {}
    for one in made:
        stated.setdefault(one.true_cause, Counter())[one.reason] += 1
    rows = [
        {"cause": cause, "count": held.total(), "reasons": _counted("reason", held.elements())}
        for cause, held in stated.items()
    ]
    return sorted(rows, key=lambda row: (row["cause"] is None, -row["count"], row["cause"] or ""))


def resolved(made: Iterable[Escalation], today: date, process: Process) -> Figures:
    """How many are resolved, in how many working days on average, how many of them in time.

    `due` are those with a day that are resolved, or whose day is over: `in_time` those of them
    that were resolved by it.
    """
    days, due, in_time = [], 0, 0
    for one in made:
        ended = ended_at(one)
        on = day_of(ended, process.zone) if ended else None
        if on:
            days.append(working_days(day_of(one.at, process.zone), on, process.calendar))
        if one.due and (on or one.due < today):
            due += 1
            in_time += bool(on and on <= one.due)
    return {
        "count": len(days),
        "working_days": str(round(Decimal(sum(days)) / len(days), 1)) if days else None,
        "due": due,
        "in_time": in_time,
        "share": in_time / due if due else None,
    }


def costs(made: Iterable[Escalation]) -> list[Figures]:
    """A4.16: what compromises cost: approved, refused, and what waits for its approval."""
    found = {word: (0, Decimal(0)) for word in _DECIDED.values()}
    for one in made:
        agreed = one.compromise
        if agreed and agreed.cost:
            word = _DECIDED[agreed.approved]
            n, cost = found[word]
            found[word] = (n + 1, cost + agreed.cost)
    return [{"decided": word, "count": n, "cost": str(cost)} for word, (n, cost) in found.items()]


_DECIDED = {True: "approved", False: "refused", None: "waiting"}


def still_open(known: Sequence[Escalation], today: date, process: Process) -> list[Figures]:
    """What is open on the day, the oldest first, with its age in working days."""
    there = [(day_of(one.at, process.zone), one) for one in known if is_open(one)]
    return [
        {
            "id": one.id,
            "customer": one.customer,
            "of": one.of,
            "source": one.source,
            "level": level_of(one),
            "status": status_of(one),
            "to": holder(one),
            "since": on.isoformat(),
            "working_days": working_days(on, max(on, today), process.calendar),
            "due": one.due.isoformat() if one.due else None,
            "overdue": bool(one.due and one.due < today),
        }
        for on, one in sorted(there, key=lambda held: (held[1].at, held[1].id))
        if on <= today
    ]
