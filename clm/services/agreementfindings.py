"""The findings of `check` that are about services and agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.services.checking import check

if TYPE_CHECKING:
    from clm.domain.findings import Finding
    from clm.services.workspace import Workspace

OUR_RULES: Final = frozenset({"agreement", "agreement-review", "agreement-overlap", "no-default"})


def findings(workspace: Workspace) -> list[Finding]:
    """What `check` finds of services and agreements, by path and line."""
    ours = ("services/", "slas/")
    return [
        one
        for one in check(workspace).findings
        if one.rule in OUR_RULES or one.path.startswith(ours)
    ]
