"""G12: nothing enters from a share but what its gate lets in; what is refused changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.build import customer_path
from tests.pushes import GOOD_PUSHES, HOSTILE
from tests.shared import OURS

if TYPE_CHECKING:
    from tests.pushes import Good, Push
    from tests.shared import World

GIT_REFUSES: Final = frozenset(
    {
        "the branch is deleted", "a path that leads out", "an object that swells",
        "an object that is a pipe", "an object that is missing", "a pack of four billion objects",
        "a config that is none", "the branch is a pipe", "an object of another content",
    }
)  # fmt: skip
"""What git alone does not take in either; all the rest it does, without a word."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_push_is_refused_and_changes_nothing(world: World, name: str) -> None:  # A3.2
    push: Push = HOSTILE[name]
    push.do(world)
    control = world.naive_pull(3 if "pipe" in name else 300)
    assert control is (name not in GIT_REFUSES), "the control: is the push really hostile?"
    before = world.snapshot()
    result = world.pull()
    assert (result.code, result.out) == (77, ""), result.err
    assert push.said in result.err
    assert "nothing of it is taken in" in result.err
    assert world.snapshot() == before
    assert not (world.root / "RAN").exists()
    assert "guter Eintrag" not in world.repo.read(customer_path(OURS, "vpa"))


@pytest.mark.parametrize("good", GOOD_PUSHES.values(), ids=GOOD_PUSHES.keys())
def test_a_good_push_is_taken_in(world: World, good: Good) -> None:
    good.do(world)
    result = world.pull("--json")
    assert result.code == 0, result.err
    (item,) = result.json["items"]
    assert len(item["entries"]) == good.entries
    assert item["reasons"] == []
    for text in good.texts:
        assert text in world.clm.ok("file", OURS, "--vpa")
    assert world.repo.is_clean()
    assert world.clm("check").out == ""
    assert world.pull().out == "share anna: nothing new\n"
    world.publish()  # in our own form, and then there is nothing left to be done
    world.desk.git("fetch", "--quiet", "origin")
    assert world.desk.git("merge-base", "HEAD", "origin/main") == world.desk.head()
    assert "nothing to change" in world.publish()


def test_the_tables_are_as_long_as_they_are_promised() -> None:
    assert len(HOSTILE) >= 100
    assert len(GOOD_PUSHES) >= 12
