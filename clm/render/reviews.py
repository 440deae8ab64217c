"""Service reviews in words: the report of one, and the agenda of the next (A2.33, A2.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.listing import Column, Listing
from clm.render.paper import Block, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Data = Mapping[str, Any]


def review_listing(items: Sequence[Data]) -> Listing:
    """Service reviews as a list (A2.36)."""
    columns = (
        Column("id", label("id")),
        Column("name", label("customer")),
        Column("on", label("on")),
        Column("status", label("status"), value=lambda one: word("review", one["status"])),
        Column("owner", label("owner")),
        Column("due", label("due"), alert="overdue"),
        Column("open_actions", translate("Open actions"), numeric=True),
        Column("signed_off_on", translate("Signed off")),
    )
    fields = (
        "customer", "planned_on", "held_on", "ours", "theirs", "topics", "findings", "decisions",
        "signed_off_by", "actions", "rule", "overdue",
    )  # fmt: skip
    empty = translate("No reviews.")
    return Listing("clm/review-list@1", items, columns, ids="id", fields=fields, empty=empty)


def report(item: Data) -> Paper:
    """The report of one review, as `services.reviews.shown` answers it."""
    blocks = (
        Block(translate("Took part"), [*map(_ours, item["ours"]), *map(_theirs, item["theirs"])]),
        Block(translate("Topics"), item["topics"]),
        Block(translate("Findings"), item["findings"]),
        Block(translate("Decisions"), item["decisions"]),
        actions(translate("Actions"), item["actions"]),
        Block(translate("Next review"), _next(item)),
        Block(translate("Signed off"), _signed(item)),
    )
    held = item["held_on"]
    on = translate("held on {day}") if held else translate("planned for {day}")
    return Paper(
        title=translate("Service review {name}").format(name=item["name"]),
        blocks=[block for block in blocks if block.points or block.rows],
        inside=f"{item['customer']} · {item['id']}",
        below=f"{on.format(day=held or item['planned_on'])} · {word('review', item['status'])}",
    )


def _ours(one: Data) -> str:
    side = translate("for us")
    return f"{one['name'] or one['handle']} ({side})"


def _theirs(one: Data) -> str:
    role = word("role", one["role"]) if one["role"] else translate("for the customer")
    return f"{one['name']} ({role})"


def actions(heading: str, tasks: Sequence[Data]) -> Block:
    """What was agreed to be done, a row each."""
    header = (label("id"), label("title"), label("who"), label("due"), label("status"))
    rows = [
        [one["id"], one["title"], one["executor"], _due(one), word("status", one["status"])]
        for one in tasks
    ]
    return Block(heading, (), header, rows)


def _due(task: Data) -> str:
    late = f" ({translate('overdue')})" if task["overdue"] else ""
    return f"{task['due'] or ''}{late}"


def _next(item: Data) -> list[str]:
    return [item["next"]["planned_on"]] if item["next"] else []


def _signed(item: Data) -> list[str]:
    if not item["signed_off_on"]:
        return []
    said = translate("{who}, on {day}")
    return [said.format(who=item["signed_off_by"], day=item["signed_off_on"])]
