"""The rules of the worklist but for the watchlist; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import pytest

from clm.domain.lifecycle import responsible, standing
from clm.domain.process import Asked
from clm.domain.turning import changes_after
from clm.domain.worklist import RULES, entries, rule
from tests.domain.cases import PLAIN, day, given, owes, process


def booked(*days: str) -> str:
    """Packages of ten hours, booked on these days."""
    items = "".join(
        f"  - {{id: b-0000000{n}, kind: package, hours: 10, booked_on: {on}, status: active}}\n"
        for n, on in enumerate(days, 1)
    )
    return f"bookings:\n{items}"


def task(more: str = "status: forwarded", on: str = "2026-11-10", n: int = 1) -> str:
    return f"- {{id: t-0000000{n}, title: Reise, posted_at: {on}, {more}}}\n"


def test_a_lead_owes_nothing() -> None:  # A1.8
    assert owes(given("registered_on: 2026-01-07", posted=task()), "2026-11-18") == []


@pytest.mark.parametrize(
    ("on", "holidays", "due"),
    [  # A1.15
        ("2026-11-16", "", "2026-11-19"),
        ("2026-11-19", "", "2026-11-24"),
        ("2026-11-20", "", "2026-11-25"),  # a Friday: Monday, Tuesday, Wednesday
        ("2026-11-21", "", "2026-11-25"),  # a Saturday
        ("2026-04-02", "2026-04-06", "2026-04-08"),  # a Thursday before a Monday holiday
        ("2026-04-02", "2026-04-03 2026-04-06", "2026-04-09"),  # Easter
    ],
)
def test_a_first_check_is_due_on_the_third_working_day(on: str, holidays: str, due: str) -> None:
    by = process(holidays)
    assert owes(given(booked(on)), on, by) == [f"first-check by {due}"]  # visible at once


DONE = "status: done"


@pytest.mark.parametrize(
    ("customer", "posted", "on", "shown"),
    [
        ("", "", "2026-10-26", True),  # the 55th day
        ("", "", "2026-10-27", False),  # A1.30: on day 56 he is a no-show
        ("", task(DONE, on="2026-09-03"), "2026-10-26", True),
        ("", task(DONE, on="2026-09-03"), "2026-10-27", False),  # a first booker still
        ("vpa: anna", "", "2026-09-02", False),
        ("", task("status: forwarded, vpa: anna", on="2026-09-02"), "2026-09-02", False),
        ("status: archived", "", "2026-09-02", False),
    ],
)
def test_a_first_check_ends_by_a_vpa_or_on_day_56(
    *, customer: str, posted: str, on: str, shown: bool
) -> None:  # A1.16
    dossier = given(f"{booked('2026-09-01')}{customer}", posted=posted)
    assert owes(dossier, on) == ["first-check by 2026-09-04"] * shown


def test_seen_hides_a_check_for_good_and_new_facts_make_new_entries() -> None:  # A1.16
    handled = """
handled:
  - {id: h-00000001, rule: first-check, trigger: b-00000001, by: jana, on: 2026-11-17}
"""
    one, two = booked("2026-11-16"), booked("2026-11-16", "2026-11-23")
    assert owes(given(one + handled), "2026-11-16") == ["first-check by 2026-11-19"]
    assert owes(given(one + handled), "2026-11-17") == []
    assert owes(given(one + handled), "2026-11-24") == []  # not weekly
    posted = given(one + handled, posted=task(on="2026-11-18"))
    assert owes(posted, "2026-11-18") == ["assign-vpa by 2026-11-25"]
    assert owes(given(two + handled), "2026-11-23") == ["second-check by 2026-11-27"]


def test_seen_until_hides_through_that_day() -> None:  # 1.1.3
    dossier = given(f"""{booked("2026-11-16")}
handled:
  - {{id: h-00000001, rule: first-check, trigger: b-00000001, by: jana, on: 2026-11-17, until: 2026-11-19}}
""")  # noqa: E501
    shown = [bool(owes(dossier, f"2026-11-{n}")) for n in (16, 17, 18, 19, 20)]
    assert shown == [True, False, False, False, True]


def test_a_mark_of_another_rule_or_booking_hides_nothing() -> None:
    dossier = given(f"""{booked("2026-11-16")}
handled:
  - {{id: h-00000001, rule: second-check, trigger: b-00000001, by: jana, on: 2026-11-17}}
  - {{id: h-00000002, rule: first-check, trigger: b-00000009, by: jana, on: 2026-11-17}}
