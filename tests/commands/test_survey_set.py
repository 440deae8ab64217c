"""`clm survey set`: what was planned, changed before anybody is asked (A2.23, A2.24)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

CONTACT = "contacts:\n  - id: p-0c8h2k4{0}\n    name: Erika\n    email: e@example.org\n"


@pytest.fixture
def survey(repo: Repository, clm: Clm) -> str:
    for number in range(4):
        one = f"c-0aaaa{number}"
        repo.write(
            customer_path(one), make_customer(one, more="owner: jana\n" + CONTACT.format(number))
        )
    repo.commit()
    words = ("--question", "nps", "--size", "4", "--purpose", "Warum?", "--seed", "herbst")
    found = re.search(r"sv-[0-9a-z]{6}", clm.ok("survey", "plan", "Herbst", *words))
    assert found
    return found[0]


def test_what_was_planned_is_set_in_one_commit(
    clm: Clm, repo: Repository, survey: str
) -> None:  # A2.23
    before = len(repo.subjects())
    words = (
        "title=Winter", "purpose=", "size=2", "stratify=phase", "seed=winter", "owner=tom",
        "where=phase = lead", "from=2026-12-01", "to=2026-12-18", "language=de", "channel=letter",
    )  # fmt: skip
    clm.ok("survey", "set", survey, *words)
    assert len(repo.subjects()) == before + 1
    (shown,) = clm("survey", "show", survey, "--json").json["items"]
    assert {key: shown[key] for key in ("title", "purpose", "size", "by", "seed", "owner")} == {
        "title": "Winter", "purpose": None, "size": 2, "by": "phase", "seed": "winter",
        "owner": "tom",
    }  # fmt: skip
    assert (shown["method"], shown["population"]) == ("stratified", "phase = lead")
    assert (shown["opens_on"], shown["closes_on"]) == ("2026-12-01", "2026-12-18")
    assert (shown["language"], shown["channel"]) == ("de", "letter")
    clm.ok("survey", "set", survey, "size=")
    (shown,) = clm("survey", "show", survey, "--json").json["items"]
    assert (shown["method"], shown["size"], shown["by"]) == ("all", None, None)
    assert clm("check").out == ""
    assert "nothing to change" in clm.ok("survey", "set", survey, "title=Winter")


def test_a_sample_that_became_too_large_is_made_smaller(
    clm: Clm, repo: Repository, survey: str
) -> None:  # A2.24
    repo.put(customer_path("c-0aaaa0"), make_customer("c-0aaaa0", more="owner: jana\n"))
    drawn = clm("survey", "draw", survey)
    assert drawn.code == 77
    assert f"clm survey set {survey} size=3 or less" in drawn.err
    clm.ok("survey", "set", survey, "size=3")
    assert len(clm.ok("survey", "draw", survey, "--ids").split()) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sise=3",), 2, "the keys: title"),
        (("size",), 2, "sets nothing"),
        (("size=3", "size=2"), 2, "set twice"),
        (("size=many",), 2, "no number"),
        (("size=0",), 2, "asks nobody"),
        (("size=9",), 77, "size=4 or less"),
        (("title=",), 2, "needs a title"),
        (("channel=pigeon",), 2, "there is no pigeon"),
        (("stratify=size",), 2, "one of: phase"),
        (("owner=nobody",), 3, "nobody"),
        (("to=2026-11-17",), 77, "is past"),
        (("from=2026-12-18", "to=2026-12-01"), 77, "before it opens"),
        (("where=fase = lead",), 2, "fase"),
    ],
)
def test_what_does_not_fit_is_refused(
    clm: Clm, repo: Repository, survey: str, words: tuple[str, ...], code: int, said: str
) -> None:  # A2.23
    before = repo.head()
    found = clm("survey", "set", survey, *words)
    assert (found.code, said in found.err, repo.head()) == (code, True, before), found.err


def test_who_is_asked_stays_once_somebody_was(clm: Clm, repo: Repository, survey: str) -> None:
    # A2.23, A2.24
    clm.ok("survey", "invite", survey)
    before = repo.head()
    found = clm("survey", "set", survey, "size=3", "purpose=Warum nicht?")
    assert (found.code, repo.head()) == (77, before)
    assert "has begun: size cannot be set" in found.err
    clm.ok("survey", "set", survey, "purpose=Warum nicht?", "to=2026-11-17")
    clm.ok("survey", "close", survey)
    assert clm("survey", "set", survey, "purpose=Warum?").code == 77


def test_a_population_of_nobody_is_told(clm: Clm, survey: str) -> None:  # A2.23
    told = clm("survey", "set", survey, "size=", "where=class = A")
    assert (told.code, "nobody fits now: class = A" in told.err) == (0, True)
    told = clm("survey", "plan", "Leer", "--question", "nps", "--where", "class = A")
    assert (told.code, "nobody fits now: class = A" in told.err) == (0, True)
