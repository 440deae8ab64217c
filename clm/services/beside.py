"""THE RULES that ask of one file by what others of its customer say, as `check` finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.services import reviewchecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clm.domain.changes import FileKind
    from clm.services.reviewchecks import Found
    from clm.services.workspace import Workspace

RULES: Final[dict[FileKind, tuple[Callable[[Workspace, Any], Iterator[Found]], ...]]] = {
    "customer": (reviewchecks.of_customer,),
    "service-file": (reviewchecks.of_services,),
}


def beside(workspace: Workspace, kind: FileKind, record: object) -> Iterator[Found]:
    """What is found of one file; nothing in a VPA's share, where the others are not."""
    for rule in () if workspace.share else RULES.get(kind, ()):
        yield from rule(workspace, record)
