"""`clm handover`: what a colleague has open, handed over for a time or for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clm.errors import NotFoundError, RefusedError, UsageError
from clm.options import can_ask, pass_app, refuse_bare_force, verb, write_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.app import App
    from clm.domain.handingover import Choice, Item, Strategy
    from clm.services.handingover import Handing, Plan

REPORT = "report"
"""The word in place of a handle that asks what happened meanwhile."""

_pairs: dict[str, Any] = {"multiple": True, "metavar": "REF=HANDLE"}


@verb("handover", epilog="Example: clm handover jana --propose · clm handover jana --apply")
@click.argument("handle", metavar="HANDLE|report")
@click.option("--absence", "ref", metavar="ID", help="For this absence; else the next one.")
@click.option("--propose", is_flag=True, help="Show who could take what.")
@click.option("--apply", "do", is_flag=True, help="Do it, as one commit.")
@click.option("--all-to", metavar="HANDLE", help="All to one, and what comes in meanwhile.")
@click.option("--balance", is_flag=True, help="To whoever has fewest open.")
@click.option("--by-department", is_flag=True, help="Within the department, as far as can be.")
@click.option("--for-good", is_flag=True, help="Not for the time of the absence: for good.")
@click.option("--cover", "covers", **_pairs, help="Only this item, for the time of the absence.")
@click.option("--assign", "assigns", **_pairs, help="Only this item, for good.")
@click.option(
    "--leave", "leaves", multiple=True, metavar="REF", help="Leave this item; alone: plan the rest."
)
@click.option("--of", "of", metavar="HANDLE", help="With report: a colleague's.")
@click.option("--force", is_flag=True, help="For good although the colleague is away; needs -m.")
@write_options
@pass_app
def command(app: App, /, handle: str, ref: str | None, **given: Any) -> None:  # noqa: ANN401 -- click's
    """Hand over what a colleague has open: go through it item by item, or by a plan.

    An item is covered for the time of the absence, assigned for good, or left as it is. A plan
    looks at departments, regions, skills and languages, then at who has fewest open; --apply does
    it. On a terminal, without a plan, each item is asked about.
    `clm handover report` lists what others did to your items while you were away.
    """
    if handle == REPORT:
        _report(app, given["of"])
        return
    from clm.services.handingover import look

    _refuse_together(given)
    refuse_bare_force(given["why"], force=given["force"])
    # Where nobody is proposed and nothing shown, nobody's load is counted.
    shown = not given["do"] or given["balance"] or given["by_department"]
    counted = shown or not (given["all_to"] or given["covers"] or given["assigns"])
    for_good = given["for_good"]
    handing = look(app.workspace, handle, ref, with_loads=counted, for_good=for_good)
    if not _is_planned(given) and can_ask(app) and app.form() == "table" and handing.items:
        _walk(app, handing, given)
        return
    plan = _planned(app, handing, given)._replace(why=given["why"], force=given["force"])
    if given["do"] or given["dry_run"]:
        _apply(app, handing, plan, dry_run=given["dry_run"])
        return
    _show(app, handing, plan)


def _refuse_together(given: Mapping[str, Any]) -> None:
    plans = [word for word in ("all_to", "balance", "by_department") if given[word]]
    if len(plans) > 1:
        words = " and ".join(f"--{word.replace('_', '-')}" for word in plans)
        raise UsageError(f"{words} do not go together", "choose one")


def _is_planned(given: Mapping[str, Any]) -> bool:
    words = ("propose", "do", "all_to", "balance", "by_department", "covers", "assigns", "leaves")
    return any(given[word] for word in words)


def _planned(app: App, handing: Handing, given: Mapping[str, Any]) -> Plan:
    """What the options say: of all items, then of single ones."""
    from clm.domain.handingover import for_new, left_in, loads_after
    from clm.services import handingover
    from clm.services.handingover import Plan

    single = handingover.chosen(app.workspace, handing, _typed(given), force=given["force"])
    if given["all_to"]:
        to, for_good = given["all_to"], given["for_good"]
        choices = handingover.to_one(app.workspace, handing, to, for_good=for_good)
        whole = to if not for_good and not single else None
        choices |= single
        # Who covers what comes in would cover what is left, too.
        is_rest = not for_good and not left_in(handing.items, choices)
        return Plan(choices, whole, to if is_rest else None)
    is_all = given["propose"] or given["balance"] or given["by_department"]
    # Who only says what is to be left means the rest to be planned.
    is_all = is_all or bool(single and not (given["covers"] or given["assigns"]))
    if not is_all and (single or not given["do"]):
        return Plan(single)
    for_good = given["for_good"]
    choices = handingover.proposed(app.workspace, handing, _strategy(given), for_good=for_good)
    choices |= single
    if for_good or handing.absence is None or left_in(handing.items, choices):
        return Plan(choices)
    return Plan(choices, rest=for_new(loads_after(handing.takers, choices, handing.now)))


def _strategy(given: Mapping[str, Any]) -> Strategy:
    if given["balance"]:
        return "balance"
    return "department" if given["by_department"] else "fit"


def _typed(given: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    found: list[tuple[str, str, str | None]] = []
    for how, words in (("cover", given["covers"]), ("assign", given["assigns"])):
        for word in words:
            ref, sign, person = word.partition("=")
            if not (ref and sign and person):
                raise UsageError(f"{word} is not REF=HANDLE", f"--{how} c-7f3qkd=tom")
            found.append((how, ref, person))
    found += [("leave", ref, None) for ref in given["leaves"]]
    said: dict[str, tuple[str, str, str | None]] = {}
    for one in found:
        if said.setdefault(one[1], one) != one:
            words = " and ".join(_as_typed(*what) for what in (said[one[1]], one))
            raise UsageError(f"{words} do not go together", "choose one for each item")
    return found


def _as_typed(how: str, ref: str, person: str | None) -> str:
    return f"--{how} {ref}={person}" if person else f"--{how} {ref}"


def _apply(app: App, handing: Handing, plan: Plan, *, dry_run: bool) -> None:
    from clm.services.handingon import apply

    app.written(apply(app.workspace, handing, plan, app.who(), dry_run=dry_run))


def _show(app: App, handing: Handing, plan: Plan) -> None:
    from clm.domain.handingover import loads_after
    from clm.i18n import label, translate
    from clm.render.handing import acts, choice, goes_along, what
    from clm.render.listing import Column, Listing
    from clm.services.handingon import foreseen
    from clm.services.handingover import rows

    found = foreseen(app.workspace, handing, plan)
    items = rows(app.workspace, handing, plan.choices)
    pairs = [pair for one in found.along for pair in zip(one.now, one.then, strict=True)]
    load = loads_after(handing.takers, plan.choices, handing.now, pairs)
    absence = handing.absence
    extra = {
        "person": handing.person,
        "absence": absence.id if absence else None,
        "from": absence.from_ if absence else None,
        "to": absence.to if absence else None,
        "new_to": plan.everything or plan.rest,
        "load": {who: {"before": held, "after": then} for who, (held, then) in load.items()},
        "not_asked": handing.unasked,
        "along": [
            {
                "person": one.person,
                "items": len(one.then),
                "to": [{"who": who, "items": count} for who, count in one.to.items()],
            }
            for one in found.along
        ],
    }
    then = Column("to", translate("Taken over by"), value=lambda one: choice(one, handing.person))
    now = Column("acts", translate("As it stands"), value=acts)
    columns = (
        Column("ref", label("ref")),
        Column("kind", label("kind"), value=lambda item: label(f"item:{item['kind']}")),
        Column("name", label("customer")),
        Column("what", translate("What"), value=what),
        Column("due", label("due"), min_width=10, alert="overdue"),
        *((then,) if plan.choices else (now,)),
    )
    fields = ("customer", "class", "overdue", "choice", "to", "fits", "like", "acts")
    empty = translate("Nothing is open.")
    schema = "clm/handover@1"
    app.show(Listing(schema, items, columns, extra=extra, fields=fields, empty=empty))
    app.name_bad_files()
    if app.form() == "table":
        if items or found.along:
            _tell_load(app, handing, plan, load)
        for one in found.along:
            click.echo(goes_along(one.person, handing.person, one.to))
    for line in found.said:
        app.say(line)


def _tell_load(app: App, handing: Handing, plan: Plan, load: Mapping[str, tuple[int, int]]) -> None:
    from clm.i18n import translate
    from clm.render.handing import unasked

    is_planned = plan.choices or plan.everything or plan.rest
    told = ", ".join(
        f"{who} {held} → {then}" if is_planned else f"{who} {held}"
        for who, (held, then) in load.items()
    )
    click.echo(f"{translate('Open items')}: {told or translate('nobody is there')}")
    if handing.unasked:
        click.echo(f"{translate('Not asked')}: {unasked(handing.unasked)}")
    who = plan.everything or plan.rest
    if who and handing.absence:
        click.echo(translate("{who} covers what comes in meanwhile").format(who=who))
    if not plan.choices or any(one.how == "cover" for one in plan.choices.values()):
        _tell_time(app, handing)


def _tell_time(app: App, handing: Handing) -> None:
    """For how long it can be handed over, where that is not for an absence."""
    from clm.i18n import translate

    who, then = handing.person, f"clm handover {handing.person} --for-good --all-to HANDLE"
    if who not in app.workspace.team:
        told = translate("{who} is not in the team on {day}: it can only be handed over for good")
        app.say(told.format(who=who, day=app.workspace.today))
        app.say(then)
        return
    if handing.absence is None:
        app.say(translate("no absence is recorded: nothing can be covered, only assigned for good"))
        if handing.leaves is None:
            app.say(f"clm absence add {who} --from DATE --to DATE")
    if handing.leaves:
        told = translate("{who} leaves on {day}: what is open then is to be handed over for good")
        app.say(told.format(who=who, day=handing.leaves))
        app.say(then)


# item by item


def _walk(app: App, handing: Handing, given: Mapping[str, Any]) -> None:
    """Ask about each item, then hand over; nothing is written before the last answer."""
    from clm.i18n import translate
    from clm.services.handingover import Plan, proposed

    for_good = handing.absence is None
    offered = proposed(app.workspace, handing, "fit", for_good=for_good)
    choices: dict[str, Choice] = {}
    help_ = (
        translate("HANDLE has it for good, - leaves it, q ends this and does what was answered")
        if for_good
        else translate(
            "HANDLE covers, HANDLE! has it for good, - leaves it, "
            "q ends this and does what was answered"
        )
    )
    app.say(help_)
    for item in handing.items:
        found = _asked(app, handing, item, offered[item.id].person, help_, force=given["force"])
        if found is None:
            break
        choices[item.id] = found
    left = len(handing.items) - len(choices)
    if left:
        told = translate("answered: {answered}, left as they are: {left}")
        app.say(told.format(answered=len(choices), left=left))
    plan = Plan(choices, why=given["why"], force=given["force"])
    _apply(app, handing, plan, dry_run=given["dry_run"])


def _asked(
    app: App, handing: Handing, item: Item, offered: str | None, help_: str, *, force: bool
) -> Choice | None:
    """What becomes of an item, asked until it can be; None: that is the end of it."""
    from clm.i18n import label
    from clm.render.handing import what
    from clm.services.handingover import chosen

    kind, told = label(f"item:{item.kind}"), what({"kind": item.kind, "what": item.what})
    asked = f"{item.id} {item.name} · {kind}: {told} · {item.due or ''}".rstrip(" ·")
    while True:
        answer = click.prompt(asked, default=offered or "-", err=True).strip()
        if answer == "q":
            return None
        if answer == "?":
            app.say(help_)
            continue
        person = None if answer == "-" else answer.removesuffix("!")
        is_for_good = answer.endswith("!") or handing.absence is None
        how = "leave" if person is None else "assign" if is_for_good else "cover"
        try:
            return chosen(app.workspace, handing, [(how, item.id, person)], force=force)[item.id]
        except (NotFoundError, RefusedError) as problem:
            app.say(f"{problem.message}: {problem.hint or ''}".rstrip(": "))


# coming back


def _report(app: App, of: str | None) -> None:
    from clm.i18n import translate
    from clm.render import trail
    from clm.render.listing import Column, Listing
    from clm.services.returning import report

    found = report(app.workspace, app.handle(of))
    columns = (
        Column("commit", translate("Commit"), value=trail.short),
        Column("at", translate("At"), value=trail.at),
        Column("by", translate("By"), value=trail.who),
        Column("subject", translate("What"), value=trail.what),
        Column("names", translate("Customers"), value=_names),
    )
    fields = ("acting_as", "for", "author", "action", "refs", "rule", "undoes", "customers")
    absence = found.absence
    extra = {"absence": absence.id, "from": absence.from_, "to": absence.to}
    empty = translate("Nothing happened meanwhile.")
    app.show(
        Listing(
            "clm/handover-report@1",
            found.items,
            columns,
            ids="commit",
            fields=fields,
            extra=extra,
            empty=empty,
        )
    )


_SOME = 3
"""How many customers of one commit a line names."""


def _names(item: Mapping[str, Any]) -> str:
    names = item["names"]
    more = f" … {len(names)}" if len(names) > _SOME else ""
    return ", ".join(names[:_SOME]) + more
