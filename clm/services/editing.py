"""A record edited in the person's editor: a copy, checked, then saved by compare-and-swap."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clm.domain.changes import Act, Target
from clm.errors import AmbiguousError, BadDataError, BusyError, ClmError, NotFoundError
from clm.services.acting import Outcome
from clm.services.refs import find
from clm.services.saving import commit_by_hand, normal, ref_of
from clm.services.writing import Receipt, refuse_outside
from clm.store.editor import open_editor
from clm.store.handedits import hand_edits
from clm.store.kinds import path_of, record_of, target_of
from clm.store.places import item_ids
from clm.store.placing import put
from clm.store.reading import read
from clm.store.shared import record_in
from clm.store.trust import demand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import msgspec

    from clm.domain.changes import FileKind
    from clm.domain.findings import Finding
    from clm.services.acting import Who
    from clm.services.workspace import Workspace

SIDES: Final[dict[str, FileKind]] = {
    "oteam": "oteam",
    "vpa": "vpa-file",
    "requests": "requests",
    "service": "service-file",
}
"""The files beside a customer's own, as a person names them."""


def target_of_ref(workspace: Workspace, ref: str, side: str | None = None) -> Target:
    """The file that a reference means: of a customer, a person, a calendar, or `clm.yaml`.

    An item stands in one of its customer's files, as a request in that of the requests. A file
    that cannot be read as data is found by its id all the same: it is to be mended.

    Raises:
        NotFoundError: there is no such record, or the customer has no such file.
        AmbiguousError: several fit.
    """
    if side:
        return _there(workspace, _customer(workspace, ref)[0]._replace(kind=SIDES[side]))
    target, item = record_of_ref(workspace, ref)
    if item is None:
        return target
    files = (target._replace(kind=kind) for kind in SIDES.values())
    return next((one for one in files if _has(workspace, one, item)), target)


def record_of_ref(workspace: Workspace, ref: str) -> tuple[Target, str | None]:
    """The main file of the record that a reference means, and the item of it, if one was named.

    Raises:
        NotFoundError: there is no such record.
        AmbiguousError: several fit.
    """
    target, item = _record(workspace, ref)
    return _there(workspace, target), item


def _there(workspace: Workspace, target: Target) -> Target:
    if workspace.source.read(path_of(target)) is None:
        raise NotFoundError(f"there is no {path_of(target)}", "it is made with its first entry")
    return target


def _has(workspace: Workspace, target: Target, item: str) -> bool:
    """Does a customer's file have an item of this id?"""
    path = path_of(target)
    tree = read(workspace.source.read(path) or b"", path, record_of(target.kind)).tree or {}
    return any(held == item for _, held in item_ids(tree))


def place(workspace: Workspace, target: Target) -> Path:
    """Where the file of a record is, in full."""
    return workspace.data / path_of(target)


def _record(workspace: Workspace, ref: str) -> tuple[Target, str | None]:
    if ref == "clm.yaml":
        return Target("settings", "clm"), None
    named = file_named(workspace, ref)
    return (named, None) if named else _customer(workspace, ref)


_NAMED: Final[tuple[FileKind, ...]] = (
    "team", "vpa", "calendar", "service", "sla", "survey", "definition", "report-record",
    "escalation", "initiative", "plan",
)  # fmt: skip
"""Files that a person means by their name alone."""


def file_named(workspace: Workspace, ref: str) -> Target | None:
    """The file of a person, a service, a survey and the like that is called so; None: none is.

    Raises:
        AmbiguousError: several are.
    """
    named = [
        target for target in (Target(kind, ref) for kind in _NAMED) if _is_file(workspace, target)
    ]
    if len(named) > 1:
        paths = "\n".join(path_of(target).removesuffix(".yaml") for target in named)
        raise AmbiguousError(f"{ref} is the name of several files", f"one of these:\n{paths}")
    if named:
        return named[0]
    typed = target_of(f"{ref.removesuffix('.yaml')}.yaml")
    return typed if typed and typed.kind in _NAMED else None


