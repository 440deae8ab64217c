"""`clm done`: a reminder, a task, a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERS = customer_path("c-7f3qkd")
MINE, HIS = "m-11111111", "m-22222222"
PRIO = "prio:\n  - id: k-11111111\n    on: 2026-11-01\n    by: jana\n"


def reminder(item: str = MINE, for_: str = "jana", more: str = "") -> str:
    return f"  - id: {item}\n    on: 2026-11-17\n    for: {for_}\n{more}"


def with_reminders(repo: Repository, *items: str, more: str = "") -> None:
    text = f"owner: jana\n{more}reminders:\n{''.join(items)}"
    repo.put(HERS, make_customer(more=text))


@pytest.mark.parametrize("ref", ["muster", MINE, "m-111"])
def test_a_reminder_is_ended(repo: Repository, clm: Clm, ref: str) -> None:
    with_reminders(repo, reminder())
    before = repo.read(HERS)
    clm.ok("done", ref)
    assert repo.read(HERS) == before + "    done_on: 2026-11-18\n    done_by: jana\n"
    assert repo.subjects()[0] == "done c-7f3qkd"
    assert "Clm-For" not in repo.trailers()


def test_a_reminder_that_holds_an_old_secret_is_moved_and_ended(repo: Repository, clm: Clm) -> None:
    # A3.19: only what a command writes is looked through.
    with_reminders(repo, reminder(more="    why: Passwort Hund99\n"))
    clm.ok("remind", "muster", "+2d")
    refused = clm("remind", "muster", "+3d", "-m", "Passwort Katze77")
    assert refused.code == 77
    assert "a password" in refused.err
    clm.ok("done", "muster", "--next", "+4d")
    assert repo.read(HERS).count("why: Passwort Hund99\n") == 2
    clm.ok("done", "muster")


def test_without_an_open_reminder_there_is_nothing_to_end(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(more="    done_on: 2026-11-17\n    done_by: jana\n"))
    before = repo.head()
    assert clm("done", "muster").code == 3
    again = clm("done", MINE, "--json")
    assert (again.code, again.json["commit"]) == (0, None)
    assert "2026-11-17 already" in again.err
    assert repo.head() == before


def test_of_several_reminders_one_must_be_named(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(), reminder(HIS, "tom", "    why: Volumen\n"))
    answer = clm("done", "muster")
    assert answer.code == 4
    assert MINE in answer.err
    assert f"{HIS}  2026-11-17  tom  Volumen" in answer.err


def test_a_colleagues_reminder_wants_on_behalf(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(HIS, "tom"))
    before = repo.head()
    assert clm("done", HIS).code == 77
    assert repo.head() == before
    clm.ok("done", HIS, "--on-behalf")
    assert repo.trailers()["Clm-For"] == "tom"
    assert repo.trailers()["Clm-By"] == "jana"


def test_the_next_reminder_is_for_the_same_person(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(HIS, "tom", "    why: Volumen\n"))
    clm.ok("done", HIS, "--on-behalf", "--next", "+1w")
    text = repo.read(HERS)
    assert "done_by: jana" in text
    assert "on: 2026-11-25\n    for: tom\n    why: Volumen\n    by: jana\n" in text


def test_a_prio_customer_left_without_a_reminder_is_told(
    repo: Repository, clm: Clm
) -> None:  # A1.20
    with_reminders(repo, reminder(), more=PRIO)
    assert "clm remind c-7f3qkd +21d" in clm("done", "muster").err


def test_a_prio_customers_next_day_is_at_most_four_weeks_ahead(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(), more=PRIO)
    before = repo.head()
    assert clm("done", "muster", "--next", "2026-12-17").code == 77
    assert clm("done", "muster", "--next", "2026-11-17").code == 77
    assert repo.head() == before
    assert "warning" not in clm("done", "muster", "--next", "2026-12-16").err


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("typed", "on"), [("\n", "2026-12-09"), ("+2w\n", "2026-12-02")])
def test_on_a_terminal_the_next_day_is_asked_for(
    repo: Repository, clm: Clm, typed: str, on: str
) -> None:  # A1.20
    with_reminders(repo, reminder(), more=PRIO)
    clm.ok("done", "muster", stdin=typed)
    assert f"on: {on}\n    for: jana" in repo.read(HERS)


@pytest.mark.usefixtures("terminal")
def test_what_is_no_day_is_asked_for_again(repo: Repository, clm: Clm) -> None:  # A1.20
    with_reminders(repo, reminder(), more=PRIO)
    answer = clm("done", "muster", stdin="bald\n+2w\n")
    assert answer.code == 0
    assert "bald" in answer.err
    assert repo.read(HERS).count("- id: m-") == 2
    assert "on: 2026-12-02\n    for: jana" in repo.read(HERS)


@pytest.mark.usefixtures("terminal")
def test_the_question_may_be_declined(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(), more=PRIO)
    assert "without a reminder" in clm("done", "muster", stdin="-\n").err
    assert repo.read(HERS).count("- id: m-") == 1


@pytest.mark.usefixtures("terminal")
def test_who_is_no_prio_customer_is_not_asked_about(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder())
    assert clm("done", "muster", stdin="").code == 0


@pytest.mark.usefixtures("terminal")
def test_who_has_another_reminder_is_not_asked_about(repo: Repository, clm: Clm) -> None:
    with_reminders(repo, reminder(), reminder(HIS, "tom"), more=PRIO)
    assert clm("done", MINE, stdin="").code == 0


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is a terminal, as far as anybody asks."""
    monkeypatch.setattr("clm.commands.done.can_ask", lambda _app: True)


