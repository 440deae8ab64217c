"""The page of a share in each language: what it names, and that its examples are entries."""

from __future__ import annotations

import re

import pytest

from clm.domain.casefile import VpaFile
from clm.domain.policy import Settings
from clm.i18n import LANGUAGES
from clm.render.share import readme
from clm.store.reading import read

SECTIONS = Settings(format=1).vpa_sections
EXAMPLE = re.compile(r"^   ```yaml\n(.*?)^   ```$", re.MULTILINE | re.DOTALL)


def page(language: str, name: str = "Anna Lorenz", sections: tuple[str, ...] = SECTIONS) -> str:
    return readme(language, name, sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_how_to_write_an_entry(language: str) -> None:
    text = page(language)
    assert text.startswith("# ")
    assert "Anna Lorenz" in text.partition("\n")[0]
    for word in (
        "`git pull`", "`git commit -am ", "`git push`", "clm note ",
        "git reset --hard origin/main", "git fetch", "`deadlines`", "`notes`",
        "`id`, `at`", "`situation`, `reaction`", "customers/xx/c-xxxxxx.vpa.yaml",
    ):  # fmt: skip
        assert word in text
    for kind in ("other", "call", "chat-or-mail", "it-problem", "complaint"):
        assert f"`{kind}`" in text
    for section in SECTIONS:
        assert re.search(rf"^- `{section}`: \w.{{20,}}$", text, re.MULTILINE)
    assert "%%" not in text
    assert not re.search(r"\{\w+\}", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_are_entries(language: str) -> None:
    first, second = (
        "".join(f"{line[3:]}\n" for line in block.splitlines())
        for block in EXAMPLE.findall(page(language))
    )
    parsed = read(f"customer: c-7f3qkd\n{first}{second}".encode(), "a.yaml", VpaFile)
    assert {finding.sentence.partition(":")[0] for finding in parsed.findings} == {
        "notes[0]", "notes[1]"
    }  # fmt: skip
    assert all("is needed" in finding.sentence for finding in parsed.findings)
    assert parsed.tree is not None
    told = [set(note) for note in parsed.tree["notes"]]
    assert told == [{"kind", "tags", "text"}, {"tags", "text"}]


def test_the_languages_say_the_same() -> None:
    shapes = [
        [re.sub(r"\w.*", "", line) for line in page(language).splitlines()]
        for language in LANGUAGES
    ]
    assert shapes[0] == shapes[1] == shapes[2]


def test_sections_of_the_team_are_named() -> None:
    text = page("de", sections=("tools", "own-one"))
    assert "- `own-one`\n" in text
    assert "- `tools`: " in text
    assert "contact-habits`: " not in text


def test_a_name_is_no_markup_of_lines() -> None:
    first = page("en", name="Anna\n{sections}\x1b[0m").partition("\n")[0]
    assert first == "# Your customers, Anna {sections}\\u{1b}[0m"
