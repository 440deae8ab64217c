"""What escalations obey beyond their types: people, the order of steps, how one ends (A4.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.arrived import of_inactive
from clm.domain.escalating import (
    STATUSES,
    events_of,
    holder,
    is_open,
    status_of,
    waits_for_approval,
)
from clm.domain.escalationacts import ESCALATION_MOVES
from clm.domain.flaws import Flaw, gone, nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from clm.domain.customer import Customer
    from clm.domain.escalation import Escalation
    from clm.domain.escalationwords import EscalationSource
    from clm.domain.findings import Severity
    from clm.domain.flaws import At, Known


def unknown_of_escalation(one: Escalation, known: Known) -> Iterable[Flaw]:
    """Every handle in an escalation names a colleague with a record."""
    named: list[tuple[At, str | None]] = [(("by",), one.by), (("to",), one.to)]
    for event in one.events:
        at: At = ("events", event.id)
        named += [((*at, "by"), event.by), ((*at, "whom"), event.whom)]
        if event.kind == "to":
            named += [((*at, "from"), event.from_), ((*at, "to"), event.to)]
    if agreed := one.compromise:
        for key in ("by", "approved_by"):
            named.append((("compromise", key), getattr(agreed, key)))
    return nobody(named, known.team)


def former_holder(one: Escalation, known: Known) -> Iterator[Flaw]:
    """A4.17: an open one is somebody's who is still there."""
    hint = f"clm assign {one.id} HANDLE"
    who = holder(one)
    if not is_open(one):
        return
    if who is None:
        yield Flaw(("to",), f"{one.id} is with nobody", hint)
    else:
        yield from gone([(("to",), who)], known, hint)


def order_of_escalation(one: Escalation, _known: Known) -> Iterator[Flaw]:
    """A4.13: each step follows the one before; a level fires once (A4.14)."""
    held = STATUSES["open"]
    for event in events_of(one, "status"):
        at: At = ("events", event.id, "to")
        word = event.to or ""
        if word not in STATUSES:
            sentence = f"to: there is no status {word or 'of no name'} of an escalation"
            yield Flaw(at, sentence, f"one of: {', '.join(STATUSES)}")
            return
        allowed = ESCALATION_MOVES[held]
        if word not in allowed:
            sentence = f"to: {held} → {word} is no step of an escalation"
            yield Flaw(at, sentence, f"it goes to: {', '.join(allowed)}")
        held = STATUSES[word]
    fired: set[str] = set()
    for event in events_of(one, "level"):
        word = event.to or ""
        at = ("events", event.id, "to")
        if not (word.isascii() and word.isdecimal()):
            yield Flaw(at, f"to: {word or 'nothing'} is no level", 'to: "1"')
        elif word in fired:
            yield Flaw(at, f"to: level {word} has fired already", "take one of the two away")
        fired.add(word)


def resolved_without(one: Escalation, _known: Known) -> Iterator[Flaw]:
    """A4.16: what was resolved says what was done, and what was behind it."""
    if status_of(one) != "resolved":
        return
    hint = f"clm edit {one.id}"
    if not (one.resolution or "").strip():
        yield Flaw(("resolution",), f"{one.id} is resolved without a resolution", hint)
    if one.true_cause is None:
        yield Flaw(("true_cause",), f"{one.id} is resolved without its true cause", hint)


def unapproved(one: Escalation, _known: Known) -> Iterator[Flaw]:
    """A4.16: nothing is resolved while its cost waits; who proposed it does not approve it."""
    agreed = one.compromise
    hint = f"clm escalation approve {one.id} [--no] -m WHY"
    if waits_for_approval(one) and not is_open(one):
        sentence = f"{one.id} is resolved, and the cost of its compromise is not approved"
        yield Flaw(("compromise", "cost"), sentence, hint)
    if agreed and agreed.approved is not None and agreed.approved_by is None:
        yield Flaw(("compromise", "approved"), "approved: by whom is not said", "approved_by: …")
    if agreed and agreed.approved_by == agreed.by:
        sentence = f"approved_by: {agreed.by} proposed it: somebody else approves"
        yield Flaw(("compromise", "approved_by"), sentence, hint)


Row = tuple[str, "Callable[[Escalation, Known], Iterable[Flaw]]", "Severity"]

OF_ESCALATIONS: Final[tuple[Row, ...]] = (
    ("unknown-colleague", unknown_of_escalation, "error"),
    ("former-colleague", former_holder, "warning"),
    ("order-of-steps", order_of_escalation, "error"),
    ("resolved-without", resolved_without, "error"),
    ("not-approved", unapproved, "error"),
)
"""The rules over one escalation: rule id, what finds the flaws, how grave one is."""


# beside the customer's other records


_NOUNS: Final[dict[EscalationSource, str]] = {
    "request": "request", "task": "task", "complaint": "complaint", "vpa-deadline": "deadline",
    "sla": "request",
}  # fmt: skip
"""What each source is of."""


def unknown_matter(one: Escalation, having: Mapping[str, Collection[str]]) -> Iterator[Flaw]:
    """A4.13: it is of something of this customer's; `having` are their ids by what they are."""
    noun = _NOUNS[one.source]
    if one.of not in having[noun]:
        yield Flaw(("of",), f"of: {one.customer} has no {noun} {one.of}", f"clm log {one.customer}")


def open_of_archived(one: Escalation, customer: Customer) -> Iterator[Flaw]:
    """A2.12: an archived or merged customer has nothing open."""
    for flaw in of_inactive([(one.id,)], customer) if is_open(one) else ():
        yield flaw._replace(at=("id",))
