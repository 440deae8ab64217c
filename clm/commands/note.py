"""`clm note`: write into a case file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import pass_app, standard_input, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.domain.casefile import NoteKind

KINDS = (
    "other", "sales-talk", "lead-conversation", "chat-or-mail", "status-change", "vpa-change",
    "it-problem", "call", "single-chat", "complaint", "package-extension", "special-agreement",
    "addon-booking",
)  # fmt: skip


@verb("note", epilog='Example: clm note mueller "Rückruf: möchte auf 50 h erhöhen" --kind call')
@click.argument("ref", metavar="REF")
@click.argument("text", required=False, metavar="[TEXT|-]")
@click.option(
    "--file", type=click.Choice(("oteam", "vpa")), help="Which case file; oteam if not given."
)
@click.option("--kind", type=click.Choice(KINDS), default="other", help="What it is about.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="A tag; several are allowed.")
@click.option("--remind", metavar="DATE", help="Remind me of it.")
@click.option("-m", "--message", "message", metavar="TEXT", help="The text, if it is no argument.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def command(
    app: App,
    ref: str,
    text: str | None,
    file: str | None,
    kind: NoteKind,
    tags: Sequence[str],
    remind: str | None,
    message: str | None,
    *,
    dry_run: bool,
) -> None:
    """Write an entry into a customer's case file; `-` reads the text from standard input.

    The O-Team file is internal; what goes into the VPA's file is for the VPA to read. In a VPA's
    share there is the VPA's file alone.
    """
    from clm.services.acts import note

    if text and message:
        raise UsageError("the text is there twice", "give it as the argument or by -m")
    words = standard_input() if text == "-" else text or message
    if not words or not words.strip():
        raise UsageError("what should be noted?", 'clm note REF "TEXT", or - for standard input')
    day = app.day(remind) if remind else None
    app.written(
        note(
            app.workspace,
            ref,
            words.strip(),
            app.who(),
            kind=kind,
            file=file or ("vpa" if app.workspace.share else "oteam"),
            tags=tags,
            remind_on=day,
            dry_run=dry_run,
        )
    )
