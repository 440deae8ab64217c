"""The difference a command would make, as git shows it."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from clm.render.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_NEWLINE = "\\ No newline at end of file"


def unified(before: bytes | None, after: bytes | None, path: str) -> str:
    """The unified diff of one file; None is a file that does not exist.

    Characters that would act on a terminal are shown as escapes, so it is for reading, not for
    `git apply`. "" where nothing changes.
    """
    if before == after:
        return ""
    name = shown(path)
    head = [f"diff --git a/{name} b/{name}"]
    if before is None:
        head.append("new file mode 100644")
    if after is None:
        head.append("deleted file mode 100644")
    old = "/dev/null" if before is None else f"a/{name}"
    new = "/dev/null" if after is None else f"b/{name}"
    hunks = unified_diff(_lines(before), _lines(after), old, new)
    return "".join(f"{line}\n" for line in [*head, *_shown_lines(hunks)])


def _lines(content: bytes | None) -> list[str]:
    """Lines with their line feeds; only a line feed ends one."""
    text = (content or b"").decode("utf-8", "backslashreplace")
    *ended, last = text.split("\n")
    return [line + "\n" for line in ended] + ([last] if last else [])


def _shown_lines(hunks: Iterable[str]) -> Iterable[str]:
    for line in hunks:
        yield shown(line.removesuffix("\n"))
        if not line.endswith("\n"):
            yield _NO_NEWLINE
