"""Initiatives that follow up by themselves: who is due today, once for each event (A4.9)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from clm.domain.decisions import Decision
from clm.domain.initiatives import left_out
from clm.domain.taskacts import NewTask, add_from
from clm.domain.triggered import Facts, due, followed, is_standing, take_in
from clm.i18n import spoken, translate
from clm.services.acting import Step, actor, person_of, save
from clm.services.segments import known_before
from clm.store.desk import escalations, initiatives
from clm.store.dossiers import all_dossiers, without_unreadable

if TYPE_CHECKING:
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.initiative import Initiative
    from clm.domain.process import Dossier
    from clm.domain.triggered import Due
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def follow_up_due(workspace: Workspace, who: Who, *, dry_run: bool) -> Outcome:
    """Take in who is due today, for all initiatives that follow up, as one commit.

    Who is written to by mail or a command is a recipient then, for `initiative send`; of one that
    is done by hand the responsible gets a task. Run again, it does nothing: each event is followed
    up once. Who may not be written to is left out (A4.8), and asked again until it is too late.
    """
    with workspace.writing("initiative follow-up", dry_run=dry_run) as writer:
        workspace.look_at_all()
        me = actor(workspace, who)
        standing = [
            one for one in initiatives(workspace.index) if is_standing(one, workspace.today)
        ]
        found = _due(workspace, standing) if standing else {}
        steps, told = [], []
        for one in standing:
            if found[one.id]:
                decision, lines = _followed(workspace, one, found[one.id], me)
                steps.append(Step(one.id, decision, who.handle))
                told += lines
        outcome = save(workspace, writer, "initiative follow-up", who, steps)
        return outcome._replace(told=(*told, *outcome.told))


def _due(workspace: Workspace, standing: list[Initiative]) -> dict[str, list[tuple[Due, Dossier]]]:
    """Who is due for each initiative."""
    today, process = workspace.today, workspace.process
    before = {one.id: followed(one) for one in standing}
    index = workspace.index
    known = known_before(workspace)
    of: dict[str, list[Escalation]] = defaultdict(list)
    for one in escalations(index):
        of[one.customer].append(one)
    found: dict[str, list[tuple[Due, Dossier]]] = {one.id: [] for one in standing}
    everybody = all_dossiers(workspace.index.db, process)
    for dossier in without_unreadable(workspace.index.db, everybody):
        customer = dossier.customer.id
        facts = Facts(dossier, of[customer], today, process)
        for initiative in standing:
            new = due(initiative, before[initiative.id], facts)
            if new and not left_out(initiative, dossier, known.of(customer), today, process):
                found[initiative.id].append((new, dossier))
    return found


def _followed(
    workspace: Workspace, initiative: Initiative, those: list[tuple[Due, Dossier]], me: Actor
) -> tuple[Decision, list[str]]:
    """What is done, and a sentence for each who is followed up; tasks are in the team's words."""
    changes = take_in(initiative, [one for one, _ in those], me)
    said = []
    for one, dossier in those:
        told = f"{initiative.id}: {one.customer} is followed up about {one.trigger}"
        if initiative.sending == "hand":
            executor = _executor(workspace, initiative, dossier, me)
            with spoken(workspace.language):
                title = translate("Follow up: {title} ({trigger})")
            new = NewTask(
                title=title.format(title=initiative.title, trigger=one.trigger),
                executor=executor,
                due=workspace.today,
            )
            task, made = add_from(one.customer, f"initiative/{initiative.id}", me, new)
            changes += made.changes
            told += f" by {executor}, {task}"
        said.append(told)
    return Decision(tuple(changes)), said


def _executor(workspace: Workspace, initiative: Initiative, dossier: Dossier, me: Actor) -> str:
    """Whose customer it is today, who covers included; else the owner, else who runs it."""
    person = workspace.effective(person_of(workspace, dossier))
    return next((one for one in (person, initiative.owner) if one in workspace.team), me.handle)
