"""Where files are read from: the work tree, or the tree of an old commit."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from clm import clock
from clm.errors import InputOutputError, RefusedError
from clm.store import looking
from clm.store.hashing import blake2b
from clm.store.looking import SHARDED, Folder, Look, compared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clm.store.git import Repo
    from clm.store.looking import Files, Known

FOLDERS = (
    SHARDED, "team", "vpas", "calendars", "services", "slas", "surveys", "processes", "reports",
    "escalations", "initiatives", "plans",
)  # fmt: skip
"""What is indexed; templates are read when they are asked for."""

FORKING = 20_000
"""From so many files on, several processes look at them."""

TOP = frozenset({*FOLDERS, "clm.yaml"})

ENDINGS = (".yaml", ".yml")
"""What looks like data; `check` names the second ending as a slip."""

TEMPLATES = "templates"

KEPT = ("outbox", "runs")
"""What was told and what cron ran: only ever more, so no start looks at it."""

RACY_NS = 20_000_000
"""A file changed this short before we looked may change again within one tick of its clock."""


MOST = 2_000_000
"""Bytes that are read of a file: more than any file may have, so that the reader can say so."""


class Source(Protocol):
    """A set of files with a stamp each, which changes when the content may have."""

    def look(self, known: Known, *, full: bool = False) -> Look:
        """Which files may have changed since the index read them."""
        ...

    def paths(self) -> list[str]:
        """The path of every data file."""
        ...

    def templates(self) -> list[str]:
        """The paths of all files below `templates/`, in order."""
        ...

    def kept(self) -> list[str]:
        """The paths of all files below `outbox/` and `runs/`, in order."""
        ...

    def stamp(self, path: str) -> str | None:
        """The stamp of one file, None where there is none; an empty one says: read it."""
        ...

    def prepare(self, paths: Sequence[str]) -> None:
        """These files are about to be read."""
        ...

    def read(self, path: str) -> bytes | None:
        """The content of one file, None where there is none."""
        ...

    def changed_at(self, path: str) -> int:
        """When a file was last changed as far as can be told, in seconds since 1970."""
        ...

    @property
    def share(self) -> str | None:
        """The VPA whose share these files are; None where they are the team's."""
        ...


