"""What a notice is about: customers, or items of theirs, as requests and reminders, by id."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Topic(NamedTuple):
    """One thing: a customer, or an `item` of theirs, and the day it is due where that is told."""

    customer: str
    item: str | None = None
    due: date | None = None

    @property
    def ref(self) -> str:
        """The id of what is meant."""
        return self.item or self.customer

    def __str__(self) -> str:
        """`c-7f3qkd/r-8k2m9q@2026-11-20`: a fact keeps ids, never names or titles."""
        due = f"@{self.due.isoformat()}" if self.due else ""
        return self.customer + (f"/{self.item}" if self.item else "") + due


_TOPIC: Final = re.compile(
    r"(c-[0-9a-z]{6})(?:/((?:[rtm]|cm|rv|es)-[0-9a-z]{6,8}))?(?:@(\d{4}-\d{2}-\d{2}))?", re.ASCII
)


def written(topics: Iterable[Topic]) -> str:
    """Several of them as one fact."""
    return " ".join(map(str, topics))


def topics_in(text: str | None) -> list[Topic] | None:
    """What a fact names; None where it is written otherwise."""
    found = []
    for word in (text or "").split():
        match = _TOPIC.fullmatch(word)
        if match is None:
            return None
        try:
            due = date.fromisoformat(match[3]) if match[3] else None
        except ValueError:
            return None
        found.append(Topic(match[1], match[2], due))
    return found
