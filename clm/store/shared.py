"""Data files as a source has them; in a VPA's share an entry need not say its id, when and by whom.

There the VPA writes with any editor, and the team fills in the rest when it takes the entry in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clm.domain.casefile import SharedFile
from clm.store.kinds import record_of, target_of
from clm.store.reading import read

if TYPE_CHECKING:
    import msgspec

    from clm.domain.changes import FileKind
    from clm.store.reading import Parsed
    from clm.store.sources import Source


def record_in(share: str | None, kind: FileKind) -> type[msgspec.Struct]:
    """The record that a file holds: in a share, what its VPA may leave out is not missed."""
    return SharedFile if share and kind == "vpa-file" else record_of(kind)


def read_from(source: Source, path: str, data: bytes) -> Parsed[Any]:
    """A file of a source that is named like a record's; what an entry leaves out is filled in."""
    target = target_of(path)
    assert target is not None  # noqa: S101 -- the callers ask for no others
    parsed: Parsed[Any] = read(data, path, record_in(source.share, target.kind))
    if isinstance(parsed.record, SharedFile):
        from clm.domain.gate import completed, instant  # the patterns of secrets take long

        at = cast("str", instant(source.changed_at(path)))
        parsed.record = parsed.usable = completed(parsed.record, cast("str", source.share), at)
    return parsed
