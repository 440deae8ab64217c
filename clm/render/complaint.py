"""One complaint as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.complaintlists import how_it_stands
from clm.render.safe import shown
from clm.render.text import detail, joined, section
from clm.render.times import when

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    Data = Mapping[str, Any]


def complaint_page(item: Data, zone: tzinfo) -> str:
    """A complaint as `services.complaintlists.complaint_shown` answers it.

    Times are those of the clock in `zone`.
    """
    late = f" ({translate('overdue')})" if item["overdue"] else ""
    next_step = (
        f"{label(item['rule'])}, {label('due')} {item['due']}{late}" if item["due"] else None
    )
    handler = item["handler"]
    if item["effective_handler"] not in (None, handler):
        said = translate("{person}, covered by {cover}")
        handler = said.format(person=handler, cover=item["effective_handler"])
    pairs: list[tuple[str, Any]] = [
        (label("customer"), f"{item['customer']} {item['name']}"),
        (label("status"), how_it_stands(item["status"])),
        (translate("Duplicate of"), item["duplicate_of"]),
        (translate("Next step"), next_step),
        (translate("To be told by"), item["update_due"]),
        (label("complainant"), item["complainant"]),
        (translate("Channel"), word("channel", item["channel"])),
        (translate("Received at"), when(item["received_at"], zone)),
        (translate("Recorded at"), when(item["recorded_at"], zone)),
        (translate("Complaint"), item["text"]),
        (label("service"), item["service"]),
        (label("category"), word("category", item["category"])),
        (translate("About"), ", ".join(item["about"])),
        (translate("Remedy sought"), item["remedy_sought"]),
        (translate("Remedy given"), item["remedy_given"]),
        (label("handler"), handler or translate("nobody")),
        *_assessment(item),
        (translate("Lacks to be closed"), "; ".join(map(translate, item["lacks"]))),
    ]
    page = [
        f"{shown(item['id'])}  {shown(item['title'])}\n",
        detail([(name, str(value)) for name, value in pairs if value]),
        section("Answers", [line for one in item["answers"] for line in _answer(one, zone)]),
        section("Actions", [_action(one) for one in item.get("actions", ())]),
        section("History", [_event(one, zone) for one in item["events"]]),
    ]
    return "\n".join(part for part in page if part)


def _assessment(item: Data) -> list[tuple[str, Any]]:
    immediate = translate("yes") if item["immediate"] else None
    return [
        (label("severity"), word("severity", item["severity"] or "")),
        (translate("Implication"), item["implication"]),
        (translate("Complexity"), word("severity", item["complexity"] or "")),
        (translate("Impact"), word("severity", item["impact"] or "")),
        (translate("Something at once"), immediate),
    ]


def _answer(one: Data, zone: tzinfo) -> Iterator[str]:
    """What was decided, and below it what was found and done."""
    yield joined((when(one["communicated_at"], zone), one["decision"]))
    named = (
        ("remedy_given", "Remedy given"),
        ("options_offered", "Options offered"),
        ("root_cause", "Root cause"),
        ("corrective", "Corrective"),
        ("preventive", "Preventive"),
        ("none_because", "No action, because"),
    )
    for field, name in named:
        if one.get(field):
            yield f"{translate(name)}: {one[field]}"


def _action(one: Data) -> str:
    late = f" ({translate('overdue')})" if one["overdue"] else ""
    due = f"{label('due')} {one['due']}{late}" if one["due"] else ""
    return joined((one["id"], word("status", one["status"]), one["title"], one["executor"], due))


def _event(one: Data, zone: tzinfo) -> str:
    said = how_it_stands if one["kind"] == "status" else str
    steps = (said(one[side]) for side in ("from", "to") if one.get(side))
    return joined(
        (when(one["at"], zone), one["by"], word("event", one["kind"]), " → ".join(steps),
         one.get("note"))
    )  # fmt: skip
