"""What a write into the private store says: ids alone, and the word that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App


def told(
    app: App, name: str, commit: str | None, changed: Sequence[str], *, undo: bool = True
) -> None:
    """Print what was done, in the form asked for."""
    word = f"clm private remove {changed[0]}" if undo and commit and changed else None
    if app.form("table", "json", "jsonl", "ids") in ("json", "jsonl"):
        import json

        schema = f"clm/{name.replace(' ', '-')}@1"
        answer = {"schema": schema, "commit": commit, "changed": list(changed), "undo": word}
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif app.form("table", "json", "jsonl", "ids") == "ids":
        click.echo("".join(f"{one}\n" for one in changed), nl=False)
    elif not app.options.get("quiet"):
        click.echo(f"{name}: {', '.join(changed)}" if changed else _nothing())
        if word:
            click.echo(f"undo: {word}")


def _nothing() -> str:
    from clm.i18n import translate

    return translate("nothing to change")
