"""Chat templates: what their front matter says, what they may know, what is kept of a text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from clm.domain.casefile import TemplateUse
from clm.domain.customer import Record
from clm.domain.deadlines import asked
from clm.domain.decisions import Decision, case_note, refuse_past
from clm.domain.values import Handle, Language
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.casefile import NoteKind
    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor

Reason = Literal[
    "new-offer", "new-regular", "new-prio", "inactive", "vpa-change", "vpa-outage"
]  # fmt: skip
REASONS: Final[tuple[Reason, ...]] = (
    "new-offer", "new-regular", "new-prio", "inactive", "vpa-change", "vpa-outage",
)  # fmt: skip
"""A3.11: why a VPA is written to; each has one template in each language (A3.12)."""

ASKS: Final = ("keep-file", "smaller-package", "larger-package", "second-reminder", "praise")
"""A3.16, A3.20: what else a VPA is written about; ids of templates, one in each language."""

VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "customer": (
        "name", "company", "industry", "website", "infos", "wizard", "city", "language",
    ),
    "wizard": ("label", "value"),
    "contacts": ("name", "role", "email", "phone", "language"),
    "released": ("on", "text"),
    "packages": ("hours", "booked_on"),
    "orders": ("hours", "booked_on"),
    "usual_hours": (),
    "tasks": ("title", "deadline"),
    "sections": ("label", "filled"),
    "file": ("last_entry",),
    "ask": ("text", "asked_on", "due"),
    "vpa": ("name",),
    "sender": ("name", "initials"),
    "deadline": (),
}  # fmt: skip
"""All that a template may know (A3.3, A3.14), each with its fields; those of `LISTS` are the
fields of their items. Nothing internal is among them."""

LISTS: Final = frozenset(
    {"wizard", "contacts", "released", "packages", "orders", "tasks", "sections"}
)

NOTICE_FACTS: Final[tuple[str, ...]] = (
    "reasons", "hours", "since", "owner", "offer", "offered_on", "booking", "vpa", "why",
    "week", "deadline", "open", "incomplete", "report", "reminder",
    "absent", "away_from", "away_to", "cover", "other", "what", "items", "became",
    "level", "escalation", "until",
)  # fmt: skip
"""The facts of any notice (`domain.notices`); those an event lacks are empty."""

NOTICE: Final = "notice-"
"""How the templates of notices begin; they know the notice, and of a customer only who it is."""

NOTICE_VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "customer": ("id", "name"),
    "recipient": ("name",),
    "sender": ("name",),
    "person": ("name",),
    "facts": NOTICE_FACTS,
}

SURVEY: Final = "survey-"
"""How the templates of letters begin that invite to a survey (A2.26)."""

SURVEY_VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "contact": ("name",),
    "customer": ("name",),
    "survey": ("title", "closes_on", "anonymous"),
    "questions": (),
    "token": (),
    "team": ("name",),
}

INITIATIVE: Final = "initiative-"
"""How the templates of letters of initiatives begin (A4.7)."""

INITIATIVE_VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "contact": ("name",),
    "customer": ("name",),
    "initiative": ("title", "to"),
    "sender": ("name",),
    "team": ("name",),
}

SETTABLE: Final[tuple[str, ...]] = tuple(
    f"{top}.{field}".rstrip(".")
    for top, fields in VARIABLES.items()
    if top not in LISTS
    for field in fields or ("",)
    if (top, field) != ("customer", "wizard")
)
"""What a person may set for one text: the single values."""

_OPEN: Final = r"(?:\[|&(?:#0{0,5}91|#x0{0,5}5b|lbrack|lsqb);)"
_BETWEEN: Final = r"[\s\\*_`~]{0,20}"
_TO_ADJUST: Final = re.compile(
    rf"{_OPEN}{_BETWEEN}{_OPEN}{_BETWEEN}ANPASSEN[^\]\\]{{0,60}}", re.IGNORECASE
)
_ALIKE: Final = str.maketrans(
    "\u0410\u0430\u0391\u03b1\u0415\u0435\u0395\u03b5"
    "\u039d\u03bd\u0420\u0440\u03a1\u03c1\u0405\u0455",
    "AaAaEeEeNnPpPpSs",
) | str.maketrans({"⟦": "[[", "〚": "[[", "【": "[", "〔": "["})
"""Cyrillic and Greek letters, and brackets, that look like those of a block."""

_UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})
"""Categories of characters without a place of their own in a line."""

_USUAL_ASK: Final[dict[Language, str]] = {
    "de": "VPA-Kundenakte anlegen oder auf den neuesten Stand bringen",
    "en": "Start the VPA case file, or bring it up to date",
    "pt": "Criar ou atualizar a ficha da VPA",
}


class TemplateHead(Record, frozen=True, kw_only=True):
    """The front matter of a template; `required` are the values without which it says nothing.

    `ask` is what the VPA is to do by the deadline, in the words of the deadline.
    """

    id: Handle
    version: str
    reason: Reason | None = None
    audience: Literal["vpa", "customer", "team"]
    language: Language
    ask: str | None = None
    required: tuple[str, ...] = ()


def variables(template: str) -> dict[str, tuple[str, ...]]:
    """What a template of this name may know."""
    if template.startswith(SURVEY):
        return SURVEY_VARIABLES
    if template.startswith(INITIATIVE):
        return INITIATIVE_VARIABLES
    return NOTICE_VARIABLES if template.startswith(NOTICE) else VARIABLES


def is_known(name: str, template: str = "") -> bool:
    """Is it a variable a template may use: `deadline`, `customer`, `customer.name`?"""
    known = variables(template)
    top, _, field = name.partition(".")
    return top in known and (not field or (top not in LISTS and field in known[top]))


def without_value(names: Sequence[str], data: Mapping[str, Any]) -> list[str]:
    """Which of the named values are missing or empty."""
    return [name for name in names if not _value(name, data)]


def _value(name: str, data: Mapping[str, Any]) -> object:
    found: object = data
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def to_adjust(text: str) -> Iterator[str]:
    """The `[[ANPASSEN: …]]` blocks that nobody has replaced yet (A3.13).

    Also as an editor or a chat may have written them: with blanks, escapes or marks of Markdown in
    between, with characters that nobody sees, or with others that look alike.
    """
    seen = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    plain = "".join(char for char in seen if unicodedata.category(char) not in _UNSEEN)
    return (match[0] for match in _TO_ADJUST.finditer(plain))


def unfinished_hint(customer: str, template: str) -> str:
    """How a text is finished and kept."""
    typed = f"clm chat {customer} {template}"
    return f"{typed} --edit\nor: {typed} > FILE, edit it, then: {typed} --log - < FILE"


def refuse_unfinished(text: str, hint: str | None = None) -> None:
    """Refuse a text with blocks that nobody has replaced.

    Raises:
        RefusedError: it names the first of them.
    """
    if left := next(to_adjust(text), None):
        raise RefusedError(f"the text is not finished: {left}…", hint)


def logged(
    customer: Customer,
    actor: Actor,
    text: str,
    head: TemplateHead,
    deadline: date | None = None,
    ask: str | None = None,
) -> Decision:
    """Keep a text in the VPA's file with its template, and the deadline it names (A3.13).

    `ask` is what is asked again where the template has no ask of its own.

    Raises:
        RefusedError: blocks that must be adjusted are left, it is not for a VPA to read, the
            deadline is over, or there is no VPA whose deadline it could be.
    """
    refuse_unfinished(text, unfinished_hint(customer.id, head.id))
    if head.audience != "vpa":
        raise RefusedError(f"{head.id} is not for a VPA: it has no place in the VPA's file")
    kind: NoteKind = "vpa-change" if head.reason in {"vpa-change", "vpa-outage"} else "other"
    entry = case_note(customer, actor, text, kind, file="vpa")
    used = TemplateUse(id=head.id, version=head.version)
    entry = entry._replace(item=msgspec.structs.replace(entry.item, template=used))
    changes: list[Change] = [entry]
    if deadline:
        refuse_past(deadline, actor)
        if not customer.vpa:
            raise RefusedError(
                f"{customer.id} has no VPA to give a deadline to", f"clm assign {customer.id} --vpa"
            )
        ask = head.ask or ask or _USUAL_ASK[head.language]
        changes.append(asked(customer.id, actor, customer.vpa, deadline, ask, entry.item.id))
    return Decision(tuple(changes))
