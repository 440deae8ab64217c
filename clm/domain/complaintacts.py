"""Acts on complaints: moved, told about, answered, given to somebody else (A2.14-A2.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Add, Change, Set, Target
from clm.domain.complaining import ANSWERED, ENDED, course_of, status_of
from clm.domain.complaint import Answer, Complaint, ComplaintEvent
from clm.domain.decisions import Decision
from clm.domain.moments import day_of, written_order
from clm.domain.moves import refuse_illegal
from clm.domain.requesting import is_to_come
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from clm.domain.complaintwords import (
        ComplaintEventKind,
        ComplaintStatus,
        Level,
        Severity,
    )
    from clm.domain.decisions import Actor

_OUT: Final[tuple[ComplaintStatus, ...]] = ("withdrawn", "duplicate")
_UP: Final[tuple[ComplaintStatus, ...]] = ("escalated_internal", "escalated_external")

COMPLAINT_MOVES: Final[dict[ComplaintStatus, tuple[ComplaintStatus, ...]]] = {
    "received": ("acknowledged", *_UP, *_OUT),
    "acknowledged": ("assessed", *_UP, *_OUT),
    "assessed": ("investigating", "responded", *_UP, *_OUT),
    "investigating": ("responded", "assessed", *_UP, *_OUT),
    "responded": ("accepted", "investigating", "closed", *_UP, "withdrawn"),
    "accepted": ("closed", "investigating", *_UP),
    "escalated_internal": ("acknowledged", "assessed", "investigating", "responded", "accepted",
                           "closed", "escalated_external", *_OUT),
    "escalated_external": ("acknowledged", "assessed", "investigating", "responded", "accepted",
                           "closed", *_OUT),
    "closed": ("investigating",),  # opened again
    "withdrawn": ("received",),
    "duplicate": ("received",),
}  # fmt: skip
"""A2.14: the course of ISO 10002; closed needs what `clm complaint close` asks for (A2.19).

Escalated is open to each that is open: it is the way where the usual one fails, even before the
acknowledgement. From there it goes to the step that comes next in its course.
"""

_BEFORE: Final[dict[ComplaintStatus, tuple[ComplaintStatus, ...]]] = {
    "assessed": ("acknowledged",),
    "investigating": ("acknowledged", "assessed"),
    "responded": ("acknowledged", "assessed"),
    "accepted": ("responded",),
}
"""What comes before a step; the table of moves alone would let who escalates leave it out."""

REASONED: Final = frozenset({*_UP, *_OUT, "received"})
"""Statuses that say why: who follows up has nothing else to go by."""

ASSESSMENT: Final = ("severity", "implication", "complexity", "impact")
"""A2.17: what an assessment says; whether something must be done at once is yes or no."""


class Said(NamedTuple):
    """What a person says with a step: why, the assessment, the answer, what it is a duplicate of.

    Nothing said is None; of an answer also what was found, and what is done about it (A2.19).
    """

    why: str | None = None
    severity: Severity | None = None
    implication: str | None = None
    complexity: Level | None = None
    impact: Level | None = None
    immediate: bool | None = None
    duplicate_of: str | None = None
    decision: str | None = None
    communicated_at: str | None = None
    remedy_given: str | None = None
    options_offered: str | None = None
    root_cause: str | None = None
    corrective: str | None = None
    preventive: str | None = None
    none_because: str | None = None


OF_ANSWER: Final = (
    "decision", "communicated_at", "remedy_given", "options_offered", "root_cause", "corrective",
    "preventive", "none_because",
)  # fmt: skip
"""What is said of an answer, as its record has it."""


def file_of(customer: str) -> Target:
    """The file a customer's complaints stand in."""
    return Target("service-file", customer)


def event_of(
    actor: Actor, kind: ComplaintEventKind, from_: str | None, to: str | None, note: str | None
) -> ComplaintEvent:
    """An event of now."""
    return ComplaintEvent(
        id=actor.new_id("k"), at=actor.now, by=actor.handle, kind=kind, from_=from_, to=to,
        note=note,
    )  # fmt: skip


def happened(
    customer: str, complaint: Complaint, actor: Actor, kind: ComplaintEventKind, *,
    from_: str | None = None, to: str | None = None, note: str | None = None,
) -> Add:  # fmt: skip
    """The event an act leaves, never before those there are: another computer may be ahead."""
    moments = (actor.now, *(event.at for event in complaint.events))
    last = actor._replace(now=max(moments, key=written_order))
    at = ("complaints", complaint.id, "events")
    return Add(file_of(customer), at, event_of(last, kind, from_, to, note))


# given to somebody


