"""`clm team`: records, who could do what, how much each has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path, make_booking, make_customer, make_requests
from tests.world import Clm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.shared import World
    from tests.world import Repository

MARA = ("team", "add", "mara", "--name", "Mara Lindner", "--email", "mara@example.org")
FIRST = ("c-1aaaaa", "c-2aaaaa", "c-3aaaaa", "c-4aaaaa", "c-5aaaaa")


def rows(clm: Clm, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = clm(*words, "--json").json["items"]
    return found


def give(repo: Repository, **counts: int) -> None:
    """Each colleague so many first bookers whose check is due."""
    names = iter(FIRST)
    for handle, count in counts.items():
        for _ in range(count):
            name = next(names)
            booking = make_booking(f"b-{name[2]}{'0' * 7}", on="2026-11-02")
            repo.write(
                customer_path(name),
                make_customer(name, f"Kunde {name[2]}", f"owner: {handle}\nbookings:\n{booking}"),
            )
    repo.commit()


def test_list_shows_what_colleagues_are_for(clm: Clm) -> None:
    clm.ok("team", "set", "tom", "skills+=technik", "regions+=ost", "regions+=nord", "capacity=32")
    assert [one["id"] for one in rows(clm, "team", "list")] == ["isabel", "jana", "tom"]
    assert [one["id"] for one in rows(clm, "team", "list", "--role", "admin")] == ["jana", "tom"]
    (tom,) = rows(clm, "team", "list", "--where", "regions = nord")
    assert tom == {
        "id": "tom", "name": "Tom Berger", "initials": "TB", "emails": ["tom@example.org"],
        "roles": ["admin"], "departments": [], "regions": ["ost", "nord"], "skills": ["technik"],
        "languages": [], "calendar": None, "manager": None, "capacity": 32, "shared": False,
        "from": None, "to": None, "state": "active", "present": True, "half": None,
        "covered_by": None,
    }  # fmt: skip
    assert "ost, nord" in clm.ok("team", "list")
    assert "Hours a week    32\n" in clm.ok("team", "show", "tom")


def test_those_who_have_left_or_come_later_are_listed_with_all(clm: Clm) -> None:
    clm.ok("team", "set", "tom", "active.to=2026-11-17")
    clm.ok(*MARA, "--from", "2026-11-19")
    clm.ok("absence", "add", "isabel", "--from", "today", "--to", "fri", "--replacement", "jana")
    clm.ok("absence", "add", "jana", "--from", "2026-11-30", "--half", "am")
    assert [one["id"] for one in rows(clm, "team", "list")] == ["isabel", "jana"]
    told = {one["id"]: one for one in rows(clm, "team", "list", "--all")}
    assert {name: one["state"] for name, one in told.items()} == {
        "isabel": "active", "jana": "active", "mara": "coming", "tom": "former",
    }  # fmt: skip
    lines = {line.split()[0]: line for line in clm.ok("team", "list", "--all").splitlines()}
    assert "State" in lines["Id"]
    assert "has left" in lines["tom"]
    assert "to come" in lines["mara"]
    assert "State" not in clm.ok("team", "list")
    assert (told["isabel"]["present"], told["isabel"]["covered_by"]) == (False, "jana")
    assert told["mara"]["present"] is told["tom"]["present"] is False
    (jana,) = rows(clm, "team", "list", "--today", "2026-11-30", "--where", "id = jana")
    assert (jana["half"], jana["present"]) == ("am", True)


@pytest.mark.parametrize(
    ("ref", "code"),
    [("tom", 0), ("TB", 0), ("tom@EXAMPLE.org", 0), ("berger", 0), ("to", 0), ("nobody", 3),
     ("", 3), ("e", 3)],
)  # fmt: skip
def test_a_colleague_is_meant_by_handle_initials_mail_or_name(
    clm: Clm, ref: str, code: int
) -> None:
    answer = clm("team", "show", ref, "--json")
    assert answer.code == code
    assert code or answer.json["items"][0]["id"] == "tom"


def test_a_name_of_two_is_asked_about(clm: Clm) -> None:
    clm.ok("team", "add", "tom2", "--name", "Tom Kern", "--email", "tk@example.org")
    answer = clm("team", "show", "kern")
    assert (answer.code, "isabel  Isabel Kern" in answer.err) == (4, True)
    assert clm("team", "show", "tom").code == 0


# A0.36
def test_find_proposes_who_is_there_and_fits_by_load(repo: Repository, clm: Clm) -> None:
    for handle, words in {
        "jana": ("regions+=ost", "skills+=angebote", "languages+=de"),
        "tom": ("regions+=ost", "regions+=nord", "skills+=angebote", "languages+=de"),
        "isabel": ("departments+=leitung", "regions+=ost"),
    }.items():
        clm.ok("team", "set", handle, *words)
    give(repo, jana=3, tom=1)

    def found(*words: str) -> list[str]:
        return [one["id"] for one in rows(clm, "team", "find", *words)]

    assert found() == ["isabel", "tom", "jana"]
    assert found("--region", "Ost", "--skill", "angebote") == ["tom", "jana"]
    assert found("--region", "ost", "--region", "nord") == ["tom"]
    assert found("--dept", "leitung") == ["isabel"]
    assert found("--language", "de", "--where", "open < 3") == ["tom"]
    tom = rows(clm, "team", "find", "--region", "nord")[0]
    assert (tom["customers"], tom["entries"], tom["open"], tom["load"]) == (1, 1, 1, 1.0)
    # who has half the hours has twice the load
    clm.ok("team", "set", "tom", "capacity=10")
    assert found("--skill", "angebote") == ["jana", "tom"]
    # who is away is not proposed, and who covers has that work too
    clm.ok("absence", "add", "jana", "--from", "fri", "--to", "fri", "--replacement", "isabel")
    assert found("--skill", "angebote", "--free-on", "fri") == ["tom"]
    assert found("--skill", "angebote", "--free-on", "2026-11-21") == ["jana", "tom"]
    on_friday = {one["id"]: one["open"] for one in rows(clm, "team", "find", "--free-on", "fri")}
    assert on_friday == {"isabel": 3, "tom": 1}


def test_where_nobody_fits_it_says_who_would_but_is_away(clm: Clm) -> None:  # A0.36
    clm.ok("team", "set", "tom", "skills+=angebote")
    assert clm("team", "find", "--skill", "angebote").err == ""
    clm.ok("absence", "add", "tom", "--from", "fri", "--to", "fri", "--replacement", "jana")
    answer = clm("team", "find", "--skill", "angebote", "--free-on", "fri")
    assert answer.out == "Nobody fits.\n"
    assert "who would fit is not there: tom" in answer.err


def test_a_day_on_which_nobody_works_is_said_to_be_one(clm: Clm) -> None:  # A0.36
    answer = clm("team", "find", "--free-on", "2026-11-21")
    assert (answer.code, answer.err) == (0, "2026-11-21 is no working day\n")
    german = clm("--lang", "de", "team", "find", "--free-on", "2026-11-22").err
    assert german == "2026-11-22 ist kein Arbeitstag\n"
    assert clm("team", "find", "--free-on", "2026-11-20").err == ""


def test_a_need_that_is_mistyped_is_asked_about(clm: Clm) -> None:
    clm.ok("team", "set", "tom", "skills+=technik")
    answer = clm("team", "find", "--skill", "tecnik")
    assert answer.code == 2
    assert "did you mean technik?" in answer.err


def test_load_counts_what_each_has_today(repo: Repository, clm: Clm) -> None:
    give(repo, jana=2, tom=1)
    repo.put(
        customer_path(FIRST[0], "requests"),
        make_requests(FIRST[0], ("t-aaaaaaaa", "Reise", "2026-11-17")),
    )
    clm.ok("team", "set", "tom", "capacity=0")
    clm.ok(
        "team", "add", "konto", "--name", "Konto", "--email", "konto@example.org", "--shared"
    )  # fmt: skip
    answer = {one["id"]: one for one in rows(clm, "team", "load")}
    assert "konto" not in {one["id"] for one in rows(clm, "team", "find")}
    assert list(answer) == ["tom", "jana", "isabel"]  # without hours any work is too much
    assert answer["jana"] == {
        "id": "jana", "name": "Jana Sommer", "capacity": None, "present": True,
        "customers": 2, "entries": 3, "overdue": 2, "requests": 0, "tasks": 0,
        "complaints": 0, "escalations": 0, "posted": 1, "open": 3, "load": 3.0,
    }  # fmt: skip
    assert answer["tom"]["load"] is None
    clm.ok("absence", "add", "jana", "--from", "today", "--to", "today", "--replacement", "isabel")
    answer = {one["id"]: one for one in rows(clm, "team", "load")}
    assert [answer[one]["customers"] for one in ("jana", "isabel")] == [2, 0]
    assert [answer[one]["entries"] for one in ("jana", "isabel")] == [0, 3]
    assert [answer[one]["present"] for one in ("jana", "isabel")] == [False, True]


REQUESTS = """customer: c-1aaaaa
requests:
  - id: r-aaaaaa
    subject: Reise
    need: Flug und Hotel
    channel: phone
    received_at: 2026-11-17
    spoc: jana
    events:
      - {id: k-aaaaaaaa, at: 2026-11-17T10:00:00Z, by: jana, kind: accepted}
    tasks:
      - {id: t-aaaaaaaa, title: Flug, executor: isabel, status: open, skill: reisen}
      - {id: t-bbbbbbbb, title: Hotel, executor: tom, due: 2026-11-24, status: in_progress}
      - {id: t-cccccccc, title: Fertig, executor: tom, due: 2026-11-18, status: closed}
  - id: r-bbbbbb
    subject: Messe
    need: Stand
    channel: phone
    received_at: 2026-11-17
    spoc: isabel
    outcome: withdrawn
    events:
      - {id: k-bbbbbbbb, at: 2026-11-17T10:00:00Z, by: jana, kind: status, from: new, to: closed}
