"""Sending the letters of an initiative, each at most once (A4.7, A4.8).

A recipient is `sending` in a commit before their letter goes out, and `sent` or `failed` in one
after it. What is cut short between stays `sending`, may have arrived, and is never sent by itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.decisions import Decision
from clm.domain.initiativeacts import becomes, refuse_not_now
from clm.domain.initiatives import addressee, left_out, recipients
from clm.domain.initiativewords import LEFT_OUT
from clm.domain.moments import day_of
from clm.errors import RefusedError, StateError, UndeliveredError
from clm.i18n import translate
from clm.services.acting import Step, actor, save
from clm.services.initiativeletters import letters
from clm.services.initiatives import fresh, initiative_meant
from clm.services.initiativeways import by_hand, way_of
from clm.services.onesender import claim, refuse_elsewhere
from clm.services.segments import known_before
from clm.services.telling import clock_day
from clm.store.dossiers import dossiers, without_unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from clm.domain.initiative import Initiative, Recipient
    from clm.domain.initiativewords import RecipientStatus
    from clm.domain.process import Dossier
    from clm.services.acting import Who
    from clm.services.delivery import Failure, Ways
    from clm.services.initiativeletters import Letter
    from clm.services.initiativeways import Way
    from clm.services.workspace import Workspace

AT_ONCE: Final = 10
"""So many letters are marked by one commit: a crash leaves no more in doubt."""


class Ready(NamedTuple):
    """Who is to be written to now, and why the others are not, by recipient."""

    now: list[tuple[Recipient, Dossier]]
    waiting: dict[str, str]
    opted_out: list[Recipient]


class Sent(NamedTuple):
    """What a run did: an item for each recipient it was about, what a person must know."""

    items: list[dict[str, Any]]
    problems: dict[str, str | None]
    code: int


def planned(
    workspace: Workspace, ref: str, *, retry: bool = False, limit: int | None = None
) -> tuple[Initiative, list[Letter], list[dict[str, Any]]]:
    """Whom sending would write to now, and with what; nothing is done.

    There is an item for each who is written to now, waits, or was left half sent.

    Raises:
        RefusedError: it is not the time.
    """
    workspace.look_at_all()
    one = initiative_meant(workspace, ref)
    refuse_not_now(one, workspace.today)
    ready = _ready(workspace, one, retry=retry)
    now = ready.now[:limit]
    made = letters(workspace, one, now)
    names = workspace.index.names([held.customer for held in one.recipients])
    goes = {held.id for held, _ in now}
    gone = {held.id for held in ready.opted_out}
    items = [
        _item(held, names, "ready" if held.id in goes else
              "opted-out" if held.id in gone else held.status,
              ready.waiting.get(held.id))
        for held in recipients(one)
        if held.id in goes | gone | ready.waiting.keys() or held.status == "sending"
    ]  # fmt: skip
    return one, made, items


def send(
    workspace: Workspace, ref: str, who: Who, ways: Ways, host: str, *, retry: bool = False,
    limit: int | None = None,
) -> Sent:  # fmt: skip
    """Write to those who may be written to, up to a limit; `retry` also to whom it failed for.

    A server or command that is not there is met before anybody is marked.

    Raises:
        NotFoundError: there is no such initiative.
        RefusedError: it is not the time, or it is sent by hand, or the day is not the clock's.
        StateError: this host, or this clone, does not send, or a setting of their own is missing.
        UndeliveredError: the server or the command is not there.
    """
    workspace.refuse_unwritable()
    if (meant := initiative_meant(workspace, ref)).sending == "hand":
        raise by_hand(meant)
    refuse_elsewhere(workspace, host)
    refuse_other_day(workspace)
    one, made, _ = planned(workspace, ref, retry=retry, limit=limit)
    half = [held for held in recipients(one) if held.status == "sending"]
    told = Sent([], {}, 0)
    _refuse_without_way(workspace, one, ways, made)
    if made:
        claim(workspace, host)
    done: dict[str, Done] = {}
    tried: set[str] = set()
    left = len(one.recipients) if limit is None else limit
    while True:
        batch = _begin(workspace, one.id, who, tried, min(left, AT_ONCE), retry=retry)
        done |= batch.others
        if not batch.letters:
            break
        tried |= batch.marked.keys()
        left -= len(batch.letters)
        out = way_of(workspace, one, ways)
        try:
            done |= _carry_out(workspace, one.id, who, out, batch, told.problems)
        finally:
            out.close()
        if out.down:
            break
    return _told(workspace, told, half, done)


def _refuse_without_way(
    workspace: Workspace, one: Initiative, ways: Ways, made: Sequence[Letter]
) -> None:
    out = way_of(workspace, one, ways)
    try:
        failure = out.ask(made[0]) if made else None
    finally:
        out.close()
    if failure and failure.is_here:
        raise StateError(failure.sentence, failure.hint)
    if failure:
        raise UndeliveredError(failure.sentence, "nobody was written to; try again later")


def refuse_other_day(workspace: Workspace) -> None:
    """A letter goes out on its day: a replay of another would tell of it wrongly.

    Raises:
        RefusedError: the day that is acted on is not the clock's; an example has its own.
    """
    if workspace.today != clock_day(workspace):
        raise RefusedError(
            f"{workspace.today} is not today: no letter goes out on another day",
            "leave --today away; clm initiative record notes what was sent by hand",
        )


# who


def _ready(workspace: Workspace, one: Initiative, *, retry: bool) -> Ready:
    """Consent, cap and status are asked again: much may have happened since the snapshot (A4.8)."""
    wanted = ("planned", "failed") if retry else ("planned",)
    today, process = workspace.today, workspace.process
    asked = [
        held
        for held in recipients(one)
        if held.group == "treated" and held.status in wanted
        and (held.due_on is None or held.due_on <= today)
    ]  # fmt: skip
    lately = [
        held
        for held in one.recipients
        if held.sent_at
        and day_of(held.sent_at, process.zone) > today - timedelta(process.policy.contact_gap_days)
    ]
    ids = sorted({held.customer for held in (*asked, *lately)})
    known = dossiers(workspace.index.db, ids, process)
    there = {d.customer.id: d for d in without_unreadable(workspace.index.db, known)}
    before = known_before(workspace)
    ready = Ready([], {}, [])
    met = {
        word
        for held in lately
        if held.customer in there
        for word in _who(one, held, there[held.customer])
    }
    for held in sorted(asked, key=lambda held: held.due_on or held.added_on, reverse=True):
        dossier = there.get(held.customer)
        why = (
            left_out(one, dossier, before.of(held.customer), today, process)
            if dossier
            else "unreadable"
        )
        if why in ("opted-out", "no-consent"):
            ready.opted_out.append(held)
        elif why or dossier is None:
            ready.waiting[held.id] = why or "unreadable"
        elif met & (words := _who(one, held, dossier)):
            ready.waiting[held.id] = "written-recently"
        else:
            met |= words
            ready.now.append((held, dossier))
    ready.now.sort(key=lambda pair: asked.index(pair[0]))
    return ready


def _who(one: Initiative, held: Recipient, dossier: Dossier) -> set[str]:
    """By what it is known that two letters would go to one person: the customer, the address."""
    contact = addressee(one, held, dossier.customer)
    email = contact.email if contact else None
    return {dossier.customer.id, *([email.casefold()] if email else [])}


# sending


class Done(NamedTuple):
    """How it is with a recipient after a run, and why they were not written to."""

    recipient: Recipient
    status: str
    why: str | None = None


class _Batch(NamedTuple):
    marked: dict[str, Recipient]
    letters: list[Letter]
    others: dict[str, Done]


def _begin(
    workspace: Workspace, initiative: str, who: Who, tried: set[str], most: int, *, retry: bool
) -> _Batch:
    """Mark some who are written to now, under the lock, so that no other process does too."""
    with workspace.writing("initiative send") as writer:
        workspace.look_at_all()
        one = fresh(workspace, initiative)
        refuse_not_now(one, workspace.today)
        ready = _ready(workspace, one, retry=retry)
        to = [pair for pair in ready.now if pair[0].id not in tried][:most]
        made = letters(workspace, one, to)
        at = actor(workspace, who).now
        changes = [c for held in ready.opted_out for c in becomes(one, held, "opted-out")]
        changes += [c for held, _ in to for c in becomes(one, held, "sending", at=at)]
        step = Step(one.id, Decision(tuple(changes), forced=True), who.handle)
        save(workspace, writer, "initiative send", who, [step])
    others = {held.id: Done(held, "opted-out") for held in ready.opted_out}
    known = {held.id: held for held in one.recipients}
    others |= {key: Done(known[key], known[key].status, why) for key, why in ready.waiting.items()}
    return _Batch({held.id: held for held, _ in to}, made, others)


def _problem(held: Recipient, failure: Failure) -> dict[str, str | None]:
    return {f"{held.customer}: {failure.sentence}": failure.hint}


def _carry_out(
    workspace: Workspace, initiative: str, who: Who, out: Way, batch: _Batch,
    problems: dict[str, str | None],
) -> dict[str, Done]:  # fmt: skip
    """Deliver what is marked, and note how each one went, whatever breaks off.

    What was not begun is planned again; what may have arrived stays `sending`.
    """
    ends: dict[str, _End] = dict.fromkeys(batch.marked, ("planned", None))
    try:
        for letter in batch.letters:
            if out.down:
                break
            ends[letter.recipient] = "sending", None
            failure = out.deliver(letter)
            ends[letter.recipient] = _end(failure, is_down=out.down is not None)
            if failure:
                problems |= _problem(batch.marked[letter.recipient], failure)
    finally:
        _settle(workspace, initiative, who, ends)
    return {key: Done(batch.marked[key], status) for key, (status, _) in ends.items()}


_End = tuple["RecipientStatus", str | None]


def _end(failure: Failure | None, *, is_down: bool) -> _End:
    """How it is with somebody after a try: a server that fell silent leaves them planned."""
    if failure is None:
        return "sent", None
    if failure.is_unsure:
        return "sending", failure.sentence
    return ("planned", None) if failure.is_here or is_down else ("failed", failure.sentence)


def _settle(workspace: Workspace, initiative: str, who: Who, ends: dict[str, _End]) -> None:
    with workspace.writing("initiative send") as writer:
        one = fresh(workspace, initiative)
        changes: list[Change] = []
        for held in one.recipients:
            status, note = ends.get(held.id, (held.status, None))
            if held.status == "sending":  # somebody may have recorded how it went meanwhile
                changes += becomes(one, held, status, note=note)
        step = Step(one.id, Decision(tuple(changes), forced=True), who.handle)
        save(workspace, writer, "initiative send", who, [step])


# telling


def _item(held: Recipient, names: dict[str, str], status: str, why: str | None) -> dict[str, Any]:
    return {
        "ref": held.customer,
        "name": names.get(held.customer),
        "status": status,
        "why": LEFT_OUT.get(why) if why else None,
        "reason": why,
        "id": held.id,
    }


def _told(
    workspace: Workspace, found: Sent, half: Sequence[Recipient], done: dict[str, Done]
) -> Sent:
    everyone = [Done(one, "sending") for one in half if one.id not in done] + [*done.values()]
    names = workspace.index.names([one.recipient.customer for one in everyone])
    items = [_item(one.recipient, names, one.status, one.why) for one in everyone]
    code = UndeliveredError.exit_code if found.problems else 0
    doubt = [one.recipient.customer for one in everyone if one.status == "sending"]
    if doubt:
        sentence = translate("left half sent, and may have arrived: {refs}")
        found.problems[sentence.format(refs=", ".join(doubt))] = translate(
            "ask them, then: clm initiative record IN CUSTOMER --sent, or --failed"
        )
    items.sort(key=lambda one: (one["ref"], one["id"]))
    return found._replace(items=items, code=code or int(bool(doubt)))
