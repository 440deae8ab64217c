"""What an unhappy answer brings, and whether it was done in time (A2.29)."""

from __future__ import annotations

import pytest

from clm.domain.changes import Add
from clm.domain.followingup import follow_up, stands
from clm.domain.request import Requests
from clm.domain.survey import Survey
from tests.domain.cases import PLAIN, acting, day, given, of_yaml

SURVEY = of_yaml("id: sv-2k9x7d\ntitle: Herbst\n", Survey)
TASK = "t-2k9x7d1q"


def test_a_task_and_a_mark_in_one() -> None:  # A2.29
    friday = acting("2026-11-20")
    task, made = follow_up(given(""), SURVEY, friday, PLAIN, "jana", "nps 3")
    items = [change.item for change in made.changes if isinstance(change, Add)]
    assert (items[0].id, items[0].executor, items[0].due) == (task, "jana", day("2026-11-24"))
    assert items[0].from_ == "survey/sv-2k9x7d"
    watched = [one for one in items if getattr(one, "reason", None) == "close-eye"]
    assert "sv-2k9x7d" in watched[0].note


def test_who_is_watched_already_gets_the_task_alone() -> None:  # A2.29
    held = given("watch:\n  - {id: k-1m5t9w2c, reason: close-eye, on: 2026-11-01, by: jana}\n")
    _, made = follow_up(held, SURVEY, acting("2026-11-18"), PLAIN, "jana", "nps 3")
    assert len(made.changes) == 1


@pytest.mark.parametrize(
    ("fields", "in_time"),
    [
        ("status: done, done_at: '2026-11-18T09:00:00Z'", True),
        ("status: closed, done_at: '2026-11-19T09:00:00Z'", False),
        ("status: done", False),  # nobody knows when
        ("status: open", None),
        ("status: cancelled", False),
        ("status: waiting", None),
    ],
)
def test_was_it_in_time(fields: str, *, in_time: bool | None) -> None:  # A2.29
    tasks = of_yaml(
        f"customer: c-7f3qkd\ntasks:\n  - {{id: {TASK}, title: x, from: survey/sv-2k9x7d,"
        f" executor: jana, due: 2026-11-18, {fields}}}\n",
        Requests,
    ).tasks
    held = given("")._replace(tasks=tasks)
    found = stands(held, TASK, PLAIN)
    assert found.in_time(day("2026-11-18")) is in_time
    if in_time is None:
        assert found.in_time(day("2026-11-19")) is False


def test_without_a_task_nobody_was_there() -> None:  # A2.29
    assert stands(given(""), None, PLAIN).in_time(day("2026-11-18")) is False
    other = of_yaml(
        "customer: c-7f3qkd\ntasks:\n  - {id: t-2k9x7d1r, title: x, from: survey/sv-2k9x7d,"
        " executor: jana, status: done, done_at: '2026-11-18T09:00:00Z'}\n",
        Requests,
    ).tasks
    held = given("")._replace(tasks=other)
    assert stands(held, TASK, PLAIN).in_time(day("2026-11-18")) is False
    assert stands(held, "t-2k9x7d1r", PLAIN).in_time(day("2026-11-18")) is True
