"""The settings of a person and where each may come from: one declared table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Setting(NamedTuple):
    """One setting: option beats environment beats the person's file beats the default.

    `in_data` names the field of `clm.yaml` that stands between the person's file and the default.
    """

    key: str
    env: str | None
    default: str | None
    choices: tuple[str, ...]
    help: str
    in_data: str | None = None


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("data", "CLM_DATA", None, (), "The data folder."),
    Setting("user", "CLM_USER", None, (), "Your handle; else the record with git's user.email."),
    Setting("lang", "CLM_LANG", None, ("de", "en", "pt"), "Language of what you read.", "language"),
    Setting("color", None, "auto", ("auto", "always", "never"), "Colours on the terminal."),
    Setting(
        "format",
        None,
        "table",
        ("table", "json", "jsonl", "csv", "ids", "md", "html"),
        "Output form.",
    ),
)
"""Thresholds, calendars and roles are no settings of a person: they come from the data only."""


class Resolved(NamedTuple):
    """A setting's value and where it came from: option, environment, file, data or default."""

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
        ("clm.yaml", data.get(row.in_data) if row.in_data else None),
    )
    for origin, value in places:
        if value:
            return Resolved(row.key, value, origin)
    return Resolved(row.key, row.default, "default")
