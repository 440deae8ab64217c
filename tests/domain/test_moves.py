"""The tables of moves, waiting, and the event an act leaves; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from clm.domain.changes import Add, Set, Target
from clm.domain.moves import (
    REQUEST_MOVES,
    TASK_MOVES,
    Waiting,
    event,
    happened,
    refuse_illegal,
    waiting_changes,
)
from clm.domain.request import Event, Task
from clm.domain.requestwords import RequestStatus, TaskStatus
from clm.domain.tasks import MOVES as POSTED_MOVES
from clm.errors import RefusedError, UsageError
from tests.asking import C, T
from tests.domain.cases import acting, day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ME = acting("2026-11-18")
FILE, AT = Target("requests", C), ("tasks", T)
LATER = day("2026-11-20")


def task(**more: Any) -> Task:
    return Task(id=T, title="Flug suchen", executor="tom", status="open", **more)


WAITS = task(waiting_on="customer", recheck_on=LATER)


def waiting(one: Task, status: str, waits: Waiting) -> dict[str, Any]:
    """The fields that are set, by their names."""
    changes = waiting_changes(FILE, AT, one, status, waits, ME)
    fields = {}
    for change in changes:
        assert isinstance(change, Set)
        assert (change.target, change.at[:-1]) == (FILE, AT)
        fields[change.at[-1]] = change.value
    return fields


@pytest.mark.parametrize(
    ("table", "words", "first"),
    [
        (REQUEST_MOVES, get_args(RequestStatus), "new"),
        (TASK_MOVES, get_args(TaskStatus), "open"),
    ],
)
def test_every_status_has_its_steps_and_each_can_be_reached(
    table: Mapping[str, Sequence[str]], words: tuple[str, ...], first: str
) -> None:  # A0.40
    assert tuple(table) == words
    assert all(steps and held not in steps for held, steps in table.items())
    assert {to for steps in table.values() for to in steps} | {first} == set(words)


def test_a_request_is_new_only_once() -> None:  # A0.40
    assert "new" not in {to for steps in REQUEST_MOVES.values() for to in steps}


def test_closed_is_only_what_was_done() -> None:  # A0.38
    assert [held for held, steps in TASK_MOVES.items() if "closed" in steps] == ["done"]


@pytest.mark.parametrize("table", [REQUEST_MOVES, TASK_MOVES, POSTED_MOVES])
def test_only_the_steps_of_the_table_are_taken(
    table: Mapping[str, Sequence[str]],
) -> None:  # A0.40
    for held, steps in table.items():
        for wanted in table:
            if wanted in steps:
                refuse_illegal(T, table, held, wanted, "it is the end")
                continue
            with pytest.raises(RefusedError) as caught:
                refuse_illegal(T, table, held, wanted, "it is the end")
            following = f"from {held} it goes to: {', '.join(steps)}"
            assert caught.value.message == f"{T} is {held}: it cannot become {wanted}"
            assert caught.value.hint == (following if steps else "it is the end")
            assert caught.value.exit_code == 77


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        (Waiting(), False), (Waiting("vpa"), True), (Waiting(recheck=LATER), True),
        (Waiting("vpa", LATER), True),
    ],
)  # fmt: skip
def test_is_any_of_the_waiting_said(waits: Waiting, said: bool) -> None:  # A0.41
    assert waits.is_said is said


@pytest.mark.parametrize(
    ("one", "status", "waits", "fields"),
    [
        (task(), "waiting", Waiting("vpa", LATER), {"waiting_on": "vpa", "recheck_on": LATER}),
        (task(), "waiting", Waiting("vpa", ME.today),
         {"waiting_on": "vpa", "recheck_on": ME.today}),  # today is not over
        (WAITS, "waiting", Waiting("customer", LATER), {}),
        (WAITS, "waiting", Waiting("third", LATER), {"waiting_on": "third"}),
        (WAITS, "waiting", Waiting("customer", day("2026-11-23")),
         {"recheck_on": day("2026-11-23")}),
        (WAITS, "open", Waiting(), {"waiting_on": None, "recheck_on": None}),
        (task(recheck_on=LATER), "done", Waiting(), {"recheck_on": None}),
        (task(), "open", Waiting(), {}),
    ],
)  # fmt: skip
def test_what_waiting_sets_and_takes_away(
    one: Task, status: str, waits: Waiting, fields: dict[str, Any]
) -> None:  # A0.41
    assert waiting(one, status, waits) == fields


@pytest.mark.parametrize(
    ("status", "waits", "error", "message", "hint"),
    [
        (
            "waiting", Waiting(), UsageError,
            "waiting for whom, and when does somebody look again?",
            "--on customer|vpa|third --recheck DATE",
        ),
        ("waiting", Waiting(recheck=LATER), UsageError, "waiting for whom?",
         "--on customer|vpa|third"),
        ("waiting", Waiting("vpa"), UsageError, "when does somebody look again?",
         "--recheck DATE"),
        ("waiting", Waiting("vpa", day("2026-11-17")), RefusedError,
         "2026-11-17 lies in the past", "choose today or a later day"),
        ("open", Waiting("vpa"), UsageError, "--on and --recheck go with waiting",
         "leave them away"),
        ("done", Waiting(recheck=LATER), UsageError, "--on and --recheck go with waiting",
         "leave them away"),
    ],
)  # fmt: skip
def test_half_of_the_waiting_is_refused(
    status: str, waits: Waiting, error: type[RefusedError | UsageError], message: str, hint: str
) -> None:  # A0.41
    with pytest.raises(error) as caught:
        waiting(task(), status, waits)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert caught.value.exit_code == (2 if error is UsageError else 77)


@pytest.mark.parametrize(
    ("before", "at"),
    [
        ((), "2026-11-18T09:00:00Z"),
        (("2026-11-18T08:59:59Z",), "2026-11-18T09:00:00Z"),
        # The clock of another computer is ahead
        (("2026-11-18T09:00:07Z", "2026-11-17T10:00:00Z"), "2026-11-18T09:00:07Z"),
        (("2026-11-18T09:00:00.5Z",), "2026-11-18T09:00:00.5Z"),
    ],
)
def test_an_event_never_lies_before_those_there_are(
    before: tuple[str, ...], at: str
) -> None:  # A0.40
    held = tuple(
        Event(id=f"k-0000000{number}", at=moment, by="tom", kind="status", to="open")
        for number, moment in enumerate(before, 1)
    )
    change = happened(FILE, AT, task(events=held), ME, "status", from_="open", to="done")
    made = Event(id="k-00000000", at=at, by="jana", kind="status", from_="open", to="done")
    assert change == Add(FILE, (*AT, "events"), made)


def test_an_event_says_who_did_what_and_why() -> None:  # A0.20
    wanted = Event(
        id="k-00000000", at="2026-11-18T09:00:00Z", by="jana", kind="spoc", from_="tom", to="mia",
        scope="customer", note="Tom ist krank",
    )  # fmt: skip
    assert event(ME, "spoc", "tom", "mia", "customer", None, "Tom ist krank") == wanted
    change = happened(
        FILE, AT, task(), ME, "spoc", from_="tom", to="mia", scope="customer", note="Tom ist krank"
    )
    assert change.item == wanted
