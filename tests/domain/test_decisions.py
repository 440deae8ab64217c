"""What an act leaves behind: facts in, changes out; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import pytest

from clm.domain import decisions, promoting, reminders
from clm.domain.casefile import Note
from clm.domain.changes import Add, Target
from clm.domain.customer import Handled, Reminder, Watch
from clm.domain.decisions import Decision
from clm.errors import RefusedError
from tests.domain.cases import PLAIN, acting, day, given, told

ME = acting("2026-11-18")
TODAY = "2026-11-18"
WAS = "c-7f3qkd: jana's reminder was 2026-11-20 (Urlaub)"
FIRST = """
bookings:
  - {id: b-00000001, kind: package, hours: 10, booked_on: 2026-11-16, status: active}
"""
EYE = "watch:\n  - {id: k-00000001, reason: close-eye, on: 2026-11-02, by: jana}\n"
OFFER = "  - {id: k-00000002, reason: offer, on: 2026-11-02, by: jana}\n"
PRIO = "prio:\n  - {id: k-00000003, on: 2026-11-02, by: jana}\n"
POSTED = "- {id: t-00000001, title: Reise, posted_at: 2026-11-17, status: forwarded}"


def reminder(on: str, who: str = "jana", n: int = 1) -> str:
    head = "reminders:\n" if n == 1 else ""
    return f"{head}  - {{id: m-0000000{n}, on: {on}, for: {who}, why: Urlaub}}\n"


def seen(customer: str, posted: str = "", until: str | None = None) -> list[str]:
    dossier = given(customer, posted=posted)
    return told(decisions.seen(dossier, PLAIN, ME, day(until) if until else None))


def remind(customer: str, on: str, *, force: bool = False, for_: str | None = None) -> Decision:
    return reminders.remind(given(customer), PLAIN, ME, day(on), for_=for_, force=force)


@pytest.mark.parametrize(
    ("customer", "posted", "marks"),
    [
        ("", "", []),
        (FIRST, "", ["handled first-check b-00000001"]),
        (
            FIRST + EYE + OFFER,
            "",
            [
                "handled first-check b-00000001",
                "handled watch k-00000001@2026-W47",
                "handled watch k-00000002@2026-W47",
            ],
        ),
        (
            "invited_by: Muster\nregistered_on: 2026-10-07",
            "",
            ["handled colleague-lead c-7f3qkd@2026-11-18"],
        ),
        # a task without VPA, a reminder and a prio without one are not ended by seen
        (FIRST + reminder(TODAY), POSTED, ["handled first-check b-00000001"]),
        (PRIO, "", []),
        # what a note or a later reminder has handled is not visible
        (EYE + reminder("2026-12-01"), "", []),
    ],
)
def test_seen_marks_what_is_visible(customer: str, posted: str, marks: list[str]) -> None:
    assert seen(customer, posted) == marks


def test_a_mark_says_who_when_and_until_when() -> None:
    decision = decisions.seen(given(FIRST), PLAIN, ME, day("2026-11-20"))
    mark = Handled(
        id="h-00000000",
        rule="first-check",
        trigger="b-00000001",
        by="jana",
        on=day(TODAY),
        until=day("2026-11-20"),
    )
    assert decision == Decision((Add(Target("customer", "c-7f3qkd"), ("handled",), mark),))


@pytest.mark.parametrize("until", ["2026-11-18", "2027-11-19"])
def test_seen_until_reaches_a_year_ahead(until: str) -> None:  # 366 days, for leap years
    assert seen(FIRST, until=until) == [f"handled first-check b-00000001 until {until}"]


@pytest.mark.parametrize(
    ("until", "why"), [("2026-11-17", "in the past"), ("2027-11-20", "over a year ahead")]
)
def test_seen_until_refuses_days_that_do_not_fit(until: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why) as refused:
        seen(FIRST, until=until)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("customer", "changes"),
    [
        ("owner: tom", ["+ reminders 2026-12-01 tom"]),  # the responsible's
        ("sales: luis", ["+ reminders 2026-12-01 luis"]),
        ("", ["+ reminders 2026-12-01 jana"]),  # nobody's: who acts
        (
            FIRST + EYE,
            [
                "handled first-check b-00000001",
                "handled watch k-00000001@2026-W47",
                "+ reminders 2026-12-01 jana",
            ],
        ),
        # one open reminder per customer and person: a second moves it
        (f"owner: jana\n{reminder('2026-11-20')}", ["reminders m-00000001 on = 2026-12-01"]),
        (f"owner: jana\n{reminder('2026-11-20', 'tom')}", ["+ reminders 2026-12-01 jana"]),
        (f"owner: jana\n{reminder('2026-12-01')}", []),
    ],
)
def test_remind_is_seen_plus_one_reminder(customer: str, changes: list[str]) -> None:
    decision = remind(customer, "2026-12-01")
    assert told(decision) == changes
    said = [line for line in decision.said if line != WAS]
    assert bool(decision.changes) != bool(said)  # nothing to do says why


def test_a_reminder_may_be_for_a_colleague_and_says_why() -> None:
    decision = reminders.remind(
        given("owner: jana"), PLAIN, ME, day("2026-12-01"), "Volumen?", "tom"
    )
    new = Reminder(id="m-00000000", on=day("2026-12-01"), for_="tom", why="Volumen?", by="jana")
    assert decision.changes == (Add(Target("customer", "c-7f3qkd"), ("reminders",), new),)


def test_a_moved_reminder_may_get_another_reason() -> None:
    dossier = given(f"owner: jana\n{reminder('2026-11-20')}")
    decision = reminders.remind(dossier, PLAIN, ME, day("2026-11-20"), "Volumen?")
    assert told(decision) == ["reminders m-00000001 why = Volumen?"]
    same = reminders.remind(dossier, PLAIN, ME, day("2026-11-20"), "Urlaub")
    assert told(same) == []


def test_a_day_that_is_past_is_refused() -> None:
    with pytest.raises(RefusedError, match="in the past"):
        remind("", "2026-11-17")
    assert remind("", TODAY).changes


@pytest.mark.parametrize(
    ("ahead", "on", "warns"),
    [(13, "2026-12-01", True), (14, "2026-12-02", False), (28, "2026-12-16", False)],
)
def test_a_prio_customer_is_reminded_within_two_to_four_weeks(
    *, ahead: int, on: str, warns: bool
) -> None:  # A1.19
    decision = remind(PRIO, on)
    assert decision.changes
    assert [f"only {ahead} days ahead" in line for line in decision.said] == [True] * warns
    assert remind("", on).said == ()


def test_one_day_is_one_day() -> None:
    (said,) = remind(PRIO, "2026-11-19").said
    assert "is only 1 day ahead, usual are" in said


def test_over_28_days_ahead_a_prio_customer_needs_force() -> None:  # A1.19
    with pytest.raises(RefusedError, match="29 days ahead, more than 28"):
        remind(PRIO, "2026-12-17")
    assert remind(PRIO, "2026-12-17", force=True).changes
    assert remind("", "2026-12-17").changes


def done(customer: str, next_day: str | None = None) -> Decision:
    dossier = given(customer)
    item = dossier.customer.reminders[0]
    following = day(next_day) if next_day else None
    return reminders.done_reminder(dossier, PLAIN, ME, item, following)


ENDED = ["reminders m-00000001 done_on = 2026-11-18", "reminders m-00000001 done_by = jana"]


@pytest.mark.parametrize(
    ("customer", "next_day", "changes", "said"),
    [
        (reminder(TODAY), None, ENDED, ""),
        (PRIO + reminder(TODAY), None, ENDED, "prio customer without a reminder now"),  # A1.20
        (PRIO + reminder(TODAY) + reminder("2026-12-01", "tom", 2), None, ENDED, ""),
        (PRIO + reminder(TODAY), "2026-12-09", [*ENDED, "+ reminders 2026-12-09 jana Urlaub"], ""),
        (
            reminder(TODAY) + reminder("2026-11-20", n=2),  # his other one is moved
            "2026-12-09",
            [*ENDED, "reminders m-00000002 on = 2026-12-09"],
            WAS,
        ),
    ],
)
def test_done_ends_a_reminder_and_sets_the_next(
    customer: str, next_day: str | None, changes: list[str], said: str
) -> None:
    decision = done(customer, next_day)
    assert told(decision) == changes
    assert bool(decision.said) == bool(said)
    assert said in "".join(decision.said)


def test_the_next_reminder_of_a_prio_customer_is_within_28_days() -> None:
    with pytest.raises(RefusedError, match="prio customer"):
        done(PRIO + reminder(TODAY), "2026-12-17")


@pytest.mark.parametrize(
    ("customer", "changes"),
    [  # A1.19: at +21 days
        ("owner: tom", ["+ prio 2026-11-18 VIP", "+ reminders 2026-12-09 tom VIP"]),
        ("", ["+ prio 2026-11-18 VIP", "+ reminders 2026-12-09 jana VIP"]),
        (reminder("2026-12-16"), ["+ prio 2026-11-18 VIP"]),  # in 28 days
        (
            f"owner: jana\n{reminder('2026-12-17')}",
            [
                "+ prio 2026-11-18 VIP",
                "reminders m-00000001 on = 2026-12-09",
                "reminders m-00000001 why = VIP",
            ],
        ),
    ],
)
def test_prio_is_a_mark_a_reminder_and_a_note(customer: str, changes: list[str]) -> None:
    decision = promoting.prio(given(customer), PLAIN, ME, "VIP")
    assert told(decision) == [*changes, "+ oteam notes status-change VIP"]


def test_prio_twice_is_said() -> None:
    decision = promoting.prio(given(PRIO), PLAIN, ME, "VIP")
    assert decision == Decision(said=("c-7f3qkd is a prio customer since 2026-11-02",))


def test_prio_off_closes_the_mark_with_its_reason() -> None:
    assert told(decisions.prio_off(given(PRIO), ME, "ruhig")) == [
        "prio k-00000003 off_on = 2026-11-18",
        "prio k-00000003 off_by = jana",
        "prio k-00000003 off_note = ruhig",
        "+ oteam notes status-change ruhig",
    ]
    assert decisions.prio_off(given(""), ME, "ruhig").said == ("c-7f3qkd is no prio customer",)


def test_watch_adds_each_reason_once() -> None:  # A1.31
    decision = decisions.watch(given(EYE), ME, "offer", "Angebot läuft")
    item = Watch(
        id="k-00000000", reason="offer", on=day(TODAY), by="jana", note="Angebot läuft"
    )  # fmt: skip
    assert decision.changes[0] == Add(Target("customer", "c-7f3qkd"), ("watch",), item)
    assert told(decision)[1:] == [  # A3.5
        "+ oteam notes status-change watch: offer\nAngebot läuft"
    ]
    assert told(decisions.watch(given(""), ME)) == [
        "+ watch close-eye 2026-11-18", "+ oteam notes status-change watch: close-eye",
    ]  # fmt: skip
    again = decisions.watch(given(EYE), ME, "close-eye")
    assert again == Decision(said=("c-7f3qkd is on the watchlist already (close-eye)",))


@pytest.mark.parametrize(
    ("reason", "closed"),
    [("offer", ["k-00000002"]), (None, ["k-00000001", "k-00000002"]), ("prio", [])],
)
def test_watch_off_closes_one_reason_or_all(reason: None, closed: list[str]) -> None:
    decision = decisions.watch_off(given(EYE + OFFER), PLAIN, ME, reason, "läuft")
    reasons = {"k-00000001": "close-eye", "k-00000002": "offer"}
    said = ", ".join(reasons[item] for item in closed)
    noted = [f"+ oteam notes status-change watch off: {said}\nläuft"] if closed else []  # A3.5
    assert (
        told(decision)
        == [
            line
            for item in closed
            for line in (
                f"watch {item} off_on = 2026-11-18",
                f"watch {item} off_by = jana",
                f"watch {item} off_note = läuft",
            )
        ]
        + noted
    )
    assert bool(decision.said) == (not closed)


B = "class:\n  - {id: k-00000001, value: B, on: 2026-11-02, by: jana}\n"
CLOSED = ["class k-00000001 off_on = 2026-11-18", "class k-00000001 off_by = jana"]


def test_a_class_follows_the_one_before() -> None:  # L10
    assert told(decisions.classify(given(""), ME, "A", "wächst")) == [
        "+ class A 2026-11-18 wächst",
        "+ oteam notes status-change class: none → A\nwächst",
    ]
    assert told(decisions.classify(given(""), ME, "C")) == [
        "+ class C 2026-11-18", "+ oteam notes status-change class: none → C",
    ]  # fmt: skip
    closed = [*CLOSED, "class k-00000001 off_note = wächst"]
    assert told(decisions.classify(given(B), ME, "A", "wächst")) == [
        *closed,
        "+ class A 2026-11-18 wächst",
        "+ oteam notes status-change class: B → A\nwächst",
    ]
    assert told(decisions.classify(given(B), ME, "none", "wächst")) == [
        *closed,
        "+ oteam notes status-change class: B → none\nwächst",
    ]
    assert decisions.classify(given(B), ME, "B").said == ("c-7f3qkd has class B already",)
    assert decisions.classify(given(""), ME, "none").said == ("c-7f3qkd has class none already",)


def test_another_class_needs_the_reason() -> None:  # A3.5
    for value in ("A", "none"):
        with pytest.raises(RefusedError, match="has class B: a change needs the reason"):
            decisions.classify(given(B), ME, value)


def test_a_customer_is_given_to_a_person() -> None:  # A3.4
    dossier = given("owner: jana")
    assert told(decisions.assign_person(dossier, ME, "tom", "owner", "Urlaub")) == [
        "owner = tom",
        "+ oteam notes status-change owner: jana → tom\nUrlaub",
    ]
    assert told(decisions.assign_person(dossier, ME, "luis", "sales")) == [
        "sales = luis",
        "+ oteam notes status-change sales: luis",
    ]
    same = decisions.assign_person(dossier, ME, "jana", "owner")
    assert same == Decision(said=("c-7f3qkd: owner is jana already",))


def assign_vpa(customer: str, posted: str = "", why: str | None = None) -> Decision:
    dossier = given(customer, posted=posted)
    return decisions.assign_vpa(dossier, PLAIN, ME, "anna", "new-regular", why)


def test_a_vpa_ends_the_entry_that_asked_for_one() -> None:  # A1.11
    assert told(assign_vpa(FIRST, POSTED)) == [
        "vpa = anna",
        "handled assign-vpa t-00000001",
        "handled first-check b-00000001",  # it ends by itself; the mark lets the week count it
        "+ oteam notes vpa-change VPA: anna (new-regular)",
    ]
    assert told(assign_vpa("vpa: ben", why="passt besser")) == [
        "vpa = anna",
        "+ oteam notes vpa-change VPA: ben → anna (new-regular)\npasst besser",
    ]
    assert assign_vpa("vpa: anna").said == ("c-7f3qkd: vpa is anna already",)


def test_a_note_says_who_wrote_it_when_and_as_whom() -> None:
    me = ME._replace(acting_as="team-inbox")
    added = decisions.case_note(given("").customer, me, "Ruft zurück.", "call", "vpa")
    assert added.target == Target("vpa-file", "c-7f3qkd")
    assert added.item == Note(
        id="n-00000000",
        at="2026-11-18T09:00:00Z",
        by="jana",
        acting_as="team-inbox",
        kind="call",
        text="Ruft zurück.",
    )


@pytest.mark.parametrize(
    ("person", "distributors", "answer"),
    [  # L14, A1.47
        ("jana", [], None),
        ("tom", [], "tom"),
        (None, ["isabel"], "isabel"),
        (None, ["isabel", "jana"], None),
        (None, [], None),
    ],
)
def test_whose_entry_one_acts_on(
    person: str | None, distributors: list[str], answer: str | None
) -> None:
    assert decisions.needs_behalf(person, distributors, ME) == answer


def test_moving_a_reminder_that_was_due_is_a_look() -> None:  # A1.38
    assert told(remind(reminder(TODAY), "2026-12-09")) == [
        "reminders m-00000001 on = 2026-12-09",
        "handled reminder m-00000001",
    ]
    assert told(remind(reminder("2026-11-20"), "2026-12-09")) == [
        "reminders m-00000001 on = 2026-12-09"
    ]


@pytest.mark.parametrize("status", ["archived", "merged"])
def test_nothing_new_is_done_for_who_is_in_no_list(status: str) -> None:  # A2.12
    decisions.refuse_inactive(given("").customer)
    with pytest.raises(RefusedError, match=f"is {status}: nothing new") as refused:
        decisions.refuse_inactive(given(f"status: {status}\n").customer)
    assert str(refused.value.hint).endswith("status=active")
