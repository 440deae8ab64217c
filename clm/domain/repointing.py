"""Records that name one id instead of another, where two customers became one (A2.13)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Data = Any
"""A text, or lists and mappings of these."""
Tree = dict[str, Any]

REFERENCES: Final = frozenset({
    "account", "booking", "complainant", "contact", "contacts", "customer", "invited_by", "items",
    "merged_into", "signed_off_by", "theirs", "trigger",
})  # fmt: skip
"""The fields that hold ids of customers, contacts and bookings, or words in their place."""
_WORDS: Final = frozenset({"wizard", "external_ids", "answers", "values"})
"""Mappings whose keys people name as they like."""
_ID: Final = re.compile(r"[a-z]{1,2}-[0-9a-z]{6,8}(?![0-9a-z-])")


def repointed(tree: Tree, renamed: Mapping[str, str]) -> Tree:
    """A record with other ids in the place of some; what people wrote stays as it is.

    Only `REFERENCES` hold ids. One is made of ids alone: `c-7f3qkd`, `c-7f3qkd@2026-11-16`,
    `c-7f3qkd/r-8k2m9q c-2kwg92`; else it is a name that stands in the place of one.
    """
    return {key: _repointed(key, value, renamed) for key, value in tree.items()}


def _repointed(field: str, data: Data, renamed: Mapping[str, str]) -> Data:
    if isinstance(data, dict):
        return data if field in _WORDS else repointed(data, renamed)
    if isinstance(data, list):
        made = [_repointed(field, one, renamed) for one in data]
        is_named = field in REFERENCES and made != data
        return list(dict.fromkeys(made)) if is_named and _are_texts(made) else made
    return _renamed(data, renamed) if field in REFERENCES else data


def _are_texts(items: list[Data]) -> bool:
    return all(isinstance(one, str) for one in items)


def _renamed(data: Data, renamed: Mapping[str, str]) -> Data:
    words = str(data or "").split(" ")
    if not all(map(_ID.match, words)):
        return data
    return " ".join(_ID.sub(lambda found: renamed.get(found[0], found[0]), one) for one in words)
