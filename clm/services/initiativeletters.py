"""The letters of an initiative: each to one contact, in a language of theirs (A4.7)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.initiatives import addressee
from clm.domain.template import INITIATIVE
from clm.errors import ClmError, NotFoundError
from clm.render.templates import render_all
from clm.services.filling import DAY_FORMS
from clm.services.letters import languages, letter_template, subject_and_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.customer import Contact
    from clm.domain.initiative import Initiative, Recipient
    from clm.domain.process import Dossier
    from clm.services.templates import Usable
    from clm.services.workspace import Workspace


class Letter(NamedTuple):
    """What one recipient is to read, how they are reached, and who gets their answer."""

    recipient: str
    customer: str
    name: str
    contact: str
    email: str
    phone: str
    language: str
    reply_to: str
    subject: str
    text: str


Addressed = tuple["Recipient", "Dossier"]


def letters(workspace: Workspace, one: Initiative, to: Sequence[Addressed]) -> list[Letter]:
    """The letters to some recipients; a template's first line is the subject.

    Raises:
        NotFoundError: there is no template, or it is none for letters of initiatives.
        BadDataError: it cannot be read, fails, or makes a letter without subject or text.
    """
    name = one.template or f"{INITIATIVE}{one.kind}"
    if not name.startswith(INITIATIVE):
        sentence = f"{name} is no template of an initiative"
        raise NotFoundError(sentence, f"its name begins with {INITIATIVE}")
    made = []
    for recipient, dossier in to:
        contact = addressee(one, recipient, dossier.customer)
        wished = languages(workspace, one.language, dossier.customer, contact)
        made.append((recipient, dossier, contact, letter_template(workspace, name, wished)))
    texts = render_all(
        [
            (template.source, _data(workspace, one, dossier, contact, template))
            for _, dossier, contact, template in made
        ]
    )
    owner = workspace.team.get(one.owner)
    reply_to = next(iter(owner.emails), "") if owner else ""  # who signs gets the answers
    found = []
    for (recipient, dossier, contact, template), text in zip(made, texts, strict=True):
        if isinstance(text, ClmError):
            raise text
        subject, body = subject_and_text(template, text)
        found.append(
            Letter(
                recipient.id,
                dossier.customer.id,
                dossier.customer.name,
                contact.name if contact else dossier.customer.name,
                (contact.email if contact else None) or "",
                (contact.phone if contact else None) or "",
                template.head.language,
                reply_to,
                subject,
                body + "\n",
            )
        )
    return found


def _data(
    workspace: Workspace, one: Initiative, dossier: Dossier, contact: Contact | None,
    template: Usable,
) -> dict[str, Any]:  # fmt: skip
    """What the template may know (`template.INITIATIVE_VARIABLES`)."""
    owner = workspace.team.get(one.owner)
    last = one.to.strftime(DAY_FORMS[template.head.language]) if one.to else None
    return {
        "contact": {"name": contact.name if contact else dossier.customer.name},
        "customer": {"name": dossier.customer.name},
        "initiative": {"title": one.title, "to": last},
        "sender": {"name": owner.name if owner else ""},
        "team": {"name": workspace.settings.name or ""},
    }


def keep_letters(workspace: Workspace, folder: str, made: Sequence[Letter]) -> None:
    """Write each letter to a new file of a folder, for its owner's eyes alone.

    Raises:
        RefusedError: one is there already, or the folder lies in the data.
        InputOutputError: it cannot be written there.
    """
    from clm.services.exporting import refuse_below_data
    from clm.store.outfile import write_new

    refuse_below_data(workspace, folder)
    files = {f"{one.customer}-{one.recipient}.txt": _paper(one).encode() for one in made}
    write_new(Path(folder).absolute(), files)


def _paper(one: Letter) -> str:
    reached = ", ".join(word for word in (one.email, one.phone) if word)
    return f"{one.contact} ({reached})\n{one.subject}\n\n{one.text}"
