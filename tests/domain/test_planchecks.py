"""What plans obey (A4.12)."""

from __future__ import annotations

import pytest

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.plan import Plan
from clm.store.reading import read
from tests.domain.cases import day
from tests.domain.test_progress import HEAD, plan

KNOWN = Known(day("2026-11-18"), team=frozenset({"jana", "tom"}))
TWICE = "reviews:\n  - {id: k-11111111, on: 2027-01-01}\n  - {id: k-22222222, on: 2027-01-01}\n"
UP = "measure: customers\nbaseline: 20\ntarget: 40"


def found(goal: str = "", more: str = "", known: Known = KNOWN) -> list[str]:
    """`plan goals.g-111111.of: of: there is no …`, warnings with a question mark."""
    return [
        f"{row.rule}{'?' if row.severity == 'warning' else ''} {'.'.join(flaw.at)}: {flaw.sentence}"
        for row, flaw in broken("plan", plan(goal, more), known)
    ]


@pytest.mark.parametrize("goal", ["", UP, f"{UP}\nof: customers", "status: reached",
                                  "measure: 'figure: nps'\nbaseline: 1\ntarget: 2"])  # fmt: skip
def test_what_is_in_order(goal: str) -> None:  # A4.12
    assert found(goal) == []


@pytest.mark.parametrize(
    ("goal", "more", "wanted"),
    [
        ("status_by: bob", "",
         "unknown-colleague goals.g-111111.status_by: status_by: nobody has the handle bob"),
        ("", "closed_by: bob\n", "unknown-colleague closed_by: closed_by: nobody has the handle"),
        ("", "reviews:\n  - {id: k-11111111, on: 2026-11-01, by: bob}\n",
         "unknown-colleague reviews.k-11111111.by: by: nobody has the handle bob"),
        ("", "to: 2026-10-31\n", "dates-out-of-order to: to 2026-10-31 lies before from 2026-11-0"),
        ("from: 2027-03-01", "",
         "dates-out-of-order goals.g-111111.due: due 2027-02-09 lies before its first day, 2027-"),
        ("", "reviews:\n  - {id: k-11111111, on: 2026-11-01, held_on: 2026-11-19}\n",
         "dates-out-of-order reviews.k-11111111.held_on: held_on: 2026-11-19 is still to come"),
        ("", TWICE, "plan reviews.k-22222222: a second review is planned for 2027-01-01"),
        ("target: 9", "", "plan goals.g-111111.target: target: the goal has no measure that it"),
        ("of: customers", "", "plan goals.g-111111.of: of: the goal has no measure that it"),
        ("measure: customers\nbaseline: 9", "",
         "plan goals.g-111111.measure: measure: the goal has no target"),
        ("measure: 'clients: prio'\nbaseline: 1\ntarget: 2", "",
         "plan goals.g-111111.measure: measure: there is no list to count clients (column 1)"),
        ("measure: 'customers: phse = lead'\nbaseline: 1\ntarget: 2", "",
         "plan goals.g-111111.measure: measure: there is no field phse (column 12)"),
        (f"{UP}\nof: 'customers: ('", "",
         "plan goals.g-111111.of: of: a field is expected here (column 13)"),
        (f"{UP}\nof: 'figure: nps'", "", "plan goals.g-111111.of: of: a figure is no count"),
        ("measure: customers\ntarget: 9", "",
         "plan? goals.g-111111.measure: measure: the goal has no baseline"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(goal: str, more: str, wanted: str) -> None:  # A4.12
    (flaw,) = found(goal, more)
    assert flaw.startswith(wanted)


def test_who_owns_an_open_goal_is_still_there() -> None:  # A4.12
    left = KNOWN._replace(former=frozenset({"tom"}))
    of = plan().goals[0]
    assert of.owner == "jana"
    text = "goals.g-111111.owner: owner: jana is not active on 2026-11-18"
    gone = KNOWN._replace(former=frozenset({"jana"}))
    assert f"former-colleague? {text}" in found(known=gone)
    assert found(known=left) == []
    assert f"former-colleague? {text}" not in found("status: reached", known=gone)
    assert found(f"{UP}\n", "closed_on: 2026-11-18\n", gone) == []


def test_held_twice_on_one_day() -> None:  # A4.12
    held = "on: 2026-11-0{}, held_on: 2026-11-05, by: tom"
    more = (
        f"reviews:\n  - {{id: k-11111111, {held.format(1)}}}\n"
        f"  - {{id: k-22222222, {held.format(2)}}}\n"
    )
    assert found(more=more) == [
        "plan reviews.k-22222222: a second review is held for 2026-11-05"
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["x", "--5", "-", "1e3", "-1.1234567891"])
def test_a_figure_may_lie_below_zero_and_is_a_number(number: str) -> None:  # A4.12
    (goal,) = plan("measure: 'figure: nps'\nbaseline: -12.5\ntarget: 30").goals
    assert str(goal.baseline) == "-12.5"
    text = HEAD + f"goals:\n  - {{id: g-111111, baseline: {number}}}\n"
    (wrong,) = (one for one in read(text.encode(), "x", Plan).findings if "number" in one.sentence)
    assert "is no number; write 50 or -7.5" in f"{wrong.sentence} {wrong.hint}"
