"""Who on the customer's side is there for what: added, changed and taken away (A0.6, A2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from clm.domain.changes import Add, Remove, Set
from clm.domain.customer import Contact
from clm.domain.decisions import Decision, customer_file, refuse_inactive
from clm.domain.fullness import CHANNELS, has_email, has_phone, is_reachable
from clm.domain.names import matches, one_line
from clm.errors import AmbiguousError, NotFoundError, RefusedError, UsageError

if TYPE_CHECKING:
    from clm.domain.changes import Change
    from clm.domain.customer import ContactChannel, Customer
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier


class Details(NamedTuple):
    """What is said of a contact; None leaves a field as it is, an empty text takes it away.

    `channels` are added to what the contact has, `dropped` are taken away.
    """

    name: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    channels: tuple[ContactChannel, ...] = ()
    dropped: tuple[ContactChannel, ...] = ()


def contact_meant(customer: Customer, typed: str) -> Contact:
    """The contact with this id, e-mail or name.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: there are several; the hint lists the contacts.
    """
    having = [
        one
        for one in customer.contacts
        if typed == one.id
        or typed.casefold() == (one.email or "").casefold()
        or matches(typed, one.name)
    ]
    if len(having) == 1:
        return having[0]
    known = "\n".join(f"{one.id}  {one.name}" for one in customer.contacts)
    if having:
        raise AmbiguousError(f"{typed} matches {len(having)} contacts", f"one of these:\n{known}")
    hint = f"known:\n{known}" if known else f"clm customer contact add {customer.id} NAME"
    raise NotFoundError(f"{customer.id} has no contact {typed}", hint)


def contact_or_name(customer: Customer, typed: str) -> str:
    """The id of the contact who is meant, or the name as it was typed where it is no contact.

    Raises:
        NotFoundError: it is an id, and the customer has no such contact.
        AmbiguousError: several contacts fit.
        UsageError: nothing is written.
    """
    if not one_line(typed):
        raise UsageError("a person has a name", "the name, or the id of a contact")
    try:
        return contact_meant(customer, typed).id
    except NotFoundError:
        if typed.startswith("p-"):
            raise
        return one_line(typed)


def add(customer: Customer, actor: Actor, said: Details) -> tuple[str, Decision]:
    """Add a contact; answers its id too.

    Raises:
        UsageError: there is no name, or an e-mail or a phone number that is none.
        RefusedError: the customer is not active, a channel goes to who cannot be reached, or a
            contact has that e-mail already.
    """
    refuse_inactive(customer)
    made = _with(Contact(id=actor.new_id("p"), name=""), said)
    for other in customer.contacts:
        if made.email and made.email.casefold() == (other.email or "").casefold():
            hint = f"clm customer contact edit {customer.id} {other.id}"
            raise RefusedError(f"{other.id} {other.name} has that e-mail already", hint)
    return made.id, Decision((Add(customer_file(customer), ("contacts",), made),))


def change(customer: Customer, contact: Contact, said: Details) -> Decision:
    """Change what is said of a contact; what is so already changes nothing.

    Raises:
        UsageError: it would have no name, or an e-mail or a phone number that is none.
        RefusedError: a channel would go, or go on, to who cannot be reached.
    """
    new = _with(contact, said)
    target, at = customer_file(customer), ("contacts", contact.id)
    changes: list[Change] = [
        Set(target, (*at, field), getattr(new, field) or None)
        for field in contact.__struct_fields__
        if getattr(new, field) != getattr(contact, field)
    ]
    return Decision(tuple(changes))


def remove(dossier: Dossier, contact: Contact) -> Decision:
    """Take a contact away.

    Raises:
        RefusedError: a request, a complaint or a service review names this contact.
    """
    naming = [one.id for one in dossier.requests if contact.id in one.contacts]
    naming += [one.id for one in dossier.complaints if contact.id == one.complainant]
    naming += [one.id for one in dossier.reviews if contact.id in (*one.theirs, one.signed_off_by)]
    if naming:
        sentence = f"{contact.id} {contact.name} is the contact of {', '.join(naming)}"
        hint = f"clm customer contact edit {dossier.customer.id} {contact.id} changes who it is"
        raise RefusedError(sentence, hint)
    return Decision((Remove(customer_file(dossier.customer), ("contacts",), contact.id),))


def _with(contact: Contact, said: Details) -> Contact:
    texts = {
        field: one_line(text) or None
        for field in ("name", "role", "email", "phone", "language")
        if (text := getattr(said, field)) is not None
    }
    held = set(contact.channels).difference(said.dropped).union(said.channels)
    channels = tuple(one for one in CHANNELS if one in held)
    new = replace(contact, **texts, channels=channels)
    if not new.name:
        raise UsageError("a contact needs a name", "clm customer contact add REF NAME")
    refuse_unusable(said.email, said.phone)
    touched = said.channels or said.email is not None or said.phone is not None
    if touched and new.channels and not is_reachable(new):
        sentence = f"{new.name} cannot be reached, so nothing goes through them"
        drop = "" if said.channels else f", or --drop-channel {new.channels[0]}"
        raise RefusedError(sentence, f"--email EMAIL or --phone PHONE{drop}")
    return new


def refuse_unusable(email: str | None, phone: str | None) -> None:
    """Refuse how somebody is said to be reached when it cannot work; nothing said is no fault.

    Raises:
        UsageError: the e-mail or the phone number is none.
    """
    said = Contact(id="", name="", email=email and one_line(email), phone=phone)
    if said.email and not has_email(said):
        raise UsageError(f'"{said.email}" is no e-mail', "write name@example.org")
    if phone and one_line(phone) and not has_phone(said):
        raise UsageError(f'"{one_line(phone)}" is no phone number', "write +49 351 12345")
