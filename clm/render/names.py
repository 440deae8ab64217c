"""How customers, what their files lack, and who could take them over are named in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate

if TYPE_CHECKING:
    from collections.abc import Mapping


def called(item: Mapping[str, object]) -> str:
    """The name, with a telephone where sales has yet to call (A1.5)."""
    return f"{item['name']} ☎" if item.get("phone_appointment") else str(item["name"])


def section_name(name: str) -> str:
    """A section of a VPA's file as people call it; one of the team's own by its name."""
    return label(f"section:{name}").removeprefix("section:")


def lacking(item: Mapping[str, Any]) -> list[str]:
    """The missing sections of a VPA's file."""
    return [section_name(name) for name in item["missing"]]


def replacement(item: Mapping[str, Any]) -> str:
    """Who could take a customer over, with what speaks for it and against it; then the others."""
    if not item["proposals"]:
        return translate("nobody is there")
    first, *others = item["proposals"]
    said = (
        ("speaks", translate("speaks {what}")),
        ("lacks", translate("does not speak {what}")),
        ("skills", translate("knows {what}")),
    )
    because = [text.format(what=" ".join(first[key])) for key, text in said if first[key]]
    if first["free"] is not None:
        because.append(translate("{n} h free").format(n=first["free"]))
    because.append(translate("customers: {n}").format(n=first["customers"]))
    named = f"{first['vpa']} ({', '.join(because)})"
    return f"{named}; {', '.join(one['vpa'] for one in others)}" if others else named
