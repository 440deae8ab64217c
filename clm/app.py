"""What every command is given: settings, the acting person, the workspace, and where to print."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import click

from clm.config import Resolved, own_folder, resolve, setting
from clm.errors import ClmError, RefusedError, StateError, UsageError
from clm.i18n import set_language, translate

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clm.render.listing import Form, Listing
    from clm.services.acting import Outcome, Who
    from clm.services.staff import Person
    from clm.services.workspace import Workspace

WRITE_FORMS: Final[tuple[Form, ...]] = ("table", "json", "jsonl", "ids")
"""How a write can answer; what it lacks is refused before anything is written."""

LONG_AGO: Final = 60.0
"""Seconds since the last look at all files from which on it is told."""

FIRST_YEAR: Final = 1980
"""Commits are dated by the day acted on; before 1970 git cannot hold one."""

_ISO_DAY: Final = re.compile(r"(?:19[89]|2[01]\d)\d-\d\d-\d\d")

FORMS: Final[tuple[Form, ...]] = ("table", "json", "jsonl", "csv", "ids", "md", "html")


class App:
    """The command line's world: options first, then environment, files and defaults."""

    def __init__(self, *, in_memory: bool = False) -> None:
        self.options: dict[str, Any] = {}
        self.in_memory = in_memory
        """Is the file of the index left alone, which may be damaged?"""
        self.read_index = False
        """Was that file asked for anything?"""
        self._open: Workspace | None = None

    @property
    def wrote(self) -> bool:
        """Was a commit made, or a letter sent?"""
        return self._open is not None and self._open.wrote

    def remove_index(self) -> None:
        """Take the file of the index away, to be made anew."""
        from clm.services.workspace import remove_index

        with suppress(OSError, ClmError):
            remove_index(self.data)

    # settings

    @cached_property
    def own_config(self) -> dict[str, str]:
        """The person's own `config.yaml`, empty where there is none."""
        try:
            path = config_path()
        except StateError:  # no home, no settings
            return {}
        if not path.is_file():
            return {}
        from clm.services.configuration import read_own

        return read_own(path)

    def resolved(self, key: str) -> Resolved:
        """A setting's value and where it came from."""
        row = setting(key)
        if row is None:
            raise UsageError(f"there is no setting {key}", "clm config list shows all")
        language = self._open.language if self._open else None
        return resolve(row, self.options, os.environ, self.own_config, {"language": language})

    def choose_language(self) -> None:
        """Speak the language of the setting `lang`; asked again when the data are known.

        Raises:
            UsageError: the person names a language we do not speak.
        """
        set_language(self.resolved("lang").value or "en")

    # where

    @cached_property
    def data(self) -> Path:
        """The data folder: the option, CLM_DATA, the nearest parent with `clm.yaml`, or `data/`.

        Raises:
            StateError: there is none.
        """
        from pathlib import Path  # not for --help

        named = self.resolved("data").value
        if named:
            folder = Path(named)
            if not (folder / "clm.yaml").is_file() and (folder / "data" / "clm.yaml").is_file():
                folder /= "data"
            if not (folder / "clm.yaml").is_file():
                raise StateError(
                    f"{named} is no data folder: it has no clm.yaml", f"clm init {named}"
                )
            return folder.resolve()
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "clm.yaml").is_file():
                return folder
        if (here / "data" / "clm.yaml").is_file():
            return here / "data"
        raise StateError(
            "there is no data folder here",
            "go into one, name it with -C DIR, or make one: clm init",
        )

    @property
    def workspace(self) -> Workspace:
        """The data folder, opened once."""
        if self._open is None:
            from clm.services.workspace import Workspace

            self.read_index = not self.in_memory
            self._open = Workspace(
                self.data,
                today=self.pinned_day(),
                as_of=self._old_state(),
                fresh=bool(self.options.get("fresh")),
                in_memory=self.in_memory,
                tell=self.say,
            )
            click.get_current_context().find_root().call_on_close(self._open.close)
            if self._open.index.rebuilt:
                self.say("the index is rebuilt: it was another person's or version's, or damaged")
            self.choose_language()
        return self._open

    def pinned_day(self) -> date | None:
        """The day of --today or CLM_TODAY, None where the clock's holds."""
        text = self.options.get("today") or os.environ.get("CLM_TODAY")
        if not text:
            return None
        found = _iso_day(text) or self._counted(text, past=False)
        if found.year < FIRST_YEAR:
            raise UsageError(f"{found} is too long ago to act on", "choose a later day")
        if text != found.isoformat():
            self.say(f"{text} = {found.isoformat()}")
        return found

    def _old_state(self) -> str | None:
        """The day or revision of --as-of; a date word becomes its day."""
        text: str | None = self.options.get("as_of")
        if text is None or _ISO_DAY.fullmatch(text):
            return text
        try:
            found = self._counted(text, past=True).isoformat()
        except UsageError:
            return text
        self.say(f"{text} = {found}")
        return found

    def _counted(self, text: str, *, past: bool) -> date:
        """A date word before the day it is read on is known: from CLM_TODAY on, or the example's.

        `past`: `20.11.` is the last one, else the one to come.
        """
        from clm.domain.datewords import parse_date
        from clm.services.reckoning import counted_from

        pinned = _iso_day(os.environ.get("CLM_TODAY") or "")
        today, calendar = counted_from(lambda: self.data, pinned)
        return parse_date(text, today, calendar, past=True, since=None if past else today)

    def day(self, text: str, *, past: bool = False, since: date | None = None) -> date:
        """A date a person typed; what it was read as is echoed unless it was typed in full.

        `past` and `since` as in `parse_date`.

        Raises:
            UsageError: it is no date word; the hint lists the forms.
        """
        from clm.domain.datewords import parse_date

        today, calendar = self.workspace.today, self.workspace.process.calendar
        found = parse_date(text, today, calendar, past=past, since=since)
        if text != found.isoformat():
            self.say(f"{text} = {found.isoformat()}")
        return found

    # who

    @cached_property
    def user(self) -> Person:
        """The acting person; in a share the VPA whose it is.

        Raises:
            StateError: nobody in the team has that handle or e-mail.
        """
        from clm.services.identity import acting_person

        named = self.resolved("user").value or self.workspace.share
        return acting_person(self.workspace, named)

    @cached_property
    def user_or_none(self) -> str | None:
        """The acting person's handle where it is known: for reading, nobody need be named."""
        try:
            return self.user.handle
        except StateError:
            if "user" in self.options:
                raise
            return None

    @cached_property
    def author(self) -> tuple[str, str | None]:
        """(handle of who acts, the shared account they act as).

        Raises:
            StateError: a shared account without the initials of who uses it.
        """
        from clm.services.identity import author

        return author(self.workspace, self.user, self.options.get("by"))

    def handle(self, of: str | None) -> str:
        """Whose worklist: the colleague named, former ones too, or the acting person.

        Raises:
            NotFoundError: nobody in the team has the handle; StateError: nor does who acts.
        """
        from clm.services.staff import known_colleague

        if of and of not in self.workspace.former:
            known_colleague(self.workspace, of)
        return self.user.handle if of is None else of

    def who(self, *, on_behalf: bool = False) -> Who:
        """The acting person, as acts need it."""
        from clm.services.acting import Who

        self.form(*WRITE_FORMS)
        handle, acting_as = self.author
        return Who(handle, acting_as, on_behalf)

    # printing

    def say(self, text: str) -> None:
        """A message for the person, on standard error."""
        if not self.options.get("quiet"):
            from clm.render.safe import shown

            click.echo(shown(text), err=True)

    def form(self, *allowed: Form) -> Form:
        """The output form asked for.

        Raises:
            UsageError: this command does not have it.
        """
        wish = self.resolved("format").value or "table"
        known = allowed or FORMS
        for form in known:
            if form == wish:
                return form
        if "format" not in self.options:
            return known[0]
        raise UsageError(f"there is no form {wish} here", f"known: {', '.join(known)}")

    @property
    def colour(self) -> bool:
        """May the output have colours?"""
        wish = self.resolved("color").value
        if wish == "auto":
            return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        return wish == "always"

    def show(self, listing: Listing) -> None:
        """Print a listing in the form asked for."""
        from clm.render.listing import render

        text = render(
            listing,
            self.form(),
            today=self.workspace.today,
            user=self.user_or_none,
            fields=self.options.get("fields", ()),
            width=terminal_width(),
            colour=self.colour,
            raw=bool(self.options.get("raw")),
            zone=lambda: self.workspace.now.tzinfo,
        )
        if text:
            click.echo(text, nl=not text.endswith("\n"), color=True)

    def written(self, outcome: Outcome) -> None:
        """Say what a write did, and the word that undoes it."""
        from clm.render.text import changed_line, warning

        for line in outcome.said:
            self.say(warning(line).rstrip("\n"))
        for line in outcome.told:
            self.say(line)
        receipt = outcome.receipt
        if receipt.diff:
            click.echo(receipt.diff, nl=False)
            return
        short = receipt.commit[:8] if receipt.commit else None
        if self.form() in ("json", "jsonl"):
            import json

            undo = f"clm undo {short}" if short else None
            answer = {
                "schema": f"clm/{outcome.name.replace(' ', '-')}@1",
                "commit": receipt.commit,
                "changed": list(outcome.changed),
                "undo": undo,
            }
            click.echo(json.dumps(answer, ensure_ascii=False))
        elif self.form() == "ids":
            click.echo("".join(f"{ref}\n" for ref in outcome.changed), nl=False)
        elif not self.options.get("quiet"):
            click.echo(changed_line(self._sentence(outcome), short), nl=False)

    def _sentence(self, outcome: Outcome) -> str:
        if not outcome.changed:
            return translate("nothing to change")
        whose = {ref: outcome.whose.get(ref, ref) for ref in outcome.changed[:3]}
        names = self.workspace.index.names([*whose.values()])
        told = [f"{ref} {names.get(of) or ''}".strip() for ref, of in whose.items()]
        more = f" … {len(outcome.changed)}" if len(outcome.changed) > len(told) else ""
        return f"{outcome.name}: {', '.join(told)}{more}"

    def name_bad_files(self, state: Workspace | None = None) -> None:
        """Name the files left out (of an old state); leave with 65 if there are any.

        A look at all files that is long ago is told too: what was edited since may be missing.
        """
        self._tell_age((state or self.workspace).index.age)
        if self.workspace.was_cut_off:
            self.say(translate("a write was cut off: clm save finishes it"))
        findings = (state or self.workspace).findings()
        for finding in findings:
            click.echo(_shown(str(finding)), err=True)
        if findings:
            raise click.exceptions.Exit(65)

    def _tell_age(self, seconds: float) -> None:
        if seconds > LONG_AGO:
            said = translate("all files were last looked at {minutes} min ago: --fresh does it now")
            self.say(said.format(minutes=round(seconds / 60)))

    def ask(self, question: str, *, yes: bool) -> None:
        """Let a person confirm what destroys.

        Raises:
            RefusedError: there is no terminal to ask on, or the answer is no.
        """
        if yes:
            return
        if self.options.get("no_input") or not sys.stdin.isatty():
            raise RefusedError(question, "say --yes to do it without being asked")
        if not click.confirm(_shown(question), err=True):
            raise RefusedError("nothing was changed")


def _shown(text: str) -> str:
    from clm.render.safe import shown

    return shown(text)


def _iso_day(text: str) -> date | None:
    from datetime import date

    if _ISO_DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None


def terminal_width() -> int | None:
    """The columns of the terminal on standard output, None where there is none."""
    if not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None  # 0: nobody knows


def config_path() -> Path:
    """Where the person's own settings stand; StateError: they have no home."""
    return own_folder() / "config.yaml"
