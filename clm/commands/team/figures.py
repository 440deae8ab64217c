"""`clm team figures`: what is computed of one person's work, and from which records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import pass_app, verb
from clm.printing import list_or_write, output_option, period_asked

if TYPE_CHECKING:
    from clm.app import App


@verb("figures", epilog="Example: clm team figures --month 2026-10 --trace")
@click.argument("ref", metavar="[HANDLE]", required=False)
@click.option("--week", metavar="WEEK", help="Like 2026-W47 or W47.")
@click.option("--month", metavar="MONTH", help="Like 2026-10 or 10; else the present one.")
@click.option("--period", metavar="FROM..TO", help="Like 2026-10-01..2026-12-31.")
@click.option("--trace", is_flag=True, help="Name the records behind each number.")
@output_option
@pass_app
def figures(
    app: App,
    /,
    ref: str | None,
    week: str | None,
    month: str | None,
    period: str | None,
    output: str | None,
    *,
    trace: bool,
) -> None:
    """Tell what is computed of your own work, or of somebody you lead.

    Entries done by Friday, what is overdue, agreements kept, complaints, tasks done in time. Others
    are refused; who holds a clone can count the same from its files.
    """
    from clm.render.personfigures import listing, traced
    from clm.services.personfigures import figures as made

    asked = period_asked(week, month, period, app.workspace.today)
    viewer, _ = app.author
    found = made(app.workspace, ref, viewer, asked)
    shape = traced if trace else listing
    list_or_write(app, output, lambda _: shape(found, asked))
