"""The briefing: everything a phase check needs, from the customer's files as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clm.domain import briefing as rules
from clm.domain.attention import open_reminders
from clm.domain.bookings import counted
from clm.domain.decisions import visible
from clm.domain.lifecycle import open_mark
from clm.domain.moments import day_of
from clm.domain.request import is_active
from clm.domain.vpafile import file_state
from clm.render.listing import number
from clm.services.acting import on_customers
from clm.services.refs import customers
from clm.store.rows import customer_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.casefile import Note
    from clm.domain.customer import Reminder
    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.domain.request import PostedTask
    from clm.domain.worklist import Entry
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

    Data = dict[str, Any]

_ROW: tuple[str, ...] = ("name", "list", "phase", "class", "prio", "watch", "owner", "vpa")


def briefing(workspace: Workspace, ref: str) -> Data:
    """What a phase check of the customer needs: the item of `clm/briefing@1`.

    What nobody has written down is null or empty, and named in `missing` (A1.10).

    Raises:
        NotFoundError: nothing matches.
        BadDataError: a file of the customer cannot be read.
    """
    (ref,) = customers(workspace, [ref])
    dossier = workspace.dossier(ref)
    internal, _ = workspace.case_files(ref)
    today, process = workspace.today, workspace.process
    customer = dossier.customer
    row = customer_row(dossier, today, process)
    check = rules.open_check(dossier, today, process)
    notes = internal.notes if internal else ()
    talk = rules.sales_entry(notes, _sales(workspace), process.zone)
    offer = open_mark(customer.offer, today)
    return {
        "ref": ref,
        **{key: row[key] for key in _ROW},
        "offer": {"on": offer.on.isoformat(), "reference": offer.note} if offer else None,
        "check": _check(check, workspace) if check else None,
        "reasons": [w for entry in visible(dossier, today, process) for w in entry.word.split()],
        "infos": customer.infos,
        "wizard": dict(customer.wizard),
        "company": msgspec.to_builtins(customer.company) if customer.company else None,
        "sales_entry": _note(talk, workspace) if talk else None,
        "tasks": _tasks(dossier, workspace),
        "bookings": _bookings(dossier, workspace),
        "hours": _hours(dossier, workspace),
        "vpa_file": _vpa_file(dossier, workspace),
        "reminders": [_reminder(item) for item in open_reminders(customer)],
        "checks": [msgspec.to_builtins(one) for one in reversed(customer.checks)],
        "missing": rules.missing(dossier, talk),
        **_proposal(check, dossier, workspace),
    }


def proposed(item: Mapping[str, Any]) -> dict[str, str]:
    """The answers of the open check that the data suggest; a person decides (A1.9, A1.23)."""
    lacking = set(item["missing"])
    told = {
        "infos": not lacking & {"infos", "wizard"},
        "company": "company" not in lacking,
        "sales-entry": "sales_entry" not in lacking,
        "first-task": "tasks" not in lacking,
        "vpa-file": bool(item["vpa_file"]["entries"]) and not item["vpa_file"]["missing"],
        "support": False,
    }
    answers = {key: rules.YES if holds else rules.NO for key, holds in told.items()}
    return {**answers, "active-tasks": str(len(item["tasks"]["active"]))}


def questions(workspace: Workspace, item: Mapping[str, Any]) -> dict[str, str]:
    """What the open check asks, by key.

    Raises:
        RefusedError: no check is open.
    """
    dossier = workspace.dossier(item["ref"])
    check = rules.open_check(dossier, workspace.today, workspace.process)
    return rules.CHECKLIST[rules.refuse_without(check, item["ref"]).rule]


def record(
    workspace: Workspace,
    item: Mapping[str, Any],
    answers: Mapping[str, str],
    who: Who,
    *,
    why: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Keep the answers of the open check; what is counted is taken from the data if not said.

    Raises:
        RefusedError: no check is open, or it is a colleague's customer.
        UsageError: an answer is missing, or does not fit.
    """
    told = proposed(item)
    asked = questions(workspace, item)
    known = {key: told[key] for key in asked if key in rules.COUNTS}

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        check = rules.open_check(dossier, actor.today, workspace.process)
        check = rules.refuse_without(check, dossier.customer.id)
        return rules.recorded(dossier.customer, check, {**known, **answers}, actor, why)

    ref = item["ref"]
    return on_customers(
        workspace, "briefing", [ref], who, decide, own_entries=True, dry_run=dry_run
    )


