"""The chat text for a VPA: chosen, filled, and kept in the VPA's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from clm.domain import assigning
from clm.domain.assigning import look_again, recheck_of
from clm.domain.changes import Target
from clm.domain.cover import is_away
from clm.domain.decisions import Decision, case_note
from clm.domain.noting import secret_refusal
from clm.domain.reminders import Look
from clm.domain.secrets import find_secrets
from clm.domain.template import SETTABLE, logged, refuse_unfinished, unfinished_hint
from clm.errors import BusyError, ClmError, UsageError
from clm.i18n import translate
from clm.services.acting import on_customers
from clm.services.filling import facts, filled, missed_ask
from clm.services.refs import customers
from clm.services.templates import choose, languages
from clm.store import clipboard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.people import Vpa
    from clm.domain.process import Dossier
    from clm.domain.template import Reason
    from clm.services.acting import Outcome, Who
    from clm.services.templates import Usable
    from clm.services.workspace import Workspace


class WantedChat(NamedTuple):
    """What a person says: a template (None: the one that fits), a language, a deadline, values.

    `vpa` is whom the text is for where the customer is only to be given to them.
    """

    template: str | None = None
    language: str | None = None
    deadline: date | None = None
    values: Mapping[str, str] = {}
    vpa: str | None = None


class Chosen(NamedTuple):
    """The template for a customer, and what the person should be told of the choice.

    `vpa` is whom the customer has at that moment.
    """

    customer: str
    usable: Usable
    vpa: str | None
    said: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a file with the text is called."""
        return f"{self.customer}-{self.usable.head.id}"


class Finished(NamedTuple):
    """A text as the VPA is to get it, with the deadline it names and a word for our own file.

    `force` keeps it although it seems to hold a secret.
    """

    text: str
    deadline: date | None = None
    why: str | None = None
    force: bool = False


def chosen(workspace: Workspace, ref: str, wanted: WantedChat) -> Chosen:
    """The template named, or the one that fits the customer (A3.11, A3.20).

    Raises:
        NotFoundError: there is no such template.
        ClmError: none is named, and there is nothing to write about now.
    """
    (ref,) = customers(workspace, [ref])
    dossier = workspace.dossier(ref)
    vpa = wanted.vpa or dossier.customer.vpa
    spoken = languages(workspace, wanted.language, vpa)
    if wanted.template:
        return Chosen(ref, choose(workspace, wanted.template, spoken), dossier.customer.vpa)
    name = fitting(workspace, dossier)
    if name is None:
        raise ClmError(
            f"{vpa} has nothing to be asked about {ref} now",
            f"clm chat {ref} TEMPLATE; clm template list shows all",
        )
    usable = choose(workspace, name, spoken)
    said = f"{translate('template')}: {name} ({usable.head.language})"
    return Chosen(ref, usable, dossier.customer.vpa, (said,))


def fitting(workspace: Workspace, dossier: Dossier) -> str | None:
    """The template by which the customer's VPA is written to now, None: nothing is to be asked."""
    vpas = workspace.vpas.keys()
    return assigning.fitting(dossier, vpas, workspace.today, workspace.process)


def reason_of(workspace: Workspace, dossier: Dossier) -> Reason:
    """Why the customer is given a VPA today, as far as the data say (A3.11)."""
    vpa = dossier.customer.vpa
    record: Vpa | None = workspace.record(Target("vpa", vpa)) if vpa else None
    away = record is not None and is_away(record.absences, workspace.today)
    return assigning.assignment_reason(dossier, workspace.today, workspace.process, away=away)


def text_of(workspace: Workspace, choice: Chosen, wanted: WantedChat, sender: str) -> str:
    """The chat text.

    Raises:
        UsageError: a value is set that no template knows.
        BadDataError: a value is missing.
    """
    usable, dossier = choice.usable, workspace.dossier(choice.customer)
    if wanted.vpa:
        dossier = dossier._replace(customer=replace(dossier.customer, vpa=wanted.vpa))
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


