"""The colleagues as records: listed, found for some work, added and changed (A0.36)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from clm.domain.changes import Create, Target
from clm.domain.checks import broken, twice_in_team, vacant
from clm.domain.cover import Roster, falls_in
from clm.domain.decisions import Decision
from clm.domain.fitting import Needs, fits, misfits, refuse_unknown
from clm.domain.flaws import Known
from clm.domain.names import matches
from clm.domain.people import Colleague, Span
from clm.domain.values import SLUG
from clm.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from clm.render.listing import number
from clm.services import fields
from clm.services.acting import Step, save
from clm.services.checkingcomplaints import needed_roles
from clm.services.load import loads
from clm.services.openitems import open_items
from clm.store.editing import edit
from clm.store.kinds import path_of, target_of
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.customer import Customer
    from clm.domain.flaws import Flaw
    from clm.services.acting import Outcome, Who
    from clm.services.load import Load
    from clm.services.workspace import Workspace


class Placed(Protocol):
    """A task, or what is said of one, as far as it tells who can do it."""

    @property
    def department(self) -> str | None: ...  # noqa: D102 -- the task's
    @property
    def region(self) -> str | None: ...  # noqa: D102
    @property
    def skill(self) -> str | None: ...  # noqa: D102


# reading


def colleagues(workspace: Workspace) -> list[Colleague]:
    """The records of the team, former and coming colleagues too, by handle."""
    return sorted(
        (msgspec.convert(raw, Colleague) for raw in workspace.people), key=lambda one: one.id
    )


def listed(
    workspace: Workspace, role: str | None = None, *, former: bool = False
) -> list[dict[str, Any]]:
    """The colleagues by handle, those with a role, those who have left or come later too."""
    return [
        _item(workspace, one)
        for one in colleagues(workspace)
        if (former or one.id in workspace.team) and (role is None or role in one.roles)
    ]


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One colleague with what they have to do today.

    Raises:
        NotFoundError: nobody is meant.
        AmbiguousError: several are.
    """
    person = meant(workspace, ref)
    load = loads(workspace, workspace.today).get(person.id)
    praise = [msgspec.to_builtins(one) for one in person.praise]
    return _item(workspace, person) | (_counted(load) if load else {}) | {"praise": praise}


def _item(workspace: Workspace, one: Colleague) -> dict[str, Any]:
    today, roster = workspace.today, workspace.roster
    span = one.active or Span()
    begun = span.from_ is None or span.from_ <= today
    return {
        "id": one.id,
        "name": one.name,
        "initials": one.initials,
        "emails": list(one.emails),
        "roles": list(one.roles),
        **_domain(one),
        "calendar": one.calendar,
        "manager": one.manager,
        "capacity": number(one.capacity),
        "shared": bool(one.shared),
        "from": span.from_.isoformat() if span.from_ else None,
        "to": span.to.isoformat() if span.to else None,
        "state": "active" if one.id in workspace.team else "former" if begun else "coming",
        "present": roster.is_present(one.id, today),
        "half": _half(one, today),
        "covered_by": roster.covered_by(one.id, today),
    }


def _domain(one: Colleague) -> dict[str, Any]:
    return {field: list(getattr(one, field)) for field in Needs._fields}


def _half(one: Colleague, day: date) -> str | None:
    """The half of a day on which the person is away."""
    halves = (away.half for away in one.absences if away.half and falls_in(away, day))
    return next(halves, None)


def _counted(load: Load) -> dict[str, Any]:
    return {**load.counts, "open": load.open, "load": load.load}


