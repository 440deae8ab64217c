"""Who is told of an escalation, and what their notice says."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from clm.domain.decisions import Actor
from clm.domain.notices import Notice
from clm.services.escalationnotices import told_back, told_recipient, topic_of
from tests.build import SETTINGS, customer_path
from tests.complaining import C, customer
from tests.domain.escalations import ES, escalation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from tests.world import Clm, Repository

NUMBERS = count()
ME = Actor(
    "jana", date(2026, 11, 18), "2026-11-18T10:00:00Z", lambda prefix: f"{prefix}-{next(NUMBERS)}"
)


def notices(changes: Sequence[Change]) -> list[Notice]:
    return [one.record for one in changes if isinstance(one.record, Notice)]  # type: ignore[union-attr]


def test_who_gets_an_escalation_is_told_why_and_where_to_look() -> None:
    # A0.34, A4.13
    one = escalation("2026-11-17 level2 isabel", source="complaint", of="cm-4k2m9q")
    (told,) = notices(told_recipient(ME, one, "isabel", ES, why=" Ruf an "))
    assert (told.event, told.to, told.by, told.urgent) == (
        "escalation-level", ("isabel",), "jana", True,
    )  # fmt: skip
    assert told.facts == {
        "items": "c-7f3qkd/cm-4k2m9q", "escalation": ES, "level": "2", "why": "Ruf an",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["jana", None])
def test_nobody_is_told_what_they_did_or_who_is_not_there(who: str | None) -> None:
    # A0.34
    assert told_recipient(ME, escalation(), who, ES) == []


def test_who_waits_for_it_is_told_once_each() -> None:
    # A0.34, A4.16
    to = ("tom", None, "jana", "tom", "max")
    (told,) = notices(told_back(ME, escalation(), "resolved", to, "k-1"))
    assert (told.event, told.to, told.urgent) == ("escalation-step", ("tom", "max"), False)
    assert told.facts["became"] == "resolved"
    assert told_back(ME, escalation(), "resolved", ("jana",), "k-1") == []


def test_a_deadline_is_told_as_its_customer() -> None:
    # A4.13: its id is no thing that a notice can name
    assert topic_of(C, "vpa-deadline", "k-12345678") == C
    assert topic_of(C, "sla", "r-4k2m9q") == f"{C}/r-4k2m9q"


def kept(known: Repository, changes: Sequence[Change]) -> str:
    """The id of the notice, put into the outbox as an act does."""
    import msgspec
    import yaml

    (one,) = notices(changes)
    built: Any = msgspec.to_builtins(one)
    known.put(f"outbox/{one.id}.yaml", yaml.safe_dump(built, allow_unicode=True))
    return one.id


@pytest.mark.parametrize(
    ("language", "became", "line"),
    [
        ("de", "accepted", "Eskalation angenommen: "),
        ("de", "refused", "Eskalation die Kosten sind nicht freigegeben: "),
        ("en", "returned", "Escalation given back to you: "),
        ("en", "compromise", "Escalation the cost of a compromise waits for approval: "),
    ],
)
def test_word_back_says_what_became_of_it(
    clm: Clm, repo: Repository, language: str, became: Any, line: str
) -> None:
    # A0.34, A4.13, A4.16
    repo.write("clm.yaml", f"{SETTINGS}language: {language}\n")
    repo.put(customer_path(C), customer())
    made = told_back(ME, escalation(), became, ("tom",), "k-1", why="so nicht")
    text = clm.ok("notify", "list", kept(repo, made))
    assert line in text
    assert "so nicht" in text
    assert f"clm escalation show {ES}" in text


@pytest.mark.parametrize(
    ("why", "line"),
    [("sie wartet", "Why: sie wartet"), (None, "What was promised is over, and now it is yours")],
)
def test_the_recipient_reads_why_or_that_a_promise_is_over(
    clm: Clm, repo: Repository, why: str | None, line: str
) -> None:
    # A0.34, A4.13, A4.14
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.put(customer_path(C), customer())
    text = clm.ok(
        "notify", "list", kept(repo, told_recipient(ME, escalation(), "isabel", ES, why=why))
    )
    assert "Escalated to you, level 1: " in text
    assert line in text


def test_who_is_away_has_it_told_to_their_cover(clm: Clm, repo: Repository) -> None:
    # A0.34
    absence = "absences:\n  - {id: ab-111111, from: 2026-11-16, to: 2026-11-30, replacement: tom}\n"
    repo.put("team/isabel.yaml", repo.read("team/isabel.yaml") + absence)
    repo.put(customer_path(C), customer())
    told = kept(repo, told_recipient(ME, escalation(), "isabel", ES, why="sie wartet"))
    items = {one["id"]: one for one in clm("notify", "list", "--json").json["items"]}
    assert items[told]["persons"] == ["tom"]
