"""`clm why`: why a customer is listed, and what would end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.options import pass_app, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.app import App
    from clm.services.explaining import Reasons


@verb("why", epilog="Example: clm why mueller")
@click.argument("ref", metavar="REF")
@click.option("--all", "everything", is_flag=True, help="Also what was seen or hidden.")
@pass_app
def command(app: App, ref: str, *, everything: bool) -> None:
    """Why something is listed: the rule, its facts, what would end it.

    A customer, a request, a task of a colleague, a complaint or a service review may be named.

    Where nothing is due it says in which list the customer stands, and when that may change.
    """
    from clm.i18n import label, translate
    from clm.render.listing import Column, Listing
    from clm.services.explaining import reasons
    from clm.services.refs import find

    named = find(app.workspace, ref)
    work = None
    if (named.item or "").startswith(("r-", "t-", "cm-", "rv-", "es-")):
        from clm.services.explainingwork import work_reasons

        work = work_reasons(app.workspace, named)
        if work is None:
            said = translate("why the customer is listed; of {item} itself: {command}")
            app.say(said.format(item=named.item, command=f"clm task show {named.item}"))
    found = work or reasons(app.workspace, ref, hidden=everything)
    if app.form() == "table":
        click.echo(_told(found, in_share=app.workspace.share is not None), nl=False)
        return
    keys = ("ref", "rule", "since", "due", "sentence", "ends", "next")
    app.show(
        Listing(
            "clm/why@1",
            found.items,
            tuple(Column(key, label(key)) for key in keys),
            extra={"ref": found.ref, "list": found.list_name, "phase": found.phase,
                   "turns": found.turns},
            fields=("word", "trigger", "overdue", "hidden", "facts"),
        )
    )  # fmt: skip


def _told(found: Reasons, *, in_share: bool) -> str:
    """What there is to say; a share tells no bookings, and so not where a customer stands."""
    from clm.i18n import label, translate
    from clm.render.safe import shown
    from clm.render.text import detail

    stands = (
        f"{translate('List')}: {label(found.list_name)}"
        if found.list_name
        else translate("in no list")
    )
    named = f"{found.ref} {shown(found.name)}"
    phase = f", {translate('Phase')}: {label(found.phase)}" if found.phase else ""
    head = f"{named}\n" if in_share else f"{named} – {stands}{phase}\n"
    if not found.items:
        later = translate("that changes on {day}, if nothing happens before")
        never = translate("that stays so until something happens")
        turns = later.format(day=found.turns) if found.turns else never
        early = translate("Bookings before {day} open no check: checks_from in clm.yaml.")
        before = f"{early.format(day=found.checks_from)}\n" if found.checks_from else ""
        return f"{head}{translate('Nothing is due')}; {turns}.\n{before}"
    return head + "".join(f"\n{detail(_pairs(item))}" for item in found.items)


def _pairs(item: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    from clm.i18n import label, translate, word

    state = f" ({translate('hidden')})" if item["hidden"] else ""
    late = f" ({translate('overdue')})" if item["overdue"] else ""
    named = {"state": label(item["facts"].get("state", ""))}
    if item["rule"] == "escalation":
        named["status"] = word("escalation", item["facts"]["status"])
    told = {k: named.get(k) or word(k, v) for k, v in item["facts"].items()}
    facts = ", ".join(f"{_fact(k)}: {held}" for k, held in told.items())
    return [
        (label("why"), f"{label(item['word'])}{state}"),
        (translate("Rule"), f"{item['rule']}: {item['sentence']}"),
        (translate("Facts"), facts),
        (translate("Since"), item["since"]),
        (label("due"), f"{item['due']}{late}" if item["due"] else translate("never overdue")),
        (translate("Ends by"), item["ends"]),
        (label("next"), item["next"]),
    ]


def _fact(key: str) -> str:
    """What a fact is called; a word that is a column elsewhere may be called otherwise here."""
    from clm.i18n import label, word

    called = word("fact", key)
    return label(key) if called == key else called
