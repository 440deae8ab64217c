"""How far a VPA's file is filled in, and whether its VPA keeps it current (A3.15, A3.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from clm.domain.policy import Policy
    from clm.domain.process import Dossier, Process


class FileState(NamedTuple):
    """The sections of a VPA's file that are filled and missing, and when it was written in.

    `updated_on` is the day of anybody's last entry, `last` that of the customer's VPA (A1.36).
    """

    filled: tuple[str, ...]
    missing: tuple[str, ...]
    updated_on: date | None = None
    last: date | None = None

    @property
    def percent(self) -> int:
        """How complete the file is; 100 only where nothing is missing."""
        wanted = len(self.filled) + len(self.missing)
        return 100 * len(self.filled) // wanted if wanted else 100

    def is_current(self, today: date, policy: Policy) -> bool:
        """A3.15: every section is filled, and the VPA's last entry is not too long ago."""
        if self.missing or self.last is None:
            return False
        return (today - self.last).days <= policy.vpa_current_days


def file_state(dossier: Dossier, today: date, process: Process) -> FileState:
    """How the VPA's file of a customer stands on a day.

    A section is filled by an entry that has its name, or another name of it, among its tags.
    """
    zone, vpa = process.zone, dossier.customer.vpa
    written = [(day_of(entry.at, zone), entry) for entry in dossier.written]
    there = [(day, entry) for day, entry in written if day <= today]
    tags = {tag for _, entry in there for tag in entry.tags}
    return state_of(
        [name for name, fills in process.sections.items() if tags & fills],
        process,
        max((day for day, _ in there), default=None),
        max((day for day, entry in there if vpa in entry.by), default=None),
    )


def state_of(
    filled: Collection[str], process: Process, updated_on: date | None, last: date | None
) -> FileState:
    """The state of a file whose filled sections are known."""
    missing = tuple(name for name in process.sections if name not in filled)
    return FileState(tuple(filled), missing, updated_on, last)
