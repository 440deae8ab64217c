"""Entries of the case files as people write them (A3.5, A3.8): what each needs, what follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from clm.domain.casefile import Agreement, Note, texts
from clm.domain.changes import Add, Create, Set
from clm.domain.customer import Reminder
from clm.domain.decisions import Decision, case_note, customer_file, refuse_past
from clm.domain.freetexts import FREE, free_texts
from clm.domain.notices import queue
from clm.domain.reminders import BETWEEN, parts, remind
from clm.domain.requesting import tasks_in
from clm.domain.values import CROCKFORD
from clm.errors import NotFoundError, RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from clm.domain.casefile import FileName, NoteKind, Quote
    from clm.domain.changes import Change, FileKind
    from clm.domain.customer import Booking, Customer
    from clm.domain.decisions import Actor
    from clm.domain.flaws import At
    from clm.domain.process import Dossier, Process

ADDONS: Final = frozenset({"addon", "shift", "phone-system", "phone-factor"})
OF_BOOKINGS: Final[dict[NoteKind, frozenset[str]]] = {
    "addon-booking": ADDONS,
    "package-extension": frozenset({"extension", "package"}),
}
"""Kinds of entries that are about a booking, each with the kinds of bookings it can be about."""

_COMPLAINT: Final = re.compile(rf"cm-[{CROCKFORD}]{{6}}\Z")
_LONGEST_WHY: Final = 80

_SIDES: Final[dict[FileKind, str]] = {
    "requests": " --file requests",
    "service-file": " --file service",
}
"""How `clm edit` is told which file of a customer is meant."""


class Draft(NamedTuple):
    """An entry as somebody typed it; `agreed` are what, price and until when, as far as given.

    `from_vpa`: it is what the customer's VPA told, so it counts as theirs (A1.36). `force` is why
    it is written although it seems to hold a secret.
    """

    text: str | None = None
    situation: str | None = None
    task: str | None = None
    reaction: str | None = None
    next_steps: str | None = None
    kind: NoteKind = "other"
    tags: tuple[str, ...] = ()
    file: FileName = "oteam"
    quote: Quote | None = None
    agreed: tuple[str | None, str | None, date | None] = (None, None, None)
    pinned: bool = False
    booking: str | None = None
    complaint: str | None = None
    from_vpa: bool = False
    force: str | None = None


class After(NamedTuple):
    """What is to follow from an entry: a reminder of one's own, or an urgent hand-over (A3.10)."""

    remind_on: date | None = None
    urgent_to: str | None = None


def noted(
    dossier: Dossier, process: Process, actor: Actor, draft: Draft, after: After | None = None
) -> Decision:
    """Write an entry, with what is to follow from it, and what the person should be told.

    Raises:
        UsageError: it says nothing, or has what does not go with its kind.
        RefusedError: its kind needs more (A3.5), or it holds a secret (A3.19).
        NotFoundError: the customer has no such booking or task.
    """
    customer = dossier.customer
    entry = case_note(customer, actor, draft.text or "", draft.kind, draft.file)
    note = _filled(dossier, entry.item, draft)
    if note.agreement:
        refuse_past(note.agreement.valid_until, actor)
    refuse_secrets(note, draft.force)
    changes: list[Change] = [entry._replace(item=note)]
    if draft.force:
        changes.append(case_note(customer, actor, f"{note.id}: {draft.force}"))
    said = _hints(note, process)
    following = _following(dossier, process, actor, note, after or After())
    told = (*said, *following.said)
    return Decision((*changes, *following.changes), told, forced=bool(draft.force))


def _filled(dossier: Dossier, bare: Note, draft: Draft) -> Note:
    """The entry with everything that was typed, where it goes together."""
    note = msgspec.structs.replace(
        bare,
        text=draft.text or None,
        situation=draft.situation or None,
        task=_task(dossier, draft.task) if draft.task else None,
        reaction=draft.reaction or None,
        next_steps=draft.next_steps or None,
        tags=draft.tags,
        quote=draft.quote,
        agreement=_agreement(draft),
        pinned=draft.pinned or None,
        booking=_booking(dossier.customer, draft) if draft.booking else None,
        complaint=_complaint(dossier, draft) if draft.complaint else None,
        acting_as=_vpa(dossier.customer, draft) if draft.from_vpa else bare.acting_as,
    )
    if not any(texts(note)):
        raise UsageError("what should be noted?", 'clm note REF "TEXT", or - for standard input')
    return note