""")
    assert owes(dossier, "2026-11-18") == ["first-check by 2026-11-19"]


@pytest.mark.parametrize(
    ("on", "holidays", "due"),
    [  # A1.25
        ("2026-11-16", "", "2026-11-20"),
        ("2026-11-19", "", "2026-11-20"),  # Thursday
        ("2026-11-20", "", "2026-11-27"),  # on the deadline day: of the next week
        ("2026-11-21", "", "2026-11-27"),
        ("2026-11-22", "", "2026-11-27"),  # Sunday
        ("2026-11-18", "2026-11-20", "2026-11-19"),  # the Friday is free
        ("2026-11-19", "2026-11-20", "2026-11-27"),  # so Thursday is the deadline day
    ],
)
@pytest.mark.parametrize(("before", "check"), [(1, "second-check"), (2, "third-check")])
def test_a_rebooking_is_looked_at_by_the_deadline(
    before: int, check: str, on: str, holidays: str, due: str
) -> None:
    dossier = given(booked(*["2026-09-01"] * before, on))
    assert owes(dossier, on, process(holidays)) == [f"{check} by {due}"]


def test_a_newer_booking_replaces_the_older_check() -> None:  # A1.25
    dossier = given(booked("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"))
    found = [owes(dossier, f"2026-11-{n:02}") for n in (9, 10, 11, 12)]
    assert found == [
        ["first-check by 2026-11-12"],
        ["second-check by 2026-11-13"],
        ["third-check by 2026-11-13"],
        [],
    ]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize(("checks_from", "opens"), [("2026-11-16", True), ("2026-11-17", False)])
def test_bookings_before_checks_from_open_no_check(
    *, count: int, checks_from: str, opens: bool
) -> None:  # A1.46
    dossier = given(booked(*["2026-11-16"] * count))
    assert bool(owes(dossier, "2026-11-18", process(checks_from=checks_from))) is opens


OLD = booked("2026-09-01", "2026-09-01", "2026-09-01", "2026-09-01")


@pytest.mark.parametrize(
    ("customer", "posted", "answer"),
    [  # A1.11
        ("", task(), ["assign-vpa by 2026-11-17"]),
        ("", task(on="2026-11-10T23:30:00Z"), ["assign-vpa by 2026-11-18"]),  # the 11th in Berlin
        ("", task(on="2026-11-19"), []),  # not posted yet
        ("vpa: anna", task(), []),
        ("", task("status: forwarded, vpa: anna"), []),
        ("", task("status: draft"), []),
        ("", task("status: done"), []),
        ("", task("status: closed"), []),
        ("", task("status: cancelled"), []),
        # the clock is the first task's that has no VPA and is still to be done
        ("", task(on="2026-11-12", n=2) + task(on="2026-11-11"), ["assign-vpa by 2026-11-18"]),
        ("", task("status: done") + task(on="2026-11-12", n=2), ["assign-vpa by 2026-11-19"]),
        (
            "",
            task("status: forwarded, vpa: anna") + task(on="2026-11-12", n=2),
            ["assign-vpa by 2026-11-19"],
        ),
        (
            "handled:\n  - {id: h-00000001, rule: assign-vpa, trigger: t-00000001, by: jana, on: 2026-11-11}",  # noqa: E501
            task(),
            ["assign-vpa by 2026-11-17"],  # ends only when there is a VPA
        ),
    ],
)
def test_a_vpa_is_assigned_within_seven_days(customer: str, posted: str, answer: list[str]) -> None:
    assert owes(given(OLD + customer, posted=posted), "2026-11-18") == answer


PRIO = "prio:\n  - {id: k-00000001, on: 2026-11-10, by: jana}\n"
IGNORED = """handled:
  - {id: h-00000001, rule: prio-without-reminder, trigger: k-00000001, by: jana, on: 2026-11-11}
