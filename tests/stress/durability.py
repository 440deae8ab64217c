"""What would be gone if the power failed now: bytes without fsync, names in folders without one."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Event = tuple[str, str, str]

REBUILT: Final = re.compile(
    r"/\.git/(logs(/|$)|COMMIT_EDITMSG|HEAD\.lock|clm/(lock|marker|git-version|[a-z-]*\.sqlite.*)$)"
)
"""What nobody misses: git itself never syncs its reflogs; ours are made anew."""


class Volatile:
    """Follows the calls that change files, and knows what is not durable yet."""

    def __init__(self, root: Path) -> None:
        self._root = f"{root}{os.sep}"
        self._known = {f"{path}" for path in root.rglob("*")}
        self._bytes: set[str] = set()
        self._names: set[str] = set()

    def see(self, event: Event) -> None:
        """One call, named as by Python's audit events; `write`, `fsync` and `sync` besides."""
        what, path, goal = event
        if what == "sync":
            self._bytes.clear()
            self._names.clear()
        elif what == "fsync":
            self._bytes.discard(path)
            self._names = {name for name in self._names if name.rpartition(os.sep)[0] != path}
        elif what in {"write", "os.truncate"}:
            self._bytes.add(path)
        elif what in {"open", "os.mkdir"} and path not in self._known:
            self._name(path)
        elif what == "os.link":
            self._name(goal)
        elif what == "os.rename":
            self._name(goal)
            if path in self._bytes:
                self._bytes.add(goal)
            else:
                self._bytes.discard(goal)
            self._forget(path)
        elif what in {"os.remove", "os.rmdir"}:
            self._forget(path)

    def left(self, ignored: str = r"(?!)") -> list[str]:
        """What a power failure would take now."""
        kept = (p for p in self._bytes | self._names if p.startswith(self._root))
        return sorted(p for p in kept if not REBUILT.search(p) and not re.search(ignored, p))

    def _name(self, path: str) -> None:
        self._names.add(path)
        self._known.add(path)

    def _forget(self, path: str) -> None:
        self._bytes.discard(path)
        self._names.discard(path)
        self._known.discard(path)


_CALL: Final = re.compile(r"(\d+) +(\w+)\((.*)\) += (\d+)(?:<(.*)>)?")
_TEXT: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FD: Final = re.compile(r"\d+<([^>]*)>")
_NAMES: Final = {
    "rename": "os.rename", "renameat": "os.rename", "renameat2": "os.rename",
    "link": "os.link", "linkat": "os.link", "mkdir": "os.mkdir", "mkdirat": "os.mkdir",
    "unlink": "os.remove", "unlinkat": "os.remove", "rmdir": "os.rmdir",
    "write": "write", "writev": "write", "pwrite64": "write", "ftruncate": "write",
    "fsync": "fsync", "fdatasync": "fsync", "sync": "sync", "syncfs": "sync", "openat": "open",
}  # fmt: skip
TRACED: Final = ",".join(_NAMES)


def from_strace(log: str, root: Path) -> Iterator[Event]:
    """The events of `strace -f -y`; `said` is a write to the standard output of the first process.

    git runs at the root, so that names without a folder stand there.
    """
    first = log.split(maxsplit=1)[0]
    for process, name, rest, opened in _whole(log):
        what = _NAMES[name]
        if name in {"write", "writev", "pwrite64", "ftruncate", "fsync", "fdatasync"}:
            path = _FD.search(rest)
            if process == first and rest.startswith("1<"):
                yield "said", "", ""
            elif path:
                yield what, path[1], ""
        elif what == "open":
            if "O_CREAT" in rest:
                yield what, opened, ""
        else:
            names = [f"{root / text}" for text in _TEXT.findall(rest)]
            yield what, names[0] if names else "", names[-1] if names else ""


def _whole(log: str) -> Iterator[tuple[str, str, str, str]]:
    """Calls that succeeded: process, name, arguments, the path that was opened."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        process = line.split(maxsplit=1)[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>")
            continue
        resumed = re.match(r"\d+ +<\.\.\. \w+ resumed>(.*)", line)
        call = _CALL.match(begun.pop(process, "") + resumed[1] if resumed else line)
        if call and call[2] in _NAMES:
            yield call[1], call[2], call[3], call[5] or ""


def volatile_at(
    moments: Iterable[tuple[str, str]], events: Iterable[Event], seen: Volatile
) -> list[str]:
    """What was not durable at any moment, given as patterns of an event and of what may not be.

    A moment that never came is a fault too.
    """
    wanted = dict(moments)
    came = set()
    found = []
    for event in events:
        for moment, ignored in wanted.items():
            if re.search(moment, " ".join(event)):
                came.add(moment)
                found += [f"not durable at {moment}: {path}" for path in seen.left(ignored)]
        seen.see(event)
    return found + [f"never came: {moment}" for moment in wanted if moment not in came]
