"""What a template is filled with: plain values of an allow-list, never anything internal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.bookings import counted, order_sizes, orders, usual_hours
from clm.domain.changes import Target
from clm.domain.ladder import open_steps
from clm.domain.moments import day_of, local_time
from clm.domain.request import is_active
from clm.domain.template import without_value
from clm.domain.visible import visible
from clm.domain.vpafile import file_state
from clm.errors import BadDataError, UsageError
from clm.i18n import LABELS, label, spoken
from clm.render import templates
from clm.render.listing import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo
    from decimal import Decimal

    from clm.domain.casefile import Note, VpaFile
    from clm.domain.customer import Customer
    from clm.domain.process import Asked, Dossier
    from clm.domain.vpafile import FileState
    from clm.services.templates import Usable
    from clm.services.workspace import Workspace

DAY_FORMS = {"de": "%d.%m.%Y", "en": "%Y-%m-%d", "pt": "%d/%m/%Y"}
"""How a date is written in a text of that language."""


class Days(NamedTuple):
    """How days and moments are written in a text."""

    form: str
    zone: tzinfo

    def day(self, value: date | None) -> str | None:
        """A day, None where there is none."""
        return value.strftime(self.form) if value else None

    def moment(self, text: str | None) -> str | None:
        """A day as a day, a moment with its time by the team's clock."""
        if text is None:
            return None
        form = self.form if len(text) == len("2026-11-22") else f"{self.form} %H:%M"
        return local_time(text, self.zone).strftime(form)


def facts(
    workspace: Workspace, dossier: Dossier, sender: str, language: str, deadline: date | None
) -> dict[str, Any]:
    """What a template is given, None where there is no value (A3.3, A3.14).

    Of the case files only the VPA's is opened.

    Raises:
        BadDataError: the VPA's file cannot be read.
    """
    customer = visible(dossier.customer)
    file: VpaFile | None = workspace.record(Target("vpa-file", customer.id))
    days = Days(DAY_FORMS[language], workspace.process.zone)
    state = file_state(dossier, workspace.today, workspace.process)
    missed = missed_ask(workspace, dossier)
    return {
        "customer": _customer(customer),
        **_lists(workspace, dossier, days, language),
        **_named(customer, workspace.process.sections, state, language),
        "usual_hours": _usual(workspace, dossier.customer, language),
        "released": [
            _released(note, days) for note in (file.notes if file else ()) if note.released_from
        ],
        "file": {"last_entry": days.day(state.last)},
        "ask": {
            "text": missed.ask if missed else None,
            "asked_on": days.day(missed.asked_on) if missed else None,
            "due": days.day(missed.on) if missed else None,
        },
        **people_facts(workspace, customer.vpa, sender),
        "deadline": days.day(deadline),
    }


def _lists(
    workspace: Workspace, dossier: Dossier, days: Days, language: str
) -> dict[str, list[dict[str, Any]]]:
    ones = counted(dossier.customer.bookings, workspace.today)
    return {
        "packages": [
            {"hours": _hours(one.hours, language), "booked_on": days.day(one.booked_on)}
            for one in ones
        ],
        "orders": [
            {"hours": _hours(one.hours, language), "booked_on": days.day(one.first.booked_on)}
            for one in orders(ones, workspace.process.policy)
        ],
        "tasks": [
            {"title": task.title, "deadline": days.moment(task.deadline)}
            for _, task in dossier.posted_by(workspace.today, days.zone)
            if is_active(task)
        ],
    }


def _usual(workspace: Workspace, customer: Customer, language: str) -> str | None:
    """The package that was usual before the last order (L12)."""
    policy = workspace.process.policy
    sizes = order_sizes(counted(customer.bookings, workspace.today), policy)
    return _hours(usual_hours(sizes[:-1], policy), language)


def _named(
    customer: Customer, sections: Iterable[str], state: FileState, language: str
) -> dict[str, list[dict[str, Any]]]:
    """What has words of its own in the language of the text."""
    with spoken(language):
        return {
            "wizard": [
                {"label": _called("wizard", key), "value": value}
                for key, value in customer.wizard.items()
            ],
            "sections": [
                {"label": _called("section-told", name), "filled": name in state.filled}
                for name in sections
            ],
            "contacts": [
                {
                    "name": one.name,
                    "role": one.role and _called("contact", one.role),
                    "email": one.email,
                    "phone": one.phone,
                    "language": one.language,
                }
                for one in customer.contacts
            ],
        }


def missed_ask(workspace: Workspace, dossier: Dossier) -> Asked | None:
    """What the VPA was asked and left open beyond its deadline, the oldest of several."""
    today = workspace.today
    missed = [
        step.ask
        for step in open_steps(dossier, today, workspace.process)
        if step.state(dossier, today) == "missed"
    ]
    return min(missed, key=lambda ask: (ask.on, ask.id), default=None)


def people_facts(workspace: Workspace, vpa: str | None, sender: str) -> dict[str, Any]:
    """Who writes to whom: all that a text about no customer is given."""
    person = workspace.team.get(sender)
    return {
        "vpa": {"name": workspace.vpas.get(vpa or "")},
        "sender": {
            "name": person.name if person else None,
            "initials": person.initials if person else None,
        },
    }


def _customer(customer: Customer) -> dict[str, Any]:
    company = customer.company
    return {
        "name": customer.name,
        "company": company.name if company else None,
        "industry": company.industry if company else None,
        "website": company.website if company else None,
        "infos": customer.infos,
        "wizard": dict(customer.wizard),
        "city": customer.city,
        "language": customer.language,
    }


def _called(what: str, key: str) -> str:
    """What a key is called in the language spoken; one of the team's own as it is."""
    known = f"{what}:{key}"
    return label(known) if known in LABELS else key


def _released(note: Note, days: Days) -> dict[str, Any]:
    """An entry that was moved from the internal file to the VPA's, on one line."""
    parts = (note.situation, note.reaction, note.next_steps, note.text)
    return {
        "on": days.day(day_of(note.at, days.zone)),
        "text": " ".join(" ".join(filter(None, parts)).split()),
    }


def _hours(hours: Decimal | None, language: str) -> str | None:
    if hours is None:
        return None
    text = str(number(hours))
    return text if language == "en" else text.replace(".", ",")


def filled(usable: Usable, data: Mapping[str, Any]) -> str:
    """The text of a template.

    Raises:
        UsageError: only what the caller says is missing.
        BadDataError: another value it requires is missing, or it is wrong.
        RefusedError: it wants more memory, time or output than the limits.
    """
    lacking = without_value(usable.head.required, data)
    if lacking:
        ways = {"deadline": "--deadline DATE", "vpa.name": "clm assign REF --vpa VPA"}
        hint = ", ".join(ways.get(name, f"--var {name}=…") for name in lacking)
        if lacking == ["deadline"]:
            raise UsageError(f"{usable.head.id} has no value for deadline", hint)
        raise BadDataError(f"{usable.file.path}: no value for {', '.join(lacking)}", hint)
    return templates.render(usable.source, data)
