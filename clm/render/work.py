"""One request, or one task, as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.clocks import clock_lines
from clm.render.safe import shown
from clm.render.text import detail, fullness, joined, section
from clm.render.times import when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    Data = Mapping[str, Any]


def task_page(item: Data, zone: tzinfo) -> str:
    """A task as `services.tasks.shown` answers it; an internal one with its history (A0.39).

    Times are those of the clock in `zone`.
    """
    due = item["due"] and f"{when(item['due'], zone)}{_late(item)}"
    pairs: list[tuple[str, Any]] = [
        (label("id"), item["id"]),
        (label("title"), item["title"]),
        (label("customer"), f"{item['customer']} {item['name']}"),
        (label("request"), joined((item["request"], item["subject"]))),
        (label("from"), came_from(item["from"])),
        (label("status"), word("status", item["status"])),
        *_waiting(item),
        (label("posted_at"), when(item["posted_at"], zone)),
        (label("deadline") if item["kind"] == "posted" else label("due"), due),
        (label("executor"), _with_cover(item.get("executor"), item.get("effective"))),
        (label("spoc"), item["spoc"]),
        (label("kind"), label(f"item:{item['task_kind']}") if item["task_kind"] else None),
        (label("service"), item["service"]),
        (label("department"), item["department"]),
        (label("region"), item["region"]),
        (label("skill"), item["skill"]),
        (translate("Tags"), ", ".join(item["tags"])),
        (translate("Follows"), item["follows"]),
        (translate("Followed by"), ", ".join(item.get("followed_by", ()))),
        (translate("Done at"), when(item["done_at"], zone)),
        (label("hours"), item["hours"]),
        (translate("Amount"), item["amount"]),
        (label("vpa"), item["vpa"]),
    ]
    page = [
        detail([(name, str(value)) for name, value in pairs if value not in (None, "")]),
        section("Checklist", [_line(one) for one in item.get("checklist", ())]),
        section("History", _history(item.get("events", ()), zone)),
        section("Notes", [_note(one, zone) for one in item.get("notes", ())]),
    ]
    return "\n".join(part for part in page if part)


def came_from(origin: str | None) -> str:
    """`complaint cm-7f3qkd`: what a task of no request comes from."""
    kind, _, item = (origin or "").partition("/")
    return joined((word("from", kind), item))


def request_page(item: Data, zone: tzinfo) -> str:
    """A request as `services.work.request_shown` answers it: all its tasks, all departments.

    Times are those of the clock in `zone`.
    """
    spoc = _with_cover(item["spoc"], item["effective_spoc"])
    asked = "" if item["accepted"] == "accepted" else f" ({label(item['accepted'])})"
    pairs: list[tuple[str, Any]] = [
        (label("customer"), f"{item['customer']} {item['name']}"),
        (label("status"), word("status", item["status"])),
        *_waiting(item),
        (label("need"), item["need"]),
        (label("services"), ", ".join(item["services"])),
        (translate("Gaps"), ", ".join(item["gaps"])),
        (label("spoc"), spoc + asked if spoc else translate("nobody")),
        (translate("Priority"), word("priority", item["priority"] or "")),
        (label("due"), item["due"] and item["due"] + _late(item)),
        (translate("Channel"), word("channel", item["channel"])),
        (translate("Received at"), when(item["received_at"], zone)),
        (translate("Recorded at"), when(item["recorded_at"], zone)),
        (translate("Outcome"), word("outcome", item["outcome"] or "")),
        (translate("Solution"), item["solution"]),
        (translate("Complete"), fullness(item["complete"])),
    ]
    page = [
        f"{shown(item['id'])}  {shown(item['subject'])}\n",
        detail([(name, str(value)) for name, value in pairs if value]),
        section("Contacts", [_contact(one) for one in item["contacts"]]),
        section("Tasks", [_task(one) for one in item["task_items"]]),
        section("Agreement", clock_lines(item["sla"], zone) if item["sla"] else ()),
        section("History", _history(item["events"], zone)),
    ]
    return "\n".join(part for part in page if part)


def _late(item: Data) -> str:
    return f" ({translate('overdue')})" if item["overdue"] else ""


def _waiting(item: Data) -> list[tuple[str, Any]]:
    if not item.get("waiting_on"):
        return []
    return [
        (translate("Waiting on"), word("waiting_on", item["waiting_on"])),
        (translate("Look again"), item["recheck_on"]),
    ]


def _with_cover(person: str | None, effective: str | None) -> str:
    """Whose it is, and who acts for them today."""
    if not person or effective in (None, person):
        return person or ""
    return translate("{person}, covered by {cover}").format(person=person, cover=effective)


def _line(one: Data) -> str:
    mark = "x" if one.get("done_on") else " "
    return joined((f"[{mark}]", one["id"], one["text"], one.get("done_on"), one.get("done_by")))


def _contact(one: Data) -> str:
    role = word("role", one.get("role") or "")
    return joined((one["id"], one["name"], role, one.get("email"), one.get("phone")))


def _task(one: Data) -> str:
    known = (one["id"], word("status", one["status"]), one["title"], one["executor"])
    named = (f"{label(key)} {one[key]}" for key in ("department", "service") if one[key])
    due = f"{label('due')} {one['due']}{_late(one)}" if one["due"] else ""
    return joined((*known, *named, due))


def _note(one: Data, zone: tzinfo) -> str:
    return joined(
        (when(one["at"], zone), one["by"], one["id"], one["file"], one["text"].partition("\n")[0])
    )


def _history(events: Sequence[Data], zone: tzinfo) -> list[str]:
    return [
        joined(
            (
                when(event["at"], zone),
                event["by"],
                word("event", event["kind"]),
                " → ".join(_step(event, side) for side in ("from", "to") if event.get(side)),
                word("scope", event.get("scope") or ""),
                word("waiting_on", event.get("waiting_on") or ""),
                event.get("note"),
            )
        )
        for event in events
    ]


def _step(event: Data, side: str) -> str:
    """From what, or to what: a status, why somebody declined, or a person."""
    fields = {
        "status": "status",
        "priority": "priority",
        "declined": "reason" if side == "to" else "",
    }
    return word(fields.get(event["kind"], ""), event[side])
