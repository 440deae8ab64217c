"""The outbox: what may be queued, who gets it, what it says."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from clm.domain import absences
from clm.domain.checks import broken
from clm.domain.events import event
from clm.domain.findings import Finding
from clm.domain.flaws import Known
from clm.domain.notices import DAYS, MOMENTS, Notice, is_for_roles
from clm.domain.template import NOTICE_FACTS
from clm.errors import BadDataError, ClmError, NotFoundError
from clm.i18n import label, spoken
from clm.render.templates import render_all
from clm.services.filling import DAY_FORMS, Days
from clm.services.matters import said_of
from clm.services.telling import recipient
from clm.services.templates import Usable, usable
from clm.store.founding import templates as shipped_templates
from clm.store.kinds import path_of, record_of, target_of
from clm.store.lock import alone
from clm.store.places import place_of
from clm.store.reading import read
from clm.store.templatefile import read_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from clm.domain.changes import FileKind, Target
    from clm.domain.cover import Away
    from clm.domain.values import Language
    from clm.services.workspace import Workspace


class Outbox(NamedTuple):
    """The notices by day and id, and why some of the files could not be read."""

    notices: list[Notice]
    findings: list[Finding]


class Text(NamedTuple):
    """What a notice says: its first line, and all of it as plain text."""

    subject: str
    body: str


def outbox(workspace: Workspace) -> Outbox:
    """Every notice there is; a file that cannot be read or told takes only itself out."""
    held, findings = kept(workspace, "notice")
    notices = (as_now(workspace, one) for one in held.values())
    return Outbox(sorted(notices, key=lambda one: (one.on, one.id)), findings)


def as_now(workspace: Workspace, notice: Notice) -> Notice:
    """A notice with what is so now: of an absence that was changed before it was sent (A0.28)."""
    absence = absence_of(workspace, notice) if notice.state == "queued" else None
    if absence is None:
        return notice
    return replace(notice, facts=absences.facts(notice.facts["absent"], absence))


def absence_of(workspace: Workspace, notice: Notice) -> Away | None:
    """The absence that a notice tells of, as the team's records have it; None: it is gone."""
    member = workspace.roster.members.get(notice.facts.get("absent", ""))
    if notice.event != "absence" or member is None:
        return None
    return next((one for one in member.absences if one.id == notice.trigger), None)


def kept(workspace: Workspace, kind: FileKind) -> tuple[dict[str, Any], list[Finding]]:
    """The notices or runs by id, and what is wrong with the files that cannot be used."""
    found, findings = {}, []
    for path in workspace.source.kept():
        target = target_of(path)
        if target and target.kind == kind:
            record, problem = _kept(workspace, target, path)
            if problem:
                findings.append(problem)
            else:
                found[target.id] = record
    return found, findings


def _kept(workspace: Workspace, target: Target, path: str) -> tuple[Any, Finding | None]:
    """One file as `check` sees it: its record, or the first error."""
    try:
        data = workspace.source.read(path)
    except ClmError as problem:
        return None, Finding(path, 1, 1, "unreadable", problem.message, problem.hint)
    if data is None:
        return None, None
    parsed = read(data, path, record_of(target.kind))
    for finding in parsed.findings:
        if finding.severity == "error":
            return None, finding
    for row, flaw in broken(target.kind, parsed.record, Known(workspace.today)):
        place = place_of(parsed.root, flaw.at) if parsed.root else (1, 1)
        return None, Finding(path, *place, row.rule, flaw.sentence, flaw.hint)
    return parsed.record, None


def sending_alone(workspace: Workspace) -> AbstractContextManager[None]:
    """What is under way is not taken for left half sent: one process sends at a time.

    Raises:
        BusyError: another one is at it.
        StateError: there is no repository.
    """
    workspace.refuse_unwritable()
    assert workspace.repo is not None  # noqa: S101 -- refused above
    folder = workspace.repo.git_dir / "clm"
    return alone(folder, "sending", "another clm notify send is at work")


def texts_of(
    workspace: Workspace, wanted: Sequence[tuple[Notice, str | None]]
) -> list[Text | ClmError]:
    """What each notice says to a person, in the team's language, or why it says nothing."""
    made: list[Text | ClmError | None] = []
    requests = []
    for notice, to in wanted:
        try:
            template = _template(workspace, event(notice.event).template)
        except ClmError as problem:
            made.append(problem)
            continue
        made.append(None)
        requests.append((template.source, _data(workspace, notice, to, template.head.language)))
    answers = iter(render_all(requests) if requests else ())
    return [_text(next(answers)) if one is None else one for one in made]


