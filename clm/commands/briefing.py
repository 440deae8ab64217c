"""`clm briefing`: what a phase check needs, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.errors import UsageError
from clm.options import can_ask, pass_app, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App


def _answers(_ctx: click.Context, _param: click.Parameter, texts: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for name, sign, _ in pairs:
        if not sign:
            raise click.BadParameter(f"'{name}' is not KEY=VALUE")
    return {name.strip(): value for name, _, value in pairs}


@verb(
    "briefing",
    epilog="Example: clm briefing harms --record --answer vpa-file=yes --answer support=no",
)
@click.argument("ref", metavar="REF")
@click.option("--record", "keep", is_flag=True, help="Keep the answers of the open check.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", callback=_answers,
              help="With --record: an answer, not asked for then.")  # fmt: skip
@click.option("--on-behalf", is_flag=True, help="Act on a colleague's entry.")
@write_options
@pass_app
def command(
    app: App,
    ref: str,
    answers: Mapping[str, str],
    why: str | None,
    *,
    keep: bool,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    """Show what a phase check needs: infos, company, entry of sales, tasks, hours, VPA file.

    What nobody has written down shows as missing. With --record the questions of the open check
    are asked on a terminal, and the answers kept; seen or a reminder ends the check.
    """
    from clm.services.briefing import briefing

    if not keep and (answers or why or on_behalf or dry_run):
        raise UsageError("without --record nothing is kept", "clm briefing REF --record")
    item = briefing(app.workspace, ref)
    if keep:
        _record(app, item, answers, why, on_behalf=on_behalf, dry_run=dry_run)
    else:
        _show(app, item)


def _show(app: App, item: Mapping[str, Any]) -> None:
    if app.form() == "table":
        from clm.render.briefing import page

        click.echo(page(item, in_share=app.workspace.share is not None), nl=False)
        return
    from clm.i18n import label
    from clm.render.listing import Column, Listing

    keys = ("ref", "name", "list", "class", "prio", "vpa", "missing", "next")
    columns = tuple(Column(key, label(key)) for key in keys)
    app.show(Listing("clm/briefing@1", [item], columns, fields=tuple(item)))


def _record(
    app: App,
    item: Mapping[str, Any],
    answers: Mapping[str, str],
    why: str | None,
    *,
    on_behalf: bool,
    dry_run: bool,
) -> None:
    from clm.i18n import translate
    from clm.services.briefing import record

    who = app.who(on_behalf=on_behalf)
    told = {**_asked(app, item, answers), **answers}
    outcome = record(app.workspace, item, told, who, why=why, dry_run=dry_run)
    app.written(outcome)
    if outcome.receipt.commit:
        ends = translate("this does not end the check: {next}")
        app.say(ends.format(next=" · ".join(item["next"])))


def _asked(app: App, item: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
    """What a person types to the questions nobody has answered yet."""
    from functools import partial

    from clm.i18n import translate
    from clm.services.briefing import proposed, questions

    asked = questions(app.workspace, item)
    if not can_ask(app) or answers.keys() >= asked.keys():
        return {}
    if app.form() == "table":
        _show(app, item)
    told = proposed(item)
    return {
        key: click.prompt(
            translate(question),
            default=translate(told[key]),
            value_proc=partial(_understood, key),
            err=True,
        )
        for key, question in asked.items()
        if key not in answers
    }


def _understood(key: str, text: str) -> str:
    """An answer as it is kept; what is not understood is asked for again."""
    from clm.domain.briefing import answer

    try:
        return answer(key, text)
    except UsageError as problem:
        raise click.UsageError(problem.message) from problem
