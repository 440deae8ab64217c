"""Notices about acts: who gets something, who had it, who takes a request on or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import SETTINGS, TEAM, customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

PETRA = "id: petra\nname: Petra Alt\nemails:\n  - petra@example.org\nroles:\n  - team-lead\n"


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """A customer and an open request of Jana's, with a task that Tom does; Petra leads."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write("team/petra.yaml", PETRA)
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(request(tasks=task(more="due: 2026-11-20"))))
    return repo


def told(repo: Repository) -> dict[str, str]:
    """The notices in the outbox: for whom → of what."""
    found = {}
    for path in sorted(repo.path("outbox").glob("*.yaml")):
        text = path.read_text()
        event = text.split("event: ")[1].split("\n")[0]
        who = text.split("to:\n  - ")[1].split("\n")[0]
        items = text.split("items: ")[1].split("\n")[0] if "items: " in text else ""
        found[f"{event} {who}"] = items
    return found


def said(clm: Clm, event: str) -> str:
    """What the one notice of an event says."""
    ids = [
        one["id"]
        for one in clm("notify", "list", "--all", "--json").json["items"]
        if one["event"] == event
    ]
    assert len(ids) == 1
    return clm.ok("notify", "list", ids[0])


def test_the_old_and_the_new_spoc_are_told_in_the_same_commit(  # A0.18, A0.34
    clm: Clm, asked: Repository
) -> None:
    before = len(asked.subjects())
    done = clm("--as", "petra", "assign", R, "tom", "-m", "kennt die Branche")
    assert done.code == 0
    assert told(asked) == {"assigned tom": f"{C}/{R}", "unassigned jana": f"{C}/{R}"}
    assert len(asked.subjects()) == before + 1
    assert "tom is told of c-7f3qkd (assigned)" in done.err
    text = said(clm, "assigned")
    assert text.startswith(f"Yours now: {R} Reise (Muster GmbH)\n\nPetra Alt gave you:")
    assert "Until now with Jana Sommer." in text
    assert "Why: kennt die Branche" in text
    assert "gave to Tom Berger" in said(clm, "unassigned")
    assert " 0 errors" in clm("check").err
    assert "Reise" not in "".join(p.read_text() for p in asked.path("outbox").iterdir())


def test_undo_takes_the_notices_back(clm: Clm, asked: Repository) -> None:
    clm.ok("--as", "petra", "assign", R, "tom")
    clm.ok("--as", "petra", "undo")
    assert told(asked) == {}


def test_the_old_and_the_new_executor_are_told(clm: Clm, asked: Repository) -> None:  # A0.34
    clm.ok("assign", T, "petra")
    assert told(asked) == {"assigned petra": f"{C}/{T}", "unassigned tom": f"{C}/{T}"}


def test_who_gives_something_away_is_not_told_of_it(clm: Clm, asked: Repository) -> None:
    clm.ok("assign", R, "tom")
    assert told(asked) == {"assigned tom": f"{C}/{R}"}


def test_a_customer_with_their_requests_is_one_notice_a_person(  # A0.19, A0.34
    clm: Clm, asked: Repository
) -> None:
    clm.ok("--as", "petra", "assign", C, "tom")
    things = f"{C} {C}/{R}"
    assert told(asked) == {"assigned tom": things, "unassigned jana": things}
    assert said(clm, "assigned").startswith("Yours now: 2 things\n")


def test_a_new_request_and_a_new_task_are_told(clm: Clm, asked: Repository) -> None:  # A0.34
    words = (
        "--need",
        "Hilfe",
        "--channel",
        "phone",
        "--received-at",
        "2026-11-18",
        "--spoc",
        "tom",
    )
    clm.ok("request", "add", C, "Neues", *words)
    (new,) = told(asked).values()
    assert new.startswith(f"{C}/r-")
    clm.ok("task", "add", R, "Bahn suchen", "--to", "isabel", "--due", "2026-11-20")
    made = told(asked)["assigned isabel"]
    assert made.startswith(f"{C}/t-")
    assert made.endswith("@2026-11-20")


