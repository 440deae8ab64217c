"""What holds for every customer on every day, whatever its facts (hypothesis)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, get_args
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.domain.calendar import Calendar
from clm.domain.casefile import Written
from clm.domain.customer import (
    Booking,
    BookingKind,
    BookingStatus,
    ClassMark,
    Customer,
    Handled,
    Mark,
    Reminder,
    Watch,
)
from clm.domain.happenings import happenings, period_start
from clm.domain.kpi import figures
from clm.domain.ladder import next_command, open_steps, steps
from clm.domain.lifecycle import LISTS, Facts, standing
from clm.domain.lists import LIST_NAMES
from clm.domain.policy import Policy
from clm.domain.process import Asked, Dossier, Process
from clm.domain.request import PostedTask
from clm.domain.requestwords import PostedStatus
from clm.domain.turning import changes_after
from clm.domain.vpafile import file_state
from clm.domain.week import done, last_deadline
from clm.domain.worklist import entries
from clm.store.rows import customer_row
from tests.domain.cases import PLAIN

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

CUSTOMER: Final = "c-7f3qkd"
START: Final = date(2026, 12, 14)
"""Facts and days lie around here, closely, so that they meet; two ISO years are touched."""
FOLLOWED: Final = 120
DAYS: Final = st.sampled_from([START + timedelta(days=n) for n in range(-60, 60)])
MAYBE_DAY: Final = st.none() | DAYS
TODAYS: Final = st.sampled_from([START + timedelta(days=n) for n in range(-60, 40)])


def number(prefix: str, n: int) -> str:
    return f"{prefix}-{n:08}"


def listed(draw: DrawFn, item: SearchStrategy[dict[str, Any]], prefix: str, kind: type) -> Any:
    # Mostly few facts: one that is alone shows what depends on it.
    fields = draw(st.lists(item, max_size=draw(st.sampled_from([0, 0, 1, 4]))))
    return tuple(kind(id=number(prefix, n), **one) for n, one in enumerate(fields))


def words(kind: Any) -> SearchStrategy[Any]:
    return st.sampled_from(get_args(kind))


def marks(**more: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"on": DAYS, "by": st.just("jana"), "off_on": MAYBE_DAY, **more})


BOOKINGS: Final = st.fixed_dictionaries(
    {
        "kind": st.just("package") | words(BookingKind),
        "booked_on": DAYS,
        "hours": st.sampled_from([None, Decimal(5), Decimal(10), Decimal(50)]),
        "status": st.just("active") | words(BookingStatus),
        "trial": st.sampled_from([None, True, False]),
        "order": st.sampled_from([None, None, "A-1"]),
        "cancelled_on": MAYBE_DAY,
    }
)
REMINDERS: Final = st.fixed_dictionaries(
    {"on": DAYS, "for_": st.sampled_from(["jana", "tom"]), "done_on": MAYBE_DAY}
)
MOMENTS: Final = DAYS.flatmap(
    lambda day: st.sampled_from([f"{day}", f"{day}T23:30:00Z", f"{day}T02:00Z", f"{day}T23:59"])
)
TASKS: Final = st.fixed_dictionaries(
    {
        "title": st.just("Reise"),
        "posted_at": MOMENTS,
        "status": words(PostedStatus),
        "vpa": st.none() | st.just("anna"),
    }
)
WRITTEN: Final = st.fixed_dictionaries(
    {
        "at": MOMENTS,
        "by": st.sampled_from([("anna",), ("jana",), ("jana", "anna")]),
        "tags": st.sampled_from([(), ("tools",), ("logins",), ("contacts",)]),
    }
)
ASKED: Final = st.builds(
    Asked,
    DAYS,
    DAYS,
    MAYBE_DAY,
    MAYBE_DAY,
    st.just(""),
    st.sampled_from(["anna", "anna", "ben"]),
    st.sampled_from(["", "keep-file", "second-reminder"]),
)
SECTIONS: Final = {"tools": frozenset({"tools", "logins"}), "contacts": frozenset({"contacts"})}


@st.composite
def handled(draw: DrawFn, dossier: Dossier) -> dict[str, Any]:
    """A mark on an entry that the customer has some day, or on one of no customer's."""
    day = draw(DAYS)
    found = entries(dossier, day, PLAIN)
    rules = [(entry.rule, entry.trigger) for entry in found] or [("first-check", "b-99999999")]
    rule, trigger = draw(st.sampled_from(rules))
    return {
        "rule": rule,
        "trigger": trigger,
        "by": "jana",
        "on": draw(st.just(day) | DAYS),
        "until": draw(MAYBE_DAY),
    }


