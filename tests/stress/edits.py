"""What a person, an editor or git does to data files: one function a kind of edit."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from tests.world import Repository


class Hand:
    """Edits files of a repository at random; every edit of a kind is another one."""

    def __init__(self, repo: Repository, chance: random.Random) -> None:
        self.repo = repo
        self.chance = chance
        self.made = 0

    def file(self, ending: str = ".yaml") -> Path:
        """One of the data files of customers."""
        found = sorted(self.repo.root.glob(f"customers/*/c-*{ending}"))
        return self.chance.choice([path for path in found if not path.is_symlink()])

    def text(self, path: Path) -> str:
        """The file's text with another name of the same length."""
        self.made += 1
        lines = path.read_text().splitlines(keepends=True)
        return "".join(
            f"name: Firma {self.made:04}\n" if line.startswith("name: ") else line for line in lines
        )

    def fresh(self) -> Path:
        """Where a new customer's file would lie."""
        self.made += 1
        return self.repo.path(customer_path(f"c-{self.made:02}{self.chance.randrange(1000):04}"))


def append(hand: Hand) -> None:
    with hand.file().open("a") as file:
        file.write(f"# {hand.made}\n")


def in_place(hand: Hand) -> None:
    path = hand.file()
    text = hand.text(path)
    with path.open("r+") as file:
        file.write(text)
        file.truncate()


def in_place_mtime_kept(hand: Hand) -> None:
    before = (path := hand.file()).stat()
    with path.open("r+") as file:
        text = hand.text(path)
        file.write(text)
        file.truncate()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def rewritten(hand: Hand) -> None:
    path = hand.file()
    path.write_text(hand.text(path))


def renamed_over(hand: Hand) -> None:
    path = hand.file()
    beside = path.with_name("beside")
    beside.write_text(hand.text(path))
    beside.replace(path)


def renamed_over_mtime_kept(hand: Hand) -> None:
    path = hand.file()
    beside = path.with_name("beside")
    beside.write_text(hand.text(path))
    shutil.copystat(path, beside)
    beside.replace(path)


def deleted(hand: Hand) -> None:
    hand.file().unlink()


def made_anew(hand: Hand) -> None:
    path = hand.fresh()
    path.parent.mkdir(exist_ok=True)
    path.write_text(make_customer(path.stem, more="owner: jana\n"))


def booked(hand: Hand) -> None:
    path = hand.fresh()
    path.parent.mkdir(exist_ok=True)
    booking = make_booking(f"b-{hand.made:08}", on="2026-11-16")
    path.write_text(make_customer(path.stem, more=f"owner: tom\nbookings:\n{booking}"))


def touched(hand: Hand) -> None:
    hand.file().touch()


def mode_changed(hand: Hand) -> None:
    path = hand.file()
    path.chmod(0o755 if path.stat().st_mode & 0o100 == 0 else 0o644)


def copied_over(hand: Hand) -> None:
    path, other = hand.file(), hand.file()
    if path != other:
        text = hand.text(path)
        shutil.copy2(other, path)
        path.write_text(text)


def swapped(hand: Hand) -> None:
    path, other = hand.file(), hand.file()
    if path != other:
        beside = path.with_name("beside")
        path.rename(beside)
        other.rename(path)
        beside.rename(other)


def linked(hand: Hand) -> None:
    path = hand.file()
    target = hand.repo.root / f"elsewhere-{hand.made}"
    path.rename(target)
    path.symlink_to(target)


def moved_to_another_shard(hand: Hand) -> None:
    path = hand.file()
    other = hand.file().parent
    path.rename(other / path.name)


def spoilt(hand: Hand) -> None:
    with hand.file().open("a") as file:
        file.write("city: [\n")


def other_line_ends(hand: Hand) -> None:
    path = hand.file()
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def taken_back_by_git(hand: Hand) -> None:
    hand.repo.git("checkout", "--quiet", "HEAD", "--", "customers")


def committed_and_reset(hand: Hand) -> None:
    renamed_over(hand)
    hand.repo.commit()
    in_place(hand)
    hand.repo.git("reset", "--quiet", "--hard", "HEAD")


def pulled(hand: Hand) -> None:
    """A colleague's commit comes in by a merge that git does."""
    hand.repo.commit()
    hand.repo.git("checkout", "--quiet", "-b", "colleague")
    made_anew(hand)
    hand.repo.commit()
    hand.repo.git("checkout", "--quiet", "main")
    hand.repo.git("merge", "--quiet", "--no-edit", "colleague")
    hand.repo.git("branch", "--quiet", "-D", "colleague")


def shard_deleted(hand: Hand) -> None:
    shutil.rmtree(hand.file().parent)


def twice_in_a_tick(hand: Hand) -> None:
    path = hand.file()
    for _ in range(2):
        path.write_text(hand.text(path))


EDITS: Final[tuple[Callable[[Hand], None], ...]] = (
    *(append, in_place, in_place_mtime_kept, rewritten, renamed_over, renamed_over_mtime_kept),
    *(deleted, made_anew, booked, touched, mode_changed, copied_over, swapped, linked),
    *(moved_to_another_shard, spoilt, other_line_ends, taken_back_by_git, committed_and_reset),
    *(pulled, shard_deleted, twice_in_a_tick),
)
