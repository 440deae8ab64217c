"""Escalations as rows of the index: what `mine` and the lists show of them (A4.13, A4.17).

Each is a file of its own, so its row is written when that file changes, and stays when the rules
are asked again about its customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from clm.domain.escalating import (
    ended_at,
    events_of,
    holder,
    is_open,
    level_of,
    status_of,
    waits_for_approval,
)
from clm.domain.escalation import Escalation
from clm.domain.lists import ANYONE
from clm.domain.moments import day_of
from clm.domain.names import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from clm.domain.escalation import EscalationEvent

Row = tuple[object, ...]

KIND: Final = "escalations"
"""What they are called in the table `work`."""
WORD: Final = "escalation"
"""What their ids are called among the words that somebody may type."""
TITLE: Final = 60
"""Characters of its text that stand for an escalation in lists."""


def keep(db: sqlite3.Connection, zone: tzinfo, ids: Iterable[str] | None = None) -> None:
    """Write the rows of some escalations, or of all, as their files are now; those gone go too."""
    if ids is None:
        db.execute("DELETE FROM work WHERE kind = ?", (KIND,))
        db.execute("DELETE FROM words WHERE kind = ?", (WORD,))
        found = db.execute("SELECT record FROM files WHERE kind = 'escalation' AND NOT bad")
        blobs = [blob for (blob,) in found]
    else:
        blobs = []
        for one in ids:
            db.execute("DELETE FROM work WHERE kind = ? AND id = ?", (KIND, one))
            db.execute("DELETE FROM words WHERE kind = ? AND word = ?", (WORD, one))
            text = "SELECT record FROM files WHERE id = ? AND kind = 'escalation' AND NOT bad"
            blobs += [blob for (blob,) in db.execute(text, (one,))]
    decode = msgspec.msgpack.Decoder(Escalation).decode
    rows = [_row(decode(blob), zone) for blob in blobs]
    db.executemany("INSERT INTO work VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    words = [(ref, WORD, customer) for customer, ref, *_ in rows]
    db.executemany("INSERT INTO words VALUES (?,?,?)", words)


def _row(one: Escalation, zone: tzinfo) -> Row:
    """The row of one, in the order of the table `work` (`store.work`)."""
    held = escalation_row(one)
    handed = [event.id for event in events_of(one, "to", "level", "status") if _is_handed(event)]
    return (
        one.customer,
        one.id,
        KIND,
        holder(one) or ANYONE,
        held["title"],
        day_of(one.at, zone).isoformat(),
        held["rule"],
        held["due"],
        True,
        is_open(one),
        None,
        handed[-1] if handed else None,
        msgspec.json.encode(held).decode(),
    )


def _is_handed(event: EscalationEvent) -> bool:
    """Is it somebody else's by that? What was returned, or opened again, is too (A0.16)."""
    return event.kind != "status" or event.to in {"returned", "open"}


def escalation_row(one: Escalation) -> dict[str, Any]:
    """One escalation as lists and JSON show it, but for the customer and what depends on now.

    `to` is who is to do something: of what was returned, who got it back.
    """
    agreed = one.compromise
    return {
        "id": one.id,
        "source": one.source,
        "of": one.of,
        "clock": one.clock,
        "title": title_of(one),
        "reason": one.reason,
        "text": one.text,
        "status": status_of(one),
        "level": level_of(one),
        "requested_by_customer": one.requested_by_customer,
        "to": holder(one),
        "by": one.by,
        "at": one.at,
        "breach": one.breach,
        "ended_at": ended_at(one),
        "resolution": one.resolution,
        "true_cause": one.true_cause,
        "true_cause_note": one.true_cause_note,
        "compromise": agreed.text if agreed else None,
        "cost": str(agreed.cost) if agreed and agreed.cost is not None else None,
        "approved": agreed.approved if agreed else None,
        "waits_for_approval": waits_for_approval(one),
        "follow_up_on": _text(agreed.follow_up_on if agreed else None),
        "rule": "escalation" if is_open(one) else None,
        "due": _text(one.due) if is_open(one) else None,
        "due_on": _text(one.due),
    }


def title_of(one: Escalation) -> str:
    """What is escalated, which clock of it, and the beginning of what was said, or the reason.

    Clock and reason are words of scripts; `render.names.escalation_title` says them to people.
    """
    of = f"{one.of} ({one.clock})" if one.clock else one.of
    line = f"{of}: {one_line(one.text or '') or one.reason}"
    return line if len(line) <= TITLE else f"{line[: TITLE - 1].rstrip()}…"


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
