"""The objects of a share, taken in without trust: each is read within bounds, by its own id.

A share is a folder that others can write to. No git is started in it: loose objects are read
here, packs are copied into a bare repository of our own below `.git/clm` and indexed there, where
nothing of the share's settings, hooks, alternates or indexes comes along. What was looked at goes
through git's own checks of objects in the end (`docs/design/shares-gate.md`).
"""

from __future__ import annotations

import hashlib
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import zlib
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.errors import MissingToolError, RefusedError
from clm.store.git import ALWAYS, NO_HOOKS, NO_NETWORK, Repo
from clm.store.lock import write_lock
from clm.store.whereabouts import QUARANTINE
from clm.store.worktree import disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clm.store.outside import Outside

Kind = Literal["commit", "tree", "blob"]

MOST: Final[dict[str, int]] = {"commit": 100_000, "tree": 1_000_000, "blob": 1_000_000}
"""Bytes of an object of each kind: a file may have no more, a folder has room for 25,000 names."""
MOST_READ: Final = 50_000_000
"""Bytes of all objects that are looked at in one push."""
MOST_PACKED: Final = 100_000_000
"""Bytes of a share's packs."""
MOST_OBJECTS: Final = 200_000
"""Objects in a share's packs."""
_HEADER: Final = 64
_LOOSE: Final = re.compile(rb"(commit|tree|blob|tag) (\d{1,15})\0")
_PACK: Final = re.compile(r"pack-[0-9a-f]{40,64}\.pack")
_PACK_HEAD: Final = 12
_NUMBERS: Final = {"commit": 1, "tree": 2, "blob": 3}
"""How a pack calls the kinds of objects."""
_CPU_SECONDS: Final = 20
"""Seconds of processor for the look at one share, ours and that of all gits: most need tenths."""
_KILLED: Final = (-signal.SIGXCPU, -signal.SIGKILL)
"""How a git ends that has used up its time."""
_PATIENCE: Final = 300
"""Seconds on the clock after which a git is given up, on however busy a machine."""
_MEMORY: Final = 2_000_000_000
_CONFIG: Final = """\
[core]
\trepositoryFormatVersion = 1
\tbare = true
[transfer]
\tfsckObjects = true
[pack]
\tthreads = 1
[extensions]
\tobjectFormat = {}
"""


@contextmanager
def quarantine(
    repo: Repo, who: str, on_wait: Callable[[str], None] | None = None
) -> Iterator[Path]:
    """An empty folder below the repository's `.git/clm`, gone afterwards; one run at a time.

    What a killed run left there goes first.

    Raises:
        BusyError: another run looks at a share for long.
    """
    home = repo.common_dir / "clm" / QUARANTINE
    with disk_errors():
        home.mkdir(parents=True, exist_ok=True)
    with write_lock(home, who, on_wait=on_wait):
        for left in home.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
        with disk_errors():
            folder = Path(tempfile.mkdtemp(dir=home))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class Packed(NamedTuple):
    """What a pack tells of an object before it is read: its kind and its size in bytes."""

    kind: str
    size: int


