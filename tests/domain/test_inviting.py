"""Who may be asked, and what an invitation leaves (A2.24-A2.26)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from clm.domain.changes import Add, Set
from clm.domain.inviting import (
    Asked,
    contact_for,
    exclusion,
    groups,
    invite,
    last_asked,
    with_tokens,
)
from clm.domain.policy import Policy
from clm.domain.servicefile import ServiceFile
from clm.domain.survey import Survey
from clm.errors import RefusedError
from tests.domain.cases import PLAIN, acting, day, given, of_yaml

if TYPE_CHECKING:
    from clm.domain.decisions import Actor

REACHED = "contacts:\n  - {id: p-0c8h2k4m, name: Erika, email: e@example.org}\n"
TODAY = day("2026-11-18")


def survey(more: str = "") -> Survey:
    return of_yaml(f"id: sv-2k9x7d\ntitle: Herbst\n{more}", Survey)


def actor() -> Actor:
    """Who gets another id each time."""
    number = count(1)
    return acting("2026-11-18")._replace(new_id=lambda prefix: f"{prefix}-{next(number):08}")


@pytest.mark.parametrize(
    ("customer", "last", "expected"),
    [
        (REACHED, None, None),
        (REACHED + "status: archived\n", None, "inactive"),
        (REACHED, "2026-08-21", "asked-recently"),  # 89 days ago
        (REACHED, "2026-08-20", None),  # 90 days ago
        ("", None, "unreachable"),
        (REACHED + "consent:\n  - {id: k-1m5t9w2c, purpose: survey, on: 2026-01-01}\n", None, None),
        (REACHED + "consent:\n  - {id: k-1m5t9w2c, purpose: survey, on: 2026-01-01,"
         " off_on: 2026-11-18}\n", None, "opted-out"),
        (REACHED + "consent:\n  - {id: k-1m5t9w2c, purpose: survey, on: 2026-01-01,"
         " off_on: 2026-11-19}\n", None, None),
        (REACHED + "consent:\n  - {id: k-1m5t9w2c, purpose: newsletter, on: 2026-01-01,"
         " off_on: 2026-02-01}\n", None, None),
        (REACHED + "consent:\n  - {id: k-1m5t9w2c, purpose: survey, on: 2026-01-01,"
         " off_on: 2026-02-01}\n  - {id: k-1m5t9w2d, purpose: survey, on: 2026-03-01}\n",
         None, None),
    ],
)  # fmt: skip
def test_who_is_not_asked(customer: str, last: str | None, expected: str | None) -> None:  # A2.25
    asked = day(last) if last else None
    assert exclusion(given(customer), survey(), asked, TODAY, Policy()) == expected


@pytest.mark.parametrize(
    ("severity", "status", "expected"),
    [
        ("critical", "assessed", "critical-complaint"),
        ("critical", "closed", None),
        ("high", "assessed", None),
    ],
)
def test_nobody_is_asked_during_a_critical_complaint(
    severity: str, status: str, expected: str | None
) -> None:  # A2.25
    file = of_yaml(
        "customer: c-7f3qkd\ncomplaints:\n"
        "  - id: cm-2k9x7d\n    received_at: 2026-11-10\n    channel: phone\n"
        "    complainant: Erika\n    text: x\n    remedy_sought: x\n"
        f"    severity: {severity}\n    events:\n"
        f"      - {{id: k-1m5t9w2c, at: 2026-11-11, by: jana, kind: status, to: {status}}}\n",
        ServiceFile,
    )
    held = given(REACHED)._replace(complaints=file.complaints)
    assert exclusion(held, survey(), None, TODAY, Policy()) == expected


def test_whom_the_channel_reaches() -> None:  # A2.25
    held = given(
        "contacts:\n  - {id: p-0c8h2k4m, name: Ohne}\n"
        "  - {id: p-0c8h2k4n, name: Telefon, phone: '+49 351 00000'}\n"
        "  - {id: p-0c8h2k4p, name: Mail, email: m@example.org}\n"
        "  - {id: p-0c8h2k4q, name: Mail 2, email: m2@example.org}\n"
    ).customer

    def name(channel: str, first: tuple[str, ...] = ()) -> str | None:
        found = contact_for(held, survey(channel), first)
        return found.name if found else None

    assert name("") == name("channel: chat\n") == "Mail"
    assert name("channel: phone\n") == "Telefon"
    assert name("channel: letter\n") == "Ohne"
    assert name("", ("p-0c8h2k4q", "p-0c8h2k4m")) == "Mail 2"


def test_the_last_day_of_any_survey_counts() -> None:  # A2.25
    row = "invitations:\n  - {{id: iv-2k9x7d1q, customer: c-7f3qkd, on: {}, by: jana}}\n"
    surveys = [survey(row.format(on)) for on in ("2026-03-01", "2026-09-01", "2026-05-01")]
    assert last_asked([*surveys, survey()]) == {"c-7f3qkd": day("2026-09-01")}


def test_the_groups_of_a_customer_are_those_of_the_day() -> None:  # A2.24, A2.31
    held = given(
        "owner: jana\nservices: [reise, buero]\nclass:\n"
        "  - {id: k-1m5t9w2c, value: A, on: 2026-11-10, by: jana}\n"
        "bookings:\n  - {id: b-2k9x7d1q, kind: package, hours: 10, booked_on: 2026-11-16,"
        " status: confirmed}\n"
    )
    assert groups(held, TODAY, PLAIN) == {
        "phase": ("first",), "class": ("A",), "service": ("reise", "buero"), "vpa": ("unknown",),
        "manager": ("jana",),
    }  # fmt: skip
    before = groups(held, day("2026-11-01"), PLAIN, ("reise",))
    assert (before["phase"], before["class"]) == (("lead",), ("none",))
    assert before["service"] == ("reise",)
    bare = groups(given(""), TODAY, PLAIN)
    assert (bare["service"], bare["manager"]) == (("unknown",), ("unknown",))


def test_an_invitation_keeps_the_hash_of_its_token() -> None:  # A2.26
    asked = [Asked("c-7f3qkd", "p-0c8h2k4m"), Asked("c-aaaaaa", trigger="r-4k2m9q")]
    changes = invite(survey(), asked, {"c-7f3qkd": "a" * 32}, actor(), Policy())
    items = [one.item for one in changes if isinstance(one, Add)]
    assert [(one.customer, one.token, one.trigger) for one in items] == [
        ("c-7f3qkd", "a" * 32, None), ("c-aaaaaa", None, "r-4k2m9q"),
    ]  # fmt: skip
    (later,) = with_tokens(survey(), {"iv-00000002": "b" * 32})
    assert later == Set(later.target, ("invitations", "iv-00000002", "token"), "b" * 32)


def test_anonymous_tokens_stand_apart_each_with_a_group_to_hide_in() -> None:  # A2.26, A2.28
    held = survey(f"anonymous: true\ntokens: {{{'f' * 32}: first}}\n")
    asked = [Asked(f"c-00000{n}", stratum="first" if n < 5 else "lead") for n in range(7)]
    hashes = {one.customer: f"{9 - n}" * 32 for n, one in enumerate(asked)}
    changes = invite(held, asked, hashes, actor(), Policy())
    assert all(one.item.token is None for one in changes if isinstance(one, Add))
    kept = changes[-1]
    assert isinstance(kept, Set)
    assert list(kept.value) == sorted(kept.value)
    assert kept.value == {
        **{f"{9 - n}" * 32: "first" if n < 5 else "unknown" for n in range(7)}, "f" * 32: "first",
    }  # fmt: skip


def test_few_invited_at_once_would_stand_out() -> None:  # A2.28
    held = survey("anonymous: true\n")
    hashes = {f"c-00000{n}": f"{n}" * 32 for n in range(5)}
    with pytest.raises(RefusedError, match="4 invited alone"):
        invite(held, [Asked(one) for one in [*hashes][:4]], hashes, actor(), Policy())
    changes = invite(held, [Asked(one) for one in hashes], hashes, actor(), Policy())
    assert set(changes[-1].value.values()) == {"unknown"}  # type: ignore[union-attr]
    assert invite(held, [], {}, actor(), Policy()) == [Set(changes[-1].target, ("tokens",), {})]
