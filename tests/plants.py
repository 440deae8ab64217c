"""Repositories that would run code: each plant leaves a mark when plain git is used as usual."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Ground:
    """A repository to plant in; a mark beside it has the name of the plant that ran."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.name = name
        self.trap = self._script(root.parent / f"trap-{name}")

    def _script(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\ntouch '{self.mark}'\n")
        path.chmod(0o755)
        return path

    @property
    def mark(self) -> Path:
        """The file that a plant makes when it runs."""
        return self.root.parent / f"ran-{self.name}"

    def config(self, text: str, place: str = ".git/config") -> None:
        """Append lines to a config file, as an editor does; TRAP stands for a program."""
        with (self.root / place).open("a") as file:
            file.write(text.replace("TRAP", str(self.trap)) + "\n")

    def hook(self, name: str, folder: str = ".git/hooks") -> None:
        """Put a hook in place."""
        self._script(self.root / folder / name)

    def attributes(self, text: str) -> None:
        """Say for which files a driver is, outside the work tree."""
        (self.root / ".git" / "info").mkdir(exist_ok=True)
        with (self.root / ".git" / "info" / "attributes").open("a") as file:
            file.write(f"{text}\n")

    def git(self, *words: str, folder: Path | None = None, said: bytes = b"") -> None:
        """Git as a person types it, whatever it answers; only what it runs is of interest."""
        subprocess.run(
            ["git", *words], cwd=folder or self.root, capture_output=True, check=False,
            input=said, timeout=60,
        )  # fmt: skip

    def git_on_a_terminal(self, *words: str) -> None:
        """The same where standard output is a terminal."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            ["git", *words], cwd=self.root, stdin=theirs, stdout=theirs, stderr=theirs,
            env=os.environ | {"TERM": "xterm"},
        ) as child:  # fmt: skip
            os.close(theirs)
            with suppress(OSError):  # the other side is closed
                while os.read(ours, 1000):
                    pass
            child.wait(60)
        os.close(ours)


class Plant(NamedTuple):
    """How a trap is set, and what a person types in plain git who walks into it."""

    plant: Callable[[Ground], None]
    walk: Callable[[Ground], None]


def key(lines: str, *words: str, attributes: str = "") -> Plant:
    """A trap that is a key of the config."""

    def plant(at: Ground) -> None:
        at.config(lines)
        if attributes:
            at.attributes(attributes)

    return Plant(plant, lambda at: at.git(*words))


def hook(name: str, *words: str) -> Plant:
    """A trap that is a hook."""
    return Plant(lambda at: at.hook(name), lambda at: at.git(*words))


def _own_hooks(at: Ground) -> None:
    at.hook("pre-commit", ".hidden")
    at.config("[core]\nhooksPath = .hidden")


def _included(lines: str) -> Callable[[Ground], None]:
    def plant(at: Ground) -> None:
        at.config(f'[{lines}]\npath = "more"')
        at.config("[core]\nfsmonitor = TRAP", ".git/more")

    return plant


def _worktree_config(at: Ground) -> None:
    at.config("[extensions]\nworktreeConfig = true")
    at.config("[core]\nfsmonitor = TRAP", ".git/config.worktree")


def _fetching(at: Ground) -> None:
    """A blob is missing, and fetching it is a command."""
    at.config("[protocol]\nallow = always\n[extensions]\npartialClone = far")
    at.config('[remote "far"]\nurl = ext::TRAP\npromisor = true')


def _submodule(at: Ground) -> None:
    """A repository inside, whose own config is never looked at: it is in the index as such."""
    inner = at.root / "customers" / "inner"
    inner.mkdir(parents=True)
    at.git("init", "--quiet", folder=inner)
    (inner / "a").write_text("a")
    at.git("add", "a", folder=inner)
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    at.git(*who, "commit", "-q", "-m", "inner", folder=inner)
    at.git("add", "customers/inner")
    at.git("commit", "--quiet", "-m", "a submodule")
    at.config('[filter "x"]\nclean = TRAP', "customers/inner/.git/config")
    (inner / ".git" / "info" / "attributes").write_text("* filter=x\n")
    (inner / "a").write_text("b")


def _much_to_pack(at: Ground) -> None:
    """git counts the loose objects of one folder."""
    folder = at.root / ".git" / "objects" / "17"
    folder.mkdir(exist_ok=True)
    for name in ("a" * 38, "b" * 38):
        (folder / name).write_bytes(b"")
    at.git("-c", "gc.auto=1", "gc", "--auto")


COMMIT: Final = ("commit", "--allow-empty", "-m", "x")
PLANTS: Final[dict[str, Plant]] = {
    "fsmonitor": key("[core]\nfsmonitor = TRAP", "status"),
    "clean": key(
        '[filter "x"]\nclean = TRAP', "add", "--renormalize", ".", attributes="* filter=x"
    ),
    "process": key(
        '[filter "x"]\nprocess = TRAP', "add", "--renormalize", ".", attributes="* filter=x"
    ),
    "smudge": key(
        '[filter "x"]\nsmudge = TRAP', "checkout-index", "-f", "-a", attributes="* filter=x"
    ),
    "textconv": key('[diff "x"]\ntextconv = TRAP', "log", "-p", attributes="* diff=x"),
    "diff-command": key(
        '[diff "x"]\ncommand = TRAP', "diff", "HEAD^", "HEAD", attributes="* diff=x"
    ),
    "diff-external": key("[diff]\nexternal = TRAP", "diff", "HEAD^", "HEAD"),
    "pager": Plant(
        lambda at: at.config("[core]\npager = TRAP"), lambda at: at.git_on_a_terminal("log")
    ),
    "pager-of-log": Plant(
        lambda at: at.config("[pager]\nlog = TRAP"), lambda at: at.git_on_a_terminal("log")
    ),
    "editor": key("[core]\neditor = TRAP", "commit", "--allow-empty"),
    "sequence-editor": key("[sequence]\neditor = TRAP", "rebase", "--autostash", "-i", "HEAD^"),
    "gpg": key("[gpg]\nprogram = TRAP\n[commit]\ngpgSign = true", *COMMIT),
    "gpg-ssh": key(
        '[gpg]\nformat = ssh\n[gpg "ssh"]\nprogram = TRAP\n[user]\nsigningKey = k', *COMMIT, "-S"
    ),
    "key-command": key('[gpg]\nformat = ssh\n[gpg "ssh"]\ndefaultKeyCommand = TRAP', *COMMIT, "-S"),
    "alias": key("[alias]\nst = !TRAP", "st"),
    "ssh": key("[core]\nsshCommand = TRAP", "ls-remote", "ssh://example.invalid/x"),
    "git-proxy": key("[core]\ngitProxy = TRAP", "ls-remote", "git://example.invalid/x"),
    "credential": Plant(
        lambda at: at.config("[credential]\nhelper = !TRAP"),
        lambda at: at.git("credential", "fill", said=b"protocol=https\nhost=example.invalid\n\n"),
    ),
    "uploadpack": key('[remote "o"]\nurl = .\nuploadpack = TRAP', "fetch", "o"),
    "receivepack": key('[remote "p"]\nurl = .\nreceivepack = TRAP', "push", "p", "HEAD:x"),
    "ext": key('[protocol "ext"]\nallow = always\n[remote "e"]\nurl = ext::TRAP', "fetch", "e"),
    "instead-of": key(
        '[protocol "ext"]\nallow = always\n[url "ext::TRAP"]\ninsteadOf = zz:', "ls-remote", "zz:"
    ),
    "trailer": key('[trailer "x"]\ncommand = TRAP', *COMMIT, "--trailer", "x=1"),
    "archive": key('[tar "x"]\ncommand = TRAP', "archive", "--format=x", "HEAD"),
    "include": Plant(_included("include"), lambda at: at.git("status")),
    "include-if": Plant(_included('includeIf "gitdir:**"'), lambda at: at.git("status")),
    "config.worktree": Plant(_worktree_config, lambda at: at.git("status")),
    "lazy-fetch": Plant(_fetching, lambda at: at.git("cat-file", "-p", "1" * 40)),
    "hooks-path": Plant(_own_hooks, lambda at: at.git(*COMMIT)),
    "pre-commit": hook("pre-commit", *COMMIT),
    "prepare-commit-msg": hook("prepare-commit-msg", *COMMIT),
    "commit-msg": hook("commit-msg", *COMMIT),
    "post-commit": hook("post-commit", *COMMIT),
    "reference-transaction": hook("reference-transaction", *COMMIT),
    "post-index-change": hook("post-index-change", "add", "--renormalize", "."),
    "post-checkout": hook("post-checkout", "checkout", "-b", "x"),
    "pre-auto-gc": Plant(lambda at: at.hook("pre-auto-gc"), _much_to_pack),
    "submodule": Plant(_submodule, lambda at: at.git("status")),
}
