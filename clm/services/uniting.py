"""Merging a customer into another: everything moves over, the old id stays an alias (A2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from clm.domain.agreements import Placed, overlapping
from clm.domain.changes import Delete, Set, Target
from clm.domain.customer import Customer
from clm.domain.decisions import Decision, case_note
from clm.domain.repointing import repointed
from clm.domain.servicefile import ServiceFile
from clm.domain.uniting import (
    OWN,
    Choices,
    Held,
    losing_side,
    refuse_merging,
    refuse_open,
    unite,
)
from clm.errors import RefusedError
from clm.services.acting import Step, actor, save
from clm.services.agreements import known, refuse_bound
from clm.services.customers import open_work
from clm.services.editing import SIDES as FILES
from clm.services.logbook import SIDES
from clm.services.refs import find
from clm.store.emit import block
from clm.store.kinds import path_of, record_of, target_of
from clm.store.reading import read
from clm.store.shapes import fields_of, shape_of
from clm.store.stored import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from clm.domain.changes import Change, FileKind
    from clm.domain.decisions import Actor
    from clm.domain.sla import Sla
    from clm.domain.uniting import Row, Side, Tree, United
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

_ALIAS: Final = frozenset({"id", "name", "kind", "status", "merged_into", "external_ids"})
"""What the record of a merged customer keeps: what it was known by."""


class Wanted(NamedTuple):
    """Which two, and from which of them a field is taken where they differ."""

    source: str
    target: str
    takes: Mapping[str, Side]
    rest: Side | None = None


class Merge(NamedTuple):
    """A merge as it would be: the two ids, the fields that are not the same, what is open.

    `said` is what else a person should know.
    """

    source: str
    target: str
    rows: tuple[Row, ...]
    open_work: tuple[str, ...]
    said: tuple[str, ...] = ()


def planned(workspace: Workspace, wanted: Wanted, who: Who) -> Merge:
    """What a merge would come to; nothing is written.

    Raises:
        NotFoundError: there is no such customer.
        RefusedError: they are the same, one is merged already, or the target is archived; or a
            file has a field that cannot be moved.
        UsageError: a field was chosen of which there is nothing to choose.
        BadDataError: a file of theirs cannot be read.
    """
    source, target = _meant(workspace, wanted)
    united = _united(workspace, source, target, wanted, actor(workspace, who))
    work = tuple(open_work(workspace, [source]))
    return Merge(source, target, united.rows, work, united.said)


def merge(
    workspace: Workspace,
    wanted: Wanted,
    who: Who,
    *,
    why: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Merge a customer into another, as one commit.

    Raises:
        NotFoundError: there is no such customer.
        RefusedError: it is no merge of two, a field is to be chosen, or something of the one
            merged is open and nobody forces it; or agreements would contradict each other.
        BadDataError: a file of theirs cannot be read.
    """
    with workspace.writing("customer merge", dry_run=dry_run) as writer:
        workspace.look_at_all()  # every reference is to be found
        source, target = _meant(workspace, wanted)
        me = actor(workspace, who)
        united = _united(workspace, source, target, wanted, me)
        refuse_open(united.rows)
        _refuse_contradicting(workspace, source, target, united)
        if (work := open_work(workspace, [source])) and not force:
            sentence = (
                f"{source} has open requests, tasks, complaints or escalations: {', '.join(work)}"
            )
            raise RefusedError(sentence, f"--force -m WHY moves them to {target}")
        if not force:
            refuse_bound(workspace, workspace.dossier(source))
        here = Step(
            target, Decision(tuple(_moved(workspace, target, united, me, why)), forced=True)
        )
        left = Step(source, Decision(tuple(_left(workspace, source, united)), forced=True))
        others = Step(target, Decision(tuple(_elsewhere(workspace, source, united)), forced=True))
        steps = [step._replace(person=me.handle) for step in (left, here, others)]
        return save(workspace, writer, "customer merge", who, steps)


def _meant(workspace: Workspace, wanted: Wanted) -> tuple[str, str]:
    """The two customers, as they were typed: a merged one is not followed."""
    source, target = (
        find(workspace, ref, follow=False).customer for ref in (wanted.source, wanted.target)
    )
    refuse_merging(*(_tree(workspace, Target("customer", one)) for one in (source, target)))
    return source, target


def _united(workspace: Workspace, source: str, target: str, wanted: Wanted, me: Actor) -> United:
    choices = Choices(wanted.takes, wanted.rest)
    both = _held(workspace, source), _held(workspace, target)
    for kind in SIDES[1:]:
        _refuse_unknown_fields(workspace, Target(kind, source))
    if losing_side(*both, choices) == "into":
        _refuse_unknown_fields(workspace, Target("vpa-file", target))
    return unite(*both, choices, me, tuple(workspace.vpas))


def _refuse_unknown_fields(workspace: Workspace, target: Target) -> None:
    """Refuse to delete a file with what we cannot move (A2.13: nothing is lost)."""
    strange = [key for key in _whole(workspace, target) if key not in _fields(target.kind)]
    if strange:
        sentence = f"{path_of(target)} has what is no field: {', '.join(strange)}"
        side = next(name for name, kind in FILES.items() if kind == target.kind)
        hint = f"clm edit {target.id} --file {side}: put it where it belongs first"
        raise RefusedError(sentence, hint)


