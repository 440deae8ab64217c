"""Options and arguments that commands share, and the classes that give every command them."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

from clm.app import FORMS, App
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from clm.domain.query import Field
    from clm.domain.queryparser import Called
    from clm.services.delivery import Ways
    from clm.services.private import PrivateStore

T = TypeVar("T", bound="Mapping[str, Any]")

MOST_INPUT: Final = 10_000_000
"""Characters that are read of standard input: a hundred thousand ids have room."""

HELP = {"help_option_names": ["-h", "--help"]}

pass_app = click.make_pass_decorator(App, ensure=True)


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise click.exceptions.Exit(code)


# options on every command


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Hand a global option to the App, from before or after the command's name alike."""
    if value is not None and value is not False and param.name:
        app = ctx.find_root().ensure_object(App)
        key = param.name.removeprefix("global_")
        if key.startswith("form_"):
            key, value = "format", key.removeprefix("form_")
        elif key == "fields" and isinstance(value, str):
            value = tuple(part.strip() for part in value.split(",") if part.strip())
        app.options[key] = value


_FLAG: Final[dict[str, Any]] = {"is_flag": True}

GLOBAL: Final[tuple[tuple[tuple[str, ...], dict[str, Any], str], ...]] = (
    (("-C", "--data"), {"metavar": "DIR"}, "The data folder."),
    (("--as", "user"), {"metavar": "HANDLE"}, "Who you are."),
    (("--by",), {"metavar": "INITIALS"}, "Who uses a shared account."),
    (("--today",), {"metavar": "DATE"}, "Act and read as of this day."),
    (("--as-of",), {"metavar": "DATE|REV"}, "Read an old state."),
    (("--fresh",), _FLAG, "Look at every file for edits by hand."),
    (("-o", "--format"), {"type": click.Choice(FORMS)}, "Output form."),
    (("--json", "form_json"), _FLAG, "Same as -o json."),
    (("--csv", "form_csv"), _FLAG, "Same as -o csv."),
    (("--ids", "form_ids"), _FLAG, "Same as -o ids."),
    (("--raw",), _FLAG, "CSV cells as they are."),
    (("--fields",), {"metavar": "A,B"}, "Only these columns."),
    (("--lang",), {"type": click.Choice(("de", "en", "pt"))}, "Language."),
    (("--color",), {"type": click.Choice(("auto", "always", "never"))}, "Colours."),
    (("--no-input",), _FLAG, "Never ask."),
    (("-q", "--quiet"), _FLAG, "Fewer messages."),
    (("-v", "--verbose"), _FLAG, "More messages."),
    (("--debug",), _FLAG, "Show where an unknown failure came from."),
)
"""The options that every command takes: words, what click makes of them, the help line."""


_FLAGS: Final = frozenset(
    word for words, kind, _ in GLOBAL if kind is _FLAG for word in words if word.startswith("-")
)
"""Global options without a value: they may stand before a verb."""


@cache  # click asks for them half a dozen times in each run
def global_options(*, hidden: bool) -> tuple[click.Option, ...]:
    """The global options; a command keeps them out of its own help."""
    return tuple(
        click.Option(
            _named(words), callback=_keep, expose_value=False, help=text, hidden=hidden, **kind
        )
        for words, kind, text in GLOBAL
    )


def _named(words: tuple[str, ...]) -> list[str]:
    """The option's words, its name told apart from a command's own option."""
    *typed, last = words
    name = last.lstrip("-").replace("-", "_")
    return [*typed, *([last] if last.startswith("-") else []), f"global_{name}"]


class Command(click.Command):
    """A command that takes the global options too; its help ends with an example."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own options, the global ones, and --help."""
        return [*super().get_params(ctx), *global_options(hidden=True)]


class Noun(click.Group):
    """A group of verbs on one noun."""

    command_class = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The group's own options, the global ones, and --help."""
        return [*super().get_params(ctx), *global_options(hidden=True)]


class NounWithDefault(Noun):
    """A noun whose first verb may be left out: `clm file mueller` is `clm file show mueller`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the first verb before words that begin with none; help is the noun's own.

        Before no words at all only where the noun alone says something.
        """
        first = next((word for word in args if word not in _FLAGS), None)
        if (args or self.invoke_without_command) and first not in {*self.commands, "-h", "--help"}:
            args = [next(iter(self.commands)), *args]
        return super().parse_args(ctx, args)


