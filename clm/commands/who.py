"""`clm who`: which command set a field, when, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import leave, pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.app import App


def _value(item: Mapping[str, Any]) -> object:
    from clm.i18n import translate

    return translate("(removed)") if item["value"] is None else item["value"]


def _what(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate
    from clm.render import trail

    return trail.what(item) if item["commit"] else translate("not committed yet")


@verb("who", epilog="Example: clm who mueller owner · clm who mueller bookings.b-2k9x7d1q")
@click.argument("ref", metavar="REF")
@click.argument("field", required=False, metavar="[FIELD]")
@click.option(
    "--file", "side", type=click.Choice(("oteam", "vpa", "requests")), help="Another of its files."
)
@pass_app
def command(app: App, ref: str, field: str | None, side: str | None) -> None:
    """Which command set a field, when and by whom; without FIELD, for each field of the record.

    FIELD is dotted, as company.name or bookings.b-2k9x7d1q.status; an item's id alone will do.
    Values are compared, not lines: indenting or ordering a file anew sets nothing. What is gone
    is shown with the commit that took it away; what never was set makes the exit code 1.
    """
    from clm.i18n import label, translate
    from clm.render import trail
    from clm.render.listing import Column, Listing
    from clm.services.tracing import who_set

    items = who_set(app.workspace, ref, field, side)
    app.show(
        Listing(
            "clm/who@1",
            items,
            (
                Column("field", translate("Field")),
                Column("value", label("value"), value=_value),
                Column("commit", translate("Commit"), value=trail.short),
                Column("at", translate("At"), value=trail.at),
                Column("by", label("by"), value=trail.who),
                Column("subject", translate("What"), value=_what),
            ),
            ids="field",
            fields=("action", "was", "path", "acting_as", "for", "author", "refs", "rule",
                    "undoes", "begins"),
            empty=translate("That was never set."),
        )
    )  # fmt: skip
    if any(item["begins"] for item in items):
        app.say(translate("This clone begins with that commit: it may have been set earlier."))
    if not items:
        leave(1)
