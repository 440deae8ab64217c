"""`clm customer consent`: what a customer agrees to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb, write_options

if TYPE_CHECKING:
    from clm.app import App


@verb("consent", epilog="Example: clm customer consent mueller survey --off -m 'am Telefon gesagt'")
@click.argument("ref", metavar="REF")
@click.argument("purpose", metavar="PURPOSE")
@click.option("--off", is_flag=True, help="They do not want it any more, or never did.")
@write_options
@pass_app
def command(app: App, ref: str, purpose: str, why: str | None, *, off: bool, dry_run: bool) -> None:
    """Note that a customer agrees to something, or with --off no longer does.

    PURPOSE is survey, newsletter, offers or follow-up. Surveys and follow-ups go to who has not
    declined, newsletters and offers only to who has agreed. It is noted in the O-Team file.
    """
    from clm.services.acts import consent

    app.written(consent(app.workspace, ref, purpose, app.who(), why, off=off, dry_run=dry_run))
