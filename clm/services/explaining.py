"""Why a customer is listed: the rule, its facts, and what would make the entry go away (A1.44)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Target
from clm.domain.lifecycle import standing
from clm.domain.notices import automatic_entries
from clm.domain.silence import silences
from clm.domain.turning import changes_after
from clm.domain.worklist import entries, rule
from clm.i18n import label, translate
from clm.services.refs import find

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clm.domain.notices import Notice
    from clm.domain.process import Dossier, Process
    from clm.domain.worklist import Entry
    from clm.services.workspace import Workspace

_SAID: Final = {"urgent": ("A colleague handed it over as urgent.", "done, which accepts it")}
"""Entries that are told otherwise than their rule: what they are, and what ends them (A3.10)."""
_LOOKS: Final = 60
"""How many days on which something might change are looked at."""


class Reasons(NamedTuple):
    """What there is to say of a customer; `turns` is the next day on which it may differ.

    Of a request or a task there is neither a phase nor such a day.
    """

    ref: str
    name: str
    list_name: str | None
    phase: str | None
    turns: str | None
    items: list[dict[str, Any]]
    checks_from: str | None = None
    """Set where the newest booking is older and so opened nothing (A1.46)."""


def reasons(workspace: Workspace, ref: str, *, hidden: bool = False) -> Reasons:
    """The visible entries of a customer, explained; with `hidden` also those handled.

    Read fresh from the files. An item's id means its customer.

    Raises:
        BadDataError: a file of the customer cannot be read.
    """
    dossier = workspace.dossier(find(workspace, ref).customer)
    today, process = workspace.today, workspace.process
    stands = standing(dossier, today, process)
    turns = _turns(dossier, today, process)
    told = (*automatic_entries(dossier, today, process), *silences(dossier, today, process))
    notices = {one.trigger: one for one in told}
    return Reasons(
        dossier.customer.id,
        dossier.customer.name,
        stands.list,
        stands.phase,
        turns.isoformat() if turns else None,
        [
            _item(workspace, dossier.customer.id, entry, notices)
            for entry in entries(dossier, today, process)
            if hidden or not entry.hidden
        ],
        process.checks_from.isoformat()
        if process.checks_from
        and stands.bookings
        and stands.bookings[-1].booked_on < process.checks_from
        else None,
    )


def _turns(dossier: Dossier, today: date, process: Process) -> date | None:
    """The next day on which the customer is seen otherwise without a new fact; None: never."""
    now, day = _seen(dossier, today, process), changes_after(dossier, today, process)
    for _ in range(_LOOKS):
        if day is None or _seen(dossier, day, process) != now:
            break
        day = changes_after(dossier, day, process)
    return day


def _seen(dossier: Dossier, day: date, process: Process) -> tuple[object, ...]:
    """What of a customer a person sees on a day."""
    stands = standing(dossier, day, process)
    found = (entry for entry in entries(dossier, day, process) if not entry.hidden)
    return stands.list, stands.phase, *((entry.rule, entry.trigger) for entry in found)


def _item(
    workspace: Workspace, ref: str, entry: Entry, notices: Mapping[str | None, Notice]
) -> dict[str, Any]:
    row, today = rule(entry.rule), workspace.today
    sentence, ends = _SAID.get(entry.word, (row.sentence, row.ends))
    trigger = entry.trigger.partition("@")[0]
    notice = notices.get(trigger) if entry.rule in {"watch", "vpa-deadline"} else None
    return {
        "ref": ref,
        "rule": entry.rule,
        "word": entry.word,
        "trigger": entry.trigger,
        "since": entry.since.isoformat(),
        "due": entry.due.isoformat() if entry.due else None,
        "overdue": entry.due is not None and entry.due < today,
        "hidden": entry.hidden,
        "facts": {key: value for key, value in entry.facts if value}
        | (_told(workspace, notice) if notice else {}),
        "sentence": translate(sentence),
        "ends": translate(ends),
        "next": entry.next,
    }


def _told(workspace: Workspace, notice: Notice) -> dict[str, str]:
    """A1.37, A1.35: since when the crm-lead knows of an A customer's entry, or a silent VPA."""
    queued: Notice | None = workspace.record(Target("notice", notice.id))
    return {"crm-lead informed": _how_far(queued) if queued else translate("not yet")}


def _how_far(notice: Notice) -> str:
    """`queued 2026-11-17`: a notice that waits has informed nobody."""
    day = (notice.sent_at or "")[: len("2026-11-17")] or notice.on.isoformat()
    return f"{label(notice.state)} {day}"
