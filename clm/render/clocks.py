"""Clocks of agreements for people: spans of working time, and what each minute of a request was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label
from clm.render.listing import Column
from clm.render.text import joined, section
from clm.render.times import when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo


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
