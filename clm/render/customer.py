"""One customer as a page: master data, contacts, bookings, marks, reminders, entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.complaintlists import how_it_stands
from clm.render.listing import cell_text
from clm.render.names import escalation_title
from clm.render.safe import shown
from clm.render.text import detail, fullness, joined, section
from clm.render.times import timed, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from clm.domain.uniting import Row

Data = dict[str, Any]

_MARKS = ("class", "prio", "offer", "watch")
_UNTOLD = frozenset({"status", "list", "class", "usual_hours", "Complete"})


def page(item: Mapping[str, Any], zone: tzinfo, *, in_share: bool = False) -> str:
    """A customer as `services.directory.shown` answers it, for reading; times are those of `zone`.

    `in_share`: bookings and marks are not told there, so what follows from them is left out.
    """
    record: Data = item["record"] | {"appointment": timed(item["record"].get("appointment"), zone)}
    sections = [
        f"{shown(item['id'])}  {shown(item['name'])}\n",
        detail(_master(item, record, _UNTOLD if in_share else frozenset())),
        section("Entries", [_entry(entry) for entry in item["entries"]]),
        section("Contacts", [_contact(one) for one in record.get("contacts", ())]),
        section("Demands", [_demand(one) for one in record.get("demands", ())]),
        section("Bookings", [_booking(one) for one in record.get("bookings", ())]),
        section("Marks", list(_marks(record))),
        section("Reminders", [_reminder(one) for one in record.get("reminders", ())]),
        section("Requests", [_request(one, zone) for one in item["requests"]]),
        section("Complaints", [_complaint(one, zone) for one in item["complaints"]]),
        section("Escalations", [_escalation(one, zone) for one in item.get("escalations", ())]),
        section("Service reviews", [_review(one) for one in item["reviews"]]),
        section("Tasks", [_task(one, zone) for one in item["posted"]]),
    ]
    return "\n".join(section for section in sections if section)


def _master(
    item: Mapping[str, Any], record: Data, untold: frozenset[str]
) -> list[tuple[str, str | None]]:
    """Master data; a missing company or wizard shows as missing, not at all is easily missed."""
    missing = translate("missing")
    place = " ".join(filter(None, (record.get("plz"), record.get("city"))))
    where = label(item["list"]) if item["list"] else translate("in no list")
    pairs = (
        ("kind", word("kind", item["kind"])),
        ("status", word("status", item["status"])),
        ("list", where),
        ("class", item["class"]),
        ("usual_hours", cell_text(item["usual_hours"])),
        ("Registered on", record.get("registered_on")),
        ("Source", record.get("source")),
        ("External ids", cell_text(record.get("external_ids"))),
        ("Place", place),
        ("language", record.get("language")),
        ("Company", _told(record.get("company")) or missing),
        ("Wizard", _told(record.get("wizard")) or missing),
        ("Infos", record.get("infos")),
        ("owner", item["owner"]),
        ("sales", item["sales"]),
        ("account_manager", item["account_manager"]),
        ("vpa", item["vpa"] or "–"),
        ("Appointment", cell_text(record.get("appointment"))),
        ("Services", cell_text(record.get("services"))),
        ("Complete", fullness(item["complete"])),
    )
    return [(label(key), value) for key, value in pairs if key not in untold]


def _told(data: Data | None) -> str:
    """What a customer told of themselves, each with what it is about."""
    return cell_text({word("told", key): value for key, value in (data or {}).items()})


def _entry(entry: Data) -> str:
    due = f"{label('due')} {entry['due']}" if entry["due"] else ""
    late = translate("overdue") if entry["overdue"] else ""
    return joined((label(entry["reason"]), due, late, entry["who"]))


def _contact(one: Data) -> str:
    role = word("role", one.get("role") or "")
    through = ", ".join(word("contact", channel) for channel in one.get("channels", ()))
    reach = (one.get("email"), one.get("phone"))
    return joined((one["id"], one["name"], role, *reach, through and f"({through})"))


def _demand(one: Data) -> str:
    status = "" if one.get("status", "open") == "open" else label(one["status"])
    over = joined((status, one.get("closed_on"), one.get("note")))
    source = one.get("source") and f"({one['source']})"
    return joined((one["on"], one["id"], one["text"], source, one.get("request"), over))


def amount(value: object) -> str:
    """A field of a customer in a table: of a list of records how many there are."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return str(len(value))
    return cell_text(value)


def side_by_side(row: Row) -> str:
    """What two records have of a field, and what comes of it."""
    sides = f"{amount(row.source) or '–'} | {amount(row.target) or '–'}"
    return sides if row.is_open else f"{sides} → {amount(row.united) or '–'}"


def _booking(one: Data) -> str:
    hours = f"{one['hours']} h" if one.get("hours") else ""
    trial = translate("trial") if one.get("trial") else ""
    said = (word("booking", one["kind"]), word("booking", one["status"]), one.get("order"))
    return joined((one["booked_on"], one["id"], hours, trial, *said))


def _marks(record: Data) -> Iterable[str]:
    """Every mark with its days, the closed ones too: they are the history."""
    for field in _MARKS:
        for mark in record.get(field, ()):
            what = mark.get("value") or word("reason", mark.get("reason") or "")
            until = f"– {mark['off_on']}" if mark.get("off_on") else ""
            name = label(field if field != "offer" else "Offer")
            yield joined((mark["on"], until, name, what, mark["by"], mark.get("note")))


def _reminder(one: Data) -> str:
    done = f"{translate('done on')} {one['done_on']}" if one.get("done_on") else ""
    return joined((one["on"], one["id"], one["for"], one.get("why"), done))


def _request(one: Data, zone: tzinfo) -> str:
    # Closed ones have an outcome; who answers for the others is what a reader wants to know.
    return joined(
        (
            when(one["received_at"], zone),
            one["id"],
            word("outcome", one.get("outcome") or "") or one.get("spoc"),
            one["subject"],
        )
    )


def _review(one: Data) -> str:
    return joined((one["on"], one["id"], word("review", one["status"]), *one["topics"]))


def _complaint(one: Data, zone: tzinfo) -> str:
    severity = word("severity", one["severity"] or "")
    status = how_it_stands(one["status"])
    return joined(
        (when(one["received_at"], zone), one["id"], status, severity, one["title"], one["handler"])
    )


def _escalation(one: Data, zone: tzinfo) -> str:
    status = word("escalation", one["status"])
    title = escalation_title(one["title"])
    return joined((when(one["at"], zone), one["id"], status, title, one["to"]))


def _task(one: Data, zone: tzinfo) -> str:
    return joined(
        (
            when(one["posted_at"], zone),
            one["id"],
            word("status", one["status"]),
            one["title"],
            one.get("vpa"),
        )
    )
