"""Doing a hand-over: what is covered goes into the absence, the rest is given away (A0.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from clm.domain import absences
from clm.domain.changes import Target
from clm.domain.decisions import Actor, Decision
from clm.domain.handingover import delegated, left_in
from clm.errors import NotFoundError, RefusedError
from clm.services.absences import told_uncovered
from clm.services.acting import Step, actor, new_id, save
from clm.services.alongside import along, left_alone
from clm.services.appointing import Giving
from clm.services.givingaway import KINDS
from clm.services.staff import assignable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.cover import Roster
    from clm.domain.people import Absence, Colleague
    from clm.services.acting import Outcome, Who
    from clm.services.alongside import Along
    from clm.services.handingover import Handing, Plan
    from clm.services.workspace import Workspace


def apply(
    workspace: Workspace, handing: Handing, chosen: Plan, who: Who, *, dry_run: bool = False
) -> Outcome:
    """Hand over as chosen, as one commit.

    Raises:
        RefusedError: there is no absence to cover in, two are to get one customer for good, who
            gets something for good has left or is away today and nobody forces it (A0.18), or
            replacements would go in a circle.
    """
    with workspace.writing("handover", dry_run=dry_run) as writer:
        found = _foreseen(workspace, handing, chosen, actor(workspace, who))
        return save(workspace, writer, "handover", who, found.steps)


class Foreseen(NamedTuple):
    """What handing over does: the steps of it, and whose work goes along with it (A0.25)."""

    steps: list[Step]
    along: list[Along]

    @property
    def said(self) -> tuple[str, ...]:
        """What is to be said of it."""
        return tuple(line for step in self.steps for line in step.decision.said)


def _foreseen(workspace: Workspace, handing: Handing, chosen: Plan, me: Actor) -> Foreseen:
    covered = _covered(workspace, handing, chosen, me)
    steps, after = ([covered[0]], covered[1]) if covered else ([], workspace.roster)
    steps += _given(workspace, handing, chosen, me)
    found = along(workspace, handing, after)
    alone = Decision(said=tuple(left_alone(handing, found)))
    return Foreseen([*steps, Step(handing.person, alone)], found)


def _covered(
    workspace: Workspace, handing: Handing, chosen: Plan, me: Actor
) -> tuple[Step, Roster] | None:
    """What is covered in the absence, and the team by it; None: nothing."""
    choices, everything = chosen.choices, chosen.everything
    covers = {
        item.id: choices[item.id].person
        for item in handing.items
        if item.id in choices and choices[item.id].how == "cover"
    }
    if not covers and everything is None and not _is_only_along(workspace, handing, chosen):
        return None
    if handing.absence is None:
        if handing.person not in workspace.team:
            raise RefusedError(
                f"{handing.person} is not active on {workspace.today}: nobody covers for them",
                f"for good it can be: clm handover {handing.person} --for-good --all-to HANDLE",
            )
        raise RefusedError(
            f"{handing.person} has no absence to cover",
            f"clm absence add {handing.person} --from DATE --to DATE, or hand over for good",
        )
    person, absence = _now(workspace, handing.person, handing.absence.id)
    person, other = _freed(person, absence, workspace.roster, me)
    if everything is not None:
        changed = replace(absence, replacement=everything, replacements=())
    else:
        named = {item: who for item, who in covers.items() if who}
        alone = left_in(handing.items, choices)
        changed = delegated(absence, named, me, chosen.rest, alone)
    decision, after = absences.edit(person, changed, workspace.roster, me)
    said = (*decision.said, *told_uncovered(after, handing.person, changed))
    changes = (*other.changes, *decision.changes)
    return Step(absence.id, Decision(changes, said), handing.person), after


def _is_only_along(workspace: Workspace, handing: Handing, chosen: Plan) -> bool:
    """Is all that there is to cover the work of those whom they cover?"""
    return bool(chosen.rest and not handing.items and along(workspace, handing, workspace.roster))


def _now(workspace: Workspace, handle: str, meant: str) -> tuple[Colleague, Absence]:
    person: Colleague | None = workspace.record(Target("team", handle))
    for absence in person.absences if person else ():
        if absence.id == meant:
            assert person is not None  # noqa: S101 -- whose absence it is
            return person, absence
    raise NotFoundError(f"there is no absence {meant} any more", "clm absence list --all")


def _freed(
    person: Colleague, absence: Absence, roster: Roster, me: Actor
) -> tuple[Colleague, Decision]:
    """The person with the other half of a day as one that names nobody: this one does for both."""
    for half in person.absences:
        if absence.half and half.half and half.id != absence.id and half.from_ == absence.from_:
            bare = replace(half, replacement=None, replacements=())
            kept = tuple(bare if one is half else one for one in person.absences)
            return replace(person, absences=kept), absences.edit(person, bare, roster, me)[0]
    return person, Decision()


def _given(workspace: Workspace, handing: Handing, chosen: Plan, me: Actor) -> Iterator[Step]:
    """What is given away for good: each customer once, whatever of theirs was named."""
    holders = {one or None for one in workspace.lists_of(handing.person)}
    along = {
        item: one.person
        for item, one in chosen.choices.items()
        if one.how == "assign" and one.person is not None
    }
    for person in dict.fromkeys(along.values()):
        assignable(workspace, person, force=chosen.force)
    gets: dict[str, str] = {}
    for item in handing.items:
        if item.id not in along:
            continue
        person, kind = along[item.id], KINDS[item.kind]
        given = item.customer if kind.with_customer else item.id
        if given not in gets:
            gets[given] = person
            if kind.is_theirs(workspace, workspace.dossier(item.customer), item, holders):
                giving = Giving(person, why=chosen.why, force=chosen.force, along=along)
                for step in kind.give(workspace, item, giving, me):
                    yield Step(item.customer, step.decision, handing.person)
        elif gets[given] != person:
            raise RefusedError(
                f"{item.customer} is to be {gets[given]}'s and {person}'s",
                "tasks and deadlines of a customer are their owner's: name one person",
            )


def foreseen(workspace: Workspace, handing: Handing, chosen: Plan) -> Foreseen:
    """What `apply` would do and say; nothing is written.

    Raises:
        RefusedError: what `apply` would refuse, but that nothing can be covered: the list says so.
    """
    me = Actor(handing.person, workspace.today, "", new_id)
    if handing.absence is None:
        return Foreseen([*_given(workspace, handing, chosen, me)], [])
    return _foreseen(workspace, handing, chosen, me)
