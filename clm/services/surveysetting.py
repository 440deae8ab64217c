"""What was planned of a survey, changed before it begins (A2.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from msgspec.structs import replace

from clm.domain.changes import Set, Target
from clm.domain.decisions import Decision
from clm.domain.names import one_line
from clm.domain.requestwords import Channel
from clm.domain.surveywords import Dimension
from clm.errors import RefusedError, UsageError
from clm.services.acting import Step, save
from clm.services.staff import known_colleague
from clm.services.surveyplanning import (
    population,
    refuse_past,
    refuse_too_large,
    refuse_unfit,
    sample_of,
    warn,
)
from clm.services.surveys import fresh, survey_meant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from clm.domain.survey import Survey
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

_FIELDS: Final = {"title": "title", "purpose": "purpose", "scope": "scope", "owner": "owner",
                  "to": "closes_on", "from": "opens_on", "where": "population",
                  "language": "language", "channel": "channel"}  # fmt: skip
"""What may be set, by the words of `survey plan`, and the field of the record."""
_OF_SAMPLE: Final = {"size": "size", "stratify": "by", "seed": "seed"}
_ALWAYS: Final = frozenset({"title", "purpose", "scope", "owner", "to"})
"""What leaves open whom it asks, and may be set until it is closed."""
_ONE_OF: Final = {"language": ("de", "en", "pt"), "channel": get_args(Channel),
                  "stratify": get_args(Dimension)}  # fmt: skip


class Typed(NamedTuple):
    """One `key=value`; an empty value takes the field away."""

    key: str
    value: str


def assignments(words: Sequence[str]) -> list[Typed]:
    """What was typed, each key once.

    Raises:
        UsageError: there is no such key, or it is there twice.
    """
    known = {**_FIELDS, **_OF_SAMPLE}
    found: list[Typed] = []
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in known:
            hint = f"key=value, the keys: {', '.join(known)}"
            raise UsageError(f'"{word}" sets nothing of a survey', hint)
        if key in [one.key for one in found]:
            raise UsageError(f"{key} is set twice", "once")
        found.append(Typed(key, one_line(value)))
    return found


def set_fields(
    workspace: Workspace,
    ref: str,
    words: Sequence[str],
    who: Who,
    read_day: Callable[..., date],
    *,
    dry_run: bool,
) -> Outcome:
    """Set what was planned, as one commit; whom it asks only before anybody was asked.

    Raises:
        UsageError: there is no such key, or a value does not fit it.
        NotFoundError: there is no such survey or colleague.
        RefusedError: it is closed, or somebody was asked already; its sample would be too large.
    """
    typed = assignments(words)
    held = survey_meant(workspace, ref)
    with workspace.writing("survey set", dry_run=dry_run) as writer:
        survey = fresh(workspace, held.id)
        _refuse_begun(survey, typed)
        made = _made(workspace, survey, typed, read_day)
        refuse_unfit(made)
        if not _begun(survey):
            refuse_past(made, workspace.today)
        said: tuple[str, ...] = ()
        if {"where", "size", "stratify"} & {one.key for one in typed}:
            refuse_too_large(workspace, made, survey.id)
            said = warn(workspace, made)
        decision = Decision(tuple(_changes(survey, made)), said)
        return save(workspace, writer, "survey set", who, [Step(made.id, decision, who.handle)])


def _begun(survey: Survey) -> bool:
    return bool(survey.invitations or survey.answers or survey.sample.drawn_on)


def _refuse_begun(survey: Survey, typed: Sequence[Typed]) -> None:
    if survey.closed_on:
        raise RefusedError(
            f"{survey.id} was closed on {survey.closed_on}", "clm survey plan plans another"
        )
    late = [one.key for one in typed if one.key not in _ALWAYS]
    if late and _begun(survey):
        raise RefusedError(
            f"{survey.id} has begun: {', '.join(late)} cannot be set any more",
            f"until it is closed: {', '.join(sorted(_ALWAYS))}",
        )


def _made(
    workspace: Workspace, survey: Survey, typed: Sequence[Typed], read_day: Callable[..., date]
) -> Survey:
    """The survey as it shall be.

    Raises:
        UsageError: a value does not fit its key.
        NotFoundError: nobody in the team is its owner.
    """
    values = dict(typed)
    fields: dict[str, Any] = {
        field: _value(workspace, key, values[key], read_day)
        for key, field in _FIELDS.items()
        if key in values
    }
    old = survey.sample
    new = {
        field: _value(workspace, key, values[key], read_day)
        for key, field in _OF_SAMPLE.items()
        if key in values
    }
    if new:
        size, by = new.get("size", old.size), new.get("by", old.by)
        if "size" in new and size is None and "by" not in new:
            by = None  # all are asked: there is nothing to represent
        fields["sample"] = sample_of(None, size, by, new.get("seed", old.seed))
    return replace(survey, **fields)


def _value(workspace: Workspace, key: str, text: str, read_day: Callable[..., date]) -> Any:  # noqa: ANN401 -- by the key
    if not text:
        if key == "title":
            raise UsageError("a survey needs a title", "title=TEXT")
        return None
    if key == "size":
        if not (text.isascii() and text.isdecimal()):
            raise UsageError(f"size: {text} is no number", "size=50, or size= for all")
        return int(text)
    if key in _ONE_OF and text not in _ONE_OF[key]:
        raise UsageError(f"{key}: there is no {text}", f"one of: {', '.join(_ONE_OF[key])}")
    if key in ("from", "to"):
        return read_day(text)
    if key == "owner":
        known_colleague(workspace, text)
    return population([text], read_day) if key == "where" else text


def _changes(old: Survey, new: Survey) -> list[Set]:
    target = Target("survey", old.id)
    found = [
        Set(target, (field,), getattr(new, field))
        for field in _FIELDS.values()
        if getattr(new, field) != getattr(old, field)
    ]
    return found + [
        Set(target, ("sample", field), getattr(new.sample, field))
        for field in ("method", "size", "by", "seed")
        if getattr(new.sample, field) != getattr(old.sample, field)
    ]
