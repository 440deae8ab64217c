"""Who takes what goes beyond the first level: the first of some roles who is there (A4.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from clm.domain.cover import Matter
    from clm.domain.escalationwords import EscalationRole
    from clm.services.workspace import Workspace


def having(workspace: Workspace, roles: Sequence[EscalationRole]) -> list[str]:
    """The people who have one of some roles, the first role's first; shared accounts take none."""
    roster, today = workspace.roster, workspace.today
    found = [one for role in roles for one in roster.holders(role, today)]
    return [one for one in dict.fromkeys(found) if not roster.members[one].shared]


def taker(
    workspace: Workspace, roles: Sequence[EscalationRole], of: Matter, but: Collection[str | None]
) -> str | None:
    """The first of them who is there, or covers for who is not; none `but` others."""
    for one in having(workspace, roles):
        acting = workspace.roster.effective(one, workspace.today, of)
        if acting in workspace.present and acting not in but:
            return acting
    return None
