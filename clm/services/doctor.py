"""What may stand in the way here, and what to do about it: looked at, never changed.

It works where nothing else does, so it opens no workspace: that would bring the index up to date.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec

from clm import clock
from clm.domain.changes import Target
from clm.domain.cover import Roster
from clm.domain.policy import Settings
from clm.errors import ClmError, StateError
from clm.i18n import has_catalogue
from clm.services.calendars import through
from clm.services.identity import acting_person
from clm.services.staff import Person, active
from clm.services.workspace import FORMAT
from clm.store import journal, states
from clm.store.git import Repo
from clm.store.gitversion import OLDEST
from clm.store.history import beginnings
from clm.store.index import index_path, prefix_in
from clm.store.indexhealth import look
from clm.store.kinds import path_of, record_of, target_of
from clm.store.lock import INDEX_WAIT, foreign_index_lock, held_by, is_orphaned
from clm.store.reading import read
from clm.store.sources import WorkTree
from clm.store.spans import has_libyaml
from clm.store.trust import demand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from clm.store.reading import Parsed

State = Literal["ok", "note", "wrong"]

AHEAD: Final = timedelta(days=90)
"""Deadlines and reminders reach this far, so holidays should be known as far."""
EXTRAS: Final = (("calendars", "holidays", "clm calendar update needs it"),)
"""What pip can install besides: the extra, its library, what for."""
SAVE: Final = "clm save finishes or drops it, as any write does"
AGAIN: Final = "mend what it names, then clm doctor again"


class Line(NamedTuple):
    """One thing looked at: how it is, and what to do where it is not ok."""

    what: str
    state: State
    found: str
    hint: str | None = None


class Asked(NamedTuple):
    """What the person's settings say: the data folder or why there is none, who, which language."""

    data: Path | ClmError
    user: str | None
    language: str
    host: str
    pinned: date | None = None


def examine(asked: Asked) -> tuple[list[Line], date, str | None]:
    """Every line of `CHECKS`; then the day that was looked at, and who acts."""
    case = Case(asked)
    lines = [line for what, check in CHECKS for line in _looked(what, check, case)]
    try:
        user = case.person.handle
    except Exception:  # noqa: BLE001 -- why not is one of the lines
        user = None
    return lines, case.today, user


def _looked(what: str, check: Callable[[Case], Iterator[Line]], case: Case) -> list[Line]:
    """The lines of one check. Whatever goes wrong in it is what it found."""
    found: list[Line] = []
    try:
        found += check(case)
    except ClmError as problem:
        found.append(Line(what, "wrong", problem.message, problem.hint or AGAIN))
    except Exception as problem:  # noqa: BLE001 -- it must outlive what it looks at
        said = f"cannot be looked at: {type(problem).__name__}: {problem}"
        found.append(Line(what, "wrong", said, AGAIN))
    return found


