"""Whose words a case-file entry is, and whether it stands above the others."""

from __future__ import annotations

from typing import Any

import pytest

from clm.domain.casefile import Agreement, Note, is_on_top, writers, wrote
from tests.domain.cases import day


@pytest.mark.parametrize(
    ("by", "acting_as", "whose"),
    [  # A1.36
        ("anna", None, ("anna",)),
        ("jana", "anna", ("jana", "anna")),
        ("jana", "ben", ("jana", "ben")),
        ("jana", None, ("jana",)),
    ],
)
def test_an_entry_is_its_authors_and_whom_they_wrote_it_down_for(
    by: str, acting_as: str | None, whose: tuple[str, ...]
) -> None:
    note = Note(id="n-00000001", at="2026-11-18", by=by, acting_as=acting_as)
    assert writers(note) == whose
    assert wrote(note, "anna") is ("anna" in whose)


AGREED = Agreement(what="Raten", price="0 EUR", valid_until=day("2026-11-20"))


@pytest.mark.parametrize(
    ("note", "until"),
    [  # A3.5: on top through that day; None: never, "": always
        ({}, None),
        ({"pinned": True}, ""),
        ({"kind": "special-agreement", "agreement": AGREED}, "2026-11-20"),
        ({"kind": "special-agreement", "agreement": AGREED, "pinned": True}, ""),
        ({"kind": "special-agreement"}, ""),  # by hand, without its terms
    ],
)
def test_what_stands_on_top(note: dict[str, Any], until: str | None) -> None:
    entry = Note(id="n-00000001", at="2026-11-18", by="jana", **note)
    assert is_on_top(entry, day("2026-11-20")) is (until is not None)
    assert is_on_top(entry, day("2026-11-21")) is (until == "")
