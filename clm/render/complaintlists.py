"""Complaints, their actions and the review of all, as lists for every form (A2.21, A2.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.names import one_line
from clm.i18n import label, translate, word
from clm.render.listing import Column, Listing
from clm.render.names import called
from clm.render.report import number
from clm.render.sheet import sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.domain.periods import Period
    from clm.domain.reportrecord import ReportRecord
    from clm.render.paper import Paper

    Item = Mapping[str, Any]


def how_it_stands(status: str) -> str:
    """A complaint's status as people read it: a word that follows the gender of complaint."""
    return label("complaint:closed") if status == "closed" else word("status", status)


def complaint_columns() -> tuple[Column, ...]:
    """What people read of each complaint of a list."""
    return (
        Column("id", label("id")),
        Column("name", label("customer"), value=called),
        Column("title", label("complaint")),
        Column("status", label("status"), value=lambda one: how_it_stands(one["status"])),
        Column("severity", label("severity")),
        Column("handler", label("handler")),
        Column("due", label("due"), alert="overdue"),
        Column("why", label("why"), value=lambda one: label(one["rule"] or "")),
    )


def actions_listing(items: Sequence[Item]) -> Listing:
    """The actions that came of complaints."""
    columns = (
        Column("id", label("id")),
        Column("title", label("title")),
        Column("complaint", label("complaint")),
        Column("name", label("customer"), value=called),
        Column("executor", label("who")),
        Column("status", label("status")),
        Column("due", label("due"), alert="overdue"),
    )
    fields = ("customer", "overdue", "done_at", "deadline", "tags")
    empty = translate("No actions.")
    return Listing("clm/complaint-actions@1", items, columns, ids="id", fields=fields, empty=empty)


def review_listing(
    items: Sequence[Item], totals: Item, records: Sequence[ReportRecord], period: Period
) -> Listing:
    """The figures of a period: a row for all, and one for each word of each aspect.

    With what was concluded last, where `records` of its reviews are kept.
    """
    record = records[-1] if records else None
    columns = (
        Column("aspect", translate("By"), value=_aspect),
        Column("word", translate("Which"), value=_word),
        Column("count", translate("Complaints"), numeric=True),
        Column("change", translate("Change"), numeric=True, value=_change),
        Column("open", label("open"), numeric=True),
        Column("reopened", translate("Reopened"), numeric=True),
        *(
            Column(f"{step}_in_time", translate(heading), numeric=True, value=_pace(step))
            for step, heading in (
                ("acknowledge", "Acknowledged"),
                ("assess", "Assessed"),
                ("answer", "Answered"),
                ("close", "Closed"),
            )
        ),
    )
    fields = tuple(name for name in items[0] if name != "word")
    return Listing(
        "clm/complaint-review@1",
        items,
        columns,
        extra={
            "period": period.name,
            "from": period.first,
            "to": period.last,
            "totals": totals,
            "reviewed": _kept(record),
        },
        ids="word",
        fields=fields,
        foot=_foot(totals, record, period),
    )


def review_sheet(
    listing: Listing, records: Sequence[ReportRecord], period: Period, team: str
) -> Paper:
    """The review of a period as a paper: a table for each aspect, and what was concluded."""
    totals: Item = listing.extra["totals"]  # type: ignore[assignment]
    points = [_counted(totals, period), translate(_IN_TIME)]
    return sheet(listing, translate("Complaints"), period, team, points, records, _aspect)


def _kept(held: ReportRecord | None) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "id": held.id,
        "at": held.at,
        "by": held.by,
        "conclusions": held.conclusions,
        "actions": list(held.actions),
    }


def _aspect(item: Item) -> str:
    return label(f"by:{item['aspect']}")


def _word(item: Item) -> str:
    """The word of its aspect as people read it; "–" where nobody has said one."""
    if item["aspect"] == "all":
        return ""
    return item["name"] or word(item["aspect"], item["word"]) or "–"


def _change(item: Item) -> str:
    """How many more or fewer than in the period before."""
    return f"{item['change']:+d}"


def _pace(step: str) -> Callable[[Item], str]:
    def told(item: Item) -> str:
        """How many of those that were to be done by now were in time, and working days."""
        due = item[f"{step}_done"] + item[f"{step}_late"]
        if not due:
            return ""
        days = item[f"{step}_days"]
        usual = "" if days is None else f" ({translate('{n} wd').format(n=number(days))})"
        return f"{item[f'{step}_in_time']}/{due}{usual}"

    return told


_IN_TIME: Final = "in time of those done or overdue, working days on average"


def _counted(totals: Item, period: Period) -> str:
    said = translate(
        "{name}: complained repeatedly: {repeated}, open actions: {open_actions}, overdue: "
        "{overdue_actions}"
    )
    return said.format(name=period.name, **totals)


def _foot(totals: Item, held: ReportRecord | None, period: Period) -> str:
    figures = f"{_counted(totals, period)}; {translate(_IN_TIME)}"
    if held is None:
        return figures
    told = translate("reviewed on {day} by {who}: {conclusions}")
    concluded = " · ".join([one_line(held.conclusions), *held.actions])
    return f"{figures}; {told.format(day=held.at[:10], who=held.by, conclusions=concluded)}"
