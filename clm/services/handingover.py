"""Handing over: what a colleague has open while away, and who could take it (A0.23)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from clm.domain.cover import falls_in
from clm.domain.handingover import Choice, Taker, plan
from clm.domain.windows import parts
from clm.errors import NotFoundError, RefusedError
from clm.services.openitems import acting_then, is_later, open_items
from clm.services.staff import assignable, known_colleague

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.cover import Away
    from clm.domain.handingover import Item, Strategy
    from clm.domain.windows import Part
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
        if absence and is_later(item, last):
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
    held = member.whole
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
