"""Who is told of an escalation: who has it now, and those who wait for what becomes of it (A0.34).

What comes to somebody is urgent, whatever brought it: a person, or a level of the policy. Word back
to who escalated waits for working time, and may come in their digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clm.domain.escalating import level_of
from clm.domain.notices import ITEMS, queue
from clm.domain.topics import Topic, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.escalationwords import EscalationSource
    from clm.domain.events import EventName

Became = Literal["accepted", "returned", "resolved", "open", "compromise", "approved", "refused"]
"""What became of it: its status, what was agreed on, or what was decided about the cost."""


def topic_of(customer: str, source: EscalationSource, of: str) -> str:
    """What was escalated, as a notice keeps it; a deadline of a VPA is told as its customer."""
    return written([Topic(customer, None if source == "vpa-deadline" else of)])


def told_recipient(
    me: Actor, one: Escalation, who: str | None, trigger: str, *, level: int | None = None,
    why: str | None = None,
) -> list[Change]:  # fmt: skip
    """A4.13: who has it now is told, once by `trigger`: its id, or that of the event.

    `level` is the one that it comes to by that; None: it stays as it is.
    Nobody is told what they did themselves; who covers for somebody away gets it when it is sent.
    """
    facts = {"why": _said(why), "level": str(level or level_of(one))}
    return _queued("escalation-level", me, one, [who], trigger, facts)


def told_back(
    me: Actor,
    one: Escalation,
    became: Became,
    to: Iterable[str | None],
    trigger: str,
    *,
    why: str | None = None,
) -> list[Change]:
    """A4.13, A4.16: what became of it is told those who wait for it, as who escalated."""
    facts = {"became": became, "why": _said(why)}
    return _queued("escalation-step", me, one, to, trigger, facts)


def _queued(
    key: EventName, me: Actor, one: Escalation, to: Iterable[str | None], trigger: str,
    facts: Mapping[str, str],
) -> list[Change]:  # fmt: skip
    persons = tuple(dict.fromkeys(who for who in to if who and who != me.handle))
    if not persons:
        return []
    of = topic_of(one.customer, one.source, one.of)
    known = {ITEMS: of, "escalation": one.id, "level": str(level_of(one)), **facts}
    return [queue(key, me, trigger, customer=one.customer, to=persons, facts=known)]


def _said(why: str | None) -> str:
    return (why or "").strip()
