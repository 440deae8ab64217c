"""`clm note`: write into a case file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from clm.errors import UsageError
from clm.options import can_ask, pass_app, refuse_bare_force, standard_input, verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.app import App
    from clm.errors import ClmError
    from clm.services.acting import Outcome
    from clm.services.noting import Typed

KINDS = (
    "other", "sales-talk", "lead-conversation", "chat-or-mail", "status-change", "vpa-change",
    "it-problem", "call", "single-chat", "complaint", "package-extension", "special-agreement",
    "addon-booking",
)  # fmt: skip


@verb(
    "note",
    epilog='Example: clm note mueller --kind call --tag telefonat --situation "fragt nach 50 h" '
    '--next "Angebot schicken" --next-on fri · clm note mueller --paste --source Teams < chat.txt',
)
@click.argument("ref", metavar="REF")
@click.argument("text", required=False, metavar="[TEXT|-]")
@click.option(
    "--file", type=click.Choice(("oteam", "vpa")), help="Which case file; oteam if not given."
)
@click.option("--kind", type=click.Choice(KINDS), help="What it is about.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="A tag; several are allowed.")
@click.option("--situation", metavar="TEXT", help="What is the matter.")
@click.option("--task-link", "task", metavar="T-ID|URL", help="The task it is about.")
@click.option("--reaction", metavar="TEXT", help="What was done about it.")
@click.option("--next", "next_steps", metavar="TEXT", help="The next steps.")
@click.option("--next-on", metavar="DATE", help="When they are due: reminds me of them.")
@click.option("--remind", metavar="DATE", help="Remind me of it.")
@click.option("--urgent", is_flag=True, help="Hand it over as urgent, to be accepted.")
@click.option("--to", metavar="HANDLE", help="With --urgent: to whom.")
@click.option("--paste", "pasted", is_flag=True, help="Quote the clipboard, or standard input.")
@click.option("--source", metavar="TEXT", help="With --paste: where it is from.")
@click.option("--at", metavar="MOMENT", help="With --paste: when it was said; now if not given.")
@click.option("--booking", metavar="B-ID", help="The booking it is about.")
@click.option("--complaint", metavar="CM-ID", help="The complaint it is about.")
@click.option("--what", metavar="TEXT", help="What is agreed specially.")
@click.option("--price", metavar="TEXT", help="At which price.")
@click.option("--valid-until", metavar="DATE", help="Until when.")
@click.option("--pin", is_flag=True, help="Keep it on top of the file.")
@click.option("--from-vpa", is_flag=True, help="What the customer's VPA told me; in their file.")
@click.option("--edit", is_flag=True, help="Fill in a form in the editor.")
@click.option("--force", is_flag=True, help="Although it seems to hold a secret; needs -m.")
@click.option("-m", "--message", metavar="TEXT", help="The text; with --force: why.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def command(app: App, /, ref: str, *, edit: bool, dry_run: bool, **given: Any) -> None:  # noqa: ANN401
    """Write an entry into a customer's case file; `-` reads the text from standard input.

    The O-Team file is internal; what goes into the VPA's file is for the VPA to read. Short is
    best: situation, reaction, next steps. A special agreement has --what, --price and
    --valid-until. A text that seems to hold a password or an account number is refused. In
    a VPA's share there is the VPA's file alone.
    """
    from clm.services.noting import Wish, note

    typed, force = _typed(app, given)
    wish = Wish(given["file"], given["from_vpa"], _urgent_to(given), force)
    who = app.who()

    def write(typed: Typed) -> Outcome:
        return note(app.workspace, ref, typed, wish, who, app.day, dry_run=dry_run)

    app.written(_edited(app, typed, write) if edit else write(typed))


def _typed(app: App, given: dict[str, Any]) -> tuple[Typed, str | None]:
    """The entry as it was typed, and why a secret is kept in it."""
    from clm.services.noting import Typed

    text, message, force = given["text"], given["message"], None
    if given["force"]:
        refuse_bare_force(message, force=True)
        message, force = None, message
    if text and message:
        raise UsageError("the text is there twice", "give it as the argument or by -m")
    words = standard_input() if text == "-" else text or message
    if given["pasted"]:
        if words:
            raise UsageError("with --paste the text is the quote", "--situation TEXT says more")
        words = _pasted(app)
    fields = {name: value for name, value in given.items() if name in Typed._fields}
    return Typed(**(fields | {"text": words})), force


def _pasted(app: App) -> str:
    """What is to be quoted: standard input, where something comes from there, else the clipboard.

    Characters that nobody sees, as chats are full of, are left out, and told.
    """
    from clm.services.noting import clipboard, quotable

    text = clipboard() if sys.stdin.isatty() else standard_input()
    if not text.strip():
        raise UsageError(
            "there is nothing to paste", "copy it first, or: clm note REF --paste < FILE"
        )
    seen, unseen = quotable(text)
    if unseen:
        from clm.i18n import ngettext

        said = ngettext(
            "{n} invisible character was left out", "{n} invisible characters were left out", unseen
        )
        app.say(said.format(n=unseen))
    return seen


def _urgent_to(given: dict[str, Any]) -> str | None:
    if given["urgent"] and not given["to"]:
        raise UsageError("to whom is it handed over?", "--to HANDLE")
    if given["to"] and not given["urgent"]:
        raise UsageError(
            "--to goes with --urgent", "clm remind REF DATE --for HANDLE reminds others"
        )
    to: str | None = given["to"]
    return to


def _edited(app: App, typed: Typed, write: Callable[[Typed], Outcome]) -> Outcome:
    from clm.i18n import translate
    from clm.services.noteform import in_editor

    def again(problem: ClmError) -> bool:
        if not can_ask(app):
            return False
        app.say(problem.message)
        return click.confirm(translate("edit again?"), default=True, err=True)

    return in_editor(typed, write, again)
