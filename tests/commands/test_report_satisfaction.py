"""The satisfaction report: the whole, the trend, by groups; kept as a record (A2.31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

FIRST, SECOND = "c-7f3qkd", "c-0aaaa1"
SURVEY = """\
id: sv-2k9x7d
title: Herbst
questions:
  - {id: nps, kind: nps, text: {de: Gern?}}
  - {id: csat, kind: csat, text: {de: Zufrieden?}}
invitations:
  - {id: iv-00000001, customer: c-7f3qkd, on: 2026-07-01, by: jana}
  - {id: iv-00000002, customer: c-0aaaa1, on: 2026-10-01, by: jana}
  - {id: iv-00000003, customer: c-7f3qkd, on: 2026-10-05, by: jana}
  - {id: iv-00000004, customer: c-0aaaa1, on: 2026-11-10, by: jana}
answers:
  - {id: an-00000001, invitation: iv-00000001, on: 2026-07-02, by: jana, values: {nps: 9}}
  - {id: an-00000002, invitation: iv-00000002, on: 2026-10-02, by: jana, values: {nps: 3, csat: 2}}
  - {id: an-00000003, invitation: iv-00000003, on: 2026-10-06, by: jana, values: {nps: 10, csat: 5}}
"""


@pytest.fixture
def asked(repo: Repository) -> None:
    more = "owner: {}\nservices:\n  - reise\n  - buero\nvpa: anna\n"
    repo.write(customer_path(FIRST), make_customer(FIRST, "Alpha", more.format("jana")))
    repo.write(customer_path(SECOND), make_customer(SECOND, "Beta", "owner: tom\n"))
    repo.put("surveys/sv-2k9x7d.yaml", SURVEY)


@pytest.mark.usefixtures("asked")
def test_the_whole_the_trend_and_the_groups(clm: Clm) -> None:  # A2.31
    found = clm("report", "satisfaction", "--period", "2026Q4", "--json").json
    rows = {(one["part"], one["group"]): (one["nps"], one["nps_n"]) for one in found["items"]}
    assert rows["period", "2026-Q4"] == (0, 2)
    assert rows["trend", "2026-Q3"] == (100, 1)
    assert rows["trend", "2026-Q2"] == (None, 0)
    assert rows["service", "reise"] == rows["service", "buero"] == (100, 1)
    assert rows["manager", "tom"] == (-100, 1)
    assert (rows["vpa", "anna"], rows["vpa", "unknown"]) == ((100, 1), (-100, 1))
    assert rows["phase", "lead"] == rows["class", "none"] == (0, 2)
    assert (found["answers"], found["invited"], found["answered"]) == (2, 3, 2)
    assert found["response_rate"] == pytest.approx(0.6667)
    assert found["follow_up"] == {
        "answers": 1, "due": 1, "in_time": 0, "open": 1, "share": 0.0,
    }  # fmt: skip


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("form", ["table", "md", "html", "json", "csv"])
def test_every_form(clm: Clm, form: str) -> None:  # A2.31, A2.36
    assert "2026-Q4" in clm.ok("report", "satisfaction", "-o", form)


@pytest.mark.usefixtures("asked")
def test_without_answers_there_is_no_data(clm: Clm) -> None:  # A2.27, A2.31
    out = clm.ok("report", "satisfaction", "--period", "2026-08")
    assert "no data" in out.splitlines()[1]


@pytest.mark.usefixtures("asked")
def test_it_is_kept_as_a_record_once(clm: Clm, repo: Repository) -> None:  # A2.31
    assert clm("report", "satisfaction", "--save").code == 2
    assert clm("report", "satisfaction", "-m", "gut").code == 2
    clm.ok(
        "report", "satisfaction", "--period", "2026Q4", "--save", "-m", "Rückrufe sind zu langsam",
        "--action", "Vertretung am Nachmittag",
    )  # fmt: skip
    text = repo.read("reports/satisfaction-2026q4.yaml")
    for line in ("kind: satisfaction", "by: jana", "nps-n: 2", "conclusions: Rückrufe sind"):
        assert line in text
    assert "Rückrufe sind zu langsam" in clm.ok("report", "satisfaction")
    again = clm("report", "satisfaction", "--save", "-m", "noch einmal")
    assert (again.code, "nothing is new since" in again.err) == (77, True)
    clm.ok("report", "satisfaction", "--period", "2026Q4", "--save", "-m", "am Ende", "--today",
           "2027-01-04")  # fmt: skip
    assert "conclusions: am Ende" in repo.read("reports/satisfaction-2026q4-2.yaml")
    assert "am Ende" in clm.ok("report", "satisfaction", "--period", "2026Q4")
    assert clm("check", "reports").out == ""


@pytest.mark.usefixtures("asked")
def test_it_is_written_to_a_file(clm: Clm, tmp_path: Path) -> None:  # A2.31
    out = tmp_path / "satisfaction.html"
    clm.ok("report", "satisfaction", "-O", out)
    page = out.read_text(encoding="utf-8")
    for text in ("<h1>Satisfaction 2026-Q4</h1>", "<h2>Whole</h2>", "2026-10-01 – 2026-12-31"):
        assert text in page
    assert clm("report", "satisfaction", "--save", "-m", "x", "-O", out).code == 2


@pytest.mark.usefixtures("asked")
def test_as_of_an_earlier_day(clm: Clm, repo: Repository) -> None:  # A2.36
    before = repo.head()
    repo.put("surveys/sv-2k9x7d.yaml", SURVEY.replace("nps: 10", "nps: 7"))
    found = clm("report", "satisfaction", "--as-of", before, "--json").json["items"]
    assert (found[0]["nps"], found[0]["nps_n"]) == (0, 2)