def verb(name: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Command]:  # noqa: ANN401
    """Declare a command that takes the global options."""
    return click.command(name, cls=Command, context_settings=HELP, **kwargs)


def write_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What every write takes: dry run and reason."""
    function = click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")(
        function
    )
    return click.option("-m", "--message", "why", metavar="TEXT", help="Why, or what was said.")(
        function
    )


def refuse_bare_force(why: str | None, *, force: bool) -> None:
    """A rule is overridden with a reason.

    Raises:
        UsageError: there is none.
    """
    if force and not why:
        raise UsageError("--force needs the reason", "-m WHY")


def where_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--where EXPR`, repeatable; `narrowed` or `chosen` applies it to the items of the list."""
    return click.option(
        "--where",
        "where",
        multiple=True,
        metavar="EXPR",
        help="Those for which it holds: FIELD = VALUE and … (docs/queries.md).",
    )(function)


def narrowed(app: App, name: str, texts: Sequence[str], items: list[T]) -> list[T]:
    """Those of a list's items for which all expressions of `--where` hold.

    Raises:
        UsageError: one is no expression over the fields of the list `name` (`queryable`).
    """
    return chosen(app, name, texts, lambda _: items)


def chosen(app: App, name: str, texts: Sequence[str], load: Callable[[bool], list[T]]) -> list[T]:
    """… of a list that hides some: `load(True)` loads them too, where an expression asks for them.

    Raises:
        UsageError: as with `narrowed`.
    """
    hidden = False
    if not texts:
        return load(hidden)
    from clm.domain.query import lifts, predicate
    from clm.domain.queryable import FIELDS
    from clm.domain.queryparser import parse

    fields, zone = FIELDS[name], app.workspace.process.zone  # and so in the reader's language
    trees = [parse(text, fields, app.day, lambda: called(fields)) for text in texts]
    items = load(any(map(lifts, trees)))
    asked = [predicate(tree, zone) for tree in trees]
    return [item for item in items if all(holds(item) for holds in asked)]


def called(fields: Sequence[Field]) -> Called:
    """What the headings and words of a list's fields are for people, in English and as shown."""
    from clm.domain.names import fold
    from clm.domain.queryparser import Called
    from clm.i18n import LABELS, label, translate, word

    names: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for field in fields:
        usual = field.name.replace("_", " ").capitalize()
        heads = (LABELS.get(field.name, ""), *field.heads, usual)
        for head in (*heads, *map(translate, heads)):
            names.setdefault(fold(head), field.name)
        said = words.setdefault(field.name, {})
        for one in field.words:
            english = LABELS.get(f"{field.name}:{one}", one), LABELS.get(one, one)
            told = word(field.name, one), word("complaint", one), label(one)
            for shown in (*english, *told):
                said.setdefault(fold(shown.rpartition("\x04")[2]), one)
    names.pop("", None)
    return Called(names, words)


def ways_out(app: App) -> Ways:
    """How mail and notices leave here, by the person's own settings alone, never by data."""
    from clm.services.delivery import Ways

    return Ways(
        app.resolved("smtp").value,
        os.environ.get("CLM_SMTP_PASSWORD"),
        app.resolved("mail_from").value,
        app.resolved("notify_command").value,
    )


def private_store(app: App) -> PrivateStore | None:
    """The managers' own repository that the person has set up (A4.1); None: there is none."""
    from clm.services.private import opened

    return opened(app.workspace, *_private(app))


def demanded_store(app: App) -> PrivateStore:
    """… where nothing can be done without it.

    Raises:
        StateError: there is none.
    """
    from clm.services.private import demanded

    return demanded(app.workspace, *_private(app))


def _private(app: App) -> tuple[str | None, str | None]:
    return app.resolved("private").value, app.resolved("private_key").value


def this_host() -> str:
    """What this host calls itself; CLM_HOST where the name changes."""
    import socket

    return os.environ.get("CLM_HOST") or socket.gethostname()


def noun(name: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Noun]:  # noqa: ANN401
    """Declare a group of verbs on one noun; its verbs are declared by `verb` and added to it."""
    return click.group(name, cls=Noun, context_settings=HELP, **kwargs)


def can_ask(app: App) -> bool:
    """Is there a person at a terminal who wants to be asked?"""
    return not app.options.get("no_input") and sys.stdin.isatty()


