"""`clm assign`: give customers, requests and tasks to a colleague, or a customer to a VPA."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from clm.errors import RefusedError, UsageError
from clm.options import (
    asks_again,
    can_ask,
    key_values,
    pass_app,
    refuse_bare_force,
    spread,
    text_from,
    verb,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.app import App
    from clm.services.appointing import Cascade
    from clm.services.assigning import Told
    from clm.services.chats import Chosen, Finished

ROLES = ("owner", "sales", "account-manager", "spoc", "executor", "handler")
CASCADES = ("requests", "tasks", "none")
REASONS = ("new-offer", "new-regular", "new-prio", "inactive", "vpa-change", "vpa-outage")


class Telling(NamedTuple):
    """How a VPA is told of the customer: nothing is, where neither of the first three is given."""

    template: str | None = None
    edit: bool = False
    place: str | None = None
    deadline: str | None = None
    copy: bool = False
    force: bool = False
    values: Sequence[tuple[str, str]] = ()

    @property
    def is_wanted(self) -> bool:
        """Is a text to be kept?"""
        return bool(self.template or self.edit or self.place)

    @property
    def is_empty(self) -> bool:
        """Has nothing of it been said?"""
        return not (self.is_wanted or self.deadline or self.copy or self.force or self.values)


class Given(NamedTuple):
    """Who gets the customer, why, and a word of the person who gives it."""

    vpa: str
    reason: str | None
    why: str | None
    dry_run: bool


@verb(
    "assign",
    epilog="Example: clm assign mueller tom · clm assign r-4k2m9q tom -m 'kennt den Kunden' · "
    "clm assign mueller --vpa anna · "
    "clm assign mueller --vpa anna --template new-regular --deadline +5wd --edit",
)
@click.argument("words", nargs=-1, required=True, metavar="REF... [HANDLE]", callback=spread)
@click.option("--role", type=click.Choice(ROLES), help="As what; else as is usual for each.")
@click.option("--cascade", type=click.Choice(CASCADES), help="What goes with a customer.")
@click.option("--vpa", metavar="VPA", help="Give the customers this VPA instead.")
@click.option(
    "--reason", type=click.Choice(REASONS), help="Why this VPA; else taken from the data."
)
@click.option("--template", metavar="T", help="Tell the VPA of the customer by this template.")
@click.option("--deadline", metavar="DATE", help="By when the VPA's file is to be written.")
@click.option("--edit", is_flag=True, help="Finish the text in your editor.")
@click.option("--text", "place", metavar="FILE|-", help="The finished text.")
@click.option("--var", "values", multiple=True, metavar="KEY=VALUE", callback=key_values,
              help="A value of your own for the text, as sender.name=Jana.")  # fmt: skip
@click.option("--copy", is_flag=True, help="Put the text on the clipboard, too.")
@click.option("--force", is_flag=True, help="Although the colleague is away, or the text seems "
              "to hold a secret; needs -m.")  # fmt: skip
@write_options
@pass_app
def command(
    app: App,
    words: Sequence[str],
    role: str | None,
    cascade: Cascade | None,
    vpa: str | None,
    reason: str | None,
    template: str | None,
    deadline: str | None,
    place: str | None,
    values: Sequence[tuple[str, str]],
    why: str | None,
    *,
    edit: bool,
    copy: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Give customers, requests and tasks to a colleague (the last word), or customers to a VPA.

    A request gets its SPOC, a task its executor, a complaint its handler, an escalation who is to
    resolve it, a customer its owner unless --role says else; with --role spoc a customer's open
    requests do. When another person looks after a customer, the open requests and reminders of who
    did go along; --cascade tasks takes their tasks too, none leaves all of it.

    A new VPA ends the entry that asked for one, is noted in the O-Team file with the reason, and
    after some weeks you are reminded to look at their file. With --template, for one customer, the
    text that tells the VPA is kept in their file, with its deadline, in the same commit: once its
    [[ANPASSEN: …]] blocks are replaced, by --edit or in a --text of yours.
    """
    telling = Telling(template, edit, place, deadline, copy, force, values)
    refuse_bare_force(why, force=force)
    if vpa:
        if role or cascade:
            raise UsageError("--role and --cascade are about a colleague", "leave them away")
        _to_vpa(app, words, Given(vpa, reason, why, dry_run), telling)
        return
    from clm.services.appointing import Giving, assign

    *refs, person = words
    if not refs:
        raise UsageError("to whom?", "clm assign REF HANDLE, or clm assign REF --vpa VPA")
    if reason or not telling._replace(force=False).is_empty:
        raise UsageError("a reason and a text go with --vpa", "-m TEXT says why in words")
    as_what = role.replace("-", "_") if role else None
    giving = Giving(person, as_what, cascade or "requests", why)  # type: ignore[arg-type]
    app.written(assign(app.workspace, refs, giving, app.who(), force=force, dry_run=dry_run))


