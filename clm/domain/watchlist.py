"""THE REASONS a customer is looked at every week, one row each (A1.31, A1.32)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.lifecycle import is_open

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from clm.domain.process import Dossier, Process


class WatchReason(NamedTuple):
    """One open reason: its word, since when, and the id its weekly entries are named by."""

    reason: str
    since: date
    id: str


class WatchRule(NamedTuple):
    """A way onto the watchlist."""

    key: str
    reasons: Callable[[Dossier, date, Process], Iterable[WatchReason]]


def marked_by_hand(dossier: Dossier, today: date, process: Process) -> Iterable[WatchReason]:
    """A1.31: customers "wir manuell über die Visitenkarte markieren"."""
    del process
    return [
        WatchReason(watch.reason, watch.on, watch.id)
        for watch in dossier.customer.watch
        if is_open(watch, today)
    ]


REASONS: Final[tuple[WatchRule, ...]] = (WatchRule("manual", marked_by_hand),)


def watch_reasons(dossier: Dossier, today: date, process: Process) -> list[WatchReason]:
    """Every open reason on `today`, oldest first; several can coexist."""
    found = (reason for rule in REASONS for reason in rule.reasons(dossier, today, process))
    return sorted(found, key=lambda reason: (reason.since, reason.id))
