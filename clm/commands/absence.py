"""`clm absence`: who is away, and who covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from clm.errors import ClmError, RefusedError, UsageError
from clm.options import chosen, last_day, noun, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from clm.app import App
    from clm.domain.cover import Stand
    from clm.services.acting import Outcome

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
    """Current and coming absences, by their first day, and the days that nobody covers.

    Beside those days stands how much is open that nobody covers on one of them. An empty last day
    is an open end; one that lasts long is marked with "decide". Half a day moves no entries.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.absences import listed

    whose = app.handle(of) if of else None
    items = chosen(
        app,
        "absence list",
        where,
        lambda lifted: listed(app.workspace, whose, past=lifted or everything),
    )
    lacking = any(item["uncovered"] for item in items)
    columns = (
        Column("id", label("id")),
        Column("person", translate("Who")),
        Column("from", translate("From")),
        Column("to", translate("To")),
        Column("half", translate("Half a day")),
        Column("replacement", translate("Replacement"), value=_covering),
        Column("state", label("status"), value=_state),
        *([Column("uncovered", translate("Uncovered"), value=_uncovered)] if lacking else []),
        *([Column("open", translate("Open"), numeric=True)] if lacking else []),
    )
    empty = translate("Nobody is away.")
    fields = ("covered_by", "replacements", "uncovered", "open", "decide")
    app.show(Listing("clm/absence@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()


def _covering(item: Mapping[str, Any]) -> str:
    """Who covers, and for which part of the work."""
    parts = [f"{one['replacement']} ({_scope(one, 'replacement')})" for one in item["replacements"]]
    return ", ".join([*([item["replacement"]] if item["replacement"] else []), *parts])


def _scope(item: Mapping[str, Any], *left: str) -> str:
    from clm.i18n import ngettext

    said = {name: word for name, word in item.items() if name not in left and word}
    return ", ".join(
        ngettext("{count} item", "{count} items", len(word)).format(count=len(word))
        if name == "items"
        else f"{name} {word}"
        for name, word in said.items()
    )


def _uncovered(item: Mapping[str, Any]) -> str:
    return "; ".join(
        " ".join(filter(None, (_span(one), _scope(one, "from", "to")))) for one in item["uncovered"]
    )


def _span(one: Mapping[str, Any]) -> str:
    return one["from"] if one["from"] == one["to"] else f"{one['from']} – {one['to'] or '…'}"


def _state(item: Mapping[str, Any]) -> str:
    from clm.i18n import translate, word

    decide = translate("decide") if item["decide"] else ""
    return " · ".join(filter(None, (word("state", item["state"]), decide)))


def _write(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a write takes; a reason only to refuse it, because it would stand in the data."""
    function = click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")(
        function
    )
    return click.option("-m", "--message", "why", hidden=True)(function)


def _refuse_reason(why: str | None) -> None:
    if why is not None:
        raise RefusedError("an absence has no reason here: it is private", "leave -m away")


_replacements = click.option(
    "--replacement",
    "replacements",
    metavar="HANDLE[:SCOPE]",
    multiple=True,
    help="Who covers: tom, or tom:class=A for a part (also kind=, department=; several by comma).",
)


@verb("add", epilog="Example: clm absence add tom --from mon --to fri --replacement mia:class=A")
@click.argument("handle", required=False, metavar="[HANDLE]")
@click.option("--from", "first", metavar="DATE", required=True, help="The first day away.")
@click.option("--to", "last", metavar="DATE|open", help="The last day away, or open.")
@_replacements
@click.option("--half", type=click.Choice(("am", "pm")), help="Half of that day only.")
@click.option("--sick", is_flag=True, help="Keep that in your private store, and nowhere else.")
@_write
@pass_app
def add(
    app: App,
    handle: str | None,
    first: str,
    last: str | None,
    replacements: Sequence[str],
    half: Literal["am", "pm"] | None,
    why: str | None,
    *,
    sick: bool,
    dry_run: bool,
) -> None:
    """Record that you, or a colleague, are away.

    Both days are included; a weekday for the last one is the next from the first day on. Anybody
    may record it for a colleague; the commit says who did. Of several who cover, the most specific
    one gets a piece of work; who replaces a replacement that is away too is followed. Days that
    nobody covers are told. With --sick the kind goes into your private store: the team's data
    never say why.
    """
    from clm.domain.absences import NewAbsence
    from clm.services import absences

    _refuse_reason(why)
    last = last or (first if half else None)
    if last is None:
        raise UsageError("until when?", "--to LAST-DAY, or --to open")
    today = app.workspace.today
    who, stands = app.who(), _stands(replacements)
    begin = app.day(first, past=True, since=today)
    same = last == first
    end = None if last == OPEN else begin if same else last_day(app, last, begin)
    new, whose = NewAbsence(begin, end, stands, half), handle or who.handle
    keep = _sickness(app, whose) if sick else None
    done = absences.add(app.workspace, whose, new, who, dry_run=dry_run)
    if keep and done.changed and not dry_run:
        try:
            done = done._replace(told=(*done.told, keep((begin, end), done.changed[0])))
        except ClmError:
            app.written(done)
            raise
    app.written(done)


def _sickness(app: App, whose: str) -> Callable[[tuple[date, date | None], str], str]:
    """How the kind of an absence is kept, asked before anything is written."""
    from functools import partial

    from clm.options import private_store
    from clm.services.privatenotes import keep_sick, refuse_sick

    store, me = private_store(app), app.user.handle
    refuse_sick(app.workspace, store, me, whose)
    return partial(keep_sick, app.workspace, store, me, whose)


def _stands(typed: Sequence[str]) -> tuple[Stand, ...]:
    from clm.domain.absences import stand

    return tuple(map(stand, typed))


def _written(app: App, done: Outcome) -> None:
    """Say what was done, and which private notes still tell of the absence as it was."""
    from clm.options import private_store
    from clm.services.privatenotes import told_of_absences

    store = private_store(app)
    more = told_of_absences(store, done.changed) if store else ()
    app.written(done._replace(told=(*done.told, *more)))


@verb("edit", epilog="Example: clm absence edit ab-e14pd8 --to +2w --replacement tom")
@click.argument("ref", metavar="ID|HANDLE")
@click.option("--from", "first", metavar="DATE", help="The first day away.")
@click.option("--to", "last", metavar="DATE|open", help="The last day away, or open.")
@_replacements
@click.option("--no-replacement", "nobody", is_flag=True, help="Who was to cover no longer is.")
@_write
@pass_app
def edit(
    app: App,
    ref: str,
    first: str | None,
    last: str | None,
    replacements: Sequence[str],
    why: str | None,
    *,
    nobody: bool,
    dry_run: bool,
) -> None:
    """Change an absence: shorten it, make it longer, or let somebody else cover.

    Who acts for the person follows from it at once. A replacement takes the place of the one for
    the same part of the work, from today on: the days that have been stay as they were, in an
    absence of their own.
    """
    from clm.services import absences

    _refuse_reason(why)
    if not (first or last or replacements or nobody):
        raise UsageError("what is to change?", "--from, --to, --replacement or --no-replacement")
    since = absences.first_day(app.workspace, ref)
    begin = app.day(first, past=True, since=min(since, app.workspace.today)) if first else None
    wanted = absences.Edit(
        begin,
        last_day(app, last, begin or since) if last and last != OPEN else None,
        last == OPEN,
        _stands(replacements),
        nobody,
    )
    done = absences.edit(app.workspace, ref, wanted, app.who(), dry_run=dry_run)
    _written(app, done)


@verb("remove", epilog="Example: clm absence remove ab-e14pd8")
@click.argument("ref", metavar="ID|HANDLE")
@_write
@pass_app
def remove(app: App, ref: str, why: str | None, *, dry_run: bool) -> None:
    """Cancel an absence that is still to come.

    One that has begun ends by `clm absence end`: what happened in it stays true.
    """
    from clm.services import absences

    _refuse_reason(why)
    _written(app, absences.remove(app.workspace, ref, app.who(), dry_run=dry_run))


@verb("end", epilog="Example: clm absence end ab-e14pd8 --on today")
@click.argument("ref", metavar="ID|HANDLE")
@click.option("--on", "last", metavar="LAST-DAY", required=True, help="The last day away.")
@_write
@pass_app
def end(app: App, ref: str, last: str, why: str | None, *, dry_run: bool) -> None:
    """Say on which day an absence ends, or ended.

    The day lies within the absence. The next day everything is as before. A handle stands for the
    absence that this colleague has now, else for the one to come.
    """
    from clm.services import absences

    _refuse_reason(why)
    who = app.who()
    day = app.day(last, past=True, since=absences.first_day(app.workspace, ref))
    _written(app, absences.end(app.workspace, ref, day, who, dry_run=dry_run))


for one in (list_, add, edit, end, remove):
    command.add_command(one)
