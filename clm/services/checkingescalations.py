"""What is wrong with an escalation beside its own facts: what it is of, its customer (A4.13)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.domain.changes import Target
from clm.domain.escalationrecordchecks import open_of_archived, unknown_matter
from clm.domain.eventorder import mixed_in_escalation
from clm.domain.requesting import tasks_in
from clm.errors import ClmError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.customer import Customer
    from clm.domain.escalation import Escalation
    from clm.domain.findings import Severity
    from clm.domain.flaws import Flaw
    from clm.services.workspace import Workspace


def of_escalations(workspace: Workspace, one: Escalation) -> Iterator[tuple[str, Flaw, Severity]]:
    """(rule, flaw, severity) of each thing that is wrong with an escalation."""
    with suppress(ClmError):  # its own finding
        customer: Customer | None = workspace.record(Target("customer", one.customer))
        if customer:  # else an orphan, which is a finding too
            for flaw in open_of_archived(one, customer):
                yield "open-of-inactive", flaw, "warning"
            for flaw in unknown_matter(one, _having(workspace, one.customer)):
                yield "unknown-matter", flaw, "error"
    for flaw in mixed_in_escalation(one, workspace.process.zone):
        yield "order-of-events", flaw, "warning"


def _having(workspace: Workspace, customer: str) -> dict[str, set[str]]:
    """The ids of what can be escalated of a customer, by what it is."""
    file, services = workspace.requests(customer), workspace.services(customer)
    _, deadlines = workspace.case_files(customer)
    return {
        "request": {one.id for one in file.requests} if file else set(),
        "task": {task.id for _, task in tasks_in(file)}
        | ({one.id for one in file.posted} if file else set()),
        "complaint": {one.id for one in services.complaints} if services else set(),
        "deadline": {one.id for one in deadlines.deadlines} if deadlines else set(),
    }
