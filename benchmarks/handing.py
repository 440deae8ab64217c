"""The hand-over that is measured: five hundred items that are another person's from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.measure import Job
from benchmarks.repository import ME, TEAM, TODAY, Customer, customer, customer_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.workplace import Workplace

HANDED: Final = 500
"""How many items are handed over."""


def remind_many(place: Workplace) -> None:
    """Have an open reminder for the acting person at many customers of colleagues."""
    contents = {}
    for nth, (one, text) in zip(range(HANDED), _unreminded(place), strict=False):
        item = f"reminders:\n  - id: m-{nth:08}\n    on: {TODAY}\n    for: {ME}\n"
        contents[one.path] = f"{text}{item}".encode()
    place.write(contents)
    place.git("commit", "--all", "--quiet", "-m", "reminders")
    place.git("tag", "--force", "reminded")


def _unreminded(place: Workplace) -> Iterator[tuple[Customer, str]]:
    for number in range(place.customers):
        one = customer(number, place.customers)
        text = customer_text(one)
        if one.owner != ME and "reminders:" not in text:
            yield one, text


def handed_over(place: Workplace, _nth: int) -> tuple[Job, Job]:
    """All to one colleague for good, as one commit, with the customers of the person."""

    def same_change() -> None:
        contents = place.changed("reminded")
        place.reset("reminded", warm=False)
        place.write(contents)

    words = ("--all-to", TEAM[1], "--for-good", "--apply")
    return (
        Job([place.clm("handover", ME, *words)], lambda: place.reset("reminded")),
        Job([["git", "add", "--all"], ["git", "commit", "-qm", "handover"]], same_change),
    )
