"""`clm report escalations`, as text, JSON and a file; and what is told of them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, customer_path
from tests.complaining import C, customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository


def escalated(ref: str, more: str = "", *, on: str = "2026-11-16") -> str:
    return (
        f"id: {ref}\ncustomer: {C}\nsource: complaint\nof: cm-4k2m9q\nreason: unresolved\n"
        f"at: {on}T09:00:00Z\nby: jana\nto: isabel\n{more}"
    )


ENDED = (
    "events:\n  - {id: k-11111111, at: 2026-11-17T09:00:00Z, by: isabel, kind: status,"
    " from: open, to: resolved}\nresolution: Frist genannt\ntrue_cause: communication\n"
)


@pytest.fixture
def known(repo: Repository) -> Repository:
    """A customer of Jana's with an escalation that is open, and one that is resolved."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write("escalations/es-222222.yaml", escalated("es-222222", "due: 2026-11-17\n"))
    repo.write("escalations/es-333333.yaml", escalated("es-333333", ENDED))
    repo.put(customer_path(C), customer())
    return repo


@pytest.mark.usefixtures("known")
def test_a_month_of_escalations_is_told_with_what_each_figure_means(clm: Clm) -> None:
    # A4.16
    text = clm.ok("report", "escalations")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "communication all 1" in lines
    assert "not resolved 1" in lines
    assert "not known all 1" in lines
    assert "working days until then 1.0" in lines
    assert any(line.startswith("es-222222 Muster GmbH cm-4k2m9q open 1 isabel 2") for line in lines)
    assert "Days are working days" in text


@pytest.mark.usefixtures("known")
def test_the_figures_are_json_of_any_period(clm: Clm) -> None:
    # A4.16
    found = clm("report", "escalations", "--json", "--period", "2026Q4").json
    assert (found["schema"], found["made"], found["period"]) == (
        "clm/report-escalations@1", 2, "2026-Q4",
    )  # fmt: skip
    assert clm("report", "escalations", "--json", "--week", "2026-W46").json["made"] == 0
    done = clm("report", "escalations", "--week", "2026-W46", "--period", "2026Q4")
    assert (done.code, "one time can be asked for" in done.err) == (2, True)


@pytest.mark.usefixtures("known")
def test_it_is_written_as_a_page(clm: Clm, tmp_path: Path) -> None:
    # A4.16
    page = tmp_path / "escalations.html"
    clm.ok("report", "escalations", "-O", str(page))
    text = page.read_text(encoding="utf-8")
    assert "True causes" in text
    assert "communication" in text


def test_it_is_made_each_period_where_it_is_specified(clm: Clm, known: Repository) -> None:
    # A4.16, A2.37
    spec = (
        "reports:\n  escalations: {report: escalations, purpose: Ursachen, audience: [manager],"
        " frequency: weekly, from: 2026-11-09, form: md}\n"
    )
    known.write("clm.yaml", f"{SETTINGS}language: de\n{spec}")
    known.put("escalations/es-444444.yaml", escalated("es-444444", ENDED, on="2026-11-10"))
    clm("report", "run", "--due")
    (made,) = known.path("runs").glob("escalations-*.md")
    text = made.read_text(encoding="utf-8")
    assert "## Wahre Gründe" in text
    assert "| Kommunikation | alle | 1 |" in text


@pytest.mark.usefixtures("known")
def test_a_customer_shows_what_is_escalated_and_open(clm: Clm) -> None:
    # A4.13
    text = clm.ok("customer", "show", C)
    assert "Escalations\n  2026-11-16" in text
    assert "es-222222  open  cm-4k2m9q: not resolved  isabel" in text
    assert "es-333333" not in text
    (item,) = clm("customer", "show", C, "--json").json["items"]
    assert [one["id"] for one in item["escalations"]] == ["es-222222"]


@pytest.mark.usefixtures("known")
def test_the_timeline_tells_what_became_of_them(clm: Clm) -> None:
    # A4.13
    lines = clm.ok("file", C, "--all").splitlines()
    found = [" ".join(line.split()) for line in lines if "es-333333" in line]
    assert len(found) == 2
    assert found[0].endswith("es-333333 open cm-4k2m9q")
    assert "IK [customer]" in found[1]
    assert found[1].endswith("es-333333 resolved")
