"""Case-file entries for people: a head line each, the text below it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from clm.i18n import translate
from clm.render.safe import shown
from clm.render.table import bold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GREEN = "\x1b[1;32m"
_RESET = "\x1b[0m"
_INDENT = "    "


def timeline(
    items: Sequence[Mapping[str, Any]], initials: Mapping[str, str], *, colour: bool
) -> str:
    """The entries, each with its head; that of the VPA's file is green (A3.1).

    What else happened takes a line each.

    Args:
        items: The entries as `casefiles.timeline` answers them; those found in all customers have
            the `name` of theirs.
        initials: Handle → initials (A3.9); who has none is named by the handle.
        colour: Whether ANSI colours are wanted.
    """
    blocks = (
        ("" if is_event else "\n").join(_entry(item, initials, colour=colour) for item in group)
        for is_event, group in groupby(items, lambda item: item["file"] == "customer")
    )
    return "\n".join(blocks)


def _entry(item: Mapping[str, Any], initials: Mapping[str, str], *, colour: bool) -> str:
    who = initials.get(item["by"], item["by"]) if item["by"] else ""
    if item["acting_as"]:
        who = f"{who} ({item['acting_as']})"
    used = item["template"]
    words = [
        "*" if item["pinned"] else "",
        item["local"],
        f"{item['customer']} {item['name'] or ''}".strip() if "name" in item else "",
        who,
        f"[{item['file']}]",
        item["kind"],
        f"{used['id']}@{used['version']}" if used else "",
        *(f"#{tag}" for tag in item["tags"]),
        item["booking"],
        item["complaint"],
        item["id"],
    ]
    if item["file"] == "customer":
        return shown("  ".join(filter(None, [*words, item["text"]]))) + "\n"
    head = shown("  ".join(filter(None, words)))
    if colour:
        head = f"{_GREEN}{head}{_RESET}" if item["file"] == "vpa" else bold(head)
    return head + "\n" + "".join(f"{_INDENT}{line}\n" for line in _body(item))


def _body(item: Mapping[str, Any]) -> list[str]:
    parts = {
        translate("Situation"): item["situation"],
        translate("Task"): item["task"],
        translate("Reaction"): item["reaction"],
        translate("Next steps"): item["next_steps"],
        translate("Agreed"): _agreed(item["agreement"]),
    }
    texts = [f"{name}: {text}" for name, text in parts.items() if text]
    if item["text"]:
        texts.append(item["text"])
    if item["quote"]:
        texts.append(f"({', '.join(filter(None, item['quote'].values()))})")
    return [line for text in texts for line in shown(text, keep_lines=True).rstrip().split("\n")]


def _agreed(agreement: Mapping[str, str] | None) -> str | None:
    """A special agreement on one line: what, at which price, until when."""
    if agreement is None:
        return None
    until = f"{translate('until')} {agreement['valid_until']}"
    return " · ".join((agreement["what"], agreement["price"], until))
