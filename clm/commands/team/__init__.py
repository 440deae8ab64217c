"""`clm team`: the team at a glance, the colleagues, who could do what, how much each has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.commands.team.figures import figures
from clm.commands.team.praising import praise
from clm.errors import UsageError
from clm.options import chosen, narrowed, noun, open_in_editor, pass_app, verb, where_option
from clm.printing import output_option, team_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.app import App
    from clm.render.listing import Column

ROLES = (
    "admin", "sales", "crm-lead", "lead-distributor", "team-lead", "manager", "executor", "auditor"
)  # fmt: skip
WORK = (
    "customers",
    "entries",
    "overdue",
    "requests",
    "tasks",
    "complaints",
    "escalations",
    "posted",
    "open",
    "load",
)
NUMBERS = frozenset({"capacity", *WORK})


@noun("team", invoke_without_command=True, epilog="Example: clm team · clm team --of petra -O t.md")
@click.option("--of", "of", metavar="HANDLE", help="Who reports to them, directly or over others.")
@click.option("--week", "name", metavar="WEEK", help="Completion of another week.")
@output_option
@pass_app
@click.pass_context
def command(
    ctx: click.Context, app: App, of: str | None, name: str | None, output: str | None
) -> None:
    """The team at a glance: spans, load, who is away, what nobody covers, completion, balance.

    With a command: colleagues' records, who could do what, praise, figures. A colleague is one
    YAML file in team/; what is done or overdue is told of all together, never of one.
    """
    if ctx.invoked_subcommand is None:
        team_report(app, of, name, output, pulse=True)
    elif of or name or output:
        raise UsageError(
            f"clm team {ctx.invoked_subcommand} is no report", "options stand behind the command"
        )


def _columns(*keys: str) -> tuple[Column, ...]:
    from clm.i18n import label, translate
    from clm.render.listing import Column

    heads = {
        "initials": translate("Initials"),
        "emails": translate("E-mails"),
        "calendar": translate("Calendar"),
        "manager": translate("Reports to"),
        "shared": translate("Several use it"),
        "from": translate("From"),
        "to": translate("To"),
        "covered_by": translate("Covered by"),
        "state": translate("State"),
        "roles": translate("Roles"),
        "departments": translate("Departments"),
        "regions": translate("Regions"),
        "skills": translate("Skills"),
        "languages": translate("Languages"),
        "capacity": translate("Hours a week"),
        "present": translate("There"),
        "half": translate("Half a day"),
        "customers": translate("Customers"),
        "entries": translate("Entries"),
        "overdue": translate("Overdue"),
        "requests": label("requests"),
        "tasks": label("tasks"),
        "complaints": label("complaints"),
        "escalations": label("escalations"),
        "posted": translate("Posted tasks"),
        "open": translate("Open"),
        "load": translate("Load"),
        "praise": translate("Praise log"),
    }
    values = {"state": _state, "praise": _praise}
    return tuple(
        Column(key, heads.get(key) or label(key), key in NUMBERS, value=values.get(key))
        for key in keys
    )


def _state(one: Mapping[str, Any]) -> str:
    from clm.i18n import word

    return word("state", one["state"])


def _praise(item: Mapping[str, Any]) -> str:
    return "\n".join(f"{one['on']} {one['text']} ({one['by']})" for one in item["praise"])


@verb("list", epilog="Example: clm team list --role admin · clm team list --where 'regions = ost'")
@click.option("--role", type=click.Choice(ROLES), help="Those with this role.")
@click.option("--all", "everything", is_flag=True, help="Those who have left or come later, too.")
@where_option
@pass_app
def list_(app: App, role: str | None, where: Sequence[str], *, everything: bool) -> None:
    """List the colleagues with what they are for.

    The JSON items are the records, with who is there today and who covers.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services.team import listed

    items = chosen(
        app,
        "team list",
        where,
        lambda lifted: listed(app.workspace, role, former=lifted or everything),
    )
    states = {item["state"] for item in items}
    state = ("state",) if everything or states - {"active"} else ()  # else the same for each
    columns = _columns(
        "id", "name", "initials", "roles", "departments", "regions", "skills", *state, "present"
    )
    empty = translate("Nobody fits.")
    fields = tuple(items[0]) if items else ()
    app.show(Listing("clm/team-list@1", items, columns, ids="id", fields=fields, empty=empty))
    app.name_bad_files()


@verb("show", epilog="Example: clm team show jana")
@click.argument("ref", metavar="HANDLE")
@pass_app
def show(app: App, ref: str) -> None:
    """One colleague's record, and what they have to do today.

    HANDLE may be the initials, an e-mail or words of the name.
    """
    from clm.render.listing import Listing, cell_text
    from clm.render.text import detail
    from clm.services.team import shown

    item = shown(app.workspace, ref)
    columns = _columns(*item)
    if app.form() == "table":
        pairs = [(column.label, cell_text(column.of(item))) for column in columns]
        click.echo(detail([(name, text) for name, text in pairs if text]), nl=False)
        return
    app.show(Listing("clm/team@1", [item], columns, ids="id"))


