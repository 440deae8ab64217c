"""`clm check`: every problem in the data, with its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clm.options import leave, pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.app import App
    from clm.domain.findings import Finding
    from clm.render.listing import Listing


@verb("check", epilog="Example: clm check · clm check customers/7f --strict")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--strict", is_flag=True, help="Ask for completeness too.")
@pass_app
def command(app: App, paths: Sequence[str], *, strict: bool) -> None:
    """List every problem in the data, one line each: where it is and what is wrong.

    Exits 1 where it finds something, a warning too. An error takes its file out of the lists and
    is not saved, a warning hinders nothing. Nothing is changed; -v adds what to do about each.
    Fields that booked customers lack are only counted, on standard error; --strict names them.
    """
    from clm.render.safe import shown
    from clm.services.checking import check, within

    form = app.form("table", "json", "jsonl", "csv", "md", "html")
    report = check(app.workspace, within(app.workspace, paths, Path.cwd()), strict=strict)
    if form == "table":
        for finding in report.findings:
            click.echo(shown(_line(finding)))
            if finding.hint and not _asks(finding) and app.options.get("verbose"):
                app.say(f"  hint: {finding.hint}")
        app.say(_summary(report.files, report.errors, len(report.findings) - report.errors))
    else:
        app.show(_listing(report.findings, report.files))
    if report.lacking and not (paths or strict or app.workspace.share):
        app.say(_lacking(report.lacking))
    if report.findings:
        leave(1)


def _line(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}:{finding.column}"
    warning = "warning: " if finding.severity == "warning" else ""
    asked = f"; {finding.hint}" if _asks(finding) else ""
    return f"{place}: {warning}{finding.sentence}{asked}"


def _asks(finding: Finding) -> bool:
    """Is its hint "did you mean"? That is short, and most of what is to be said."""
    return bool(finding.hint and finding.hint.startswith("did you mean"))


def _summary(files: int, errors: int, warnings: int) -> str:
    from clm.i18n import ngettext

    counts = (
        ngettext("{n} file", "{n} files", files).format(n=files),
        ngettext("{n} error", "{n} errors", errors).format(n=errors),
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
    )
    return ", ".join(counts)


def _lacking(customers: int) -> str:
    """A2.3: what no rule is broken by, so that nobody takes silence for completeness."""
    from clm.i18n import ngettext

    return ngettext(
        "{n} booked customer lacks fields of the customer database: clm check --strict",
        "{n} booked customers lack fields of the customer database: clm check --strict",
        customers,
    ).format(n=customers)


def _listing(findings: Sequence[Finding], files: int) -> Listing:
    from clm.i18n import label
    from clm.render.listing import Column, Listing

    columns = ("path", "line", "column", "severity", "rule", "sentence", "hint")
    return Listing(
        "clm/check@1",
        [{key: getattr(finding, key) for key in columns} for finding in findings],
        tuple(
            Column(key, label(key.capitalize()), numeric=key in {"line", "column"})
            for key in columns
        ),
        extra={"files": files},
        ids="path",
    )