def _refuse_contradicting(workspace: Workspace, source: str, target: str, united: United) -> None:
    """Refuse what would leave two agreements for the same, as `check` finds them (A2.7)."""
    both = {source: target, target: target}
    before = [one for one in known(workspace) if one.customer in both]
    own = _terms(target, united.files.get("service-file", {}).get("sla") or [])
    after = [Placed(sla, target) for sla in own]
    after += [Placed(replace(one.sla, customer=target)) for one in before if one.of is None]
    stood = {flaw for _, flaw in overlapping([one for one in before if one.customer == target])}
    found = [(one, flaw) for one, flaw in overlapping(after) if flaw not in stood]
    if found:
        one, flaw = found[0]
        raise RefusedError(
            f"the agreements of the two contradict each other: {one.ref}: {flaw.sentence}",
            flaw.hint,
        )


def _terms(customer: str, items: Sequence[Tree]) -> tuple[Sla, ...]:
    """A customer's own terms, read as they will stand; what they promise does not count here."""
    told = [{key: held for key, held in one.items() if held and key != "targets"} for one in items]
    data = "\n".join(block({"customer": customer, "sla": told}, 0)).encode()
    file = read(data, path_of(Target("service-file", customer)), ServiceFile).record
    return file.sla if file else ()


def _held(workspace: Workspace, customer: str) -> Held:
    workspace.customer(customer)
    files = {kind: _tree(workspace, Target(kind, customer)) for kind in SIDES[1:]}
    return Held(
        _tree(workspace, Target("customer", customer)),
        {kind: tree for kind, tree in files.items() if tree},
    )


def _tree(workspace: Workspace, target: Target) -> Tree:
    """The known fields of a file as they stand in it; nothing where there is none.

    Raises:
        BadDataError: it cannot be read.
    """
    fields = _fields(target.kind)
    return {key: value for key, value in _whole(workspace, target).items() if key in fields}


def _whole(workspace: Workspace, target: Target) -> Tree:
    """… with what is no field of ours."""
    if workspace.record(target) is None:
        return {}
    path = path_of(target)
    data = workspace.source.read(path) or b""
    return read(data, path, record_of(target.kind)).tree or {}


def _fields(kind: FileKind) -> Sequence[str]:
    return tuple(fields_of(shape_of(record_of(kind))) or ())


# what is written


def _moved(
    workspace: Workspace, target: str, united: United, me: Actor, why: str | None
) -> Iterator[Change]:
    """What changes of the customer who stays, and the entry that says so."""
    yield from _sets(workspace, Target("customer", target), united.customer)
    for kind in SIDES[1:]:
        file = united.files.get(kind, {})
        if not any(file.values()) and workspace.record(Target(kind, target)) is not None:
            yield Delete(Target(kind, target))
        else:
            yield from _sets(workspace, Target(kind, target), file)
    source = next(old for old in united.renamed if old.startswith("c-"))
    said = f"merged: {source} → {target}"
    for row in united.rows:
        if isinstance(row.source, str) and isinstance(row.target, str):
            said += f"\n{row.field}: {row.source} | {row.target} → {row.united}"
    customer = Customer(id=target, name="", kind="person")
    yield case_note(customer, me, f"{said}\n{why}" if why else said, "status-change")


def _sets(workspace: Workspace, target: Target, new: Mapping[str, object]) -> Iterator[Set]:
    """What makes a file exactly the new one: fields that it does not have any more go too."""
    old = _tree(workspace, target)
    gone = {key: None for key in old if key not in OWN}
    for key, value in (gone | dict(new)).items():
        if (value or None) != (old.get(key) or None):
            yield Set(target, (key,), value or None)


def _left(workspace: Workspace, source: str, united: United) -> Iterator[Change]:
    """What is left of the customer who was merged: the names and ids they were known by."""
    target = Target("customer", source)
    tree = _tree(workspace, target)
    new = united.customer.get("external_ids") or {}
    for key in tree:
        if key not in _ALIAS:
            yield Set(target, (key,), None)
    for name, value in (tree.get("external_ids") or {}).items():
        if new.get(name) == value:
            yield Set(target, ("external_ids", name), None)
    yield Set(target, ("status",), "merged")
    yield Set(target, ("merged_into",), united.customer["id"])
    for kind in SIDES[1:]:
        if workspace.record(Target(kind, source)) is not None:
            yield Delete(Target(kind, source))


def _elsewhere(workspace: Workspace, source: str, united: United) -> Iterator[Change]:
    """Every other record that names an id which is another now."""
    ours = {source, united.customer["id"]}
    found = [Target(kind, name) for kind, name in naming(workspace.index, united.renamed)]
    for target in (*found, *_notices(workspace, united.renamed)):
        if target.id not in ours:
            yield from _sets(workspace, target, repointed(_tree(workspace, target), united.renamed))


def _notices(workspace: Workspace, ids: Iterable[str]) -> Iterator[Target]:
    """What the index does not keep: the notices, and what cron ran, in which one of the ids is."""
    words = [one.encode() for one in ids]
    for path in workspace.source.kept():
        target = target_of(path)
        data = workspace.source.read(path) or b""
        if target and any(word in data for word in words):
            yield target
