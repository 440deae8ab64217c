"""Who fits some work, and what speaks against it (A0.36)."""

from __future__ import annotations

import pytest

from clm.domain.fitting import Needs, fits, misfits, refuse_unknown
from clm.domain.people import Colleague
from clm.errors import UsageError

JANA = Colleague(
    id="jana",
    name="Jana",
    departments=("Kundenbetreuung",),
    regions=("ost", "süd"),
    skills=("angebote", "messen"),
)
"""Jana's record names no languages."""


@pytest.mark.parametrize(
    ("needs", "fit", "against"),
    [
        (Needs(), True, []),
        (Needs(departments=("kundenbetreuung",), regions=("SUED",)), True, []),
        (Needs(skills=("messen", "angebote")), True, []),
        (Needs(skills=("angebote", "technik")), False,
         ["jana has no technik among their skills: angebote, messen"]),
        (Needs(regions=("west", "nord"), skills=("technik",)), False,
         ["jana has no west, nord among their regions: ost, süd",
          "jana has no technik among their skills: angebote, messen"]),
        (Needs(languages=("pl",)), False, []),  # no languages set no bounds
    ],
)  # fmt: skip
# A0.36
def test_who_fits_and_what_speaks_against_it(
    needs: Needs, *, fit: bool, against: list[str]
) -> None:
    assert fits(JANA, needs) is fit
    assert misfits(JANA, needs) == against


def test_a_need_that_is_nowhere_in_the_team_is_mistyped() -> None:
    tom = Colleague(id="tom", name="Tom", skills=("technik",))
    refuse_unknown([JANA, tom], Needs(regions=("Süd",), skills=("Technik", "messen")))
    with pytest.raises(UsageError) as caught:
        refuse_unknown([JANA, tom], Needs(skills=("tecnik",)))
    assert caught.value.message == "nobody in the team has tecnik among their skills"
    assert caught.value.hint == (
        "did you mean technik?\nskills in the team: angebote, messen, technik"
    )
    with pytest.raises(UsageError) as caught:
        refuse_unknown([tom], Needs(languages=("xx",)))
    assert caught.value.hint == "languages in the team: none"
