"""The outbox: what may be queued, who gets it, what it says."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm import clock
from clm.domain.changes import Create, Target
from clm.domain.findings import Finding
from clm.domain.notices import Notice, event, is_for_roles, is_fresh
from clm.domain.template import NOTICE_FACTS
from clm.errors import ClmError, NotFoundError
from clm.render.templates import render
from clm.services.templates import DAY_FORMS, Usable, usable
from clm.store.founding import templates as shipped_templates
from clm.store.kinds import path_of, target_of
from clm.store.templatefile import read_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.changes import Change
    from clm.domain.values import Language
    from clm.services.workspace import Workspace

_DAYS: Final = frozenset({"since", "offered_on", "deadline"})
"""Facts that are days, shown as the language writes them."""


class Outbox(NamedTuple):
    """The notices by day and id, and why some of the files could not be read."""

    notices: list[Notice]
    findings: list[Finding]


class Text(NamedTuple):
    """What a notice says: its first line, and all of it as plain text."""

    subject: str
    body: str


def outbox(workspace: Workspace) -> Outbox:
    """Every notice there is; a file that cannot be read takes only itself out."""
    notices, findings = [], []
    for path in workspace.source.kept():
        target = target_of(path)
        if target is None or target.kind != "notice":
            continue
        try:
            notices.append(workspace.record(target))
        except ClmError as problem:
            findings.append(Finding(path, 1, 1, "unreadable", problem.message, problem.hint))
    return Outbox(sorted(notices, key=lambda one: (one.on, one.id)), findings)


# queueing


def worth_telling(workspace: Workspace, author: str, changes: Iterable[Change]) -> list[Change]:
    """The changes of an act without notices that were told before, are old or only for oneself.

    Imports and replays tell nothing, because their facts lie too far back (A0.34).
    """
    found: list[Change] = []
    there: set[str] = set()
    for change in changes:
        if isinstance(change, Create) and change.target.kind == "notice":
            is_known = change.target.id in there or is_told(workspace, change.target.id)
            if is_known or not _is_news(workspace, change.record, author):
                continue
            there.add(change.target.id)
        found.append(change)
    return found


def is_told(workspace: Workspace, notice: str) -> bool:
    """Is there a notice of this id already, sent or not?"""
    return workspace.source.read(path_of(Target("notice", notice))) is not None


def _is_news(workspace: Workspace, notice: Notice, author: str) -> bool:
    if not is_fresh(notice.on, clock_day(workspace)):
        return False
    return {recipient(workspace, notice, word) for word in notice.to} != {author}


def clock_day(workspace: Workspace) -> date:
    """The day by the clock, whatever day is acted on; in an example the day it stands still on."""
    example = workspace.settings.example
    return example.today if example else clock.now(workspace.process.zone).date()


def recipient(workspace: Workspace, notice: Notice, word: str) -> str | None:
    """Who gets it: the first holder of a role who is there, or a person, or their cover.

    None: nobody has the role, or the person has left.
    """
    if is_for_roles(notice):
        return role_holder(workspace, word)
    return workspace.cover(word) if word in workspace.team else None


def role_holder(workspace: Workspace, role: str) -> str | None:
    """Who acts in a role today, or covers for who does; None where nobody has it."""
    return next((workspace.cover(handle) for handle in workspace.holders(role)), None)


# its words


def text_of(workspace: Workspace, notice: Notice, to: str | None = None) -> Text:
    """What a notice says to a person, in the team's language.

    Raises:
        BadDataError: its template is wrong.
        NotFoundError: there is no template for the event.
    """
    template = _template(workspace, event(notice.event).template)
    body = render(template.source, _data(workspace, notice, to, template.head.language))
    return Text(body.partition("\n")[0], body)


def _template(workspace: Workspace, name: str) -> Usable:
    """The team's own template, else the one that is shipped; a language the team writes first."""
    settings = workspace.settings
    wished = (settings.language, *settings.template_languages, "en")
    for language in dict.fromkeys(one for one in wished if one):
        path = f"templates/{language}/{name}.md.j2"
        data = workspace.source.read(path) or _shipped().get(path)
        if data is not None:
            return usable(read_template(data, path))
    raise NotFoundError(f"there is no template {name}", "write one, as templates/en/{name}.md.j2")


@cache
def _shipped() -> dict[str, bytes]:
    return dict(shipped_templates())


def _data(
    workspace: Workspace, notice: Notice, to: str | None, language: Language
) -> dict[str, Any]:
    """What a notice's template may know: plain values, each on one line."""
    facts = dict.fromkeys(NOTICE_FACTS) | {
        name: _shown(name, text, language) for name, text in notice.facts.items()
    }
    return {
        "customer": {"id": notice.customer, "name": _customer(workspace, notice.customer)},
        "recipient": {"name": _name(workspace, to)},
        "sender": {"name": _name(workspace, notice.by)},
        "facts": facts | {"vpa": workspace.vpas.get(notice.facts.get("vpa", ""), facts["vpa"])},
    }


def _shown(name: str, text: str, language: Language) -> str:
    if name in _DAYS:
        return date.fromisoformat(text).strftime(DAY_FORMS[language])
    if name == "hours" and language != "en":
        return text.replace(".", ",")
    return _one_line(text)


def _one_line(text: str) -> str:
    """Text of a record where a line begins a new part: no name makes lines of its own."""
    return " ".join(text.split())


def _customer(workspace: Workspace, customer: str | None) -> str | None:
    if customer is None:
        return None
    return _one_line(workspace.index.names([customer]).get(customer) or customer)


def _name(workspace: Workspace, handle: str | None) -> str | None:
    if handle is None:
        return None
    person = workspace.team.get(handle)
    return _one_line(person.name) if person else handle


# listing


def listed(
    workspace: Workspace, *, every: bool = False
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The notices that are not sent, or all, without their words; and what could not be read."""
    found = outbox(workspace)
    chosen = [one for one in found.notices if every or one.state != "sent"]
    return [item(workspace, one) for one in chosen], found.findings


def item(workspace: Workspace, notice: Notice) -> dict[str, Any]:
    """One notice as lists and JSON show it; `persons` are those who get it today."""
    persons = [recipient(workspace, notice, word) for word in notice.to]
    return {
        "id": notice.id,
        "event": notice.event,
        "customer": notice.customer,
        "trigger": notice.trigger,
        "on": notice.on.isoformat(),
        "to": list(notice.to),
        "persons": list(dict.fromkeys(one for one in persons if one)),
        "state": notice.state,
        "urgent": notice.urgent,
        "host": notice.host,
        "sent_at": notice.sent_at,
        "problem": notice.problem,
    }


def with_words(workspace: Workspace, items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same items with their `text`; what cannot be said says why."""
    for one in items:
        notice = notice_of(workspace, one["id"])
        try:
            text = text_of(workspace, notice, next(iter(one["persons"]), None)).body
        except ClmError as problem:
            text = problem.message
        yield one | {"text": text}


def notice_of(workspace: Workspace, wanted: str) -> Notice:
    """The notice of an id.

    Raises:
        NotFoundError: there is none.
        BadDataError: its file cannot be read.
    """
    target = target_of(f"outbox/{wanted}.yaml")
    found: Notice | None = workspace.record(target) if target else None
    if found is None:
        raise NotFoundError(f"there is no notice {wanted}", "clm notify list --all shows them")
    return found
