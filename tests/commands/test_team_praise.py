"""`clm team praise`: the praise log in the team's records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Clm, Repository


def test_praise_is_kept_listed_and_undone(repo: Repository, clm: Clm) -> None:  # A4.6
    said = clm.ok("team", "praise", "tom", "Der Umzug lief ohne Rückfrage")
    assert "undo" in said
    assert "Umzug" not in repo.message()
    clm.ok("team", "praise", "tom", "Kurs", "--kind", "training", "--on", "2026-11-02")
    items = clm("team", "praise", "--json").json["items"]
    assert [(one["who"], one["on"], one["kind"], one["by"]) for one in items] == [
        ("tom", "2026-11-18", "praise", "jana"), ("tom", "2026-11-02", "training", "jana"),
    ]  # fmt: skip
    assert [one["text"] for one in clm("team", "praise", "isabel", "--json").json["items"]] == []
    (one,) = clm("team", "praise", "--where", "kind = training", "--json").json["items"]
    assert one["text"] == "Kurs"
    assert clm("team", "praise", "--kind", "praise", "--ids").out == f"{items[0]['id']}\n"
    assert "2026-11-18 Der Umzug lief ohne Rückfrage (jana)" in clm.ok("team", "show", "tom")
    assert [one["text"] for one in clm("team", "--json").json["praise"]] == [
        "Der Umzug lief ohne Rückfrage", "Kurs",
    ]  # fmt: skip
    assert "Tom Berger (praise, jana): Der Umzug" in clm.ok("team")
    assert clm("check").code == 0
    clm.ok("undo")
    assert len(clm("team", "praise", "--json").json["items"]) == 1


def test_a_dry_run_keeps_nothing(repo: Repository, clm: Clm) -> None:  # A4.6
    head = repo.head()
    assert "+praise:" in clm.ok("team", "praise", "tom", "Gut.", "-n")
    assert repo.head() == head


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("jana", "Ich bin gut."), 77),
        (("tom", "War krank und kam trotzdem."), 77),
        (("tom", "Passwort: hunter2-Xy9!kk"), 77),
        (("tom", "Gut.", "--on", "2026-11-19"), 77),
        (("tom", " "), 2),
        (("nobody", "Gut."), 3),
    ],
)
def test_what_is_refused_changes_nothing(
    repo: Repository, clm: Clm, words: tuple[str, ...], code: int
) -> None:  # A4.6, A4.2, A3.19
    head = repo.head()
    answer = clm("team", "praise", *words)
    assert answer.code == code, answer.err
    assert (repo.head(), repo.is_clean()) == (head, True)


def test_a_health_word_is_sent_to_the_private_store(clm: Clm) -> None:  # A4.2
    assert "clm private note" in clm("team", "praise", "tom", "Trotz Krankheit!").err


def test_a_secret_in_a_praise_by_hand_is_found(repo: Repository, clm: Clm) -> None:  # A3.19
    praise = (
        "praise:\n  - id: k-00000001\n    on: 2026-11-18\n    by: jana\n    kind: praise\n"
        "    text: 'Passwort: hunter2-Xy9!kk'\n"
    )
    repo.put("team/tom.yaml", repo.read("team/tom.yaml") + praise)
    assert "secret" in clm("check", "--strict").out or "password" in clm("check", "--strict").out
