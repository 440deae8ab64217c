"""What stood in the fields of a file after each commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.store import history
from clm.store.versions import Versions, leaves_of

if TYPE_CHECKING:
    from clm.store.git import Repo
    from tests.store.conftest import Git, Write


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plz: 01067\ncompany: {name: A, size: }\n", {"plz": "01067", "company.name": "A"}),
        ("items:\n  - {id: b-1, x: 1}\n  - {id: b-2, x: 2}\n",
         {"items.b-1.x": "1", "items.b-2.x": "2"}),
        ("items:\n  - id: b-1\n", {"items.b-1.id": "b-1"}),
        ("tags: [b, a]\n", {"tags": ["a", "b"]}),
        ("tags: []\nother: {}\nnone:\n", {}),
        ("days:\n  - {on: 2026-01-01, name: N}\n",
         {"days.2026-01-01.on": "2026-01-01", "days.2026-01-01.name": "N"}),
        ("twins:\n  - {id: b-1}\n  - {id: b-1}\n", {"twins": [{"id": "b-1"}, {"id": "b-1"}]}),
        ("a: [\n", None),
        ("- a\n", None),
        ("\x00", None),
    ],
)  # fmt: skip
def test_the_fields_of_a_file(text: str, found: dict[str, Any] | None) -> None:
    assert leaves_of(text.encode(), "x.yaml") == found


def test_no_file_has_no_fields() -> None:
    assert leaves_of(None, "x.yaml") == {}


@pytest.fixture
def commits(repo: Repo, write: Write) -> list[str]:
    """Forty versions of one file, the newest first, among commits on another one."""
    for number in range(40):
        write("r.yaml", f"x: {number}\n".encode())
        write("a.txt", f"{number}\n".encode())
    return [entry.sha for entry in history.lineage(repo, "r.yaml")]


def test_only_commits_that_touch_the_file_are_its_lineage(repo: Repo, commits: list[str]) -> None:
    assert len(commits) == 40
    entries = history.lineage(repo, "r.yaml")
    assert [entry.parents for entry in entries] == [*((sha,) for sha in commits[1:]), ()]
    assert history.lineage(repo, "nothing.yaml") == []


def test_versions_are_read_only_as_far_back_as_asked(
    repo: Repo, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    read = type(repo).versions

    def counted(repo: Repo, path: str, some: list[str]) -> list[bytes | None]:
        runs.append(len(some))
        return read(repo, path, some)

    monkeypatch.setattr(type(repo), "versions", counted)
    versions = Versions(repo, "r.yaml", commits)
    assert versions(commits[0]) == {"x": "39"}
    assert versions(commits[15]) == {"x": "24"}
    assert runs == [16]
    assert versions(commits[-1]) == {"x": "0"}
    assert runs == [16, 24]


def test_a_merge_that_changes_nothing_is_no_step_and_one_that_does_has_both_sides(
    repo: Repo, write: Write, git: Git
) -> None:
    write("r.yaml", b"x: 1\ny: 1\n\n\nz: 1\n")
    git("checkout", "-q", "-b", "side")
    side = write("r.yaml", b"x: 2\ny: 1\n\n\nz: 1\n")
    git("checkout", "-q", "main")
    write("a.txt", b"other\n")
    git("merge", "-q", "--no-edit", "side")
    assert history.lineage(repo, "r.yaml")[0].sha == side
    git("checkout", "-q", "side")
    write("r.yaml", b"x: 3\ny: 1\n\n\nz: 1\n")
    git("checkout", "-q", "main")
    write("r.yaml", b"x: 2\ny: 1\n\n\nz: 2\n")
    git("merge", "-q", "--no-edit", "side")
    merge, *_ = history.lineage(repo, "r.yaml")
    assert len(merge.parents) == 2
    assert merge.sha == git("rev-parse", "HEAD").strip()


def test_a_setting_of_git_does_not_follow_renames(repo: Repo, write: Write, git: Git) -> None:
    git("config", "log.follow", "true")
    write("x.yaml", b"x: 1\ny: 2\nz: 3\n")
    git("mv", "x.yaml", "r.yaml")
    git("commit", "-qm", "renamed")
    assert len(history.lineage(repo, "r.yaml")) == 1


def test_contents_by_commit(repo: Repo, write: Write) -> None:
    first = write("r blob 1.yaml", b"x: 1\n")
    gone = write("r blob 1.yaml", None)
    assert repo.versions("r blob 1.yaml", [gone, first, gone]) == [None, b"x: 1\n", None]
    assert repo.versions("folder", [first]) == [None]
    assert repo.versions("x blob", [first]) == [None]
    assert repo.versions("a.txt", []) == []