class Case:
    """What can be read of a data folder without its index."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def data(self) -> Path | None:
        """The data folder."""
        return None if isinstance(self.asked.data, ClmError) else self.asked.data

    @cached_property
    def repo(self) -> Repo | None:
        """The repository it lies in."""
        return Repo.find(self.data) if self.data else None

    @cached_property
    def settings_file(self) -> Parsed[Settings] | None:
        """`clm.yaml` as it was read."""
        data = WorkTree(self.data).read("clm.yaml") if self.data else None
        return None if data is None else read(data, "clm.yaml", Settings)

    @cached_property
    def settings(self) -> Settings:
        """The settings, of bad ones what can be read."""
        found = self.settings_file
        return found.usable if found and found.usable else Settings(format=1)

    @cached_property
    def today(self) -> date:
        """The day this command acts on."""
        try:
            example = self.settings.example
        except (ClmError, OSError):
            example = None
        return self.asked.pinned or (example.today if example else clock.now(UTC).date())

    @cached_property
    def team(self) -> Mapping[str, Person]:
        """The colleagues whose files can be read; in a share its VPA."""
        own = "vpas" if self.settings.share else "team"
        raw = []
        for path in sorted((self.data / own).glob("*.yaml")) if self.data else []:
            target = target_of(f"{own}/{path.name}")
            with suppress(ClmError):  # what cannot be read is nobody; clm check names it
                record = self.record(target) if target else None
                raw += [msgspec.to_builtins(record)] if record else []
        return active(raw, Roster.of(raw), self.today)

    @cached_property
    def person(self) -> Person:
        """Who acts."""
        return acting_person(self, self.asked.user or self.settings.share)

    def record(self, target: Target) -> Any:  # noqa: ANN401 -- the record type of the kind
        """A record as its file has it, None where it cannot be read."""
        data = WorkTree(self.data).read(path_of(target)) if self.data else None
        return None if data is None else read(data, path_of(target), record_of(target.kind)).record


# what is installed


def _versions(_: Case) -> Iterator[Line]:
    import platform
    import sqlite3
    from importlib.metadata import version

    import clm

    yield Line("clm", "ok", clm.__version__)
    yield Line("Python", "ok", platform.python_version())
    yield Line("click", "ok", version("click"))
    yield Line("msgspec", "ok", version("msgspec"))
    yield Line("SQLite", "ok", sqlite3.sqlite_version)
    if has_libyaml():
        yield Line("PyYAML", "ok", f"{version('PyYAML')}, with libyaml")
    else:
        said = f"{version('PyYAML')}, without libyaml: files are read several times more slowly"
        hint = "install libyaml, then: pip install --force-reinstall PyYAML"
        yield Line("PyYAML", "note", said, hint)


def git_version(folder: Path) -> str:
    """What git says it is, as `2.39.5`; the folder need not lie in a repository."""
    printed = Repo(folder, folder / ".git", folder / ".git").run("version", objects=True).decode()
    return printed.removeprefix("git version ").strip()


def _git(case: Case) -> Iterator[Line]:
    from pathlib import Path

    found = git_version(case.data or Path.cwd())
    numbers = tuple(map(int, re.findall(r"\d+", found)[:2]))
    if numbers < OLDEST:
        yield Line("git", "wrong", f"{found} is too old", "install git 2.38 or newer")
    else:
        yield Line("git", "ok", found)


def _extras(_: Case) -> Iterator[Line]:
    from importlib.metadata import PackageNotFoundError, version

    for extra, library, why in EXTRAS:
        try:
            yield Line(library, "ok", version(library))
        except PackageNotFoundError:
            yield Line(library, "note", f"not installed; {why}", f"pip install 'clm[{extra}]'")


# what lies here


def _data(case: Case) -> Iterator[Line]:
    if isinstance(case.asked.data, ClmError):
        raise case.asked.data
    yield Line("data", "ok", str(case.data))


def _settings(case: Case) -> Iterator[Line]:
    found = case.settings_file
    if case.data is None or found is None:
        return
    for problem in found.errors:
        yield Line("clm.yaml", "wrong", str(problem), problem.hint or "clm edit clm.yaml")
    if case.settings.format > FORMAT:
        said = f"the data have format {case.settings.format}, newer than {FORMAT}"
        yield Line("clm.yaml", "wrong", said, "install a newer clm")
    elif case.settings.example and not case.settings.example.writable:
        yield Line("clm.yaml", "note", "example data: they are only read", "make demo")
    elif not found.errors:
        yield Line("clm.yaml", "ok", f"{case.settings.name or 'no name'}, format {FORMAT}")


def _repository(case: Case) -> Iterator[Line]:
    """The judgement is that of `states`, which every write asks."""
    if case.data is None:
        return
    repo = case.repo
    if repo is None:
        raise StateError("the data are in no git repository: nothing can be written", "clm init")
    demand(repo)
    known = states.settings(repo)
    branch = known.branch.removeprefix("refs/heads/")
    by_git = f"; git itself commits, for {known.by_git}" if known.by_git else ""
    if repo.ref(known.branch) is None:
        yield Line("repository", "note", f"{branch} has no commit yet", "clm save makes the first")
    else:
        yield Line("repository", "ok", f"{repo.root}, on {branch}{by_git}")


def _history(case: Case) -> Iterator[Line]:
    if case.repo and beginnings(case.repo):
        said = "a shallow clone: log, who and --as-of end where it begins"
        yield Line("repository", "note", said, "git fetch --unshallow")


def _locks(case: Case) -> Iterator[Line]:
    repo = case.repo
    if repo is None:
        return
    holder = held_by(repo.common_dir / "clm")
    if holder:
        hint = "a write waits for it; if it hangs, end that process"
        yield Line("write lock", "note", f"held by {holder}", hint)
    else:
        yield Line("write lock", "ok", "free")
    age = foreign_index_lock(repo)
    if age is None and is_orphaned(repo) and not holder:
        yield Line("index.lock", "note", "left by a write that was cut off", SAVE)
    elif age is None:
        yield Line("index.lock", "ok", "none")
    else:
        state: State = "note" if age < INDEX_WAIT else "wrong"
        hint = f"when no git and no editor runs: rm {repo.git_dir / 'index.lock'}"
        yield Line("index.lock", state, f"git's own lock, {_span(age)} old", hint)
    if not journal.pending(repo):
        yield Line("journal", "ok", "no write was cut off")
    elif holder:
        yield Line("journal", "note", "a write is under way", "wait for it")
    else:
        yield Line("journal", "note", "a write was cut off", SAVE)


def _index(case: Case) -> Iterator[Line]:
    """The index as it lies there, and when all files were last looked at for edits by hand."""
    if case.data is None or case.repo is None:
        return
    path = index_path(case.repo, prefix_in(case.repo, case.data))
    again = "the next command that reads makes it anew"
    found = look(path)
    if found is None:
        yield Line("index", "note", f"{path} is not there", again)
    elif found.is_busy:
        said = f"{path} is being written, or a write of it was cut off"
        yield Line("index", "note", said, "the next command that reads waits, or finishes it")
    elif found.fault:
        yield Line("index", "wrong", f"{path} is damaged: {found.fault}", f"{again}: clm mine")
    elif not found.is_ours:
        said = f"{path} was made elsewhere, by another person or by another version"
        yield Line("index", "note", said, again)
    else:
        now = clock.nanoseconds() / 1e9
        age, looked = (_span(max(now - at, 0)) for at in (found.written / 1e9, found.looked))
        size = f"{found.size / 1e6:.1f} MB"
        said = f"{path}, {size}, last written {age} ago"
        yield Line("index", "ok", f"{said}; all files were looked at {looked} ago")


def _span(seconds: float) -> str:
    """A length of time as people say it."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


