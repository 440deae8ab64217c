"""Commits as a trail reads: who, when, which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import translate

if TYPE_CHECKING:
    from collections.abc import Mapping


def who(item: Mapping[str, Any]) -> str:
    """`jana`, `jana as desk`, `jana for tom`; a commit by hand has its author's name."""
    words = [item["by"] or item["author"] or ""]
    if item["acting_as"]:
        words += [translate("as"), item["acting_as"]]
    if item["for"]:
        words += [translate("for"), item["for"]]
    return " ".join(words)


def at(item: Mapping[str, Any]) -> str:
    """The day and the time of day."""
    return (item["at"] or "")[:16].replace("T", " ")


def short(item: Mapping[str, Any]) -> str:
    """The commit as people write it."""
    return (item["commit"] or "")[:8]


def what(item: Mapping[str, Any]) -> str:
    """The commit's subject, of an undo with the commit it took back."""
    undone = f" ({item['undoes'][:8]})" if item["undoes"] else ""
    return f"{item['subject'] or ''}{undone}"