def _is_file(workspace: Workspace, target: Target) -> bool:
    is_handle = "/" not in target.id and ".." not in target.id
    return is_handle and workspace.source.read(path_of(target)) is not None


def _customer(workspace: Workspace, ref: str) -> tuple[Target, str | None]:
    unreadable = {target_of(finding.path) for finding in workspace.findings()}
    starts = (ref.lower(), f"c-{ref.lower()}")
    broken = [one.id for one in unreadable if one and one.kind == "customer"]
    meant = [one for one in broken if one.startswith(starts)]
    if len(meant) == 1:  # it is in no list of names, but here to be mended
        return Target("customer", meant[0]), None
    found = find(workspace, ref)
    if found.item and found.item.startswith("es-"):
        return Target("escalation", found.item), None
    return Target("customer", found.customer), found.item


def edit(
    workspace: Workspace,
    target: Target,
    who: Who,
    again: Callable[[Sequence[Finding]], bool],
    *,
    dry_run: bool = False,
) -> Outcome:
    """Let the person edit a copy until it has no error, then save it.

    `again` is told the errors, and answers whether the editor is to be opened once more.

    Raises:
        BadDataError: the person gave up, or there is nobody to ask; the copy is kept.
        BusyError: the file was changed meanwhile; the copy is kept.
        StateError: nothing may be written here.
        RefusedError: the repository is not trusted.
    """
    path = path_of(target)
    before = workspace.source.read(path) or b""
    record = record_in(workspace.share, target.kind)
    is_broken = bool(read(before, path, record).errors)
    if not (is_broken and target.kind == "settings"):  # broken settings are to be mended here
        workspace.refuse_unwritable()
    if workspace.repo and not dry_run:
        demand(workspace.repo)  # before the person types what could not be saved
    copy = Path(tempfile.mkdtemp(prefix="clm-edit-")) / Path(path).name
    copy.write_bytes(before)
    after = _edited(copy, path, record, again)
    if after == before:
        _drop(copy)
        return Outcome("edit", Receipt(None, ()), (), ())
    if workspace.source.read(path) != before:
        raise BusyError(f"{path} was changed meanwhile", f"your copy is kept: {copy}")
    ref = ref_of(path)
    act = Act("edit", (ref,), who.handle, acting_as=who.acting_as, today=workspace.pinned_day)
    try:
        receipt = _save(workspace, act, path, after, is_broken=is_broken, dry_run=dry_run)
    except BusyError as problem:
        raise problem.also(f"your copy is kept: {copy}") from problem
    _drop(copy)
    return Outcome("edit", receipt, (ref,), ())


def _edited(
    copy: Path, path: str, record: type[msgspec.Struct], again: Callable[[Sequence[Finding]], bool]
) -> bytes:
    """The bytes the person leaves, free of errors."""
    before = copy.read_bytes()
    while True:
        try:
            open_editor(copy)
        except ClmError:
            if copy.read_bytes() == before:
                _drop(copy)
            raise
        after = copy.read_bytes() if copy.exists() else before
        if after == before:
            return before
        errors = read(after, path, record).errors
        if not errors:
            return normal(after)
        if not again(errors):
            hint = f"nothing was changed; your copy is kept: {copy}"
            raise BadDataError(str(errors[0]), hint)


def _save(
    workspace: Workspace, act: Act, path: str, after: bytes, *, is_broken: bool, dry_run: bool
) -> Receipt:
    """Save through the writer; what was broken by hand and never committed is mended in place."""
    if is_broken and not dry_run and _is_uncommitted(workspace, path):
        refuse_outside(workspace, {path: after})
        put(workspace.data / path, after)
        return commit_by_hand(workspace, act, {path: after})
    with workspace.writing("edit", dry_run=dry_run) as writer:
        return writer.replace(act, {path: after})


def _is_uncommitted(workspace: Workspace, path: str) -> bool:
    repo = workspace.repo
    return repo is not None and path in hand_edits(repo, workspace.prefix).edited


def _drop(copy: Path) -> None:
    copy.unlink(missing_ok=True)
    copy.parent.rmdir()
