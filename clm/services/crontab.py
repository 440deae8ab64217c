"""The lines that let cron or systemd run what is due."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Entry(NamedTuple):
    """One thing that is run again and again: the words of the command, and when."""

    name: str
    words: tuple[str, ...]
    cron: str
    systemd: str


ENTRIES: Final[tuple[Entry, ...]] = (
    # Which job is due is known to `report run`, holidays and time zone included.
    Entry("clm-report", ("report", "run", "--due", "-q"), "5 * * * *", "*-*-* *:05:00"),
    Entry("clm-survey", ("survey", "invite", "--due", "-q"), "10 7 * * *", "*-*-* 07:10:00"),
    Entry("clm-notify", ("notify", "send", "-q"), "*/15 * * * *", "*-*-* *:00/15:00"),
)


def crontab(program: Sequence[str], said: Sequence[str]) -> str:
    """Lines for `crontab -e`; `said` are comments above them."""
    lines = [f"# {line}" if line else "#" for line in said]
    for entry in ENTRIES:
        # cron takes a percent sign for a line break.
        typed = shlex.join([*program, *entry.words]).replace("%", r"\%")
        lines.append(f"{entry.cron} {typed}")
    return "\n".join(lines) + "\n"


def units(program: Sequence[str], said: Sequence[str]) -> str:
    """The service and timer files for systemd, each under its name."""
    lines = [f"# {line}" if line else "#" for line in said]
    for entry in ENTRIES:
        typed = " ".join(_quoted(word) for word in [*program, *entry.words])
        lines += [
            "",
            f"# {entry.name}.service",
            "[Unit]",
            f"Description={entry.name}",
            "",
            "[Service]",
            "Type=oneshot",
            f"ExecStart={typed}",
            "",
            f"# {entry.name}.timer",
            "[Unit]",
            f"Description={entry.name}",
            "",
            "[Timer]",
            f"OnCalendar={entry.systemd}",
            "Persistent=true",
            "",
            "[Install]",
            "WantedBy=timers.target",
        ]
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """A word of ExecStart=, in which percent and dollar signs mean something else."""
    plain = word.replace("%", "%%").replace("$", "$$")
    if plain and all(char.isalnum() or char in "/._-+=:@%$" for char in plain):
        return plain
    inner = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'
