"""The only door to the store: a data folder, opened for one command."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from clm import clock
from clm.domain.changes import Target
from clm.errors import BadDataError, NotFoundError, StateError
from clm.services.staff import Staff
from clm.services.zones import zone_of
from clm.store.git import Repo
from clm.store.index import Index, index_path, prefix_in
from clm.store.kinds import path_of
from clm.store.sources import Snapshot, WorkTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

    from clm.domain.casefile import OTeamFile, VpaFile
    from clm.domain.customer import Customer
    from clm.domain.findings import Finding
    from clm.domain.policy import Settings
    from clm.domain.process import Dossier, Process
    from clm.domain.request import PostedTask, Requests
    from clm.domain.servicefile import ServiceFile
    from clm.domain.vpafile import FileState
    from clm.domain.worktime import WorkCalendar
    from clm.store.answers import AskRow, EntryRow
    from clm.store.sources import Source

T = TypeVar("T")

MENDING = frozenset({"save", "edit", "undo", "calendar update"})
"""Commands that may write while `clm.yaml` is bad: they are how it is mended."""

FORMAT = 1
"""The newest `format` in `clm.yaml` that this version reads and writes."""


class Workspace(Staff):
    """A data folder as of now, or as of an old commit."""

    def __init__(
        self,
        data: Path,
        *,
        today: date | None = None,
        as_of: str | None = None,
        fresh: bool = False,
        in_memory: bool = False,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Open the folder and bring the index up to date.

        What is read `in_memory` needs no file of an index, and leaves none.

        Raises:
            StateError: no such folder, or its format is newer than this version.
            NotFoundError: there is no commit `as_of`.
        """
        self.data = data
        self.repo = Repo.find(data)
        self.tell = tell
        self.pinned = today
        self.as_of = as_of
        self.in_memory = in_memory
        self.wrote = False
        """Was a commit made, or a letter sent? Then the command is not run again."""
        self._past: list[Workspace] = []
        self.source, self.index = self._open(as_of)
        self.index.refresh(self.source, full=fresh)
        self._raw_settings: dict[str, Any] = self.index.meta("settings") or {}
        if int(self._raw_settings.get("format", FORMAT)) > FORMAT:
            raise StateError(
                f"the data have format {self._raw_settings['format']}, newer than {FORMAT}",
                "install a newer clm",
            )
        if fresh:
            self.index.demand_whole()
        self.index.turn_to(self.today)

    def _open(self, as_of: str | None) -> tuple[Source, Index]:
        if as_of is None:
            return WorkTree(self.data), Index(self._index_path())
        if self.repo is None:
            raise StateError("there is no git repository here", "clm init makes one")
        from clm.store.history import commit_at

        zone = self._zone_then() if _is_day(as_of) else UTC
        commit = commit_at(self.repo, as_of, zone, pinned=self.pinned)
        if commit is None:
            raise NotFoundError(f"there is no commit as of {as_of}", "clm log shows the first one")
        self.commit = commit
        past = Index(self._index_path("past"), seed=self._index_path())
        return Snapshot(self.repo, commit, self.prefix), past

    def _zone_then(self) -> tzinfo:
        """The zone as the work tree has it: it decides which commit ends a day."""
        index = Index(self._index_path())
        index.refresh(WorkTree(self.data))
        settings = index.meta("settings") or {}
        index.close()
        return zone_of(settings)

    def _index_path(self, kind: str = "index") -> Path | None:
        if self.repo is None or self.in_memory:
            return None
        return index_path(self.repo, self.prefix, kind)

    def as_it_was(self, day: date) -> Workspace:
        """The state at the end of a day that is over: what was committed by then (A1.40).

        Raises:
            NotFoundError: the history begins later.
            StateError: there is no repository.
        """
        if self.repo is None:
            raise StateError("there is no git repository here", "clm init makes one")
        from clm.store.history import commit_at

        newest = self.commit if self.as_of else "HEAD"
        commit = commit_at(self.repo, day, self.process.zone, newest, self.pinned_day)
        if commit is None:
            raise NotFoundError(f"the history begins after {day}", "clm log shows how far it goes")
        in_memory = self.in_memory or self.as_of is not None  # a file for one old state at a time
        past = Workspace(self.data, today=day, as_of=commit, in_memory=in_memory, tell=self.tell)
        self._past.append(past)
        return past

    def close(self) -> None:
        """Let go of the index, and of the old states that were asked for."""
        for past in self._past:
            past.close()
        self.index.close()

    @cached_property
    def prefix(self) -> str:
        """Where the data folder lies in the repository: "" or `data`."""
        return prefix_in(self.repo, self.data) if self.repo else ""

    @cached_property
    def today(self) -> date:
        """The day this command acts and reads on."""
        if self.pinned:
            return self.pinned
        if self.as_of and _is_day(self.as_of):
            return date.fromisoformat(self.as_of)
        if self.as_of and self.repo:
            from clm.store.history import log

            (entry,) = log(self.repo, limit=1, revision=self.commit)
            return entry.at.astimezone(zone_of(self._raw_settings)).date()
        return self.pinned_day or self.now.date()

    @cached_property
    def now(self) -> datetime:
        """The instant of this command, on `today` where that is pinned."""
        return clock.now(zone_of(self._raw_settings), self.pinned_day)

    @property
    def pinned_day(self) -> date | None:
        """The day that stands in for the clock's: asked for, or the example's."""
        example = self._raw_settings.get("example")
        return self.pinned or (date.fromisoformat(example["today"]) if example else None)

    @cached_property
    def settings(self) -> Settings:
        """The settings of the folder, as a record."""
        from clm.store.rulebook import settings_of

        return settings_of(self.index.db)

    @cached_property
    def process(self) -> Process:
        """What the rules are given."""
        from clm.store.rulebook import make_process

        return make_process(self.settings, self.calendars)

    @cached_property
    def calendars(self) -> dict[str, WorkCalendar]:
        """The calendars that can be used, by their slugs."""
        from clm.store.rulebook import calendars_of

        return calendars_of(self.index.db)

    @property
    def language(self) -> str | None:
        """The team's language (`clm.yaml`)."""
        return self._raw_settings.get("language")

    @property
    def share(self) -> str | None:
        """The VPA whose share this is; None where it is the team's own folder."""
        return self._raw_settings.get("share")

    # reading

    def entries(self, handles: Sequence[str] | None, *, hidden: bool = False) -> list[EntryRow]:
        """The entries of some people, or of the whole team."""
        return self.shown(
            lambda: self.index.entries(handles, hidden=hidden), lambda row: row.customer
        )

    def customers(
        self, list_name: str | None = None, responsible: Iterable[str] | None = None
    ) -> list[dict[str, Any]]:
        """The rows of `customer list`: of one list, of some people's customers, or all."""
        people = None if responsible is None else list(responsible)
        return self.shown(
            lambda: self.index.customers(list_name, people), lambda row: str(row["id"])
        )

    def shown(self, ask: Callable[[], list[T]], of: Callable[[T], str]) -> list[T]:
        """Rows as their customers' files have them now: those edited by hand are read again."""
        rows = ask()
        if not self.index.look_at({of(row) for row in rows}):
            return rows
        self.index.turn_to(self.today)
        return ask()

    def look_at_all(self) -> None:
        """Look at every file for edits by hand: for what is summed over all, or made unique."""
        self.index.refresh(self.source, full=True)
        self.index.turn_to(self.today)

    def posted_tasks(
        self, responsible: Iterable[str] | None = None
    ) -> list[tuple[dict[str, Any], PostedTask]]:
        """Every posted task with its customer's row, of some people's customers or of all."""
        from clm.store.dossiers import posted_tasks

        people = None if responsible is None else list(responsible)
        return self.shown(
            lambda: list(posted_tasks(self.index.db, people)), lambda pair: str(pair[0]["id"])
        )

    def vpa_files(self, vpa: str | None = None) -> list[tuple[dict[str, Any], FileState]]:
        """The rows of the customers of a VPA, or of all, each with how the VPA's file stands."""
        from clm.domain.vpafile import state_of

        found = self.shown(lambda: self.index.vpa_files(vpa), lambda one: str(one[0]["id"]))
        return [
            (row, state_of(filled, self.process, _day(updated_on), _day(last)))
            for row, filled, updated_on, last in found
        ]

    def asks(self, who: Sequence[str] | None = None, *, closed: bool = False) -> list[AskRow]:
        """What the VPAs of some people's customers, or of all, were asked (A1.35)."""
        return self.shown(lambda: self.index.asks(who, closed=closed), lambda row: row.customer)

    @property
    def was_cut_off(self) -> bool:
        """Was a write killed here whose files are still to be brought to what it committed?"""
        if self.repo is None or not (self.repo.common_dir / "clm" / "journal").exists():
            return False
        from clm.store.recovery import was_cut_off

        return was_cut_off(self.repo)

    def findings(self) -> list[Finding]:
        """The errors that took files out of the lists."""
        from clm.domain.findings import Finding

        return [Finding(*raw) for raw in self.index.findings()]

    def record(self, target: Target) -> Any:  # noqa: ANN401 -- the record type of the kind
        """One record as it stands in its file now, None where there is no file.

        Raises:
            BadDataError: the file cannot be read as that record.
        """
        from clm.store.shared import read_from

        path = path_of(target)
        data = self.source.read(path)
        if data is None:
            return None
        parsed = read_from(self.source, path, data)
        for finding in parsed.findings:
            if finding.severity == "error":
                raise BadDataError(
                    str(finding), finding.hint or f"mend the line, then: clm check {path}"
                )
        return parsed.record

    def customer(self, customer: str) -> Customer:
        """A customer's record.

        Raises:
            NotFoundError: there is none with this id.
            BadDataError: its file cannot be read.
        """
        found: Customer | None = self.record(Target("customer", customer))
        if found is None:
            raise NotFoundError(f"there is no customer {customer}", "clm customer list shows all")
        return found

    def requests(self, customer: str) -> Requests | None:
        """A customer's requests file."""
        found: Requests | None = self.record(Target("requests", customer))
        return found

    def services(self, customer: str) -> ServiceFile | None:
        """A customer's complaints, service reviews and own terms."""
        found: ServiceFile | None = self.record(Target("service-file", customer))
        return found

    def case_files(self, customer: str) -> tuple[OTeamFile | None, VpaFile | None]:
        """The internal and the VPA's case file."""
        return self.record(Target("oteam", customer)), self.record(Target("vpa-file", customer))

    def dossier(self, customer: str) -> Dossier:
        """All facts about a customer, as its files have them now.

        Raises:
            NotFoundError: there is none with this id.
            BadDataError: one of its files cannot be read.
        """
        from clm.store.dossiers import fresh_dossier

        found = fresh_dossier(self.index.db, self.source, customer, self.process, self.record)
        if found is None:
            raise NotFoundError(f"there is no customer {customer}", "clm customer list shows all")
        return found

    # writing

    @contextmanager
    def writing(self, command: str, *, dry_run: bool = False) -> Iterator[Writer]:
        """Hold the repository for one command; what is decided inside is read fresh.

        Raises:
            StateError: an example folder, a past day, or a state of the repository that we do not
                write to.
            BusyError: somebody else is writing.
        """
        from clm.services.writing import DryWriter, open_writer

        self.refuse_unwritable(mending=command in MENDING)
        if dry_run:
            yield DryWriter(self)
            return
        with open_writer(self, command) as writer:
            yield writer

    def refuse_unwritable(self, *, mending: bool = False) -> None:
        """Say why nothing may be written here, if so.

        Raises:
            StateError: an example folder, an old state, or no repository.
        """
        example = self._raw_settings.get("example")
        if example and not example.get("writable"):
            raise StateError("this is the project's example data: it is only read", "make demo")
        if self.as_of:
            raise StateError("an old state cannot be changed", "leave --as-of away")
        if self.repo is None:
            raise StateError(f"{self.data} is in no git repository", "clm init makes one")
        for finding in () if mending else self.findings():
            if finding.path == "clm.yaml":
                raise BadDataError(str(finding), finding.hint or "mend the line: clm edit clm.yaml")


if TYPE_CHECKING:
    from clm.services.writing import Writer


def remove_index(data: Path) -> None:
    """Take away what is derived from the data of a folder: the next command makes it anew."""
    if repo := Repo.find(data):
        for kind in ("index", "past"):
            index_path(repo, prefix_in(repo, data), kind).unlink(missing_ok=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_day(text: str) -> bool:
    return len(text) == len("2026-11-22") and text[4] == text[7] == "-"
