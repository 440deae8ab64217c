"""`clm private`: what managers keep of their people, apart from the team (A4.1, A4.2, A4.4)."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pyrage
import pytest

from clm.domain.queryable import FIELDS
from tests.world import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm

CANARY = "canary-rheuma"


@pytest.fixture
def store(clm: Clm, repo: Repository, tmp_path: Path) -> Repository:
    """Jana's private store; she has the role manager."""
    make_manager(repo)
    clm.ok("private", "init", tmp_path / "own")
    return Repository(tmp_path / "own")


def make_manager(repo: Repository) -> None:
    repo.put("team/jana.yaml", repo.read("team/jana.yaml") + "  - manager\n")


def key(place: Path, name: str) -> tuple[str, str]:
    """A key file, and its recipient."""
    identity = pyrage.x25519.Identity.generate()
    place.mkdir(exist_ok=True)
    (place / name).write_text(f"# made for a test\n{identity}\n")
    return str(place / name), str(identity.to_public())


def objects(repo: Repository) -> bytes:
    """The content of every object there is, of no branch too."""
    import subprocess

    done = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch", "--buffer"],
        cwd=repo.root, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


def note(clm: Clm, who: str, text: str, *words: str) -> str:
    kind = words or ("--kind", "performance")
    answer = clm("private", "note", who, text, *kind, "--json")
    assert answer.code == 0, answer.err
    return str(answer.json["changed"][0])


# the store itself


