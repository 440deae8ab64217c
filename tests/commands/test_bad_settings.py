"""A fault in `clm.yaml`: it takes only itself out, is named, and nothing is written meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.policy import LeadRule, Policy, Settings
from clm.services.workspace import Workspace
from clm.store.reading import read
from tests.build import SETTINGS, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

GOOD = """format: 1
name: Test
timezone: America/New_York
language: de
checks_from: 2026-11-01
policy:
  usual_window: 7
notify:
  host: here
lead:
  rules:
    - when: any
      role: sales
"""
RULES = (LeadRule(when="any", role="sales"),)


def usable(text: str) -> Settings:
    parsed = read(text.encode(), "clm.yaml", Settings)
    assert parsed.record is None
    assert parsed.errors
    assert parsed.usable is not None
    return parsed.usable


@pytest.mark.parametrize(
    "bad",
    [
        "no_show_days: -3",
        "no_show_days: many",
        "no_show_days: [1]",
        "no_show_days: 7\n  week_deadline: someday",
    ],
)
def test_a_bad_threshold_takes_only_itself_out(bad: str) -> None:
    found = usable(GOOD.replace("policy:\n", f"policy:\n  {bad}\n"))
    assert found.policy.usual_window == 7
    assert found.policy.week_deadline == Policy().week_deadline
    assert found.policy.no_show_days in {Policy().no_show_days, 7}
    assert (found.notify.host, found.timezone) == ("here", "America/New_York")
    assert (found.lead.rules, str(found.checks_from)) == (RULES, "2026-11-01")


@pytest.mark.parametrize(
    ("was", "now", "field", "default"),
    [
        ("role: sales", "role: boss", "lead", Settings(format=1).lead),
        ("host: here", "host: [a]", "notify", Settings(format=1).notify),
        ("notify:\n  host: here", "notify: here", "notify", Settings(format=1).notify),
        ("America/New_York", "America/Nowhere", "timezone", "Europe/Berlin"),
        ("2026-11-01", "soon", "checks_from", None),
        ("language: de", "language: xx", "language", None),
        ("format: 1", "format: one", "format", 1),
        ("format: 1\n", "", "format", 1),
        ("name: Test", "example:\n  writable: true", "example", None),
    ],
)
def test_a_bad_field_has_its_default(was: str, now: str, field: str, default: object) -> None:
    whole = read(GOOD.encode(), "clm.yaml", Settings).record
    found = usable(GOOD.replace(was, now))
    assert getattr(found, field) == default
    others = {"checks_from", "policy", "notify", "lead", "timezone", "language"} - {field}
    assert [getattr(found, one) for one in others] == [getattr(whole, one) for one in others]


def test_an_example_stays_on_its_day() -> None:
    found = usable(f"{GOOD}example:\n  today: 2026-11-18\n  writable: maybe\n")
    assert found.example is not None
    assert (str(found.example.today), found.example.writable) == ("2026-11-18", False)


def test_a_field_written_twice_is_read_all_the_same() -> None:
    assert usable(f"{GOOD}name: Again\n").checks_from is not None


def test_what_is_no_yaml_leaves_the_defaults(clm: Clm, repo: Repository) -> None:
    repo.put("clm.yaml", f"{GOOD}policy: [\n")
    assert clm("mine").code == 65
    workspace = Workspace(repo.root)
    assert workspace.settings == Settings(format=1)
    workspace.close()


def test_lists_are_as_they_were_and_the_fault_is_named(clm: Clm, repo: Repository) -> None:
    more = "owner: jana\nbookings:\n" + make_booking(on="2026-10-20")
    repo.write(customer_path("c-7f3qkd"), make_customer(more=more))
    repo.put("clm.yaml", GOOD)
    before = clm.ok("mine", "--json")
    repo.write("clm.yaml", GOOD.replace("usual_window: 7", "no_show_days: -3"))
    found = clm("mine", "--json")
    assert found.code == 65
    assert found.out == before
    assert (
        found.err == 'clm.yaml:7:17: policy.no_show_days: "-3" is no whole number from 1 to 3660\n'
    )
    for words in (("board",), ("customer", "list"), ("lead", "list"), ("week",)):
        assert clm(*words).code == 65


def test_check_names_every_fault_at_once(clm: Clm, repo: Repository) -> None:
    bad = GOOD.replace("usual_window: 7", "no_show_days: -3").replace("role: sales", "role: boss")
    repo.write("clm.yaml", bad.replace("America/New_York", "Nowhere") + "calendar: rome\n")
    found = clm("check")
    assert found.code == 1
    assert [line.split(" ")[:2] for line in found.out.splitlines()] == [
        ["clm.yaml:3:11:", "timezone:"], ["clm.yaml:7:17:", "policy.no_show_days:"],
        ["clm.yaml:13:13:", "lead.rules[0].role:"], ["clm.yaml:14:11:", "calendar:"],
    ]  # fmt: skip


@pytest.mark.parametrize("bad", ["usual_window: -7", "usual_window: 7\nnotify: here"])
def test_writes_are_refused_for_the_fault_itself(
    clm: Clm, repo: Repository, muster: str, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLM_HOST", "here")
    text = GOOD.replace("usual_window: 7", bad)
    repo.put(
        "clm.yaml", text if "notify" not in bad else text.replace("notify:\n  host: here\n", "")
    )
    head = repo.head()
    for words in (
        ("notify", "send"), ("notify", "send", "-n"), ("report", "run", "--due"),
        ("remind", muster, "+3d"), ("lead", "distribute", "--as", "isabel"),
    ):  # fmt: skip
        found = clm(*words)
        assert (found.code, found.out) == (65, ""), words
        assert "clm.yaml:" in found.err, words
        assert ("usual_window" if "-7" in bad else "notify") in found.err
        assert "no host" not in found.err
    assert repo.head() == head


def test_settings_are_mended_in_place(clm: Clm, repo: Repository) -> None:
    repo.put("clm.yaml", SETTINGS + "policy:\n  no_show_days: -3\n")
    repo.write("clm.yaml", SETTINGS + "policy:\n  no_show_days: 3\n")
    assert clm("save").code == 0
    assert clm("mine").code == 0
