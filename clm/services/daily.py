"""WHAT IS TOLD BY THE DAY, one row each: what cron queues besides the jobs of the week (A0.34).

Each is told once: its notice has the same id whenever cron runs on that day. What cron could not
tell for some days is told late, but not after `notice_days`.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.absences import began
from clm.domain.lists import ANYONE
from clm.domain.notices import ITEMS, create, is_fresh, named, noticed
from clm.domain.topics import Topic, topics_in, written
from clm.domain.windows import parts, scopes
from clm.services.leads import listed
from clm.services.overlooked import NOBODY
from clm.services.telling import clock_day, is_told, matter_about, worth_telling
from clm.services.workitems import instant, manager_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.changes import Change
    from clm.domain.cover import Away
    from clm.domain.events import EventName
    from clm.domain.notices import Notice
    from clm.domain.windows import Part
    from clm.services.workspace import Workspace

_DAY: Final = timedelta(days=1)


class Daily(NamedTuple):
    """One row: what is told, and whether on working days of the team alone."""

    tell: Callable[[Workspace], Iterable[Notice]]
    when_working: bool = True


def of_the_day(workspace: Workspace) -> list[Change]:
    """The notices that the day brings and that were not told before."""
    is_worked = workspace.process.calendar.is_working_day(workspace.today)
    made = (
        create(notice)
        for row in DAILY
        if is_worked or not row.when_working
        for notice in row.tell(workspace)
    )
    return worth_telling(workspace, NOBODY, made)


# due and overdue


class Owed(NamedTuple):
    """A thing somebody has to do: by right whose it is, what it is, and of which request."""

    whose: str
    topic: Topic
    request: str | None = None


def _due(workspace: Workspace) -> Iterator[Notice]:
    """What is due today, a notice a person."""
    yield from _told(workspace, "due", _owed(workspace, workspace.today, workspace.today))


def _overdue(workspace: Workspace) -> Iterator[Notice]:
    """What was due lately and is still open, each thing once for each day it was due on."""
    last = workspace.today - _DAY
    first = workspace.today - workspace.process.policy.notice_days * _DAY
    known = _told_lately(workspace, "overdue", first)
    owed = [one for one in _owed(workspace, first, last) if str(one.topic) not in known]
    yield from _told(workspace, "overdue", owed)


def _owed(workspace: Workspace, first: date, last: date) -> list[Owed]:
    """The open requests, tasks and reminders that are due from a day through another.

    A request whose task is due with it, with the same person, is not named besides.
    """
    due, today = (first.isoformat(), last.isoformat()), workspace.today.isoformat()
    rows = workspace.shown(lambda: workspace.index.work(today, due=due), lambda row: row.customer)
    entries = workspace.entries(None)
    found = [
        Owed(
            row.who, Topic(row.customer, row.id, _date(row.due)), json.loads(row.row).get("request")
        )
        for row in rows
    ]
    found += [
        Owed(row.who, Topic(row.customer, row.trigger, _date(row.due)))
        for row in entries
        if row.rule == "reminder" and row.due and due[0] <= row.due <= due[1]
    ]
    tasks = {(one.whose, one.request, one.topic.due) for one in found if one.request}
    return [one for one in found if (one.whose, one.topic.item, one.topic.due) not in tasks]


def _told(workspace: Workspace, key: EventName, owed: Iterable[Owed]) -> Iterator[Notice]:
    """One notice a person; what somebody else covers of it apart, because it goes to them."""
    roster, today = workspace.roster, workspace.today
    groups: dict[tuple[str, str | None], list[Topic]] = {}
    for one in owed:
        person = roster.keeper(one.whose if one.whose != ANYONE else None, today)
        if person:
            cover = roster.covered_by(person, today, matter_about(workspace, one.topic))
            groups.setdefault((person, cover), []).append(one.topic)
    for (person, cover), topics in groups.items():
        trigger = "-".join(word for word in (today.isoformat(), person, cover) if word)
        ordered = sorted(topics, key=lambda topic: (topic.due or date.max, topic.ref))
        yield noticed(key, trigger, today, to=(person,), facts={ITEMS: written(ordered)})


def _told_lately(workspace: Workspace, key: EventName, since: date) -> set[str]:
    """What the notices of an event have named since a day."""
    found: set[str] = set()
    for path in workspace.source.kept():
        start = f"outbox/{key}-"
        day = path.removeprefix(start)[: len("2026-11-18")]
        if path.startswith(start) and day >= since.isoformat():
            text = (workspace.source.read(path) or b"").decode(errors="replace")
            # A file that somebody broke still tells what it named.
            found.update(
                str(topic) for word in text.split() for topic in topics_in(word.strip("\"'")) or ()
            )
    return found


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _late_actions(workspace: Workspace) -> Iterator[Notice]:
    """A2.21: of an action from a complaint whose day is over, each of two is told once.

    That is who manages the executor, and who handles the complaint.
    """
    today = workspace.today
    first = today - workspace.process.policy.notice_days * _DAY
    days = first.isoformat(), (today - _DAY).isoformat()
    rows = workspace.shown(
        lambda: workspace.index.work(today.isoformat(), kind="tasks", due=days),
        lambda row: row.customer,
    )
    for row in rows:
        kind, _, complaint = (json.loads(row.row)["from"] or "").partition("/")
        if kind != "complaint":
            continue
        held = workspace.index.work_of([complaint], ended=True)
        people = [manager_of(workspace, row.who), *(one.who for one in held)]
        to = [one for one in dict.fromkeys(people) if one in workspace.team and one != row.who]
        if not to:
            continue
        due = date.fromisoformat(row.due or "")
        facts = {ITEMS: written([Topic(row.customer, row.id, due)]), "other": row.who}
        yield noticed(
            "action-overdue", f"{row.id}-{row.due}", due + _DAY, customer=row.customer,
            to=tuple(map(str, to)), facts=facts,
        )  # fmt: skip


# requests nobody has accepted


def _unaccepted(workspace: Workspace) -> Iterator[Notice]:
    """A0.20: the manager is told of a request that was not accepted in time.

    A no is told with the act that says it.
    """
    until = (workspace.today + 2 * _DAY).isoformat()
    rows = workspace.shown(lambda: workspace.index.unaccepted(until), lambda held: held[0].customer)
    for row, by in rows:
        if by > instant(workspace) or json.loads(row.row)["accepted"] != "pending":
            continue
        manager = manager_of(workspace, row.who)
        if manager:
            digits = "".join(char for char in by if char.isalnum())
            facts = {ITEMS: written([Topic(row.customer, row.id)]), "other": row.who}
            on = date.fromisoformat(by[: len("2026-11-18")])
            yield noticed(
                "unaccepted", f"{row.id}-{digits}", on, customer=row.customer, to=(manager,),
                facts=facts,
            )  # fmt: skip


# cover


def _covers(workspace: Workspace) -> Iterator[tuple[str, Away, list[Part]]]:
    """The absences that touch the last days, each with its days by who acts.

    What goes on with another absence is one with it: nobody is back meanwhile.
    """
    since = workspace.today - workspace.process.policy.notice_days * _DAY
    for handle in sorted(workspace.team):
        held = workspace.roster.members[handle].whole
        begun = [one for one in held if one.from_ <= workspace.today]
        whole = {began(one, begun): one for one in begun}  # by their days: the last one stays
        for first, last in whole.items():
            absence = last._replace(from_=first)
            if absence.to is None or absence.to >= since:
                found = dict.fromkeys(
                    part
                    for matter in scopes(workspace.roster, handle, absence)
                    for part in parts(workspace.roster, handle, absence, matter)
                )
                yield handle, absence, list(found)


def _cover_starts(workspace: Workspace) -> Iterator[Notice]:
    """Who covers from today on, or since somebody named them: each once, however late that was."""
    today, policy = workspace.today, workspace.process.policy
    for handle, absence, found in _covers(workspace):
        ids = [one.id for one in workspace.roster.members[handle].whole]
        for part in found:
            who = part.trail.who
            if who in (None, handle) or not part.first <= today <= (part.last or date.max):
                continue
            since = f"{who}-{part.first.isoformat()}"
            if any(is_told(workspace, named("cover-start", f"{one}-{since}")) for one in ids):
                continue
            # Of days long gone it would be no news: they act from today on.
            is_late = not is_fresh(part.first, clock_day(workspace), policy.notice_days)
            told = part._replace(first=today) if is_late else part
            facts = _facts(handle, told)
            yield noticed(
                "cover-start", f"{absence.id}-{since}", told.first, to=(str(who),), facts=facts
            )


def _cover_ends(workspace: Workspace) -> Iterator[Notice]:
    """Who covered until yesterday; the colleague too, on the day they are back."""
    for handle, absence, found in _covers(workspace):
        for part in found:
            who = part.trail.who
            if who in (None, handle) or part.last is None or part.last >= workspace.today:
                continue
            is_back = part.last == absence.to
            facts = _facts(handle, part) | {"cover": str(who)}
            trigger = f"{absence.id}-{who}-{part.last.isoformat()}"
            to = (str(who), handle) if is_back else (str(who),)
            yield noticed("cover-end", trigger, part.last + _DAY, to=to, facts=facts)
        yield from _replaced(workspace, handle, absence, found)


def _replaced(
    workspace: Workspace, handle: str, absence: Away, found: Iterable[Part]
) -> Iterator[Notice]:
    """Who was told that they cover, and on none of the days do so any more."""
    today, start = workspace.today, f"outbox/cover-start-{absence.id}-"
    acting = {part.trail.who for part in found}
    for path in workspace.source.kept():
        told = re.fullmatch(rf"{start}(.+)-(\d{{4}}-\d\d-\d\d)\.yaml", path, re.ASCII)
        if told is None or told[1] in acting or told[1] not in workspace.team:
            continue
        who = told[1]
        try:
            first = date.fromisoformat(told[2])
        except ValueError:  # somebody made a file of that name
            continue
        last = max(first, today - _DAY)
        facts = {
            "absent": handle,
            "away_from": first.isoformat(),
            "away_to": last.isoformat(),
            "cover": who,
        }
        trigger = f"{absence.id}-{who}-since-{first.isoformat()}"
        yield noticed("cover-end", trigger, today, to=(who,), facts=facts)


def _facts(handle: str, part: Part) -> dict[str, str]:
    return {
        "absent": handle,
        "away_from": part.first.isoformat(),
        "away_to": part.last.isoformat() if part.last else "",
    }


# leads


def _leads(workspace: Workspace) -> Iterator[Notice]:
    """A1.6: who distributes leads is told how many wait, and since when."""
    waiting = listed(workspace, everything=False)
    if waiting:
        since = min((one["registered_on"] for one in waiting if one["registered_on"]), default="")
        facts = {"open": str(len(waiting)), "since": since}
        today = workspace.today
        yield noticed("leads-waiting", today.isoformat(), today, facts=facts)


DAILY: Final[tuple[Daily, ...]] = (
    Daily(_cover_starts, when_working=False),
    Daily(_cover_ends, when_working=False),
    Daily(_due),
    Daily(_overdue),
    Daily(_late_actions),
    Daily(_unaccepted, when_working=False),
    Daily(_leads),
)
"""In this order they stand in one letter."""
