"""Fixtures all tests share: a sealed environment, a repository, and `clm` run in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.build import SETTINGS, TEAM, TODAY, VPAS, make_customer
from tests.shared import World
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("clm", deadline=None)
settings.load_profile("clm")

PROJECT = Path(__file__).resolve().parent.parent
REAL_HOME = str(Path.home().resolve()) + os.sep
REAL_CONFIG = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
GIT_CONFIGS = frozenset(
    {str(Path.home() / ".gitconfig"), str(Path(REAL_CONFIG) / "git" / "config"), "/etc/gitconfig"}
)
ALLOWED = tuple(
    str(Path(place).resolve()) + os.sep
    for place in (PROJECT, sys.prefix, sys.base_prefix, tempfile.gettempdir())
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class OnTheDay(datetime):
    """The clock of tests: it starts at noon of the day of tests, whatever the time is.

    So no fact grows old, and it is the same day in all zones.
    """

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> OnTheDay:
        return cls.fromtimestamp(_NOON + time.monotonic() - _STARTED, tz)


_NOON = datetime.fromisoformat(f"{TODAY}T12:00:00+00:00").timestamp()
_STARTED = time.monotonic()


class TestLeftItsWorldError(BaseException):
    """A test wrote to the real home folder, or read the person's own git settings."""

    __test__ = False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: every file that this process opens comes by here."""
    if event != "open":
        return
    name, _, flags = arguments
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    if not isinstance(name, str):
        return
    if name in GIT_CONFIGS:
        raise TestLeftItsWorldError(f"a test reads {name}")
    if flags & WRITING and name.startswith(REAL_HOME) and "__pycache__" not in name:
        if name.startswith(ALLOWED):
            return
        raise TestLeftItsWorldError(f"a test writes {name}")


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test sees the person's home, settings, identity, zone or language; answers its home."""
    home = tmp_path_factory.mktemp("home")
    with _sealed(home):
        yield home


@contextmanager
def _sealed(home: Path) -> Iterator[None]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "CLM_", "LC_"))}
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - kept.keys():
            patch.delenv(name)
        for name in ("NO_COLOR", "EDITOR", "VISUAL", "PAGER", "EMAIL", "LANGUAGE", "COLUMNS"):
            patch.delenv(name, raising=False)
        for name, value in _world(home).items():
            patch.setenv(name, value)
        patch.setattr("clm.clock.datetime", OnTheDay)
        patch.setattr("clm.i18n._Chosen.catalogue", None)  # what a test before spoke
        time.tzset()
        yield
    time.tzset()


def _world(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "CLM_TODAY": TODAY,
        "CLM_NO_HOUSEKEEPING": "1",
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture(scope="session")
def template_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository that `repo` copies: copying is ten times as quick as making one."""
    repository = Repository(tmp_path_factory.mktemp("template") / "repo")
    repository.root.mkdir()
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}
    for words in (
        ("init", "--quiet", "--initial-branch=main", "--template="),
        ("config", "user.name", "Jana Sommer"),
        ("config", "user.email", "jana@example.org"),
        ("config", "gc.auto", "0"),
        ("config", "maintenance.auto", "false"),
        ("config", "commit.gpgsign", "false"),
    ):
        subprocess.run(["git", *words], cwd=repository.root, env=environment, check=True)
    repository.write("clm.yaml", SETTINGS)
    for handle, text in TEAM.items():
        repository.write(f"team/{handle}.yaml", text)
    for handle, text in VPAS.items():
        repository.write(f"vpas/{handle}.yaml", text)
    dated = environment | {
        "GIT_AUTHOR_DATE": "2026-08-01T08:00:00Z",
        "GIT_COMMITTER_DATE": "2026-08-01T08:00:00Z",
    }
    for line in ("add --all", "commit --quiet -m start"):
        subprocess.run(["git", *line.split()], cwd=repository.root, env=dated, check=True)
    return repository.root


@pytest.fixture
def repo(template_repository: Path, tmp_path: Path) -> Repository:
    """A repository with jana and tom (admin), isabel (lead distributor), the VPAs anna and ben."""
    root = tmp_path / "repo"
    shutil.copytree(template_repository, root)
    repository = Repository(root)
    repository.git("update-index", "-q", "--refresh")
    return repository


@pytest.fixture
def clm(repo: Repository) -> Clm:
    """Runs command lines as Jana, on the day of tests, in `repo`."""
    return Clm(repo.root)


@pytest.fixture
def muster(repo: Repository) -> str:
    """The id of a committed customer of Jana's, `c-7f3qkd`, Muster GmbH."""
    repo.put("customers/7f/c-7f3qkd.yaml", make_customer(more="owner: jana\n"))
    return "c-7f3qkd"


@pytest.fixture(scope="session")
def founded(template_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A share with both its sides, that `world` copies."""
    world = World(tmp_path_factory.mktemp("founded"))
    with _sealed(tmp_path_factory.mktemp("home")):
        world.found(template_repository)
    return world


@pytest.fixture
def world(founded: World, tmp_path: Path) -> World:
    """The team's data, the share of the VPA anna as it was published, and her clone."""
    return founded.moved(tmp_path / "world")
