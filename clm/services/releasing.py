"""Releasing an internal entry to the VPA's file: shown first, then written (A3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.changes import Add
from clm.domain.releasing import refuse_released, released
from clm.errors import BusyError, NotFoundError, RefusedError
from clm.services.acting import actor, on_customers
from clm.services.casefiles import shown_note
from clm.services.refs import find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.casefile import Note
    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.domain.releasing import Release
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Meant(NamedTuple):
    """An entry of a customer's internal file."""

    customer: str
    note: str


class Planned(NamedTuple):
    """A release as it is shown: the entry as it was then, and what is to be written of it."""

    one: Meant
    note: Note
    decision: Decision


def meant(workspace: Workspace, ref: str) -> Meant:
    """The entry that a reference means, in the O-Team file.

    Raises:
        NotFoundError: there is no such entry.
        RefusedError: it stands in the VPA's file: what they may have read is not taken back.
    """
    found = find(workspace, ref)
    if found.item is None or not found.item.startswith("n-"):
        raise NotFoundError(f"{ref} is no entry", f"clm file {found.customer} shows their ids")
    one = Meant(found.customer, found.item)
    if _entry(workspace, one) is None:
        raise RefusedError(
            f"{one.note} stands in the VPA's file: what a VPA may have read is not taken back",
            "a new entry can say what has changed: clm note REF TEXT --file vpa",
        )
    return one


def _entry(workspace: Workspace, one: Meant) -> Note | None:
    file, _ = workspace.case_files(one.customer)
    return next((note for note in file.notes if note.id == one.note), None) if file else None


def plan(workspace: Workspace, one: Meant, wish: Release, who: Who) -> Planned:
    """What is to be written, to be shown first.

    Raises:
        NotFoundError: the entry is not there any more.
        RefusedError: it is released already, or seems to hold a secret.
        UsageError: nothing of it is for a VPA to read.
    """
    note = _entry(workspace, one)
    if note is None:
        raise NotFoundError(f"there is no {one.note} any more", f"clm file {one.customer}")
    me, customer = actor(workspace, who), workspace.customer(one.customer)
    return Planned(one, note, released(customer, me, note, _theirs(workspace, one), wish))


def shown(workspace: Workspace, planned: Planned) -> dict[str, Any]:
    """The entry as the VPA will read it, as an item of a timeline."""
    change, *_ = planned.decision.changes
    assert isinstance(change, Add)  # noqa: S101 -- a release adds an entry first
    return shown_note(workspace, planned.one.customer, change.item, "vpa")


def release(workspace: Workspace, planned: Planned, who: Who, *, dry_run: bool = False) -> Outcome:
    """Write what was shown into the VPA's file, word for word.

    Raises:
        RefusedError: somebody has released it meanwhile.
        BusyError: the entry is not as it was shown any more.
    """
    one = planned.one

    def decide(_: Dossier, __: Actor) -> Decision:
        if _entry(workspace, one) != planned.note:
            raise BusyError(
                f"{one.note} has been changed meanwhile", f"look again: clm file release {one.note}"
            )
        refuse_released(planned.note, _theirs(workspace, one))
        return planned.decision

    return on_customers(workspace, "file release", [one.customer], who, decide, dry_run=dry_run)


def _theirs(workspace: Workspace, one: Meant) -> Sequence[Note]:
    _, file = workspace.case_files(one.customer)
    return file.notes if file else ()
