"""Escalations by policy: the levels whose minute has come, once each, as cron runs it (A4.14)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace

from clm.domain.breaches import Breach, breaches
from clm.domain.changes import Act, Create
from clm.domain.clocks import Days, minute_of, moment_of
from clm.domain.escalating import (
    Fired,
    Matter,
    NewEscalation,
    file_of,
    fire,
    holder,
    is_open,
    level_event,
    level_of,
    levels_fired,
    make,
)
from clm.domain.escalationchecks import empty_roles, unusable
from clm.domain.flaws import Known
from clm.domain.levels import (
    Due,
    Reached,
    Whose,
    is_near,
    known_of,
    level_moments,
    levels_due,
    moment_written,
    reached_by,
    recipient,
    repeat_due,
)
from clm.domain.moments import day_of
from clm.domain.notices import ITEMS, queue
from clm.domain.requesting import is_open as is_request_open
from clm.domain.topics import Topic, written
from clm.errors import BadDataError, NotFoundError, RefusedError
from clm.i18n import translate
from clm.services.acting import Outcome, actor
from clm.services.covering import matter_of
from clm.services.escalated import due_by_hand
from clm.services.files import File, finding, read_file
from clm.services.overlooked import NOBODY
from clm.services.slaclocks import terms_of_all
from clm.services.telling import is_told, refuse_ahead, worth_telling
from clm.store.desk import escalations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.cover import Matter as Work
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.escalationpolicy import Rules
    from clm.domain.events import EventName
    from clm.domain.request import Request
    from clm.services.acting import Who
    from clm.services.slaclocks import Terms
    from clm.services.workspace import Workspace

NAME: Final = "escalation run"
_KINDS: Final = {"vpa-deadline": "deadline", "sla": "request", "task": "internal"}
"""What the sources are to who covers; the others by their own word (A0.27)."""


class Plan(NamedTuple):
    """What is to be written, and what is told of it: a row a level or warning that fires.

    `said` are the levels nobody is there for: they fire when somebody is.
    """

    changes: list[Change]
    items: list[dict[str, Any]]
    said: list[str]


class Ran(NamedTuple):
    """The rows, and the write."""

    items: list[dict[str, Any]]
    outcome: Outcome


def run(workspace: Workspace, who: Who, *, dry_run: bool = False) -> Ran:
    """Let every level fire whose working minute has come: decided under the lock, one commit.

    Raises:
        BadDataError: the policy goes in a circle, or its levels are out of order.
        RefusedError: a role of it nobody has; or the day is still to come.
    """
    refuse_ahead(workspace)
    with workspace.writing(NAME, dry_run=dry_run) as writer:
        plan = planned(workspace, who)
        refs = tuple(dict.fromkeys(one["ref"] for one in plan.items))
        act = Act(NAME, refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day)
        receipt = writer.save(act, plan.changes)
    said = tuple(plan.said)
    if not workspace.settings.escalation.sources:
        said = (translate("nothing is escalated by itself: clm.yaml names it, escalation.sources"),)
    whose = {one["ref"]: one["customer"] for one in plan.items}
    return Ran(plan.items, Outcome(NAME, receipt, refs, said, whose=whose))


def planned(workspace: Workspace, who: Who) -> Plan:
    """What fires now, by what the files say now; nothing where the policy names no source.

    Raises:
        BadDataError: the policy cannot be followed.
        RefusedError: a role of it nobody has.
    """
    if not workspace.settings.escalation.sources:
        return Plan([], [], [])
    _refuse_unusable(workspace)
    workspace.look_at_all()
    for one in workspace.findings():
        if one.path.startswith("escalations/"):
            raise BadDataError(str(one), "mend it first: it may say which levels have fired")
    run = _Run(workspace, actor(workspace, who))
    for breach in _found(workspace):
        run.look_at(breach)
    changes = worth_telling(workspace, NOBODY, run.changes)
    return Plan(changes, run.items, run.said)


def _refuse_unusable(workspace: Workspace) -> None:
    roles = frozenset(role for person in workspace.team.values() for role in person.roles)
    for flaw in unusable(workspace.settings):
        file = read_file(workspace, "clm.yaml")
        where = finding(file, "", flaw, "error") if isinstance(file, File) else flaw.sentence
        raise BadDataError(str(where), flaw.hint or "clm edit clm.yaml")
    for flaw in empty_roles(workspace.settings, Known(workspace.today, roles=roles)):
        raise RefusedError(flaw.sentence, flaw.hint or "clm team list")


# what is owed


def _found(workspace: Workspace) -> Iterator[Breach]:
    """What customers are owed, of the sources that are escalated; who cannot be read is left out.

    A bad file is named by the lists.
    """
    sources = workspace.settings.escalation.sources
    terms = terms_of_all(workspace) if "sla" in sources else None
    for customer in _customers(workspace):
        try:
            dossier = workspace.dossier(customer)
        except (BadDataError, NotFoundError):
            continue
        readings = _readings(terms, dossier.requests, workspace, customer) if terms else []
        for one in breaches(dossier, workspace.today, workspace.process, readings):
            if one.source in sources:
                yield one


def _customers(workspace: Workspace) -> list[str]:
    """Whoever may be owed something."""
    found = {row.customer for row in workspace.index.work(workspace.today.isoformat())}
    found |= {one.customer for one in workspace.asks()}
    found |= {str(row["id"]) for row, _ in workspace.posted_tasks()}
    return sorted(found)


def _readings(
    terms: Terms, requests: Sequence[Request], workspace: Workspace, customer: str
) -> list[tuple[Request, Any]]:
    record = workspace.customer(customer)
    found = ((one, terms.of(record, one)) for one in requests if is_request_open(one))
    return [(one, held[1]) for one, held in found if held]


# what fires


class _Run:
    """One run: what it has decided so far."""

    def __init__(self, workspace: Workspace, me: Actor) -> None:
        self.workspace, self.me = workspace, me
        self.policy = workspace.settings.escalation
        self.days = Days(workspace.process.calendar)
        self.now = minute_of(workspace.now)
        self.known: dict[str, list[Escalation]] = {}
        for one in escalations(workspace.index):
            self.known.setdefault(one.of, []).append(one)
        self.changes: list[Change] = []
        self.items: list[dict[str, Any]] = []
        self.said: list[str] = []

    def look_at(self, breach: Breach) -> None:
        """What of one breach fires now: its warning, its levels, that its holder is told again."""
        rules = self.policy.sources[breach.source]
        known = known_of(breach, self.known.get(breach.of, ()))
        if breach.at > self.now:
            if known is None and is_near(breach, rules.warn_percent, self.days, self.now):
                self._warn(breach, rules)
            return
        if known is None and not self._is_news(breach):
            return
        moments = level_moments(breach, rules, self.days, known)
        due = levels_due(known, moments, rules, self.now)
        reached = self._reached(breach, due)
        if reached:
            self._fire(breach, known, reached, self._until(moments, reached[-1][0].level))
        elif known and not due:
            self._repeat(breach, known, rules)

    def _until(self, moments: Sequence[Due], level: int) -> date:
        """By when who has a level is to be through: when the next one comes, else as by hand."""
        later = (one for one in moments if one.level > level and one.at > self.now)
        following = next(later, None)
        if following:
            return day_of(moment_of(following.at) or "", self.workspace.process.zone)
        return due_by_hand(self.workspace)

    def _is_news(self, breach: Breach) -> bool:
        """What was over before the policy, or long ago, is not escalated anew."""
        workspace = self.workspace
        days = workspace.process.policy.notice_days
        first = self.policy.since or workspace.today - timedelta(days=days)
        return day_of(moment_written(breach), workspace.process.zone) >= first

    def _reached(self, breach: Breach, due: Sequence[Due]) -> list[tuple[Due, Reached]]:
        """The levels that somebody is there for; the others wait, which is said."""
        workspace, fallbacks = self.workspace, self.policy.fallbacks
        whose = self._whose(breach)
        found = reached_by(due, fallbacks, workspace.roster, workspace.today, whose)
        if due and not found:
            text = translate("nobody is there for level {level} of {ref}: it waits")
            self.said.append(text.format(level=due[0].level, ref=breach.of))
        return found

    def _whose(self, breach: Breach) -> Whose:
        return Whose(self._matter(breach), breach.who, breach.about)

    def _matter(self, breach: Breach) -> Work:
        kind = _KINDS.get(breach.source, breach.source)
        return matter_of(self.workspace, breach.customer, breach.of, kind, breach.department)

    def _fire(
        self, breach: Breach, known: Escalation | None, reached: list[tuple[Due, Reached]],
        until: date,
    ) -> None:  # fmt: skip
        if known is None:
            one = self._new(breach, reached, until)
            self.changes.append(Create(file_of(one.id), one))
        else:
            one = known
            fired = [Fired(due.level, moment_of(due.at) or "", got.who) for due, got in reached]
            self.changes += fire(one, self.me, fired, until)
        newest = {got.who: due for due, got in reached}
        for who, due in newest.items():
            self._tell(one, breach, due.level, who, f"{_key(breach)}-{due.level}")
        self.items += [_row(one.id, breach, "level", due, got) for due, got in reached]

    def _new(self, breach: Breach, reached: list[tuple[Due, Reached]], until: date) -> Escalation:
        (first, got), *others = reached
        new = NewEscalation(
            Matter(breach.customer, breach.source, breach.of, breach.clock),
            breach.reason,
            got.who,
            level=first.level,
            due=until,
            breach=moment_written(breach),
        )
        one = make(self.me, new, fired_at=moment_of(first.at))
        later = tuple(
            level_event(self.me, due.level, moment_of(due.at) or "", each.who)
            for due, each in others
        )
        return replace(one, to=reached[-1][1].who, events=(*one.events, *later))

    def _repeat(self, breach: Breach, known: Escalation, rules: Rules) -> None:
        """Who has it is told again: for each interval that is over, and of another breach."""
        times = repeat_due(known, rules, self.days, self.now)
        who = holder(known)
        is_another = is_open(known) and _is_untold(known, moment_written(breach))
        if who is None or (times is None and not is_another):
            return
        level = level_of(known)
        trigger = f"{_key(breach)}-{level}-again-{times or 0}"
        who = self.workspace.roster.cover(who, self.workspace.today, self._matter(breach))
        if who in self.workspace.present and self._tell(known, breach, level, who, trigger):
            at = Due(level, self.now, "")
            self.items.append(_row(known.id, breach, "again", at, Reached(who, "")))

    def _tell(self, one: Escalation, breach: Breach, level: int, who: str, trigger: str) -> bool:
        facts = {ITEMS: _topic(breach), "level": str(level), "escalation": one.id}
        return self._queue("escalation-level", trigger, breach, who, facts)

    def _warn(self, breach: Breach, rules: Rules) -> None:
        """Who has it is warned once; where nobody has it, who would get the first level."""
        workspace = self.workspace
        who = breach.who if breach.who in workspace.team else None
        if who:
            who = workspace.roster.cover(who, workspace.today, self._matter(breach))
        if who not in workspace.present:
            role, fallbacks = rules.levels[0].role, self.policy.fallbacks
            whose = self._whose(breach)
            got = recipient(role, fallbacks, workspace.roster, workspace.today, whose)
            who = got.who if got else None
        if who is None:
            return
        until = moment_written(breach)
        facts = {ITEMS: _topic(breach), "until": until}
        if self._queue("escalation-warning", _key(breach), breach, who, facts):
            at = Due(0, self.now, "")
            self.items.append(_row(breach.of, breach, "warning", at, Reached(who, "")))

    def _queue(
        self, key: EventName, trigger: str, breach: Breach, who: str, facts: dict[str, str]
    ) -> bool:
        """Queue a notice, once; whether it is new."""
        made = queue(key, self.me, trigger, customer=breach.customer, to=(who,), facts=facts)
        if is_told(self.workspace, made.target.id):
            return False
        self.changes.append(made)
        return True


def _is_untold(one: Escalation, at: str) -> bool:
    """Is it of an earlier breach, and nobody has heard of this one by a level either?"""
    return bool(one.breach) and max(str(one.breach), *levels_fired(one).values()) < at


def _key(breach: Breach) -> str:
    """What a level or a warning is told once for, whatever file keeps the escalation (A4.14)."""
    digits = "".join(char for char in moment_written(breach) if char.isalnum())
    clock = (breach.clock or breach.source).replace("_", "-")
    return f"{breach.of}-{clock}-{digits}"


def _topic(breach: Breach) -> str:
    item = None if breach.source == "vpa-deadline" else breach.of
    return written([Topic(breach.customer, item)])


def _row(ref: str, breach: Breach, what: str, due: Due, got: Reached) -> dict[str, Any]:
    return {
        "ref": ref,
        "what": what,
        "customer": breach.customer,
        "source": breach.source,
        "of": breach.of,
        "clock": breach.clock,
        "breach": moment_written(breach),
        "level": due.level or None,
        "at": moment_of(due.at),
        "to": got.who,
        "role": got.role or None,
    }
