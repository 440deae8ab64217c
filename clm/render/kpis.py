"""The KPI page (A1.41): a block for each figure, with its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.i18n import label, ngettext, translate
from clm.render import report as words
from clm.render.charts import Segment, bar, part_of
from clm.render.markup import element
from clm.render.pieces import barred, big, card, figure, filled, percent, table

if TYPE_CHECKING:
    from clm.render.markup import Child, Markup
    from clm.render.report import Report


def conversion(report: Report) -> Markup:
    """A funnel: what a step leaves over (strong) is what the next one starts with (pale)."""
    steps = report["kpi"]["conversion"]
    most = max(one["of"] for one in steps)
    rows = []
    for n, one in enumerate(steps):
        at = f"kpi.conversion.{n}"
        passed, left = part_of(one["n"], most), part_of(one["of"] - one["n"], most)
        rows.append(
            barred(
                words.step(one),
                words.percent(one["share"]),
                [Segment("plain", passed), Segment("pale", left)],
                figure(f"{at}.of", one["of"]),
                figure(f"{at}.n", one["n"]),
                percent(f"{at}.share", one["share"]),
            )
        )
    header = [label("phase"), translate("Reached"), translate("Reached the next"), words.share()]
    return _block("conversion", report, table(header, rows, look="barred"))


def growth(report: Report) -> Markup:
    """How packages grew: first and newest order beside each other."""
    grown = report["kpi"]["package_growth"]
    at = "kpi.package_growth"
    bars = [
        ("first_hours", translate("First order"), "pale"),
        ("newest_hours", translate("Newest order"), "plain"),
    ]
    most = max(grown[key] or 0 for key, _, _ in bars)
    rows = [
        barred(
            name,
            words.number(grown[key]),
            [Segment(look, part_of(grown[key] or 0, most))],
            figure(f"{at}.{key}", grown[key]),
        )
        for key, name, look in bars
    ]
    told = ngettext("{n} customer", "{n} customers", grown["n"])
    return _block(
        "package_growth",
        report,
        big(figure(f"{at}.growth", grown["growth"], words.times(grown["growth"]))),
        element("p", *filled(told, figure(f"{at}.n", grown["n"])), class_="note"),
        table([translate("Order"), label("hours")], rows, look="barred"),
    )


def rebooking(report: Report) -> Markup:
    """Who books again, by phase."""
    rows = []
    for n, one in enumerate(report["kpi"]["rebooking"]):
        at = f"kpi.rebooking.{n}"
        rows.append(
            barred(
                label(one["phase"]),
                words.percent(one["share"]),
                [Segment("plain", one["share"] or 0)],
                figure(f"{at}.of", one["of"]),
                figure(f"{at}.n", one["n"]),
                percent(f"{at}.share", one["share"]),
            )
        )
    header = [label("phase"), translate("Of"), translate("Again"), words.share()]
    return _block("rebooking", report, table(header, rows, look="barred"))


def no_shows(report: Report) -> Markup:
    """Who booked and never posted a task (L7)."""
    rate = report["kpi"]["no_show_rate"]
    at = "kpi.no_show_rate"
    told = translate("{n} of {of} customers")
    return _block(
        "no_show_rate",
        report,
        big(percent(f"{at}.share", rate["share"])),
        element(
            "p",
            *filled(told, figure(f"{at}.n", rate["n"]), figure(f"{at}.of", rate["of"])),
            class_="note",
        ),
        bar([Segment("plain", rate["share"] or 0)], words.percent(rate["share"])),
    )


def satisfaction(report: Report) -> Markup:
    """How satisfied the customers say they are, and were."""
    happy = report["kpi"]["satisfaction"]
    at = "kpi.satisfaction"
    rows = [
        element(
            "tr",
            element("th", name, scope="row"),
            *(
                element("td", figure(f"{at}.{key}", value, words.points_of(value, unit)))
                for key, value in ((main, happy[main]), (f"before.{main}", happy["before"][main]))
            ),
            element("td", figure(f"{at}.{counted}", happy[counted])),
        )
        for name, main, counted, unit in (
            ("NPS", "nps", "nps_n", ""),
            ("CSAT", "top2", "csat_n", "%"),
        )
    ]
    header = ["", translate("Now"), translate("Before"), translate("Answers")]
    return _block("satisfaction", report, table(header, rows))


def between(report: Report) -> Markup:
    """How long it takes to the next booking."""
    gap = report["kpi"]["between_bookings"]
    at = "kpi.between_bookings"
    told = ngettext("{n} gap between bookings", "{n} gaps between bookings", gap["n"])
    days = translate("{n} days").format(n=words.number(gap["median_days"]))
    said = words.no_data() if gap["median_days"] is None else days
    return _block(
        "between_bookings",
        report,
        big(figure(f"{at}.median_days", gap["median_days"], said)),
        element("p", *filled(told, figure(f"{at}.n", gap["n"])), class_="note"),
    )


def load(report: Report) -> Markup:
    """What the VPAs have in work."""
    tasks = report["kpi"]["load"]
    at = "kpi.load"
    told = [
        ("tasks", translate("Tasks")),
        ("customers", translate("Customers with any")),
        ("per_customer", translate("Tasks per customer")),
        ("unassigned", translate("Without a VPA")),
    ]
    figures = [
        element("div", element("dt", name), element("dd", figure(f"{at}.{key}", tasks[key])))
        for key, name in told
    ]
    most = max((one["tasks"] for one in tasks["vpas"]), default=0)
    rows = [
        barred(
            one["name"] or one["vpa"],
            str(one["tasks"]),
            [Segment("plain", part_of(one["tasks"], most))],
            figure(f"{at}.vpas.{n}.tasks", one["tasks"]),
        )
        for n, one in enumerate(tasks["vpas"])
    ]
    header = [label("vpa"), translate("Tasks")]
    busiest = table(header, rows, look="barred") if rows else None
    return _block("load", report, element("dl", *figures, class_="tiles inner"), busiest)


def _block(key: str, report: Report, *children: Child) -> Markup:
    return card(words.kpi_heading(key), words.definition(key, report), *children)
