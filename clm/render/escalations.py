"""The report of escalations in words, with what each figure means (A4.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.paper import Block, Paper
from clm.render.report import percent, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Found = Mapping[str, Any]


def escalation_paper(found: Found) -> Paper:
    """The report that `services.escalationreport.report` answers, as a paper."""
    return Paper(
        title=f"{translate('Escalations')} {found['period']}",
        blocks=[
            _causes(found["causes"]),
            _counts(translate("Of what"), "source", found["sources"]),
            _counts(translate("How far"), "level", found["levels"]),
            _resolved(found),
            _costs(found["costs"]),
            _open(found["open"]),
        ],
        above=found["team"] or "",
        below=f"{found['from']} – {found['to']}",
        origin=found["schema"],
    )


def _causes(causes: Sequence[Found]) -> Block:
    said = translate(
        "All that were made in the period: what was behind them, as it turned out, and why they"
        " were made, as it was stated. Not known is what is not resolved."
    )
    header = (translate("True cause"), translate("Stated reason"), translate("Count"))
    rows = []
    for one in causes:
        cause = word("cause", one["cause"]) if one["cause"] else translate("not known")
        rows.append((cause, translate("all"), str(one["count"])))
        rows += [
            ("", word("escalated", held["reason"]), str(held["count"])) for held in one["reasons"]
        ]
    return _told(translate("True causes"), said, header, rows, words=2)


def _counts(heading: str, name: str, found: Sequence[Found]) -> Block:
    said = translate("The same ones; the level is the highest they came to.")
    rows = [(word("escalation", str(one[name])), str(one["count"])) for one in found]
    head = translate("Source") if name == "source" else translate("Level")
    return _told(heading, said, (head, translate("Count")), rows, words=1)


def _resolved(found: Found) -> Block:
    said = translate(
        "Days are working days, from when it was made; in time is by its day, of those that are"
        " resolved or whose day is over."
    )
    of = found["resolved"]
    rows = [
        (translate("made"), str(found["made"])),
        (translate("the customer wanted a manager"), str(found["requested_by_customer"])),
        (translate("resolved"), str(of["count"])),
        (translate("working days until then"), of["working_days"] or "–"),
        (translate("with a day"), str(of["due"])),
        (translate("in time"), str(of["in_time"])),
        (share(), percent(of["share"])),
    ]
    return _told(translate("How quickly"), said, ("", translate("Count")), rows, words=1)


def _costs(costs: Sequence[Found]) -> Block:
    said = translate("What was agreed with customers and costs money.")
    header = ("", translate("Count"), translate("Cost"))
    rows = [
        (word("cost", one["decided"]), str(one["count"]), one["cost"])
        for one in costs
        if one["count"]
    ]
    return _told(translate("Compromises"), said, header, rows, words=1)


def _open(found: Sequence[Found]) -> Block:
    said = translate("Whenever they were made; their age is in working days.")
    header = (
        label("id"), label("customer"), translate("Of what"), translate("Status"),
        translate("Level"), translate("With"), translate("Age"), label("due"),
    )  # fmt: skip
    rows = [
        (
            one["id"], one["name"], one["of"], word("escalation", one["status"]),
            str(one["level"]), one["to"] or translate("nobody"), str(one["working_days"]),
            f"{one['due']} !" if one["overdue"] else one["due"] or "",
        )
        for one in found
    ]  # fmt: skip
    return _told(translate("Open now"), said, header, rows)


def _told(
    heading: str,
    said: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: int = 99,
) -> Block:
    points = () if rows else (translate("No data."),)
    return Block(heading, points, header if rows else (), rows, words=words, note=said)
