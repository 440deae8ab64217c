"""What is decided about an initiative, its segment and its recipients."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from clm.domain.changes import Add, Change, Set
from clm.domain.initiative import Initiative, Recipient
from clm.domain.initiativeacts import (
    NewInitiative,
    becomes,
    close,
    make,
    recipient_meant,
    record,
    refuse_closed,
    refuse_not_now,
)
from clm.domain.policy import Policy
from clm.domain.segmenting import (
    WIN_BACK,
    Segment,
    asked_of,
    control_of,
    query_of,
    query_tree,
    refuse_everybody,
    refuse_nobody,
    snapshot,
    without_known,
)
from clm.errors import NotFoundError, RefusedError, UsageError
from tests.domain.cases import acting, day, given, of_yaml

if TYPE_CHECKING:
    from datetime import date

ME = acting("2026-11-18")
TODAY = ME.today
NUMBERED = count(1)


def plan(more: str = "", kind: str = "win-back") -> Initiative:
    return of_yaml(f"id: in-4k7d2m\ntitle: Advent\nkind: {kind}\nowner: isabel\n{more}", Initiative)


def held(status: str = "planned", more: str = "") -> tuple[Initiative, Recipient]:
    one = plan(
        "recipients:\n  - {id: rc-2k9x7d1q, customer: c-7f3qkd, added_on: 2026-11-16,"
        f" status: {status}{more}}}\n"
    )
    return one, one.recipients[0]


def sets(changes: list[Change] | tuple[Change, ...]) -> dict[str, object]:
    return {one.at[-1]: one.value for one in changes if isinstance(one, Set)}


# planning and closing


def test_an_initiative_is_made_of_what_is_typed() -> None:  # A4.7
    new = NewInitiative(" Zurück \n im Advent ", "win-back", "isabel", control=20, converts=30)
    made = make(ME, new)
    assert (made.title, made.control, made.converts_days) == ("Zurück im Advent", 20, 30)
    for wrong in (
        new._replace(title=" "), new._replace(control=100), new._replace(converts=0),
        new._replace(budget=Decimal(-1)),
        new._replace(begins=day("2026-12-02"), ends=day("2026-12-01")),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            make(ME, wrong)
    with pytest.raises(RefusedError, match="lies in the past"):
        make(ME, new._replace(ends=day("2026-11-17")))
    assert make(ME, new._replace(ends=TODAY)).to == TODAY


def test_closing_says_when_and_what_is_concluded() -> None:  # A4.7
    assert sets(close(plan(), ME, "gut").changes) == {
        "closed_on": TODAY, "closed_by": "jana", "conclusions": "gut",
    }  # fmt: skip
    for nothing in (None, " "):
        with pytest.raises(RefusedError, match="what is concluded"):
            close(plan(), ME, nothing)
    closed = plan("closed_on: 2026-11-18\n")
    for refuse in (lambda: close(closed, ME, None), lambda: refuse_closed(closed, TODAY)):
        with pytest.raises(RefusedError, match="was closed on"):
            refuse()


@pytest.mark.parametrize(
    ("more", "said"),
    [("to: 2026-11-17\n", "was over"), ("from: 2026-11-19\n", "begins on"),
     ("closed_on: 2026-11-01\n", "was closed"), ("from: 2026-11-18\nto: 2026-11-18\n", None),
     ("", None)],
)  # fmt: skip
def test_nobody_is_written_to_outside_its_days(more: str, said: str | None) -> None:  # A4.7
    if said is None:
        refuse_not_now(plan(more), TODAY)
        return
    with pytest.raises(RefusedError, match=said):
        refuse_not_now(plan(more), TODAY)


# segments


def test_which_query_is_asked() -> None:  # A4.10
    assert asked_of(plan(), None) == WIN_BACK
    assert asked_of(plan("segment: class = B\n"), None) == "class = B"
    assert asked_of(plan("segment: class = B\n"), "class = A") == "class = A"
    with pytest.raises(UsageError, match="whom is"):
        asked_of(plan(kind="offer"), None)

    def read_day(text: str, *, past: bool) -> date:
        assert (text, past) == ("today", True)
        return TODAY

    kept = query_of("last_booked_on < today", read_day)
    assert kept == "last_booked_on < 2026-11-18"
    assert query_tree(kept)


def test_everybody_is_most_likely_a_slip() -> None:  # A4.7
    policy = Policy()
    for found in (0, 89, 90):
        refuse_everybody(found, 100, policy)
    with pytest.raises(RefusedError, match="almost everybody: 91 of 100"):
        refuse_everybody(91, 100, policy)
    with pytest.raises(RefusedError, match="selects everybody: 3 of 3"):
        refuse_everybody(3, 3, policy)


def test_nobody_is_refused_with_the_reasons_counted() -> None:  # A4.7, A4.8
    with pytest.raises(RefusedError, match="selects nobody"):
        refuse_nobody(plan(), Segment("class = A", 0, {}, {}))
    left = {"no-consent": 2, "opted-out": 1}
    with pytest.raises(RefusedError, match="of 3 1 want none, 2 have not agreed"):
        refuse_nobody(plan(), Segment("class = A", 3, {}, left))
    refuse_nobody(plan(), Segment("class = A", 3, {}, {"already": 3}))
    refuse_nobody(plan(), Segment("class = A", 3, {"c-7f3qkd": None}, left))


def test_a_snapshot_keeps_the_query_what_it_found_and_who_is_taken() -> None:  # A4.8
    me = ME._replace(new_id=lambda prefix: f"{prefix}-{next(NUMBERED):08}")
    found = Segment("class = A", 4, {"c-9xq2rt": "p-1", "c-7f3qkd": None}, {"opted-out": 2})
    first, made, *people = snapshot(plan(), found, me)
    assert isinstance(first, Set)
    assert (first.at, first.value) == (("segment",), "class = A")
    assert isinstance(made, Add)
    assert (made.item.on, made.item.found, made.item.left_out) == (TODAY, 4, {"opted-out": 2})
    items = [one.item for one in people if isinstance(one, Add)]
    assert [(one.customer, one.contact, one.snapshot) for one in items] == [
        ("c-7f3qkd", None, made.item.id), ("c-9xq2rt", "p-1", made.item.id),
    ]  # fmt: skip
    again = snapshot(plan("segment: class = A\n"), found, me)
    assert isinstance(again[0], Add)


@pytest.mark.parametrize(
    ("percent", "n", "size"),
    [(None, 10, 0), (20, 10, 2), (25, 10, 3), (20, 2, 0), (30, 2, 1), (99, 3, 2), (50, 1, 0),
     (50, 0, 0)],
)  # fmt: skip
def test_the_size_of_the_control_group(percent: int | None, n: int, size: int) -> None:  # A4.10
    one = replace(plan(), control=percent)
    assert len(control_of(one, [f"c-{at:06}" for at in range(n)])) == size


def test_the_control_group_depends_on_seed_and_customers_alone() -> None:  # A4.10
    one = replace(plan(), control=30)
    people = [f"c-{at:06}" for at in range(40)]
    first = control_of(one, people)
    for _ in range(20):
        random.shuffle(people)
        assert control_of(one, people) == first
    assert control_of(replace(one, seed="2"), people) != first
    assert control_of(replace(one, id="in-5k7d2m"), people) != first


def test_who_is_a_recipient_is_not_taken_again() -> None:  # A4.8
    one, _ = held()
    assert without_known(one, ["c-9xq2rt", "c-7f3qkd"]) == ["c-9xq2rt"]


# recipients


def test_another_status_takes_or_leaves_the_moment() -> None:  # A4.7
    one, planned = held()
    assert sets(becomes(one, planned, "sending", at="2026-11-18T09:00:00Z")) == {
        "status": "sending", "sent_at": "2026-11-18T09:00:00Z",
    }  # fmt: skip
    one, half = held("sending", ", sent_at: 2026-11-18T09:00:00Z")
    assert sets(becomes(one, half, "sent")) == {"status": "sent"}
    assert sets(becomes(one, half, "failed", note="550")) == {
        "status": "failed", "sent_at": None, "note": "550",
    }  # fmt: skip
    assert becomes(one, half, "sending") == []


def test_who_was_written_to_at_last_is_not_told_of_any_more_why_it_failed() -> None:  # A4.7
    one, half = held("sending", ', sent_at: 2026-11-18T09:00:00Z, note: "550"')
    assert sets(becomes(one, half, "sent")) == {"status": "sent", "note": None}
    assert sets(becomes(one, half, "sent", note="by hand")) == {"status": "sent", "note": "by hand"}
    assert "note" not in sets(becomes(one, half, "answered"))


def test_which_of_several_recipients_is_meant() -> None:  # A4.7
    one = plan(
        "recipients:\n"
        "  - {id: rc-1k9x7d1q, customer: c-7f3qkd, trigger: b-00000001, added_on: 2026-11-01,"
        " status: sent}\n"
        "  - {id: rc-2k9x7d1q, customer: c-7f3qkd, trigger: b-00000002, added_on: 2026-11-02,"
        " status: sent}\n"
        "  - {id: rc-3k9x7d1q, customer: c-7f3qkd, trigger: b-00000003, added_on: 2026-11-03}\n"
    )
    assert recipient_meant(one, "c-7f3qkd", "sent").id == "rc-3k9x7d1q"
    assert recipient_meant(one, "c-7f3qkd", "answered").id == "rc-2k9x7d1q"
    assert recipient_meant(one, "c-7f3qkd", "opted-out").id == "rc-2k9x7d1q"
    with pytest.raises(NotFoundError):
        recipient_meant(one, "c-9xq2rt", "sent")


def test_who_was_merged_into_the_control_group_stays_without_a_letter() -> None:  # A4.10
    one = plan(
        "recipients:\n"
        "  - {id: rc-1k9x7d1q, customer: c-7f3qkd, added_on: 2026-11-01}\n"
        "  - {id: rc-2k9x7d1q, customer: c-7f3qkd, added_on: 2026-11-01, group: control}\n"
    )
    meant = recipient_meant(one, "c-7f3qkd", "sent")
    with pytest.raises(RefusedError, match="control group"):
        record(one, meant, given("").customer, ME, "sent", None)


def test_what_a_person_records_of_a_recipient() -> None:  # A4.7, A4.8
    customer = given("").customer
    one, planned = held()
    sent = record(one, planned, customer, ME, "sent", None)
    assert sets(sent.changes) == {"status": "sent", "sent_at": ME.now}
    one, half = held("sending", ", sent_at: 2026-11-17T09:00:00Z")
    assert sets(record(one, half, customer, ME, "sent", None).changes) == {"status": "sent"}
    assert sets(record(one, half, customer, ME, "failed", None).changes) == {
        "status": "failed", "sent_at": None,
    }  # fmt: skip
    one, done = held("sent", ", sent_at: 2026-11-17T09:00:00Z")
    assert record(one, done, customer, ME, "sent", None).said
    answer = record(one, done, customer, ME, "answered", "ruft an")
    assert sets(answer.changes) == {"status": "answered", "answered_on": TODAY, "note": "ruft an"}
    one, old = held("answered", ", answered_on: 2026-11-17")
    assert sets(record(one, old, customer, ME, "answered", None).changes) == {}
    off = record(one, old, customer, ME, "opted-out", None)
    kinds = [change.target.kind for change in off.changes]
    assert set(kinds) == {"initiative", "customer", "oteam"}
    with pytest.raises(RefusedError, match="not left half sent"):
        record(one, old, customer, ME, "failed", None)


def test_an_answer_says_that_they_were_reached_and_keeps_a_no() -> None:  # A4.7, A4.8
    customer = given("").customer
    for status in ("planned", "failed"):
        one, unwritten = held(status)
        answer = record(one, unwritten, customer, ME, "answered", None)
        assert sets(answer.changes) == {
            "status": "answered", "sent_at": ME.now, "answered_on": TODAY,
        }  # fmt: skip
    one, off = held("opted-out", ", sent_at: 2026-11-17T09:00:00Z")
    assert sets(record(one, off, customer, ME, "answered", None).changes) == {"answered_on": TODAY}
    one, never = held("opted-out")
    assert sets(record(one, never, customer, ME, "answered", None).changes) == {
        "answered_on": TODAY
    }


def test_who_is_compared_stays_without_a_letter() -> None:  # A4.10
    one, control = held(more=", group: control")
    for said in ("sent", "answered", "failed"):
        with pytest.raises(RefusedError, match="control group"):
            record(one, control, given("").customer, ME, said, None)
    assert record(one, control, given("").customer, ME, "opted-out", None).changes
