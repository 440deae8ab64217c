"""git's index read and changed as bytes, where it is of the plain kind.

`git update-index` reads, hashes and writes all of it, and a write of ours needed it twice: it
cannot set an entry whose file waits elsewhere together with that file's times. git documents the
layout (gitformat-index). The plain kind is version 2 with SHA-1 and no other extensions than
`TREE` and `REUC`; of any other kind there is no `IndexFile`, and git itself does the work.
"""

from __future__ import annotations

import os
import stat
import struct
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.store.git import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from clm.store.git import Repo

_HEAD: Final = struct.Struct(">4sLL")
_ROW: Final = struct.Struct(">10L20sH")
"""ctime, mtime (each seconds and ns), device, inode, mode, owner, group, size; id; flags."""
_MTIME, _MODE, _SIZE, _ID, _FLAGS = 2, 6, 9, 10, 11
_SIZE_AT: Final = 36
_MTIME_AT: Final = 8
_SUM: Final = 20
_LONG_NAME: Final = 0xFFF
_STAGE: Final = 0x3000
_OWN_FLAGS: Final = 0xC000
_PLAIN: Final = 2
_WORD: Final = 0xFFFFFFFF
_SECOND: Final = 1_000_000_000
_EXTENSIONS: Final = frozenset({b"TREE", b"REUC"})
_MOST_RACY: Final = 200
"""So many files are looked at again before we leave it to git, which has threads for it."""


class NotPlain(Exception):  # noqa: N818 - a signal to leave it to git, no error
    """What is to be done goes beyond the plain kind."""


class IndexFile(NamedTuple):
    """An index: its bytes, where each entry begins, where they end, the second it was written."""

    data: bytes
    starts: list[int]
    end: int
    written: int

    def entries(self, paths: Iterable[str]) -> dict[str, Entry]:
        """The entries of these paths; one that is in conflict has the mode `unmerged`."""
        found = {}
        for path in paths:
            for start in self._rows(os.fsencode(path)):
                row = _ROW.unpack_from(self.data, start)
                mode = "unmerged" if row[_FLAGS] & _STAGE else f"{row[_MODE]:o}"
                found[path] = Entry(mode, row[_ID].hex())
        return found

    def changed(
        self,
        repo: Repo,
        entries: Mapping[str, Entry | None],
        stats: Mapping[str, os.stat_result | None],
    ) -> bytes:
        """The index with these entries, each with what is known of its file.

        Raises:
            NotPlain: a file would stand where a folder is, or too many files were changed in the
                second in which the index was written.
        """
        data = memoryview(self._smudged(repo))
        pieces: list[bytes | memoryview] = [b""]
        count, at = len(self.starts), _HEAD.size
        for name, path in sorted((os.fsencode(path), path) for path in entries):
            first, last = self._span(name)
            begin, end = (self._start(number) for number in (first, last))
            pieces.append(data[at:begin])
            at, count = end, count - (last - first)
            entry = entries[path]
            if entry is not None:
                self._refuse_clash(name, first)
                pieces.append(_row(name, entry, stats.get(path)))
                count += 1
        pieces.append(data[at : self.end])
        stale = {os.fsencode(path).rpartition(b"/")[0] for path in entries}
        for kind, content in _extensions(self.data, self.end):
            held = _without(content, stale) if kind == b"TREE" else content
            pieces += [kind, len(held).to_bytes(4, "big"), held]
        pieces[0] = _HEAD.pack(b"DIRC", _PLAIN, count)
        pieces.append(self._sum(pieces))
        return b"".join(pieces)

    def _sum(self, pieces: Iterable[bytes | memoryview]) -> bytes:
        import hashlib  # a slow start for those who only read

        if not any(self.data[-_SUM:]):  # `index.skipHash` is set here
            return bytes(_SUM)
        digest = hashlib.sha1(usedforsecurity=False)
        for piece in pieces:
            digest.update(piece)
        return digest.digest()

    def _start(self, number: int) -> int:
        return self.starts[number] if number < len(self.starts) else self.end

    def _name(self, start: int) -> bytes:
        length = int.from_bytes(self.data[start + 60 : start + 62], "big") & _LONG_NAME
        begin = start + _ROW.size
        end = self.data.index(b"\0", begin) if length == _LONG_NAME else begin + length
        return self.data[begin:end]

    def _span(self, name: bytes) -> tuple[int, int]:
        """The entries of this name: one in each stage of a conflict, otherwise one or none."""
        first = last = bisect_left(self.starts, name, key=self._name)
        while last < len(self.starts) and self._name(self.starts[last]) == name:
            last += 1
        return first, last

    def _rows(self, name: bytes) -> list[int]:
        first, last = self._span(name)
        return self.starts[first:last]

    def _refuse_clash(self, name: bytes, place: int) -> None:
        below = bisect_left(self.starts, name + b"/", lo=place, key=self._name)
        if below < len(self.starts) and self._name(self.starts[below]).startswith(name + b"/"):
            raise NotPlain
        while b"/" in name:
            name = name.rpartition(b"/")[0]
            if self._rows(name):
                raise NotPlain

    def _smudged(self, repo: Repo) -> bytes:
        """The bytes, with what git does for files that are as young as the index itself.

        git trusts a file's times only if they are older than its index. A newer index would make
        it trust those of files that were edited within the same second; so such an entry loses
        its size, and git looks at the file again.
        """
        since = self.written.to_bytes(4, "big")
        at, data = _MTIME_AT, self.data
        racy = [start for start in self.starts if data[start + at : start + at + 4] >= since]
        if len(racy) > _MOST_RACY:
            raise NotPlain
        edited = [start for start in racy if self._is_edited(repo, start)]
        if not edited:
            return data
        changed = bytearray(data)
        for start in edited:
            changed[start + _SIZE_AT : start + _SIZE_AT + 4] = bytes(4)
        return bytes(changed)

    def _is_edited(self, repo: Repo, start: int) -> bool:
        """Has a file other bytes than its entry says, though its times are the same?"""
        row = _ROW.unpack_from(self.data, start)
        path = repo.root / os.fsdecode(self._name(start))
        try:
            found = path.lstat()
            if times_of(found) != _compared(row[:_ID]):
                return False  # git sees that
            if not stat.S_ISREG(found.st_mode):
                return True
            blob: str = row[_ID].hex()
            return repo.blob_id(path.read_bytes()) != blob
        except OSError:
            return False  # it is gone: git sees that


