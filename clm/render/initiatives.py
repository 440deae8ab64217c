"""Initiatives in words: the list, one with its recipients, whom a run wrote to, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.i18n import label, ngettext, translate, word
from clm.render.listing import Column, Listing, cell_text
from clm.render.paper import Block, Paper
from clm.render.report import no_data, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Data = Mapping[str, Any]

_COUNTED: Final = {
    "recipients": "{n} in all",
    "sent": "{n} written to",
    "answered": "{n} answered",
    "opted_out": "{n} no more wanted",
    "planned": "{n} planned",
    "sending": "{n} left half sent",
    "half_sent": "{n} left half sent",
    "failed": "{n} failed",
    "control": "{n} in the control group",
    "converted": "{n} booked",
}
"""How many recipients are at which state: languages say one otherwise than several."""


def listing(items: Sequence[Data]) -> Listing:
    """The initiatives as a list."""
    columns = (
        Column("id", label("id")),
        Column("title", label("title"), min_width=12),
        Column("kind", label("kind"), value=lambda one: word("initiative", one["kind"])),
        Column("state", label("state"), value=lambda one: word("initiative", one["state"])),
        Column("owner", label("owner"), spare=1),
        Column("recipients", translate("Recipients"), numeric=True),
        Column("sent", translate("Written to"), numeric=True),
        Column("answered", translate("Answered"), numeric=True),
        Column("converted", translate("Booked"), numeric=True),
        Column("to", translate("Until"), spare=2),
    )
    fields = (
        "from", "sending", "segment", "template", "language", "budget", "planned", "half_sent",
        "failed", "opted_out", "control", "rate", "control_rate", "closed_on",
    )  # fmt: skip
    empty = translate("No initiatives.")
    return Listing("clm/initiative-list@1", items, columns, ids="id", fields=fields, empty=empty)


def details(item: Data) -> list[tuple[str, str | None]]:
    """What was planned of one initiative, and what was found, line by line."""
    sums = ("recipients", "planned", "half_sent", "failed", "sent", "answered", "opted_out",
            "control", "converted")  # fmt: skip
    counted = ", ".join(_counted(key, item[key]) for key in sums if item[key])
    plan = (
        (label("id"), item["id"]),
        (label("title"), item["title"]),
        (label("kind"), word("initiative", item["kind"])),
        (label("state"), word("initiative", item["state"])),
        (label("owner"), item["owner"]),
        (translate("From"), item["from"]),
        (translate("Until"), item["to"]),
        (translate("Whom"), item["segment"]),
        (translate("How"), _how(item)),
        (translate("Template"), item["template"]),
        (label("language"), item["language"]),
        (translate("Budget"), item["budget"]),
        (translate("Control group"), percent_of(item["control_percent"])),
        (translate("Recipients"), counted),
        (translate("Snapshots"), "\n".join(map(_snapshot, item["snapshots"]))),
        (translate("Closed"), item["closed_on"]),
        (translate("Conclusions"), item["conclusions"]),
    )
    return [(name, cell_text(value)) for name, value in plan if value]


def _counted(key: str, n: int) -> str:
    return ngettext(_COUNTED[key], _COUNTED[key], n).format(n=n)


def _how(item: Data) -> str:
    """How it is sent; by hand somebody has to say who was reached, an ended task does not."""
    how = word("initiative", item["sending"])
    if item["sending"] != "hand":
        return how
    said = translate("{how}; who was reached: clm initiative record {ref} CUSTOMER --sent")
    return said.format(how=how, ref=item["id"])


def percent_of(share: int | None) -> str | None:
    """A share of a hundred, as people read it."""
    return percent(share / 100) if share else None


def _snapshot(one: Data) -> str:
    said = translate("{day}: {found} found, {left} left out").format(
        day=one["on"], found=one["found"], left=sum(one["left_out"].values())
    )
    why = ", ".join(f"{n} {translate_reason(key)}" for key, n in one["left_out"].items())
    return f"{said} ({why})" if why else said


def translate_reason(key: str) -> str:
    """Why somebody was left out, as people read it."""
    return word("left-out", key)


def of_recipients(item: Data, items: Sequence[Data]) -> Listing:
    """The recipients of one initiative, how far it is with each."""
    columns = (
        Column("ref", label("ref")),
        Column("name", label("name"), min_width=12),
        Column("status", label("status"), value=lambda one: word("initiative", one["status"])),
        Column("sent_at", translate("Written to")),
        Column("answered_on", translate("Answered"), spare=1),
        Column("booked_on", translate("Booked")),
        Column("note", translate("Note"), spare=2),
    )
    fields = ("id", "group", "contact", "trigger", "snapshot", "added_on", "due_on", "booking")
    extra = {"initiative": dict(item)}
    empty = translate("No recipients: clm initiative segment takes them in.")
    return Listing("clm/initiative@1", items, columns, extra, fields=fields, empty=empty)


def of_sending(items: Sequence[Data], empty_one: str | None = None) -> Listing:
    """Whom a run wrote to, or would, and why others were not; one without recipients is told so."""
    columns = (
        Column("ref", label("ref")),
        Column("name", label("name"), min_width=12),
        Column("status", label("status"), value=lambda one: word("initiative", one["status"])),
        Column("why", translate("Why not"),
               value=lambda one: translate_reason(one["reason"]) if one["reason"] else ""),
    )  # fmt: skip
    empty = translate("Nobody is to be written to.")
    if empty_one:
        empty = translate("No recipients yet: first clm initiative segment {ref}.")
        empty = empty.format(ref=empty_one)
    fields = ("id", "reason")
    return Listing("clm/initiative-send@1", items, columns, fields=fields, empty=empty)


def letter_text(one: Data, sender: str | None) -> str:
    """One letter as it will be read, for a dry run; a mail with who sends it, who gets answers."""
    from clm.render.safe import shown

    to = translate("to {contact}, {email}").format_map(one)
    heads = {"From": sender, "Reply-To": one["reply_to"]} if sender else {}
    mail = [f"{head}: {address}" for head, address in heads.items() if address]
    lines = [to, *mail, one["subject"], "", *one["text"].splitlines()]
    return "\n".join(map(shown, lines)) + "\n"


# the result


def result_paper(item: Data) -> Paper:
    """What came of an initiative, as a paper."""
    blocks = [
        Block(translate("Recipients"), _counts(item)),
        Block(translate("Bookings"), _said(item), _header(), [_row(one) for one in item["groups"]],
              words=1),
    ]  # fmt: skip
    if item["conclusions"]:
        blocks.append(Block(translate("Conclusions"), [item["conclusions"]]))
    return Paper(
        title=item["title"],
        blocks=blocks,
        inside=item["initiative"],
        below=f"{word('initiative', item['kind'])} · {word('initiative', item['state'])}",
    )


def _counts(item: Data) -> list[str]:
    keys = ("recipients", "sent", "answered", "opted_out", "planned", "sending", "failed")
    return [_counted(key, item[key]) for key in keys if item[key] or key == "sent"]


def _header() -> tuple[str, ...]:
    return (
        translate("Group"), translate("Compared"), translate("Booked"), translate("Rate"),
        translate("Hours"), translate("Revenue"),
    )  # fmt: skip


def _row(one: Data) -> list[str]:
    return [
        word("initiative", f"group-{one['group']}"), str(one["n"]), str(one["converted"]),
        percent(one["rate"]), number(float(one["hours"])),
        no_data() if one["revenue"] is None else one["revenue"],
    ]  # fmt: skip


def _said(item: Data) -> list[str]:
    days = item["converts_days"]
    within = ngettext(
        "a booking within {n} day after the letter counts",
        "a booking within {n} days after the letter counts",
        days,
    )
    said = [within.format(n=days)]
    if item["provisional"]:
        said.append(translate("provisional: the last of these days is {day}").format(
            day=item["until"]))  # fmt: skip
    if item["uplift"] is None:
        said.append(translate("difference to the control group: no data"))
    else:
        told = translate("{points} points more than the control group, ± {margin}")
        said.append(told.format(points=_points(item["uplift"]),
                                margin=_points(item["uplift_margin"])))  # fmt: skip
    if n := item["disturbed"]:
        said.append(ngettext(
            "{n} of the control group was written to by another initiative, and is not counted",
            "{n} of the control group were written to by another initiative, and are not counted",
            n,
        ).format(n=n))  # fmt: skip
    if item["few"]:
        said.append(translate("so few that chance alone may make the difference"))
    if item["budget"] is not None:
        cost = item["cost_per_conversion"] or no_data()
        said.append(translate("cost of a booking: {cost}, of a budget of {budget}").format(
            cost=cost, budget=item["budget"]))  # fmt: skip
    return said


def _points(share: float) -> str:
    return number(round(share * 100, 1))