def meant(workspace: Workspace, ref: str) -> Colleague:
    """The colleague a reference means: handle, initials, e-mail, or words of the name.

    Raises:
        NotFoundError: nobody is meant.
        AmbiguousError: several are.
    """
    word, people = ref.strip().casefold(), colleagues(workspace)
    ways = (
        [one for one in people if one.id == word],
        [one for one in people if word in {mail.casefold() for mail in one.emails}],
        [one for one in people if word == (one.initials or "").casefold() != ""],
        [one for one in people if matches(ref, one.name)],
        [one for one in people if word and one.id.startswith(word)],
    )
    found = next((way for way in ways if way), [])
    if not found:
        known = ", ".join(one.id for one in people)
        raise NotFoundError(f"nobody in the team is {ref}", f"known: {known}")
    if len(found) > 1:
        lines = [f"{one.id}  {one.name}" for one in found]
        raise AmbiguousError(
            f"{ref} matches {len(found)} colleagues", "\n".join(["one of these:", *lines])
        )
    return found[0]


# finding who could do it


def find(workspace: Workspace, needs: Needs, day: date) -> list[dict[str, Any]]:
    """Who could do something on a day: those there who have all that is needed, by load (A0.36).

    Raises:
        UsageError: a need is nowhere in the team.
    """
    people = [one for one in colleagues(workspace) if not one.shared]
    refuse_unknown(people, needs)
    having = loads(workspace, day)
    free = [one for one in people if workspace.roster.is_present(one.id, day) and fits(one, needs)]
    return [
        {
            "id": one.id,
            "name": one.name,
            **_domain(one),
            "capacity": number(one.capacity),
            "half": _half(one, day),
            **_counted(having[one.id]),
        }
        for one in sorted(free, key=lambda one: (*having[one.id].order, one.id))
    ]


def away(workspace: Workspace, needs: Needs, day: date) -> list[str]:
    """Who has all that is needed and is not there on a day, by handle."""
    return [
        one.id
        for one in colleagues(workspace)
        if one.id in workspace.team
        and not one.shared
        and fits(one, needs)
        and not workspace.roster.is_present(one.id, day)
    ]


def load(workspace: Workspace) -> list[dict[str, Any]]:
    """What every colleague has today, the most loaded first; shared accounts have nothing."""
    today = workspace.today
    having = loads(workspace, today)
    people = [one for one in colleagues(workspace) if one.id in having and not one.shared]
    people.sort(key=lambda one: having[one.id].order, reverse=True)
    return [
        {
            "id": one.id,
            "name": one.name,
            "capacity": number(one.capacity),
            "present": workspace.roster.is_present(one.id, today),
            **_counted(having[one.id]),
        }
        for one in people
    ]


def warnings_of_task(workspace: Workspace, handle: str, task: Placed) -> tuple[str, ...]:
    """What speaks against giving a task to a colleague (A0.36)."""
    needs = Needs(_given(task.department), _given(task.region), _given(task.skill))
    return tuple(warnings(workspace, handle, needs))


def warnings_of_customer(workspace: Workspace, handle: str, customer: Customer) -> tuple[str, ...]:
    """What speaks against giving a customer, or a request of theirs, to a colleague (A0.36)."""
    found = warnings(workspace, handle, Needs(languages=_given(customer.language)))
    return tuple(f"{customer.id}: {one}" for one in found)


def _given(word: str | None) -> tuple[str, ...]:
    return (word,) if word else ()


def warnings(workspace: Workspace, handle: str, needs: Needs) -> list[str]:
    """What speaks against giving some work to a colleague, a sentence each (A0.36)."""
    people = (one for one in workspace.people if one["id"] == handle)
    return [line for raw in people for line in misfits(msgspec.convert(raw, Colleague), needs)]


# adding and changing


