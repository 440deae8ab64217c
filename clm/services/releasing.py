"""Releasing an internal entry to the VPA's file: shown first, then written (A3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.changes import Add
from clm.domain.releasing import released
from clm.errors import NotFoundError, RefusedError
from clm.services.acting import actor, on_customers
from clm.services.casefiles import shown_note
from clm.services.refs import find

if TYPE_CHECKING:
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


def preview(workspace: Workspace, one: Meant, wish: Release, who: Who) -> dict[str, Any]:
    """The entry as the VPA will read it, as an item of a timeline.

    Raises:
        RefusedError: it is released already, or seems to hold a secret.
        UsageError: nothing of it is for a VPA to read.
    """
    change, *_ = _decided(workspace, one, wish, actor(workspace, who)).changes
    assert isinstance(change, Add)  # noqa: S101 -- a release adds an entry first
    return shown_note(workspace, one.customer, change.item, "vpa")


def release(
    workspace: Workspace, one: Meant, wish: Release, who: Who, *, dry_run: bool = False
) -> Outcome:
    """Write the new entry into the VPA's file.

    Raises:
        RefusedError: it is released already, or seems to hold a secret.
        UsageError: nothing of it is for a VPA to read.
    """

    def decide(_: Dossier, me: Actor) -> Decision:
        return _decided(workspace, one, wish, me)

    return on_customers(workspace, "file release", [one.customer], who, decide, dry_run=dry_run)


def _decided(workspace: Workspace, one: Meant, wish: Release, me: Actor) -> Decision:
    note = _entry(workspace, one)
    if note is None:
        raise NotFoundError(f"there is no {one.note} any more", f"clm file {one.customer}")
    _, file = workspace.case_files(one.customer)
    customer = workspace.customer(one.customer)
    return released(customer, me, note, file.notes if file else (), wish)
