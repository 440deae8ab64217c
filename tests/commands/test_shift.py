"""`clm task forwarded --shift`: what cannot wait for a colleague (A1.13)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from clm import clock
from tests.build import TEAM, customer_path, make_customer

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from tests.world import Clm, Repository

ME, HIS, NOBODYS = "c-7f3qkd", "c-8g4rme", "c-9h5snf"


@pytest.fixture(autouse=True)
def half_past_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 14:30 on the pinned day."""

    def now(zone: tzinfo, pinned: date | None = None) -> datetime:
        assert pinned is not None
        return datetime(pinned.year, pinned.month, pinned.day, 14, 30, tzinfo=zone)

    monkeypatch.setattr(clock, "now", now)


def posted(customer: str, *items: str) -> str:
    lines = "".join(f"  - {{{item}, posted_at: 2026-11-16, status: forwarded}}\n" for item in items)
    return f"customer: {customer}\nposted:\n{lines}"


@pytest.fixture
def shift(repo: Repository) -> Repository:
    """Tasks of Jana's, Tom's and nobody's; Tom's next shift is on Friday at eight."""
    duty = "{id: s-11111111, on: 2026-11-20, from: 08:00, to: 14:00}"
    repo.write("team/tom.yaml", f"{TEAM['tom']}shifts:\n  - {duty}\n")
    for one, owner in ((ME, "owner: jana\n"), (HIS, "owner: tom\n"), (NOBODYS, "")):
        repo.write(customer_path(one), make_customer(one, f"Firma {one}", owner))
    repo.write(
        customer_path(ME, "requests"),
        posted(
            ME,
            "id: t-aaaaaaaa, title: Ruhig, deadline: 2026-11-23",
            "id: t-bbbbbbbb, title: Heute, deadline: 2026-11-18",
            "id: t-cccccccc, title: Hat eine, deadline: 2026-11-18, vpa: anna",
        ),
    )
    repo.write(
        customer_path(HIS, "requests"),
        posted(
            HIS,
            "id: t-dddddddd, title: Vorher, deadline: 2026-11-20T07:30",
            "id: t-eeeeeeee, title: Danach, deadline: 2026-11-20T08:30",
            "id: t-ffffffff, title: Teuer, budget: {hours: 40, amount: 900.00}",
        ),
    )
    repo.write(customer_path(NOBODYS, "requests"), posted(NOBODYS, "id: t-gggggggg, title: Frei"))
    repo.commit()
    return repo


@pytest.mark.usefixtures("shift")
def test_what_cannot_wait_comes_first(clm: Clm) -> None:
    items = clm("task", "forwarded", "--shift", "--json").json["items"]
    assert [(i["id"], i["urgent"], i["person"], i["back"]) for i in items] == [
        ("t-bbbbbbbb", ["deadline"], "jana", "2026-11-18T14:30"),
        ("t-dddddddd", ["deadline"], "tom", "2026-11-20T08:00"),
        ("t-ffffffff", ["budget"], "tom", "2026-11-20T08:00"),
        ("t-eeeeeeee", [], "tom", "2026-11-20T08:00"),
        ("t-aaaaaaaa", [], "jana", "2026-11-18T14:30"),
        ("t-gggggggg", [], "isabel", "2026-11-18T14:30"),
    ]  # A1.13
    assert items[2]["next"] == f"clm assign {HIS} --vpa VPA"
    assert items[2]["due"] == "2026-11-23"


@pytest.mark.usefixtures("shift")
def test_people_see_why(clm: Clm) -> None:
    lines = clm.ok("task", "forwarded", "--shift").splitlines()
    assert lines[0].split("  ")[-1] == "Urgent"
    assert "40 h, 900.00" in lines[3]
    assert lines[3].endswith("Budget")
    assert "2026-11-20 08:00" in lines[3]


def test_who_is_away_is_covered_or_back_later(shift: Repository, clm: Clm) -> None:
    duty = "{id: s-11111111, on: 2026-11-20, from: 08:00, to: 14:00}"
    day = "{id: ab-000001, from: 2026-11-18, to: 2026-11-20%s}"
    tom = f"{TEAM['tom']}shifts:\n  - {duty}\nabsences:\n  - "
    shift.put("team/tom.yaml", tom + day % "" + "\n")

    def his() -> dict[str, tuple[str, str, list[str]]]:
        items = clm("task", "forwarded", "--shift", "--json").json["items"]
        return {i["id"]: (i["person"], i["back"], i["urgent"]) for i in items}

    assert his()["t-eeeeeeee"] == ("tom", "2026-11-23T09:00", ["deadline"])
    shift.put("team/tom.yaml", tom + day % ", replacement: jana" + "\n")
    assert his()["t-eeeeeeee"] == ("jana", "2026-11-18T14:30", [])  # L14
    own = clm("task", "forwarded", "--json").json["items"]
    assert {i["customer"] for i in own} == {ME, HIS}  # A1.17: mine are those I cover too
    assert {i["id"] for i in clm("task", "list", "--mine", "--json").json["items"]} > {"t-eeeeeeee"}


def test_nobody_to_wait_for(shift: Repository, clm: Clm) -> None:
    shift.put("team/isabel.yaml", TEAM["isabel"].replace("  - lead-distributor\n", ""))
    shift.put(
        customer_path(NOBODYS, "requests"),
        posted(NOBODYS, "id: t-gggggggg, title: Frei, deadline: 2027-11-18"),
    )
    items = clm("task", "forwarded", "--shift", "--json").json["items"]
    (free,) = [item for item in items if item["id"] == "t-gggggggg"]
    assert (free["person"], free["back"], free["urgent"]) == (None, None, ["deadline"])


def test_a_shift_is_written_with_times_of_day(repo: Repository, clm: Clm) -> None:
    duty = "{id: s-11111111, on: 2026-11-20, from: 8 Uhr, to: 14:00}"
    repo.write("team/tom.yaml", f"{TEAM['tom']}shifts:\n  - {duty}\n")
    found = clm("check")
    assert found.code == 1
    assert "team/tom.yaml:9:" in found.out
