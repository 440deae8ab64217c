"""`clm survey record|import|answers`: what customers answered."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from clm.options import key_values, leave, pass_app, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.services.surveyanswers import Report


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
    """Record an answer: each customer, each token answers once, until the survey is closed.

    Where a sample is drawn only those invited answer; else who answers is noted as invited. An
    unhappy one opens a task for the account manager and puts the customer on the watchlist. An
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

    Columns are token or customer, on, score, and the ids of questions; those of the letters are
    passed over, so that scores may be filled in there. Without --apply nothing is written. A bad
    row is named and left out, with exit 65; of an anonymous survey nothing is taken then, unless
    its token was used before, and never fewer than hide each other.
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

    from clm.i18n import ngettext, translate
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
    said = ngettext(
        "{taken} answer, {empty} empty, {errors} left out",
        "{taken} answers, {empty} empty, {errors} left out",
        report.taken,
    )
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
    listing = Listing("clm/survey-answers@1", items, words.answers(), extra, ids="id", empty=empty)
    app.show(listing)
    if survey.anonymous and not items and survey.answers:
        app.say(translate("too few to tell without telling whose they are"))
