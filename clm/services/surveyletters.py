"""The letters that invite to a survey: each with its token, in the contact's language (A2.26)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.inviting import contact_for
from clm.domain.surveying import wording
from clm.errors import ClmError
from clm.render.templates import render_all
from clm.services.filling import DAY_FORMS
from clm.services.letters import languages, letter_template
from clm.store.dossiers import dossiers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.customer import Contact, Customer
    from clm.domain.survey import Question, Survey
    from clm.services.templates import Usable
    from clm.services.workspace import Workspace

TEMPLATE: Final = "survey-invite"


class Letter(NamedTuple):
    """What is sent to one contact; the token stands nowhere else."""

    customer: str
    name: str
    contact: str
    email: str
    phone: str
    language: str
    token: str
    subject: str
    text: str


def letters(workspace: Workspace, survey: Survey, tokens: Mapping[str, str]) -> list[Letter]:
    """What is to be sent, by customer: the template's first line is the subject of the mail.

    A survey in one language is sent in that one, else each in the contact's, the customer's or
    the team's.

    Raises:
        NotFoundError: there is no template.
        BadDataError: it cannot be read, or fails.
    """
    known = list(dossiers(workspace.index.db, sorted(tokens), workspace.process))
    made = []
    for one in known:
        customer = one.customer
        contact = contact_for(customer, survey)
        wished = languages(workspace, survey.language, customer, contact)
        template = letter_template(workspace, TEMPLATE, wished)
        made.append((customer, contact, template))
    texts = render_all(
        [
            (template.source, _data(workspace, survey, customer, contact, template, tokens))
            for customer, contact, template in made
        ]
    )
    found = []
    for (customer, contact, template), text in zip(made, texts, strict=True):
        if isinstance(text, ClmError):
            raise text
        found.append(
            Letter(
                customer.id,
                customer.name,
                contact.name if contact else "",
                (contact.email if contact else None) or "",
                (contact.phone if contact else None) or "",
                template.head.language,
                tokens[customer.id],
                text.partition("\n")[0],
                text.partition("\n")[2].strip("\n"),
            )
        )
    return found


def _data(
    workspace: Workspace,
    survey: Survey,
    customer: Customer,
    contact: Contact | None,
    template: Usable,
    tokens: Mapping[str, str],
) -> dict[str, Any]:
    """What the template may know (`template.SURVEY_VARIABLES`)."""
    language = template.head.language
    last = survey.closes_on.strftime(DAY_FORMS[language]) if survey.closes_on else None
    return {
        "contact": {"name": contact.name if contact else customer.name},
        "customer": {"name": customer.name},
        "survey": {"title": survey.title, "closes_on": last, "anonymous": survey.anonymous},
        "questions": [_asked(one, language) for one in survey.questions],
        "token": tokens[customer.id],
        "team": {"name": workspace.settings.name or ""},
    }


def _asked(question: Question, language: str) -> str:
    """A question as it is read, with its words to choose from."""
    words = " / ".join(question.choices)
    return f"{wording(question, language)} ({words})" if words else wording(question, language)


def keep_letters(workspace: Workspace, path: str, letters: Sequence[Letter]) -> Path:
    """Write letters to a new CSV file, for its owner's eyes alone; it answers with its place.

    A phone number begins with 00 instead of +, which a spreadsheet would take for a formula: the
    sign that guards other cells against that would be printed by who merges mails.

    Raises:
        RefusedError: it is there already, or would lie in the data.
        InputOutputError: it cannot be written there.
    """
    import csv
    from io import StringIO

    from clm.render.safe import csv_cell
    from clm.services.reporting import refuse_in_data
    from clm.store.outfile import write_new

    refuse_in_data(workspace, path)
    place, text = Path(path).absolute(), StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Letter._fields)
    for one in letters:
        phone = re.sub(r"^\+(?=[\d(])", "00", one.phone.strip())
        writer.writerow([csv_cell(cell, numeric=False) for cell in one._replace(phone=phone)])
    write_new(place.parent, {place.name: text.getvalue().encode()})
    return place
