"""Options and arguments that commands share, and the classes that give every command them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from clm.app import FORMS, App

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


def _global(*names: str, **kwargs: Any) -> click.Option:  # noqa: ANN401 -- click's own keywords
    return click.Option(names, callback=_keep, expose_value=False, **kwargs)


def global_options(*, hidden: bool) -> list[click.Option]:
    """The options that every command takes."""
    return [
        _global(
            "-C", "--data", "global_data", metavar="DIR", help="The data folder.", hidden=hidden
        ),
        _global("--as", "global_user", metavar="HANDLE", help="Who you are.", hidden=hidden),
        _global(
            "--by",
            "global_by",
            metavar="INITIALS",
            help="Who uses a shared account.",
            hidden=hidden,
        ),
        _global(
            "--today",
            "global_today",
            metavar="DATE",
            help="Act and read as of this day.",
            hidden=hidden,
        ),
        _global(
            "--as-of", "global_as_of", metavar="DATE|REV", help="Read an old state.", hidden=hidden
        ),
        _global(
            "--fresh", "global_fresh", is_flag=True, help="Look at every file again.", hidden=hidden
        ),
        _global(
            "-o",
            "--format",
            "global_format",
            type=click.Choice(FORMS),
            help="Output form.",
            hidden=hidden,
        ),
        _global("--json", "global_form_json", is_flag=True, help="Same as -o json.", hidden=hidden),
        _global("--csv", "global_form_csv", is_flag=True, help="Same as -o csv.", hidden=hidden),
        _global("--ids", "global_form_ids", is_flag=True, help="Same as -o ids.", hidden=hidden),
        _global("--raw", "global_raw", is_flag=True, help="CSV cells as they are.", hidden=hidden),
        _global(
            "--fields", "global_fields", metavar="A,B", help="Only these columns.", hidden=hidden
        ),
        _global(
            "--lang",
            "global_lang",
            type=click.Choice(("de", "en", "pt")),
            help="Language.",
            hidden=hidden,
        ),
        _global(
            "--color",
            "global_color",
            type=click.Choice(("auto", "always", "never")),
            help="Colours.",
            hidden=hidden,
        ),
        _global("--no-input", "global_no_input", is_flag=True, help="Never ask.", hidden=hidden),
        _global(
            "-q", "--quiet", "global_quiet", is_flag=True, help="Fewer messages.", hidden=hidden
        ),
        _global(
            "-v", "--verbose", "global_verbose", is_flag=True, help="More messages.", hidden=hidden
        ),
        _global(
            "--debug",
            "global_debug",
            is_flag=True,
            help="Show where an unknown failure came from.",
            hidden=hidden,
        ),
    ]


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


def noun(name: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Noun]:  # noqa: ANN401
    """Declare a group of verbs on one noun; its verbs are declared by `verb` and added to it."""
    return click.group(name, cls=Noun, context_settings=HELP, **kwargs)


def spread(_ctx: click.Context, _param: click.Parameter, refs: Sequence[str]) -> tuple[str, ...]:
    """References as typed, with `-` replaced by the ids on standard input; each once."""
    found: list[str] = []
    for ref in refs:
        found += sys.stdin.read().split() if ref == "-" else [ref]
    return tuple(dict.fromkeys(found))
