"""What is done about unhappy answers, and whether it was done in time (A2.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.decisions import Decision, watch

if TYPE_CHECKING:
    from clm.domain.answering import Taken
    from clm.domain.decisions import Actor
    from clm.domain.survey import Survey
    from clm.services.workspace import Workspace


def follow_up(
    workspace: Workspace, survey: Survey, taken: Taken, me: Actor
) -> tuple[str | None, Decision]:
    """The task for the account manager, and the mark that the customer is watched."""
    dossier = workspace.dossier(taken.customer)
    note = f"{survey.id}: " + ", ".join(f"{k} {v}" for k, v in taken.answer.values.items())
    return None, watch(dossier, me, "close-eye", note)


def listed(workspace: Workspace, ref: str | None = None) -> list[dict[str, Any]]:
    """Nothing yet."""
    del workspace, ref
    return []


def totals(items: list[dict[str, Any]]) -> dict[str, Any]:
    """How many were contacted, and in time."""
    due = [one for one in items if one["in_time"] is not None]
    kept = sum(bool(one["in_time"]) for one in due)
    return {
        "answers": len(items),
        "due": len(due),
        "in_time": kept,
        "open": sum(one["done_on"] is None for one in items),
        "share": round(kept / len(due), 4) if due else None,
    }
