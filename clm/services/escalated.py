"""One escalation, or those of a customer, as their files are now (A4.13, A4.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.changes import Target
from clm.errors import NotFoundError, RefusedError
from clm.store.escalationrows import escalation_row

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.escalation import Escalation
    from clm.services.workspace import Workspace


_ALWAYS: Final = "9999-12-31"
"""Those that are still to come are there all the same."""


def refuse_about(workspace: Workspace, customer: str, of: str, person: str, *, force: bool) -> None:
    """A2.20: nobody gets what is escalated of a complaint about them.

    Raises:
        RefusedError: they would.
    """
    if person in about_whom(workspace, customer, of) and not force:
        raise RefusedError(f"{of} is about {person}", "choose somebody else")


def due_by_hand(workspace: Workspace) -> date:
    """By when who has an escalation from today on is to be through (A4.13)."""
    process = workspace.process
    return process.calendar.working_days_after(
        workspace.today, process.policy.escalation_working_days
    )


def about_whom(workspace: Workspace, customer: str, of: str) -> tuple[str, ...]:
    """The colleagues a complaint is about; of anything else nobody."""
    complaints = workspace.dossier(customer).complaints
    return next((one.about for one in complaints if one.id == of), ())


def escalation_of(workspace: Workspace, ref: str) -> Escalation:
    """An escalation by its id, as its file has it now.

    Raises:
        NotFoundError: it is not there any more.
        BadDataError: its file cannot be read.
    """
    found: Escalation | None = workspace.record(Target("escalation", ref))
    if found is None:
        hint = "clm escalation list --all shows all escalations"
        raise NotFoundError(f"there is no escalation {ref} any more", hint)
    return found


def escalation_shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One escalation with its customer, and whether it is overdue, as `clm why` tells it.

    Raises:
        NotFoundError: it is not there any more.
        BadDataError: its file, or that of its customer, cannot be read.
    """
    one = escalation_of(workspace, ref)
    row = escalation_row(one)
    return {
        **row,
        "customer": one.customer,
        "name": workspace.customer(one.customer).name,
        "overdue": row["due"] is not None and row["due"] < workspace.today.isoformat(),
    }


def escalated_open(workspace: Workspace, customer: str) -> list[str]:
    """The ids of a customer's open escalations."""
    rows = workspace.index.work_items("escalations", _ALWAYS, ended=False, customer=customer)
    return sorted(row["id"] for *_, row in rows)
