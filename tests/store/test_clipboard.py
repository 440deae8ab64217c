"""The clipboard: which program is asked, with which words, and what is done when none answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.errors import BadDataError, MissingToolError
from clm.store import clipboard

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Grüße 😀\n$(id) `id` 'x'\n"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, on a desktop of every kind."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, ":0")
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def keeps(folder: Path, name: str) -> Path:
    """A program that keeps its words and what it is given."""
    kept = folder.parent / f"{name}.kept"
    program(folder, name, f"echo \"$@\" > '{kept}.words'; exec /bin/cat > '{kept}'")
    return kept


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("wl-copy", ""),
        ("xclip", "-selection clipboard"),
        ("xsel", "--clipboard --input"),
        ("pbcopy", ""),
    ],
)
def test_the_text_is_given_to_the_program_that_is_there(
    programs: Path, name: str, words: str
) -> None:
    kept = keeps(programs, name)
    clipboard.copy(TEXT)
    assert kept.read_bytes() == TEXT.encode()
    assert kept.with_name(f"{kept.name}.words").read_text() == f"{words}\n"


def test_the_one_of_windows_gets_what_it_can_read(programs: Path) -> None:
    kept = keeps(programs, "clip.exe")
    clipboard.copy(TEXT)
    assert kept.read_bytes().decode("utf-16") == TEXT


@pytest.mark.parametrize("name", ["wl-paste", "xclip", "xsel", "pbpaste", "powershell.exe"])
def test_the_text_is_taken_from_the_program_that_is_there(programs: Path, name: str) -> None:
    program(programs, name, "printf '\\357\\273\\277Gr\\303\\274\\303\\237e\\r\\nvon Anna'")
    assert clipboard.paste() == "Grüße\nvon Anna"


def test_one_that_fails_is_passed_over(programs: Path) -> None:
    program(programs, "wl-copy", "exit 1")
    program(programs, "wl-paste", "exit 1")
    (programs / "xclip").write_bytes(b"no program at all")
    (programs / "xclip").chmod(0o755)
    kept = keeps(programs, "xsel")
    clipboard.copy(TEXT)
    assert kept.read_bytes() == TEXT.encode()
    program(programs, "pbpaste", "printf ja")
    program(programs, "xsel", "exit 1")
    assert clipboard.paste() == "ja"


def test_one_that_never_answers_is_passed_over(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE", 0.2)
    program(programs, "wl-copy", "exec /bin/sleep 60")
    program(programs, "wl-paste", "exec /bin/sleep 60")
    with pytest.raises(MissingToolError):
        clipboard.copy(TEXT)
    with pytest.raises(MissingToolError):
        clipboard.paste()


def test_one_that_stays_in_the_background_is_not_waited_for(programs: Path) -> None:
    """As xclip does: it hands the text out until somebody copies something else."""
    done = programs.parent / "done"
    script = f"/bin/cat > /dev/null; (/bin/sleep 3; : > '{done}') & exit 0"
    program(programs, "xclip", script)
    clipboard.copy(TEXT)
    assert not done.exists()


def test_a_program_without_its_desktop_is_not_asked(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    asked = [keeps(programs, name) for name in ("wl-copy", "xclip", "xsel")]
    with pytest.raises(MissingToolError, match="no clipboard"):
        clipboard.copy(TEXT)
    assert not any(kept.exists() for kept in asked)


def test_a_program_in_the_folder_we_stand_in_is_never_run(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(programs)
    monkeypatch.setenv("PATH", ".:")
    asked = [keeps(programs, name) for name in ("xclip", "pbcopy", "pbpaste")]
    with pytest.raises(MissingToolError):
        clipboard.copy(TEXT)
    with pytest.raises(MissingToolError):
        clipboard.paste()
    assert not any(kept.exists() for kept in asked)


@pytest.mark.parametrize(
    ("script", "said"), [("printf '\\377\\376'", "no text"), ("echo 12345678", "over")]
)
def test_what_is_no_text_is_refused(
    programs: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    monkeypatch.setattr(clipboard, "MOST", 8)
    program(programs, "pbpaste", script)
    with pytest.raises(BadDataError, match=said):
        clipboard.paste()
