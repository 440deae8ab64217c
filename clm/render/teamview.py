"""The team at a glance as a paper that is read (A4.5, A4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, ngettext, translate, word
from clm.render.listing import cell_text
from clm.render.paper import Block, Paper
from clm.render.report import number as decimal
from clm.render.report import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Data = Mapping[str, Any]


def paper(found: Data) -> Paper:
    """What `services.teamview.view` found, in words."""
    of = translate("who reports to {handle}").format(handle=found["of"]) if found["of"] else ""
    heads = ngettext("{n} head", "{n} heads", found["heads"]).format(n=found["heads"])
    return Paper(
        title=translate("The team"),
        blocks=list(_blocks(found)),
        above=of,
        below=heads,
        origin=found["schema"],
    )


def _blocks(found: Data) -> Iterator[Block]:
    yield _spans(found["spans"])
    yield _loads(found["items"])
    yield _away(found)
    yield _gaps(found["gaps"])
    yield _week(found["week"], found["overdue"])
    yield _proposals(found["proposals"])
    yield _praise(found["praise"])
    if found.get("pulse") and found["pulse"]["mean"] is not None:
        yield _pulse(found["pulse"])


def _spans(spans: list[Data]) -> Block:
    header = (label("manager"), translate("Heads"), "")
    rows = [
        (
            one["manager"] or translate("(report to nobody)"),
            str(one["heads"]),
            word("span", one["verdict"]) if one["verdict"] else "",
        )
        for one in spans
    ]
    return Block(translate("Span of control"), (), header, rows, words=1)


def _loads(items: list[Data]) -> Block:
    keys = (
        "customers", "entries", "requests", "tasks", "complaints", "escalations", "posted", "open",
        "load",
    )  # fmt: skip
    header = (
        translate("Who"),
        translate("There"),
        translate("Hours a week"),
        *(_head(key) for key in keys),
        translate("Utilisation"),
    )
    rows = [
        (
            one["name"],
            cell_text(one["present"]),
            cell_text(one["capacity"]),
            *(cell_text(one[key]) for key in keys),
            percent(one["utilisation"]),
        )
        for one in items
    ]
    return Block(translate("Open load"), (), header, rows, words=2)


def _head(key: str) -> str:
    heads = {
        "customers": translate("Customers"),
        "entries": translate("Entries"),
        "posted": translate("Posted tasks"),
        "open": translate("Open"),
        "load": translate("Load"),
    }
    return heads.get(key) or label(key)


def _away(found: Data) -> Block:
    header = (translate("Who"), translate("From"), translate("To"), translate("Half a day"),
              translate("Covered by"), translate("State"))  # fmt: skip
    rows = [
        (
            one["person"],
            one["from"],
            one["to"] or translate("open end"),
            word("half", one["half"]) if one["half"] else "",
            _covers(one),
            word("state", one["state"]),
        )
        for one in found["absences"]
    ]
    heading = translate("Away until {day}").format(day=found["until"])
    return Block(heading, (), header, rows, note="" if rows else translate("Nobody is away."))


def _covers(one: Data) -> str:
    named = [one["replacement"], *(part["replacement"] for part in one["replacements"])]
    return ", ".join(dict.fromkeys(filter(None, named)))


def _gaps(gaps: list[Data]) -> Block:
    points = [
        translate("{who}: nobody covers {days} from {first} to {last}, {n} open – {next}").format(
            who=one["person"],
            days=ngettext("{n} working day", "{n} working days", one["working_days"]).format(
                n=one["working_days"]
            ),
            first=one["from"],
            last=one["to"],
            n=one["open"],
            next=one["next"],
        )
        for one in gaps
    ]
    note = "" if points else translate("Everything is covered.")
    return Block(translate("Cover gaps"), points, note=note)


def _week(week: Data, overdue: Data) -> Block:
    points = []
    if not week["hidden"]:
        said = translate(
            "{week}: {done} of {due} done ({share}), {through} of {people} people are through"
        )
        points.append(said.format(**{**week, "share": percent(week["share"])}))
    if not overdue["hidden"]:
        kinds = ("entries", "requests", "tasks", "complaints", "escalations")
        parts = ", ".join(f"{_head(kind)} {overdue[kind]}" for kind in kinds)
        said = translate("{n} overdue: {parts}")
        points.append(said.format(n=overdue["total"], parts=parts))
    note = ""
    if week["provisional"] and not week["hidden"]:
        note = translate("{week} is due on {day}; the figures are provisional.").format(
            week=week["week"], day=week["deadline"]
        )
    if len(points) < len((week, overdue)):
        small = translate("Of so few people's work no more is told: it would tell of single ones.")
        note = f"{note} {small}".strip()
    return Block(translate("Friday completion and overdue"), points, note=note)


def _proposals(found: list[Data]) -> Block:
    points = [point for one in found for point in _proposal(one)]
    note = "" if points else translate("Nobody is overloaded, as far as others have room.")
    return Block(translate("Balance"), points, note=note)


def _proposal(one: Data) -> list[str]:
    over = translate("{who} has {n} more open than their share").format(
        who=one["from"], n=one["over"]
    )
    if not one["moves"]:
        return [f"{over}: {translate('nobody has room')}"]
    return [over, *(move["next"] for move in one["moves"])]


def _praise(log: list[Data]) -> Block:
    points = [
        f"{one['on']} {one['name']} ({word('praise', one['kind'])}, {one['by']}): {one['text']}"
        for one in log
    ]
    note = "" if points else translate("Nobody was praised: clm team praise HANDLE TEXT")
    return Block(translate("Praise log"), points, note=note)


def _pulse(one: Data) -> Block:
    said = translate("{day}: {mean} of 5, {n} answers").format(
        day=one["on"], mean=decimal(one["mean"]), n=one["n"]
    )
    return Block(translate("Pulse, seen by you alone"), [said])
