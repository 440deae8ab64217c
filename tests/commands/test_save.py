"""`clm save`: what was edited by hand is checked and committed as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build import SETTINGS, customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

C = "c-7f3qkd"
PATH = customer_path(C)


def test_nothing_to_save(clm: Clm, repo: Repository) -> None:
    before = repo.head()
    assert clm.ok("save") == "nothing to save\n"
    assert clm("save", "--json").json["commit"] is None
    assert repo.head() == before


def test_edited_and_new_files_are_one_commit(clm: Clm, repo: Repository, muster: str) -> None:
    assert muster
    edited = make_customer(more="owner: jana   # sic\nmine:  kept\n")
    repo.write(PATH, edited)
    repo.write("vpas/cleo.yaml", "id: cleo\nname: Cleo\n")
    repo.write("clm.yaml", SETTINGS + "language: de\n")
    repo.write("notes.txt", "not ours")
    answer = clm("save", "--json")
    assert answer.json["changed"] == ["settings", C, "cleo"]
    assert (repo.subjects()[0], repo.read(PATH)) == ("save 3 records", edited)
    assert repo.trailers()["Clm-By"] == "jana"
    assert repo.git("status", "--porcelain") == "?? notes.txt"


def test_the_subject_names_a_single_record(clm: Clm, repo: Repository) -> None:
    repo.write(PATH, make_customer())
    clm.ok("save")
    assert repo.subjects()[0] == f"save {C}"
    repo.write("templates/de/hallo.md.j2", "---\nid: hallo\nversion: 1\naudience: vpa\n"
               "language: de\n---\nHallo\n")  # fmt: skip
    clm.ok("save")
    assert repo.subjects()[0] == "save de:hallo"


def test_one_error_refuses_everything_and_all_are_named(clm: Clm, repo: Repository) -> None:
    before = repo.head()
    repo.write(PATH, make_customer(more="class: A\nplz: 1\nplz: 2\n"))
    repo.write("vpas/cleo.yaml", "id: cleo\n")
    repo.write("team/tim.yaml", "id: tim\nname: Tim\n")
    repo.write("templates/de/x.md.j2", "nothing\n")
    answer = clm("save")
    assert (answer.code, answer.out, repo.head()) == (65, "", before)
    places = [line.partition(" ")[0] for line in answer.err.splitlines()]
    assert places == [
        f"{PATH}:4:8:", f"{PATH}:6:1:", "templates/de/x.md.j2:1:1:", "vpas/cleo.yaml:1:1:",
    ]  # fmt: skip


def test_paths_choose(clm: Clm, repo: Repository) -> None:
    repo.write(PATH, make_customer(more="class: A\n"))
    repo.write("vpas/cleo.yaml", "id: cleo\nname: Cleo\n")
    clm.ok("save", "vpas")
    assert repo.git("status", "--porcelain", "-uall") == f"?? {PATH}"


def test_bom_and_crlf_go_and_nothing_else(clm: Clm, repo: Repository) -> None:  # A2.11
    text = make_customer(more="plz:   01067   # sic\n")
    repo.path(PATH).parent.mkdir(parents=True)
    repo.path(PATH).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    clm.ok("save")
    assert repo.read(PATH) == text == repo.git("show", f"HEAD:{PATH}") + "\n"
    assert (repo.is_clean(), len(repo.subjects())) == (True, 2)


def test_staged_work_is_never_swept_in(clm: Clm, repo: Repository) -> None:
    repo.write(PATH, make_customer())
    repo.git("add", PATH)
    repo.write("vpas/cleo.yaml", "id: cleo\nname: Cleo\n")
    before = repo.head()
    assert (clm("save").code, repo.head()) == (75, before)
    clm.ok("save", "vpas")
    assert repo.git("status", "--porcelain", "-uall") == f"A  {PATH}"


def test_a_deleted_file_is_left_and_named(clm: Clm, repo: Repository, muster: str) -> None:
    assert muster
    repo.path("vpas/anna.yaml").unlink()
    before = repo.head()
    answer = clm("save")
    assert (answer.code, repo.head()) == (0, before)
    assert "vpas/anna.yaml is deleted" in answer.err


def test_what_would_write_a_deleted_file_anew_changes_nothing(
    clm: Clm, repo: Repository, muster: str
) -> None:
    """Nor is the edit of another file committed first: the command is refused as a whole."""
    clm.ok("note", muster, "Erstes")
    repo.write(customer_path(muster), repo.read(customer_path(muster)) + "city: Bonn\n")
    (repo.root / customer_path(muster, "oteam")).unlink()
    before = repo.head(), repo.git("status", "--porcelain")
    answer = clm("watch", muster, "-m", "Zögert")
    assert answer.code == 75
    assert "oteam.yaml is deleted by hand" in answer.err
    assert (repo.head(), repo.git("status", "--porcelain")) == before
    repo.git("add", "-u")
    repo.git("commit", "-qm", "weg")
    clm.ok("watch", muster, "-m", "Zögert")


def test_a_dry_run_shows_the_diff(clm: Clm, repo: Repository, muster: str) -> None:
    assert muster
    repo.write(PATH, make_customer(more="owner: tom\n"))
    before = repo.head()
    diff = clm.ok("save", "-n")
    assert "-owner: jana\n+owner: tom\n" in diff
    assert repo.head() == before


def test_example_data_are_only_read(clm: Clm, repo: Repository) -> None:
    repo.put("clm.yaml", SETTINGS + "example:\n  today: 2026-11-18\n")
    repo.write(PATH, make_customer())
    assert clm("save").code == 78
