"""THE RULES that ask of one file by what others of its customer say, as `check` finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.services.checkingcomplaints import of_complaints
from clm.services.checkingescalations import of_escalations
from clm.services.origins import of_origins
from clm.services.reviewchecks import of_reviews, without_review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clm.domain.changes import FileKind
    from clm.domain.findings import Severity
    from clm.domain.flaws import Flaw
    from clm.services.workspace import Workspace

    Found = tuple[str, Flaw, Severity]
    """The word of a rule, and what it finds."""

RULES: Final[dict[FileKind, tuple[Callable[[Workspace, Any], Iterator[Found]], ...]]] = {
    "customer": (without_review,),
    "requests": (of_origins,),
    "service-file": (of_reviews, of_complaints),
    "escalation": (of_escalations,),
}


def beside(workspace: Workspace, kind: FileKind, record: object) -> Iterator[Found]:
    """What is found of one file; nothing in a VPA's share, where the others are not."""
    for rule in () if workspace.share else RULES.get(kind, ()):
        yield from rule(workspace, record)
