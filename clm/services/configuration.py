"""Reading and writing the person's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.customer import Record
from clm.errors import BadDataError
from clm.store.reading import read
from clm.store.sources import WorkTree

if TYPE_CHECKING:
    from pathlib import Path


class OwnConfig(Record, frozen=True, kw_only=True):
    """`$XDG_CONFIG_HOME/clm/config.yaml`."""

    data: str | None = None
    user: str | None = None
    lang: str | None = None
    color: str | None = None
    format: str | None = None
    smtp: str | None = None
    mail_from: str | None = None
    notify_command: str | None = None
    shares: str | None = None
    private: str | None = None
    private_key: str | None = None


def read_own(path: Path) -> dict[str, str]:
    """The settings that stand in the file.

    Raises:
        BadDataError: it cannot be read.
    """
    file = path.resolve()  # it may be a link, and of any size
    parsed = read(WorkTree(file.parent).read(file.name) or b"", str(path), OwnConfig)
    for finding in parsed.findings:
        if finding.severity == "error":
            raise BadDataError(str(finding), finding.hint)
    record = parsed.record
    if record is None:
        return {}
    found = {name: getattr(record, name) for name in OwnConfig.__struct_fields__}
    return {name: value for name, value in found.items() if value is not None}