"""


def test_load_counts_open_requests_and_tasks(repo: Repository, clm: Clm) -> None:
    give(repo, jana=1)
    repo.put(customer_path(FIRST[0], "requests"), REQUESTS)
    answer = {one["id"]: one for one in rows(clm, "team", "load")}
    counted = {who: (one["requests"], one["tasks"], one["open"]) for who, one in answer.items()}
    assert counted == {"jana": (1, 0, 2), "tom": (0, 1, 1), "isabel": (0, 1, 1)}
    clm.ok("absence", "add", "tom", "--from", "today", "--to", "today", "--replacement", "isabel")
    answer = {one["id"]: one for one in rows(clm, "team", "load")}
    assert [answer[who]["tasks"] for who in ("tom", "isabel")] == [0, 2]


def test_load_counts_a_part_of_the_work_with_who_covers_it(repo: Repository, clm: Clm) -> None:
    # A0.27, A0.36
    give(repo, jana=1)
    repo.put(customer_path(FIRST[0], "requests"), REQUESTS)
    clm.ok(
        "absence", "add", "jana", "--from", "today", "--to", "today",
        "--replacement", "tom:kind=request", "--replacement", "isabel:kind=entry",
    )  # fmt: skip
    answer = {one["id"]: one for one in rows(clm, "team", "load")}
    counted = {who: (one["entries"], one["requests"]) for who, one in answer.items()}
    assert counted == {"jana": (0, 0), "tom": (0, 1), "isabel": (1, 0)}


# A0.36
def test_giving_a_task_outside_of_skills_region_or_department_warns(
    repo: Repository, clm: Clm
) -> None:
    give(repo, jana=1)
    repo.put(customer_path(FIRST[0], "requests"), REQUESTS)
    clm.ok("team", "set", "tom", "skills+=technik", "regions+=nord")
    skill = "warning: tom has no reisen among their skills: technik"
    answer = clm("task", "add", "r-aaaaaa", "Bus", "--to", "tom", "--skill", "reisen")
    assert (answer.code, skill in answer.err) == (0, True), answer.err
    words = ("task", "add", "r-aaaaaa", "Bus", "--skill", "Technik", "--dept", "it", "--to", "tom")
    due = ("--due", "2026-11-20")
    assert "warning" not in clm(*words, *due).err  # his record names no departments
    answer = clm(*words, "--region", "ost")
    assert "warning: tom has no ost among their regions: nord" in answer.err
    assert skill in clm("assign", "t-aaaaaaaa", "tom").err
    assert skill not in clm("assign", "t-aaaaaaaa", "jana").err
    clm.ok("customer", "set", FIRST[0], "language=pl")
    clm.ok("team", "set", "isabel", "languages+=de")
    answer = clm("assign", "r-aaaaaa", "isabel")
    assert f"warning: {FIRST[0]}: isabel has no pl among their languages: de" in answer.err


def test_add_makes_one_file_in_one_commit_that_undo_takes_back(repo: Repository, clm: Clm) -> None:
    head = repo.head()
    answer = clm(
        *MARA, "--initials", "ML", "--role", "admin", "--role", "executor", "--region", "ost",
        "--skill", "angebote", "--skill", "messen", "--dept", "betreuung", "--language", "pl",
        "--manager", "isabel", "--capacity", "32,5", "--from", "2026-12-01", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert answer.json["changed"] == ["mara"]
    assert repo.read("team/mara.yaml").splitlines()[1:] == [
        "id: mara", "initials: ML", "name: Mara Lindner", "emails:", "  - mara@example.org",
        "roles:", "  - admin", "  - executor", "departments:", "  - betreuung", "regions:",
        "  - ost", "skills:", "  - angebote", "  - messen", "languages:", "  - pl",
        "manager: isabel", "capacity: 32.5", "active:", "  from: 2026-12-01",
    ]  # fmt: skip
    assert repo.git("rev-parse", "HEAD~1") == head
    assert repo.subjects()[0] == "team add mara"
    assert clm.ok("check") == ""
    clm.ok("undo")
    assert not repo.path("team/mara.yaml").exists()
    assert repo.is_clean()


def test_add_needs_no_more_than_a_handle(repo: Repository, clm: Clm) -> None:
    answer = clm("team", "add", "anne-sophie")
    assert answer.code == 0
    assert repo.read("team/anne-sophie.yaml").splitlines()[1:] == [
        "id: anne-sophie", "name: Anne Sophie",
    ]  # fmt: skip
    assert "warning: anne-sophie has no e-mail" in answer.err


def test_who_is_away_for_half_of_the_day_is_proposed_and_it_is_told(clm: Clm) -> None:
    clm.ok("absence", "add", "tom", "--from", "fri", "--half", "pm")
    (tom,) = rows(clm, "team", "find", "--free-on", "fri", "--where", "half = pm")
    assert tom["id"] == "tom"
    assert "Half a day" in clm.ok("team", "find", "--free-on", "fri")
    assert "Half a day" not in clm.ok("team", "find", "--free-on", "mon")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("team", "add", "tom", *MARA[3:]), 77, "there is a team/tom.yaml already"),
        (("team", "add", "tom", *MARA[3:]), 77, "clm team set tom KEY=VALUE"),
        (("team", "add", "anna", *MARA[3:]), 77, "there is a vpas/anna.yaml already"),
        (("team", "add", "Mara", *MARA[3:]), 2, "Mara is no handle"),
        (("team", "add", "../mara", *MARA[3:]), 2, "../mara is no handle"),
        (("team", "add", "nul", *MARA[3:]), 2, "nul is no handle"),
        ((*MARA, "--initials", "js"), 77, "initials: js stands with jana too"),
        ((*MARA[:6], "TOM@example.org"), 77, "emails: TOM@example.org stands with tom too"),
        ((*MARA[:6], "mara"), 2, "mara is no e-mail"),
        ((*MARA[:4], " ", *MARA[5:]), 2, "a colleague needs a name"),
        ((*MARA, "--manager", "nobody"), 77, "manager: nobody has the handle nobody"),
        ((*MARA, "--calendar", "mars"), 77, "there is no calendar mars"),
        ((*MARA, "--capacity", "viel"), 2, "no number of hours"),
        ((*MARA, "--role", "king"), 2, "king"),
        (("team", "set", "tom", "initials=JS"), 77, "initials: JS stands with jana too"),
        (("team", "set", "tom", "emails+=jana@example.org"), 77, "stands with jana too"),
        (("team", "set", "tom", "manager=ghost"), 77, "nobody has the handle ghost"),
        (("team", "set", "tom", "roles+=king"), 2, "roles"),
        (("team", "set", "tom", "capacity=viel"), 2, "capacity"),
        (("team", "set", "tom", "id=tim"), 2, "it never changes"),
        (("team", "set", "tom", "name="), 2, "it cannot be empty"),
        (("team", "set", "tom", "skils+=x"), 2, "skils"),
        (("team", "set", "tom", "absences.ab-123456.to=2026-12-01"), 2, "clm absence"),
        (("team", "set", "nobody", "capacity=1"), 3, "nobody in the team is nobody"),
    ],
)
def test_a_refused_record_changes_nothing(
    repo: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:
    head = repo.head()
    answer = clm(*words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert repo.head() == head
    assert repo.is_clean()


def test_set_is_one_commit_and_a_dry_run_none(repo: Repository, clm: Clm) -> None:
    head = repo.head()
    dry = clm("team", "set", "tom", "capacity=20", "roles-=admin", "-n")
    assert "+capacity: 20" in dry.out
    assert clm(*MARA, "-n").out.count("+name: Mara Lindner") == 1
    assert repo.head() == head
    clm.ok("team", "set", "TB", "capacity=20", "active.to=2026-12-31")
    assert repo.git("rev-parse", "HEAD~1") == head
    assert repo.subjects()[0] == "team set tom"
    assert clm("team", "set", "tom", "capacity=20").out == "nothing to change\n"


def test_set_tells_what_the_team_lacks_then(clm: Clm) -> None:
    answer = clm("team", "set", "isabel", "roles-=lead-distributor")
    assert answer.code == 0
    assert "warning: nobody active has the role lead-distributor" in answer.err


def test_a_fault_that_was_there_before_hinders_no_other_change(repo: Repository, clm: Clm) -> None:
    repo.put("team/tom.yaml", repo.read("team/tom.yaml").replace("TB", "JS"))
    clm.ok("team", "set", "tom", "capacity=20")


def test_edit_opens_the_record_in_the_editor(repo: Repository, clm: Clm, editor: Path) -> None:
    editor.write_text("sed -i 's/Tom Berger/Tom Bergmann/' \"$1\"")
    clm.ok("team", "edit", "TB")
    assert "name: Tom Bergmann" in repo.read("team/tom.yaml")


def test_in_a_share_there_is_the_vpa_alone_and_nothing_is_written(world: World) -> None:
    clm = Clm(world.desk.root)
    head = world.desk.head()
    assert [one["id"] for one in rows(clm, "team", "load")] == ["anna"]
    assert clm("team", "add", "mara").code == 77
    assert clm("team", "set", "anna", "languages+=pl").code == 3
    assert "VEVENT" not in clm.ok("export", "ics")
    assert world.desk.head() == head


# A0.36
def test_assigning_outside_a_colleagues_languages_warns(
    repo: Repository, clm: Clm, muster: str
) -> None:
    clm.ok("customer", "set", muster, "language=pl")
    assert "languages" not in clm("assign", muster, "isabel").err  # her record names none
    clm.ok("team", "set", "tom", "languages+=de")
    answer = clm("assign", muster, "tom")
    assert answer.code == 0
    assert f"warning: {muster}: tom has no pl among their languages: de" in answer.err
    clm.ok("team", "set", "jana", "languages+=pl")
    assert "languages" not in clm("assign", muster, "jana").err
    assert repo.is_clean()


def test_a_name_stays_one_line(repo: Repository, clm: Clm) -> None:
    clm.ok("team", "set", "tom", "name=Tom\n Berg")
    assert "name: Tom Berg\n" in repo.read("team/tom.yaml")
