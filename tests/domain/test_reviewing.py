"""How service reviews stand and when the next is due; acts on them (A2.32, A2.34, A2.35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.handingover import Item, is_review_of, reassign_review
from clm.domain.periods import any_period, months_after
from clm.domain.request import Requests
from clm.domain.reviewacts import Held, close, plan, record
from clm.domain.reviewing import due, held, owner_of, planned, status_of, still_open
from clm.domain.servicefile import ServiceFile
from clm.domain.taskacts import NewTask
from clm.errors import RefusedError, UsageError
from tests.domain.cases import CUSTOMER, PLAIN, acting, day, given, of_yaml, process, told

if TYPE_CHECKING:
    from clm.domain.process import Dossier

A = "class:\n  - {id: k-11111111, value: A, on: 2026-01-01, by: jana}\n"
BOOKED = (
    "bookings:\n  - {id: b-11111111, kind: package, booked_on: 2026-08-31, hours: 10, "
    "status: confirmed}\n"
)
TASK = "  - {{id: t-11111111, title: X, executor: tom, status: {status}, from: review/rv-111111}}\n"


def reviewed(reviews: str, customer: str = A + BOOKED, tasks: str = "", more: str = "") -> Dossier:
    """A customer with these items of `reviews` and of `tasks`."""
    file = of_yaml(f"customer: {CUSTOMER}\n{more}reviews:\n{reviews}", ServiceFile)
    held = of_yaml(f"customer: {CUSTOMER}\ntasks:\n{tasks}", Requests)
    return given(customer)._replace(
        reviews=file.reviews, review_months=file.review_months, tasks=held.tasks
    )


def when(facts: Dossier, on: str = "2026-11-18", since: str | None = None) -> str:
    """`2026-11-30 first`, or `none`."""
    found = due(facts, day(on), process(checks_from=since))
    return f"{found.on} {found.reason}" if found else "none"


HELD = "  - {id: rv-111111, planned_on: 2026-09-01, held_on: 2026-09-02}\n"
OLDER = "  - {id: rv-222222, planned_on: 2026-06-01, held_on: 2026-06-02}\n"
PLANNED = "  - {id: rv-333333, planned_on: 2026-12-24, owner: tom}\n"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (reviewed(""), "2026-11-30 first"),
        (reviewed("", more="review_months: 1\n"), "2026-09-30 first"),
        (reviewed("", customer=A.replace("value: A", "value: B") + BOOKED), "2027-02-28 first"),
        (reviewed("", customer=A.replace("value: A", "value: C") + BOOKED), "2027-08-31 first"),
        (reviewed("", customer=BOOKED), "2027-08-31 first"),
        (reviewed("", customer=A), "none"),
        (reviewed("", customer=A + BOOKED + "status: archived\n"), "none"),
        (reviewed(HELD + OLDER), "2026-12-02 interval"),
        (reviewed(HELD, customer=BOOKED), "2027-09-02 interval"),
        (reviewed(HELD, customer=""), "2027-09-02 interval"),
        (reviewed(PLANNED + HELD), "2026-12-24 planned"),
        (reviewed(PLANNED.replace("2026-12-24", "2027-01-13") + HELD), "2027-01-13 planned"),
        (reviewed(PLANNED.replace("2026-12-24", "2027-01-14") + HELD), "2026-12-02 interval"),
        (reviewed(PLANNED, customer=A), "2026-12-24 planned"),
        (reviewed(PLANNED, customer=BOOKED), "2026-12-24 planned"),
    ],
)
def test_when_the_next_review_is_due(facts: Dossier, said: str) -> None:
    assert when(facts) == said  # A2.32


def test_what_came_before_the_checks_counts_from_them() -> None:
    facts = reviewed("")  # A1.46, A2.32
    assert when(facts, since="2026-09-15") == "2026-12-15 first"
    assert when(facts, since="2026-08-01") == "2026-11-30 first"


def test_how_far_a_review_is() -> None:
    facts = reviewed(OLDER.replace("}", ", signed_off_on: 2026-06-09, signed_off_by: X}") + HELD)
    assert [status_of(one) for one in facts.reviews] == ["signed-off", "held"]  # A2.34
    assert [status_of(one) for one in planned(reviewed(PLANNED).reviews)] == ["planned"]
    assert [one.id for one in held(facts.reviews, day("2026-08-01"))] == ["rv-222222"]


def test_the_account_manager_holds_a_review_of_nobodys() -> None:
    facts = reviewed(HELD + PLANNED, customer=BOOKED + "owner: jana\n")
    assert [owner_of(one, facts) for one in facts.reviews] == ["jana", "tom"]  # A2.35


def test_only_the_last_reviews_actions_are_asked_about() -> None:
    facts = reviewed(HELD + OLDER, tasks=TASK.format(status="open"))
    today = day("2026-11-18")  # A2.35
    assert [task.id for _, task in still_open(facts.reviews, facts.tasks, today)] == ["t-11111111"]
    later = HELD + OLDER.replace("2026-06-02", "2026-10-02")
    assert still_open(reviewed(later).reviews, facts.tasks, today) == []
    done = reviewed(HELD, tasks=TASK.format(status="done"))
    assert still_open(done.reviews, done.tasks, today) == []


# acts


ME = acting("2026-11-18")


def test_a_plan_is_made_then_moved_then_the_same() -> None:
    ref, made = plan(reviewed(""), ME, PLAIN, day("2026-12-01"), owner="tom")  # A2.32
    assert told(made) == ["+ service-file reviews 2026-12-01 tom"]
    assert ref == "rv-00000000"
    facts = reviewed(PLANNED)
    ref, moved = plan(facts, ME, PLAIN, day("2026-12-01"), owner="jana", months=2, why="Messe")
    assert ref == "rv-333333"
    assert told(moved) == [
        "review_months = 2", "reviews rv-333333 planned_on = 2026-12-01",
        "reviews rv-333333 owner = jana", "+ oteam notes other rv-333333: Messe",
    ]  # fmt: skip
    _, often = plan(reviewed(""), ME, PLAIN, None, months=2)
    assert told(often) == ["review_months = 2"]
    _, same = plan(facts, ME, PLAIN, day("2026-12-24"), owner="tom")
    assert (same.changes, same.said) == ((), ("rv-333333: it is planned so already",))


def test_a_plan_for_a_past_day_or_an_archived_customer_is_refused() -> None:
    for facts in (reviewed(""), reviewed(PLANNED)):
        with pytest.raises(RefusedError, match="past"):
            plan(facts, ME, PLAIN, day("2026-11-17"))
    with pytest.raises(RefusedError, match="archived"):
        plan(reviewed("", customer="status: archived\n"), ME, PLAIN, day("2026-12-01"))


@pytest.mark.parametrize(
    ("customer", "on", "said"),
    [
        (A + BOOKED, "2026-12-01", []),
        (A + BOOKED, None, []),
        (A + BOOKED, "2026-12-05", ["2026-12-05 is no working day: clm review plan"]),
        (A, "2026-12-01", [f"{CUSTOMER} has no booking"]),
    ],
)
def test_a_plan_tells_what_is_odd(customer: str, on: str | None, said: list[str]) -> None:
    _, made = plan(reviewed("", customer), ME, PLAIN, day(on) if on else None, 2)  # A2.32
    assert [one for one in made.said for start in said if one.startswith(start)] == list(made.said)
    assert len(made.said) == len(said)


TALK = Held(day("2026-11-17"), ["jana"], ["p-11111111"], ["Ergebnisse", " "])


def test_a_talk_is_recorded_with_its_tasks_and_the_next_one() -> None:
    facts = reviewed(PLANNED)  # A2.34
    new = TALK._replace(actions=[NewTask("Angebot", "tom", day("2026-11-20"))], findings=["gut"])
    ref, made = record(facts, facts.reviews[0], ME, new, PLAIN, "kurz")
    assert ref == "rv-333333"
    assert told(made) == [
        "reviews rv-333333 held_on = 2026-11-17", "reviews rv-333333 by = jana",
        "reviews rv-333333 ours = ('jana',)", "reviews rv-333333 theirs = ('p-11111111',)",
        "reviews rv-333333 topics = ('Ergebnisse',)", "reviews rv-333333 findings = ('gut',)",
        *told(made)[6:7],
        "+ service-file reviews 2027-02-17 tom",
        "+ oteam notes other rv-333333: Ergebnisse\nkurz",
    ]  # fmt: skip
    assert "review/rv-333333" in told(made)[6]
    assert made.said == ("the next review is planned for 2027-02-17: rv-00000000",)


@pytest.mark.parametrize(
    ("facts", "next_on", "following"),
    [
        (reviewed(""), None, "2027-02-17"),
        (reviewed("", customer=BOOKED), None, "2027-11-17"),
        (reviewed("", customer=A + BOOKED + "status: archived\n"), None, None),
        (reviewed(""), "none", None),
        (reviewed(""), "2027-01-11", "2027-01-11"),
        (reviewed(PLANNED), None, None),
        (reviewed("", more="review_months: 1\n"), None, "2026-12-17"),
    ],
)
def test_which_review_comes_next(
    facts: Dossier, next_on: str | None, following: str | None
) -> None:
    on = next_on if next_on in (None, "none") else day(next_on)
    new = TALK._replace(next_on=on)  # type: ignore[arg-type]
    _, made = record(facts, None, ME, new, PLAIN)  # A2.34
    coming = [line for line in told(made) if line.startswith("+ service-file")][1:]
    assert coming == ([f"+ service-file reviews {following}"] if following else [])


def test_the_next_review_is_on_a_working_day_to_come() -> None:
    _, made = record(reviewed(""), None, ME, TALK._replace(on=day("2026-07-04")), PLAIN)
    assert "+ service-file reviews 2026-11-18" in told(made)  # A2.34: recorded late
    facts = reviewed("", more="review_months: 1\n")
    _, made = record(facts, None, ME, TALK._replace(on=day("2026-10-28")), PLAIN)
    assert "+ service-file reviews 2026-11-30" in told(made)  # a Saturday


def test_what_is_recorded_or_to_come_is_refused() -> None:
    facts = reviewed(HELD)  # A2.34
    with pytest.raises(RefusedError, match="was held on 2026-09-02"):
        record(facts, facts.reviews[0], ME, TALK, PLAIN)
    with pytest.raises(RefusedError, match="still to come"):
        record(facts, None, ME, TALK._replace(on=day("2026-11-19")), PLAIN)


def test_a_record_is_signed_off_once() -> None:
    facts = reviewed(HELD, tasks=TASK.format(status="open"))  # A2.34
    made = close(facts, facts.reviews[0], ME, "p-11111111", day("2026-11-18"), "per Mail")
    assert told(made) == [
        "reviews rv-111111 signed_off_on = 2026-11-18",
        "reviews rv-111111 signed_off_by = p-11111111",
        "+ oteam notes other rv-111111: per Mail",
    ]
    assert made.said == ("still to be done: t-11111111 X",)
    assert len(close(facts, facts.reviews[0], ME, "X", day("2026-11-18")).changes) == 2
    with pytest.raises(RefusedError, match="nobody signed it off"):
        close(facts, facts.reviews[0], ME, "X", day("2026-09-01"))
    with pytest.raises(RefusedError, match="still to come"):
        close(facts, facts.reviews[0], ME, "X", day("2026-11-19"))
    again = reviewed(HELD.replace("}", ", signed_off_on: 2026-09-09, signed_off_by: X}"))
    assert close(again, again.reviews[0], ME, "Y", day("2026-11-18")).changes == ()
    coming = reviewed(PLANNED)
    with pytest.raises(RefusedError, match="nothing to sign off"):
        close(coming, coming.reviews[0], ME, "X", day("2026-11-18"))


# periods


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026Q3", "2026-Q3 2026-07-01 2026-09-30"),
        ("2026-q1", "2026-Q1 2026-01-01 2026-03-31"),
        ("2026", "2026 2026-01-01 2026-12-31"),
        ("2026-02", "2026-02 2026-02-01 2026-02-28"),
        ("2026-W47", "2026-W47 2026-11-16 2026-11-22"),
        ("2026-10-01..2026-10-09", "2026-10-01..2026-10-09 2026-10-01 2026-10-09"),
    ],
)
def test_a_period_in_whichever_form(text: str, said: str) -> None:
    assert " ".join(map(str, any_period(text, day("2026-11-18")))) == said  # A2.33


@pytest.mark.parametrize("text", ["2026Q5", "1200Q1", "2027Q1", "1200", "2027", "Quartal"])
def test_what_is_no_period_or_lies_ahead(text: str) -> None:
    with pytest.raises(UsageError):
        any_period(text, day("2026-11-18"))


def test_a_word_that_is_no_period_names_every_form() -> None:
    with pytest.raises(UsageError, match="'gestern' is not a period") as refused:  # A2.33
        any_period("gestern", day("2026-11-18"))
    forms = refused.value.hint or ""
    assert [form for form in ("2026,", "2026Q4", "2026-11", "2026-W47", "..") if form in forms] == [
        "2026,", "2026Q4", "2026-11", "2026-W47", "..",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "months", "said"),
    [
        ("2026-11-30", 3, "2027-02-28"), ("2026-01-31", 12, "2027-01-31"),
        ("2026-08-31", 6, "2027-02-28"), ("2026-12-15", 1, "2027-01-15"),
        ("2026-10-31", 14, "2027-12-31"),
    ],
)  # fmt: skip
def test_months_later(on: str, months: int, said: str) -> None:
    assert str(months_after(day(on), months)) == said  # A2.32


# given to somebody else


def test_a_review_that_is_not_signed_off_is_handed_over() -> None:
    facts = reviewed(HELD + PLANNED, customer=BOOKED + "owner: jana\n")  # A0.23

    def theirs(review: str, whose: str) -> bool:
        return is_review_of(facts, Item(review, "review", CUSTOMER, "M", whose, "", None), {whose})

    assert theirs("rv-333333", "tom")
    assert theirs("rv-111111", "jana")
    assert not theirs("rv-333333", "jana")
    assert told(reassign_review(facts, "rv-333333", "mia")) == ["reviews rv-333333 owner = mia"]


def test_a_talk_about_nothing_is_none() -> None:
    with pytest.raises(UsageError, match="talked about"):  # A2.34
        record(reviewed(""), None, ME, TALK._replace(topics=[" "]), PLAIN)
