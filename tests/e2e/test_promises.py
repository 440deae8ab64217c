"""The promises of the store at command level, each counted and with a control that fails."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.world import Clm, Repository

PROCESSES, WRITES = 8, 25
KILLS = 50
FILES, FAULTS = 1000, 40
ONE_WRITER = """
import sys
from clm.cli import run
me, shared, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for n in range(count):
    if n % 5 == 4:
        done = run(["seen", f"c-000{me}{n:02d}", "--quiet"])
    else:
        done = run(["note", shared if n % 2 else f"c-10000{me}", f"note {me}-{n}", "--quiet"])
    if done == 0:
        print(f"{me}-{n}", flush=True)
"""
NAIVE_WRITER = """
import subprocess, sys
me, count = sys.argv[1], int(sys.argv[3])
for n in range(count):
    with open("shared.txt") as file:
        text = file.read()
    with open("shared.txt", "w") as file:
        file.write(text + f"note {me}-{n}\\n")
    done = subprocess.run(["git", "commit", "-qam", f"note {me}-{n}"], capture_output=True)
    if done.returncode == 0:
        print(f"{me}-{n}", flush=True)
"""


def checked(customer: str, booking: str) -> str:
    """A first booker of Jana's with an open first-check."""
    more = f"owner: jana\nbookings:\n{make_booking(booking, on='2026-11-16')}"
    return make_customer(customer, more=more)


def start(repo: Repository, code: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=repo.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def acknowledged(writers: Sequence[subprocess.Popen[str]]) -> list[str]:
    """What the writers were told is done; a writer that stops by itself must not complain."""
    said: list[str] = []
    for writer in writers:
        out, err = writer.communicate(timeout=300)
        assert not err or writer.returncode < 0, err
        said += out.split()
    return said


def test_eight_processes_lose_nothing(repo: Repository) -> None:
    # G4: notes on one shared and one own customer each, and seen on customers of their own
    repo.write(customer_path("c-sh0000"), checked("c-sh0000", "b-00000000"))
    for me in range(PROCESSES):
        repo.write(
            customer_path(f"c-10000{me}"), make_customer(f"c-10000{me}", more="owner: jana\n")
        )
        for n in range(4, WRITES, 5):
            name = f"c-000{me}{n:02d}"
            repo.write(customer_path(name), checked(name, f"b-00000{me}{n:02d}"))
    repo.commit()
    writers = [start(repo, ONE_WRITER, str(me), "c-sh0000", str(WRITES)) for me in range(PROCESSES)]
    said = acknowledged(writers)

    assert len(said) == PROCESSES * WRITES
    files = "".join(path.read_text() for path in repo.root.glob("customers/*/*.oteam.yaml"))
    written = set(re.findall(r"note (\d-\d+)$", files, re.MULTILINE))
    seen = {one for one in said if int(one.partition("-")[2]) % 5 == 4}
    assert written == set(said) - seen
    subjects = repo.subjects()
    assert len([one for one in subjects if one.startswith("note ")]) == len(written)
    assert len([one for one in subjects if one.startswith("seen ")]) == len(seen)
    assert repo.is_clean()
    assert repo.git("fsck", "--no-dangling", "--no-progress") == ""


def test_the_control_loses_notes(repo: Repository) -> None:
    repo.put("shared.txt", "")
    writers = [start(repo, NAIVE_WRITER, str(me), "-", "10") for me in range(4)]
    said = acknowledged(writers)
    kept = re.findall(r"note (\S+)", repo.git("show", "HEAD:shared.txt"))
    assert len(kept) < 4 * 10
    assert set(said) - set(kept) or len(said) < 4 * 10


def test_kills_need_no_person_afterwards(repo: Repository, clm: Clm) -> None:
    # G1: SIGKILL to the process group at random moments
    chance = random.Random(7)
    for name in ("c-000000", "c-100000"):
        repo.put(customer_path(name), make_customer(name, more="owner: jana\n"))
    said: list[str] = []
    for round_ in range(KILLS):
        # Each writer starts, then writes without end; the kill falls anywhere into that.
        writer = start(repo, ONE_WRITER, "0", "c-000000", "1000")
        first = writer.stdout.readline() if writer.stdout and chance.random() < 0.5 else ""
        time.sleep(chance.uniform(0.0, 0.45))
        assert writer.poll() is None
        os.killpg(writer.pid, signal.SIGKILL)
        out, _ = writer.communicate(timeout=60)
        said += [f"{round_}:{one}" for one in (first + out).split()]
    assert len(said) > KILLS // 4, "the kills came before anything was written"

    clm.ok("note", "c-000000", "afterwards")
    log = [one for one in repo.subjects() if one.startswith("note ")]
    files = repo.root.glob("customers/*/*.oteam.yaml")
    notes = sum(path.read_text().count("\n  - id: n-") for path in files)
    # A kill may come after the write and before the answer, never the other way round.
    assert notes == len(log) >= len(said) + 1
    assert repo.is_clean()
    assert repo.git("fsck", "--no-dangling", "--no-progress") == ""
    assert not list((repo.root / ".git").rglob("*.lock"))
    assert not [path for path in repo.root.rglob("*") if path.name.endswith((".tmp", "~"))]


def test_hand_edits_stay_beside_a_running_seen(repo: Repository, clm: Clm) -> None:
    # G6: one staged, one unstaged, one new file, in other files than the command's
    names = ["c-000001", "c-000002", "c-000003"]
    for number, name in enumerate(names):
        repo.write(customer_path(name), checked(name, f"b-0000000{number}"))
    repo.commit()
    staged = repo.write(customer_path(names[1]), checked(names[1], "b-00000001") + "city: Köln\n")
    repo.git("add", str(staged))
    loose = repo.write(customer_path(names[2]), checked(names[2], "b-00000002") + "city: Bonn\n")
    new = repo.write(customer_path("c-000004"), make_customer("c-000004"))
    before = {path: path.read_bytes() for path in (staged, loose, new)}

    clm.ok("seen", names[0])

    assert repo.git("show", "--name-only", "--format=").split() == [customer_path(names[0])]
    assert {path: path.read_bytes() for path in before} == before
    status = dict(line.split(maxsplit=1)[::-1] for line in _status(repo))
    assert status == {
        customer_path(names[1]): "M",
        customer_path(names[2]): "M",
        customer_path("c-000004"): "??",
    }
    assert repo.git("diff", "--cached", "--name-only") == customer_path(names[1])


def _status(repo: Repository) -> list[str]:
    return repo.git("status", "--porcelain", "--untracked-files=all").splitlines()


def test_a_hand_edit_of_the_target_is_a_commit_of_its_own(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), checked("c-000001", "b-00000001"))
    repo.write(customer_path("c-000001"), checked("c-000001", "b-00000001") + "city: Köln # neu\n")
    clm.ok("seen", "c-000001")
    assert repo.subjects()[:2] == ["seen c-000001", "edit by hand c-000001"]
    assert "city: Köln # neu\n" in repo.read(customer_path("c-000001"))
    assert "+city" not in repo.git("show", "HEAD")