def _fitting(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a colleague is for."""
    for name, field in (("language", "languages"), ("skill", "skills"), ("region", "regions"),
                        ("dept", "departments")):  # fmt: skip
        function = click.option(
            f"--{name}", field, multiple=True, metavar="WORD", help=f"Of the {field}; repeatable."
        )(function)
    return function


@verb("find", epilog="Example: clm team find --region ost --skill angebote --free-on 20.11.")
@_fitting
@click.option("--free-on", "day", metavar="DATE", help="Who is there on this day, else today.")
@where_option
@pass_app
def find(app: App, /, day: str | None, where: Sequence[str], **needs: tuple[str, ...]) -> None:
    """Propose who could do something: who is there and fits, the least loaded first.

    All that is asked for must be in the record. The load is the open work, as for a week of full
    hours (full_week_hours); work that somebody covers on that day is theirs.
    """
    from clm.domain.fitting import Needs
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services import team

    on = app.day(day) if day else app.workspace.today
    items = narrowed(app, "team find", where, team.find(app.workspace, Needs(**needs), on))
    half = ("half",) if any(item["half"] for item in items) else ()
    columns = _columns("id", "name", "departments", "regions", "skills", "languages", *half,
                       "customers", "open", "load")  # fmt: skip
    fields = ("capacity", "half", "entries", "overdue", "requests", "tasks", "complaints",
              "escalations", "posted")  # fmt: skip
    extra = {"on": on}
    empty = translate("Nobody fits.")
    app.show(
        Listing("clm/team-find@1", items, columns, extra, ids="id", fields=fields, empty=empty)
    )
    if not items:
        away = ", ".join(team.away(app.workspace, Needs(**needs), on))
        if away:
            app.say(translate("who would fit is not there: {names}").format(names=away))
    if not app.workspace.process.calendar.is_working_day(on):
        app.say(translate("{day} is no working day").format(day=on))
    app.name_bad_files()


@verb("load", epilog="Example: clm team load")
@where_option
@pass_app
def load(app: App, where: Sequence[str]) -> None:
    """How much each colleague has to do today, the most loaded first.

    Customers are those they look after; entries are what mine shows, also for whom they cover.
    """
    from clm.i18n import translate
    from clm.render.listing import Listing
    from clm.services import team

    items = narrowed(app, "team load", where, team.load(app.workspace))
    columns = _columns("id", "name", "present", "capacity", *WORK)
    empty = translate("Nobody fits.")
    app.show(Listing("clm/team-load@1", items, columns, ids="id", empty=empty))
    app.name_bad_files()


@verb("add", epilog="Example: clm team add mara --name 'Mara Lindner' --email mara@example.org")
@click.argument("slug", metavar="SLUG")
@click.option("--name", metavar="NAME", help="The name; else made from SLUG.")
@click.option("--email", metavar="EMAIL", help="Of their git identity, and for mail.")
@click.option("--initials", metavar="XX", help="How entries name them; unique in the team.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Repeatable.")
@_fitting
@click.option("--calendar", metavar="CALENDAR", help="When they work, if not like the team.")
@click.option("--manager", metavar="HANDLE", help="Whom they report to.")
@click.option("--capacity", metavar="HOURS", help="Hours a week.")
@click.option("--from", "begins", metavar="DATE", help="The first day with the team.")
@click.option("--shared", is_flag=True, help="An account that several use, no person.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def add(
    app: App,
    /,
    slug: str,
    name: str | None,
    email: str | None,
    capacity: str | None,
    begins: str | None,
    *,
    shared: bool,
    dry_run: bool,
    **typed: Any,  # noqa: ANN401 -- the options that are fields of a Colleague
) -> None:
    """Add a colleague, whose file is team/SLUG.yaml.

    Handle, initials and e-mail are nobody else's. Absences are entered by clm absence add.
    """
    from clm.domain.people import Colleague, Span
    from clm.services import team
    from clm.services.customers import amount

    new = Colleague(
        id=slug,
        name=slug.replace("-", " ").title() if name is None else name,
        emails=(email,) if email else (),
        capacity=amount(capacity, "number of hours") if capacity else None,
        shared=shared or None,
        active=Span(from_=app.day(begins)) if begins else None,
        **typed,
    )
    app.written(team.add(app.workspace, new, app.who(), dry_run=dry_run))


@verb("set", epilog="Example: clm team set jana skills+=angebote regions-=nord capacity=32")
@click.argument("ref", metavar="HANDLE")
@click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
def set_(app: App, ref: str, words: Sequence[str], *, dry_run: bool) -> None:
    """Set fields of a colleague's record, all in one commit.

    += adds to a list, -= takes away, an empty value removes the field: active.to=2026-12-31 is the
    last day with the team.
    """
    from clm.services import team

    app.written(team.set_fields(app.workspace, ref, words, app.who(), dry_run=dry_run))


@verb("edit", epilog="Example: clm team edit jana")
@click.argument("ref", metavar="HANDLE")
@click.option("-n", "--dry-run", is_flag=True, help="Show the diff, change nothing.")
@pass_app
@click.pass_context
def edit(ctx: click.Context, app: App, ref: str, *, dry_run: bool) -> None:
    """Edit a colleague's record in your editor: the same as clm edit.

    The file is checked before it is saved.
    """
    from clm.services.team import meant

    open_in_editor(ctx, f"team/{meant(app.workspace, ref).id}", dry_run=dry_run)


for one in (list_, show, add, edit, set_, find, load, praise, figures):
    command.add_command(one)
