"""Labels of the manager's desk in English; `i18n.LABELS` holds them all."""

from __future__ import annotations

from typing import Final

from clm.domain.initiativewords import LEFT_OUT

_BY_POLICY: Final[dict[str, str]] = {
    "level": "Level",
    "again": "Told again",
    "warning": "Warning",
    "accept": "Acceptance",
    "next-step": "Next step",
    "event:escalation-level": "level of an escalation",
    "event:escalation-warning": "soon to be escalated",
}
_ESCALATIONS: Final[dict[str, str]] = {**_BY_POLICY}
_INITIATIVES: Final[dict[str, str]] = {
    "initiative:newsletter": "newsletter",
    "initiative:follow-up": "follow-up",
    "initiative:win-back": "win-back",
    "initiative:offer": "initiative\x04offer",
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
_PLANS: Final[dict[str, str]] = {
    "plans": "Plans",
    "plan-review": "Look at the plan",
    "goal": "Goal",
    "goals": "Goals",
    "vision": "Vision",
    "horizon": "Horizon",
    "horizon:short": "short",
    "horizon:long": "long",
    "baseline": "Baseline",
    "now": "Now",
    "expected": "Expected",
    "target": "Target",
    "percent": "Percent",
    "next_review": "Review on",
    "state:on-track": "on track",
    "state:behind": "behind",
    "state:reached": "reached",
    "state:overdue": "overdue",
    "state:no-data": "no data",
    "state:not-measured": "not measured",
    "state:dropped": "dropped",
    "state:open": "open",
    "state:closed": "closed",
}
_TEAM: Final[dict[str, str]] = {
    "span:many": "too many for one",
    "span:few": "few",
    "praise:praise": "praise",
    "praise:training": "training",
    "figure:completed": "Entries done by the week's deadline",
    "figure:overdue": "Overdue now",
    "figure:sla-first-response": "First responses in time",
    "figure:sla-update": "Updates in time",
    "figure:sla-solution": "Solutions in time",
    "figure:complaints-acknowledged": "Complaints acknowledged in time",
    "figure:complaints-answered": "Complaints answered in time",
    "figure:complaints-about": "Complaints about them",
    "figure:tasks": "Tasks done in time",
}
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
