"""Prio by rule: a large package directly after the trial; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.changes import Create
from clm.domain.notices import Notice
from clm.domain.promoting import prio, prio_by_rule, trial_and_large
from clm.errors import RefusedError
from tests.domain.cases import PLAIN, acting, given, owes, told

if TYPE_CHECKING:
    from clm.domain.process import Dossier

ME = acting("2026-11-18")


def booked(*hours: int, more: str = "") -> Dossier:
    """Packages of these hours, one a week, the last one in the week of today."""
    days = ("2026-11-02", "2026-11-09", "2026-11-16")[-len(hours) :]
    items = "".join(
        f"  - {{id: b-0000000{n}, kind: package, hours: {size}, booked_on: {on}, status: active}}\n"
        for n, (size, on) in enumerate(zip(hours, days, strict=True), 1)
    )
    return given(f"owner: jana\nbookings:\n{items}{more}")


@pytest.mark.parametrize(
    ("hours", "large"),
    [((5, 50), "b-00000002"), ((5, 100), "b-00000002"), ((5, 50, 10), "b-00000002")],
)
def test_the_rule_holds_for_a_large_package_after_the_trial(
    hours: tuple[int, ...], large: str
) -> None:  # A1.21
    trial, found = trial_and_large(booked(*hours), PLAIN, ME)
    assert (trial.id, found.id) == ("b-00000001", large)


@pytest.mark.parametrize("hours", [(5,), (5, 20), (10, 50), (5, 20, 50), (50, 50)])
def test_the_rule_holds_for_nobody_else(hours: tuple[int, ...]) -> None:  # A1.21
    with pytest.raises(RefusedError, match="no large package"):
        trial_and_large(booked(*hours), PLAIN, ME)


def test_prio_by_rule_is_mark_reminder_note_and_notice() -> None:  # A1.21
    dossier = booked(5, 50)
    _, large = trial_and_large(dossier, PLAIN, ME)
    decision = prio_by_rule(dossier, PLAIN, ME, large, "5 h, dann 50 h")
    *changes, notice = decision.changes
    assert told(decision._replace(changes=tuple(changes))) == [
        "+ prio 2026-11-18 5 h, dann 50 h",
        "+ reminders 2026-12-09 jana 5 h, dann 50 h",
        "handled make-prio b-00000002",
        "+ oteam notes status-change 5 h, dann 50 h",
    ]
    assert isinstance(notice, Create)
    assert isinstance(notice.record, Notice)
    assert notice.target == ("notice", "trial-to-large-b-00000002")
    assert notice.record.to == ("crm-lead",)
    assert notice.record.facts == {"hours": "50", "why": "5 h, dann 50 h", "owner": "jana"}


def test_who_is_prio_already_stays_so_and_nobody_is_told() -> None:  # A1.21
    dossier = booked(5, 50, more="prio:\n  - {id: k-00000001, on: 2026-11-17, by: tom}\n")
    _, large = trial_and_large(dossier, PLAIN, ME)
    decision = prio_by_rule(dossier, PLAIN, ME, large, "50 h")
    assert decision.changes == ()
    assert decision.said == ("c-7f3qkd is a prio customer since 2026-11-17",)


def test_prio_for_another_reason_handles_the_entry_too() -> None:  # A1.21, A1.38
    dossier = booked(5, 50)
    assert "make-prio by 2026-11-20" in owes(dossier, "2026-11-18")
    assert "handled make-prio b-00000002" in told(prio(dossier, PLAIN, ME, "VIP"))
    assert "handled" not in " ".join(told(prio(booked(5, 20), PLAIN, ME, "VIP")))
