"""The names of the lists, in the order they are shown; light, because every start needs them."""

from __future__ import annotations

from typing import Final, Literal

ListName = Literal["lead", "first", "second", "third", "existing", "colleague-lead", "no-show"]

LIST_NAMES: Final[tuple[ListName, ...]] = (
    "lead", "first", "second", "third", "existing", "colleague-lead", "no-show",
)  # fmt: skip
"""The seven lists a customer stands in exactly one of (A1.1)."""

BOARD: Final[tuple[str, ...]] = (*LIST_NAMES, "watchlist")
"""The eight lists of the board: the watchlist lies over the other seven."""

WORKLIST: Final[tuple[str, ...]] = (
    *BOARD, "escalations", "requests", "tasks", "complaints", "reviews", "reminders", "deadlines",
    "absences", "plans",
)  # fmt: skip
"""The lists of a person's worklist: the board's, and what is no customer."""

ANYONE: Final = ""
"""Stands for the role lead-distributor where a customer has no responsible (A1.47)."""


def whose(owner: str | None, sales: str | None, phase: str) -> str | None:
    """Whose customer it is (L14): the owner's, while a lead has none that of sales.

    None means nobody's: the role lead-distributor sees it (A1.47).
    """
    return owner if owner or phase != "lead" else sales
