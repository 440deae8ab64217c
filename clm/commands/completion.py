"""`clm completion`: completion for bash, zsh or fish."""

from __future__ import annotations

import click

from clm.options import verb


@verb("completion", epilog='Example: eval "$(clm completion bash)"')
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete clm's words.

    Put the line of the example into your shell's start file; for fish, save what is printed as
    ~/.config/fish/completions/clm.fish.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 -- the three that click knows
    script = kind(ctx.find_root().command, {}, "clm", "_CLM_COMPLETE")
    # bash's own `source` would start a bash to ask for its version.
    click.echo(ShellComplete.source(script))
