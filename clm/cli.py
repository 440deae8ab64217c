"""The root command: the table of commands, global options, the one error boundary."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from clm import __version__
from clm.app import App
from clm.config import state_folder
from clm.errors import BadDataError, ClmError, UsageError
from clm.options import HELP, global_options

if TYPE_CHECKING:
    from collections.abc import Sequence


DEFECT: Final = 70
"""The exit code of what nobody foresaw."""

LONGEST: Final = 131_072
"""Characters of a word on the command line; Linux itself takes no longer ones."""


class Row(NamedTuple):
    """One command: where its code is, and its help line, so that --help loads no command."""

    name: str
    place: str
    help: str
    section: str


COMMANDS: Final[tuple[Row, ...]] = (
    Row("mine", "mine", "What is due for me.", "Worklist"),
    Row("board", "board", "The lists of the lifecycle with their counts.", "Worklist"),
    Row("seen", "seen", "Mark checks and watch entries as seen.", "Worklist"),
    Row("remind", "remind", "Look at a customer again on a day.", "Worklist"),
    Row("prio", "prio", "Mark a customer as prio.", "Worklist"),
    Row("watch", "watch", "Put a customer on the watchlist, or take it off.", "Worklist"),
    Row(
        "assign", "assign", "Give customers, requests and tasks to a colleague or VPA.", "Worklist"
    ),
    Row("note", "note", "Write into a case file.", "Worklist"),
    Row("done", "done", "End a reminder, a task or a deadline.", "Worklist"),
    Row("chat", "chat", "Render a chat text for a VPA.", "Worklist"),
    Row("why", "why", "Why something is listed, and what would end it.", "Worklist"),
    Row("briefing", "briefing", "What a phase check needs, on one page.", "Worklist"),
    Row("week", "week", "Who is through with the week, by Friday.", "Worklist"),
    Row("customer", "customer", "List, show and change customers.", "Records"),
    Row("request", "request", "What customers need, and who answers for it.", "Records"),
    Row("task", "task", "Tasks: of requests, and that customers posted.", "Records"),
    Row("review", "review", "Service reviews: due, planned, held, signed off.", "Records"),
    Row("escalate", "escalate", "Take something to the next level.", "Records"),
    Row("escalation", "escalation", "What went beyond the first level, and who has it.", "Records"),
    Row("complaint", "complaint", "Complaints: from receipt to review.", "Records"),
    Row(
        "survey", "survey", "How satisfied customers are: asked, answered, followed up.", "Records"
    ),
    Row(
        "initiative",
        "initiative",
        "Initiatives that keep customers: segment, send, result.",
        "Records",
    ),
    Row("file", "file", "The case files of a customer, merged by date.", "Records"),
    Row("lead", "lead", "Leads and who gets them.", "Records"),
    Row("vpa", "vpa", "Virtual assistants: files, deadlines, praise.", "Records"),
    Row("service", "service", "What is offered, and the catalogue for customers.", "Records"),
    Row("sla", "sla", "What is promised to customers, and whether it is kept.", "Records"),
    Row("import", "import_", "Take in customers, bookings or tasks from CSV.", "Records"),
    Row("team", "team", "Colleagues: records, who could do what, load.", "Team"),
    Row("plan", "plan", "Plans: vision, goals, how far they are, reviews.", "Team"),
    Row("absence", "absence", "Who is away, and who covers.", "Team"),
    Row("private", "private", "What managers keep of their people, apart from the team.", "Team"),
    Row("handover", "handover", "Hand over what a colleague has open.", "Team"),
    Row("report", "report", "Reports: the week, risk, and what cron has to run.", "Reports"),
    Row("process", "process", "The process: definitions, evidence and gaps.", "Reports"),
    Row("notify", "notify", "Notices: list them, send them.", "Reports"),
    Row("cron", "cron", "Lines for cron or systemd.", "Reports"),
    Row("export", "export", "Data for other programs: a calendar file.", "Reports"),
    Row("init", "init", "Make a data folder in a git repository.", "Repository"),
    Row("check", "check", "Every problem in the data, with its line.", "Repository"),
    Row("save", "save", "Check and commit what was edited by hand.", "Repository"),
    Row("edit", "edit", "Edit a record in your editor, checked before it is saved.", "Repository"),
    Row("path", "path", "Where a record's file is.", "Repository"),
    Row("log", "log", "Who did what, on whom, when.", "Repository"),
    Row("who", "who", "Which command set a field, when, by whom.", "Repository"),
    Row("undo", "undo", "Take back your last command, or a named one.", "Repository"),
    Row("restore", "restore", "Put one field back as it was in a commit.", "Repository"),
    Row("share", "share", "What each VPA may see, as a repository of theirs.", "Repository"),
    Row("calendar", "calendar", "Working days, holidays, deadlines.", "Repository"),
    Row("template", "template", "Chat templates: list, show, check.", "Repository"),
    Row("config", "config", "Your settings.", "Repository"),
    Row("schema", "schema", "JSON Schemas for editors.", "Repository"),
    Row("doctor", "doctor", "What stands in the way here, and what to do.", "Repository"),
    Row("trust", "trust", "May this repository run programs of its own?", "Repository"),
    Row("completion", "completion", "Completion for bash, zsh or fish.", "Repository"),
)


class Table(click.Group):
    """A group that imports a command when it is used."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All names, in the table's order."""
        return [row.name for row in COMMANDS]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        row = next((row for row in COMMANDS if row.name == name), None)
        if row is None:
            return None
        found = import_module(f"clm.commands.{row.place}").command
        assert isinstance(found, click.Command)  # noqa: S101 -- a slip of ours, caught by tests
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from clm.domain.names import did_you_mean

            near = did_you_mean(args[0], self.list_commands(ctx)).rstrip()
            hint = near or "clm --help lists the commands"
            raise UsageError(f"there is no command {args[0]}", hint)
        return super().resolve_command(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The global options and --version."""
        return [*super().get_params(ctx), *global_options(hidden=False)]

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table by sections, from its static lines."""
        for section in dict.fromkeys(row.section for row in COMMANDS):
            with formatter.section(section):
                formatter.write_dl([(r.name, r.help) for r in COMMANDS if r.section == section])

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Names from the table: completing a word loads no command."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        rows = (row for row in COMMANDS if row.name.startswith(incomplete))
        return [CompletionItem(row.name, help=row.help) for row in rows]


@click.group(
    cls=Table,
    invoke_without_command=True,
    context_settings=HELP,
    epilog="Example: clm mine --due eow",
)
@click.version_option(__version__, prog_name="clm")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Customer lifecycle management on plain files: who owes what by when.

    Customers, tasks and case files are YAML in a git repository; every change is one commit.
    Without a command, your worklist is shown.
    """
    app = ctx.ensure_object(App)
    app.choose_language()
    if ctx.invoked_subcommand is None:
        found = root.get_command(ctx, "mine")
        assert found is not None  # noqa: S101 -- it is in the table
        ctx.invoke(found)
        app.say("clm --help lists the commands")


def run(words: Sequence[str] | None = None, *, app: App | None = None) -> int:
    """Run one command line and answer its exit code; every error is a sentence and a hint."""
    _give_streams()
    words = sys.argv[1:] if words is None else words
    app = app or App()
    try:
        return _run(app, words)
    except click.FileError as error:
        return _fail(error.format_message(), None, 74)
    except click.ClickException as error:
        return _fail(error.format_message(), None, error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("interrupted", None, 130)
    except OSError as problem:
        return _output_failed(problem)
    except Exception as bug:  # noqa: BLE001 -- the one boundary
        return _without_index(app, words, bug) if app.read_index else _unknown(app, bug)


def _without_index(app: App, words: Sequence[str], bug: Exception) -> int:
    """What nobody foresaw may come from a damaged index: does the command work without its file?

    Then that was it, and the file is removed. The command is not run again where it has written
    already, or was told by standard input what to do: the file is removed for the next one.
    """
    if app.wrote or "-" in words:
        app.remove_index()
        if app.wrote or type(bug).__module__ != "sqlite3":
            return _unknown(app, bug)
        return _fail("the index was damaged; it is removed", "do it again", 75)
    anew = App(in_memory=True)
    code = run(words, app=anew)
    if code != DEFECT:
        anew.remove_index()
        click.echo("the index was damaged: it is made anew", err=True)
    return code


def _refuse_broken_text(words: Sequence[str]) -> None:
    for word in words:
        if len(word) > LONGEST:
            raise UsageError(f"a word of {len(word):,} characters is too long", "use a file, or -")
        if any("\ud800" <= char <= "\udfff" for char in word):
            raise UsageError(f"{word} is no text in UTF-8", "type it again, or name it by its id")


def _run(app: App, words: Sequence[str]) -> int:
    try:
        _refuse_broken_text(words)
        code = root.main(args=words, prog_name="clm", obj=app, standalone_mode=False)
        sys.stdout.flush()
    except BadDataError as error:
        return _fail(error.message, error.hint, error.exit_code, is_place=True)
    except ClmError as error:
        return _fail(error.message, error.hint, error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.UsageError as error:
        return _fail(error.format_message().expandtabs(2), _usage_hint(error), 2)
    return code if isinstance(code, int) else 0


def _usage_hint(error: click.UsageError) -> str:
    """Where help is; where arguments are missing or too many, also which ones there are."""
    if error.ctx is None:
        return "clm --help"
    if isinstance(error, click.NoSuchOption) and error.option_name[1:].isdecimal():
        return "-1d goes with an option for a day gone by; a day to come is +1d"
    name = error.ctx.command_path
    arguments = [one for one in error.ctx.command.params if isinstance(one, click.Argument)]
    is_count = type(error) is click.UsageError or (
        isinstance(error, click.MissingParameter) and error.param in arguments
    )
    if not (is_count and arguments):
        return f"{name} --help"
    words = " ".join(one.make_metavar(error.ctx) for one in arguments)
    return f"{name} {words}; {name} --help has the options"


def _give_streams() -> None:
    """A closed standard stream reads as empty, and swallows what is written."""
    if sys.stdin is None:
        sys.stdin = io.StringIO()
    if sys.stdout is None:
        sys.stdout = io.StringIO()


def _output_failed(problem: OSError) -> int:
    """The disk under our own files is the store's business; what is left is the output."""
    _drop_output()
    if isinstance(problem, BrokenPipeError):
        return 0  # the reader went away, as `head` does; nothing is left to be said to it
    where = f": {problem.filename}" if problem.filename else ""
    said = f"reading or writing failed: {problem.strerror or problem}{where}"
    return _fail(said, "what was committed before is in clm log", 74)


def _drop_output() -> None:
    """Nobody reads it any more; Python would try again when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, hint: str | None, code: int, *, is_place: bool = False) -> int:
    """Print an error; data are named by `path:line:column`, which an editor can jump to."""
    from clm.render.text import error

    said = error(message, hint)
    click.echo(said.removeprefix("error: ") if is_place else said, nl=False, err=True)
    return code


def _unknown(app: App, bug: Exception) -> int:
    """A bug of ours: one line, and the whole story in a log file."""
    import traceback

    story = "".join(traceback.format_exception(bug))
    if app.options.get("debug"):
        click.echo(story, err=True)
    try:
        descriptor, name = _log_file()
    except OSError:
        name = "no log could be written"
        return _fail(f"a defect of clm: {type(bug).__name__}", name, DEFECT)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(story)
    done = "clm log shows what was done" if app.wrote else "nothing more was done"
    return _fail(f"a defect of clm: {type(bug).__name__}", f"{done}; what is known: {name}", DEFECT)


def _log_file() -> tuple[int, str]:
    """A new log's descriptor and name: among the person's own files, or where anything may lie."""
    import tempfile

    if folder := state_folder():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return tempfile.mkstemp(prefix="failure-", suffix=".log", dir=folder)
    return tempfile.mkstemp(prefix="clm-failure-", suffix=".log")
