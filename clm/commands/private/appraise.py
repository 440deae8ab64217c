"""`clm private appraise`: a page a person of what their goals came to, kept apart (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, private_store, text_from, verb
from clm.printing import PAPER, paper_or_write

if TYPE_CHECKING:
    from clm.app import App


@verb("appraise", epilog='Example: clm private appraise tom -m "Übernimmt im Januar die Reisen"')
@click.argument("handle")
@click.option("--on", metavar="DATE", help="The day it is about, else today.")
@click.option("-m", "--message", "note", metavar="TEXT|-", help="What was said; - reads it.")
@click.option("--print", "only_shown", is_flag=True, help="Show the page, keep nothing.")
@pass_app
def appraise(app: App, handle: str, on: str | None, note: str | None, *, only_shown: bool) -> None:
    """Keep the page of an appraisal: how far the goals of a colleague are since the last one.

    It stands in the private store alone, one page a day. Without a store it is shown all the same,
    and nothing is kept.
    """
    from clm.i18n import translate
    from clm.render.appraisals import appraisal as words
    from clm.services.appraisals import appraised, keep

    app.form(*PAPER)
    day = app.day(on, past=True) if on else app.workspace.today
    said = text_from("-") if note == "-" else note
    store, me = private_store(app), app.user.handle
    found = appraised(app.workspace, store, handle, me, day, said)
    paper_or_write(app, None, found, words)
    if store is None and not only_shown:
        app.say(translate("you have no private store: the page was not kept"))
    elif store and not only_shown:
        app.say(translate("kept in the private store: {page}").format(page=keep(store, found)))
    app.name_bad_files()  # last: it ends the command, and what was said is kept by then
