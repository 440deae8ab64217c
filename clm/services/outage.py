"""A VPA falls out: their customers by urgency, who could take over, what is handed over (A3.17)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain import handover
from clm.domain.bookings import hours_in_use
from clm.domain.ladder import open_steps
from clm.domain.lifecycle import class_of, open_mark, responsible, standing
from clm.domain.outage import (
    Load,
    away,
    is_there,
    period,
    proposals,
    tasks_of,
    urgency,
)
from clm.domain.request import is_active
from clm.domain.vpafile import file_state
from clm.errors import BadDataError, NotFoundError, UsageError
from clm.render.handover import markdown
from clm.render.listing import number
from clm.services.acting import Step, actor, save
from clm.services.directory import known_vpa, vpa_record
from clm.services.reporting import refuse_in_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from clm.domain.cover import Away
    from clm.domain.customer import Customer
    from clm.domain.outage import Proposal
    from clm.domain.people import Absence, Vpa
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

    Data = dict[str, Any]


class Outage(NamedTuple):
    """Who falls out, on which days (`to` None: nobody knows), and what becomes of each customer."""

    vpa: Vpa
    away: Away
    items: list[Data]


def outage(workspace: Workspace, handle: str, first: date, last: date | None = None) -> Outage:
    """The customers of a VPA, the most urgent first, each with who could take over.

    They are those whose VPA it is, and those of whom the VPA does an active task. Who is proposed
    for one customer has fewer hours left for the next. One whose files cannot be read is left out.

    Raises:
        NotFoundError: there is no such VPA.
        UsageError: the last day lies before the first.
    """
    if last and last < first:
        raise UsageError(f"{last} lies before {first}", "--to is the last day away")
    gone = vpa_record(workspace, handle)
    window = period(gone, first, last)
    others, loads = _others(workspace, window, handle), _loads(workspace)
    items = []
    for dossier in _by_urgency(workspace, handle):
        found = proposals(dossier.customer, gone, others, loads, workspace.today)
        if found and found[0].vpa != dossier.customer.vpa:
            hours = hours_in_use(dossier.customer.bookings, workspace.today)
            loads[found[0].vpa] = loads.get(found[0].vpa, Load()).plus(hours)
        items.append(_item(workspace, dossier, handle, found))
    return Outage(gone, window, items)


def instead(workspace: Workspace, customer: Customer, gone: Vpa, absence: Absence) -> list[str]:
    """Who else could take a customer over while a VPA is absent, the best first (A3.17)."""
    others = _others(workspace, period(gone, workspace.today, absence.to), gone.id)
    found = proposals(customer, gone, others, _loads(workspace), workspace.today)
    return [one.vpa for one in found if one.vpa != customer.vpa]


def _others(workspace: Workspace, window: Away, handle: str) -> list[Vpa]:
    return [vpa for vpa in _vpas(workspace) if vpa.id != handle and is_there(vpa, window)]


def _loads(workspace: Workspace) -> dict[str, Load]:
    found = workspace.index.loads()
    return {vpa: Load(n, Decimal(str(hours))) for vpa, (n, hours) in found.items()}


def _vpas(workspace: Workspace) -> Iterator[Vpa]:
    for handle in sorted(workspace.vpas):
        try:
            yield vpa_record(workspace, handle)
        except (BadDataError, NotFoundError):
            continue


def _by_urgency(workspace: Workspace, vpa: str) -> list[Dossier]:
    own = {row["id"] for row, _ in workspace.vpa_files(vpa)}
    doing = {
        row["id"]
        for row, task in workspace.posted_tasks()
        if task.vpa == vpa and is_active(task) and row.get("list")
    }
    found = []
    for ref in sorted(own | doing):
        try:
            found.append(workspace.dossier(ref))
        except (BadDataError, NotFoundError):
            continue
    today, process = workspace.today, workspace.process
    return sorted(
        found,
        key=lambda one: urgency(one.customer, tasks_of(one, vpa, today, process), today, process),
    )


def _item(workspace: Workspace, dossier: Dossier, vpa: str, found: list[Proposal]) -> Data:
    customer, today, process = dossier.customer, workspace.today, workspace.process
    state = file_state(dossier, today, process)
    tasks = tasks_of(dossier, vpa, today, process)
    ends = [task.deadline for task in tasks if task.deadline]
    return {
        "ref": customer.id,
        "name": customer.name,
        "owner": responsible(customer, standing(dossier, today, process)),
        "class": class_of(customer, today),
        "prio": open_mark(customer.prio, today) is not None,
        "completeness": state.percent,
        "missing": list(state.missing),
        "last": state.last.isoformat() if state.last else None,
        "tasks": [
            {"id": task.id, "title": task.title, "deadline": task.deadline} for task in tasks
        ],
        "task_deadline": ends[0] if ends else None,
        "deadlines": [
            {"id": step.ask.id, "on": step.ask.on.isoformat(), "ask": step.ask.ask}
            for step in open_steps(dossier, today, process)
        ],
        "hours": number(hours_in_use(customer.bookings, today)),
        "replacement": found[0].vpa if found else None,
        "proposals": [_proposal(workspace, one) for one in found],
        "next": _next(customer.id, found, is_own=customer.vpa == vpa),
    }


def _proposal(workspace: Workspace, one: Proposal) -> Data:
    return {
        "vpa": one.vpa,
        "name": workspace.vpas[one.vpa],
        "speaks": list(one.speaks),
        "lacks": list(one.lacks),
        "skills": list(one.skills),
        "customers": one.load.customers,
        "hours": number(one.load.hours),
        "free": number(one.free),
    }


def _next(ref: str, found: list[Proposal], *, is_own: bool) -> str:
    if not is_own:  # only tasks of theirs are the VPA's
        return f"clm edit {ref} --file requests"
    vpa = found[0].vpa if found else "VPA"
    return f"clm assign {ref} --vpa {vpa} --reason vpa-outage --template vpa-outage"


# what is handed over, and what is recorded


def packs(workspace: Workspace, found: Outage) -> dict[str, str]:
    """The hand-over pack of each customer by ref, as Markdown in the reader's language."""
    made = {}
    for item in found.items:
        dossier = workspace.dossier(item["ref"])
        _, file = workspace.case_files(item["ref"])
        data = handover.pack(dossier, file, workspace.today, workspace.process)
        made[item["ref"]] = markdown(data)
    return made


def write_packs(workspace: Workspace, made: Mapping[str, str], folder: str) -> list[str]:
    """Write each pack to a file of its own, for its owner's eyes; answers their paths.

    Raises:
        RefusedError: a file is there already, or the folder lies on the data.
        InputOutputError: it cannot be written there.
    """
    from clm.store.outfile import write_new

    refuse_in_data(workspace, folder)
    write_new(Path(folder), {f"{ref}.md": text.encode() for ref, text in made.items()})
    return [str(Path(folder) / f"{ref}.md") for ref in made]


def record(
    workspace: Workspace, handle: str, first: date, last: date | None, who: Who, *, dry_run: bool
) -> Outcome:
    """Record that the VPA is away, so that nobody proposes them meanwhile; never why.

    Raises:
        NotFoundError: there is no such VPA.
    """
    known_vpa(workspace, handle)
    with workspace.writing("vpa outage", dry_run=dry_run) as writer:
        decision = away(vpa_record(workspace, handle), first, last, actor(workspace, who))
        step = Step(handle, decision, who.handle)
        return save(workspace, writer, "vpa outage", who, [step])
