"""Whom an initiative is for: a query, a dated snapshot of it, and a control group (A4.8, A4.10)."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Add, Set, Target
from clm.domain.initiative import Recipient, Snapshot
from clm.domain.initiativewords import LEFT_OUT
from clm.domain.query import printed
from clm.domain.queryable import CUSTOMERS
from clm.domain.queryparser import parse
from clm.domain.surveying import population_tree
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.initiative import Initiative
    from clm.domain.initiativewords import InitiativeKind
    from clm.domain.policy import Policy
    from clm.domain.query import Tree
    from clm.domain.queryparser import ReadDay

WIN_BACK: Final = "(inactive = yes or churned = yes and used_up = yes) and bookings > 0"
"""A4.10: whom a win-back is for where nobody says otherwise."""
DEFAULTS: Final[Mapping[InitiativeKind, str]] = {"win-back": WIN_BACK}


class Segment(NamedTuple):
    """What a query found: who may be written to with the contact, and who was left out, and why."""

    query: str
    found: int
    taken: Mapping[str, str | None]
    left_out: Mapping[str, int]


def query_of(text: str, read_day: ReadDay) -> str:
    """A query over customers as it is kept, with days instead of date words.

    Raises:
        UsageError: it is none; the message shows the column.
    """
    return printed(parse(text, CUSTOMERS, read_day))


def query_tree(text: str) -> Tree:
    """The tree of a query that is kept.

    Raises:
        UsageError: it is none.
    """
    return population_tree(text)


def asked_of(initiative: Initiative, typed: str | None) -> str:
    """Which query is run: the one typed, the initiative's own, or that of its kind.

    Raises:
        UsageError: there is none.
    """
    query = typed or initiative.segment or DEFAULTS.get(initiative.kind)
    if query is None:
        hint = f"clm initiative segment {initiative.id} 'class = A and not churned = yes'"
        raise UsageError(f"whom is {initiative.id} for?", hint)
    return query


def refuse_everybody(found: int, active: int, policy: Policy) -> None:
    """Refuse a segment of everybody, or of more of them than is usual (A4.7).

    Raises:
        RefusedError: it is one.
    """
    if found and found * 100 > active * policy.segment_most_percent:
        whom = "everybody" if found >= active else "almost everybody"
        raise RefusedError(
            f"it selects {whom}: {found} of {active} active customers",
            "narrow the query, or --force -m WHY",
        )


def refuse_nobody(initiative: Initiative, segment: Segment) -> None:
    """Refuse a segment that selects nobody; the reasons are counted.

    Raises:
        RefusedError: nobody fits, or nobody of them may be written to.
    """
    if segment.taken or segment.left_out.get("already"):
        return
    if not segment.found:
        raise RefusedError(f"it selects nobody: {segment.query}", "clm customer list --where QUERY")
    raise RefusedError(
        f"{initiative.id} can write to nobody: of {segment.found} {reasons(segment.left_out)}",
        "clm customer consent REF PURPOSE notes who agrees",
    )


def reasons(left_out: Mapping[str, int]) -> str:
    """Who was left out, counted by reason."""
    told = (f"{left_out[key]} {said}" for key, said in LEFT_OUT.items() if left_out.get(key))
    return ", ".join(told)


def snapshot(initiative: Initiative, segment: Segment, actor: Actor) -> list[Change]:
    """Keep what a query found on this day, and who is a recipient from now on.

    Who is in the control group depends on the seed and on who is taken, never on an order.
    """
    target = Target("initiative", initiative.id)
    made = Snapshot(
        id=actor.new_id("sn"), on=actor.today, by=actor.handle, query=segment.query,
        found=segment.found, left_out=dict(sorted(segment.left_out.items())),
    )  # fmt: skip
    control = control_of(initiative, segment.taken)
    changes: list[Change] = []
    if initiative.segment != segment.query:
        changes.append(Set(target, ("segment",), segment.query))
    changes.append(Add(target, ("snapshots",), made))
    for customer, contact in sorted(segment.taken.items()):
        one = Recipient(
            id=actor.new_id("rc"), customer=customer, contact=contact, snapshot=made.id,
            group="control" if customer in control else "treated", added_on=actor.today,
        )  # fmt: skip
        changes.append(Add(target, ("recipients",), one))
    return changes


def control_of(initiative: Initiative, customers: Collection[str]) -> frozenset[str]:
    """Who of them is not written to, so that the others can be compared (A4.10).

    The share is rounded to the nearest whole customer; somebody is always written to.
    """
    share = initiative.control or 0
    most = max(len(customers) - 1, 0)
    size = min((len(customers) * share + 50) // 100, most)
    seed = f"{initiative.seed}\0{initiative.id}"
    return frozenset(sorted(customers, key=lambda one: (_rank(seed, one), one))[:size])


def _rank(seed: str, customer: str) -> bytes:
    return blake2b(f"{seed}\0{customer}".encode(), digest_size=16).digest()


def without_known(initiative: Initiative, found: Sequence[str]) -> list[str]:
    """Those who are not among the recipients yet: nobody becomes one twice."""
    known = {one.customer for one in initiative.recipients}
    return [one for one in found if one not in known]
