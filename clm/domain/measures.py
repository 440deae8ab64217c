"""By what progress is counted: a list of `clm` and an expression, or a figure of the KPIs (A4.12).

    customers: phase = existing and class in (A, B)
    figure: nps

An expression is that of `--where`, and counts what the list would show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.names import did_you_mean
from clm.domain.query import printed
from clm.domain.queryable import FIELDS
from clm.domain.queryparser import parse
from clm.domain.surveying import kept_day
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.domain.query import Field, Tree
    from clm.domain.queryparser import Called, ReadDay

LISTS: Final[Mapping[str, str]] = {
    "customers": "customer list",
    "leads": "lead list",
    "requests": "request list",
    "tasks": "task list",
    "complaints": "complaint list",
    "actions": "complaint actions",
    "reviews": "review list",
    "services": "service list",
    "vpas": "vpa list",
    "deadlines": "vpa deadlines",
    "escalations": "escalation list",
    "initiatives": "initiative list",
}
"""What can be counted, and the command whose list it is."""

FIGURES: Final = ("nps", "csat", "no-show-rate", "rebook-rate", "conversion", "week-completion")
"""What is told as one figure; shares are in percent."""

FIGURE: Final = "figure"


class Measure(NamedTuple):
    """What is counted of a list, all of it without a tree; or a figure, by its name."""

    list: str
    tree: Tree | None = None
    figure: str | None = None

    def __str__(self) -> str:
        if self.figure:
            return f"{FIGURE}: {self.figure}"
        return f"{self.list}: {printed(self.tree)}" if self.tree else self.list


def measure(
    text: str,
    read_day: ReadDay,
    called: Callable[[Sequence[Field]], Called] | None = None,
) -> Measure:
    """What a text means; columns of a fault are counted in the whole of it.

    Raises:
        UsageError: there is no such list or figure, or the expression is none.
    """
    head, colon, rest = text.partition(":")
    name = head.strip()
    if name == FIGURE:
        column = len(text) - len(rest.lstrip()) + 1
        return Measure(FIGURE, figure=_known(rest.strip(), FIGURES, "figure", column))
    _known(name, (*LISTS, FIGURE), "list to count", len(head) - len(head.lstrip()) + 1)
    if not rest.strip():
        return Measure(name)
    fields = FIELDS[LISTS[name]]
    asked = (lambda: called(fields)) if called else None
    return Measure(name, parse(" " * len(head + colon) + rest, fields, read_day, asked))


def _known(name: str, known: Sequence[str], what: str, column: int) -> str:
    if name not in known:
        near = did_you_mean(name, known)
        sentence = f"there is no {what} {name or 'without a name'} (column {column})"
        raise UsageError(sentence, f"{near}one of: {', '.join(known)}")
    return name


def refuse_share(counted: Measure, of: Measure | None) -> None:
    """Refuse a share in which a figure takes part.

    Raises:
        UsageError: one of the two is a figure.
    """
    if of and (counted.figure or of.figure):
        raise UsageError("a figure is no count: nothing is a share of it", "leave `of` away")


def kept(text: str) -> Measure:
    """A measure as a file has it, in which days are written as days.

    Raises:
        UsageError: it is none.
    """
    return measure(text, kept_day)
