"""`clm cron`: lines for cron or systemd."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from clm.errors import UsageError
from clm.options import noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@noun("cron", epilog="Example: clm cron print")
def command() -> None:
    """What cron or systemd needs to run nudges, reports and notices by itself."""


@verb("print", epilog="Example: clm cron print · clm cron print --systemd")
@click.option("--systemd", is_flag=True, help="Units for systemd instead of lines for cron.")
@pass_app
def print_(app: App, *, systemd: bool) -> None:
    """Print the lines for this data folder; nothing is installed.

    They ask every hour for what is due, the nudge, the report and the list of misses, and send
    what waits in the outbox.
    """
    from clm.i18n import translate
    from clm.services.crontab import crontab, units

    program = [*_program(), "-C", str(app.workspace.data)]
    named = app.resolved("user").value
    if named:
        program += ["--as", named]
    if any(not char.isprintable() for word in program for char in word):
        raise UsageError("no line can name this folder: its name has control characters", "mv it")
    said = (
        translate("Nudges, the weekly report, the misses and the notices of this data folder."),
        translate("The hours are in clm.yaml: policy.nudge_hour, report_hour, misses_hour."),
        translate("Mail leaves by your own settings: clm config set smtp …, or CLM_SMTP;"),
        translate("a password only in CLM_SMTP_PASSWORD. Else set notify_command."),
        translate("Only the host that clm.yaml names under notify.host sends."),
        translate("They act as the git identity of the user they run under, else: --as HANDLE;"),
        translate("cron may lack HOME, where git config and your own settings are found."),
    )
    click.echo((units if systemd else crontab)(program, said), nl=False)


def _program() -> list[str]:
    """How this very program is started again, from any folder."""
    from pathlib import Path

    started = Path(sys.argv[0])
    if started.name == "clm" and started.is_file():
        return [str(started.absolute())]
    return [sys.executable, "-m", "clm"]


command.add_command(print_)
