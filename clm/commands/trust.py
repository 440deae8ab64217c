"""`clm trust`: may a repository run its own hooks and programs?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App
    from clm.services.trusting import Found


@verb("trust", epilog="Example: clm trust · clm trust --list · clm trust --remove")
@click.option("--list", "show_all", is_flag=True, help="The repositories you trust.")
@click.option("--remove", is_flag=True, help="Trust this repository no more.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would run, change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_app
def command(app: App, *, show_all: bool, remove: bool, dry_run: bool, yes: bool) -> None:
    """Show what this repository would run on your machine, and trust it if you agree.

    Hooks, filters, editors and other programs that its git config names run with your rights. Until
    you trust them, none of them runs: everything can be read, and writes are refused (exit 77). A
    repository that has none needs no trust. A changed setting or hook has to be trusted again;
    a script that one of them calls is not watched. Trust is kept in your own configuration.
    """
    from clm.services import trusting

    if show_all:
        _list(app)
    elif remove:
        folder = Path(app.resolved("data").value or ".").resolve()
        app.say(f"{trusting.withdraw(folder)} is not trusted any more")
    else:
        found = trusting.look(app.data)
        _show(app, found)
        if not (dry_run or found.is_trusted) and found.dangers:
            app.ask(f"trust {found.root} to run all this?", yes=yes)
            trusting.agree(found)
            app.say(f"{found.root} is trusted")


def _show(app: App, found: Found) -> None:
    from clm.i18n import translate
    from clm.render.listing import Column, Listing

    app.show(
        Listing(
            "clm/trust@1",
            found.items,
            (
                Column("what", translate("What")),
                Column("says", translate("Value")),
                Column("path", translate("Where")),
            ),
            extra={"root": found.root, "trusted": found.is_trusted},
            ids="path",
            empty=translate("Nothing of its own would run here: no trust is needed."),
        )
    )
    if found.is_trusted:
        app.say("it is trusted as it stands")


def _list(app: App) -> None:
    from clm.i18n import translate
    from clm.render.listing import Column, Listing
    from clm.services.trusting import listed

    app.show(
        Listing(
            "clm/trusted@1",
            listed(),
            (Column("path", translate("Where")), Column("holds", translate("Holds"))),
            ids="path",
            empty=translate("You trust no repository."),
        )
    )
