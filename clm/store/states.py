"""Is this a repository we write to, and what does it want of a commit?"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clm.config import base_folder
from clm.errors import BusyError, RefusedError, StateError
from clm.store.executable import BY_GIT
from clm.store.executable import settings as own_settings
from clm.store.gitconfig import expanded
from clm.store.gitversion import refuse_old
from clm.store.newcommit import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.store.git import Repo

UNDER_WAY: Final = (
    ("rebase-merge", "a rebase", "git rebase --continue, or git rebase --abort"),
    ("rebase-apply/applying", "git am", "git am --continue, or git am --abort"),
    ("rebase-apply", "a rebase", "git rebase --continue, or git rebase --abort"),
    ("MERGE_HEAD", "a merge", "git commit, or git merge --abort"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue, or --abort"),
    ("REVERT_HEAD", "a revert", "git revert --continue, or --abort"),
    ("sequencer", "a cherry-pick or revert", "git cherry-pick --continue, or --abort"),
    ("BISECT_LOG", "a bisect", "git bisect reset"),
)
"""What a person may be in the middle of: the file that shows it, its name, the way out."""

HOOKS: Final = (
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "reference-transaction",
    "post-index-change",
)
"""The hooks a plain `git commit` would run."""

_REFTABLE_BRANCH: Final = "refs/heads/.invalid"
"""What HEAD says, for older gits, where the refs are in a reftable."""
_CONVERTERS: Final = ("filter", "ident", "working-tree-encoding", "crlf")
_OFF: Final = frozenset({"unset", "unspecified"})
_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_CRUD: Final = "".join(map(chr, range(33))) + ".,:;<>\"\\'"
"""What git drops at the ends of a name; of one that has nothing else it makes no commit."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every commit of one transaction."""

    branch: str
    """The branch HEAD names, as `refs/heads/main`."""
    author: Identity
    committer: Identity
    config: Mapping[str, str]
    by_git: str | None
    """What makes us leave the commit to `git commit`: a hook's name or `signing`."""

    def true(self, key: str, default: bool = False) -> bool:
        """Is a setting on?"""
        value = self.config.get(key)
        return default if value is None else value.lower() in _TRUE


def refuse_odd(repo: Repo) -> str:
    """The branch HEAD names, as `refs/heads/main`, when a commit would be on it; runs no git.

    Raises:
        BusyError: a merge, rebase, am, cherry-pick, revert or bisect is under way.
        StateError: HEAD is detached, or the refs are in a reftable.
    """
    for name, what, way_out in UNDER_WAY:
        if (repo.git_dir / name).exists():
            raise BusyError(f"{what} is under way in this repository", f"finish it: {way_out}")
    branch = repo.head_branch()
    if branch is None:
        raise StateError(
            "HEAD is detached: a commit here would be on no branch", "git switch <branch>"
        )
    if branch == _REFTABLE_BRANCH:
        raise StateError(
            "this repository keeps its refs in a reftable, to which clm cannot write yet",
            "git refs migrate --ref-format=files",
        )
    return branch


def settings(repo: Repo) -> Settings:
    """What a write needs to know, once it is sure that this repository can be written to.

    Raises:
        BusyError: a merge, rebase, cherry-pick, revert or bisect is under way.
        StateError: HEAD is detached, the repository is bare, git cannot work with it, or git has
            no identity.
        MissingToolError: git is missing or too old.
    """
    branch = refuse_odd(repo)
    refuse_old(repo)
    config = repo.config()
    if "core.repositoryformatversion" not in config:
        repo.run("rev-parse", "--git-dir")  # `config` is content without a repository: this is not
    found = Settings(
        branch,
        identity_of(config, "author"),
        identity_of(config, "committer"),
        config,
        _by_git(repo, config),
    )
    if found.true("core.bare"):
        raise StateError("this is a bare repository: it has no files to work on", "use a clone")
    return found


