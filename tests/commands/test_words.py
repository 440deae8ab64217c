"""What people read in German and Portuguese: the words that fields hold, and the headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import TEAM, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository

MORE = "services: [reise]\npriority: high\nwaiting_on: customer\nrecheck_on: 2026-11-23"
RAW = re.compile(
    r"(?<![\w-])(waiting|open|in_progress|high|phone|customer|ordering|declined|capacity|executor"
    r"|status|internal|closed|solved|title|rule|covered_by|received_at)(?![\w-])"
)
"""Words of scripts that are none of German or Portuguese."""


@pytest.fixture
def asked(repo: Repository, clm: Clm) -> Repository:
    """A request of Jana's, declined by Tom, that waits; its task of Tom's is done."""
    named = customer().replace("name: Erika Muster\n", "name: Erika Muster\n    role: ordering\n")
    repo.write(customer_path(C), named)
    done = task(more="kind: internal, due: 2026-11-20")
    repo.put(FILE, file(request(more=MORE, status="waiting", tasks=done)))
    clm.ok("task", "move", T, "in_progress", "--as", "tom")
    clm.ok("assign", R, "tom", "-m", "kennt sich aus")
    clm.ok("request", "decline", R, "--reason", "capacity", "--as", "tom")
    return repo


PAGES = (
    ("request", "show", R),
    ("task", "show", T),
    ("request", "list"),
    ("task", "list"),
    ("customer", "show", C),
    ("notify", "list"),
    ("mine", "--team", "--fields", "ref,title,rule,covered_by,due"),
    ("request", "list", "--fields", "id,status,priority,channel,received_at,waiting_on"),
)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("words", PAGES, ids=" ".join)
@pytest.mark.parametrize("language", ["de", "pt"])
def test_no_word_of_scripts_is_left(clm: Clm, words: tuple[str, ...], language: str) -> None:
    text = clm.ok(*words, "--lang", language)
    lines = [re.sub(r"clm \w.*", "", line) for line in text.splitlines()]  # what to type stays
    shown = lines[:1] if words[0] == "mine" else lines  # of that the headings: rules are names
    assert [line for line in shown if RAW.search(line)] == []


@pytest.mark.usefixtures("asked")
def test_the_words_of_a_request(clm: Clm) -> None:
    page = clm.ok("request", "show", R, "--lang", "de")
    for line in (
        "Status         wartet",
        "Priorität      hoch",
        "Wartet auf     Kunde",
        "Erika Muster  bestellt  e@muster.example",
        "jana  SPOC  jana → tom  Anfrage  kennt sich aus",
        "tom  abgelehnt  tom → Auslastung",
        f"{T}  in Arbeit  Flug suchen",
    ):
        assert re.sub(r" +", " ", line) in re.sub(r" +", " ", page)
    raw = clm("request", "show", R, "--json", "--lang", "de").json["items"][0]
    assert (raw["status"], raw["priority"], raw["channel"]) == ("waiting", "high", "phone")
    assert ",waiting,high," in clm.ok(
        "request", "list", "--csv", "--lang", "de", "--fields", "id,status,priority,spoc"
    )


def test_what_ends_and_why_in_the_readers_language(repo: Repository, clm: Clm) -> None:
    repo.write("team/jana.yaml", TEAM["jana"] + "manager: isabel\n")
    marks = "watch:\n  - {id: k-11111111, reason: close-eye, on: 2026-11-09, by: jana}\n"
    repo.write(customer_path(C), customer(f"owner: jana\n{marks}"))
    posted = "  - {id: t-22222222, title: X, posted_at: 2026-11-16, status: done}\n"
    repo.put(FILE, f"{file(request())}posted:\n{posted}")
    why = clm("why", "t-22222222", "--lang", "de")
    assert "zu t-22222222 selbst: clm task show t-22222222\n" in why.err
    assert "Grund: im Auge behalten" in why.out
    assert "Grund: close-eye" not in why.out
    clm.ok("absence", "add", "jana", "--from", "2026-11-18", "--to", "2026-11-20")
    ended = clm("absence", "end", "jana", "--on", "2026-11-19", "--lang", "de")
    assert "jana ist vom 2026-11-18 bis 2026-11-19 abwesend\n" in ended.err
    (event,) = {one["event"] for one in clm("notify", "list", "--json").json["items"]}
    assert (event, "Abwesenheit" in clm.ok("notify", "list", "--lang", "de")) == ("absence", True)
    clm.ok("absence", "end", "jana", "--on", "2026-11-18", "--lang", "pt", "--dry-run")
    again = clm("absence", "end", "jana", "--on", "2026-11-18", "--lang", "pt")
    assert "jana está ausente em 2026-11-18\n" in again.err
