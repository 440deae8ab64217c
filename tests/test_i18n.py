from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import clm.i18n
from clm.domain.complaintwords import (
    Category,
    ComplaintEventKind,
    ComplaintStatus,
    Level,
    Severity,
)
from clm.domain.events import EventName
from clm.domain.requestwords import (
    Channel,
    Closing,
    EventKind,
    PostedStatus,
    Priority,
    RequestStatus,
    Scope,
    TaskStatus,
    WaitingOn,
)
from clm.domain.values import ItemKind
from clm.errors import UsageError
from clm.i18n import LABELS, LANGUAGES, label, ngettext, set_language, spoken, translate, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from babel.messages.catalog import Catalog, Message

CLM = Path(clm.i18n.__file__).parent
SOURCES = {path.parts[-3]: path for path in sorted(CLM.glob("locale/*/LC_MESSAGES/clm.po"))}
"""Language → where its messages are written."""

in_each_language = pytest.mark.parametrize("language", SOURCES)


def catalogue(language: str) -> Catalog:
    with SOURCES[language].open("rb") as text:
        return read_po(text, abort_invalid=True)


def entry_of(there: Catalog, msgid: str) -> Message | None:
    """A message, of those with a context the one of it."""
    context, _, text = msgid.rpartition("\x04")
    return there.get(text, context or None)


def said(string: str | Sequence[str] | None) -> tuple[str, ...]:
    """The singular and the plural, or the one thing that is said."""
    return (string,) if isinstance(string, str) else tuple(string or ())


@pytest.fixture
def compiled(tmp_path: Path) -> str:
    for language in SOURCES:
        place = tmp_path / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        with (place / "clm.mo").open("wb") as binary:
            write_mo(binary, catalogue(language))
    return str(tmp_path)


def test_german(compiled: str) -> None:
    set_language("de", compiled)
    assert label("lead") == "Leads"
    assert label("first") == "Erstbucher"
    assert label("no-show") == "No Shows"
    assert label("watch:offer") == "Watchlist: Angebot"
    assert label("unheard-of") == "unheard-of"
    assert ngettext("{n} customer", "{n} customers", 1) == "{n} Kunde"
    assert ngettext("{n} customer", "{n} customers", 0) == "{n} Kunden"
    assert translate("") == ""
    assert translate("not translated") == "not translated"


def test_portuguese(compiled: str) -> None:
    set_language("pt", compiled)
    assert label("first") == "Primeira reserva"
    assert label("watch:offer watch:prio") == "Observação: proposta, Observação: prioritário"
    assert ngettext("{n} customer", "{n} customers", 1) == "{n} cliente"
    assert ngettext("{n} customer", "{n} customers", 0) == "{n} clientes"  # not as in Brazil


def test_adjectives_follow_what_they_are_about(compiled: str) -> None:
    # A2.14, A2.32: a reclamação is fechada, a pedido fechado
    set_language("pt", compiled)
    told = [label("complaint:closed"), *(word("status", one) for one in ("duplicate", "withdrawn"))]
    assert told == ["fechada", "duplicada", "retirada"]
    assert (word("status", "closed"), word("outcome", "duplicate")) == ("fechado", "duplicado")
    assert (word("review", "planned"), word("survey", "planned")) == ("planeada", "planeado")
    set_language("en")
    assert (label("complaint:closed"), word("status", "duplicate")) == ("closed", "duplicate")


def test_english_is_the_text_in_the_code(compiled: str) -> None:
    set_language("de", compiled)
    set_language("en")
    assert label("first") == "First bookers"
    assert [ngettext("day", "days", n) for n in (1, 2)] == ["day", "days"]


def test_without_a_catalogue_it_is_english(tmp_path: Path) -> None:
    set_language("pt", str(tmp_path))
    assert label("first") == "First bookers"


