"""Recording complaints: what one needs, when it came, and who may handle it (A2.15, A2.20)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from clm.domain.changes import Add
from clm.domain.complaint import Complaint
from clm.domain.complaintacts import event_of, file_of
from clm.domain.decisions import Decision, case_note, refuse_inactive
from clm.domain.moments import day_of
from clm.domain.requesting import is_to_come
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

    from clm.domain.complaintwords import Category, Severity
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.process import Process
    from clm.domain.requestwords import Channel


class NewComplaint(NamedTuple):
    """What is recorded of a complaint (A2.15)."""

    text: str
    remedy_sought: str
    channel: Channel
    received_at: str
    complainant: str
    service: str | None
    handler: str
    category: Category = "other"
    about: tuple[str, ...] = ()
    severity: Severity | None = None


def record(
    customer: Customer,
    actor: Actor,
    new: NewComplaint,
    zone: tzinfo,
    *,
    why: str | None = None,
    force: bool = False,
) -> tuple[str, Decision]:
    """Record a complaint, with an entry in the O-Team file (A2.15); answers its id too.

    Raises:
        UsageError: it says nothing, or nobody knows what remedy is sought or who complains.
        RefusedError: it was received later than now, the customer is not active, or the handler is
            complained about and nobody forces it (A2.20).
    """
    refuse_unsaid(new)
    refuse_inactive(customer)
    refuse_to_come(new.received_at, actor, zone)
    refuse_concerned(new.handler, new.about, force=force)
    made = Complaint(
        id=actor.new_id("cm"),
        received_at=new.received_at,
        channel=new.channel,
        complainant=new.complainant.strip(),
        text=new.text.strip(),
        remedy_sought=new.remedy_sought.strip(),
        service=new.service,
        category=new.category,
        about=new.about,
        handler=new.handler,
        severity=new.severity,
        events=(
            event_of(actor, "status", None, "received", None),
            event_of(actor, "handler", None, new.handler, why),
        ),
    )
    note = case_note(customer, actor, f"{made.text}\n{made.remedy_sought}", "complaint")
    noted = note._replace(item=replace(note.item, complaint=made.id))
    changes = (Add(file_of(customer.id), ("complaints",), made), noted)
    return made.id, Decision(changes, forced=force)


def refuse_unsaid(one: NewComplaint | Complaint) -> None:
    """Refuse a complaint that says nothing (A2.15).

    Raises:
        UsageError: nobody knows about what it is, what remedy is sought, or who complains.
    """
    needed = {"what is complained about": one.text, "what remedy is sought": one.remedy_sought,
              "who complains": one.complainant}  # fmt: skip
    missing = [name for name, text in needed.items() if not text.strip()]
    if missing:
        raise UsageError(f"a complaint needs: {', '.join(missing)}", "clm complaint add --help")


def told_long_ago(ref: str, received_at: str, today: date, process: Process) -> tuple[str, ...]:
    """A warning of a receipt so long ago that it may be a slip (A2.15)."""
    days = process.policy.complaint_long_ago_days
    if day_of(received_at, process.zone) >= today - timedelta(days=days):
        return ()
    hint = f"clm complaint set {ref} received_at=DATE"
    return (f"it was received more than {days} days ago, on {received_at}: {hint}",)


def refuse_to_come(received_at: str, actor: Actor, zone: tzinfo) -> None:
    """Refuse what has not arrived yet.

    Raises:
        RefusedError: it lies after now.
    """
    if is_to_come(received_at, actor.today, zone, actor.now if actor.by_clock else None):
        raise RefusedError(f"{received_at} is still to come", "when did it arrive?")


def refuse_concerned(handler: str, about: Sequence[str], *, force: bool = False) -> None:
    """A2.20: who is complained about does not handle the complaint.

    Raises:
        RefusedError: they are, and nobody forces it with a reason.
    """
    if handler in about and not force:
        raise RefusedError(
            f"{handler} is complained about, and would handle it",
            "--handler somebody else, or --force -m WHY",
        )
