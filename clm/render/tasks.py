"""The columns of lists of tasks, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate
from clm.render.listing import Column

if TYPE_CHECKING:
    from collections.abc import Mapping


def _who(item: Mapping[str, Any]) -> str:
    return str(item["executor"] or item["vpa"] or "")


def _source(item: Mapping[str, Any]) -> str:
    """The request it is for, or what it comes from."""
    return str(item["request"] or (item["from"] or "").partition("/")[2])


def _customer(item: Mapping[str, Any]) -> str:
    return str(item["name"] or item["customer"])


def task_columns(*more: str) -> tuple[Column, ...]:
    """Id, customer and title of a task, and the further columns named."""
    known = {
        "id": Column("id", label("id")),
        "name": Column("name", label("customer"), value=_customer),
        "title": Column("title", label("title")),
        "status": Column("status", label("status")),
        "posted_at": Column("posted_at", label("posted_at")),
        "deadline": Column("deadline", label("deadline"), alert="overdue"),
        "who": Column("who", label("who"), value=_who),
        "request": Column("request", label("for"), value=_source),
        "due": Column("due", label("due"), alert="overdue"),
        "days_left": Column("days_left", translate("Days left"), numeric=True, alert="overdue"),
        "next": Column("next", label("next")),
    }
    return tuple(known[key] for key in ("id", "name", "title", *more))


def shift_columns() -> tuple[Column, ...]:
    """… of those that a shift decides on."""
    return (
        *task_columns("deadline"),
        Column("budget", translate("Budget"), value=_budget),
        Column("person", translate("Who")),
        Column(
            "back", translate("Works next"), value=lambda one: (one["back"] or "").replace("T", " ")
        ),
        Column("urgent", translate("Urgent"), value=_urgent, alert="urgent"),
    )


def _budget(item: Mapping[str, Any]) -> str:
    hours = f"{item['hours']} h" if item["hours"] is not None else ""
    return ", ".join(part for part in (hours, item["amount"]) if part)


def _urgent(item: Mapping[str, Any]) -> str:
    words = {"deadline": label("deadline"), "budget": translate("Budget")}
    return ", ".join(words[one] for one in item["urgent"])
