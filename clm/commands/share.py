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
    from clm.services.pulling import Pulled
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
@click.option("--new", is_flag=True, help="Begin a share anew that does not lie in DIR.")
@click.option("-n", "--dry-run", is_flag=True, help="Name the files that would change.")
@pass_app
def publish(app: App, vpas: Sequence[str], to: str | None, *, new: bool, dry_run: bool) -> None:
    """Bring the shares of VPAs to what they may see now; without a name, those of all.

    Where a VPA has pushed entries, `clm share pull` takes them in first. When a customer has left
    a VPA, their share begins anew, and nothing of the customer stays in it.
    """
    from clm.services.sharing import publish_all

    folder, who = shares_folder(app, to, "--to DIR"), app.who()
    done, problems = publish_all(app.workspace, vpas, folder, who, new=new, dry_run=dry_run)
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


@verb("pull", epilog="Example: clm share pull anna · clm share pull -n")
@click.argument("vpas", nargs=-1, metavar="[VPA]...")
@click.option("--from", "place", metavar="DIR", help="Where the shares lie, as DIR/VPA.git.")
@click.option("--reject", is_flag=True, help="Take a refused push out of the share again.")
@click.option("--forged", is_flag=True, help="With --reject: nobody of ours published that.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@click.option("--yes", is_flag=True, help="With --reject: do not ask.")
@pass_app
def pull(
    app: App,
    vpas: Sequence[str],
    place: str | None,
    *,
    reject: bool,
    forged: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Take in the entries that VPAs have pushed; without a name, those of all.

    A push may add entries to the VPA files of the VPA's own customers and change nothing else. One
    that does anything else is refused as a whole, with every reason, and nothing is changed here.
    With --reject the share goes back to what was agreed; the VPA's own clone keeps what it has.
    Where a colleague has published meanwhile, both wait for a `git pull` of the team's data.
    """
    from clm.services.pulling import pull_all

    folder, who = shares_folder(app, place, "--from DIR"), app.who()
    if reject:
        _reject(app, vpas, folder, forged=forged, dry_run=dry_run, yes=yes)
        return
    if forged:
        raise UsageError("--forged goes with --reject", "clm share pull VPA --reject --forged")
    done, problems = pull_all(app.workspace, vpas, folder, who, dry_run=dry_run)
    if app.form() == "table":
        for one in done:
            _show_pulled(app, one)
    else:
        _list_pulled(app, done)
    refused = [_refusal(one) for one in done if one.reasons]
    _leave_with([*refused, *problems])
    app.name_bad_files()


def _reject(
    app: App, vpas: Sequence[str], folder: Path, *, forged: bool, dry_run: bool, yes: bool
) -> None:
    from clm.i18n import translate
    from clm.services.pulling import reject

    if len(vpas) != 1:
        raise UsageError("whose push is to be taken out?", "clm share pull VPA --reject")
    (vpa,) = vpas
    if not dry_run:
        app.ask(f"take what {vpa} has pushed out of the share?", yes=yes)
    done = reject(app.workspace, vpa, folder, forged=forged, dry_run=dry_run)
    if app.form() != "table":
        from clm.i18n import label
        from clm.render.listing import Column, Listing

        columns = (Column("vpa", label("vpa")), Column("rejected", translate("Taken out")))
        items: list[dict[str, Any]] = [{"vpa": vpa, "rejected": done}]
        app.show(Listing("clm/share-reject@1", items, columns, ids="vpa"))
    elif not app.options.get("quiet"):
        said = (
            translate("share {vpa}: the push is taken out")
            if done
            else translate("share {vpa}: nothing new")
        )
        click.echo(said.format(vpa=vpa))


def _show_pulled(app: App, one: Pulled) -> None:
    """What was taken in of one share as a line, or why its push is refused."""
    from clm.i18n import translate
    from clm.render.safe import shown

    for reason in one.reasons:
        click.echo(shown(reason), err=True)
    if one.outcome:
        app.written(one.outcome)
    elif not one.reasons and not app.options.get("quiet"):
        click.echo(translate("share {vpa}: nothing new").format(vpa=one.vpa))


def _refusal(one: Pulled) -> ClmError:
    from clm.errors import RefusedError

    count = len(one.reasons)
    return RefusedError(
        f"the push of {one.vpa} is refused, and nothing of it is taken in"
        f" ({count} reason{'s' if count > 1 else ''})",
        f"{one.vpa} can put right what an entry says, and push again;"
        f" clm share pull {one.vpa} --reject takes the push out of the share",
    )


def _list_pulled(app: App, done: Sequence[Pulled]) -> None:
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing

    columns = (
        Column("vpa", label("vpa")),
        Column("entries", translate("Entries")),
        Column("customers", translate("Customers")),
        Column("reasons", translate("Reasons")),
        Column("commit", translate("Commit")),
    )
    items: list[dict[str, Any]] = []
    for one in done:
        commit = one.outcome.receipt.commit if one.outcome else None
        items.append(
            {
                "vpa": one.vpa,
                "entries": [note for _, note in one.entries],
                "customers": list(dict.fromkeys(customer for customer, _ in one.entries)),
                "reasons": list(one.reasons),
                "commit": commit,
                "undo": f"clm undo {commit[:8]}" if commit else None,
            }
        )
    app.show(Listing("clm/share-pull@1", items, columns, ids="vpa", fields=("undo",)))


@verb("status", epilog="Example: clm share status · clm share status anna --json")
@click.argument("vpas", nargs=-1, metavar="[VPA]...")
@click.option("--from", "place", metavar="DIR", help="Where the shares lie, as DIR/VPA.git.")
@pass_app
def status(app: App, vpas: Sequence[str], place: str | None) -> None:
    """Show how the shares stand: what waits in each to be taken in, and here to be published.

    What was pushed is judged as `clm share pull` would, and nothing is taken in.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.sharestatus import status as look

    items = look(app.workspace, vpas, shares_folder(app, place, "--from DIR"))
    words = {
        "none": translate("no share yet"),
        "missing": translate("not there"),
        "agreed": translate("in step"),
        "cut-off": translate("a publish was cut off"),
        "pushed": translate("entries pushed"),
        "published": translate("published elsewhere"),
        "refused": translate("will be refused"),
    }
    if app.form() == "table":
        items = [item | {"branch": words[item["branch"]]} for item in items]
    columns = (
        Column("vpa", label("vpa")),
        Column("name", label("name")),
        Column("customers", translate("Customers"), numeric=True),
        Column("published_on", translate("Published")),
        Column("branch", translate("Where it is")),
        Column("entries", translate("To take in"), numeric=True),
        Column("changes", translate("To publish"), numeric=True),
    )
    empty = translate("No shares.")
    fields = ("commit", "reasons")
    app.show(Listing("clm/share-status@1", items, columns, ids="vpa", fields=fields, empty=empty))
    app.name_bad_files()


for one in (publish, pull, status):
    command.add_command(one)
