"""What is wrong with complaints beside their own facts: their customer, and what was due when."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.domain.changes import Target
from clm.domain.complaintchecks import open_of_inactive, overdue_words, to_come, unknown_contacts
from clm.domain.eventorder import mixed_in_complaints
from clm.errors import ClmError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.customer import Customer
    from clm.domain.findings import Severity
    from clm.domain.flaws import Flaw
    from clm.domain.servicefile import ServiceFile
    from clm.services.workspace import Workspace


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
    for flaw in overdue_words(file, workspace.today, workspace.process):
        yield "complaint-update", flaw, "warning"