# who and when


def _identity(case: Case) -> Iterator[Line]:
    if case.repo is None:
        return
    author = states.identity_of(case.repo.config(), "author")
    yield Line("git identity", "ok", f"{author.name} <{author.email}>")


def _person(case: Case) -> Iterator[Line]:
    if case.data is None:
        return
    person = case.person
    if person.shared:
        said = f"{person.handle} is a shared account"
        yield Line("you", "note", said, "say who you are: --by INITIALS")
    else:
        roles = f": {', '.join(person.roles)}" if person.roles else ""
        yield Line("you", "ok", f"{person.handle}, {person.name}{roles}")


def _calendar(case: Case) -> Iterator[Line]:
    slug = case.settings.calendar
    if case.data is None:
        return
    if slug is None:
        hint = "clm calendar update office --country DE; then: calendar: office in clm.yaml"
        yield Line("calendar", "note", "none is named: office hours, no holidays", hint)
        return
    record = case.record(Target("calendar", slug))
    if record is None:
        said = f"{slug} is not there or cannot be read: office hours, no holidays"
        yield Line("calendar", "wrong", said, f"clm check, or clm calendar update {slug}")
        return
    year = through(record)
    hint = f"clm calendar update {slug} --country DE"
    if year is None:
        yield Line("calendar", "note", f"{slug} knows no holidays", hint)
        return
    last = date(year, 12, 31)
    state: State = "wrong" if last < case.today else "note" if last < case.today + AHEAD else "ok"
    said = f"{slug} knows the holidays through {last}"
    yield Line("calendar", state, said, None if state == "ok" else hint)


def _languages(case: Case) -> Iterator[Line]:
    spoken = dict.fromkeys(filter(None, (case.asked.language, case.settings.language)))
    missing = [one for one in spoken if not has_catalogue(one)]
    if missing:
        said = f"no catalogue for {', '.join(missing)}: English is shown"
        yield Line("language", "note", said, "install clm again, or: clm config set lang en")
    else:
        yield Line("language", "ok", ", ".join(spoken))


def _notices(case: Case) -> Iterator[Line]:
    if case.data is None:
        return
    named, here = case.settings.notify.host, case.asked.host
    if named is None:
        hint = f"name it in clm.yaml, notify.host; this is {here}"
        yield Line("notices", "note", "no host is named: nothing is sent", hint)
    elif named == here:
        yield Line("notices", "ok", f"sent from here, {here}")
    else:
        yield Line("notices", "ok", f"sent from {named}; this is {here}")


CHECKS: Final[tuple[tuple[str, Callable[[Case], Iterator[Line]]], ...]] = (
    ("clm", _versions),
    ("git", _git),
    ("extras", _extras),
    ("data", _data),
    ("clm.yaml", _settings),
    ("repository", _repository),
    ("repository", _history),
    ("write lock", _locks),
    ("index", _index),
    ("git identity", _identity),
    ("you", _person),
    ("calendar", _calendar),
    ("language", _languages),
    ("notices", _notices),
)
"""What is looked at, in this order; the name stands where a check fails as a whole."""
