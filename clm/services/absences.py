"""Absences: who is away when, and who covers; kept in the team records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain import absences
from clm.domain.changes import Target
from clm.domain.cover import meet
from clm.errors import AmbiguousError, NotFoundError
from clm.services.acting import Step, actor, save
from clm.services.staff import known_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.absences import NewAbsence
    from clm.domain.cover import Away
    from clm.domain.people import Absence, Colleague
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def listed(workspace: Workspace, of: str | None, *, past: bool) -> list[dict[str, Any]]:
    """The absences of one colleague or of all, by first day; current and coming ones, or all.

    `covered_by` is who acts for the person today.
    """
    today = workspace.today
    items = [
        {
            "id": one.id,
            "person": handle,
            "from": one.from_.isoformat(),
            "to": one.to.isoformat() if one.to else None,
            "half": one.half,
            "replacement": one.replacement,
            "state": absences.stage(one, today),
            "covered_by": workspace.roster.covered_by(handle, today)
            if absences.stage(one, today) == "current"
            else None,
        }
        for handle, one in _known(workspace)
        if of in (None, handle)
    ]
    shown = [item for item in items if past or item["state"] != "past"]
    return sorted(shown, key=lambda item: (item["from"], item["person"], item["id"]))


def _known(workspace: Workspace) -> Iterator[tuple[str, Away]]:
    """Every absence of those who work here today, with whose it is."""
    for handle in sorted(workspace.team):
        for one in workspace.roster.members[handle].absences:
            yield handle, one


def add(workspace: Workspace, handle: str, new: NewAbsence, who: Who, *, dry_run: bool) -> Outcome:
    """Record an absence of any colleague; who did it stands in the commit (A0.31).

    Raises:
        NotFoundError: nobody has that handle, or the replacement's.
        RefusedError: somebody is not active, or the absence does not fit (`absences.add`).
    """
    known_colleague(workspace, handle)
    if new.replacement:
        known_colleague(workspace, new.replacement)
    with workspace.writing("absence add", dry_run=dry_run) as writer:
        substitute = _person(workspace, new.replacement) if new.replacement else None
        person = _person(workspace, handle)
        absence, decision = absences.add(person, new, actor(workspace, who), substitute)
        if new.half is None:
            left = tuple(_uncovered(workspace, handle, new.under(absence)))
            decision = decision._replace(said=left)
        step = Step(absence, decision, who.handle)
        return save(workspace, writer, "absence add", who, [step])


def _person(workspace: Workspace, handle: str) -> Colleague:
    found: Colleague | None = workspace.record(Target("team", handle))
    if found is None:
        raise NotFoundError(f"there is no record of {handle} any more", "clm log shows why")
    return found


def _uncovered(workspace: Workspace, handle: str, window: Absence) -> Iterator[str]:
    """Whom the person was to replace in that time: nobody covers them now."""
    for other, one in _known(workspace):
        if one.replacement == handle and not one.half and meet(window, one):
            yield f"{handle} covers for {other} {absences.told(one)}: who does it now? ({one.id})"


def end(workspace: Workspace, ref: str, last: date, who: Who, *, dry_run: bool) -> Outcome:
    """Set the last day of an absence.

    Raises:
        NotFoundError: there is no such absence.
        RefusedError: the day does not lie in it.
    """
    handle, meant = _meant(workspace, ref)
    with workspace.writing("absence end", dry_run=dry_run) as writer:
        person = _person(workspace, handle)
        for absence in person.absences:
            if absence.id == meant:
                decision = absences.end(person, absence, last)
                step = Step(meant, decision, who.handle)
                return save(workspace, writer, "absence end", who, [step])
        raise NotFoundError(f"there is no absence {meant} any more", "clm absence list --all")


def _meant(workspace: Workspace, ref: str) -> tuple[str, str]:
    """Whose absence a reference means, and its id: the id, or the start of it."""
    word = ref.strip().lower()
    found = [
        (handle, one.id)
        for handle, one in _known(workspace)
        if one.id.startswith((word, f"ab-{word}"))
    ]
    exact = [pair for pair in found if pair[1] in (word, f"ab-{word}")] or found
    if not word or not exact:
        raise NotFoundError(f"there is no absence {ref}", "clm absence list --all shows all")
    if len(exact) > 1:
        lines = [f"{one}  {handle}" for handle, one in exact]
        raise AmbiguousError(
            f"{ref} matches {len(exact)} absences", "\n".join(["one of these:", *lines])
        )
    return exact[0]
