"""A report of a period as a paper that is handed on: what its list says, headed and by parts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from clm.i18n import translate
from clm.render.listing import cell_text
from clm.render.paper import Block, Paper, markdown, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from clm.domain.periods import Period
    from clm.domain.reportrecord import ReportRecord
    from clm.render.listing import Form, Listing


def sheet(
    listing: Listing,
    title: str,
    period: Period,
    team: str,
    points: Sequence[str],
    records: Sequence[ReportRecord],
    part: Callable[[Mapping[str, Any]], str],
) -> Paper:
    """The paper of a list whose first column is the `part` each row belongs to.

    `points` tell of the whole, `records` what was concluded, the last first.
    """
    return Paper(
        title=f"{title} {period.name}",
        blocks=[
            Block(translate("At a glance"), points),
            *_parts(listing, part),
            *(_concluded(one) for one in reversed(records)),
        ],
        above=team,
        below=f"{period.first} – {period.last}",
        origin=listing.schema,
    )


def written(paper: Callable[[], Paper]) -> Callable[[Form], str]:
    """What writes a paper as Markdown or as a page: the `sheet` of a list."""
    return lambda form: (markdown if form == "md" else page)(paper())


def _parts(listing: Listing, part: Callable[[Mapping[str, Any]], str]) -> Iterator[Block]:
    columns = listing.columns[1:]
    header = [column.label for column in columns]
    for heading, items in groupby(listing.items, part):
        rows = [[cell_text(column.of(item)) for column in columns] for item in items]
        yield Block(heading[:1].upper() + heading[1:], (), header, rows, words=1)


def _concluded(one: ReportRecord) -> Block:
    said = translate("reviewed on {day} by {who}: {conclusions}")
    told = said.format(day=one.at[:10], who=one.by, conclusions=one.conclusions)
    return Block(translate("Conclusions"), [told, *one.actions])
