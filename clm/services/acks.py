"""What has come to a person since they last looked (A0.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.errors import StateError
from clm.services.worklist import Wanted, covering, mine
from clm.store.acks import read_acks, write_acks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clm.services.workspace import Workspace
    from clm.store.git import Repo


def new(workspace: Workspace, handle: str, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of a person's items that have come to them since their last ack, or come back.

    Raises:
        StateError: there is no repository, which is where they are kept.
    """
    before = read_acks(_repo(workspace), workspace.prefix, handle)
    given = workspace.index.given()
    return [item for item in items if _thing(item["ref"], given) not in before]


def _thing(ref: str, given: Mapping[str, str]) -> str:
    """What is known: a ref, and by which event it became whose it is."""
    return f"{ref}:{given[ref]}" if ref in given else ref


def acknowledge(workspace: Workspace, handle: str) -> int:
    """Keep what is a person's now, covered things too; answers how many things that are.

    Raises:
        StateError: there is no repository, or an old state is read.
    """
    if workspace.as_of:
        raise StateError("an old state cannot be acknowledged", "leave --as-of away")
    people = list(covering(workspace, handle))
    refs = {row["id"] for row in workspace.customers(None, people)}
    refs |= {item["ref"] for item in mine(workspace, Wanted(handle))}
    given = workspace.index.given()
    write_acks(_repo(workspace), workspace.prefix, handle, {_thing(ref, given) for ref in refs})
    return len(refs)


def _repo(workspace: Workspace) -> Repo:
    if workspace.repo is None:
        raise StateError(f"{workspace.data} is in no git repository", "clm init makes one")
    return workspace.repo
