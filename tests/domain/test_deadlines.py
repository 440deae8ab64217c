from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from clm.domain.deadlines import asked, met
from clm.domain.decisions import Decision
from clm.domain.process import Asked
from tests.domain.cases import acting, day, given, told

if TYPE_CHECKING:
    from clm.domain.casefile import Deadline

ME = acting("2026-11-18")


def test_what_a_vpa_is_asked_is_met_once() -> None:  # A1.35
    added = asked("c-7f3qkd", ME, "anna", day("2026-11-25"), "Akte anlegen", "n-00000001")
    assert told(Decision((added,))) == [
        "+ vpa-file deadlines anna 2026-11-25 Akte anlegen n-00000001"
    ]
    item: Deadline = added.item
    assert told(met("c-7f3qkd", item, ME)) == [
        "deadlines d-00000000 done_on = 2026-11-18",
        "deadlines d-00000000 done_by = jana",
    ]
    over = msgspec.structs.replace(item, done_on=day("2026-11-17"))
    again = met("c-7f3qkd", over, ME)
    assert again == Decision(said=("d-00000000 was done on 2026-11-17 already",))


ASK = "deadlines:\n  - {id: d-00000001, vpa: anna, on: 2026-11-20, ask: Akte, note: n-00000001}\n"
CHAT = (
    "  - {id: n-00000001, at: 2026-11-16T10:00:00Z, by: jana, "
    'template: {id: keep-file, version: "1"}}\n'
)


def asked_with(entry: str) -> Asked:
    """The one ask, where the file holds its chat entry and another one."""
    (one,) = given("vpa: anna", file=f"{ASK}notes:\n{CHAT}{entry}").asked
    return one


@pytest.mark.parametrize(
    ("at", "by", "answered"),
    [  # A1.36: dated after the ask, by or for that VPA
        ("2026-11-16T10:00:01Z", "anna", "2026-11-16"),
        ("2026-11-17", "anna", "2026-11-17"),
        ("2026-11-19T23:30:00Z", "anna", "2026-11-20"),  # in Berlin
        ("2026-11-25", "anna", "2026-11-25"),
        ("2026-11-17", "jana, acting_as: anna", "2026-11-17"),
        ("2026-11-16T10:00:00Z", "anna", "2026-11-16"),  # of that moment, and further down
        ("2026-11-16T09:59:59Z", "anna", None),
        ("2026-11-16", "anna", None),  # a day begins at midnight
        ("2026-11-17", "ben", None),
        ("2026-11-17", "jana", None),
        ("2026-11-17", "jana, acting_as: ben", None),
    ],
)
def test_an_entry_of_the_vpa_after_the_ask_answers_it(
    at: str, by: str, answered: str | None
) -> None:
    found = asked_with(f"  - {{id: n-00000002, at: {at}, by: {by}}}\n")
    assert found.answered_on == (day(answered) if answered else None)
    assert (found.asked_on, found.on) == (day("2026-11-16"), day("2026-11-20"))
    assert (found.id, found.vpa, found.template, found.ask, found.note) == (
        "d-00000001", "anna", "keep-file", "Akte", "n-00000001"
    )  # fmt: skip


def test_a_text_of_the_vpas_own_does_not_answer_itself() -> None:  # A1.36
    """An ask that was written down for the VPA is no entry after itself."""
    own = CHAT.replace("by: jana", "by: jana, acting_as: anna")
    (one,) = given("vpa: anna", file=f"{ASK}notes:\n{own}").asked
    assert one.answered_on is None


def test_the_first_answer_counts_and_each_ask_has_its_own() -> None:  # A1.36
    file = (
        f"{ASK}  - {{id: d-00000002, vpa: anna, on: 2026-12-01, ask: B, note: n-00000004}}\n"
        f"notes:\n{CHAT}"
        "  - {id: n-00000003, at: 2026-11-19, by: anna}\n"
        "  - {id: n-00000002, at: 2026-11-18, by: anna}\n"
        "  - {id: n-00000004, at: 2026-11-24, by: jana}\n"
    )
    first, second = given("vpa: anna", file=file).asked
    assert first.answered_on == day("2026-11-18")
    assert (second.asked_on, second.answered_on) == (day("2026-11-24"), None)


def test_it_is_met_by_an_entry_or_by_a_colleague() -> None:  # A1.36
    ask = Asked(day("2026-11-16"), day("2026-11-20"))
    assert (ask.met_on, ask.is_met(day("2026-11-30"))) == (None, False)
    ended = ask._replace(done_on=day("2026-11-19"))
    answered = ended._replace(answered_on=day("2026-11-17"))
    assert (ended.met_on, answered.met_on) == (day("2026-11-19"), day("2026-11-17"))
    assert not answered.is_met(day("2026-11-16"))
    assert answered.is_met(day("2026-11-17"))


def test_a_deadline_without_its_note_was_asked_on_its_own_day() -> None:
    file = f"{ASK}notes:\n  - {{id: n-00000002, at: 2026-11-20, by: anna}}\n"
    (found,) = given("vpa: anna", file=file).asked
    assert (found.asked_on, found.answered_on) == (day("2026-11-20"), day("2026-11-20"))
    assert found.template == ""
