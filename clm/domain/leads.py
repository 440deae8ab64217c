"""Who gets a lead: the rules of the settings, and a plan for everybody who waits (A1.4–A1.7)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from clm.domain.customer import Appointment
    from clm.domain.policy import LeadRule

Field = Literal["owner", "sales"]

COLLEAGUE: Final = "colleague"
"""The rule of a colleague lead: whoever looks after the account that invited the person."""


class HasAppointment(Protocol):
    """A customer, or the part of one that is asked here."""

    @property
    def appointment(self) -> Appointment | None:
        """The talk that was booked."""
        ...


def waits_for_call(customer: HasAppointment) -> bool:
    """A1.5: a talk by phone was booked, for whenever, and has no outcome yet."""
    talk = customer.appointment
    return talk is not None and talk.channel == "phone" and not talk.outcome


def was_called(customer: HasAppointment) -> bool:
    """The booked talk by phone took place, or came to nothing: it has an outcome."""
    talk = customer.appointment
    return talk is not None and talk.channel == "phone" and bool(talk.outcome)


class Candidate(NamedTuple):
    """One customer as far as distributing goes.

    `booked`: a booking counts, so an owner is needed. `call` and `called` are the talk by phone,
    `caller` whom it was booked with, `host` who looks after the account that invited the person.
    """

    ref: str
    registered_on: date | None = None
    owner: str | None = None
    sales: str | None = None
    booked: bool = False
    call: bool = False
    called: bool = False
    caller: str | None = None
    host: str | None = None


class Placement(NamedTuple):
    """Who is to get a customer, in which field, by which rule."""

    ref: str
    person: str
    field: Field
    rule: str


class Team(NamedTuple):
    """The people to choose from.

    `free` are, for a role, who is there and can be given something, by handle; `keepers` who may
    look after customers at all. `caring` counts the customers in somebody's care who are no
    leads, `leads` those who are; `latest` is who got the newest lead, by field.
    """

    today: date
    free: Callable[[str], Sequence[str]]
    keepers: frozenset[str]
    caring: Mapping[str, int]
    leads: Mapping[str, int]
    latest: Mapping[Field, str]


def wants_person(one: Candidate) -> bool:
    """Does a customer wait for somebody who looks after it (A1.5, A1.7)?

    A lead stays with sales until the talk has an outcome; then, or with the first booking, it
    needs an owner.
    """
    if one.owner:
        return False
    return one.booked or not one.sales or one.called


def plan(candidates: Iterable[Candidate], rules: Sequence[LeadRule], team: Team) -> list[Placement]:
    """Who gets whom, the longest registered first; whom no rule fits is left out.

    Raises:
        RefusedError: nobody is there for a role that a rule names.
    """
    given, latest = Counter(team.caring), dict(team.latest)
    placed = []
    waiting = (one for one in candidates if wants_person(one))
    for one in sorted(waiting, key=lambda one: (one.registered_on or date.min, one.ref)):
        found = _place(one, rules, team, given, latest)
        if found:
            given[found.person] += 1
            latest[found.field] = found.person
            placed.append(found)
    return placed


def _place(
    one: Candidate,
    rules: Sequence[LeadRule],
    team: Team,
    given: Mapping[str, int],
    latest: Mapping[Field, str],
) -> Placement | None:
    """The first rule that fits; a phone rule names who calls, every other the owner."""
    if one.host and one.host in team.keepers:
        return Placement(one.ref, one.host, "owner", COLLEAGUE)
    call = one.call and not one.booked
    rule = next((row for row in rules if row.when == "any" or call), None)
    if rule is None:
        return None
    free = team.free(rule.role)
    if not free:
        raise RefusedError(
            f"nobody with the role {rule.role} is there on {team.today}",
            "give the role to somebody in team/, or wait until they are back",
        )
    field: Field = "owner" if rule.when == "any" else "sales"
    if field == "sales" and one.caller and one.caller in free:
        return Placement(one.ref, one.caller, field, rule.when)
    if rule.strategy == "round-robin":
        return Placement(one.ref, _after(latest.get(field, ""), free), field, rule.when)
    person = min(free, key=lambda handle: (given.get(handle, 0), team.leads.get(handle, 0), handle))
    return Placement(one.ref, person, field, rule.when)


def _after(last: str, free: Sequence[str]) -> str:
    """Whose turn it is after `last`, by handle and round again."""
    return free[bisect_right(free, last) % len(free)]
