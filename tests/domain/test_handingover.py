"""Who could take what over, and what a hand-over changes (A0.23, A0.24, A0.32)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clm.domain.cover import Matter
from clm.domain.handingover import (
    Choice,
    Item,
    Taker,
    Wants,
    delegated,
    for_new,
    is_complaint_of,
    is_reminder_of,
    is_request_of,
    is_task_of,
    left_in,
    loads_after,
    plan,
    reassign_reminder,
    role_in,
)
from clm.domain.people import Absence, Replacement
from clm.domain.request import Requests
from tests import asking
from tests.domain.cases import CUSTOMER, acting, given, of_yaml, told
from tests.domain.complaints import CM, complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from clm.domain.process import Dossier

ME = acting("2026-11-18")
AWAY = Absence(id="ab-000001", from_=date(2026, 11, 20), to=date(2026, 11, 30))


def item(name: str, customer: str | None = None, **more: Any) -> Item:
    kind = {"c": "entry", "m": "reminder", "d": "deadline", "t": "posted"}[name[0]]
    return Item(name, kind, customer or name, "X", "jana", "", None, **more)  # type: ignore[arg-type]


def taker(handle: str, load: int = 0, **words: str) -> Taker:
    sets = {name: frozenset(text.split()) for name, text in words.items()}
    return Taker(handle, **sets, load=load)


JANA = taker("jana", departments="care", regions="east", skills="tax")
TEAM = [
    taker("ann", 0),
    taker("bob", 3, departments="care"),
    taker("cat", 9, departments="care", regions="east", languages="pt"),
]


@pytest.mark.parametrize(
    ("strategy", "wants", "who", "why", "like"),
    [  # A0.32
        ("fit", Wants(), "cat", (), ("department", "region")),
        ("fit", Wants(language="pt"), "cat", ("language",), ("department", "region")),
        ("fit", Wants(region="east"), "cat", ("region",), ("department",)),
        ("fit", Wants(department="sales", region="west"), "ann", (), ()),
        ("balance", Wants(), "ann", (), ()),
        ("department", Wants(), "bob", (), ("department",)),
        ("department", Wants(department="care"), "bob", ("department",), ()),
        ("department", Wants(department="sales"), "ann", (), ()),
    ],
)
def test_who_could_take_an_item(
    strategy: Any, wants: Wants, who: str, why: tuple[str, ...], like: tuple[str, ...]
) -> None:
    found = plan([item("c-000001", wants=wants)], JANA, TEAM, strategy)
    assert found == {"c-000001": Choice("cover", who, why, like)}


def test_whoever_takes_something_has_more_open_for_the_next() -> None:  # A0.32
    items = [item(f"c-{n:06}") for n in range(6)]
    takers = [taker("ann", 1), taker("bob", 0), taker("cat", 3)]
    found = plan(items, JANA, takers, "balance")
    assert [one.person for one in found.values()] == ["bob", "ann", "bob", "ann", "bob", "ann"]
    after = loads_after(takers, found, dict.fromkeys(found))
    assert after == {"ann": (1, 4), "bob": (0, 3), "cat": (3, 3)}
    assert for_new(after) == "bob"
    assert for_new({}) is None


def test_what_somebody_covers_already_is_counted_once() -> None:  # A0.32
    takers = [taker("ann", 1), taker("bob", 2)]
    now: dict[str, str | None] = {"c-1": "ann", "c-2": "ann", "c-3": None}
    kept = {"c-1": Choice("cover", "ann"), "c-3": Choice("leave")}
    assert loads_after(takers, kept, now) == {"ann": (3, 3), "bob": (2, 2)}
    moved = {"c-1": Choice("cover", "bob"), "c-3": Choice("assign", "bob")}
    assert loads_after(takers, moved, now) == {"ann": (3, 2), "bob": (2, 4)}
    along = [("ann", "bob"), (None, "bob"), ("ann", None)]  # what else goes from hand to hand
    assert loads_after(takers, moved, now, along) == {"ann": (3, 0), "bob": (2, 6)}


def test_what_is_one_customers_stays_together() -> None:  # A0.32
    items = [
        item("c-000001"),
        item("m-00000001", "c-000002"),
        item("t-00000001", "c-000001"),
        item("d-00000001", "c-000001"),
    ]
    found = plan(items, JANA, [taker("ann"), taker("bob")], "balance")
    assert {name: one.person for name, one in found.items()} == {
        "c-000001": "ann",
        "t-00000001": "ann",
        "d-00000001": "ann",
        "m-00000001": "bob",
    }


def test_with_nobody_there_all_is_left() -> None:
    assert plan([item("c-000001")], JANA, [], "fit") == {"c-000001": Choice("leave")}


def test_an_item_is_covered_as_itself_or_with_its_customer() -> None:  # A0.27
    assert item("c-000001", class_="A").matter == Matter(("c-000001",), "A", None, "entry")
    posted = item("t-00000001", "c-000001", wants=Wants(department="care"))
    assert posted.matter == Matter(("t-00000001", "c-000001"), None, "care", "posted")


def stands(absence: Absence) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.id, one.replacement, one.items) for one in absence.replacements]


def test_covers_are_kept_in_the_absence_one_replacement_a_person() -> None:  # A0.24
    first = delegated(AWAY, {"c-1": "tom", "c-2": "mia", "m-1": "tom"}, ME)
    assert stands(first) == [
        ("rp-00000000", "tom", ("c-1", "m-1")),
        ("rp-00000000", "mia", ("c-2",)),
    ]
    assert (first.from_, first.to, first.replacement) == (AWAY.from_, AWAY.to, None)


def test_one_who_covers_everything_needs_no_items() -> None:
    assert delegated(AWAY, {"c-1": "tom", "c-2": "tom"}, ME, "tom").replacements == ()
    both = delegated(AWAY, {"c-1": "tom", "c-2": "mia"}, ME, "tom")
    assert [one.replacement for one in both.replacements] == ["tom", "mia"]
    assert both.replacement == "tom"
    held = Absence(id="ab-000001", from_=AWAY.from_, replacement="eva")
    assert delegated(held, {"c-1": "tom"}, ME, "tom").replacement == "eva"


def test_who_covered_an_item_before_does_so_no_longer() -> None:
    scoped = Replacement(id="rp-000001", replacement="eva", class_="A")
    toms = Replacement(id="rp-000002", replacement="tom", items=("c-1", "c-2"))
    mias = Replacement(id="rp-000003", replacement="mia", items=("c-3",))
    before = Absence(
        id="ab-000001", from_=AWAY.from_, to=AWAY.to, replacements=(scoped, toms, mias)
    )
    assert stands(delegated(before, {"c-1": "mia", "c-3": "ida"}, ME)) == [
        ("rp-000001", "eva", ()),
        ("rp-000002", "tom", ("c-2",)),
        ("rp-000003", "mia", ("c-1",)),
        ("rp-00000000", "ida", ("c-3",)),
    ]
    assert len(delegated(before, {"c-1": "mia", "c-2": "mia"}, ME).replacements) == 2


def test_for_good_it_is_somebody_elses() -> None:  # A0.23
    owned = item(CUSTOMER)
    assert role_in(given("owner: jana").customer, owned) == "owner"
    assert role_in(given("sales: jana").customer, owned) == "sales"
    assert role_in(given("sales: luis").customer, owned._replace(whose="")) == "owner"
    changes = told(reassign_reminder(given(""), "m-00000001", "tom"))
    assert changes == ["reminders m-00000001 for = tom"]


OPEN_WORK = of_yaml(
    asking.file(
        asking.request(tasks=asking.task() + asking.task("t-22222222", "done")),
        asking.request("r-000002", "tom", "closed", "outcome: solved\nsolution: ja"),
    ),
    Requests,
).requests


@pytest.mark.parametrize(
    ("ask", "ref", "holders", "open_"),
    [  # A0.23
        (is_request_of, "r-4k2m9q", {"jana"}, True),
        (is_request_of, "r-4k2m9q", {"tom"}, False),
        (is_request_of, "r-000002", {"tom"}, False),
        (is_request_of, "r-999999", {"jana"}, False),
        (is_task_of, "t-11111111", {"tom"}, True),
        (is_task_of, "t-11111111", {"jana"}, False),
        (is_task_of, "t-22222222", {"tom"}, False),
        (is_task_of, "t-99999999", {"tom"}, False),
    ],
)
def test_what_is_still_open_and_whose(
    ask: Callable[[Dossier, Item, Collection[str | None]], bool],
    ref: str,
    holders: set[str | None],
    open_: bool,
) -> None:
    dossier = given("")._replace(requests=OPEN_WORK)
    asked = item("c-000001")._replace(id=ref)
    assert ask(dossier, asked, holders) is open_


def test_a_reminder_is_open_until_it_is_done() -> None:  # A0.23
    reminders = "reminders:\n  - {id: m-00000001, on: 2026-11-20, for: tom}\n"
    asked = item("m-00000001", "c-000001")
    assert is_reminder_of(given(reminders), asked, {"tom"})
    assert not is_reminder_of(given(reminders), asked, {"jana"})
    ended = reminders.replace("for: tom", "for: tom, done_on: 2026-11-18")
    assert not is_reminder_of(given(ended), asked, {"tom"})


def test_a_complaint_is_open_until_its_end() -> None:  # A0.23
    asked = item("c-000001")._replace(id=CM)
    mine = given("")._replace(complaints=(complaint(handler="tom"),))
    assert is_complaint_of(mine, asked, {"tom"})
    assert not is_complaint_of(mine, asked, {"jana"})
    over = complaint("2026-11-16 received, 2026-11-17 withdrawn", handler="tom")
    assert not is_complaint_of(given("")._replace(complaints=(over,)), asked, {"tom"})


def test_a_customer_of_whom_something_is_left_is_covered_alone() -> None:  # A0.23
    both = [item("c-000001"), item("t-00000001", "c-000001"), item("c-000002")]
    covered = {one.id: Choice("cover", "tom") for one in both}
    assert left_in(both, covered) == frozenset()
    assert left_in(both, {**covered, "t-00000001": Choice("leave")}) == {"c-000001"}
    assert left_in(both, {}) == {"c-000001", "c-000002"}