def test_what_one_takes_oneself_tells_nobody(clm: Clm, asked: Repository) -> None:
    clm.ok("task", "add", R, "Bahn suchen", "--to", "jana")
    assert told(asked) == {}


def test_what_comes_for_somebody_away_goes_to_the_cover_and_stays_theirs(  # A0.29
    clm: Clm, asked: Repository
) -> None:
    away = (
        "absences:\n  - id: ab-000001\n    from: 2026-11-16\n    to: 2026-11-20\n"
        "    replacement: isabel\n"
    )
    asked.put("team/tom.yaml", TEAM["tom"] + away)
    done = clm("assign", R, "tom", "--force", "-m", "ist morgen zurück")
    assert "isabel for tom is told" in done.err
    assert told(asked) == {"assigned tom": f"{C}/{R}"}
    (one,) = clm("notify", "list", "--json").json["items"]
    assert one["persons"] == ["isabel"]
    assert "spoc: tom" in asked.read(FILE)
    text = said(clm, "assigned")
    assert text.startswith("Yours now (of Tom Berger): ")
    assert "Tom Berger is away, and you cover." in text


def test_what_is_covered_in_parts_goes_to_who_covers_the_part(  # A0.27, A0.29
    clm: Clm, asked: Repository
) -> None:
    away = (
        "absences:\n  - id: ab-000001\n    from: 2026-11-16\n    to: 2026-11-20\n"
        "    replacement: isabel\n    replacements:\n"
        "      - {id: rp-000001, replacement: petra, kind: request}\n"
    )
    asked.put("team/tom.yaml", TEAM["tom"] + away)
    clm.ok("assign", C, "tom", "--force", "-m", "so")
    items = clm("notify", "list", "--json").json["items"]
    assert sorted(one["persons"][0] for one in items) == ["isabel", "petra"]


def test_who_appointed_learns_that_the_request_is_accepted(  # A0.20
    clm: Clm, asked: Repository
) -> None:
    clm.ok("assign", R, "tom")
    clm.ok("--as", "tom", "request", "accept", R)
    assert told(asked)["accepted jana"] == f"{C}/{R}"
    assert said(clm, "accepted").startswith(f"Accepted by Tom Berger: {R} Reise")


@pytest.mark.usefixtures("asked")
def test_a_no_goes_to_who_appointed_and_to_the_manager(clm: Clm) -> None:  # A0.20
    clm.ok("assign", R, "tom")
    done = clm("--as", "tom", "request", "decline", R, "--reason", "capacity")
    assert "jana, petra are told of c-7f3qkd (declined)" in done.err
    one = next(
        one for one in clm("notify", "list", "--json").json["items"] if one["event"] == "declined"
    )
    assert one["to"] == ["jana", "petra"]
    assert "Why: capacity" in said(clm, "declined")


def test_nobody_is_told_of_the_answer_to_oneself(clm: Clm, asked: Repository) -> None:
    clm.ok("--as", "tom", "assign", R, "tom")
    clm.ok("--as", "tom", "request", "accept", R)
    assert "accepted" not in " ".join(told(asked))


def test_who_does_a_task_learns_that_it_is_cancelled_and_that_it_is_open_again(  # A0.34
    clm: Clm, asked: Repository
) -> None:
    clm.ok("task", "move", T, "cancelled", "-m", "fährt nicht mehr")
    assert told(asked) == {"unassigned tom": f"{C}/{T}"}
    text = said(clm, "unassigned")
    assert text.startswith(f"Not yours any more: {T} Flug suchen (Muster GmbH)\n")
    assert "Jana Sommer cancelled:" in text
    assert "Why: fährt nicht mehr" in text
    clm.ok("task", "move", T, "open")
    assert told(asked)["assigned tom"] == f"{C}/{T}"
    assert "Jana Sommer opened again:" in said(clm, "assigned")
    assert "somebody else" not in said(clm, "unassigned")
    assert " 0 errors" in clm("check").err


