"""`clm notify`: the outbox, listed and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import (
    chosen,
    leave,
    noun,
    pass_app,
    this_host,
    verb,
    ways_out,
    where_option,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.app import App
    from clm.domain.findings import Finding
    from clm.errors import ClmError
    from clm.render.listing import Listing


@noun("notify", epilog="Example: clm notify list · clm notify send")
def command() -> None:
    """Notices: who is told what by mail, or by a command of yours.

    Commands and cron put them into the outbox; one host sends them, each at most once.
    """


@verb("list", epilog="Example: clm notify list · clm notify list a-customer-b-2k9x7d1q")
@click.argument("notice", required=False, metavar="[ID]")
@click.option("--all", "every", is_flag=True, help="Those that are sent, too.")
@where_option
@pass_app
def list_(app: App, notice: str | None, where: Sequence[str], *, every: bool) -> None:
    """List what is to be sent; with an id, print what that notice says, to be copied.

    JSON has the text of each.
    """
    from clm.services.notices import item, listed, notice_of, with_words

    workspace = app.workspace
    wants_text = app.form() in ("json", "jsonl") or "text" in app.options.get("fields", ())
    findings: list[Finding] = []
    problems: list[ClmError] = []

    def load(lifted: bool) -> list[dict[str, Any]]:
        if notice:
            items = [item(workspace, notice_of(workspace, notice))]
        else:
            items, bad = listed(workspace, every=every or lifted)
            findings.extend(bad)
        if wants_text or notice:
            items, unsaid = with_words(workspace, items)
            problems.extend(unsaid)
        return items

    items = chosen(app, "notify list", where, load)
    if notice and problems:
        raise problems[0]
    if notice and items and app.form() == "table":
        click.echo(items[0]["text"], nl=False)
        return
    app.show(_listing("clm/notify@1", items))
    _name_stuck(app, items)
    _leave_with([*map(str, findings), *(one.message for one in problems)], 0)
    app.name_bad_files()
    if findings or problems:
        leave(65)


def _name_stuck(app: App, items: Sequence[dict[str, Any]]) -> None:
    """What is not sent by itself any more, and how it is."""
    from clm.i18n import translate

    said = {
        "sending": translate("left half sent, or being sent now"),
        "refused": translate("refused, and not tried again by itself (clm notify send --again ID)"),
    }
    for state, sentence in said.items():
        stuck = ", ".join(one["id"] for one in items if one["state"] == state)
        if stuck:
            app.say(f"{sentence}: {stuck}")


def _listing(schema: str, items: Sequence[dict[str, Any]], *, has_problems: bool = True) -> Listing:
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing

    columns = [
        Column("id", label("id")),
        Column("on", label("on")),
        Column("event", translate("What")),
        Column("about", translate("About")),
        Column("persons", translate("For whom"), value=_to),
        Column("state", translate("State"), value=lambda one: label(one["state"])),
    ]
    fields = ["customer", "trigger", "to", "urgent", "host", "sent_at", "when", "text"]
    if has_problems:
        columns.append(Column("problem", translate("Problem")))
    else:
        fields.append("problem")
    return Listing(
        schema,
        items,
        columns,
        ids="id",
        fields=fields,
        empty=translate("The outbox is empty."),
    )


def _to(one: Mapping[str, Any]) -> str:
    return ", ".join(one["persons"] or one["to"])


@verb("send", epilog="Example: clm notify send · clm notify send --again nudge-2026-w47-jana")
@click.option(
    "--again", multiple=True, metavar="ID", help="Send what was left half sent, or refused."
)
@click.option("-n", "--dry-run", is_flag=True, help="Show what would go out, send nothing.")
@pass_app
def send(app: App, again: Sequence[str], *, dry_run: bool) -> None:
    """Send what is in the outbox: only on the host that clm.yaml names, each notice once.

    Of several clones on that host the one that sent first sends; another does not know what went
    out since.
    What is not urgent waits for the working time of who gets it. What a server does not take
    stays in the outbox; what may have arrived, or was refused for good, is never sent again by
    itself.
    """
    from clm.i18n import translate
    from clm.render.listing import chosen
    from clm.render.text import error
    from clm.services.sending import send as send_now

    host = this_host()
    chosen(_listing("", (), has_problems=False), app.options.get("fields", ()))
    done = send_now(app.workspace, app.who(), ways_out(app), host, again=again, dry_run=dry_run)
    if not app.options.get("quiet"):
        # What went wrong is said below, once.
        app.show(_listing("clm/notify-send@1", done.items, has_problems=False))
    for dropped in done.dropped:
        over = translate("{id} is not so any more: it is not sent, and leaves the outbox")
        app.say(over.format(id=dropped))
    bad = [*done.findings, *app.workspace.findings()]
    _leave_with([str(one) for one in bad], 0)
    for sentence, hint in done.problems.items():
        click.echo(error(sentence, hint), nl=False, err=True)
    if done.code or bad:
        leave(done.code or 65)


def _leave_with(lines: Sequence[str], code: int) -> None:
    """Name problems, with -q too, and leave with a code where there is one."""
    from clm.render.safe import shown

    for line in lines:
        click.echo(shown(line), err=True)
    if code:
        leave(code)


command.add_command(list_)
command.add_command(send)
