"""Writing the person's own settings; reading them is on every start, so it lives elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from clm.domain.changes import Set, Target
from clm.errors import UsageError
from clm.services.configuration import OwnConfig, read_own
from clm.store.editing import edit
from clm.store.emit import new_file
from clm.store.placing import put, take_away

if TYPE_CHECKING:
    from clm.config import Setting


FOLDERS: Final = frozenset({"data", "shares", "private", "private_key"})
"""Settings that are folders, or a file."""


def checked(row: Setting, value: str) -> str | None:
    """A value as it is stored, None for an empty one; a folder is kept as its full path.

    Raises:
        UsageError: it is none of the setting's choices, or in the home of nobody.
    """
    if not value:
        return None
    if row.key == "smtp":
        from clm.services.mailing import server  # loads what mail needs

        server(value)
    if row.choices and value not in row.choices:
        raise UsageError(f"{row.key} cannot be {value}", f"one of: {', '.join(row.choices)}")
    return _full(row.key, value) if row.key in FOLDERS else value


def _full(key: str, value: str) -> str:
    try:
        return str(Path(value).expanduser().resolve())
    except RuntimeError:
        raise UsageError(f"{key} cannot be {value}: there is nobody like that", "mend it") from None


def write_own(path: Path, key: str, value: str | None) -> None:
    """Set one setting in the person's file, None removes it; the other lines stay.

    Raises:
        BadDataError: the file cannot be read.
        InputOutputError: the disk failed; the old file is intact.
    """
    held = read_own(path) if path.is_file() else {}
    if held.get(key) == value:
        return
    left = {**held, key: value}
    if value is None and not any(left.values()):
        take_away(path)
    elif not path.is_file():
        put(path, new_file(OwnConfig(**{key: value}), None))
    else:
        change = Set(Target("settings", "config"), (key,), value)
        put(path, edit(path.read_bytes(), str(path), OwnConfig, [change]))