def add(workspace: Workspace, new: Colleague, who: Who, *, dry_run: bool) -> Outcome:
    """Add a colleague.

    Raises:
        UsageError: no handle, an empty name or an e-mail that is none.
        RefusedError: the handle, initials or e-mail are somebody's, or there is no such manager
            or calendar.
    """
    target = Target("team", new.id)
    if not re.match(SLUG, new.id) or target_of(path_of(target)) is None:
        raise UsageError(f"{new.id} is no handle", "small letters, digits and hyphens, as in jana")
    if not new.name.strip():
        raise UsageError("a colleague needs a name", "--name NAME")
    for email in new.emails:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
            raise UsageError(f"{email} is no e-mail", "write it like jana@example.org")
    with workspace.writing("team add", dry_run=dry_run) as writer:
        for taken, hint in (
            (path_of(target), f"clm team set {new.id} KEY=VALUE changes it, or choose another"),
            (path_of(Target("vpa", new.id)), "choose another handle"),
        ):
            if workspace.source.read(taken) is not None:
                raise RefusedError(f"there is a {taken} already", hint)
        _refuse_flaws(workspace, None, new)
        said = [] if new.emails else [f"{new.id} has no e-mail: git tells nobody that it is they"]
        decision = Decision((Create(target, new),), tuple(said))
        return save(workspace, writer, "team add", who, [Step(new.id, decision, who.handle)])


def set_fields(
    workspace: Workspace, ref: str, words: Sequence[str], who: Who, *, dry_run: bool
) -> Outcome:
    """Set fields of a colleague's record, `key=value` each, as one commit.

    Raises:
        UsageError: no such field, or a value that does not fit it.
        NotFoundError: nobody is meant.
        RefusedError: the record would break a rule of `check` that it obeys now.
    """
    handle = meant(workspace, ref).id
    target = Target("team", handle)
    typed = [fields.assignment(word) for word in words]
    for one in typed:
        if one.at[0] == "absences":
            raise UsageError("absences are not set by hand", "clm absence add|end")
    with workspace.writing("team set", dry_run=dry_run) as writer:
        path = path_of(target)
        data = workspace.source.read(path)
        if data is None:
            raise NotFoundError(f"there is no {path}", "clm team list shows who is known")
        before = read(data, path, Colleague)
        found = fields.changes(target, before.tree or {}, typed)
        after = read(edit(data, path, Colleague, found), path, Colleague).record  # type: ignore[arg-type]
        said = _refuse_flaws(workspace, before.record, after) if after else []
        if after and any(one.at[0] == "active" for one in typed):
            said += _left_behind(workspace, after)
        step = Step(handle, Decision(tuple(found), tuple(said)), who.handle)
        return save(workspace, writer, "team set", who, [step])


def _left_behind(workspace: Workspace, after: Colleague) -> Iterator[str]:
    """What somebody still has open whose last day with the team is set."""
    ends = after.active.to if after.active else None
    held = len(open_items(workspace, [after.id])) if ends else 0
    if held:
        hand = f"clm handover {after.id} --for-good --all-to HANDLE"
        yield f"{after.id} leaves on {ends}, open items: {held}; to give them to others: {hand}"


def _refuse_flaws(workspace: Workspace, before: Colleague | None, after: Colleague) -> list[str]:
    """What a record newly breaks is refused; what the team lacks then is answered.

    Raises:
        RefusedError: it breaks a rule of `check`.
    """
    others = [one for one in colleagues(workspace) if one.id != after.id]
    then = [*others, after]
    roster = Roster.of([msgspec.to_builtins(one) for one in then])
    known = Known(
        workspace.today,
        frozenset(roster.members),
        frozenset(one for one in roster.members if not roster.is_active(one, workspace.today)),
        frozenset(workspace.vpas),
        calendars=frozenset(workspace.calendars),
    )
    old = set(_flaws(before, others, known)) if before else set()
    for flaw in _flaws(after, others, known):
        if flaw not in old:
            raise RefusedError(f"{after.id}: {flaw.sentence}", flaw.hint or "nothing was changed")
    return [flaw.sentence for flaw in vacant(then, known, needed_roles(workspace))]


def _flaws(one: Colleague, others: list[Colleague], known: Known) -> Iterator[Flaw]:
    for row, flaw in broken("team", one, known):
        if row.severity == "error":
            yield flaw
    yield from (flaw for handle, flaw in twice_in_team([*others, one]) if handle == one.id)
