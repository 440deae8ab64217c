"""G10: a repository that was handed over runs nothing of its own, whatever is typed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import click
import pytest

from clm.cli import COMMANDS, root
from tests.build import make_customer
from tests.plants import PLANTS, Ground
from tests.world import Clm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.world import Repository

UNSEEN: Final = frozenset({"submodule"})
"""What the scan of the repository's config does not see; it has to be harmless by itself."""

GIVEN: Final = {
    "REF": "c-7f3qkd", "HANDLE": "tom", "PERSON": "tom", "DATE": "2026-12-01", "HOURS": "5",
    "ID": "ab-222222", "FILE": "import.csv", "KEY": "lang", "VALUE": "de", "COMMIT": "HEAD",
}  # fmt: skip
LINES: Final = (
    "note c-7f3qkd Hallo", "remind c-7f3qkd 2026-12-01", "prio c-7f3qkd -m warum",
    "assign c-7f3qkd tom", "watch c-7f3qkd --reason close-eye", "customer add Neu",
    "customer set c-7f3qkd name=Neu", "undo", "undo HEAD", "save", "save -n", "schema export",
    "log c-7f3qkd --json", "mine --as-of HEAD", "customer list --as-of 2026-11-17", "check --json",
    "customer book c-7f3qkd 5", "absence add --from 2026-12-01 --to 2026-12-02",
    "import customers import.csv --apply", "report run --due", "report weekly -o html",
    "calendar update --country DE", "chat c-7f3qkd new-offer", "undo -n", "completion bash",
    "week --week 2026-W46", "customer show c-7f3qkd --json", "mine --fresh", "trust --list",
)  # fmt: skip
"""Lines that go deeper than the words that every command is given."""


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Every command that can be typed, below a name of the table."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for verb in command.list_commands(context):
        found = command.get_command(context, verb)
        assert found is not None
        yield from leaves(f"{name} {verb}", found)


def lines() -> list[list[str]]:
    """A line for each command of the table, and the deeper ones."""
    typed = []
    for row in COMMANDS:
        command = root.get_command(click.Context(root), row.name)
        assert command is not None
        for name, leaf in leaves(row.name, command):
            words = [
                GIVEN.get((one.metavar or "").strip("[].").rstrip("."), "c-7f3qkd")
                for one in leaf.params
                if isinstance(one, click.Argument) and (one.required or one.nargs == -1)
            ]
            typed.append([*name.split(), *words])
    return [*typed, *(line.split() for line in LINES)]


@pytest.fixture
def ground(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits, one edit by hand, and a file to import."""
    monkeypatch.setenv("EDITOR", "true")
    repo.put("customers/7f/c-7f3qkd.yaml", make_customer(more="owner: jana\n"))
    repo.write("customers/7f/c-7f3qkd.yaml", make_customer(more="owner: jana\ncity: Bonn\n"))
    repo.write("import.csv", "name\nNeu\n")
    return repo.root


def planted(ground: Path, name: str, folder: Path) -> Ground:
    """A copy of the repository with one trap in it."""
    target = folder / name / "repo"
    shutil.copytree(ground, target)
    at = Ground(target, name)
    PLANTS[name].plant(at)
    return at


def state(repository: Path) -> tuple[str, bytes]:
    """What no refused command may change: where the branch is, and the customer's file."""
    branch = (repository / ".git/refs/heads/main").read_text()
    return branch, (repository / "customers/7f/c-7f3qkd.yaml").read_bytes()


def exits(repository: Path, typed: Sequence[Sequence[str]]) -> dict[str, int]:
    """The exit code of each line, typed there; a defect fails the test."""
    clm = Clm(repository)
    return {" ".join(words): clm(*words, "--no-input").code for words in typed}


@pytest.mark.parametrize("name", PLANTS)
def test_plain_git_runs_it_and_clm_does_not(name: str, ground: Path, tmp_path: Path) -> None:
    at = planted(ground, name, tmp_path)
    before = state(at.root)
    few = ("mine", "log", "mine --as-of HEAD", "note c-7f3qkd x", "save", "undo", "check")
    codes = exits(at.root, [line.split() for line in few])
    assert not at.mark.exists()
    if name not in UNSEEN:
        assert state(at.root) == before
        assert codes == dict.fromkeys(few, 0) | dict.fromkeys(
            ("note c-7f3qkd x", "save", "undo"), 77
        )
    # the control: git itself walks into it
    PLANTS[name].walk(at)
    assert at.mark.exists()


def test_every_command_in_a_repository_full_of_traps(ground: Path) -> None:
    grounds = [Ground(ground, name) for name in PLANTS]
    for at in grounds:
        if at.name not in UNSEEN:
            PLANTS[at.name].plant(at)
    before = state(ground)
    codes = exits(ground, lines())
    assert [at.name for at in grounds if at.mark.exists()] == []
    assert state(ground) == before
    assert len(codes) > 75
    assert sum(code == 0 for code in codes.values()) > 30
    assert sum(code == 77 for code in codes.values()) > 20
    assert set(codes.values()) <= {0, 1, 2, 3, 4, 65, 77, 78}


@pytest.mark.stress
@pytest.mark.parametrize("name", PLANTS)
def test_every_command_against_each_trap(name: str, ground: Path, tmp_path: Path) -> None:
    at = planted(ground, name, tmp_path)
    before = state(at.root)
    codes = exits(at.root, lines())
    assert not at.mark.exists()
    assert name in UNSEEN or state(at.root) == before
    assert len(codes) > 75
    PLANTS[name].walk(at)
    assert at.mark.exists()
