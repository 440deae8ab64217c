"""What is decided about an initiative: planned, closed, sent, recorded (A4.7, A4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.changes import Set, Target
from clm.domain.consents import consent
from clm.domain.decisions import Decision, refuse_past
from clm.domain.initiative import Initiative
from clm.domain.initiatives import recipients, state
from clm.domain.initiativewords import MOST_DAYS
from clm.domain.names import one_line
from clm.domain.purposes import OF_KIND
from clm.domain.triggered import odd_trigger
from clm.errors import NotFoundError, RefusedError, UsageError

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.initiative import Recipient
    from clm.domain.initiativewords import FollowUpTrigger, InitiativeKind, RecipientStatus, Sending
    from clm.domain.values import Language

Said = Literal["sent", "failed", "answered", "opted-out"]
"""What a person records of a recipient."""
ALL_CONTROL: Final = 100


class NewInitiative(NamedTuple):
    """An initiative as it is typed."""

    title: str
    kind: InitiativeKind
    owner: str
    segment: str | None = None
    begins: date | None = None
    ends: date | None = None
    budget: Decimal | None = None
    template: str | None = None
    language: Language | None = None
    sending: Sending = "mail"
    control: int | None = None
    converts: int | None = None
    seed: str = "1"
    after: FollowUpTrigger | None = None
    days: int | None = None


def make(actor: Actor, new: NewInitiative) -> Initiative:
    """A new initiative.

    Raises:
        UsageError: it has no title, or a figure is none.
        RefusedError: it would be over already.
    """
    if not one_line(new.title):
        raise UsageError("an initiative needs a title", "clm initiative add TITLE --kind win-back")
    made = Initiative(
        id=actor.new_id("in"), title=one_line(new.title), kind=new.kind, owner=new.owner,
        segment=new.segment, from_=new.begins, to=new.ends, budget=new.budget,
        template=new.template, language=new.language, sending=new.sending, control=new.control,
        converts_days=new.converts, seed=new.seed, trigger=new.after, after_days=new.days,
    )  # fmt: skip
    for sentence in (*odd(made), *(told for _, told in odd_trigger(made))):
        raise UsageError(sentence, "clm initiative add --help")
    if new.ends:
        refuse_past(new.ends, actor)
    return made


def odd(one: Initiative) -> list[str]:
    """What of an initiative cannot be, as sentences."""
    found = []
    if one.from_ and one.to and one.to < one.from_:
        found.append(f"to {one.to} lies before from {one.from_}")
    if one.control is not None and not 0 <= one.control < ALL_CONTROL:
        found.append(f"control {one.control} is no share of 0 to 99 percent")
    if one.converts_days is not None and not 1 <= one.converts_days <= MOST_DAYS:
        found.append(f"converts_days {one.converts_days} is no number of days")
    if one.budget is not None and one.budget < 0:
        found.append(f"budget {one.budget} is below zero")
    return found


def close(one: Initiative, actor: Actor, conclusions: str | None) -> Decision:
    """Close an initiative: nobody is written to any more.

    Raises:
        RefusedError: it is closed already, or nobody says what is concluded.
    """
    refuse_closed(one, actor.today)
    if not conclusions or not conclusions.strip():
        raise RefusedError(f"{one.id}: what is concluded from it?", "--conclusions TEXT, or -m")
    told = {"closed_on": actor.today, "closed_by": actor.handle, "conclusions": conclusions}
    target = Target("initiative", one.id)
    return Decision(tuple(Set(target, (key,), value) for key, value in told.items()))


def refuse_closed(one: Initiative, today: date) -> None:
    """Refuse what needs an initiative that is not closed.

    Raises:
        RefusedError: it is.
    """
    if state(one, today) == "closed":
        raise RefusedError(
            f"{one.id} was closed on {one.closed_on}", f"clm initiative result {one.id}"
        )


def refuse_not_now(one: Initiative, today: date) -> None:
    """Refuse to write to anybody outside the days of an initiative.

    Raises:
        RefusedError: it is closed, over, or has not begun.
    """
    refuse_closed(one, today)
    hint = f"clm initiative set {one.id} from=DATE to=DATE"
    if one.to and one.to < today:
        raise RefusedError(f"{one.id} was over on {one.to}", hint)
    if one.from_ and one.from_ > today:
        raise RefusedError(f"{one.id} begins on {one.from_}", hint)


# how it goes with a recipient


def becomes(
    initiative: Initiative, one: Recipient, status: RecipientStatus, *, at: str | None = None,
    note: str | None = None,
) -> list[Change]:  # fmt: skip
    """Another status of a recipient; `at` is when they were written to, None leaves it.

    Who could not be written to was not: the moment is taken away. Who was written to at last is
    not told of any more why it had failed.
    """
    target, place = Target("initiative", initiative.id), ("recipients", one.id)
    when = None if status in ("planned", "failed") else (at or one.sent_at)
    kept = None if status == "sent" else one.note
    new = {"status": status, "sent_at": when, "note": note or kept}
    return [
        Set(target, (*place, key), value)
        for key, value in new.items()
        if value != getattr(one, key)
    ]


def recipient_meant(initiative: Initiative, customer: str, said: Said) -> Recipient:
    """The recipient of whom something is recorded: of several the one it fits, the newest first.

    Raises:
        NotFoundError: the customer is none of its recipients.
    """
    found = [one for one in recipients(initiative) if one.customer == customer]
    if not found:
        hint = f"clm initiative show {initiative.id} lists them"
        raise NotFoundError(f"{customer} is no recipient of {initiative.id}", hint)
    fits = {"sent": ("planned", "sending", "failed"), "failed": ("sending",),
            "answered": ("sent", "sending"), "opted-out": ("sent", "answered")}[said]  # fmt: skip
    return max(found, key=lambda one: (one.status in fits, one.added_on, one.id))


def record(
    initiative: Initiative, one: Recipient, customer: Customer, actor: Actor, said: Said,
    note: str | None,
) -> Decision:  # fmt: skip
    """Note what became of one recipient; who wants no more is not written to for this again.

    Who answered was reached, even where no letter is known of; who wants no more and answers goes
    on wanting none.

    Raises:
        RefusedError: they are in the control group, or it cannot be so.
    """
    target, at = Target("initiative", initiative.id), ("recipients", one.id)
    if one.group == "control" and said != "opted-out":
        raise RefusedError(
            f"{one.customer} is in the control group of {initiative.id}: they are not written to",
            "who is compared must stay without a letter",
        )
    if said == "failed" and one.status != "sending":
        raise RefusedError(f"{one.customer} is {one.status}, not left half sent", None)
    if said == "sent" and one.status in ("sent", "answered", "opted-out"):
        return Decision(said=(f"{one.customer} is {one.status} already",))
    keeps = said == "answered" and one.status == "opted-out"
    reached = said == "sent" or (said == "answered" and not keeps and one.answered_on is None)
    at_now = actor.now if reached and one.sent_at is None else None
    status: RecipientStatus = "opted-out" if keeps else said
    changes: list[Change] = becomes(initiative, one, status, at=at_now, note=note)
    if said == "answered" and one.answered_on is None:
        changes.append(Set(target, (*at, "answered_on"), actor.today))
    if said == "opted-out":
        off = consent(customer, OF_KIND[initiative.kind], actor, note, off=True)
        changes += off.changes
    return Decision(tuple(changes))
