"""Labels of the manager's desk in English; `i18n.LABELS` holds them all."""

from __future__ import annotations

from typing import Final

_ESCALATIONS: Final[dict[str, str]] = {}
_INITIATIVES: Final[dict[str, str]] = {}
_PLANS: Final[dict[str, str]] = {}
_TEAM: Final[dict[str, str]] = {}
_PRIVATE: Final[dict[str, str]] = {
    "private:sick": "sick",
    "private:tardiness": "tardiness",
    "private:performance": "performance",
    "private:behaviour": "behaviour",
    "private:satisfaction": "satisfaction",
    "keep_until": "Keep until",
    "groups": "Groups",
    "hidden": "Hidden",
    "mean": "Mean",
    "recipient": "Recipient",
}

DESK: Final[dict[str, str]] = {**_ESCALATIONS, **_INITIATIVES, **_PLANS, **_TEAM, **_PRIVATE}
"""What the lists of escalations, initiatives, plans, the team and the private store say."""