def test_a_bad_hand_edit_of_the_target_is_refused(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), checked("c-000001", "b-00000001"))
    head = repo.head()
    bad = checked("c-000001", "b-00000001") + "city: Köln\ncity: Bonn\n"
    repo.write(customer_path("c-000001"), bad)
    result = clm("seen", "c-000001")
    assert result.code == 65
    assert f"{customer_path('c-000001')}:12:1: " in result.err
    assert repo.head() == head
    assert repo.read(customer_path("c-000001")) == bad


def test_a_staged_target_is_refused(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), checked("c-000001", "b-00000001"))
    staged = checked("c-000001", "b-00000001") + "city: Köln\n"
    repo.git("add", str(repo.write(customer_path("c-000001"), staged)))
    head = repo.head()
    assert clm("seen", "c-000001").code == 75
    assert (repo.head(), repo.read(customer_path("c-000001"))) == (head, staged)
    assert repo.git("diff", "--cached", "--name-only") == customer_path("c-000001")


FAULT_KINDS = (
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


def test_forty_faults_in_a_thousand_files(repo: Repository, clm: Clm) -> None:
    # G8: each is found at its line, and everything else works
    chance = random.Random(11)
    spoilt = set(chance.sample(range(FILES), FAULTS))
    wanted = set()
    for number in range(FILES):
        name = f"c-{number:06d}"
        text = checked(name, f"b-{number:08d}")
        if number in spoilt:
            line = text.count("\n") + 1
            text = FAULT_KINDS[number % len(FAULT_KINDS)].format(text=text)
            wanted.add(f"{customer_path(name)}:{line}")
        repo.write(customer_path(name), text)
    repo.commit()

    listed = clm("mine", "--ids")
    assert listed.code == 65
    assert len(listed.out.split()) == FILES - FAULTS
    assert {":".join(one.split(":")[:2]) for one in listed.err.splitlines()} == wanted

    found = clm("check")
    assert found.code == 1
    errors = [one for one in found.out.splitlines() if " warning: " not in one]
    assert {":".join(one.split(":")[:2]) for one in errors} == wanted
    good = next(number for number in range(FILES) if number not in spoilt)
    clm.ok("seen", f"c-{good:06d}")
