"""Escalations for people: the list, and one as a page (A4.13, A4.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.listing import Column
from clm.render.names import called, escalation_title
from clm.render.safe import shown
from clm.render.text import detail, section
from clm.render.times import when

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    Data = Mapping[str, Any]


def escalation_columns() -> tuple[Column, ...]:
    """What people read of each escalation of a list."""
    return (
        Column("id", label("id")),
        Column("name", label("customer"), value=called),
        Column("title", label("escalation"), value=lambda one: escalation_title(one["title"])),
        Column("status", label("status"), value=lambda one: word("escalation", one["status"])),
        Column("level", translate("Level"), numeric=True),
        Column("reason", label("reason"), value=lambda one: word("escalated", one["reason"])),
        Column("to", translate("With")),
        Column("due", label("due"), alert="overdue"),
        Column("age", translate("Working hours"), numeric=True),
    )


def escalation_page(item: Data, zone: tzinfo) -> str:
    """An escalation as `services.escalationlists.shown` answers it; times as in `zone`."""
    late = f" ({translate('overdue')})" if item["overdue"] else ""
    of = f"{word('escalation', item['source'])} {item['of']}"
    pairs: list[tuple[str, Any]] = [
        (label("customer"), f"{item['customer']} {item['name']}"),
        (label("status"), word("escalation", item["status"])),
        (translate("Level"), item["level"]),
        (translate("What"), of + (f" ({label(item['clock'])})" if item["clock"] else "")),
        (translate("Missed at"), when(item["breach"], zone) if item["breach"] else None),
        (translate("Stated reason"), word("escalated", item["reason"])),
        (translate("Said"), item["text"]),
        (translate("The customer wants a manager"), item["requested_by_customer"] and "✓"),
        (translate("With"), item["to"] or translate("nobody")),
        (translate("By"), item["by"]),
        (label("due"), f"{item['due']}{late}" if item["due"] else None),
        (translate("Working hours"), item["age"]),
        (translate("Agreed"), _agreed(item)),
        (translate("Resolution"), item["resolution"]),
        (translate("True cause"), item["true_cause"] and word("cause", item["true_cause"])),
        (translate("About the cause"), item["true_cause_note"]),
    ]
    page = [
        f"{shown(item['id'])}  {shown(escalation_title(item['title']))}\n",
        detail([(name, str(value)) for name, value in pairs if value]),
        section("Clocks", [_clock(one) for one in (item["sla"] or {}).get("clocks", ())]),
        section("History", [line for one in item["events"] for line in _event(one, zone)]),
    ]
    return "\n".join(part for part in page if part)


def _agreed(item: Data) -> str:
    agreed = item["agreed"]
    if not agreed:
        return ""
    parts = [agreed["text"]]
    if item["cost"]:
        state = {True: "approved", False: "refused", None: "waiting"}[agreed.get("approved")]
        parts.append(f"{item['cost']} ({word('cost', state)})")
    if item["follow_up_on"]:
        parts.append(translate("looked at again on {day}").format(day=item["follow_up_on"]))
    return " · ".join(parts)


def _clock(one: Data) -> str:
    left = translate("{minutes} min of working time left").format(minutes=one["remaining"])
    over = translate("missed by {minutes} min of working time").format(minutes=one["over"])
    return f"{label(one['target'])}: {over if one['over'] else left}"


def _event(one: Data, zone: tzinfo) -> Iterator[str]:
    kind, to = one["kind"], one.get("to") or ""
    what = {
        "status": word("escalation", to),
        "to": translate("with {person}").format(person=to),
        "level": translate("level {level}, with {person}").format(
            level=to, person=one.get("whom") or translate("nobody")
        ),
        "told": translate("the customer was told"),
    }[kind]
    said = f": {one['note']}" if one.get("note") else ""
    yield f"{when(one['at'], zone)} {one['by']}: {what}{said}"
