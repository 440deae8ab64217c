"""THE MOVES of requests and of internal tasks, one table each, and what a move needs (A0.40)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from clm.domain.changes import Add, Set
from clm.domain.decisions import Decision, refuse_past
from clm.domain.moments import written_order
from clm.domain.request import Event
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clm.domain.changes import Change, Target
    from clm.domain.complaint import ComplaintEvent
    from clm.domain.decisions import Actor
    from clm.domain.escalation import EscalationEvent
    from clm.domain.request import Request, Task
    from clm.domain.requestwords import EventKind, RequestStatus, Scope, TaskStatus, WaitingOn

S = TypeVar("S", bound=str)

REQUEST_MOVES: Final[dict[RequestStatus, tuple[RequestStatus, ...]]] = {
    "new": ("open", "waiting", "closed"),
    "open": ("waiting", "closed"),
    "waiting": ("open", "closed"),
    "closed": ("open",),  # opened again
}
"""Closed needs an outcome and a solution: `clm request close` (A0.10)."""

TASK_MOVES: Final[dict[TaskStatus, tuple[TaskStatus, ...]]] = {
    "open": ("in_progress", "waiting", "done", "cancelled"),
    "in_progress": ("open", "waiting", "done", "cancelled"),
    "waiting": ("open", "in_progress", "done", "cancelled"),
    "done": ("closed", "open"),  # open again: it was not done after all
    "closed": ("open",),
    "cancelled": ("open",),
}
"""A0.38: done is what the executor says, closed what the SPOC has checked."""


class Waiting(NamedTuple):
    """For whom something waits, and when somebody looks again (A0.41)."""

    on: WaitingOn | None = None
    recheck: date | None = None

    def of(self, one: Request | Task) -> Waiting:
        """With what was said before of what waits already, where it was not said again."""
        return Waiting(self.on or one.waiting_on, self.recheck or one.recheck_on)

    @property
    def is_said(self) -> bool:
        """Was any of it given?"""
        return bool(self.on or self.recheck)


def refuse_illegal(
    ref: str, moves: Mapping[S, Sequence[S]], held: S, wanted: S, at_the_end: str
) -> None:
    """Refuse a step that a table of moves does not have (A0.40).

    Raises:
        RefusedError: there is none; the hint names those there are.
    """
    allowed = moves[held]
    if wanted in allowed:
        return
    following = f"from {held} it goes to: {', '.join(allowed)}"
    raise RefusedError(
        f"{ref} is {held}: it cannot become {wanted}", following if allowed else at_the_end
    )


def unmoved(
    ref: str, customer: str, status: str, waiting: Waiting, why: str | None
) -> Decision | None:
    """What a move answers that asks for the status held; None: it waits, and more is said of it.

    Raises:
        UsageError: it does not wait, and for whom it waits was said.
        RefusedError: the words would be lost, as nothing changes that an event could tell.
    """
    if status == "waiting" and (waiting.is_said or why):
        return None
    _refuse_waiting(waiting)
    if why:
        hint = f"clm note {customer} TEXT keeps what was said"
        raise RefusedError(f"{ref} is {status} already", hint)
    return Decision(said=(f"{ref} is {status} already",))


def _refuse_waiting(waiting: Waiting) -> None:
    if waiting.is_said:
        raise UsageError("--on and --recheck go with waiting", "leave them away")


def waiting_changes(
    target: Target, at: tuple[str, ...], one: Request | Task, status: str, waiting: Waiting,
    actor: Actor,
) -> list[Change]:  # fmt: skip
    """The fields that say what it waits for, set or taken away with its status (A0.41).

    Raises:
        UsageError: it is to wait, and half of it is missing; or it is not, and it was said.
        RefusedError: the day to look again is over.
    """
    wanted: dict[str, Any] = {"waiting_on": None, "recheck_on": None}
    if status == "waiting":
        if not (waiting.on and waiting.recheck):
            whom = () if waiting.on else (("waiting for whom", "--on customer|vpa|third"),)
            when = () if waiting.recheck else (("when does somebody look again", "--recheck DATE"),)
            asked, options = zip(*whom, *when, strict=True)
            raise UsageError(f"{', and '.join(asked)}?", " ".join(options))
        refuse_past(waiting.recheck, actor)
        wanted = {"waiting_on": waiting.on, "recheck_on": waiting.recheck}
    else:
        _refuse_waiting(waiting)
    return [
        Set(target, (*at, field), value)
        for field, value in wanted.items()
        if getattr(one, field) != value
    ]


def not_before(actor: Actor, events: Iterable[Event | ComplaintEvent | EscalationEvent]) -> Actor:
    """Who acts, at a moment that lies before none of the events there are."""
    moments = (actor.now, *(one.at for one in events))
    return actor._replace(now=max(moments, key=written_order))


def happened(
    target: Target, at: tuple[str, ...], one: Request | Task, actor: Actor, kind: EventKind, *,
    from_: str | None = None, to: str | None = None, scope: Scope | None = None,
    waiting_on: WaitingOn | None = None, note: str | None = None,
) -> Add:  # fmt: skip
    """The event that an act leaves at a request or a task, never before those it has (A0.40).

    The newest event says how it stands, and the clock of another computer may be ahead.
    """
    made = event(not_before(actor, one.events), kind, from_, to, scope, waiting_on, note)
    return Add(target, (*at, "events"), made)


def event(
    actor: Actor, kind: EventKind, from_: str | None, to: str | None,
    scope: Scope | None = None, waiting_on: WaitingOn | None = None, note: str | None = None,
) -> Event:  # fmt: skip
    """One event, now and by the acting person."""
    return Event(
        id=actor.new_id("k"), at=actor.now, by=actor.handle, kind=kind, from_=from_, to=to,
        scope=scope, waiting_on=waiting_on, note=note,
    )  # fmt: skip
