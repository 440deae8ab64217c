"""Who acts: by the handle they name, or by the e-mail of their git identity."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from clm.errors import StateError, UsageError
from clm.store.whoami import email_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.services.staff import Person
    from clm.services.workspace import Workspace
    from clm.store.git import Repo


class Here(Protocol):
    """Where somebody acts: a workspace, or what can still be read of one."""

    @property
    def team(self) -> Mapping[str, Person]: ...  # noqa: D102 -- as the workspace's
    @property
    def repo(self) -> Repo | None: ...  # noqa: D102


def acting_person(here: Here, named: str | None) -> Person:
    """The member of the team who acts.

    Raises:
        StateError: nobody in the team has that handle or e-mail.
    """
    team = here.team
    if named:
        if named in team:
            return team[named]
        raise StateError(
            f"nobody in the team has the handle {named}", f"known: {', '.join(sorted(team))}"
        )
    email = _git_email(here)
    for person in team.values():
        if email and email.casefold() in (one.casefold() for one in person.emails):
            return person
    if email:
        raise StateError(
            f"nobody in the team has the e-mail {email} of your git identity",
            "add it to your team record, or say who you are: --as HANDLE",
        )
    raise StateError("who are you?", "--as HANDLE, or git config user.email YOU@…")


def author(workspace: Workspace, user: Person, initials: str | None) -> tuple[str, str | None]:
    """(handle of who acts, the shared account they act as).

    Raises:
        StateError: a shared account without the initials of who uses it.
        UsageError: initials beside an account that is not shared.
    """
    if not user.shared:
        if initials and initials.casefold() != (user.initials or "").casefold():
            raise UsageError(
                f"{user.handle} is no shared account, and not {initials}",
                "--by goes with a shared account; --as HANDLE says who you are",
            )
        return user.handle, None
    if not initials:
        raise StateError(f"{user.handle} is a shared account", "say who you are: --by INITIALS")
    for person in workspace.team.values():
        if (person.initials or "").casefold() == initials.casefold() and not person.shared:
            return person.handle, user.handle
    known = sorted(p.initials for p in workspace.team.values() if p.initials)
    raise StateError(
        f"nobody in the team has the initials {initials}", f"known: {', '.join(known)}"
    )


def _git_email(here: Here) -> str | None:
    repo = here.repo
    named = os.environ.get("GIT_AUTHOR_EMAIL")
    if named or repo is None:
        return named
    return email_of(repo) or repo.config().get("user.email")
