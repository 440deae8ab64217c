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

    Each reason to write to a VPA, and each thing a VPA is asked, has one template in each language.
    """


@verb("list", epilog="Example: clm template list --json · clm template list --customer mueller")
@click.option("--customer", metavar="REF", help="Which fits this customer, and what each lacks.")
@pass_app
def list_(app: App, customer: str | None) -> None:
    """List the templates.

    With their language, version, and the reason and reader they are for. With --customer those
    about customers, with the values this one lacks; the one that fits now is marked.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.templates import listed

    items = listed(app.workspace)
    columns = [
        Column("id", label("id")),
        Column("language", label("language")),
        Column("version", label("version")),
        Column("reason", label("reason")),
        Column("audience", translate("For whom")),
    ]
    if customer:
        from clm.services.trying import listed as listed_for

        items = listed_for(app.workspace, items, customer, app.user_or_none)
        columns += [Column("missing", translate("missing")), Column("fits", translate("Fits now"))]
    app.show(
        Listing(
            "clm/template-list@1",
            items,
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
    from clm.i18n import label
    from clm.render.listing import Column, Listing
    from clm.render.safe import shown
    from clm.services.templates import choose, languages

    workspace = app.workspace
    usable = choose(workspace, name, languages(workspace, app.options.get("lang")))
    if customer:
        from clm.services.trying import preview

        text = preview(workspace, usable, customer, app.user_or_none)
    else:
        text = shown(usable.file.body, keep_lines=True)
    if app.form("table", "json", "jsonl") == "table":
        click.echo(text, nl=not text.endswith("\n"))
        return
    head = usable.head
    item = {"id": head.id, "language": head.language, "version": head.version,
            "reason": head.reason, "audience": head.audience, "text": text}  # fmt: skip
    app.show(Listing("clm/template@1", [item], [Column(k, label(k)) for k in item], ids="id"))


@verb("check", epilog="Example: clm template check · clm template check --customer mueller")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--customer", metavar="REF", help="Also fill them with this customer.")
@pass_app
def check(app: App, name: str | None, customer: str | None) -> None:
    """Check the templates: every fault with its line, and every one that is missing.

    Each reason and each ask needs exactly one template in each language of `template_languages`.
    With --customer the values that a template would lack are named too. Leaves with 1 if there is
    a fault.
    """
    from clm.services.templates import faults, lacking

    findings = faults(app.workspace, name) + lacking(app.workspace, name)
    if customer:
        from clm.services.trying import tried

        findings += tried(app.workspace, customer, name, app.user_or_none)
    findings = sorted(set(findings), key=lambda finding: finding[:3])
    _show(app, [finding._asdict() for finding in findings])
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
