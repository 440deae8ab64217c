"""The tour in README.md prints what it says it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANCE = (
    (re.compile(r"\b([bhkmnpt]|pn|rc)-[0-9a-hjkmnp-tv-z]{8}\b"), r"\1-«id»"),
    (re.compile(r"(?<=^private init: ).+$", re.MULTILINE), "«folder»"),
    (re.compile(r"\b(ab|cm|es|rv|sn|sv)-[0-9a-hjkmnp-tv-z]{6}\b"), r"\1-«id»"),
    # after the ids: some of those are written with the digits of commits alone
    (re.compile(r"\b[0-9a-f]{7,40}\b"), "«commit»"),
    (re.compile(r"\b\d\d:\d\d\b"), "«time»"),
)
"""Commits, new ids and times of day differ from run to run; everything else must agree."""


class Step(NamedTuple):
    command: str
    output: str


def steps(text: str) -> list[Step]:
    found = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Step(command, output))
    return found


def same(text: str) -> str:
    for pattern, word in CHANCE:
        text = pattern.sub(word, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_nothing_hangs_on_a_check_without_warnings() -> None:
    """It exits 1 for a warning too: what stood behind `&&` would not be done."""
    assert "clm check &&" not in (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_tour_prints_what_the_readme_shows(tmp_path: Path) -> None:
    demo = tmp_path / "demo with ä"
    made = subprocess.run(
        [sys.executable, str(PROJECT / "tools/demo.py"), str(demo)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    environment = {key: value for key, value in os.environ.items() if key != "CLM_TODAY"}
    home = tmp_path / "home"
    home.mkdir()
    environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    tour = steps((PROJECT / "README.md").read_text(encoding="utf-8"))
    assert len(tour) >= 8
    # Ids made on the way are the reader's to copy; here they are taken from what was printed.
    known: dict[str, str] = {}
    for step in tour:
        command = step.command
        for shown, real in known.items():
            command = command.replace(shown, real)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=demo, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False,
        )  # fmt: skip
        assert same(done.stdout) == same(step.output), step.command
        undo = re.compile(r"clm undo ([0-9a-f]{8})")
        known |= dict(zip(undo.findall(step.output), undo.findall(done.stdout), strict=True))
