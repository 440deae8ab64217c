"""Acts on customers: read fresh under the lock, decide, save as one commit."""

from __future__ import annotations

from datetime import UTC
from functools import partial
from os import urandom
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Act, Create
from clm.domain.cover import ANY, DISTRIBUTOR, Matter
from clm.domain.decisions import Actor, Decision, needs_behalf
from clm.domain.lifecycle import class_of, responsible, standing
from clm.domain.notices import before_closing, is_for_roles
from clm.domain.noting import refuse_secrets_in
from clm.domain.values import CROCKFORD, ID_DIGITS
from clm.errors import RefusedError
from clm.i18n import ngettext, translate
from clm.services.announcing import announced
from clm.services.offered import warnings
from clm.services.telling import recipient, worth_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.notices import Notice
    from clm.domain.process import Dossier
    from clm.services.workspace import Workspace
    from clm.services.writing import Receipt, Writer


REPAIRS: Final = frozenset({"restore", "customer merge"})
"""Acts that put right what was written by mistake."""


class Who(NamedTuple):
    """The acting person, the shared account they use, and whether they act for a colleague."""

    handle: str
    acting_as: str | None = None
    on_behalf: bool = False


class Outcome(NamedTuple):
    """What a write did, and what the person should be told besides."""

    name: str
    receipt: Receipt
    changed: tuple[str, ...]
    said: tuple[str, ...]
    told: tuple[str, ...] = ()
    """Who learns of it by a notice that the act has queued, as sentences."""
    whose: Mapping[str, str] = {}
    """Whose an item of `changed` is: the customer's id, by that of a request, contact or demand."""


class Step(NamedTuple):
    """One record of an act: the ref it was done to, the decision, whose entry it was."""

    ref: str
    decision: Decision
    person: str | None = None


def new_id(prefix: str) -> str:
    """A fresh random id (`data-format`, Ids)."""
    # 32 digits: of each random byte five bits are taken. `secrets` would load OpenSSL.
    digits = "".join(CROCKFORD[byte % 32] for byte in urandom(ID_DIGITS[prefix]))
    return f"{prefix}-{digits}"


def actor(workspace: Workspace, who: Who) -> Actor:
    """The acting person as the decisions know them, on the workspace's day and instant."""
    now = workspace.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    by_clock = workspace.pinned_day is None
    return Actor(who.handle, workspace.today, now, new_id, who.acting_as, by_clock=by_clock)


def person_of(workspace: Workspace, dossier: Dossier) -> str | None:
    """Whose customer it is by right today; who covers for them is `workspace.effective` (L14)."""
    return responsible(dossier.customer, standing(dossier, workspace.today, workspace.process))


