"""How far a VPA's file is filled in, and whether it is kept current."""

from __future__ import annotations

import pytest

from clm.domain.policy import Policy, Settings
from clm.domain.vpafile import FileState, file_state
from clm.store.rulebook import make_process
from tests.domain.cases import PLAIN, day, given

SECTIONS = ("tools", "contacts", "open-points")
TEAM = make_process(
    Settings(format=1, vpa_sections=SECTIONS, tags={"tools": ("werkzeuge", "logins")}), {}
)
TODAY = "2026-11-18"
WRITTEN = """\
notes:
  - {id: n-00000001, at: 2026-09-01T09:00:00Z, by: jana, tags: [tools]}
  - {id: n-00000002, at: 2026-09-18T22:30:00Z, by: anna, tags: [contacts, telefonat]}
  - {id: n-00000003, at: 2026-10-01, by: ben, tags: [tools]}
  - {id: n-00000004, at: 2026-11-19, by: anna, tags: [open-points]}
"""


def test_a_section_is_filled_by_an_entry_with_its_tag() -> None:  # A3.19
    state = file_state(given("vpa: anna", file=WRITTEN), day(TODAY), TEAM)
    assert state.filled == ("tools", "contacts")
    assert state.missing == ("open-points",)
    assert state.percent == 66
    assert file_state(given("vpa: anna", file=WRITTEN), day("2026-11-19"), TEAM).percent == 100


def test_another_name_of_a_section_fills_it_too() -> None:  # A3.7, A3.19
    aliased = WRITTEN.replace("[tools]", "[werkzeuge]")
    assert file_state(given("vpa: anna", file=aliased), day(TODAY), TEAM).filled[0] == "tools"
    strange = WRITTEN.replace("[tools]", "[werkzeug]")
    assert "tools" in file_state(given("vpa: anna", file=strange), day(TODAY), TEAM).missing


def test_the_last_entry_is_that_of_the_customers_vpa() -> None:  # A3.15, A1.36
    state = file_state(given("vpa: anna", file=WRITTEN), day(TODAY), TEAM)
    assert (state.last, state.updated_on) == (day("2026-09-19"), day("2026-10-01"))  # in Berlin
    assert file_state(given("vpa: ben", file=WRITTEN), day(TODAY), TEAM).last == day("2026-10-01")
    assert file_state(given("", file=WRITTEN), day(TODAY), TEAM).last is None
    for_anna = WRITTEN.replace("by: ben", "by: jana, acting_as: anna")
    state = file_state(given("vpa: anna", file=for_anna), day(TODAY), TEAM)
    assert state.last == day("2026-10-01")


def test_an_empty_file_says_nothing() -> None:  # A3.19
    state = file_state(given("vpa: anna"), day(TODAY), TEAM)
    assert state == FileState((), SECTIONS)
    assert state.percent == 0
    assert not state.is_current(day(TODAY), Policy())
    assert file_state(given("vpa: anna"), day(TODAY), PLAIN).percent == 100  # nothing is asked for


@pytest.mark.parametrize(
    ("last", "missing", "answer"),
    [  # A3.15: 60 days
        ("2026-09-19", (), True),
        ("2026-09-18", (), False),
        ("2026-11-18", ("tools",), False),
        (None, (), False),
    ],
)
def test_a_file_is_current_while_it_is_whole_and_young(
    last: str | None, missing: tuple[str, ...], answer: bool
) -> None:
    state = FileState(("contacts",), missing, None, day(last) if last else None)
    assert state.is_current(day(TODAY), Policy()) is answer


def test_how_long_is_the_teams_choice() -> None:  # A3.15
    state = FileState((), (), None, day("2026-11-10"))
    assert state.is_current(day(TODAY), Policy(vpa_current_days=8))
    assert not state.is_current(day(TODAY), Policy(vpa_current_days=7))
