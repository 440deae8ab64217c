"""Lists of the private store in words (A4.1, A4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate
from clm.render.listing import Column, Listing
from clm.render.report import no_data, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def notes(items: Sequence[Mapping[str, Any]], *, law: str) -> Listing:
    """Notes as they are listed; `law` is told where something is kept too long."""
    columns = (
        Column("id", label("id")),
        Column("person", translate("Who")),
        Column("on", translate("On")),
        Column("kind", translate("Kind"), value=lambda item: label(f"private:{item['kind']}")),
        Column("text", translate("Note"), value=_said),
        Column("keep_until", label("keep_until"), alert="expired"),
    )
    fields = ("from", "to", "minutes", "score", "absence", "by", "expired")
    foot = law if any(item["expired"] for item in items) else ""
    return Listing(
        "clm/private-list@1", items, columns, ids="id", fields=fields, foot=foot,
        empty=translate("No notes."),
    )  # fmt: skip


def _said(item: Mapping[str, Any]) -> str:
    days = f"{item['from']} – {item['to'] or '…'}" if item["from"] else ""
    late = f"{item['minutes']} min" if item["minutes"] else ""
    score = f"{item['score']}/5" if item["score"] else ""
    return " · ".join(filter(None, (days, late, score, item["text"])))


def pulses(items: Sequence[Mapping[str, Any]]) -> Listing:
    """The pulses as they are listed, their groups in one cell."""
    columns = (
        Column("id", label("id")),
        Column("on", translate("On")),
        Column("n", label("answers"), numeric=True),
        Column("mean", label("mean"), numeric=True, value=lambda item: _mean(item["mean"])),
        Column("groups", label("groups"), value=_groups),
        Column("hidden", label("hidden"), numeric=True),
    )
    return Listing("clm/private-pulse@1", items, columns, ids="id", empty=translate("No answers."))


def _mean(value: float | None) -> str:
    return no_data() if value is None else number(value)


def _groups(item: Mapping[str, Any]) -> str:
    return ", ".join(f"{one['group']} {_mean(one['mean'])} ({one['n']})" for one in item["groups"])
