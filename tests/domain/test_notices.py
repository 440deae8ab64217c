"""Who is told of what, once, and what the outbox keeps of it."""

from __future__ import annotations

from typing import get_args

import pytest

from clm.domain.changes import Add, Create
from clm.domain.decisions import seen
from clm.domain.events import EVENTS, EventName, event
from clm.domain.notices import (
    Notice,
    assigned_on_behalf,
    before_closing,
    informs_crm_lead,
    is_for_roles,
    is_fresh,
    named,
    noticed,
    oddities,
    offer_assigned,
    opened,
    queue,
    still_holds,
)
from tests.domain.cases import PLAIN, acting, day, given

BOOKED = """\
    owner: jana
    bookings:
      - {id: b-00000001, kind: package, hours: 10, booked_on: 2026-10-01, status: used_up}
      - {id: b-00000002, kind: package, hours: 50, booked_on: 2026-11-16, status: confirmed}
    class:
"""
A_CUSTOMER = BOOKED + "      - {id: k-00000001, value: A, on: 2026-09-01, by: jana}\n"
B_CUSTOMER = BOOKED + "      - {id: k-00000001, value: B, on: 2026-09-01, by: jana}\n"


def made(changes: list[object]) -> list[Notice]:
    return [change.record for change in changes if isinstance(change, Create)]


def test_every_event_has_a_row() -> None:
    assert [row.key for row in EVENTS] == list(get_args(EventName))
    assert event("nudge").template == "notice-nudge"
    assert [row.key for row in EVENTS if row.urgent] == [
        "urgent", "report", "escalation", "escalation-level",
    ]  # fmt: skip


def test_an_automatic_entry_of_an_a_customer_informs_the_crm_lead() -> None:  # A1.37
    (one,) = informs_crm_lead(given(A_CUSTOMER), day("2026-11-18"), PLAIN)
    assert one == ("b-00000002", day("2026-11-16"), ("larger-package",))


def test_a_b_customer_informs_nobody() -> None:  # A1.37
    assert informs_crm_lead(given(B_CUSTOMER), day("2026-11-18"), PLAIN) == []


def test_the_class_on_the_first_day_of_the_entry_decides() -> None:  # A1.37
    later = BOOKED + "      - {id: k-00000001, value: A, on: 2026-11-17, by: jana}\n"
    assert informs_crm_lead(given(later), day("2026-11-18"), PLAIN) == []


def test_an_entry_made_by_hand_informs_nobody() -> None:  # A1.37
    by_hand = A_CUSTOMER.replace("hours: 50", "hours: 10") + (
        "    watch:\n      - {id: k-00000002, reason: close-eye, on: 2026-11-16, by: jana}\n"
    )
    assert informs_crm_lead(given(by_hand), day("2026-11-18"), PLAIN) == []


def test_two_reasons_of_one_booking_are_one_notice() -> None:  # A1.37
    four = """\
    bookings:
      - {id: b-00000001, kind: package, hours: 10, booked_on: 2026-08-01, status: used_up}
      - {id: b-00000002, kind: package, hours: 10, booked_on: 2026-09-01, status: used_up}
      - {id: b-00000003, kind: package, hours: 10, booked_on: 2026-10-01, status: used_up}
      - {id: b-00000004, kind: package, hours: 50, booked_on: 2026-11-16, status: confirmed}
    class:
      - {id: k-00000001, value: A, on: 2026-07-01, by: jana}
    prio:
      - {id: k-00000002, on: 2026-11-01, by: jana}
    """
    (one,) = informs_crm_lead(given(four), day("2026-11-18"), PLAIN)
    assert one.reasons == ("larger-package", "prio")


def test_a_booking_tells_of_its_entry_on_its_day() -> None:  # A1.37
    (one,) = made([*opened(given(A_CUSTOMER), acting("2026-11-18"), PLAIN)])
    assert one.id == "a-customer-b-00000002"
    assert (one.to, one.by, one.on) == (("crm-lead",), "jana", day("2026-11-16"))
    assert one.facts == {
        "reasons": "larger-package", "hours": "50", "since": "2026-11-16", "owner": "jana",
    }  # fmt: skip


