"""Whose words a case-file entry is."""

from __future__ import annotations

import pytest

from clm.domain.casefile import Note, writers, wrote


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
