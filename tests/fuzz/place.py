"""Where fuzzed command lines run: a small repository that is put back after each input."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.store.seal import seal
from tests.build import TODAY
from tests.fuzz.examples import CONFIG, FILES, REST, TEMPLATES
from tests.fuzz.limits import MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PROJECT: Final = Path(__file__).resolve().parent.parent.parent
REPO: Final = "repo"
"""The data folder, at the root of a repository; where command lines run."""
CONFIG_FILE: Final = "home/.config/clm/config.yaml"
GIT_CONFIG: Final = "repo/.git/config"
DERIVED: Final = "repo/.git/clm/"
ENDLESS: Final = "endless"
"""The goal of a link to a file that nobody can read to its end; no device, which a command that
follows the link might replace."""

Content = bytes | None | tuple[str, str]
"""Of a file laid into the place: its bytes; None, it is taken away; else (`link`, its goal),
(`folder`, ""), (`pipe`, "") or (`sparse`, its size)."""

_INSTANT: Final = datetime.fromisoformat(f"{TODAY}T10:30:00+00:00")


HOST: Final = "here"
"""The host that sends notices, by the good `clm.yaml`."""


class StoppedClock(datetime):
    """Time does not go on, so that an input says the same again."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> StoppedClock:
        return cls.fromtimestamp(_INSTANT.timestamp(), tz or UTC)


def environment(home: Path) -> dict[str, str]:
    """All variables that what runs here sees."""
    return {
        "PATH": os.environ["PATH"],
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
        "EDITOR": "true",
    }


def make_template(root: Path) -> Path:
    """The folder that each worker copies."""
    repo = root / REPO
    repo.mkdir(parents=True)
    for path, text in {**dict(FILES.values()), **REST, **TEMPLATES}.items():
        file = repo / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    config = root / CONFIG_FILE
    config.parent.mkdir(parents=True)
    config.write_text(CONFIG)
    dated = {"GIT_AUTHOR_DATE": "2026-08-01T08:00Z", "GIT_COMMITTER_DATE": "2026-08-01T08:00Z"}
    for words in (
        ("init", "--quiet", "--initial-branch=main", "--template="),
        ("config", "user.name", "Jana Sommer"),
        ("config", "user.email", "jana@example.org"),
        ("config", "gc.auto", "0"),
        ("add", "--all"),
        ("commit", "--quiet", "-m", "start"),
    ):
        subprocess.run(
            ["git", *words], cwd=repo, env=environment(root / "home") | dated, check=True
        )
    warm = [sys.executable, "-m", "clm", "check"]  # it leaves the index that a used folder has
    subprocess.run(
        warm,
        cwd=repo,
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment(root / "home") | {"PYTHONPATH": str(PROJECT)},
    )
    return root


def no_network(*_: object, **__: object) -> object:
    """In place of what finds and calls hosts: a fuzzed name is looked up nowhere."""
    raise socket.gaierror(socket.EAI_NONAME, "there is no network here")


class LeftThePlaceError(BaseException):
    """Something would be changed outside of the place: no input may ever do that."""


_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES: Final = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate"}
_SPARE: Final = {"/tmp", "/var/tmp", "/usr/tmp"}  # noqa: S108 -- where tempfile looks itself
_OUTPUTS: Final = {os.devnull, "/dev/full"}


