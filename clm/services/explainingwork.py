"""Why a request or an internal task is listed, and what would make it go away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.complaining import ENDED as OVER
from clm.domain.escalating import ENDED as RESOLVED
from clm.domain.moments import day_of, local_time
from clm.domain.requesting import ENDED
from clm.i18n import label, translate
from clm.render.names import escalation_title
from clm.services.complaintlists import complaint_shown
from clm.services.escalated import escalation_shown
from clm.services.explaining import Reasons
from clm.services.reviews import shown as review_shown
from clm.services.work import request_shown, task_shown
from clm.services.workitems import next_word
from clm.services.worktasks import internal

if TYPE_CHECKING:
    from clm.services.refs import Found
    from clm.services.workspace import Workspace

TOLD: Final = {
    "unaccepted": (
        "It was given to somebody who has not said yet whether they take it.",
        "accept, decline, or assign to somebody else",
    ),
    "declined": ("Who was to answer for it has declined.", "assign to somebody else"),
    "done-to-check": (
        "Its executor says that a task of it is done, and the SPOC has not checked that.",
        "the task closed, or opened again",
    ),
    "no-next-step": (
        "An open request without anything that comes next by a day.",
        "a task with a day, or a reminder of the customer",
    ),
    "request": (
        "An open request: its next task or reminder is due then.",
        "the next task done, a later reminder, or closing it with an outcome",
    ),
    "task": ("Somebody does it by a day.", "done or cancelled, or closing its request"),
    "complaint-acknowledge": (
        "A complaint is acknowledged within some working days of its receipt.",
        "acknowledging it, withdrawn, or a duplicate",
    ),
    "complaint-assess": (
        "A complaint is assessed within some working days, sooner the graver it is.",
        "assessing it: severity, implication, complexity, impact",
    ),
    "complaint-answer": (
        "A complaint is answered within some working days, sooner the graver it is.",
        "answering it with a decision, or escalating",
    ),
    "complaint-update": (
        "Until it is answered, the complainant hears now and then how it stands.",
        "telling the complainant how it stands, or the answer",
    ),
    "complaint-close": (
        "It is answered: it closes with acceptance, root cause and actions.",
        "closing it, or investigating again",
    ),
    "review-due": (
        "A service review is planned for that day.",
        "recording it once it was held, or another day for it",
    ),
    "review-record": (
        "The review was held, and nobody has signed off its record.",
        "noting who signed it off",
    ),
    "escalation": (
        "It was escalated: who has it takes it on, gives it back, or resolves it.",
        "resolving it with what was done and the true cause, or giving it back",
    ),
    "recheck": (
        "It waits: somebody looks again by the due date.",
        "another day to look again, or going on with it",
    ),
}
"""What each rule of a request, task, complaint, review or escalation says, and what ends it."""
ALONE: Final = "done or cancelled"
"""What ends a task of no request."""


_LISTS: Final = {
    "executor": "tasks",
    "spoc": "requests",
    "handler": "complaints",
    "owner": "reviews",
    "to": "escalations",
}
"""Where something stands, by as what somebody has it."""


def work_reasons(workspace: Workspace, found: Found) -> Reasons | None:
    """Why a request, internal task, complaint, review or escalation is listed; None: it is none.

    Raises:
        BadDataError: a file of the customer cannot be read.
    """
    at = internal(workspace, found)
    if at:
        item, who = task_shown(workspace, at), "executor"
        came = [at.request.received_at] if at.request else []
        begun, ended = next(iter([*(one.at for one in at.task.events), *came]), None), ENDED
    elif (found.item or "").startswith("r-"):
        item, who = request_shown(workspace, found.item or ""), "spoc"
        begun, ended = item["received_at"], frozenset({"closed"})
    elif (found.item or "").startswith("cm-"):
        item, who = complaint_shown(workspace, found.item or ""), "handler"
        begun, ended = item["received_at"], OVER
    elif (found.item or "").startswith("rv-"):
        item, who = review_shown(workspace, found.item or ""), "owner"
        begun, ended = None, frozenset({"signed-off"})
    elif (found.item or "").startswith("es-"):
        item, who = escalation_shown(workspace, found.item or ""), "to"
        begun, ended = item["at"], RESOLVED
    else:
        return None
    over = item["status"] in ended or workspace.customer(found.customer).status != "active"
    since = day_of(begun, workspace.process.zone).isoformat() if begun else None
    return Reasons(
        item["id"],
        _named(item, who),
        _LISTS[who],
        None,
        None,
        [] if over else [_entry(workspace, item, who, since)],
    )


def _named(item: dict[str, Any], who: str) -> str:
    if who == "to":
        return escalation_title(item["title"])
    return str(item.get("subject" if who == "spoc" else "title", ""))


def _promised(workspace: Workspace, sla: dict[str, Any] | None) -> str | None:
    """What its agreement promises next, and by when (A2.9)."""
    if not (sla and sla["due"]):
        return None
    due = local_time(sla["due"], workspace.process.zone)
    return f"{label(sla['next'])} {due:%Y-%m-%d %H:%M}"


def _entry(
    workspace: Workspace, item: dict[str, Any], who: str, since: str | None
) -> dict[str, Any]:
    sentence, ends = TOLD[item["rule"]]
    if item["rule"] == "task" and not item["request"]:
        ends = ALONE
    facts = {
        "customer": f"{item['customer']} {item['name']}",
        "status": item["status"],
        "from": item.get("from"),
        who: item[who] or translate("nobody"),
        "Waiting on": item.get("waiting_on"),
        "Open tasks": item.get("open_tasks"),
        "severity": item.get("severity"),
        "of": item.get("of"),
        "level": item.get("level"),
        "sla": _promised(workspace, item.get("sla")),
    }
    checks = item.get("to_check") or ()
    return {
        "ref": item["id"],
        "rule": item["rule"],
        "word": item["rule"],
        "trigger": item["id"],
        "since": since,
        "due": item["due"],
        "overdue": item["overdue"],
        "hidden": False,
        "facts": {key: str(value) for key, value in facts.items() if value is not None},
        "sentence": translate(sentence),
        "ends": translate(ends),
        "next": next_word(
            item["rule"], item["id"], nobodys=item[who] not in workspace.team, checks=checks
        ),
    }
