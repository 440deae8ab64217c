"""Two colleagues and one share: who is behind neither blames the VPA nor undoes a publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pushes import FILE, HOSTILE
from tests.shared import OURS, SECOND
from tests.world import Clm, Repository, Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shared import World

PUBLISHER = ("-c", "user.name=clm", "-c", "user.email=clm@localhost")


class Tom:
    """A colleague with a clone of the team's data."""

    def __init__(self, world: World) -> None:
        world.git(world.root, "clone", "--quiet", str(world.repo.root), "tom")
        self.repo = Repository(world.root / "tom")
        for key, value in (("name", "Tom Berger"), ("email", "tom@example.org")):
            self.repo.git("config", f"user.{key}", value)
        self.clm = Clm(self.repo.root)
        self.shares = world.shares

    def pull(self, *words: str) -> Result:
        """Take in what Anna has pushed."""
        return self.clm("share", "pull", "anna", "--from", self.shares, "--as", "tom", *words)


@pytest.fixture
def tom(world: World) -> Tom:
    return Tom(world)


def push(world: World, text: str = "Neu.") -> None:
    world.append(f"text: {text}")
    world.commit()
    world.push()


def pulled_and_published(world: World) -> None:
    """Anna pushes; the first colleague takes it in, writes besides, and publishes."""
    push(world)
    assert world.pull().code == 0
    world.clm.ok("note", OURS, "Von uns.", "--file", "vpa")
    world.publish()


def begun_anew(world: World) -> None:
    """A customer leaves Anna: what was agreed is no more in the share."""
    world.clm.ok("customer", "set", SECOND, "vpa=ben", "-m", "Urlaub")
    world.publish()


def published_and_written_on(world: World) -> None:
    pulled_and_published(world)
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    push(world, "Noch eins.")


def published_and_hooked(world: World) -> None:
    pulled_and_published(world)
    hook = world.share / "hooks" / "post-update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)


@pytest.mark.parametrize(
    "do", [pulled_and_published, begun_anew, published_and_written_on, published_and_hooked]
)
def test_who_is_behind_is_told_to_catch_up_and_undoes_no_publish(
    world: World, tom: Tom, do: Callable[[World], None]
) -> None:
    do(world)
    tip, before = world.tip(), tom.repo.head()
    for words in ((), ("--reject", "--yes"), ("--reject", "-n")):
        result = tom.pull(*words)
        assert (result.code, result.out) == (75, "")
        assert "has a publish that these data do not know" in result.err
        assert "hint: git pull, then clm share pull anna" in result.err
        assert ("--forged" in result.err) is bool(words)
    status = tom.clm("share", "status", "anna", "--from", world.shares, "--json").json["items"]
    assert (status[0]["branch"], status[0]["entries"]) == ("published", 0)
    assert (world.tip(), tom.repo.head()) == (tip, before)


def test_who_has_caught_up_takes_in_what_came_since(world: World, tom: Tom) -> None:
    published_and_written_on(world)
    assert tom.pull().code == 75
    tom.repo.git("pull", "--quiet", "--ff-only")
    assert tom.pull().code == 0
    assert "Noch eins." in tom.repo.read(FILE)


def test_who_pulls_the_same_on_another_day_writes_the_same(world: World, tom: Tom) -> None:
    push(world)
    assert world.pull().code == 0
    assert tom.pull("--today", "2026-11-20").code == 0
    path = "vpas/anna.yaml"
    assert tom.repo.read(path) == world.repo.read(path)
    tom.repo.git("pull", "--quiet", "--no-rebase", "--no-edit")
    assert "on: 2026-11-16" in tom.repo.read(path)  # the day of the publish
    assert tom.pull().out == "share anna: nothing new\n"


def test_two_who_publish_before_they_are_in_step(world: World, tom: Tom) -> None:
    world.clm.ok("note", OURS, "Von Jana.", "--file", "vpa")
    world.publish()
    tom.clm.ok("note", OURS, "Von Tom.", "--file", "vpa", "--as", "tom")
    result = tom.clm("share", "publish", "anna", "--to", world.shares, "--as", "tom")
    assert result.code == 75
    assert "git pull before, where a colleague has published" in result.err


def forged(world: World, text: str) -> None:
    """Anna commits in the publisher's name."""
    world.append(text)
    world.desk.git("add", "--all")
    world.keep(*PUBLISHER, "commit", "--quiet", "-m", "share anna")
    world.push()


@pytest.mark.parametrize("text", ["text: Neu.\nby: jana", "text: Neu."])
def test_a_name_that_is_forged_lets_nothing_in_and_can_be_rejected(world: World, text: str) -> None:
    agreed = world.tip()
    forged(world, text)
    before = world.snapshot()
    assert world.pull().code == 75
    assert world.pull("--forged").code == 2
    assert world.pull("--reject", "--yes").code == 75
    assert world.pull("--reject", "--forged").code == 77  # nobody has said yes
    assert world.snapshot() == before
    assert world.tip() != agreed
    result = world.pull("--reject", "--forged", "--yes")
    assert result == (0, "share anna: the push is taken out\n", "")
    assert world.tip() == agreed


@pytest.mark.parametrize(
    "name", ["the agreed commit is amended", "the last publish is taken away", "501 commits"]
)
def test_what_was_agreed_is_no_publish_that_is_unknown(world: World, name: str) -> None:
    HOSTILE[name].do(world)
    assert world.pull().code == 77
    assert world.pull("--reject", "--yes").code == 0
