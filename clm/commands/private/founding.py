"""`clm private init` and `recipients`: the store itself, and who can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.commands.private.told import told
from clm.options import demanded_store, noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@verb("init", epilog="Example: clm private init ~/clm-private --recipient age1…")
@click.argument("place", metavar="DIR")
@click.option("--remote", metavar="URL", help="Its own remote, never the team's.")
@click.option(
    "--recipient", "recipients", metavar="age1…", multiple=True, help="Encrypt for this reader."
)
@pass_app
def init(app: App, place: str, remote: str | None, recipients: tuple[str, ...]) -> None:
    """Make the managers' own repository, or take one that was cloned.

    Only you can read its folder (0700), and your own settings remember where it is. With
    recipients everything in it is encrypted by age for each of them. Made again, nothing changes.
    """
    from pathlib import Path

    from clm.app import config_path
    from clm.i18n import translate
    from clm.services.privatefounding import found

    done = found(app.workspace, Path(place), config_path(), remote, recipients)
    click.echo(f"private init: {done.root}" if done.made else f"{done.root} is there already")
    if done.before:
        said = translate("your settings named {folder} until now: what is kept there stays there")
        app.say(said.format(folder=done.before))


@noun("recipients", epilog="Example: clm private recipients add age1…")
def recipients() -> None:
    """Who can read what is encrypted in the private store.

    A change encrypts everything anew. The history keeps what a removed key could read.
    """


@verb("list", epilog="Example: clm private recipients list")
@pass_app
def list_(app: App) -> None:
    """The public keys that everything is encrypted for; none: it is not encrypted.

    Whose key is whose is yours to know.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing

    items = [{"recipient": one} for one in demanded_store(app).recipients]
    columns = (Column("recipient", label("recipient")),)
    empty = translate("Nothing is encrypted.")
    app.show(Listing("clm/private-recipients@1", items, columns, ids="recipient", empty=empty))


@verb("add", epilog="Example: clm private recipients add age1…")
@click.argument("recipient", metavar="age1…")
@pass_app
def add(app: App, recipient: str) -> None:
    """Let one more key read everything that is kept.

    Your own key is needed, to read what is encrypted so far. With the first recipient, what lay
    open until then stays open in the history.
    """
    from clm.services.privatefounding import add_recipient

    store = demanded_store(app)
    commit = add_recipient(store, recipient)
    told(app, "private recipients", commit, [recipient] if commit else [], undo=False)
    if commit and not store.recipients:
        app.say("the history still has it unencrypted")


@verb("remove", epilog="Example: clm private recipients remove age1…")
@click.argument("recipient", metavar="age1…")
@pass_app
def remove(app: App, recipient: str) -> None:
    """Let a key read nothing that is written from now on.

    Everything is encrypted anew without it. The history, and every clone, keeps what it could read.
    """
    from clm.services.privatefounding import remove_recipient

    commit = remove_recipient(demanded_store(app), recipient)
    told(app, "private recipients", commit, [recipient], undo=False)
    app.say("the history and every clone keep what this key could read")


for _one in (list_, add, remove):
    recipients.add_command(_one)
