"""The one open reminder of a person per customer: what it says of other days is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.reminders import done_reminder, remind, to_follow
from tests.domain.cases import PLAIN, acting, day, given, told

if TYPE_CHECKING:
    from clm.domain.decisions import Decision

TODAY = "2026-11-18"
LOOK = "2026-12-09: Akte?"
PRIO = "prio:\n  - {id: k-00000003, on: 2026-11-02, by: jana}\n"


def held(on: str, why: str, more: str = "") -> str:
    """A customer of jana's with her reminder."""
    item = f"{{id: m-00000001, on: {on}, for: jana, why: '{why}'{more}}}"
    return f"owner: jana\nreminders:\n  - {item}\n"


def done(customer: str, on: str, next_day: str | None = None) -> Decision:
    dossier = given(customer)
    following = day(next_day) if next_day else None
    return done_reminder(dossier, PLAIN, acting(on), dossier.customer.reminders[0], following)


@pytest.mark.parametrize(
    ("customer", "on", "following"),
    [  # A3.15, A1.35
        (held("2026-11-20", f"Anruf · {LOOK}"), "2026-11-20", [f"2026-12-09 jana {LOOK}"]),
        (held("2026-11-20", f"{LOOK} · Anruf"), TODAY, [f"2026-12-09 jana {LOOK}"]),
        (
            held("2026-11-20", f"2026-12-11: B · Anruf · {LOOK}"),
            "2026-11-20",
            [f"2026-12-09 jana {LOOK} · 2026-12-11: B"],
        ),
        (held("2026-11-20", f"Anruf · {LOOK}"), "2026-12-09", []),  # both are due
        (held("2026-12-09", f"Anruf · {LOOK}"), "2026-11-20", []),  # of its own day
        (held("2026-11-20", "Anruf · 2026-13-09: kein Tag"), "2026-11-20", []),
        (held("2026-11-20", f"Anruf · {LOOK}", ", urgent: true"), "2026-11-20", []),
        # A1.19: a prio customer is looked at within 28 days
        (
            PRIO + held("2026-11-20", "2026-12-24: Gruß"),
            "2026-11-20",
            ["2026-12-18 jana 2026-12-18: Gruß"],
        ),
    ],
)
def test_what_a_reminder_says_of_a_later_day_is_the_next(
    customer: str, on: str, following: list[str]
) -> None:
    decision = done(customer, on)
    assert told(decision)[2:] == [f"+ reminders {line}" for line in following]
    assert [line.split(": ")[0] for line in decision.said] == [
        "c-7f3qkd is to be looked at again" for _ in following
    ]


def test_who_has_another_reminder_gets_the_later_day_into_it() -> None:
    other = "  - {id: m-00000002, on: 2026-11-25, for: jana, why: Rechnung}\n"
    decision = done(held("2026-11-20", f"Anruf · {LOOK}") + other, "2026-11-20")
    assert told(decision)[2:] == [f"reminders m-00000002 why = Rechnung · {LOOK}"]


def test_with_a_day_of_ones_own_the_next_keeps_the_later_days() -> None:  # A1.20
    decision = done(held("2026-11-20", f"Anruf · {LOOK}"), "2026-11-20", "2026-11-27")
    assert told(decision)[2:] == [f"+ reminders 2026-11-27 jana Anruf · {LOOK}"]
    assert decision.said == ()


@pytest.mark.parametrize(
    ("why", "on", "new", "changes", "said"),
    [
        # another reason takes the place of those of its own day only
        (f"Anruf · {LOOK}", "2026-11-20", "Brief", [f"why = Brief · {LOOK}"], ""),
        (LOOK, "2026-11-20", "Anruf", [f"why = Anruf · {LOOK}"], ""),
        ("Anruf", "2026-11-20", "Brief", ["why = Brief"], ""),
        (LOOK, "2026-11-25", None, ["on = 2026-11-25"], ""),
        # a person's day holds, and it is said what comes later by it
        (LOOK, "2026-12-10", None, ["on = 2026-12-10"], f"2026-12-10 only, also for {LOOK}"),
        (LOOK, "2026-12-10", "Brief", ["on = 2026-12-10", f"why = Brief · {LOOK}"],
         f"2026-12-10 only, also for {LOOK}"),
    ],
)  # fmt: skip
def test_a_reminder_that_is_moved_loses_no_day(
    why: str, on: str, new: str | None, changes: list[str], said: str
) -> None:  # A3.15
    decision = remind(given(held("2026-11-20", why)), PLAIN, acting(TODAY), day(on), new)
    assert told(decision) == [f"reminders m-00000001 {change}" for change in changes]
    assert decision.said[0] == f"c-7f3qkd: jana's reminder was 2026-11-20 ({why})"
    assert said in " ".join(decision.said)
    assert len(decision.said) == 1 + bool(said)


def test_what_a_reminder_was_without_a_reason_is_its_day() -> None:
    customer = "owner: jana\nreminders: [{id: m-00000001, on: 2026-11-20, for: jana}]\n"
    decision = remind(given(customer), PLAIN, acting(TODAY), day("2026-11-25"))
    assert decision.said == ("c-7f3qkd: jana's reminder was 2026-11-20",)
    assert not remind(given(""), PLAIN, acting(TODAY), day("2026-11-25")).said
    same = remind(given(customer), PLAIN, acting(TODAY), day("2026-11-20"))
    assert same.said == ("c-7f3qkd has a reminder on 2026-11-20 already",)


def test_what_follows_is_in_the_order_of_the_days() -> None:
    (item,) = given(held("2026-11-20", f"2026-12-11: B · {LOOK}")).customer.reminders
    assert [str(look) for look in to_follow(item, day(TODAY))] == [LOOK, "2026-12-11: B"]
