"""By what progress is counted: the words of a measure (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.measures import FIGURES, LISTS, kept, measure, refuse_share
from clm.domain.queryable import FIELDS
from clm.errors import UsageError
from clm.options import called
from tests.domain.cases import day

if TYPE_CHECKING:
    from datetime import date


def read_day(text: str, *, past: bool) -> date:
    assert (text, past) == ("fri", False)
    return day("2026-11-20")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("customers:phase=existing", "customers: phase = existing"),
        (" customers : watch = 'offer' ", "customers: watch = offer"),
        ("customers", "customers"),
        ("requests:", "requests"),
        ("tasks: due <= 2026-11-20", "tasks: due <= 2026-11-20"),
        ("figure: nps", "figure: nps"),
    ],
)
def test_a_measure_is_kept_as_it_is_read_again(text: str, wanted: str) -> None:  # A4.12
    assert str(kept(text)) == wanted
    assert kept(wanted) == kept(text)


def test_a_date_word_becomes_a_day() -> None:  # A4.12
    assert str(measure("tasks: due <= fri", read_day)) == "tasks: due <= 2026-11-20"
    with pytest.raises(UsageError, match="fri is no day"):
        kept("tasks: due <= fri")


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("", "no list to count without a name (column 1)", "one of: customers, leads"),
        ("custmers: prio", "no list to count custmers (column 1)", "did you mean customers?"),
        ("customers: phse = lead", "no field phse (column 12)", "did you mean phase?"),
        ("customers: phase = lost", "phase is never lost (column 20)", "it is one of: lead"),
        ("customers: prio and", "a field is expected here (column 20)", "the fields are"),
        ("figure: npx", "no figure npx (column 9)", "did you mean nps?"),
        ("figure:", "no figure without a name (column 8)", "one of: nps, csat"),
        ("phase = existing", "no list to count phase = existing (column 1)", "one of: "),
    ],
)
def test_what_is_none_is_told_with_its_column(text: str, said: str, hint: str) -> None:  # A4.12
    with pytest.raises(UsageError) as problem:
        kept(text)
    assert said in problem.value.message
    assert hint in (problem.value.hint or "")


def test_a_heading_is_asked_about() -> None:  # A4.12
    with pytest.raises(UsageError) as problem:
        measure("customers: Klasse = A", read_day, called)
    assert "there is no field Klasse" in problem.value.message


def test_no_share_of_a_figure() -> None:  # A4.12
    refuse_share(kept("customers: prio"), kept("customers"))
    refuse_share(kept("figure: nps"), None)
    for pair in (("figure: nps", "customers"), ("customers", "figure: nps")):
        with pytest.raises(UsageError, match="a figure is no count"):
            refuse_share(*map(kept, pair))


def test_each_list_takes_where() -> None:
    assert set(LISTS.values()) <= FIELDS.keys()
    assert len(set(FIGURES)) == len(FIGURES)
