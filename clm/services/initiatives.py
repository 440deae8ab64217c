"""Initiatives as people plan, look at, record and close them (A4.7, A4.10)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from clm.domain import initiativeacts
from clm.domain.changes import Create, Target
from clm.domain.decisions import Decision
from clm.domain.initiativeresults import Outcome as Came
from clm.domain.initiativeresults import result
from clm.domain.initiatives import (
    contacted_on,
    conversion,
    days_to_convert,
    recipients,
    standing_of,
    state,
)
from clm.domain.segmenting import query_of
from clm.domain.undisturbed import disturbed, written_by
from clm.errors import NotFoundError, UsageError
from clm.services import slugged
from clm.services.acting import Step, actor, save
from clm.services.refs import customers
from clm.services.staff import known_colleague
from clm.services.titledrefs import INITIATIVE, id_meant, none_of
from clm.store.desk import initiatives
from clm.store.dossiers import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from clm.domain.flaws import Flaw
    from clm.domain.initiative import Initiative
    from clm.domain.initiativeacts import NewInitiative, Said
    from clm.domain.queryparser import ReadDay
    from clm.domain.undisturbed import Written
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

_SETTABLE: Final = (
    "title", "owner", "segment", "from", "to", "budget", "template", "language", "sending",
    "converts_days", "control", "seed", "kind", "trigger", "after_days",
)  # fmt: skip
_OF_PLAN: Final = frozenset({"control", "seed", "kind"})
"""What cannot be set any more once there are recipients: they were chosen by it."""


def initiative_meant(workspace: Workspace, ref: str) -> Initiative:
    """The initiative a reference means: an id, a prefix of one, words of the title.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: several fit; the hint lists them.
        BadDataError: its file cannot be read.
    """
    known = {one.id: one.title for one in everything(workspace)}
    found = id_meant(INITIATIVE, ref, known)
    if held := workspace.record(Target("initiative", found)):
        return held  # type: ignore[no-any-return]
    raise none_of(INITIATIVE, ref)


def everything(workspace: Workspace) -> list[Initiative]:
    """All initiatives that can be read, those edited by hand as they are now."""
    if workspace.index.age:
        workspace.look_at_all()
    return initiatives(workspace.index)


def fresh(workspace: Workspace, initiative: str) -> Initiative:
    """An initiative as its file has it now.

    Raises:
        NotFoundError: it is not there any more.
    """
    found: Initiative | None = workspace.record(Target("initiative", initiative))
    if found is None:
        raise NotFoundError(f"there is no initiative {initiative} any more", "clm initiative list")
    return found


# planning


def add(
    workspace: Workspace, new: NewInitiative, who: Who, read_day: ReadDay, *, dry_run: bool
) -> Outcome:
    """Plan an initiative (A4.7).

    Raises:
        UsageError: it has no title, its query is none, or a figure is none.
        NotFoundError: nobody in the team is its owner.
        RefusedError: it would break a rule of `check`.
    """
    known_colleague(workspace, new.owner)
    if new.segment:
        new = new._replace(segment=query_of(new.segment, read_day))
    with workspace.writing("initiative add", dry_run=dry_run) as writer:
        made = initiativeacts.make(actor(workspace, who), new)
        slugged.refuse_flaws(made.title, _template_flaws(workspace, made))
        decision = Decision((Create(Target("initiative", made.id), made),))
        return save(workspace, writer, "initiative add", who, [Step(made.id, decision, who.handle)])


def _template_flaws(workspace: Workspace, one: Initiative) -> Iterator[Flaw]:
    from clm.domain.initiativechecks import no_template
    from clm.store.templatefile import template_names

    names = template_names(workspace.source.templates())
    return no_template(one, slugged.known_here(workspace)._replace(templates=names))


def set_fields(
    workspace: Workspace,
    ref: str,
    words: Sequence[str],
    who: Who,
    read_day: ReadDay,
    *,
    dry_run: bool,
) -> Outcome:
    """Set what was planned, as one commit.

    How recipients are chosen can be set only before there are any.

    Raises:
        UsageError: there is no such key, or a value does not fit it.
        RefusedError: it is closed, has recipients already, or would break a rule.
    """
    one = initiative_meant(workspace, ref)
    initiativeacts.refuse_closed(one, workspace.today)
    typed, keys = [], set()
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or key not in _SETTABLE:
            hint = f"key=value, the keys: {', '.join(_SETTABLE)}"
            raise UsageError(f'"{word}" sets nothing of an initiative', hint)
        keys.add(key)
        if key == "owner":
            known_colleague(workspace, value)
        is_query = key == "segment" and value
        typed.append(f"segment={query_of(value, read_day)}" if is_query else word)

    def flaws(held: Initiative) -> Iterator[Flaw]:
        """Asked under the lock: somebody may have taken in recipients meanwhile."""
        if held.recipients and (chosen := sorted(_OF_PLAN & keys)):
            sentence = f"{held.id} has recipients: {chosen[0]} cannot be set any more"
            raise UsageError(sentence, "clm initiative add plans another")
        return _template_flaws(workspace, held)

    known = slugged.known_here(workspace, [held.customer for held in one.recipients])
    return slugged.set_fields(
        workspace, "initiative set", Target("initiative", one.id), (), typed, who, flaws,
        known._replace(templates=frozenset({one.template or ""})), dry_run=dry_run,
    )  # fmt: skip


def close(
    workspace: Workspace, ref: str, who: Who, *, conclusions: str | None, dry_run: bool
) -> Outcome:
    """Close an initiative with what is concluded from it: nobody is written to any more.

    Raises:
        RefusedError: it is closed already, or nobody says what is concluded.
    """
    held = initiative_meant(workspace, ref)
    with workspace.writing("initiative close", dry_run=dry_run) as writer:
        one = fresh(workspace, held.id)
        decision = initiativeacts.close(one, actor(workspace, who), conclusions)
        step = Step(one.id, decision, who.handle)
        return save(workspace, writer, "initiative close", who, [step])


def record(
    workspace: Workspace, ref: str, customer: str, said: Said, who: Who, *, note: str | None,
    dry_run: bool,
) -> Outcome:  # fmt: skip
    """Note what became of one recipient; an opt-out is noted with the customer too, at once.

    Raises:
        NotFoundError: they are no recipient.
        RefusedError: they are in the control group, or it cannot be so.
    """
    held = initiative_meant(workspace, ref)
    (whom,) = customers(workspace, [customer])
    with workspace.writing("initiative record", dry_run=dry_run) as writer:
        one = fresh(workspace, held.id)
        meant = initiativeacts.recipient_meant(one, whom, said)
        person = workspace.customer(whom)
        me = actor(workspace, who)
        decision = initiativeacts.record(one, meant, person, me, said, note)
        steps = [Step(one.id, decision, who.handle)]
        return save(workspace, writer, "initiative record", who, steps)


# looking


def came_of(workspace: Workspace, one: Initiative, written: Written) -> list[Came]:
    """The recipients who count, each with the day from which bookings do, and the first one."""
    process = workspace.process
    counting = recipients(one)
    since = {held.id: contacted_on(one, held, process.zone) for held in counting}
    asked = sorted({held.customer for held in counting if since[held.id]})
    known = {d.customer.id: d for d in dossiers(workspace.index.db, asked, process)}
    found = []
    for held in counting:
        dossier = known.get(held.customer) if since[held.id] else None
        booking = conversion(one, held, dossier, workspace.today, process) if dossier else None
        other = disturbed(one, held, since[held.id], written, process)
        found.append(Came(held, since[held.id], booking, other))
    return found


def _written(workspace: Workspace) -> Written:
    return written_by(everything(workspace), workspace.process.zone)


def listed(workspace: Workspace, *, closed: bool = False) -> list[dict[str, Any]]:
    """The initiatives, the newest first; closed ones only where asked for."""
    known = everything(workspace)
    written = written_by(known, workspace.process.zone)
    shown = [one for one in known if closed or state(one, workspace.today) != "closed"]
    items = [item_of(workspace, one, came_of(workspace, one, written)) for one in shown]
    return sorted(items, key=lambda one: (one["from"] or "", one["id"]), reverse=True)


def item_of(workspace: Workspace, one: Initiative, came: Sequence[Came]) -> dict[str, Any]:
    """One item of `initiative list`: how it stands, with whom it is how far."""
    figures = result(one, came)
    treated, control = figures["groups"]
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "state": state(one, workspace.today),
        "owner": one.owner,
        "from": _iso(one.from_),
        "to": _iso(one.to),
        "sending": one.sending,
        "segment": one.segment,
        "template": one.template,
        "language": one.language,
        "budget": str(one.budget) if one.budget is not None else None,
        "recipients": figures["recipients"],
        "planned": figures["planned"],
        "half_sent": figures["sending"],
        "failed": figures["failed"],
        "sent": figures["sent"],
        "answered": figures["answered"],
        "opted_out": figures["opted_out"],
        "control": sum(held.group == "control" for held in recipients(one)),
        "converted": treated.converted,
        "rate": treated.rate,
        "control_rate": control.rate,
        "closed_on": _iso(one.closed_on),
    }


def shown(workspace: Workspace, ref: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One initiative with its snapshots, and its recipients, how far it is with each."""
    one = initiative_meant(workspace, ref)
    held = slugged.all_fields(one)
    came = came_of(workspace, one, _written(workspace))
    whole = item_of(workspace, one, came) | {
        key: held[key]
        for key in ("trigger", "after_days", "seed", "converts_days", "closed_by",
                    "conclusions")
    }  # fmt: skip
    whole["control_percent"] = one.control
    whole["snapshots"] = [slugged.all_fields(each) for each in one.snapshots]
    names = workspace.index.names([each.recipient.customer for each in came])
    items = [
        {
            "ref": each.recipient.customer,
            "name": names.get(each.recipient.customer),
            "id": each.recipient.id,
            "status": standing_of(each.recipient, each.booking),
            "group": each.recipient.group,
            "contact": each.recipient.contact,
            "trigger": each.recipient.trigger,
            "snapshot": each.recipient.snapshot,
            "added_on": each.recipient.added_on.isoformat(),
            "due_on": _iso(each.recipient.due_on),
            "sent_at": each.recipient.sent_at,
            "answered_on": _iso(each.recipient.answered_on),
            "booking": each.booking.id if each.booking else None,
            "booked_on": _iso(each.booking.booked_on) if each.booking else None,
            "note": each.recipient.note,
        }
        for each in sorted(came, key=lambda each: (each.recipient.customer, each.recipient.id))
    ]
    return whole, items


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def results_told(workspace: Workspace, ref: str) -> dict[str, Any]:
    """What came of an initiative: counts, and each group's conversions (A4.10).

    `provisional`: of some the days within which a booking counts are not over.
    """
    workspace.look_at_all()
    one = initiative_meant(workspace, ref)
    came = came_of(workspace, one, _written(workspace))
    days = days_to_convert(one, workspace.process)
    last = max((each.since for each in came if each.since), default=None)
    until = last + timedelta(days=days) if last else None
    figures = result(one, came)
    groups = [
        held._asdict() | {"hours": str(held.hours), "revenue": _text(held.revenue)}
        for held in figures["groups"]
    ]
    return {
        "initiative": one.id,
        "title": one.title,
        "kind": one.kind,
        "state": state(one, workspace.today),
        **figures,
        "groups": groups,
        "budget": _text(figures["budget"]),
        "cost_per_conversion": _text(figures["cost_per_conversion"]),
        "converts_days": days,
        "until": _iso(until),
        "provisional": until is not None and until >= workspace.today,
        "conclusions": one.conclusions,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