def refuse_conversions(repo: Repo, known: Settings, contents: Mapping[str, bytes | None]) -> None:
    """Refuse to write files that git would change on their way in or out.

    Raises:
        RefusedError: a filter, an encoding or a line-ending setting touches one of the paths.
    """
    attributes = repo.attributes(list(contents)) if _has_attributes(repo, known, contents) else {}
    autocrlf = known.config.get("core.autocrlf", "false").lower()
    for path, data in contents.items():
        here = {k: v for k, v in attributes.get(path, {}).items() if v not in _OFF or k == "text"}
        for name in _CONVERTERS:
            if name in here:
                raise _conversion(path, f"the attribute {name}={here[name]}")
        text = here.get("text", "set" if "eol" in here else autocrlf)
        if text in {"unset", "false", "no", "off", "0"}:
            continue
        if here.get("eol") == "crlf":
            raise _conversion(path, "the attribute eol=crlf")
        if autocrlf in _TRUE and "eol" not in here:
            raise _conversion(path, "the setting core.autocrlf")
        if known.config.get("core.eol", "").lower() == "crlf" and "eol" not in here:
            raise _conversion(path, "the setting core.eol")
        if data is not None and b"\r" in data:
            raise _conversion(path, "a line-ending setting (text or core.autocrlf)")


def _conversion(path: str, setting: str) -> RefusedError:
    return RefusedError(
        f"{setting} would change {path} on its way into git",
        "switch it off for the data: put `*.yaml -text -filter` into .gitattributes",
    )


def identity_of(config: Mapping[str, str], role: str) -> Identity:
    """Who git says acts in a role (`author` or `committer`): environment first, then config."""
    values = []
    for part, sample in (("name", "YOUR-NAME"), ("email", "YOUR@ADDRESS")):
        value = os.environ.get(f"GIT_{role.upper()}_{part.upper()}", "").strip()
        value = value or config.get(f"{role}.{part}", "") or config.get(f"user.{part}", "")
        if not value.strip():
            # One that is there without a value hides that of the person's own file.
            where = "" if f"user.{part}" in config else "--global "
            raise StateError(
                "git does not know who you are", f"git config {where}user.{part} {sample}"
            )
        if not value.strip(_CRUD):
            raise StateError(
                f"the {role}'s {part} that git knows has nothing that git keeps of one",
                f"git config user.{part} {sample}, and look into GIT_{role.upper()}_{part.upper()}",
            )
        if re.search("[\ud800-\udfff\ufffd]", value):  # so the two readers write what is no UTF-8
            raise StateError(
                f"the {role}'s {part} that git knows is not UTF-8",
                f"git config user.{part} {sample}, and look into GIT_{role.upper()}_{part.upper()}",
            )
        values.append(value.strip())
    return Identity(*values)


def _by_git(repo: Repo, config: Mapping[str, str]) -> str | None:
    if config.get("commit.gpgsign", "false").lower() in _TRUE:
        return "signing"
    for key in config:
        if key.startswith("hook.") and key.endswith(".command"):
            return key
    path = config.get("core.hookspath")
    if path and path.startswith(BY_GIT):
        return "core.hooksPath"
    folder = repo.root / expanded(path) if path else repo.common_dir / "hooks"
    for name in HOOKS:
        if os.access(folder / name, os.X_OK):
            _refuse_borrowed(repo, path)
            return name
    return None


def _refuse_borrowed(repo: Repo, path: str | None) -> None:
    """A person's own `core.hooksPath=.githooks` names a folder that came with the repository."""
    if path is None or expanded(path).is_absolute():
        return
    if all(item.key != "core.hookspath" for item in own_settings(repo)):
        raise RefusedError(
            f"the hooks in {path} came with this repository; your core.hooksPath would run them",
            f"git config core.hooksPath {path}, then: clm trust",
        )


def _has_attributes(repo: Repo, known: Settings, paths: Mapping[str, object]) -> bool:
    """Is there any attributes file that could speak of these paths?"""
    # Asking git costs a run, and most repositories have none.
    return any(place.exists() for place in _attribute_files(repo, known, paths))


def _attribute_files(repo: Repo, known: Settings, paths: Mapping[str, object]) -> Iterator[Path]:
    direct = {path.rpartition("/")[0] for path in paths}
    for folder in direct | {str(parent) for name in direct for parent in Path(name).parents}:
        yield repo.root / folder / ".gitattributes"
    yield repo.common_dir / "info" / "attributes"
    if named := known.config.get("core.attributesfile"):
        yield repo.root / expanded(named)
    elif base := base_folder():
        yield base / "git" / "attributes"
    yield Path("/etc/gitattributes")
