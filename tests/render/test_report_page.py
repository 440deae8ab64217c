"""The weekly report's page, text and Markdown, made from its dict alone."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from clm.domain.kpi import kpis
from clm.domain.policy import Policy
from clm.domain.survey import Survey
from clm.i18n import set_language
from clm.render.charts import Segment, bar
from clm.render.markup import element
from clm.render.page import MOST_EVENTS, page
from clm.render.report import headline, markdown, text
from tests.domain.cases import day, of_yaml
from tests.pages import Page, differences

N = day("2026-11-18").toordinal()
FIGURES: list[dict[str, Any]] = [
    {"booked": [N - 300, N - 240], "sizes": [10.0, 25.0], "active": {"anna": 2, "": 1},
     "no_show": False, "invited": False},
    {"booked": [N - 270], "sizes": [], "active": {}, "no_show": True, "invited": False},
    {"booked": [], "sizes": [], "active": {}, "no_show": False, "invited": False},
]  # fmt: skip
SURVEY = of_yaml(
    "id: sv-2k9x7d\ntitle: Herbst\nquestions:\n  - {id: nps, kind: nps}\n"
    "  - {id: csat, kind: csat}\nanswers:\n"
    "  - {id: an-2k9x7d1q, on: 2026-11-01, values: {nps: 10, csat: 5}}\n"
    "  - {id: an-2k9x7d1r, on: 2026-11-02, values: {nps: 8, csat: 4}}\n"
    "  - {id: an-2k9x7d1s, on: 2026-11-02, values: {nps: 9, csat: 1}}\n"
    "  - {id: an-2k9x7d1t, on: 2026-08-02, values: {nps: 9}}\n",
    Survey,
)
PEOPLE: list[dict[str, Any]] = [
    {"who": "jana", "name": "Jana Sommer", "due": 6, "done": 3, "open": 3, "overdue": 1,
     "complete": False},
    {"who": "tom", "name": "Tom Berger", "due": 2, "done": 2, "open": 0, "overdue": 0,
     "complete": True},
    {"who": None, "name": None, "due": 0, "done": 0, "open": 0, "overdue": 0, "complete": True},
]  # fmt: skip
LISTS = ("lead", "first", "second", "third", "existing", "colleague-lead", "no-show")
HOSTILE = (
    "<script>alert(1)</script>",
    '"onload="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "</title></svg><b>",
    "\u202egnp.exe\u2066",
    "a\x1b[31mb\nc\x00",
    "{{ 7*7 }} &amp; & |",
)


def report(**more: Any) -> dict[str, Any]:
    events: dict[str, list[Any]] = {key: [] for key in ("came_in", "won", "moved", "lost", "quiet")}
    kpi = kpis(FIGURES, day("2026-11-18"), Policy(), [SURVEY])
    kpi["load"]["vpas"][0]["name"] = "Anna Lorenz"
    base = {
        "schema": "clm/report-weekly@1", "team": "Test", "week": "2026-W47",
        "monday": "2026-11-16", "deadline": "2026-11-20", "since": "2026-11-14",
        "until": "2026-11-18", "provisional": True, "as_of_commit": "0123456789abcdef",
        "people": PEOPLE,
        "totals": {"due": 8, "done": 5, "open": 3, "overdue": 1, "people": 2, "through": 1},
        "lists": {name: n for n, name in enumerate(LISTS)}, "watchlist": 9, "total": 21,
        "counts": {**dict.fromkeys(events, 0), "booked": 2, "posted": 0}, **events,
        "kpi": kpi, "policy": {"inactive_days": 90, "no_show_days": 56, "rebook_days": 90,
                               "satisfaction_days": 90},
        "bad_files": [],
    }  # fmt: skip
    return deepcopy({**base, **more})


def moved(name: str = "Muster GmbH", was: str | None = "first") -> dict[str, Any]:
    return {"ref": "c-7f3qkd", "name": name, "day": "2026-11-16", "was": was, "now": "second"}


@pytest.mark.parametrize(("language", "point"), [("en", "."), ("de", ",")])
def test_the_page_is_well_built_and_every_figure_is_the_jsons(language: str, point: str) -> None:
    set_language(language)
    given = report(moved=[moved()])
    seen = Page(page(given))  # A1.40, A1.41
    assert seen.faults == []
    assert differences(seen.figures, given, point) == []
    assert seen.attributes("html") == [{"lang": language}]


def test_the_page_may_load_and_run_nothing() -> None:
    html = page(report())
    (policy,) = (one for one in Page(html).attributes("meta") if "http-equiv" in one)
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not re.search(r"url\(|@import|https?:", html)
    for needed in ("prefers-color-scheme: dark", "@media print", "color-scheme: light dark"):
        assert needed in html


def test_every_chart_says_what_it_shows() -> None:
    html = page(report())
    assert html.count("<svg") == html.count("<svg role") == html.count("focusable=") > 15
    assert "<title>Jana Sommer: 3 done, 3 open, 1 overdue</title>" in html


def test_a_bar_is_as_long_as_its_share_and_never_longer_than_its_track() -> None:
    html = bar([Segment("done", 0.25), Segment("open", 0.9), Segment("zero", 0)], "t").html
    assert re.findall(r'<rect class="(\w+)" x="([\d.]+%)" y="0" width="([\d.]+%)"', html) == [
        ("track", "0%", "100%"), ("done", "0%", "25%"), ("open", "25%", "75%"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name: str) -> None:
    people = [{**PEOPLE[0], "name": name}]
    bad = [{"path": name, "line": 1, "column": 2, "sentence": name}]
    given = report(team=name, moved=[moved(name)], people=people, bad_files=bad)
    given["kpi"]["load"]["vpas"][0]["name"] = name
    plain, hostile = Page(page(report(moved=[moved()], people=people[:1], bad_files=[
        {"path": "a", "line": 1, "column": 2, "sentence": "b"}]))), Page(page(given))  # fmt: skip
    assert hostile.faults == []
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    for made in (page(given), text(given), markdown(given)):
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2066]", made)


def test_markdown_formats_nothing_from_data() -> None:
    assert "| a\\|b \\<b\\> \\_c\\_ |" in markdown(report(moved=[moved("a|b <b> _c_")]))


def test_an_attribute_cannot_be_left() -> None:
    assert element("p", class_='a"b', title=None).html == '<p class="a&quot;b"></p>'


@pytest.mark.parametrize(
    ("people", "through", "still", "answer"),
    [
        (0, 0, 0, "Nothing was due this week."),
        (6, 6, 0, "Everybody is through."),
        (6, 5, 3, "5 of 6 are through; 3 entries are open."),
        (6, 5, 1, "5 of 6 are through; 1 entry is open."),
    ],
)
def test_the_headline(people: int, through: int, still: int, answer: str) -> None:  # A1.38
    totals = {"people": people, "through": through, "open": still}
    assert headline({"totals": totals}) == answer


def test_text_and_markdown_say_who_is_through_and_define_each_kpi() -> None:  # A1.38, A1.41
    given = report(came_in=[{**moved(), "was": None, "now": "lead"}], moved=[moved()])
    for made in (text(given), markdown(given)):
        assert "1 of 2 are through; 3 entries are open." in made
        assert "provisional" in made
        for definition in (
            "Of those whose booking is at least 90 days old",
            "Of all who reached a phase",
            "Posted tasks that are neither done",
            "The median of days",
            "Mean hours of the newest order",
            "Of those whose first booking is at least 56 days old",
        ):
            assert definition in made
    assert "Jana Sommer      6     3     3        1       no" in text(given)
    assert "2026-11-16  c-7f3qkd  Muster GmbH  First bookers  Second bookers" in text(given)
    assert "2026-11-16  c-7f3qkd  Muster GmbH  –    Leads" in text(given)
    assert "Without owner" in text(given)


def test_no_data_is_said_and_is_no_zero() -> None:  # A1.41
    given = report(people=[], lists=dict.fromkeys(LISTS, 0), watchlist=0, total=0)
    given["kpi"] = kpis([], day("2026-11-18"), Policy())
    seen = Page(page(given))
    assert seen.faults == []
    assert differences(seen.figures, given) == []
    assert {one.text for one in seen.figures if not one.value} == {"no data"}
    assert re.search(r"Days +no data", text(given))
    assert re.search(r"Growth +no data", text(given))


def test_a_bad_file_is_named() -> None:
    bad = [{"path": "customers/7f/c-7f3qkd.yaml", "line": 3, "column": 7, "sentence": "no date"}]
    given = report(bad_files=bad)
    for made in (text(given), markdown(given), page(given)):
        assert "customers/7f/c-7f3qkd.yaml:3:7" in made
        assert "no date" in made
    assert "Files left out" not in page(report())


def test_a_long_list_of_events_is_cut_on_the_page_and_says_so() -> None:
    given = report(moved=[moved(f"Firma {n}") for n in range(MOST_EVENTS + 2)])
    assert f"Firma {MOST_EVENTS - 1}<" in page(given)
    assert f"Firma {MOST_EVENTS}<" not in page(given)
    assert "… and 2 more" in page(given)
    assert f"Firma {MOST_EVENTS + 1}" in text(given)


def test_in_colour_the_headings_are_bold() -> None:
    assert "\x1b[1mWho is through\x1b[0m" in text(report(), colour=True)
