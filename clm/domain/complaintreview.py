"""What a review of all complaints counts (A2.22): how many, how quickly, compared with before."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clm.domain.policy import Policy

    Row = Mapping[str, Any]

Aspect = Literal["all", "category", "service", "severity", "vpa", "manager", "customer"]

ASPECTS: Final[tuple[Aspect, ...]] = ("category", "service", "severity", "vpa", "manager")
"""By what complaints are counted; customers are named besides, who complained repeatedly."""

STEPS: Final = ("acknowledge", "assess", "answer", "close")
"""What has a target, in working days, in the order it is done."""


class Pace(NamedTuple):
    """Of one step: how often it was done, how often in time, working days on average.

    `late` were not done, and their day is over: they count as not in time.
    """

    done: int
    in_time: int
    late: int
    days: Decimal | None


class Line(NamedTuple):
    """The figures of one group: how many complaints, how many in the period before, how quickly."""

    aspect: Aspect
    word: str
    received: int
    before: int
    open: int
    reopened: int
    paces: dict[str, Pace]


def lines(rows: Sequence[Row], before: Sequence[Row], today: str, policy: Policy) -> list[Line]:
    """The figures of the complaints of a period: of all, then by aspect, the most first.

    A row is as `store.complaintrows` makes it, with the `customer`. `before` are those of the
    period before. A duplicate is no complaint of its own.
    """
    now, then = _own(rows), _own(before)
    found = [_line("all", "", now, then, today)]
    for aspect in ASPECTS:
        found += _grouped(aspect, now, then, today)
    often = policy.complaint_repeated
    found += [one for one in _grouped("customer", now, then, today) if one.received >= often]
    return found


def _own(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["status"] != "duplicate"]


def _grouped(aspect: Aspect, now: Sequence[Row], then: Sequence[Row], today: str) -> list[Line]:
    words = dict.fromkeys(word for row in (*now, *then) for word in _words(aspect, row))
    found = [
        _line(
            aspect,
            word,
            [row for row in now if word in _words(aspect, row)],
            [row for row in then if word in _words(aspect, row)],
            today,
        )
        for word in words
    ]
    return sorted(found, key=lambda one: (-one.received, -one.before, one.word))


def _words(aspect: Aspect, row: Row) -> Sequence[str]:
    """In which groups a complaint is: of VPAs those it is about, else who works for the customer.

    "" stands for nobody, or for what nobody has said.
    """
    if aspect == "vpa" and row["about_vpas"]:
        found: Sequence[str] = row["about_vpas"]
        return found
    return (row[aspect] or "",)


def _line(aspect: Aspect, word: str, now: Sequence[Row], then: Sequence[Row], today: str) -> Line:
    return Line(
        aspect,
        word,
        len(now),
        len(then),
        sum(row["due"] is not None for row in now),
        sum(row["reopened"] > 0 for row in now),
        {step: pace([row["steps"][step] for row in now], today) for step in STEPS},
    )


def pace(steps: Sequence[Row], today: str) -> Pace:
    """How often a step was done, in time, and how quickly; `steps` as complaints' rows have it."""
    done = [step for step in steps if step["days"] is not None]
    days = sum(step["days"] for step in done)
    return Pace(
        len(done),
        sum(bool(step["in_time"]) for step in done),
        sum(step["days"] is None and bool(step["by"]) and step["by"] < today for step in steps),
        round(Decimal(days) / len(done), 1) if done else None,
    )


def summed(line: Line) -> dict[str, str]:
    """The figures of all as a record keeps them: words and numbers that anybody can read."""
    found = {
        "received": str(line.received),
        "before": str(line.before),
        "open": str(line.open),
        "reopened": str(line.reopened),
    }
    for step, pace in line.paces.items():
        found[f"{step}-in-time"] = f"{pace.in_time}/{pace.done + pace.late}"
        if pace.days is not None:
            found[f"{step}-working-days"] = str(pace.days)
    return found
