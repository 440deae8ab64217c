"""What plans ask of a worklist: to be looked at on the day of a review (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.services.away import covered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.services.workspace import Workspace

PLANS: Final = "plans"
"""The list in which `mine` shows them."""
REVIEW: Final = "plan-review"
"""The rule of a review that is due."""


def reviews_due(
    workspace: Workspace, whose: Mapping[str, str | None] | None
) -> Iterator[dict[str, Any]]:
    """The plans to be looked at today, of some people or of all; who covers for them sees them.

    Plans are read as plain data, because a worklist loads nothing that reads records.
    """
    today = workspace.today.isoformat()
    for plan in workspace.index.meta("plan") or ():
        owner = plan["owner"]
        planned = (one["on"] for one in plan.get("reviews", ()) if not one.get("held_on"))
        due = min(planned, default=None)
        if plan.get("closed_on") or due is None or due > today:
            continue
        if whose is not None and owner not in whose:
            continue
        covering_for = whose.get(owner) if whose else None
        own = None if covering_for else owner
        yield {
            "ref": plan["id"],
            "customer": None,
            "name": plan["title"],
            "list": PLANS,
            "rule": REVIEW,
            "title": None,
            "reasons": [REVIEW],
            "due": due,
            "overdue": due < today,
            "owner": owner,
            "covering_for": covering_for,
            **covered(workspace, own, "", plan["id"], "entry"),
            "next": f"clm plan review {plan['id']} --held -m NOTE",
            "_prio": False,
        }
