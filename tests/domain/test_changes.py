from __future__ import annotations

from datetime import date

import pytest

from clm.domain.changes import Act, message


def test_a_message_is_a_subject_and_trailers() -> None:
    act = Act(
        "seen",
        ("c-7f3qkd",),
        "jana",
        acting_as="team-inbox",
        for_="tom",
        rule="first-check",
        today=date(2026, 11, 18),
    )
    assert message(act) == (
        "seen c-7f3qkd\n"
        "\n"
        "Clm-Action: seen\n"
        "Clm-Ref: c-7f3qkd\n"
        "Clm-By: jana\n"
        "Clm-As: team-inbox\n"
        "Clm-For: tom\n"
        "Clm-Rule: first-check\n"
        "Clm-Today: 2026-11-18\n"
        "Clm-Format: 1\n"
    )


def test_what_is_undone_is_named_by_its_commit() -> None:
    assert "\nClm-Undoes: 0127e83\n" in message(Act("undo", (), "jana", undoes="0127e83"))


@pytest.mark.parametrize(
    ("name", "refs", "subject"),
    [
        ("init", (), "init"),
        ("edit by hand", ("c-7f3qkd",), "edit by hand c-7f3qkd"),
        ("assign", ("c-7f3qkd", "c-8g4rme"), "assign 2 customers"),
        ("task move", ("t-00000001", "t-00000002"), "task move 2 tasks"),
        ("assign", ("r-7f3qkd", "r-8g4rme"), "assign 2 requests"),
        ("save", ("c-7f3qkd", "t-00000001"), "save 2 records"),
        ("save", ("b-00000001", "b-00000002"), "save 2 records"),
        ("save", ("jana", "tom"), "save 2 records"),
    ],
)
def test_a_subject_says_how_many_of_what(name: str, refs: tuple[str, ...], subject: str) -> None:
    assert message(Act(name, refs, "jana")).splitlines()[0] == subject


@pytest.mark.parametrize(("count", "named"), [(1000, 1000), (1001, 0)])
def test_over_a_thousand_records_are_not_named_one_by_one(count: int, named: int) -> None:
    refs = tuple(f"c-{n:06}" for n in range(count))
    text = message(Act("import customers", refs, "jana"))
    assert text.startswith(f"import {count} customers\n")
    assert text.count("Clm-Ref: ") == named


FREE = ["Erika Müller", "Erika Mueller", "x\nClm-Action: erase", "a/b", "tab\t", "ß", "a\u2028b"]


@pytest.mark.parametrize("text", FREE)
@pytest.mark.parametrize("field", ["ref", "by", "acting_as", "for_", "rule", "undoes"])
def test_free_text_never_enters_a_message(text: str, field: str) -> None:
    act = Act("seen", ("c-7f3qkd",), "jana")
    refused = {"refs": (text,)} if field == "ref" else {field: text}
    with pytest.raises(ValueError, match="not a token"):
        message(act._replace(**refused))


@pytest.mark.parametrize("name", ["", "seen ", "seen  all", "seen\n", "gesehen ü"])
def test_an_action_is_words_apart_by_single_spaces(name: str) -> None:
    with pytest.raises(ValueError, match="not a token"):
        message(Act(name, (), "jana"))


@pytest.mark.parametrize("act", [Act("seen", ("",), "jana"), Act("seen", (), "")])
def test_a_record_and_a_person_are_named(act: Act) -> None:
    with pytest.raises(ValueError, match="not a token"):
        message(act)
