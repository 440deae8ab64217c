"""`clm share publish`: what is in a share, when it begins anew, what is refused."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from clm.services.writing import open_writer
from clm.store.git import Repo
from tests.build import VPAS, customer_path, make_customer
from tests.shares import OURS, everything, files, git, note_file, objects, people_it

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.world import Clm, Repository

OTHER = "c-8g4rme"


@pytest.fixture(autouse=True)
def shares(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that `clm share` finds by the setting."""
    people_it(repo)
    monkeypatch.setenv("CLM_SHARES", str(tmp_path / "shares"))
    return tmp_path / "shares"


@pytest.fixture
def share(shares: Path) -> Path:
    return shares / "anna.git"


def test_a_share_holds_what_the_vpa_may_see(
    repo: Repository, clm: Clm, share: Path
) -> None:  # A3.2
    out = clm.ok("share", "publish", "anna")
    tip = git(share, "rev-parse", "main")
    assert out == f"share anna: 1 customer, 5 files changed: {tip[:8]}\n"
    assert git(share, "ls-tree", "-r", "--name-only", "main").splitlines() == [
        "README.md", "clm.yaml", customer_path(OURS, "vpa"), customer_path(OURS), "vpas/anna.yaml",
    ]  # fmt: skip
    assert git(share, "show", f"main:{customer_path(OURS)}") + "\n" == make_customer(
        more="vpa: anna\n"
    )
    assert git(share, "show", f"main:{customer_path(OURS, 'vpa')}") + "\n" == note_file(
        "Ruft gern vormittags an"
    )
    assert git(share, "show", "main:vpas/anna.yaml") + "\n" == VPAS["anna"]
    assert git(share, "show", "main:clm.yaml").split("\n") == [
        "format: 1", "language: en", "share: anna",
    ]  # fmt: skip
    for hidden in (b"geheim", b"n-3m0y8e2r", b"jana@example.org", b"99.00", b"b-2k9x7d1q"):
        assert hidden not in everything(share)
    assert b"vormittags" in everything(share)
    assert repo.is_clean()


@pytest.mark.parametrize("place", [".", "shares", "customers/7f"])
def test_a_share_does_not_lie_in_the_work_tree(repo: Repository, clm: Clm, place: str) -> None:
    head, before = repo.head(), sorted(repo.root.rglob("*.git"))
    answer = clm("share", "publish", "--to", repo.path(place))
    assert answer.code == 77
    assert "lies in the work tree" in answer.err
    assert (repo.head(), sorted(repo.root.rglob("*.git"))) == (head, before)
    assert repo.is_clean()


def test_nothing_of_who_publishes_and_when_is_in_it(
    repo: Repository, clm: Clm, share: Path
) -> None:
    clm.ok("share", "publish", "anna")
    assert git(share, "log", "--format=%an %ae %cn %ce %aI %cI %B", "main").splitlines()[0] == (
        "clm clm@localhost clm clm@localhost 2026-11-02T08:00:00+00:00 2026-11-02T08:00:00+00:00"
        " share anna"
    )
    assert git(share, "fsck", "--strict", "--unreachable") == ""
    assert not (share / "logs").exists()
    assert not (share / "objects" / "info" / "alternates").exists()
    assert repo.head()[:12].encode() not in everything(share)


def test_what_was_published_is_recorded(repo: Repository, clm: Clm, share: Path) -> None:
    clm.ok("share", "publish", "anna")
    tip = git(share, "rev-parse", "main")
    state = f"share:\n  commit: {tip}\n  on: 2026-11-18\n  since: 2026-11-18\n"
    assert repo.read("vpas/anna.yaml") == VPAS["anna"] + state
    assert repo.trailers()["Clm-Action"] == "share publish"
    assert repo.subjects()[0] == "share publish anna"
    assert clm.ok("check") == ""


