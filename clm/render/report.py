"""The weekly report in words: its sentences and definitions, and the report as text and Markdown.

Everything is made from the dict that `services.reporting.weekly` answers, and from it alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.i18n import label, ngettext, translate
from clm.render.listing import markdown_cell
from clm.render.safe import shown
from clm.render.table import Cell, Shape, bold, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Report = Mapping[str, Any]

EVENTS: Final = ("came_in", "won", "moved", "lost", "quiet")
"""What is told of single customers, in this order."""


class Part(NamedTuple):
    """A headed table of the report; the first `words` columns are text, the others figures."""

    heading: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1


# sentences


def headline(report: Report) -> str:
    """The one sentence that matters: who is through, and what is open."""
    totals = report["totals"]
    people, through, still = totals["people"], totals["through"], totals["open"]
    if not people:
        return translate("Nothing was due this week.")
    if through == people:
        return translate("Everybody is through.")
    done = translate("{through} of {people} are through").format(through=through, people=people)
    left = ngettext("{n} entry is open", "{n} entries are open", still).format(n=still)
    return f"{done}; {left}."


def title(report: Report) -> str:
    """What the report is called: `Week 2026-W47`."""
    return translate("Week {week}").format(week=report["week"])


def period(report: Report) -> str:
    """Which week, until when, and whether the figures may still change."""
    due = translate("due {deadline}").format(deadline=report["deadline"])
    told = translate("events {since} to {until}").format_map(report)
    return " · ".join((due, told, *([provisional()] if report["provisional"] else ())))


def provisional() -> str:
    """Said of figures before the deadline has passed."""
    return translate("provisional")


def person(item: Mapping[str, Any]) -> str:
    """How a colleague is called; what belongs to nobody is the lead distributor's (A1.47)."""
    name = str(item["name"] or item["who"] or translate("Without owner"))
    covers = ", ".join(item.get("covering_for", ()))
    return shown(f"{name} ({translate('covers {names}').format(names=covers)})" if covers else name)


def event(key: str) -> str:
    """The heading of what came in, was won, moved, was lost, went quiet."""
    return {
        "came_in": translate("Came in"),
        "won": translate("Won"),
        "moved": translate("Moved"),
        "lost": translate("Lost"),
        "quiet": translate("Went quiet"),
    }[key]


def event_note(key: str, report: Report) -> str:
    """What an event means."""
    return {
        "came_in": translate("registered in this time"),
        "won": translate("the first booking counts"),
        "moved": translate("to another phase, also back"),
        "lost": translate("a booking was cancelled, or the customer became a no-show"),
        "quiet": translate("no active task, and none posted for {inactive_days} days").format_map(
            report["policy"]
        ),
    }[key]


def place(name: str | None) -> str:
    """The list a customer stood in; a dash for none."""
    return label(name) if name else "–"


def kpi_heading(key: str) -> str:
    """What a figure of the KPI page is called."""
    return {
        "load": translate("Active tasks"),
        "conversion": translate("Phase conversion"),
        "rebooking": translate("Re-booking"),
        "between_bookings": translate("Between bookings"),
        "package_growth": translate("Package growth"),
        "no_show_rate": translate("No-show rate"),
        "satisfaction": translate("Satisfaction"),
    }[key]


def definition(key: str, report: Report) -> str:
    """How a figure of the KPI page is made (A1.41); the numbers are the policy's."""
    return {
        "load": translate("Posted tasks that are neither done, closed nor cancelled."),
        "conversion": translate(
            "Of all who reached a phase, the share that reached the next."
            " Invited colleagues do not count as leads."
        ),
        "rebooking": translate(
            "Of those whose booking is at least {rebook_days} days old, the share that booked"
            " again within that time."
        ),
        "between_bookings": translate("The median of days from one booking to the next."),
        "package_growth": translate(
            "Mean hours of the newest order, as a multiple of those of the first."
            " Trials and customers with a single order are left out."
        ),
        "no_show_rate": translate(
            "Of those whose first booking is at least {no_show_days} days old, the share that"
            " booked nothing more and never posted a task."
        ),
        "satisfaction": translate(
            "Answers of the last {satisfaction_days} days, in brackets those of as many days"
            " before. NPS: the share of 9 and 10 minus that of 0 to 6, in points. CSAT: the share"
            " of 4 and 5 of 5."
        ),
    }[key].format_map(report["policy"])


