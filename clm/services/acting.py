"""Acts on customers: read fresh under the lock, decide, save as one commit."""

from __future__ import annotations

import secrets
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Act
from clm.domain.decisions import Actor, Decision, needs_behalf
from clm.domain.lifecycle import standing
from clm.domain.values import CROCKFORD, ID_DIGITS
from clm.domain.worklist import responsible
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clm.domain.process import Dossier
    from clm.services.workspace import Workspace
    from clm.services.writing import Receipt, Writer


class Who(NamedTuple):
    """The acting person, the shared account they use, and whether they act for a colleague."""

    handle: str
    acting_as: str | None = None
    on_behalf: bool = False


class Outcome(NamedTuple):
    """What a write did, and what the person should be told besides."""

    name: str
    receipt: Receipt
    changed: tuple[str, ...]
    said: tuple[str, ...]


class Step(NamedTuple):
    """One record of an act: the ref it was done to, the decision, whose entry it was."""

    ref: str
    decision: Decision
    person: str | None = None


def new_id(prefix: str) -> str:
    """A fresh random id (`data-format`, Ids)."""
    digits = "".join(secrets.choice(CROCKFORD) for _ in range(ID_DIGITS[prefix]))
    return f"{prefix}-{digits}"


def actor(workspace: Workspace, who: Who) -> Actor:
    """The acting person as the decisions know them, on the workspace's day and instant."""
    now = workspace.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Actor(who.handle, workspace.today, now, new_id, who.acting_as)


def person_of(workspace: Workspace, dossier: Dossier) -> str | None:
    """Whose customer it is today (L14)."""
    return responsible(dossier.customer, standing(dossier, workspace.today, workspace.process))


def on_customers(
    workspace: Workspace,
    name: str,
    refs: Sequence[str],
    who: Who,
    decide: Callable[[Dossier, Actor], Decision],
    *,
    own_entries: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Decide about each customer and save all changes as one commit.

    With `own_entries` a customer of a colleague's is refused unless the person acts on behalf.

    Raises:
        RefusedError: a rule says no, or it is a colleague's entry.
    """
    with workspace.writing(name, dry_run=dry_run) as writer:
        me = actor(workspace, who)
        steps = []
        for ref in refs:
            dossier = workspace.dossier(ref)
            person = person_of(workspace, dossier) if own_entries else me.handle
            refuse_colleagues(workspace, ref, person, who)
            steps.append(Step(ref, decide(dossier, me), person))
        return save(workspace, writer, name, who, steps)


def refuse_colleagues(workspace: Workspace, ref: str, person: str | None, who: Who) -> None:
    """Refuse to act on a colleague's entry without being told to.

    Raises:
        RefusedError: it is somebody else's and `--on-behalf` was not given.
    """
    whose = needs_behalf(person, workspace.holders("lead-distributor"), actor(workspace, who))
    if whose and not who.on_behalf:
        raise RefusedError(
            f"{ref} is in the care of {whose}", f"--on-behalf does it for {whose}, and says so"
        )


def save(
    workspace: Workspace,
    writer: Writer,
    name: str,
    who: Who,
    steps: Sequence[Step],
    rule: str | None = None,
) -> Outcome:
    """Make the changes of all steps one commit; nothing to change makes none."""
    changed = tuple(dict.fromkeys(step.ref for step in steps if step.decision.changes))
    said = tuple(line for step in steps for line in step.decision.said)
    holders = workspace.holders("lead-distributor")
    me = actor(workspace, who)
    whose = {needs_behalf(s.person, holders, me) for s in steps if s.decision.changes} - {None}
    act = Act(
        name=name,
        refs=changed,
        by=who.handle,
        acting_as=who.acting_as,
        for_=whose.pop() if len(whose) == 1 else None,
        rule=rule,
        today=workspace.pinned_day,
    )
    changes = [change for step in steps for change in step.decision.changes]
    return Outcome(name, writer.save(act, changes), changed, said)
