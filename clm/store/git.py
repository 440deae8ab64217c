"""The one module that runs git: where the repository is, and named verbs for its plumbing.

Nothing here decides; `transaction` does. No verb but `commit_index` runs a hook, none touches the
person's index or reads `GIT_*` from the environment beyond the person's identity and choice of
config files. Where a repository would run code that the person does not trust, git sees its
objects and refs at most (`trust`).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from clm.errors import MissingToolError, StateError
from clm.store.gitconfig import meant
from clm.store.gitfailure import GitError, failure
from clm.store.newcommit import stream
from clm.store.smallfile import read_small
from clm.store.trees import Trees, printed_blobs, printed_trees
from clm.store.whereabouts import changed_at, is_branch, locate, ref_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from clm.store.newcommit import NewCommit

KEPT: Final = frozenset(
    {
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
    }
)
"""The only `GIT_*` variables that reach git."""

ALWAYS: Final = ("-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit")
NO_HOOKS: Final = ("-c", f"core.hooksPath={os.devnull}")
NO_NETWORK: Final = {"GIT_ALLOW_PROTOCOL": "none"}
"""Missing objects are not fetched: the address of a remote can be a command."""
IMPERSONAL: Final = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
"""What git does then is the same for everybody."""
DURABLE: Final = ("-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync")
_FEW_PATHS: Final = 200  # beyond this a full listing is cheaper than a long command line


class Entry(NamedTuple):
    """What git knows of a file: its mode (`100644`, `100755`, ...) and the id of its blob."""

    mode: str
    blob: str


class Repo(NamedTuple):
    """A repository: with a work tree, or a bare one of ours, whose three folders are one."""

    root: Path
    """The top of the work tree."""
    git_dir: Path
    """This work tree's own git folder (`HEAD`, `index`)."""
    common_dir: Path
    """The folder all work trees share (`refs`, `objects`, `config`)."""
    held: tuple[int, ...] = ()
    """The file descriptor of the lock we hold: every git that writes keeps it open with us, so
    that the lock lasts until the last of them is done."""

    @classmethod
    def find(cls, folder: Path) -> Repo | None:
        """Which repository holds `folder`? Answered without running git.

        Raises:
            StateError: the folder lies inside a bare repository or a git folder.
            RefusedError: our own folder there holds what we did not put there.
        """
        found = locate(folder)
        return cls(*found) if found else None

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment git runs in: ours without `GIT_*`, plus `extra`."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in KEPT}
        if self.git_dir == self.root:  # a bare one: git looks for none there by itself
            kept |= IMPERSONAL | {"GIT_DIR": str(self.git_dir)}
        return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"} | dict(extra or {})

    def run(
        self,
        *args: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        writes: bool = False,
        hooks: bool = False,
        objects: bool = False,
        accept: Collection[int] = (0,),
    ) -> bytes:
        """Run `git ARGS` at the root and return what it printed.

        `writes` makes everything it writes durable. A git that writes runs in a session of its
        own, so that what kills our process group does not cut it off between two files; one that
        runs `hooks` needs the terminal. `objects` says that it looks at objects and refs only:
        it can do so in a repository that is not trusted, which is never started from then.

        Raises:
            RefusedError: the repository would run code that the person does not trust.
            MissingToolError: there is no git.
            InputOutputError: the disk failed under git.
            GitError: any other exit code than those in `accept`.
        """
        import subprocess

        from clm.store.trust import sight

        extra = dict(env or {}) if hooks else NO_NETWORK | dict(env or {})
        if not writes:
            extra.setdefault("GIT_OPTIONAL_LOCKS", "0")
        options = (*ALWAYS, *(() if hooks else NO_HOOKS), *(DURABLE if writes else ()))
        command = ["git", *options, "--literal-pathspecs", *args]
        try:
            with sight(self, objects=objects) as where:
                done = subprocess.run(
                    command,
                    input=stdin,
                    capture_output=True,
                    check=False,
                    cwd=self.root,
                    env=self.environment(extra | where),
                    pass_fds=self.held if writes and not hooks else (),
                    start_new_session=writes and not hooks,
                )
        except FileNotFoundError as error:
            if error.filename != "git":
                raise
            raise MissingToolError("git is not installed", "install git 2.38 or newer") from None
        if done.returncode not in accept:
            verb = next(word for word in args if word[0] != "-" and "=" not in word)
            raise failure(verb, done.returncode, done.stderr, done.stdout)
        return done.stdout

    # What stands: read without git where its layout is documented.

    def head_branch(self) -> str | None:
        """The branch HEAD names, as `refs/heads/main`; `None` when HEAD is detached or broken."""
        text = read_small(self.git_dir / "HEAD").decode(errors="surrogateescape")
        ref = text.removeprefix("ref: ").strip()
        return ref if text.startswith("ref: ") and is_branch(ref) else None

    def ref(self, name: str) -> str | None:
        """The commit a branch is at, `None` before its first commit."""
        found = ref_at(self.common_dir, name)
        if found is None:
            words = ("rev-parse", "--quiet", "--verify", name)
            found = self.run(*words, accept=(0, 1), objects=True).decode().strip()
        return found or None

    def config(self) -> dict[str, str]:
        """Every setting git sees here, keys in lower case where git folds them; last one wins.

        git is asked once: the acting person is looked up before the write that needs it again.
        """
        from clm.store.trust import hidden_settings  # as in `run`

        places = (self.common_dir / "config", self.git_dir / "config.worktree")
        around = tuple(os.environ.get(name) for name in (*sorted(KEPT), "HOME", "XDG_CONFIG_HOME"))
        known = (self.root, around, *map(changed_at, places))
        if known in _CONFIGS:
            return _CONFIGS[known]
        found: dict[str, str] = {}
        # With `hooks`, or our own option would hide the person's hooks from us.
        printed = self.run("config", "--list", "-z", objects=True, hooks=True)
        for item in printed.decode(errors="replace").split("\0"):
            key, newline, value = item.partition("\n")
            if key:
                found[key] = meant(key, value if newline else None)
        found |= hidden_settings(self)
        _CONFIGS[known] = found
        return found

    def blob_id(self, data: bytes) -> str:
        """The id git gives these bytes, computed here."""
        return self.object_id("blob", data)

    def object_id(self, kind: str, data: bytes) -> str:
        """The id git gives an object of this kind (`blob`, `tree`, `commit`)."""
        import hashlib  # a slow start for those who only read

        digest = hashlib.new(self.hash_name(), usedforsecurity=False)
        digest.update(b"%s %d\0" % (kind.encode(), len(data)))
        digest.update(data)
        return digest.hexdigest()

    def hash_name(self) -> str:
        """The hash that names objects here: `sha1` or `sha256`."""
        if self.common_dir not in _HASH_NAMES:
            config = read_small(self.common_dir / "config").decode(errors="replace")
            sha256 = re.search(r"(?im)(?:^|\])[ \t]*objectformat[ \t]*=\s*\"?sha256", config)
            _HASH_NAMES[self.common_dir] = "sha256" if sha256 else "sha1"
        return _HASH_NAMES[self.common_dir]

    # What git knows of paths.

    def tree(self, commit: str | None, paths: Sequence[str]) -> dict[str, Entry]:
        """The entries of these paths in a commit; a path that is not there has none."""
        if commit is None or not paths:
            return {}
        listed = paths if len(paths) <= _FEW_PATHS else ()
        wanted = set(paths)
        rows = _rows(self.run("ls-tree", "-r", "-z", commit, "--", *listed, objects=True))
        entries = ((head.split(" "), path) for head, path in rows if path in wanted)
        return {path: Entry(head[0], head[2]) for head, path in entries}

    def trees(self, commit: str | None, folders: Sequence[str]) -> Trees:
        """These folders of a commit, all in one run; one that is not there holds nothing."""
        if commit is None:
            return Trees(None, {folder: {} for folder in folders})
        names = [b"%s:%s" % (commit.encode(), os.fsencode(name)) for name in folders]
        # What somebody shows in place of an object is not what a commit is built on.
        printed = self.run(
            "cat-file", "-z", "--batch", stdin=b"".join(name + b"\0" for name in names),
            env={"GIT_NO_REPLACE_OBJECTS": "1"}, objects=True,
        )  # fmt: skip
        return Trees(commit, dict(zip(folders, printed_trees(printed, names), strict=True)))

    def files(self, commit: str, folder: str) -> dict[str, Entry]:
        """All files of a commit below a folder (empty: all)."""
        below = (f"{folder}/",) if folder else ()
        printed = self.run("ls-tree", "-r", "-z", commit, "--", *below, objects=True)
        rows = ((head.split(" "), path) for head, path in _rows(printed))
        return {path: Entry(head[0], head[2]) for head, path in rows if head[1] == "blob"}

    def staged(self, paths: Sequence[str]) -> dict[str, Entry]:
        """The entries of these paths in the index; an unmerged one has the mode `unmerged`.

        Raises:
            StateError: one of them is left out by a sparse checkout.
        """
        if not paths:
            return {}
        listed = paths if len(paths) <= _FEW_PATHS else ()
        found = self.run("ls-files", "-z", "-s", "-v", "--", *listed)
        wanted = set(paths)
        entries: dict[str, Entry] = {}
        for head, path in _rows(found):
            tag, mode, blob, stage = head.split(" ")
            if path not in wanted:
                continue
            if tag in "Ss":
                raise StateError(
                    f"{path} is left out of this sparse checkout",
                    f"git sparse-checkout add {path.rpartition('/')[0]}",
                )
            entries[path] = Entry(mode if stage == "0" else "unmerged", blob)
        return entries

    def blobs(self, ids: Collection[str]) -> dict[str, bytes]:
        """The bytes of blobs, all in one run.

        Raises:
            GitError: one is missing.
        """
        if not ids:
            return {}
        asked = list(ids)
        found = dict(zip(asked, self._contents(asked), strict=True))
        for blob, data in found.items():
            if data is None:
                raise GitError("cat-file", 0, f"there is no blob {blob}".encode())
        return cast("dict[str, bytes]", found)

    def versions(self, path: str, commits: Sequence[str]) -> list[bytes | None]:
        """The bytes of one file in each of these commits, all in one run; None where it is none."""
        return self._contents([f"{commit}:{path}" for commit in commits])

    def _contents(self, names: Sequence[str]) -> list[bytes | None]:
        """The bytes of the blobs with these names, each in its turn."""
        asked = os.fsencode("\n".join(names)) + b"\n"
        printed = self.run("cat-file", "--batch", stdin=asked, objects=True)
        return list(printed_blobs(printed, len(names)))

    def attributes(self, paths: Sequence[str]) -> dict[str, dict[str, str]]:
        """The attributes of each path (`text`, `filter`, `eol`, ...)."""
        asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
        words = os.fsdecode(self.run("check-attr", "-z", "-a", "--stdin", stdin=asked)).split("\0")
        found: dict[str, dict[str, str]] = {}
        for path, name, value in zip(words[0::3], words[1::3], words[2::3], strict=False):
            found.setdefault(path, {})[name] = value
        return found

    def contains(self, commit: str, ancestor: str) -> bool:
        """Is `ancestor` in the history of `commit`?"""
        if commit == ancestor:
            return True
        try:
            self.run("merge-base", "--is-ancestor", ancestor, commit, objects=True)
        except GitError:
            return False
        return True

    def parent(self, commit: str) -> str | None:
        """The first parent of a commit, `None` for the first of all."""
        printed = self.run("rev-parse", "--quiet", "--verify", f"{commit}^", accept=(0, 1))
        return printed.decode().strip() or None

    def changed(self, commit: str) -> list[str]:
        """The paths a commit changes against its first parent."""
        printed = self.run(
            "diff-tree", "--root", "-r", "-z", "--no-renames", "--name-only", "--no-commit-id",
            "-m", "--first-parent", commit, objects=True,
        )  # fmt: skip
        return [path for path in os.fsdecode(printed).split("\0") if path]

    # What is written.

    def build(self, new: NewCommit) -> str:
        """Build blobs, trees and the commit, which no branch shows yet; return its id."""
        printed = self.run(
            "fast-import", "--quiet", "--done", "--date-format=raw",
            stdin=b"".join(stream(new)), writes=True,
        )  # fmt: skip
        return printed.decode().strip()

    def move(self, ref: str, new: str, old: str | None, why: str) -> None:
        """Move a branch from `old` (`None`: it must not exist) to `new`, or not at all.

        Raises:
            GitError: the branch is not at `old`.
        """
        zero = "0" * len(new)
        self.run(
            "update-ref", "--create-reflog", "-m", why, ref, new, old or zero,
            writes=True,
        )  # fmt: skip

    def update_index(self, index: Path, paths: Iterable[str]) -> None:
        """Make a private index hold these paths as they lie in the work tree."""
        self.run(
            "update-index", "-z", "--add", "--remove", "--stdin",
            stdin=b"".join(os.fsencode(path) + b"\0" for path in paths),
            env={"GIT_INDEX_FILE": str(index)}, writes=True,
        )  # fmt: skip

    def set_index(self, index: Path, entries: Mapping[str, Entry | None], zero: str) -> None:
        """Make a private index hold these entries, whatever lies in the work tree."""
        lines = (
            b"%s %s\t%s\0"
            % (
                (entry.mode if entry else "0").encode(),
                (entry.blob if entry else zero).encode(),
                os.fsencode(path),
            )
            for path, entry in entries.items()
        )
        self.run(
            "update-index", "-z", "--index-info", stdin=b"".join(lines),
            env={"GIT_INDEX_FILE": str(index)}, writes=True,
        )  # fmt: skip

    def start_index(self, index: Path, commit: str | None) -> None:
        """Make a private index hold a commit's files; what git knows of their times stays."""
        tree = ("--reset", commit) if commit else ("--empty",)
        self.run("read-tree", *tree, env={"GIT_INDEX_FILE": str(index)}, writes=True)

    def commit_index(self, message: Path, env: Mapping[str, str]) -> None:
        """Commit a private index (`GIT_INDEX_FILE` in `env`), with hooks and signing.

        Raises:
            GitError: a hook or the signing program said no.
        """
        self.run(
            "-c", "maintenance.auto=false", "-c", "gc.auto=0", "commit", "--quiet",
            "--cleanup=verbatim", "-F", str(message), env=env, writes=True, hooks=True,
        )  # fmt: skip

    def start_housekeeping(self) -> None:
        """Start git's own housekeeping, detached; nobody waits for it."""
        from clm.store.trust import demand

        demand(self)
        words = ["git", *ALWAYS, "maintenance", "run", "--auto", "--quiet"]
        silent = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
        # posix_spawn has no working folder, so git gets it as a word.
        os.posix_spawnp(
            "git", [*words[:1], "-C", str(self.root), *words[1:]], self.environment(NO_NETWORK),
            file_actions=silent, setsid=True,
        )  # fmt: skip


_CONFIGS: Final[dict[tuple[object, ...], dict[str, str]]] = {}
_HASH_NAMES: Final[dict[Path, str]] = {}  # by common_dir; a repository never changes its hash


def _rows(printed: bytes) -> Iterator[tuple[str, str]]:
    """Rows of `HEAD<tab>PATH<nul>`."""
    for row in os.fsdecode(printed).split("\0"):
        head, tab, path = row.partition("\t")
        if tab:
            yield head, path
