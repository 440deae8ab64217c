"""G11 and A3.2: a share follows from what its VPA may see, and from nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import pytest

from clm.domain.casefile import OTeamFile, VpaFile
from clm.store import shares
from clm.store.kinds import record_of
from clm.store.reading import read
from tests.build import customer_path, make_customer
from tests.shares import everything, files, git, objects
from tests.stress.pairs import SECRET, Telling, new_id, seen, step
from tests.world import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from clm.domain.changes import FileKind
    from clm.store.git import Repo
    from tests.stress.conftest import Counts, Tally
    from tests.stress.pairs import Seen
    from tests.world import Clm

Add = Callable[..., str]
Leak = Callable[..., str]
KINDS: Final[dict[str, FileKind]] = {"oteam": "oteam", "vpa": "vpa-file"}
CUSTOMERS: Final = 20
WORDS: Final = ("Anruf", "Termin", "Rechnung", "Angebot", "Ärger", "Urlaub", "wünscht", "mehr")

STEPS = 3
PLANTED_PAIRS = 2


def differences(one: Path, other: Path) -> Iterator[str]:
    """In what two bare repositories are not the same: refs, objects, any file."""
    pairs = {"file": (files(one), files(other)), "object": (objects(one), objects(other))}
    for what, (here, there) in pairs.items():
        for name in sorted(here.keys() | there.keys()):
            if here.get(name) != there.get(name):
                yield f"{what} {name}: {here.get(name)!r:.80} and {there.get(name)!r:.80}"
    refs = [git(share, "for-each-ref") for share in (one, other)]
    if refs[0] != refs[1]:
        yield f"refs: {refs}"


def secrets(share: Path) -> Iterator[str]:
    told = everything(share)
    if SECRET.encode() in told:
        at = told.index(SECRET.encode())
        yield f"a secret in {share}: {told[max(at - 60, 0) : at + 60]!r}"


def unreachable(share: Path) -> Iterator[str]:
    wanted = {
        line.split(" ")[0] for line in git(share, "rev-list", "--objects", "main").split("\n")
    }
    yield from (f"nothing leads to {name}" for name in objects(share).keys() - wanted)


class Seed:
    """One pair of repositories that agree, through a few publishes."""

    def __init__(self, template: Path, place: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = seen(self.chance)
        self.tellings = [
            Telling(place / f"{seed}{name}", template, f"{seed}{name}") for name in "ab"
        ]
        self.begun_anew = 0

    def play(self) -> Iterator[str]:
        """In what the two shares differ, and what is in them that may not be."""
        before: set[str] = set()
        for number in range(STEPS):
            shares = [self._told(telling) for telling in self.tellings]
            left = before - self.world.customers.keys()
            self.begun_anew += bool(left)
            for one in (*differences(*shares), *faults(shares[0], self.world, left)):
                yield f"{self.tellings[0].repo.root.name}, publish {number}: {one}"
            before = set(self.world.customers)
            for _ in range(self.chance.randrange(1, 3)):
                step(self.world, self.chance)

    def _told(self, telling: Telling) -> Path:
        telling.write(self.world)
        share = telling.publish(telling.repo.root.with_name(f"{telling.repo.root.name}-shares"))
        if telling.chance.random() < 0.5:  # what is hidden changes, and nothing happens
            telling.write(self.world)
            telling.publish(share.parent)
        return share


def faults(share: Path, world: Seen, left: Iterable[str]) -> Iterator[str]:
    """What is in a share that may not be, or is not in it that has to be."""
    told = everything(share)
    if SECRET.encode() in told:
        at = told.index(SECRET.encode())
        yield f"a secret: {told[max(at - 60, 0) : at + 60]!r}"
    yield from (f"{one} has left, and is there" for one in left if one.encode() in told)
    yield from (f"{one} is not there" for one in world.customers if one.encode() not in told)
    reached = git(share, "rev-list", "--objects", "main").split("\n")
    lost = objects(share).keys() - {line.split(" ")[0] for line in reached}
    yield from (f"nothing leads to {name}" for name in lost)


def test_agreeing_repositories_give_the_same_share(
    template_repository: Path, tmp_path: Path, counts: Counts, tally: Tally
) -> None:  # A3.2
    seeds = [Seed(template_repository, tmp_path, number) for number in range(counts.pairs)]
    found = [fault for seed in seeds for fault in seed.play()]
    anew = sum(seed.begun_anew for seed in seeds)
    tally("G11", f"{counts.pairs} pairs, {STEPS} publishes each, {anew} begun anew", found)
    assert anew


def in_the_message(add: Add, head: str, repo: Repo, *told: Any) -> str:
    *others, message, seconds = told
    return add(repo, *others, f"{message}\n\nof {head}", seconds)


def in_the_time(add: Add, head: str, repo: Repo, *told: Any) -> str:
    *others, seconds = told
    return add(repo, *others, max(seconds, int(head, 16) % 1_000_000_000 + 1_700_000_000))


def in_a_blob(add: Add, head: str, repo: Repo, *told: Any) -> str:
    repo.run("hash-object", "-w", "--stdin", stdin=head.encode(), writes=True)
    return add(repo, *told)


@pytest.mark.parametrize("leak", [in_the_message, in_the_time, in_a_blob])
def test_a_planted_leak_is_caught(
    template_repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
    leak: Leak,
) -> None:
    """An exporter that lets something of the internal repository through, by three ways."""
    seeds = [Seed(template_repository, tmp_path, number) for number in range(PLANTED_PAIRS)]
    honest = shares.add_commit

    def leaking(repo: Repo, *told: Any) -> str:
        root = repo.root.parent.with_name(repo.root.parent.name.removesuffix("-shares"))
        return leak(honest, Repository(root).head(), repo, *told)

    monkeypatch.setattr(shares, "add_commit", leaking)
    found = [fault for seed in seeds for fault in seed.play() if ": a secret" not in fault]
    tally.control("G11", f"a leak {leak.__name__.replace('_', ' ')}", found)
    only = [fault for fault in found if "nothing leads to" not in fault]
    assert only, "two shares are the same, though each holds something of its own"


def sentences(repo: Repository, side: str) -> list[str]:
    """Every text in the case files of one kind."""
    found = []
    for path in sorted(repo.root.glob(f"customers/*/*.{side}.yaml")):
        record = read(path.read_bytes(), path.name, record_of(KINDS[side])).record
        assert isinstance(record, OTeamFile | VpaFile)
        found += [note.text for note in record.notes if note.text]
    return found


def test_no_sentence_of_the_internal_files_is_in_a_share(
    repo: Repository, clm: Clm, tmp_path: Path, tally: Tally
) -> None:  # A3.2
    chance = random.Random(3)
    for number in range(CUSTOMERS):
        customer = f"c-{number:02}0000"
        vpa = chance.choice(("anna", "ben"))
        repo.write(customer_path(customer), make_customer(customer, more=f"vpa: {vpa}\n"))
        for side in KINDS:
            notes = "".join(
                f"  - id: {new_id(chance, 'n')}\n    at: 2026-11-0{day}\n    by: jana\n"
                f"    text: {' '.join(chance.choices(WORDS, k=8))} {chance.random()}\n"
                + (f"    released_from: {new_id(chance, 'n')}\n" if side == "vpa" else "")
                for day in range(1, 6)
            )
            repo.write(customer_path(customer, side), f"customer: {customer}\nnotes:\n{notes}")
    repo.commit()
    clm.ok("share", "publish", "--to", tmp_path / "shares")
    told = {vpa: everything(tmp_path / "shares" / f"{vpa}.git") for vpa in ("anna", "ben")}
    internal, released = sentences(repo, "oteam"), sentences(repo, "vpa")
    assert len(internal) == len(released) == 5 * CUSTOMERS
    found = [text for text in internal for share in told.values() if text.encode() in share]
    tally("G11", f"{len(internal)} internal sentences looked for in {len(told)} shares", found)
    both = [[text.encode() in share for share in told.values()] for text in released]
    assert all(sum(one) == 1 for one in both), "a released entry is in its VPA's share alone"
