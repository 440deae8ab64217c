"""The chat text for a VPA: chosen, filled, and kept in the VPA's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clm.domain.decisions import assignment_reason, set_reminder
from clm.domain.template import SETTABLE, logged
from clm.errors import NotFoundError, UsageError
from clm.i18n import translate
from clm.services.acting import on_customers, person_of
from clm.services.refs import customers
from clm.services.templates import choose, facts, filled, languages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.templates import Usable
    from clm.services.workspace import Workspace

FALLBACK = "new-regular"


class WantedChat(NamedTuple):
    """What a person says: a template (None: the one that fits), a language, a deadline, values."""

    template: str | None = None
    language: str | None = None
    deadline: date | None = None
    values: Mapping[str, str] = {}


class Chosen(NamedTuple):
    """The template for a customer, and what the person should be told of the choice."""

    customer: str
    usable: Usable
    said: tuple[str, ...] = ()


def chosen(workspace: Workspace, ref: str, wanted: WantedChat) -> Chosen:
    """The template named, or the one that fits the customer (A3.11).

    Raises:
        NotFoundError: there is no such template.
    """
    (ref,) = customers(workspace, [ref])
    dossier = workspace.dossier(ref)
    spoken = languages(workspace, wanted.language, dossier.customer.vpa)
    if wanted.template:
        return Chosen(ref, choose(workspace, wanted.template, spoken))
    fitting = _reason(workspace, dossier)
    try:
        usable = choose(workspace, fitting, spoken)
        said: tuple[str, ...] = ()
    except NotFoundError:
        usable = choose(workspace, FALLBACK, spoken)
        said = (translate("there is no template {name} yet").format(name=fitting),)
    named = f"{usable.head.id} ({usable.head.language})"
    return Chosen(ref, usable, (*said, f"{translate('template')}: {named}"))


def _reason(workspace: Workspace, dossier: Dossier) -> str:
    """Why the VPA is written to; one whose file is still empty takes over from nobody."""
    _, file = workspace.case_files(dossier.customer.id)
    if file is None or not file.notes:
        new = msgspec.structs.replace(dossier.customer, vpa=None)
        dossier = dossier._replace(customer=new)
    return assignment_reason(dossier, workspace.today)


def text_of(workspace: Workspace, choice: Chosen, wanted: WantedChat, sender: str) -> str:
    """The chat text.

    Raises:
        UsageError: a value is set that no template knows.
        BadDataError: a value is missing.
    """
    usable, dossier = choice.usable, workspace.dossier(choice.customer)
    data = facts(workspace, dossier, sender, usable.head.language, wanted.deadline)
    return filled(usable, _with_values(data, wanted.values))


def _with_values(data: dict[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    for name, value in values.items():
        if name not in SETTABLE:
            raise UsageError(f"there is no value {name} to set", f"known: {', '.join(SETTABLE)}")
        top, _, field = name.partition(".")
        if field:
            data[top][field] = value
        else:
            data[top] = value
    return data


def log(
    workspace: Workspace,
    choice: Chosen,
    text: str,
    who: Who,
    deadline: date | None,
    *,
    dry_run: bool,
) -> Outcome:
    """Keep a finished text in the VPA's file, with the deadline it names and a reminder of it.

    Raises:
        RefusedError: blocks that must be adjusted are left.
        UsageError: there is no text.
    """
    if not text.strip():
        raise UsageError("there is no text", "clm chat REF TEMPLATE --log - reads standard input")

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        kept = logged(dossier.customer, actor, text.strip(), choice.usable.head, deadline)
        if deadline is None:
            return kept
        # Somebody has to look whether the VPA wrote (A1.35): the deadline is a reminder too.
        person = person_of(workspace, dossier) or actor.handle
        why = f"VPA: {choice.usable.head.id}"
        reminder = set_reminder(dossier.customer, actor, deadline, person, why)
        return kept._replace(changes=(*kept.changes, *reminder))

    return on_customers(workspace, "chat", [choice.customer], who, decide, dry_run=dry_run)
