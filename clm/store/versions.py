"""The versions of one file: the fields that stood in it after each commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from clm.store.dialect import decode
from clm.store.lines import read_lines
from clm.store.places import name_of
from clm.store.spans import Mapping, plain, scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.store.git import Repo

Leaves: TypeAlias = dict[str, Any]
"""Dotted name (`company.name`, `bookings.b-2k9x7d1q.status`) → value as it stands in the file."""

_FIRST: Final = 16
"""How many versions are read at first; then each time twice as many as before."""


class Versions:
    """The states of one file, read in few runs of git and only as far back as they are asked for.

    `commits` are the newest first; asking in their order is cheap.
    """

    def __init__(self, repo: Repo, path: str, commits: Sequence[str]) -> None:
        self._repo = repo
        self._path = path
        self._ahead = list(commits)
        self._states: dict[str, Leaves | None] = {}
        self._count = _FIRST

    def __call__(self, commit: str) -> Leaves | None:
        """The fields after a commit; none where there was no file, None where it was no data."""
        while commit not in self._states:
            some, self._ahead = self._ahead[: self._count], self._ahead[self._count :]
            contents = self._repo.versions(self._path, some)
            for one, data in zip(some, contents, strict=True):
                self._states[one] = leaves_of(data, self._path)
            self._count *= 2
        return self._states[commit]


def leaves_of(data: bytes | None, path: str) -> Leaves | None:
    """The fields of a file's bytes; none without a file, None where they cannot be read."""
    if data is None:
        return {}
    text, faults = decode(data, path)
    if text is None:
        return None
    tree = None if faults else read_lines(text)
    if tree is None:
        root = scan(text, path).root
        tree = plain(root) if isinstance(root, Mapping) else None
    if tree is None:
        return None
    found: Leaves = {}
    _gather(tree, "", found)
    return found


def _gather(data: Any, name: str, found: Leaves) -> None:  # noqa: ANN401 -- plain data
    """Put every single value under its dotted name, in the file's order; what is empty has none.

    Items of a list of records are named by their ids. A list of texts is one value, and has no
    order.
    """
    if isinstance(data, str):
        found[name] = data
        return
    below = _named(data)
    if below is not None:
        start = f"{name}." if name else ""
        for key, held in below.items():
            _gather(held, start + key, found)
    elif data:
        is_texts = all(isinstance(one, str) for one in data)
        found[name] = sorted(data) if is_texts else data


def _named(data: Any) -> dict[str, Any] | None:  # noqa: ANN401 -- plain data
    """What stands below a value by name; None where nothing there has a name of its own."""
    if isinstance(data, dict):
        return data
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        return None
    items = {
        name_of(one): {key: held for key, held in one.items() if key != "id"} or one for one in data
    }
    return items if len(items) == len(data) and "" not in items and items else None
