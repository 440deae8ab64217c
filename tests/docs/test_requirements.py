"""Every line of the requirements that is built has a test that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.requirements import LATER, LINES, proofs, wanting

TESTS = Path(__file__).resolve().parents[1]


def test_every_line_has_a_test() -> None:
    assert wanting(proofs(TESTS)) == []


def test_the_lines_are_all_there_and_those_to_come_are_lines() -> None:
    rooms = (("L", 15), ("A0.", 41), ("A1.", 48), ("A2.", 37), ("A3.", 20), ("A4.", 17))
    assert list(LINES) == [f"{room}{n}" for room, last in rooms for n in range(1, last + 1)]
    assert LATER.keys() < LINES.keys()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("def test_x() -> None:  # L7\n    pass\n", ["L7"]),
        ("# L8: as above\n\ndef test_x() -> None:\n    pass\n", []),
        ("# L8: as above\n@mark\ndef test_x() -> None:\n    pass\n", ["L8"]),
        ("@mark(\n    1,  # L9, A1.17\n)\ndef test_x() -> None:\n    pass\n", ["L9", "A1.17"]),
        ('def test_x() -> None:\n    """A1.40."""\n', ["A1.40"]),
        ("def test_x() -> None:\n    x = 'L7'  # A9.24, L99\n", []),
        ("def helper() -> None:  # L7\n    pass\n", []),
    ],
)
def test_where_a_test_names_a_line(tmp_path: Path, text: str, named: list[str]) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text(text)
    found = proofs(tmp_path / "tests")
    assert {line: tests for line, tests in found.items() if tests} == {
        line: ["tests/test_a.py::test_x"] for line in named
    }
    assert set(named).isdisjoint(wanting(found))
    assert "L1" in wanting(found)
