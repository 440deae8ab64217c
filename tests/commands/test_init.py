"""`clm init`: makes a data folder, once, and only where nobody else's is."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.domain.policy import Settings
from clm.domain.tags import STARTER_SECTIONS, STARTERS
from clm.domain.template import REASONS
from clm.store.founding import templates
from tests.build import VPAS, customer_path, make_customer
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from clm.domain.values import Language

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Änne Öztürk-Maß")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "aenne.oe@example.org")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Änne Öztürk-Maß")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "aenne.oe@example.org")


@pytest.fixture
def place(tmp_path: Path, identity: None) -> Repository:  # noqa: ARG001
    (tmp_path / "neu").mkdir()
    return Repository(tmp_path / "neu")


def test_makes_repository_tree_and_first_colleague_as_one_commit(place: Repository) -> None:
    clm = Clm(place.root)
    clm.ok("init")
    assert place.subjects() == ["init"]
    assert place.git("branch", "--show-current") == "main"
    assert place.is_clean()
    assert place.trailers()["Clm-By"] == "aenne-oe"
    settings = place.read("clm.yaml").splitlines()
    assert settings[1:7] == [
        "format: 1",
        "name: neu",
        "timezone: Europe/Berlin",
        "checks_from: 2026-11-18",
        "tags:",
        "  call: [phone, telefonat, anruf]",
    ]
    person = place.read("team/aenne-oe.yaml")
    assert "initials: AOM\n" in person
    assert "name: Änne Öztürk-Maß\n" in person
    assert "  - admin\n" in person
    assert "  - lead-distributor\n" in person
    for name in ("customers/.gitkeep", "vpas/.gitkeep"):
        assert place.path(name).is_file()
    assert place.path(".schema/customer.json").is_file()
    assert clm("mine", "--json").json["items"] == []


@pytest.mark.parametrize("language", ["de", "en", "pt"])
def test_the_tags_to_begin_with_are_in_the_teams_language(  # A3.7
    place: Repository, language: Language
) -> None:
    clm = Clm(place.root)
    clm.ok("init", "--lang", language)
    items = clm("file", "tags", "--json").json["items"]
    sections = STARTER_SECTIONS.get(language, Settings(format=1).vpa_sections)
    assert {item["tag"] for item in items} == {*STARTERS[language], *sections}
    assert (f"\nlanguage: {language}\n" in place.read("clm.yaml")) == (language != "en")
    assert clm("check").code == 0


def test_a_second_init_changes_nothing(place: Repository) -> None:
    clm = Clm(place.root)
    clm.ok("init")
    before = place.head()
    assert "nothing changed" in clm.ok("init")
    assert place.head() == before
    assert clm("init", "--json").json["commit"] is None


def test_the_chat_templates_are_there_and_work(place: Repository) -> None:
    clm = Clm(place.root)
    clm.ok("init")
    found = clm("template", "list", "--json").json["items"]
    assert [(item["id"], item["language"]) for item in found if item["reason"]] == [
        (reason, language) for reason in sorted(REASONS) for language in ("de", "en")
    ]
    assert clm("template", "check").code == 0
    place.put("vpas/anna.yaml", VPAS["anna"])
    place.put(customer_path("c-7f3qkd"), make_customer(more="vpa: anna\n"))
    text = clm.ok("chat", "c-7f3qkd", "--deadline", "fri", "--lang", "en")
    assert "Muster GmbH" in text


def test_the_templates_come_from_the_package_where_it_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "clm" / "templates" / "en" / "x.md.j2"
    shipped.parent.mkdir(parents=True)
    shipped.write_bytes(b"x")
    monkeypatch.setattr("clm.store.founding.__file__", str(tmp_path / "clm/store/founding.py"))
    assert list(templates()) == [("templates/en/x.md.j2", b"x")]


def test_the_package_is_built_with_them() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert forced == {"data/templates": "clm/templates"}
    assert {path for path, _ in templates()} == {
        path.relative_to(PROJECT / "data").as_posix()
        for path in (PROJECT / "data" / "templates").rglob("*.j2")
    }


def test_a_folder_of_the_given_name_and_handle(place: Repository) -> None:
    answer = Clm(place.root)("init", "kunden", "--as", "anne", "--name", "Büro", "--json")
    assert answer.code == 0, answer.err
    made = Repository(place.root / "kunden")
    assert answer.json["commit"] == made.head()
    assert "name: Büro\n" in made.read("clm.yaml")
    assert made.path("team/anne.yaml").is_file()


def test_an_empty_repository_is_taken_with_its_branch(place: Repository) -> None:
    place.git("init", "--quiet", "--initial-branch=trunk")
    Clm(place.root).ok("init")
    assert place.git("branch", "--show-current") == "trunk"
    assert place.subjects() == ["init"]


def test_data_in_the_root_of_a_repository_with_other_work(repo: Repository) -> None:
    repo.git("rm", "-rq", "--", "clm.yaml", "team", "vpas")
    repo.put("main.c", "int x;\n")
    staged = repo.write("half.c", "int y;\n")
    repo.git("add", staged.name)
    Clm(repo.root).ok("init", "data")
    assert repo.path("data/clm.yaml").is_file()
    assert repo.git("diff", "--cached", "--name-only") == "half.c"
    assert Clm(repo.root)("mine").code == 0


@pytest.mark.parametrize("foreign", ["a file", "a repository", "inside one"])
def test_what_is_somebody_elses_is_refused(place: Repository, foreign: str) -> None:
    folder = place.root
    if foreign == "a file":
        place.write("letter.txt", "Hallo\n")
    else:
        place.git("init", "--quiet")
        place.put("letter.txt", "Hallo\n")
        if foreign == "a repository":
            place.git("rm", "-q", "letter.txt")
            place.commit()
        else:
            folder = place.root / "deep"
    before = sorted(place.root.rglob("*"))
    answer = Clm(place.root)("init", folder)
    assert answer.code == 78
    assert "hint: " in answer.err
    assert sorted(place.root.rglob("*")) == before


def test_a_folder_inside_a_data_folder_is_refused(clm: Clm, repo: Repository) -> None:
    repo.path("customers").mkdir()
    assert clm("init", "customers").code == 78


def test_without_an_identity_nothing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    answer = Clm(tmp_path)("init", folder)
    assert answer.code == 78
    assert "git does not know who you are" in answer.err
    assert not folder.exists()


@pytest.mark.parametrize("handle", ["Jana", "con", "a b", "-x"])
def test_a_bad_handle_is_refused_before_anything_is_made(place: Repository, handle: str) -> None:
    assert Clm(place.root)("init", f"--as={handle}").code == 2
    assert os.listdir(place.root) == []  # noqa: PTH208


def test_a_bad_zone_is_refused(place: Repository) -> None:
    assert Clm(place.root)("init", "--timezone", "Berlin").code == 2