def test_the_store_is_a_closed_repository_of_its_own(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    make_manager(repo)
    before = repo.head()
    old = os.umask(0o002)
    try:
        clm.ok("private", "init", tmp_path / "own")
        note(clm, "tom", CANARY)
    finally:
        os.umask(old)
    own = Repository(tmp_path / "own")
    assert stat.S_IMODE(own.root.stat().st_mode) == 0o700
    for path in own.root.rglob("*"):
        assert not stat.S_IMODE(path.lstat().st_mode) & 0o077, path
    assert own.is_clean()
    assert own.subjects()[1] == "private init"
    assert own.subjects()[0].startswith("private note pn-")
    assert clm("config", "get", "private").out.strip() == str(own.root)
    assert repo.head() == before
    assert repo.is_clean()


def test_made_again_nothing_changes(clm: Clm, store: Repository) -> None:  # A4.1
    before = store.head()
    assert clm("private", "init", store.root).code == 0
    assert store.head() == before


def test_what_a_store_that_is_there_has_not_is_not_passed_over(  # A4.1
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    _, recipient = key(tmp_path / "keys", "jana")
    before = store.head()
    answer = clm("private", "init", store.root, "--recipient", recipient)
    assert (answer.code, "not encrypted for this recipient" in answer.err) == (77, True)
    url = "git@example.org:lead/own.git"
    answer = clm("private", "init", store.root, "--remote", url)
    assert (answer.code, f"remote add origin {url}" in answer.err) == (77, True)
    store.git("remote", "add", "origin", url)
    clm.ok("private", "init", store.root, "--remote", url)
    answer = clm("private", "init", store.root, "--remote", "git@example.org:lead/two.git")
    assert (answer.code, "remote set-url origin" in answer.err) == (77, True)
    clm.ok("private", "recipients", "add", recipient)
    clm.ok("private", "init", store.root, "--recipient", recipient)
    assert store.git("rev-parse", "HEAD~1") == before


def test_a_clone_of_the_store_is_taken_as_it_is(  # A4.1
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    store.git("clone", "--quiet", str(store.root), str(tmp_path / "clone"))
    assert clm("private", "init", tmp_path / "clone").code == 77
    (tmp_path / "clone").chmod(0o700)
    clm.ok("private", "init", tmp_path / "clone")
    assert clm("config", "get", "private").out.strip() == str(tmp_path / "clone")


@pytest.mark.parametrize("place", ["", "deep/inside", ".."])
def test_the_store_lies_beside_the_team(  # A4.1
    clm: Clm, repo: Repository, place: str
) -> None:
    make_manager(repo)
    answer = clm("private", "init", repo.root / place)
    assert answer.code == 77
    assert "lie in each other" in answer.err
    assert not (repo.root / place / "private.yaml").exists()


def test_the_remote_is_not_the_teams(clm: Clm, repo: Repository, tmp_path: Path) -> None:  # A4.1
    make_manager(repo)
    repo.git("remote", "add", "origin", "git@example.org:team/crm.git")
    for url in ("ssh://git@example.org/team/crm", "git@example.org:team/crm.git", repo.root):
        assert clm("private", "init", tmp_path / "own", "--remote", url).code == 77
    clm.ok("private", "init", tmp_path / "own", "--remote", "git@example.org:lead/own.git")
    own = Repository(tmp_path / "own")
    assert own.git("remote", "get-url", "origin") == "git@example.org:lead/own.git"
    own.git("remote", "set-url", "origin", "https://example.org/team/crm.git")
    answer = clm("private", "list")
    assert answer.code == 77
    assert "is the team's" in answer.err


def test_a_folder_that_others_can_read_is_refused(  # A4.1
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    store.root.chmod(0o750)
    for words in (("list",), ("note", "tom", "x", "--kind", "sick"), ("remove", "tom", "--yes")):
        answer = clm("private", *words)
        assert answer.code == 77
        assert f"chmod 700 {store.root}" in answer.err
    (tmp_path / "open").mkdir(mode=0o755)
    assert clm("private", "init", tmp_path / "open").code == 77


def test_without_a_store_nothing_is_kept_and_that_is_said(clm: Clm) -> None:  # A4.1
    answer = clm("private", "note", "tom", "x", "--kind", "sick")
    assert answer.code == 78
    assert "nothing was kept" in answer.err
    assert "clm private init" in answer.err


# who


def test_only_managers_keep_notes(clm: Clm, repo: Repository, store: Repository) -> None:  # A4.1
    note(clm, "tom", CANARY)
    before = store.head()
    for words in (
        ("note", "jana", "x", "--kind", "behaviour"), ("list",), ("show", "jana"),
        ("export", "jana", "-O", str(store.root.parent / "x")), ("remove", "jana", "--yes"),
    ):  # fmt: skip
        assert clm("private", *words, "--as", "tom").code == 77, words
    assert store.head() == before
    repo.put("team/isabel.yaml", repo.read("team/isabel.yaml") + "manager: tom\n")
    clm.ok("private", "note", "isabel", "on time", "--kind", "behaviour", "--as", "tom")
    (item,) = clm("private", "list", "--as", "tom", "--json").json["items"]
    assert item["person"] == "isabel"


# notes


def test_notes_by_kind(clm: Clm, store: Repository) -> None:  # A4.1
    note(clm, "tom", "", "--kind", "tardiness", "--minutes", "20", "--on", "2026-11-16")
    note(clm, "tom", "", "--kind", "satisfaction", "--score", "4")
    note(clm, "tom", "", "--kind", "sick", "--from", "2026-11-02", "--to", "2026-11-04")
    found = clm("private", "list", "--json").json["items"]
    assert [(one["kind"], one["on"]) for one in found] == [
        ("sick", "2026-11-02"), ("tardiness", "2026-11-16"), ("satisfaction", "2026-11-18"),
    ]  # fmt: skip
    (item,) = clm("private", "list", "--kind", "tardiness", "--json").json["items"]
    assert (item["minutes"], item["keep_until"], item["expired"]) == (20, "2027-11-16", False)
    assert clm("private", "note", "tom", "x", "--kind", "sick", "--score", "3").code == 2
    assert clm("private", "note", "tom", "--kind", "performance").code == 2
    assert clm("private", "note", "nobody", "x", "--kind", "sick").code == 3
    assert len(store.subjects()) == 4


def test_a_dry_run_keeps_nothing(clm: Clm, store: Repository) -> None:  # A4.1
    before = store.head()
    clm.ok("private", "note", "tom", CANARY, "--kind", "sick", "-n")
    assert store.head() == before
    assert store.is_clean()


def test_what_is_kept_too_long_is_told_and_removed(clm: Clm, store: Repository) -> None:  # A4.2
    late = note(clm, "tom", CANARY, "--kind", "tardiness", "--on", "2025-11-17")
    kept = note(clm, "tom", "good", "--kind", "performance", "--on", "2025-11-17")
    answer = clm("private", "list", "--expired")
    assert late in answer.out
    assert kept not in answer.out
    assert "differs by law" in answer.out
    clm.ok("private", "remove", "--expired", "--yes")
    assert [one["id"] for one in clm("private", "list", "--json").json["items"]] == [kept]
    assert CANARY.encode() not in objects(store)
    assert clm.ok("private", "remove", "--expired", "--yes").strip() == "nothing to change"


def test_everything_kept_of_a_person_is_handed_over(  # A4.2
    clm: Clm, repo: Repository, store: Repository, tmp_path: Path
) -> None:
    note(clm, "tom", CANARY)
    note(clm, "isabel", "another")
    clm.ok("private", "export", "tom", "-O", tmp_path / "tom.json")
    clm.ok("private", "export", "tom", "-O", tmp_path / "tom.md")
    text = (tmp_path / "tom.json").read_text()
    assert CANARY in text
    assert "another" not in text
    assert CANARY in (tmp_path / "tom.md").read_text()
    assert stat.S_IMODE((tmp_path / "tom.json").stat().st_mode) == 0o600
    for place in ("tom.json", "team/tom.json", ".git/tom"):
        assert clm("private", "export", "tom", "-O", repo.root / place).code == 77
    assert clm("private", "export", "jana", "-O", tmp_path / "x").code == 3
    assert store.is_clean()


# removal


def test_removal_removes_from_the_history_too(clm: Clm, store: Repository) -> None:  # A4.2
    first = note(clm, "tom", CANARY)
    other = note(clm, "isabel", "stays")
    second = note(clm, "tom", f"{CANARY} again")
    store.git("tag", "-a", "old", "-m", "old")
    store.git("branch", "aside")
    store.git("remote", "add", "origin", "git@example.org:lead/own.git")
    store.git("update-ref", "refs/remotes/origin/main", store.head())
    assert CANARY.encode() in objects(store)
    answer = clm("private", "remove", "tom")
    assert answer.code == 77
    assert CANARY.encode() in objects(store)
    answer = clm("private", "remove", "tom", "--yes")
    assert answer.code == 0, answer.err
    assert "origin git@example.org:lead/own.git still has it" in answer.err
    assert f"git -C {store.root} push --mirror --force origin" in answer.err
    assert "clone" in answer.err
    held = objects(store)
    for gone in (CANARY, "tom", first, second):
        assert gone.encode() not in held, gone
    assert b"stays" in held
    assert store.is_clean()
    assert [one["id"] for one in clm("private", "list", "--json").json["items"]] == [other]
    assert store.git("log", "-g", "--format=%s", "--all") == ""
    assert store.git("rev-parse", "aside") == store.git("rev-list", "-1", "main", "--grep", other)
    assert clm("private", "remove", "tom", "--yes").code == 3
    store.git("fsck", "--strict")


@pytest.mark.parametrize(
    "name", ["Arztbrief 2026.txt", "Gespräch.txt", 'a "b" \\ c.txt', "a\nb\tc.txt"]
)
def test_a_file_of_any_name_is_removed(clm: Clm, store: Repository, name: str) -> None:  # A4.2
    note(clm, "tom", "stays")
    store.put(f"people/isabel/{name}", CANARY)
    clm.ok("private", "remove", "isabel", "--yes")
    assert CANARY.encode() not in objects(store)
    assert b"stays" in objects(store)
    assert store.is_clean()


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (rb'M 100644 abc "people/jana/Gespr\303\244ch \"x\".txt"', 'people/jana/Gespräch "x".txt'),
        (rb'D "people/a b\ttab\\"', "people/a b\ttab\\"),
        (b"M 100644 abc people/jana/pn-1 of it.yaml", "people/jana/pn-1 of it.yaml"),
    ],
)
def test_a_path_is_read_as_git_quotes_it(line: bytes, path: str) -> None:  # A4.2
    from clm.store import purging

    assert purging._path(line) == path


def test_what_is_said_to_be_removed_was_looked_for_by_git_itself(  # A4.2
    clm: Clm, store: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clm.store import purging

    store.put("people/tom/Gespräch.txt", CANARY)
    monkeypatch.setattr(purging, "_path", lambda _: "")
    answer = clm("private", "remove", "tom", "--yes")
    assert (answer.code, "something is left" in answer.err) == (78, True)


def test_one_note_is_removed_alone(clm: Clm, store: Repository) -> None:  # A4.2
    gone, kept = note(clm, "tom", CANARY), note(clm, "tom", "stays")
    clm.ok("private", "remove", gone, "--yes")
    assert [one["id"] for one in clm("private", "list", "--json").json["items"]] == [kept]
    assert CANARY.encode() not in objects(store)


def test_a_removal_that_was_cut_off_is_finished(  # A4.2
    clm: Clm, store: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clm.errors import InputOutputError
    from clm.store.git import Repo

    note(clm, "tom", CANARY)
    real = Repo.run
    for step in ("fast-import", "update-ref", "reflog", "gc"):

        def run(repo: Repo, *words: str, **more: object) -> bytes:
            if words[0] == step:  # noqa: B023
                raise InputOutputError("cut off")
            return real(repo, *words, **more)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(Repo, "run", run)
            assert clm("private", "remove", "tom", "--yes").code == 74, step
    clm("private", "remove", "tom", "--yes")
    assert CANARY.encode() not in objects(store)


def test_a_person_who_cannot_be_is_no_path(clm: Clm, store: Repository) -> None:  # A4.2
    assert clm("private", "remove", "../x", "--yes").code == 3
    assert store.is_clean()


# encryption


@pytest.fixture
def locked(clm: Clm, repo: Repository, tmp_path: Path) -> tuple[Repository, str, str]:
    """A store that is encrypted for Jana; her key file and her recipient."""
    make_manager(repo)
    file, recipient = key(tmp_path / "keys", "jana")
    clm.ok("private", "init", tmp_path / "own", "--recipient", recipient)
    clm.ok("config", "set", "private_key", file)
    return Repository(tmp_path / "own"), file, recipient


def test_every_note_is_encrypted_for_its_readers(  # A4.1
    clm: Clm, locked: tuple[Repository, str, str]
) -> None:
    own, _, _ = locked
    made = note(clm, "tom", CANARY)
    assert CANARY.encode() not in objects(own)
    assert own.path(f"people/tom/{made}.yaml.age").is_file()
    assert CANARY in clm.ok("private", "show", "tom")


@pytest.mark.parametrize("held", ["other", "none", "missing"])
def test_without_the_right_key_notes_are_added_but_not_read(  # A4.1
    clm: Clm, locked: tuple[Repository, str, str], tmp_path: Path, held: str
) -> None:
    own, file, _ = locked
    old = note(clm, "tom", CANARY)
    wrong = key(tmp_path / "keys", "other")[0]
    (tmp_path / "keys" / "none").write_text("no key\n")
    clm.ok("config", "set", "private_key", tmp_path / "keys" / held)
    before = own.head()
    answer = clm("private", "list")
    assert answer.code == (77 if held == "other" else 78), answer.err
    assert CANARY not in answer.out + answer.err
    assert own.head() == before
    new = note(clm, "tom", "later")
    clm.ok("config", "set", "private_key", file)
    found = clm("private", "list", "--json").json["items"]
    assert {one["id"] for one in found} == {old, new}
    assert wrong != file


def test_a_revoked_key_reads_nothing_that_is_there(  # A4.1
    clm: Clm, locked: tuple[Repository, str, str], tmp_path: Path
) -> None:
    own, file, mine = locked
    made = note(clm, "tom", CANARY)
    theirs, recipient = key(tmp_path / "keys", "tom")
    assert recipient in clm.ok("private", "recipients", "add", recipient)
    clm.ok("config", "set", "private_key", theirs)
    assert CANARY in clm.ok("private", "show", "tom")
    clm.ok("config", "set", "private_key", file)
    answer = clm("private", "recipients", "remove", recipient)
    assert answer.code == 0
    assert "the history" in answer.err
    assert CANARY in clm.ok("private", "show", "tom")
    clm.ok("config", "set", "private_key", theirs)
    assert clm("private", "show", "tom").code == 77
    assert clm("private", "recipients", "add", recipient).code == 77
    clm.ok("config", "set", "private_key", file)
    assert clm("private", "recipients", "remove", mine).code == 77
    assert clm("private", "recipients", "remove", recipient).code == 3
    assert clm("private", "recipients", "list", "--ids").out.split() == [mine]
    assert own.path(f"people/tom/{made}.yaml.age").is_file()
    assert own.is_clean()


def test_what_is_no_key_becomes_no_recipient(  # A4.1
    clm: Clm, repo: Repository, locked: tuple[Repository, str, str]
) -> None:
    assert repo.root.is_dir()
    vault, _, _ = locked
    before = vault.head()
    answer = clm("private", "recipients", "add", "age1bogus")
    assert (answer.code, "age1bogus" in answer.err) == (2, True)
    assert (vault.head(), vault.is_clean()) == (before, True)


def test_what_lay_open_is_encrypted_with_the_first_recipient(  # A4.1
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    made = note(clm, "tom", CANARY)
    file, recipient = key(tmp_path / "keys", "jana")
    answer = clm("private", "recipients", "add", recipient)
    assert "unencrypted" in answer.err
    assert not store.path(f"people/tom/{made}.yaml").exists()
    assert clm("private", "show", "tom").code == 78
    clm.ok("config", "set", "private_key", file)
    assert CANARY in clm.ok("private", "show", "tom")
    assert clm("private", "recipients", "add", "age1nobody").code == 2


def test_without_the_library_the_extra_is_named(  # A4.1
    clm: Clm, locked: tuple[Repository, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    own, _, _ = locked
    before = own.head()
    monkeypatch.setitem(sys.modules, "pyrage", None)
    answer = clm("private", "note", "tom", CANARY, "--kind", "sick")
    assert answer.code == 69
    assert "clm[private]" in answer.err
    assert own.head() == before


# sickness


def test_of_what_kind_an_absence_is_stands_in_the_private_store_alone(  # A4.2
    clm: Clm, repo: Repository, store: Repository
) -> None:
    answer = clm("absence", "add", "tom", "--from", "2026-11-23", "--to", "2026-11-25", "--sick")
    assert answer.code == 0, answer.err
    (item,) = clm("private", "list", "--json").json["items"]
    (absence,) = clm("absence", "list", "--of", "tom", "--json").json["items"]
    assert item["kind"] == "sick"
    assert (item["from"], item["to"]) == ("2026-11-23", "2026-11-25")
    assert item["absence"] == absence["id"]
    assert b"sick" not in objects(repo)
    assert store.is_clean()


def test_without_a_store_an_absence_is_kept_without_its_kind(  # A4.2
    clm: Clm, repo: Repository
) -> None:
    answer = clm("absence", "add", "tom", "--from", "2026-11-23", "--to", "open", "--sick")
    assert answer.code == 0
    assert "its kind is kept nowhere" in answer.err
    assert b"sick" not in objects(repo)


def test_who_may_not_keep_it_records_nothing(  # A4.2
    clm: Clm, repo: Repository, store: Repository
) -> None:
    before, own = repo.head(), store.head()
    words = ("absence", "add", "isabel", "--from", "2026-11-23", "--to", "2026-11-25", "--sick")
    assert clm(*words, "--as", "tom").code == 77
    store.root.chmod(0o755)
    assert clm(*words).code == 77
    store.root.chmod(0o700)
    clm.ok(*words, "-n")
    assert (repo.head(), store.head()) == (before, own)


# pulse


def answers(place: Path, *rows: str) -> Path:
    path = place / "pulse.csv"
    path.write_text("score,group,name\n" + "".join(f"{one},Ann Example\n" for one in rows))
    return path


def test_the_pulse_hides_small_groups(  # A4.4
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    rows = [*["4,north"] * 5, *["2,south"] * 6, *["1,west"] * 2]
    clm.ok("private", "pulse", "add", answers(tmp_path, *rows), "--on", "2026-11-17")
    (item,) = clm("private", "pulse", "--json").json["items"]
    assert (item["n"], item["mean"]) == (13, 2.62)
    assert item["groups"] == [{"group": "south", "n": 6, "mean": 2.0}]
    assert item["hidden"] == 7
    held = objects(store)
    assert b"Ann" not in held
    assert b"west" not in held
    assert b"north" not in held
    assert "south" in clm.ok("private", "pulse", "show")


def test_a_team_cannot_have_smaller_groups_told(  # A4.4
    clm: Clm, repo: Repository, store: Repository, tmp_path: Path
) -> None:
    rows = [*["4,north"] * 5, *["2,south"] * 6, *["1,west"] * 2]
    clm.ok("private", "pulse", "add", answers(tmp_path, *rows), "--on", "2026-10-17")
    before = store.head()
    repo.put("clm.yaml", repo.read("clm.yaml") + "policy: {survey_small_group: 1}\n")
    found = clm("check")
    assert (found.code, "survey_small_group" in found.out) == (1, True)
    few = answers(tmp_path, "1,west", "2,west")
    assert clm("private", "pulse", "add", few, "--on", "2026-11-17").code != 0
    assert store.head() == before
    assert "west" not in clm("private", "pulse", "show", "--json").out


def test_the_pulse_is_shown_without_a_verb(  # A4.4
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    assert store.root.is_dir()
    clm.ok("private", "pulse", "add", answers(tmp_path, *["4,north"] * 5), "--on", "2026-11-17")
    assert clm.ok("private", "pulse") == clm.ok("private", "pulse", "show") != ""
    assert "Usage" in clm.ok("private", "pulse", "--help")


def test_too_few_answers_are_not_taken(  # A4.4
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    before = store.head()
    few = answers(tmp_path, *["4,north"] * 4)
    assert clm("private", "pulse", "add", few, "--on", "2026-11-17").code == 77
    bad = answers(tmp_path, *["4,north"] * 4, "6,north")
    answer = clm("private", "pulse", "add", bad, "--on", "2026-11-17")
    assert answer.code == 65
    assert "pulse.csv:6:1" in answer.err
    assert store.head() == before


def test_a_store_that_is_a_part_of_the_teams_repository_is_refused(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    make_manager(repo)
    linked, tree = tmp_path / "linked", tmp_path / "tree"
    linked.mkdir(mode=0o700)
    (linked / ".git").symlink_to(repo.root / ".git")
    repo.git("worktree", "add", "--quiet", "-b", "boss", str(tree))
    tree.chmod(0o700)
    (tree / "private.yaml").write_text('format: "1"\n')
    head = repo.git("for-each-ref")
    for place in (linked, tree):
        assert clm("private", "init", place).code == 77
        clm.ok("config", "set", "private", str(place))
        answer = clm("private", "note", "tom", CANARY, "--kind", "behaviour")
        assert answer.code != 0
    assert repo.git("for-each-ref") == head
    assert CANARY.encode() not in objects(repo)


def test_a_misspelt_key_does_not_open_what_is_encrypted(  # A4.1
    clm: Clm, locked: tuple[Repository, str, str]
) -> None:
    vault, _, _ = locked
    told = vault.read("private.yaml")
    vault.put("private.yaml", told.replace("recipients:", "recipient:"))
    assert clm("private", "note", "tom", CANARY, "--kind", "behaviour").code == 65
    vault.put("private.yaml", 'format: "1"\n')
    note_there = any(vault.root.rglob("*.age"))
    answer = clm("private", "note", "tom", CANARY, "--kind", "behaviour")
    assert answer.code == (65 if note_there else 0)


def test_what_is_handed_over_lies_outside_the_store(clm: Clm, store: Repository) -> None:  # A4.2
    note(clm, "tom", "x", "--kind", "behaviour")
    before = store.read("private.yaml")
    for place in ("private.yaml", "x.md"):
        assert clm("private", "export", "tom", "-O", store.path(place)).code == 77
    assert store.read("private.yaml") == before


def test_two_pulses_do_not_tell_one_answer(clm: Clm, store: Repository, tmp_path: Path) -> None:
    # A4.4
    assert store.root.is_dir()
    rows = ("3,a",) * 5
    clm.ok("private", "pulse", "add", answers(tmp_path, *rows), "--on", "2026-11-17")
    for day in ("2026-11-17", "2026-10-21", "2026-11-19"):
        more = answers(tmp_path, *rows, "1,b")
        assert clm("private", "pulse", "add", more, "--on", day).code == 77
    clm.ok("private", "pulse", "add", answers(tmp_path, *rows), "--on", "2026-10-20")


def test_notes_are_asked_for_by_their_fields(clm: Clm, store: Repository) -> None:  # A0.37, A4.1
    assert store.root.is_dir()
    late = note(clm, "tom", "", "--kind", "tardiness", "--minutes", "20", "--on", "2026-11-16")
    note(clm, "tom", "x", "--kind", "performance")
    found = clm("private", "list", "--where", "minutes > 10 and on < today", "--json").json["items"]
    assert [one["id"] for one in found] == [late]
    assert found[0].keys() == {field.name for field in FIELDS["private list"]}


def test_a_pulse_taken_in_by_mistake_is_removed(  # A4.4
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    clm.ok("private", "pulse", "add", answers(tmp_path, *("3,a",) * 5), "--on", "2026-11-17")
    (one,) = clm("private", "pulse", "show", "--json").json["items"]
    clm.ok("private", "remove", one["id"], "--yes")
    assert clm("private", "pulse", "show", "--json").json["items"] == []
    assert one["id"].encode() not in objects(store)


def test_who_leads_nobody_sees_no_pulse(  # A4.4
    clm: Clm, store: Repository, tmp_path: Path
) -> None:
    assert store.root.is_dir()
    words = ("private", "pulse", "add", answers(tmp_path, *("3,a",) * 5), "--on", "2026-11-17")
    assert clm(*words, "--as", "tom").code == 77
    assert clm("private", "pulse", "show", "--as", "tom").code == 77


def test_a_note_is_of_a_day_that_has_come(clm: Clm, store: Repository) -> None:  # A4.1
    head = store.head()
    done = clm("private", "note", "tom", "x", "--kind", "behaviour", "--on", "2026-11-19")
    assert (done.code, "lies ahead" in done.err, store.head()) == (77, True, head)


def test_the_last_day_of_sickness_is_one_to_come(clm: Clm, store: Repository) -> None:  # A4.1
    note(clm, "tom", "x", "--kind", "sick", "--to", "20.11.")
    note(clm, "tom", "x", "--kind", "sick", "--from", "28.12.", "--to", "3.1.")
    kept = {one["on"]: one["to"] for one in clm("private", "list", "--json").json["items"]}
    assert kept == {"2026-11-18": "2026-11-20", "2025-12-28": "2026-01-03"}
    before = store.head()
    for words in (
        ("--on", "1.11.", "--from", "10.11."), ("--to", "2026-11-17"), ("--to", "17.11."),
        ("--on", "10.11.", "--from", "1.11.", "--to", "2026-11-05"),
    ):  # fmt: skip
        assert clm("private", "note", "tom", "x", "--kind", "sick", *words).code == 2
    assert store.head() == before


def test_an_absence_that_changes_names_its_note(clm: Clm, store: Repository) -> None:  # A4.2
    assert store.root.is_dir()
    clm.ok("absence", "add", "tom", "--from", "2026-11-16", "--to", "2026-11-20", "--sick")
    (one,) = clm("private", "list", "--json").json["items"]
    done = clm("absence", "end", "tom", "--on", "today")
    assert (done.code, f"clm private remove {one['id']}" in done.err) == (0, True)


@pytest.mark.parametrize(
    "written",
    ["ssh://git@example.org:22/team/crm.git", "git@example.org:/team/crm", "--upload-pack=touch",
     "https://EXAMPLE.org.//team//crm.git", "https://example.org:443/team/crm", "ext::sh"],
)  # fmt: skip
def test_the_teams_remote_is_known_however_it_is_written(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path, written: str
) -> None:
    make_manager(repo)
    repo.git("remote", "add", "origin", "git@example.org:team/crm.git")
    place = tmp_path / "leitung"
    assert clm("private", "init", place, "--remote", written).code in {2, 77}
    assert not place.exists()
