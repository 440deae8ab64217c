"""The team at a glance: spans, load, who is away, what nobody covers, the week (A4.5, A4.6)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from clm.domain.reportinglines import below, heads, is_small, spans
from clm.render.listing import number
from clm.services import absences, praising
from clm.services.load import LATE, late, loads
from clm.services.team import colleagues, meant
from clm.services.teambalance import proposals
from clm.services.weeks import COUNTS, week

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clm.services.load import Load
    from clm.services.workspace import Workspace

SCHEMA = "clm/team-view@1"


def view(workspace: Workspace, of: str | None = None, monday: date | None = None) -> dict[str, Any]:
    """The whole team, or who reports to one manager, directly or over others.

    What tells of work that was done or missed is told of all together, and of a small team not at
    all (A4.3); `items` are what each has open. `monday` is that of the week whose completion is
    told, by default the present one.

    Raises:
        NotFoundError: nobody is meant, or the history begins after the week.
        UsageError: the week lies ahead.
    """
    workspace.look_at_all()
    roster, today, policy = workspace.roster, workspace.today, workspace.process.policy
    manager = meant(workspace, of).id if of else None
    team = below(roster, manager, today) if manager else heads(roster, today)
    having = loads(workspace, today)
    led = [
        {"manager": one.manager, "heads": len(one.heads), "verdict": one.verdict}
        for one in spans(roster, today, policy)
        if manager is None or one.manager in {manager, *team}
    ]
    away = list(_away(workspace, team))
    since = (today - timedelta(days=policy.praise_log_days)).isoformat()
    return {
        "schema": SCHEMA,
        "of": manager,
        "heads": len(team),
        "spans": led,
        "items": _loads(workspace, team, having),
        "until": _until(workspace).isoformat(),
        "absences": away,
        "gaps": [gap for one in away for gap in _gaps(workspace, one)],
        "week": _week(workspace, team, monday),
        "overdue": _overdue(workspace, team, having),
        "proposals": proposals(workspace, team, having),
        "praise": [
            one for one in praising.log(workspace) if one["who"] in team and one["on"] >= since
        ],
    }


def _loads(
    workspace: Workspace, team: Sequence[str], having: Mapping[str, Load]
) -> list[dict[str, Any]]:
    """What each has open, the most loaded first; what is overdue of it is not told here."""
    people = {one.id: one for one in colleagues(workspace)}
    full = workspace.process.policy.full_load
    order = sorted(sorted(team), key=lambda who: having[who].order, reverse=True)
    return [
        {
            "id": who,
            "name": people[who].name,
            "present": who in workspace.present,
            "capacity": number(people[who].capacity),
            **{key: n for key, n in having[who].counts.items() if key != "overdue"},
            "open": having[who].open,
            "load": having[who].load,
            "utilisation": _share(having[who].load, full),
        }
        for who in order
    ]


def _share(load: float | None, full: int) -> float | None:
    return None if load is None else round(load / full, 3)


def _until(workspace: Workspace) -> date:
    return workspace.today + timedelta(days=workspace.process.policy.team_days)


def _away(workspace: Workspace, team: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Who is away today or soon: when, and who covers; nowhere does it say why (A4.2)."""
    last = _until(workspace).isoformat()
    for one in absences.listed(workspace, None, past=False):
        if one["person"] in team and one["from"] <= last:
            keys = (
                "id", "person", "from", "to", "half", "replacement", "replacements", "state",
                "covered_by", "uncovered", "open",
            )  # fmt: skip
            yield {key: one[key] for key in keys}


def _gaps(workspace: Workspace, absence: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The working days to come of an absence that nobody covers, and how much is open then."""
    calendar, last = workspace.process.calendar, _until(workspace)
    for part in absence["uncovered"]:
        first = max(date.fromisoformat(part["from"]), workspace.today)
        end = min(date.fromisoformat(part["to"]) if part["to"] else last, last)
        days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
        count = sum(map(calendar.is_working_day, days))
        if count:
            of = {key: word for key, word in part.items() if key not in ("from", "to")}
            yield {
                "absence": absence["id"],
                "person": absence["person"],
                "from": first.isoformat(),
                "to": end.isoformat(),
                "of": of,
                "working_days": count,
                "open": absence["open"],
                "next": f"clm handover {absence['person']}",
            }


def _week(workspace: Workspace, team: Sequence[str], monday: date | None) -> dict[str, Any]:
    """Friday completion of all together; None where it would tell of single people."""
    found = week(workspace, monday)
    own = [one for one in found.items if one["who"] in team and one["due"]]
    hidden = is_small(len(team), len(own), workspace.process.policy)
    told: dict[str, Any] = {"people": len(own), "through": sum(one["complete"] for one in own)}
    told |= {key: sum(one[key] for one in own) for key in COUNTS}
    told["share"] = round(told["done"] / told["due"], 3) if told["due"] else None
    found.let_go(workspace)
    return {
        "week": found.week,
        "deadline": found.deadline.isoformat(),
        "provisional": found.provisional,
        "hidden": hidden,
        **(dict.fromkeys(told) if hidden else told),
    }


def _overdue(
    workspace: Workspace, team: Sequence[str], having: Mapping[str, Load]
) -> dict[str, Any]:
    """What is overdue with all together, by kind; None where it would tell of single people."""
    with_work = sum(having[who].open > 0 for who in team)
    hidden = is_small(len(team), with_work, workspace.process.policy)
    counted = Counter(one.kind for one in late(workspace) if one.who in team)
    told = {"total": counted.total(), **{kind: counted[kind] for kind in LATE}}
    return {"hidden": hidden, **(dict.fromkeys(told) if hidden else told)}
