"""Every problem in the data: what the reader finds, and the rules that records break."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.absencechecks import not_covered, unknown_items
from clm.domain.casefile import Written
from clm.domain.changes import Target
from clm.domain.checks import broken, twice_in_team, vacant
from clm.domain.cover import Matter
from clm.domain.deadlines import asks
from clm.domain.eventorder import mixed_in_requests
from clm.domain.findings import Finding
from clm.domain.flaws import Flaw, Known
from clm.domain.fullness import is_known_badly
from clm.domain.ladder import next_command, open_steps
from clm.domain.lifecycle import class_of
from clm.domain.process import Dossier
from clm.domain.requestchecks import (
    open_of_inactive,
    seem_active,
    seem_reachable,
    to_come,
    uncovered,
    unreachable,
)
from clm.domain.tags import known_tags
from clm.errors import ClmError, NotFoundError, RefusedError
from clm.services.beside import beside
from clm.services.checkingcomplaints import needed_roles, of_duplicates
from clm.services.checkingterms import beside_each_other
from clm.services.complaintreviews import unreviewed
from clm.services.files import File, finding, read_file
from clm.services.latereports import unproduced
from clm.store.kinds import path_of, target_of
from clm.store.places import item_ids
from clm.store.rulebook import services_of
from clm.store.templatefile import is_template, template_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from clm.domain.customer import Customer
    from clm.domain.people import Colleague
    from clm.domain.request import Requests
    from clm.services.workspace import Workspace

_NOT_HERE: Final = frozenset({"unknown-colleague", "unknown-vpa"})
"""Rules that cannot be asked of a share: the team is not in it, nor are the other VPAs."""
_PEOPLE: Final = frozenset({"team", "vpa", "settings"})


FORKING: Final = 100
"""From so many files on, they are looked at by several processes."""

_LIKE: Final = {
    "customers": "customers/7f/c-7f3qkd.yaml",
    "calendars": "calendars/berlin.yaml",
    "services": "services/reise.yaml",
    "slas": "slas/default.yaml",
    "surveys": "surveys/sv-2k9x7d.yaml",
    "processes": "processes/complaints.yaml",
    "reports": "reports/complaints-2026q4.yaml",
    "escalations": "escalations/es-5m2k8q.yaml",
    "initiatives": "initiatives/in-4k7d2m.yaml",
    "plans": "plans/pl-3f8h2k.yaml",
    "outbox": "outbox/nudge-2026-w47-jana.yaml",
    "runs": "runs/nudge-2026-w47.yaml",
}
"""A name as the files of a folder have it; those of people are called like their handle."""


class Report(NamedTuple):
    """What a look at the data found, by path and line, and how many files were read.

    `lacking` is how many booked customers lack fields of the customer database (A2.3).
    """

    findings: list[Finding]
    files: int
    lacking: int = 0

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)


def check(workspace: Workspace, within: Sequence[str] = (), *, strict: bool = False) -> Report:
    """Look at all files, or at those `within` some paths; data are read once, and afresh.

    `strict` asks for completeness too. Paths are relative to the data folder.
    """
    paths = sorted([*workspace.source.paths(), *_kept(workspace)])
    targets = {path: target_of(path) for path in paths}
    wanted = {path for path in paths if not within or _is_within(path, within)}
    # People are read whatever is asked about: an id of theirs may be taken elsewhere.
    people = [path for path, target in targets.items() if target and target.kind in _PEOPLE]
    files = (read_file(workspace, path) for path in people)
    team = [
        file
        for file in files
        if isinstance(file, File) and file.target.kind == "team" and file.parsed.record
    ]
    known = _known(workspace, [target for target in targets.values() if target])
    found = (
        [] if workspace.share else [*_across(workspace, team, known), *_unnamed(workspace, team)]
    )
    found += [_no_name_of_ours(workspace, path) for path in wanted if targets[path] is None]
    others = sorted(path for path in wanted.difference(people) if targets[path])
    lacking: list[str] = []
    found += _of_files(workspace, [*people, *others], known, lacking, strict=strict)
    templates = [path for path in workspace.source.templates() if is_template(path)]
    wanted |= {path for path in templates if not within or _is_within(path, within)}
    if not wanted.isdisjoint(templates):
        from clm.services.templates import faults  # loads the template engine

        found += faults(workspace)
    chosen = [finding for finding in found if finding.path in wanted]
    return Report(
        sorted(chosen, key=lambda f: (f.path, f.line, f.column)), len(wanted), len(lacking)
    )


def _kept(workspace: Workspace) -> list[str]:
    """Notices and runs; a folder of theirs may hold other things, as `.gitkeep`."""
    return [path for path in workspace.source.kept() if path.endswith((".yaml", ".yml"))]


def _is_within(path: str, within: Sequence[str]) -> bool:
    return any(one in ("", ".") or path == one or path.startswith(f"{one}/") for one in within)


def _known(workspace: Workspace, targets: Iterable[Target]) -> Known:
    ids: dict[str, set[str]] = {}
    for target in targets:
        ids.setdefault(target.kind, set()).add(target.id)
    return Known(
        workspace.today,
        frozenset(ids.get("team", ())),
        workspace.former,
        frozenset(ids.get("vpa", ())),
        frozenset(ids.get("customer", ())),
        frozenset(ids.get("calendar", ())),
        frozenset(ids.get("service", ())),
        frozenset(one.id for one in services_of(workspace.index.db) if one.status == "retired"),
        frozenset(ids.get("sla", ())),
        frozenset(raw["id"] for raw in workspace.index.meta("team") or [] if raw.get("shared")),
        template_names(workspace.source.templates()),
        known_tags(workspace.settings),
        workspace.settings.request,
        workspace.settings.customer,
        frozenset(role for handle in workspace.team for role in workspace.team[handle].roles),
    )


class Looked(NamedTuple):
    """What one file says for itself: findings, (path, id) of its items, its external ids.

    All as plain data, because another process may have found it.
    """

    findings: list[tuple[Any, ...]]
    items: list[tuple[tuple[str, ...], str]]
    external: list[tuple[str, str]]
    lacks: bool = False
    """Is it a booked customer's who lacks fields of the customer database?"""