def _agreement(draft: Draft) -> Agreement | None:
    """A3.5: a special agreement has what, price and until when; no other entry has them."""
    what, price, until = draft.agreed
    if draft.kind != "special-agreement":
        if any(draft.agreed):
            raise UsageError(
                f"an entry of kind {draft.kind} agrees on nothing", "--kind special-agreement does"
            )
        return None
    if what and price and until:
        return Agreement(what=what, price=price, valid_until=until)
    named = (("what", what), ("price", price), ("valid-until", until))
    missing = [name for name, value in named if not value]
    options = " ".join(
        f"--{name} {'DATE' if name == 'valid-until' else 'TEXT'}" for name in missing
    )
    raise RefusedError(f"a special agreement needs {', '.join(missing)}", options)


def _booking(customer: Customer, draft: Draft) -> str:
    if draft.kind not in OF_BOOKINGS:
        kinds = " or ".join(OF_BOOKINGS)
        raise UsageError(f"an entry of kind {draft.kind} is about no booking", f"--kind {kinds}")
    held = {one.id: one for one in customer.bookings}
    if draft.booking not in held:
        known = ", ".join(held) or "none"
        raise NotFoundError(
            f"{customer.id} has no booking {draft.booking}", f"its bookings: {known}"
        )
    booked = held[draft.booking].kind
    if booked not in OF_BOOKINGS[draft.kind]:
        raise RefusedError(
            f"{draft.booking} is of kind {booked}, so no {draft.kind}",
            "choose another kind or booking",
        )
    return draft.booking


def noted_as(booking: Booking) -> NoteKind | None:
    """A3.5: the kind of entry that a booking writes by itself, None: it writes none."""
    if booking.kind == "extension":
        return "package-extension"
    return "addon-booking" if booking.kind in ADDONS else None


def _complaint(dossier: Dossier, draft: Draft) -> str:
    """The id of a complaint of the customer's (A3.5)."""
    typed = draft.complaint or ""
    if draft.kind != "complaint":
        raise UsageError(
            f"an entry of kind {draft.kind} is about no complaint", "--kind complaint is"
        )
    if not _COMPLAINT.match(typed):
        raise UsageError(f"{typed} is no complaint", "its id is like cm-7f3qkd")
    there = [one.id for one in dossier.complaints]
    if typed not in there:
        known = ", ".join(there) or "none"
        raise NotFoundError(
            f"{dossier.customer.id} has no complaint {typed}", f"there are: {known}"
        )
    return typed


def _task(dossier: Dossier, typed: str) -> str:
    """A link, or the id of a task or a request: that one must be there."""
    if not typed.startswith(("t-", "r-")):
        return typed
    there = [task.id for task in dossier.posted]
    there += [request.id for request in dossier.requests]
    there += [task.id for _, task in tasks_in(dossier)]
    if typed not in there:
        kind = "task" if typed.startswith("t-") else "request"
        known = ", ".join(there) or "none"
        raise NotFoundError(f"{dossier.customer.id} has no {kind} {typed}", f"there are: {known}")
    return typed


def _vpa(customer: Customer, draft: Draft) -> str:
    if draft.file != "vpa":
        raise UsageError("what a VPA told goes into the VPA's file", "leave --file oteam away")
    if customer.vpa is None:
        raise RefusedError(
            f"{customer.id} has no VPA", f"clm assign {customer.id} --vpa VPA gives it one"
        )
    return customer.vpa


def _found(field: str, text: str) -> list[str]:
    """The secrets that a text seems to hold, as `text: line 1: a password`."""
    from clm.domain.secrets import find_secrets  # its patterns take as long as all of a start

    return [f"{field}: {found}" for found in find_secrets(text)]


def secret_refusal(
    what: str, found: Iterable[str], by_force: str = "--force with -m WHY"
) -> RefusedError:
    """A3.19: why a text is not kept in which secrets were found, and what to do instead."""
    return RefusedError(
        f"{what} seems to hold a secret: {'; '.join(found)}",
        f"write where it is kept instead; {by_force} keeps it all the same",
    )


def refuse_secrets(note: Note, force: str | None) -> None:
    """A3.19: a case file says where a secret is kept, never the secret itself.

    Raises:
        RefusedError: the entry seems to hold one, and there is no reason (`force`) to keep it.
    """
    found = [one for field, text in texts(note) for one in _found(field, text)]
    if found and not force:
        raise secret_refusal("the entry", found)


