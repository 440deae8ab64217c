"""G8: a bad file takes only itself out: each fault is found at its line, everything else works."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import yaml

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.stress.conftest import Counts, Tally
    from tests.world import Clm, Repository

FILES, FAULTS = 1000, 40
KINDS = (
    "{text}name: zweimal\n",
    "{text}city: [a\n",
    "{text}city: &a b\n",
    "{text}plz: *a\n",
    "{text}city: !!str b\n",
    "{text}registered_on: 10.11.2026\n",
    "{text}status: gone\n",
    "{text}<<<<<<< HEAD\n",
    "{text}city: a\u202eb\n",
    '{text}city: "a\\u200bb"\n',
)


def spoil(repo: Repository, seed: int) -> tuple[set[str], list[str]]:
    """Write all files; answers `path:line` of each fault, and the customers that are whole."""
    chance = random.Random(seed)
    spoilt = set(chance.sample(range(FILES), FAULTS))
    wanted, whole = set(), []
    for number in range(FILES):
        name = f"c-{number:06d}"
        bookings = make_booking(f"b-{number:08d}", on="2026-11-16")
        text = make_customer(name, more=f"owner: jana\nbookings:\n{bookings}")
        if number in spoilt:
            line = text.count("\n") + 1
            text = chance.choice(KINDS).format(text=text)
            wanted.add(f"{customer_path(name)}:{line}")
        else:
            whole.append(name)
        repo.write(customer_path(name), text)
    repo.commit()
    return wanted, whole


def places(lines: list[str]) -> set[str]:
    """`path:line` of findings."""
    return {":".join(line.split(":")[:2]) for line in lines}


def look(clm: Clm, wanted: set[str], whole: list[str]) -> list[str]:
    """What is not as it must be beside the faults."""
    listed, found, board = clm("mine", "--ids"), clm("check"), clm("board", "--json")
    errors = [line for line in found.out.splitlines() if " warning: " not in line]
    many, bad = whole[:20], next(iter(wanted)).rpartition("/")[2].partition(".")[0]
    answers = {
        "mine leaves with 65": listed.code == 65,
        "mine has the others": set(listed.out.split()) == set(whole),
        "mine names each line": places(listed.err.splitlines()) == wanted,
        "check leaves with 1": found.code == 1,
        "check names each line": places(errors) == wanted,
        "the board counts the others": board.json["lists"]["first"] == len(whole),
        "seen works": clm("seen", *many).code == 0,
        "note works": clm("note", whole[-1], "still here").code == 0,
        "and is listed no more": not set(many) & set(clm("mine", "--ids").out.split()),
        "a bad one is refused": clm("note", bad, "x").code in {3, 65},
    }
    return [what for what, holds in answers.items() if not holds]


def test_each_fault_is_found_at_its_line(
    repo: Repository, clm: Clm, counts: Counts, tally: Tally
) -> None:
    found = []
    for seed in range(11, 11 + counts.spoilt):
        found += [f"seed {seed}: {what}" for what in look(clm, *spoil(repo, seed))]
    tally("G8", f"{counts.spoilt} x {FAULTS} faults in {FILES} files", found)


def test_a_naive_loader_takes_all_out(repo: Repository, tally: Tally) -> None:
    wanted, _ = spoil(repo, 11)
    missed = []
    for place in sorted(wanted):
        path, _, line = place.rpartition(":")
        try:
            yaml.safe_load(repo.read(path))
        except yaml.YAMLError as error:
            at = getattr(error, "problem_mark", None)
            if at is not None and at.line + 1 == int(line):
                continue
        missed.append(place)
    tally.control("G8", f"yaml.safe_load misses {len(missed)} of {FAULTS} faults", missed)
