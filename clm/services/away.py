"""What absences bring to a worklist: who covers, what to hand over, what to decide."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from clm.domain.cover import falls_in
from clm.domain.windows import scopes, uncovered, until
from clm.services.covering import matter_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.cover import Away
    from clm.domain.handingover import Item
    from clm.domain.windows import Part
    from clm.services.workspace import Workspace

ABSENCES: Final = "absences"
"""The list in which `mine` shows what absences ask for."""


UNCOVERED_WORK: Final = "uncovered-work"
"""The rule of what nobody covers for somebody who is away today."""

UNCOVERED: Final[dict[str, str | None]] = {"covered_by": None, "covered_until": None}
"""Nobody covers a piece of work."""


def covered(
    workspace: Workspace,
    who: str | None,
    customer: str,
    item: str | None,
    kind: str,
    department: str | None = None,
) -> dict[str, str | None]:
    """Who covers a piece of work of `who` today, and through which day (A0.29); None: nobody.

    `who` None asks of no one: whoever covers it does so themselves.
    """
    roster, today = workspace.roster, workspace.today
    person = None if who is None else roster.keeper(who, today)
    if person is None or person in workspace.present:
        return UNCOVERED
    matter = matter_of(workspace, customer, item, kind, department)
    cover = roster.covered_by(person, today, matter)
    if cover is None:
        return UNCOVERED
    ends = [
        until(roster, person, absence, days, today, matter)
        for absence, days in workspace.turns(person)
    ]
    last = max(ends, default=date.max)
    return {"covered_by": cover, "covered_until": None if last == date.max else last.isoformat()}


def duties(workspace: Workspace, handle: str | None) -> Iterator[dict[str, Any]]:
    """What absences ask of a person, or of everybody: to hand over, or to decide.

    Before their own absence a person hands over what is open (A0.22); the manager sees what nobody
    covers today, and decides on an open end that has lasted long (A0.33).
    """
    roster, today = workspace.roster, workspace.today
    for who in sorted(workspace.team):
        for absence in roster.members[who].whole:
            if absence.from_ > today:
                if handle in (None, who):
                    yield from _to_prepare(workspace, who, absence)
            elif falls_in(absence, today) and handle in (None, roster.decider(who, today)):
                yield from _to_decide(workspace, who, absence)
                yield from _uncovered(workspace, who, absence)


def _to_prepare(workspace: Workspace, who: str, absence: Away) -> Iterator[dict[str, Any]]:
    from clm.domain.absences import is_to_prepare  # rules need the process: only who goes does

    process = workspace.process
    if is_to_prepare(absence, workspace.today, process) and open_uncovered(workspace, who, absence):
        due = process.calendar.working_day_before(absence.from_)
        yield _item(workspace, who, absence, "prepare-handover", due, f"clm handover {who}")


def _to_decide(workspace: Workspace, who: str, absence: Away) -> Iterator[dict[str, Any]]:
    from clm.domain.absences import began, is_to_decide

    process = workspace.process
    first = began(absence, workspace.roster.members[who].absences)
    if is_to_decide(absence._replace(from_=first), workspace.today, process):
        wait = process.policy.open_cover_working_days
        due = process.calendar.working_days_after(first, wait)
        then = f"clm absence edit {absence.id} --to DATE"
        yield _item(workspace, who, absence, "open-ended-cover", due, then)


def _uncovered(workspace: Workspace, who: str, absence: Away) -> Iterator[dict[str, Any]]:
    """A0.22: what somebody who is away today left with nobody."""
    today = workspace.today
    found = open_uncovered(workspace, who, absence, on=today)
    if found:
        until_ = absence.to.isoformat() if absence.to else None
        item = _item(workspace, who, absence, UNCOVERED_WORK, today, f"clm handover {who}")
        yield item | {"open": len(found), "away_until": until_}


def open_uncovered(
    workspace: Workspace, who: str, absence: Away, *, on: date | None = None
) -> list[Item]:
    """What somebody has open in an absence and nobody covers `on` a day, or on any still to come.

    Of an open end those days count until it is to be decided on.
    """
    roster, today = workspace.roster, workspace.today
    first, last = on or max(absence.from_, today), on or absence.to
    if last is None:
        wait = workspace.process.policy.open_cover_working_days
        last = workspace.process.calendar.working_days_after(first, wait)
    gaps = {
        matter: any(_touches(part, first, last) for part in uncovered(roster, who, absence, matter))
        for matter in scopes(roster, who, absence)
    }
    if not any(gaps.values()):
        return []  # whatever is open: nobody need look for it
    from clm.services.openitems import is_later, open_items  # only then

    return [
        item
        for item in open_items(workspace, workspace.lists_of(who))
        if not is_later(item, absence.to)
        and (
            len(gaps) == 1
            or any(
                _touches(part, first, last) for part in uncovered(roster, who, absence, item.matter)
            )
        )
    ]


def _touches(part: Part, first: date, last: date) -> bool:
    return part.first <= last and first <= (part.last or date.max)


def _item(
    workspace: Workspace, who: str, absence: Away, rule: str, due: date, then: str
) -> dict[str, Any]:
    return {
        "ref": absence.id,
        "customer": None,
        "name": workspace.team[who].name,
        "list": ABSENCES,
        "rule": rule,
        "title": None,
        "reasons": [rule],
        "due": due.isoformat(),
        "overdue": due < workspace.today,
        "owner": who,
        "covering_for": None,
        "covered_by": None,
        "covered_until": None,
        "next": then,
        "_prio": False,
    }
