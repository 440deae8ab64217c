"""Links and repositories below the data: neither read nor written, and said (G10)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.build import make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

OTHER = "customers/8g/c-8g4rme.yaml"


@pytest.fixture
def outside(repo: Repository, muster: str, tmp_path: Path) -> Path:
    """Files beside the repository, as somebody's private ones, and a customer inside."""
    del muster
    folder = tmp_path / "outside"
    (folder / "8g").mkdir(parents=True)
    (folder / "8g" / "c-8g4rme.yaml").write_text(make_customer("c-8g4rme", "Geheim AG"))
    (folder / "de").mkdir()
    (folder / "de" / "x.md.j2").write_text("secret")
    assert repo.is_clean()
    return folder


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def link_the_file(repo: Repository, outside: Path) -> None:
    repo.path(OTHER).parent.mkdir()
    repo.path(OTHER).symlink_to(outside / "8g" / "c-8g4rme.yaml")


def link_the_shard(repo: Repository, outside: Path) -> None:
    repo.path("customers/8g").symlink_to(outside / "8g")


def link_all_customers(repo: Repository, outside: Path) -> None:
    shutil.move(repo.path("customers/7f"), outside / "7f")
    repo.path("customers").rmdir()
    repo.path("customers").symlink_to(outside)


def embed_a_repository(repo: Repository, outside: Path) -> None:
    shutil.copytree(outside / "8g", repo.path("customers/8g"))
    shutil.copytree(repo.path(".git"), repo.path("customers/8g/.git"))


def embed_a_bare_one(repo: Repository, outside: Path) -> None:
    shutil.copytree(outside / "8g", repo.path("customers/8g"))
    repo.write("customers/8g/.git", f"gitdir: {outside}\n")


PLACED = [link_the_file, link_the_shard, link_all_customers, embed_a_repository, embed_a_bare_one]


@pytest.mark.parametrize("place", PLACED)
def test_what_lies_elsewhere_is_not_read_and_is_said(
    clm: Clm, repo: Repository, outside: Path, place: object
) -> None:
    assert callable(place)
    place(repo, outside)
    before = state(outside)
    for line in ("customer list", "customer show c-8g4rme", "file c-8g4rme", "log"):
        result = clm(*line.split())
        assert "Geheim" not in result.out, line
    found = clm("check")
    assert found.code == 1
    assert "link" in found.out or "another repository" in found.out
    for line in ("note c-8g4rme x", "save", "customer set c-8g4rme name=x", "edit c-8g4rme"):
        assert clm(*line.split()).code != 0 or line == "save", line
    assert state(outside) == before
    assert "c-8g4rme" not in repo.git("ls-tree", "-r", "--name-only", "HEAD")


def test_templates_behind_a_link_are_not_read(clm: Clm, repo: Repository, outside: Path) -> None:
    repo.path("templates").symlink_to(outside)
    for line in ("template list", "template show x", "template check", "chat muster x"):
        result = clm(*line.split())
        assert "secret" not in result.out + result.err, line
