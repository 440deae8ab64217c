"""Who gets a lead: the rules of the settings, and a plan for everybody who waits (A1.4–A1.7)."""

from __future__ import annotations

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


class Plan(NamedTuple):
    """Who gets whom; `left` are those for whose role nobody is there: the role by customer."""

    placed: list[Placement]
    left: dict[str, str]


class Turn(NamedTuple):
    """When somebody was last given a customer: its day, and how many that day."""

    day: date = date.min
    number: int = 0


class Team(NamedTuple):
    """The people to choose from.

    `free` are, for a role, who is there and can be given something, by handle; `keepers` who may
    look after customers at all. `caring` counts the customers in somebody's care who are no
    leads, `leads` those who are; `turns` are their newest customers, by field and handle.
    """

    today: date
    free: Callable[[str], Sequence[str]]
    keepers: frozenset[str]
    caring: Mapping[str, int]
    leads: Mapping[str, int]
    turns: Mapping[tuple[Field, str], Turn]


def turns_of(
    customers: Iterable[tuple[date | None, str | None, str | None]],
) -> dict[tuple[Field, str], Turn]:
    """When everybody was last given a customer, of (registered_on, owner, sales) of all.

    No file says when a customer was given to somebody. Leads are given the day they come in, so
    that the day of registration stands for it.
    """
    fields: tuple[Field, Field] = ("owner", "sales")
    turns: dict[tuple[Field, str], Turn] = {}
    for registered_on, *people in customers:
        day = registered_on or date.min
        for field, person in zip(fields, people, strict=True):
            last = turns.get((field, person or ""), Turn())
            if person and day >= last.day:
                number = last.number if day == last.day else 0
                turns[field, person] = Turn(day, number + 1)
    return turns


def wants_person(one: Candidate) -> bool:
    """Does a customer wait for somebody who looks after it (A1.5, A1.7)?

    A lead stays with sales until the talk has an outcome; then, or with the first booking, it
    needs an owner.
    """
    if one.owner:
        return False
    return one.booked or not one.sales or one.called


def plan(candidates: Iterable[Candidate], rules: Sequence[LeadRule], team: Team) -> Plan:
    """Who gets whom, the longest registered first; whom no rule fits is left out.

    Raises:
        RefusedError: nobody can be given to anybody, because nobody is there for a role.
    """
    given, turns = Counter(team.caring), dict(team.turns)
    placed: list[Placement] = []
    left: dict[str, str] = {}
    waiting = (one for one in candidates if wants_person(one))
    for one in sorted(waiting, key=lambda one: (one.registered_on or date.min, one.ref)):
        if one.host and one.host in team.keepers:
            found = Placement(one.ref, one.host, "owner", COLLEAGUE)
        elif (rule := _rule(one, rules)) is None:
            continue
        elif free := team.free(rule.role):
            found = _place(one, rule, free, team, given, turns)
        else:
            left[one.ref] = rule.role
            continue
        given[found.person] += 1
        # Whatever day the customer is of, this turn is the last one.
        last = max(turns.values(), default=Turn())
        turns[found.field, found.person] = last._replace(number=last.number + 1)
        placed.append(found)
    if left and not placed:
        role = next(iter(left.values()))
        raise RefusedError(
            nobody_there(role, team.today),
            "give the role to somebody in team/, or wait until they are back",
        )
    return Plan(placed, left)


def nobody_there(role: str, day: date) -> str:
    """The sentence for a role that nobody fills on a day."""
    return f"nobody with the role {role} is there on {day}"


def _rule(one: Candidate, rules: Sequence[LeadRule]) -> LeadRule | None:
    """The first rule that fits."""
    call = one.call and not one.booked
    return next((row for row in rules if row.when == "any" or call), None)


def _place(
    one: Candidate,
    rule: LeadRule,
    free: Sequence[str],
    team: Team,
    given: Mapping[str, int],
    turns: Mapping[tuple[Field, str], Turn],
) -> Placement:
    """Whose turn it is; a phone rule names who calls, every other the owner."""
    field: Field = "owner" if rule.when == "any" else "sales"
    if field == "sales" and one.caller and one.caller in free:
        return Placement(one.ref, one.caller, field, rule.when)
    if rule.strategy == "round-robin":
        person = min(free, key=lambda handle: (turns.get((field, handle), Turn()), handle))
    else:
        person = min(
            free, key=lambda handle: (given.get(handle, 0), team.leads.get(handle, 0), handle)
        )
    return Placement(one.ref, person, field, rule.when)
