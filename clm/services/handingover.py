"""Handing over: what a colleague has open while away, who could take it, and doing it (A0.23)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec.structs import replace

from clm.domain import absences
from clm.domain.changes import Target
from clm.domain.cover import falls_in
from clm.domain.decisions import Actor
from clm.domain.handingover import Choice, Taker, delegated, left_in, plan
from clm.domain.windows import parts
from clm.errors import NotFoundError, RefusedError
from clm.services.absences import told_uncovered
from clm.services.acting import Step, actor, new_id, save
from clm.services.appointing import Giving
from clm.services.givingaway import KINDS
from clm.services.openitems import acting_then, open_items
from clm.services.staff import assignable, known_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clm.domain.cover import Away
    from clm.domain.handingover import Item, Strategy
    from clm.domain.people import Absence, Colleague
    from clm.domain.windows import Part
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


Unasked = Literal["away", "role"]
"""Why a colleague is not asked to take something: not there all the time, no role in common."""


class Handing(NamedTuple):
    """What somebody has open, the absence it is handed over for, and who could take it.

    Without an absence nothing can be covered, only be given away for good.
    """

    person: str
    absence: Away | None
    items: list[Item]
    takers: list[Taker]
    of: Taker
    now: dict[str, str | None]
    """Who has each item in that time, by its id, as things stand."""
    unasked: dict[str, Unasked]
    leaves: date | None = None
    """Their last day in the team, where what is handed over may lie after it."""


class Plan(NamedTuple):
    """What becomes of the items, by their id, and who covers besides.

    `everything`: one person covers all, instead of item by item; `rest`: what comes in meanwhile,
    where nobody is named for that yet. `why` and `force` are of what is assigned (A0.18).
    """

    choices: Mapping[str, Choice]
    everything: str | None = None
    rest: str | None = None
    why: str | None = None
    force: bool = False


def look(
    workspace: Workspace,
    handle: str,
    ref: str | None = None,
    *,
    with_loads: bool = True,
    for_good: bool = False,
) -> Handing:
    """What a colleague has open in their absence: the one named, else the present or next one.

    What is due after the absence is theirs again by then. Who has left has no absence any more, and
    `for_good` who will leave gives away all they have. How much else the takers have open in
    that time, what they cover then included, is only counted `with_loads`: everybody's items are.
    Takers work here and are there all the time; of an open end, until it is to be decided on.

    Raises:
        NotFoundError: nobody has that handle, or there is no such absence of theirs.
    """
    if handle not in workspace.former:
        known_colleague(workspace, handle)
    workspace.look_at_all()
    absence, leaves = _absence(workspace, handle, ref), _leaves(workspace, handle)
    if for_good and leaves and ref is None:
        absence = None
    whose = workspace.lists_of(handle)
    first = max(absence.from_, workspace.today) if absence else workspace.today
    last = absence.to if absence else first
    items: list[Item] = []
    load: Counter[str | None] = Counter()
    now: dict[str, str | None] = {}
    for item in open_items(workspace, None if with_loads else whose):
        if absence and last and item.due and item.due > last.isoformat():
            continue
        who = acting_then(workspace, item, first, last)
        if item.whose in whose:
            items.append(item)
            now[item.id] = who
        else:
            load[who] += 1
    people = {raw["id"]: _taker(raw, load[raw["id"]]) for raw in workspace.people}
    asked, unasked = _asked(workspace, handle, first, last)
    takers = [people[who] for who in asked]
    if leaves and last and absence and last <= leaves:
        leaves = None  # they come back before they leave
    return Handing(handle, absence, items, takers, people[handle], now, unasked, leaves)


def _leaves(workspace: Workspace, handle: str) -> date | None:
    ends = workspace.roster.members[handle].ends
    return ends if ends < date.max else None


def _absence(workspace: Workspace, handle: str, ref: str | None) -> Away | None:
    member = workspace.roster.members[handle]
    held = [one for one in member.absences if not one.half]
    if ref is not None:
        found = [one for one in held if one.id.startswith((ref, f"ab-{ref}"))]
        if len(found) != 1:
            hint = f"clm absence list --of {handle}"
            raise NotFoundError(f"{ref} is no one absence of {handle}", hint)
        return found[0]
    today = workspace.today
    coming = [one for one in held if falls_in(one, today) or one.from_ > today]
    # Nobody is away from a team they are not in any more.
    return next((one for one in coming if max(one.from_, today) <= member.ends), None)


def _asked(
    workspace: Workspace, handle: str, first: date, last: date | None
) -> tuple[list[str], dict[str, Unasked]]:
    """Who could take something: with a role in common, if anybody, and there all the time.

    And who is not asked, with why.
    """
    if last is None:
        wait = workspace.process.policy.open_cover_working_days
        last = workspace.process.calendar.working_days_after(first, wait)
    team, members = workspace.team, workspace.roster.members
    others = sorted(who for who, one in team.items() if who != handle and not one.shared)
    there = [who for who in others if workspace.roster.is_there(who, first, last)]
    roles = set(members[handle].roles)
    peers = [who for who in there if roles & set(team[who].roles)] or there
    unasked: dict[str, Unasked] = {who: "away" for who in others if who not in there}
    unasked |= {who: "role" for who in there if who not in peers}
    return peers, unasked


def _taker(raw: Mapping[str, Any], load: int) -> Taker:
    departments, regions, skills, languages = (
        frozenset(raw.get(field, ())) for field in ("departments", "regions", "skills", "languages")
    )
    return Taker(raw["id"], departments, regions, skills, languages, load)


def proposed(
    workspace: Workspace, handing: Handing, strategy: Strategy, *, for_good: bool = False
) -> dict[str, Choice]:
    """Who could cover each item, or have it for good: then they are there today (A0.18, A0.32).

    Raises:
        RefusedError: nobody is there.
    """
    roster, today = workspace.roster, workspace.today
    takers = [one for one in handing.takers if not for_good or roster.is_present(one.handle, today)]
    if handing.items and not takers:
        raise RefusedError(
            f"nobody is there to take over from {handing.person}", "clm absence list shows who is"
        )
    choices = plan(handing.items, handing.of, takers, strategy)
    if not for_good:
        return choices
    return {item: one._replace(how="assign") for item, one in choices.items()}


def chosen(
    workspace: Workspace,
    handing: Handing,
    typed: Sequence[tuple[str, str, str | None]],
    *,
    force: bool = False,
) -> dict[str, Choice]:
    """What was said of single items, as (how, ref, person); a customer is all of theirs.

    What is said of an item goes before what is said of its customer, in whatever order.

    Raises:
        NotFoundError: it is none of the items, or nobody has that handle.
        RefusedError: the person is not active, or it is their own; or they are to have it for
            good and are away today, and nobody forces it (A0.18).
    """
    found: dict[str, Choice] = {}
    of_all = {item.customer for item in handing.items}
    for how, ref, person in sorted(typed, key=lambda one: one[1] not in of_all):
        meant = [item for item in handing.items if ref in (item.id, item.customer)]
        if not meant:
            hint = f"clm handover {handing.person} lists them"
            raise NotFoundError(f"{ref} is nothing that {handing.person} has open", hint)
        if person is not None:
            _refuse_taker(workspace, handing, person)
            if how == "assign":
                assignable(workspace, person, force=force)
        exact = [item for item in meant if item.id == ref and item.kind != "entry"]
        for item in exact or meant:
            found[item.id] = Choice(how, person)  # type: ignore[arg-type]
    return found


def to_one(
    workspace: Workspace, handing: Handing, person: str, *, for_good: bool = False
) -> dict[str, Choice]:
    """All of it to one person.

    Raises:
        NotFoundError: nobody has that handle.
        RefusedError: they are not active, or it is their own.
    """
    _refuse_taker(workspace, handing, person)
    choice = Choice("assign" if for_good else "cover", person)
    return {item.id: choice for item in handing.items}


def _refuse_taker(workspace: Workspace, handing: Handing, person: str) -> None:
    known_colleague(workspace, person)
    if person == handing.person:
        raise RefusedError(f"{person} cannot take over from themselves", "name a colleague")


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
        steps = _steps(workspace, handing, chosen, actor(workspace, who))
        return save(workspace, writer, "handover", who, steps)


def _steps(workspace: Workspace, handing: Handing, chosen: Plan, me: Actor) -> list[Step]:
    covered = _covered(workspace, handing, chosen, me)
    return [*covered, *_given(workspace, handing, chosen, me)]


def _covered(workspace: Workspace, handing: Handing, chosen: Plan, me: Actor) -> Iterator[Step]:
    choices, everything = chosen.choices, chosen.everything
    covers = {
        item.id: choices[item.id].person
        for item in handing.items
        if item.id in choices and choices[item.id].how == "cover"
    }
    if not covers and everything is None:
        return
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
    if everything is not None:
        changed = replace(absence, replacement=everything, replacements=())
    else:
        named = {item: who for item, who in covers.items() if who}
        alone = left_in(handing.items, choices)
        changed = delegated(absence, named, me, chosen.rest, alone)
    decision, after = absences.edit(person, changed, workspace.roster)
    said = (*decision.said, *told_uncovered(after, handing.person, changed))
    yield Step(absence.id, decision._replace(said=said), handing.person)


def _now(workspace: Workspace, handle: str, meant: str) -> tuple[Colleague, Absence]:
    person: Colleague | None = workspace.record(Target("team", handle))
    for absence in person.absences if person else ():
        if absence.id == meant:
            assert person is not None  # noqa: S101 -- whose absence it is
            return person, absence
    raise NotFoundError(f"there is no absence {meant} any more", "clm absence list --all")


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
                giving = Giving(person, why=chosen.why, along=along)
                for step in kind.give(workspace, item, giving, me):
                    yield Step(item.customer, step.decision, handing.person)
        elif gets[given] != person:
            raise RefusedError(
                f"{item.customer} is to be {gets[given]}'s and {person}'s",
                "tasks and deadlines of a customer are their owner's: name one person",
            )


def foreseen(workspace: Workspace, handing: Handing, chosen: Plan) -> tuple[str, ...]:
    """What `apply` would say; nothing is written.

    Raises:
        RefusedError: what `apply` would refuse, but that nothing can be covered: the list says so.
    """
    me = Actor(handing.person, workspace.today, "", new_id)
    if handing.absence is None:
        steps = [*_given(workspace, handing, chosen, me)]
    else:
        steps = _steps(workspace, handing, chosen, me)
    return tuple(line for step in steps for line in step.decision.said)


# as lists show it


def rows(
    workspace: Workspace, handing: Handing, choices: Mapping[str, Choice]
) -> list[dict[str, Any]]:
    """The items as JSON has them, each with what becomes of it and who acts as things stand.

    `acts` are the runs of days of the absence with who acts on them; `who` null: nobody (A0.26).
    """
    found = []
    for item in handing.items:
        choice = choices.get(item.id)
        found.append(
            {
                "ref": item.id,
                "kind": item.kind,
                "customer": item.customer,
                "name": item.name,
                "class": item.class_,
                "what": item.what,
                "due": item.due,
                "overdue": item.due is not None and item.due < workspace.today.isoformat(),
                "choice": choice.how if choice else None,
                "to": choice.person if choice else None,
                "fits": list(choice.why) if choice else [],
                "like": list(choice.like) if choice else [],
                "acts": _acts(workspace, handing, item),
            }
        )
    return found


def _acts(workspace: Workspace, handing: Handing, item: Item) -> list[dict[str, Any]]:
    if handing.absence is None:
        return []
    held = parts(workspace.roster, handing.person, handing.absence, item.matter)
    return [_act(part) for part in held]


def _act(part: Part) -> dict[str, Any]:
    last: date | None = part.last
    return {
        "from": part.first.isoformat(),
        "to": last.isoformat() if last else None,
        "who": part.trail.who,
    }