def on_customers(
    workspace: Workspace,
    name: str,
    refs: Sequence[str],
    who: Who,
    decide: Callable[[Dossier, Actor], Decision],
    *,
    own_entries: bool = False,
    rule: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Decide about each customer and save all changes as one commit.

    With `own_entries` a customer of a colleague's is refused unless the person covers for them or
    acts on behalf; `rule` is the one the act answers.

    Raises:
        RefusedError: a rule says no, or it is a colleague's entry.
    """
    with workspace.writing(name, dry_run=dry_run) as writer:
        me = actor(workspace, who)
        steps = []
        for ref in refs:
            dossier = workspace.dossier(ref)
            person = person_of(workspace, dossier) if own_entries else me.handle
            of = Matter((ref,), class_of(dossier.customer, me.today), kind="entry")
            refuse_colleagues(workspace, ref, person, who, of)
            made = decide(dossier, for_whom(workspace, me, person, of))
            told = before_closing(dossier, made.changes, me, workspace.process)
            steps.append(Step(ref, made._replace(changes=(*made.changes, *told)), person))
        return save(workspace, writer, name, who, steps, rule)


def refuse_colleagues(
    workspace: Workspace, ref: str, person: str | None, who: Who, matter: Matter = ANY
) -> None:
    """Refuse to act on a colleague's entry without being told to; a cover needs no telling.

    Raises:
        RefusedError: it is somebody else's and `--on-behalf` was not given.
    """
    effective = for_whom(workspace, actor(workspace, who), person, matter).for_
    if effective and not who.on_behalf:
        whose = _keeper(workspace, person) or workspace.holders(DISTRIBUTOR)[0]
        covered = "" if effective == whose else f", covered by {effective}"
        raise RefusedError(
            f"{ref} is in the care of {whose}{covered}",
            f"--on-behalf does it for {whose}, and says so",
        )


def for_whom(workspace: Workspace, me: Actor, person: str | None, matter: Matter = ANY) -> Actor:
    """The acting person, with the colleague on whose behalf an entry of `person` is handled.

    The owner and who covers for them act in their own right (A0.24).
    """
    if needs_behalf(_keeper(workspace, person), workspace.holders(DISTRIBUTOR), me) is None:
        return me._replace(for_=None)
    effective = workspace.roster.effective(person, workspace.today, matter)
    return me._replace(for_=None if effective == me.handle else effective)


def _keeper(workspace: Workspace, person: str | None) -> str | None:
    """None for a customer of somebody who has left: it belongs to the role now (A1.47)."""
    return person if person in workspace.team else None


def save(
    workspace: Workspace,
    writer: Writer,
    name: str,
    who: Who,
    steps: Sequence[Step],
    rule: str | None = None,
) -> Outcome:
    """Make the changes of all steps one commit; nothing to change makes none.

    Who gets something by it, or had it, is told (A0.34); of a repair nobody is, as of an undo. Who
    acts is told of a service that is named and not offered (A2.6).

    Raises:
        RefusedError: an internal entry, or what is said of a customer, seems to hold a secret, and
            nobody forces it.
    """
    for step in steps:
        if not step.decision.forced:
            written = step.decision.changes
            refuse_secrets_in(written, partial(_before, workspace, written))
    changed = tuple(dict.fromkeys(step.ref for step in steps if step.decision.changes))
    said = tuple(line for step in steps for line in step.decision.said)
    holders = workspace.holders(DISTRIBUTOR)
    me = actor(workspace, who)
    keepers = (_keeper(workspace, step.person) for step in steps if step.decision.changes)
    whose = {needs_behalf(keeper, holders, me) for keeper in keepers} - {None}
    act = Act(
        name=name,
        refs=changed,
        by=who.handle,
        acting_as=who.acting_as,
        for_=whose.pop() if len(whose) == 1 else None,
        rule=rule,
        today=workspace.pinned_day,
    )
    made = [change for step in steps for change in step.decision.changes]
    announcements = [] if name in REPAIRS else announced(workspace, me, made)
    said += tuple(warnings(workspace, made))
    changes = worth_telling(workspace, who.handle, [*made, *announcements])
    receipt = writer.save(act, changes)
    told = tuple(_told(workspace, changes))
    return Outcome(name, receipt, changed, said, told, dict(_whose(steps)))


def _before(workspace: Workspace, changes: Sequence[Change]) -> Iterator[Customer]:
    """The customers as they are before they change; what is not there yet has said nothing."""
    for target in dict.fromkeys(change.target for change in changes):
        if target.kind == "customer" and (customer := workspace.record(target)):
            yield customer


def _whose(steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    for step in steps:
        for change in step.decision.changes:
            kind, customer = change.target
            is_item = kind in ("requests", "service-file") and not step.ref.startswith("sv-")
            if is_item or (kind == "customer" and step.ref[:2] in ("p-", "k-")):
                yield step.ref, customer


def _told(workspace: Workspace, changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if isinstance(change, Create) and change.target.kind == "notice":
            notice: Notice = change.record
            several = len(notice.to)
            said = (
                ngettext(
                    "the {who} is told of {customer} ({event})",
                    "the {who} are told of {customer} ({event})",
                    several,
                )
                if is_for_roles(notice)
                else ngettext(
                    "{who} is told of {customer} ({event})",
                    "{who} are told of {customer} ({event})",
                    several,
                )
            )
            who = ", ".join(_called(workspace, notice, word) for word in notice.to)
            if notice.customer is None:
                said = ngettext("{who} is told ({event})", "{who} are told ({event})", several)
            yield said.format(who=who, customer=notice.customer, event=notice.event)


def _called(workspace: Workspace, notice: Notice, word: str) -> str:
    """The role or person a notice is for; who gets it instead where they are covered."""
    if is_for_roles(notice):
        return word
    gets = recipient(workspace, notice, word) or word
    if gets == word:
        return word
    return translate("{cover} for {person}").format(cover=gets, person=word)