def test_closing_an_entry_tells_of_it_whenever_it_began() -> None:  # A1.37
    customer, me = given(A_CUSTOMER), acting("2026-12-16")
    marks = seen(customer, PLAIN, me).changes
    (one,) = made([*before_closing(customer, marks, me, PLAIN)])
    assert (one.id, one.on) == ("a-customer-b-00000002", day("2026-12-16"))


def test_acts_that_close_no_automatic_entry_tell_nothing() -> None:  # A1.37
    customer, me = given(A_CUSTOMER), acting("2026-11-18")
    marks = [
        mark
        for mark in seen(customer, PLAIN, me).changes
        if isinstance(mark, Add) and mark.item.rule != "watch"
    ]
    assert marks
    assert before_closing(customer, marks, me, PLAIN) == []
    by_hand = given("watch:\n  - {id: k-00000002, reason: offer, on: 2026-11-16, by: jana}\n")
    assert before_closing(by_hand, seen(by_hand, PLAIN, me).changes, me, PLAIN) == []


def test_who_gets_a_customer_with_an_offer_is_told_of_the_offer() -> None:  # A1.18
    offered = given("""\
    offer:
      - {id: k-00000003, on: 2026-11-10, by: luis, note: 50 h im Monat}
    bookings:
      - {id: b-00000003, kind: package, hours: 7.5, booked_on: 2026-11-10, status: offer}
    """)
    (one,) = made([*offer_assigned(offered.customer, acting("2026-11-18"), "tom")])
    assert one.id == "offer-assigned-k-00000003-2026-11-18-tom"
    assert one.to == ("tom",)
    assert one.facts == {
        "offer": "50 h im Monat", "offered_on": "2026-11-10", "booking": "b-00000003",
        "hours": "7.5",
    }  # fmt: skip


def test_an_offer_without_a_booking_is_told_too_and_no_offer_is_not() -> None:  # A1.18
    marked = given("offer:\n  - {id: k-00000003, on: 2026-11-10, by: luis}\n")
    (one,) = made([*offer_assigned(marked.customer, acting("2026-11-18"), "tom")])
    assert one.facts == {"offered_on": "2026-11-10"}
    assert offer_assigned(given("owner: jana").customer, acting("2026-11-18"), "tom") == []


def test_a_colleague_is_told_who_assigned_for_them_and_why() -> None:  # A1.14
    customer = given("owner: tom").customer
    (one,) = made([*assigned_on_behalf(customer, acting("2026-11-18"), "tom", "anna", "DL heute")])
    assert (one.to, one.by) == (("tom",), "jana")
    assert one.facts == {"vpa": "anna", "why": "DL heute"}
    assert assigned_on_behalf(customer, acting("2026-11-18", "tom"), "tom", "anna") == []


def test_the_same_event_has_the_same_id() -> None:  # A0.34
    me = acting("2026-11-18")
    again = [queue("trial-to-large", me, "b-00000002", customer="c-7f3qkd") for _ in range(2)]
    assert {change.target for change in again} == {("notice", "trial-to-large-b-00000002")}


def test_an_id_is_a_slug_of_at_most_64_characters() -> None:
    assert named("nudge", "2026-W47", "j" * 63) == "nudge-2026-w47-" + "j" * 49
    assert named("a" * 63, "b") == "a" * 63


def test_to_is_roles_or_persons() -> None:
    assert is_for_roles(noticed("misses", "2026-w47", day("2026-11-23")))
    assert not is_for_roles(noticed("nudge", "2026-w47", day("2026-11-19"), to=("jana",)))


