"""Small modules, small functions, and no disk or screen where the meaning is (architecture)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "clm"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400
LONGEST_FUNCTION = 60
VAGUE = ("utils", "util", "helpers", "helper", "manager", "managers", "common", "misc")
PURE_ROOMS = ("domain", "services")
OUTSIDE = ("open", "print", "input")


def faults(source: str, room: str = "domain") -> list[str]:
    """What the house rules say against a module's text."""
    tree = ast.parse(source)
    found = []
    if not ast.get_docstring(tree):
        found.append("no docstring")
    if source.count("\n") > MOST_LINES:
        found.append(f"over {MOST_LINES} lines")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name} has {length} lines")
        if room in PURE_ROOMS and isinstance(node, ast.Call) and _name(node) in OUTSIDE:
            found.append(f"line {node.lineno} calls {_name(node)}")
    return found


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_keeps_the_house_rules(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    assert faults(path.read_text(encoding="utf-8"), room) == []
    assert path.stem.strip("_") not in VAGUE


LONG = "def f():\n" + "    x = 1\n" * 60


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("x = 1\n", "no docstring"),
        ('"""A."""\n' + "x = 1\n" * 400, "over 400 lines"),
        ('"""A."""\n' + LONG, "f has 61 lines"),
        ('"""A."""\nclass A:\n    async ' + LONG.replace("\n", "\n    "), "f has 61 lines"),
        ('"""A."""\nprint(1)\n', "line 2 calls print"),
        ('"""A."""\nwith open("x") as f:\n    pass\n', "line 2 calls open"),
    ],
)
def test_a_fault_is_found(source: str, fault: str) -> None:
    assert faults(source) == [fault]


def test_the_store_may_open_and_the_functions_name_counts_not_a_methods() -> None:
    assert faults('"""A."""\nopen("x")\n', "store") == []
    assert faults('"""A."""\npath.open()\n', "domain") == []
