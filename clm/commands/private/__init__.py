"""`clm private`: what managers keep of their people, apart from the team's data (A4.1)."""

from __future__ import annotations

import sys
from shlex import quote
from typing import TYPE_CHECKING, Any, get_args

import click

from clm.commands.private import founding, pulse
from clm.commands.private.appraise import appraise
from clm.commands.private.told import told
from clm.domain.privatenote import Kind
from clm.errors import UsageError
from clm.options import chosen, demanded_store, last_day, noun, pass_app, verb, where_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App

_dry_run = click.option("-n", "--dry-run", is_flag=True, help="Say what would be done.")
_kind = click.Choice(get_args(Kind))


@noun("private", epilog='Example: clm private note tom "called in late" --kind tardiness')
def command() -> None:
    """What managers keep of their people: a repository of their own, never the team's.

    Who is late or ill, how somebody works and behaves, and how content they are stays in a folder
    that nobody else can read, with its own remote; encrypted for each reader if you like.
    """


@verb("note", epilog="Example: clm private note tom --kind tardiness --minutes 20 --on 16.11.")
@click.argument("handle")
@click.argument("text", required=False, default="")
@click.option("--kind", type=_kind, required=True, help="What it is about.")
@click.option("--on", metavar="DATE", help="The day it is about; else today.")
@click.option("--from", "first", metavar="DATE", help="The first day of sickness.")
@click.option("--to", "last", metavar="DATE", help="The last day of sickness.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="How late somebody was.")
@click.option("--score", type=click.IntRange(1, 5), help="How content somebody is.")
@_dry_run
@pass_app
def note(
    app: App,
    handle: str,
    text: str,
    kind: Kind,
    on: str | None,
    first: str | None,
    last: str | None,
    minutes: int | None,
    score: int | None,
    *,
    dry_run: bool,
) -> None:
    """Keep a note of an employee, in the private store alone.

    TEXT is the note, or - to read it, so that it stands in no history of your shell. Only the
    manager of the employee, or who has the role manager or team-lead, may.
    """
    from clm.domain.privatenote import Told
    from clm.services.privatenotes import note as keep

    store = demanded_store(app)
    day = app.day(on, past=True) if on else app.workspace.today
    begin = app.day(first, past=True) if first else None
    end = last_day(app, last, begin or day) if last else None
    about = Told(begin if begin and not on else day, begin, end, minutes, score)
    words = sys.stdin.read() if text == "-" else text
    who = app.who().handle
    kept = keep(app.workspace, store, who, handle, kind, about, words, dry_run=dry_run)
    told(app, "private note", kept.commit, [kept.note.id])


@verb("list", epilog="Example: clm private list --of tom --kind tardiness")
@click.option("--kind", type=_kind, help="Only of this kind.")
@click.option("--of", metavar="HANDLE", help="Only of an employee.")
@click.option("--expired", is_flag=True, help="Only what is kept too long.")
@where_option
@pass_app
def list_(
    app: App, kind: str | None, of: str | None, where: Sequence[str], *, expired: bool
) -> None:
    """The notes of those whose manager you are, by day.

    Each kind is kept for a time that clm.yaml sets (keep_*_months); what is older is marked, and
    `clm private remove --expired` takes it away. Law and agreements differ: look them up.
    """
    from clm.i18n import translate
    from clm.render.private import notes
    from clm.services.privatenotes import LAW, listed

    me = app.user.handle
    store = demanded_store(app)
    items = chosen(
        app,
        "private list",
        where,
        lambda _: listed(app.workspace, store, me, of=of, kind=kind, expired=expired),
    )
    app.show(notes(items, law=translate(LAW)))


@verb("show", epilog="Example: clm private show tom")
@click.argument("handle")
@pass_app
def show(app: App, handle: str) -> None:
    """All notes of one employee, with how long each is kept.

    Pages, as appraisals, are in what `clm private export` hands over.
    """
    from clm.i18n import translate
    from clm.render.private import notes
    from clm.services.privatenotes import LAW, listed

    items = listed(app.workspace, demanded_store(app), app.user.handle, of=handle)
    app.show(notes(items, law=translate(LAW)))


@verb("export", epilog="Example: clm private export tom -O /tmp/tom.md")
@click.argument("handle")
@click.option("-O", "--output", metavar="FILE", required=True, help="The file to write.")
@pass_app
def export(app: App, handle: str, output: str) -> None:
    """Write all that is kept of one employee into a file, for them to have.

    The file is for your eyes alone (0600) until you hand it on: readable text where it ends in .md
    or .txt, else JSON. It is refused inside the team's repository, and in every work tree of it.
    """
    from clm.services.privatenotes import export as hand_over

    made = hand_over(app.workspace, demanded_store(app), app.user.handle, handle, output)
    app.say(f"{output}: {len(made['notes'])} notes, {len(made['pages'])} pages of {handle}")


@verb("remove", epilog="Example: clm private remove tom --yes")
@click.argument("ref", metavar="[HANDLE|NOTE-ID|PULSE-ID]", required=False)
@click.option("--expired", is_flag=True, help="What is kept too long, of HANDLE or of all.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_app
def remove(app: App, ref: str | None, *, expired: bool, yes: bool) -> None:
    """Remove what is kept of an employee, one note, or one pulse, for good.

    It goes out of the history and all objects of the private repository, which is looked at
    afterwards. What was pushed or cloned before is elsewhere still: you are told where.
    """
    from clm.services.privatenotes import remove as take_away

    if ref is None and not expired:
        raise UsageError("whose, or which note?", "HANDLE, NOTE-ID or --expired")
    store = demanded_store(app)
    done = take_away(
        app.workspace, store, app.who().handle, ref, expired=expired,
        sure=lambda names: app.ask(_question(len(names), ref), yes=yes),
    )  # fmt: skip
    told(app, "private remove", None, list(done.names), undo=False)
    for remote in done.left.remotes if done.left else ():
        # Tags and branches that went here go there too: --all would leave them.
        push = f"git -C {quote(str(store.root))} push --mirror --force {remote.split()[0]}"
        app.say(f"{remote} still has it: {push}, and clear it there")
    if done.left:
        app.say("every clone and backup of the private store has it too: make them anew")


def _question(count: int, ref: str | None) -> str:
    return f"remove {count} files of {ref or 'what is kept too long'} for good, history included?"


_VERBS: tuple[Any, ...] = (founding.init, note, list_, show, export, remove, appraise, pulse.group)
for _one in (*_VERBS, founding.recipients):
    command.add_command(_one)
