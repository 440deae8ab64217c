"""How initiatives stand, who may be written to, and who booked after it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from clm.domain.initiative import Initiative
from clm.domain.initiatives import (
    Before,
    addressee,
    churned,
    contact_of,
    contacted_on,
    controlled,
    conversion,
    last_written,
    left_out,
    lost,
    recipients,
    standing_of,
    state,
    used_up,
)
from clm.domain.servicefile import ServiceFile
from clm.domain.survey import Survey
from tests.domain.cases import PLAIN, day, given, of_yaml

TODAY = day("2026-11-18")
ZONE = ZoneInfo("Europe/Berlin")
REACHED = "contacts:\n  - {id: p-0c8h2k4m, name: Erika, email: e@example.org}\n"
YES = "consent:\n  - {id: k-1m5t9w2c, purpose: offers, on: 2026-01-01}\n"
NO = "consent:\n  - {id: k-1m5t9w2c, purpose: offers, on: 2026-01-01, off_on: 2026-02-01}\n"
SENT = (
    "{id: rc-2k9x7d1q, customer: c-7f3qkd, snapshot: sn-7h3d8q, added_on: 2026-09-01,"
    " status: sent, sent_at: 2026-09-01T22:30:00Z}"
)
CONTROL = (
    "{id: rc-8s4h0m3v, customer: c-9xq2rt, snapshot: sn-7h3d8q, added_on: 2026-09-01,"
    " group: control}"
)


def initiative(*recipients: str, more: str = "", kind: str = "win-back") -> Initiative:
    told = "".join(f"  - {one}\n" for one in recipients)
    told = f"recipients:\n{told}" if told else ""
    return of_yaml(
        f"id: in-4k7d2m\ntitle: Advent\nkind: {kind}\nowner: isabel\n{more}{told}", Initiative
    )


def booked(*days: str, status: str = "confirmed", kind: str = "package") -> str:
    return "bookings:\n" + "".join(
        f"  - {{id: b-0000000{at}, kind: {kind}, booked_on: {on}, hours: 10, status: {status}}}\n"
        for at, on in enumerate(days)
    )


@pytest.mark.parametrize(
    ("more", "some", "expected"),
    [
        ("", (), "planned"),
        ("", (SENT,), "running"),
        ("from: 2026-11-18\n", (SENT,), "running"),
        ("from: 2026-11-19\n", (SENT,), "planned"),
        ("to: 2026-11-18\n", (SENT,), "running"),
        ("to: 2026-11-17\n", (SENT,), "over"),
        ("closed_on: 2026-11-18\n", (SENT,), "closed"),
    ],
)
def test_how_an_initiative_stands(more: str, some: tuple[str, ...], expected: str) -> None:  # A4.7
    assert state(initiative(*some, more=more), TODAY) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), None),
        (("2026-09-01",), None),  # before
        (("2026-09-02",), None),  # the day of the letter, which was sent after midnight in Berlin
        (("2026-09-03",), "b-00000000"),
        (("2026-08-01", "2026-09-20", "2026-09-10"), "b-00000002"),  # the first of them
        (("2026-11-01",), "b-00000000"),  # the 60th day
        (("2026-11-02",), None),  # the 61st
    ],
)
def test_a_booking_within_the_days_after_the_letter_is_a_conversion(
    days: tuple[str, ...], expected: str | None
) -> None:  # A4.10
    one = initiative(SENT)
    dossier = given(booked(*days) if days else "")
    found = conversion(one, one.recipients[0], dossier, TODAY, PLAIN)
    assert (found.id if found else None) == expected
    assert standing_of(one.recipients[0], found) == ("converted" if found else "sent")


def test_the_initiative_may_say_within_how_many_days() -> None:  # A4.10
    one = initiative(SENT, more="converts_days: 7\n")
    late = given(booked("2026-09-10"))
    assert conversion(one, one.recipients[0], late, TODAY, PLAIN) is None
    in_time = given(booked("2026-09-09"))
    assert conversion(one, one.recipients[0], in_time, TODAY, PLAIN)


@pytest.mark.parametrize(
    "booking", [booked("2026-09-10", status="offer"), booked("2026-09-10", kind="addon"),
                booked("2026-11-19")],
)  # fmt: skip
def test_what_does_not_count_is_no_conversion(booking: str) -> None:  # A4.10
    one = initiative(SENT, more="converts_days: 90\n")
    assert conversion(one, one.recipients[0], given(booking), TODAY, PLAIN) is None


def test_nobody_converts_who_was_not_written_to() -> None:  # A4.10
    for status in ("planned", "sending", "failed"):
        one = initiative(SENT.replace("status: sent", f"status: {status}"))
        found = conversion(one, one.recipients[0], given(booked("2026-09-10")), TODAY, PLAIN)
        assert found is None
        assert standing_of(one.recipients[0], found) == status


def test_who_answered_without_a_letter_of_ours_was_reached_that_day() -> None:  # A4.10
    one = initiative("{id: rc-2k9x7d1q, customer: c-7f3qkd, added_on: 2026-09-01,"
                     " status: answered, answered_on: 2026-09-05}")  # fmt: skip
    assert contacted_on(one, one.recipients[0], ZONE) == day("2026-09-05")


def test_who_opted_out_stays_so_even_after_a_booking() -> None:  # A4.7
    one = initiative(SENT.replace("status: sent", "status: opted-out"))
    found = conversion(one, one.recipients[0], given(booked("2026-09-10")), TODAY, PLAIN)
    assert found
    assert standing_of(one.recipients[0], found) == "opted-out"


def test_the_control_group_begins_with_the_first_letter_to_the_others() -> None:  # A4.10
    later = SENT.replace("2k9x7d1q", "3k9x7d1q").replace("2026-09-01T", "2026-09-05T")
    one = initiative(later, CONTROL, SENT)
    control = one.recipients[1]
    assert contacted_on(one, control, ZONE) == day("2026-09-02")
    found = conversion(one, control, given(booked("2026-09-10")), TODAY, PLAIN)
    assert found
    assert standing_of(control, found) == "control"
    other = initiative(SENT.replace("sn-7h3d8q", "sn-9h3d8q"), CONTROL)
    assert contacted_on(other, other.recipients[1], ZONE) is None
    assert contacted_on(initiative(CONTROL), control, ZONE) is None


def test_two_customers_that_became_one_count_once() -> None:  # A4.7
    planned = "{id: rc-1k9x7d1q, customer: c-7f3qkd, added_on: 2026-09-01}"
    control = CONTROL.replace("c-9xq2rt", "c-7f3qkd")
    assert [one.id for one in recipients(initiative(control, planned, SENT))] == ["rc-2k9x7d1q"]
    assert [one.id for one in recipients(initiative(planned, control))] == ["rc-8s4h0m3v"]
    answered = planned.replace("}", ", status: answered, answered_on: 2026-09-02}")
    assert [one.id for one in recipients(initiative(control, answered))] == ["rc-1k9x7d1q"]
    events = [
        f"{{id: rc-{at}k9x7d1q, customer: c-7f3qkd, added_on: 2026-09-01, trigger: b-0000000{n}}}"
        for at, n in enumerate((1, 2, 2))
    ]
    assert len(recipients(initiative(*events))) == 2


@pytest.mark.parametrize(
    ("customer", "before", "expected"),
    [
        (REACHED + YES, Before(), None),
        (REACHED + YES + "status: archived\n", Before(), "inactive"),
        (REACHED, Before(), "no-consent"),
        (REACHED + NO, Before(), "opted-out"),
        (YES, Before(), "unreachable"),
        (YES + "contacts:\n  - {id: p-0c8h2k4m, name: E, phone: '+49 351 12345'}\n", Before(),
         "unreachable"),
        (REACHED + YES, Before(escalated=True), "escalated"),
        (REACHED + YES, Before(day("2026-10-20")), "written-recently"),  # 29 days ago
        (REACHED + YES, Before(day("2026-10-19")), None),
    ],
)  # fmt: skip
def test_who_may_be_written_to(customer: str, before: Before, expected: str | None) -> None:
    # A4.8
    assert left_out(initiative(), given(customer), before, TODAY, PLAIN) == expected


def test_who_is_angry_gets_no_offer() -> None:  # A4.8
    for severity, expected in (("critical", "critical-complaint"), ("high", None)):
        file = of_yaml(
            "customer: c-7f3qkd\ncomplaints:\n  - {id: cm-2k9x7d, received_at: 2026-11-10,"
            " channel: phone, complainant: Erika, text: x, remedy_sought: x,"
            f" severity: {severity}}}\n",
            ServiceFile,
        )
        dossier = given(REACHED + YES)._replace(complaints=file.complaints)
        assert left_out(initiative(), dossier, Before(), TODAY, PLAIN) == expected


def test_a_follow_up_needs_no_yes_but_takes_a_no() -> None:  # A4.8
    no = NO.replace("offers", "follow-up")
    for customer, expected in ((REACHED, None), (REACHED + no, "opted-out")):
        one = initiative(kind="follow-up")
        assert left_out(one, given(customer), Before(), TODAY, PLAIN) == expected


def test_whom_a_way_of_sending_reaches() -> None:  # A4.8
    both = (
        "contacts:\n  - {id: p-0c8h2k4m, name: A, phone: '+49 351 12345'}\n"
        "  - {id: p-1c8h2k4m, name: B, email: b@example.org}\n"
    )
    customer = given(both).customer
    found = [contact_of(customer, one) for one in ("mail", "hook", "hand")]
    assert [one.name if one else None for one in found] == ["B", "A", "A"]
    assert contact_of(given("").customer, "hand") is None


def test_when_somebody_was_written_to_last() -> None:  # A4.8
    survey = of_yaml(
        "id: sv-2k9x7d\ntitle: H\ninvitations:\n"
        "  - {id: iv-2k9x7d1q, customer: c-7f3qkd, on: 2026-08-01, by: jana}\n"
        "  - {id: iv-3k9x7d1q, customer: c-5xq2rt, on: 2026-08-02, by: jana}\n",
        Survey,
    )
    half = SENT.replace("2026-09-01T", "2026-10-01T").replace("status: sent", "status: sending")
    found = last_written([initiative(SENT), initiative(half, CONTROL)], [survey], ZONE)
    assert found == {"c-7f3qkd": day("2026-10-02"), "c-5xq2rt": day("2026-08-02")}


@pytest.mark.parametrize(
    ("bookings", "expected"),
    [
        ("", (False, False, False)),
        (booked("2026-11-17"), (False, False, False)),
        (booked("2026-08-20"), (False, False, True)),  # quiet for 90 days
        (booked("2026-05-23"), (False, False, True)),
        (booked("2026-05-22"), (True, False, True)),  # 180 days
        (booked("2026-11-17", status="used_up"), (False, True, False)),
        (booked("2026-11-17", status="expired"), (False, True, False)),
        (booked("2026-11-17", status="cancelled"), (False, False, False)),
    ],
)
def test_who_is_lost(bookings: str, expected: tuple[bool, bool, bool]) -> None:  # A4.10
    dossier = given(bookings)
    found = churned(dossier, TODAY, PLAIN), used_up(dossier, TODAY), lost(dossier, TODAY, PLAIN)
    assert found == expected


def test_who_is_compared_gets_no_offer_of_another_initiative() -> None:  # A4.8, A4.10
    other = initiative(CONTROL)
    assert controlled([other]) == {"c-9xq2rt": frozenset({"in-4k7d2m"})}
    assert controlled([replace(other, closed_on=TODAY)]) == {}
    assert controlled([initiative(SENT)]) == {}
    facts = given(REACHED + YES)
    before = Before(control=frozenset({"in-000000"}))
    assert left_out(initiative(), facts, before, TODAY, PLAIN) == "in-control"
    own = Before(control=frozenset({"in-4k7d2m"}))
    assert left_out(initiative(), facts, own, TODAY, PLAIN) is None
    follow_up = initiative(kind="follow-up")
    assert left_out(follow_up, facts, before, TODAY, PLAIN) is None


def test_a_letter_goes_to_the_contact_of_the_snapshot_while_they_are_reached() -> None:  # A4.8
    both = (
        "contacts:\n  - {id: p-1c8h2k4m, name: A, email: a@example.org}\n"
        "  - {id: p-0c8h2k4m, name: B, email: b@example.org}\n"
    )
    one = initiative(SENT.replace("snapshot", "contact: p-0c8h2k4m, snapshot"))
    for customer, name in ((both, "B"), (both.replace("email: b@", "role: b@"), "A")):
        found = addressee(one, one.recipients[0], given(customer).customer)
        assert found
        assert found.name == name
