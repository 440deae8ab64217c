"""How customers, and what their files lack, are named in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label

if TYPE_CHECKING:
    from collections.abc import Mapping


def called(item: Mapping[str, object]) -> str:
    """The name, with a telephone where sales has yet to call (A1.5)."""
    return f"{item['name']} ☎" if item.get("phone_appointment") else str(item["name"])


def lacking(item: Mapping[str, Any]) -> list[str]:
    """The missing sections of a VPA's file as people call them."""
    return [label(f"section:{name}").removeprefix("section:") for name in item["missing"]]
