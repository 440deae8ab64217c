"""`clm survey plan|draw|invite`: whom a survey asks, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from clm.domain.requestwords import Channel
from clm.domain.surveywords import Dimension, Method, Trigger
from clm.options import pass_app, spread, verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clm.app import App
    from clm.services.surveyletters import Letter


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
    its population is refused, as is a last day that is past.
    """
    from clm.services.surveyplanning import Plan, plan

    begins = app.day(opens) if opens else None
    planned = Plan(
        opens_on=begins, closes_on=app.day(closes, since=begins) if closes else None, **typed
    )
    app.written(plan(app.workspace, planned, app.who(), app.day, dry_run=dry_run))


@verb("set", epilog="Example: clm survey set sv-2k9x7d size=30 to=2026-12-18 where='class = A'")
@click.argument("ref", metavar="SURVEY")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def set_(app: App, ref: str, words: Sequence[str], *, dry_run: bool) -> None:
    """Change what was planned, in one commit: title, purpose, scope, owner, to, until it is closed.

    Before anybody is asked also from, where, language, channel, size, stratify and seed. The keys
    are the options of clm survey plan; an empty value takes one away.
    """
    from clm.services.surveysetting import set_fields

    app.written(set_fields(app.workspace, ref, words, app.who(), app.day, dry_run=dry_run))


@verb("draw", epilog="Example: clm survey draw sv-2k9x7d --all")
@click.argument("ref", metavar="SURVEY")
@click.option("--seed", metavar="WORD", help="Another than the survey's.")
@click.option("--all", "everybody", is_flag=True, help="The rest of the population, too, and why.")
@pass_app
def draw(app: App, ref: str, seed: str | None, *, everybody: bool) -> None:
    """Show who would be asked, and how they represent the population; nothing is written.

    A stratified sample goes by the population; where a group cannot fill its share, the others
    make up for it. Left out are those who were asked lately, have a critical complaint open, want
    no survey, or cannot be reached.
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
        app.show(
            Listing(
                "clm/survey-strata@1",
                strata,
                words.strata(),
                ids="stratum",
                foot=words.short_of(strata),
            )
        )
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
    has the contact, the e-mail, the phone number with 00 for +, the language and the text of the
    mail.
    """
    from clm.errors import UsageError
    from clm.services.surveyinviting import run
    from clm.services.surveyletters import keep_letters
    from clm.services.surveytriggers import invite_due

    if due and (ref or refs or output):
        hint = "clm survey invite --due, then clm survey invite SURVEY -O FILE for each"
        raise UsageError("--due is for all surveys on events, and writes no letters", hint)
    if not (due or ref):
        raise UsageError("which survey?", "clm survey invite SURVEY, or --due for those on events")
    if ref is None:
        app.written(invite_due(app.workspace, app.who(), dry_run=dry_run))
        app.name_bad_files()
        return

    kept: list[Path] = []

    def keep(letters: Sequence[Letter]) -> Path:
        kept.append(keep_letters(app.workspace, output or "", letters))
        return kept[0]

    keeper = keep if output else None
    outcome = run(app.workspace, ref, refs, app.who(), keep=keeper, dry_run=dry_run)
    if kept:
        app.say(output or "")
    app.written(outcome)
    if not refs:
        app.name_bad_files()
