"""Who of a control group cannot be compared any more; one of Berlin on 2026-09-01 is 22:30 UTC."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from clm.domain.initiative import Initiative
from clm.domain.undisturbed import disturbed, written_by
from tests.domain.cases import PLAIN, day, of_yaml

ZONE = ZoneInfo("Europe/Berlin")
CONTROL = "id: rc-8s4h0m3v, customer: c-9xq2rt, added_on: 2026-08-30, group: control"
LETTER = "id: rc-2k9x7d1q, customer: c-9xq2rt, added_on: 2026-08-01, status: sent"


def initiative(ref: str, recipient: str) -> Initiative:
    text = f"id: {ref}\ntitle: A\nkind: offer\nowner: isabel\nrecipients:\n  - {{{recipient}}}\n"
    return of_yaml(text, Initiative)


@pytest.mark.parametrize(
    ("at", "more", "expected"),
    [
        ("2026-08-29T21:00:00Z", "", False),  # before they were drawn
        ("2026-08-29T22:30:00Z", "", True),  # the day of the draw, in Berlin
        ("2026-10-31T12:00:00Z", "", True),  # the 60th day after the first letter to the others
        ("2026-11-01T12:00:00Z", "", False),
        ("2026-09-10T12:00:00Z", ", trigger: b-00000001", False),  # a sale is followed up
    ],
)
def test_a_letter_of_another_initiative_spoils_the_comparison(
    at: str, more: str, *, expected: bool
) -> None:  # A4.10
    mine = initiative("in-4k7d2m", CONTROL)
    other = initiative("in-0a0a0a", f"{LETTER}, sent_at: {at}{more}")
    written = written_by([mine, other], ZONE)
    held, since = mine.recipients[0], day("2026-09-01")
    assert disturbed(mine, held, since, written, PLAIN) == expected
    assert not disturbed(mine, held, None, written, PLAIN)  # nothing is compared yet
    assert not disturbed(other, other.recipients[0], since, written, PLAIN)  # who is treated
    own = written_by([initiative("in-4k7d2m", f"{LETTER}, sent_at: {at}{more}")], ZONE)
    assert not disturbed(mine, held, since, own, PLAIN)
