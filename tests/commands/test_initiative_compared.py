"""Control groups of initiatives stay comparable, or it is said; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.initiatives import added, known, recipients

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture
def compared(clm: Clm, repo: Repository) -> tuple[str, list[str]]:
    """An initiative of whom two are in the control group, and the three others were written to."""
    known(repo)
    ref = added(clm, "--control", "40")
    clm.ok("initiative", "segment", ref)
    held = recipients(clm, ref)
    for one, status in held.items():
        if status == "planned":
            clm.ok("--today", "2026-11-02", "initiative", "record", ref, one, "--sent")
    return ref, [one for one, status in held.items() if status == "control"]


def test_who_was_written_to_by_another_initiative_is_not_compared(
    clm: Clm, repo: Repository, compared: tuple[str, list[str]]
) -> None:  # A4.10
    ref, (one, _) = compared
    repo.put(
        "initiatives/in-0a0a0a.yaml",
        "id: in-0a0a0a\ntitle: Flyer\nkind: offer\nowner: jana\nrecipients:\n"
        f"  - {{id: rc-2k9x7d1q, customer: {one}, added_on: 2026-11-18, status: sent,"
        " sent_at: 2026-11-18T09:00:00Z}\n",
    )
    clm.ok("customer", "book", one, "10", "--on", "2026-11-18")
    found = clm("initiative", "result", ref, "--json").json
    control = found["groups"][1]
    assert (control["n"], control["converted"], found["disturbed"]) == (1, 0, 1)
    assert "1 of the control group was written to by another" in clm.ok("initiative", "result", ref)
    report = clm("report", "retention", "--json").json
    (row,) = [held for held in report["initiatives"] if held["id"] == ref]
    assert (row["control"], row["control_converted"]) == (1, 0)
    assert "not counted" not in clm.ok("initiative", "result", "in-0a0a0a")


def test_the_control_group_of_another_initiative_is_left_out_with_its_reason(
    clm: Clm, compared: tuple[str, list[str]]
) -> None:  # A4.8, A4.10
    _, control = compared
    ref = added(clm, kind="offer")
    said = clm("initiative", "segment", ref, f"id in ({', '.join(control)})").err
    assert "2 are in the control group of another initiative" in said
