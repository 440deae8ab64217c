"""Reports that are lists, for every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.i18n import label, translate
from clm.render.listing import Column, Listing
from clm.render.names import called, lacking
from clm.render.report import percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.periods import Period

    Item = Mapping[str, Any]


def at_risk_listing(items: Sequence[Item]) -> Listing:
    """The A and B customers whose VPA's file is incomplete or stale (A3.18)."""
    columns = (
        Column("ref", label("ref")),
        Column("name", label("customer"), value=called),
        Column("class", label("class")),
        Column("owner", label("owner")),
        Column("vpa", label("vpa")),
        Column("completeness", translate("Complete %"), numeric=True),
        Column("missing", translate("Missing"), value=lacking),
        Column("last", translate("Last entry")),
        Column("why", label("why"), value=lambda one: label(one["why"])),
        Column("next", label("next"), min_width=30),
    )
    fields = ("prio", "filled", "updated_on", "current")
    empty = translate("No customer is at risk.")
    return Listing("clm/report-risk@1", items, columns, fields=fields, empty=empty)


def recordings_listing(items: Sequence[Item], totals: Item, period: Period) -> Listing:
    """The requests of a period, and how they were recorded (A0.12)."""
    columns = (
        Column("id", label("id")),
        Column("name", label("customer")),
        Column("subject", label("subject"), min_width=16),
        Column("spoc", label("spoc")),
        Column("received_at", translate("Received")),
        Column("recorded_at", translate("Recorded")),
        Column("hours", translate("Hours"), numeric=True),
        Column("on_time", translate("On time")),
    )
    said = translate("{on_time} of {known} on time ({share}), {unknown} unknown; {name}")
    foot = said.format(
        on_time=totals["on_time"],
        known=totals["on_time"] + totals["late"],
        share=percent(totals["share"]),
        unknown=totals["unknown"],
        name=period.name,
    )
    return Listing(
        "clm/report-recorded-on-time@1",
        items,
        columns,
        extra={
            "period": period.name, "from": period.first, "to": period.last, "totals": totals,
        },
        ids="id",
        fields=("customer", "limit"),
        empty=translate("No request came in then."),
        foot=foot,
    )  # fmt: skip


def fulfilments_listing(items: Sequence[Item], totals: Item) -> Listing:
    """Of each SPOC what is open, and what is wrong with it (A0.13)."""

    def who(item: Item) -> str:
        return item["name"] or item["who"] or translate("nobody")

    columns = (
        Column("who", label("spoc"), value=who),
        Column("open", label("open"), numeric=True),
        Column("oldest", translate("Oldest")),
        Column("no_next_step", label("no-next-step"), numeric=True),
        Column("overdue_tasks", translate("Overdue tasks"), numeric=True),
        Column("gaps", translate("Gaps"), numeric=True),
        Column("unaccepted", label("unaccepted"), numeric=True),
    )
    said = translate(
        "{open} open, {no_next_step} without next step, {overdue_tasks} tasks overdue, {gaps} gaps"
    )
    return Listing(
        "clm/report-fulfilment@1",
        items,
        columns,
        extra={"totals": totals},
        ids="who",
        fields=("name", "covered_by", "oldest_request"),
        empty=translate("No request is open."),
        foot=said.format_map(totals) if items else "",
    )


COLUMNS: Final = (
    "id", "name", "list", "class", "prio", "owner", "vpa", "bookings", "usual_hours",
)  # fmt: skip
IN_A_SHARE: Final = ("id", "name", "vpa")
"""What there is of the columns where bookings and marks are not told."""


def customers_listing(items: Sequence[Item], *, in_share: bool = False) -> Listing:
    """The customer database (A2.36), or in a VPA's share what it tells of it."""
    numeric = {"bookings", "usual_hours"}
    columns = tuple(
        Column(key, label(key), key in numeric, value=called if key == "name" else None)
        for key in (IN_A_SHARE if in_share else COLUMNS)
    )
    fields = tuple(items[0]) if items else ()
    empty = translate("No customer fits.")
    return Listing("clm/customer-list@1", items, columns, ids="id", fields=fields, empty=empty)
