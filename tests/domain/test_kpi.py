from __future__ import annotations

from typing import Any

import pytest

from clm.domain.kpi import figures, kpis
from clm.domain.survey import Survey
from tests.domain.cases import PLAIN, day, given, of_yaml

ON = "2026-11-18"


def booked(*bookings: str) -> str:
    """Bookings of `2026-01-01 10` (day, hours) and further fields."""
    items = []
    for n, text in enumerate(bookings, start=1):
        on, hours, *more = text.split(maxsplit=2)
        fields = f", {more[0]}" if more else ""
        items.append(
            f"  - {{id: b-0000000{n}, kind: package, booked_on: {on}, hours: {hours},"
            f" status: active{fields}}}\n"
        )
    return "bookings:\n" + "".join(items)


def of(customer: str, posted: str = "") -> dict[str, Any]:
    return figures(given(customer, posted), day(ON), PLAIN)


def page(*customers: str) -> dict[str, Any]:
    return kpis([of(customer) for customer in customers], day(ON), PLAIN.policy)


def test_nothing_to_compute_from_is_no_zero() -> None:  # A1.41
    found = kpis([{}], day(ON), PLAIN.policy)
    assert found["load"] == {
        "tasks": 0, "customers": 0, "per_customer": None, "unassigned": 0, "vpas": [],
    }  # fmt: skip
    assert {one["share"] for one in (*found["conversion"], *found["rebooking"])} == {None}
    assert found["between_bookings"] == {"n": 0, "median_days": None}
    assert found["package_growth"]["growth"] is None
    assert found["no_show_rate"] == {"n": 0, "of": 0, "share": None}


def test_who_is_in_no_list_is_in_no_figure() -> None:  # L5
    assert of("status: archived\n" + booked("2026-01-01 10")) == {}


def test_the_load_of_active_tasks() -> None:  # A1.41, L9
    tasks = """
        - {id: t-00000001, title: a, posted_at: 2026-11-01, status: forwarded, vpa: ben}
        - {id: t-00000002, title: b, posted_at: 2026-11-01, status: forwarded}
        - {id: t-00000003, title: c, posted_at: 2026-11-01, status: done}
        - {id: t-00000004, title: d, posted_at: 2026-11-19, status: forwarded}
    """
    own, none = of("vpa: anna\n", tasks), of("", tasks)
    assert own["active"] == {"anna": 1, "ben": 1}
    load = kpis([own, none, of("")], day(ON), PLAIN.policy)["load"]
    assert load == {
        "tasks": 4, "customers": 2, "per_customer": 2.0, "unassigned": 1,
        "vpas": [{"vpa": "ben", "tasks": 2}, {"vpa": "anna", "tasks": 1}],
    }  # fmt: skip


def test_of_many_vpas_the_busiest_are_shown() -> None:
    many = [{"booked": [], "sizes": [], "active": {f"v{n}": n}, "no_show": False, "invited": False}
            for n in range(1, 13)]  # fmt: skip
    shown = kpis(many, day(ON), PLAIN.policy)["load"]["vpas"]
    assert [one["tasks"] for one in shown] == list(range(12, 2, -1))


@pytest.mark.parametrize(
    ("second", "again", "of_"),
    [  # A1.41: 2026-08-20 is ninety days before
        ("", 0, 1),
        ("2026-11-17 10", 1, 1),
        ("2026-11-18 10", 1, 1),
    ],
)
def test_rebooking_within_the_days_of_the_policy(second: str, again: int, of_: int) -> None:
    found = page(booked("2026-08-20 10", *filter(None, [second])))["rebooking"][0]
    assert (found["phase"], found["n"], found["of"]) == ("first", again, of_)


def test_rebooking_too_late_or_asked_too_early() -> None:  # A1.41
    assert page(booked("2026-08-19 10", "2026-11-18 10"))["rebooking"][0]["n"] == 0
    assert page(booked("2026-08-21 10"))["rebooking"][0] == {
        "phase": "first", "n": 0, "of": 0, "share": None,
    }  # fmt: skip
    many = page(booked("2026-01-01 5", "2026-02-01 5", "2026-03-01 5", "2026-04-01 5"))
    assert [(one["phase"], one["share"]) for one in many["rebooking"]] == [
        ("first", 1.0), ("second", 1.0), ("third", 1.0), ("existing", 0.0),
    ]  # fmt: skip


