"""Where a repository pushes to, and whether that is the team's: it never may be (A4.1)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from clm.errors import RefusedError
from clm.store.executable import settings
from clm.store.whereabouts import shared_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.store.git import Repo

_ADDRESS: Final = re.compile(
    r"remote\..*\.(?:url|pushurl)|branch\..*\.(?:remote|pushremote)|remote\.pushdefault", re.DOTALL
)
"""Settings that say where to push; what names a remote of the settings is taken for a path."""
_INSTEAD: Final = re.compile(r"url\.(.*)\.(?:insteadof|pushinsteadof)", re.DOTALL)
_FILE: Final = re.compile("^file://(?:localhost(?=/))?", re.IGNORECASE)
_PORT: Final = re.compile(r"^([^/]*?):(?:22|80|443|9418)(?=/)")
"""A port that the protocol has anyway."""
_SLASHES: Final = re.compile("/+")


def refuse_same_remote(folder: Path, asked: Iterable[str], team: Repo) -> None:
    """Nothing of the repository at a folder is ever pushed to the team.

    Raises:
        RefusedError: an address is the team's, or the team's repository itself.
    """
    theirs = {_place(one, team.root) for one in (*addresses(team), str(team.root))}
    for one in asked:
        if one.startswith("-") or "::" in one:
            raise RefusedError(f"{one} is no address to push to", "as git@example.org:us/private")
        if _place(one, folder) in theirs:
            raise RefusedError(f"{one} is the team's", "the private store needs its own remote")


def addresses(repo: Repo) -> list[str]:
    """Every address that the settings name, each value of each, and as git would write it anew."""
    told = [(one.key, one.value or "") for one in settings(repo)] + [*repo.config().items()]
    found = [value for key, value in told if _ADDRESS.fullmatch(key)]
    instead = [(old, base[1]) for key, old in told if (base := _INSTEAD.fullmatch(key))]
    anew = [base + one[len(old) :] for one in found for old, base in instead if one.startswith(old)]
    return list(dict.fromkeys(found + anew))


def _place(address: str, root: Path) -> str:
    """What an address means without the ways of writing it; a path is read as git does, from root.

    Of a repository on this disk that is the folder which all its work trees share.
    """
    text = unquote(address) if "://" in address else address
    text = _FILE.sub("", text)
    if "://" in text:
        text = _PORT.sub(r"\1", text.partition("://")[2])
    elif ":" not in text.partition("/")[0]:
        # The folder may not be there yet: links and dots are followed before it is looked at.
        place = os.path.join(root, os.path.expanduser(text))  # noqa: PTH111, PTH118 -- maybe no path
        found = [os.path.realpath(place + end) for end in ("", ".git")]
        shared = next(filter(None, (shared_at(Path(one)) for one in found)), None)
        return str(shared or _stripped(found[0]))
    host, _, path = _stripped(text).rpartition("@")[2].replace(":", "/").partition("/")
    return f"{host.rstrip('.')}/{_SLASHES.sub('/', path).lstrip('/')}".casefold()


def _stripped(text: str) -> str:
    return text.rstrip("/").removesuffix("/.git").removesuffix(".git")
