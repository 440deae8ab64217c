"""Records that are files called by a slug, and items among others: made, set, held to the rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from clm.domain.changes import Create
from clm.domain.checks import broken
from clm.domain.decisions import Decision
from clm.domain.flaws import Known
from clm.domain.values import SLUG
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.services import fields
from clm.services.acting import Step, save
from clm.store.editing import edit
from clm.store.kinds import path_of, record_of, target_of
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clm.domain.changes import Change, FileKind, Target
    from clm.domain.flaws import Flaw
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def all_fields(record: msgspec.Struct) -> dict[str, Any]:
    """A record as JSON has it: every field, also those at their default."""
    return {
        field.encode_name: msgspec.to_builtins(getattr(record, field.name))
        for field in msgspec.structs.fields(type(record))
    }


def known_here(workspace: Workspace, customers: Iterable[str] = ()) -> Known:
    """What records may name, as it is now; of the customers those of some that are there."""
    from clm.store.rulebook import services_of, slas_of

    members = workspace.roster.members
    return Known(
        workspace.today,
        frozenset(members),
        frozenset(workspace.former),
        customers=frozenset(one for one in customers if workspace.index.path_of(one)),
        calendars=frozenset(workspace.calendars),
        services=frozenset(one.id for one in services_of(workspace.index.db)),
        slas=frozenset(one.id for one in slas_of(workspace.index.db)),
    )


def refuse_no_slug(target: Target, what: str) -> None:
    """Refuse an id that can name no file.

    Raises:
        UsageError: it is none.
    """
    if not re.match(SLUG, target.id) or target_of(path_of(target)) is None:
        hint = "small letters, digits and hyphens, as in reise-express"
        raise UsageError(f"{target.id} is no name of {what}", hint)


def make(
    workspace: Workspace, name: str, target: Target, record: Any, who: Who,  # noqa: ANN401
    others: Callable[[Any], Iterable[Flaw]], known: Known, *, dry_run: bool,
) -> Outcome:  # fmt: skip
    """Write a new record's file.

    `others` finds what is wrong with it beside the other records.

    Raises:
        RefusedError: there is such a file, or the record would break a rule.
    """
    with workspace.writing(name, dry_run=dry_run) as writer:
        path = path_of(target)
        if workspace.source.read(path) is not None:
            noun = name.partition(" ")[0]
            hint = f"clm {noun} set {target.id} KEY=VALUE changes it, or choose another"
            raise RefusedError(f"there is a {path} already", hint)
        refuse_flaws(target.id, _errors(target.kind, record, known), others(record))
        decision = Decision((Create(target, record),))
        return save(workspace, writer, name, who, [Step(target.id, decision, who.handle)])


def set_fields(
    workspace: Workspace, name: str, target: Target, at: tuple[str, ...], words: Sequence[str],
    who: Who, others: Callable[[Any], Iterable[Flaw]], known: Known, *,
    more: Callable[[Any], Sequence[Change]] = lambda _: (),
    told: Callable[[Any], Iterable[str]] = lambda _: (), dry_run: bool,
) -> Outcome:  # fmt: skip
    """Set fields of a record, or of the item `at` of its lists, `key=value` each, as one commit.

    `more` are changes that follow from how the record is before, `told` is what is said of how it
    is after.

    Raises:
        UsageError: no such field, or a value that does not fit it.
        NotFoundError: there is no such record.
        RefusedError: it would break a rule that it obeys now.
    """
    typed = [fields.assignment(word) for word in words]
    typed = [one._replace(at=(*at, *one.at)) for one in typed]
    ref = target.id
    record = record_of(target.kind)
    with workspace.writing(name, dry_run=dry_run) as writer:
        path = path_of(target)
        data = workspace.source.read(path)
        if data is None:
            raise NotFoundError(f"there is no {path}", f"clm {name.partition(' ')[0]} list")
        before = read(data, path, record)
        found = [*fields.changes(target, before.tree or {}, typed), *more(before.record)]
        after = read(edit(data, path, record, found), path, record).record  # type: ignore[arg-type]
        said: tuple[str, ...] = ()
        if after:
            old = set(_errors(target.kind, before.record, known)) if before.record else set()
            old |= set(others(before.record)) if before.record else set()
            new = [*_errors(target.kind, after, known), *others(after)]
            refuse_flaws(ref, [flaw for flaw in new if flaw not in old])
            said = tuple(told(after))
        step = Step(ref, Decision(tuple(found), said), who.handle)
        return save(workspace, writer, name, who, [step])


def _errors(kind: FileKind, record: object, known: Known) -> list[Flaw]:
    return [flaw for row, flaw in broken(kind, record, known) if row.severity == "error"]


def refuse_flaws(ref: str, *flaws: Iterable[Flaw]) -> None:
    """Refuse what a rule of `check` would find.

    Raises:
        RefusedError: there is such a flaw; the first is told.
    """
    for some in flaws:
        for flaw in some:
            raise RefusedError(f"{ref}: {flaw.sentence}", flaw.hint or "nothing was changed")