def test_what_one_ends_or_opens_again_oneself_tells_nobody(clm: Clm, asked: Repository) -> None:
    for status in ("cancelled", "open", "done", "open"):
        clm.ok("--as", "tom", "task", "move", T, status)
    clm.ok("request", "move", R, "waiting", "--on", "customer", "--recheck", "fri")
    clm.ok("request", "move", R, "open")
    assert told(asked) == {}


def test_what_is_closed_for_somebody_is_told_to_them_and_to_who_does_its_tasks(  # A0.34
    clm: Clm, asked: Repository
) -> None:
    words = ("--outcome", "solved", "--solution", "gebucht", "--force", "-m", "Kunde rief an")
    done = clm("--as", "isabel", "request", "close", R, *words, "--on-behalf")
    assert done.code == 0
    assert told(asked) == {"unassigned jana": f"{C}/{R}", "unassigned tom": f"{C}/{T}"}
    for one in clm("notify", "list", "--json").json["items"]:
        text = clm.ok("notify", "list", one["id"])
        word = "closed" if one["persons"] == ["jana"] else "cancelled"
        assert f"Isabel Kern {word}:" in text
        assert "Why: Kunde rief an" in text
    back = clm("--as", "isabel", "request", "move", R, "open", "-m", "doch nicht", "--on-behalf")
    assert f"these stay cancelled: {T} (clm task move TASK open)" in back.err
    assert told(asked)["assigned jana"] == f"{C}/{R}"
    assert "assigned tom" not in {key for key in told(asked) if not key.startswith("un")}


def test_a_german_team_reads_what_became_of_it(clm: Clm, asked: Repository) -> None:
    asked.put("clm.yaml", f"{SETTINGS}language: de\n")
    clm.ok("task", "move", T, "cancelled")
    assert "Jana Sommer hat abgebrochen:" in said(clm, "unassigned")
    clm.ok("task", "move", T, "open")
    assert "Jana Sommer hat wieder geöffnet:" in said(clm, "assigned")
    clm.ok("--as", "petra", "assign", R, "tom")
    assert "hat Tom Berger übergeben" in "".join(
        clm.ok("notify", "list", one["id"])
        for one in clm("notify", "list", "--all", "--json").json["items"]
    )


def test_customers_that_are_taken_in_tell_nobody(clm: Clm, repo: Repository) -> None:  # A0.34
    rows = repo.path("../rows.csv")
    rows.write_text("external_id,name,registered_on,owner\n1,Neu AG,2026-11-18,tom\n")
    clm.ok("import", "customers", rows, "--apply")
    assert told(repo) == {}


def test_a_replay_of_a_day_long_ago_tells_nobody(clm: Clm, asked: Repository) -> None:  # A0.34
    clm.ok("--today", "2026-11-10", "assign", R, "tom")
    assert told(asked) == {}


def test_another_owner_of_many_customers_is_one_notice(clm: Clm, asked: Repository) -> None:
    others = [f"c-0000{n:02}" for n in range(30)]
    for ref in others:
        asked.write(customer_path(ref), make_customer(ref, f"Kunde {ref}", "owner: jana\n"))
    asked.commit()
    clm.ok("--as", "petra", "assign", *others, "tom")
    assert set(told(asked)) == {"assigned tom", "unassigned jana"}
    text = said(clm, "assigned")
    assert text.startswith("Yours now: 30 things\n")
    assert "… and 5 more" in text


def test_a_hand_over_for_good_is_one_notice_for_who_takes_it(  # A0.23, A0.34
    clm: Clm, asked: Repository
) -> None:
    reminder = "reminders:\n  - {id: m-11111111, on: 2026-11-18, for: jana}\n"
    asked.put(customer_path(C), customer(f"owner: jana\n{reminder}"))
    clm.ok("--as", "petra", "handover", "jana", "--all-to", "tom", "--for-good", "--apply")
    # A reminder tells of its new person alone: who had it is not known of it any more.
    found = {key: set(items.split()) for key, items in told(asked).items()}
    assert {f"{C}/{R}", f"{C}/m-11111111"} <= found["assigned tom"]
    assert f"{C}/{R}" in found["unassigned jana"]
    assert "m-11111111 Reminder (Muster GmbH)" in said(clm, "assigned")
