"""Words that tell of somebody's health, which the team's repository never holds (A4.2)."""

from __future__ import annotations

import re
from typing import Final

from clm.domain.names import fold

_WORDS: Final = """
sick sickness illness ill disease surgery burnout depression pregnant pregnancy
krank kranke kranker krankheit krankgeschrieben krankmeldung krankenstand erkrankt erkrankung
arbeitsunfähig arztbesuch depressionen schwanger schwangerschaft operiert
doente doença atestado gripe cirurgia depressão grávida gravidez
"""
HEALTH: Final = frozenset(map(fold, _WORDS.split()))
"""English, German, Portuguese; whole words, so that a customer's name is none of them.

No list is complete: a slip is caught, nothing more is promised.
"""


def health_word(text: str) -> str | None:
    """The first word of a text that tells of somebody's health; None: there is none."""
    return next((word for word in re.findall(r"\w+", text) if fold(word) in HEALTH), None)
