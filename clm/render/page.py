"""The weekly report as a page to look at: self-contained, without script, for screen and print.

Every figure is a `data` element whose `data-figure` is its place in the JSON and whose `value` is
the JSON's value, so that a test can compare each of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.i18n import label, ngettext, translate
from clm.render import kpis
from clm.render import report as words
from clm.render.charts import THICK, Segment, bar, part_of
from clm.render.markup import document, element
from clm.render.pieces import barred, card, cell, figure, pair, stack, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.render.markup import Child, Markup
    from clm.render.report import Report

MOST_EVENTS: Final = 25
"""How many customers a list of events shows; JSON has them all."""

STATES: Final = ("done", "open", "overdue")


def page(report: Report) -> str:
    """The whole HTML page of a weekly report."""
    name = " · ".join(filter(None, (words.title(report), report["team"])))
    main = (
        _bad_files(report),
        _events_in_figures(report),
        _people(report),
        pair(
            stack(_lists(report), kpis.growth(report), kpis.between(report)),
            stack(kpis.conversion(report), kpis.rebooking(report), kpis.no_shows(report)),
        ),
        pair(kpis.satisfaction(report), kpis.load(report)),
        pair(*(_events(key, report) for key in words.EVENTS if report[key])),
    )
    body = (
        _head(report, name),
        element("main", *main),
        element("footer", _origin(report)),
    )
    return document(
        translate("en"),  # the catalogue says which language the words are in
        Path(__file__).with_name("page.css").read_text(encoding="utf-8"),
        [element("title", name)],
        [element("div", *body, class_="page")],
    )


# the head


def _head(report: Report, name: str) -> Markup:
    totals = report["totals"]
    badge = element("span", words.provisional(), class_="badge") if report["provisional"] else None
    due = translate("due {deadline}").format_map(report)
    told = translate("events {since} to {until}").format_map(report)
    return element(
        "header",
        element("p", name, class_="eyebrow"),
        element("h1", *_clauses(words.headline(report))),
        element("p", f"{due} · {told} ", badge, class_="period"),
        _progress(totals, translate("All entries of the week"), THICK),
        element("dl", *(_legend(key, totals) for key in STATES), class_="legend"),
    )


def _clauses(sentence: str) -> Sequence[Child]:
    """A sentence that breaks between its clauses rather than within one."""
    first, *rest = sentence.split("; ")
    parts = [f"{first};" if rest else first, *rest]
    return [child for part in parts for child in (element("span", part, class_="clause"), " ")][:-1]


def _legend(key: str, totals: Mapping[str, Any]) -> Markup:
    key_of_chart = element("span", class_=f"key {key}", aria_hidden="true")
    value = element("dd", figure(f"totals.{key}", totals[key]))
    return element("div", key_of_chart, element("dt", _state(key)), value)


def _state(key: str) -> str:
    return {
        "done": label("done"),
        "open": label("open"),
        "overdue": translate("of these overdue"),
    }[key]


def _progress(item: Mapping[str, Any], name: str, height: int) -> Markup:
    """What is done, open and overdue of what was due; overdue ones are open too."""
    done, still, late = item["done"], item["open"], item["overdue"]
    whole = done + still
    told = translate("{done} done, {open} open, {overdue} overdue").format_map(item)
    pieces = [
        Segment("done", part_of(done, whole)),
        Segment("open", part_of(still - late, whole)),
        Segment("overdue", part_of(late, whole)),
    ]
    return bar(pieces, f"{name}: {told}", height=height)


def _bad_files(report: Report) -> Markup | None:
    if not report["bad_files"]:
        return None
    rows = [
        [f"{one['path']}:{one['line']}:{one['column']}", one["sentence"]]
        for one in report["bad_files"]
    ]
    lines = [
        element("tr", element("th", at, scope="row"), element("td", said, class_="word"))
        for at, said in rows
    ]
    files = table([translate("Data file"), translate("What is wrong")], lines, words=2)
    return card(translate("Files left out"), words.left_out(), files, look="card bad")


def _events_in_figures(report: Report) -> Markup:
    named = [(key, words.event(key)) for key in words.EVENTS]
    named += [("booked", translate("Packages booked")), ("posted", translate("Tasks posted"))]
    tiles = [
        element(
            "div",
            element("dt", name),
            element("dd", figure(f"counts.{key}", report["counts"][key])),
        )
        for key, name in named
    ]
    return element(
        "section",
        element("h2", translate("What happened"), class_="sr"),
        element("dl", *tiles, class_="tiles"),
    )


# who is through


def _people(report: Report) -> Markup:
    rows = [_person(f"people.{n}", item) for n, item in enumerate(report["people"])]
    totals = report["totals"]
    last = element(
        "tr",
        element("th", label("total"), scope="row"),
        *(cell(figure(f"totals.{key}", totals[key])) for key in ("due", *STATES)),
    )
    header = [label("who"), *words.people_header()]
    foot = element("tfoot", last)
    everybody = table(header, rows, look="barred people", foot=foot)
    return card(translate("Who is through"), "", everybody)


def _person(at: str, item: Mapping[str, Any]) -> Markup:
    name = words.person(item)
    through = element("span", " ✓ ", element("span", translate("through"), class_="sr"),
                      class_="through")  # fmt: skip
    late = "alert" if item["overdue"] else None
    return element(
        "tr",
        element(
            "th",
            name,
            through if item["complete"] and item["due"] else None,
            _progress(item, name, 10),
            scope="row",
        ),
        *(cell(figure(f"{at}.{key}", item[key])) for key in ("due", "done", "open")),
        cell(figure(f"{at}.overdue", item["overdue"]), late),
    )


# the lists and the KPIs


def _lists(report: Report) -> Markup:
    bars = [(f"lists.{name}", name, n, "plain") for name, n in report["lists"].items()]
    bars.append(("watchlist", "watchlist", report["watchlist"], "pale"))
    most = max(n for _, _, n, _ in bars)
    rows = [
        barred(label(name), str(n), [Segment(look, part_of(n, most))], figure(at, n))
        for at, name, n, look in bars
    ]
    total = element(
        "tr",
        element("th", label("total"), scope="row"),
        cell(figure("total", report["total"])),
    )
    note = translate("Each customer stands in one list; the watchlist lies over them.")
    header = [label("list"), label("count")]
    lists = table(header, rows, look="barred", foot=element("tfoot", total))
    return card(translate("Customers"), note, lists)


# what happened to whom


def _events(key: str, report: Report) -> Markup:
    found = report[key]
    rows = [_event(item) for item in found[:MOST_EVENTS]]
    header = [translate("Day"), label("customer")]
    left = len(found) - len(rows)
    more = ngettext("… and {n} more", "… and {n} more", left).format(n=left) if left else None
    return card(
        words.event(key),
        words.event_note(key, report),
        table(header, rows, words=2),
        element("p", more, class_="note") if more else None,
        look="card events",
    )


def _event(item: Mapping[str, Any]) -> Markup:
    was, now = words.place(item["was"]), words.place(item["now"])
    moved = f"{was} → {now}" if item["was"] and was != now else now
    day = element("time", item["day"], datetime=item["day"])
    return element(
        "tr",
        element("td", day, class_="word day"),
        element(
            "th",
            element("span", item["name"], class_="name"),
            element("span", item["ref"], class_="ref"),
            element("span", moved, class_="note"),
            scope="row",
        ),
    )


def _origin(report: Report) -> str:
    commit = report["as_of_commit"]
    state = translate("State of commit {commit}.").format(commit=commit[:12]) if commit else ""
    return f"{report['schema']} · {report['week']} {state}".strip()
