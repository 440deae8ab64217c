"""The praise log: what colleagues are praised for, and what they were trained in (A4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.changes import Target
from clm.domain.recognition import praised
from clm.errors import NotFoundError
from clm.services.acting import Step, actor, save
from clm.services.team import colleagues, meant

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.people import Colleague, PraiseKind
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def log(workspace: Workspace, ref: str | None = None) -> list[dict[str, Any]]:
    """What is kept of one colleague or of all who are there, the newest first."""
    people = [meant(workspace, ref)] if ref else colleagues(workspace)
    found = [
        {
            "id": kept.id,
            "who": one.id,
            "name": one.name,
            "on": kept.on.isoformat(),
            "kind": kept.kind,
            "text": kept.text,
            "by": kept.by,
        }
        for one in people
        if ref or one.id in workspace.team
        for kept in one.praise
        if kept.on <= workspace.today
    ]
    found.sort(key=lambda one: (one["who"], one["id"]))
    return sorted(found, key=lambda one: one["on"], reverse=True)


def praise(
    workspace: Workspace,
    ref: str,
    text: str,
    who: Who,
    *,
    kind: PraiseKind = "praise",
    on: date | None = None,
    dry_run: bool,
) -> Outcome:
    """Keep what a colleague is praised for, or was trained in.

    Raises:
        NotFoundError: nobody is meant.
        UsageError: there is no text.
        RefusedError: it is one's own praise, of a day ahead, or no text for this repository.
    """
    handle = meant(workspace, ref).id
    with workspace.writing("team praise", dry_run=dry_run) as writer:
        person: Colleague | None = workspace.record(Target("team", handle))
        if person is None:
            raise NotFoundError(f"{handle} has no record any more", "clm team list")
        decision = praised(person, actor(workspace, who), text, kind, on)
        return save(workspace, writer, "team praise", who, [Step(handle, decision, who.handle)])
