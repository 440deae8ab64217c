"""Secrets in free text (A3.19): a case file says where one is kept, never the secret itself.

THE KINDS stand in one table, one row each. What is looked for is what a person types or pastes:
a word such as `Passwort` with a value after it, account and card numbers with their check digits,
keys and tokens by the form their makers gave them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from functools import partial
from typing import TYPE_CHECKING, Final

from clm.domain.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def find_secrets(text: str) -> list[str]:
    """Which kind of secret stands on which line, as `line 2: a password`.

    The secret itself is never repeated. Where one is kept is wanted in a case file, so `Passwort
    liegt im Tresor` is none.
    """
    plain = unicodedata.normalize("NFKC", text)
    breaks = [one.start() for one in re.finditer("\n", plain)]
    found = {(bisect(breaks, at) + 1, kind) for kind, look in KINDS for at in look(plain)}
    return [f"line {line}: {kind}" for line, kind in sorted(found)]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# passwords

_LABEL: Final = re.compile(
    r"(?:(?<!\d)(?:passwor[dt]s?|passwörter|passwd|passphrase|passcode|kennw(?:ort|örter)"
    r"|palavra[- ]passe|geheimzahl|(?:wlan|wifi|netzwerk)[- ]?(?:schlüssel|key)"
    r"|(?:zugangs|tür|tor|alarm)-?code|(?:door|gate|alarm|access)[- ]code"
    r"|código (?:de acesso|do alarme|da porta|pin))"
    r"|(?<!\w)(?:(?:karten|handy|sim|alarm)?pin(?:[- ]?(?:code|nummer|number))?|puk|tan"
    r"|pwd?\.?|passw\.|senhas?(?: de acesso)?|kennw\.|zugang|zugangsdaten|logindaten"
    r"|anmeldedaten|login|credentials|acesso|credenciais"
    r"|(?<!-)(?<!boarding )(?<!press )pass))(?![\w-])",
    re.IGNORECASE,
)
_LOGINS: Final = _words(
    "zugang zugangsdaten logindaten anmeldedaten login credentials acesso credenciais"
)
_SHORT: Final = ("pin", "puk", "code", "código", "geheimzahl")
"""Parts of labels of what has four digits; after another label they may be a year."""
_NUMBERS: Final = (*_SHORT, "tan")
_FAR: Final = 200
"""Characters after a label that are looked at."""

_GIVEN: Final = re.compile(
    r"(?P<gap>[^:=→?!\n]{0,40}?)[ \t]*(?:[:=→]|->)[ \t]*\n?[ \t]*(?P<value>\S.*)"
)
"""The value may stand on the next line."""
_ALONE: Final = re.compile(r"[ \t]*\n")
_DASH: Final = re.compile(r"[ \t]*[-–—][ \t]+")
_VERBS: Final = (
    "lautet|heißt|ist|war|is now|is|was|é|era|(?:changed|reset|set) to|geändert (?:auf|in|zu)"
    "|alterada para"
)
_SAID: Final = re.compile(rf"[ \t]+(?P<verb>{_VERBS})[ \t]+(?P<value>\S.*)", re.IGNORECASE)
_OF: Final = re.compile(
    r"\A[ \t]+(?:der|des|vom|von|für|fürs|zum|zur|for|of|to|do|da|de|para)"
    rf"(?:[ \t]+(?!(?:{_VERBS})\b)[^\W\d]+(?!\w)){{1,2}}(?=[ \t])",
    re.IGNORECASE,
)
"""What it is the password of."""
_QUOTED: Final = re.compile(r"[ \t]+(?P<value>[\"'`„“‚‘«»]\S.*)")
_PLAINLY: Final = frozenset({"lautet", "heißt"})
"""Verbs after which nothing but the password comes."""
_PAIR: Final = re.compile(
    r"(?:[^:=/|,\n]{0,30}[:=])?[ \t]*[^\s/|,]{2,64}[ \t]*[/|,][ \t]*(?P<value>\S.*)"
)
_DIGITS: Final = re.compile(r"\d{4,12}#?\Z")
_NOTHING: Final = re.compile(r"(?!)")
_MANY_DIGITS: Final = re.compile(r"\d{6,12}\Z")
_SENTENCE_END: Final = re.compile(r"[,;()]|[.!?](?:\s|\Z)")
_AROUND: Final = "\"'`„“”‚‘’«»()[]<>{},.;:*_"
_QUOTES: Final = "\"'`„“”‚‘’«»"
_SIGNS: Final = frozenset("!#$%&+=?@^~§|\\")
_SHORTEST: Final = 5
_ADDRESS: Final = re.compile(r"\S+://|www\.|[^@\s]+@[^@\s]+\.[a-z]{2,}\Z", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{0,4})?\Z")
_OWN_ID: Final = re.compile(r"[a-z]{1,2}-[0-9a-z]{6,8}\Z")

_CHANGED: Final = _words(
    """geaendert zurueckgesetzt erneuert vergeben gesetzt reset set changed renewed alterada mudada
    trocada redefinida"""
)
"""Words for a new secret, which may follow them."""
_KEPT: Final = _CHANGED | _words(
    """liegt liegen im in am um an auf steht stehen hinterlegt abgelegt gespeichert notiert siehe
    bei beim per via tresor safe vault cofre keepass keepassxc 1password bitwarden lastpass dashlane
    nordpass vaultwarden passwortmanager ordner umschlag vergessen abgelaufen gesperrt fehlt fragen
    erfragen see at stored kept saved forgotten expired locked missing ask ver guardada guardado
    esta no na cofre esquecida falta perguntar"""
)
"""Words that say where a secret is kept, or what became of it."""

_WORDS: Final = _KEPT | _words(
    """der die das den dem des ein eine einen einer und oder mit ohne von vom zu zum zur fuer aus
    nach nur noch nicht kein keine keins keines nein ja neu neue neues ist sind war wird werden hat
    haben kennt kennen gibt geben kommt folgt fehlt bitte frau herr kundin kunde kunden team er sie
    es wir ich ihr mein dein sein unser wie wo was wer wenn wann sich selbst immer erst spaeter
    monatlich jaehrlich regelmaessig aendert aendern wechselt fragen erfragen anfragen schicken
    gesendet geschickt bekannt unbekannt offen telefonisch muendlich persoenlich separat getrennt
    zeichen stellen ab bis seit heute gestern morgen the a an of and or with without from to for by
    on is are was will be has have had not none unknown missing ask asks only new same please
    customer client she he they we you it its separately phone letter sent pending todo tbd na ka nv
    o a os as um uma e ou com sem de do da dos das para por em foi sera nao novo nova cliente
    pergunte perguntar falta desconhecida 2fa mfa otp totp
    unveraendert fragt unchanged inalterada anders als mind mindestens min erledigt ok okay
    stimmt falsch richtig laeuft geht klappt funktioniert done works wrong right least feito errada
    certa s nie niemals never nunca vorhanden genuegt"""
)
"""Words that make a sentence of what follows a label."""
_PLACES: Final = ("tresor", "safe", "manager", "ordner", "vault")
"""How words for places end, as `Kundentresor`."""


def _passwords(text: str) -> Iterator[int]:
    labels = list(_LABEL.finditer(text))
    ends = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=False):
        rest = text[label.end() : min(end, label.end() + _FAR)]
        if text[label.start() - 1 : label.start()] in {"", "\n"} and _ALONE.match(rest):
            rest = rest.lstrip()  # the value is on the next line
        if _follows(label[0].lower().rstrip("."), rest):
            yield label.start()


def _follows(label: str, rest: str) -> bool:
    """Does a password come after its label?"""
    if label in _LOGINS:
        pair = _PAIR.match(rest)
        return pair is not None and _stands_out(pair["value"])
    line = rest.partition("\n")[0]
    if any(_is_strong(word.strip(_AROUND)) for word in line.split()):
        return True
    given = _GIVEN.match(rest)
    if given and not (label == "pass" and given["gap"]):
        told = _KEPT.intersection(fold(given["gap"]).split())
        if not told:
            return _is_given(label, given["value"])
        if told <= _CHANGED:
            return _stands_out(given["value"])
    rest = _OF.sub("", rest)
    said = _SAID.match(rest)
    if plain := said if said and said["verb"].lower() in _PLAINLY else _QUOTED.match(rest):
        return _is_given(label, plain["value"])
    here = said["value"] if said else _DASH.sub("", rest.partition("\n")[0], count=1)
    is_short = any(part in label for part in _SHORT)
    return _stands_out(here, _DIGITS if is_short else _MANY_DIGITS)


def _is_given(label: str, value: str) -> bool:
    """Is it a value, where one has been announced: anything but a sentence or a place?"""
    first = _first(value)
    number = _MANY_DIGITS if label in {"pass", "tan"} else _DIGITS
    if _looks_secret(first) or number.match(first):
        return True
    is_number = label == "pass" or any(part in label for part in _NUMBERS)
    if is_number or _is_masked(first) or _DATE.match(first):
        return False
    if _OWN_ID.match(first) or (_ADDRESS.match(first) and "@" not in first):
        return False
    part = value[1:] if value[0] in _QUOTES else _SENTENCE_END.split(value, maxsplit=1)[0]
    words = fold(part).split()
    tells = any(word in _WORDS or word.endswith(_PLACES) for word in words)
    return bool(words) and (not tells or _tells_it(value))


def _tells_it(value: str) -> bool:
    """Does a sentence end with what only a password looks like: `wie der Hund, Bello7`?"""
    line = value.partition("\n")[0]
    last = line.split()[-1].strip(_AROUND)
    return _looks_secret(last) and _KEPT.isdisjoint(fold(line).split())


def _stands_out(value: str, number: re.Pattern[str] = _NOTHING) -> bool:
    """Is the next word one that only a password looks like, and not told to be kept somewhere?"""
    first = _first(value)
    if not (_looks_secret(first) or number.match(first)):
        return False
    return _KEPT.isdisjoint(fold(value).split()[1:])


def _first(value: str) -> str:
    words = value.split(maxsplit=1)
    return words[0].strip(_AROUND) if words else ""


def _looks_secret(word: str) -> bool:
    """Letters with digits or signs among them, as no word of a sentence has."""
    if len(word) < _SHORTEST or _ADDRESS.match(word) or _OWN_ID.match(word):
        return False
    if not _KEPT.isdisjoint(fold(word).split()) or not any(map(str.isalpha, word)):
        return False
    inner = word.rstrip("!?")
    return any(map(str.isdigit, word)) or not _SIGNS.isdisjoint(inner)


def _is_strong(word: str) -> bool:
    """Letters, digits and signs at once, wherever it stands beside a label."""
    return any(map(str.isdigit, word)) and not _SIGNS.isdisjoint(word) and _looks_secret(word)


def _is_masked(word: str) -> bool:
    return len(word) > 1 and len(set(word.lower())) == 1


# account and card numbers

_LENGTHS: Final = {
    word[:2]: int(word[2:])
    for word in _words(
        """AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
    DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23
    IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30
    NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23
    TN24 TR26 UA29 VA22 VG24 XK20"""
    )
}
"""How many characters an IBAN has, by its country."""

_IBAN_START: Final = re.compile(r"(?<![^\W_])([A-Za-z]{2})\d{2}(?=[ .\n-]?[A-Za-z0-9])")
_IBAN_NAMED: Final = re.compile(r"\b(?:iban|konto|account|conta)\b[^A-Za-z0-9]*\Z", re.IGNORECASE)
_BEFORE: Final = 20
"""Characters before an IBAN in which it is called one."""
_REST: Final = {
    length: re.compile(rf"(?:[ .\n-]?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")
    for length in set(_LENGTHS.values())
}
"""What follows the check digits of an IBAN, by its length."""
_ACCOUNT: Final = re.compile(
    r"(?<![\w-])(?:konto(?:-?nr|nummer)|kto\.?(?:-?nr\.?)?|account (?:number|no)|número da conta)"
    r"(?!\w)"
    r"[\s.:#=-]{0,5}\d(?: ?\d){5,11}(?!\d)",
    re.IGNORECASE,
)
_CARD: Final = re.compile(r"(?<![\d+.])(?<!\d[ -])\d(?:[ .-]?\d){12,18}(?![\d]|[ .-]\d)")
_CARD_SCHEMES: Final = re.compile(
    r"4\d{12}(?:\d{3}){0,2}\Z"
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}\Z"
    r"|3[47]\d{13}\Z|3(?:0[0-5]|[68]\d)\d{11}\Z|(?:6011|65\d\d|64[4-9]\d|35(?:2[89]|[3-8]\d))\d{12}\Z"
)
_CARD_GROUPS: Final = frozenset({"4444", "464", "465", "44443"})


def _accounts(text: str) -> Iterator[int]:
    """Account numbers, and IBANs: of their country's length, and with the right check digits.

    An IBAN that is called so is one also where a digit is mistyped.
    """
    yield from _starts(_ACCOUNT, text)
    for start in _IBAN_START.finditer(text):
        length = _LENGTHS.get(start[1].upper())
        found = _REST[length].match(text, start.end()) if length else None
        if found is None:
            continue
        before = text[max(0, start.start() - _BEFORE) : start.start()]
        if _checks_out(re.sub(r"[ .\n-]", "", start[0] + found[0])) or _IBAN_NAMED.search(before):
            yield start.start()


def _checks_out(iban: str) -> bool:
    """ISO 13616: the check digits make the number, as ISO 7064 reads it, 1 modulo 97."""
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def _cards(text: str) -> Iterator[int]:
    for found in _CARD.finditer(text):
        groups = re.split(r"[ .-]", found[0])
        shape = "".join(str(len(group)) for group in groups)
        number = "".join(groups)
        is_written_so = len(groups) == 1 or shape in _CARD_GROUPS
        if is_written_so and _CARD_SCHEMES.match(number) and _is_luhn(number):
            yield found.start()


def _is_luhn(number: str) -> bool:
    """ISO 7812: every second digit from the right doubled, the sum of all digits ends in 0."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0