def test_english_loads_no_gettext() -> None:
    code = (
        "import sys, clm.i18n as i; i.set_language('en'); i.label('lead');"
        "sys.exit('gettext' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CLM.parent)


def test_every_language_but_english_has_a_catalogue() -> None:
    assert sorted({*SOURCES, "en"}) == sorted(LANGUAGES)


@in_each_language
def test_every_message_in_the_code_is_said(language: str) -> None:
    found = extract_from_dir(
        str(CLM), [("**.py", "python")], keywords={"translate": None, "_": None, "ngettext": (1, 2)}
    )
    ids = {said(message[2])[0] for message in found}
    there = catalogue(language)
    missing = [msgid for msgid in {*ids, *LABELS.values()}
               if not (entry := entry_of(there, msgid)) or not all(said(entry.string))]  # fmt: skip
    assert sorted(missing) == []


@in_each_language
def test_a_catalogue_has_the_messages_of_the_others(language: str) -> None:
    """Also those that reach `translate` from a table."""
    ids = {one: {said(entry.id) for entry in catalogue(one)} for one in SOURCES}
    assert sorted(set.union(*ids.values()) - ids[language]) == []


@in_each_language
def test_a_catalogue_says_each_thing_once_and_is_sure(language: str) -> None:
    there = catalogue(language)
    entries = list(there)[1:]
    assert not [entry.id for entry in entries if entry.fuzzy]
    assert SOURCES[language].read_text(encoding="utf-8").count("\nmsgid ") == len(entries) + 1
    assert (str(there.locale), there.plural_expr) == (language, "(n != 1)")


@in_each_language
def test_what_is_filled_in_is_that_of_the_message(language: str) -> None:
    def blanks(text: str) -> list[str]:
        return sorted(re.findall(r"\{.*?\}", text))

    wrong = [
        text
        for entry in list(catalogue(language))[1:]
        for msgid, text in zip(said(entry.id), said(entry.string), strict=True)
        if blanks(msgid) != blanks(text)
    ]
    assert wrong == []


@in_each_language
def test_a_watch_reason_stands_behind_a_colon(language: str, compiled: str) -> None:
    """A notice names the reason alone."""
    set_language(language, compiled)
    reasons = [label(key) for key in LABELS if key.startswith("watch:")]
    assert [one for one in reasons if one.count(": ") != 1] == []


def test_a_language_we_do_not_speak() -> None:
    with pytest.raises(UsageError, match="fr"):
        set_language("fr")


def test_for_another_reader_it_is_their_language_for_a_while() -> None:
    with spoken("de"):
        assert label("first") == "Erstbucher"
        with spoken(None):
            assert label("first") == "Erstbucher"
    assert label("first") == "First bookers"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("status", (RequestStatus, TaskStatus, PostedStatus, ComplaintStatus)),
        ("priority", (Priority,)),
        ("channel", (Channel,)),
        ("outcome", (Closing,)),
        ("waiting_on", (WaitingOn,)),
        ("event", (EventKind, EventName, ComplaintEventKind)),
        ("severity", (Severity, Level)),
        ("category", (Category,)),
        ("scope", (Scope,)),
        ("item", (ItemKind,)),
    ],
)
def test_each_word_that_a_field_may_hold_has_a_label(field: str, words: tuple[Any, ...]) -> None:
    declared = [one for literal in words for one in get_args(literal)]
    assert [one for one in declared if f"{field}:{one}" not in LABELS] == []


def test_a_word_is_that_of_its_field(compiled: str) -> None:
    set_language("de", compiled)
    assert word("status", "waiting") == "wartet"
    assert word("reason", "capacity") == "Auslastung"
    assert word("reason", "offer") == "Angebot"  # a reason to be watched
    assert word("status", "unheard-of") == "unheard-of"
    assert word("unheard-of", "waiting") == "waiting"
    assert word("status", "") == ""


def test_one_complaint_is_one(compiled: str) -> None:
    # A2.33
    set_language("pt", compiled)
    same = "{received} received, {open} open now"
    assert ngettext(same, same, 1).startswith("{received} recebida,")
    assert ngettext(same, same, 2).startswith("{received} recebidas,")
