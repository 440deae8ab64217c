"""Segments: whom an initiative's query finds, who of them may be written to (A4.8, A4.10)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from clm.domain.decisions import Decision
from clm.domain.escalating import is_open
from clm.domain.initiativeacts import refuse_closed
from clm.domain.initiatives import Before, contact_of, controlled, last_written, left_out
from clm.domain.query import lifts, predicate
from clm.domain.segmenting import (
    Segment,
    asked_of,
    control_of,
    query_of,
    query_tree,
    refuse_everybody,
    refuse_nobody,
    snapshot,
    without_known,
)
from clm.errors import BadDataError
from clm.i18n import translate, word
from clm.services.acting import Step, actor, save
from clm.services.initiatives import everything, fresh, initiative_meant
from clm.store.desk import escalations
from clm.store.dossiers import dossiers, without_unreadable
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.initiative import Initiative
    from clm.domain.queryparser import ReadDay
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


_ASKED: Final = ("initiatives/", "surveys/", "escalations/")
"""Where it stands who was written to, and who is angry."""


def segment(
    workspace: Workspace,
    ref: str,
    query: str | None,
    who: Who,
    read_day: ReadDay,
    *,
    force: str | None,
    dry_run: bool,
) -> Outcome:
    """Run the query of an initiative, and keep who is a recipient from now on (A4.8).

    Run again, it takes in only new ones. `force` is why it may be everybody.

    Raises:
        UsageError: the query is none, or there is none.
        RefusedError: it is closed, or selects nobody, or everybody and nobody forces it.
    """
    workspace.look_at_all()
    held = initiative_meant(workspace, ref)
    typed = query_of(query, read_day) if query else None
    with workspace.writing("initiative segment", dry_run=dry_run) as writer:
        one = fresh(workspace, held.id)
        refuse_closed(one, workspace.today)
        found = run(workspace, one, asked_of(one, typed), forced=force is not None)
        refuse_nobody(one, found)
        me = actor(workspace, who)
        changes = snapshot(one, found, me) if found.taken else []
        step = Step(one.id, Decision(tuple(changes)), who.handle)
        done = save(workspace, writer, "initiative segment", who, [step])
        return done._replace(told=(told(one, found), *done.told))


def run(workspace: Workspace, one: Initiative, query: str, *, forced: bool = False) -> Segment:
    """Whom a query finds now: who may be written to, and of the others how many, and why.

    It is the same set as that of `customer list --where`.

    Raises:
        RefusedError: it is everybody, and nobody forces it.
    """
    ids, here, active = _found(workspace, query)
    if not forced:
        refuse_everybody(here, active, workspace.process.policy)
    new = without_known(one, ids)
    before = known_before(workspace)
    known = dossiers(workspace.index.db, new, workspace.process)
    taken: dict[str, str | None] = {}
    why = Counter({"already": len(ids) - len(new)})
    for dossier in without_unreadable(workspace.index.db, known):
        customer = dossier.customer
        word = left_out(one, dossier, before.of(customer.id), workspace.today, workspace.process)
        if word:
            why[word] += 1
        else:
            contact = contact_of(customer, one.sending)
            taken[customer.id] = contact.id if contact else None
    seen = len(taken) + sum(why.values())
    why["unreadable"] = len(ids) - seen
    return Segment(query, len(ids), taken, {key: n for key, n in why.items() if n})


def _found(workspace: Workspace, query: str) -> tuple[list[str], int, int]:
    """Those for whom it holds, how many of them are active, and how many are in all."""
    tree = query_tree(query)
    holds = predicate(tree, workspace.process.zone)
    rows = workspace.customers()
    active = [row for row in rows if row["list"] is not None]
    others = [row for row in rows if row["status"] == "archived"] if lifts(tree) else []
    here = [row["id"] for row in active if holds(row)]
    return [*here, *(row["id"] for row in others if holds(row))], len(here), len(active)


class Known:
    """When customers were written to last, and who has an escalation open."""

    def __init__(
        self,
        written: Mapping[str, Any],
        escalated: frozenset[str],
        control: Mapping[str, frozenset[str]],
    ) -> None:
        self.written = written
        self.escalated = escalated
        self.control = control

    def of(self, customer: str) -> Before:
        """What is known of one."""
        held = self.control.get(customer, frozenset())
        return Before(self.written.get(customer), customer in self.escalated, held)


def known_before(workspace: Workspace) -> Known:
    """What is known of all customers beside their files.

    Raises:
        BadDataError: a file that says so cannot be read: nobody is written to, for they may have
            been written to already, or be angry.
    """
    for one in workspace.findings():
        if one.path.startswith(_ASKED):
            raise BadDataError(str(one), "mend it first: it may say who is not to be written to")
    found = everything(workspace)
    written = last_written(found, surveys(workspace.index), workspace.process.zone)
    escalated = frozenset(one.customer for one in escalations(workspace.index) if is_open(one))
    return Known(written, escalated, controlled(found))


def told(one: Initiative, found: Segment) -> str:
    """What a segment found, in a sentence."""
    control = len(control_of(one, found.taken))
    said = translate("{found} found, {taken} of them new recipients").format(
        found=found.found, taken=len(found.taken)
    )
    if control:
        said += translate(", {n} of these in the control group").format(n=control)
    if found.left_out:
        why = (f"{n} {word('left-out', key)}" for key, n in sorted(found.left_out.items()))
        said += translate("; left out: {reasons}").format(reasons=", ".join(why))
    return said
