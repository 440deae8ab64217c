"""The retention report: who books again, who is lost, who came back, by what (A4.11).

All is counted from the facts as they are today: a booking that was cancelled since is none, also
in the months before. Customers who were merged into others count as those.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.bookings import counted
from clm.domain.initiatives import churned, contacted_on, conversion, lost, recipients
from clm.domain.periods import Period, month_of, months_after
from clm.domain.undisturbed import disturbed, written_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from clm.domain.customer import Booking
    from clm.domain.initiative import Initiative, Recipient
    from clm.domain.policy import Policy
    from clm.domain.process import Dossier, Process


def last_year(today: date) -> Period:
    """The twelve months through the present one: what the report is about unless one says."""
    first = months_after(today.replace(day=1), -11)
    last = month_of(f"{today:%Y-%m}", today).last
    return Period(f"{first:%Y-%m}..{last:%Y-%m}", first, last)


def bookers(dossiers: Iterable[Dossier], today: date) -> dict[str, Dossier]:
    """Everybody of whom a booking counts, by id; whoever was archived too."""
    return {
        one.customer.id: one
        for one in dossiers
        if one.customer.status != "merged" and counted(one.customer.bookings, today)
    }


def share(n: int, of: int) -> float | None:
    """A share between 0 and 1; None of nobody."""
    return round(n / of, 4) if of else None


# who books again


def cohorts(
    held: Mapping[str, Dossier], period: Period, today: date, process: Process
) -> list[dict[str, Any]]:
    """A row for each month of the period in which somebody booked for the first time.

    `rebooked` are those of `asked` whose second counted booking came within `rebook_days`. Asked is
    whoever had so many days; the row is `complete` when all who may come into it had them.
    """
    within = timedelta(days=process.policy.rebook_days)
    found: dict[str, list[Dossier]] = {}
    for one in held.values():
        first = counted(one.customer.bookings, today)[0].booked_on
        if period.first <= first <= period.last:
            found.setdefault(f"{first:%Y-%m}", []).append(one)
    rows = []
    for month, those in sorted(found.items()):
        booked = [counted(one.customer.bookings, today) for one in those]
        asked = [days for days in booked if days[0].booked_on + within <= today]
        again = sum(_again(days, process.policy) for days in asked)
        last = month_of(month, today).last
        rows.append(
            {
                "month": month,
                "customers": len(those),
                "asked": len(asked),
                "rebooked": again,
                "share": share(again, len(asked)),
                "complete": last + within <= today,
                "churned": sum(churned(one, today, process) for one in those),
            }
        )
    return rows


def _again(booked: Sequence[Booking], policy: Policy) -> bool:
    return (
        len(booked) > 1 and (booked[1].booked_on - booked[0].booked_on).days <= policy.rebook_days
    )


# who is lost


def churn(
    held: Mapping[str, Dossier], period: Period, today: date, process: Process
) -> dict[str, Any]:
    """Of those who were customers on the eve of the period: who had churned at its end (A4.10).

    Somebody is a customer who has booked and not churned. Of a period that is not over the end is
    today. `now` is how many of all bookers have churned by today.
    """
    eve, end = period.first - timedelta(days=1), min(period.last, today)
    there = [
        one
        for one in held.values()
        if counted(one.customer.bookings, eve) and not churned(one, eve, process)
    ]
    gone = sum(churned(one, end, process) for one in there)
    now = sum(churned(one, today, process) for one in held.values())
    return {
        "customers": len(there),
        "churned": gone,
        "share": share(gone, len(there)),
        "now": {"customers": len(held), "churned": now, "share": share(now, len(held))},
    }


# what initiatives did


class Contacted(NamedTuple):
    """Somebody an initiative has begun to count, treated or control: since when, what came of it.

    `over` says that the days in which a booking counts have passed.
    """

    recipient: Recipient
    on: date
    booking: Booking | None
    over: bool


def contacted(
    initiative: Initiative,
    held: Mapping[str, Dossier],
    today: date,
    process: Process,
    period: Period | None = None,
) -> Iterator[Contacted]:
    """Whom it has begun to count, of all times or of a period; who is gone is left out (A4.10)."""
    for one in recipients(initiative):
        on = contacted_on(initiative, one, process.zone)
        there = held.get(one.customer)
        if on is None or on > today or there is None:
            continue
        if period is None or period.first <= on <= period.last:
            days = initiative.converts_days or process.policy.converts_days
            booking = conversion(initiative, one, there, today, process)
            yield Contacted(one, on, booking, on + timedelta(days=days) < today)


def effect(initiative: Initiative, those: Sequence[Contacted]) -> dict[str, Any]:
    """How many of those who were written to booked, how many of the control group, the difference.

    Everybody counts in the group they were drawn into, whatever they answered, else the groups
    could not be compared. Of a follow-up on two events one booking counts once. `uplift` is None
    without a control group.
    """
    groups = {
        name: [one for one in those if one.recipient.group == name]
        for name in ("treated", "control")
    }
    booked = {
        name: len({one.booking.id for one in of if one.booking}) for name, of in groups.items()
    }
    rates = {name: share(booked[name], len(of)) for name, of in groups.items()}
    treated, control = rates["treated"], rates["control"]
    return {
        "id": initiative.id,
        "title": initiative.title,
        "kind": initiative.kind,
        "sent": len(groups["treated"]),
        "converted": booked["treated"],
        "share": treated,
        "control": len(groups["control"]),
        "control_converted": booked["control"],
        "control_share": control,
        "uplift": None if treated is None or control is None else round(treated - control, 4),
        "complete": all(one.over for one in those),
    }


def saved(
    held: Mapping[str, Dossier], found: Mapping[str, Sequence[Contacted]], process: Process
) -> list[dict[str, Any]]:
    """Who was lost when an initiative wrote to them, and booked again within its days, once each.

    Lost is who is inactive (L15) or has churned (A4.10) on the day they were written to. Of several
    initiatives it is the one that wrote first; nobody of a control group was saved by it.
    """
    rows: dict[str, dict[str, Any]] = {}
    every = ((one, initiative) for initiative, those in found.items() for one in those)
    for one, initiative in sorted(every, key=lambda pair: (pair[0].on, pair[1])):
        customer = one.recipient.customer
        if one.booking is None or one.recipient.group == "control" or customer in rows:
            continue
        if lost(held[customer], one.on, process):
            rows[customer] = {
                "customer": customer,
                "name": held[customer].customer.name,
                "initiative": initiative,
                "contacted_on": one.on.isoformat(),
                "booking": one.booking.id,
                "booked_on": one.booking.booked_on.isoformat(),
            }
    return list(rows.values())


def retention(
    dossiers: Iterable[Dossier],
    initiatives: Sequence[Initiative],
    period: Period,
    today: date,
    process: Process,
) -> dict[str, Any]:
    """All figures of the report: cohorts, churn, who was saved, what each initiative did."""
    everybody = {one.customer.id: one for one in dossiers}
    held = bookers(everybody.values(), today)
    written = written_by(initiatives, process.zone)
    found = {
        one.id: [
            held
            for held in contacted(one, everybody, today, process, period)
            if not disturbed(one, held.recipient, held.on, written, process)
        ]
        for one in initiatives
    }
    rows = cohorts(held, period, today, process)
    asked, again = (sum(row[key] for row in rows) for key in ("asked", "rebooked"))
    policy = process.policy
    return {
        "cohorts": rows,
        "rebooking": {"asked": asked, "rebooked": again, "share": share(again, asked)},
        "churn": churn(held, period, today, process),
        "saved": saved(everybody, found, process),
        "initiatives": [effect(one, found[one.id]) for one in initiatives if found[one.id]],
        "policy": {
            name: getattr(policy, name)
            for name in ("rebook_days", "churn_days", "inactive_days", "converts_days")
        },
    }
