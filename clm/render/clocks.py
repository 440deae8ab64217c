"""Clocks of agreements for people: spans of working time, and what each minute of a request was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate
from clm.render.listing import Column, Listing, cell_text
from clm.render.paper import Block, Paper
from clm.render.text import joined, section
from clm.render.times import when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from clm.domain.periods import Period

    Data = Mapping[str, Any]


def span(minutes: int | None) -> str:
    """Minutes as hours and minutes: `8:05`."""
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"


def spans(*keys: str) -> tuple[Column, ...]:
    """Columns of minutes."""
    return tuple(Column(key, label(f"clock:{key}"), numeric=True, value=_of(key)) for key in keys)


def _of(key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda item: span(item[key])


def clock_lines(held: Mapping[str, Any], zone: tzinfo) -> list[str]:
    """The clocks of one request, a line each."""
    return [
        joined((
            label(one["target"]),
            label(one["state"]),
            f"{span(one['used'])} / {span(one['minutes'])}",
            f"{label('clock:over')} {span(one['over'])}" if one["over"] else "",
            f"{label('due')} {when(one['due'], zone)}" if one["due"] else "",
            f"{label('notice_at')} {when(one['notice_at'], zone)}" if one["notice_at"] else "",
        ))
        for one in held["clocks"]
    ]  # fmt: skip


def timeline(ref: str, held: Mapping[str, Any], zone: tzinfo) -> str:
    """What each minute of a request was."""
    lines = [
        joined((
            f"{when(one['from'], zone)} – {when(one['to'], zone)}",
            span(one["minutes"]),
            label(f"minute:{one['kind']}"),
        ))
        for one in held["timeline"]
    ]  # fmt: skip
    return "\n" + section(f"{ref} {held['sla']}", lines)


def timelines(all_of_them: Iterable[tuple[str, Mapping[str, Any]]], zone: tzinfo) -> str:
    """The timelines of several requests."""
    return "".join(timeline(ref, held, zone) for ref, held in all_of_them)


def results_listing(items: Sequence[Data], totals: Data, period: Period) -> Listing:
    """How agreements were kept in a time, a row for each customer and target (A2.9)."""
    columns: tuple[Column, ...] = (
        Column("customer", label("customer")),
        Column("name", label("name")),
        Column("target", translate("Target"), value=lambda one: label(one["target"])),
        Column("met", translate("Met"), numeric=True),
        Column("missed", translate("Missed"), numeric=True),
        *spans("used", "paused", "over", "worst"),
        Column("notices", translate("Told"), numeric=True),
        Column("unnoticed", translate("Not told")),
    )
    said = translate("{met} met, {missed} missed, {notices} of them told; {name}")
    extra = {"period": period.name, "from": period.first, "to": period.last, "totals": totals}
    return Listing(
        "clm/sla-report@1", items, columns, extra=extra, ids="customer", fields=("slas", "share"),
        empty=translate("Nothing was met or missed then."),
        foot=said.format(**totals, name=period.name) if items else "",
    )  # fmt: skip


def results_paper(items: Sequence[Data], totals: Data, period: Period, team: str | None) -> Paper:
    """The same as a paper to hand on, a block for each customer (A2.9)."""
    said = translate("{met} met, {missed} missed, {notices} of them told; {name}")
    told = said.format(**totals, name=period.name)
    blocks = [Block(translate("Altogether"), [told])]
    by_customer: dict[str, list[Data]] = {}
    for one in items:
        by_customer.setdefault(one["customer"], []).append(one)
    columns = results_listing(items, totals, period).columns[2:]
    for of, rows in by_customer.items():
        held = [[cell_text(column.of(row)) for column in columns] for row in rows]
        heads = [column.label for column in columns]
        blocks.append(Block(rows[0]["name"], (), heads, held, words=1, note=of))
    if not items:
        blocks = [Block(translate("Nothing was met or missed then."))]
    return Paper(
        title=translate("Were the agreements kept?"),
        blocks=blocks,
        above=team or "",
        below=f"{period.name}: {period.first} – {period.last}",
    )
