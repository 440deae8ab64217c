"""Which of a setting's places wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.config import SETTINGS, own_folder, resolve, setting, state_folder
from clm.errors import StateError
from clm.i18n import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

LANG = next(row for row in SETTINGS if row.key == "lang")


@pytest.mark.parametrize(
    ("option", "environ", "won"),
    [
        ("pt", {"CLM_LANG": "de", "LANG": "en_US.UTF-8"}, ("pt", "option")),
        (None, {"CLM_LANG": "de", "LC_ALL": "en_US.UTF-8"}, ("de", "CLM_LANG")),
        (None, {"CLM_LANG": "", "LC_ALL": "", "LANG": "pt_PT.UTF-8"}, ("pt", "locale")),
        (None, {"LC_ALL": "pt_BR", "LC_MESSAGES": "de_DE", "LANG": "de_DE"}, ("pt", "locale")),
        (None, {"LC_MESSAGES": "en_GB.UTF-8", "LANG": "de_DE.UTF-8"}, ("en", "locale")),
        (None, {"LANG": "C.UTF-8"}, ("en", "locale")),
        (None, {"LC_ALL": "POSIX"}, ("en", "locale")),
        (None, {"LANG": "fr_FR.UTF-8"}, ("de", "clm.yaml")),
        (None, {"LANG": "den"}, ("de", "clm.yaml")),
        (None, {}, ("de", "clm.yaml")),
    ],
)
def test_who_chooses_the_language(
    option: str | None, environ: dict[str, str], won: tuple[str, str]
) -> None:
    assert resolve(LANG, {"lang": option}, environ, {}, {"language": "de"})[1:] == won


def test_the_persons_file_stands_before_the_locale() -> None:
    won = resolve(LANG, {}, {"LC_ALL": "C.UTF-8"}, {"lang": "pt"}, {"language": "de"})
    assert won == ("lang", "pt", "your config")


@pytest.mark.parametrize("team", [None, "fr"])
def test_english_where_nobody_says_what_we_speak(team: str | None) -> None:
    assert resolve(LANG, {}, {}, {}, {"language": team}) == ("lang", "en", "default")


def test_the_locale_chooses_nothing_but_the_language() -> None:
    color = setting("color")
    assert color is not None
    assert resolve(color, {}, {"LC_ALL": "C"}, {}, {}) == ("color", "auto", "default")


def test_all_languages_can_be_set() -> None:
    assert LANG.choices == LANGUAGES


def test_a_relative_folder_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG Base Directory: else clm would write among the team's files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "somewhere")
    assert state_folder() == tmp_path / ".local/state/clm"
    assert own_folder() == tmp_path / ".config/clm"
    monkeypatch.setenv("HOME", "at/home")
    assert state_folder() is None
    with pytest.raises(StateError, match="no home folder"):
        own_folder()
