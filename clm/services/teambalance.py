"""Balance proposals: who is overloaded, who has room, and what to type (A4.6, A0.32)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from clm.domain.balancing import Group, Head, moves, surplus
from clm.services.load import open_of
from clm.store.stored import Spoken, spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from clm.services.load import Load
    from clm.services.workspace import Workspace

MOST: Final = 5
"""So many customers are proposed for one person at a time: then the day has changed."""

ALIKE: Final = ("departments", "regions", "skills")
"""What a giver and a taker may have in common."""


def proposals(
    workspace: Workspace, team: Collection[str], having: Mapping[str, Load]
) -> list[dict[str, Any]]:
    """Who of a team is overloaded, the most first, and which customers others of it could take.

    Compared are those who are there and have a department or a role in common. What was
    proposed of one counts for the next.
    """
    people = {raw["id"]: raw for raw in workspace.people if raw["id"] in team}
    heads = {
        who: Head(who, having[who].open, _hours(workspace, raw))
        for who, raw in people.items()
        if who in workspace.present and having[who].load is not None
    }
    found = []
    for giver in sorted(heads.values(), key=lambda one: (-one.open / one.hours, one.handle)):
        others = [
            heads[who]
            for who in sorted(heads)
            if who != giver.handle and are_peers(people[giver.handle], people[who])
        ]
        over = surplus(giver, others, workspace.process.policy)
        if over <= 0:
            continue
        groups = _groups(workspace, people, giver.handle, [one.handle for one in others])
        chosen = dict(list(moves(giver, others, groups, over).items())[:MOST])
        counts = {group.customer: group.size for group in groups}
        for customer, taker in chosen.items():
            heads[taker] = heads[taker]._replace(open=heads[taker].open + counts[customer])
        found.append(_told(giver, over, chosen, counts))
    return found


def _hours(workspace: Workspace, raw: Mapping[str, Any]) -> Decimal:
    capacity = raw.get("capacity")
    full = workspace.process.policy.full_week_hours
    return Decimal(full if capacity is None else str(capacity))


def are_peers(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Do they have a department or a role in common?"""
    return any({*one.get(key, ())} & {*other.get(key, ())} for key in ("departments", "roles"))


def _groups(
    workspace: Workspace, people: Mapping[str, Mapping[str, Any]], giver: str, takers: list[str]
) -> list[Group]:
    """What somebody has open by customer of their own, what is due last first: that can wait.

    Whom they only cover, or only do a task for, is not theirs to be given away.
    """
    own = {row["id"] for row in workspace.customers() if row["owner"] == giver}
    held = {ref: days for ref, days in open_of(workspace, giver).items() if ref in own}
    until = _until(workspace, giver)
    firsts = {
        customer: min((day for day in days if day), default=None) for customer, days in held.items()
    }
    known = spoken(workspace.index, held.keys())
    order = sorted(held, key=lambda one: (firsts[one] is not None, firsts[one] or "", one))
    undated = [one for one in order if firsts[one] is None]
    dated = [one for one in order if firsts[one] is not None]
    return [
        Group(
            customer, len(held[customer]), dict(_suits(people, giver, takers, known.get(customer)))
        )
        for customer in [*undated, *reversed(dated)]
        if until is None or (firsts[customer] or "") <= until
    ]


def _until(workspace: Workspace, giver: str) -> str | None:
    """The last day of the absence that the handover of somebody is about, if there is one."""
    held = workspace.roster.members[giver].whole
    coming = next((one for one in held if (one.to or date.max) >= workspace.today), None)
    return coming.to.isoformat() if coming and coming.to else None


def _suits(
    people: Mapping[str, Mapping[str, Any]], giver: str, takers: list[str], customer: Spoken | None
) -> Iterator[tuple[str, int]]:
    """Who could take a customer: who speaks it, with how much in common with the giver."""
    for who in takers:
        spoken_by = people[who].get("languages", ())
        if customer and customer.language and spoken_by and customer.language not in spoken_by:
            continue
        yield (
            who,
            sum(
                len({*people[giver].get(field, ())} & {*people[who].get(field, ())})
                for field in ALIKE
            ),
        )


def _told(
    giver: Head, over: int, chosen: Mapping[str, str], counts: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "from": giver.handle,
        "over": over,
        "moves": [
            {
                "customer": customer,
                "to": taker,
                "open": counts[customer],
                "next": f"clm assign {customer} {taker} -m balance",
            }
            for customer, taker in chosen.items()
        ],
    }
