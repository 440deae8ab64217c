"""What is wrong with complaints beside their own facts: their customer, and what was due when."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from clm.domain.changes import Target
from clm.domain.complaintchecks import (
    lost_duplicates,
    open_of_inactive,
    overdue,
    to_come,
    unknown_contacts,
)
from clm.domain.cover import CRM_LEAD, DISTRIBUTOR
from clm.domain.eventorder import mixed_in_complaints
from clm.errors import ClmError
from clm.services.files import File, finding, read_file
from clm.store.kinds import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.customer import Customer
    from clm.domain.findings import Finding, Severity
    from clm.domain.flaws import Flaw
    from clm.domain.servicefile import ServiceFile
    from clm.services.workspace import Workspace


_ALWAYS: Final = "9999-12-31"
"""Complaints that are still to come are there all the same."""


def of_complaints(workspace: Workspace, file: ServiceFile) -> Iterator[tuple[str, Flaw, Severity]]:
    """(rule, flaw, severity) of each thing that is wrong with a customer's complaints."""
    if not file.complaints:
        return
    with suppress(ClmError):  # its own finding
        customer: Customer | None = workspace.record(Target("customer", file.customer))
        for flaw in unknown_contacts(file, customer) if customer else ():
            yield "without-contact", flaw, "error"
        for flaw in open_of_inactive(file, customer) if customer else ():
            yield "open-of-inactive", flaw, "warning"
    for flaw in to_come(file, workspace.today, workspace.process):
        yield "received-later", flaw, "error"
    for flaw in mixed_in_complaints(file, workspace.process.zone):
        yield "order-of-events", flaw, "warning"
    for rule, flaw in overdue(file, workspace.today, workspace.process):
        yield rule, flaw, "warning"


def of_duplicates(workspace: Workspace) -> Iterator[Finding]:
    """A2.14: what is a duplicate of a complaint that is not there, or of one that is one of it."""
    rows = workspace.index.work_items("complaints", _ALWAYS, ended=True)
    files = {row["id"]: path_of(Target("service-file", customer)) for customer, _, _, row in rows}
    is_whole = not workspace.findings()
    of = {row["id"]: row["duplicate_of"] for *_, row in rows}
    for ref, flaw in lost_duplicates(of):
        file = read_file(workspace, files[ref])
        # What stands in a file that cannot be read is not lost.
        if isinstance(file, File) and (is_whole or of[ref] in of):
            yield finding(file, "unmeant-duplicate", flaw, "error")


def needed_roles(workspace: Workspace) -> tuple[str, ...]:
    """The roles that somebody must have: where there are complaints, who is told of grave ones."""
    having = workspace.index.work_items("complaints", _ALWAYS, ended=True)
    return (DISTRIBUTOR, CRM_LEAD) if having else (DISTRIBUTOR,)
