"""THE FIELDS of the lists of the manager's desk, by the words of their command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.escalationfields import ESCALATIONS
from clm.domain.initiativefields import INITIATIVES
from clm.domain.planfields import GOALS, PLANS
from clm.domain.privatefields import NOTES
from clm.domain.queryableteam import PRAISE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.query import Field

DESK: Final[Mapping[str, tuple[Field, ...]]] = {
    "escalation list": ESCALATIONS,
    "initiative list": INITIATIVES,
    "plan list": PLANS,
    "plan status": GOALS,
    "private list": NOTES,
    "team praise": PRAISE,
}
"""Each list's fields stand in a module of their own; here is one row a list."""
