"""The agenda of a service review in words: THE SECTIONS, one function each (A2.33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.i18n import label, ngettext, translate, word
from clm.render.complaintlists import how_it_stands
from clm.render.paper import Block, Paper
from clm.render.reviews import actions
from clm.render.safe import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Data = Mapping[str, Any]


def agenda(found: Data) -> Paper:
    """What `services.preparing.prepared` answers, as a paper to talk about."""
    blocks = [told(found[key]) for key, told in TOLD]
    due = translate("due {deadline}").format(deadline=found["due"]) if found["due"] else ""
    period = f"{found['from']} – {found['to']}"
    return Paper(
        title=translate("Agenda: service review {name}").format(name=found["name"]),
        blocks=blocks,
        inside=" · ".join(filter(None, (found["customer"], found["review"], due))),
        below=translate("about {period}").format(period=period),
    )


def _last_actions(data: Data) -> Block:
    heading = translate("What was agreed last time")
    if data["review"] is None:
        return Block(heading, note=translate("There was no review before."))
    block = actions(heading, data["items"])
    note = translate("held on {day}").format(day=data["held_on"])
    return block._replace(points=data["decisions"], note=note)


def _volumes(data: Data) -> Block:
    header = ("", translate("New"), translate("Done"), translate("Open now"))
    rows = [
        [label("requests"), *_figures(data, "requests", "closed_requests", "open_requests")],
        [label("tasks"), *_figures(data, "tasks", "done_tasks", "open_tasks")],
        [translate("Tasks posted"), str(data["posted"]), "", ""],
    ]
    return Block(translate("Requests and tasks"), (), header, rows, words=1)


def _figures(data: Data, *keys: str) -> list[str]:
    return [str(data[key]) for key in keys]


def _complaints(data: Data) -> Block:
    same = "{received} received, {open} open now"
    note = ngettext(same, same, data["received"]).format_map(data)
    header = (label("id"), label("received_at"), label("severity"), label("status"), label("text"))
    rows = [
        [
            one["id"],
            one["received_at"][:10],
            word("severity", one["severity"] or ""),
            how_it_stands(one["status"]),
            one["title"],
        ]
        for one in data["items"]
    ]
    return Block(label("complaints"), (), header, rows, note=note)


def _sla(data: Data) -> Block:
    header = (translate("Target"), translate("Met"), translate("Missed"))
    rows = [[label(one["target"]), str(one["met"]), str(one["missed"])] for one in data["items"]]
    note = "" if rows else translate("Nothing was met or missed then.")
    return Block(translate("Agreements"), (), header, rows, words=1, note=note)


def _satisfaction(data: Data) -> Block:
    points = [
        f"{one['on']}  {one['title']}: {label(one['kind'] or '')} {one['value']}".replace("  ", " ")
        for one in data["items"]
    ]
    return Block(translate("Satisfaction"), points, note="" if points else translate("No answers."))


def _packages(data: Data) -> Block:
    n = data["bookings"]
    booked = ngettext("{n} booking with {hours} h", "{n} bookings with {hours} h", n)
    in_use = translate("{in_use} h are in use").format_map(data)
    points = [f"{booked.format(n=n, hours=data['hours'])}; {in_use}"]
    if data["usual"] is not None:
        points.append(translate("usual package: {usual} h").format_map(data))
    if data["last_on"]:
        points.append(translate("last booked on {last_on}").format_map(data))
    return Block(translate("Package use"), points)


def _changes(data: Data) -> Block:
    heading = translate("Changes")
    if not data["known"]:
        return Block(heading, note=translate("The history does not reach back so far."))
    points = [
        f"{label(one['field'])}: {_or_dash(one['was'])} → {_or_dash(one['now'])}"
        for one in data["items"]
    ]
    note = "" if points else _none()
    if data["since"]:
        begun = translate("Known since {since}; before that there is no history.")
        note = f"{begun.format_map(data)} {note}".rstrip()
    return Block(heading, [shown(point) for point in points], note=note)


def _or_dash(value: str | None) -> str:
    """A value as it was; a class of `none` is none."""
    return value if value and value != "none" else "–"


def _none() -> str:
    return translate("none")


TOLD: Final[tuple[tuple[str, Callable[[Data], Block]], ...]] = (
    ("last_actions", _last_actions),
    ("volumes", _volumes),
    ("sla", _sla),
    ("complaints", _complaints),
    ("satisfaction", _satisfaction),
    ("packages", _packages),
    ("changes", _changes),
)
"""The sections in the order of `services.preparing.SECTIONS`."""
