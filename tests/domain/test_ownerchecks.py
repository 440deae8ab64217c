"""Owners who have left; 2026-11-18 is the day."""

from __future__ import annotations

from typing import Any

import pytest

from clm.domain.catalogue import Service
from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.servicefile import ServiceFile
from clm.domain.sla import Sla
from clm.domain.survey import Survey
from tests.domain.cases import CUSTOMER, day

KNOWN = Known(
    day("2026-11-18"), frozenset({"jana", "tom"}), frozenset({"tom"}), frozenset(),
    frozenset({CUSTOMER}),
)  # fmt: skip


def gone(kind: Any, record: object) -> list[tuple[str, str | None]]:
    return [
        (flaw.sentence, flaw.hint)
        for row, flaw in broken(kind, record, KNOWN)
        if row.rule == "former-colleague"
    ]


def sla(valid_to: str | None = None, owner: str = "tom") -> Sla:
    last = day(valid_to) if valid_to else None
    return Sla(id="gold", name="Gold", valid_from=day("2026-01-01"), valid_to=last, owner=owner)


def test_a_service_has_an_owner_and_a_contact_who_are_there() -> None:
    # A2.4, A2.6
    hint = "clm service set chat KEY=HANDLE"
    one = Service(id="chat", name="Chat", status="production", owner="tom", contact="tom")
    assert gone("service", one) == [
        ("owner: tom is not active on 2026-11-18", hint),
        ("contact: tom is not active on 2026-11-18", hint),
    ]
    assert gone("service", Service(id="chat", name="Chat", status="retired", owner="tom")) == []
    assert gone("service", Service(id="chat", name="Chat", status="planned", owner="jana")) == []


@pytest.mark.parametrize(("valid_to", "found"), [(None, 1), ("2026-11-18", 1), ("2026-11-17", 0)])
def test_an_agreement_that_holds_has_an_owner_who_is_there(
    valid_to: str | None, found: int
) -> None:
    # A2.4, A2.7
    said = ("owner: tom is not active on 2026-11-18", "clm sla set gold owner=HANDLE")
    assert gone("sla", sla(valid_to)) == [said] * found
    own = (said[0], f"clm sla set {CUSTOMER}/gold owner=HANDLE")
    terms = ServiceFile(customer=CUSTOMER, sla=(sla(valid_to),))
    assert gone("service-file", terms) == [own] * found


def test_an_open_survey_has_an_owner_who_is_there() -> None:
    # A2.4, A2.23
    said = ("owner: tom is not active on 2026-11-18", "clm survey set sv-2k9x7d owner=HANDLE")
    assert gone("survey", Survey(id="sv-2k9x7d", title="Wie war es?", owner="tom")) == [said]
    over = Survey(id="sv-2k9x7d", title="Wie?", owner="tom", closed_on=day("2026-11-01"))
    assert gone("survey", over) == []
