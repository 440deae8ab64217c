"""`clm import`: take in customers, bookings or tasks from CSV."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from clm.options import leave, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App
    from clm.services.importing import Report
    from clm.services.incoming import Noun

NOUNS = ("customers", "bookings", "tasks")
SHOWN = 50
"""How many bad rows are named for people; JSON has them all."""


@verb("import", epilog="Example: clm import customers kunden.csv --source shop --apply")
@click.argument("noun", type=click.Choice(NOUNS), metavar="customers|bookings|tasks")
@click.argument("file", type=click.File("rb"))
@click.option("--map", "map_file", type=click.File("rb"), help="YAML, theirs: ours.")
@click.option("--source", default="import", metavar="NAME", help="Whose external ids these are.")
@click.option("--apply", is_flag=True, help="Write it; else only say what would be done.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def command(
    app: App,
    noun: Noun,
    file: IO[bytes],
    map_file: IO[bytes] | None,
    source: str,
    *,
    apply: bool,
    dry_run: bool,
) -> None:
    """Take in customers, bookings or tasks from a CSV file (- is standard input).

    Nothing is written without --apply, and then as one commit. Rows are matched by id or external
    id, bookings also by day, hours and order, tasks by title and day: a matched row updates, and
    empty cells change nothing. A bad row is named by line and column and left out; the exit code
    is 65 then.
    """
    from clm.services.importing import MOST_BYTES, Wanted, run

    # Of a file without an end, as a device may be, no more is read than shows that it is too long.
    wanted = Wanted(noun, file.read(MOST_BYTES + 1), _name(file), source)
    if map_file:
        wanted = wanted._replace(map_data=map_file.read(MOST_BYTES + 1), map_name=_name(map_file))
    report = run(app.workspace, wanted, app.who(), apply=apply, diff=dry_run)
    if app.form("table", "json") == "json":
        _print_json(report)
    else:
        _print(app, report, noun, wanted.name, dry=dry_run or not apply)
    if report.errors:
        leave(65)


def _name(file: IO[bytes]) -> str:
    """What the file is called in messages."""
    name = getattr(file, "name", "-")
    return name if isinstance(name, str) and name != "<stdin>" else "-"


def _print_json(report: Report) -> None:
    import json

    from clm.render.safe import json_text

    commit = report.receipt.commit
    answer = {
        "schema": "clm/import@1",
        "created": report.created,
        "updated": report.updated,
        "skipped": report.skipped,
        "errors": [problem._asdict() for problem in report.errors],
        "warnings": list(report.warnings),
        "commit": commit,
        "changed": list(report.refs) if commit else [],
        "undo": f"clm undo {commit[:8]}" if commit else None,
    }
    click.echo(json_text(json.dumps(answer, ensure_ascii=False)))


def _print(app: App, report: Report, noun: str, name: str, *, dry: bool) -> None:
    from clm.i18n import translate
    from clm.render.safe import shown
    from clm.render.text import changed_line, warning

    for line in report.warnings:
        app.say(warning(line).rstrip("\n"))
    for problem in report.errors[:SHOWN]:
        column = f"{problem.column}: " if problem.column else ""
        click.echo(shown(f"{name}:{problem.line}: {column}{problem.message}"), err=True)
    if len(report.errors) > SHOWN:
        more = translate("… and {n} more; --json names all")
        click.echo(more.format(n=len(report.errors) - SHOWN), err=True)
    click.echo(report.receipt.diff, nl=False)
    counts = translate("{created} created, {updated} updated, {skipped} as they were, {errors} bad")
    told = counts.format(
        created=report.created,
        updated=report.updated,
        skipped=report.skipped,
        errors=len(report.errors),
    )
    commit = report.receipt.commit
    if report.receipt.diff or (app.options.get("quiet") and not dry):
        return
    click.echo(changed_line(f"import {noun}: {told}", commit[:8] if commit else None), nl=False)
    if dry:
        app.say(translate("nothing was written: --apply writes it"))