def _to_vpa(app: App, refs: Sequence[str], given: Given, telling: Telling) -> None:
    from clm.i18n import translate
    from clm.services.assigning import proposals

    if len(refs) > 1 and not telling.is_empty:
        raise UsageError("a text is for one customer", "assign them one by one, each with its text")
    proposed = proposals(app.workspace, refs, given.vpa, given.reason)
    if telling.is_empty and len(refs) == 1 and proposed:
        given, telling = _asked(app, proposed[0].reason, given)
    if not (given.reason or telling.template):
        for one in proposed:
            what = one.customer if len(refs) > 1 else translate("reason")
            app.say(f"{what}: {one.reason}")
    if telling.is_wanted:
        _with_text(app, refs[0], given, telling)
    elif not telling.is_empty:
        raise UsageError("a deadline goes with a text", "--template T, or --edit")
    else:
        _save(app, refs, given)
        if not given.dry_run:
            for one in proposed[:1]:
                ref, name = (one.customer, f" {one.reason}") if len(refs) == 1 else ("REF", "")
                app.say(f"hint: clm chat {ref}{name} --deadline {_answer(app)} --edit")


def _answer(app: App) -> str:
    """How long a VPA usually has, as a date word."""
    return f"+{app.workspace.process.policy.vpa_answer_working_days}wd"


def _asked(app: App, reason: str, given: Given) -> tuple[Given, Telling]:
    """What a person at a terminal says to the reason and the template (A3.11)."""
    nothing = Telling()
    if given.dry_run or not can_ask(app):
        return given, nothing
    from clm.i18n import translate

    if not given.reason:
        question = translate("The reason is {reason}: right?").format(reason=reason)
        if not click.confirm(question, default=True, err=True):
            raise RefusedError("nothing was changed", f"--reason takes one of {', '.join(REASONS)}")
    question = translate("Write to {vpa} now, by the template {template}?")
    if not click.confirm(question.format(vpa=given.vpa, template=reason), default=True, err=True):
        return given._replace(reason=reason), nothing
    day = click.prompt(
        translate("By when is the file to be written?"), default=_answer(app), err=True
    )
    return given._replace(reason=reason), nothing._replace(template=reason, edit=True, deadline=day)


def _with_text(app: App, ref: str, given: Given, telling: Telling) -> None:
    """Assign with the text that tells the VPA, or not at all."""
    from clm.services.assigning import Told, to_tell
    from clm.services.chats import WantedChat, chosen, text_of

    proposal = to_tell(app.workspace, ref, given.vpa, given.reason)
    day = app.day(telling.deadline) if telling.deadline else None
    name = telling.template or proposal.reason
    wanted = WantedChat(name, app.options.get("lang"), day, dict(telling.values), given.vpa)
    choice = chosen(app.workspace, proposal.customer, wanted)
    typed = _typed(choice, given, day)
    if telling.place:
        told = Told(choice, _finished(telling, text_from(telling.place), day))
        _tell(app, given, told, typed, copy=telling.copy)
        return
    text = text_of(app.workspace, choice, wanted, app.user.handle)
    if telling.edit:
        from clm.services.drafts import draft

        with draft(choice.name, text, f"{typed} --text -", asks_again(app)) as final:
            _tell(
                app, given, Told(choice, _finished(telling, final, day)), typed, copy=telling.copy
            )
        return
    if app.form() == "table" and not given.dry_run:
        click.echo(text, nl=False)
    _tell(app, given, Told(choice, _finished(telling, text, day)), typed, copy=telling.copy)


def _finished(telling: Telling, text: str, day: date | None) -> Finished:
    from clm.services.chats import Finished

    return Finished(text, day, force=telling.force)


def _typed(choice: Chosen, given: Given, day: date | None) -> str:
    """The command as it is typed again when the text is finished."""
    parts = [f"clm assign {choice.customer} --vpa {given.vpa}"]
    parts += [f"--reason {given.reason}"] if given.reason else []
    parts += [f"--template {choice.usable.head.id}"]
    parts += [f"--deadline {day}"] if day else []
    return " ".join(parts)


def _tell(app: App, given: Given, told: Told, typed: str, *, copy: bool) -> None:
    from clm.services.chats import copied, refuse_unfit

    hint = f"{typed} --edit\nor: {typed} > FILE, edit it, then: {typed} --text FILE"
    refuse_unfit(told.choice, told.finished, hint)
    if copy and not given.dry_run:
        app.say(copied(told.finished.text))
    _save(app, [told.choice.customer], given, told)


def _save(app: App, refs: Sequence[str], given: Given, told: Told | None = None) -> None:
    from clm.services.assigning import assign_vpa

    vpa, reason, why, dry_run = given
    app.written(
        assign_vpa(
            app.workspace, refs, vpa, app.who(), reason=reason, why=why, dry_run=dry_run, told=told
        )
    )