def _of_files(
    workspace: Workspace, paths: Sequence[str], known: Known, lacking: list[str], *, strict: bool
) -> Iterator[Finding]:
    """The findings of files, each looked at for itself, then by what it takes from others.

    Paths of booked customers who lack fields are added to `lacking`.
    """

    def work(part: Sequence[str]) -> list[tuple[str, tuple[Any, ...]]]:
        return [(path, tuple(_of_file(workspace, path, known, strict=strict))) for path in part]

    if len(paths) < FORKING:
        looked = dict(work(paths))
    else:
        from clm.store.forked import spread

        looked = {path: one for part in spread(work, paths) for path, one in part}
    taken: dict[str, str] = {}
    for path in paths:
        one = Looked(*looked.pop(path))
        if one.lacks:
            lacking.append(path)
        yield from (Finding(*finding) for finding in one.findings)
        yield from _taken_twice(workspace, path, one, taken)


def _of_file(workspace: Workspace, path: str, known: Known, *, strict: bool) -> Looked:
    file = read_file(workspace, path)
    if isinstance(file, Finding):
        return Looked([tuple(file)], [], [])
    found = list(file.parsed.findings)
    external: list[tuple[str, str]] = []
    lacks = False
    if file.parsed.usable is not None:
        for row, flaw in broken(file.target.kind, file.parsed.usable, known, strict=strict):
            if not (workspace.share and row.rule in _NOT_HERE):
                found.append(finding(file, row.rule, flaw, row.severity))
        if file.target.kind == "customer":
            external = sorted(file.parsed.usable.external_ids.items())
            lacks = is_known_badly(file.parsed.usable, known.asked_of_customer, known.today)
        if file.target.kind == "vpa-file":
            found += _missed(workspace, file)
        if file.target.kind == "requests":
            found += _of_requests(workspace, file)
        beside_it = beside(workspace, file.target.kind, file.parsed.usable)
        found += [finding(file, *one) for one in beside_it]
    items = list(item_ids(file.parsed.tree or {}))
    return Looked([tuple(finding) for finding in found], items, external, lacks)


