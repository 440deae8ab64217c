"""Problems as data: what is wrong, where, by which rule, and what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Finding(NamedTuple):
    """One problem at one place; `line` and `column` count from 1.

    `path` is relative to the data folder, with forward slashes. `rule` is a stable word for
    scripts. An `error` takes the file out of the lists; a `warning` does not.
    """

    path: str
    line: int
    column: int
    rule: str
    sentence: str
    hint: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.sentence}"