"""


def reminders(*ended: str | None) -> str:
    """Reminders that ended on these days, or are open."""
    items = "".join(
        f"  - {{id: m-0000000{n}, on: 2026-12-08, for: jana{f', done_on: {on}' if on else ''}}}\n"
        for n, on in enumerate(ended, 1)
    )
    return f"reminders:\n{items}"


@pytest.mark.parametrize(
    ("customer", "due"),
    [
        (PRIO, "2026-11-10"),  # A1.19
        (PRIO.replace("by: jana", "by: jana, off_on: 2026-11-18"), None),
        (PRIO + reminders(None), None),
        (PRIO + reminders("2026-11-12"), "2026-11-12"),  # A1.20: the day its reminder ended
        (PRIO + reminders("2026-11-16", "2026-11-13"), "2026-11-16"),  # the last one
        (PRIO + reminders("2026-11-12", None), None),
        (PRIO + reminders("2026-11-02"), "2026-11-10"),  # ended before he became prio
        (PRIO + IGNORED, "2026-11-10"),  # ends only by a reminder, or prio --off
    ],
)
def test_a_prio_customer_always_has_a_reminder(customer: str, due: str | None) -> None:
    answer = [f"prio-without-reminder by {due}"] if due else []
    assert owes(given(OLD + customer), "2026-11-18") == answer


@pytest.mark.parametrize(
    ("on", "today", "holidays", "answer"),
    [  # A1.42
        ("2026-11-18", "2026-11-17", "", []),
        ("2026-11-18", "2026-11-18", "", ["reminder by 2026-11-18"]),
        ("2026-11-18", "2027-01-18", "", ["reminder by 2026-11-18"]),  # until it is handled
        ("2026-11-21", "2026-11-22", "", []),
        ("2026-11-21", "2026-11-23", "", ["reminder by 2026-11-23"]),
        ("2026-11-21", "2026-11-23", "2026-11-23", []),
        ("2026-11-21", "2026-11-24", "2026-11-23", ["reminder by 2026-11-24"]),
    ],
)
def test_a_reminder_shows_on_its_day_or_the_next_working_day(
    on: str, today: str, holidays: str, answer: list[str]
) -> None:
    dossier = given(f"reminders:\n  - {{id: m-00000001, on: {on}, for: tom}}")
    assert owes(dossier, today, process(holidays)) == answer


def test_who_is_in_no_list_owes_nothing() -> None:  # L5
    reminded = "reminders:\n  - {id: m-00000001, on: 2026-11-16, for: tom}\n"
    assert owes(given(reminded), "2026-11-18") == ["reminder by 2026-11-16"]
    assert owes(given(f"{reminded}status: archived"), "2026-11-18") == []


def test_a_reminder_is_the_entry_of_whom_it_is_for_and_ends_when_done() -> None:
    dossier = given("""
        owner: jana
        reminders:
          - {id: m-00000001, on: 2026-11-16, for: tom, why: Urlaub planen}
          - {id: m-00000002, on: 2026-11-16, for: jana, done_on: 2026-11-16}
    """)
    (entry,) = entries(dossier, day("2026-11-18"), PLAIN)
    assert (entry.trigger, entry.who) == ("m-00000001", "tom")
    assert entry.facts == (("on", "2026-11-16"), ("why", "Urlaub planen"))


@pytest.mark.parametrize(
    ("on", "answer"),
    [  # A1.29: registered on a Wednesday
        ("2026-10-07", []),
        ("2026-10-27", []),  # day 20
        ("2026-10-28", ["colleague-lead"]),  # day 21; nothing is ever due
        ("2026-11-17", ["colleague-lead"]),  # day 41
        ("2026-11-18", ["colleague-lead"]),  # day 42
    ],
)
def test_a_colleague_lead_is_looked_at_every_21_days(on: str, answer: list[str]) -> None:
    assert owes(given("invited_by: Muster\nregistered_on: 2026-10-07"), on) == answer


def test_seen_closes_a_colleague_lead_for_its_21_days() -> None:  # A1.29
    dossier = given("""
        invited_by: Muster
        registered_on: 2026-10-07
        handled:
          - {id: h-00000001, rule: colleague-lead, trigger: c-7f3qkd@2026-10-28, by: jana, on: 2026-10-30}
    """)  # noqa: E501
    shown = [owes(dossier, f"2026-{on}") for on in ("10-29", "10-30", "11-17", "11-18")]
    assert shown == [["colleague-lead"], [], [], ["colleague-lead"]]


def test_a_colleague_lead_without_a_day_of_registration_owes_nothing() -> None:
    assert owes(given("invited_by: Muster"), "2026-11-18") == []


def test_entries_stand_by_due_then_by_the_order_of_the_table() -> None:
    dossier = given(
        f"""{booked("2026-09-01", "2026-11-16")}
prio:
  - {{id: k-00000001, on: 2026-11-19, by: jana}}
watch:
  - {{id: k-00000002, reason: offer, on: 2026-11-16, by: jana}}
