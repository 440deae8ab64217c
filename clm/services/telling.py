"""Who is told what: which notices of an act are queued, and who gets one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from clm import clock
from clm.domain.changes import Create, Target
from clm.domain.cover import ANY, Matter
from clm.domain.notices import ITEMS, is_for_roles, is_fresh
from clm.domain.topics import Topic, topics_in
from clm.errors import RefusedError
from clm.services.covering import matter_of
from clm.services.workitems import part_of_item
from clm.store.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.notices import Notice
    from clm.services.workspace import Workspace


_NEW: Final = {"r": "request", "cm": "complaint", "rv": "review", "es": "escalation"}
"""What an item is by its id, which tells it of no task."""

OWED: Final = frozenset({"due", "overdue", "action-overdue"})
"""What somebody must do about it soon."""


def worth_telling(workspace: Workspace, author: str, changes: Iterable[Change]) -> list[Change]:
    """The changes of an act without notices that were told before, are old or only for oneself.

    Imports and replays tell nothing, because their facts lie too far back (A0.34).
    """
    found: list[Change] = []
    there: set[str] = set()
    for change in changes:
        if isinstance(change, Create) and change.target.kind == "notice":
            is_known = change.target.id in there or is_told(workspace, change.target.id)
            if is_known or not _is_news(workspace, change.record, author):
                continue
            there.add(change.target.id)
        found.append(change)
    return found


def is_told(workspace: Workspace, notice: str) -> bool:
    """Is there a notice of this id already, sent or not?"""
    return workspace.source.read(path_of(Target("notice", notice))) is not None


def _is_news(workspace: Workspace, notice: Notice, author: str) -> bool:
    if not is_fresh(notice.on, clock_day(workspace), workspace.process.policy.notice_days):
        return False
    return {recipient(workspace, notice, word) for word in notice.to} != {author}


def clock_day(workspace: Workspace) -> date:
    """The day by the clock, whatever day is acted on; in an example the day it stands still on."""
    example = workspace.settings.example
    return example.today if example else clock.now(workspace.process.zone).date()


def refuse_ahead(workspace: Workspace) -> None:
    """What cron does on a day to come would not be done again when the day is there.

    Raises:
        RefusedError: the day that is acted on is later than the clock's; an example has its own.
    """
    if workspace.settings.example is None and workspace.today > clock_day(workspace):
        raise RefusedError(
            f"{workspace.today} is still to come: nothing is run or sent ahead of its day",
            "leave --today away, or try it in an example folder: make demo",
        )


def recipient(workspace: Workspace, notice: Notice, word: str) -> str | None:
    """Who gets it: the first holder of a role who is there, or a person, or their cover.

    Where nobody covers, a nudge is of no use to who is away: it goes to the crm-lead. What is due
    goes to who decides about the absence (A0.22). None: nobody has the role, or the person has
    left.
    """
    if is_for_roles(notice):
        return role_holder(workspace, word)
    if word not in workspace.team:
        return None
    person = workspace.roster.cover(word, workspace.today, _matter(workspace, notice))
    if person in workspace.present:
        return person
    if notice.event == "nudge":
        return role_holder(workspace, "crm-lead") or person
    if notice.event in OWED:
        return workspace.roster.decider(person, workspace.today) or person
    return person


def _matter(workspace: Workspace, notice: Notice) -> Matter:
    """What a notice is about, so that it reaches who covers for that (A0.29).

    Of several things the first stands for all: they were put together because one person has them.
    """
    for topic in topics_in(notice.facts.get(ITEMS)) or ():
        return matter_about(workspace, topic)
    if notice.customer is None:
        return ANY
    reminder = notice.facts.get("reminder")
    return matter_of(workspace, notice.customer, reminder, "reminder" if reminder else "entry")


def matter_about(workspace: Workspace, topic: Topic) -> Matter:
    """What a topic is, as covers look at it (A0.27)."""
    kind, department = "entry", None
    if topic.item and topic.item.startswith("m-"):
        kind = "reminder"
    elif topic.item and workspace.roster.has_parts:
        rows = workspace.index.work_of([topic.item])
        if rows:
            kind, department = part_of_item(json.loads(rows[0].row))
        else:  # it is only being made
            kind = _NEW.get(topic.item.partition("-")[0], "internal")
    return matter_of(workspace, topic.customer, topic.item, kind, department)


def role_holder(workspace: Workspace, role: str) -> str | None:
    """Who acts in a role today, or covers for who does; None where nobody has it."""
    return next((workspace.cover(handle) for handle in workspace.holders(role)), None)
