"""`clm init`: make a data folder in a git repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from clm.app import App
    from clm.domain.values import Language
    from clm.services.founding import Founded


@verb("init", epilog="Example: clm init kunden --as jana")
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--name", metavar="TEXT", help="What the team is called; else the folder's name.")
@click.option("--timezone", metavar="ZONE", default="Europe/Berlin", help="As Europe/Lisbon.")
@pass_app
def command(app: App, folder: str | None, name: str | None, timezone: str) -> None:
    """Make a data folder here or in DIR: settings, schemas, chat templates and your own record.

    Where there is no git repository one is made, and everything is one commit. You are the person
    of the git identity and get every role; --as HANDLE says how you are to be called. Bookings
    before this day open no check. The tags of case files begin with a list in your language
    (--lang), to be changed in clm.yaml. In a data folder nothing is changed.
    """
    from clm.services.founding import Wish, found

    place = Path(folder or app.options.get("data") or ".").resolve()
    today = app.pinned_day()
    language = cast("Language", app.resolved("lang").value or "en")
    wish = Wish(app.resolved("user").value, name, timezone, today, language)
    _say(app, found(place, wish))


def _say(app: App, founded: Founded) -> None:
    import json

    from clm.i18n import translate
    from clm.render.safe import json_text, shown

    if app.form("table", "json") == "json":
        changed = [founded.handle] if founded.handle else []
        answer: dict[str, object] = {"commit": founded.commit, "changed": changed, "undo": None}
        answer |= {"schema": "clm/init@1", "folder": str(founded.folder)}
        click.echo(json_text(json.dumps(answer, ensure_ascii=False)))
        return
    if founded.commit is None:
        sentence = translate("{folder} is a data folder already: nothing changed")
        click.echo(shown(sentence.format(folder=founded.folder)))
        return
    sentence = translate("{folder} is a data folder now, and you are {handle} in it")
    click.echo(shown(sentence.format(folder=founded.folder, handle=founded.handle)))
    app.say(translate("next: clm customer add NAME, or clm import customers FILE"))
