"""What stands in a person's calendar: THE SOURCES, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.attention import open_reminders
from clm.domain.moments import day_of
from clm.domain.request import is_active
from clm.i18n import label, translate
from clm.render.ics import Entry
from clm.services.covering import owner_of
from clm.services.tasks import posted_is_theirs
from clm.services.workitems import OF_THEIR_OWN, named, parts_of, theirs
from clm.services.worklist import covering
from clm.store import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clm.services.covering import Whose
    from clm.services.workspace import Workspace


def agenda(workspace: Workspace, handle: str) -> list[Entry]:
    """A person's reminders, deadlines of VPAs, posted tasks and meetings, the first due first.

    What they cover for others today is among them and names the colleague, as in `mine`.
    """
    workspace.look_at_all()
    whose = covering(workspace, handle)
    found = [entry for source in SOURCES for entry in source(workspace, whose)]
    return sorted(found, key=lambda one: (one.due is None, one.due or "", one.id))


def _reminders(workspace: Workspace, whose: Whose) -> Iterator[Entry]:
    """Open reminders, also those to come, on the working day on which `mine` shows them."""
    work = workspace.process.calendar
    for customer, _, prio in stored.dated(workspace.index):
        for item in open_reminders(customer):
            if item.for_ in whose and whose.holds(item.for_, customer.id, item.id, "reminder"):
                yield Entry(
                    item.id,
                    label("reminder"),
                    _summary(customer.name, item.why or label("reminder"), whose[item.for_]),
                    (item.on if item.urgent else work.next_working_day(item.on)).isoformat(),
                    (customer.id, f"clm done {item.id}"),
                    prio,
                )


def _deadlines(workspace: Workspace, whose: Whose) -> Iterator[Entry]:
    """What VPAs were asked and have not answered."""
    for row in workspace.asks(list(whose)):
        if not whose.holds(row.responsible, row.customer, row.id, "deadline"):
            continue
        vpa = workspace.vpas.get(row.vpa, row.vpa)
        yield Entry(
            row.id,
            label("vpa-deadline"),
            _summary(row.name, f"{vpa}: {row.ask}", whose.get(row.responsible)),
            row.due,
            (row.customer, *filter(None, [row.next])),
            row.prio,
        )


def _posted(workspace: Workspace, whose: Whose) -> Iterator[Entry]:
    """Active tasks that customers posted, by the customers' deadline."""
    for row, task in workspace.posted_tasks(list(whose)):
        if is_active(task) and posted_is_theirs(whose, row, task):
            name = row.get("name") or row["id"]
            covered = whose.get(owner_of(row) or "") if "owner" in row else None
            yield Entry(
                task.id,
                translate("task"),
                _summary(name, task.title, covered),
                task.deadline,
                (row["id"], f"clm task show {task.id}"),
                bool(row.get("prio")),
            )


def _work(workspace: Workspace, whose: Whose) -> Iterator[Entry]:
    """Open requests one answers for, by their next step, and open tasks one has to do."""
    today = workspace.today.isoformat()
    rows = workspace.shown(
        lambda: workspace.index.work(today, list(whose), ahead=True), lambda row: row.customer
    )
    for row in theirs(whose, rows, parts_of(workspace)):
        noun = OF_THEIR_OWN.get(row.kind, "task")
        yield Entry(
            row.id,
            translate(noun),
            _summary(row.name, named(row), whose.get(row.who)),
            row.due,
            (row.customer, f"clm {noun} show {row.id}"),
            bool(row.prio),
        )


def _meetings(workspace: Workspace, whose: Whose) -> Iterator[Entry]:
    """Talks that are booked from today on and have no outcome yet (A1.5)."""
    zone = workspace.process.zone
    for customer, responsible, prio in stored.dated(workspace.index):
        talk = customer.appointment
        if talk is None or talk.outcome or day_of(talk.at, zone) < workspace.today:
            continue
        person = talk.with_ or responsible
        if person in whose and whose.holds(person, customer.id):
            what = translate("talk ({channel})").format(channel=talk.channel or "?")
            yield Entry(
                f"talk-{customer.id}",
                translate("talk"),
                _summary(customer.name, what, whose[person]),
                talk.at,
                (customer.id, f"clm customer show {customer.id}"),
                prio,
                is_meeting=True,
            )


def _summary(name: str, what: str, covered: str | None) -> str:
    """The customer's name first; a colleague's behind."""
    told = f"{name}: {what}"
    return f"{told} ({translate('for {person}').format(person=covered)})" if covered else told


SOURCES: Final[tuple[Callable[[Workspace, Whose], Iterator[Entry]], ...]] = (
    _reminders,
    _deadlines,
    _posted,
    _work,
    _meetings,
)
