"""Edits by hand: found, checked, and committed as the person's own."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Act, message
from clm.errors import BusyError, StateError
from clm.render.diff import unified
from clm.services.acting import Outcome
from clm.services.writing import Receipt, open_writer, refuse_outside
from clm.store.handedits import committed, hand_edits
from clm.store.kinds import target_of
from clm.store.placing import put
from clm.store.reading import read
from clm.store.recovery import was_cut_off
from clm.store.shared import record_in
from clm.store.templatefile import is_template, read_template
from clm.store.transaction import FileChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clm.domain.findings import Finding
    from clm.services.acting import Who
    from clm.services.workspace import Workspace

_BOM: Final = b"\xef\xbb\xbf"


class Edits(NamedTuple):
    """What was edited by hand: path → bytes, the errors in it, and what is left alone."""

    files: dict[str, bytes]
    errors: list[Finding]
    said: tuple[str, ...]


def find_edits(workspace: Workspace, within: Sequence[str] = ()) -> Edits:
    """The uncommitted data files, all or those `within` some paths of the data folder.

    Raises:
        StateError: the data are in no git repository.
        BusyError: one of them has staged work, which is never swept into a commit of ours.
    """
    if workspace.repo is None:
        raise StateError(f"{workspace.data} is in no git repository", "clm init makes one")
    if was_cut_off(workspace.repo):
        with workspace.writing("save"):
            pass  # taking the lock puts right what a killed run left: it would look like edits
    found = hand_edits(workspace.repo, workspace.prefix)
    staged = _ours(found.staged, within)
    if staged:
        raise BusyError(
            f"{staged[0]} has staged changes", "git commit or git restore --staged, then again"
        )
    files = {path: workspace.source.read(path) or b"" for path in _ours(found.edited, within)}
    errors = [finding for path, data in files.items() for finding in _errors(workspace, path, data)]
    gone = _ours(found.deleted, within)
    said = [f"{path} is deleted and left so: git rm or git restore it" for path in gone]
    said += [] if errors else _rewritten(workspace, files)
    return Edits(files, errors, tuple(said))


def _rewritten(workspace: Workspace, files: Mapping[str, bytes]) -> list[str]:
    """What the edits do to clocks and reports of the past (A2.9)."""
    measures = {
        path: target
        for path in files
        if (target := target_of(path)) and target.kind in {"calendar", "sla", "service-file"}
    }
    if workspace.repo is None or not measures:
        return []
    from clm.services.measured import edited

    full = {path: in_repository(workspace, path) for path in measures}
    before = committed(workspace.repo, list(full.values()))
    return [
        line
        for path, target in measures.items()
        for line in edited(workspace, target, before.get(full[path], b""), files[path])
    ]


def _ours(paths: Iterable[str], within: Sequence[str]) -> list[str]:
    chosen = (path for path in paths if target_of(path) or is_template(path))
    return [path for path in chosen if not within or _is_below(path, within)]


def _is_below(path: str, within: Sequence[str]) -> bool:
    return any(PurePosixPath(path).is_relative_to(one) for one in within)


def _errors(workspace: Workspace, path: str, data: bytes) -> list[Finding]:
    target = target_of(path)
    if target:
        return list(read(data, path, record_in(workspace.share, target.kind)).errors)
    return [one for one in read_template(data, path).findings if one.severity == "error"]


def save(workspace: Workspace, edits: Edits, who: Who, *, dry_run: bool = False) -> Outcome:
    """Commit edits without errors as one commit of the person's; only BOM and CRLF go (A2.11).

    Raises:
        StateError: nothing may be written here.
        BusyError: a file was edited again meanwhile.
    """
    workspace.refuse_unwritable()
    refuse_outside(workspace, edits.files)
    refs = tuple(dict.fromkeys(ref_of(path) for path in edits.files))
    if dry_run or not edits.files:
        diff = _diff(workspace, edits.files) if edits.files else ""
        return Outcome("save", Receipt(None, refs, diff), refs, edits.said)
    act = Act("save", refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day)
    receipt = commit_by_hand(workspace, act, edits.files)
    return Outcome("save", receipt, refs, edits.said)


def commit_by_hand(workspace: Workspace, act: Act, files: Mapping[str, bytes]) -> Receipt:
    """Commit files as they lie in the work tree, but for BOM and CRLF.

    Raises:
        BusyError: a file is no longer what it was read as, or has staged work.
    """
    with open_writer(workspace, act.name) as writer:
        for path, data in files.items():
            if workspace.source.read(path) != data:
                raise BusyError(f"{path} was edited just now", "try again")
        changes = {}
        for path, data in files.items():
            plain = normal(data)
            if plain != data:
                put(workspace.data / path, plain)
            changes[in_repository(workspace, path)] = FileChange(plain, plain)
        commit = writer.held.commit(changes, message(act), workspace.now)
        # A file brought back to what is committed needs no commit, and so there is none to undo.
        return Receipt(commit if writer.held.committed else None, act.refs)


def normal(data: bytes) -> bytes:
    """The bytes without BOM, and with LF for CRLF."""
    return data.removeprefix(_BOM).replace(b"\r\n", b"\n")


def in_repository(workspace: Workspace, path: str) -> str:
    """A path of the data folder as seen from the repository's root."""
    return f"{workspace.prefix}/{path}" if workspace.prefix else path


def _diff(workspace: Workspace, files: Mapping[str, bytes]) -> str:
    assert workspace.repo is not None  # noqa: S101 -- `find_edits` has made sure
    full = {path: in_repository(workspace, path) for path in files}
    before = committed(workspace.repo, list(full.values()))
    return "".join(
        unified(before.get(full[path]), normal(data), full[path]) for path, data in files.items()
    )


def ref_of(path: str) -> str:
    """How a commit names a file: the record's id, `settings`, or `de:new-regular`."""
    target = target_of(path)
    if target:
        return "settings" if target.kind == "settings" else target.id
    *_, language, name = path.removesuffix(".md.j2").split("/")
    return f"{language}:{name}"
