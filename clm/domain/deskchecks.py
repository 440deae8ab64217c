"""THE RULES that escalations, initiatives and plans obey, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.escalationrecordchecks import OF_ESCALATIONS
from clm.domain.flaws import Flaw, gone
from clm.domain.initiativechecks import (
    no_template,
    odd_plan,
    unknown_people,
    unknown_recipients,
    written_twice,
)
from clm.domain.planchecks import OF_PLANS
from clm.domain.triggered import odd_trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.changes import FileKind
    from clm.domain.escalation import Escalation
    from clm.domain.findings import Severity
    from clm.domain.flaws import Known
    from clm.domain.initiative import Initiative
    from clm.domain.plan import Plan


def unknown_customer(one: Escalation, known: Known) -> Iterator[Flaw]:
    """A4.13: what is escalated concerns a customer who is there."""
    if one.customer not in known.customers:
        yield Flaw(("customer",), f"there is no customer {one.customer}", "clm log shows who was")


def former_owner(one: Initiative | Plan, known: Known) -> Iterator[Flaw]:
    """A4.7, A4.12: who owns an initiative or a plan that is open is still there."""
    if one.closed_on is None:
        noun = "initiative" if one.id.startswith("in-") else "plan"
        yield from gone([(("owner",), one.owner)], known, f"clm {noun} set {one.id} owner=HANDLE")


def unfit_trigger(one: Initiative, _known: Known) -> Iterator[Flaw]:
    """A4.9: what follows up by itself says after what, how long after, and since when."""
    for field, sentence in odd_trigger(one):
        yield Flaw((field,), sentence, "docs/records.md shows one")


Row = tuple[str, "tuple[FileKind, ...]", "Callable[[Any, Known], Iterable[Flaw]]", "Severity"]

OF_DESK: Final[tuple[Row, ...]] = (
    ("follow-up", ("initiative",), unfit_trigger, "error"),
    ("orphan", ("escalation",), unknown_customer, "error"),
    ("former-colleague", ("initiative", "plan"), former_owner, "warning"),
    *((rule, ("escalation",), find, severity) for rule, find, severity in OF_ESCALATIONS),
    *((rule, ("plan",), find, severity) for rule, find, severity in OF_PLANS),
    ("unknown-colleague", ("initiative",), unknown_people, "error"),
    ("orphan", ("initiative",), unknown_recipients, "error"),
    ("initiative", ("initiative",), odd_plan, "error"),
    ("unknown-template", ("initiative",), no_template, "error"),
    ("recipient-twice", ("initiative",), written_twice, "warning"),
)
"""Rule id, the kinds of files it is for, what finds the flaws, how grave one is."""
