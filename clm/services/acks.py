"""What has come to a person since they last looked (A0.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.errors import StateError
from clm.services.worklist import Wanted, covering, mine
from clm.store.acks import read_acks, write_acks

if TYPE_CHECKING:
    from clm.services.workspace import Workspace
    from clm.store.git import Repo


def known(workspace: Workspace, handle: str) -> frozenset[str]:
    """The refs of what was a person's at their last ack: customers, requests, tasks, deadlines.

    Raises:
        StateError: there is no repository, which is where they are kept.
    """
    return read_acks(_repo(workspace), workspace.prefix, handle)


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
    write_acks(_repo(workspace), workspace.prefix, handle, refs)
    return len(refs)


def _repo(workspace: Workspace) -> Repo:
    if workspace.repo is None:
        raise StateError(f"{workspace.data} is in no git repository", "clm init makes one")
    return workspace.repo
