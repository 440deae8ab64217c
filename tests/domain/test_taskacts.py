"""Internal tasks: made, moved, followed up, given; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from clm.domain import taskacts
from clm.domain.changes import Add
from clm.domain.moves import Waiting
from clm.domain.policy import Policy
from clm.domain.request import Event, Request, Step, Task
from clm.domain.taskacts import NewTask
from clm.errors import RefusedError, UsageError
from tests.asking import C, R, T
from tests.domain.cases import acting, day, told

if TYPE_CHECKING:
    from clm.domain.decisions import Decision
    from clm.domain.requestwords import TaskStatus

ME = acting("2026-11-18")
NOW = "2026-11-18T09:00:00Z"
AT = f"requests {R} tasks {T}"
MADE = "t-00000000"
CLOSED_HINT = f"clm request move {R} open -m WHY opens it again"


def task(status: TaskStatus = "open", **more: Any) -> Task:
    return Task(id=T, title="Flug suchen", executor="tom", status=status, **more)


def request(*tasks: Task, services: str = "", **more: Any) -> Request:
    return Request(
        id=R, subject="Reise", need="Flug und Hotel", channel="phone", spoc="jana",
        received_at="2026-11-16T09:30", services=tuple(services.split()), tasks=tasks, **more,
    )  # fmt: skip


OPEN, CLOSED = request(), request(outcome="solved")


def added(decision: Decision) -> Task:
    (change,) = decision.changes
    assert isinstance(change, Add)
    assert change.target == taskacts.file_of(C)
    assert change.at == ("requests", R, "tasks")
    assert isinstance(change.item, Task)
    return change.item


def moved(one: Task, status: TaskStatus, asked: Request = OPEN, **more: Any) -> Decision:
    return taskacts.move(C, asked, one, status, ME, **more)


def test_a_task_is_made_with_all_that_is_said_of_it() -> None:  # A0.17
    numbers = count(1)
    me = ME._replace(new_id=lambda prefix: f"{prefix}-{next(numbers)}")
    new = NewTask(
        " Flug \n suchen ", "tom", day("2026-11-18"), "action", "flug", "reisen", "nord",
        "englisch", ("eilig",), ("Preise\nholen", "buchen"),
    )  # fmt: skip
    made, decision = taskacts.add(C, request(services="flug hotel"), me, new, "sie kann das")
    one = added(decision)
    assert made == one.id == "t-1"
    assert one == Task(
        id="t-1", title="Flug suchen", kind="action", executor="tom", due=day("2026-11-18"),
        status="open", service="flug", department="reisen", region="nord", skill="englisch",
        tags=("eilig",),
        checklist=(Step(id="k-2", text="Preise holen"), Step(id="k-3", text="buchen")),
        events=(
            Event(id="k-4", at=NOW, by="jana", kind="executor", to="tom", note="sie kann das"),
        ),
    )  # fmt: skip
    assert not decision.said


@pytest.mark.parametrize(("on", "told"), [("2027-11-18", False), ("2027-11-19", True)])
def test_a_day_more_than_a_year_ahead_is_told(on: str, *, told: bool) -> None:
    said = f"it is due in more than 365 days, on {on}: clm task set {MADE} due=DATE"
    found = [*taskacts.told_far(MADE, day(on), ME.today, Policy())]
    assert found == ([said] if told else [])
    nearer = Policy(far_due_days=364)
    assert [*taskacts.told_far(MADE, day("2027-11-18"), ME.today, nearer)]
    assert not [*taskacts.told_far(MADE, None, ME.today, nearer)]


def test_a_task_needs_only_a_title_and_an_executor() -> None:  # A0.17
    made, decision = taskacts.add(C, OPEN, ME, NewTask("Flug", "tom"))
    event = Event(id="k-00000000", at=NOW, by="jana", kind="executor", to="tom")
    assert made == MADE
    assert added(decision) == Task(
        id=MADE, title="Flug", executor="tom", status="open", events=(event,)
    )
    assert decision.said == (f"nobody does {MADE} by a day: clm task set {MADE} due=DATE",)


@pytest.mark.parametrize(
    ("kind", "follows", "held"),
    [(None, None, None), (None, T, "follow-up"), ("internal", T, "internal")],
)
def test_what_follows_another_task_is_a_follow_up_unless_it_is_said(
    kind: Any, follows: str | None, held: str | None
) -> None:  # A0.40
    _, decision = taskacts.add(C, OPEN, ME, NewTask("Flug", "tom", kind=kind), follows=follows)
    one = added(decision)
    assert (one.kind, one.follows) == (held, follows)


@pytest.mark.parametrize(
    ("requested", "tasks", "named", "service", "told_of"),
    [
        ("", (), None, None, False),
        ("", (), "flug", "flug", False),  # nothing was requested: any will do
        ("flug", (), None, "flug", False),
        ("flug hotel", (), None, "flug", True),
        ("flug hotel", (), "hotel", "hotel", False),
        ("flug hotel", (task(service="flug"),), None, "hotel", False),
        ("flug hotel", (task("done", service="flug"),), None, "hotel", False),
        ("flug hotel", (task("cancelled", service="flug"),), None, "flug", True),
        ("flug", (task(service="flug"),), None, None, False),
        ("flug", (task(service="flug"),), "flug", "flug", False),
    ],
)
def test_a_task_serves_the_first_service_that_has_none(
    requested: str, tasks: tuple[Task, ...], named: str | None, service: str | None, told_of: bool
) -> None:  # A0.3
    asked, due = request(*tasks, services=requested), day("2026-11-20")
    _, decision = taskacts.add(C, asked, ME, NewTask("Flug", "tom", due, service=named))
    said = f"the task is for the service {service}: --service names another"
    assert added(decision).service == service
    assert decision.said == ((said,) if told_of else ())


@pytest.mark.parametrize(
    ("asked", "new", "error", "message", "hint"),
    [
        (
            OPEN, NewTask(" \n", "tom"), UsageError, "a task needs a title",
            'clm task add REF "TITLE" --to HANDLE --due DATE',
        ),
        (CLOSED, NewTask("x", "tom"), RefusedError, f"{R} is closed: it takes no new task",
         CLOSED_HINT),
        (
            OPEN, NewTask("x", "tom", day("2026-11-17")), RefusedError,
            "2026-11-17 lies in the past", "choose today or a later day",
        ),
        (
            request(services="flug hotel"), NewTask("x", "tom", service="auto"), RefusedError,
            f"{R} asks for no service auto", "it does: flug, hotel",
        ),
    ],
)  # fmt: skip
def test_a_task_that_is_not_made(
    asked: Request, new: NewTask, error: type[RefusedError | UsageError], message: str, hint: str
) -> None:  # A0.17
    with pytest.raises(error) as caught:
        taskacts.add(C, asked, ME, new)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert caught.value.exit_code == (2 if error is UsageError else 77)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("open", "in_progress"), ("open", "cancelled"), ("in_progress", "open"),
        ("in_progress", "cancelled"), ("done", "closed"), ("closed", "open"), ("cancelled", "open"),
    ],
)  # fmt: skip
def test_a_task_gets_another_status(held: TaskStatus, wanted: TaskStatus) -> None:  # A0.40
    assert told(moved(task(held), wanted, why="so ist es")) == [
        f"{AT} status = {wanted}",
        f"+ requests {AT} events status {held} {wanted} so ist es",
    ]


@pytest.mark.parametrize(
    ("held", "wanted", "done_at"),
    [
        ("open", "done", [NOW]),
        ("done", "closed", []),  # the SPOC has checked it: done is done
        ("done", "open", [None]),  # it was not done after all
        ("closed", "open", [None]),
    ],
)
def test_when_a_task_was_done(
    held: TaskStatus, wanted: TaskStatus, done_at: list[str | None]
) -> None:  # A0.38
    before = None if held == "open" else "2026-11-17T09:00:00Z"
    decision = moved(task(held, done_at=before), wanted)
    assert told(decision) == [
        f"{AT} status = {wanted}",
        *(f"{AT} done_at = {moment}" for moment in done_at),
        f"+ requests {AT} events status {held} {wanted}",
    ]


def test_what_is_left_of_the_checklist_is_said_when_a_task_is_done() -> None:  # A0.38
    steps = (
        Step(id="k-00000001", text="Preise holen"),
        Step(id="k-00000002", text="anrufen", done_on=day("2026-11-17"), done_by="tom"),
        Step(id="k-00000003", text="buchen"),
    )
    said = (f"{T}: still on the checklist: Preise holen; buchen",)
    assert moved(task(checklist=steps), "done").said == said
    assert not moved(task(checklist=steps), "in_progress").said
    assert not moved(task(checklist=steps[1:2]), "done").said


def test_a_task_waits_and_goes_on() -> None:  # A0.41
    until = Waiting("customer", day("2026-11-20"))
    assert told(moved(task(), "waiting", waiting=until)) == [
        f"{AT} status = waiting",
        f"{AT} waiting_on = customer",
        f"{AT} recheck_on = 2026-11-20",
        f"+ requests {AT} events status open waiting customer",
    ]
    waits = task("waiting", waiting_on="customer", recheck_on=day("2026-11-20"))
    assert told(moved(waits, "in_progress")) == [
        f"{AT} status = in_progress",
        f"{AT} waiting_on = None",
        f"{AT} recheck_on = None",
        f"+ requests {AT} events status waiting in_progress",
    ]


def test_a_task_that_waits_gets_another_day_to_look_again() -> None:  # A0.41
    waits = task("waiting", waiting_on="customer", recheck_on=day("2026-11-20"))
    assert told(moved(waits, "waiting", waiting=Waiting("customer", day("2026-11-23")))) == [
        f"{AT} recheck_on = 2026-11-23",
        f"+ requests {AT} events status waiting waiting customer",
    ]


@pytest.mark.parametrize(
    ("waits", "why", "fields"),
    [  # what is not said again stays, and words alone are worth an event
        (Waiting(recheck=day("2026-11-23")), None, [f"{AT} recheck_on = 2026-11-23"]),
        (Waiting(on="third"), None, [f"{AT} waiting_on = third"]),
        (Waiting("customer", day("2026-11-20")), "noch nicht", []),
        (None, "noch nicht", []),
        (Waiting("customer", day("2026-11-20")), None, None),
        (Waiting(on="customer"), None, None),
    ],
)
def test_what_waits_already_is_told_only_what_is_new(
    waits: Waiting | None, why: str | None, fields: list[str] | None
) -> None:  # A0.41
    held = task("waiting", waiting_on="customer", recheck_on=day("2026-11-20"))
    decision = moved(held, "waiting", waiting=waits, why=why)
    if fields is None:
        assert (decision.changes, decision.said) == ((), (f"{T} waits so already",))
    else:
        on = waits.on if waits and waits.on else "customer"
        event = f"+ requests {AT} events status waiting waiting {on} {why or ''}".rstrip()
        assert told(decision) == [*fields, event]


@pytest.mark.parametrize("more", [{"waiting": Waiting("vpa")}, {"why": "noch nicht"}])
def test_what_is_said_of_a_task_that_stays_as_it_is_is_not_lost(more: Any) -> None:  # A0.40
    with pytest.raises(UsageError if "waiting" in more else RefusedError):
        moved(task("in_progress"), "in_progress", **more)


@pytest.mark.parametrize(
    "status", ["open", "in_progress", "waiting", "done", "closed", "cancelled"]
)
@pytest.mark.parametrize("asked", [OPEN, CLOSED])
def test_the_status_it_has_changes_nothing(status: TaskStatus, asked: Request) -> None:  # A0.40
    decision = moved(task(status), status, asked)
    assert decision.changes == ()
    assert decision.said == (f"{T} is {status} already",)


@pytest.mark.parametrize(
    ("held", "wanted", "following"),
    [
        ("open", "closed", "in_progress, waiting, done, cancelled"),  # closed only what was done
        ("cancelled", "done", "open"),
        ("done", "cancelled", "closed, open"),
        ("closed", "in_progress", "open"),
    ],
)
def test_a_step_the_table_does_not_have(
    held: TaskStatus, wanted: TaskStatus, following: str
) -> None:  # A0.40
    with pytest.raises(RefusedError) as caught:
        moved(task(held), wanted)
    assert caught.value.message == f"{T} is {held}: it cannot become {wanted}"
    assert caught.value.hint == f"from {held} it goes to: {following}"
    assert caught.value.exit_code == 77


@pytest.mark.parametrize(
    ("held", "wanted"),
    [("done", "open"), ("cancelled", "open"), ("open", "in_progress"), ("open", "waiting")],
)
def test_a_closed_request_takes_no_open_task(held: TaskStatus, wanted: TaskStatus) -> None:  # A0.40
    until = Waiting("vpa", day("2026-11-20")) if wanted == "waiting" else None
    with pytest.raises(RefusedError) as caught:
        moved(task(held), wanted, CLOSED, waiting=until)
    assert caught.value.message == f"{R} is closed: it takes no open task"
    assert (caught.value.hint, caught.value.exit_code) == (CLOSED_HINT, 77)


@pytest.mark.parametrize(
    ("held", "wanted"), [("open", "done"), ("open", "cancelled"), ("done", "closed")]
)
def test_a_task_of_a_closed_request_can_end(held: TaskStatus, wanted: TaskStatus) -> None:  # A0.40
    assert told(moved(task(held), wanted, CLOSED))[0] == f"{AT} status = {wanted}"


def test_a_task_is_given_to_somebody_else() -> None:  # A0.2
    assert told(taskacts.give(C, OPEN, task(), "mia", ME, "Tom ist krank")) == [
        f"{AT} executor = mia",
        f"+ requests {AT} events executor tom mia Tom ist krank",
    ]


@pytest.mark.parametrize("status", ["open", "done"])
def test_who_has_a_task_need_not_be_given_it(status: TaskStatus) -> None:  # A0.2
    decision = taskacts.give(C, OPEN, task(status), "tom", ME, None)
    assert decision.changes == ()
    assert decision.said == (f"{T}: executor is tom already",)


@pytest.mark.parametrize("status", ["done", "closed", "cancelled"])
def test_a_task_that_has_ended_is_given_to_nobody(status: TaskStatus) -> None:  # A0.2
    with pytest.raises(RefusedError) as caught:
        taskacts.give(C, OPEN, task(status), "mia", ME, None)
    assert caught.value.message == f"{T} is {status}"
    assert caught.value.hint == f"clm task move {T} open brings it back"
    assert caught.value.exit_code == 77


def test_a_line_is_ticked_on_the_day_it_is_done() -> None:
    line, other = (Step(id=f"k-{n}", text="Preise", done_on=None) for n in "12")
    ticked = structs.replace(line, done_on=day("2026-11-18"))
    ahead = structs.replace(line, done_on=day("2026-11-19"))
    before = task(checklist=(line, other))
    taskacts.refuse_ticked_ahead(before, task(checklist=(ticked, other)), ME)
    taskacts.refuse_ticked_ahead(task(checklist=(ahead,)), task(checklist=(ahead, other)), ME)
    with pytest.raises(RefusedError, match="2026-11-19 is still to come") as refused:
        taskacts.refuse_ticked_ahead(before, task(checklist=(other, ahead)), ME)
    assert refused.value.hint == "a line is ticked when it is done"
