"""The contracts of pyproject.toml: imports point down, and each outside thing has one home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from importlinter.api import read_configuration

PROJECT = Path(__file__).resolve().parents[2]
LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the project that lies at `root`."""
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=root, capture_output=True, text=True, check=False
    )


def contracts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_configuration(str(PROJECT / "pyproject.toml"))[
        "contracts_options"
    ]
    return found


def test_every_contract_is_kept() -> None:
    done = lint(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


def test_every_room_has_its_place() -> None:
    layers = next(contract for contract in contracts() if contract["type"] == "layers")
    places = {name.strip() for row in layers["layers"] for name in row.split("|")}
    rooms = {path.stem for path in (PROJECT / "clm").glob("*.py")} | {
        path.name for path in (PROJECT / "clm").iterdir() if (path / "__init__.py").exists()
    }
    assert places == rooms - {"__init__"}
    assert layers["exhaustive"] in {True, "true", "True"}


@pytest.mark.parametrize(
    ("room", "line", "broken"),
    [
        ("domain", "import clm.store", "Imports only point down"),
        ("render", "import clm.store", "Imports only point down"),
        ("domain", "import os", "The domain is pure"),
        ("domain", "def late():\n    import time", "The domain is pure"),
        ("commands", "import clm.commands.mine", "Commands know nothing of each other"),
        ("commands", "import clm.store.index", "Commands reach the data through services"),
        ("services", "import yaml", "YAML has one home"),
        ("store", "import git", "GitPython has one home"),
        ("commands", "import jinja2.sandbox", "Jinja2 has one home"),
    ],
)
def test_a_contract_is_broken_by_a_wrong_import(
    tmp_path: Path, room: str, line: str, broken: str
) -> None:
    for source in (PROJECT / "clm").rglob("*.py"):
        copy = tmp_path / source.relative_to(PROJECT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((PROJECT / "pyproject.toml").read_bytes())
    (tmp_path / "clm" / room / "intruder.py").write_text(f"{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert f"{broken} BROKEN" in done.stdout