def open_index(path: Path) -> IndexFile | None:
    """The index at a path; None when it is not of the plain kind.

    A missing one holds nothing: git has not made it yet.
    """
    try:
        with path.open("rb") as file:
            data = file.read()
            written = os.fstat(file.fileno()).st_mtime_ns // _SECOND
    except FileNotFoundError:
        return IndexFile(_HEAD.pack(b"DIRC", _PLAIN, 0) + b"x" * _SUM, [], _HEAD.size, 0)
    if len(data) < _HEAD.size + _SUM:
        return None
    magic, version, count = _HEAD.unpack_from(data)
    if magic != b"DIRC" or version != _PLAIN:
        return None
    try:
        starts, end = _walk(data, count)
        kinds = {kind for kind, _ in _extensions(data, end)}
    except (IndexError, NotPlain):
        return None
    return IndexFile(data, starts, end, written) if kinds <= _EXTENSIONS else None


def times_of(found: os.stat_result) -> tuple[int, ...]:
    """What git compares of a file's state to tell whether it was changed: of times the second."""
    return _compared(_stat(found, 0))


def _compared(fields: tuple[int, ...]) -> tuple[int, ...]:
    changed, _, modified, _, device, inode, _, *others = fields
    return (changed, modified, device, inode, *others)


def _stat(found: os.stat_result, mode: int) -> tuple[int, ...]:
    return tuple(
        number & _WORD
        for number in (
            *divmod(found.st_ctime_ns, _SECOND), *divmod(found.st_mtime_ns, _SECOND),
            found.st_dev, found.st_ino, mode, found.st_uid, found.st_gid, found.st_size,
        )
    )  # fmt: skip


def _row(name: bytes, entry: Entry, found: os.stat_result | None) -> bytes:
    mode = int(entry.mode, 8)
    fields = _stat(found, mode) if found else (0,) * _MODE + (mode, 0, 0, 0)
    flags = min(len(name), _LONG_NAME)
    length = (_ROW.size + len(name) + 8) & ~7
    return (_ROW.pack(*fields, bytes.fromhex(entry.blob), flags) + name).ljust(length, b"\0")


def _walk(data: bytes, count: int) -> tuple[list[int], int]:
    """Where each entry begins, and where the last one ends.

    Raises:
        NotPlain: an entry has flags of its own (assumed unchanged, extended).
        IndexError: it ends before its last entry.
    """
    starts = []
    at = _HEAD.size
    for _ in range(count):
        starts.append(at)
        length = data[at + 60] << 8 | data[at + 61]
        if length & _OWN_FLAGS:
            raise NotPlain
        length &= _LONG_NAME
        if length == _LONG_NAME:
            length = data.index(b"\0", at + _ROW.size) - at - _ROW.size
        at += (70 + length) & ~7
    return starts, at


def _extensions(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    """What follows the entries: kind and content of each extension.

    Raises:
        NotPlain: the bytes do not add up.
    """
    end = len(data) - _SUM
    while at < end:
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size
    if at != end:
        raise NotPlain


def _without(content: bytes, stale: set[bytes]) -> bytes:
    """The known trees of folders (`TREE`) without those of these folders and of all above them."""
    for folder in list(stale):
        parts = folder.split(b"/")
        stale |= {b"/".join(parts[:length]) for length in range(len(parts))}
    pieces: list[bytes] = []
    around: list[tuple[bytes, int]] = []  # the folders we are in: path, how many are to come in it
    at = 0
    while at < len(content):
        begin = at
        name_end = content.index(b"\0", at)
        line_end = content.index(b"\n", name_end)
        count, below = content[name_end + 1 : line_end].split(b" ")
        at = line_end + 1 + (0 if count.startswith(b"-") else _SUM)
        while around and not around[-1][1]:
            around.pop()
        path = b""
        if around:
            outer, left = around.pop()
            around.append((outer, left - 1))
            path = (outer + b"/" if outer else b"") + content[begin:name_end]
        around.append((path, int(below)))
        is_stale = path in stale
        pieces.append(
            content[begin:name_end] + b"\0-1 " + below + b"\n" if is_stale else content[begin:at]
        )
    return b"".join(pieces)
