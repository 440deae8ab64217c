"""Answers taken in: one by one, or from a file (A2.26), with what unhappy ones bring (A2.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from clm.domain.answering import (
    Given,
    refuse_closed,
    refuse_untimely,
    said_late,
    take,
    take_anonymous,
    unhappy,
    unused,
    values,
)
from clm.domain.decisions import Decision, case_note
from clm.errors import BadDataError, ClmError, NotFoundError, RefusedError, UsageError
from clm.services.acting import Step, actor, save
from clm.services.refs import customers
from clm.services.surveyinviting import population
from clm.services.surveys import fresh, survey_meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.answering import Taken
    from clm.domain.decisions import Actor
    from clm.domain.survey import Survey
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Row(NamedTuple):
    """One answer of a file: its line, and its cells by column."""

    line: int
    cells: dict[str, str]


class Problem(NamedTuple):
    """Why a row was left out."""

    line: int
    message: str


class Report(NamedTuple):
    """How many answers were taken, how many rows held none, which were left out and why."""

    taken: int
    empty: int
    errors: tuple[Problem, ...]
    outcome: Outcome


def record(
    workspace: Workspace,
    ref: str,
    who: Who,
    pairs: Sequence[tuple[str, str]],
    *,
    customer: str | None,
    token: str | None,
    on: date | None,
    why: str | None = None,
    dry_run: bool,
) -> Outcome:
    """Record one answer; an empty score is none. What was said goes into the case file.

    Raises:
        UsageError: whose it is was not said, or a value does not fit its question.
        NotFoundError: there is no such survey, customer or token.
        RefusedError: it was answered already, the survey is closed or anonymous, or asks others.
    """
    if (customer is None) == (token is None):
        raise UsageError("whose answer is it?", "--customer REF or --token TOKEN")
    held = survey_meant(workspace, ref)
    whose = customers(workspace, [customer])[0] if customer else None
    with workspace.writing("survey record", dry_run=dry_run) as writer:
        survey = fresh(workspace, held.id)
        _refuse_anonymous(survey)
        me = actor(workspace, who)
        given = Given(values(survey, pairs), on or me.today, whose, token)
        if not given.values:
            said = ("an empty score is no answer",)
            return save(
                workspace, writer, "survey record", who, [Step(survey.id, Decision(said=said))]
            )
        taken = take(survey, given, me, _population(workspace, survey))
        decision = _decision(workspace, survey, taken, me)
        if why:
            noted = case_note(workspace.customer(taken.customer), me, f"{survey.id}: {why}")
            decision = decision._replace(changes=(*decision.changes, noted))
        step = Step(survey.id, decision, who.handle)
        return save(workspace, writer, "survey record", who, [step])


def _population(workspace: Workspace, survey: Survey) -> frozenset[str] | None:
    return frozenset(population(workspace, survey)) if survey.population else None


def _refuse_anonymous(survey: Survey) -> None:
    if survey.anonymous:
        raise RefusedError(
            f"{survey.id} is anonymous: one answer alone would tell whose it is",
            f"clm survey import {survey.id} FILE takes in several at once",
        )


def _decision(workspace: Workspace, survey: Survey, taken: Taken, me: Actor) -> Decision:
    """What an answer changes: itself, and what is done about an unhappy one (A2.29)."""
    if not unhappy(survey, taken.answer, workspace.process.policy):
        return Decision(tuple(taken.changes(survey)), said_late(survey, taken.answer))
    from clm.services.followups import follow_up

    task, more = follow_up(workspace, survey, taken, me)
    marked = taken._replace(answer=replace(taken.answer, follow_up=task))
    return Decision(
        (*marked.changes(survey), *more.changes), (*said_late(survey, taken.answer), *more.said)
    )


# files


def take_in(
    workspace: Workspace, ref: str, data: bytes, name: str, who: Who, *, apply: bool, diff: bool
) -> Report:
    """Take in the answers of a file as one commit; without `apply` only say what would be done.

    Rows that cannot be taken are named and left out; of an anonymous survey all are, then, except
    that those whose token was used already do not hinder the others.

    Raises:
        NotFoundError: there is no such survey.
        BadDataError: the file cannot be read.
        RefusedError: the survey is closed, or anonymous and there are too few answers.
    """
    held = survey_meant(workspace, ref)
    found = list(
        _yaml_rows(data, name) if name.endswith((".yaml", ".yml")) else _rows(data, name, held)
    )
    with workspace.writing("survey import", dry_run=diff or not apply) as writer:
        survey = fresh(workspace, held.id)
        me = actor(workspace, who)
        refuse_closed(survey, me)
        errors: list[Problem] = []
        given: list[tuple[int, Given]] = []
        for line, one in found:
            if isinstance(one, str):
                errors.append(Problem(line, one))
                continue
            try:
                given.append((line, _given(workspace, survey, one, me)))
            except ClmError as problem:
                errors.append(Problem(line, problem.message))
        full = [(line, one) for line, one in given if one.values]
        if survey.anonymous:
            steps, taken = _anonymous(workspace, survey, full, errors, me)
        else:
            steps = list(_named(workspace, survey, full, errors, me))
            taken = len(steps)
        outcome = save(workspace, writer, "survey import", who, steps)
    return Report(taken, len(given) - len(full), tuple(sorted(errors)), outcome)


def _rows(data: bytes, name: str, survey: Survey) -> Iterator[tuple[int, dict[str, str] | str]]:
    from clm.store.csvfile import RowError, read_csv

    table = read_csv(data, name)
    keys = _keys(table.header, name, survey)
    for one in table.records:
        if isinstance(one, RowError):
            yield one.line, one.message
        else:
            yield one.line, {keys[key]: text for key, text in one.cells.items() if key in keys}


_OF_LETTERS = frozenset({"name", "contact", "email", "phone", "language", "subject", "text"})
"""Columns of the file that invited, beside whose the row is: they answer nothing."""


def _keys(header: Sequence[str], name: str, survey: Survey) -> dict[str, str]:
    """The columns that say something, by how they are written in the header.

    A question may be called like a column of the letters; in a file with their subjects it is not
    meant.

    Raises:
        BadDataError: a column is no question, or is there twice.
    """
    asked = {one.id for one in survey.questions}
    folded = {key: key.casefold() for key in header}
    letters = _OF_LETTERS if "subject" in folded.values() else _OF_LETTERS - asked
    keys = {key: word for key, word in folded.items() if word not in letters}
    known = (*_WHOSE, "on", "score", *sorted(asked))
    for word in keys.values():
        if word not in known:
            sentence = f"{name}:1:1: {survey.id} has no question {word}"
            raise BadDataError(sentence, f"columns: {', '.join(known)}")
    if len(set(keys.values())) < len(keys):
        raise BadDataError(f"{name}:1:1: a column is there twice", "small and capital are alike")
    return keys


def _yaml_rows(data: bytes, name: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    from clm.store.dialect import decode
    from clm.store.spans import Mapping, plain, scan

    text, findings = decode(data, name)
    root, more = scan(text or "", name)
    for bad in (*findings, *more):
        raise BadDataError(str(bad), bad.hint)
    known: Any = plain(root) if isinstance(root, Mapping) else {}
    items = known["answers"] if set(known) == {"answers"} else None
    if not isinstance(items, list):
        raise BadDataError(
            f"{name}:1:1: the file has no list `answers`", "answers: [{token: …, score: 9}]"
        )
    for number, one in enumerate(items, start=1):
        flat = isinstance(one, dict) and all(isinstance(held, str) for held in one.values())
        yield number, one if flat else "an answer is a mapping: {token: …, score: 9}"


_WHOSE = ("token", "customer")


def _given(workspace: Workspace, survey: Survey, cells: dict[str, str], me: Actor) -> Given:
    """One row as an answer.

    Raises:
        UsageError: a column or a value does not fit.
        NotFoundError: there is no such customer.
    """
    from clm.domain.moments import written_day

    token, customer = (cells.get(key) or None for key in _WHOSE)
    pairs = [(key, text) for key, text in cells.items() if key not in (*_WHOSE, "on")]
    found = values(survey, pairs)
    if survey.anonymous and not token:
        raise UsageError("an anonymous answer needs its token", "a column `token`")
    if not (token or customer):
        raise UsageError("whose answer is it?", "a column `token` or `customer`")
    try:
        on = written_day(cells["on"]) if cells.get("on") else me.today
    except ValueError:
        raise UsageError(f"on: {cells['on']} is no day", "write it like 2026-11-18") from None
    whose = None if token or not customer else customers(workspace, [customer])[0]
    return Given(found, on, whose, token)


def _named(
    workspace: Workspace,
    survey: Survey,
    given: Sequence[tuple[int, Given]],
    errors: list[Problem],
    me: Actor,
) -> Iterator[Step]:
    """A step for each answer that can be taken; each sees those before it."""
    among = _population(workspace, survey)
    for line, one in given:
        try:
            taken = take(survey, one, me, among)
            decision = _decision(workspace, survey, taken, me)
        except (NotFoundError, RefusedError) as problem:
            errors.append(Problem(line, problem.message))
            continue
        invitations = (*survey.invitations, *([taken.made] if taken.made else []))
        survey = replace(survey, invitations=invitations, answers=(*survey.answers, taken.answer))
        yield Step(survey.id, decision, me.handle)


def _anonymous(
    workspace: Workspace,
    survey: Survey,
    given: Sequence[tuple[int, Given]],
    errors: list[Problem],
    me: Actor,
) -> tuple[list[Step], int]:
    """One step for all, and how many it takes; with a bad row none, so that no rest stands alone.

    A row whose token was used was taken in before: the others are taken without it.
    """
    used, new, bad = set(survey.used), [], bool(errors)
    for line, one in given:
        try:
            refuse_untimely(survey, one.on, me)
        except RefusedError as problem:
            errors.append(Problem(line, problem.message))
            bad = True
            continue
        try:
            used.add(unused(survey, one, used))
            new.append(one)
        except (NotFoundError, RefusedError) as problem:
            errors.append(Problem(line, problem.message))
            bad = bad or isinstance(problem, NotFoundError)
    if bad or not new:
        return [], 0
    changes = take_anonymous(survey, new, me, workspace.process.policy)
    return [Step(survey.id, Decision(tuple(changes)), me.handle)], len(new)
