"""The automatic watch reasons and make-prio; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import pytest

from clm.domain import decisions
from clm.domain.process import Asked
from clm.domain.watchlist import watch_reasons
from clm.domain.worklist import entries
from tests.domain.cases import PLAIN, acting, day, given, owes, process, told

A = "class:\n  - {id: k-000000c1, value: A, on: 2025-01-01, by: jana}\n"
B = A.replace("value: A", "value: B")
C = A.replace("value: A", "value: C")
PRIO = "prio:\n  - {id: k-000000p1, on: 2026-01-05, by: jana}\n"


def booked(*packages: str) -> str:
    """Packages `[HOURS][T][x]` a month apart: T the trial, x cancelled, the last on 2026-11-16.

    `10+10` is one order of two packages.
    """
    items, n = [], 0
    months = range(11 - len(packages) + 1, 12)
    for month, package in zip(months, packages, strict=True):
        parts = package.split("+")
        for part in parts:
            n += 1
            hours = part.rstrip("Tx")
            more = ", trial: true" if "T" in part else ""
            more += f", order: o-{month}" if len(parts) > 1 else ""
            status = "cancelled" if "x" in part else "active"
            items.append(
                f"  - {{id: b-0000000{n}, kind: package, hours: {hours}, status: {status}, "
                f"booked_on: 2026-{month:02}-16{more}}}\n"
            )
    return "bookings:\n" + "".join(items)


def reasons(customer: str, on: str = "2026-11-18", checks_from: str | None = None) -> list[str]:
    by = process(checks_from=checks_from)
    return [
        f"{reason.reason} {reason.id}" for reason in watch_reasons(given(customer), day(on), by)
    ]


@pytest.mark.parametrize(
    ("history", "answer"),
    [  # L12, L2, L3, A1.33
        ("10 10 20", ["larger-package b-00000003"]),
        ("20 10", ["smaller-package b-00000002"]),
        ("10 10", []),
        ("5T 20", []),
        ("5T 10 20", ["larger-package b-00000003"]),
        ("10 50x 10", []),
        ("10", []),
        ("10 10+10", ["larger-package b-00000002"]),  # one entry an order, named by its first
        ("10+10 20", []),
    ],
)
def test_an_unusual_package_of_an_a_or_b_customer_is_watched(
    history: str, answer: list[str]
) -> None:
    for class_ in (A, B):
        assert [r for r in reasons(class_ + booked(*history.split())) if "b-" in r] == answer


def test_each_unusual_order_stays_a_reason_of_its_own() -> None:
    assert reasons(A + booked("10", "20", "10")) == [
        "larger-package b-00000002",
        "smaller-package b-00000003",
    ]


@pytest.mark.parametrize(
    ("class_", "answer"),
    [  # A1.33: the class valid on the day of the booking
        ("", []),
        (C, []),
        (A.replace("2025-01-01", "2026-11-17"), []),  # C→B does not look back
        (A.replace("2025-01-01", "2026-11-16"), ["larger-package b-00000002"]),
        (A.replace("by: jana", "by: jana, off_on: 2026-11-17"), ["larger-package b-00000002"]),
        (A.replace("by: jana", "by: jana, off_on: 2026-11-16"), []),
    ],
)
def test_the_class_on_the_day_of_the_booking_decides(class_: str, answer: list[str]) -> None:
    assert reasons(class_ + booked("10", "20")) == answer


def test_bookings_before_checks_from_put_nobody_on_the_watchlist() -> None:  # A1.46
    customer = A + PRIO + booked("10", "10", "10", "20")
    assert reasons(customer, checks_from="2026-11-17") == []
    assert reasons(customer, checks_from="2026-11-16") == [
        "larger-package b-00000004",
        "prio b-00000004",
    ]


@pytest.mark.parametrize(
    ("prio", "answer"),
    [  # A1.28
        (PRIO, ["prio b-00000004"]),
        (PRIO.replace("2026-01-05", "2026-11-17"), []),  # prio only after reaching existing
        (PRIO.replace("by: jana", "by: jana, off_on: 2026-11-01"), []),
        (PRIO.replace("by: jana", "by: jana, off_on: 2026-11-18"), []),  # no prio any more
        ("", []),
    ],
)
def test_a_prio_customer_who_becomes_existing_is_watched(prio: str, answer: list[str]) -> None:
    assert reasons(prio + booked("10", "10", "10", "10")) == answer
    assert reasons(prio + booked("10", "10", "10")) == []


def test_a_fifth_booking_is_no_new_reason() -> None:  # A1.28: once
    assert reasons(PRIO + booked("10", "10", "10", "10", "10")) == ["prio b-00000004"]


def test_two_reasons_of_one_booking_are_one_entry() -> None:  # A1.34
    customer = A + PRIO + booked("10", "10", "10", "20")
    assert owes(given(customer), "2026-11-18")[-1] == (
        "watch:larger-package watch:prio by 2026-11-20"
    )


SEEN = "handled:\n  - {{id: h-00000001, rule: watch, trigger: {}, by: jana, on: 2026-11-17}}\n"


def test_seen_is_for_the_week_and_closing_is_for_good() -> None:  # A1.31
    customer = A + booked("10", "20")
    by_hand = "watch:larger-package by 2026-11-27"
    seen = given(customer + SEEN.format("b-00000002@2026-W47"))
    assert "watch:larger-package by 2026-11-20" not in owes(seen, "2026-11-18")
    assert by_hand in owes(seen, "2026-11-24")
    closed = given(customer + SEEN.format("b-00000002").replace("watch", "watch:larger-package"))
    assert not [word for word in owes(closed, "2026-11-24") if word.startswith("watch")]
    assert [word for word in owes(closed, "2026-11-16") if word.startswith("watch")]  # before


def test_watch_off_closes_an_automatic_reason_with_its_reason_in_the_file() -> None:  # A1.31
    dossier = given(A + booked("10", "20"))
    decision = decisions.watch_off(dossier, PLAIN, acting("2026-11-18"), None, "einmalig")
    assert told(decision) == [
        "handled watch:larger-package b-00000002",
        "+ oteam notes status-change watch off: larger-package\neinmalig",
    ]
    other = decisions.watch_off(dossier, PLAIN, acting("2026-11-18"), "offer", "einmalig")
    assert other.changes == ()


def test_closing_one_reason_leaves_the_other() -> None:  # A1.31
    dossier = given(A + PRIO + booked("10", "10", "10", "20"))
    me = acting("2026-11-18")
    (mark, _) = decisions.watch_off(dossier, PLAIN, me, "larger-package", "passt").changes
    assert told(decisions.Decision((mark,))) == ["handled watch:larger-package b-00000004"]
    after = given(
        A + PRIO + booked("10", "10", "10", "20")
        + SEEN.format("b-00000004").replace("watch", "watch:larger-package")
    )  # fmt: skip
    assert [reason.reason for reason in watch_reasons(after, day("2026-11-18"), PLAIN)] == ["prio"]


def test_cancelling_the_booking_ends_the_reason() -> None:  # A1.33
    assert reasons(A + booked("10", "20x")) == []


@pytest.mark.parametrize(
    ("history", "answer"),
    [  # A1.21
        ("5T 50", True),
        ("5T 100", True),
        ("5 50", True),
        ("5T 20", False),
        ("10 50", False),
        ("5T 20 50", False),
        ("5T", False),
        ("50", False),
        ("5T 50 10", True),  # until somebody decides
    ],
)
def test_a_large_package_directly_after_the_trial_makes_prio(history: str, answer: bool) -> None:
    found = owes(given(booked(*history.split())), "2026-11-18")
    assert any(word.startswith("make-prio") for word in found) is answer


def test_make_prio_is_due_like_the_second_check() -> None:  # A1.21, A1.25
    assert owes(given(booked("5T", "50")), "2026-11-18") == [
        "second-check by 2026-11-20",
        "make-prio by 2026-11-20",
    ]


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        (PRIO, False),
        (PRIO.replace("2026-01-05", "2026-11-17"), False),
        (PRIO.replace("by: jana", "by: jana, off_on: 2026-02-01"), True),
        # Decided once, and taken back: not asked again.
        (PRIO.replace("2026-01-05, by: jana", "2026-11-16, by: jana, off_on: 2026-11-17"), False),
        (SEEN.format("b-00000002").replace("watch", "make-prio"), False),
    ],
)
def test_make_prio_ends_by_prio_or_seen(more: str, answer: bool) -> None:
    found = owes(given(more + booked("5T", "50")), "2026-11-18")
    assert any(word.startswith("make-prio") for word in found) is answer


def test_make_prio_minds_checks_from() -> None:  # A1.46
    by = process(checks_from="2026-11-17")
    assert owes(given(booked("5T", "50")), "2026-11-18", by) == []


@pytest.mark.parametrize(
    ("asked", "state", "to_type"),
    [  # A1.35: the states of a B customer's entry
        ("", "contact-vpa", "clm chat c-7f3qkd larger-package --deadline +5wd --edit"),
        ("2026-11-10 2026-11-24", "contact-vpa", None),  # asked before, about something else
        ("2026-11-16 2026-11-18", "waiting-for-vpa", "clm file c-7f3qkd --vpa"),
        ("2026-11-16 2026-11-17", "decide", "clm watch c-7f3qkd --off -m WHY"),
        ("2026-11-16 2026-11-20 2026-11-17", "decide", None),
        ("2026-11-16 2026-11-20 2026-11-19", "waiting-for-vpa", None),  # met tomorrow
        ("2026-11-16 2026-11-17 / 2026-11-18 2026-11-24", "waiting-for-vpa", None),
    ],
)
def test_the_playbook_of_a_b_customer(asked: str, state: str, to_type: str | None) -> None:
    days = ([day(word) for word in one.split()] for one in asked.split("/") if one)
    asks = tuple(Asked(on, by, met[0] if met else None, vpa="anna") for on, by, *met in days)
    dossier = given("vpa: anna\n" + B + booked("10", "20"))._replace(asked=asks)
    entry = next(e for e in entries(dossier, day("2026-11-18"), PLAIN) if e.rule == "watch")
    assert dict(entry.facts)["state"] == state
    assert to_type in {None, entry.next}


def test_an_a_customer_has_no_playbook() -> None:  # A1.37
    dossier = given(A + booked("10", "20"))
    entry = next(e for e in entries(dossier, day("2026-11-18"), PLAIN) if e.rule == "watch")
    assert dict(entry.facts)["state"] == ""
    assert entry.next == "clm seen c-7f3qkd"
