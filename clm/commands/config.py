"""`clm config`: the settings of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.errors import ClmError, UsageError
from clm.options import leave, noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App
    from clm.config import Resolved


@noun("config", epilog="Example: clm config list --show-origin")
def command() -> None:
    """Your own settings, in config.yaml of your configuration folder.

    An option beats the environment, that beats your file, that the locale, that the data's
    clm.yaml, that the default. Thresholds, calendars and roles come from the data only.
    """


@verb("list", epilog="Example: clm config list --show-origin")
@click.option("--show-origin", is_flag=True, help="Where each value comes from.")
@pass_app
def list_(app: App, *, show_origin: bool) -> None:
    """List every setting with the value that won."""
    from clm.config import SETTINGS
    from clm.i18n import label
    from clm.render.listing import Column, Listing

    _open_data(app)
    found = [(app.resolved(row.key), row.help) for row in SETTINGS]
    items = [{**one._asdict(), "value": _safe(one), "help": text} for one, text in found]
    keys = ("key", "value", "origin") if show_origin else ("key", "value")
    columns = tuple(Column(key, label(key)) for key in keys)
    _show(app, Listing("clm/config@1", items, columns, ids="key", fields=("origin", "help")))


@verb("get", epilog="Example: clm config get lang")
@click.argument("key", metavar="KEY")
@pass_app
def get(app: App, key: str) -> None:
    """Print the value of one setting; exit 1 where it has none."""
    from clm.render.safe import shown

    _open_data(app)
    value = _safe(app.resolved(key))
    if value is None:
        leave(1)
    click.echo(shown(value))


@verb("set", epilog="Example: clm config set lang de · clm config set user ''")
@click.argument("key", metavar="KEY")
@click.argument("value", metavar="VALUE")
@pass_app
def set_(app: App, key: str, value: str) -> None:
    """Set one of your settings; an empty value removes it.

    Comments and the other lines of your file stay as they are.
    """
    from clm.app import config_path
    from clm.config import setting
    from clm.services.preferences import checked, write_own

    row = setting(key)
    if row is None:
        raise UsageError(f"there is no setting {key}", "clm config list shows all")
    write_own(config_path(), key, checked(row, value))
    app.say(f"{config_path()}: {key}")


def _safe(one: Resolved) -> str | None:
    """A value as it may be shown: a password that somebody put into an address stays hidden."""
    if one.key != "smtp" or one.value is None:
        return one.value
    from clm.services.mailing import masked  # loads what mail needs

    return masked(one.value)


def _open_data(app: App) -> None:
    """Settings have a value without data too; where there are data, they count."""
    try:
        app.workspace  # noqa: B018 -- opening it is the point
    except ClmError:
        return


def _show(app: App, listing: Any) -> None:  # noqa: ANN401 -- a Listing, imported late
    from datetime import UTC

    from clm import clock
    from clm.render.listing import render

    try:
        app.show(listing)
    except ClmError:
        fields = app.options.get("fields", ())
        today = clock.now(UTC).date()
        click.echo(render(listing, app.form(), today=today, user=None, fields=fields), nl=False)


for one in (list_, get, set_):
    command.add_command(one)
