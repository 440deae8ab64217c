"""`clm absence`: who is away, and who covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from clm.errors import RefusedError, UsageError
from clm.options import narrowed, noun, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.app import App

OPEN = "open"
"""The word for an end that is not known yet."""


@noun("absence", epilog="Example: clm absence add tom --from mon --to fri --replacement mia")
def command() -> None:
    """Who is away, and who covers.

    The replacement sees the entries of who is away, marked with whose they are, and acts on them
    as on their own. The customers stay where they are. Why somebody is away is never recorded.
    """


@verb("list", epilog="Example: clm absence list --of tom --all")
@click.option("--of", metavar="HANDLE", help="Only a colleague's.")
@click.option("--all", "everything", is_flag=True, help="Past ones too.")
@where_option
@pass_app
def list_(app: App, of: str | None, where: Sequence[str], *, everything: bool) -> None:
    """Current and coming absences, by their first day.

    An empty last day is an open end; half a day moves no entries.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.absences import listed

    found = listed(app.workspace, app.handle(of) if of else None, past=everything)
    items = narrowed(app, "absence list", where, found)
    columns = (
        Column("id", label("id")),
        Column("person", translate("Who")),
        Column("from", translate("From")),
        Column("to", translate("To")),
        Column("half", translate("Half a day")),
        Column("replacement", translate("Replacement")),
        Column("state", label("status"), value=_state),
    )
    empty = translate("Nobody is away.")
    fields = ("covered_by",)
    app.show(Listing("clm/absence@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()


def _state(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate

    words = {
        "past": translate("over"),
        "current": translate("away"),
        "coming": translate("to come"),
    }
    return words[item["state"]]


def _write(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a write takes; a reason only to refuse it, because it would stand in the data."""
    function = click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")(
        function
    )
    return click.option("-m", "--message", "why", hidden=True)(function)


def _refuse_reason(why: str | None) -> None:
    if why is not None:
        raise RefusedError("an absence has no reason here: it is private", "leave -m away")


@verb("add", epilog="Example: clm absence add tom --from 2026-12-21 --to 2026-12-31")
@click.argument("handle", required=False, metavar="[HANDLE]")
@click.option("--from", "first", metavar="DATE", required=True, help="The first day away.")
@click.option("--to", "last", metavar="DATE|open", help="The last day away, or open.")
@click.option("--replacement", metavar="HANDLE", help="Who covers in that time.")
@click.option("--half", type=click.Choice(("am", "pm")), help="Half of that day only.")
@_write
@pass_app
def add(
    app: App,
    handle: str | None,
    first: str,
    last: str | None,
    replacement: str | None,
    half: Literal["am", "pm"] | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Record that you, or a colleague, are away.

    Both days are included. Anybody may record it for a colleague; the commit says who did.
    """
    from clm.domain.absences import NewAbsence
    from clm.services import absences

    _refuse_reason(why)
    last = last or (first if half else None)
    if last is None:
        raise UsageError("until when?", "--to LAST-DAY, or --to open")
    who, begin = app.who(), app.day(first)
    end = None if last == OPEN else begin if last == first else app.day(last)
    new = NewAbsence(begin, end, replacement, half)
    app.written(absences.add(app.workspace, handle or who.handle, new, who, dry_run=dry_run))


@verb("end", epilog="Example: clm absence end ab-e14pd8 --on today")
@click.argument("ref", metavar="ID")
@click.option("--on", "last", metavar="LAST-DAY", required=True, help="The last day away.")
@_write
@pass_app
def end(app: App, ref: str, last: str, why: str | None, *, dry_run: bool) -> None:
    """Say on which day an absence ends, or ended.

    The day lies within the absence. The next day everything is as before.
    """
    from clm.services import absences

    _refuse_reason(why)
    who = app.who()
    app.written(absences.end(app.workspace, ref, app.day(last), who, dry_run=dry_run))


for one in (list_, add, end):
    command.add_command(one)