# figures


def percent(share: float | None) -> str:
    """A share as whole percent."""
    return no_data() if share is None else translate("{n}%").format(n=round(share * 100))


def number(value: float | None) -> str:
    """A figure with the reader's decimal sign."""
    if value is None:
        return no_data()
    sign = translate(".")  # the decimal sign
    return (str(int(value)) if value == int(value) else str(value)).replace(".", sign)


def no_data() -> str:
    """Nothing to compute from is not the same as zero."""
    return translate("no data")


# the parts


def parts(report: Report) -> Iterator[Part]:
    """The report's tables in the order they are read."""
    if report["bad_files"]:
        yield _bad_files(report)
    yield _people(report)
    yield _lists(report)
    yield _counts(report)
    for key in EVENTS:
        if report[key]:
            yield _events(key, report)
    yield from _kpis(report)


def _bad_files(report: Report) -> Part:
    rows = [
        [f"{one['path']}:{one['line']}:{one['column']}", one["sentence"]]
        for one in report["bad_files"]
    ]
    return Part(translate("Files left out"), left_out(), ["", ""], rows, words=2)


def left_out() -> str:
    """What a bad data file means for the figures."""
    return translate("These files cannot be read; what stands in them is missing here.")


def people_header() -> list[str]:
    """The headings over a person's figures."""
    return [label("due"), label("done"), label("open"), label("overdue")]


def _people(report: Report) -> Part:
    keys = ("due", "done", "open", "overdue")
    rows = [
        [person(item), *(str(item[key]) for key in keys), mark(complete=item["complete"])]
        for item in report["people"]
    ]
    totals = report["totals"]
    rows.append([label("total"), *(str(totals[key]) for key in keys), ""])
    header = [label("who"), *people_header(), label("complete")]
    return Part(translate("Who is through"), "", header, rows)


def mark(*, complete: bool) -> str:
    """Is a person through?"""
    return translate("yes") if complete else translate("no")


def _lists(report: Report) -> Part:
    rows = [[label(name), str(n)] for name, n in report["lists"].items()]
    rows.append([label("total"), str(report["total"])])
    rows.append([label("watchlist"), str(report["watchlist"])])
    return Part(translate("Customers"), "", [label("list"), label("count")], rows)


def _counts(report: Report) -> Part:
    rows = [[event(key), str(report["counts"][key])] for key in EVENTS]
    rows.append([translate("Packages booked"), str(report["counts"]["booked"])])
    rows.append([translate("Tasks posted"), str(report["counts"]["posted"])])
    return Part(translate("What happened"), "", ["", label("count")], rows)


def _events(key: str, report: Report) -> Part:
    rows = [
        [one["day"], one["ref"], one["name"], place(one["was"]), place(one["now"])]
        for one in report[key]
    ]
    return Part(event(key), event_note(key, report), event_header(), rows, words=5)


def event_header() -> list[str]:
    """The headings over a list of events."""
    return [translate("Day"), label("ref"), label("customer"), translate("Was"), translate("Now")]


