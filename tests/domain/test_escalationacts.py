"""What people do with an escalation; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clm.domain.changes import Add, Set
from clm.domain.decisions import Actor, Decision
from clm.domain.escalation import Compromise, Escalation
from clm.domain.escalationacts import (
    Agreed,
    Said,
    appoint,
    approve,
    compromise,
    move,
    raised,
    roles_from,
)
from clm.errors import RefusedError, UsageError
from tests.domain.escalations import escalation

TODAY = date(2026, 11, 18)
ME = Actor("isabel", TODAY, "2026-11-18T10:00:00Z", lambda prefix: f"{prefix}-new")
DONE = Said(resolution="geliefert", cause="capacity")
OPEN, ACCEPTED = "", "2026-11-17 accepted"
RETURNED, RESOLVED = "2026-11-17 returned jana", "2026-11-17 accepted, 2026-11-18 resolved"
MANAGERS = frozenset({"petra", "tom"})


def fields(decision: Decision) -> dict[str, Any]:
    return {one.at[-1]: one.value for one in decision.changes if isinstance(one, Set)}


def events(decision: Decision) -> list[tuple[str, str | None, str | None, str | None]]:
    items = [one.item for one in decision.changes if isinstance(one, Add)]
    return [(one.kind, one.from_, one.to, one.whom) for one in items]


def agreed(**more: Any) -> Escalation:
    held: dict[str, Any] = {
        "text": "Zwei Stunden",
        "by": "isabel",
        "on": TODAY,
        "cost": Decimal(66),
    }
    return escalation(ACCEPTED, compromise=Compromise(**held | {"cost": Decimal(66)} | more))


def test_where_nobody_has_a_role_the_next_one_takes_it() -> None:  # A4.14
    assert roles_from("team-lead") == ("team-lead", "crm-lead", "manager")
    assert roles_from("manager") == ("manager",)


@pytest.mark.parametrize(
    ("course", "status", "said", "event"),
    [
        (OPEN, "accepted", Said(), ("status", "open", "accepted", None)),
        (OPEN, "returned", Said("nicht meins"), ("status", "open", "returned", "tom")),
        (ACCEPTED, "resolved", DONE, ("status", "accepted", "resolved", None)),
        (RETURNED, "open", Said(), ("status", "returned", "open", None)),
        (RETURNED, "resolved", DONE, ("status", "returned", "resolved", None)),
        (RESOLVED, "open", Said("wieder"), ("status", "resolved", "open", None)),
    ],
)
def test_the_steps_there_are(course: str, status: Any, said: Said, event: object) -> None:  # A4.13
    found = move(escalation(course), status, ME, said, "tom")
    assert events(found) == [event]


def test_what_is_returned_goes_to_who_escalated_where_nobody_owns_it() -> None:  # A4.13
    ((*_, whom),) = events(move(escalation(OPEN), "returned", ME, Said("nicht meins")))
    assert whom == "jana"


@pytest.mark.parametrize(
    ("course", "status", "said", "words"),
    [
        (OPEN, "resolved", DONE, "it cannot become resolved"),
        (OPEN, "accepted", DONE, "go with resolved"),
        (OPEN, "returned", Said(), "why is it returned"),
        (RESOLVED, "open", Said(), "why is it open"),
        (ACCEPTED, "resolved", Said(resolution="x"), "what was behind it"),
        (ACCEPTED, "resolved", Said(cause="none"), "what was done"),
        (ACCEPTED, "accepted", Said("noch was"), "is accepted already"),
    ],
)
def test_a_step_that_lacks_something_is_refused(
    course: str, status: Any, said: Said, words: str
) -> None:  # A4.13, A4.16
    with pytest.raises((RefusedError, UsageError), match=words):
        move(escalation(course), status, ME, said)


def test_nothing_is_done_twice() -> None:  # A4.13
    found = move(escalation(ACCEPTED), "accepted", ME, Said())
    assert (found.changes, len(found.said)) == ((), 1)


def test_the_true_cause_may_be_another_than_the_stated_reason() -> None:  # A4.16
    one = escalation(ACCEPTED, reason="conduct")
    said = Said(resolution=" geliefert ", cause="process", cause_note="zwei Listen")
    found = fields(move(one, "resolved", ME, said))
    assert found == {
        "resolution": "geliefert", "true_cause": "process", "true_cause_note": "zwei Listen"
    }  # fmt: skip


def test_opened_again_it_has_no_resolution() -> None:  # A4.13
    one = escalation(RESOLVED, resolution="geliefert", true_cause="capacity")
    found = fields(move(one, "open", ME, Said("wieder")))
    assert found == {"resolution": None, "true_cause": None}


def test_it_is_given_to_somebody_else() -> None:  # A4.13
    found = appoint(escalation(ACCEPTED), "tom", ME, "kennt ihn")
    given = [("to", "isabel", "tom", None), ("status", "accepted", "open", None)]
    assert (fields(found), events(found)) == ({"to": "tom"}, given)
    assert appoint(escalation(OPEN), "isabel", ME).changes == ()
    again = appoint(escalation(RETURNED), "isabel", ME)
    assert events(again) == [
        ("to", "jana", "isabel", None), ("status", "returned", "open", None)
    ]  # fmt: skip
    with pytest.raises(RefusedError, match="is resolved"):
        appoint(escalation(RESOLVED), "tom", ME)


def test_what_was_agreed_is_kept_and_its_cost_waits() -> None:  # A4.16
    new = Agreed(" Zwei Stunden ", Decimal(66), date(2026, 12, 2))
    found = compromise(escalation(ACCEPTED), ME, new)
    kept = fields(found)["compromise"]
    assert (kept.text, kept.cost, kept.approved) == ("Zwei Stunden", 66, None)
    assert "waits for a manager" in found.said[0]
    free = compromise(escalation(ACCEPTED), ME, Agreed("Ein Anruf am Tag", Decimal(0)))
    assert (fields(free)["compromise"].cost, free.said) == (None, ())


@pytest.mark.parametrize(
    ("one", "new", "words"),
    [
        (escalation(ACCEPTED), Agreed(" "), "what was agreed"),
        (escalation(RESOLVED), Agreed("x"), "is resolved"),
        (escalation(ACCEPTED), Agreed("x", None, date(2026, 11, 17)), "2026-11-17"),
        (agreed(approved=True), Agreed("x"), "were approved"),
    ],
)
def test_what_cannot_be_agreed(one: Escalation, new: Agreed, words: str) -> None:  # A4.16
    with pytest.raises((RefusedError, UsageError), match=words):
        compromise(one, ME, new)


def test_the_same_is_agreed_once() -> None:  # A4.16
    assert compromise(agreed(), ME, Agreed("Zwei Stunden", Decimal(66))).changes == ()


def test_a_cost_is_approved_by_another_manager() -> None:  # A4.16
    petra = ME._replace(handle="petra")
    found = fields(approve(agreed(), petra, None, yes=True, may=MANAGERS))["compromise"]
    assert (found.approved, found.approved_by, found.approved_on) == (True, "petra", TODAY)
    no = fields(approve(agreed(), petra, "zu viel", yes=False, may=MANAGERS))["compromise"]
    assert (no.approved, no.approval_note) == (False, "zu viel")
    with pytest.raises(RefusedError, match="is not approved"):
        move(agreed(), "resolved", ME, DONE)
    assert move(agreed(approved=True), "resolved", ME, DONE).changes


@pytest.mark.parametrize(
    ("one", "who", "why", "yes", "words"),
    [
        (escalation(ACCEPTED), "petra", None, True, "no cost waits"),
        (agreed(cost=None), "petra", None, True, "no cost waits"),
        (agreed(by="petra"), "petra", None, True, "petra proposed it"),
        (agreed(), "jana", None, True, "jana is no manager"),
        (agreed(), "petra", None, False, "why is it not approved"),
    ],
)
def test_who_may_not_decide(
    one: Escalation, who: str, why: str | None, yes: bool, words: str
) -> None:  # A4.16
    with pytest.raises(RefusedError, match=words):
        approve(one, ME._replace(handle=who), why, yes=yes, may=MANAGERS)


def test_where_nobody_else_may_the_hint_says_how() -> None:  # A4.16
    with pytest.raises(RefusedError) as refused:
        approve(agreed(), ME, None, yes=True, may=frozenset({"isabel"}))
    assert "roles+=manager" in (refused.value.hint or "")


def test_a_manager_gets_at_once_what_the_customer_wants_one_for() -> None:  # A4.15
    found = Decision(raised(escalation(ACCEPTED), ME, "ruth", TODAY, "besteht darauf"))
    wanted = {"to": "ruth", "due": TODAY, "requested_by_customer": True}
    assert fields(found) == wanted
    assert [one[:3] for one in events(found)] == [
        ("level", None, "3"), ("status", "accepted", "open"),
    ]  # fmt: skip
