"""The ladder of asking a VPA: first ask, second ask, crm-lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.ladder import (
    LADDER,
    asked_about,
    keep_file_command,
    next_template,
    open_steps,
    silent,
    steps,
)
from clm.domain.policy import Policy, Settings
from clm.domain.process import Asked
from clm.domain.watchlist import WatchReason
from clm.store.rulebook import make_process
from tests.domain.cases import PLAIN, day, given
from tests.domain.test_automatic_reasons import A, B, booked

if TYPE_CHECKING:
    from clm.domain.process import Dossier

TODAY = "2026-11-18"
HERS = "vpa: anna\n"


def asked(*asks: str, customer: str = HERS) -> Dossier:
    """A customer whose VPA was asked: `keep-file 2026-11-02..2026-11-09 met 2026-11-10 by ben`."""
    return given(customer)._replace(
        asked=tuple(_ask(number, text) for number, text in enumerate(asks, 1))
    )


def _ask(number: int, text: str) -> Asked:
    template, days, *more = text.split()
    on, by = days.split("..")
    told = dict(zip(more[::2], more[1::2], strict=True))
    met = day(told["met"]) if "met" in told else None
    vpa = told.get("by", "anna")
    name = template.removeprefix("-")
    return Asked(day(on), day(by), None, met, f"d-{number:08}", vpa, name)


def told(dossier: Dossier, on: str = TODAY, policy: Policy | None = None) -> list[str]:
    """Each step in words: rung, how it stands, and what comes next where it is open."""
    process = PLAIN._replace(policy=policy or Policy())
    still_open = open_steps(dossier, day(on), process)
    return [
        f"{one.rung} {one.state(dossier, day(on))}"
        + (f" {one.row(day(on), process.policy).key}" if one in still_open else "")
        for one in steps(dossier, day(on), process)
    ]


@pytest.mark.parametrize(
    ("asks", "answer"),
    [  # A1.35, A3.16
        (["keep-file 2026-11-11..2026-11-18"], ["1 waiting wait"]),
        (["keep-file 2026-11-10..2026-11-17"], ["1 missed ask-again"]),
        (["keep-file 2026-11-10..2026-11-17 met 2026-11-18"], ["1 met"]),  # late, but met
        (["keep-file 2026-11-10..2026-11-17 met 2026-11-19"], ["1 missed ask-again"]),
        (
            ["keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-11..2026-11-18"],
            ["1 missed", "2 waiting wait"],
        ),
        (
            ["keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-10..2026-11-17"],
            ["1 missed", "2 missed crm-lead"],
        ),
        (  # the same ask after a miss is the next
            ["keep-file 2026-11-02..2026-11-09", "keep-file 2026-11-10..2026-11-17"],
            ["1 missed", "2 missed crm-lead"],
        ),
        (  # another one is a first ask of its own
            ["keep-file 2026-11-02..2026-11-09", "larger-package 2026-11-10..2026-11-17"],
            ["1 missed ask-again", "1 missed ask-again"],
        ),
        (  # one reminder is for both
            [
                "keep-file 2026-11-02..2026-11-09",
                "larger-package 2026-11-03..2026-11-10",
                "second-reminder 2026-11-11..2026-11-17",
            ],
            ["1 missed", "1 missed", "2 missed crm-lead"],
        ),
        (  # and of the matter of the older one, which may be asked a third time
            [
                "keep-file 2026-10-02..2026-10-09",
                "larger-package 2026-10-03..2026-10-10",
                "second-reminder 2026-10-11..2026-10-17",
                "keep-file 2026-10-20..2026-10-27",
                "larger-package 2026-10-20..2026-10-28",
            ],
            ["1 missed", "1 missed", "2 missed", "3 missed crm-lead", "1 missed ask-again"],
        ),
        (  # a reminder before the deadline takes its place
            ["keep-file 2026-11-02..2026-11-20", "second-reminder 2026-11-10..2026-11-17"],
            ["1 waiting", "2 missed crm-lead"],
        ),
        (  # two asks side by side are both the first
            ["keep-file 2026-11-02..2026-11-12", "larger-package 2026-11-03..2026-11-13"],
            ["1 missed ask-again", "1 missed ask-again"],
        ),
        (  # on its last day nothing is missed yet
            ["keep-file 2026-11-02..2026-11-12", "keep-file 2026-11-12..2026-11-25"],
            ["1 missed ask-again", "1 waiting wait"],
        ),
        (  # what was answered in between begins anew
            [
                "keep-file 2026-11-02..2026-11-05 met 2026-11-08",
                "keep-file 2026-11-10..2026-11-17",
            ],
            ["1 met", "1 missed ask-again"],
        ),
        (  # one answer meets both; that the second was the second stays so
            [
                "keep-file 2026-11-02..2026-11-05 met 2026-11-15",
                "second-reminder 2026-11-10..2026-11-17 met 2026-11-15",
            ],
            ["1 met", "2 met"],
        ),
        (
            [
                "keep-file 2026-10-02..2026-10-09",
                "second-reminder 2026-10-12..2026-10-19",
                "second-reminder 2026-10-20..2026-10-27",
            ],
            ["1 missed", "2 missed", "3 missed crm-lead"],
        ),
        (["keep-file 2026-11-10..2026-11-17 by ben"], ["1 dropped"]),  # a former VPA's
        (  # another VPA begins on the first rung
            [
                "keep-file 2026-11-02..2026-11-09 by ben",
                "second-reminder 2026-11-10..2026-11-17",
            ],
            ["1 dropped", "1 missed ask-again"],
        ),
        (["keep-file 2026-11-19..2026-11-25"], []),  # tomorrow
    ],
)
def test_the_steps_of_the_ladder(asks: list[str], answer: list[str]) -> None:
    assert told(asked(*asks)) == answer


def test_the_order_in_the_file_does_not_matter() -> None:
    asks = ("keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-10..2026-11-17")
    assert told(asked(*reversed(asks))) == told(asked(*asks))


def test_of_a_customer_who_left_nothing_is_open() -> None:
    left = f"{HERS}status: archived\n"
    assert told(asked("keep-file 2026-11-10..2026-11-17", customer=left)) == ["1 dropped"]


def test_how_many_misses_are_enough_is_the_teams_choice() -> None:  # A1.35
    dossier = asked("keep-file 2026-11-10..2026-11-17")
    assert told(dossier, policy=Policy(vpa_asks=1)) == ["1 missed crm-lead"]


@pytest.mark.parametrize(
    ("asks", "names"),
    [  # A1.35: after the second miss, once
        (["keep-file 2026-11-10..2026-11-17"], []),
        (
            ["keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-10..2026-11-17"],
            ["d-00000002"],
        ),
        (
            ["keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-10..2026-11-18"],
            [],
        ),
        (
            [
                "keep-file 2026-10-02..2026-10-09",
                "second-reminder 2026-10-12..2026-10-19",
                "second-reminder 2026-10-20..2026-10-27",
            ],
            ["d-00000002"],
        ),
        (
            [
                "keep-file 2026-11-02..2026-11-09 met 2026-11-18",
                "second-reminder 2026-11-10..2026-11-17 met 2026-11-18",
            ],
            [],
        ),
    ],
)
def test_the_crm_lead_is_told_after_the_second_miss(asks: list[str], names: list[str]) -> None:
    assert [step.ask.id for step in silent(asked(*asks), day(TODAY), PLAIN)] == names


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        (["larger-package 2026-11-16..2026-11-20"], ["larger-package"]),
        (["larger-package 2026-11-15..2026-11-20"], []),  # before the reason
        (["keep-file 2026-11-16..2026-11-20"], []),  # another matter
        (["keep-file 2026-11-10..2026-11-13", "second-reminder 2026-11-16..2026-11-20"], []),
        (
            ["larger-package 2026-11-16..2026-11-16", "second-reminder 2026-11-17..2026-11-20"],
            ["larger-package", "second-reminder"],
        ),
        (  # after a file that was not kept, it is asked about for the first time
            ["keep-file 2026-11-10..2026-11-13", "larger-package 2026-11-16..2026-11-20"],
            ["larger-package"],
        ),
        (["- 2026-11-16..2026-11-20"], [""]),  # without a template
        (["larger-package 2026-11-16..2026-11-20 by ben"], []),  # ben is gone
        (["larger-package 2026-11-16..2026-11-20 by ben met 2026-11-17"], ["larger-package"]),
    ],
)
def test_what_was_asked_about_a_package(asks: list[str], found: list[str]) -> None:  # A1.35
    reason = WatchReason("larger-package", day("2026-11-16"), "b-00000002")
    about = asked_about(reason, asked(*asks), day(TODAY), PLAIN)
    assert [ask.template for ask in about] == found


STALE = "notes:\n  - {id: n-00000001, at: 2026-09-01, by: anna, tags: [tools]}\n"
KEPT = STALE.replace("2026-09-01", "2026-11-01")
TEAM = make_process(Settings(format=1, vpa_sections=("tools",)), {})


@pytest.mark.parametrize(
    ("customer", "file", "asks", "template"),
    [  # A3.16, A3.20
        (HERS, KEPT, [], None),
        (HERS, STALE, [], "keep-file"),
        (HERS, "", [], None),  # nothing was ever handed over
        ("", STALE, [], None),  # nobody to ask
        (HERS + B + booked("10", "20"), KEPT, [], "larger-package"),
        (HERS + A + booked("20", "10"), STALE, [], "smaller-package"),
        (HERS + B + booked("10", "20"), STALE, ["larger-package 2026-11-16..2026-11-20"],
         "keep-file"),
        (HERS + B + booked("10", "20"), KEPT, ["keep-file 2026-11-10..2026-11-17"],
         "second-reminder"),
        (HERS, KEPT, ["keep-file 2026-11-10..2026-11-18"], None),
        (HERS, KEPT, ["keep-file 2026-11-02..2026-11-09",
                      "second-reminder 2026-11-10..2026-11-17"], None),
        (HERS, STALE, ["keep-file 2026-11-10..2026-11-17 by ben"], "keep-file"),
        # nothing while it is asked for already, nor once the crm-lead decides
        (HERS, STALE, ["keep-file 2026-11-10..2026-11-18"], None),
        (HERS, STALE, ["keep-file 2026-11-02..2026-11-09",
                       "second-reminder 2026-11-10..2026-11-18"], None),
        (HERS, STALE, ["keep-file 2026-11-02..2026-11-09",
                       "second-reminder 2026-11-10..2026-11-17"], None),
        (HERS, STALE, ["keep-file 2026-11-10..2026-11-17 met 2026-11-17"], "keep-file"),
    ],
)  # fmt: skip
def test_the_template_that_fits(
    customer: str, file: str, asks: list[str], template: str | None
) -> None:
    dossier = given(customer, file=file)._replace(asked=asked(*asks).asked)
    assert next_template(dossier, day(TODAY), TEAM) == template


@pytest.mark.parametrize(
    ("asks", "command"),
    [  # A3.16
        ([], "clm chat c-7f3qkd keep-file --deadline +5wd --edit"),
        (["larger-package 2026-11-10..2026-11-18"],
         "clm chat c-7f3qkd keep-file --deadline +5wd --edit"),
        (["keep-file 2026-11-10..2026-11-18"], "clm file c-7f3qkd --vpa"),
        (["keep-file 2026-11-10..2026-11-17"],
         "clm chat c-7f3qkd second-reminder --deadline +5wd --edit"),
        (["keep-file 2026-11-10..2026-11-18", "larger-package 2026-11-10..2026-11-17"],
         "clm chat c-7f3qkd second-reminder --deadline +5wd --edit"),
        (["keep-file 2026-11-02..2026-11-09", "second-reminder 2026-11-10..2026-11-17"],
         "clm done d-00000002 -m WHY"),
    ],
)  # fmt: skip
def test_what_to_type_about_a_file_that_is_not_kept(asks: list[str], command: str) -> None:
    assert keep_file_command(asked(*asks), day(TODAY), TEAM) == command


def test_a_reason_that_is_closed_asks_for_nothing() -> None:
    dossier = given(HERS + B + booked("10", "20"), file=KEPT)
    off = "handled:\n  - {id: h-00000001, rule: 'watch:larger-package', trigger: b-00000002, by: j, on: 2026-11-17}\n"  # noqa: E501
    closed = given(HERS + B + booked("10", "20") + off, file=KEPT)
    assert next_template(dossier, day(TODAY), TEAM) == "larger-package"
    assert next_template(closed, day(TODAY), TEAM) is None


def test_each_row_says_what_to_type() -> None:
    assert [row.next.format(ref="c-1", id="d-1", answer=5) for row in LADDER] == [
        "clm file c-1 --vpa",
        "clm chat c-1 second-reminder --deadline +5wd --edit",
        "clm done d-1 -m WHY",
    ]