def _kpis(report: Report) -> Iterator[Part]:
    kpi = report["kpi"]

    def part(key: str, rows: Sequence[Sequence[str]], header: Sequence[str] = ("", "")) -> Part:
        return Part(kpi_heading(key), definition(key, report), header, rows)

    steps = [
        [step(one), str(one["of"]), str(one["n"]), percent(one["share"])]
        for one in kpi["conversion"]
    ]
    reached = (translate("Reached"), translate("Reached the next"))
    yield part("conversion", steps, (label("phase"), *reached, share()))
    growth = kpi["package_growth"]
    yield part(
        "package_growth",
        [
            [translate("First order, hours"), number(growth["first_hours"])],
            [translate("Newest order, hours"), number(growth["newest_hours"])],
            [translate("Growth"), times(growth["growth"])],
            [translate("Customers"), str(growth["n"])],
        ],
    )
    again = [
        [label(one["phase"]), str(one["of"]), str(one["n"]), percent(one["share"])]
        for one in kpi["rebooking"]
    ]
    yield part("rebooking", again, (label("phase"), translate("Of"), translate("Again"), share()))
    gap = kpi["between_bookings"]
    yield part("between_bookings", [[translate("Days"), number(gap["median_days"])]])
    rate = kpi["no_show_rate"]
    yield part("no_show_rate", [[share(), percent(rate["share"])]])
    happy = kpi["satisfaction"]
    yield part(
        "satisfaction",
        [
            ["NPS", points(happy["nps"], happy["before"]["nps"])],
            [answers_of("NPS"), str(happy["nps_n"])],
            ["CSAT", points(happy["top2"], happy["before"]["top2"], "%")],
            [answers_of("CSAT"), str(happy["csat_n"])],
        ],
    )
    yield part("load", _load(kpi["load"]))


def _load(load: Mapping[str, Any]) -> list[list[str]]:
    return [
        [translate("Tasks"), str(load["tasks"])],
        [translate("Customers with any"), str(load["customers"])],
        [translate("Tasks per customer"), number(load["per_customer"])],
        [translate("Without a VPA"), str(load["unassigned"])],
        *([one["name"] or one["vpa"], str(one["tasks"])] for one in load["vpas"]),
    ]


def share() -> str:
    """The heading over shares."""
    return label("share")


def step(one: Mapping[str, Any]) -> str:
    """A step from one phase to the next."""
    return f"{label(one['from'])} → {label(one['to'])}"


def times(growth: float | None) -> str:
    """A growth as a multiple."""
    return no_data() if growth is None else f"× {number(growth)}"


def points(now: float | None, before: float | None, unit: str = "") -> str:
    """A figure of satisfaction, with the one before in brackets: the trend."""
    return f"{points_of(now, unit)} ({points_of(before, unit)})"


def points_of(value: float | None, unit: str = "") -> str:
    """A figure of satisfaction with one place."""
    return no_data() if value is None else f"{number(round(value, 1))}{unit}"


def answers_of(name: str) -> str:
    """How many answers a figure is made from."""
    return translate("{name}, answers").format(name=name)


# forms


def text(report: Report, *, width: int | None = None, colour: bool = False) -> str:
    """The report for a terminal; `width` in columns, None: nothing is cut."""
    emphasis = bold if colour else str
    lines = [emphasis(f"{title(report)}: {headline(report)}"), period(report)]
    for part in parts(report):
        cells = [[Cell(shown(cell)) for cell in row] for row in part.rows]
        shapes = [Shape(numeric=n >= part.words) for n in range(len(part.header))]
        lines += ["", emphasis(part.heading), *([part.note] if part.note else [])]
        grid = table(list(part.header), cells, shapes, width=width, colour=colour)
        lines.append(grid.lstrip("\n").rstrip("\n") if any(part.header) else grid.split("\n", 1)[1])
    return "\n".join(line.rstrip("\n") for line in lines) + "\n"


def markdown(report: Report) -> str:
    """The report as Markdown."""
    blocks = [f"# {title(report)}", f"**{headline(report)}**", period(report)]
    for part in parts(report):
        blocks += [f"## {part.heading}", *([part.note] if part.note else [])]
        rule = ["---" if n < part.words else "---:" for n in range(len(part.header))]
        rows = [rule, *([markdown_cell(cell) for cell in row] for row in part.rows)]
        blocks.append("\n".join(f"| {' | '.join(row)} |" for row in (part.header, *rows)))
    return "\n\n".join(blocks) + "\n"
