"""A guided first look: the example team in a repository of its own, with some weeks of history.

`make demo` runs it with the folder to make; what is shown is the real output.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Set, Target
from clm.domain.people import Colleague
from clm.domain.policy import Settings
from clm.store.editing import edit
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROJECT: Final = Path(__file__).resolve().parent.parent
MARK: Final = "clm-demo"
"""A file in the demo's git folder: only a folder that has it is ever removed."""
BEGIN: Final = "2026-10-30T16:30:00+01:00"
WHO: Final = "jana"


class Step(NamedTuple):
    """What a colleague did on a day."""

    day: str
    who: str
    words: tuple[str, ...]


HISTORY: Final = (
    Step("2026-11-02", "mia", (
        "note", "c-7brnmz", "Frau Petzold möchte die Nebenkostenabrechnungen ganz abgeben.",
        "--kind", "call", "--tag", "telefonat")),
    Step("2026-11-03", "tom", (
        "remind", "c-723fj5", "2026-12-07", "-m", "Bleibt es bei der Paketgröße?")),
    Step("2026-11-04", "jana", ("customer", "set", "c-w8yhxv", "wizard.tools=Nextcloud")),
    Step("2026-11-05", "isabel", (
        "assign", "c-7brnmz", "isabel", "--role", "account-manager",
        "-m", "Gespräche über große Pakete führt ab jetzt Isabel")),
    Step("2026-11-06", "luis", (
        "note", "c-5c4aw1", "Herr Kreutzkamm vergleicht noch, meldet sich nach der Messe.",
        "--kind", "sales-talk")),
    Step("2026-11-09", "mia", (
        "customer", "class", "c-bvweet", "C", "-m", "bucht nur nach Bedarf")),
    Step("2026-11-11", "petra", (
        "note", "c-x2whkw", "Mit der neuen Geschäftsführung gesprochen: erst einmal 50 h.",
        "--kind", "call")),
    Step("2026-11-12", "jana", (
        "seen", "c-et6h7y", "--until", "2026-11-16", "--on-behalf",
        "-m", "Isabel ist auf der Messe")),
    Step("2026-11-13", "mia", ("seen", "c-n2g1cn", "--until", "2026-11-16")),
    Step("2026-11-16", "jana", ("watch", "c-h7c7ad", "-m", "falscher Kunde")),
    Step("2026-11-16", "jana", ("undo",)),
)  # fmt: skip
"""Nothing of it changes what stands in the lists of the pinned day."""


def main() -> int:
    """Make the demo in the folder named on the command line, and show it."""
    if len(sys.argv) != 2:  # noqa: PLR2004 -- the program and the folder
        return _fail("which folder?", "make demo")
    target = Path(sys.argv[1]).absolute()
    if not _make_room(target):
        return _fail(f"{sys.argv[1]} is there and no demo of ours", "name another folder")
    shutil.copytree(PROJECT / "data", target)
    demo = Demo(target)
    demo.begin()
    for step in HISTORY:
        demo.replay(step)
    demo.show()
    return 0


class Demo:
    """The repository of the demo, and what is run in it."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.team = dict(_team(target))
        self.today = date.min
        beside = Path(sys.executable).with_name("clm")
        self.clm = [str(beside)] if beside.is_file() else [sys.executable, "-m", "clm"]

    def begin(self) -> None:
        """One commit of the example data, dated some weeks before its pinned day."""
        settings = self.target / "clm.yaml"
        writable = Set(Target("settings", "clm"), ("example", "writable"), value=True)
        found = read(settings.read_bytes(), "clm.yaml", Settings).record
        if found is None or found.example is None:
            sys.exit("error: data/clm.yaml is no example")
        self.today = found.example.today
        settings.write_bytes(edit(settings.read_bytes(), "clm.yaml", Settings, [writable]))
        jana = self.team[WHO]
        self.git("init", "--quiet", "--initial-branch=main", "--template=")
        (self.target / ".git" / MARK).touch()
        for key, value in (
            ("user.name", jana.name),
            ("user.email", jana.emails[0]),
            ("commit.gpgSign", "false"),
            ("core.autocrlf", "false"),
            ("core.hooksPath", ".git/hooks"),
        ):
            self.git("config", key, value)
        self.git("add", "--all")
        dates = {"GIT_AUTHOR_DATE": BEGIN, "GIT_COMMITTER_DATE": BEGIN}
        self.git("commit", "--quiet", "-m", "The example team", env=dates)

    def replay(self, step: Step) -> None:
        """Let a colleague do something on a day of the past."""
        person = self.team[step.who]
        identity = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", person.name), ("EMAIL", person.emails[0]))
        }
        words = (*self.clm, *step.words, "--today", step.day, "--as", step.who)
        said = self._run(words, env={**identity, "CLM_NO_HOUSEKEEPING": "1"}, quiet=True)
        if "undo: clm undo" not in said:
            sys.exit(f"error: {' '.join(step.words)} on {step.day} changed nothing")

    def show(self) -> None:
        """The main job on real input, as a person would type it."""
        for line, words in (
            ("clm board --team", [*self.clm, "board", "--team"]),
            ("clm mine", [*self.clm, "mine"]),
            ("clm why mueller", [*self.clm, "why", "mueller"]),
            ("clm seen mueller", [*self.clm, "seen", "mueller"]),
            ("git log -1", ["git", "--no-pager", "log", "-1"]),
            ("clm log --limit 8", [*self.clm, "log", "--limit", "8"]),
        ):
            _say(f"\n$ {line}")
            self._run(words)
        place = os.path.relpath(self.target)
        program = os.path.relpath(self.clm[0], self.target)
        shown = " ".join(shlex.quote(word) for word in (program, *self.clm[1:]))
        _say(
            f"\nGo on: cd {shlex.quote(place)}, then {shown} mine (or {shown} --help).\n"
            f"Every day is {self.today} there; make demo makes it anew."
        )

    def git(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        """Run git in the demo."""
        self._run(("git", *words), env=env)

    def _run(
        self,
        words: tuple[str, ...] | list[str],
        env: Mapping[str, str] | None = None,
        *,
        quiet: bool = False,
    ) -> str:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "CLM_"))}
        kept |= {"XDG_CONFIG_HOME": str(self.target / ".git" / "no-config"), **(env or {})}
        done = subprocess.run(
            words, cwd=self.target, env=kept, check=False, text=True,
            capture_output=quiet,
        )  # fmt: skip
        said = f"{done.stdout}{done.stderr}" if quiet else ""
        if done.returncode:
            sys.exit(f"error: {' '.join(words)} left with {done.returncode}\n{said}")
        return said


def _make_room(target: Path) -> bool:
    """Remove an older demo; anything else that lies there is left alone."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        return True
    if (target / ".git" / MARK).is_file():
        shutil.rmtree(target)
        return True
    return False


def _team(target: Path) -> Iterator[tuple[str, Colleague]]:
    for path in sorted((target / "team").glob("*.yaml")):
        record = read(path.read_bytes(), f"team/{path.name}", Colleague).record
        if record:
            yield record.id, record


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _fail(message: str, hint: str) -> int:
    sys.stderr.write(f"error: {message}\nhint: {hint}\n")
    return 78


if __name__ == "__main__":
    sys.exit(main())
