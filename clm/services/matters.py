"""What notices are about, looked up when they are told: its words, and whether it is still so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.notices import ITEMS
from clm.domain.topics import topics_in
from clm.errors import BadDataError, NotFoundError
from clm.i18n import label, ngettext, translate
from clm.services.filling import DAY_FORMS
from clm.services.workitems import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.notices import Notice
    from clm.domain.topics import Topic
    from clm.domain.values import Language
    from clm.services.workspace import Workspace
    from clm.store.answers import WorkRow

DATED: Final = ("due", "overdue", "action-overdue")
"""Events that hold only while what they name is open and due on that day."""

MOST: Final = 25
"""So many things a notice names one by one (own choice); the others are counted."""


def said_of(
    workspace: Workspace, notice: Notice, language: Language
) -> tuple[str | None, str | None]:
    """What a notice is about in few words, and its things, a line each, in the spoken language.

    A thing that is told with a day is left out where it is not due then any more.
    """
    topics = still_due(workspace, notice)
    if not topics:
        return None, None
    names = workspace.index.names([topic.customer for topic in topics])
    rows = _rows(workspace, topics, ended=True)
    lines = [_line(topic, names, rows, DAY_FORMS[language]) for topic in topics]
    if len(lines) == 1:
        return lines[0], f"- {lines[0]}"
    shown = [f"- {line}" for line in lines[:MOST]]
    if len(lines) > MOST:
        left = len(lines) - MOST
        shown.append(ngettext("… and {n} more", "… and {n} more", left).format(n=left))
    what = ngettext("{n} thing", "{n} things", len(lines))
    return what.format(n=len(lines)), "\n".join(shown)


def still_due(workspace: Workspace, notice: Notice) -> list[Topic]:
    """What a notice names, without what is done by now or due on another day."""
    topics = topics_in(notice.facts.get(ITEMS)) or []
    if notice.event not in DATED:
        return topics
    rows = _rows(workspace, topics)
    return [topic for topic in topics if _is_due(workspace, topic, rows)]


def is_unaccepted(workspace: Workspace, notice: Notice) -> bool:
    """Is the request of a notice still not accepted by the one it was asked of?"""
    topics = topics_in(notice.facts.get(ITEMS)) or []
    rows = _rows(workspace, topics).values()
    return any(
        row.rule == "unaccepted" and row.who == notice.facts.get("other", row.who) for row in rows
    )


def _is_due(workspace: Workspace, topic: Topic, rows: Mapping[str, WorkRow]) -> bool:
    if topic.due is None:
        return True
    if topic.ref.startswith("m-"):
        return _is_reminder_open(workspace, topic)
    row = rows.get(topic.ref)
    return row is not None and row.due == topic.due.isoformat()


def _is_reminder_open(workspace: Workspace, topic: Topic) -> bool:
    """Is a reminder still open? Of a customer who cannot be read nobody knows."""
    try:
        customer = workspace.customer(topic.customer)
    except NotFoundError:
        return False
    except BadDataError:
        return True
    due = topic.due
    return any(
        one.id == topic.item and one.done_on is None and due is not None and one.on <= due
        for one in customer.reminders
    )


def _rows(
    workspace: Workspace, topics: Sequence[Topic], *, ended: bool = False
) -> dict[str, WorkRow]:
    ids = [topic.item for topic in topics if topic.item]
    rows = workspace.shown(
        lambda: workspace.index.work_of(ids, ended=ended), lambda row: row.customer
    )
    return {row.id: row for row in rows}


def _line(
    topic: Topic, names: Mapping[str, str], rows: Mapping[str, WorkRow], day_form: str
) -> str:
    """One thing: `t-2c8v5n1x Quote (Muster GmbH), due 2026-11-20`."""
    name = _one_line(names.get(topic.customer, topic.customer))
    row = rows.get(topic.ref)
    if row:
        said = f"{row.id} {_one_line(named(row))} ({name})"
    elif topic.item:
        word = label("reminder") if topic.item.startswith("m-") else ""
        said = f"{topic.item} {word}".rstrip() + f" ({name})"
    else:
        said = f"{topic.customer} {name}"
    if topic.due:
        said += ", " + translate("due {day}").format(day=topic.due.strftime(day_form))
    return said


def _one_line(text: str) -> str:
    return " ".join(text.split())