def test_a_task_is_ended_and_takes_no_next_day(repo: Repository, clm: Clm, muster: str) -> None:
    path = customer_path(muster, "requests")
    repo.put(path, make_requests(muster, ("t-11111111", "Reise", "2026-11-16")))
    assert clm("done", "t-11111111", "--next", "+1w").code == 2
    clm.ok("done", "t-11111111", "-m", "Anna: fertig")
    assert "status: done" in repo.read(path)
    assert "Anna: fertig" in repo.read(customer_path(muster, "oteam"))
    assert repo.subjects()[0] == "done t-11111111"


def test_a_deadline_is_ended_once(repo: Repository, clm: Clm, muster: str) -> None:
    path = customer_path(muster, "vpa")
    repo.put(
        path,
        f"customer: {muster}\ndeadlines:\n  - id: d-11111111\n    vpa: anna\n    on: 2026-11-20\n"
        "    ask: Akte anlegen\n    note: n-11111111\n",
    )
    before = repo.read(path)
    clm.ok("done", "d-11111111")
    assert repo.read(path) == before + "    done_on: 2026-11-18\n    done_by: jana\n"
    assert clm("done", "d-11111111", "--json").json["commit"] is None


def test_a_note_cannot_be_done(clm: Clm, muster: str) -> None:
    clm.ok("note", muster, "etwas")
    item = clm("file", muster, "--ids").out.strip()
    assert clm("done", item).code == 3


def test_all_or_nothing(repo: Repository, clm: Clm) -> None:
    """The second is refused, so the first is not done either."""
    with_reminders(repo, reminder(), reminder(HIS, "tom"))
    before = repo.head()
    assert clm("done", MINE, HIS).code == 77
    assert repo.head() == before
    assert repo.is_clean()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([["remind", "muster", "2026-11-20", "-m", "Anruf"]], []),
        ([], [["remind", "muster", "2026-11-20", "-m", "Anruf"]]),
        ([], [["note", "muster", "Angebot", "--next", "Anruf", "--next-on", "2026-11-20"]]),
    ],
)
def test_a_nearer_reminder_takes_the_look_at_the_vpas_file_not_away(
    repo: Repository, clm: Clm, before: list[list[str]], after: list[list[str]]
) -> None:  # A3.15
    repo.put(HERS, make_customer(more="owner: jana\n"))
    for words in [*before, ["assign", "muster", "--vpa", "anna"], *after]:
        clm.ok(*words)
    look = "2026-12-09: VPA file: does anna keep it current?"
    assert f"why: 'Anruf · {look}'" in repo.read(HERS)
    ended = clm("done", "muster", "--today", "2026-11-20")
    assert look in ended.err
    listed = clm("why", "muster", "--today", "2026-12-09", "--json").json["items"]
    assert [one["facts"]["why"] for one in listed if one["rule"] == "reminder"] == [look]


@pytest.mark.usefixtures("terminal")
def test_a_prio_customer_of_whom_a_later_look_is_known_needs_no_next(
    repo: Repository, clm: Clm
) -> None:  # A1.20
    item = reminder(more="    why: 'Anruf · 2026-12-09: Akte?'\n")
    with_reminders(repo, item, more=PRIO)
    answer = clm("done", "muster", stdin="")
    assert answer.code == 0
    assert "without a reminder" not in answer.err
    assert "    on: 2026-12-09\n" in repo.read(HERS)
