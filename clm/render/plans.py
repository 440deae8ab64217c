"""Plans in words: the lists, and the page of one (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.listing import Column, Listing, cell_text
from clm.render.text import detail, section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Data = Mapping[str, Any]

STATUS_FIELDS = (
    "plan", "title", "horizon", "measure", "of", "from", "days_left", "late", "note",
)  # fmt: skip
"""What JSON has of a goal besides the columns."""


def plan_listing(items: Sequence[Data]) -> Listing:
    """Plans as a list."""
    columns = (
        Column("id", label("id")),
        Column("title", label("title"), min_width=16),
        Column("owner", label("owner")),
        Column("from", translate("From")),
        Column("to", translate("To")),
        Column("goals", label("goals"), numeric=True),
        Column("open", label("open"), numeric=True),
        Column("reached", translate("Goals reached"), numeric=True),
        Column("next_review", label("next_review"), alert="review_overdue"),
        Column("state", label("state"), spare=1),
    )
    fields = ("closed_on", "review_overdue")
    empty = translate("No plans.")
    return Listing("clm/plan-list@1", items, columns, ids="id", fields=fields, empty=empty)


def status_listing(items: Sequence[Data], plans: Sequence[Data]) -> Listing:
    """How far each goal is, and when its plan is looked at."""
    return Listing(
        "clm/plan-status@1",
        items,
        goal_columns(),
        {"plans": list(plans)},
        fields=STATUS_FIELDS,
        empty=translate("No goals."),
        foot="\n".join(reviews_told(plans)),
    )


def goal_columns() -> tuple[Column, ...]:
    """The columns of goals."""
    return (
        Column("ref", label("ref")),
        Column("goal", label("goal"), min_width=16),
        Column("owner", label("owner")),
        Column("baseline", label("baseline"), numeric=True, spare=2),
        Column("now", label("now"), numeric=True),
        Column("expected", label("expected"), numeric=True, spare=3),
        Column("target", label("target"), numeric=True),
        Column("percent", label("percent"), numeric=True, spare=1),
        Column("state", label("state"), alert="late"),
        Column("due", label("due"), alert="late"),
    )


def reviews_told(plans: Sequence[Data]) -> Iterator[str]:
    """When each plan is to be looked at, or should have been."""
    for one in plans:
        if one["next_review"] is None:
            if one["state"] == "open":
                yield translate("{title}: no review is planned").format_map(one)
        elif one["review_overdue"]:
            yield translate("{title}: the review was due on {next_review}").format_map(one)
        else:
            yield translate("{title}: the next review is on {next_review}").format_map(one)


def page(item: Data) -> str:
    """One plan: the vision, its goals are shown besides, its reviews with what they found."""
    pairs = [
        (label("id"), item["id"]),
        (label("title"), item["title"]),
        (label("vision"), item["vision"]),
        (label("owner"), item["owner"]),
        (translate("From"), item["from"]),
        (translate("To"), item["to"]),
        (label("state"), word("state", item["state"])),
        (translate("Closed on"), item["closed_on"]),
        (translate("Conclusions"), item["conclusions"]),
    ]
    return detail([(name, cell_text(value)) for name, value in pairs])


def reviews(item: Data) -> str:
    """The reviews of a plan, the oldest first, with what each goal was at."""
    texts = {goal["ref"]: goal["goal"] for goal in item["goal_items"]}
    return section("Reviews", [_review(one, texts) for one in item["reviews"]])


def _review(one: Data, texts: Mapping[str, str]) -> str:
    if one["held_on"] is None:
        return translate("{on} planned").format_map(one)
    told = translate("{held_on} held by {by}: {note}").format_map(one)
    found = [f"{texts.get(goal, goal)}: {value}" for goal, value in one["figures"].items()]
    return f"{told} ({'; '.join(found)})" if found else told
