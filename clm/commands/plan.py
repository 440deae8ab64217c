"""`clm plan`: a vision, the goals that lead there, and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.plan import GoalStatus, Horizon
from clm.options import (
    chosen,
    dated,
    leave,
    narrowed,
    noun,
    pass_app,
    verb,
    where_option,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.services.planning import Read


@noun("plan", epilog="Example: clm plan status")
def command() -> None:
    """Plans: a vision, goals of short and long horizon, how far each is, reviews.

    A plan is one YAML file in plans/. A goal is measured by a query, counted anew each time it is
    asked for: nobody enters progress.
    """


def _reader(app: App) -> Read:
    from clm.options import called
    from clm.services.planning import typed_by

    return typed_by(app.day, called)


@verb(
    "add",
    epilog='Example: clm plan add "Plan 2027" --vision "Jeder Kunde hat jemanden, der ihn kennt."',
)
@click.argument("title", metavar="TITLE")
@click.option("--vision", metavar="TEXT|-", required=True, help="Where it is to lead; - reads it.")
@click.option("--owner", metavar="HANDLE", help="Who answers for it; else you.")
@click.option("--from", "begins", metavar="DATE", help="The first day, else today.")
@click.option("--to", "ends", metavar="DATE", help="The last day.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def add(
    app: App,
    title: str,
    vision: str,
    owner: str | None,
    begins: str | None,
    ends: str | None,
    *,
    dry_run: bool,
) -> None:
    """Begin a plan; it prints the id.

    Its goals come one by one: clm plan goal.
    """
    from clm.options import text_from
    from clm.services import planning

    who = app.who()
    first = app.day(begins) if begins else app.workspace.today
    last = app.day(ends, since=first) if ends else None
    text = text_from("-") if vision == "-" else vision
    new = planning.begun(title, text, owner or who.handle, first, last)
    app.written(planning.add(app.workspace, new, who, dry_run=dry_run))


@verb(
    "goal",
    epilog='Example: clm plan goal pl-3f8h2k "Mehr Bestandskunden" --horizon long --owner jana '
    "--due 31.12.2027 --measure 'customers: phase = existing' --of customers --target 35",
)
@click.argument("ref", metavar="PLAN")
@click.argument("text", metavar="TEXT")
@click.option(
    "--horizon", type=click.Choice(get_args(Horizon)), required=True, help="How far ahead it is."
)
@click.option("--owner", metavar="HANDLE", required=True, help="Who answers for it.")
@click.option("--due", metavar="DATE", required=True, help="By when it is to be reached.")
@click.option("--measure", metavar="MEASURE", help="LIST: EXPR, or figure: NAME.")
@click.option("--of", metavar="MEASURE", help="What it is a share of, in percent.")
@click.option("--baseline", metavar="N", help="Where it begins; else what is counted today.")
@click.option("--target", metavar="N", help="What it is to come to.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def goal(app: App, /, ref: str, due: str, *, dry_run: bool, **typed: Any) -> None:  # noqa: ANN401
    """Set a goal in a plan; it prints the id.

    A measure is what a list shows for an expression of --where, customers: class = A, of
    customers, leads, requests, tasks, complaints, actions, reviews, services, vpas, deadlines,
    escalations and initiatives; or figure: nps, csat, no-show-rate, rebook-rate, conversion,
    week-completion. A target below the baseline leads down.
    """
    from clm.services.planning import NewGoal, add_goal

    new = NewGoal(due=app.day(due), **typed)
    app.written(add_goal(app.workspace, ref, new, _reader(app), app.who(), dry_run=dry_run))


@verb("list", epilog="Example: clm plan list --all")
@click.option("--all", "everything", is_flag=True, help="Closed ones, too.")
@where_option
@pass_app
def list_(app: App, where: Sequence[str], *, everything: bool) -> None:
    """List the plans, with how many goals they have and when they are looked at next.

    How far the goals are says clm plan status.
    """
    from clm.render.plans import plan_listing
    from clm.services.plans import listed

    items = chosen(
        app, "plan list", where, lambda lifted: listed(app.workspace, closed=everything or lifted)
    )
    app.show(plan_listing(items))
    app.name_bad_files()


@verb("show", epilog="Example: clm plan show pl-3f8h2k")
@click.argument("ref", metavar="PLAN")
@pass_app
def show(app: App, ref: str) -> None:
    """One plan: the vision, how far each goal is, and what its reviews found.

    PLAN is an id, the beginning of one, or words of the title.
    """
    from clm.render import plans as words
    from clm.render.listing import Listing
    from clm.services.plans import shown

    item = shown(app.workspace, ref)
    if app.form() != "table":
        listing = words.plan_listing([item])
        app.show(listing._replace(schema="clm/plan@1", fields=tuple(item)))
        return
    click.echo(words.page(item))
    app.show(Listing("clm/plan@1", item["goal_items"], words.goal_columns()))
    click.echo(f"\n{words.reviews(item)}" if item["reviews"] else "", nl=False)


@verb("status", epilog="Example: clm plan status --where late --exit-code")
@click.argument("ref", metavar="[PLAN]", required=False)
@click.option("--mine", is_flag=True, help="Goals that I answer for.")
@click.option("--all", "everything", is_flag=True, help="Of closed plans, too.")
@click.option("--exit-code", is_flag=True, help="Leave with 1 if a goal or a review is late.")
@where_option
@pass_app
def status(
    app: App,
    ref: str | None,
    where: Sequence[str],
    *,
    mine: bool,
    everything: bool,
    exit_code: bool,
) -> None:
    """How far each goal is, counted now; what is late first.

    It is behind when it has come less far than the days since its baseline: half of the way is
    expected after half of the time. As of an earlier day: --as-of.
    """
    from clm.render.plans import status_listing
    from clm.services.plans import stand

    found = stand(app.workspace, ref, closed=everything)
    me = app.handle(None) if mine else None
    items = [one for one in found.items if me in (None, one["owner"])]
    items = narrowed(app, "plan status", where, items)
    app.show(status_listing(items, found.plans))
    app.name_bad_files()
    for one in found.unreadable:
        app.say(f"warning: {one}: its measure cannot be read: clm check")
    if exit_code and (any(one["late"] for one in items) or found.has_late_review):
        leave(1)


@verb("set", epilog="Example: clm plan set g-5m2k8q target=40 due=2028-06-30")
@click.argument("ref", metavar="PLAN|GOAL")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def set_(app: App, ref: str, words: Sequence[str], *, dry_run: bool) -> None:
    """Set fields of a plan or a goal, all in one commit.

    Of a goal text, horizon, owner, due, measure, of, baseline, target, from and note; another
    measure takes what it counts today for its baseline. goals-=GOAL takes a goal away.
    """
    from clm.services.planning import set_fields

    words = dated(app, words, coming=("due", "to", "on"), gone=("from",))
    who = app.who()
    app.written(set_fields(app.workspace, ref, words, _reader(app), who, dry_run=dry_run))


@verb("move", epilog='Example: clm plan move g-5m2k8q dropped -m "nicht mehr wichtig"')
@click.argument("ref", metavar="GOAL")
@click.argument("status", type=click.Choice(get_args(GoalStatus)), metavar="STATUS")
@write_options
@pass_app
def move(app: App, ref: str, status: GoalStatus, why: str | None, *, dry_run: bool) -> None:
    """Say that a goal is reached or dropped, or open again.

    Of a goal that is measured nobody need say that it is reached: clm plan status counts.
    """
    from clm.services import planning

    app.written(planning.move(app.workspace, ref, status, app.who(), note=why, dry_run=dry_run))


@verb(
    "review",
    epilog="Example: clm plan review pl-3f8h2k --on 15.2.2027"
    ' · clm plan review pl-3f8h2k --held -m "auf dem Weg" --on +3m',
)
@click.argument("ref", metavar="PLAN")
@click.option("--on", metavar="DATE", help="Plan one for this day.")
@click.option("--held", is_flag=True, help="It is held today; needs -m.")
@write_options
@pass_app
def review(
    app: App, ref: str, on: str | None, why: str | None, *, held: bool, dry_run: bool
) -> None:
    """Plan a day on which the plan is looked at, or keep what the one of today found.

    A review that is held keeps what each goal is at on that day; with --on the next one is planned
    besides.
    """
    from clm.services import planning

    day = app.day(on) if on else None
    who = app.who()
    app.written(planning.review(app.workspace, ref, day, who, held=held, note=why, dry_run=dry_run))


@verb("close", epilog='Example: clm plan close pl-3f8h2k -m "drei von vier Zielen erreicht"')
@click.argument("ref", metavar="PLAN")
@write_options
@pass_app
def close(app: App, ref: str, why: str | None, *, dry_run: bool) -> None:
    """Close a plan, with what is concluded from it.

    Nothing of it changes from then on; what is open of it is named.
    """
    from clm.services import planning

    app.written(planning.close(app.workspace, ref, app.who(), conclusions=why, dry_run=dry_run))


for one in (add, goal, list_, show, status, set_, move, review, close):
    command.add_command(one)
