"""Evidence and gaps of the customer relationship process, requirement by requirement (A2.1)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from clm.domain.evidence import judged
from clm.domain.evidencefacts import Asked, Complained, Gathered, Kept, Reviewed, Served
from clm.domain.policy import Policy
from clm.domain.starterprocesses import STARTERS, written
from tests.domain.cases import day

TODAY = day("2026-11-18")
DEFINED = [written(one, "jana", TODAY, str) for one in STARTERS]
GOOD = Gathered(
    today=TODAY,
    policy=Policy(),
    customers=[
        Served("c-111111", contacts=2, users=1, manager="jana", booked_on=day("2026-11-02"),
               review_due=day("2027-01-11")),
    ],
    definitions=DEFINED,
    reviews=[Reviewed("rv-111111", day("2026-10-12"), None)],
    complaints=[Complained("cm-111111", day("2026-10-01"), is_open=False, was_escalated=True)],
    complaint_reviews=[Kept("complaints-2026-q3", day("2026-10-05"))],
    surveys=[Asked("sv-111111", day("2026-09-14"), invited=10, answers=5, is_sample=True,
                   closed_on=day("2026-10-01"), conclusions=True)],
    satisfaction_reports=[Kept("satisfaction-2026-q3", day("2026-10-05"))],
    reports=[Kept("quartal-2026-q3", day("2026-10-01"))],
    agreements=1,
    specified=1,
)  # fmt: skip


def gaps(**fields: Any) -> list[str]:
    """`PR7.1: what is missing`, of what is otherwise good."""
    return [f"{one.id}: {gap.what}" for one in judged(GOOD._replace(**fields)) for gap in one.gaps]


def test_what_is_done_has_no_gap() -> None:
    assert gaps() == []  # A2.1
    proofs = {one.id: [(e.what, e.n, str(e.last)) for e in one.evidence] for one in judged(GOOD)}
    assert ("service reviews held", 1, "2026-10-12") in proofs["PR7.4"]
    assert ("customers served", 1, "2026-11-02") in proofs["PR7.1"]
    assert ("complaints that were escalated", 1, "None") in proofs["ISO 8.3.2 d"]


def test_a_team_that_has_just_begun_lacks_what_is_asked_of_it() -> None:
    found = [f"{one.id}: {gap.what}" for one in judged(Gathered(TODAY, Policy()))
             for gap in one.gaps]  # fmt: skip
    assert found == [  # A2.1
        "PR7.1: it is not defined how this is done",
        "PR7.4: it is not defined how this is done",
        "PR7.5: it is not defined how this is done",
        "PR7.6: it is not defined how this is done",
        "PR7.6: no survey was made in the interval",
        "ISO 8.3.2 b: no agreement on the services is in force",
        "ISO 8.3.2 b: no report on the services is specified",
        "ISO 8.3.2 c: no survey asks a representative sample",
        "ISO 8.3.2 c: satisfaction was not reported in the interval",
        "ISO 8.3.2 d: no way of escalation is defined",
    ]


def customer(**fields: Any) -> dict[str, Any]:
    return {"customers": [GOOD.customers[0]._replace(**fields)]}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (customer(lacks=("contacts",)), "PR7.1: customers without a contact who can be reached"),
        (customer(lacks=("services",)), "PR7.1: customers whose services are not named"),
        (customer(lacks=("account_manager",)), "PR7.2: customers without an account manager"),
        (
            customer(manager_is_active=False),
            "PR7.2: customers whose account manager is not active",
        ),
        (customer(lacks=("ordering",)), "PR7.3: customers without a channel to order"),
        (customer(lacks=("escalation",)), "PR7.3: customers without a channel to escalate"),
        (customer(lacks=("complaint",)), "PR7.3: customers without a channel to complain"),
        (customer(review_due=day("2026-11-17")), "PR7.4: service reviews are overdue"),
        (
            {"reviews": [Reviewed("rv-1", day("2026-10-01"), day("2026-10-15"))]},
            "PR7.4: service reviews held, and not signed off in time",
        ),
        (
            {"reviews": [Reviewed("rv-1", day("2026-10-01"), None, ("t-1",))]},
            "PR7.4: actions of service reviews are overdue",
        ),
        ({"complaint_actions": ["t-1"]}, "PR7.5: actions from complaints are overdue"),
        (
            {"surveys": [Asked("sv-1", day("2025-11-17"), is_sample=True)]},
            "PR7.6: no survey was made in the interval",
        ),
        (
            {"surveys": [GOOD.surveys[0]._replace(conclusions=False)]},
            "PR7.6: surveys were closed without conclusions",
        ),
        (
            {"not_followed_up": ["c-111111"]},
            "PR7.6: nobody is to contact unhappy customers",
        ),
        ({"follow_ups": ["t-1"]}, "PR7.6: unhappy customers were not contacted in time"),
        (customer(lacks=("role",)), "ISO 8.3.2 a: customers none of whose contacts has a role"),
        ({"agreements": 0}, "ISO 8.3.2 b: no agreement on the services is in force"),
        ({"specified": 0}, "ISO 8.3.2 b: no report on the services is specified"),
        (
            {"unnoticed": ["r-1"]},
            "ISO 8.3.2 b: targets were missed and the customer was not told",
        ),
        ({"late_reports": ["x"]}, "ISO 8.3.2 b: specified reports were not made"),
        (
            {"surveys": [Asked("sv-1", TODAY)]},
            "ISO 8.3.2 c: no survey asks a representative sample",
        ),
        (
            {"satisfaction_reports": [Kept("x", day("2025-11-01"))]},
            "ISO 8.3.2 c: satisfaction was not reported in the interval",
        ),
    ],
)
def test_each_gap_is_found(fields: dict[str, Any], said: str) -> None:
    assert gaps(**fields) == [said]  # A2.1


def test_definitions_are_looked_at_in_time_and_name_the_escalation() -> None:
    old = [msgspec.structs.replace(one, review_on=day("2026-11-17")) for one in DEFINED]
    assert gaps(definitions=old) == [  # A2.1, A2.5
        f"{number}: the review of the definition is overdue"
        for number in ("PR7.1", "PR7.4", "PR7.5", "PR7.6")
    ]
    bare = [msgspec.structs.replace(one, templates=()) for one in DEFINED]
    assert gaps(definitions=bare) == ["ISO 8.3.2 d: no way of escalation is defined"]
    assert gaps(complaints=[], complaint_reviews=[]) == []


def test_on_the_day_itself_nothing_is_overdue() -> None:
    today = [msgspec.structs.replace(one, review_on=TODAY) for one in DEFINED]
    assert gaps(definitions=today, **customer(review_due=TODAY)) == []  # A2.1
    assert gaps(reviews=[Reviewed("rv-1", day("2026-11-04"), TODAY)]) == []
    assert gaps(complaints=[Complained("cm-1", TODAY, is_open=True, due=TODAY)]) == []
    assert gaps(complaint_reviews=[Kept("x", day("2026-08-18"))]) == []
    assert gaps(surveys=[Asked("sv-1", day("2025-11-18"), is_sample=True)]) == []
    assert gaps(satisfaction_reports=[Kept("x", day("2025-11-18"))]) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"complaints": [Complained("cm-1", TODAY, is_open=True, due=day("2026-11-17"))]},
            "complaints are past a deadline",
        ),
        (
            {"complaint_reviews": [Kept("x", day("2026-07-01"))]},
            "the review of all complaints is overdue",
        ),
        (
            {
                "complaint_reviews": [],
                "complaints": [Complained("cm-1", day("2026-07-01"), is_open=False)],
            },
            "the review of all complaints is overdue",
        ),
    ],
)
def test_both_standards_ask_for_the_deadlines_and_the_review(
    fields: dict[str, Any], said: str
) -> None:
    assert gaps(**fields) == [f"PR7.5: {said}", f"ISO 8.3.2 d: {said}"]  # A2.1, A2.16, A2.22


def bare(**fields: Any) -> list[str]:
    """The requirements of which nothing that happened could tell."""
    return [one.id for one in judged(GOOD._replace(**fields)) if one.no_data]


def test_where_nothing_happened_there_are_no_data() -> None:
    assert bare() == []  # A2.1
    assert [one.id for one in judged(Gathered(TODAY, Policy())) if one.no_data] == [
        "PR7.2", "PR7.3", "ISO 8.3.2 a",
    ]  # fmt: skip
    nothing: dict[str, Any] = {
        "customers": [],
        "reviews": [],
        "complaints": [],
        "complaint_reviews": [],
    }
    assert bare(**nothing) == [
        "PR7.1", "PR7.2", "PR7.3", "PR7.4", "PR7.5", "ISO 8.3.2 a", "ISO 8.3.2 d",
    ]  # fmt: skip
    assert bare(**customer(users=0)) == ["ISO 8.3.2 a"]
    assert bare(reports=[]) == ["ISO 8.3.2 b"]
    assert bare(surveys=[Asked("sv-1", TODAY, is_sample=True)]) == ["PR7.6"]
