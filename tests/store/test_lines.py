"""Reading line by line: what it answers is what YAML says, and the rest it leaves to YAML."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.customer import Customer
from clm.errors import UsageError
from clm.store import emit, quick, spans
from clm.store.dialect import decode
from clm.store.lines import read_lines
from clm.store.reading import read

DATA: Final = Path(__file__).parents[2] / "data"

PIECES: Final = (
    *(
        "\n",
        "  ",
        "- ",
        ": ",
        ":",
        "#",
        " #",
        "'",
        '"',
        "|",
        "|-",
        ">-\n",
        "|+\n",
        "|2\n",
        "[",
        "{",
    ),
    *("a: b\n", "  x: y\n", "- z\n", "&a ", "*a", "!t ", "---\n", "...\n", "? ", "\t", "%", "@"),
    *("`", "\\", "|\n   q\n", "    w\n", "key:\n", "key: \n", "''", '""', "<<: ", "~", "=", "é"),
    *("\u00a0", "\u3000", " \n", "  - a:\n", "#c\n", "   #c\n", "- - a\n", "-\n", "- \n"),
    *("x: |\n\n  a\n", "x: |-\n    a\n  b\n", "x: |\n  a\n\n\n", "it''s", "k: 'a'\n", 'k: "a"\n'),
)


def by_yaml(text: str) -> Any:
    """What YAML says, `...` where it finds a fault."""
    scan = spans.scan(text, "")
    if scan.root is None or scan.findings:
        return ...
    return spans.plain(scan.root)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: b\n", {"a": "b"}),
        ("# c\na: b\n\nc:\nd: 01067\n", {"a": "b", "c": None, "d": "01067"}),
        ("a:\n  b: c\n  d:\n    e: f\ng: h\n", {"a": {"b": "c", "d": {"e": "f"}}, "g": "h"}),
        ("a:\n  - b\n  - c: d\n    e:\n      - f\n", {"a": ["b", {"c": "d", "e": ["f"]}]}),
        ("a: 'it''s'\nb: \"\"\nc: ''\n", {"a": "it's", "b": "", "c": ""}),
        ("a: |-\n  b\n\n   c\nd: |\n  e\n", {"a": "b\n\n c", "d": "e\n"}),
        ("a: http://x#y\nb: +49 30: no\n".replace(": no", ""), {"a": "http://x#y", "b": "+49 30"}),
    ],
)
def test_the_form_we_write(text: str, data: object) -> None:
    assert read_lines(text) == data == by_yaml(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "# nothing\n", "a: b", "a: b\na: c\n", "a: [b]\n", "a: {b: c}\n", "a: &b c\n"),
        *("a: *b\n", "a: !b c\n", "a: >-\n  b\n", "a: b # c\n", "a: b: c\n", "a: b:\n", "a: b \n"),
        *("a: b\n  c\n", "a: b\n  c: d\n", "a:\n- b\n", "- a\n", "a\n", "---\na: b\n", "a:\tb\n"),
        *('a: "b\\n"\n', "a: 'b\n", "a: 'b\n  c'\n", "? a\n: b\n", "a:\n  - b\n  c: d\n"),
        *("a: |\n b\nc\n", "a: |\n", "a: |+\n  b\n", "a: |\n  b\n \n", "'a': b\n", "a b: c\n"),
    ],
)
def test_anything_else_is_left_to_yaml(text: str) -> None:
    assert read_lines(text) is None


def test_as_many_lines_as_a_file_may_have() -> None:
    assert read_lines("a:\n" + "  - b\n" * 19_000) == {"a": ["b"] * 19_000}
    assert read_lines("a:\n" + "  - b\n" * 20_001) is None


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20) | st.sampled_from(
    ("", "a: b", "- a", "# a", "01067", "no", "a\nb", "a\n", "\na", "a\n\n b\n", "'", '"', "it's")
)
KEYS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
PLAIN = st.recursive(
    TEXTS | st.none(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(KEYS, held, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, PLAIN, min_size=1, max_size=4))
def test_what_the_writer_writes(data: dict[str, Any]) -> None:
    try:
        text = "\n".join(emit.block(data, 0)) + "\n"
    except UsageError:
        return  # a character that data may not hold
    found = read_lines(text)
    assert found is None or found == by_yaml(text)


def mangled(text: str, chance: random.Random) -> str:
    """A few slips in a text: pieces put in or lost, lines moved in or out."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        if (kind := chance.random()) < 0.6:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        elif kind < 0.75:
            text = text[:at] + text[at + chance.randint(1, 4) :]
        else:
            lines = text.splitlines(keepends=True) or ["\n"]
            place = chance.randrange(len(lines))
            lines[place] = " " * chance.randint(0, 5) + lines[place].lstrip(" ")
            text = "".join(lines)
    return text


def test_it_never_says_otherwise_than_yaml() -> None:
    chance = random.Random(20261118)
    texts = [path.read_text() for path in sorted(DATA.rglob("c-*.yaml"))]
    answered = 0
    for _ in range(40_000):
        lines = chance.choice(texts).splitlines(keepends=True)
        start = chance.randrange(len(lines))
        part = "".join(lines[start : start + chance.randint(1, 12)])
        text, findings = decode(mangled(part, chance).encode(), "")
        if text is None or findings:
            continue
        found = read_lines(text)
        if found is not None:
            answered += 1
            assert found == by_yaml(text), text
    assert answered > 1000


def test_the_example_team_is_read_by_both_ways_alike() -> None:
    quickly = 0
    for path in sorted(DATA.glob("customers/*/c-??????.yaml")):
        name = path.relative_to(DATA).as_posix()
        parsed = read(path.read_bytes(), name, Customer)
        tree = read_lines(path.read_text())
        if tree is not None:
            quickly += 1
            assert quick.convert(Customer, tree) == parsed.record
            assert by_yaml(path.read_text()) == tree
    assert quickly > 50


TWICE: Final = "contacts:\n  - id: p-00000000\n    name: A\n  - id: p-00000000\n    name: B\n"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("name: Neu\n", TypeError),  # no id
        ("id: c-7f3qkd\nname: Neu\nkind: firm\n", KeyError),
        ("id: c-7f3qkd\nname: Neu\nkind: person\nregistered_on: 2026-13-01\n", ValueError),
        ("id: c-7f3qkd\nname: Neu\nkind: person\nnmae: Neu\n", KeyError),
        ("id: c-7f3qkd\nname: Neu\nkind: person\ncompany: Neu\n", ValueError),
        (
            "id: c-7f3qkd\nname: Neu\nkind: person\n" + TWICE,
            ValueError,
        ),
    ],
)
def test_what_does_not_fit_is_read_the_long_way(change: str, why: type[Exception]) -> None:
    tree = read_lines(change)
    assert tree is not None
    with pytest.raises(why):
        quick.convert(Customer, tree)
    assert why in quick.MISFITS
    assert read(change.encode(), "customers/7f/c-7f3qkd.yaml", Customer).findings
