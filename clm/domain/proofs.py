"""Numbers with the records behind them: each is the length of its list (A4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Proof(NamedTuple):
    """One record behind a number: its id, the customer's, what of it counts, and its day."""

    ref: str
    customer: str
    what: str
    on: str | None


class Figure(NamedTuple):
    """One number: what it counts, and what is missing to all of them (None: it has no whole)."""

    figure: str
    counted: Sequence[Proof]
    missed: Sequence[Proof] | None = None

    @property
    def item(self) -> dict[str, Any]:
        """As JSON has it: each number is the length of its list."""
        missed = self.missed
        of = None if missed is None else len(self.counted) + len(missed)
        return {
            "figure": self.figure,
            "n": len(self.counted),
            "of": of,
            "share": round(len(self.counted) / of, 3) if of else None,
            "refs": [one._asdict() for one in self.counted],
            "missed": None if missed is None else [one._asdict() for one in missed],
        }


class Figures(NamedTuple):
    """The figures of a person in a period, and the weeks of it that no history tells of."""

    who: str
    items: list[dict[str, Any]]
    weeks: list[str]
    untold: list[str]
