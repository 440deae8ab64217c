"""`clm report risk`: A and B customers whose VPA's file would not do if the VPA fell out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import SETTINGS, customer_path, make_customer
from tests.commands.test_vpa_files import entry, file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

WHOLE, HALF = "tools, contacts", "tools"
CASES = {
    # id: class, vpa, tags, day of the VPA's last entry
    "c-000001": ("A", "anna", WHOLE, "2026-11-10"),
    "c-000002": ("A", "anna", WHOLE, "2026-09-01"),
    "c-000003": ("B", "ben", HALF, "2026-11-10"),
    "c-000004": ("B", "anna", "", ""),
    "c-000005": ("C", "anna", "", ""),
    "c-000006": ("", "anna", "", ""),
    "c-000007": ("A", "", "", ""),
}


@pytest.fixture
def world(repo: Repository) -> Repository:
    """Customers of each class, with whole, half, old and no files."""
    repo.write("clm.yaml", f"{SETTINGS}vpa_sections:\n  - tools\n  - contacts\n")
    for ref, (held, vpa, tags, day) in CASES.items():
        more = f"vpa: {vpa}\n" if vpa else ""
        if held:
            more += f"class:\n  - {{id: k-0{ref[2:]}1, value: {held}, on: 2026-01-01, by: jana}}\n"
        repo.write(
            customer_path(ref), make_customer(ref, f"Kunde {ref[-1]}", f"owner: jana\n{more}")
        )
        if day:
            notes = entry(int(ref[-1]), day, vpa, tags)
            repo.write(customer_path(ref, "vpa"), file(ref, notes))
    repo.commit()
    return repo


def risk(clm: Clm, *words: str) -> list[dict[str, Any]]:
    return list(clm("report", "risk", "--json", *words).json["items"])


@pytest.mark.usefixtures("world")
def test_the_worst_of_the_best_customers_first(clm: Clm) -> None:  # A3.18
    assert clm("report", "risk", "--json").json["schema"] == "clm/report-risk@1"
    found = [(one["ref"], one["class"], one["completeness"], one["why"]) for one in risk(clm)]
    assert found == [
        ("c-000002", "A", 100, "stale"),
        ("c-000004", "B", 0, "incomplete"),
        ("c-000003", "B", 50, "incomplete"),
    ]
    first = risk(clm)[0]
    assert (first["vpa"], first["owner"], first["last"]) == ("anna", "jana", "2026-09-01")
    assert first["next"] == "clm chat c-000002 keep-file --deadline +5wd --edit"


@pytest.mark.usefixtures("world")
def test_a_past_day_has_its_own_risks(clm: Clm) -> None:  # A3.18
    refs = [one["ref"] for one in risk(clm, "--today", "2026-10-31")]
    assert refs == ["c-000001", "c-000003", "c-000004"]  # what was written later was not there


@pytest.mark.usefixtures("world")
def test_it_has_every_form(clm: Clm, tmp_path: Path) -> None:  # A3.18
    assert "c-000002" in clm.ok("report", "risk").splitlines()[1]
    assert clm.ok("report", "risk", "-o", "md").startswith("| Ref |")
    assert "<td>Kunde 2</td>" in clm.ok("report", "risk", "-o", "html")
    assert clm.ok("report", "risk", "--ids").split() == ["c-000002", "c-000004", "c-000003"]
    for name, start in (
        ("risk.csv", "ref,name,class,owner,vpa,completeness,missing,last,why,next\n"),
        ("risk.md", "| Ref |"),
        ("risk.json", '{"schema": "clm/report-risk@1"'),
        ("risk.html", "<!doctype html>"),
        ("risk.txt", "Ref "),
    ):
        clm.ok("report", "risk", "-O", tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert clm("report", "risk", "-O", tmp_path / "risk.pdf").code == 2
    assert clm("report", "risk", "-O", "customers/risk.md").code == 77
    assert clm("report", "weekly", "-O", tmp_path / "week.csv").code == 2
    german = clm.ok("report", "risk", "--lang", "de")
    assert "Werkzeuge" in german
    assert "unvollständig" in german


def test_where_nobody_is_at_risk_it_says_so(repo: Repository, clm: Clm) -> None:
    assert repo.is_clean()
    assert clm.ok("report", "risk") == "No customer is at risk.\n"


def test_a_bad_file_is_named(world: Repository, clm: Clm) -> None:
    world.put(customer_path("c-000002", "vpa"), "notes: 1\n")
    answer = clm("report", "risk", "--ids")
    assert answer.code == 65
    assert "c-000002.vpa.yaml" in answer.err
