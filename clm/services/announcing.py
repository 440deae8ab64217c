"""Who learns of an act that gives something to somebody, or takes it from them (A0.18, A0.34)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clm.domain.appointed import Before, appointments
from clm.domain.changes import Add, Create, Target
from clm.domain.notices import ITEMS, Notice, queue
from clm.domain.requesting import last_event
from clm.domain.topics import Topic, written
from clm.services.telling import matter_about

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.appointed import Appointment
    from clm.domain.changes import Change
    from clm.domain.decisions import Actor, Decision
    from clm.domain.escalation import Escalation
    from clm.domain.request import Request
    from clm.services.workspace import Workspace


def announced(workspace: Workspace, me: Actor, changes: Sequence[Change]) -> Iterator[Change]:
    """The notices about what changes hands by an act: one for each person, however much it is.

    What somebody else covers of it is told apart, because it goes to them (A0.29). Of a customer
    with an offer the notice of the offer is enough (A1.18).
    """
    made = [change.record for change in changes if isinstance(change, Create)]
    offered = {
        (one.customer, *one.to)
        for one in made
        if isinstance(one, Notice) and one.event == "offer-assigned"
    }

    def held(customer: str, field: str) -> str | None:
        row = workspace.index.row_of(customer)
        return json.loads(row).get(field) if row else None

    def whose(escalation: str) -> str | None:
        one: Escalation | None = workspace.record(Target("escalation", escalation))
        return one.customer if one else None

    groups: dict[tuple[str | None, ...], list[Appointment]] = {}
    for one in appointments(changes, me, Before(held, workspace.requests, whose)):
        if one.person in workspace.team and (one.topic.ref, one.person) not in offered:
            matter = matter_about(workspace, one.topic)
            cover = workspace.roster.covered_by(one.person, workspace.today, matter)
            groups.setdefault((one.event, one.person, cover, one.became), []).append(one)
    for group in groups.values():
        first, customers = group[0], {one.topic.customer for one in group}
        others = {one.other for one in group} - {None}
        facts = {
            ITEMS: written(dict.fromkeys(one.topic for one in group)),
            "why": first.why or "",
            "other": (others.pop() or "") if len(others) == 1 else "",
            "became": first.became,
        }
        yield queue(
            first.event,
            me,
            f"{first.person}-{first.trigger}",
            customer=first.topic.customer if len(customers) == 1 else None,
            to=(first.person,),
            facts=facts,
        )


def with_answer(
    decision: Decision, customer: str, request: Request, me: Actor, superior: str | None = None
) -> Decision:
    """A0.20: who appointed the SPOC learns what they answer; of a no, who manages them too."""
    events = [change.item for change in decision.changes if isinstance(change, Add)]
    answer = next((one for one in events if one.kind in ("accepted", "declined")), None)
    if answer is None:  # it was said before
        return decision
    appointed = last_event(request.events, "spoc")
    persons = [appointed.by if appointed else None, superior]
    to = tuple(dict.fromkeys(one for one in persons if one and one != me.handle))
    if not to:
        return decision
    facts = {
        ITEMS: written([Topic(customer, request.id)]),
        "why": (answer.to if answer.kind == "declined" else answer.note) or "",
        "other": request.spoc or "",
    }
    told = queue(answer.kind, me, answer.id, customer=customer, to=to, facts=facts)
    return decision._replace(changes=(*decision.changes, told))