class Objects:
    """The objects of one share, by id; read from it as they are asked for, each at most once.

    Whatever it raises as `RefusedError` is a reason not to take the push in.
    """

    def __init__(self, share: Outside, folder: Path, hash_name: str) -> None:
        self._share = share
        self._folder = folder
        self._hash = hash_name
        self._held: dict[str, tuple[Kind, bytes]] = {}
        self._left = MOST_READ
        self._reader: subprocess.Popen[bytes] | None = None
        self._began = _spent()

    def close(self) -> None:
        """End what still reads."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()

    def get(self, kind: Kind, name: str) -> bytes:
        """The content of an object; its hash is its id.

        Raises:
            RefusedError: there is none with this id, it is of another kind, damaged or too large.
        """
        self._time_left()
        if name not in self._held:
            data = self._loose(kind, name)
            if data is None:
                data = self._from_pack(kind, name)
            self._left -= len(data)
            if self._left < 0:
                raise RefusedError(f"more than {MOST_READ:,} bytes would have to be looked at")
            self._held[name] = kind, data
        held, data = self._held[name]
        if held != kind:
            raise RefusedError(f"the object {name[:12]} is a {held} where a {kind} is named")
        return data

    def check(self) -> None:
        """Have git check all that was read, as it checks what is pushed.

        Raises:
            RefusedError: an object is malformed.
        """
        words = ("index-pack", "--stdin", "--fsck-objects")
        self._git(*words, stdin=self._as_pack(), fault="git refuses an object")

    # Loose objects are read in place.

    def _loose(self, kind: Kind, name: str) -> bytes | None:
        packed = self._share.read(f"objects/{name[:2]}/{name[2:]}", 2 * max(MOST.values()))
        if packed is None:
            return None
        stream = zlib.decompressobj()
        try:
            start = stream.decompress(packed, _HEADER)
            found = _LOOSE.match(start)
            if found is None:
                raise _damaged(name)
            size = _fitting(name, kind, found[1].decode(), int(found[2]))
            rest = stream.decompress(stream.unconsumed_tail, size + _HEADER)
        except zlib.error:
            raise _damaged(name) from None
        whole = start + rest
        data = whole[found.end() :]
        digest = hashlib.new(self._hash, whole, usedforsecurity=False).hexdigest()
        if len(data) != size or digest != name:
            raise _damaged(name)
        return data

    # Packs are indexed anew, in a repository of ours.

    def _from_pack(self, kind: Kind, name: str) -> bytes:
        found = self._packed.get(name)
        if found is None:
            raise RefusedError(f"the object {name[:12]} is missing")
        _fitting(name, kind, found.kind, found.size)
        if self._reader is None:
            self._reader = self._started("cat-file", "--batch")
        given, taken = self._reader.stdin, self._reader.stdout
        assert given is not None and taken is not None  # noqa: S101, PT018 -- they are pipes
        with suppress(BrokenPipeError):
            given.write(f"{name}\n".encode())
            given.flush()
        taken.readline()
        data = taken.read(found.size + 1)[:-1]
        if len(data) != found.size:
            raise RefusedError(f"git fails to read the object {name[:12]}")
        return data

    @cached_property
    def _packed(self) -> dict[str, Packed]:
        """What there is in the share's packs."""
        self._copy_packs()
        printed = self._git("cat-file", "--batch-all-objects", "--batch-check")
        rows = (line.split() for line in printed.decode().splitlines())
        return {name: Packed(kind, int(size)) for name, kind, size in rows}

    def _copy_packs(self) -> None:
        room, count = MOST_PACKED, 0
        for file in self._share.names("objects/pack"):
            if not _PACK.fullmatch(file):
                continue
            data = self._share.read(f"objects/pack/{file}", room + 1) or b""
            room -= len(data)
            count += int.from_bytes(data[8:_PACK_HEAD])
            if room < 0 or count > MOST_OBJECTS:
                raise RefusedError(
                    f"the share has packs of more than {MOST_PACKED:,} bytes or"
                    f" {MOST_OBJECTS:,} objects"
                )
            self._git("index-pack", "--stdin", stdin=data, fault=f"{file} is damaged")

    def _as_pack(self) -> bytes:
        """All that was read as a pack, as git takes it by its standard input."""
        parts = [b"PACK", (2).to_bytes(4), len(self._held).to_bytes(4)]
        for kind, data in self._held.values():
            parts += [_pack_header(_NUMBERS[kind], len(data)), zlib.compress(data, 1)]
        whole = b"".join(parts)
        return whole + hashlib.new(self._hash, whole, usedforsecurity=False).digest()

    @cached_property
    def _repo(self) -> Repo:
        """The bare repository in the quarantine."""
        with disk_errors():
            for name in ("objects/pack", "refs"):
                (self._folder / name).mkdir(parents=True)
            (self._folder / "HEAD").write_bytes(b"ref: refs/heads/main\n")
            (self._folder / "config").write_text(_CONFIG.format(self._hash))
        return Repo(self._folder, self._folder, self._folder)

    def _git(self, *words: str, stdin: bytes = b"", fault: str = "git fails") -> bytes:
        """What git prints about what others have made.

        Raises:
            RefusedError: it takes too long, or says no: the `fault`, and git's own first line.
        """
        running = self._started(*words)
        try:
            said, why = running.communicate(stdin, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            raise _too_long() from None
        if running.returncode in _KILLED:
            raise _too_long()
        if running.returncode:
            raise RefusedError(f"{fault}: {_first_line(why)}")
        return said

    def _time_left(self) -> int:
        """The seconds of processor that are left for the look at this share, rounded up.

        Raises:
            RefusedError: there are none.
        """
        left = ceil(_CPU_SECONDS - (_spent() - self._began))
        if left <= 0:
            raise _too_long()
        return left

    def _started(self, *words: str) -> subprocess.Popen[bytes]:
        """A git at work on what others have made: within limits, with no settings but ours."""
        left = self._time_left()
        env = self._repo.environment(NO_NETWORK)
        command = ["git", *ALWAYS, *NO_HOOKS, *words]
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=self._folder, env=env,
                preexec_fn=partial(_limit, left),  # noqa: PLW1509 -- there are no threads here
                start_new_session=True,
            )  # fmt: skip
        except FileNotFoundError as error:
            if error.filename != "git":
                raise
            raise MissingToolError("git is not installed", "install git 2.38 or newer") from None


def _spent() -> float:
    """Seconds of processor that we have used, and those of our processes that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _too_long() -> RefusedError:
    return RefusedError("it takes too long to look at what was pushed")


def _limit(seconds: int) -> None:
    """Run in the child: what a pack may cost, however it was made."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # a system or a limit of the person's may say no
            resource.setrlimit(what, (most, most))


def _fitting(name: str, kind: str, found: str, size: int) -> int:
    """The size of an object that is what it should be, and no larger."""
    if found != kind:
        raise RefusedError(f"the object {name[:12]} is a {found} where a {kind} is named")
    if size > MOST[kind]:
        what = {"blob": "file", "tree": "folder"}.get(kind, kind)
        raise RefusedError(f"the {what} has {size:,} bytes; at most {MOST[kind]:,} are taken")
    return size


def _damaged(name: str) -> RefusedError:
    return RefusedError(f"the object {name[:12]} is damaged")


def _pack_header(kind: int, size: int) -> bytes:
    """Kind and size as a pack has them: seven bits a byte, the first with room for the kind."""
    low, size = kind << 4 | size & 15, size >> 4
    found = bytearray()
    while size:
        found.append(low | 128)
        low, size = size & 127, size >> 7
    return bytes([*found, low])


def _first_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").removeprefix("error: ") if lines else "no reason given"
