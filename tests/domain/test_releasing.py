"""What of an internal entry a VPA is given to read (A3.1)."""

from __future__ import annotations

from typing import Any

import pytest

from clm.domain.casefile import Agreement, Note, Quote, TemplateUse
from clm.domain.releasing import Release, released
from clm.errors import RefusedError, UsageError
from tests.domain.cases import acting, day, given, told

ME = acting("2026-11-18")
CUSTOMER = given("").customer


def note(**fields: Any) -> Note:
    return Note(**({"id": "n-00000001", "at": "2026-11-02", "by": "luis", "text": "PDF"} | fields))


def new(old: Note, wish: Release | None = None) -> Note:
    change, *_ = released(CUSTOMER, ME, old, (), wish or Release()).changes
    assert change.target.kind == "vpa-file"
    made = change.item  # type: ignore[union-attr]
    assert isinstance(made, Note)
    return made


def test_a_new_entry_says_where_it_is_from() -> None:  # A3.1
    old = note(
        kind="sales-talk", tags=("sales",), situation="ruft an", task="t-1", reaction="erklärt",
        next_steps="Termin", quote=Quote(source="Mail"),
    )  # fmt: skip
    assert new(old) == Note(
        id="n-00000000", at="2026-11-18T09:00:00Z", by="jana", kind="sales-talk", tags=("sales",),
        situation="ruft an", task="t-1", reaction="erklärt", next_steps="Termin", text="PDF",
        quote=Quote(source="Mail"), released_from="n-00000001",
    )  # fmt: skip


def test_nothing_of_prices_bookings_and_complaints_goes_with_it() -> None:  # A3.1
    agreed = Agreement(what="Raten", price="2750 EUR", valid_until=day("2026-12-31"))
    old = note(
        kind="special-agreement", agreement=agreed, booking="b-00000001", complaint="cm-7f3qkd",
        template=TemplateUse(id="x", version="1"), pinned=True, acting_as="office",
    )  # fmt: skip
    made = new(old)
    assert made.kind == "other"
    assert (made.agreement, made.booking, made.complaint) == (None, None, None)
    assert (made.template, made.pinned, made.acting_as) == (None, None, None)
    with pytest.raises(UsageError, match="nothing for a VPA to read"):
        new(note(kind="special-agreement", agreement=agreed, text=None))


def test_other_words_stand_for_all_of_the_old_ones() -> None:
    old = note(situation="zahlt spät", quote=Quote(source="Mail"), tags=("prio",))
    made = new(old, Release(text="Rechnungen als PDF", tags=()))
    assert (made.text, made.situation, made.quote) == ("Rechnungen als PDF", None, None)
    assert made.tags == ()


def test_an_entry_is_released_once() -> None:  # A3.1
    other = note(id="n-00000009", released_from="n-00000001")
    with pytest.raises(RefusedError, match="is released already, as n-00000009"):
        released(CUSTOMER, ME, note(), (note(id="n-00000008"), other), Release())


def test_a_secret_is_not_released() -> None:  # A3.19
    old = note(text="pw=Hund99")
    for wish in (Release(), Release(why="weil"), Release(text="PIN 4711")):
        with pytest.raises(RefusedError, match="seems to hold a secret"):
            released(CUSTOMER, ME, old, (), wish)
    kept = released(CUSTOMER, ME, old, (), Release(why="weil", force=True))
    assert told(kept)[1] == "+ oteam notes other n-00000001 → n-00000000: weil"