def copied(text: str) -> str:
    """Put a text on the person's clipboard; answers what to say of it.

    Raises:
        MissingToolError: there is no clipboard here.
    """
    clipboard.copy(text)
    return translate("the text is on the clipboard")


def refuse_unfit(choice: Chosen, finished: Finished, hint: str | None = None) -> None:
    """Refuse a text that is not to be kept, before anything is done with it.

    `hint` says how it is finished.

    Raises:
        UsageError: there is no text.
        RefusedError: blocks that must be adjusted are left, or a secret stands in it (A3.19).
    """
    if not finished.text.strip():
        raise UsageError("there is no text", "clm chat REF TEMPLATE --log - reads standard input")
    hint = hint or unfinished_hint(choice.customer, choice.usable.head.id)
    refuse_unfinished(finished.text, hint)
    found = [] if finished.force else find_secrets(finished.text)
    if found:
        raise secret_refusal("the text", found)


def entries(
    workspace: Workspace, dossier: Dossier, actor: Actor, choice: Chosen, finished: Finished
) -> Decision:
    """What keeps a finished text in the VPA's file, with its deadline (A3.13).

    Raises:
        RefusedError: blocks that must be adjusted are left, or it may not stand there.
    """
    missed = missed_ask(workspace, dossier)
    ask = missed.ask if missed else None
    text, head = finished.text.strip(), choice.usable.head
    kept = logged(dossier.customer, actor, text, head, finished.deadline, ask)
    return kept._replace(said=(*kept.said, *_not_named(workspace, dossier.customer, choice, text)))


def refuse_another_vpa(choice: Chosen, customer: Customer) -> None:
    """Refuse a text when the customer has got another VPA since it was begun.

    Raises:
        BusyError: so it is.
    """
    if customer.vpa != choice.vpa:
        now, then = customer.vpa or "nobody", choice.vpa or "nobody"
        raise BusyError(
            f"the VPA of {customer.id} is {now} by now, not {then}: nothing was changed",
            f"clm log {customer.id} says who did it; write the text anew if it is still wanted",
        )


def _not_named(
    workspace: Workspace, customer: Customer, choice: Chosen, text: str
) -> Iterator[str]:
    """A word on a text that names not whom its template names: it may be another customer's."""
    words, source = text.casefold(), choice.usable.file.body
    vpa = workspace.vpas.get(customer.vpa or "", "").split()
    for field, name in (("customer.name", customer.name), ("vpa.name", vpa[0] if vpa else "")):
        if field in source and name.casefold() not in words:
            yield translate("the text does not name {name}: does it belong to {ref}?").format(
                name=name, ref=customer.id
            )


def recheck_why(vpa: str) -> str:
    """What the reminder says that looks after some weeks how a VPA keeps the file (A3.15)."""
    return translate("VPA file: does {vpa} keep it current?").format(vpa=vpa)


def log(
    workspace: Workspace, choice: Chosen, finished: Finished, who: Who, *, dry_run: bool
) -> Outcome:
    """Keep a finished text in the VPA's file, with the deadline it names and a reminder of it.

    Who tells a VPA of a new customer looks again after some weeks, too (A3.15).

    Raises:
        RefusedError: blocks that must be adjusted are left, or it may not stand there.
        BusyError: the customer has got another VPA since the text was begun.
    """
    head = choice.usable.head

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        customer, process = dossier.customer, workspace.process
        refuse_another_vpa(choice, customer)
        kept = entries(workspace, dossier, actor, choice, finished)
        noted = [case_note(customer, actor, finished.why)] if finished.why else []
        looks = []
        if finished.deadline:  # somebody has to look whether the VPA wrote (A1.35)
            looks.append(Look(finished.deadline, f"VPA: {head.id}"))
        if head.reason and customer.vpa:
            looks.append(recheck_of(process, actor.today, recheck_why(customer.vpa)))
        again = look_again(dossier, process, actor, looks) if looks else []
        return Decision((*kept.changes, *noted, *again), kept.said)

    return on_customers(workspace, "chat", [choice.customer], who, decide, dry_run=dry_run)