def _guard(root: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """What a process is never to do, whatever it is given; seen before it is done."""

    _mine = (str(root.resolve()), "/proc/", "/tmp/clm-edit-")  # noqa: S108 -- the same

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and given[2] & _WRITING:
            names = given[:1]
        elif event in _CHANGES:
            names = given[:2] if event in {"os.rename", "os.link"} else given[:1]
        else:
            return
        for name in names:
            if isinstance(name, str | bytes | os.PathLike):
                path = os.fsdecode(name)
                where = os.path.realpath(path if event == "open" else Path(path).parent)
                folder = where if event != "open" else str(Path(where).parent)
                if folder in _SPARE and event != "os.rename":
                    continue  # TMPDIR leads nowhere
                if not where.startswith(_mine) and where not in _OUTPUTS:
                    raise LeftThePlaceError(f"{event} {path}")

    return hook


class Place:
    """A worker's own copy; `restore` puts back whatever an input or a command changed."""

    def __init__(self, template: Path, root: Path) -> None:
        self.root = root
        shutil.copytree(template, root)
        (root / "tmp").mkdir()
        self.endless = root.with_name(ENDLESS)
        with self.endless.open("wb") as file:
            file.truncate(2**40)
        self.variables = environment(root / "home") | {"TMPDIR": str(root / "tmp")}
        sys.addaudithook(_guard(root.parent))
        self.enter({})
        socket.getaddrinfo = no_network  # type: ignore[assignment]
        socket.gethostname = lambda: HOST
        self.pristine: dict[str, bytes] = {}
        self._stamps: dict[str, tuple[int, ...]] = {}

    def keep(self) -> None:
        """From now on this is how it is put back."""
        for path, full in self._files():
            self.pristine[path] = full.read_bytes()
            self._stamps[path] = _stamp(full)

    def enter(self, variables: Mapping[str, str]) -> None:
        """Stand in the data folder, with these variables besides the usual ones."""
        os.chdir(self.root / REPO)
        os.environ.clear()
        os.environ.update(self.variables)
        os.environ.update(variables)
        tempfile.tempdir = None
        time.tzset()

    def lay(self, files: Mapping[str, Content]) -> None:
        """Put files into the place, over what is there."""
        for path, content in files.items():
            full = self.root / path
            _remove(full)
            if content is None:
                continue
            full.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                full.write_bytes(content)
                _seal(full)
            elif content == ("link", ENDLESS):
                full.symlink_to(self.endless)
            elif content[0] == "link":
                full.symlink_to(content[1])
            elif content[0] == "folder":
                full.mkdir()
            elif content[0] == "sparse":
                with full.open("wb") as file:
                    file.truncate(int(content[1]))
            else:
                os.mkfifo(full)

    def look(self) -> dict[str, tuple[int, ...] | bytes]:
        """What a refused command may not change: all files and branches, nothing derived."""
        return {
            path: full.read_bytes() if _is_new(full, self._stamps.get(path)) else _stamp(full)
            for path, full in self._files()
            if not path.startswith(DERIVED) and path != "repo/.git/index"
        }

    def restore(self) -> None:
        """Put back what differs."""
        self.enter({})
        here = dict(self._files())
        for path in here.keys() - self.pristine.keys():
            _remove(here[path])
        for path, data in self.pristine.items():
            full = self.root / path
            if path in here and _stamp(full) == self._stamps[path]:
                continue
            if path not in here:
                _remove(full)
            full.parent.mkdir(parents=True, exist_ok=True)
            beside = full.with_name("restored")
            beside.write_bytes(data)
            beside.replace(full)
            _seal(full)
            self._stamps[path] = _stamp(full)

    def _files(self) -> Iterator[tuple[str, Path]]:
        """All but folders and git's objects."""
        pending = [("", str(self.root))]
        while pending:
            above, folder = pending.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = f"{above}{entry.name}"
                    if not entry.is_dir(follow_symlinks=False):
                        yield path, Path(entry.path)
                    elif path != "repo/.git/objects":
                        pending.append((f"{path}/", entry.path))


def _seal(full: Path) -> None:
    """Make an index one of this place: without our seal no command would open it."""
    if full.name == "index.sqlite":
        with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(full)) as db:
            seal(db, full)


def _stamp(full: Path) -> tuple[int, ...]:
    found = full.lstat()
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino


def _is_new(full: Path, stamp: tuple[int, ...] | None) -> bool:
    """Is it a file whose bytes have to be looked at?"""
    if full.is_symlink() or not full.is_file() or _stamp(full) == stamp:
        return False
    return full.stat().st_size < MEMORY


def _remove(full: Path) -> None:
    if full.is_dir() and not full.is_symlink():
        shutil.rmtree(full)
    elif full.is_symlink() or full.exists():
        full.unlink()
