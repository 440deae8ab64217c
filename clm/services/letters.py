"""Letters to customers: in which language one is written, and the template it is made from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clm.errors import BadDataError, NotFoundError
from clm.services.templates import Usable, usable
from clm.store.founding import templates as shipped_templates
from clm.store.templatefile import read_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.customer import Contact, Customer
    from clm.domain.values import Language
    from clm.services.workspace import Workspace


def languages(
    workspace: Workspace, fixed: Language | None, customer: Customer, contact: Contact | None
) -> list[str]:
    """In which language a letter is written, the best first.

    The one that holds for all, else the contact's, the customer's or the team's.
    """
    spoken = (contact.language if contact else None, customer.language)
    settings = workspace.settings
    wished = (fixed, *spoken, settings.language, *settings.template_languages, "en")
    return list(dict.fromkeys(one for one in wished if one))


def letter_template(workspace: Workspace, name: str, wished: Sequence[str]) -> Usable:
    """The team's own template, else the one that is shipped.

    Raises:
        NotFoundError: there is none of this name.
        BadDataError: it cannot be read.
    """
    for language in wished:
        path = f"templates/{language}/{name}.md.j2"
        data = workspace.source.read(path)
        if data is None:  # an empty one of the team's own is a slip, which is told
            data = _shipped().get(path)
        if data is not None:
            return usable(read_template(data, path))
    raise NotFoundError(f"there is no template {name}", "clm init writes those shipped")


def subject_and_text(template: Usable, made: str) -> tuple[str, str]:
    """The first line of what a template made, and the rest.

    Raises:
        BadDataError: one of them is empty: nobody is written to with it.
    """
    subject, _, text = made.partition("\n")
    if not subject.strip() or not text.strip():
        empty = "text" if subject.strip() else "subject"
        raise BadDataError(
            f"{template.file.path}: it makes a letter without a {empty}",
            "its first line is the subject, the text follows",
        )
    return subject, text.strip("\n")


@cache
def _shipped() -> dict[str, bytes]:
    return dict(shipped_templates())
