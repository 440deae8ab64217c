"""The figures of the KPI page (A1.41): what is kept of each customer, and what they add up to.

`figures` holds facts, not rates: the same small dict serves on every later day until the
customer's files change, and the rates are computed for the day of the report.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from clm.domain.bookings import order_sizes
from clm.domain.lifecycle import PHASES, standing
from clm.domain.request import is_active
from clm.domain.scored import scores_in, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from clm.domain.policy import Policy
    from clm.domain.process import Dossier, Process
    from clm.domain.survey import Survey

    Figures = Mapping[str, Any]

MOST_VPAS: Final = 10
"""How many VPAs the load is shown of."""


def figures(dossier: Dossier, today: date, process: Process) -> dict[str, Any]:
    """What the KPIs need to know of one customer; {} of those in no list (L5).

    `booked`: days of the counted bookings as ordinals, oldest first; `sizes`: hours of the first
    and the newest order without trials, where there are two (L3); `active`: active tasks by VPA
    (L9), "" where none is assigned; `no_show`, `invited`: as L6 and L7 say.
    """
    stands = standing(dossier, today, process)
    if stands.list is None:
        return {}
    sizes = order_sizes(stands.bookings, process.policy)
    vpas = [
        task.vpa or dossier.customer.vpa or ""
        for _, task in dossier.posted_by(today, process.zone)
        if is_active(task)
    ]
    return {
        "booked": [booking.booked_on.toordinal() for booking in stands.bookings],
        "sizes": [_hours(sizes[0]), _hours(sizes[-1])] if len(sizes) > 1 else [],
        "active": dict(sorted(Counter(vpas).items())),
        "no_show": stands.no_show,
        "invited": dossier.customer.invited_by is not None,
    }


def _hours(hours: Decimal) -> float:
    return float(hours)


def kpis(
    all_figures: Iterable[Figures], today: date, policy: Policy, surveys: Sequence[Survey] = ()
) -> dict[str, Any]:
    """The KPI page: each a dict of counts and of what they make, None where there is no data.

    Shares lie between 0 and 1; NPS and CSAT are as they are known (A2.27).
    """
    known = [one for one in all_figures if one]
    booked = [one["booked"] for one in known if one["booked"]]
    rebooked_by = today.toordinal() - policy.rebook_days
    asked_by = today.toordinal() - policy.no_show_days
    return {
        "load": _load(known),
        "rebooking": [
            _rebooking(booked, n, rebooked_by, policy.rebook_days) for n in range(1, len(PHASES))
        ],
        "between_bookings": _between(booked),
        "package_growth": _growth([one["sizes"] for one in known if one["sizes"]]),
        "conversion": [_conversion(known, n) for n in range(len(PHASES) - 1)],
        "no_show_rate": _share(
            sum(1 for one in known if one["no_show"]),
            sum(1 for days in booked if days[0] <= asked_by),
        ),
        "satisfaction": _satisfaction(surveys, today, policy),
    }


def _satisfaction(surveys: Sequence[Survey], today: date, policy: Policy) -> dict[str, Any]:
    """What customers answered in the last days, and in as many before: the trend."""
    span = timedelta(days=policy.satisfaction_days)

    def of(last: date) -> dict[str, Any]:
        first = last - span + timedelta(days=1)
        return summary([*scores_in(surveys, first, last, policy.survey_small_group)])

    now, before = of(today), of(today - span)
    return {
        "nps": _rounded(now["nps"]),
        "nps_n": now["nps_n"],
        "top2": _rounded(now["top2"]),
        "csat_n": now["csat_n"],
        "before": {"nps": _rounded(before["nps"]), "top2": _rounded(before["top2"])},
    }


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 1)


def _share(n: int, of: int) -> dict[str, Any]:
    return {"n": n, "of": of, "share": round(n / of, 4) if of else None}


def _load(known: Sequence[Figures]) -> dict[str, Any]:
    """Active tasks: all, per customer who has any, and per VPA, the busiest first."""
    by_vpa: Counter[str] = Counter()
    for one in known:
        by_vpa.update(one["active"])
    tasks, customers = by_vpa.total(), sum(1 for one in known if one["active"])
    unassigned = by_vpa.pop("", 0)
    busiest = sorted(by_vpa.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VPAS]
    return {
        "tasks": tasks,
        "customers": customers,
        "per_customer": round(tasks / customers, 2) if customers else None,
        "unassigned": unassigned,
        "vpas": [{"vpa": vpa, "tasks": n} for vpa, n in busiest],
    }


def _rebooking(
    booked: Sequence[Sequence[int]], n: int, asked_by: int, within: int
) -> dict[str, Any]:
    """Of those whose n-th booking is long enough ago: who booked again within that time."""
    asked = [days for days in booked if len(days) >= n and days[n - 1] <= asked_by]
    again = sum(1 for days in asked if len(days) > n and days[n] - days[n - 1] <= within)
    return {"phase": PHASES[n], **_share(again, len(asked))}


def _between(booked: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Days from one day with a booking to the next; packages of one day are one occasion."""
    gaps = [later - day for days in booked for day, later in pairwise(days) if later > day]
    return {"n": len(gaps), "median_days": _median(gaps) if gaps else None}


def _median(numbers: Sequence[int]) -> float:
    """The middle one, or what lies halfway between the two in the middle."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return (ordered[half] + ordered[~half]) / 2


def _growth(sizes: Sequence[Sequence[float]]) -> dict[str, Any]:
    """How the newest order compares with the first, on average."""
    n = len(sizes)
    first, newest = sum(one[0] for one in sizes), sum(one[1] for one in sizes)
    return {
        "n": n,
        "first_hours": round(first / n, 1) if n else None,
        "newest_hours": round(newest / n, 1) if n else None,
        "growth": round(newest / first, 2) if first else None,
    }


def _conversion(known: Sequence[Figures], n: int) -> dict[str, Any]:
    """Of all who reached n bookings, who reached the next; invited colleagues are no leads."""
    reached = [len(one["booked"]) for one in known if n or not one["invited"]]
    share = _share(sum(1 for m in reached if m > n), sum(1 for m in reached if m >= n))
    return {"from": PHASES[n], "to": PHASES[n + 1], **share}
