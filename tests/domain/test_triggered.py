"""What an initiative follows up by itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from clm.domain.changes import Add
from clm.domain.escalation import Escalation
from clm.domain.initiative import Initiative
from clm.domain.servicefile import ServiceFile
from clm.domain.triggered import Facts, due, followed, is_standing, odd_trigger, take_in
from tests.domain.cases import PLAIN, acting, day, given, of_yaml

CONTACT = "contacts:\n  - {id: p-0c8h2k4m, name: Erika, email: e@example.org}\n"


def standing(more: str = "", trigger: str = "booking", begins: str = "2026-10-01") -> Initiative:
    return of_yaml(
        f"id: in-4k7d2m\ntitle: Danke\nkind: follow-up\nowner: isabel\ntrigger: {trigger}\n"
        f"after_days: 30\nfrom: {begins}\n{more}",
        Initiative,
    )


def sold(*days: str, status: str = "confirmed", more: str = CONTACT) -> str:
    return f"{more}bookings:\n" + "".join(
        f"  - {{id: b-0000000{at}, kind: package, booked_on: {on}, hours: 10, status: {status}}}\n"
        for at, on in enumerate(days)
    )


def found(
    one: Initiative,
    on: str,
    customer: str = "",
    complaint: str = "",
    escalation: str = "",
) -> str:
    """The event that is followed up on a day, and since when that is due."""
    dossier = given(customer)
    if complaint:
        dossier = dossier._replace(complaints=of_yaml(complaint, ServiceFile).complaints)
    escalations = [of_yaml(escalation, Escalation)] if escalation else []
    told = due(one, followed(one), Facts(dossier, escalations, day(on), PLAIN))
    return f"{told.trigger} on {told.on}" if told else "nothing"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-11-17", "nothing"),  # day 29
        ("2026-11-18", "b-00000000 on 2026-11-18"),
        ("2026-12-02", "b-00000000 on 2026-11-18"),  # nobody ran it: fourteen days late
        ("2026-12-03", "nothing"),
    ],
)
def test_a_sale_is_followed_up_after_so_many_days(on: str, expected: str) -> None:  # A4.9
    assert found(standing(), on, sold("2026-10-19")) == expected


def test_what_was_cancelled_meanwhile_is_not_followed_up() -> None:  # A4.9
    assert found(standing(), "2026-11-18", sold("2026-10-19", status="cancelled")) == "nothing"


def test_what_was_before_its_first_day_floods_nobody() -> None:  # A4.9
    assert found(standing(begins="2026-10-20"), "2026-11-18", sold("2026-10-19")) == "nothing"
    assert found(standing(begins="2026-10-19"), "2026-11-18", sold("2026-10-19")) != "nothing"


def test_each_event_is_followed_up_once() -> None:  # A4.9
    said = "customer: {}, trigger: b-00000000, added_on: 2026-11-18, due_on: 2026-11-18}}\n"
    for whose in ("c-7f3qkd", "c-9xq2rt"):  # whom they were merged into has their bookings
        one = standing("recipients:\n  - {id: rc-2k9x7d1q, " + said.format(whose))
        assert found(one, "2026-11-18", sold("2026-10-19")) == "nothing"
    one = standing("recipients:\n  - {id: rc-2k9x7d1q, " + said.format("c-7f3qkd"))
    same_day = sold("2026-10-19", "2026-10-19")
    assert found(one, "2026-11-18", same_day) == "nothing"  # settled with the first
    assert found(one, "2026-11-19", sold("2026-10-19", "2026-10-20")) == "b-00000001 on 2026-11-19"
    by_hand = standing("recipients:\n  - {id: rc-2k9x7d1q, customer: c-7f3qkd,"
                       " added_on: 2026-11-18}\n")  # fmt: skip
    assert found(by_hand, "2026-11-18", same_day) == "b-00000001 on 2026-11-18"


def test_fewer_days_drop_no_newer_sale() -> None:  # A4.9
    said = ("recipients:\n  - {id: rc-2k9x7d1q, customer: c-7f3qkd, trigger: b-00000000,"
            " added_on: 2026-11-18, due_on: 2026-11-18}\n")  # fmt: skip
    one = replace(standing(said), after_days=7)
    assert found(one, "2026-11-19", sold("2026-10-19", "2026-11-09")) == "b-00000001 on 2026-11-16"
    assert found(one, "2026-11-19", sold("2026-11-09", "2026-11-08")) == "nothing"


def test_of_two_sales_the_newest_is_followed_up() -> None:  # A4.9
    assert found(standing(), "2026-11-19", sold("2026-10-19", "2026-10-20")) == (
        "b-00000001 on 2026-11-19"
    )


COMPLAINT = """customer: c-7f3qkd
complaints:
  - id: cm-aaaaaa
    received_at: 2026-10-01
    channel: phone
    complainant: Erika
    text: zu langsam
    remedy_sought: schneller
    events:
      - {id: k-aaaaaaaa, at: 2026-10-18T22:30:00Z, by: tom, kind: status, to: closed}
