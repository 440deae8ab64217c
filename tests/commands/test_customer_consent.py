"""`clm customer consent`: who wants no survey is asked by none (A2.25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.commands.test_survey import IDS, customers, plan

if TYPE_CHECKING:
    from tests.world import Clm, Repository


def why_not(clm: Clm, survey: str, *words: str) -> dict[str, str]:
    found = clm("survey", "draw", survey, "--all", "--json", *words).json["items"]
    return {one["ref"]: one["why"] for one in found if one["why"]}


def test_who_said_no_is_not_asked(clm: Clm, repo: Repository) -> None:  # A2.25
    customers(repo)
    survey = plan(clm, "--question", "nps")
    clm.ok("customer", "consent", IDS[0], "survey", "--off", "-m", "am Telefon gesagt")
    assert repo.subjects()[0] == f"customer consent {IDS[0]}"
    assert why_not(clm, survey) == {IDS[0]: "opted-out"}
    assert "am Telefon gesagt" in clm.ok("file", IDS[0])
    refused = clm("survey", "invite", survey, "--customer", IDS[0])
    assert refused.code == 77
    clm.ok("customer", "consent", IDS[0], "survey", "--today", "2026-11-20")
    assert why_not(clm, survey, "--today", "2026-11-20") == {}
    clm.ok("customer", "consent", IDS[0], "survey", "--off", "--today", "2026-11-21")
    assert why_not(clm, survey, "--today", "2026-11-22") == {IDS[0]: "opted-out"}
    assert clm("check").code == 0
    assert repo.is_clean()


def test_what_changes_nothing(clm: Clm, repo: Repository) -> None:  # A2.25
    customers(repo)
    clm.ok("customer", "consent", IDS[0], "survey", "--off")
    before = repo.head()
    again = clm("customer", "consent", IDS[0], "survey", "--off")
    assert (again.code, "off already" in again.err) == (0, True)
    slip = clm("customer", "consent", IDS[0], "umfrage", "--off")
    assert (slip.code, "no purpose umfrage" in slip.err) == (2, True)
    assert clm("customer", "consent", "nobody", "survey", "--off").code == 3
    dry = clm("customer", "consent", IDS[1], "survey", "--off", "-n")
    assert "off_on" in dry.out
    assert repo.head() == before
