"""THE EVENTS somebody is told of, one row each (A0.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from clm.domain.values import Role

EventName = Literal[
    "trial-to-large",
    "a-customer",
    "offer-assigned",
    "assigned-on-behalf",
    "vpa-silent",
    "urgent",
    "nudge",
    "misses",
    "absence",
    "report",
    "assigned",
    "unassigned",
    "accepted",
    "declined",
    "unaccepted",
    "cover-start",
    "cover-end",
    "due",
    "overdue",
    "action-overdue",
    "leads-waiting",
    "complaint",
    "escalation",
    "escalation-level",
    "escalation-step",
    "escalation-warning",
]


class Event(NamedTuple):
    """One row: whom it is told to (no role: a person), as a sentence, and whether at any hour.

    `needs` are the facts without which there is nothing to say; `customer`: it is about one.
    `prompt`: it is for the day it is told on, so that no digest holds it back (A0.35).
    """

    key: EventName
    to: tuple[Role, ...]
    sentence: str
    needs: tuple[str, ...] = ()
    customer: bool = True
    urgent: bool = False
    prompt: bool = False

    @property
    def template(self) -> str:
        """The name of the template its text is made from."""
        return f"notice-{self.key}"


EVENTS: Final[tuple[Event, ...]] = (
    Event("trial-to-large", ("crm-lead",), "A1.21: prio after a trial and a large package."),
    Event(
        "a-customer",
        ("crm-lead",),
        "A1.37: an automatic watch entry of an A customer.",
        ("since", "reasons"),
    ),
    Event(
        "offer-assigned",
        (),
        "A1.18: a customer with an offer is assigned to somebody.",
        ("offered_on",),
    ),
    Event("assigned-on-behalf", (), "A1.14: a VPA was assigned for a colleague.", ("vpa",)),
    Event(
        "vpa-silent",
        ("crm-lead",),
        "A1.35: a VPA let a second deadline pass.",
        ("vpa", "deadline"),
    ),
    Event("urgent", (), "A3.10: a case was handed over as urgent.", ("reminder",), urgent=True),
    Event(
        "nudge",
        (),
        "A1.39: entries are open shortly before the week's deadline.",
        ("week", "deadline", "open"),
        customer=False,
        prompt=True,
    ),
    Event(
        "misses",
        ("crm-lead", "team-lead"),
        "A1.39: who was not through with the week.",
        ("week", "deadline", "incomplete"),
        customer=False,
    ),
    Event(
        "absence",
        (),
        "A0.31: somebody is away.",
        ("absent", "away_from"),
        customer=False,
        prompt=True,
    ),
    # It is asked for in the evening, when nobody's working time would let it go.
    Event(
        "report",
        ("crm-lead",),
        "A1.39: the weekly report, by mail.",
        ("week",),
        customer=False,
        urgent=True,
    ),
    # Of an act: who got something by it, and who had it.
    Event("assigned", (), "A0.34: something is somebody's now.", ("items",), customer=False),
    Event("unassigned", (), "A0.18: something is theirs no more.", ("items",), customer=False),
    Event("accepted", (), "A0.20: the SPOC has taken a request on.", ("items",)),
    Event("declined", (), "A0.20: the SPOC does not take a request on.", ("items", "why")),
    # By the day, from cron.
    Event("unaccepted", (), "A0.20: a request was not accepted in time.", ("items",)),
    Event(
        "cover-start",
        (),
        "A0.34: who covers for a colleague begins to.",
        ("absent", "away_from"),
        customer=False,
        prompt=True,
    ),
    Event(
        "cover-end",
        (),
        "A0.34: a cover is over; the colleague who is back is told too.",
        ("absent", "away_from", "away_to"),
        customer=False,
        prompt=True,
    ),
    Event(
        "due", (), "A0.34: requests, tasks and reminders of the day.", ("items",), customer=False
    ),
    Event("overdue", (), "A0.34: … of which the day is over.", ("items",), customer=False),
    Event("action-overdue", (), "A2.21: an action from a complaint is overdue.", ("items",)),
    Event(
        "leads-waiting",
        ("lead-distributor",),
        "A1.6: leads that nobody has.",
        ("open",),
        customer=False,
    ),
    # Of complaints, in the same commit as the act.
    Event("complaint", (), "A2.15: a complaint is somebody's to handle.", ("items",)),
    Event(
        "escalation",
        ("crm-lead",),
        "A2.17: a complaint is critical, or the usual way has failed.",
        ("items", "why"),
        urgent=True,
    ),
    # By policy, from cron, and by hand.
    Event(
        "escalation-level",
        (),
        "A4.13, A4.14: an escalation came to somebody, or is still open after its interval.",
        ("items", "level", "escalation"),
        urgent=True,
    ),
    Event(
        "escalation-step",
        (),
        "A4.13, A4.16: what became of an escalation, to who waits for it.",
        ("items", "escalation", "became"),
    ),
    Event(
        "escalation-warning",
        (),
        "A4.14: most of the time of what was promised is over.",
        ("items", "until"),
        prompt=True,
    ),
)
"""What is told to whom; a new event is a row here and a template."""

_BY_KEY: Final = {row.key: row for row in EVENTS}


def event(key: str) -> Event:
    """The row of an event."""
    return _BY_KEY[key]  # type: ignore[index]
