"""How customers, what their files lack, and who could take them over are named in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from clm.i18n import label, translate, word

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCALATED: Final = re.compile(r"(?P<of>\S+)( \((?P<clock>\w+)\))?: (?P<said>.*)")
"""How `store.escalationrows.title_of` names an escalation."""


def called(item: Mapping[str, object]) -> str:
    """The name, with a telephone where sales has yet to call (A1.5)."""
    return f"{item['name']} ☎" if item.get("phone_appointment") else str(item["name"])


def escalation_title(title: str) -> str:
    """The title of an escalation as people read it: its clock, and a reason that stands alone."""
    found = _ESCALATED.fullmatch(title)
    if found is None:
        return title
    clock = f" ({label(found['clock'])})" if found["clock"] else ""
    return f"{found['of']}{clock}: {word('escalated', found['said'])}"


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
