"""Shares in tests: a customer of Anna's, and git in a bare repository."""

from __future__ import annotations

import subprocess
import zlib
from typing import TYPE_CHECKING, Final

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Repository

OURS: Final = "c-7f3qkd"
"""Anna's customer: with an owner, a booking, a note in each case file."""
NOTE: Final = """\
customer: {customer}
notes:
  - id: {id}
    at: {at}
    by: jana
    text: {text}
"""


def note_file(text: str, customer: str = OURS, note: str = "n-2k9x7d1q", at: str = "") -> str:
    """A case file with one entry of Jana's."""
    return NOTE.format(customer=customer, id=note, text=text, at=at or "2026-11-02T08:00:00Z")


def people_it(repo: Repository) -> None:
    """Commit Anna's customer."""
    more = f"owner: jana\nvpa: anna\nbookings:\n{make_booking(more='price: 99.00')}"
    repo.write(customer_path(OURS), make_customer(more=more))
    repo.write(customer_path(OURS, "vpa"), note_file("Ruft gern vormittags an"))
    repo.put(customer_path(OURS, "oteam"), note_file("streng geheim", note="n-3m0y8e2r"))


def git(share: Path, *words: str) -> str:
    """What git prints in a bare repository, without the last line break."""
    done = subprocess.run(
        ["git", f"--git-dir={share}", *words], capture_output=True, text=True, check=True
    )
    return done.stdout.removesuffix("\n")


def files(share: Path) -> dict[str, bytes]:
    """Every file of a share's repository, by its path."""
    found = sorted(path for path in share.rglob("*") if path.is_file())
    return {path.relative_to(share).as_posix(): path.read_bytes() for path in found}


def objects(share: Path) -> dict[str, bytes]:
    """Every object of a share, reachable or not, decompressed, by its id."""
    words = ["cat-file", "--batch", "--batch-all-objects"]
    command = ["git", f"--git-dir={share}", *words]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    found: dict[str, bytes] = {}
    while printed:
        head, _, rest = printed.partition(b"\n")
        name, _, size = head.decode().split(" ")
        found[name], printed = rest[: int(size)], rest[int(size) + 1 :]
    return found


def everything(share: Path) -> bytes:
    """All that somebody with the share's folder could read: its files, and all objects in them."""
    loose = (zlib.decompress(data) for path, data in files(share).items() if _is_loose(path))
    return b"\n".join([*files(share).values(), *loose, *objects(share).values()])


def _is_loose(path: str) -> bool:
    first, _, rest = path.removeprefix("objects/").partition("/")
    return path.startswith("objects/") and len(first) == 2 and len(rest) == 38
