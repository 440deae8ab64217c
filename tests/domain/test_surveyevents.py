"""What a standing survey asks about (A2.30, A0.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.request import Requests
from clm.domain.servicefile import ServiceFile
from clm.domain.survey import Survey
from clm.domain.surveyevents import to_ask
from tests.domain.cases import PLAIN, day, given, of_yaml

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.process import Dossier

TODAY = day("2026-11-18")
REACHED = (
    "contacts:\n  - {id: p-0c8h2k4m, name: Erika, email: e@example.org}\n"
    "  - {id: p-0c8h2k4n, name: Tom, email: t@example.org}\n"
)


def standing(trigger: str, more: str = "") -> Survey:
    head = f"id: sv-2k9x7d\ntitle: Danach\nopens_on: 2026-11-01\ntrigger: {trigger}\n"
    return of_yaml(head + more, Survey)


def closed(
    on: str = "2026-11-17", outcome: str = "solved", channel: str = "phone",
    contacts: str = "[p-0c8h2k4n]", to: str = "closed",
) -> Dossier:  # fmt: skip
    held = of_yaml(
        "customer: c-7f3qkd\nrequests:\n"
        f"  - id: r-4k2m9q\n    subject: Reise\n    need: Flug\n    contacts: {contacts}\n"
        f"    channel: {channel}\n    received_at: 2026-11-01\n    outcome: {outcome}\n"
        "    events:\n"
        f"      - {{id: k-1m5t9w2c, at: {on}T09:00:00Z, by: jana, kind: status, to: {to}}}\n",
        Requests,
    )
    return given(REACHED)._replace(requests=held.requests)


def asks(survey: Survey, dossier: Dossier, last: date | None = None) -> str | None:
    found = to_ask(survey, dossier, last, TODAY, PLAIN)
    return f"{found.trigger} {found.contact}" if found else None


def test_a_closed_request_is_asked_about_at_its_contact() -> None:  # A2.30, A0.11
    assert asks(standing("request-closed"), closed()) == "r-4k2m9q p-0c8h2k4n"


@pytest.mark.parametrize(
    "dossier",
    [
        closed(channel="other"),  # staff opened it for themselves
        closed(contacts="[]"),
        closed(outcome="withdrawn"),
        closed(outcome="duplicate"),
        closed(to="open"),
        closed(on="2026-11-03"),  # too long ago
        closed(on="2026-11-19"),
    ],
)
def test_a_request_that_is_not_asked_about(dossier: Dossier) -> None:  # A2.30
    assert asks(standing("request-closed"), dossier) is None


def test_an_event_is_asked_about_once() -> None:  # A2.30
    held = standing(
        "request-closed",
        "invitations:\n  - {id: iv-2k9x7d1q, customer: c-7f3qkd, on: 2026-11-17, by: jana,"
        " trigger: r-4k2m9q}\n",
    )
    assert asks(held, closed()) is None


def test_the_rules_of_asking_hold_for_events_too() -> None:  # A2.25, A2.30
    assert asks(standing("request-closed"), closed(), day("2026-10-01")) is None


def test_what_happened_before_it_stood_or_after_it_closed() -> None:  # A2.30
    assert asks(standing("request-closed"), closed(on="2026-11-05")) == "r-4k2m9q p-0c8h2k4n"
    late = standing("request-closed", "closed_on: 2026-11-18\n")
    assert asks(late, closed()) is None
    assert asks(of_yaml("id: sv-2k9x7d\ntitle: x\n", Survey), closed()) is None
    since = of_yaml("id: sv-2k9x7d\ntitle: x\ntrigger: request-closed\n", Survey)
    assert asks(since, closed()) == "r-4k2m9q p-0c8h2k4n"


def test_a_new_phase_is_asked_about() -> None:  # A2.30
    booked = (
        "bookings:\n  - {id: b-2k9x7d1q, kind: package, hours: 5, booked_on: 2026-10-01,"
        " status: confirmed}\n  - {id: b-2k9x7d1r, kind: package, hours: 10,"
        " booked_on: 2026-11-16, status: confirmed}\n"
    )
    assert asks(standing("phase-change"), given(REACHED + booked)) == "second p-0c8h2k4m"
    assert asks(standing("phase-change"), given(REACHED)) is None


@pytest.mark.parametrize(
    ("to", "on", "expected"),
    [
        ("closed", "2026-11-17", "cm-2k9x7d p-0c8h2k4n"),
        ("closed", "2026-11-19", None),
        ("withdrawn", "2026-11-17", None),
        ("responded", "2026-11-17", None),
    ],
)
def test_closed_complaints_are_asked_about(to: str, on: str, expected: str | None) -> None:  # A2.30
    file = of_yaml(
        "customer: c-7f3qkd\ncomplaints:\n"
        "  - id: cm-2k9x7d\n    received_at: 2026-11-10\n    channel: phone\n"
        "    complainant: p-0c8h2k4n\n    text: x\n    remedy_sought: x\n    events:\n"
        f"      - {{id: k-1m5t9w2c, at: {on}, by: jana, kind: status, to: {to}}}\n",
        ServiceFile,
    )
    held = given(REACHED)._replace(complaints=file.complaints)
    assert asks(standing("complaint-closed"), held) == expected
