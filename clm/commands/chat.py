"""`clm chat`: render a chat text for a VPA."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.services.chats import Chosen


def _values(
    _ctx: click.Context, _param: click.Parameter, texts: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    pairs = [text.partition("=") for text in texts]
    for name, sign, _ in pairs:
        if not sign:
            raise click.BadParameter(f"'{name}' is not KEY=VALUE")
    return tuple((name.strip(), value) for name, _, value in pairs)


@verb(
    "chat",
    epilog="Example: clm chat mueller --deadline fri > text.md, then: "
    "clm chat mueller new-regular --deadline fri --log - < text.md",
)
@click.argument("ref", metavar="REF")
@click.argument("template", required=False, metavar="[TEMPLATE]")
@click.argument("finished", required=False, type=click.Choice(["-"]), metavar="[-]")
@click.option("--var", "values", multiple=True, metavar="KEY=VALUE", callback=_values,
              help="A value of your own, as sender.name=Jana.")  # fmt: skip
@click.option("--deadline", metavar="DATE", help="By when the VPA's file is to be written.")
@click.option("--log", "keep", is_flag=True, help="Keep the text in the VPA's file.")
@click.option("-n", "--dry-run", is_flag=True, help="With --log: show the diff, change nothing.")
@pass_app
def command(
    app: App,
    ref: str,
    template: str | None,
    finished: str | None,
    values: Sequence[tuple[str, str]],
    deadline: str | None,
    *,
    keep: bool,
    dry_run: bool,
) -> None:
    """Render the chat text for a customer's VPA, in the VPA's language.

    Without TEMPLATE the one that fits is taken. A text whose [[ANPASSEN: …]] blocks have been
    replaced is kept by --log; `-` reads it from standard input.
    """
    from clm.services.chats import WantedChat, chosen, log, text_of

    if template == "-":
        template, finished = None, "-"
    if not keep and (finished or dry_run):
        raise UsageError("without --log nothing is kept", "clm chat REF TEMPLATE --log -")
    day = app.day(deadline) if deadline else None
    wanted = WantedChat(template, app.options.get("lang"), day, dict(values))
    choice = chosen(app.workspace, ref, wanted)
    for line in choice.said:
        app.say(line)
    if finished:
        text = sys.stdin.read().replace("\r\n", "\n")
    else:
        text = text_of(app.workspace, choice, wanted, app.user.handle)
        if not keep or (app.form() == "table" and not dry_run):
            _print(app, choice, text)
    if keep:
        app.written(log(app.workspace, choice, text, app.who(), day, dry_run=dry_run))


def _print(app: App, choice: Chosen, text: str) -> None:
    from clm.i18n import label
    from clm.render.listing import Column, Listing

    if app.form("table", "json", "jsonl") == "table":
        click.echo(text, nl=False)
        return
    head = choice.usable.head
    item = {"ref": choice.customer, "template": head.id, "version": head.version,
            "language": head.language, "text": text}  # fmt: skip
    app.show(Listing("clm/chat@1", [item], [Column(key, label(key)) for key in item]))