def appoint(
    customer: str,
    complaint: Complaint,
    person: str,
    actor: Actor,
    why: str | None = None,
    *,
    force: bool = False,
) -> Decision:
    """Make somebody the handler of an open complaint, with its history.

    Raises:
        RefusedError: it has ended, or they are complained about and nobody forces it (A2.20).
    """
    if complaint.handler == person:
        return Decision(said=(f"{complaint.id}: handler is {person} already",))
    refuse_ended(complaint)
    if person in complaint.about and not force:
        raise RefusedError(
            f"{person} is complained about in {complaint.id}",
            "give it to somebody else, or --force -m WHY",
        )
    told = happened(
        customer, complaint, actor, "handler", from_=complaint.handler, to=person, note=why
    )
    at = ("complaints", complaint.id, "handler")
    return Decision((Set(file_of(customer), at, person), told))


def refuse_ended(complaint: Complaint) -> None:
    """Refuse what is done to open ones only.

    Raises:
        RefusedError: it has ended; the hint says how it is opened again.
    """
    status = status_of(complaint)
    if status in ENDED:
        again = COMPLAINT_MOVES[status][0]
        hint = f"clm complaint move {complaint.id} {again} -m WHY opens it again"
        raise RefusedError(f"{complaint.id} is {status}", hint)


# moved


def move(
    customer: str,
    complaint: Complaint,
    status: ComplaintStatus,
    actor: Actor,
    said: Said,
    zone: tzinfo,
) -> Decision:
    """Take the next step with a complaint, with what belongs to it.

    Raises:
        RefusedError: there is no such step, it lacks what the step needs, or it is to be closed.
        UsageError: what was said does not belong to the step.
    """
    held = status_of(complaint)
    if status == "closed" and held != "closed":
        refuse_ended(complaint)
        hint = f"clm complaint close {complaint.id} --root-cause TEXT …"
        raise RefusedError(f"{complaint.id} closes with what was found and done", hint)
    is_again = held == status == "assessed" and any(getattr(said, name) for name in _OF_ASSESSMENT)
    if held == status and not is_again:
        return _unmoved(customer, complaint, status, said)
    _refuse_foreign(complaint, status, said)
    if held != status:
        refuse_illegal(complaint.id, COMPLAINT_MOVES, held, status, "it is the end")
        _refuse_left_out(complaint, status)
    if not said.why and (status in REASONED or held in ENDED):
        raise RefusedError(f"{complaint.id}: why is it {status}?", "-m WHY")
    changes: list[Change] = []
    if status == "assessed":
        changes += _assessed(customer, complaint, said)
    if status == "responded":
        changes.append(answered(customer, complaint, actor, said, zone))
    if status == "duplicate":
        at = ("complaints", complaint.id, "duplicate_of")
        changes.append(Set(file_of(customer), at, said.duplicate_of))
    elif complaint.duplicate_of and held == "duplicate":
        at = ("complaints", complaint.id, "duplicate_of")
        changes.append(Set(file_of(customer), at, None))
    event = happened(customer, complaint, actor, "status", from_=held, to=status, note=said.why)
    return Decision((*changes, event))


def _unmoved(customer: str, complaint: Complaint, status: ComplaintStatus, said: Said) -> Decision:
    """What a move answers that asks for the status held: nothing of what was said gets lost."""
    if said == Said():
        return Decision(said=(f"{complaint.id} is {status} already",))
    hint = f"clm complaint update {complaint.id} -m TEXT, or clm note {customer} TEXT"
    if said != Said(why=said.why) and status in ANSWERED:
        hint = (
            f"to answer again: clm complaint move {complaint.id} investigating -m WHY, then"
            f" clm complaint move {complaint.id} responded --decision TEXT"
        )
    elif said != Said(why=said.why):
        hint = f"clm complaint show {complaint.id} has what is kept of it"
    raise RefusedError(f"{complaint.id} is {status} already", hint)


def _refuse_left_out(complaint: Complaint, status: ComplaintStatus) -> None:
    """Refuse a step whose former one was never done: who escalated early still owes it.

    Raises:
        RefusedError: one is missing; the hint says how it is done.
    """
    done = course_of(complaint).steps
    for step in _BEFORE.get(status, ()):
        if step not in done:
            hint = f"clm complaint move {complaint.id} {step}"
            raise RefusedError(f"{complaint.id} was not {step} yet", hint)


_OF_ASSESSMENT: Final = frozenset({*ASSESSMENT, "immediate"})

_WITH: Final[dict[str, frozenset[str]]] = {
    "assessed": _OF_ASSESSMENT,
    "responded": frozenset(OF_ANSWER),
    "duplicate": frozenset({"duplicate_of"}),
}
"""What may be said with a step, beside why."""