def _text(body: str | ClmError) -> Text | ClmError:
    return body if isinstance(body, ClmError) else Text(body.partition("\n")[0], body)


def _template(workspace: Workspace, name: str) -> Usable:
    """The team's own template, else the one that is shipped; a language the team writes first."""
    settings = workspace.settings
    wished = (settings.language, *settings.template_languages, "en")
    for language in dict.fromkeys(one for one in wished if one):
        path = f"templates/{language}/{name}.md.j2"
        data = workspace.source.read(path) or _shipped().get(path)
        if data is not None:
            return usable(read_template(data, path))
    raise NotFoundError(f"there is no template {name}", f"write one, as {path}")


@cache
def _shipped() -> dict[str, bytes]:
    return dict(shipped_templates())


def _data(
    workspace: Workspace, notice: Notice, to: str | None, language: Language
) -> dict[str, Any]:
    """What a notice's template may know: plain values, each on one line."""
    facts = dict.fromkeys(NOTICE_FACTS) | {
        name: _shown(workspace, name, text, language) for name, text in notice.facts.items()
    }
    people = ("absent", "cover", "other")
    names = {name: _name(workspace, notice.facts.get(name)) for name in people}
    with spoken(language):
        names["what"], names["items"] = said_of(workspace, notice, language)
    names["vpa"] = workspace.vpas.get(notice.facts.get("vpa", ""), facts["vpa"])
    return {
        "customer": {"id": notice.customer, "name": _customer(workspace, notice.customer)},
        "recipient": {"name": _name(workspace, to)},
        "sender": {"name": _name(workspace, notice.by)},
        "person": {"name": _name(workspace, _stood_in_for(notice, to))},
        "facts": facts | names,
    }


def _stood_in_for(notice: Notice, to: str | None) -> str | None:
    """Whose notice it is by right, where it goes to somebody else: a cover, or the crm-lead."""
    if is_for_roles(notice) or to is None or to in notice.to:
        return None
    return notice.to[0]


def _shown(workspace: Workspace, name: str, text: str, language: Language) -> str:
    if name in DAYS:
        return date.fromisoformat(text).strftime(DAY_FORMS[language])
    if name in MOMENTS:
        return Days(DAY_FORMS[language], workspace.process.zone).moment(text) or ""
    if name == "hours" and language != "en":
        return text.replace(".", ",")
    if name == "reasons":
        with spoken(language):
            return ", ".join(map(_reason, text.split(", ")))
    return _one_line(text)


def _reason(word: str) -> str:
    """A reason as people say it: where a notice names it, the list is named before."""
    said = label(f"watch:{word}")
    return said.partition(": ")[2] or word


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
        "about": _about(workspace, notice),
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


def _about(workspace: Workspace, notice: Notice) -> str | None:
    """Whom or what it is about, as people say it: the customer, who is away, a report, the week."""
    absent, week = notice.facts.get("absent"), notice.facts.get("week")
    if "period" in notice.facts:  # a report that is specified
        return f"{notice.facts['report']} {notice.facts['period']}"
    return _customer(workspace, notice.customer) or _name(workspace, absent) or week


def with_words(
    workspace: Workspace, items: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[ClmError]]:
    """The same items with their `text`, None where it cannot be made; and why, each once."""
    wanted = [(notice_of(workspace, one["id"]), next(iter(one["persons"]), None)) for one in items]
    texts = texts_of(workspace, wanted)
    problems = {one.message: one for one in texts if isinstance(one, ClmError)}
    said = [
        one | {"text": None if isinstance(text, ClmError) else text.body}
        for one, text in zip(items, texts, strict=True)
    ]
    return said, list(problems.values())


def notice_of(workspace: Workspace, wanted: str) -> Notice:
    """The notice of an id.

    Raises:
        NotFoundError: there is none.
        BadDataError: its file cannot be read, or says nothing.
    """
    target = target_of(f"outbox/{wanted}.yaml")
    found, problem = _kept(workspace, target, path_of(target)) if target else (None, None)
    if problem:
        raise BadDataError(str(problem), problem.hint)
    if not isinstance(found, Notice):
        raise NotFoundError(f"there is no notice {wanted}", "clm notify list --all shows them")
    return as_now(workspace, found)
