"""How a customer is named in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def called(item: Mapping[str, object]) -> str:
    """The name, with a telephone where sales has yet to call (A1.5)."""
    return f"{item['name']} ☎" if item.get("phone_appointment") else str(item["name"])
