"""Tags as a person uses them: what they typed made tags of the team's list, and their counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from clm.domain.casefile import FILES
from clm.domain.tags import chosen, known_tags, named_so
from clm.services.refs import customers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clm.services.workspace import Workspace


def tags_typed(workspace: Workspace, words: Sequence[str]) -> tuple[str, ...]:
    """The tags that a person means by what they typed (A3.7).

    Raises:
        UsageError: there is no such tag; the hint names the nearest.
    """
    return chosen(words, known_tags(workspace.settings))


def counted(workspace: Workspace, ref: str | None = None) -> list[dict[str, Any]]:
    """How often each tag stands in the case files of one customer, or of all (A3.7).

    All tags of the team's list, and those used that are not in it; the most used first.
    """
    known = known_tags(workspace.settings)
    used = Counter((file, named_so(tag, known)) for file, tag in _used(workspace, ref))
    settings = workspace.settings
    own = dict.fromkeys([*settings.tags, *settings.vpa_sections] if known else [])
    items = [
        {
            "tag": tag,
            "count": sum(used[file, tag] for file in FILES),
            **{file: used[file, tag] for file in FILES},
            "known": not known or tag in own,
            "other_names": list(settings.tags.get(tag, ())),
        }
        for tag in dict.fromkeys([*own, *sorted(tag for _, tag in used)])
    ]
    return sorted(items, key=lambda item: (-item["count"], item["tag"]))


def _used(workspace: Workspace, ref: str | None) -> Iterable[tuple[str, str]]:
    if ref is not None:
        (customer,) = customers(workspace, [ref])
        return _of(workspace, customer)
    from clm.store.dossiers import tags_of

    workspace.look_at_all()
    return tags_of(workspace.index.db)


def _of(workspace: Workspace, customer: str) -> Iterator[tuple[str, str]]:
    for name, file in zip(FILES, workspace.case_files(customer), strict=True):
        for note in file.notes if file else ():
            yield from ((name, tag) for tag in note.tags)