def _missed(workspace: Workspace, file: File) -> Iterator[Finding]:
    """A1.35: the deadlines that a customer's VPA let pass, and was not asked again after."""
    kept: Any = file.parsed.usable
    today, process = workspace.today, workspace.process
    written = tuple(map(Written.of, kept.notes))
    asked = asks(kept.deadlines, written, process.zone)
    if all(ask.is_met(today) or ask.on >= today for ask in asked):
        return  # nearly all: whose customer it is need not be read
    try:
        customer: Customer | None = workspace.record(Target("customer", file.target.id))
    except ClmError:
        return  # its own finding
    if customer is None:
        return  # an orphan, which is a finding too
    dossier = Dossier(customer, asked=asked, written=written)
    for step in open_steps(dossier, today, process):
        if step.state(dossier, today) == "missed":
            said = f"{step.ask.vpa} let the deadline of {step.ask.on} pass without an entry"
            hint = next_command(step, customer, today, process.policy)
            flaw = Flaw(("deadlines", step.ask.id, "on"), said, hint)
            yield finding(file, "vpa-deadline", flaw, "warning")


def _of_requests(workspace: Workspace, file: File) -> Iterator[Finding]:
    """What is wrong with requests beside their own facts: their customer, people and days."""
    kept: Requests | None = file.parsed.usable
    if not (kept and (kept.requests or kept.posted or kept.tasks)):
        return
    with suppress(ClmError):  # its own finding
        of = Target("customer", file.target.id)
        text = (workspace.source.read(path_of(of)) or b"").decode("utf-8", "replace")
        # Nearly all are right: reading each customer twice would double what a check costs.
        right = seem_active(text) and seem_reachable(kept, text)
        customer = None if right else workspace.record(of)
        for flaw in unreachable(kept, customer) if customer else ():
            yield finding(file, "without-contact", flaw, "error")
        for flaw in open_of_inactive(kept, customer) if customer else ():
            yield finding(file, "open-of-inactive", flaw, "warning")
    for flaw in to_come(kept, workspace.today, workspace.process.zone):
        yield finding(file, "received-later", flaw, "error")
    for flaw in mixed_in_requests(kept, workspace.process.zone):
        yield finding(file, "order-of-events", flaw, "warning")

    def matter(request: str) -> Matter:
        ids = (request, file.target.id)
        return Matter(ids, _class_of(workspace, file.target.id), kind="request")

    for flaw in uncovered(kept, workspace.roster, workspace.today, matter):
        yield finding(file, "not-covered", flaw, "warning")


def _class_of(workspace: Workspace, customer: str) -> str | None:
    """The class by the customer's file: the index is not asked where files are read in parts."""
    with suppress(ClmError):  # its own finding
        record: Customer | None = workspace.record(Target("customer", customer))
        return class_of(record, workspace.today) if record else None
    return None


def _taken_twice(
    workspace: Workspace, path: str, one: Looked, taken: dict[str, str]
) -> Iterator[Finding]:
    """Ids that another file has: of items, and external ones, which must mean one customer."""
    for source, value in one.external:
        other = taken.setdefault(f"{source}:{value}", path)
        if other != path:
            sentence = f"the external id {source}:{value} is taken already, in {other}"
            flaw = Flaw(("external_ids", source), sentence, "take it out of one of the two")
            yield _found_again(workspace, path, "duplicate-external-id", flaw)
    for at, item in one.items:
        other = taken.setdefault(item, path)
        if other != path:
            sentence = f"the id {item} is taken already, in {other}"
            flaw = Flaw((*at, "id"), sentence, "give one of the two a new id")
            yield _found_again(workspace, path, "duplicate-id", flaw)


def _found_again(workspace: Workspace, path: str, rule: str, flaw: Flaw) -> Finding:
    """A finding in a file that is read again for the place: such ones are few."""
    file = read_file(workspace, path)
    return file if isinstance(file, Finding) else finding(file, rule, flaw, "error")


