"""The figures of one person as lists: the numbers, and the records behind them (A4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.listing import Column, Listing
from clm.render.report import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.periods import Period
    from clm.domain.proofs import Figures

    Item = Mapping[str, Any]

SCHEMA = "clm/team-figures@1"


def listing(found: Figures, period: Period) -> Listing:
    """Each number with what it is of."""
    columns = (
        Column("figure", translate("Figure"), value=_named),
        Column("n", label("count"), numeric=True),
        Column("of", translate("Of"), numeric=True),
        Column("share", label("share"), numeric=True, value=_share),
    )
    return Listing(
        SCHEMA,
        found.items,
        columns,
        extra=_extra(found, period),
        ids="figure",
        fields=("refs", "missed"),
        foot=_foot(found, period),
    )


def traced(found: Figures, period: Period) -> Listing:
    """Each record behind a number, one a row, those that count first."""
    items = [
        {"figure": one["figure"], "counts": counts, **proof}
        for one in found.items
        for counts, held in ((True, one["refs"]), (False, one["missed"] or ()))
        for proof in held
    ]
    columns = (
        Column("figure", translate("Figure"), value=_named),
        Column("counts", translate("Counts")),
        Column("ref", label("ref")),
        Column("customer", label("customer")),
        Column("what", label("what"), value=lambda one: label(one["what"])),
        Column("on", translate("On")),
    )
    empty = translate("No record stands behind a number.")
    return Listing(
        "clm/team-figures-trace@1",
        items,
        columns,
        extra=_extra(found, period),
        empty=empty,
        foot=_foot(found, period),
    )


def _extra(found: Figures, period: Period) -> dict[str, object]:
    return {
        "who": found.who,
        "period": period.name,
        "from": period.first,
        "to": period.last,
        "weeks": found.weeks,
        "untold": found.untold,
    }


def _foot(found: Figures, period: Period) -> str:
    said = translate("{who}, {name}; weeks that are over: {weeks}").format(
        who=found.who, name=period.name, weeks=", ".join(found.weeks) or translate("none")
    )
    if found.untold:
        begins = translate("the history begins after {weeks}").format(weeks=", ".join(found.untold))
        said += f"; {begins}"
    return said


def _named(one: Item) -> str:
    return word("figure", one["figure"])


def _share(one: Item) -> str:
    return "" if one["of"] is None else percent(one["share"])
