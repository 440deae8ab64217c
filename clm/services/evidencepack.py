"""The evidence of the process with the records behind it, as an audit wants to see them (A2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.services.complaintlists import WantedComplaints, complaints
from clm.services.definitions import listed as definitions
from clm.services.evidence import evidence
from clm.services.notices import kept
from clm.services.reviews import Wanted
from clm.services.reviews import listed as reviews
from clm.services.surveys import listed as surveys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clm.services.workspace import Workspace


def pack(workspace: Workspace) -> dict[str, Any]:
    """What `evidence` finds, and the definitions, reviews, complaints, surveys and reports made.

    Of a complaint it names no text: the pack is handed on.
    """
    runs, _ = kept(workspace, "run")
    specified = workspace.settings.reports
    held = complaints(workspace, WantedComplaints(everything=True))
    return {
        **evidence(workspace),
        "schema": "clm/process-report@1",
        "definitions": _of(definitions(workspace), "id", "name", "version", "owner", "review_on"),
        "reviews": _of(
            reviews(workspace, Wanted()),
            "id", "customer", "name", "on", "status", "signed_off_on", "open_actions",
        ),
        "complaints": _of(
            sorted(held, key=lambda one: (one["received_at"], one["id"])),
            "id", "customer", "name", "received_at", "severity", "status", "due",
        ),
        "surveys": _of(
            surveys(workspace, closed=True),
            "id", "title", "state", "opens_on", "closed_on", "invited", "answers",
        ),
        "reports": [
            {"id": one.id, "report": one.job, "period": one.week, "ran_at": one.ran_at,
             "result": one.result}
            for one in sorted(runs.values(), key=lambda one: (one.ran_at, one.id))
            if one.job in specified
        ],
    }  # fmt: skip


def _of(items: Iterable[Mapping[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [{key: item[key] for key in keys} for item in items]