def new_flaws(workspace: Workspace, before: Customer, after: Customer) -> Iterator[Flaw]:
    """The error rules that a customer's record breaks after a change, but not before it."""
    there = {one for one in (before.merged_into, after.merged_into) if one}
    known = Known(
        workspace.today,
        frozenset(workspace.team) | workspace.former,
        workspace.former,
        frozenset(workspace.vpas),
        frozenset(one for one in there if workspace.index.path_of(one)),
    )
    old = {(row.rule, flaw.at) for row, flaw in broken("customer", before, known)}
    for row, flaw in broken("customer", after, known):
        if row.severity == "error" and (row.rule, flaw.at) not in old:
            yield flaw


def _across(workspace: Workspace, files: Sequence[File], known: Known) -> Iterator[Finding]:
    """The rules that look at several records at once."""
    by_handle = {file.target.id: file for file in files}
    team: list[Colleague] = [file.parsed.record for file in files if file.parsed.record]
    for handle, flaw in twice_in_team(team):
        yield finding(by_handle[handle], "twice-in-team", flaw, "error")
    for handle, flaw in not_covered(team, known.today):
        yield finding(by_handle[handle], "replacement-away", flaw, "warning")
    for handle, flaw in unknown_items(team, known.today, lambda item: _exists(workspace, item)):
        yield finding(by_handle[handle], "unknown-item", flaw, "warning")
    yield from (*unreviewed(workspace), *of_duplicates(workspace), *unproduced(workspace))
    for flaw in vacant(team, known, needed_roles(workspace)):
        yield Finding("clm.yaml", 1, 1, "vacant-role", flaw.sentence, flaw.hint, "warning")
    yield from beside_each_other(workspace)


def _exists(workspace: Workspace, item: str) -> bool:
    """Is there a customer or an item of one with this id? Of files that are bad nobody knows."""
    if workspace.index.age:
        workspace.look_at_all()
    rows = workspace.index.with_word(item)
    return any(kind in {"id", "item", "escalation"} for _, kind, _ in rows) or bool(
        workspace.findings()
    )


def _unnamed(workspace: Workspace, files: Sequence[File]) -> Iterator[Finding]:
    """A3.9: commits under the e-mail of a shared account that do not say who made them."""
    team: list[tuple[File, Colleague]] = [(f, f.parsed.record) for f in files if f.parsed.record]
    shared = {person.id: (file, person) for file, person in team if person.shared}
    if workspace.repo is None or not any(person.emails for _, person in shared.values()):
        return
    from clm.store.history import authored

    since = workspace.today - timedelta(days=workspace.process.policy.unnamed_days)
    revision = workspace.commit if workspace.as_of else "HEAD"
    for handle, (file, person) in shared.items():
        commits = [
            entry
            for entry in authored(workspace.repo, person.emails, since, revision)
            if shared.keys() >= set(entry.trailers.get("Clm-By", ()))
        ]
        if commits:
            last = f"{len(commits)}, the last {commits[0].sha[:8]} of {commits[0].at.date()}"
            sentence = f"commits of this shared account name nobody: {last}"
            hint = f"clm save --as {handle} --by INITIALS names who edited by hand"
            yield finding(file, "unnamed-commit", Flaw(("shared",), sentence, hint), "warning")


def _no_name_of_ours(workspace: Workspace, path: str) -> Finding:
    try:
        workspace.source.read(path)
    except ClmError as problem:  # a link to a folder, say, whatever its name
        if isinstance(problem, RefusedError) or path.endswith("/"):
            return Finding(path, 1, 1, "unreadable", problem.message, problem.hint)
    folder = PurePosixPath(path).parts[0]
    like = _LIKE.get(folder, f"{folder}/jana.yaml")
    sentence = "this file is not read: its name is none of a data file"
    return Finding(path, 1, 1, "file-name", sentence, f"name it like {like}, or move it away")


def within(workspace: Workspace, typed: Sequence[str], here: Path) -> list[str]:
    """Paths as typed, from the current folder or the data folder, relative to the data folder.

    Raises:
        NotFoundError: there is no such file or folder, or it lies outside the data.
    """
    return [_relative(workspace, path, here) for path in typed]


def _relative(workspace: Workspace, typed: str, here: Path) -> str:
    root = workspace.data.resolve()
    for base in (here, root):
        full = (base / typed).resolve()
        if full.exists() and full.is_relative_to(root):
            return full.relative_to(root).as_posix()
    raise NotFoundError(f"there is no {typed} in the data", f"the data are in {workspace.data}")
