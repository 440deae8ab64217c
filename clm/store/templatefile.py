"""Template files: front matter in YAML, read strictly, and the body below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.findings import Finding
from clm.domain.template import TemplateHead
from clm.store.dialect import decode
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.store.reading import Parsed

_PATH: Final = re.compile(r"templates/([a-z]{2})/([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)\.md\.j2")
_FENCE: Final = "---\n"


class TemplateFile(NamedTuple):
    """One file: `head` unless a finding is an error; `first_line` is where the body begins."""

    path: str
    language: str
    name: str
    head: TemplateHead | None
    body: str
    first_line: int
    findings: tuple[Finding, ...]
    places: dict[str, tuple[int, int]]

    def place(self, field: str) -> tuple[int, int]:
        """Line and column of a field of the front matter, of the file's begin where it is not."""
        return self.places.get(field, (1, 1))


def is_template(path: str) -> bool:
    """Does a template lie at this path, by its name?"""
    return _PATH.fullmatch(path) is not None


def template_names(paths: Iterable[str]) -> frozenset[str]:
    """The names of the templates at some paths, whatever their language."""
    return frozenset(found[2] for found in map(_PATH.fullmatch, paths) if found)


def read_template(data: bytes, path: str) -> TemplateFile:
    """Read one template; never raises, whatever the bytes. `path` must be a template's."""
    named = _PATH.fullmatch(path)
    assert named is not None  # noqa: S101 -- `is_template` has said so
    empty = TemplateFile(path, named[1], named[2], None, "", 1, (), {})
    text, findings = decode(data, path)
    if text is None:
        return empty._replace(findings=tuple(findings))
    end = text.find("\n" + _FENCE)
    if not text.startswith(_FENCE) or end < 0:
        sentence = "the template has no front matter between two lines of ---"
        hint = "begin with ---, id, version, audience, language, then --- again"
        return empty._replace(findings=(Finding(path, 1, 1, "front-matter", sentence, hint),))
    matter, body = text[len(_FENCE) : end + 1], text[end + 1 + len(_FENCE) :]
    # An empty line in the place of the first fence keeps the numbers of the lines.
    parsed = read(f"\n{matter}".encode(), path, TemplateHead)
    return empty._replace(
        head=parsed.record,
        body=body,
        first_line=matter.count("\n") + 3,
        findings=(*findings, *parsed.findings),
        places=_places(parsed),
    )


def _places(parsed: Parsed[TemplateHead]) -> dict[str, tuple[int, int]]:
    fields = parsed.root.entries if parsed.root else {}
    return {
        name: (value.start_mark.line + 1, value.start_mark.column + 1)
        for name, (_, value) in fields.items()
    }
