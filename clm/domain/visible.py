"""WHAT A VPA MAY SEE, one table: records in, the same records without everything else.

A field that is not listed here is hidden, also one that is added later (A3.2, A3.3).
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from msgspec.structs import replace

from clm.domain.casefile import Agreement, Deadline, Note, Quote, TemplateUse, VpaFile
from clm.domain.customer import Company, Contact, Customer, Record
from clm.domain.people import Vpa
from clm.domain.policy import Settings

R = TypeVar("R", bound=Record)

VISIBLE: Final[dict[type[Record], tuple[str, ...]]] = {
    Customer: (
        "id", "name", "kind", "language", "city", "company", "infos", "wizard", "vpa", "contacts",
    ),
    Company: ("name", "industry", "size", "website"),
    Contact: ("id", "name", "role", "email", "phone", "language"),
    VpaFile: ("customer", "deadlines", "notes"),
    Deadline: ("id", "vpa", "on", "ask", "note", "done_on", "done_by"),
    Note: (
        "id", "at", "by", "acting_as", "kind", "tags", "situation", "task", "reaction",
        "next_steps", "text", "quote", "agreement", "template", "pinned",
    ),
    Quote: ("source", "at"),
    Agreement: ("what", "price", "valid_until"),
    TemplateUse: ("id", "version"),
    Vpa: ("id", "name", "languages", "emails"),
    Settings: ("format", "timezone", "language", "tags", "vpa_sections"),
}  # fmt: skip
"""Of each record the fields that a VPA may see; of a record that is not here, none."""


def visible(record: R) -> R:
    """A record with nothing in it but what a VPA may see; mappings in the order of their keys.

    A customer, a VPA's case file, a VPA, the settings, and whatever stands in them.
    """
    shown: R = _shown(record)
    return shown


def visible_settings(settings: Settings, vpa: str, language: str) -> Settings:
    """The settings of a VPA's share, which says whose it is and speaks the VPA's language."""
    return replace(visible(settings), share=vpa, language=language)


def is_in_share(customer: Customer, vpa: str) -> bool:
    """Does a VPA see this customer? While they look after it and it is a customer of ours."""
    return customer.vpa == vpa and customer.status == "active"


def _shown(value: Any) -> Any:  # noqa: ANN401 -- any value of a field
    kind = value.__class__
    if kind is str:  # most of them
        return value
    if kind is tuple:
        return tuple([_shown(one) for one in value])
    if kind is dict:
        return {key: _shown(value[key]) for key in sorted(value)}
    if isinstance(value, Record):
        held = ((field, getattr(value, field)) for field in VISIBLE[kind])
        return kind(**{field: _shown(one) for field, one in held if one is not None})
    return value
