"""G9: no input crashes `clm`, hangs it, makes it hungry, or gets something written by a refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clm.cli import COMMANDS
from clm.store.kinds import KINDS
from clm.store.reading import read
from tests.fuzz.examples import FILES
from tests.fuzz.inputs import CLASSES, TOTAL
from tests.fuzz.lines import verbs

PROJECT = Path(__file__).resolve().parent.parent.parent
SHORT = 500


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a module of the harness in a process of its own, which may fork as it likes."""
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def fuzz(count: int, seed: int) -> list[dict[str, Any]]:
    """What came of so many inputs, by class; a failing one fails the test by its name."""
    done = run("tests.fuzz", str(count), str(seed), "--json")
    rows = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(row) for row in rows]


def test_some_inputs_of_each_class() -> None:
    rows = fuzz(SHORT, seed=7)
    assert [row["class"] for row in rows] == [row.name for row in CLASSES]
    assert [row["inputs"] for row in rows] == [SHORT * row.share // TOTAL for row in CLASSES]
    assert [row["failures"] for row in rows] == [[]] * len(CLASSES)


@pytest.mark.stress
def test_thirty_thousand_inputs() -> None:
    """`CLM_FUZZ_INPUTS` asks for more, `CLM_FUZZ_SEED` for others."""
    count = int(os.environ.get("CLM_FUZZ_INPUTS", TOTAL))
    rows = fuzz(count, int(os.environ.get("CLM_FUZZ_SEED", "1")))
    assert (
        sum(row["inputs"] for row in rows)
        == count
        == sum(count * row.share // TOTAL for row in CLASSES)
    )
    assert [row["failures"] for row in rows] == [[]] * len(CLASSES)


def test_the_controls_fail_as_they_should() -> None:
    done = run("tests.fuzz.controls")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    loader = {name: found.pop(name) for name in list(found) if name.startswith("PyYAML")}
    assert all(kinds in (["crash"], ["time"], ["memory"]) for kinds in loader.values()), loader
    assert len(loader) == 2
    assert found == {
        "raises": ["raised"],
        "loops": ["time"],
        "is slow": ["time"],
        "eats": ["memory"],
        "eats all": ["memory"],
        "dies": ["crash"],
        "is well": [],
        "our reader, nesting": [],
        "our reader, merge keys": [],
        "is a defect": ["exit"],
        "has an unknown code": ["exit"],
        "shows a traceback": ["traceback"],
        "writes though refused": ["written"],
        "is refused": [],
    }


def test_mutations_begin_with_files_without_fault_of_every_kind() -> None:
    assert list(FILES) == [row.name for row in KINDS]
    for row in KINDS:
        path, text = FILES[row.name]
        assert read(text.encode(), path, row.record).findings == ()


def test_argument_lists_are_made_for_every_command() -> None:
    assert {known.words[0] for known in verbs()} == {row.name for row in COMMANDS}
    assert TOTAL == 30_000
