"""`clm share`: what each VPA may see, as a repository of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clm.errors import BadDataError, UsageError
from clm.options import leave, noun, pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.errors import ClmError
    from clm.services.sharing import Published


@noun("share", epilog="Example: clm share publish --to /srv/shares")
def command() -> None:
    """What each VPA may see, as a git repository of their own.

    A share holds the VPA's customers and their VPA files, and nothing else of these data. Where
    the shares lie is your setting `shares`, or is said each time.
    """


@verb("publish", epilog="Example: clm share publish anna --to /srv/shares")
@click.argument("vpas", nargs=-1, metavar="[VPA]...")
@click.option("--to", metavar="DIR", help="Where the shares lie, as DIR/VPA.git.")
@click.option("-n", "--dry-run", is_flag=True, help="Name the files that would change.")
@pass_app
def publish(app: App, vpas: Sequence[str], to: str | None, *, dry_run: bool) -> None:
    """Bring the shares of VPAs to what they may see now; without a name, those of all.

    Where a VPA has pushed entries, `clm share pull` takes them in first. When a customer has left
    a VPA, their share begins anew, and nothing of the customer stays in it.
    """
    from clm.services.sharing import publish_all

    folder, who = shares_folder(app, to, "--to DIR"), app.who()
    done, problems = publish_all(app.workspace, vpas, folder, who, dry_run=dry_run)
    _show(app, done, dry_run=dry_run)
    _leave_with(problems)
    app.name_bad_files()


def shares_folder(app: App, named: str | None, option: str) -> Path:
    """Where the shares lie: as named, or by the person's setting.

    Raises:
        UsageError: nobody says where.
    """
    place = named or app.resolved("shares").value
    if not place:
        raise UsageError(
            "where do the shares lie?", f"{option}, or once and for all: clm config set shares DIR"
        )
    return Path(place).expanduser().absolute()


def _show(app: App, done: Sequence[Published], *, dry_run: bool) -> None:
    if app.form() == "table":
        if not app.options.get("quiet"):
            click.echo("".join(_told(one, dry_run=dry_run) for one in done), nl=False)
        return
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing

    columns = (
        Column("vpa", label("vpa")),
        Column("customers", translate("Customers"), numeric=True),
        Column("changed", translate("Changed")),
        Column("left", translate("No more in it")),
        Column("commit", translate("Commit")),
    )
    items: list[dict[str, Any]] = [
        {**one._asdict(), "changed": list(one.changed), "left": list(one.left)} for one in done
    ]
    app.show(Listing("clm/share-publish@1", items, columns, ids="vpa"))


def _told(one: Published, *, dry_run: bool) -> str:
    """What was published, as a line; as a dry run, with the files it is about."""
    from clm.i18n import ngettext, translate
    from clm.render.safe import shown

    if not one.changed:
        return f"{translate('share {vpa}: nothing to change').format(vpa=one.vpa)}\n"
    what = ngettext("{n} file changed", "{n} files changed", len(one.changed))
    of = ngettext("{n} customer", "{n} customers", one.customers)
    line = translate("share {vpa}: {customers}, {what}").format(
        vpa=one.vpa,
        customers=of.format(n=one.customers),
        what=what.format(n=len(one.changed)),
    )
    if one.left:
        gone = translate("begun anew without {left}").format(left=", ".join(one.left))
        line = f"{line}, {gone}"
    if dry_run:
        return "".join(f"{shown(text)}\n" for text in (line, *(f"  {p}" for p in one.changed)))
    return f"{line}: {(one.commit or '')[:8]}\n"


def _leave_with(problems: Sequence[ClmError]) -> None:
    """Name what hindered a share; the others are published nevertheless."""
    from clm.render.text import error

    for problem in problems:
        said = error(problem.message, problem.hint)
        is_place = problem.exit_code == BadDataError.exit_code
        click.echo(said.removeprefix("error: ") if is_place else said, nl=False, err=True)
    if problems:
        leave(problems[0].exit_code)


command.add_command(publish)
