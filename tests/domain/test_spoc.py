"""Who answers for a request: by default, on each day, once accepted (A0.7, A0.9, A0.20)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clm.domain.calendar import Calendar
from clm.domain.cover import Matter, Roster
from clm.domain.customer import Customer
from clm.domain.policy import Policy
from clm.domain.process import Process
from clm.domain.request import Event, Request
from clm.domain.requesting import is_open, status_of
from clm.domain.spoc import accept_by, acceptance, account_manager

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 18)
PROCESS = Process(Policy(), Calendar(zone=BERLIN), BERLIN)
HANDLES = ("isabel", "jana", "luis", "mia", "tom")
LEAD = "isabel"


def request(*events: Event, spoc: str | None = "jana") -> Request:
    return Request(
        id="r-4k2m9q", subject="Reise", need="Flug", channel="phone", received_at="2026-11-16",
        spoc=spoc, events=events,
    )  # fmt: skip


def event(kind: str, by: str, at: str = "2026-11-17T10:00:00Z", to: str | None = None) -> Event:
    raw = {"id": "k-00000000", "at": at, "by": by, "kind": kind, "to": to}
    return msgspec.convert({key: value for key, value in raw.items() if value}, Event)


@pytest.mark.parametrize(
    ("fields", "person"),
    [
        ({"account_manager": "tom", "owner": "jana", "sales": "luis"}, "tom"),
        ({"owner": "jana", "sales": "luis"}, "jana"),
        ({"sales": "luis"}, "luis"),
        ({}, None),
    ],
)
def test_the_account_manager_of_clients_and_prospects(
    fields: dict[str, str], person: str | None
) -> None:
    # A0.9
    held = Customer(id="c-7f3qkd", name="Muster", kind="person", **fields)  # type: ignore[arg-type]
    assert account_manager(held) == person


@pytest.mark.parametrize(
    ("events", "stands"),
    [
        ((), "accepted"),
        ((event("spoc", "jana", to="jana"),), "accepted"),
        ((event("spoc", "tom", to="jana"),), "pending"),
        ((event("spoc", "tom", to="jana"), event("accepted", "isabel", to="jana")), "accepted"),
        ((event("spoc", "tom", to="jana"), event("declined", "jana", to="skill")), "declined"),
        ((event("spoc", "tom", to="jana"), event("status", "jana", to="open")), "accepted"),
        ((event("spoc", "tom", to="jana"), event("status", "luis", to="open")), "pending"),
        ((event("accepted", "jana"), event("spoc", "tom", "2026-11-18T08:00:00Z", "jana")),
         "pending"),
    ],
)  # fmt: skip
def test_what_counts_as_accepted(events: tuple[Event, ...], stands: str) -> None:
    # A0.20
    assert acceptance(request(*events)) == stands


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-17T08:00:00Z", "2026-11-17T16:00:00Z"),  # a whole day, 9 to 17
        ("2026-11-17T10:00:00Z", "2026-11-18T10:00:00Z"),
        ("2026-11-20T15:00:00Z", "2026-11-23T15:00:00Z"),  # over a weekend
        ("2026-11-21T10:00:00Z", "2026-11-23T16:00:00Z"),  # a Saturday
    ],
)
def test_hours_to_accept_are_working_hours(at: str, until: str) -> None:
    # A0.20
    found = accept_by(request(event("spoc", "tom", at, "jana")), PROCESS)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M:%SZ") == until


def test_what_is_declined_is_late_at_once_and_what_is_closed_never() -> None:
    # A0.20
    given_to = event("spoc", "tom", to="jana")
    no = event("declined", "jana", "2026-11-17T11:00:00Z", "skill")
    assert accept_by(request(given_to, no), PROCESS) == datetime(2026, 11, 17, 11, tzinfo=UTC)
    closed = event("status", "tom", "2026-11-17T12:00:00Z", "closed")
    assert accept_by(request(given_to, closed), PROCESS) is None


def test_the_status_is_that_of_the_newest_event() -> None:
    one, other = (event("status", "jana", "2026-11-17T10:00:00Z", to) for to in ("new", "open"))
    assert status_of(request(one, other)) == "open"
    assert status_of(request(other, one)) == "new"  # of one moment the one that stands last
    assert status_of(request()) == "open"
    assert status_of(request(spoc=None)) == "new"
    closed = msgspec.structs.replace(request(), outcome="solved", solution="ja")
    assert not is_open(closed)


class Out(NamedTuple):
    """An absence as the test makes it: from when, how many days more, and who was named."""

    start: int
    length: int
    cover: str

    def takes(self, offset: int) -> bool:
        return self.start <= offset <= self.start + self.length


def answering(out: dict[str, Out], left: set[str], spoc: str, offset: int) -> str:
    """Who should answer for a request, walked by hand from one to the next (A0.7, A0.24, A0.25).

    Nobody named, oneself, or somebody who has left: it stays. In a circle: the lead who is there.
    """
    met = [spoc]
    while (absence := out.get(met[-1])) and absence.takes(offset):
        if absence.cover == met[-1] or absence.cover in left:
            return spoc
        if absence.cover in met:
            lead = out.get(LEAD)
            is_there = LEAD not in left and not (lead and lead.takes(offset))
            return LEAD if is_there else spoc
        met.append(absence.cover)
    return met[-1]


def roster_of(out: dict[str, Out], left: set[str]) -> Roster:
    def raw(handle: str) -> dict[str, Any]:
        absences = [
            {
                "id": "ab-111111",
                "from": f"{DAY + timedelta(days=one.start)}",
                "to": f"{DAY + timedelta(days=one.start + one.length)}",
                "replacement": one.cover,
            }
            for one in [out.get(handle)]
            if one
        ]
        roles = ["lead-distributor", *(["team-lead"] if handle == LEAD else [])]
        span = {"to": f"{DAY - timedelta(days=9)}"} if handle in left else {}
        return {"id": handle, "roles": roles, "active": span, "absences": absences}

    return Roster.of([raw(handle) for handle in HANDLES])


_DAYS = st.integers(0, 4)


@settings(max_examples=200)
@given(
    out=st.dictionaries(
        st.sampled_from(HANDLES),
        st.builds(Out, _DAYS, st.integers(2, 9), st.sampled_from(HANDLES)),
        min_size=1,
    ),
    left=st.sets(st.sampled_from(HANDLES), max_size=1),
    spoc=st.sampled_from(HANDLES),
    offset=st.integers(-2, 12),
)
def test_an_open_request_has_one_effective_spoc_on_every_day(
    out: dict[str, Out], left: set[str], spoc: str, offset: int
) -> None:
    # A0.7: whoever is away, exactly one person answers for it, and that is who should.
    assume(spoc not in left)
    roster, day = roster_of(out, left), DAY + timedelta(days=offset)
    found = roster.effective(spoc, day, Matter(("r-000001", "c-000001"), kind="request"))
    assert found == answering(out, left, spoc, offset)
    if roster.is_present(spoc, day):
        assert found == spoc
    elif roster.is_present(out[spoc].cover, day):
        assert found == out[spoc].cover  # never who is away while the one they named is there


def test_who_names_oneself_is_covered_by_nobody() -> None:
    # A0.7: no circle that the lead of the team gets
    out = {"jana": Out(0, 3, "jana"), "tom": Out(0, 3, "jana")}
    roster = roster_of(out, set())
    assert roster.effective("jana", DAY) == "jana"
    assert roster.effective("tom", DAY) == "tom"