def refuse_secrets_in(
    changes: Iterable[Change], before: Callable[[], Iterable[Customer]] = tuple
) -> None:
    """A3.19: also what commands write by themselves holds no secret.

    That is an entry of the internal file, and what people write freely elsewhere (`FREE`).
    What is put back into a case file from an old state, as plain data, has been there before; so
    have the reasons that a reminder, set anew, takes over from the customers as they were `before`.

    Raises:
        RefusedError: something of it seems to hold one.
    """
    for change in changes:
        for field, text, keep in _written(change):
            if _found(field, text) and (found := _found(field, _new(text, before()))):
                raise secret_refusal("what was said", found, keep)


def _new(text: str, before: Iterable[Customer]) -> str:
    """A text without the reasons that hold a secret, and stood there already."""
    stood = {
        part
        for one in before
        for place, held in free_texts("customer", (), one)
        for part in parts(_named("customer", place, held)[1])
    }
    if stood.isdisjoint(parts(text)):
        return text
    return BETWEEN.join(part for part in parts(text) if part not in stood or not _found("", part))


def _written(change: Change) -> Iterator[tuple[str, str, str]]:
    """(field, text, what keeps it all the same) of what a person wrote."""
    ref = change.target.id
    if isinstance(change, Add) and change.target.kind == "oteam" and isinstance(change.item, Note):
        yield from ((*one, "clm note --force -m WHY") for one in texts(change.item))
    elif change.target.kind in FREE and isinstance(change, Set | Add | Create):
        kind = change.target.kind
        at = () if isinstance(change, Create) else change.at
        value = change[-1]  # the value, item or record
        for place, text in free_texts(kind, at, value):
            yield *_named(kind, place, text), f"clm edit {ref}{_SIDES.get(kind, '')}"


def _named(kind: FileKind, at: At, text: str) -> tuple[str, str]:
    """(field, text) as a refusal names it; an answer with its question."""
    if kind == "customer":
        return at[0], f"{at[-1]}: {text}" if at[0] == "wizard" else text
    return next(name for name in at if name in FREE[kind]), text


def _hints(note: Note, process: Process) -> tuple[str, ...]:
    """A3.7, A3.8: an entry has a tag, and is short; what is quoted is as long as it is."""
    said = []
    if not note.tags:
        said.append("the entry has no tag: --tag T, clm file tags lists them")
    written = sum(len(text) for field, text in texts(note) if not (note.quote and field == "text"))
    if written > process.policy.note_characters:
        said.append(
            f"the entry has {written} characters, more than {process.policy.note_characters}: "
            "situation, reaction and next steps are enough"
        )
    return tuple(said)


def _following(
    dossier: Dossier, process: Process, actor: Actor, note: Note, after: After
) -> Decision:
    """The reminder or the hand-over."""
    why = _why(note)
    changes: tuple[Change, ...] = ()
    said: tuple[str, ...] = ()
    if after.remind_on:
        steps = why if note.next_steps else None
        made = remind(dossier, process, actor, after.remind_on, steps, actor.handle)
        changes, said = made.changes, made.said
    if after.urgent_to:
        changes = (*changes, *handed_over(dossier.customer, actor, after.urgent_to, why))
    return Decision(changes, said)


def _why(note: Note) -> str:
    """What it is about, on one line: the next steps, else what was written first."""
    first = note.next_steps or next(text for _, text in texts(note))
    line = " ".join(first.split())
    return line if len(line) <= _LONGEST_WHY else f"{line[: _LONGEST_WHY - 1].rstrip()}…"


def handed_over(customer: Customer, actor: Actor, person: str, why: str) -> tuple[Change, ...]:
    """A3.10: an urgent hand-over: a reminder of today that only its being accepted ends, told.

    Raises:
        UsageError: it is for oneself.
        RefusedError: the customer is archived or merged, so nobody would see it.
    """
    if person == actor.handle:
        raise UsageError("an urgent hand-over is for somebody else", "--remind DATE reminds you")
    if customer.status != "active":
        hint = f"clm customer set {customer.id} status=active"
        raise RefusedError(f"{customer.id} is {customer.status}", hint)
    item = Reminder(
        id=actor.new_id("m"), on=actor.today, for_=person, why=why, urgent=True, by=actor.handle
    )
    told = queue(
        "urgent", actor, item.id, customer=customer.id, to=(person,), facts={"reminder": item.id}
    )
    return (Add(customer_file(customer), ("reminders",), item), told)
