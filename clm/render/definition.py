"""A process definition as a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate
from clm.render.paper import Block, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    Data = Mapping[str, Any]


def definition(item: Data) -> Paper:
    """A definition as `services.definitions.shown` answers it."""
    header = (translate("Deadline"), translate("Value"), translate("Threshold"))
    deadlines = [[one["what"], _value(one), one["threshold"]] for one in item["deadlines"]]
    roles = [
        f"{one['role']}: {', '.join(one['holders']) or translate('nobody')}"
        for one in item["roles"]
    ]
    blocks = (
        Block(translate("Steps"), item["steps"], numbered=True),
        Block(translate("Deadlines"), (), header, deadlines),
        Block(translate("Roles"), roles),
        Block(translate("Templates"), item["templates"]),
    )
    late = f" ({translate('overdue')})" if item["overdue"] else ""
    told = translate("version {version}, owner {owner}, review on {review_on}").format_map(item)
    return Paper(
        title=item["name"],
        blocks=[block for block in blocks if block.points or block.rows],
        above=f"{label('process')} · {item['id']}",
        below=f"{told}{late}",
        origin=item["schema"],
    )


def _value(one: Data) -> str:
    return "" if one["value"] is None else f"{one['value']} {translate(one['unit'])}".rstrip()
