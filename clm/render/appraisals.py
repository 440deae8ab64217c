"""The page of an appraisal (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.listing import cell_text
from clm.render.paper import Block, Paper
from clm.render.report import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    Data = Mapping[str, Any]


def appraisal(item: Data) -> Paper:
    """What a person's goals came to since the page before, and what was said."""
    header = (
        label("goal"), label("state"), label("due"), translate("Then"), label("now"),
        label("expected"), label("target"), label("percent"),
    )  # fmt: skip
    rows = [_goal(one) for one in item["goals"]]
    note = "" if rows else translate("No goals.")
    blocks = [Block(label("goals"), header=header, rows=rows, words=3, note=note)]
    if item["figures"] is not None:
        told = [_figure(one) for one in item["figures"]]
        names = (translate("Figure"), label("count"), translate("Of"), label("share"))
        blocks.append(Block(translate("Figures"), header=names, rows=told, words=1))
    if item["praise"]:
        said = [f"{one['on']} {one['text']} ({one['by']})" for one in item["praise"]]
        blocks.append(Block(translate("Praise and training"), said))
    if item["note"]:
        blocks.append(Block(translate("What was said"), item["note"].splitlines()))
    since = translate("since {since}, by {by}") if item["since"] else translate("by {by}")
    return Paper(
        title=translate("Appraisal of {name}, {on}").format_map(item),
        blocks=blocks,
        below=since.format_map(item),
    )


def _goal(one: Data) -> list[str]:
    told = (one["due"], one["then"], one["now"], one["expected"], one["target"], one["percent"])
    return [one["goal"], word("state", one["state"]), *map(cell_text, told)]


def _figure(one: Data) -> list[str]:
    share = "" if one["share"] is None else percent(one["share"])
    return [label(f"figure:{one['figure']}"), cell_text(one["n"]), cell_text(one["of"]), share]
