"""Taking a commit back: byte for byte where nothing happened since, else only what it changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Act, Target
from clm.errors import NotFoundError, RefusedError
from clm.i18n import translate
from clm.services.acting import Outcome
from clm.services.logbook import SIDES, one, repository
from clm.services.writing import Receipt, empty_side
from clm.store.difference import difference, place
from clm.store.editing import edit
from clm.store.history import log
from clm.store.kinds import path_of, record_of, target_of
from clm.store.reading import read
from clm.store.shared import record_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.services.acting import Who
    from clm.services.workspace import Workspace
    from clm.store.difference import Edit
    from clm.store.git import Repo
    from clm.store.history import LogEntry

NOT_BY_DEFAULT: Final = frozenset(
    {
        "undo",
        "init",
        "edit by hand",
        "notify send",
        "initiative send",
        "report run",
        "report mail",
        "share publish",
    }
)
"""What the last own command never means: an undo is taken back by name only, and what cron or a
mail server made a person write was none of their commands."""
_FOR_GOOD: Final = {
    "init": ("made this folder", "nothing stood before it"),
    "notify send": ("sent notices", "what was sent cannot be taken back"),
    "initiative send": ("sent letters", "what was sent cannot be taken back"),
    "share publish": ("published a share", "clm share publish brings it to what is true now"),
}
"""What cannot be taken back: what it did, and why or what to do."""
_REVISION: Final = re.compile(r"[0-9a-f]{4,64}\Z|HEAD(?:[~^]\d*)*\Z")
_CHUNK: Final = 500
"""How many commits are looked at before the whole history is."""

Contents = dict[str, "bytes | None"]
"""Path → content, None where there is no file."""


class Found(NamedTuple):
    """The commit to take back, and whether it was named or is the last own one."""

    entry: LogEntry
    undone_by: str | None


class Undone(NamedTuple):
    """What an undo did, and the commit it took back with its subject and its day."""

    outcome: Outcome
    commit: str
    subject: str
    on: date


def undo(workspace: Workspace, commit: str | None, who: Who, *, dry_run: bool) -> Undone | None:
    """Take back a commit, or the person's last command of today; None where they have none (A1.45).

    Raises:
        NotFoundError: there is no such commit.
        RefusedError: it is a colleague's, was not made by clm, is undone already, or what it
            changed has been changed since; or the last command is of another day.
    """
    with workspace.writing("undo", dry_run=dry_run) as writer:
        found = _named(workspace, commit) if commit else _last_of(workspace, who.handle)
        if found is None:
            return None
        for_ = _refuse_others(found, who)
        sha = found.entry.sha
        now, new = _taken_back(workspace, sha)
        _refuse_orphans(workspace, sha, new)
        files = {path: data for path, data in new.items() if data != now[path]}
        said = tuple(f"{one} was sent already: it stays" for one in _refs(_told(now, new)))
        if one(found.entry, "Clm-Action") == "file release":
            said += (translate("what the VPA has read already is not taken back"),)
        refs = tuple(_refs(files))
        act = Act(
            "undo", refs, who.handle, acting_as=who.acting_as, for_=for_,
            today=workspace.pinned_day, undoes=sha,
        )  # fmt: skip
        receipt = writer.replace(act, files) if files else Receipt(None, ())
        done = Outcome("undo", receipt, refs, said)
        return Undone(done, sha, found.entry.subject, _day_of(workspace, found.entry))


# which commit


def _last_of(workspace: Workspace, handle: str) -> Found | None:
    """The person's newest commit that is no undo and is not taken back yet.

    Raises:
        RefusedError: it is not of today: who types a bare undo means what they did just now.
    """
    for entry, undone_by in _with_undoers(workspace):
        name = one(entry, "Clm-Action")
        mine = name and name not in NOT_BY_DEFAULT and one(entry, "Clm-By") == handle
        if mine and undone_by is None:
            _refuse_old(workspace, entry)
            return Found(entry, None)
    return None


def _refuse_old(workspace: Workspace, entry: LogEntry) -> None:
    on = _day_of(workspace, entry)
    if on != workspace.today:
        short = entry.sha[:8]
        raise RefusedError(
            f"nothing of yours on {workspace.today} can be undone;"
            f" the last was {entry.subject} ({short}) on {on}",
            f"clm undo {short} takes that back",
        )


def _day_of(workspace: Workspace, entry: LogEntry) -> date:
    """The day of a commit where the team is."""
    return entry.at.astimezone(workspace.process.zone).date()


def _named(workspace: Workspace, commit: str) -> Found:
    if not _REVISION.match(commit):
        raise NotFoundError(f"{commit} is no commit", "clm log shows them")
    (wanted,) = log(repository(workspace), limit=1, revision=commit)
    for entry, undone_by in _with_undoers(workspace):
        if entry.sha == wanted.sha:
            return Found(entry, undone_by)
    raise NotFoundError(f"{commit} is not in the history of this branch", "clm log shows it")


def _with_undoers(workspace: Workspace) -> Iterator[tuple[LogEntry, str | None]]:
    """Each commit, newest first, with the commit that took it back for good."""
    undone: dict[str, str] = {}
    for entry in _history(repository(workspace)):
        target = one(entry, "Clm-Undoes")
        if target and entry.sha not in undone:
            undone[target] = entry.sha
        yield entry, undone.get(entry.sha)


def _history(repo: Repo) -> Iterator[LogEntry]:
    """The newest first: some, and only if that is not enough all."""
    some = list(log(repo, limit=_CHUNK))
    yield from some
    if len(some) == _CHUNK:
        yield from list(log(repo))[_CHUNK:]


def _refuse_others(found: Found, who: Who) -> str | None:
    """For whom it is taken back: whose commit it is, else for whom they made it themselves.

    Raises:
        RefusedError: the commit is not the person's to take back.
    """
    entry = found.entry
    short, name, by = entry.sha[:8], one(entry, "Clm-Action"), one(entry, "Clm-By")
    if name is None or by is None:
        raise RefusedError(f"{short} was not made by clm", f"git revert {short}")
    if name in _FOR_GOOD:
        done, hint = _FOR_GOOD[name]
        raise RefusedError(f"{short} {done}", hint)
    if found.undone_by:
        raise RefusedError(
            f"{short} is undone already", f"clm undo {found.undone_by[:8]} brings it back"
        )
    if by == who.handle:
        return one(entry, "Clm-For")
    if not who.on_behalf:
        raise RefusedError(f"{short} is a commit of {by}", f"--on-behalf undoes it for {by}")
    return by


# what becomes of its files


def _taken_back(workspace: Workspace, sha: str) -> tuple[Contents, Contents]:
    """The files of a commit as they are now, and as they are without what it changed."""
    repo = repository(workspace)
    start = f"{workspace.prefix}/" if workspace.prefix else ""
    paths = repo.changed(sha)
    if not all(path.startswith(start) for path in paths):
        raise RefusedError(f"{sha[:8]} changes other files too", f"git revert {sha[:8]}")
    before = _contents(repo, repo.parent(sha), paths)
    after = _contents(repo, sha, paths)
    now: Contents = {}
    new: Contents = {}
    for full in paths:
        path = full.removeprefix(start)
        now[path] = workspace.source.read(path)
        new[path] = _without(path, before[full], after[full], now[path], workspace.share)
    return now, new


def _contents(repo: Repo, commit: str | None, paths: Sequence[str]) -> Mapping[str, bytes | None]:
    entries = repo.tree(commit, paths)
    blobs = repo.blobs({entry.blob for entry in entries.values()})
    return {path: blobs[entries[path].blob] if path in entries else None for path in paths}


def _without(
    path: str, before: bytes | None, after: bytes | None, now: bytes | None, share: str | None
) -> bytes | None:
    """A file now, without the step from `before` to `after`.

    Raises:
        RefusedError: the same field has been changed since, or the whole file.
    """
    if now == after:
        return before
    target = target_of(path)
    if target and target.kind == "notice" and now is not None:
        return before if _is_queued(now, path) else now
    empty = empty_side(target)
    if target is None or after is None or now is None or (before is None and empty is None):
        raise RefusedError(f"{path} has been changed since", "undo what came later first: clm log")
    record = record_in(share, target.kind)
    back = difference(after, before or empty or b"", path, record)
    _refuse_touched(path, back, difference(after, now, path, record))
    return edit(now, path, record, back)


def _is_queued(now: bytes, path: str) -> bool:
    """A1.45: a notice that is not sent yet is taken back too, though a try to send it failed."""
    tree = read(now, path, record_of("notice")).tree or {}
    return tree.get("state", "queued") in ("queued", "refused")


def _told(now: Contents, new: Contents) -> Iterator[str]:
    """The notices that stay because somebody has them already."""
    for path, data in new.items():
        target = target_of(path)
        if target and target.kind == "notice" and data is not None and data == now[path]:
            yield path


def _refuse_touched(path: str, back: Sequence[Edit], since: Sequence[Edit]) -> None:
    later = [place(change) for change in since]
    for change in back:
        here = place(change)
        if any(here[: len(other)] == other[: len(here)] for other in later):
            raise RefusedError(
                f"{path}: {'.'.join(here)} has been changed since",
                "undo what came later first (clm log shows it), or set the field",
            )


def _refuse_orphans(workspace: Workspace, sha: str, new: Mapping[str, bytes | None]) -> None:
    """A customer is not taken away while a file of theirs would stay behind."""
    for path, data in new.items():
        target = target_of(path)
        if data is not None or target is None or target.kind != "customer":
            continue
        for kind in SIDES[1:]:
            side = path_of(Target(kind, target.id))
            if new.get(side, workspace.source.read(side)) is not None:
                raise RefusedError(
                    f"{sha[:8]} made {target.id}, and more has been written about it since",
                    f"clm customer remove {target.id} archives it",
                )


def _refs(paths: Iterable[str]) -> Iterator[str]:
    """The records of some files, each once."""
    targets = (target_of(path) for path in paths)
    yield from dict.fromkeys(target.id for target in targets if target)
