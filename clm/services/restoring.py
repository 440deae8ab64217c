"""One field of a record put back as it was in a commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Target
from clm.domain.decisions import Decision
from clm.domain.noting import refuse_secrets_in
from clm.errors import AmbiguousError, BadDataError, NotFoundError, RefusedError, UsageError
from clm.services.acting import Step, on_customers, save
from clm.services.customers import case_notes
from clm.services.fields import COMPUTED
from clm.services.logbook import repository
from clm.services.saving import in_repository, ref_of
from clm.services.setting import with_following
from clm.services.tracing import below, is_below, meant, refuse_unknown
from clm.services.writing import empty_side
from clm.store.difference import difference, place
from clm.store.editing import edit
from clm.store.history import commit_at
from clm.store.kinds import path_of, record_of
from clm.store.versions import leaves_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.tracing import Meant
    from clm.services.workspace import Workspace
    from clm.store.difference import Edit
    from clm.store.versions import Leaves

_FIXED: Final = frozenset({"id", "customer", "merged_into"})
_ENDED: Final = frozenset({"archived", "merged"})


class Wish(NamedTuple):
    """What is to be as it was: a record, its field, in which of its files, in which commit."""

    ref: str
    field: str
    commit: str
    side: str | None = None


class _Back(NamedTuple):
    """The edits that put a field of one file back, and what the person should be told."""

    edits: Sequence[Edit]
    said: tuple[str, ...] = ()


def restore(
    workspace: Workspace, wish: Wish, who: Who, *, why: str | None = None, dry_run: bool = False
) -> Outcome:
    """Put a field back as it was in a commit, as a commit of its own; what it brings follows.

    A field that did not stand in that commit is taken away; what is so already stays.

    Raises:
        NotFoundError: no such record or commit, or the record was not in it, or no such field.
        RefusedError: the field never changes, has a command of its own, or the record would
            break a rule that it obeys now.
        BadDataError: the old value does not fit the schema of today, or a file cannot be read.
    """
    asked = meant(workspace, wish.ref, wish.field, wish.side)
    commit = _commit(workspace, wish.commit)
    kind, ref = asked.targets[0]
    if path_of(asked.targets[0]).startswith("customers/"):

        def decide(dossier: Dossier, me: Actor) -> Decision:
            back = _back(workspace, asked, commit)
            own = [one for one in back.edits if one.target.kind == "customer"]
            settled = (
                with_following(workspace, dossier.customer, own, me)
                if own
                else Decision(tuple(back.edits))
            )
            noted = case_notes(dossier.customer, me, why if back.edits else None)
            refuse_secrets_in(noted)  # what is put back has been there before
            changes = (*settled.changes, *noted)
            return Decision(changes, (*back.said, *settled.said), forced=True)

        return on_customers(workspace, "restore", [ref], who, decide, dry_run=dry_run)
    if why:
        raise RefusedError(f"a {kind} has no case file: -m has no place there", "leave it away")
    with workspace.writing("restore", dry_run=dry_run) as writer:
        back = _back(workspace, asked, commit)
        decision = Decision(tuple(back.edits), back.said, forced=True)  # it has been there before
        step = Step(ref_of(path_of(asked.targets[0])), decision, who.handle)
        return save(workspace, writer, "restore", who, [step])


def _commit(workspace: Workspace, typed: str) -> str:
    zone = workspace.process.zone
    found = commit_at(repository(workspace), typed, zone, pinned=workspace.pinned)
    if found is None:
        raise NotFoundError(f"there is no commit as of {typed}", "clm log shows the first one")
    return found


def _back(workspace: Workspace, asked: Meant, commit: str) -> _Back:
    """What puts the field back in the one file that has it, then or now."""
    _refuse_fixed(asked.field)
    _refuse_not_there(workspace, asked, commit)
    found = [_in_file(workspace, target, asked.field, commit) for target in asked.targets]
    having = [one for one in found if one is not None]
    if not having:
        refuse_unknown(asked)
        return _Back(())
    changing = [one for one in having if one.edits]
    if len(changing) > 1:
        raise AmbiguousError(f"{asked.field} stands in several files", "--file says in which one")
    return changing[0] if changing else having[0]


def _in_file(workspace: Workspace, target: Target, field: str, commit: str) -> _Back | None:
    """The edits in one file, None where the field stands in it neither then nor now."""
    path = path_of(target)
    before = _then(workspace, target, commit)
    data = workspace.source.read(path)
    now_data, then_data = data or empty_side(target), before or empty_side(target)
    if now_data is None or then_data is None:
        raise NotFoundError(f"there is no {path}", "clm undo brings a record back")
    then, now = _read(then_data, path, commit, field), _read(now_data, path, None, field)
    if not then and not now:
        return None
    if then == now:
        return _Back(())
    _refuse_by_process(target, then, now)
    found = difference(now_data, then_data, path, record_of(target.kind))
    edits = [one for one in found if is_below(".".join(place(one)), field)]
    if not edits:
        hint = "restore that as a whole first"
        raise NotFoundError(f"what {field} stands in is not there now", hint)
    _refuse_misfit(now_data, path, edits, commit, target)
    if then:
        return _Back(edits)
    return _Back(edits, (f"{field} did not stand in {commit[:8]}: it is taken away",))


def _then(workspace: Workspace, target: Target, commit: str) -> bytes | None:
    repo = repository(workspace)
    (found,) = repo.versions(in_repository(workspace, path_of(target)), [commit])
    return found


def _read(data: bytes, path: str, commit: str | None, field: str) -> Leaves:
    """The values below a name.

    Raises:
        BadDataError: the file cannot be read.
    """
    found = leaves_of(data, path)
    if found is None:
        when = f"as it was in {commit[:8]}" if commit else "as it is"
        raise BadDataError(f"{path} cannot be read {when}", f"clm check {path}")
    return below(found, field)


def _refuse_not_there(workspace: Workspace, asked: Meant, commit: str) -> None:
    """The record itself must have been there, or everything of it would be taken away."""
    kind, ref = asked.targets[0]
    main = Target("customer", ref) if path_of(Target(kind, ref)).startswith("customers/") else None
    if _then(workspace, main or asked.targets[0], commit) is None:
        raise NotFoundError(f"{ref} is not in {commit[:8]}", "clm log REF shows where it is")


def _refuse_fixed(field: str) -> None:
    last = field.rsplit(".", maxsplit=1)[-1]
    if last == "id" or field in _FIXED:
        raise RefusedError(f"{field} names a record: it never changes by itself")
    if field in COMPUTED:
        raise RefusedError(f"{field} is computed, never set", "clm why shows what it follows from")


def _refuse_by_process(target: Target, then: Leaves, now: Leaves) -> None:
    """A customer is archived and merged by commands, which see to more than the one field."""
    if target.kind != "customer" or then.get("status") == now.get("status"):
        return
    if then.get("status") in _ENDED or now.get("status") == "merged":
        raise RefusedError(
            f"{target.id} is not made {then.get('status', 'active')} by its field alone",
            f"clm customer remove {target.id} archives it; clm undo takes a command back",
        )


def _refuse_misfit(
    data: bytes, path: str, edits: Sequence[Edit], commit: str, target: Target
) -> None:
    """Try the edits on the file as it is.

    Raises:
        BadDataError: what would stand there does not fit the schema.
    """
    try:
        edit(data, path, record_of(target.kind), edits)
    except UsageError as problem:
        said = f"{path}: what stood there in {commit[:8]} does not fit today: {problem.message}"
        raise BadDataError(said, problem.hint) from problem