def _refuse_foreign(complaint: Complaint, status: ComplaintStatus, said: Said) -> None:
    allowed = _WITH.get(status, frozenset())
    for name, value in said._asdict().items():
        if value is not None and name != "why" and name not in allowed:
            goes = next(step for step, names in _WITH.items() if name in names)
            option = name.replace("_", "-")
            hint = f"clm complaint move {complaint.id} {goes} …"
            raise UsageError(f"{option} goes with {goes}, not with {status}", hint)
    if status == "duplicate" and said.duplicate_of is None:
        raise UsageError("which complaint is it a duplicate of?", "--of cm-…")


def refuse_circle(complaint: Complaint, other: Complaint, copies: Sequence[str] = ()) -> None:
    """A duplicate is of another complaint, which is none itself; and it has no `copies` of its own.

    Raises:
        RefusedError: it is the same one, one of them is a duplicate, or it has some.
    """
    if copies:
        hint = f"first: clm complaint move {copies[0]} received -m WHY"
        raise RefusedError(f"{', '.join(copies)}: duplicate of {complaint.id} itself", hint)
    if other.id == complaint.id:
        raise RefusedError(f"{complaint.id} is no duplicate of itself", "--of another one")
    if status_of(other) == "duplicate":
        hint = f"--of {other.duplicate_of or 'that one'}"
        raise RefusedError(f"{other.id} is a duplicate itself", hint)


def told_strange(customer: str, owner: str, other: Complaint) -> tuple[str, ...]:
    """A warning of a duplicate whose other is of another customer: often a slip."""
    if owner == customer:
        return ()
    return (f"{other.id} is a complaint of {owner}, not of {customer}, and is {status_of(other)}",)


def _assessed(customer: str, complaint: Complaint, said: Said) -> list[Change]:
    """A2.17: what the assessment says; what was said before stands where nothing new is."""
    after = {name: getattr(said, name) or getattr(complaint, name) for name in ASSESSMENT}
    missing = [name for name, value in after.items() if not value]
    if missing:
        options = " ".join(f"--{name} …" for name in missing)
        raise RefusedError(f"{complaint.id} lacks of its assessment: {', '.join(missing)}", options)
    wanted: dict[str, Any] = {**after, "immediate": said.immediate or complaint.immediate}
    at = ("complaints", complaint.id)
    return [
        Set(file_of(customer), (*at, name), value)
        for name, value in wanted.items()
        if value != getattr(complaint, name)
    ]


def escalates_at_once(complaint: Complaint, changes: Sequence[Change]) -> bool:
    """A2.17: does an act make a complaint critical?"""
    at = ("complaints", complaint.id, "severity")
    return any(isinstance(one, Set) and one.at == at and one.value == "critical" for one in changes)


def answered(customer: str, complaint: Complaint, actor: Actor, said: Said, zone: tzinfo) -> Add:
    """The answer, as the complainant was told it: now, where nobody says when.

    Raises:
        RefusedError: there is no decision, or it was told at a time that cannot be.
    """
    if not (said.decision or "").strip():
        raise RefusedError(
            f"{complaint.id} is answered with a decision", "--decision TEXT: what was decided"
        )
    refuse_contradiction(complaint, said)
    fields = {name: getattr(said, name) for name in OF_ANSWER}
    fields["communicated_at"] = said.communicated_at or actor.now
    refuse_untold(fields["communicated_at"], complaint, actor, zone)
    answer = Answer(id=actor.new_id("k"), **fields)
    return Add(file_of(customer), ("complaints", complaint.id, "answers"), answer)


def refuse_contradiction(complaint: Complaint, said: Said) -> None:
    """Refuse to say at once what is done about it, and why nothing has to be (A2.19).

    Raises:
        RefusedError: both are said.
    """
    if said.none_because and (said.corrective or said.preventive):
        raise RefusedError(
            f"{complaint.id}: is something done about it, or nothing?",
            "--corrective and --preventive, or --none-because",
        )


def refuse_untold(at: str, complaint: Complaint, actor: Actor, zone: tzinfo) -> None:
    """Refuse a time at which nobody can have been told: to come, or before it was received.

    Raises:
        RefusedError: it is such a time.
    """
    if is_to_come(at, actor.today, zone, actor.now if actor.by_clock else None):
        raise RefusedError(f"{at} is still to come", "when was the complainant told?")
    if is_to_come(complaint.received_at, day_of(at, zone), zone):
        raise RefusedError(
            f"{at} lies before {complaint.received_at}, when it was received",
            "when was the complainant told?",
        )


def update(customer: str, complaint: Complaint, actor: Actor, text: str | None) -> Decision:
    """A2.18: what the complainant was told of how it stands.

    Raises:
        UsageError: nobody says what.
        RefusedError: it has ended.
    """
    if not (text or "").strip():
        raise UsageError("what was the complainant told?", "-m TEXT")
    refuse_ended(complaint)
    return Decision((happened(customer, complaint, actor, "update", note=text),))
