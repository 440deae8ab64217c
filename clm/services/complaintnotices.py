"""Who is told of a complaint: its handler, and who of what is grave or escalated (A2.15, A2.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Create
from clm.domain.cover import CRM_LEAD
from clm.domain.escalating import (
    Matter,
    NewEscalation,
    file_of,
    holder,
    is_open,
    make,
    open_ones,
)
from clm.domain.escalationacts import OF_COMPLAINTS
from clm.domain.notices import ITEMS, queue
from clm.domain.topics import Topic, written
from clm.services.covering import matter_of
from clm.services.escalated import due_by_hand
from clm.services.escalationnotices import told_recipient
from clm.services.takers import taker
from clm.store.desk import escalations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from clm.domain.complaint import Complaint
    from clm.domain.decisions import Actor
    from clm.domain.events import EventName
    from clm.services.workspace import Workspace


def told_of(
    key: EventName, me: Actor, topic: Topic, trigger: str, *,
    to: Sequence[str] = (), why: str | None = None,
) -> Change:  # fmt: skip
    """The notice of a complaint, to its handler or to a role."""
    facts = {ITEMS: written([topic]), "why": (why or "").strip()}
    return queue(key, me, trigger, customer=topic.customer, to=to, facts=facts)


class Risen(NamedTuple):
    """What is written when one is critical or escalated, and what is said besides."""

    changes: tuple[Change, ...]
    said: tuple[str, ...]


def critical(workspace: Workspace, me: Actor, topic: Topic, trigger: str, why: str) -> Risen:
    """A2.17: the crm-lead is told; where there is none, who leads the team, or manages.

    A notice for a role that nobody has would wait for ever.
    """
    held = next((role for role in OF_COMPLAINTS if workspace.holders(role)), CRM_LEAD)
    notice = told_of("escalation", me, topic, trigger, to=(held,), why=why)
    return Risen((notice,), _lacking(workspace))


def escalated(
    workspace: Workspace, me: Actor, customer: str, complaint: Complaint, trigger: str, why: str
) -> Risen:
    """A2.17, A4.13: it is somebody's of these roles, as an escalation, and they are told.

    One that is open for it stays, and who has it is told; nobody gets a complaint about them.
    """
    matter = Matter(customer, "complaint", complaint.id)
    known = open_ones(escalations(workspace.index), matter)
    if known:
        told = told_recipient(me, known[0], holder(known[0]), trigger, why=why)
        return Risen(tuple(told), (f"{known[0].id} is open for it already",))
    of = matter_of(workspace, customer, complaint.id, "complaint")
    who = taker(workspace, OF_COMPLAINTS, of, complaint.about)
    if who is None:
        return critical(workspace, me, Topic(customer, complaint.id), trigger, why)
    due = due_by_hand(workspace)
    one = make(me, NewEscalation(matter, "unresolved", who, text=why, due=due))
    told = told_recipient(me, one, who, one.id, why=why)
    said = f"{one.id} is with {who}: clm escalation show {one.id}"
    return Risen((Create(file_of(one.id), one), *told), (said, *_lacking(workspace)))


def _lacking(workspace: Workspace) -> tuple[str, ...]:
    if workspace.holders(CRM_LEAD):
        return ()
    return (f"nobody active has the role {CRM_LEAD}: clm team set HANDLE roles+={CRM_LEAD}",)


def still_escalated(workspace: Workspace, complaint: str) -> tuple[str, ...]:
    """What is said when a complaint ends: its escalations are resolved by who has them."""
    return tuple(
        f"{one.id} is still open: clm escalation move {one.id} resolved --resolution TEXT"
        " --cause CAUSE"
        for one in escalations(workspace.index)
        if one.of == complaint and is_open(one)
    )