def test_without_a_visible_change_nothing_is_done(repo: Repository, clm: Clm, share: Path) -> None:
    clm.ok("share", "publish")
    repo.put(customer_path(OURS, "oteam"), note_file("noch geheimer"))
    clm.ok("prio", OURS, "-m", "wichtig")
    repo.put(customer_path(OURS), repo.read(customer_path(OURS)) + "# ein Kommentar\n")
    head, before = repo.head(), files(share)
    assert clm.ok("share", "publish") == "share anna: nothing to change\n"
    assert (repo.head(), files(share)) == (head, before)


def test_a_change_is_a_commit_on_top(repo: Repository, clm: Clm, share: Path) -> None:
    clm.ok("share", "publish")
    first = git(share, "rev-parse", "main")
    clm.ok("note", OURS, "Mag keine Anrufe am Freitag", "--file", "vpa")
    assert "1 file changed" in clm.ok("share", "publish")
    assert git(share, "rev-parse", "main^") == first
    assert git(share, "diff", "--name-only", "main^", "main") == customer_path(OURS, "vpa")
    assert f"  before: {first}\n" in repo.read("vpas/anna.yaml")


def test_who_left_is_in_no_object(repo: Repository, clm: Clm, share: Path) -> None:  # A3.2
    repo.put(customer_path(OTHER), make_customer(OTHER, "Bleibt AG", "vpa: anna\n"))
    clm.ok("share", "publish")
    clm.ok("note", OURS, "Mag keine Anrufe", "--file", "vpa")
    clm.ok("share", "publish")
    clm.ok("assign", OURS, "--vpa", "ben", "-m", "Anna ist krank")
    out = clm.ok("share", "publish")
    assert f"share anna: 1 customer, 2 files changed, begun anew without {OURS}" in out
    assert "share ben: 1 customer" in out
    assert git(share, "rev-list", "--count", "main") == "1"
    for gone in (b"Muster", OURS.encode(), b"vormittags", b"Anrufe"):
        assert gone not in everything(share)
    assert b"Bleibt AG" in everything(share)
    reachable = git(share, "rev-list", "--objects", "main").splitlines()
    assert {line.split(" ")[0] for line in reachable} == objects(share).keys()
    assert git(share, "fsck", "--strict") == ""


@pytest.mark.parametrize("status", ["archived", "merged"])
def test_who_is_no_customer_any_more_left_too(
    repo: Repository, clm: Clm, share: Path, status: str
) -> None:
    clm.ok("share", "publish")
    more = f"status: {status}\nvpa: anna\n" + ("merged_into: c-8g4rme\n" * (status == "merged"))
    repo.put(customer_path(OURS), make_customer(more=more))
    assert "0 customers" in clm.ok("share", "publish")
    assert b"Muster" not in everything(share)


def test_a_dry_run_names_the_files(repo: Repository, clm: Clm, shares: Path) -> None:
    head = repo.head()
    out = clm.ok("share", "publish", "-n")
    assert out.splitlines() == [
        "share anna: 1 customer, 5 files changed", "  README.md", "  clm.yaml",
        f"  {customer_path(OURS, 'vpa')}", f"  {customer_path(OURS)}", "  vpas/anna.yaml",
    ]  # fmt: skip
    assert not shares.exists()
    assert repo.head() == head


def test_json(clm: Clm, share: Path) -> None:
    answer = clm("share", "publish", "anna", "ben", "--json").json
    assert answer["schema"] == "clm/share-publish@1"
    anna, ben = answer["items"]
    assert anna["commit"] == git(share, "rev-parse", "main")
    assert (anna["vpa"], anna["customers"], anna["left"]) == ("anna", 1, [])
    assert len(anna["changed"]) == 5
    assert (ben["vpa"], ben["customers"]) == ("ben", 0)


