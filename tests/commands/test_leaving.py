"""Who leaves, or has left: what they have open is seen and handed over for good (A0.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import TEAM, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository

REMINDER = "reminders:\n  - {id: m-11111111, on: 2026-11-20, for: tom, why: Anruf}\n"
LEFT = f"{TEAM['tom']}active:\n  to: 2026-11-17\n"
SOON = LEFT.replace("2026-11-17", "2026-12-01")


@pytest.fixture
def held(repo: Repository) -> Repository:
    """A customer, a request, its task and a reminder are Tom's."""
    repo.write(customer_path(C), customer(f"owner: tom\n{REMINDER}"))
    repo.put(FILE, file(request(spoc="tom", tasks=task(more="due: 2026-11-20"))))
    return repo


def open_of(clm: Clm, who: str, *words: str) -> set[str]:
    answer = clm("handover", who, "--json", *words)
    assert answer.code == 0, answer.err
    return {item["ref"] for item in answer.json["items"]}


ALL = {"m-11111111", R, T}


def test_what_somebody_who_has_left_has_open_is_seen(held: Repository, clm: Clm) -> None:
    held.put("team/tom.yaml", LEFT)
    assert open_of(clm, "tom") == ALL
    assert R in clm.ok("mine", "--of", "tom")
    assert T in clm.ok("export", "ics", "--of", "tom")
    assert clm("mine", "--of", "nobody").code != 0


@pytest.mark.parametrize("plan", [["--all-to", "jana"], ["--propose"], ["--balance"]])
def test_it_is_handed_over_for_good(held: Repository, clm: Clm, plan: list[str]) -> None:
    held.put("team/tom.yaml", LEFT)
    shown = clm("handover", "tom", "--for-good", *plan)
    assert (shown.code, shown.err) == (0, "")
    clm.ok("handover", "tom", "--for-good", *plan, "--apply")
    assert open_of(clm, "tom") == set()
    assert "spoc: tom" not in held.read(FILE)
    assert "for: tom" not in held.read(customer_path(C))


def test_nobody_covers_for_somebody_who_has_left(held: Repository, clm: Clm) -> None:
    away = "absences:\n  - {id: ab-000001, from: 2026-11-16, to: 2026-11-27}\n"
    held.put("team/tom.yaml", LEFT + away)
    head = held.head()
    answer = clm("handover", "tom", "--all-to", "jana", "--apply")
    assert answer.code == 77
    assert "tom is not active on 2026-11-18" in answer.err
    assert "clm handover tom --for-good --all-to HANDLE" in answer.err
    assert held.head() == head
    told = clm("handover", "tom", "--propose").err
    assert "tom is not in the team on 2026-11-18: it can only be handed over for good" in told
    assert "clm handover tom --for-good --all-to HANDLE" in told


def test_item_by_item_it_is_for_good(
    held: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.put("team/tom.yaml", LEFT)
    monkeypatch.setattr("clm.commands.handover.can_ask", lambda _app: True)
    answer = clm("handover", "tom", stdin="jana\njana\njana\n")
    assert answer.code == 0, answer.err
    assert answer.err.startswith("HANDLE has it for good")
    assert open_of(clm, "tom") == set()


def test_who_leaves_before_the_absence_ends_is_told(held: Repository, clm: Clm) -> None:
    for absence, leaves in (
        ("{id: ab-000001, from: 2026-11-19, to: 2026-12-04}", True),
        ("{id: ab-000001, from: 2026-11-19, to: 2026-12-01}", False),
        ("{id: ab-000001, from: 2026-11-19}", True),
        ("{id: ab-000001, from: 2026-12-07, to: 2026-12-11}", True),
    ):
        held.put("team/tom.yaml", f"{SOON}absences:\n  - {absence}\n")
        told = clm("handover", "tom").err
        assert ("tom leaves on 2026-12-01: what is open" in told) == leaves, absence
        assert "absence add" not in told
        assert "leaves" not in clm("handover", "tom", "--for-good", "--all-to", "jana").err
    answer = clm("handover", "tom", "--json").json
    assert answer["absence"] is None  # it begins when he is not there any more


def test_for_good_from_a_leaver_is_all_there_is(held: Repository, clm: Clm) -> None:
    away = "absences:\n  - {id: ab-000001, from: 2026-11-18, to: 2026-11-19}\n"
    held.put("team/tom.yaml", SOON + away)
    assert open_of(clm, "tom", "--all-to", "jana") == set()
    assert open_of(clm, "tom", "--all-to", "jana", "--for-good") == ALL


def test_the_last_day_is_set_with_a_word_on_what_is_open(held: Repository, clm: Clm) -> None:
    del held
    for day in ("2026-11-17", "2026-12-01"):
        told = clm("team", "set", "tom", f"active.to={day}").err
        assert f"tom leaves on {day}, open items: 3" in told
        assert "clm handover tom --for-good --all-to HANDLE" in told
    assert "leaves" not in clm("team", "set", "tom", "active.to=").err
    assert "leaves" not in clm("team", "set", "isabel", "active.to=2026-12-01").err
    assert "leaves" not in clm("team", "set", "tom", "capacity=20").err


def test_who_distributes_gives_it_to_somebody(held: Repository, clm: Clm) -> None:  # A1.47
    held.put("team/tom.yaml", LEFT)
    items = clm("mine", "--as", "isabel", "--json").json["items"]
    then = {item["ref"]: item["next"] for item in items}
    assert (then[R], then[T]) == (f"clm assign {R} HANDLE", f"clm assign {T} HANDLE")
