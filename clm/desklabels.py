"""Labels of the manager's desk in English; `i18n.LABELS` holds them all."""

from __future__ import annotations

from typing import Final

from clm.domain.initiativewords import LEFT_OUT

_ESCALATIONS: Final[dict[str, str]] = {}
_INITIATIVES: Final[dict[str, str]] = {
    "initiative:newsletter": "newsletter",
    "initiative:follow-up": "follow-up",
    "initiative:win-back": "win-back",
    "initiative:offer": "offer",
    "initiative:planned": "planned",
    "initiative:running": "running",
    "initiative:over": "over",
    "initiative:closed": "closed",
    "initiative:ready": "to be written to now",
    "initiative:sending": "left half sent",
    "initiative:half_sent": "left half sent",
    "initiative:sent": "written to",
    "initiative:answered": "answered",
    "initiative:converted": "booked",
    "initiative:opted-out": "no more wanted",
    "initiative:opted_out": "no more wanted",
    "initiative:failed": "failed",
    "initiative:control": "in the control group",
    "initiative:recipients": "in all",
    "initiative:mail": "by mail",
    "initiative:hook": "by a command",
    "initiative:hand": "by hand",
    "initiative:group-treated": "written to",
    "initiative:group-control": "control group",
    **{f"left-out:{key}": text for key, text in LEFT_OUT.items()},
}
_PLANS: Final[dict[str, str]] = {}
_TEAM: Final[dict[str, str]] = {}
_PRIVATE: Final[dict[str, str]] = {}

DESK: Final[dict[str, str]] = {**_ESCALATIONS, **_INITIATIVES, **_PLANS, **_TEAM, **_PRIVATE}
"""What the lists of escalations, initiatives, plans, the team and the private store say."""
