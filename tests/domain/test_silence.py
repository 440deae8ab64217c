"""Of a VPA who lets a second deadline pass the crm-lead is told."""

from __future__ import annotations

from clm.domain.notices import is_for_roles, oddities
from clm.domain.silence import is_silent, silences
from tests.domain.cases import PLAIN, day
from tests.domain.test_ladder import TODAY, asked

FIRST, SECOND = "keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-10..2026-11-17"


def test_the_notice_says_who_and_since_when() -> None:  # A1.35
    (notice,) = silences(asked(FIRST, SECOND), day(TODAY), PLAIN)
    assert (notice.id, notice.on) == ("vpa-silent-d-00000002", day("2026-11-18"))
    assert (notice.customer, notice.trigger) == ("c-7f3qkd", "d-00000002")
    assert notice.to == ("crm-lead",)
    assert notice.facts == {"vpa": "anna", "deadline": "2026-11-17"}
    assert is_for_roles(notice)
    assert list(oddities(notice, day(TODAY))) == []
    with_owner = asked(FIRST, SECOND, customer="vpa: anna\nowner: jana\n")
    assert silences(with_owner, day(TODAY), PLAIN)[0].facts["owner"] == "jana"
    assert silences(asked(FIRST), day(TODAY), PLAIN) == []


def test_an_answer_makes_it_untrue() -> None:  # A1.36
    (notice,) = silences(asked(FIRST, SECOND), day(TODAY), PLAIN)
    assert is_silent(notice, asked(FIRST, SECOND), day(TODAY), PLAIN)
    answered = asked(f"{FIRST} met 2026-11-18", f"{SECOND} met 2026-11-18")
    assert not is_silent(notice, answered, day(TODAY), PLAIN)