def test_the_folder_is_named_or_a_setting(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("share", "publish", "--to", tmp_path / "elsewhere" / "deep")
    assert (tmp_path / "elsewhere" / "deep" / "anna.git" / "HEAD").is_file()
    monkeypatch.delenv("CLM_SHARES")
    answer = clm("share", "publish")
    assert answer.code == 2
    assert "--to DIR" in answer.err
    clm.ok("config", "set", "shares", str(tmp_path / "own"))
    clm.ok("share", "publish", "--new")
    assert (tmp_path / "own" / "anna.git").is_dir()


def push(share: Path, tmp_path: Path) -> None:
    """A VPA's entry, written with git alone."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", share, clone], check=True)
    path = clone / customer_path(OURS, "vpa")
    path.write_text(path.read_text() + "  - text: Neu\n")
    for words in (
        ("config", "user.name", "Anna"), ("config", "user.email", "anna@example.org"),
        ("commit", "-qam", "Eintrag"), ("push", "-q"),
    ):  # fmt: skip
        subprocess.run(["git", *words], cwd=clone, check=True)


def test_what_was_pushed_is_never_overwritten(
    repo: Repository, clm: Clm, share: Path, tmp_path: Path
) -> None:
    repo.put(customer_path(OTHER), make_customer(OTHER, more="vpa: ben\n"))
    clm.ok("share", "publish")
    push(share, tmp_path)
    clm.ok("note", OURS, "Von uns", "--file", "vpa")
    clm.ok("note", OTHER, "Auch von uns", "--file", "vpa")
    before, head = files(share), repo.head()
    answer = clm("share", "publish")
    assert answer.code == 75
    assert "hint: clm share pull anna" in answer.err
    assert "share ben: 1 customer, 1 file changed" in answer.out  # the others go on
    assert files(share) == before
    assert repo.git("diff", "--name-only", head, "HEAD") == "vpas/ben.yaml"
    assert clm("share", "publish", "anna", "-n").code == 75


def test_a_share_takes_no_other_branch_and_no_rewritten_history(
    clm: Clm, share: Path, tmp_path: Path
) -> None:
    clm.ok("share", "publish")
    push(share, tmp_path)
    clone = tmp_path / "clone"
    for words in (
        ("push", "origin", "HEAD:refs/heads/other"), ("push", "origin", "HEAD:refs/tags/v1"),
        ("push", "--force", "origin", "HEAD^:main"), ("push", "origin", ":main"),
    ):  # fmt: skip
        done = subprocess.run(["git", *words], cwd=clone, capture_output=True, check=False)
        assert done.returncode, words
    assert git(share, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


@pytest.mark.parametrize("packed", [False, True])
def test_a_branch_that_nobody_takes_in_is_named(
    repo: Repository, clm: Clm, share: Path, packed: bool
) -> None:
    clm.ok("share", "publish")
    git(share, "update-ref", "refs/heads/other", "main")
    if packed:
        git(share, "pack-refs", "--all")
    clm.ok("assign", OURS, "--vpa", "ben", "-m", "Anna ist krank")
    head = repo.head()
    answer = clm("share", "publish", "anna")
    assert (answer.code, repo.head()) == (78, head)
    git(share, "update-ref", "-d", "refs/heads/other")
    clm.ok("share", "publish", "anna")
    assert OURS.encode() not in everything(share)


def test_a_bad_file_of_the_share_refuses_it(repo: Repository, clm: Clm, share: Path) -> None:
    clm.ok("share", "publish")
    before = files(share)
    repo.put(customer_path(OURS), "id: c-7f3qkd\nname: [\n")
    answer = clm("share", "publish")
    assert answer.code == 65
    assert answer.err.startswith(f"{customer_path(OURS)}:3:1: ")
    repo.put(customer_path(OURS), make_customer(more="vpa: anna\n"))
    repo.put(customer_path(OURS, "vpa"), "customer: c-7f3qkd\nnotes: 1\n")
    answer = clm("share", "publish")
    assert answer.code == 65
    assert answer.err.startswith(f"{customer_path(OURS, 'vpa')}:2:")
    assert files(share) == before


def test_a_bad_file_of_another_is_named(repo: Repository, clm: Clm, share: Path) -> None:
    repo.put(customer_path(OTHER), "id: c-8g4rme\nname: [\n")
    answer = clm("share", "publish")
    assert answer.code == 65
    assert customer_path(OTHER) in answer.err
    assert share.is_dir()


@pytest.mark.parametrize(
    ("words", "code"), [(("zoe",), 3), (("--as-of", "2026-11-01"), 78), (("-o", "html", "zoe"), 2)]
)
def test_what_does_not_fit_is_refused(
    repo: Repository, clm: Clm, shares: Path, words: tuple[str, ...], code: int
) -> None:
    head = repo.head()
    answer = clm("share", "publish", *words)
    assert (answer.code, repo.head(), shares.exists()) == (code, head, False), answer.err


def test_a_folder_that_is_no_share_is_left_alone(clm: Clm, share: Path) -> None:
    share.mkdir(parents=True)
    (share / "mine.txt").write_text("mine")
    answer = clm("share", "publish")
    assert answer.code == 78
    assert files(share) == {"mine.txt": b"mine"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("objects/info/alternates", "../elsewhere\n"),
        ("commondir", "../elsewhere\n"),
        ("shallow", ""),
        ("config", "[core]\n\tbare = true\n\tsshCommand = touch ran\n"),
        ("config", "[include]\n\tpath = ../elsewhere\n"),
    ],
)
def test_a_share_that_leads_elsewhere_is_refused(
    repo: Repository, clm: Clm, share: Path, path: str, text: str
) -> None:
    clm.ok("share", "publish")
    clm.ok("note", OURS, "Von uns", "--file", "vpa")
    (share / path).write_text(text)
    head, before = repo.head(), files(share)
    answer = clm("share", "publish")
    assert answer.code == 77
    assert (repo.head(), files(share)) == (head, before)


def test_hooks_of_a_share_are_not_run(clm: Clm, share: Path, tmp_path: Path) -> None:
    clm.ok("share", "publish")
    hook = share / "hooks" / "reference-transaction"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    clm.ok("note", OURS, "Von uns", "--file", "vpa")
    clm.ok("share", "publish")
    assert not (tmp_path / "ran").exists()


def test_a_publish_is_not_taken_back(repo: Repository, clm: Clm) -> None:
    clm.ok("note", OURS, "Von uns", "--file", "vpa")
    noted = repo.head()
    clm.ok("share", "publish")
    answer = clm("undo", "HEAD")
    assert answer.code == 77
    clm.ok("undo")
    assert repo.trailers()["Clm-Undoes"] == noted


def test_the_same_data_elsewhere_are_the_same_share(clm: Clm, share: Path, tmp_path: Path) -> None:
    clm.ok("share", "publish")
    clm.ok("share", "publish", "--to", tmp_path / "second", "--new")
    assert files(tmp_path / "second" / "anna.git") == files(share)


def test_no_git_setting_of_a_person_shows(
    repo: Repository, clm: Clm, shares: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(60):
        customer = f"c-{n:02}0000"
        repo.write(customer_path(customer), make_customer(customer, more="vpa: anna\n"))
    repo.commit()
    clm.ok("share", "publish")
    settings = tmp_path / "settings"
    settings.write_text("[core]\n\tcompression = 9\n[fastimport]\n\tunpackLimit = 1\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    clm.ok("share", "publish", "--to", tmp_path / "second", "--new")
    assert files(tmp_path / "second" / "anna.git") == files(shares / "anna.git")


def test_a_share_that_stayed_where_we_left_it_once_goes_on(
    clm: Clm, share: Path, tmp_path: Path
) -> None:
    clm.ok("share", "publish")
    clm.ok("note", OURS, "Von uns", "--file", "vpa")
    clm.ok("share", "publish", "--to", tmp_path / "second", "--new")
    clm.ok("note", OURS, "Noch etwas", "--file", "vpa")
    assert "1 file changed" in clm.ok("share", "publish")
    assert git(share, "rev-list", "--count", "main") == "2"
    push(share, tmp_path)
    assert clm("share", "publish").code == 75


def test_more_files_than_one_by_one(repo: Repository, clm: Clm, share: Path) -> None:
    for n in range(60):
        repo.write(
            customer_path(f"c-{n:02}0000"), make_customer(f"c-{n:02}0000", more="vpa: anna\n")
        )
    repo.commit()
    assert "share anna: 61 customers, 125 files changed" in clm.ok("share", "publish")
    assert git(share, "fsck", "--strict", "--unreachable") == ""
    assert clm.ok("share", "publish") == "share anna: nothing to change\n"
    repo.git("rm", "-q", "-r", "customers/00")
    repo.commit()
    assert "begun anew without c-000000" in clm.ok("share", "publish")
    assert b"c-000000" not in everything(share)
    assert git(share, "fsck", "--strict", "--unreachable") == ""


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_push_of_the_moment_of_sweeping_is_whole_or_comes_again(
    clm: Clm, share: Path, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    clm.ok("share", "publish")
    clm.ok("assign", OURS, "--vpa", "ben", "-m", "Anna ist krank")
    honest = Repo.run
    pushed: list[str] = []

    def run(self: Repo, *words: str, **kwargs: Any) -> bytes:
        done = honest(self, *words, **kwargs)
        if words[0] == "prune":
            tree = git(share, "rev-parse", "main^{tree}")
            who = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
            pushed.append(git(share, *who, "commit-tree", "-p", "main", "-m", "x", tree))
            git(share, "update-ref", "refs/heads/main", pushed[0])
            if not is_whole:
                (share / "objects" / pushed[0][:2] / pushed[0][2:]).unlink()
        return done

    monkeypatch.setattr(Repo, "run", run)
    clm.ok("share", "publish", "anna")
    assert (git(share, "rev-parse", "main") == pushed[0]) == is_whole
    assert git(share, "fsck", "--strict") == ""


@pytest.mark.parametrize("what", ["assigned", "noted"])
def test_what_happens_until_the_lock_is_held_counts(
    repo: Repository, clm: Clm, share: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    clm.ok("share", "publish")
    clm.ok("note", OURS, "Vorher", "--file", "vpa")

    @contextmanager
    def waiting(*words: Any) -> Iterator[Any]:
        text = repo.read(customer_path(OURS))
        monkeypatch.setattr("clm.services.sharing.open_writer", open_writer)
        if what == "assigned":
            repo.put(customer_path(OURS), text.replace("vpa: anna", "vpa: ben"))
        text = repo.read(customer_path(OURS, "vpa"))
        repo.put(customer_path(OURS, "vpa"), text.replace("Vorher", "Nachher"))
        with open_writer(*words) as writer:
            yield writer

    monkeypatch.setattr("clm.services.sharing.open_writer", waiting)
    clm.ok("share", "publish", "anna")
    assert (b"Nachher" in everything(share)) == (what == "noted")
    assert b"Vorher" not in everything(share)


@pytest.mark.usefixtures("share")
def test_a_wrong_folder_is_no_place_to_publish(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    clm.ok("share", "publish")
    head = repo.head()
    clm.ok("note", OURS, "Von uns", "--file", "vpa")
    answer = clm("share", "publish", "anna", "--to", tmp_path / "wrong")
    assert (answer.code, (tmp_path / "wrong").exists()) == (78, False)
    assert "does not lie in" in answer.err
    assert "--new" in answer.err
    assert repo.git("rev-parse", "HEAD^") == head
    assert "1 file changed" in clm.ok("share", "publish", "anna")
