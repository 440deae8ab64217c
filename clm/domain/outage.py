"""A VPA falls out: which customers come first, and who could take each over (A3.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.absences import told
from clm.domain.bookings import NO_HOURS, hours_in_use
from clm.domain.changes import Add, Target
from clm.domain.cover import Away, falls_in, meet
from clm.domain.decisions import Decision
from clm.domain.lifecycle import class_of, open_mark
from clm.domain.moments import local_time
from clm.domain.people import Absence
from clm.domain.request import is_active

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.people import Vpa
    from clm.domain.process import Dossier, Process
    from clm.domain.request import PostedTask

PROPOSED: Final = 3
"""How many replacements are proposed for a customer."""

_CLASSES: Final = ("A", "B", "C", "none")


class Load(NamedTuple):
    """What a VPA has on their desk: active customers, and the hours of the packages in use."""

    customers: int = 0
    hours: Decimal = NO_HOURS

    def plus(self, hours: Decimal) -> Load:
        """The same with one more customer."""
        return Load(self.customers + 1, self.hours + hours)


class Proposal(NamedTuple):
    """Why a VPA could take a customer over, or what speaks against it.

    `lacks` are languages of the customer they do not speak, `skills` those that fit, `free` the
    hours they have left (None: their capacity is not known).
    """

    vpa: str
    speaks: tuple[str, ...]
    lacks: tuple[str, ...]
    skills: tuple[str, ...]
    load: Load
    free: Decimal | None

    def rank(self, hours: Decimal) -> tuple[int, Decimal, int, Decimal, int, str]:
        """The best first: languages, fewest hours short, skills, most hours left."""
        short = NO_HOURS if self.free is None else max(hours - self.free, NO_HOURS)
        left = self.free if self.free is not None else NO_HOURS
        return len(self.lacks), short, -len(self.skills), -left, self.load.customers, self.vpa


def tasks_of(dossier: Dossier, vpa: str, today: date, process: Process) -> list[PostedTask]:
    """The active tasks of a customer that a VPA does, the next deadline first."""
    own = dossier.customer.vpa
    found = [
        task
        for _, task in dossier.posted_by(today, process.zone)
        if is_active(task) and (task.vpa or own) == vpa
    ]
    return sorted(found, key=lambda task: (_ends(task, process), task.id))


def _ends(task: PostedTask, process: Process) -> str:
    """The local time of a task's deadline; the last of all where it has none."""
    return local_time(task.deadline, process.zone).isoformat() if task.deadline else "~"


def urgency(
    customer: Customer, tasks: Sequence[PostedTask], today: date, process: Process
) -> tuple[bool, str, bool, int, int, str]:
    """How customers are sorted: by the next deadline of an active task, prio, class, work."""
    rank = _CLASSES.index(class_of(customer, today))
    ends = _ends(tasks[0], process) if tasks else "~"
    is_prio = open_mark(customer.prio, today) is not None
    return not tasks, ends, not is_prio, rank, -len(tasks), customer.id


def period(vpa: Vpa, first: date, last: date | None) -> Away:
    """The days to be bridged: as told, else to the end of an absence that is recorded."""
    recorded = (one.to for one in vpa.absences if not one.half and falls_in(one, first))
    return Away("", first, last or next(recorded, None))


def is_there(vpa: Vpa, gone: Away) -> bool:
    """Can a VPA step in: on the first day, and throughout where the last one is known?"""
    asked = gone if gone.to else gone._replace(to=gone.from_)
    return not any(not one.half and meet(one, asked) for one in vpa.absences)


def proposals(
    customer: Customer, gone: Vpa, others: Iterable[Vpa], loads: Mapping[str, Load], today: date
) -> list[Proposal]:
    """Who could take a customer over, the best first; each with what speaks for it.

    The customer's languages are theirs and those of their contacts; the skills that fit are those
    of the VPA who falls out, and what the customer asked for.
    """
    spoken = (customer.language, *(contact.language for contact in customer.contacts))
    wanted = tuple(dict.fromkeys(word.casefold() for word in spoken if word))
    demands = (one.text for one in customer.demands if one.status == "open")
    useful = {word.casefold() for word in (*gone.skills, *customer.services, *demands)}
    hours = hours_in_use(customer.bookings, today)
    found = []
    for vpa in others:
        known = {word.casefold() for word in vpa.languages}
        load = loads.get(vpa.id, Load())
        found.append(
            Proposal(
                vpa.id,
                tuple(word for word in wanted if word in known),
                tuple(word for word in wanted if word not in known),
                tuple(word for word in vpa.skills if word.casefold() in useful),
                load,
                None if vpa.capacity_hours is None else vpa.capacity_hours - load.hours,
            )
        )
    # Who is the customer's VPA already, and lacks but a task of the other's, knows them best.
    found.sort(key=lambda one: (one.vpa != customer.vpa, *one.rank(hours)))
    return found[:PROPOSED]


def away(vpa: Vpa, first: date, last: date | None, actor: Actor) -> Decision:
    """Record that a VPA is away; never why. What is recorded already changes nothing."""
    new = Absence(id=actor.new_id("ab"), from_=first, to=last)
    for other in vpa.absences:
        if meet(new, other):
            return Decision(said=(f"{vpa.id} is away {told(other)} already: {other.id}",))
    return Decision((Add(Target("vpa", vpa.id), ("absences",), new),))
