"""`clm survey`: how satisfied the customers are, asked, answered and followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from clm.commands.survey import answering, planning
from clm.domain.surveywords import Dimension
from clm.options import noun, pass_app, verb, write_options

if TYPE_CHECKING:
    from clm.app import App


@noun("survey", epilog='Example: clm survey plan "Herbst 2026" --question nps --question text')
def command() -> None:
    """Satisfaction surveys: planned, sent to a sample, answered, and followed up.

    A survey is one YAML file in surveys/. What unhappy customers answer opens a task.
    """


@verb("list", epilog="Example: clm survey list --all")
@click.option("--all", "everything", is_flag=True, help="Closed ones, too.")
@pass_app
def list_(app: App, *, everything: bool) -> None:
    """List the surveys with how many were invited and answered.

    The score is that of the first question with a scale; without answers it is no data.
    """
    from clm.i18n import translate
    from clm.render import surveys as words
    from clm.render.listing import Listing
    from clm.services.surveys import listed

    items = listed(app.workspace, closed=everything)
    empty = translate("No surveys.")
    fields = ("trigger", "owner", "anonymous", "closed_on", "late", "figure")
    app.show(
        Listing("clm/survey-list@1", items, words.surveys(), ids="id", fields=fields, empty=empty)
    )
    app.name_bad_files()


@verb("show", epilog="Example: clm survey show sv-2k9x7d")
@click.argument("ref", metavar="SURVEY")
@pass_app
def show(app: App, ref: str) -> None:
    """One survey: why, whom and what it asks, and how its sample represents the population.

    SURVEY is an id, the beginning of one, or words of the title.
    """
    from clm.render import surveys as words
    from clm.render.listing import Listing, cell_text
    from clm.render.text import detail
    from clm.services.surveys import shown

    item = shown(app.workspace, ref)
    if app.form() != "table":
        columns = tuple(one for one in words.surveys())
        app.show(Listing("clm/survey@1", [item], columns, ids="id", fields=tuple(item)))
        return
    app.show(Listing("clm/survey@1", [item], words.surveys(), ids="id"))
    told = [(name, cell_text(value)) for name, value in words.details(item)]
    click.echo("\n" + detail([pair for pair in told if pair[1]]), nl=False)
    if item["strata"]:
        click.echo()
        app.show(
            Listing(
                "clm/survey-strata@1",
                item["strata"],
                words.strata(),
                ids="stratum",
                foot=words.short_of(item["strata"]),
            )
        )


@verb("results", epilog="Example: clm survey results sv-2k9x7d --per phase")
@click.argument("ref", metavar="SURVEY")
@click.option("--per", "by", type=click.Choice(get_args(Dimension)), help="Broken down by groups.")
@pass_app
def results(app: App, ref: str, by: Dimension | None) -> None:
    """What a survey found: NPS, CSAT and CES, with N, response rate and a 95 % margin.

    Without answers it is no data, never 0. Of an anonymous survey small groups are hidden, and so
    many others that none follows by subtraction.
    """
    from clm.render import surveys as words
    from clm.render.listing import Listing
    from clm.services.surveyresults import results

    found = results(app.workspace, ref, by)
    foot = words.response(found.totals)
    fields = tuple(found.items[0]) if found.items else ()
    app.show(
        Listing(
            "clm/survey-results@1",
            found.items,
            words.results(),
            found.totals,
            ids="question",
            fields=fields,
            foot=foot,
        )
    )


@verb("follow-up", epilog="Example: clm survey follow-up sv-2k9x7d")
@click.argument("ref", metavar="SURVEY", required=False)
@pass_app
def follow_up(app: App, ref: str | None) -> None:
    """Were unhappy customers contacted in time? A row for each of their answers.

    Of one survey, or of all. Of anonymous ones it is only said how many are unhappy, if they are
    enough.
    """
    from clm.i18n import translate
    from clm.render import surveys as words
    from clm.render.listing import Listing
    from clm.services.followups import anonymous, listed, totals

    items = listed(app.workspace, ref)
    sums = totals(items)
    unknown = anonymous(app.workspace, ref)
    told = [words.not_followed(one) for one in unknown]
    empty = "\n".join(told) or translate("Nobody was unhappy.")
    foot = "\n".join([words.closed_loop(sums), *told]) if items else ""
    listing = Listing(
        "clm/survey-follow-up@1",
        items,
        words.follow_ups(),
        {"totals": sums, "anonymous": unknown},
        foot=foot,
        empty=empty,
    )
    app.show(listing)
    app.name_bad_files()


@verb("close", epilog='Example: clm survey close sv-2k9x7d -m "Antwortzeiten werden gelobt"')
@click.argument("ref", metavar="SURVEY")
@write_options
@pass_app
def close(app: App, ref: str, why: str | None, *, dry_run: bool) -> None:
    """Close a survey, with what is concluded from it.

    From then on no answer is taken in, and a standing survey asks no more. Answers after the last
    day and before the close are late.
    """
    from clm.services.surveys import close

    app.written(close(app.workspace, ref, app.who(), conclusions=why, dry_run=dry_run))


for one in (
    list_, show, planning.plan, planning.set_, planning.draw, planning.invite, answering.record,
    answering.import_, answering.answers, results, follow_up, close,
):  # fmt: skip
    command.add_command(one)
