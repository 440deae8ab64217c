"""The generated pages and schemas are as fresh as the code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from clm.domain.lifecycle import LISTS
from clm.store.schemas import export

PROJECT = Path(__file__).resolve().parents[2]


def test_the_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schemas_of_the_example_are_fresh() -> None:
    folder = PROJECT / "data" / ".schema"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == export()


def test_the_first_line_of_each_example_file_leads_to_its_schema() -> None:
    for path in (PROJECT / "data").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        mark, _, schema = first.partition("=")
        assert mark == "# yaml-language-server: $schema", path
        assert (path.parent / schema).is_file(), path


def test_every_list_says_who_is_in_it() -> None:
    rows = (PROJECT / "docs" / "process.md").read_text(encoding="utf-8").splitlines()
    for row in LISTS:
        assert row.sentence[:1] == "L"
        assert f"| `{row.key}` | {row.sentence} |" in rows
    assert len({row.sentence for row in LISTS}) == len(LISTS)