@pytest.mark.parametrize(("on", "fresh"), [("2026-11-11", True), ("2026-11-10", False)])
def test_facts_older_than_a_week_are_told_to_nobody(on: str, fresh: bool) -> None:  # A0.34
    assert is_fresh(day(on), day("2026-11-18"), 7) is fresh
    assert is_fresh(day(on), day("2026-11-18"), 8)


SPLIT = """\
    bookings:
      - {id: b-00000001, kind: package, hours: 10, booked_on: 2026-10-01, status: used_up}
      - {id: b-00000002, kind: package, hours: 10, booked_on: 2026-11-02, status: confirmed,
         order: A-1}
      - {id: b-00000003, kind: package, hours: 10, booked_on: 2026-11-18, status: confirmed,
         order: A-1}
    class:
      - {id: k-00000001, value: A, on: 2026-09-01, by: jana}
"""


def test_an_order_over_days_is_told_of_the_day_it_shows() -> None:  # A1.37
    assert opened(given(SPLIT), acting("2026-11-17"), PLAIN) == []
    (one,) = made([*opened(given(SPLIT), acting("2026-11-20"), PLAIN)])
    assert (one.trigger, one.on) == ("b-00000002", day("2026-11-18"))
    assert one.facts["since"] == "2026-11-02"


def test_an_entry_holds_while_its_booking_does() -> None:  # A1.37
    (one,) = made([*opened(given(A_CUSTOMER), acting("2026-11-18"), PLAIN)])
    assert still_holds(one, given(A_CUSTOMER), day("2026-11-18"), PLAIN)
    cancelled = given(A_CUSTOMER.replace("confirmed", "cancelled"))
    assert not still_holds(one, cancelled, day("2026-11-18"), PLAIN)
    nudge = noticed("nudge", "2026-w47", day("2026-11-19"), to=("jana",))
    assert still_holds(nudge, cancelled, day("2026-11-18"), PLAIN)


def test_a_prio_mark_ended_on_the_day_of_the_booking_is_told_all_the_same() -> None:  # A1.37
    ended = given(A_CUSTOMER.replace("hours: 50", "hours: 10"))
    facts = {"reasons": "prio", "since": "2026-11-16"}
    prio = noticed("a-customer", "b-00000002", day("2026-11-16"), customer="c-1", facts=facts)
    assert still_holds(prio, ended, day("2026-11-18"), PLAIN)
    gone = given("owner: jana")
    assert not still_holds(prio, gone, day("2026-11-18"), PLAIN)


@pytest.mark.parametrize(
    ("event_name", "customer", "facts", "said"),
    [
        ("trial-to-large", None, {}, ["a notice of trial-to-large needs a customer"]),
        ("trial-to-large", "c-7f3qkd", {}, []),
        ("report", None, {}, ["facts: a notice of report needs week"]),
        ("report", None, {"week": "2026-W47"}, []),
        ("report", None, {"week": "2026-W54"}, ["week: '2026-W54' is no week like 2026-W47"]),
        (
            "a-customer",
            "c-7f3qkd",
            {"since": "gestern", "reasons": "prio"},
            ["since: 'gestern' is no day like 2026-11-22"],
        ),
        (
            "a-customer",
            "c-7f3qkd",
            {"since": "20261116", "reasons": "prio"},
            ["since: '20261116' is no day like 2026-11-22"],
        ),
        (
            "escalation-warning",
            "c-7f3qkd",
            {"items": "c-7f3qkd", "until": "2026-11-22T23:00:00Z"},
            [],
        ),
        (
            "escalation-warning",
            "c-7f3qkd",
            {"items": "c-7f3qkd", "until": "morgen"},
            ["until: 'morgen' is no moment like 2026-11-22T09:00:00Z"],
        ),
    ],
)
def test_what_is_odd_about_a_notice(  # A0.34
    event_name: EventName, customer: str | None, facts: dict[str, str], said: list[str]
) -> None:
    one = noticed(event_name, "x", day("2026-11-16"), customer=customer, facts=facts)
    assert [odd.sentence for odd in oddities(one, day("2026-11-18"))] == said
