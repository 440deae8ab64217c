"""Shares under way: a push while we pull or publish, two pulls at once, a run killed halfway."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from clm.services import pulling
from clm.services.pushes import judge
from clm.store import shares
from tests.pushes import FILE
from tests.shared import OURS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.shared import World

DYING = """
import importlib, os, sys
from clm.cli import run

moment, where = sys.argv[1].split("=")
module, names = where.split(":")
owner = importlib.import_module(module)
*outer, last = names.split(".")
for name in outer:
    owner = getattr(owner, name)
original = getattr(owner, last)

def dying(*words, **options):
    if moment == "after":
        original(*words, **options)
    os.kill(os.getpid(), 9)

setattr(owner, last, dying)
run(sys.argv[2:])
"""
"""Runs a command line, and kills itself before or after a function."""


def push(world: World, text: str) -> str:
    """Anna writes one entry and pushes it."""
    world.append(f"text: {text}")
    world.commit()
    return world.push()


def texts(world: World) -> list[str]:
    """What the entries of the VPA file say."""
    lines = world.repo.read(FILE).splitlines()
    return [line.partition("text: ")[2] for line in lines if "    text: " in line]


def killed(world: World, moment: str, *words: str) -> None:
    """Run a command line that is killed at a moment, as `before=module:function`."""
    done = subprocess.run(
        [sys.executable, "-c", DYING, moment, *words],
        cwd=world.repo.root, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr


def left(world: World) -> list[str]:
    """What lies in the quarantine but its lock."""
    home = world.repo.path(".git/clm/quarantine")
    return [path.name for path in home.iterdir() if path.name != "lock"]


def beside(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, do: Callable[[], object]
) -> None:
    """Have something happen once, just before a function of ours."""
    original, todo = getattr(owner, name), [do]

    def first(*words: Any, **options: Any) -> Any:
        while todo:
            todo.pop()()
        return original(*words, **options)

    monkeypatch.setattr(owner, name, first)


# at once


def test_a_push_while_we_pull_waits_for_the_next_pull(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = push(world, "Eins.")
    beside(monkeypatch, pulling, "save", lambda: push(world, "Zwei."))
    assert world.pull().code == 0
    assert f"commit: {first}" in world.repo.read("vpas/anna.yaml")
    assert texts(world)[-1] == "Eins."
    assert world.pull().code == 0
    assert texts(world)[-2:] == ["Eins.", "Zwei."]


def test_a_push_while_we_publish_is_not_overwritten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.clm.ok("note", OURS, "Von uns.", "--file", "vpa")
    beside(monkeypatch, shares, "show_commit", lambda: push(world, "Von Anna."))
    result = world.clm("share", "publish", "anna", "--to", world.shares)
    assert result.code == 75
    assert "clm share pull anna" in result.err
    assert "Von Anna." in world.git(world.share, "show", f"main:{FILE}")
    assert world.pull().code == 0
    assert texts(world)[-2:] == ["Von uns.", "Von Anna."]
    world.publish()
    shown = world.git(world.share, "show", f"main:{FILE}")
    assert "Von uns." in shown
    assert "Von Anna." in shown
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")


def test_a_pull_looks_again_where_somebody_published_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(world, "Von Anna.")
    state = world.repo.read("vpas/anna.yaml")

    def elsewhere() -> None:
        """A colleague's publish, come in by a sync."""
        world.repo.put("vpas/anna.yaml", state.replace("on: 2026-11-16", "on: 2026-11-17"))

    beside(monkeypatch, pulling, "judge", elsewhere)
    assert world.pull().code == 0
    assert texts(world)[-1] == "Von Anna."


def test_a_pull_ends_where_somebody_publishes_all_the_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(world, "Von Anna.")
    state = world.repo.read("vpas/anna.yaml")
    days = iter(range(20, 30))

    def elsewhere(*words: Any) -> Any:
        world.repo.put(
            "vpas/anna.yaml", state.replace("on: 2026-11-16", f"on: 2026-11-{next(days)}")
        )
        return judge(*words)

    monkeypatch.setattr(pulling, "judge", elsewhere)
    assert world.pull().code == 75
    monkeypatch.undo()
    assert "Von Anna." not in texts(world)


def test_of_two_pulls_at_once_the_second_does_nothing(world: World) -> None:
    push(world, "Neu.")
    words = [sys.executable, "-m", "clm", "share", "pull", "--from", str(world.shares)]
    both = [
        subprocess.Popen(words, cwd=world.repo.root, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(one.communicate()[0].split(":")[0] for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert said == ["share anna", "share pull"]
    assert texts(world).count("Neu.") == 1
    assert world.repo.subjects().count("share pull anna") == 1


# killed


@pytest.mark.parametrize(
    "moment",
    [
        "after=clm.store.quarantine:tempfile.mkdtemp",
        "before=clm.services.pulling:judge",
        "before=clm.store.quarantine:Objects.check",
        "after=clm.store.quarantine:Objects.check",
        "before=clm.services.pulling:save",
        "before=clm.store.git:Repo.move",
        "after=clm.store.git:Repo.move",
        "after=clm.services.pulling:save",
    ],
)
def test_a_killed_pull_is_done_by_the_next(world: World, moment: str) -> None:
    push(world, "Neu.")
    killed(world, moment, "share", "pull", "anna", "--from", str(world.shares))
    assert world.pull().code == 0
    assert texts(world).count("Neu.") == 1
    assert world.repo.subjects().count("share pull anna") == 1
    assert left(world) == []
    assert world.repo.is_clean()
    assert world.pull().out == "share anna: nothing new\n"


@pytest.mark.parametrize(
    "moment",
    ["before=clm.store.shares:show_commit", "after=clm.store.shares:show_commit"],
)
def test_after_a_killed_publish_a_pull_takes_in_what_was_pushed_on_what_the_vpa_saw(
    world: World, moment: str
) -> None:
    world.clm.ok("note", OURS, "Von uns.", "--file", "vpa")
    killed(world, moment, "share", "publish", "anna", "--to", str(world.shares))
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    push(world, "Von Anna.")
    assert world.pull().code == 0
    assert texts(world)[-2:] == ["Von uns.", "Von Anna."]
    world.publish()
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    assert "Von uns." in world.desk.read(FILE)


def test_a_killed_publish_is_nothing_new_to_a_pull(world: World) -> None:
    world.clm.ok("note", OURS, "Von uns.", "--file", "vpa")
    killed(
        world, "before=clm.store.shares:show_commit",
        "share", "publish", "anna", "--to", str(world.shares),
    )  # fmt: skip
    assert world.pull() == (0, "share anna: nothing new\n", "")
    items = world.clm("share", "status", "anna", "--from", world.shares, "--json").json["items"]
    assert items[0]["branch"] == "cut-off"
    world.publish()
    assert "Von uns." in world.git(world.share, "show", f"main:{FILE}")


def test_a_reject_while_the_vpa_pushes_takes_nothing_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(world, "x\n    pinned: true")
    beside(monkeypatch, shares, "show_commit", lambda: push(world, "Noch eins."))
    assert world.pull("--reject", "--yes").code != 0
    assert "Noch eins." in world.git(world.share, "show", f"main:{FILE}")
