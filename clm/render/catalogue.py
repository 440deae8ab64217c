"""The service catalogue as customers see it: a list, and a paper to hand on (A2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate
from clm.render.listing import Column, Listing
from clm.render.paper import Block, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    Data = Mapping[str, Any]


def catalogue_listing(items: Sequence[Data]) -> Listing:
    """The services as `services.portfolio.published` answers them, a row each."""
    columns = (
        Column("name", label("name"), min_width=16),
        Column("description", translate("Description"), min_width=24),
        Column("prices", translate("Prices"), value=_listed_prices),
        Column("options", translate("Options")),
        Column("sla", label("sla")),
        Column("contact", translate("Contact")),
        Column("email", translate("E-mail")),
    )
    empty = translate("No service is in the catalogue.")
    return Listing("clm/catalogue@1", items, columns, ids="id", fields=("id",), empty=empty)


def _listed_prices(item: Data) -> str:
    return ", ".join(f"{price} / {unit}" for unit, price in item["prices"].items())


def catalogue_paper(items: Sequence[Data], team: str | None, today: date) -> Paper:
    """The catalogue of a team on a day, a block for each service."""
    blocks = [
        Block(one["name"], list(_points(one)), note=one["description"] or "") for one in items
    ]
    return Paper(
        title=translate("Service catalogue"),
        blocks=blocks or [Block(translate("No service is in the catalogue."))],
        above=team or "",
        below=translate("as of {day}").format(day=today),
    )


def _points(one: Data) -> Iterator[str]:
    per = translate("{price} per {unit}")
    prices = ", ".join(per.format(price=p, unit=unit) for unit, p in one["prices"].items())
    told = (
        (translate("Prices"), prices),
        (translate("Options"), ", ".join(one["options"])),
        (label("sla"), one["sla"]),
        (translate("Contact"), ", ".join(filter(None, (one["contact"], one["email"])))),
    )
    yield from (f"{name}: {said}" for name, said in told if said)
