"""Why a VPA gets a customer, what they are written, and when somebody looks again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clm.domain.assigning import assigned, assignment_reason, fitting, look_again, recheck_of
from clm.domain.decisions import Decision
from clm.domain.policy import Policy
from clm.domain.reminders import Look
from tests.domain.cases import PLAIN, acting, day, given, told

TODAY = "2026-11-18"
ME = acting(TODAY)
VPAS = ("anna", "ben")
PRIO = "prio:\n  - {id: k-00000003, on: 2026-11-02, by: jana}\n"
OFFER = PRIO.replace("prio", "offer").replace("3,", "4,")
CLASS_B = "class:\n  - {id: k-00000001, value: B, on: 2026-01-01, by: jana}\n"
CURRENT = PLAIN._replace(sections={"tools": frozenset({"tools"})})


def booked(*days: str, last: str = "10") -> str:
    """Bookings of 10 h on these days, the last of so many hours."""
    hours = ["10"] * (len(days) - 1) + [last]
    items = "".join(
        f"  - {{id: b-0000000{n}, kind: package, hours: {size}, booked_on: {on}, "
        "status: confirmed}\n"
        for n, (on, size) in enumerate(zip(days, hours, strict=True))
    )
    return f"bookings:\n{items}"


@pytest.mark.parametrize(
    ("customer", "reason"),
    [
        (f"vpa: anna\n{PRIO}", "vpa-change"),
        (f"{PRIO}{OFFER}", "new-prio"),
        (OFFER, "new-offer"),
        ("", "new-regular"),
        (booked("2026-08-21"), "new-regular"),  # 89 days
        (booked("2026-08-20"), "inactive"),  # L15: 90 days without a task
        (f"vpa: anna\n{booked('2026-08-20')}", "inactive"),
    ],
)
def test_the_data_say_why_a_vpa_is_assigned(customer: str, reason: str) -> None:  # A3.11
    assert assignment_reason(given(customer), day(TODAY), PLAIN) == reason


@pytest.mark.parametrize(
    ("customer", "reason"),
    [("vpa: anna", "vpa-outage"), (f"vpa: anna\n{booked('2026-08-20')}", "vpa-outage"),
     ("", "new-regular")],
)  # fmt: skip
def test_who_takes_over_from_somebody_absent_is_told_so(customer: str, reason: str) -> None:
    """A3.11: nobody is absent where nobody was."""
    assert assignment_reason(given(customer), day(TODAY), PLAIN, away=True) == reason


def entry(by: str, on: str, *, template: str = "", tags: str = "") -> str:
    used = f", template: {{id: {template}, version: '1'}}" if template else ""
    return f"  - {{id: n-{on[5:7]}{on[8:]}0000, at: {on}, by: {by}, tags: [{tags}]{used}}}\n"


def file(*entries: str, deadlines: str = "") -> str:
    return f"deadlines:{deadlines or ' []'}\nnotes:\n{''.join(entries)}" if entries else ""


def asked(note: str, on: str, vpa: str = "anna") -> str:
    return f"\n  - {{id: d-00000001, vpa: {vpa}, on: {on}, ask: Bitte, note: n-{note}0000}}"


HAND_OVER = entry("jana", "2026-11-02", template="new-regular")


@pytest.mark.parametrize(
    ("customer", "vpa_file", "template"),
    [
        ("", "", "new-regular"),  # no VPA yet: by which they would be told
        ("vpa: anna", "", "new-regular"),
        (f"vpa: anna\n{PRIO}", "", "new-prio"),
        (f"vpa: anna\n{PRIO}", file(entry("jana", "2026-11-02")), "new-prio"),  # no VPA wrote
        ("vpa: anna", file(entry("ben", "2026-11-02")), "vpa-change"),
        ("vpa: anna", file(HAND_OVER, entry("ben", "2026-11-03")), "vpa-change"),
        ("vpa: anna", file(entry("ben", "2026-11-01"), HAND_OVER), "keep-file"),  # a section lacks
        ("vpa: anna", file(entry("anna", "2026-11-02", tags="tools")), None),
        ("vpa: anna", file(entry("anna", "2026-09-02", tags="tools")), "keep-file"),
        (
            "vpa: anna",
            file(HAND_OVER, deadlines=asked("1102", "2026-11-17")),
            "second-reminder",
        ),
        (
            "vpa: anna",
            file(HAND_OVER, deadlines=asked("1102", "2026-11-17", "ben")),
            "vpa-change",  # ben was told, anna was not
        ),
        # What was asked before the last other VPA is over: anna is told anew, and asked anew.
        (
            "vpa: anna",
            file(HAND_OVER, entry("ben", "2026-11-10"), deadlines=asked("1102", "2026-11-06")),
            "vpa-change",
        ),
        (
            "vpa: anna",
            file(entry("ben", "2026-11-01"), HAND_OVER, deadlines=asked("1102", "2026-11-06")),
            "second-reminder",
        ),
        (
            "vpa: anna",
            file(
                entry("jana", "2026-11-02"),
                entry("ben", "2026-11-10"),
                entry("jana", "2026-11-11", template="vpa-change"),
                deadlines=asked("1102", "2026-11-06"),
            ),
            "keep-file",
        ),
        (
            f"vpa: anna\n{CLASS_B}"
            + booked("2026-09-01", "2026-09-20", "2026-10-10", "2026-11-16", last="5"),
            file(entry("anna", "2026-11-02", tags="tools")),
            "smaller-package",
        ),
    ],
)
def test_the_template_that_fits(customer: str, vpa_file: str, template: str | None) -> None:
    """A3.11, A3.16, A3.20: a VPA who knows nothing yet is told, else the next thing is asked."""
    dossier = given(customer, file=vpa_file)
    assert fitting(dossier, VPAS, day(TODAY), CURRENT) == template


def test_a_new_vpa_is_looked_after_three_weeks_later() -> None:  # A3.15
    decision = assigned(given("owner: tom"), PLAIN, ME, "anna", "new-regular", None, "Akte?")
    assert told(decision) == [
        "vpa = anna",
        "+ oteam notes vpa-change VPA: anna (new-regular)",
        "+ reminders 2026-12-09 tom 2026-12-09: Akte?",
    ]
    same = assigned(given("vpa: anna"), PLAIN, ME, "anna", "new-regular", None, "Akte?")
    assert same == Decision(said=("c-7f3qkd: vpa is anna already",))


def test_who_gets_a_customer_back_is_not_asked_again_what_was_asked_before() -> None:  # A3.11
    """The ask of another time with the customer is over, also where nobody wrote in between."""
    before = file(HAND_OVER, deadlines=asked("1102", "2026-11-06"))
    back = assigned(given("vpa: ben", file=before), PLAIN, ME, "anna", "vpa-change", None, "Akte?")
    ended = ["deadlines d-00000001 done_on = 2026-11-18", "deadlines d-00000001 done_by = jana"]
    assert [line for line in told(back) if "deadlines" in line] == ended
    over = before.replace(
        "note: n-11020000", "note: n-11020000, done_on: 2026-11-18, done_by: jana"
    )
    assert fitting(given("vpa: anna", file=over), VPAS, day(TODAY), CURRENT) == "keep-file"
    for others in (before.replace("vpa: anna", "vpa: ben"), over):
        done = given("vpa: ben", file=others)
        given_to = assigned(done, PLAIN, ME, "anna", "vpa-change", None, "Akte?")
        assert "deadlines" not in " ".join(told(given_to))


def test_the_weeks_are_the_teams_own_choice() -> None:
    slow = PLAIN._replace(policy=Policy(vpa_recheck_days=28))
    assert recheck_of(slow, day(TODAY), "x").on == day("2026-12-16")


def reminder(on: str, why: str, for_: str = "jana") -> str:
    return f"owner: jana\nreminders:\n  - {{id: m-00000001, on: {on}, for: {for_}, why: '{why}'}}\n"


def looks(*days: str) -> list[Look]:
    return [Look(day(on), f"look {n}") for n, on in enumerate(days)]


@pytest.mark.parametrize(
    ("customer", "wanted", "changes"),
    [
        ("", looks("2026-12-09"), ["+ reminders 2026-12-09 jana 2026-12-09: look 0"]),
        (
            "",
            looks("2026-12-09", "2026-11-25"),
            ["+ reminders 2026-11-25 jana 2026-11-25: look 1 · 2026-12-09: look 0"],
        ),
        # What a reminder was set for is never lost, whichever day is nearer.
        (
            reminder("2026-11-20", "Rechnung"),
            looks("2026-12-09"),
            ["reminders m-00000001 why = Rechnung · 2026-12-09: look 0"],
        ),
        (
            reminder("2026-11-16", "Rechnung"),  # due already: it stays due
            looks("2026-12-09"),
            ["reminders m-00000001 why = Rechnung · 2026-12-09: look 0"],
        ),
        (
            reminder("2026-12-20", "Rechnung · 2026-12-24: Gruß"),
            looks("2026-12-09"),
            [
                "reminders m-00000001 on = 2026-12-09",
                (
                    "reminders m-00000001 why = "
                    "2026-12-09: look 0 · 2026-12-20: Rechnung · 2026-12-24: Gruß"
                ),
            ],
        ),
        (
            reminder("2026-12-09", "Rechnung"),
            looks("2026-12-09"),
            ["reminders m-00000001 why = Rechnung · 2026-12-09: look 0"],
        ),
        # Once said is enough.
        (reminder("2026-12-09", "2026-12-09: look 0"), looks("2026-12-09"), []),
        (reminder("2026-11-25", "x · 2026-12-09: look 0"), looks("2026-12-09"), []),
        # A colleague's reminder is theirs.
        (
            reminder("2026-11-20", "Rechnung", "tom"),
            looks("2026-12-09"),
            ["+ reminders 2026-12-09 jana 2026-12-09: look 0"],
        ),
        (  # one handed over as urgent is another matter (A3.10)
            reminder("2026-11-18", "Notfall").replace("for: jana", "for: jana, urgent: true"),
            looks("2026-12-09"),
            ["+ reminders 2026-12-09 jana 2026-12-09: look 0"],
        ),
        (  # one without a word keeps its day too
            reminder("2026-12-20", ""),
            looks("2026-12-09"),
            [
                "reminders m-00000001 on = 2026-12-09",
                "reminders m-00000001 why = 2026-12-09: look 0 · 2026-12-20: …",
            ],
        ),
        # A1.19: a prio customer is looked at within 28 days, and what asked for a reminder is done.
        (
            PRIO,
            looks("2026-12-24"),
            [
                "handled prio-without-reminder k-00000003",
                "+ reminders 2026-12-16 jana 2026-12-16: look 0",
            ],
        ),
    ],
)
def test_a_reminder_that_an_act_sets_takes_none_away(
    customer: str, wanted: list[Look], changes: list[str]
) -> None:
    found = look_again(given(customer), PLAIN, ME, wanted)
    assert told(Decision(tuple(found))) == changes


def test_where_nobody_is_responsible_it_is_who_acts() -> None:
    (change,) = look_again(given("sales: luis"), PLAIN, acting(TODAY, "isabel"), looks(TODAY))
    assert told(Decision((change,))) == ["+ reminders 2026-11-18 luis 2026-11-18: look 0"]
    (change,) = look_again(given(""), PLAIN, acting(TODAY, "isabel"), looks(TODAY))
    assert told(Decision((change,))) == ["+ reminders 2026-11-18 isabel 2026-11-18: look 0"]


def test_the_day_that_is_looked_again_follows_the_day_of_the_act() -> None:
    later = acting("2026-11-20")
    decision = assigned(given(""), PLAIN, later, "anna", "new-regular", None, "Akte?")
    on = day("2026-11-20") + timedelta(days=Policy().vpa_recheck_days)
    assert f"+ reminders {on} jana {on}: Akte?" in told(decision)