def test_the_median_of_the_days_between_bookings() -> None:  # A1.41
    odd = page(booked("2026-01-01 5", "2026-01-11 5", "2026-02-10 5", "2026-02-11 5"))
    assert odd["between_bookings"] == {"n": 3, "median_days": 10}
    even = page(booked("2026-01-01 5", "2026-01-11 5", "2026-01-26 5"))
    assert even["between_bookings"] == {"n": 2, "median_days": 12.5}
    # Two packages of one day are one occasion.
    assert page(booked("2026-01-01 5", "2026-01-01 5"))["between_bookings"]["n"] == 0


def test_how_packages_grow() -> None:  # A1.41, L3
    grown = booked("2026-01-01 5", "2026-02-01 10", "2026-03-01 50",
                   "2026-04-01 10 order: A-1", "2026-04-01 10 order: A-1")  # fmt: skip
    assert of(grown)["sizes"] == [10.0, 20.0]  # the trial is left out, an order is one
    assert page(grown, booked("2026-01-01 20"), booked("2026-01-01 10", "2026-02-01 10"))[
        "package_growth"
    ] == {"n": 2, "first_hours": 10.0, "newest_hours": 15.0, "growth": 1.5}


def test_phase_conversion_leaves_invited_colleagues_out_of_the_leads() -> None:  # A1.41, L6
    found = page(
        "", booked("2026-01-01 10"), booked("2026-01-01 10", "2026-02-01 10"),
        "invited_by: Muster\n", "invited_by: Muster\n" + booked("2026-01-01 10", "2026-02-01 10"),
    )["conversion"]  # fmt: skip
    assert found[0] == {"from": "lead", "to": "first", "n": 2, "of": 3, "share": 0.6667}
    assert found[1] == {"from": "first", "to": "second", "n": 2, "of": 3, "share": 0.6667}
    assert [(one["n"], one["of"]) for one in found[2:]] == [(0, 2), (0, 0)]


def test_the_no_show_rate_asks_whose_time_is_over() -> None:  # A1.41, L7
    found = page(
        booked("2026-09-23 10"), booked("2026-09-24 10"), booked("2026-09-01 5", "2026-09-09 5")
    )
    assert found["no_show_rate"] == {"n": 1, "of": 2, "share": 0.5}


def test_satisfaction_is_that_of_the_last_days_with_the_ones_before() -> None:  # A1.41, A2.27
    asks = "questions:\n  - {id: nps, kind: nps}\n  - {id: csat, kind: csat}\n"
    rows = (
        ("2026-11-18", 10, 5), ("2026-08-21", 0, 3), ("2026-08-20", 9, 4), ("2026-05-22", 9, 1),
        ("2026-11-19", 9, 1),
    )  # fmt: skip
    answers = "".join(
        f"  - {{id: an-0000000{n}, on: {on}, values: {{nps: {nps}, csat: {csat}}}}}\n"
        for n, (on, nps, csat) in enumerate(rows)
    )
    told = of_yaml(f"id: sv-2k9x7d\ntitle: x\n{asks}answers:\n{answers}", Survey)
    few = of_yaml(f"id: sv-2k9x7e\ntitle: x\nanonymous: true\n{asks}answers:\n{answers}", Survey)
    found = kpis([], day("2026-11-18"), PLAIN.policy, [told, few])["satisfaction"]
    assert found == {
        "nps": 0.0, "nps_n": 2, "top2": 50.0, "csat_n": 2, "before": {"nps": 100.0, "top2": 100.0},
    }  # fmt: skip
    nothing = kpis([], day("2026-11-18"), PLAIN.policy)["satisfaction"]
    assert (nothing["nps"], nothing["before"]["top2"]) == (None, None)
