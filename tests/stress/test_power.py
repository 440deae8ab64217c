"""G2: what is acknowledged is on the disk: every object, ref, file and folder had its fsync."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.stress import harness
from tests.stress.durability import TRACED, Volatile, from_strace, volatile_at
from tests.stress.faults import Disk, failing
from tests.stress.writer import MANY, SHARED
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stress.conftest import Tally
    from tests.stress.durability import Event

ACTS = (
    ("note", SHARED, "a new word"),
    ("note", MANY[0], "a first word"),
    ("seen", *MANY),
    ("import", "customers", "../2.csv", "--apply"),
    ("import", "customers", "../40.csv", "--apply"),
    ("import", "customers", "../120.csv", "--apply"),
    ("undo",),
)
BY_GIT = ACTS[4]
"""So many files that git builds the objects."""
NOT_YET = r"\.lock$|/clm/index(\.before)?$"
"""Before the branch moves: git's own lock files, which the move makes names of, and our scratch."""


def objects(repo: Repository) -> set[Path]:
    return {path for path in (repo.root / ".git/objects").rglob("*") if path.is_file()}


def our_events(disk: Disk, made: set[Path]) -> list[Event]:
    """Our calls, and what git's leave to us: the names of its objects, the private index."""
    events: list[Event] = []
    for event in disk.events:
        events.append(event)
        if event[0] == "git" and " fast-import " in event[1]:
            events += [("open", f"{path}", "") for path in made]
            events += [("open", f"{path.parent}", "") for path in made]
        if event[0] == "git" and " update-index " in event[1]:
            events.append(("write", f"{disk.root}.git/clm/index", ""))
        if event[0] == "git" and " update-ref " in event[1]:
            events.append(("open", f"{disk.root}.git/refs/heads/main", ""))
    return [*events, ("said", "", "")]


def flushes(trace: Path) -> dict[str, int]:
    """How often each git command said that it made the disk write."""
    names: dict[str, str] = {}
    found: dict[str, int] = {}
    for line in trace.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "cmd_name":
            names[event["sid"]] = event["name"]
        elif event["event"] == "data" and event["key"] == "fsync/hardware-flush":
            name = names[event["sid"]]
            found[name] = found.get(name, 0) + int(event["value"])
    return found


def act(repo: Repository, words: tuple[str, ...], patch: pytest.MonkeyPatch) -> list[str]:
    """Run one command; what was not durable when it counted, and when it was acknowledged."""
    trace, config = repo.root.parent / "trace", repo.root.parent / "gitconfig"
    trace.write_text("")
    config.write_text(f"[trace2]\n\teventTarget = {trace}\n")
    before, seen = objects(repo), Volatile(repo.root)
    with patch.context() as traced, failing(Disk(repo.root), traced) as disk:
        traced.setenv("GIT_CONFIG_GLOBAL", f"{config}")
        Clm(repo.root).ok(*words)
    ours = {path for event in disk.events for path in event[1:]}
    made = {path for path in objects(repo) - before if f"{path}" not in ours}
    moments = [(r"^git .* update-ref ", NOT_YET), (r"^said", r"(?!)")]
    found = volatile_at(moments, our_events(disk, made), seen)
    flushed = flushes(trace)
    if flushed.get("unpack-objects", 0) + flushed.get("fast-import", 0) < len(made):
        found.append(f"{len(made)} objects of git's, but it has flushed {flushed}")
    found += [f"no flush of git {verb}" for verb in ("update-ref",) if not flushed.get(verb)]
    return [f"{words[0]}: {one}" for one in found]


@pytest.fixture
def team(repo: Repository) -> Repository:
    harness.people_it(repo)
    for rows in (2, 40, 120):
        lines = [f"{rows}-{n},Neu {rows} {n}" for n in range(rows)]
        table = "\n".join(["external_id,name", *lines])
        (repo.root.parent / f"{rows}.csv").write_text(f"{table}\n")
    return repo


def test_everything_had_its_fsync(
    team: Repository, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [one for words in ACTS for one in act(team, words, monkeypatch)]
    tally("G2", f"{len(ACTS)} commands, our calls and git's flushes", found)


def test_a_write_without_fsync_is_seen(
    team: Repository, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        for place in ("worktree", "staging", "durable", "journal"):
            patched.setattr(f"clm.store.{place}.sync_folder", lambda _: None)
        tally.control("G2", "no fsync of folders", act(team, ACTS[0], monkeypatch))
    with monkeypatch.context() as patched:
        patched.setattr("clm.store.git.DURABLE", ())
        tally.control("G2", "git left to its defaults", act(team, BY_GIT, monkeypatch))


def strace(repo: Repository, words: list[str]) -> list[Event]:
    log = repo.root.parent / "strace.log"
    traced = ["strace", "-f", "-y", "-s", "0", "-e", f"trace={TRACED}", "-o", f"{log}", *words]
    done = subprocess.run(traced, cwd=repo.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(from_strace(log.read_text(errors="replace"), repo.root))


MOMENTS = ((r"^os.rename .*refs/heads/main$", NOT_YET), (r"^said", r"(?!)"))


@pytest.mark.stress
def test_every_fsync_of_all_processes(team: Repository, tally: Tally) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed: our own calls and git's counters are all there is")
    found: list[str] = []
    for words in ACTS:
        seen = Volatile(team.root)
        events = strace(team, [sys.executable, "-m", "clm", *words])
        found += [f"{words[0]}: {one}" for one in volatile_at(MOMENTS, events, seen)]
    tally("G2", f"{len(ACTS)} commands, every call of all processes", found)
    seen = Volatile(team.root)
    team.write("plan.txt", "x\n")
    script = "git add plan.txt && git commit -qm x && echo done"
    events = strace(team, ["sh", "-c", script])
    faults = [one for one in volatile_at(MOMENTS, events, seen) if "not durable" in one]
    tally.control("G2", "git add && git commit", faults)
