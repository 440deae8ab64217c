"""Absences: who is away when, and who covers; kept in the team records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from clm.domain import absences
from clm.domain.changes import Delete, Target
from clm.domain.cover import meet
from clm.domain.decisions import Decision
from clm.domain.notices import named, queue
from clm.errors import AmbiguousError, NotFoundError
from clm.i18n import translate
from clm.services.acting import Step, actor, save
from clm.services.away import open_uncovered
from clm.services.staff import known_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.absences import NewAbsence
    from clm.domain.changes import Change
    from clm.domain.cover import Away, Matter, Roster, Stand
    from clm.domain.decisions import Actor
    from clm.domain.notices import Notice
    from clm.domain.people import Absence, Colleague
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def listed(workspace: Workspace, of: str | None, *, past: bool) -> list[dict[str, Any]]:
    """The absences of one colleague or of all, by first day; current and coming ones, or all.

    `covered_by` is who acts for the person today, `uncovered` the days that nobody covers, each
    with for which part of the work (A0.26), and `open` how much is open that nobody covers on one
    of those to come (A0.22); `decide`: an open end that is old (A0.33).
    """
    items = [
        _item(workspace, handle, one) for handle, one in _known(workspace) if of in (None, handle)
    ]
    shown = [item for item in items if past or item["state"] != "past"]
    return sorted(shown, key=lambda item: (item["from"], item["person"], item["id"]))


def _item(workspace: Workspace, handle: str, one: Away) -> dict[str, Any]:
    today = workspace.today
    state = absences.stage(one, today)
    held = workspace.roster.members[handle]
    begun = one._replace(from_=absences.began(one, held.absences))
    own = () if state == "past" else held.whole
    whole = next((absence for absence in own if absence.id == one.id), None)
    return {
        "id": one.id,
        "person": handle,
        "from": one.from_.isoformat(),
        "to": one.to.isoformat() if one.to else None,
        "half": one.half,
        "replacement": one.replacement,
        "replacements": [_stand(stand) for stand in one.replacements],
        "state": state,
        "covered_by": workspace.roster.covered_by(handle, today) if state == "current" else None,
        "uncovered": [
            {
                "from": part.first.isoformat(),
                "to": part.last.isoformat() if part.last else None,
                **_scope(matter),
            }
            for matter, part in absences.lacking(workspace.roster, handle, one)
        ],
        # To count what is open costs most: only where something may be uncovered.
        "open": len(open_uncovered(workspace, handle, whole)) if whole else 0,
        "decide": state == "current" and absences.is_to_decide(begun, today, workspace.process),
    }


def _stand(stand: Stand) -> dict[str, Any]:
    return {"replacement": stand.replacement, **stand.parts, "items": list(stand.items)}


def _scope(matter: Matter) -> dict[str, str]:
    said = {"class": matter.class_, "department": matter.department, "kind": matter.kind}
    return {name: word for name, word in said.items() if word} | dict(
        zip(("item",), matter.ids, strict=False)
    )


def _known(workspace: Workspace) -> Iterator[tuple[str, Away]]:
    """Every absence of those who work here today, with whose it is."""
    for handle in sorted(workspace.team):
        for one in workspace.roster.members[handle].absences:
            yield handle, one


def _whole(workspace: Workspace) -> Iterator[tuple[str, Away]]:
    """… those of whole days."""
    for handle in sorted(workspace.team):
        for one in workspace.roster.members[handle].whole:
            yield handle, one


def add(workspace: Workspace, handle: str, new: NewAbsence, who: Who, *, dry_run: bool) -> Outcome:
    """Record an absence of any colleague; who did it stands in the commit (A0.31).

    Raises:
        NotFoundError: nobody has that handle, or a replacement's.
        RefusedError: somebody is not active, or the absence does not fit (`absences.add`).
    """
    for one in (handle, *(stand.replacement for stand in new.replacements)):
        known_colleague(workspace, one)
    with workspace.writing("absence add", dry_run=dry_run) as writer:
        me, person = actor(workspace, who), _person(workspace, handle)
        absence = new.under(me)
        decision, after = absences.add(person, absence, workspace.roster)
        told = _told_superior(workspace, me, handle, absence)
        decision = Decision(
            (*decision.changes, *told), tuple(_said(workspace, after, handle, absence))
        )
        return save(workspace, writer, "absence add", who, [Step(absence.id, decision, me.handle)])


def _told_superior(workspace: Workspace, me: Actor, handle: str, new: Absence) -> list[Change]:
    """Who is told of an absence that nobody planned, or that somebody else recorded (A0.31)."""
    superior = workspace.roster.superior(handle, workspace.today)
    if superior is None or (me.handle == handle and new.from_ > workspace.today):
        return []
    return [queue("absence", me, new.id, to=(superior,), facts=absences.facts(handle, new))]


def _withdrawn(workspace: Workspace, absence: str) -> Decision:
    """What nobody was told yet of an absence that is not to be: its notice goes with it."""
    target = Target("notice", named("absence", absence))
    notice: Notice | None = workspace.record(target)
    if notice is None or notice.state != "queued":
        return Decision()
    return Decision((Delete(target),), (f"{notice.id} is withdrawn: it was not sent yet",))


class Edit(NamedTuple):
    """What is to be another way about an absence; None leaves it. `open_end`: no last day."""

    first: date | None = None
    last: date | None = None
    open_end: bool = False
    replacements: tuple[Stand, ...] = ()
    nobody: bool = False
    """Is whoever was named before to cover no longer?"""


def edit(workspace: Workspace, ref: str, wanted: Edit, who: Who, *, dry_run: bool) -> Outcome:
    """Change an absence; who acts follows from it at once (A0.28).

    Raises:
        NotFoundError: there is no such absence, or nobody with a handle.
        RefusedError: somebody is not active, or it does not fit (`absences.edit`).
    """
    for stand in wanted.replacements:
        known_colleague(workspace, stand.replacement)
    handle, meant = _meant(workspace, ref)
    with workspace.writing("absence edit", dry_run=dry_run) as writer:
        me = actor(workspace, who)
        person, absence = _absence(workspace, handle, meant)
        changed = _edited(absence, wanted, me)
        decision, after = absences.edit(person, changed, workspace.roster, me)
        said = (*decision.said, *_said(workspace, after, handle, changed))
        step = Step(meant, decision._replace(said=said), me.handle)
        return save(workspace, writer, "absence edit", who, [step])


def _edited(absence: Absence, wanted: Edit, me: Actor) -> Absence:
    first = wanted.first or absence.from_
    last = None if wanted.open_end else wanted.last or absence.to
    if absence.half:  # half a day stays one, whichever of its days is named
        last = first = wanted.first or wanted.last or absence.from_
    changed = replace(absence, from_=first, to=last)
    if wanted.nobody:
        changed = replace(changed, replacement=None, replacements=())
    return absences.with_replacements(changed, wanted.replacements, me)


def remove(workspace: Workspace, ref: str, who: Who, *, dry_run: bool) -> Outcome:
    """Cancel an absence that is still to come (A0.28).

    Raises:
        NotFoundError: there is no such absence.
        RefusedError: it has begun.
    """
    handle, meant = _meant(workspace, ref)
    with workspace.writing("absence remove", dry_run=dry_run) as writer:
        person, absence = _absence(workspace, handle, meant)
        made = absences.remove(person, absence, workspace.today), _withdrawn(workspace, meant)
        steps = [Step(meant, decision, who.handle) for decision in made]
        return save(workspace, writer, "absence remove", who, steps)


def _absence(workspace: Workspace, handle: str, meant: str) -> tuple[Colleague, Absence]:
    """Whose absence it is, and the absence, as the file has them now."""
    person = _person(workspace, handle)
    for absence in person.absences:
        if absence.id == meant:
            return person, absence
    raise NotFoundError(f"there is no absence {meant} any more", "clm absence list --all")


def _person(workspace: Workspace, handle: str) -> Colleague:
    found: Colleague | None = workspace.record(Target("team", handle))
    if found is None:
        raise NotFoundError(f"there is no record of {handle} any more", "clm log shows why")
    return found


def _said(workspace: Workspace, after: Roster, handle: str, new: Absence) -> Iterator[str]:
    """Which days nobody covers now: of the person, and of whom they were to replace (A0.26)."""
    yield from told_uncovered(after, handle, new)
    if not any(meet(new, one) for one in after.members[handle].whole):
        return  # half a day moves nothing
    for other, one in _whole(workspace):
        if other == handle or not meet(new, one):
            continue
        if any(handle in part.trail.via for _, part in absences.lacking(after, other, one)):
            yield f"{handle} covers for {other} {absences.told(one)}: who does it now? ({one.id})"


def told_uncovered(after: Roster, handle: str, new: Absence) -> Iterator[str]:
    """The days of an absence that nobody covers, as sentences (A0.26)."""
    own = absences.away_of(after, handle, new.id)
    for matter, part in absences.lacking(after, handle, own):
        of = ", ".join(f"{name} {word}" for name, word in _scope(matter).items())
        yield f"nobody covers {handle} {absences.days(part)}" + (f" ({of})" if of else "")


def end(workspace: Workspace, ref: str, last: date, who: Who, *, dry_run: bool) -> Outcome:
    """Set the last day of an absence.

    Raises:
        NotFoundError: there is no such absence.
        RefusedError: the day does not lie in it.
    """
    handle, meant = _meant(workspace, ref)
    with workspace.writing("absence end", dry_run=dry_run) as writer:
        person, absence = _absence(workspace, handle, meant)
        step = Step(meant, absences.end(person, absence, last, workspace.today), who.handle)
        first = absences.began(absence, person.absences) if last < absence.from_ else absence.from_
        done = save(workspace, writer, "absence end", who, [step])
    if not done.changed:
        return done
    return done._replace(told=(*done.told, _ended(handle, replace(absence, from_=first, to=last))))


def _ended(handle: str, absence: Absence) -> str:
    """When somebody is away after all, as a sentence."""
    if absence.from_ == absence.to:
        said = translate("{person} is away on {first}")
    else:
        said = translate("{person} is away from {first} to {last}")
    half = f" ({absence.half})" if absence.half else ""
    return said.format(person=handle, first=absence.from_, last=absence.to) + half


def first_day(workspace: Workspace, ref: str) -> date:
    """On which day the absence begins that a reference means.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: there are several; the hint lists them.
    """
    handle, meant = _meant(workspace, ref)
    return absences.away_of(workspace.roster, handle, meant).from_


def _meant(workspace: Workspace, ref: str) -> tuple[str, str]:
    """Whose absence a reference means, and its id.

    It is the id, the start of it, or the handle of who is away now, else to be.
    """
    word = ref.strip().lower()
    known = list(_known(workspace))
    found = [pair for pair in known if pair[1].id.startswith((word, f"ab-{word}"))]
    exact = [pair for pair in found if pair[1].id in (word, f"ab-{word}")]
    for state in ("current", "coming"):
        exact = exact or [
            (handle, one)
            for handle, one in known
            if handle == word and absences.stage(one, workspace.today) == state
        ]
    exact = exact or found
    if not word or not exact:
        raise NotFoundError(f"there is no absence {ref}", "clm absence list --all shows all")
    if len(exact) > 1:
        lines = [f"{one.id}  {handle} {absences.told(one)}" for handle, one in exact]
        raise AmbiguousError(
            f"{ref} matches {len(exact)} absences", "\n".join(["one of these:", *lines])
        )
    return exact[0][0], exact[0][1].id
