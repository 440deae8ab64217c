"""Who is told of a complaint: its handler, and who is told of what is grave (A2.15, A2.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.cover import CRM_LEAD, TEAM_LEAD
from clm.domain.notices import ITEMS, queue
from clm.domain.topics import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.events import EventName
    from clm.domain.topics import Topic
    from clm.services.workspace import Workspace

_LEADS: Final = (CRM_LEAD, TEAM_LEAD, "manager")
"""Who is told of what is grave: the first of these roles that somebody has."""


def told_of(
    key: EventName, me: Actor, topic: Topic, trigger: str, *,
    to: Sequence[str] = (), why: str | None = None,
) -> Change:  # fmt: skip
    """The notice of a complaint, to its handler or to a role."""
    facts = {ITEMS: written([topic]), "why": (why or "").strip()}
    return queue(key, me, trigger, customer=topic.customer, to=to, facts=facts)


class Risen(NamedTuple):
    """The notice of what is critical or escalated, and what is said where it goes elsewhere."""

    notice: Change
    said: tuple[str, ...]


def escalation(workspace: Workspace, me: Actor, topic: Topic, trigger: str, why: str) -> Risen:
    """A2.17: it goes to the crm-lead; where there is none, to who leads the team, or manages.

    A notice for a role that nobody has would wait for ever.
    """
    held = next((role for role in _LEADS if workspace.holders(role)), CRM_LEAD)
    notice = told_of("escalation", me, topic, trigger, to=(held,), why=why)
    if held == CRM_LEAD and workspace.holders(CRM_LEAD):
        return Risen(notice, ())
    said = f"nobody active has the role {CRM_LEAD}: clm team set HANDLE roles+={CRM_LEAD}"
    return Risen(notice, (said,))
