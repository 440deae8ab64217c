"""Tasks of no request, which complaints, reviews and surveys bring (A2.21, A2.29, A2.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain import requestchecks, taskacts
from clm.domain.changes import Add, Target
from clm.domain.flaws import Known
from clm.domain.handingover import Item, is_task_of
from clm.domain.moves import Waiting
from clm.domain.noting import Draft, noted
from clm.domain.request import Event, Request, Requests, Task
from clm.domain.requesting import open_tasks_in, origin_of, place_of, tasks_from, tasks_in
from clm.domain.requestwords import TaskStatus
from clm.domain.taskacts import NewTask
from clm.domain.values import Origin
from clm.errors import ClmError, NotFoundError, RefusedError, UsageError
from tests.asking import C, R, T
from tests.domain.cases import PLAIN, acting, day, told
from tests.domain.cases import given as facts

if TYPE_CHECKING:
    from clm.domain.changes import Change
    from clm.domain.process import Dossier

ME = acting("2026-11-18")
COMPLAINT, REVIEW = "complaint/cm-7f3qkd", "review/rv-7f3qkd"
STATUSES = get_args(TaskStatus)
UNTIL = Waiting("vpa", day("2026-11-20"))


def task(task_id: str = T, status: TaskStatus = "open", **more: Any) -> Task:
    return Task(**{"id": task_id, "title": "Anrufen", "executor": "tom", "status": status, **more})


def action(task_id: str = T, status: TaskStatus = "open", **more: Any) -> Task:
    return task(task_id, status, **{"from_": COMPLAINT, **more})


def request(*tasks: Task, **more: Any) -> Request:
    return Request(
        id=R, subject="Reise", need="Flug", channel="phone", spoc="jana",
        received_at="2026-11-16T09:30", tasks=tasks, **more,
    )  # fmt: skip


def file(*actions: Task, of: Request | None = None) -> Requests:
    return Requests(customer=C, requests=(of,) if of else (), tasks=actions)


def dossier(*actions: Task) -> Dossier:
    return facts("owner: jana\n")._replace(tasks=actions)


# where they stand


def test_every_task_is_found_with_its_request() -> None:  # A2.21
    held = file(action(), of=request(task("t-22222222")))
    assert [(r and r.id, one.id) for r, one in tasks_in(held)] == [(R, "t-22222222"), (None, T)]
    assert list(tasks_in(None)) == []
    assert place_of(held.requests[0], T) == ("requests", R, "tasks", T)
    assert place_of(None, T) == ("tasks", T)


def test_open_ones_are_of_an_open_request_or_of_none() -> None:  # A0.37, A2.21
    actions = [action(f"t-0000000{n}", status) for n, status in enumerate(STATUSES)]
    asked = request(task("t-22222222"), task("t-33333333", "done"))
    found = [one.id for _, one in open_tasks_in(file(*actions, of=asked))]
    assert found == ["t-22222222", "t-00000000", "t-00000001", "t-00000002"]
    closed = request(task("t-22222222"), outcome="solved")
    assert [one.id for _, one in open_tasks_in(file(action(), of=closed))] == [T]


def test_what_comes_from_one_complaint() -> None:  # A2.21
    other = action("t-22222222", from_=REVIEW)
    assert tasks_from((action(), other, action("t-33333333", "done")), COMPLAINT) == [
        action(), action("t-33333333", "done"),
    ]  # fmt: skip
    assert tasks_from((), COMPLAINT) == []


@pytest.mark.parametrize(
    ("item", "origin"),
    [
        ("cm-7f3qkd", COMPLAINT),
        ("rv-7f3qkd", REVIEW),
        ("sv-7f3qkd", "survey/sv-7f3qkd"),
        (R, None),
        (C, None),
        ("", None),
        (None, None),
    ],
)
def test_from_what_a_task_can_come(item: str | None, origin: str | None) -> None:  # A2.21
    assert origin_of(item) == origin
    if origin:
        assert msgspec.convert(origin, Origin) == origin


@pytest.mark.parametrize(
    "text",
    [
        "complaint/rv-7f3qkd", "review/cm-7f3qkd", "survey/sv-7f3qk", "cm-7f3qkd", "complaint/",
        "request/r-7f3qkd", "complaint/cm-7f3qkd\n", "",
    ],
)  # fmt: skip
def test_what_is_no_origin(text: str) -> None:  # A2.21
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, Origin)


# made


def made(changes: tuple[Change, ...]) -> Task:
    (change,) = changes
    assert isinstance(change, Add)
    assert (change.target, change.at) == (Target("requests", C), ("tasks",))
    assert isinstance(change.item, Task)
    return change.item


def test_a_task_is_made_from_a_complaint() -> None:  # A2.21
    new = NewTask(" Kundin \n anrufen ", "tom", day("2026-11-20"), department="it")
    ref, decision = taskacts.add_from(C, COMPLAINT, ME, new, "eilt")
    assert made(decision.changes) == Task(
        id=ref, title="Kundin anrufen", kind="action", from_=COMPLAINT, executor="tom",
        due=day("2026-11-20"), status="open", department="it",
        events=(
            Event(
                id="k-00000000", at="2026-11-18T09:00:00Z", by="jana", kind="executor", to="tom",
                note="eilt",
            ),
        ),
    )  # fmt: skip
    assert decision.said == ()


def test_its_kind_and_service_are_what_is_said() -> None:  # A2.21, A2.29
    new = NewTask("Anrufen", "tom", kind="internal", service="flug")
    ref, decision = taskacts.add_from(C, "survey/sv-7f3qkd", ME, new)
    one = made(decision.changes)
    assert (one.kind, one.service, one.from_) == ("internal", "flug", "survey/sv-7f3qkd")
    assert decision.said == (f"nobody does {ref} by a day: clm task set {ref} due=DATE",)


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewTask(" ", "tom"), UsageError),
        (NewTask("x", "tom", day("2026-11-17")), RefusedError),
    ],
)
def test_what_is_not_made(new: NewTask, error: type[ClmError]) -> None:  # A0.17, A2.21
    with pytest.raises(error):
        taskacts.add_from(C, COMPLAINT, ME, new)


def test_what_follows_has_the_same_origin() -> None:  # A0.40, A2.21
    _, decision = taskacts.follow(C, None, action(), ME, NewTask("Nachfragen", "tom"))
    one = made(decision.changes)
    assert (one.from_, one.follows, one.kind) == (COMPLAINT, T, "follow-up")
    _, of_request = taskacts.follow(C, request(), task(), ME, NewTask("Nachfragen", "tom"))
    (change,) = of_request.changes
    assert isinstance(change, Add)
    assert change.at == ("requests", R, "tasks")
    assert (change.item.from_, change.item.follows) == (None, T)


# moved and given: as tasks of a request, but for their place


def lines(asked: Request | None, held: TaskStatus, wanted: TaskStatus) -> list[str] | str:
    waits = UNTIL if wanted == "waiting" != held else None
    try:
        found = taskacts.move(C, asked, task(status=held), wanted, ME, waiting=waits)
    except ClmError as problem:
        return str(problem)
    return [*told(found), *found.said]


@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES))
def test_it_moves_as_one_of_an_open_request(held: TaskStatus, wanted: TaskStatus) -> None:
    # A0.40, A2.21
    below, alone = lines(request(), held, wanted), lines(None, held, wanted)
    assert alone == (
        below
        if isinstance(below, str)
        else [line.replace(f"requests {R} tasks", "tasks") for line in below]
    )


def test_it_is_given_to_somebody_else() -> None:  # A0.2, A2.21
    assert told(taskacts.give(C, None, action(), "mia", ME, "Tom ist krank")) == [
        f"tasks {T} executor = mia",
        f"+ requests tasks {T} events executor tom mia Tom ist krank",
    ]


@pytest.mark.parametrize(
    ("held", "who", "is_theirs"),
    [("open", "tom", True), ("done", "tom", False), ("open", "jana", False)],
)
def test_whose_it_still_is(held: TaskStatus, who: str, *, is_theirs: bool) -> None:  # A0.23
    item = Item(T, "action", C, "Muster", "tom", "Anrufen", None)
    assert is_task_of(dossier(action(status=held)), item, {who}) is is_theirs


def test_an_entry_can_be_about_it() -> None:  # A0.39
    draft = Draft(text="erreicht", task=T)
    assert noted(dossier(action()), PLAIN, ME, draft).changes
    with pytest.raises(NotFoundError) as caught:
        noted(dossier(action("t-22222222")), PLAIN, ME, draft)
    assert caught.value.hint == "there are: t-22222222"


# what check finds

KNOWN = Known(ME.today, team=frozenset({"jana", "tom", "uwe"}), former=frozenset({"uwe"}))


@pytest.mark.parametrize(
    ("rule", "held", "flaws"),
    [
        ("unknown_origin", file(action(), of=request(task("t-22222222"))), []),
        ("unknown_origin", file(task()), [
            f"tasks {T} | {T} is for no request, and comes from nothing"]),
        ("unknown_origin", file(of=request(action())), [
            f"requests {R} tasks {T} from | from: {T} is for {R}"]),
        ("unknown_people", file(action(executor="eva")), [
            f"tasks {T} executor | executor: nobody has the handle eva"]),
        ("former_people", file(action(executor="uwe")), [
            f"tasks {T} executor | executor: uwe is not active on 2026-11-18"]),
        ("former_people", file(action(executor="uwe", status="cancelled")), []),
        ("waiting_without_recheck", file(action(status="waiting", waiting_on="vpa")), [
            f"tasks {T} | {T} is waiting without recheck_on"]),
        ("unknown_links", file(action(follows="t-22222222"), of=request(task("t-22222222"))), []),
        ("unknown_links", file(action(), of=request(task("t-22222222", follows=T))), []),
        ("unknown_links", file(action(follows="t-99999999")), [
            f"tasks {T} follows | follows: there is no task t-99999999 here"]),
        ("unknown_links",
         file(action(follows="t-22222222"), of=request(task("t-22222222", follows=T))), [
            (f"requests {R} tasks t-22222222 follows"
             f" | follows: t-22222222 → {T} → t-22222222 is a circle")]),
    ],
)  # fmt: skip
def test_what_check_finds_in_them(rule: str, held: Requests, flaws: list[str]) -> None:
    # A0.8, A0.40, A0.41, A2.21
    found = getattr(requestchecks, rule)(held, KNOWN)
    assert [f"{' '.join(one.at)} | {one.sentence}" for one in found] == flaws


def test_nothing_is_to_be_done_for_a_customer_who_is_not_active() -> None:  # A2.12, A2.21
    customer = msgspec.structs.replace(facts("").customer, status="archived")
    held = file(action(), action("t-22222222", "done"))
    found = requestchecks.open_of_inactive(held, customer)
    assert [" ".join(one.at) for one in found] == [f"tasks {T}"]
