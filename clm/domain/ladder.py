"""THE LADDER of asking a VPA, one row each: first ask, second ask, crm-lead (A1.35, A3.16)."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.process import asked_again
from clm.domain.vpafile import file_state
from clm.domain.watchlist import watch_reasons

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clm.domain.customer import Customer
    from clm.domain.policy import Policy
    from clm.domain.process import Asked, Dossier, Process
    from clm.domain.watchlist import WatchReason

KEEP_FILE: Final = "keep-file"
"""The template that asks for the file to be kept current."""
AGAIN: Final = "second-reminder"
"""The template that asks again for what was asked before."""
UNUSUAL: Final = frozenset({"smaller-package", "larger-package"})
"""The watch reasons a VPA is asked about; the templates are named like them."""

State = Literal["waiting", "missed", "met", "dropped"]
Move = Literal["wait", "ask-again", "crm-lead"]


class Row(NamedTuple):
    """What comes next, as a sentence, and what to type.

    In `next`, `{ref}` is the customer, `{id}` the deadline, `{answer}` the working days to answer.
    """

    key: Move
    sentence: str
    next: str


LADDER: Final[tuple[Row, ...]] = (
    Row("wait", "The VPA has until the end of the deadline to write.", "clm file {ref} --vpa"),
    Row(
        "ask-again",
        "The deadline passed without an entry by the VPA: ask a second time.",
        f"clm chat {{ref}} {AGAIN} --deadline +{{answer}}wd --edit",
    ),
    Row(
        "crm-lead",
        "The second deadline passed too: the CRM lead is told, and decides with you.",
        "clm done {id} -m WHY",
    ),
)

_ROWS: Final = {row.key: row for row in LADDER}


class Step(NamedTuple):
    """One ask on the ladder: the first is on rung 1, one that follows a missed ask on the next.

    `subject` is the template of the first ask, `again`: the VPA was asked again since.
    """

    ask: Asked
    rung: int
    subject: str
    again: bool = False

    def state(self, dossier: Dossier, today: date) -> State:
        """How it stands: an entry by the VPA (A1.36) or a colleague's word has met it.

        Dropped is what nobody waits for: the customer has another VPA by now, or has left.
        """
        customer, ask = dossier.customer, self.ask
        if ask.is_met(today):
            return "met"
        if ask.vpa != customer.vpa or customer.status != "active":
            return "dropped"
        return "missed" if ask.on < today else "waiting"

    def row(self, today: date, policy: Policy) -> Row:
        """What comes next of an ask that is not met."""
        if today <= self.ask.on:
            return _ROWS["wait"]
        return _ROWS["ask-again" if self.rung < policy.vpa_asks else "crm-lead"]


def next_command(step: Step, customer: Customer, today: date, policy: Policy) -> str:
    """The command that comes next of an ask that is not met."""
    row = step.row(today, policy)
    return row.next.format(ref=customer.id, id=step.ask.id, answer=policy.vpa_answer_working_days)


def keep_file_command(dossier: Dossier, today: date, process: Process) -> str:
    """What to type about a file that is not current: it is asked for, or what was asked goes on."""
    policy = process.policy
    found = open_steps(dossier, today, process)
    again = [step for step in found if step.row(today, policy).key == "ask-again"]
    step = next(iter((*again, *(one for one in found if one.subject == KEEP_FILE))), None)
    if step is None:
        return ask_for_file(dossier.customer.id, policy)
    return next_command(step, dossier.customer, today, policy)


def ask_for_file(ref: str, policy: Policy) -> str:
    """The command that asks a VPA for the file the first time."""
    return f"clm chat {ref} {KEEP_FILE} --deadline +{policy.vpa_answer_working_days}wd --edit"


@asked_again
def steps(dossier: Dossier, today: date, process: Process) -> tuple[Step, ...]:
    """Everything a customer's VPAs were asked by `today`, oldest first.

    An ask follows those of its subject to the same VPA whose deadline had passed without an answer
    before it was made; one made from the template `second-reminder` all that were without an
    answer, and its subject is that of the oldest.
    """
    del process
    by_vpa: dict[str, dict[str, list[tuple[date, int]]]] = {}
    found: list[Step] = []
    asked = (ask for ask in dossier.asked if ask.asked_on <= today)
    for place, ask in enumerate(sorted(asked, key=lambda ask: ask.asked_on)):
        waiting = by_vpa.setdefault(ask.vpa, {})
        rung, subject = 1, ask.template
        for _, before in _followed(ask, waiting):
            earlier = found[before]
            if not earlier.ask.is_met(ask.asked_on):
                found[before] = earlier._replace(again=True)
                subject = earlier.subject if rung == 1 else subject
                rung = max(rung, earlier.rung + 1)
        found.append(Step(ask, rung, subject))
        heappush(waiting.setdefault(subject, []), (ask.on, place))
    return tuple(found)


def _followed(ask: Asked, waiting: Mapping[str, list[tuple[date, int]]]) -> list[tuple[date, int]]:
    """The asks that another one may follow, the first deadline first; they wait no longer."""
    if ask.template == AGAIN:
        taken = sorted(one for asks in waiting.values() for one in asks)
        for asks in waiting.values():
            asks.clear()
        return taken
    asks, taken = waiting.get(ask.template, []), []
    while asks and asks[0][0] < ask.asked_on:
        taken.append(heappop(asks))
    return taken


def open_steps(dossier: Dossier, today: date, process: Process) -> list[Step]:
    """The asks a VPA's answer is still open to, and that were not asked again since."""
    return [
        step
        for step in steps(dossier, today, process)
        if not step.again and step.state(dossier, today) in {"waiting", "missed"}
    ]


def silent(dossier: Dossier, today: date, process: Process) -> list[Step]:
    """The asks with which a VPA missed so many deadlines that the crm-lead is told (A1.35)."""
    return [
        step
        for step in steps(dossier, today, process)
        if step.rung == process.policy.vpa_asks and step.state(dossier, today) == "missed"
    ]


def asked_about(
    reason: WatchReason, dossier: Dossier, today: date, process: Process
) -> list[Asked]:
    """What a VPA was asked since a watch reason began, as far as it still counts.

    To keep the file is another matter, and what a former VPA left open is asked anew.
    """
    return [
        step.ask
        for step in steps(dossier, today, process)
        if step.ask.asked_on >= reason.since
        and step.subject != KEEP_FILE
        and step.state(dossier, today) != "dropped"
    ]


def next_template(dossier: Dossier, today: date, process: Process) -> str | None:
    """The template by which a customer's VPA is asked now, None where nothing is to be asked.

    A missed deadline is asked for again; else an unusual package nobody asked about (A1.35, A3.20);
    else a file that is not kept current (A3.16), once there is something in it, and while no ask
    for it is open.
    """
    if dossier.customer.vpa is None:
        return None
    found = open_steps(dossier, today, process)
    if any(step.row(today, process.policy).key == "ask-again" for step in found):
        return AGAIN
    for reason in watch_reasons(dossier, today, process):
        unusual = reason.reason in UNUSUAL
        if unusual and not asked_about(reason, dossier, today, process):
            return reason.reason
    if any(step.subject == KEEP_FILE for step in found):
        return None
    state = file_state(dossier, today, process)
    is_stale = state.updated_on and not state.is_current(today, process.policy)
    return KEEP_FILE if is_stale else None
