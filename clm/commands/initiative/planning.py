"""`clm initiative add|set|segment`: what is planned, and whom it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.initiativewords import FollowUpTrigger, InitiativeKind, Sending
from clm.errors import UsageError
from clm.options import dated, pass_app, refuse_bare_force, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@verb(
    "add",
    epilog='Example: clm initiative add "Zurück im Advent" --kind win-back --control 20 --to +4w',
)
@click.argument("title", metavar="TITLE")
@click.option(
    "--kind", type=click.Choice(get_args(InitiativeKind)), required=True, help="What it is."
)
@click.option("--segment", metavar="QUERY", help="Whom it is for, as in customer list --where.")
@click.option(
    "--after", type=click.Choice(get_args(FollowUpTrigger)), help="Follow up by itself, after that."
)
@click.option("--days", type=int, metavar="N", help="... so many days after it; with --after.")
@click.option("--owner", metavar="HANDLE", help="Who answers for it; else you.")
@click.option("--from", "begins", metavar="DATE", help="The first day.")
@click.option("--to", "ends", metavar="DATE", help="The last day.")
@click.option("--budget", metavar="AMOUNT", help="What it may cost.")
@click.option("--template", metavar="NAME", help="Else that of the kind, as initiative-offer.")
@click.option(
    "--language", type=click.Choice(("de", "en", "pt")), help="For all; else each one's own."
)
@click.option("--sending", type=click.Choice(get_args(Sending)), default="mail", help="How.")
@click.option("--control", type=int, metavar="PERCENT", help="Who is not written to, to compare.")
@click.option("--converts", type=int, metavar="DAYS", help="A booking within so many counts.")
@click.option("--seed", metavar="WORD", default="1", help="The same one draws the same group.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def add(
    app: App,
    /,
    owner: str | None,
    begins: str | None,
    ends: str | None,
    budget: str | None,
    *,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of a NewInitiative
) -> None:
    """Plan an initiative; it prints the id.

    Nobody is a recipient yet: clm initiative segment takes them in, and clm initiative send writes
    to them. A win-back without a query is for who is inactive or has churned. A follow-up with
    --after takes in by itself, from today on unless --from says otherwise: report run --due.
    """
    from clm.domain.initiativeacts import NewInitiative
    from clm.services.customers import amount
    from clm.services.initiatives import add

    who = app.who()
    first = app.day(begins) if begins else None
    if first is None and typed["after"]:
        first = app.workspace.today  # what was before floods nobody
    new = NewInitiative(
        owner=owner or who.handle,
        begins=first,
        ends=app.day(ends, since=first) if ends else None,
        budget=amount(budget, "amount") if budget else None,
        **typed,
    )
    app.written(add(app.workspace, new, who, app.day, dry_run=dry_run))


@verb("set", epilog="Example: clm initiative set in-4k7d2m budget=300 to=2026-12-18")
@click.argument("ref", metavar="INITIATIVE")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def set_(app: App, ref: str, words: Sequence[str], *, dry_run: bool) -> None:
    """Change what was planned, in one commit, by the words of its file.

    Kind, control and seed only before there are recipients, who were chosen by them. An empty value
    takes a field away.
    """
    from clm.services.initiatives import set_fields

    typed = dated(app, words, coming=("from", "to"))
    app.written(set_fields(app.workspace, ref, typed, app.who(), app.day, dry_run=dry_run))


@verb("segment", epilog="Example: clm initiative segment in-4k7d2m 'inactive and class in (A, B)'")
@click.argument("ref", metavar="INITIATIVE")
@click.argument("query", required=False, metavar="[QUERY]")
@click.option("--force", is_flag=True, help="Even if it is everybody; needs -m.")
@write_options
@pass_app
def segment(
    app: App, ref: str, query: str | None, why: str | None, *, force: bool, dry_run: bool
) -> None:
    """Take in whom a query finds as recipients, with a dated snapshot of what it found.

    Left out, and counted by reason: who is not active, has not agreed or wants none, cannot be
    reached, was written to lately, has a critical complaint or an escalation open. Run again, only
    new ones come in. The control group is drawn by the seed.
    """
    from clm.services.segments import segment

    refuse_bare_force(why, force=force)
    if query is not None and not query.strip():
        raise UsageError("the query is empty", "leave it away, or: 'class = A'")
    who, reason = app.who(), why if force else None
    done = segment(app.workspace, ref, query, who, app.day, force=reason, dry_run=dry_run)
    app.written(done)
    app.name_bad_files()
