"""Words that tell of somebody's health, which the team's repository never holds (A4.2)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from clm.domain.names import fold

_WORDS: Final = """
sick sickness illness ill disease surgery burnout depression pregnant pregnancy miscarriage
flu influenza fever migraine migraines cancer tumour tumor chemotherapy covid hospital
hospitalised hospitalized diabetes asthma pneumonia psychotherapy
krank kranke kranker krankheit krankgeschrieben krankmeldung krankenstand erkrankt erkrankung
krankenhaus krankschreibung arbeitsunfähig arbeitsunfähigkeit arztbesuch depressionen schwanger
schwangerschaft fehlgeburt operiert grippe fieber migräne rückenschmerzen corona erkältung
erkältet bandscheibe bandscheibenvorfall reha rehaklinik krebserkrankung krebskrank chemotherapie
lungenentzündung psychotherapie
doente doentes doença atestado gripe constipado constipada constipação febre enxaqueca enxaquecas
cirurgia depressão grávida gravidez aborto cancro tumor quimioterapia hospitalizado hospitalizada
internamento hérnia pneumonia asma psicoterapia
"""
HEALTH: Final = frozenset(map(fold, _WORDS.split()))
"""English, German, Portuguese; whole words, so that a customer's name is none of them.

No list is complete: a slip is caught, nothing more is promised.
"""
TOGETHER: Final = frozenset(map(fold, ("baixa médica", "licença médica", "medical leave")))
"""Two words that tell of it only together."""


def health_word(text: str) -> str | None:
    """The first word of a text, or two, that tell of somebody's health; None: there is none."""
    words: list[str] = re.findall(r"\w+", text)
    for word, after in pairwise([*words, ""]):
        if fold(word) in HEALTH:
            return word
        if fold(f"{word} {after}") in TOGETHER:
            return f"{word} {after}"
    return None