@st.composite
def dossiers(draw: DrawFn) -> Dossier:
    """Facts of one customer, every rule's among them."""
    customer = Customer(
        id=CUSTOMER,
        name="Muster GmbH",
        kind="organisation",
        status=draw(st.sampled_from(["active"] * 7 + ["archived"])),
        registered_on=draw(MAYBE_DAY),
        invited_by=draw(st.sampled_from([None, None, "Muster"])),
        vpa=draw(st.sampled_from([None, None, "anna"])),
        bookings=listed(draw, BOOKINGS, "b", Booking),
        class_=listed(draw, marks(value=st.sampled_from("AB")), "k", ClassMark),
        prio=listed(draw, marks(), "k", Mark),
        offer=listed(draw, marks(), "k", Mark),
        watch=listed(draw, marks(reason=st.sampled_from(["offer", "prio"])), "k", Watch),
        reminders=listed(draw, REMINDERS, "m", Reminder),
    )
    posted = listed(draw, TASKS, "t", PostedTask)
    noted = tuple(draw(st.lists(DAYS, max_size=2)))
    asked = [
        ask._replace(id=number("d", n)) for n, ask in enumerate(draw(st.lists(ASKED, max_size=3)))
    ]
    written = listed(draw, WRITTEN, "n", Written)
    dossier = Dossier(customer, posted, noted, tuple(asked), written)
    seen = listed(draw, handled(dossier), "h", Handled)
    return dossier._replace(customer=msgspec.structs.replace(customer, handled=seen))


