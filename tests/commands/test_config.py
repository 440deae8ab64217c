"""`clm config`, `clm schema` and `clm completion`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.store.kinds import KINDS
from clm.store.sources import MOST
from tests.build import SETTINGS
from tests.world import Clm

if TYPE_CHECKING:
    from tests.world import Repository


def own_file() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "clm" / "config.yaml"


def origins(clm: Clm, *words: str) -> dict[str, tuple[str | None, str]]:
    items = clm("config", "list", "--json", *words).json["items"]
    return {item["key"]: (item["value"], item["origin"]) for item in items}


def test_each_setting_says_where_it_came_from(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert origins(clm)["lang"] == ("en", "locale")
    monkeypatch.delenv("LC_ALL")
    monkeypatch.delenv("LANG")
    assert origins(clm)["lang"] == ("en", "default")
    repo.put("clm.yaml", SETTINGS + "language: de\n")
    assert origins(clm)["lang"] == ("de", "clm.yaml")
    clm.ok("config", "set", "lang", "pt")
    assert origins(clm)["lang"] == ("pt", "your config")
    monkeypatch.setenv("CLM_LANG", "en")
    assert origins(clm)["lang"] == ("en", "CLM_LANG")
    assert origins(clm, "--lang", "de")["lang"] == ("de", "option")
    table = clm.ok("config", "list", "--show-origin")
    assert table.splitlines()[0].split() == ["Key", "Value", "Origin"]
    assert "Origin" not in clm.ok("config", "list")


@pytest.mark.parametrize("locale", ["C.UTF-8", "pt_PT.UTF-8", "fr_FR.UTF-8", ""])
def test_the_language_that_is_named_is_spoken(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("clm.app.set_language", spoken.append)
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.delenv("LANG")
    repo.put("clm.yaml", SETTINGS + "language: de\n")
    assert origins(clm)["lang"][0] == spoken[-1]


def test_a_language_we_do_not_speak_is_refused(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLM_LANG", "fr")
    assert clm("board").code == 2


def test_set_and_get_and_remove(clm: Clm) -> None:
    assert clm("config", "get", "user").code == 1
    clm.ok("config", "set", "user", "tom")
    assert clm.ok("config", "get", "user") == "tom\n"
    assert own_file().read_text() == "user: tom\n"
    clm.ok("config", "set", "user", "")
    assert not own_file().exists()
    clm.ok("config", "set", "user", "")


def test_the_other_lines_stay(clm: Clm) -> None:
    own_file().parent.mkdir(parents=True)
    own_file().write_text("# meins\nlang: de  # bitte\nfuture: kept\n")
    clm.ok("config", "set", "color", "never")
    clm.ok("config", "set", "lang", "en")
    assert own_file().read_text() == ("# meins\nlang: en  # bitte\ncolor: never\nfuture: kept\n")
    clm.ok("config", "set", "lang", "")
    assert own_file().read_text() == "# meins\ncolor: never\nfuture: kept\n"


def test_a_folder_means_the_same_from_anywhere(clm: Clm, repo: Repository, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    outside = Clm(elsewhere)
    assert outside("board").code == 78
    assert "format" in outside.ok("config", "list")
    clm.ok("config", "set", "data", ".")
    assert outside.ok("config", "get", "data") == f"{repo.root}\n"
    assert outside("board").code == 0


def test_a_folder_is_kept_as_its_full_path(clm: Clm, repo: Repository) -> None:
    clm.ok("config", "set", "shares", "../shares")
    assert clm.ok("config", "get", "shares") == f"{repo.root.parent / 'shares'}\n"


@pytest.mark.parametrize("words", [("get", "nope"), ("set", "nope", "1"), ("set", "lang", "xx")])
def test_what_is_no_setting(clm: Clm, words: tuple[str, ...]) -> None:
    assert clm("config", *words).code == 2
    assert not own_file().exists()


def test_a_bad_file_is_named(clm: Clm) -> None:
    own_file().parent.mkdir(parents=True)
    own_file().write_text("lang: [\n")
    answer = clm("config", "list")
    assert answer.code == 65
    assert answer.err.startswith(f"{own_file()}:")
    assert own_file().read_text() == "lang: [\n"


# schema


def test_export_is_one_commit_and_then_nothing(clm: Clm, repo: Repository) -> None:
    assert "--- /dev/null\n+++ b/.schema/customer.json\n" in clm.ok("schema", "export", "-n")
    clm.ok("schema", "export")
    assert repo.subjects()[0] == "schema export"
    schema = json.loads(repo.read(".schema/customer.json"))
    assert "registered_on" in schema["properties"]
    before = repo.head()
    assert clm.ok("schema", "export") == "nothing to change\n"
    assert (repo.head(), repo.is_clean()) == (before, True)
    repo.put(".schema/vpa.json", "{}\n")
    assert clm("schema", "export", "--json").json["changed"] == ["vpa.json"]


def test_export_elsewhere_makes_no_commit(clm: Clm, repo: Repository, tmp_path: Path) -> None:
    before = repo.head()
    printed = clm.ok("schema", "export", "--to", str(tmp_path / "s"))
    assert printed.split() == [str(path) for path in map(Path, printed.split()) if path.is_file()]
    assert len(printed.split()) == len(KINDS)
    assert repo.head() == before
    assert clm("schema", "export", "--to", "x", "-n").code == 2


def test_show_prints_one(clm: Clm) -> None:
    assert json.loads(clm.ok("schema", "show", "vpa"))["title"] == "Vpa"
    assert clm("schema", "show", "nope").code == 2


# completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(clm: Clm, shell: str) -> None:
    script = clm.ok("completion", shell)
    assert "_CLM_COMPLETE" in script
    assert f"{shell}_complete" in script


def test_no_other_shell(clm: Clm) -> None:
    assert clm("completion", "csh").code == 2


@pytest.mark.parametrize("size", [5_000_000, 3_000_000_000])
def test_a_config_of_any_size_is_read_to_the_limit_only(clm: Clm, size: int) -> None:
    own_file().parent.mkdir(parents=True)
    with own_file().open("wb") as file:
        file.truncate(size)
    answer = clm("mine")
    assert answer.code == 65
    assert f"the file has {MOST:,} bytes; at most 1,000,000 are read" in answer.err


def test_a_config_may_be_a_link(clm: Clm, tmp_path: Path) -> None:
    tmp_path.joinpath("mine.yaml").write_text("lang: pt\n")
    own_file().parent.mkdir(parents=True)
    own_file().symlink_to(tmp_path / "mine.yaml")
    assert origins(clm)["lang"] == ("pt", "your config")


def test_setting_replaces_no_pipe_and_no_device(clm: Clm, tmp_path: Path) -> None:
    """As root it would be the device itself that a link leads to."""
    os.mkfifo(tmp_path / "pipe")
    own_file().parent.mkdir(parents=True)
    own_file().symlink_to(tmp_path / "pipe")
    answer = clm("config", "set", "lang", "pt")
    assert (answer.code, answer.err.splitlines()[0]) == (74, f"error: {own_file()} is no file")
    assert (tmp_path / "pipe").is_fifo()
