"""Process definitions: what a team begins with, and what is wrong with one (A2.5)."""

from __future__ import annotations

import msgspec

from clm.domain.checks import broken
from clm.domain.definition import Definition
from clm.domain.definitionchecks import THRESHOLDS
from clm.domain.flaws import Known
from clm.domain.starterprocesses import STARTERS, written
from clm.store.founding import templates
from clm.store.templatefile import template_names
from tests.domain.cases import day

KNOWN = Known(
    day("2026-11-18"),
    team=frozenset({"jana"}),
    templates=template_names(path for path, _ in templates()),
)


def test_what_document_002_asks_to_be_defined_is_shipped() -> None:
    # A2.5: "Define a way to perform and document service review / complaints / satisfaction".
    assert [one.id for one in STARTERS] == [
        "customer-database", "service-review", "complaints", "satisfaction",
    ]  # fmt: skip
    for starter in STARTERS:
        made = written(starter, "jana", day("2026-11-18"), str.upper)
        assert made.name == starter.name.upper()
        assert str(made.review_on) == "2027-11-18"
        assert list(broken("definition", made, KNOWN)) == []
        assert THRESHOLDS.issuperset(made.deadlines.values())


def rules(**fields: object) -> list[str]:
    made = Definition(id="x", name="X", version="1", owner="jana", review_on=day("2026-11-18"))
    return [row.rule for row, _ in broken("definition", msgspec.structs.replace(made, **fields),
                                          KNOWN)]  # fmt: skip


def test_what_can_be_wrong() -> None:
    assert rules() == []  # A2.5
    assert rules(review_on=day("2026-11-17")) == ["definition-review"]
    assert rules(owner="karl") == ["unknown-colleague"]
    assert rules(deadlines={"a": "b"}) == ["unknown-threshold"]
    assert rules(templates=("x",)) == ["unknown-template"]
    left = KNOWN._replace(former=frozenset({"jana"}))
    made = written(STARTERS[0], "jana", day("2026-11-18"), str)
    assert [row.rule for row, _ in broken("definition", made, left)] == ["former-colleague"]
