"""`clm initiative`: newsletters, follow-ups, win-backs and offers, from the plan to the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.commands.initiative import following, planning, sending
from clm.options import chosen, noun, pass_app, verb, where_option, write_options
from clm.printing import list_or_write, output_option, paper_or_write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


@noun("initiative", epilog='Example: clm initiative add "Zurück im Advent" --kind win-back')
def command() -> None:
    """Initiatives that keep customers: a newsletter, a follow-up, a win-back, an offer.

    An initiative is one YAML file in initiatives/: whom it is for, how far it is with each, and
    what came of it.
    """


@verb("list", epilog="Example: clm initiative list --where 'kind = win-back and converted > 0'")
@click.option("--all", "everything", is_flag=True, help="Closed ones, too.")
@where_option
@output_option
@pass_app
def list_(app: App, where: Sequence[str], output: str | None, *, everything: bool) -> None:
    """List the initiatives with how many were written to, answered and booked.

    Who booked is one of those written to, within the days of the initiative.
    """
    from clm.render.initiatives import listing
    from clm.services.initiatives import listed

    def load(lifted: bool) -> list[dict[str, Any]]:
        return listed(app.workspace, closed=everything or lifted)

    items = chosen(app, "initiative list", where, load)
    list_or_write(app, output, lambda _: listing(items))


@verb("show", epilog="Example: clm initiative show in-4k7d2m")
@click.argument("ref", metavar="INITIATIVE")
@pass_app
def show(app: App, ref: str) -> None:
    """One initiative: what was planned, its snapshots, and how far it is with each customer.

    INITIATIVE is an id, the beginning of one, or words of the title.
    """
    from clm.render.initiatives import details, of_recipients
    from clm.render.text import detail
    from clm.services.initiatives import shown

    whole, items = shown(app.workspace, ref)
    if app.form() == "table":
        click.echo(detail(details(whole)), nl=False)
        click.echo()
    app.show(of_recipients(whole, items))


@verb("result", epilog="Example: clm initiative result in-4k7d2m -O result.html")
@click.argument("ref", metavar="INITIATIVE")
@output_option
@pass_app
def result(app: App, ref: str, output: str | None) -> None:
    """What came of an initiative: sent, answered, booked, hours, revenue, cost for each.

    Booked is a counted booking after the day of the letter, within the days of the initiative.
    With a control group the difference is told with its margin; of nobody there is no data.
    """
    from clm.render.initiatives import result_paper
    from clm.services.initiatives import results_told

    found = {"schema": "clm/initiative-result@1", **results_told(app.workspace, ref)}
    paper_or_write(app, output, found, result_paper)


@verb("close", epilog='Example: clm initiative close in-4k7d2m --conclusions "Anrufe wirken mehr"')
@click.argument("ref", metavar="INITIATIVE")
@click.option("--conclusions", metavar="TEXT", help="What is concluded; -m says the same.")
@write_options
@pass_app
def close(app: App, ref: str, conclusions: str | None, why: str | None, *, dry_run: bool) -> None:
    """Close an initiative with what is concluded from it.

    From then on nobody is taken in or written to any more; its result goes on being computed.
    """
    from clm.services.initiatives import close

    told = conclusions or why
    app.written(close(app.workspace, ref, app.who(), conclusions=told, dry_run=dry_run))


for one in (
    list_, show, planning.add, planning.set_, planning.segment, following.follow_up, sending.send,
    sending.record, result, close,
):  # fmt: skip
    command.add_command(one)
