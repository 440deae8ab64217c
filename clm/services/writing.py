"""Saving changes: edits of the files they concern, as one commit."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from clm import clock
from clm.domain.casefile import OTeamFile, VpaFile
from clm.domain.changes import Act, Add, Create, Delete, Set, message
from clm.domain.request import Requests
from clm.domain.servicefile import ServiceFile
from clm.domain.tags import known_tags
from clm.errors import BadDataError, BusyError, NotFoundError
from clm.store.editing import edit, made
from clm.store.emit import new_file, schema_line
from clm.store.forked import spread
from clm.store.kinds import kind, path_of, target_of
from clm.store.reading import read
from clm.store.shared import record_in
from clm.store.transaction import FileChange, FileState, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clm.domain.changes import Change, Target
    from clm.services.workspace import Workspace
    from clm.store.transaction import Transaction

    Content = tuple[str, bytes | None, bytes | None]
    """Path of a file, its bytes before and after."""

SIDE_FILES: Final = {
    "oteam": OTeamFile,
    "vpa-file": VpaFile,
    "requests": Requests,
    "service-file": ServiceFile,
}
"""Files of a customer that are made with their first item."""


SPREAD: Final = 64
"""From so many files on their edits are worth more than one process."""


class Receipt(NamedTuple):
    """What a write did: its commit (None for a dry run or no change), the refs, the diff."""

    commit: str | None
    refs: tuple[str, ...]
    diff: str = ""


class Writer(Protocol):
    """Takes the changes of one act."""

    def save(
        self, act: Act, changes: Sequence[Change], files: Mapping[str, bytes] | None = None
    ) -> Receipt:
        """Make them one commit, or show them, with whole `files` that are no records."""
        ...

    def replace(
        self,
        act: Act,
        files: Mapping[str, bytes | None],
        before: Mapping[str, bytes | None] | None = None,
    ) -> Receipt:
        """Make whole new contents of files one commit, or show them.

        `before` is what they were made from, where the caller has read it under this writer.
        """
        ...


class DryWriter:
    """Shows what would be written; nothing is locked or changed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def save(
        self, act: Act, changes: Sequence[Change], files: Mapping[str, bytes] | None = None
    ) -> Receipt:
        """The diff the changes would make."""
        made = _edited(changes, self.workspace.source.read, self.workspace.share)
        return self.replace(act, {path: new for path, (_, new) in made.items()} | dict(files or {}))

    def replace(
        self,
        act: Act,
        files: Mapping[str, bytes | None],
        before: Mapping[str, bytes | None] | None = None,
    ) -> Receipt:
        """The diff of new contents."""
        from clm.render.diff import unified

        refuse_outside(self.workspace, files)
        read_now = before.__getitem__ if before else self.workspace.source.read
        diff = "".join(unified(read_now(path), files[path], path) for path in sorted(files))
        return Receipt(None, act.refs, diff)


class CommitWriter:
    """Writes under the lock of the repository."""

    def __init__(self, workspace: Workspace, held: Transaction) -> None:
        self.workspace = workspace
        self.held = held

    def save(
        self, act: Act, changes: Sequence[Change], files: Mapping[str, bytes] | None = None
    ) -> Receipt:
        """One commit with the changes; edits by hand of the same files are committed before it."""
        if not (changes or files):
            return Receipt(None, act.refs)
        whole = {path: (self._read(path), data) for path, data in (files or {}).items()}
        return self._commit(act, _edited(changes, self._read, self.workspace.share) | whole)

    def replace(
        self,
        act: Act,
        files: Mapping[str, bytes | None],
        before: Mapping[str, bytes | None] | None = None,
    ) -> Receipt:
        """One commit with whole new contents of files."""
        read_now = before.__getitem__ if before else self._read
        return self._commit(act, {path: (read_now(path), new) for path, new in files.items()})

    def _commit(self, act: Act, files: Mapping[str, tuple[bytes | None, bytes | None]]) -> Receipt:
        refuse_outside(self.workspace, {path: new for path, (_, new) in files.items()})
        self._adopt(act, files)
        changes = {self._full(p): FileChange(old, new) for p, (old, new) in files.items()}
        before = self.held.head
        commit = self.held.commit(changes, message(act), self.workspace.now)
        self.workspace.wrote = True
        return Receipt(commit if commit != before else None, act.refs)

    def _full(self, path: str) -> str:
        prefix = self.workspace.prefix
        return f"{prefix}/{path}" if prefix else path

    def _read(self, path: str) -> bytes | None:
        return self.held.read(self._full(path))

    def _adopt(self, act: Act, files: Mapping[str, tuple[bytes | None, bytes | None]]) -> None:
        """Commit uncommitted edits by hand of files, each alone.

        Raises:
            BusyError: a file has staged work, which is never swept into a commit of ours, or is
                deleted by hand and would be written anew.
            BadDataError: an edit by hand cannot be read.
        """
        states = self.held.states([self._full(path) for path in files])
        for path, (old, new) in files.items():
            state = states[self._full(path)]
            if state is FileState.STAGED:
                raise BusyError(
                    f"{path} has staged changes", "git commit or git restore --staged, then again"
                )
            if state is FileState.MISSING and old != new:
                raise BusyError(
                    f"{path} is deleted by hand, and that is not committed",
                    "git restore brings it back, git rm and git commit confirm it; then again",
                )
        edited = [path for path in files if states[self._full(path)] is FileState.EDITED]
        contents = {path: self._read(path) for path in edited}
        for path, data in contents.items():
            self._refuse_bad(path, data)
        for path, data in contents.items():
            target = target_of(path)
            refs = (target.id or "settings",) if target else ()
            by_hand = Act("edit by hand", refs, act.by, acting_as=act.acting_as, today=act.today)
            change = {self._full(path): FileChange(data, data)}
            commit = self.held.commit(change, message(by_hand), self.workspace.now)
            if self.workspace.tell:
                self.workspace.tell(
                    f"your edit by hand of {path} was committed first: {commit[:8]}"
                )

    def _refuse_bad(self, path: str, data: bytes | None) -> None:
        target = target_of(path)
        if data is None or target is None:
            return
        for finding in read(data, path, record_in(self.workspace.share, target.kind)).findings:
            if finding.severity == "error":
                raise BadDataError(
                    str(finding),
                    finding.hint or f"mend the edit by hand first; clm check {path} shows all",
                )