"""
AGAIN = "      - {id: k-bbbbbbbb, at: 2026-11-01, by: tom, kind: status, to: investigating}\n"
ESCALATION = """id: es-5m2k8q
customer: c-7f3qkd
source: task
of: t-6c1x8v3k
reason: overdue
at: 2026-10-01
by: jana
events:
  - {id: k-9d4s7w1c, at: 2026-10-19T08:10:00Z, by: isabel, kind: status, to: resolved}
"""
REOPENED = "  - {id: k-9d4s7w1d, at: 2026-11-01, by: isabel, kind: status, to: open}\n"


@pytest.mark.parametrize(
    ("again", "expected"), [("", "cm-aaaaaa on 2026-11-18"), (AGAIN, "nothing")]
)
def test_a_closed_complaint_is_followed_up(again: str, expected: str) -> None:  # A4.9
    one = standing(trigger="complaint-closed")
    assert found(one, "2026-11-18", complaint=COMPLAINT + again) == expected


@pytest.mark.parametrize(
    ("again", "expected"), [("", "es-5m2k8q on 2026-11-18"), (REOPENED, "nothing")]
)
def test_a_resolved_escalation_is_followed_up(again: str, expected: str) -> None:  # A4.9
    one = standing(trigger="escalation-resolved")
    assert found(one, "2026-11-18", escalation=ESCALATION + again) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (standing(), True),
        (standing(begins="2026-11-19"), False),
        (replace(standing(), from_=None), False),
        (replace(standing(), after_days=None), False),
        (replace(standing(), trigger=None), False),
        (standing("to: 2026-11-17\n"), False),
        (standing("closed_on: 2026-11-17\nclosed_by: isabel\n"), False),
    ],
)
def test_it_stands_from_its_first_to_its_last_day(one: Initiative, *, expected: bool) -> None:
    assert is_standing(one, day("2026-11-18")) == expected  # A4.9


def test_without_a_trigger_nothing_is_followed_up() -> None:  # A4.9
    one = replace(standing(), trigger=None)
    assert found(one, "2026-11-18", sold("2026-10-19")) == "nothing"


def test_who_is_due_becomes_a_recipient() -> None:  # A4.9
    one = standing()
    for customer, contact in ((sold("2026-10-19"), "p-0c8h2k4m"), (sold("2026-10-19", more=""),
                                                                   None)):  # fmt: skip
        told = due(one, followed(one), Facts(given(customer), [], day("2026-11-18"), PLAIN))
        assert told
        (change,) = take_in(one, [told], acting("2026-11-18"))
        assert isinstance(change, Add)
        made = change.item
        assert (made.customer, made.contact) == ("c-7f3qkd", contact)
        assert (made.trigger, made.due_on, made.status) == (
            "b-00000000", day("2026-11-18"), "planned"
        )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        (standing(), []),
        (replace(standing(), trigger=None), ["after_days"]),
        (replace(standing(), trigger=None, after_days=None), []),
        (replace(standing(), kind="offer"), ["trigger"]),
        (replace(standing(), after_days=None, from_=None, control=10),
         ["after_days", "from", "control"]),
        (replace(standing(), after_days=-1), ["after_days"]),
    ],
)  # fmt: skip
def test_what_a_follow_up_needs(one: Initiative, fields: list[str]) -> None:  # A4.9
    assert [field for field, _ in odd_trigger(one)] == fields
