"""`clm edit` and `clm path`: a record in the person's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import SETTINGS, TEAM, customer_path, make_customer
from tests.plants import Ground

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

PATH = customer_path(C)


def copies(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("clm-edit-*"))


@pytest.mark.parametrize("words", [("edit", "muster"), ("customer", "edit", "muster")])
def test_an_edit_is_one_commit(  # A2.11
    clm: Clm, repo: Repository, muster: str, editor: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    editor.write_text("printf 'plz: 01067  # neu\\r\\n' >> \"$1\"")
    clm.ok(*words)
    assert repo.read(PATH) == make_customer(more="owner: jana\nplz: 01067  # neu\n")
    assert (repo.subjects()[0], repo.is_clean()) == (f"edit {muster}", True)
    assert not copies(tmp_path)


def test_unchanged_says_so(
    clm: Clm, repo: Repository, muster: str, editor: Path, tmp_path: Path
) -> None:
    editor.write_text("true")
    before = repo.head()
    assert clm.ok("edit", muster) == "nothing to change\n"
    assert (repo.head(), copies(tmp_path)) == (before, [])


def test_an_error_is_refused_and_the_copy_kept(
    clm: Clm, repo: Repository, muster: str, editor: Path, tmp_path: Path
) -> None:
    editor.write_text("echo 'class: A' >> \"$1\"")
    before = repo.head()
    answer = clm("edit", muster)
    assert (answer.code, repo.head(), repo.is_clean()) == (65, before, True)
    assert answer.err.startswith(f"{PATH}:5:8: class: expects a list")
    (kept,) = copies(tmp_path)
    assert str(kept) in answer.err
    assert "class: A" in (kept / f"{C}.yaml").read_text()


def test_the_id_cannot_be_changed(clm: Clm, muster: str, editor: Path) -> None:
    editor.write_text('sed -i.old s/c-7f3qkd/c-000000/ "$1" && rm "$1.old"')
    assert clm("edit", muster).code == 65


def test_a_file_changed_meanwhile_is_not_lost(
    clm: Clm, repo: Repository, muster: str, editor: Path, tmp_path: Path
) -> None:
    theirs = repo.path(PATH)
    editor.write_text(f"echo 'city: Bonn' >> '{theirs}'; echo 'city: Köln' >> \"$1\"")
    before = repo.head()
    answer = clm("edit", muster)
    assert (answer.code, repo.head()) == (75, before)
    assert repo.read(PATH).endswith("city: Bonn\n")
    (kept,) = copies(tmp_path)
    assert str(kept) in answer.err
    assert (kept / f"{C}.yaml").read_text().endswith("city: Köln\n")


def test_what_was_broken_by_hand_can_be_mended(
    clm: Clm, repo: Repository, muster: str, editor: Path
) -> None:
    repo.write(PATH, make_customer(more="owner: tom\nclass: A\n"))
    editor.write_text('sed -i.old /class/d "$1" && rm "$1.old"')
    clm.ok("edit", "7f")
    assert repo.read(PATH) == make_customer(more="owner: tom\n")
    assert (repo.subjects()[0], repo.is_clean()) == (f"edit {muster}", True)


def test_broken_settings_can_be_mended(clm: Clm, repo: Repository, editor: Path) -> None:
    repo.write("clm.yaml", SETTINGS.replace("format: 1", "format: x") + "language: de\n")
    editor.write_text('sed -i.old "s/format: x/format: 1/" "$1" && rm "$1.old"')
    clm.ok("edit", "clm.yaml")
    assert repo.read("clm.yaml") == SETTINGS + "language: de\n"
    assert repo.subjects()[0] == "edit settings"


@pytest.mark.parametrize(
    ("ref", "path"), [("tom", "team/tom.yaml"), ("vpas/anna", "vpas/anna.yaml")]
)
def test_people_too(clm: Clm, repo: Repository, editor: Path, ref: str, path: str) -> None:
    editor.write_text("echo 'capacity: 20' >> \"$1\"")
    text = repo.read(path)
    if ref == "tom":
        clm.ok("edit", ref)
        assert repo.read(path) == text + "capacity: 20\n" == TEAM["tom"] + "capacity: 20\n"
    else:
        assert clm.ok("edit", ref, "-n").count("+capacity: 20\n") == 1
        assert repo.read(path) == text


def test_editors_that_fail(
    clm: Clm, repo: Repository, muster: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    for editor, code in (("false", 1), ("no-such-editor", 69), ("'", 69)):
        monkeypatch.setenv("VISUAL", editor)
        assert clm("edit", muster).code == code
    assert (repo.is_clean(), copies(tmp_path)) == (True, [])


def test_nothing_is_opened_where_nothing_may_be_written(
    clm: Clm, repo: Repository, muster: str, editor: Path, tmp_path: Path
) -> None:
    editor.write_text(f"touch '{tmp_path}/opened'")
    repo.put("clm.yaml", SETTINGS + "example:\n  today: 2026-11-18\n")
    assert clm("edit", muster).code == 78
    assert not (tmp_path / "opened").exists()


def test_nothing_is_opened_in_a_repository_without_trust(
    clm: Clm, repo: Repository, muster: str, editor: Path, tmp_path: Path
) -> None:
    editor.write_text(f"touch '{tmp_path}/opened'")
    Ground(repo.root, "hook").hook("post-commit")
    assert clm("edit", muster).code == 77
    assert not (tmp_path / "opened").exists()


def test_path_prints_where_files_are(clm: Clm, repo: Repository, muster: str) -> None:
    assert clm.ok("path", "muster", "tom", "clm.yaml").splitlines() == [
        str(repo.path(name)) for name in (PATH, "team/tom.yaml", "clm.yaml")
    ]
    assert clm("path", muster, "--file", "oteam").code == 3
    clm.ok("note", muster, "Anruf")
    oteam = repo.path(customer_path(muster, "oteam"))
    assert clm.ok("path", muster, "--file", "oteam") == f"{oteam}\n"
    assert clm("path", muster, "--json").json["items"] == [
        {"ref": muster, "path": str(repo.path(PATH))}
    ]


@pytest.mark.parametrize("ref", ["nope", "../clm", "team/../clm", "vpas/nobody"])
def test_path_of_nothing(clm: Clm, ref: str) -> None:
    assert clm("path", ref).code == 3


def test_a_handle_of_two(clm: Clm, repo: Repository) -> None:
    repo.write("vpas/tom.yaml", "id: tom\nname: Tom Zwei\n")
    answer = clm("path", "tom")
    assert answer.code == 4
    assert "vpas/tom" in answer.err
    assert clm.ok("path", "vpas/tom") == f"{repo.path('vpas/tom.yaml')}\n"


def test_the_path_of_an_item_is_that_of_the_file_it_stands_in(repo: Repository, clm: Clm) -> None:
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(request(tasks=task())))
    note = clm("note", C, "Angerufen", "--json").json
    assert note["changed"] == [C]
    noted = clm("file", C, "--json").json["items"][0]["id"]
    contact = repo.path(customer_path(C))
    notes = repo.path(customer_path(C, "oteam"))
    asked = repo.path(FILE)
    assert clm.ok("path", R, T, noted, "p-11111111", C).splitlines() == [
        str(asked), str(asked), str(notes), str(contact), str(contact),
    ]  # fmt: skip
    assert clm.ok("path", R, "--file", "oteam") == f"{notes}\n"
    assert clm("path", "r-9zzzzz").code == 3