def refuse_outside(workspace: Workspace, files: Mapping[str, bytes | None]) -> None:
    """In a VPA's share, let nothing be written but what the team's gate lets in.

    Raises:
        RefusedError: one of these contents, by the paths of their files, is not.
    """
    if workspace.share is None or workspace.repo is None:
        return
    from clm.domain.gate import Rules  # here and in the next, only a share needs it
    from clm.services.unpushable import refuse_unpushable

    zone = workspace.process.zone
    now = max(workspace.now, clock.now(zone))  # as the gate has it
    rules = Rules(workspace.share, known_tags(workspace.settings), date.min, now, zone)
    refuse_unpushable(workspace.repo, workspace.prefix, files, rules)


@contextmanager
def open_writer(workspace: Workspace, command: str) -> Iterator[CommitWriter]:
    """The lock of the repository, held for one command."""
    if workspace.repo is None:
        raise NotFoundError("no repository")
    with transaction(workspace.repo, who=f"clm {command}", on_wait=workspace.tell) as held:
        yield CommitWriter(workspace, held)


class _Reader(Protocol):
    def __call__(self, path: str, /) -> bytes | None: ...


def _edited(
    changes: Sequence[Change], read_now: _Reader, share: str | None
) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Path → content before and after the changes."""
    by_target: dict[Target, list[Change]] = {}
    for change in changes:
        by_target.setdefault(change.target, []).append(change)

    def contents(part: Sequence[tuple[Target, list[Change]]]) -> list[Content]:
        return [
            (path := path_of(target), *_new_content(target, group, read_now(path), share))
            for target, group in part
        ]

    files = list(by_target.items())
    found = spread(contents, files) if len(files) >= SPREAD else [contents(files)]
    new = {path: (before, after) for part in found for path, before, after in part}
    return {path: new[path] for path in map(path_of, by_target)}


def _new_content(
    target: Target, changes: Sequence[Change], before: bytes | None, share: str | None
) -> tuple[bytes | None, bytes | None]:
    path = path_of(target)
    now = before
    edits: list[Set | Add | object] = []
    for change in changes:
        if isinstance(change, Delete):
            return before, None
        if isinstance(change, Create):
            if now is not None:
                raise BusyError(f"{path} is there already", "choose another id")
            schema = schema_line(path, kind(target.kind).schema)
            now = made(change.record, path, schema, record_in(share, target.kind))
        else:
            edits.append(change)
    if now is None:
        now = _empty_side_file(target, path)
    return before, edit(now, path, record_in(share, target.kind), edits) if edits else now  # type: ignore[arg-type]


def empty_side(target: Target | None) -> bytes | None:
    """A side file as if its first item had not made it; None for any other file."""
    record = SIDE_FILES.get(target.kind) if target else None
    return new_file(record(customer=target.id), None) if record and target else None


def _empty_side_file(target: Target, path: str) -> bytes:
    record = SIDE_FILES.get(target.kind)
    if record is None:
        raise NotFoundError(f"there is no file {path}", "clm customer list shows what there is")
    return new_file(record(customer=target.id), schema_line(path, kind(target.kind).schema))
