"""A commit to be built, and the stream in which git's fast-import reads it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PRIVATE_REF: Final = b"refs/clm/writing"  # fast-import wants a branch; no ref is made


class Identity(NamedTuple):
    """A person as git names them."""

    name: str
    email: str


class NewCommit(NamedTuple):
    """A commit to be built: `changes` are whole files (`None` deletes), paths from the root."""

    parent: str | None
    changes: Mapping[str, tuple[str, bytes] | None]
    message: str
    author: Identity
    committer: Identity
    stamp: str
    """Seconds since 1970 and the zone's offset, as in `1795250000 +0100`."""


def stream(new: NewCommit) -> Iterator[bytes]:
    """The commit as fast-import reads it; it prints the id and moves no branch."""
    message = new.message.encode()
    yield b"commit %s\nmark :1\n" % _PRIVATE_REF
    yield b"author %s %s\n" % (person(new.author), new.stamp.encode())
    yield b"committer %s %s\n" % (person(new.committer), new.stamp.encode())
    yield b"data %d\n%s\n" % (len(message), message)
    if new.parent:
        yield b"from %s\n" % new.parent.encode()
    for path, change in new.changes.items():
        if change is None:
            yield b"D %s\n" % _quoted(path)
        else:
            mode, data = change
            yield b"M %s inline %s\ndata %d\n" % (mode.encode(), _quoted(path), len(data))
            yield data
            yield b"\n"
    # A reset to nowhere makes fast-import forget its branch: it takes no lock on any ref.
    yield b"\nget-mark :1\nreset %s\n\ndone\n" % _PRIVATE_REF


def _quoted(path: str) -> bytes:
    raw = os.fsencode(path)
    raw = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % raw


def person(who: Identity) -> bytes:
    """A name and address without what would end the line's fields; git drops the same."""
    name, email = (re.sub(r"[<>\n\0]", "", text).strip() for text in (who.name, who.email))
    return f"{name} <{email}>".encode()
