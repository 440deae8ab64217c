"""`clm initiative send|record`: letters, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from clm.errors import UsageError
from clm.options import leave, pass_app, this_host, verb, ways_out, write_options

if TYPE_CHECKING:
    from clm.app import App


@verb("send", epilog="Example: clm initiative send in-4k7d2m -n · clm initiative send in-4k7d2m")
@click.argument("ref", metavar="INITIATIVE")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="No more than so many.")
@click.option("--retry", is_flag=True, help="Also those for whom it failed.")
@click.option("-O", "--output", metavar="FOLDER", help="By hand: write the letters there.")
@click.option("-n", "--dry-run", is_flag=True, help="Show whom, and one letter; send nothing.")
@pass_app
def send(
    app: App, ref: str, limit: int | None, output: str | None, *, retry: bool, dry_run: bool
) -> None:
    """Write to the recipients: by mail or your own command, only on the host that clm.yaml names.

    Each is written to once, from one clone of the data. Who has opted out since, was written to
    lately or complains is left out. What may have arrived is never sent again by itself. By
    hand, -O writes the letters; clm initiative record notes who got one.
    """
    from clm.render.initiatives import letter_text, of_sending
    from clm.services.initiativeletters import keep_letters
    from clm.services.initiativesending import planned
    from clm.services.initiativesending import send as send_now
    from clm.services.initiativeways import sender_of

    if not (dry_run or output):
        host, ways = this_host(), ways_out(app)
        done = send_now(app.workspace, ref, app.who(), ways, host, retry=retry, limit=limit)
        app.show(of_sending(done.items))
        _name(done.problems)
        app.name_bad_files()
        if done.code:
            leave(done.code)
        return
    one, made, items = planned(app.workspace, ref, retry=retry, limit=limit)
    if output and one.sending != "hand":
        raise UsageError(f"{one.id} is sent by {one.sending}", "-O is for letters sent by hand")
    app.show(of_sending(items, None if one.recipients or one.trigger else one.id))
    if output and not dry_run:
        keep_letters(app.workspace, output, made)
        app.say(output)
    elif made and app.form() == "table":
        sender = sender_of(app.workspace, ways_out(app)) if one.sending == "mail" else None
        click.echo("\n" + letter_text(made[0]._asdict(), sender), nl=False)
    app.name_bad_files()


def _name(problems: dict[str, str | None]) -> None:
    from clm.render.text import error

    for sentence, hint in problems.items():
        click.echo(error(sentence, hint), nl=False, err=True)


@verb("record", epilog="Example: clm initiative record in-4k7d2m mueller --answered -m 'ruft an'")
@click.argument("ref", metavar="INITIATIVE")
@click.argument("customer", metavar="CUSTOMER")
@click.option("--sent", is_flag=True, help="They got a letter, sent by hand.")
@click.option("--failed", is_flag=True, help="What was left half sent did not come.")
@click.option("--answered", is_flag=True, help="They answered.")
@click.option("--opted-out", is_flag=True, help="They want no more.")
@write_options
@pass_app
def record(
    app: App, /, ref: str, customer: str, why: str | None, *, dry_run: bool, **flags: bool
) -> None:
    """Note what became of one recipient.

    An opt-out is noted with the customer too, in the same commit: no initiative of its purpose
    writes to them again until they agree.
    """
    from clm.domain.initiativeacts import Said
    from clm.services.initiatives import record

    said = [one for one in get_args(Said) if flags[one.replace("-", "_")]]
    if len(said) != 1:
        raise UsageError("what became of it?", "one of --sent, --failed, --answered, --opted-out")
    who = app.who()
    app.written(record(app.workspace, ref, customer, said[0], who, note=why, dry_run=dry_run))
