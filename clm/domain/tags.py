"""The tags of case-file entries: a controlled list, each tag with its other names (A3.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clm.domain.names import fold
from clm.domain.values import SLUG
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clm.domain.policy import Settings
    from clm.domain.values import Language

_MANY: Final = 3
"""How many tags are suggested."""

STARTERS: Final[dict[Language, dict[str, tuple[str, ...]]]] = {
    "de": {
        "telefonat": ("anruf", "call", "phone"),
        "chat": ("nachricht", "message"),
        "mail": ("e-mail",),
        "beratung": ("erstgespraech", "lead", "sales"),
        "neukunde": ("new-customer",),
        "angebot": ("offer",),
        "prio": (),
        "zuweisung": ("uebergabe", "assignment", "handover"),
        "vpa-wechsel": ("vpa-ausfall", "vpa-change", "vpa-outage"),
        "verlaengerung": ("nachbuchung", "extension"),
        "addon": ("schicht", "telefonanlage", "telefonfaktor"),
        "sonderpreis": ("sondervereinbarung", "special-price"),
        "beschwerde": ("reklamation", "complaint"),
        "it": ("technik",),
        "kontaktwege": ("contact-habits",),
        "wiederkehrend": ("recurring-tasks",),
        "zugang": ("zugaenge", "werkzeuge", "tools"),
        "vorlieben": ("preferences",),
        "kontakte": ("ansprechpartner", "contacts"),
        "offen": ("offene-punkte", "open-points"),
    },
    "en": {
        "call": ("phone", "telefonat", "anruf"),
        "chat": ("message",),
        "mail": ("e-mail",),
        "sales": ("lead", "first-talk"),
        "new-customer": ("neukunde",),
        "offer": ("angebot",),
        "prio": (),
        "assignment": ("handover", "zuweisung"),
        "vpa-change": ("vpa-outage", "vpa-wechsel"),
        "extension": ("rebooking", "verlaengerung"),
        "addon": ("shift", "phone-system", "phone-factor"),
        "special-price": ("special-agreement", "sonderpreis"),
        "complaint": ("beschwerde",),
        "it": ("technical",),
    },
    "pt": {
        "telefonema": ("chamada", "call", "phone"),
        "chat": ("mensagem", "message"),
        "mail": ("e-mail",),
        "vendas": ("lead", "primeira-conversa", "sales"),
        "cliente-novo": ("new-customer",),
        "proposta": ("offer",),
        "prio": (),
        "atribuicao": ("passagem", "assignment"),
        "mudanca-vpa": ("falta-vpa", "vpa-change"),
        "prolongamento": ("extension",),
        "addon": ("turno", "central-telefonica", "fator-telefone"),
        "preco-especial": ("acordo-especial", "special-price"),
        "reclamacao": ("complaint",),
        "it": ("informatica",),
        "habitos-de-contacto": ("contact-habits",),
        "tarefas-recorrentes": ("recurring-tasks",),
        "acessos": ("ferramentas", "tools"),
        "preferencias": ("preferences",),
        "contactos": ("contacts",),
        "pontos-em-aberto": ("open-points",),
    },
}
"""What a new folder begins with, in the team's language, by what belongs in the files."""

STARTER_SECTIONS: Final[dict[Language, tuple[str, ...]]] = {
    "de": ("kontaktwege", "wiederkehrend", "zugang", "vorlieben", "kontakte", "offen"),
    "pt": (
        "habitos-de-contacto", "tarefas-recorrentes", "acessos", "preferencias", "contactos",
        "pontos-em-aberto",
    ),
}  # fmt: skip
"""What a VPA's file has to tell (A3.19), in languages whose names are not those of the default."""


def known_tags(settings: Settings) -> dict[str, str]:
    """Every name a tag goes by, as it is compared, → the tag; none where any tag is fine.

    The sections of a VPA's file are tags too (A3.19).
    """
    if not settings.tags:
        return {}
    others = {fold(name): tag for tag, names in settings.tags.items() for name in names}
    own = {fold(tag): tag for tag in (*settings.tags, *settings.vpa_sections)}
    return others | own


def chosen(words: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The tags that a person means, each once; another name of a tag is that tag.

    Raises:
        UsageError: there is no such tag, or where any is fine, it is no slug.
    """
    return tuple(dict.fromkeys(_meant(word.removeprefix("#"), known) for word in words))


def _meant(word: str, known: Mapping[str, str]) -> str:
    if not known:
        if re.match(SLUG, word):
            return word
        like = "-".join(fold(word).split()) or "call"
        raise UsageError(f"{word} is no tag", f"small letters, digits and hyphens, as {like}")
    tag = known.get(fold(word))
    if tag is None:
        near = near_tags(word, known)
        told = f"did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(f"there is no tag {word}", f"{told}clm file tags lists them")
    return tag


def near_tags(word: str, known: Mapping[str, str]) -> list[str]:
    """The tags whose names are like a word, the nearest first."""
    from difflib import get_close_matches  # only a slip needs it

    key = fold(word)[:64]
    names = get_close_matches(key, known, n=_MANY, cutoff=0.6)
    names += sorted(name for name in known if len(key) > 1 and (key in name or name in key.split()))
    return list(dict.fromkeys(known[name] for name in names))[:_MANY]


def named_so(tag: str, known: Mapping[str, str]) -> str:
    """The tag that a stored word means; one that is not known stays as it is."""
    return known.get(fold(tag), tag)


def other_names(tag: str, known: Mapping[str, str]) -> list[str]:
    """Every name that a tag goes by, as it is compared."""
    return [name for name, one in known.items() if one == tag]
