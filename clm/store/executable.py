"""What of a repository would run code or lead elsewhere, were git started in it as it is.

Nothing here runs git: files are listed and read as text. What is found is a `Danger`; `trust`
knows whether the person has agreed to exactly that.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from clm.errors import StateError
from clm.store.gitconfig import expanded, is_include, items
from clm.store.smallfile import MOST, is_endless, read_small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.store.gitconfig import Item

_ENDS: Final = (
    "cmd", "command", "program", "prog", "hook", "driver", "helper", "tunnel", "askpass", "editor",
    "pager",
)  # fmt: skip
"""How the names of keys end whose value is a program, in any section: so a key that a newer git
or a tool beside it knows is found too. `core.hooksPath` is none: the hooks there are."""

_NAMES: Final = {
    "fsmonitor": {"core"},
    "gitproxy": {"core"},
    "clean": {"filter", "lfs"},
    "smudge": {"filter", "lfs"},
    "process": {"filter"},
    "textconv": {"diff"},
    "external": {"diff"},
    "difffilter": {"interactive"},
    "uploadpack": {"remote"},
    "receivepack": {"remote"},
    "proxy": {"remote"},
    "vcs": {"remote"},
    "path": {"mergetool", "difftool", "browser", "man", "guitool", "lfs"},
    "browser": {"web", "help", "instaweb"},
    "httpd": {"instaweb"},
    "modulepath": {"instaweb"},
    "smtpserver": {"sendemail"},
}
"""Other names of keys whose value is a program, and the sections in which it is."""

_TRANSPORTS: Final = frozenset(
    f"protocol.{name}.allow" for name in ("file", "git", "http", "https", "ssh")
)
"""Ways to fetch that git has itself; any other is a program."""

_TRUTH: Final = frozenset({"", "true", "false", "yes", "no", "on", "off", "0", "1"})
"""Values that switch something and name nothing (`core.fsmonitor=true`: git's own watcher)."""

_HEADS: Final = "refs/heads"
_WRITTEN: Final = ("", "objects", "objects/info", "objects/pack", "info")
"""Folders of a git folder in which git writes, or opens what it finds."""
_OPENED: Final = (".gitattributes", ".gitignore", ".gitmodules", ".mailmap")
"""Files at the top of the work tree that git opens, whatever they are."""
BY_GIT: Final = "%("
"""So a path begins that only git itself can complete (`%(prefix)/…`)."""


class Place(Protocol):
    """Where a repository lies; `git.Repo` is one."""

    @property
    def root(self) -> Path: ...  # noqa: D102 -- as there
    @property
    def git_dir(self) -> Path: ...  # noqa: D102
    @property
    def common_dir(self) -> Path: ...  # noqa: D102
    def head_branch(self) -> str | None: ...  # noqa: D102
    def hash_name(self) -> str: ...  # noqa: D102


class Danger(NamedTuple):
    """One thing that would run, or lead elsewhere: what it is, what it says, where it stands."""

    what: str
    says: str
    path: str
    content: bytes = b""
    """The script's own bytes: a changed script is another one."""


def dangers(repo: Place) -> list[Danger]:
    """Everything in the repository that git would run or be led by.

    Raises:
        StateError: a config file is none, or git would wait where it opens a pipe.
    """
    if not repo.git_dir.is_dir():
        return []  # `git init` comes first
    told = settings(repo)
    _refuse_endless_files(repo, told)
    found = [*_links(repo), *_pointers(repo, told), *_keys(told)]
    # In a bare one we never run a hook.
    return found if repo.git_dir == repo.root else [*found, *_hooks(repo, told)]


def settings(repo: Place) -> list[Item]:
    """The repository's own settings, in the order in which git reads them.

    Raises:
        StateError: a config file is none.
    """
    # `config.worktree` counts only with an extension; it is read in any case, to be safe.
    places = (repo.common_dir / "config", repo.git_dir / "config.worktree")
    return [item for place in places for item in items(place)]


def is_executable(key: str, value: str | None) -> bool:
    """Would a setting make git run something, or read more settings?"""
    said = (value or "").strip()
    section, last = key.partition(".")[0], key.rpartition(".")[2]
    # A `!` begins a command, but for names of refs: there it shows one again.
    if is_include(key) or (said.startswith("!") and last != "hiderefs"):
        return True
    if section in {"remote", "submodule"} and last.endswith("url") and _is_command(said):
        return True
    if section == "url" and _is_command(key[4:]):
        return True
    if said.lower() in _TRUTH:
        return False
    if section == "protocol":
        return last == "allow" and key not in _TRANSPORTS
    return section == "pager" or last.endswith(_ENDS) or section in _NAMES.get(last, ())


def _is_command(address: str) -> bool:
    """Is an address given to a program, as `ext::sh -c …` is?"""
    name, colons, _ = address.partition("::")
    return bool(colons) and name.isalnum()


def _keys(told: Iterable[Item]) -> Iterator[Danger]:
    for key, value, path in told:
        if is_executable(key, value):
            yield Danger(key, value or "", str(path))


def _hooks(repo: Place, told: Iterable[Item]) -> Iterator[Danger]:
    folders = [repo.common_dir / "hooks"]
    for key, value, path in told:
        if key == "core.hookspath" and value and value.startswith(BY_GIT):
            yield Danger(key, value, str(path))
        elif key == "core.hookspath" and value:
            folders.append(repo.root / expanded(value))
    for folder in folders:
        for entry in _listed(folder):
            # git runs only what may be executed; its samples may, but have no hook's name.
            if entry.name.endswith(".sample") or not os.access(entry.path, os.X_OK):
                continue
            if entry.is_file():
                yield Danger("hook", entry.name, entry.path, _bytes(entry.path))


def _pointers(repo: Place, told: Iterable[Item]) -> Iterator[Danger]:
    """A work tree and git folder that do not name each other."""
    trees = [value for key, value, _ in told if key == "core.worktree"]
    stated = {(repo.git_dir / value).resolve() for value in trees if value}
    if stated - {repo.root}:
        yield Danger("core.worktree", trees[-1] or "", str(repo.common_dir / "config"))
    if repo.git_dir == repo.root:
        return
    dot_git = repo.root / ".git"
    names_back = repo.git_dir == dot_git or repo.root in stated
    if not names_back and _said(repo.git_dir / "gitdir") != str(dot_git):
        yield Danger("git folder", str(repo.git_dir), str(dot_git))
    if repo.common_dir != repo.git_dir and repo.git_dir.parent != repo.common_dir / "worktrees":
        yield Danger("git folder", str(repo.common_dir), str(repo.git_dir / "commondir"))


def _links(repo: Place) -> Iterator[Danger]:
    """Links where git writes.

    Raises:
        StateError: a pipe or device lies there: git waits for it, or reads it without end.
    """
    for place in _written(repo):
        if os.path.islink(place):  # noqa: PTH114 -- often
            yield Danger("link", str(Path(place).readlink()), place)
        _refuse_endless(place)
    for name in _OPENED:  # here git follows no link
        if not os.path.islink(f"{repo.root}/{name}"):  # noqa: PTH114
            _refuse_endless(f"{repo.root}/{name}")


def _refuse_endless_files(repo: Place, told: Iterable[Item]) -> None:
    """The same of files that settings name (`core.attributesFile`, `mailmap.file`, ...)."""
    for key, value, _ in told:
        if key.endswith("file") and value:
            _refuse_endless(repo.root / expanded(value))


def _refuse_endless(place: str | Path) -> None:
    with suppress(OSError):
        if is_endless(os.stat(place)):  # noqa: PTH116 -- often
            raise StateError(f"{place} is no file: git would wait for it", f"rm {place}")


def _written(repo: Place) -> Iterator[str]:
    """What is neither file nor folder where git writes; and all on the way to the branch."""
    try:
        branch = repo.head_branch() or _HEADS
    except OSError:  # a repository that git would not take for one
        branch = _HEADS
    deep = {"logs/HEAD", "logs/refs"}
    while "/" in branch:
        deep |= {branch, f"logs/{branch}"}
        branch = branch.rpartition("/")[0]
    for folder in map(str, dict.fromkeys((repo.git_dir, repo.common_dir))):
        listed = [entry for name in _WRITTEN for entry in _listed(f"{folder}/{name}")]
        yield from (entry.path for entry in listed if not _is_plain(entry))
        yield from (f"{folder}/{name}" for name in sorted(deep))


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)


def _listed(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _said(path: Path) -> str:
    try:
        return os.fsdecode(read_small(path)).strip()
    except OSError:
        return ""


def _bytes(path: str | Path) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST)
            if file.read(1):  # what is not read is told by when it was changed
                state = os.fstat(file.fileno())
                data += b"%d %d %d" % (state.st_size, state.st_mtime_ns, state.st_ctime_ns)
            return data
    except OSError as problem:
        return str(problem.strerror).encode()
