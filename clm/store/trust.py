"""May git be started here as it is? Only where nothing would run that the person has not seen.

What they agreed to is kept in their own configuration, by path and by a hash of all that would
run; a changed setting or hook is something else, and the trust lapses.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from clm.config import own_folder
from clm.errors import BadDataError, RefusedError, StateError
from clm.store.executable import dangers, settings
from clm.store.gitconfig import meant
from clm.store.smallfile import read_small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from clm.store.executable import Danger, Place

_SHOWN: Final = 3
_OWN_CONFIG: Final = """\
[core]
  repositoryFormatVersion = 1
  bare = true
[extensions]
  objectFormat = """


def untrusted(repo: Place) -> list[Danger]:
    """What would run here without the person's consent; nothing: git may be started.

    Raises:
        StateError: a config file of the repository is none.
        BadDataError: the person's file of trust cannot be read.
    """
    found = dangers(repo)
    return found if found and trusted().get(str(repo.root)) != digest(found) else []


def demand(repo: Place) -> None:
    """Refuse what needs git as the repository has set it up, unless the person trusts it.

    Raises:
        RefusedError: something would run here.
    """
    if found := untrusted(repo):
        named = list(
            dict.fromkeys(one.what if one.what != "hook" else f"hook {one.says}" for one in found)
        )
        more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
        raise RefusedError(
            f"this repository would run code of its own ({', '.join(named[:_SHOWN])}{more})",
            "clm trust shows what would run, and asks",
        )


def digest(found: Sequence[Danger]) -> str:
    """A hash of all that would run: settings as they stand, hooks with their content."""
    import hashlib  # as json

    told = hashlib.sha256()
    for one in found:
        for part in (one.what, one.says, one.path):
            told.update(part.encode(errors="surrogateescape") + b"\0")
        told.update(b"%d\0" % len(one.content) + one.content)
    return told.hexdigest()


def trusted() -> dict[str, str]:
    """The repositories the person trusts: path of the work tree → hash of what would run there.

    Raises:
        BadDataError: the file cannot be read.
    """
    import json  # only where there is something to trust

    try:
        path = place()
    except StateError:  # who has no home has agreed to nothing
        return {}
    try:
        found = json.loads(read_small(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise BadDataError(f"{path}:1:1: this is no list of trusted repositories", f"rm {path}")
    return found


def written(roots: dict[str, str]) -> bytes:
    """The list as it lies on disk."""
    import json

    return (json.dumps(roots, indent=2, sort_keys=True) + "\n").encode()


def place() -> Path:
    """Where the list lies: beside the person's other settings.

    Raises:
        StateError: they have no home.
    """
    return own_folder() / "trust.json"


def hidden_settings(repo: Place) -> dict[str, str]:
    """The repository's own settings where git is not shown them: they name its person, say."""
    if not untrusted(repo):
        return {}
    return {key: meant(key, value) for key, value, _ in settings(repo)}


@contextmanager
def sight(repo: Place, *, objects: bool) -> Iterator[dict[str, str]]:
    """What git is told to look at: the repository as it is, or its objects and refs alone.

    Raises:
        RefusedError: it is not trusted, and `objects` are not enough.
    """
    if not objects:
        demand(repo)
    elif untrusted(repo):
        with _apart(repo) as where:
            yield where
        return
    yield {}


@contextmanager
def _apart(repo: Place) -> Iterator[dict[str, str]]:
    """The environment in which git sees objects and refs of a repository, and nothing else of it.

    A git folder of our own points to them; its config is ours, and there are no hooks.
    """
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="clm-apart-") as name:
        folder = Path(name)
        for shared in ("objects", "refs", "packed-refs", "shallow"):
            (folder / shared).symlink_to(repo.common_dir / shared)
        head = read_small(repo.git_dir / "HEAD")[:1000]
        (folder / "HEAD").write_bytes(head)
        (folder / "config").write_text(_OWN_CONFIG + repo.hash_name())
        yield {"GIT_DIR": name}
