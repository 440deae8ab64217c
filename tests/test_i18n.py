from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import clm.i18n
from clm.errors import UsageError
from clm.i18n import LABELS, label, ngettext, set_language, spoken, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

CLM = Path(clm.i18n.__file__).parent
GERMAN = CLM / "locale" / "de" / "LC_MESSAGES" / "clm.po"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


def catalogue() -> Catalog:
    with GERMAN.open("rb") as text:
        return read_po(text, abort_invalid=True)


@pytest.fixture
def compiled(tmp_path: Path) -> str:
    place = tmp_path / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    german = catalogue()
    german.add(("%d customer", "%d customers"), ("%d Kunde", "%d Kunden"))
    with (place / "clm.mo").open("wb") as binary:
        write_mo(binary, german)
    return str(tmp_path)


def test_german(compiled: str) -> None:
    set_language("de", compiled)
    assert label("lead") == "Leads"
    assert label("first") == "Erstbucher"
    assert label("no-show") == "No Shows"
    assert label("watch:offer") == "Watchlist: Angebot"
    assert label("unheard-of") == "unheard-of"
    assert ngettext("%d customer", "%d customers", 1) == "%d Kunde"
    assert ngettext("%d customer", "%d customers", 0) == "%d Kunden"
    assert translate("") == ""
    assert translate("not translated") == "not translated"


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


def test_every_message_in_the_code_has_a_german_one() -> None:
    found = extract_from_dir(
        str(CLM), [("**.py", "python")], keywords={"translate": None, "_": None, "ngettext": (1, 2)}
    )
    ids = {message[2] if isinstance(message[2], str) else message[2][0] for message in found}
    german = catalogue()
    missing = [msgid for msgid in {*ids, *LABELS.values()}
               if not (entry := german.get(msgid)) or not entry.string]  # fmt: skip
    assert sorted(missing) == []


def test_the_german_catalogue_says_each_thing_once_and_is_sure() -> None:
    entries = list(catalogue())[1:]
    assert not [entry.id for entry in entries if entry.fuzzy]
    assert GERMAN.read_text(encoding="utf-8").count("\nmsgid ") == len(entries) + 1


def test_a_language_we_do_not_speak() -> None:
    with pytest.raises(UsageError, match="fr"):
        set_language("fr")


def test_for_another_reader_it_is_their_language_for_a_while() -> None:
    with spoken("de"):
        assert label("first") == "Erstbucher"
        with spoken(None):
            assert label("first") == "Erstbucher"
    assert label("first") == "First bookers"