def asks_again(app: App) -> Callable[[str], bool]:
    """Whether the editor is to be opened again for a block of a text that is left in it."""

    def again(left: str) -> bool:
        from clm.i18n import translate

        if not can_ask(app):
            return False
        app.say(f"{translate('still to be replaced')}: {left}…")
        return click.confirm(translate("edit again?"), default=True, err=True)

    return again


def key_values(
    _ctx: click.Context, _param: click.Parameter, texts: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Words KEY=VALUE as pairs."""
    pairs = [text.partition("=") for text in texts]
    for name, sign, _ in pairs:
        if not sign:
            raise click.BadParameter(f"'{name}' is not KEY=VALUE")
    return tuple((name.strip(), value) for name, _, value in pairs)


def standard_input() -> str:
    """The text on standard input.

    Raises:
        UsageError: it is not UTF-8.
    """
    try:
        text = sys.stdin.read(MOST_INPUT)
    except UnicodeDecodeError:
        raise UsageError("standard input is no text in UTF-8", "convert it first") from None
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UsageError("standard input is no text in UTF-8", "convert it first")
    return text


def text_from(place: str) -> str:
    """The text of a file, or of standard input where that is `-`, with line feeds alone.

    Raises:
        UsageError: there is no such file, or it is no text.
    """
    if place == "-":
        return standard_input().replace("\r\n", "\n")
    from pathlib import Path

    try:
        with Path(place).open("rb") as file:
            return file.read(MOST_INPUT).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as problem:
        raise UsageError(f"{place} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{place} is no text in UTF-8", "convert it first") from None


def moment(app: App, text: str | None, *, past: bool = False) -> str | None:
    """A day, or a day and a local time: `fri`, `2026-11-20T17:00`, `20.11. 17:00`.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return None
    found = re.fullmatch(r"(.+?)[T ](\d{1,2}):(\d{2})", text)
    if found is None:
        return app.day(text, past=past).isoformat()
    hour, minute = int(found[2]), int(found[3])
    if hour > 23 or minute > 59:  # noqa: PLR2004 -- a clock's
        raise UsageError(f"'{text}': there is no such time", "write it like 2026-11-20T17:00")
    return f"{app.day(found[1], past=past).isoformat()}T{hour:02}:{minute:02}"


def last_day(app: App, text: str, first: date) -> date:
    """The last of some days as it was typed, read from the first one on.

    Raises:
        UsageError: it is no date word; or, without a year, it is of the next one and nearer before
            the first day than after it: a slip, which would make of days most of a year.
    """
    from clm.domain.datewords import HALF_A_YEAR, has_no_year

    day = app.day(text, past=True, since=first)
    if has_no_year(text) and day.year > first.year and (day - first).days > HALF_A_YEAR:
        sentence = f"'{text}' after {first} would be {day}"
        raise UsageError(sentence, f"write the year where it is meant: --to {day}")
    return day


def dated(
    app: App, words: Sequence[str], *, coming: Sequence[str] = (), gone: Sequence[str] = ()
) -> list[str]:
    """`KEY=VALUE` as typed, with the date words of some fields as days: to come, or gone by.

    What begins with an ISO day is left as it is.

    Raises:
        UsageError: such a field has a value that is no date word.
    """
    read = []
    for word in words:
        key, sign, value = word.partition("=")
        field = key.rpartition(".")[2]
        if value and field in (*coming, *gone) and not re.match(r"\d{4}-\d{2}-\d{2}", value):
            value = moment(app, value, past=field in gone) or ""
        read.append(f"{key}{sign}{value}")
    return read


def spread(_ctx: click.Context, _param: click.Parameter, refs: Sequence[str]) -> tuple[str, ...]:
    """References as typed, with `-` replaced by the ids on standard input; each once."""
    found: list[str] = []
    for ref in refs:
        found += standard_input().split() if ref == "-" else [ref]
    return tuple(dict.fromkeys(found))


def open_in_editor(ctx: click.Context, ref: str, *, dry_run: bool, side: str | None = None) -> None:
    """Do what `clm edit REF` does, for the edit of a noun; `side` names a customer's other file."""
    root = ctx.find_root().command
    edit = root.get_command(ctx, "edit") if isinstance(root, click.Group) else None
    if edit:
        ctx.invoke(edit, ref=ref, dry_run=dry_run, **({"side": side} if side else {}))