@st.composite
def processes(draw: DrawFn) -> Process:
    """Holidays, a zone, `checks_from`, and thresholds that a team changed."""
    return Process(
        draw(st.sampled_from([Policy(), Policy(no_show_days=10, colleague_lead_days=5)])),
        Calendar(frozenset(draw(st.lists(DAYS, max_size=6)))),
        ZoneInfo(draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo"]))),
        draw(MAYBE_DAY),
        draw(st.sampled_from([{}, SECTIONS])),
    )


def all_told(dossier: Dossier, today: date, process: Process) -> tuple[Any, ...]:
    """Everything the index keeps of a customer on a day."""
    stands = standing(dossier, today, process)
    row = customer_row(dossier, today, process)
    file = file_state(dossier, today, process)
    asked = [(step, step.state(dossier, today)) for step in steps(dossier, today, process)]
    still_open = [
        (step, next_command(step, dossier.customer, today, process.policy))
        for step in open_steps(dossier, today, process)
    ]
    return stands, row, entries(dossier, today, process), file, asked, still_open


@given(dossiers(), processes(), TODAYS)
def test_a_listed_customer_stands_in_exactly_one_list(
    dossier: Dossier, process: Process, today: date
) -> None:  # A1.1
    customer = dossier.customer
    counting = {"confirmed", "active", "used_up", "expired"}
    booked = sorted(
        b.booked_on
        for b in customer.bookings
        if b.kind == "package" and b.status in counting and b.booked_on <= today
    )
    registered = customer.registered_on is None or customer.registered_on <= today
    stands = standing(dossier, today, process)
    if customer.status != "active" or not (registered or booked):
        assert stands.list is None
        return
    posted = dossier.posted_by(today, process.zone)
    late = bool(booked) and (today - booked[0]).days >= process.policy.no_show_days
    belongs = {
        "lead": not booked and not customer.invited_by,
        "colleague-lead": not booked and bool(customer.invited_by),
        "first": len(booked) == 1 and not (late and not posted),
        "no-show": len(booked) == 1 and late and not posted,
        "second": len(booked) == 2,
        "third": len(booked) == 3,
        "existing": len(booked) > 3,
    }
    assert [name for name in LIST_NAMES if belongs[name]] == [stands.list]
    facts = Facts(dossier, today, process, stands.bookings, stands.phase)
    assert sum(row.holds(facts) for row in LISTS) in {1, 2}  # a row of its own, and the phase's


@given(dossiers(), processes(), TODAYS, st.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(
    dossier: Dossier, process: Process, today: date, random: Any
) -> None:
    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(items, len(items)))

    customer = dossier.customer
    lists = ("bookings", "class_", "prio", "offer", "watch", "reminders", "handled")
    shuffled = msgspec.structs.replace(
        customer, **{name: mixed(getattr(customer, name)) for name in lists}
    )
    other = dossier._replace(
        customer=shuffled,
        posted=mixed(dossier.posted),
        noted=mixed(dossier.noted),
        written=mixed(dossier.written),
    )
    assert all_told(other, today, process) == all_told(dossier, today, process)
    assert changes_after(other, today, process) == changes_after(dossier, today, process)


@settings(max_examples=300)
@given(dossiers(), processes(), TODAYS)
def test_nothing_changes_before_changes_after(
    dossier: Dossier, process: Process, today: date
) -> None:
    """What the index rests on: each day until the one that is named looks like the last."""
    told, turns = all_told(dossier, today, process), changes_after(dossier, today, process)
    for n in range(1, FOLLOWED):
        day = today + timedelta(days=n)
        if turns is not None and day >= turns:
            told, turns = all_told(dossier, day, process), changes_after(dossier, day, process)
            assert turns is None or turns > day
        else:
            assert all_told(dossier, day, process) == told, f"{day}, told to hold until {turns}"


def week_and_report(dossier: Dossier, read: date, today: date, process: Process) -> tuple[Any, ...]:
    """What the rows written on `read` tell of the week of `today`."""
    before = last_deadline(today, process.calendar)
    since = period_start(today, process.calendar)
    held = happenings(dossier, period_start(read, process.calendar), read, process)
    acts = [act for act in done(dossier, read, process) if act.counted_on > before]
    return (
        sorted(acts),
        sorted(str(one) for one in held if since <= one.day <= today),
        figures(dossier, read, process),
    )


@settings(max_examples=300)
@given(dossiers(), processes(), TODAYS)
def test_rows_of_an_earlier_day_tell_the_week_and_the_report(
    dossier: Dossier, process: Process, today: date
) -> None:
    """The same for what `week` and `report weekly` read (A1.38, A1.41)."""
    read = today
    for n in range(FOLLOWED):
        day = today + timedelta(days=n)
        turns = changes_after(dossier, read, process)
        if turns is not None and day >= turns:
            read = day
        told = week_and_report(dossier, read, day, process)
        assert told == week_and_report(dossier, day, day, process), f"{day}, read on {read}"


@given(dossiers(), processes(), TODAYS)
def test_an_entry_is_visible_in_its_time_and_named_once(
    dossier: Dossier, process: Process, today: date
) -> None:
    found = entries(dossier, today, process)
    names = [(entry.rule, entry.trigger) for entry in found]
    assert len(names) == len(set(names))
    assert all(entry.since <= today for entry in found)
    assert all(entry.due is None or entry.since <= entry.due for entry in found)
    assert standing(dossier, today, process).list or not found


@given(dossiers(), processes(), TODAYS)
def test_leads_and_no_shows_owe_only_what_somebody_asked_for(
    dossier: Dossier, process: Process, today: date
) -> None:  # A1.8, A1.30
    if standing(dossier, today, process).list in {"lead", "no-show"}:
        rules = {entry.rule for entry in entries(dossier, today, process)}
        assert rules <= {"reminder", "watch", "prio-without-reminder", "vpa-deadline"}