def _sales(workspace: Workspace) -> frozenset[str]:
    """Everybody who is or was in sales: what they wrote stays an entry of sales."""
    people = workspace.index.meta("team") or []
    return frozenset(raw["id"] for raw in people if "sales" in raw.get("roles", ()))


def _check(check: Entry, workspace: Workspace) -> Data:
    late = check.due is not None and check.due < workspace.today
    due = check.due.isoformat() if check.due else None
    since = check.since.isoformat()
    named = {"rule": check.rule, "trigger": check.trigger, "since": since}
    return {**named, "due": due, "overdue": late}


def _note(note: Note, workspace: Workspace) -> Data:
    texts = (note.text, note.situation, note.task, note.reaction, note.next_steps)
    return {
        "id": note.id,
        "on": day_of(note.at, workspace.process.zone).isoformat(),
        "by": note.by,
        "kind": note.kind,
        "text": "\n".join(text for text in texts if text),
    }


def _tasks(dossier: Dossier, workspace: Workspace) -> Data:
    posted = dossier.posted_by(workspace.today, workspace.process.zone)
    own = dossier.customer.vpa
    items = [{"posted_on": day.isoformat(), **_task(task, own)} for day, task in posted]
    active = {task.id for _, task in posted if is_active(task)}
    return {
        "posted": len(items),
        "first": items[0] if items else None,
        "active": [item for item in items if item["id"] in active],
    }


def _task(task: PostedTask, own: str | None) -> Data:
    return {
        "id": task.id,
        "title": task.title,
        "status": task.status,
        "deadline": task.deadline,
        "vpa": task.vpa or own,
    }


def _bookings(dossier: Dossier, workspace: Workspace) -> list[Data]:
    return [
        {
            "id": one.id,
            "booked_on": one.booked_on.isoformat(),
            "hours": number(one.hours),
            "trial": one.trial,
            "status": one.status,
            "order": one.order,
        }
        for one in counted(dossier.customer.bookings, workspace.today)
    ]


def _hours(dossier: Dossier, workspace: Workspace) -> Data:
    found = rules.development(dossier.customer.bookings, workspace.today, workspace.process.policy)
    return {"now": number(found.now), "before": number(found.before)}


def _vpa_file(dossier: Dossier, workspace: Workspace) -> Data:
    """A1.23: how complete the VPA's file is, and when it was last written in, by the VPA too."""
    today, process = workspace.today, workspace.process
    state = file_state(dossier, today, process)
    days = (day_of(entry.at, process.zone) for entry in dossier.written)
    return {
        "entries": sum(day <= today for day in days),
        "last": state.updated_on.isoformat() if state.updated_on else None,
        "last_by_vpa": state.last.isoformat() if state.last else None,
        "completeness": state.percent,
        "missing": list(state.missing),
        "current": state.is_current(today, process.policy),
    }


def _reminder(item: Reminder) -> Data:
    return {"id": item.id, "on": item.on.isoformat(), "for": item.for_, "why": item.why}


def _proposal(check: Entry | None, dossier: Dossier, workspace: Workspace) -> Data:
    """The act proposed for an open check, and both to type, the proposed one first (A1.24)."""
    if check is None:
        return {"suggested": None, "next": []}
    ref, policy = dossier.customer.id, workspace.process.policy
    found = rules.suggestion(dossier, workspace.today, workspace.process)
    words = {
        "remind": f"clm remind {ref} +{policy.prio_reminder_days}d",
        "seen": f"clm seen {ref}",
    }
    first = words.pop(found.act)
    return {
        "suggested": {"act": found.act, "because": found.because},
        "next": [first, *words.values()],
    }
