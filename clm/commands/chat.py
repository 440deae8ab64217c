"""`clm chat`: the text for a VPA, filled, finished and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from clm.errors import UsageError
from clm.options import asks_again, key_values, pass_app, refuse_bare_force, standard_input, verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.app import App
    from clm.services.chats import Chosen


class Use(NamedTuple):
    """What is done with the text; a deadline and a word for our own file go with keeping it."""

    keep: bool
    copy: bool
    dry_run: bool
    deadline: date | None
    why: str | None
    force: bool


@verb(
    "chat",
    epilog="Example: clm chat mueller --deadline +5wd --edit, or: "
    "clm chat mueller keep-file --deadline fri > text.md, then: "
    "clm chat mueller keep-file --deadline fri --log - < text.md",
)
@click.argument("ref", metavar="REF")
@click.argument("template", required=False, metavar="[TEMPLATE]")
@click.argument("given", required=False, type=click.Choice(["-"]), metavar="[-]")
@click.option("--var", "values", multiple=True, metavar="KEY=VALUE", callback=key_values,
              help="A value of your own, as sender.name=Jana.")  # fmt: skip
@click.option("--deadline", metavar="DATE", help="By when the VPA's file is to be written.")
@click.option("--edit", is_flag=True, help="Finish the text in your editor, then keep it.")
@click.option("--log", "keep", is_flag=True, help="Keep the text in the VPA's file.")
@click.option("--copy", is_flag=True, help="Put the text on the clipboard instead of printing it.")
@click.option("--force", is_flag=True, help="Although it seems to hold a secret; needs -m.")
@click.option("-m", "--message", "why", metavar="TEXT", help="With --log: a word for our own file.")
@click.option("-n", "--dry-run", is_flag=True, help="With --log: show the diff, change nothing.")
@pass_app
def command(
    app: App,
    ref: str,
    template: str | None,
    given: str | None,
    values: Sequence[tuple[str, str]],
    deadline: str | None,
    why: str | None,
    *,
    edit: bool,
    keep: bool,
    copy: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Render the chat text for a customer's VPA, in the VPA's language.

    Without TEMPLATE the one that fits is taken: a customer the VPA does not know yet, a missed
    deadline, an unusual package, a file that is not kept. A text whose [[ANPASSEN: …]] blocks have
    been replaced is kept by --log; `-` reads it from standard input, --edit lets you finish it.
    With a deadline the VPA's file gets it, and you get a reminder.
    """
    from clm.services.chats import WantedChat, chosen, text_of

    if template == "-":
        template, given = None, "-"
    use = Use(keep or edit, copy, dry_run, app.day(deadline) if deadline else None, why, force)
    _refuse_misfit(use, given=bool(given), edit=edit)
    wanted = WantedChat(template, app.options.get("lang"), use.deadline, dict(values))
    choice = chosen(app.workspace, ref, wanted)
    for line in choice.said:
        app.say(line)
    if given:
        _hand_out(app, choice, standard_input().replace("\r\n", "\n"), use, shown=False)
        return
    text = text_of(app.workspace, choice, wanted, app.user.handle)
    if edit:
        from clm.services.drafts import draft

        with draft(choice.name, text, _then(choice, use), asks_again(app)) as final:
            _hand_out(app, choice, final, use, shown=True)
        return
    _hand_out(app, choice, text, use, shown=True)


def _refuse_misfit(use: Use, *, given: bool, edit: bool) -> None:
    if not use.keep and (given or use.why or use.force or use.dry_run):
        raise UsageError("without --log nothing is kept", "clm chat REF TEMPLATE --log -")
    if edit and given:
        raise UsageError("the text is there twice", "finish it by --edit, or give it by -")
    refuse_bare_force(use.why, force=use.force)


def _then(choice: Chosen, use: Use) -> str:
    """The command that keeps the text when it has been finished elsewhere."""
    by = f" --deadline {use.deadline}" if use.deadline else ""
    return f"clm chat {choice.customer} {choice.usable.head.id}{by} --log -"


def _hand_out(app: App, choice: Chosen, text: str, use: Use, *, shown: bool) -> None:
    """Copy, print and keep the text, as wished; what may not be kept is not copied either."""
    from clm.services.chats import Finished, copied, log, refuse_unfit

    finished = Finished(text, use.deadline, use.why, use.force)
    if use.keep:
        refuse_unfit(choice, finished)
    if use.copy and not use.dry_run:
        app.say(copied(text))
    elif shown and (not use.keep or (app.form() == "table" and not use.dry_run)):
        _print(app, choice, text)
    if use.keep:
        app.written(log(app.workspace, choice, finished, app.who(), dry_run=use.dry_run))


def _print(app: App, choice: Chosen, text: str) -> None:
    from clm.i18n import label
    from clm.render.listing import Column, Listing

    if app.form("table", "json", "jsonl") == "table":
        click.echo(text, nl=not text.endswith("\n"))
        return
    head = choice.usable.head
    item = {"ref": choice.customer, "template": head.id, "version": head.version,
            "language": head.language, "text": text}  # fmt: skip
    app.show(Listing("clm/chat@1", [item], [Column(key, label(key)) for key in item]))
