"""`clm mine`: what is due for me."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.domain.lists import WORKLIST
from clm.errors import UsageError
from clm.options import leave, narrowed, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App
    from clm.render.listing import Column

FIELDS = (
    "customer", "rule", "title", "overdue", "owner", "covering_for", "covered_by", "covered_until",
    "open", "away_until",
)  # fmt: skip
"""What JSON has besides the columns."""


def _cover(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate

    if item["covered_by"] is None:
        return ""
    until = item["covered_until"] or translate("an open end")
    return translate("{who} until {day}").format(who=item["covered_by"], day=until)


def _reasons(item: Mapping[str, Any]) -> list[str]:
    from clm.i18n import label, translate
    from clm.render.names import escalation_title
    from clm.services.away import UNCOVERED_WORK

    if item["rule"] == UNCOVERED_WORK:
        day = item["away_until"] or translate("an open end")
        told = translate("uncovered until {day}, open items: {count}")
        return [told.format(day=day, count=item["open"])]
    reasons = [label(reason) for reason in item["reasons"]]
    if item["list"] == "escalations":
        return [f"{reasons[0]}: {escalation_title(item['title'])}"]
    is_work = item["list"] in {"requests", "tasks", "complaints"}
    return [f"{reasons[0]}: {item['title']}"] if is_work else reasons


def _columns(items: Sequence[Mapping[str, Any]], *, team: bool) -> tuple[Column, ...]:
    """Whose they are is worth a column among everybody's, or when somebody is covered for."""
    from clm.i18n import label, translate
    from clm.render.listing import Column
    from clm.render.names import called

    whose = Column("covering_for", translate("For"))
    cover = Column("covered_by", translate("Covered by"), value=_cover, spare=2)
    return (
        Column("ref", label("ref")),
        Column("name", label("customer"), value=called),
        *((Column("owner", label("owner")),) if team else ()),
        *(column for column in (whose, cover) if any(item[column.key] for item in items)),
        Column("list", label("list"), spare=1),
        Column("reasons", label("why"), value=_reasons),
        Column("due", label("due"), min_width=10, alert="overdue"),
        Column("next", label("next"), min_width=30),
    )


@verb("mine", epilog="Example: clm mine watchlist --due eow")
@click.argument("lists", nargs=-1, type=click.Choice(WORKLIST), metavar="[LIST]...")
@click.option("--of", "of", metavar="HANDLE", help="A colleague's worklist.")
@click.option("--team", is_flag=True, help="Everybody's.")
@click.option(
    "--all", "everything", is_flag=True, help="Also what was seen or hidden, or is planned."
)
@click.option("--due", metavar="DATE", help="Only what is due by then.")
@click.option("--new", is_flag=True, help="Only what came to me since my last --ack.")
@click.option("--ack", is_flag=True, help="From now on all that is mine now is known.")
@click.option("--exit-code", is_flag=True, help="Leave with 1 if anything is listed.")
@where_option
@pass_app
def command(
    app: App,
    lists: Sequence[str],
    where: Sequence[str],
    of: str | None,
    due: str | None,
    *,
    team: bool,
    everything: bool,
    new: bool,
    ack: bool,
    exit_code: bool,
) -> None:
    """What is due for me, the most urgent first.

    A line per customer, request, task, complaint, review, escalation and deadline of a VPA: why, by
    when, what to type; of a day what was escalated first. Absences to hand over and plans to look
    at stand there too. A LIST shows all its customers. What --ack keeps stays in your clone.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.worklist import Wanted, mine

    handle = None if team else app.handle(of)
    by = app.day(due).isoformat() if due else None
    items = mine(app.workspace, Wanted(handle, lists, everything, by))
    if new or ack:
        items = _since_ack(app, items, team=team, of=of, new=new, ack=ack)
    items = narrowed(app, "mine", where, items)
    if app.form() == "ids":  # they are piped into acts on customers
        items = [item for item in items if item["customer"]]
    app.show(
        Listing(
            "clm/mine@1",
            items,
            _columns(items, team=team),
            fields=FIELDS,
            empty=translate("Nothing is new.") if new else translate("Nothing is due."),
        )
    )
    app.name_bad_files()
    if exit_code and items:
        leave(1)


def _since_ack(
    app: App, items: list[dict[str, Any]], *, team: bool, of: str | None, new: bool, ack: bool
) -> list[dict[str, Any]]:
    """What is new since the last ack, and all that is mine known from now on (A0.16)."""
    from clm.i18n import translate
    from clm.services.acks import acknowledge
    from clm.services.acks import new as came

    handle = app.handle(None)
    if team or (of is not None and of != handle):
        raise UsageError("--new and --ack are about what is yours", "leave --team and --of away")
    found = came(app.workspace, handle, items) if new else items
    if ack:
        count = acknowledge(app.workspace, handle)
        said = translate("{count} things of yours are known now: clm mine --new shows later ones")
        app.say(said.format(count=count))
    return found
