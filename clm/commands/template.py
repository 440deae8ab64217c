"""`clm template`: the chat templates of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clm.options import leave, noun, pass_app, verb

if TYPE_CHECKING:
    from clm.app import App


@noun("template", epilog="Example: clm template show new-regular --customer mueller")
def command() -> None:
    """The chat templates of the team, in templates/LANGUAGE/NAME.md.j2.

    Each reason to write to a VPA has one template in each language.
    """


@verb("list", epilog="Example: clm template list --json")
@pass_app
def list_(app: App) -> None:
    """List the templates.

    With their language, version, and the reason and reader they are for.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.templates import listed

    columns = (
        Column("id", label("id")),
        Column("language", label("language")),
        Column("version", label("version")),
        Column("reason", label("reason")),
        Column("audience", translate("For whom")),
    )
    app.show(
        Listing(
            "clm/template-list@1",
            listed(app.workspace),
            columns,
            ids="id",
            fields=("required",),
            empty=translate("No templates."),
        )
    )


@verb("show", epilog="Example: clm template show vpa-change --lang en --customer mueller")
@click.argument("name", metavar="NAME")
@click.option("--customer", metavar="REF", help="Filled with this customer, as an example.")
@pass_app
def show(app: App, name: str, customer: str | None) -> None:
    """Show a template, as it stands in its file or filled with a customer.

    `--lang` chooses the language. The deadline in an example is a week from today.
    """
    from datetime import timedelta

    from clm.i18n import label
    from clm.render.listing import Column, Listing
    from clm.render.safe import shown
    from clm.services.refs import customers
    from clm.services.templates import choose, languages, preview

    workspace = app.workspace
    usable = choose(workspace, name, languages(workspace, app.options.get("lang")))
    if customer:
        (ref,) = customers(workspace, [customer])
        day = workspace.today + timedelta(days=7)
        text = preview(workspace, usable, workspace.dossier(ref), app.user_or_none, day)
    else:
        text = shown(usable.file.body, keep_lines=True)
    if app.form("table", "json", "jsonl") == "table":
        click.echo(text, nl=not text.endswith("\n"))
        return
    head = usable.head
    item = {"id": head.id, "language": head.language, "version": head.version,
            "reason": head.reason, "audience": head.audience, "text": text}  # fmt: skip
    app.show(Listing("clm/template@1", [item], [Column(k, label(k)) for k in item], ids="id"))


@verb("check", epilog="Example: clm template check new-regular")
@click.argument("name", required=False, metavar="[NAME]")
@pass_app
def check(app: App, name: str | None) -> None:
    """Check the templates: every fault with its line.

    A reason or language that has no template yet is a warning. Leaves with 1 if there is a fault.
    """
    from clm.i18n import translate
    from clm.render.text import warning
    from clm.services.templates import faults, lacking

    findings = faults(app.workspace, name)
    _show(app, [finding._asdict() for finding in findings])
    for language, reasons in [] if name else lacking(app.workspace):
        missing = translate("no template yet for")
        app.say(warning(f"{language}: {missing} {', '.join(reasons)}").rstrip())
    if any(finding.severity == "error" for finding in findings):
        leave(1)


def _show(app: App, items: list[dict[str, object]]) -> None:
    from clm.i18n import translate
    from clm.render.listing import Column, Listing
    from clm.render.safe import shown

    if app.form() == "table":
        for item in items:
            click.echo(shown("{path}:{line}:{column}: {sentence}".format_map(item)))
        if not items:
            click.echo(translate("The templates are in order."))
        return
    keys = ("path", "line", "column", "rule", "sentence", "hint", "severity")
    columns = [Column(key, key, numeric=key in {"line", "column"}) for key in keys]
    app.show(Listing("clm/template-check@1", items, columns, ids="path"))


for one in (list_, show, check):
    command.add_command(one)
