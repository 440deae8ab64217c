"""`clm survey`: how satisfied the customers are, asked, answered and followed up."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, get_args

import click

from clm.domain.requestwords import Channel
from clm.domain.surveywords import Dimension, Method, Trigger
from clm.options import key_values, leave, noun, pass_app, spread, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.services.surveyanswers import Report
    from clm.services.surveyletters import Letter


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
        app.show(Listing("clm/survey-strata@1", item["strata"], words.strata(), ids="stratum"))


@verb(
    "plan",
    epilog='Example: clm survey plan "Herbst 2026" --question nps --question text '
    "--where 'phase = existing' --stratify class --size 40 --seed herbst --to +3w",
)
@click.argument("title", metavar="TITLE")
@click.option(
    "--question", "asked", multiple=True, required=True, metavar="KIND[=TEXT]",
    help="nps, csat, ces, text, or choice=TEXT|WORD|WORD; repeatable.",
)  # fmt: skip
@click.option("--purpose", metavar="TEXT", help="What it is to find out.")
@click.option("--scope", metavar="TEXT", help="What of the services it is about, and how often.")
@click.option("--where", multiple=True, metavar="EXPR", help="Who is the population.")
@click.option("--sample", "method", type=click.Choice(get_args(Method)), help="How it is drawn.")
@click.option("--size", type=int, metavar="N", help="How many are asked; else all.")
@click.option(
    "--stratify", "by", type=click.Choice(get_args(Dimension)), help="What the sample represents."
)
@click.option("--seed", metavar="WORD", help="The same one draws the same sample.")
@click.option("--language", type=click.Choice(("de", "en", "pt")), help="Else the contact's own.")
@click.option("--channel", type=click.Choice(get_args(Channel)), help="How they are asked.")
@click.option("--owner", metavar="HANDLE", help="Who answers for it; else you.")
@click.option("--anonymous", is_flag=True, help="Answers are not linked to customers.")
@click.option("--from", "opens", metavar="DATE", help="The first day.")
@click.option("--to", "closes", metavar="DATE", help="The last day; later answers are late.")
@click.option(
    "--trigger", type=click.Choice(get_args(Trigger)), help="A standing one, asked on events."
)
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def plan(
    app: App,
    /,
    opens: str | None,
    closes: str | None,
    *,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are the fields of a Plan
) -> None:
    """Plan a survey; it prints the id.

    Questions come with their text in three languages unless one is written. A sample larger than
    its population is refused.
    """
    from clm.services.surveyplanning import Plan, plan

    begins = app.day(opens) if opens else None
    planned = Plan(
        opens_on=begins, closes_on=app.day(closes, since=begins) if closes else None, **typed
    )
    app.written(plan(app.workspace, planned, app.who(), app.day, dry_run=dry_run))


@verb("draw", epilog="Example: clm survey draw sv-2k9x7d --all")
@click.argument("ref", metavar="SURVEY")
@click.option("--seed", metavar="WORD", help="Another than the survey's.")
@click.option("--all", "everybody", is_flag=True, help="The rest of the population, too, and why.")
@pass_app
def draw(app: App, ref: str, seed: str | None, *, everybody: bool) -> None:
    """Show who would be asked, and how they represent the population; nothing is written.

    Left out are those who were asked lately, have a critical complaint open, want no survey, or
    cannot be reached.
    """
    from clm.i18n import translate
    from clm.render import surveys as words
    from clm.render.listing import Listing
    from clm.services.surveyinviting import drawn

    survey, items, strata = drawn(app.workspace, ref, seed=seed, everybody=everybody)
    extra = {"survey": survey.id, "seed": seed or survey.sample.seed, "strata": strata}
    empty = translate("Nobody can be asked.")
    app.show(Listing("clm/survey-draw@1", items, words.drawn(), extra, empty=empty))
    if app.form() == "table" and strata:
        click.echo()
        app.show(Listing("clm/survey-strata@1", strata, words.strata(), ids="stratum"))
    app.name_bad_files()


@verb("invite", epilog="Example: clm survey invite sv-2k9x7d -O einladungen.csv")
@click.argument("ref", metavar="SURVEY", required=False)
@click.option(
    "--customer", "refs", multiple=True, metavar="REF", callback=spread, help="Only these."
)
@click.option("--due", is_flag=True, help="Of all standing surveys: what happened since.")
@click.option("-O", "--output", metavar="FILE", help="A new CSV file with tokens and letters.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def invite(
    app: App, ref: str | None, refs: Sequence[str], output: str | None, *, due: bool, dry_run: bool
) -> None:
    """Invite the sample of a survey, drawn now, or the customers named.

    With -O each gets a token, which stands in that file alone: data keep a salted hash. The file
    has the contact, the e-mail, the language and the text of the mail.
    """
    from clm.errors import UsageError
    from clm.services.surveyinviting import run
    from clm.services.surveyletters import keep_letters
    from clm.services.surveytriggers import invite_due

    if due == (ref is not None) or (due and (refs or output)):
        raise UsageError("which survey?", "clm survey invite SURVEY, or --due for those on events")
    if ref is None:
        app.written(invite_due(app.workspace, app.who(), dry_run=dry_run))
        app.name_bad_files()
        return

    def keep(letters: Sequence[Letter]) -> None:
        keep_letters(app.workspace, output or "", letters)
        app.say(output or "")

    keeping = keep if output else None
    app.written(run(app.workspace, ref, refs, app.who(), keep=keeping, dry_run=dry_run))
    if not refs:
        app.name_bad_files()


@verb("record", epilog="Example: clm survey record sv-2k9x7d --customer mueller --score 9")
@click.argument("ref", metavar="SURVEY")
@click.option("--customer", metavar="REF", help="Who answered.")
@click.option("--token", metavar="TOKEN", help="By which token.")
@click.option("--score", metavar="N", help="Of the first question with a scale.")
@click.option(
    "--answer", "pairs", multiple=True, metavar="QUESTION=TEXT", callback=key_values,
    help="To another question; repeatable.",
)  # fmt: skip
@click.option("--on", metavar="DATE", help="The day of the answer, if not today.")
@write_options
@pass_app
def record(
    app: App,
    ref: str,
    customer: str | None,
    token: str | None,
    score: str | None,
    pairs: Sequence[tuple[str, str]],
    on: str | None,
    why: str | None,
    *,
    dry_run: bool,
) -> None:
    """Record an answer: each customer, each token answers once.

    An unhappy one opens a task for the account manager and puts the customer on the watchlist. An
    empty score is no answer; -m goes into the internal case file.
    """
    from clm.services.surveyanswers import record

    given = [*([("score", score)] if score is not None else []), *pairs]
    day = app.day(on, past=True) if on else None
    app.written(
        record(
            app.workspace,
            ref,
            app.who(),
            given,
            customer=customer,
            token=token,
            on=day,
            why=why,
            dry_run=dry_run,
        )
    )


@verb("import", epilog="Example: clm survey import sv-2k9x7d antworten.csv --apply")
@click.argument("ref", metavar="SURVEY")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", is_flag=True, help="Write it; else only say what would be done.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def import_(app: App, ref: str, file: IO[bytes], *, apply: bool, dry_run: bool) -> None:
    """Take in answers from CSV, or from YAML with a list `answers`.

    Columns are token or customer, on, score, and the ids of questions. Without --apply nothing is
    written. A bad row is named and left out, with exit 65; of an anonymous survey nothing is taken
    then, and never fewer than hide each other.
    """
    from clm.services.importing import MOST_BYTES
    from clm.services.surveyanswers import take_in

    data = file.read(MOST_BYTES + 1)
    report = take_in(app.workspace, ref, data, file.name, app.who(), apply=apply, diff=dry_run)
    _told(app, report, dry=not apply)
    if report.errors:
        leave(65)


def _told(app: App, report: Report, *, dry: bool) -> None:
    import json

    from clm.i18n import translate
    from clm.render.safe import shown

    if app.form() == "json":
        answer = {
            "schema": "clm/survey-import@1",
            "taken": report.taken,
            "empty": report.empty,
            "errors": [one._asdict() for one in report.errors],
            "commit": report.outcome.receipt.commit,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for one in report.errors:
        click.echo(shown(f"{one.line}: {one.message}"), err=True)
    said = translate("{taken} answers, {empty} empty, {errors} left out")
    counts = {"taken": report.taken, "empty": report.empty, "errors": len(report.errors)}
    app.say(said.format_map(counts))
    if dry:
        app.say(translate("nothing is written without --apply"))
    else:
        app.written(report.outcome)


@verb("answers", epilog="Example: clm survey answers sv-2k9x7d")
@click.argument("ref", metavar="SURVEY")
@pass_app
def answers(app: App, ref: str) -> None:
    """List the answers to a survey, the newest first.

    Those of an anonymous survey carry the day and what was said, and nobody's name.
    """
    from clm.i18n import translate
    from clm.render import surveys as words
    from clm.render.listing import Listing
    from clm.services.surveyresults import answers

    survey, items = answers(app.workspace, ref)
    empty = translate("No answers.")
    extra = {"survey": survey.id}
    listing = Listing(
        "clm/survey-answers@1", items, words.answers(), extra, ids="id", fields=("group",),
        empty=empty,
    )  # fmt: skip
    app.show(listing)
    if survey.anonymous and not items and survey.answers:
        app.say(translate("too few to tell without telling whose they are"))


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

    Of one survey, or of all.
    """
    from clm.i18n import translate
    from clm.render import surveys as words
    from clm.render.listing import Listing
    from clm.services.followups import listed, totals

    items = listed(app.workspace, ref)
    sums = totals(items)
    empty = translate("Nobody was unhappy.")
    foot = words.closed_loop(sums) if items else ""
    listing = Listing(
        "clm/survey-follow-up@1",
        items,
        words.follow_ups(),
        {"totals": sums},
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

    Answers that still come are late. A standing survey asks no more.
    """
    from clm.services.surveys import close

    app.written(close(app.workspace, ref, app.who(), conclusions=why, dry_run=dry_run))


for one in (
    list_, show, plan, draw, invite, record, import_, answers, results, follow_up, close,
):  # fmt: skip
    command.add_command(one)