# keys and tokens

_KEY: Final = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY|AGE-SECRET-KEY-1|PuTTY-User-Key-File")
_ISSUED: Final = re.compile(
    r"\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}"
    r"|(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][\w-]{10,}|sk-[A-Za-z0-9]{20,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|eyJ[\w-]{8,500}\.eyJ[\w-]{8,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|whsec_\w{16,})"
)
_TOKEN: Final = re.compile(
    r"(?<!\w)(?:api[-_ ]?(?:key|token|schlüssel)|token|secret|bearer|client[-_ ]secret"
    r"|access[-_ ]key|chave)(?!\w)\s{0,3}[:=]?\s{0,3}[\"']?(?P<value>[\w./+=~-]{16,})",
    re.IGNORECASE,
)
_RANDOM: Final = re.compile(r"(?<![^\s\"'`(<\[])[A-Za-z0-9+/_=-]{32,}(?![^\s\"'`)>\],.;])")
_IN_ADDRESS: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:[^\s/@]{1,64}@", re.IGNORECASE
)


def _tokens(text: str) -> Iterator[int]:
    yield from _starts(_ISSUED, text)
    for found in _TOKEN.finditer(text):
        if _is_mixed(found["value"]):
            yield found.start()
    for found in _RANDOM.finditer(text):
        if _is_mixed(found[0], cases=True):
            yield found.start()


def _is_mixed(word: str, *, cases: bool = False) -> bool:
    """Letters and digits together, `cases` also of both cases, as chance puts them."""
    if not (any(map(str.isdigit, word)) and any(map(str.isalpha, word))):
        return False
    return not cases or (word != word.lower() and word != word.upper())


def _starts(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    return (found.start() for found in pattern.finditer(text))


KINDS: Final[tuple[tuple[str, Callable[[str], Iterable[int]]], ...]] = (
    ("a password", _passwords),
    ("an account number", _accounts),
    ("a card number", _cards),
    ("a private key", partial(_starts, _KEY)),
    ("an access token", _tokens),
    ("an address with a password in it", partial(_starts, _IN_ADDRESS)),
)
"""What is looked for: how a kind is told, and where a text has one."""