""",
        posted=task(on="2026-11-13"),
    )
    assert owes(dossier, "2026-11-19") == [
        "prio-without-reminder by 2026-11-19",
        "second-check by 2026-11-20",
        "assign-vpa by 2026-11-20",
        "watch:offer by 2026-11-20",
    ]


def test_a_check_names_what_it_follows_from() -> None:  # A1.44
    (entry,) = entries(given(booked("2026-11-16")), day("2026-11-18"), PLAIN)
    assert entry.facts == (
        ("booking", "b-00000001"),
        ("booked_on", "2026-11-16"),
        ("hours", "10"),
    )
    unknown = given("""
        bookings:
          - {id: b-00000001, kind: package, booked_on: 2026-11-16, status: active}
    """)
    (entry,) = entries(unknown, day("2026-11-18"), PLAIN)
    assert dict(entry.facts)["hours"] == ""


def test_every_rule_says_what_it_is_what_ends_it_and_what_to_type() -> None:  # A1.44
    for row in RULES:
        assert row.sentence.endswith((".", "?"))
        assert row.ends
        assert row.next.format(ref="c-7f3qkd", days=21).startswith("clm ")
        assert rule(row.key) is row


@pytest.mark.parametrize(
    ("customer", "answer"),
    [  # L14, A1.47
        ("owner: jana\nsales: luis", "jana"),
        ("sales: luis", "luis"),  # a lead of sales
        (f"sales: luis\n{OLD}", None),
        ("", None),
    ],
)
def test_whose_customer_it_is(customer: str, answer: str | None) -> None:
    dossier = given(customer)
    assert responsible(dossier.customer, standing(dossier, day("2026-11-18"), PLAIN)) == answer


def test_nothing_changes_without_facts_that_have_days() -> None:
    assert changes_after(given(""), day("2026-11-18"), PLAIN) is None


def test_the_last_day_that_can_be_written_is_a_day() -> None:
    dossier = given("""
        watch:
          - {id: k-00000001, reason: offer, on: 2026-11-16, by: jana}
        bookings:
          - {id: b-00000001, kind: package, booked_on: 2199-12-31, status: active}
        handled:
          - {id: h-00000001, rule: watch, trigger: k-00000001@2026-W47, by: jana, on: 2026-11-16, until: 2199-12-31}
    """)  # noqa: E501
    assert owes(dossier, "2026-11-18") == []
    assert changes_after(dossier, day("2026-11-18"), PLAIN) == day("2026-11-23")


def test_the_answer_to_an_ask_that_was_ended_before_is_a_day() -> None:
    ask = Asked(day("2026-11-16"), day("2026-11-17"), day("2026-11-17"), day("2026-11-20"))
    dossier = given("")._replace(asked=(ask,))
    assert changes_after(dossier, day("2026-11-18"), PLAIN) == day("2026-11-20")


WATCHED = "watch:\n  - {id: k-00000001, reason: offer, on: 2026-11-02, by: jana}\n"


@pytest.mark.parametrize(
    ("customer", "posted", "noted", "turns"),
    [  # each fact alone, on 2026-11-18
        ("registered_on: 2026-12-01", "", "", "2026-12-01"),
        (booked("2026-12-01"), "", "", "2026-12-01"),
        (booked("2026-11-16"), "", "", "2027-01-11"),  # a no-show
        ("class:\n  - {id: k-00000001, value: A, on: 2026-12-01, by: jana}", "", "", "2026-12-01"),
        ("prio:\n  - {id: k-00000001, on: 2026-12-01, by: jana}", "", "", "2026-12-01"),
        (
            "offer:\n  - {id: k-00000001, on: 2026-11-01, by: jana, off_on: 2026-12-01}",
            "",
            "",
            "2026-12-01",
        ),
        (WATCHED, "", "", "2026-11-23"),  # the next Monday
        (WATCHED, "", "2026-11-19", "2026-11-19"),
        (WATCHED.replace("2026-11-02", "2026-12-01"), "", "", "2026-12-01"),
        (WATCHED.replace("by: jana", "by: jana, off_on: 2026-11-19"), "", "", "2026-11-19"),
        (WATCHED.replace("by: jana", "by: jana, off_on: 2026-11-18"), "", "", None),
        ("reminders:\n  - {id: m-00000001, on: 2026-11-21, for: tom}", "", "", "2026-11-23"),
        (
            "reminders:\n  - {id: m-00000001, on: 2026-11-02, for: tom, done_on: 2026-12-01}",
            "",
            "",
            "2026-12-01",
        ),
        (
            (
                "handled:\n  - {id: h-00000001, rule: first-check, trigger: b-00000001, by: jana,"
                " on: 2026-11-17, until: 2026-11-30}"
            ),
            "",
            "",
            "2026-12-01",
        ),
        (
            (
                "handled:\n  - {id: h-00000001, rule: first-check, trigger: b-00000001, by: jana,"
                " on: 2026-12-01}"
            ),
            "",
            "",
            "2026-12-01",
        ),
        ("", task(on="2026-11-30T23:00:00Z"), "", "2026-12-01"),  # a new day in Berlin
        ("invited_by: Muster\nregistered_on: 2026-10-07", "", "", "2026-12-09"),
        ("invited_by: Muster\nregistered_on: 2026-11-17", "", "", "2026-12-08"),
    ],
)
def test_the_next_day_on_which_something_turns(
    customer: str, posted: str, noted: str, turns: str | None
) -> None:
    dossier = given(customer, posted=posted, noted=noted)
    answer = changes_after(dossier, day("2026-11-18"), PLAIN)
    assert (str(answer) if answer else None) == turns
