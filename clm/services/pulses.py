"""Taking in a pulse from a file, and what it says (A4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.pulse import PulseAnswer, figures, gathered
from clm.errors import BadDataError, InputOutputError, RefusedError
from clm.services import private
from clm.services.acting import new_id
from clm.services.privatenotes import refuse_no_leader
from clm.store.csvfile import RowError, read_csv
from clm.store.emit import new_file

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clm.services.private import PrivateStore
    from clm.services.workspace import Workspace

_SCORES: Final = frozenset("12345")


def take(
    workspace: Workspace, store: PrivateStore, user: str, file: Path, on: date, *, dry_run: bool
) -> dict[str, Any]:
    """Keep the answers of a CSV file (columns `score`, and `group` where there is one).

    Other columns, as a name or a time, are not looked at and not kept.

    Raises:
        BadDataError: a score is none of 1 to 5.
        RefusedError: they are too few to be anonymous.
    """
    refuse_no_leader(workspace, user)
    answers = _answers(file)
    fewest = workspace.process.policy.survey_small_group
    _refuse_near(workspace, store, on)
    taken = gathered(new_id("ps"), on, answers, fewest)
    if not dry_run:
        data = {f"pulse/{taken.id}.yaml": new_file(taken, None)}
        private.keep(store, data, f"private pulse {taken.id}")
    return figures(taken, fewest)


def _refuse_near(workspace: Workspace, store: PrivateStore, on: date) -> None:
    """Two pulses of nearly the same people would tell what one of them answered (A4.4).

    Raises:
        RefusedError: there is one of those days, or it lies ahead.
    """
    if on > workspace.today:
        raise RefusedError(f"{on} lies ahead", "name the day it was asked: --on DATE")
    gap = workspace.process.policy.pulse_gap_days
    near = [one for one in private.pulse(store) if abs((one.on - on).days) < gap]
    if near:
        raise RefusedError(
            f"there is a pulse of {near[0].on}: nearer than {gap} days one answer could be told",
            f"ask again later, or clm private remove {near[0].id} where that was a mistake",
        )


def shown(workspace: Workspace, store: PrivateStore) -> list[dict[str, Any]]:
    """Every pulse with its figures, the latest first; small groups are hidden."""
    fewest = workspace.process.policy.survey_small_group
    return [figures(one, fewest) for one in private.pulse(store)]


def _answers(file: Path) -> list[PulseAnswer]:
    try:
        held = read_csv(file.read_bytes(), file.name)
    except OSError as error:
        raise InputOutputError(f"{file} cannot be read: {error.strerror}", "name a file") from None
    if "score" not in held.header:
        raise BadDataError(f"{file.name}:1:1: there is no column score", "score, and maybe group")
    found = []
    for row in held.records:
        if isinstance(row, RowError):
            raise BadDataError(f"{file.name}:{row.line}:1: {row.message}", "mend the file")
        score = row.cells["score"]
        if score not in _SCORES:
            raise BadDataError(
                f"{file.name}:{row.line}:1: a score is a number from 1 to 5", "mend the file"
            )
        found.append(PulseAnswer(score=int(score), group=row.cells.get("group") or None))
    return found
