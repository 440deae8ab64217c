"""The settings of a person and where each may come from: one declared table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Setting(NamedTuple):
    """One setting: option beats environment beats the person's file beats the default.

    `in_data` names the field of `clm.yaml` that stands between the person's file and the default,
    `in_locale` says that the locale's language stands before it.
    """

    key: str
    env: str | None
    default: str | None
    choices: tuple[str, ...]
    help: str
    in_data: str | None = None
    in_locale: bool = False


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("data", "CLM_DATA", None, (), "The data folder."),
    Setting("user", "CLM_USER", None, (), "Your handle; else the record with git's user.email."),
    Setting(
        "lang",
        "CLM_LANG",
        "en",
        ("de", "en", "pt"),
        "Language of what you read; else the locale's, else that of `clm.yaml`.",
        in_data="language",
        in_locale=True,
    ),
    Setting("color", None, "auto", ("auto", "always", "never"), "Colours on the terminal."),
    Setting(
        "format",
        None,
        "table",
        ("table", "json", "jsonl", "csv", "ids", "md", "html"),
        "Output form.",
    ),
    Setting(
        "smtp",
        "CLM_SMTP",
        None,
        (),
        "The mail server notices and reports go to, as smtp+starttls://user@host:587; its "
        "password only in CLM_SMTP_PASSWORD.",
    ),
    Setting("mail_from", "CLM_MAIL_FROM", None, (), "Who mail is from; else git's user.email."),
    Setting(
        "notify_command",
        "CLM_NOTIFY_COMMAND",
        None,
        (),
        "A command that is given a notice as JSON, for people whose channel is command; any exit"
        " code but 0 promises that nothing was sent.",
    ),
    Setting("shares", "CLM_SHARES", None, (), "The folder in which the VPAs' shares lie."),
    Setting("private", "CLM_PRIVATE", None, (), "The managers' own repository."),
    Setting(
        "private_key", "CLM_PRIVATE_KEY", None, (), "The file with your age identity, to read it."
    ),
)
"""Thresholds, calendars and roles are no settings of a person: they come from the data only."""


class Resolved(NamedTuple):
    """A setting's value and where it came from, as `resolve` tries the places."""

    key: str
    value: str | None
    origin: str


def setting(key: str) -> Setting | None:
    """The row of a key."""
    return next((row for row in SETTINGS if row.key == key), None)


def resolve(
    row: Setting,
    options: Mapping[str, str | None],
    environ: Mapping[str, str],
    own: Mapping[str, str],
    data: Mapping[str, str | None],
) -> Resolved:
    """Which value of a setting won."""
    places = (
        ("option", options.get(row.key)),
        (row.env or "", environ.get(row.env) if row.env else None),
        ("your config", own.get(row.key)),
        ("locale", _of_locale(row, environ) if row.in_locale else None),
        ("clm.yaml", _of_data(row, data)),
    )
    for origin, value in places:
        if value:
            return Resolved(row.key, value, origin)
    return Resolved(row.key, row.default, "default")


def _of_locale(row: Setting, environ: Mapping[str, str]) -> str | None:
    """The language of the first of LC_ALL, LC_MESSAGES and LANG that is set, if we speak it.

    `C` and `POSIX` mean English.
    """
    locale = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if locale.split(".")[0] in {"C", "POSIX"}:
        return "en"
    spoken = locale[:2].lower()
    return spoken if spoken in row.choices and not locale[2:3].isalpha() else None


def _of_data(row: Setting, data: Mapping[str, str | None]) -> str | None:
    """What the team says, unless it is none of the choices: a slip there must stop nobody."""
    value = data.get(row.in_data) if row.in_data else None
    return value if value in row.choices else None


def own_folder() -> Path:
    """The folder of the person's own settings.

    Raises:
        StateError: they have no home.
    """
    base = _own("XDG_CONFIG_HOME", ".config")
    if base is None:
        raise StateError(
            "you have no home folder, where your settings would be", "set HOME, or XDG_CONFIG_HOME"
        )
    return base / "clm"


def state_folder() -> Path | None:
    """The folder of what clm keeps for the person on this machine; None where they have no home."""
    base = _own("XDG_STATE_HOME", ".local/state")
    return base / "clm" if base else None


def _own(variable: str, below: str) -> Path | None:
    """As `base_folder`, but a relative one has no say (XDG Base Directory).

    It would be another one in each folder, and be written to among a team's files.
    """
    base = base_folder(variable, below)
    if base and not base.is_absolute():
        place = home()
        base = place / below if place and place.is_absolute() else None
    return base


def base_folder(variable: str = "XDG_CONFIG_HOME", below: str = ".config") -> Path | None:
    """The folder that a variable names, else one `below` the home; None where there is no home.

    As git takes it, so a relative one counts from the present folder.
    """
    import os
    from pathlib import Path

    named = os.environ.get(variable)
    if named:
        return Path(named)
    place = home()
    return place / below if place else None


def home() -> Path | None:
    """The person's home folder; None where HOME is not set and the system knows no such user."""
    from pathlib import Path

    try:
        return Path.home()
    except RuntimeError:
        return None
