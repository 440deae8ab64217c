"""When something is escalated by itself: `escalation:` in `clm.yaml` (A4.14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.escalationwords import EscalationSource
from clm.domain.values import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

Wait = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,5}(?:min|h)\Z")]
"""A span of working time, `0h` too: `30min`, `8h`."""
Interval = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,4}(?:min|h)\Z")]
"""A span of working time that is not none: `30min`, `8h`."""
Percent = Annotated[int, msgspec.Meta(ge=1, le=99)]


class Level(Record, frozen=True, kw_only=True):
    """One level: how much working time after the breach, and whose it is then."""

    after: Wait
    """So much working time after what was promised was over, `0h` with its first minute."""
    role: Role
    """Who gets it: the first by handle who has the role and is there."""


LEVELS: Final = (
    Level(after="0h", role="team-lead"),
    Level(after="8h", role="crm-lead"),
    Level(after="24h", role="manager"),
)
"""A4.14: "team lead, crm-lead, management"; the waits are one and three days (own choice)."""


class Rules(Record, frozen=True, kw_only=True):
    """How one source is escalated."""

    levels: tuple[Level, ...] = LEVELS
    """Its levels, the first one first; each waits longer than the one before. Unset: `team-lead`
    at once, `crm-lead` after 8, `manager` after 24 hours of working time (own choice)."""
    warn_percent: Percent = 75
    """A4.14: who has it is warned when so much of its working time is over."""
    repeat: Interval | None = None
    """The holder is told again after so much working time each; unset, once."""
    until: Literal["accepted", "resolved"] = "accepted"
    """No further level once it is `accepted`, or only once it is `resolved`."""


class Escalating(Record, frozen=True, kw_only=True):
    """What is escalated by itself: the sources that stand here, and none without them."""

    sources: dict[EscalationSource, Rules] = msgspec.field(default_factory=dict)
    """What is escalated: `request`, `task`, `complaint`, `vpa-deadline`, `sla`, each by its rules;
    `task: {}` by the usual ones. What does not stand there is not."""
    since: date | None = None
    """Only what was over on this day or later; unset, what was over in the last `notice_days`."""
    fallbacks: dict[Role, Role] = msgspec.field(
        default_factory=lambda: {"team-lead": "crm-lead", "crm-lead": "manager"}
    )
    """Whose it is where nobody with a role is there, nor anybody who covers for them."""


def minutes_of(span: str) -> int:
    """A span of working time in minutes."""
    number = int(span.rstrip("hmin"))
    return number * 60 if span.endswith("h") else number


def chain(role: str, fallbacks: Mapping[Role, Role]) -> list[str]:
    """A role and those it falls back to, in order; a circle ends where it closes."""
    found: list[str] = []
    one: str | None = role
    while one is not None and one not in found:
        found.append(one)
        one = {str(key): str(value) for key, value in fallbacks.items()}.get(one)
    return found