class WorkTree:
    """The files as they lie in the data folder now, edits by hand included."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._start = f"{root}/"  # a Path each would take longer than the stat
        self._own: set[str] = set()

    def look(self, known: Known, *, full: bool = False) -> Look:
        """Which files may have changed, by the stamps of files and folders.

        Size, mtime, ctime and inode of each file: ctime and inode catch what mtime misses.
        """
        now = clock.nanoseconds()
        warm = now - RACY_NS
        then, there = known.folders(), self._folders(warm)
        # Where the clock was set back, nobody knows whose turn it is.
        set_back = any(folder.looked > now / 1e9 for folder in then.values())
        paths = looking.due(there, then, full=full or set_back)
        counts = {path: then[path].files if path in then else 0 for path in paths}
        changed: Files = {}
        gone = [path for folder in then if folder not in there for path in known.files(folder)]
        folders: dict[str, Folder] = {}
        for path, (digest, count) in self._digests(counts, warm).items():
            before = then.get(path)
            if not digest or not before or before.digest != digest:
                new, lost = compared(self._files(path, warm), known.files(path))
                changed |= new
                gone += lost
            folders[path] = Folder(there[path], digest, count, now / 1e9)
        rest = (then[path].looked for path in there if path not in folders)
        vanished = [path for path in then if path not in there]
        return Look(changed, gone, folders, vanished, now / 1e9, min(rest, default=now / 1e9))

    def paths(self) -> list[str]:
        """The path of every data file."""
        return [path for folder in self._folders(0) for path in self._files(folder, 0)]

    def _folders(self, warm: int) -> dict[str, str]:
        """The folders that are looked into as one, each with its own stamp.

        `""` holds what lies at the top, `customers` what lies in no shard.
        """
        found = {"": ""}
        for entry in _listed(self._start) or ():
            if entry.name in FOLDERS and entry.is_dir(follow_symlinks=False):
                # All but one are small, and what they say matters to all: always looked into.
                found[entry.name] = _stamped(entry, warm) or "" if entry.name == SHARDED else ""
        for entry in (_listed(self._start + SHARDED) or ()) if SHARDED in found else ():
            if _is_folder(entry):
                found[f"{SHARDED}/{entry.name}"] = _stamped(entry, warm) or ""
        return found

    def _digests(self, counts: Mapping[str, int], warm: int) -> dict[str, tuple[str, int]]:
        """The digest of each folder's files and how many they are; empty where one is warm.

        `counts` tells of each folder how many there were.
        """

        def work(part: Sequence[str]) -> dict[str, tuple[str, int]]:
            return {path: _digest(self._files(path, warm)) for path in part}

        if sum(counts.values()) < FORKING:
            return work(list(counts))
        from clm.store.forked import spread

        return {path: one for part in spread(work, list(counts)) for path, one in part.items()}

    def _files(self, folder: str, warm: int) -> Files:
        """The stamp of each data file in a folder and, but for the two outer ones, below it."""
        found: Files = {}
        pending = [folder]
        while pending:
            place = pending.pop()
            prefix = f"{place}/" if place else ""
            listed = _listed(self._start + place)
            if listed is None:
                found[prefix] = ""  # reading it says what is wrong
            for entry in listed or ():
                name = entry.name
                if not place and name not in TOP:
                    continue
                # What looks like data may be a link or a folder: reading it says what is wrong.
                if name.endswith(ENDINGS) or entry.is_symlink():
                    stamp = _stamped(entry, warm)
                    if stamp is not None:
                        found[prefix + name] = stamp
                elif place not in {"", SHARDED} and _is_folder(entry):
                    pending.append(prefix + name)
        return found

    def stamp(self, path: str) -> str | None:
        """The stamp of one file."""
        try:
            return _stamp(os.lstat(self._start + path), clock.nanoseconds() - RACY_NS)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            return ""

    def templates(self) -> list[str]:
        """The files below `templates/`; linked folders are not entered."""
        return self._below(TEMPLATES)

    def kept(self) -> list[str]:
        """The notices and the runs."""
        return [path for folder in KEPT for path in self._below(folder)]

    def _below(self, start: str) -> list[str]:
        found = []
        for folder, folders, names in os.walk(self.root / start):
            folders.sort()
            place = os.path.relpath(folder, self.root).replace(os.sep, "/")
            found += [f"{place}/{name}" for name in sorted(names)]
        return found

    def prepare(self, paths: Sequence[str]) -> None:
        """A file that lies here needs no preparation."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; links are not followed.

        Raises:
            RefusedError: it is a link, lies behind one, or in another repository.
            InputOutputError: the disk says no.
        """
        full = self.root / path
        self._refuse_foreign(path.rpartition("/")[0])
        try:
            descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            return None
        except OSError as problem:
            if os.path.islink(full):  # noqa: PTH114 -- that of a Path raises where it may not look
                raise RefusedError(
                    f"{path} is a link", "put the file itself there: links are not read"
                ) from problem
            raise InputOutputError(f"{path} cannot be read: {problem.strerror}") from problem
        try:
            with os.fdopen(descriptor, "rb") as file:
                return file.read(MOST)
        except OSError as problem:
            raise InputOutputError(f"{path} cannot be read: {problem.strerror}") from problem

    def changed_at(self, path: str) -> int:
        """What the file system says."""
        return max(0, int(os.lstat(self._start + path).st_mtime))

    @cached_property
    def share(self) -> str | None:
        """Whose share this folder is."""
        return _share(self.read("clm.yaml"))

    def _refuse_foreign(self, folder: str) -> None:
        """Refuse what is no folder of these data, though it lies below them."""
        if not folder or folder in self._own:
            return
        self._refuse_foreign(folder.rpartition("/")[0])
        full = self.root / folder
        if os.path.islink(full):  # noqa: PTH114 -- as in `read`
            raise RefusedError(f"{folder} is a link", "put the folder itself there")
        if os.path.lexists(full / ".git"):
            raise RefusedError(
                f"{folder} is another repository", "move it out of the data: it is not read"
            )
        self._own.add(folder)


def _listed(folder: str) -> list[os.DirEntry[str]] | None:
    """What lies in a folder, None where the person may not look."""
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except FileNotFoundError:
        return []
    except PermissionError:
        return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.endswith(ENDINGS) and entry.is_dir(follow_symlinks=False)


def _stamped(entry: os.DirEntry[str], warm: int) -> str | None:
    """The stamp of what was listed, None where git or an editor has just taken it away.

    It is empty where the person may list the folder and look at nothing in it.
    """
    try:
        return _stamp(entry.stat(follow_symlinks=False), warm)
    except FileNotFoundError:
        return None
    except PermissionError:
        return ""


def _digest(files: Files) -> tuple[str, int]:
    if not all(files.values()):
        return "", len(files)
    text = "\0".join(f"{path}\0{files[path]}" for path in sorted(files))
    return blake2b(os.fsencode(text), digest_size=16).hexdigest(), len(files)


def _stamp(stat: os.stat_result, still_warm: int) -> str:
    written, changed = stat.st_mtime_ns, stat.st_ctime_ns
    if written >= still_warm or changed >= still_warm:
        return ""
    return f"{stat.st_size}.{written}.{changed}.{stat.st_ino}"


class Snapshot:
    """The files of one commit, for `--as-of`; a file's stamp is its blob's id."""

    def __init__(self, repo: Repo, commit: str, prefix: str) -> None:
        self.repo = repo
        self.commit = commit
        start = f"{prefix}/" if prefix else ""
        self.blobs = {
            path.removeprefix(start): entry.blob
            for path, entry in repo.files(commit, prefix).items()
        }
        self._held: dict[str, bytes] = {}

    def look(self, known: Known, *, full: bool = False) -> Look:
        """A blob never changes, so a file read once for another commit is known."""
        del full
        there = {path: blob for path, blob in self.blobs.items() if _is_data(path)}
        changed, gone = compared(there, known.files(None))
        now = clock.nanoseconds() / 1e9
        return Look(changed, gone, {}, [], now, now)

    def paths(self) -> list[str]:
        """The path of every data file of the commit."""
        return [path for path in self.blobs if _is_data(path)]

    def templates(self) -> list[str]:
        """The files below `templates/` as of the commit."""
        return sorted(filter(_is_template, self.blobs))

    def kept(self) -> list[str]:
        """The notices and the runs as of the commit."""
        return sorted(filter(_is_kept, self.blobs))

    def stamp(self, path: str) -> str | None:
        """The id of the file's blob."""
        return self.blobs.get(path)

    def prepare(self, paths: Sequence[str]) -> None:
        """One run of git for all: a run for each file would be a hundred times slower."""
        ids = {self.blobs[path] for path in paths if path in self.blobs}
        self._held = self.repo.blobs(ids)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file as of the commit."""
        blob = self.blobs.get(path)
        if blob is None:
            return None
        if blob not in self._held:
            self.prepare([path])
        return self._held[blob]

    def changed_at(self, path: str) -> int:
        """The time of the commit: the file was changed by then."""
        del path
        from clm.store.history import log

        (entry,) = log(self.repo, limit=1, revision=self.commit)
        return int(entry.at.timestamp())

    @cached_property
    def share(self) -> str | None:
        """Whose share it was; what was prepared to be read stays so."""
        blob = self.blobs.get("clm.yaml")
        return _share(self.repo.blobs({blob})[blob]) if blob else None


def _share(settings: bytes | None) -> str | None:
    if settings is None or b"share" not in settings:
        return None  # as for every team: the reader is not needed
    from clm.domain.policy import Settings
    from clm.store.reading import read

    found = read(settings, "clm.yaml", Settings).usable
    return found.share if found else None


def _is_data(path: str) -> bool:
    return path == "clm.yaml" or (path.endswith(".yaml") and path.split("/", 1)[0] in FOLDERS)


def _is_template(path: str) -> bool:
    return path.startswith(f"{TEMPLATES}/")


def _is_kept(path: str) -> bool:
    return path.startswith(tuple(f"{folder}/" for folder in KEPT))
