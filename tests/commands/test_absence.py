"""`clm absence`, and what a cover sees and may do (A0.21, A0.24, A0.31, L14)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.build import TEAM, customer_path, make_booking, make_customer, make_requests
from tests.mailbox import mailbox

if TYPE_CHECKING:
    from tests.world import Clm, Repository

AWAY = "  - id: {id}\n    from: {start}\n    to: {end}\n    replacement: {who}\n"
BOOKED = f"owner: jana\nbookings:\n{make_booking(on='2026-11-16')}"
ME = "c-7f3qkd"


def away(
    repo: Repository, handle: str, start: str, end: str, who: str, name: str = "ab-000001"
) -> None:
    item = AWAY.format(id=name, start=start, end=end, who=who)
    repo.put(f"team/{handle}.yaml", f"{TEAM[handle]}absences:\n{item}")


@pytest.fixture
def booked(repo: Repository) -> str:
    """A first booker of Jana's: the check is visible from the 16th."""
    repo.put(customer_path(ME), make_customer(more=BOOKED))
    return ME


def seen_by(clm: Clm, handle: str, *words: str) -> list[tuple[str, str | None]]:
    items = clm("mine", "--as", handle, "--json", *words).json["items"]
    return [(item["ref"], item["covering_for"]) for item in items if item["customer"]]


def test_an_absence_is_one_commit_with_ids_only(repo: Repository, clm: Clm) -> None:
    before = repo.head()
    answer = clm(
        "absence", "add", "--from", "2026-11-23", "--to", "2026-11-27",
        "--replacement", "tom", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    (absence,) = answer.json["changed"]
    assert answer.json["schema"] == "clm/absence-add@1"
    assert repo.read("team/jana.yaml").splitlines()[-5:] == [
        "absences:",
        f"  - id: {absence}",
        "    from: 2026-11-23",
        "    to: 2026-11-27",
        "    replacement: tom",
    ]
    assert repo.git("rev-parse", "HEAD~1") == before
    assert repo.subjects()[0] == f"absence add {absence}"
    assert repo.trailers()["Clm-Action"] == "absence add"
    assert clm("absence", "list", "--json").json["items"] == [
        {
            "id": absence, "person": "jana", "from": "2026-11-23", "to": "2026-11-27",
            "half": None, "replacement": "tom", "state": "coming", "covered_by": None,
            "replacements": [], "uncovered": [], "open": 0, "decide": False,
        }
    ]  # fmt: skip
    clm.ok("undo")
    assert "absences" not in repo.read("team/jana.yaml")


def test_anybody_records_it_for_a_colleague(repo: Repository, clm: Clm) -> None:
    clm.ok("absence", "add", "tom", "--from", "today", "--to", "open", "--as", "isabel")
    assert repo.trailers()["Clm-By"] == "isabel"  # A0.31
    assert "Clm-For" not in repo.trailers()
    assert "to:" not in repo.read("team/tom.yaml")
    assert "tom" not in repo.message()
    head = repo.head()
    clm.ok("absence", "add", "jana", "--from", "today", "--to", "today", "-n")
    assert repo.head() == head
    assert repo.is_clean()


def test_half_a_day_needs_no_last_day(repo: Repository, clm: Clm) -> None:
    clm.ok("absence", "add", "--from", "fri", "--half", "pm")
    assert repo.read("team/jana.yaml").endswith(
        "    from: 2026-11-20\n    to: 2026-11-20\n    half: pm\n"
    )


@pytest.mark.parametrize("day", range(16, 23))
def test_from_monday_to_friday_is_one_week_on_every_day(
    repo: Repository, clm: Clm, day: int
) -> None:
    today = ("--today", f"2026-11-{day}")
    clm.ok(*today, "absence", "add", "--from", "mon", "--to", "fri")
    (held,) = clm(*today, "absence", "list", "--json").json["items"]
    assert (held["from"], held["to"]) == ("2026-11-23", "2026-11-27")
    clm.ok(*today, "absence", "edit", held["id"], "--from", "2026-12-01", "--to", "thu")
    assert "    from: 2026-12-01\n    to: 2026-12-03\n" in repo.read("team/jana.yaml")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--from", "2026-11-20", "--to", "2026-11-20", "-m", "ill"], 77, "private"),
        (["--from", "2026-11-20", "--to", "2026-11-20", "-m", ""], 77, "private"),
        (["--from", "2026-11-20"], 2, "--to open"),
        (["--to", "2026-11-20"], 2, "--from"),
        (["--from", "2.12.", "--to", "1.12."], 2, "--to 2027-12-01"),
        (["--from", "2026-11-20", "--to", "2026-11-19"], 77, "lies before"),
        (["--from", "2026-11-20", "--to", "2026-11-23", "--half", "am"], 77, "one day"),
        (["--from", "fri", "--to", "fri", "--replacement", "nobody"], 3, "nobody"),
        (["--from", "fri", "--to", "fri", "--replacement", "isabell"], 3, "mean isabel?"),
        (["--from", "fri", "--to", "fri", "--replacement", "isabel:class=X"], 2, "class is one of"),
        (["--from", "fri", "--to", "fri", "--replacement", "isabel:x=A"], 2, "tom:class=A"),
        (["--from", "fri", "--to", "fri", "--replacement", "uwe"], 77, "not active"),
        (["--from", "fri", "--to", "fri", "--replacement", "jana"], 77, "themselves"),
        (["--from", "fri", "--to", "fri", "--replacement", "tom"], 77, "jana → tom"),
        (["nobody", "--from", "fri", "--to", "fri"], 3, "nobody"),
        (["tom", "--from", "2026-11-19", "--to", "2026-11-23"], 77, "ab-000001"),
    ],
)
def test_what_is_refused_changes_nothing(
    repo: Repository, clm: Clm, words: list[str], code: int, told: str
) -> None:
    away(repo, "tom", "2026-11-20", "2026-11-24", "jana")
    repo.put("team/uwe.yaml", "id: uwe\nname: Uwe\nactive:\n  to: 2026-10-31\n")
    head = repo.head()
    answer = clm("absence", "add", *words)
    assert answer.code == code, answer.err
    assert told in answer.err
    assert repo.head() == head
    assert repo.is_clean()


def test_who_is_left_uncovered_is_said_and_found(repo: Repository, clm: Clm) -> None:
    away(repo, "tom", "2026-11-20", "2026-11-24", "jana")
    answer = clm("absence", "add", "--from", "2026-11-24", "--to", "2026-11-24")
    assert answer.code == 0
    assert "jana covers for tom from 2026-11-20 to 2026-11-24" in answer.err
    found = clm("check")
    assert found.code == 1
    assert "team/tom.yaml:" in found.out
    assert "replacement: jana is away on 2026-11-24" in found.out


def test_replacements_by_scope_are_kept_and_listed(repo: Repository, clm: Clm) -> None:  # A0.27
    words = ("--replacement", "tom", "--replacement", "isabel:class=A,kind=posted")
    answer = clm("absence", "add", "--from", "2026-11-23", "--to", "2026-11-27", *words, "--json")
    (absence,) = answer.json["changed"]
    text = repo.read("team/jana.yaml").split("absences:\n")[1].splitlines()
    assert [line for line in text if "- id: rp-" not in line] == [
        f"  - id: {absence}",
        "    from: 2026-11-23",
        "    to: 2026-11-27",
        "    replacement: tom",
        "    replacements:",
        "        replacement: isabel",
        "        class: A",
        "        kind: posted",
    ]
    (item,) = clm("absence", "list", "--json").json["items"]
    assert item["replacements"] == [
        {"replacement": "isabel", "class": "A", "kind": "posted", "items": []}
    ]
    assert "tom, isabel (class A, kind posted)" in clm.ok("absence", "list")
    assert clm("check").code == 0
    clm.ok("undo")
    assert "absences" not in repo.read("team/jana.yaml")


def test_the_days_that_nobody_covers_are_listed(repo: Repository, clm: Clm) -> None:  # A0.26
    away(repo, "tom", "2026-11-24", "2026-11-25", "isabel", "ab-000009")
    away(repo, "isabel", "2026-11-25", "2026-12-31", "nobody", "ab-000008")
    words = ("--from", "2026-11-23", "--to", "2026-11-27", "--replacement", "tom")
    answer = clm("absence", "add", *words)
    assert answer.code == 0, answer.err
    assert "nobody covers jana on 2026-11-25" in answer.err
    item = next(i for i in clm("absence", "list", "--json").json["items"] if i["person"] == "jana")
    assert item["uncovered"] == [{"from": "2026-11-25", "to": "2026-11-25"}]
    assert "2026-11-25" in clm.ok("absence", "list", "--of", "jana").splitlines()[1]


def test_check_names_the_line_of_what_leads_nowhere(repo: Repository, clm: Clm) -> None:
    """A0.25, A0.27."""
    away(repo, "tom", "2026-11-20", "2026-11-24", "jana")
    away(repo, "jana", "2026-11-24", "2026-11-30", "tom", "ab-000002")
    parts = "".join(
        f"      - {{id: rp-00000{n}, replacement: {who}, class: A}}\n"
        for n, who in ((1, "tom"), (2, "jana"))
    )
    whole = "absences:\n  - id: ab-000003\n    from: 2026-12-01\n    replacements:\n"
    repo.put("team/isabel.yaml", TEAM["isabel"] + whole + parts)
    answer = clm("check")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "team/isabel.yaml:14:9", "team/jana.yaml:12:18", "team/tom.yaml:12:18"
    ]  # fmt: skip
    assert "named for the same work" in lines[0]
    assert "jana → tom leads to nobody who is there on 2026-11-24" in lines[1]


def test_check_finds_the_halves_that_add_refuses(repo: Repository, clm: Clm) -> None:
    # A0.21
    half = "  - {{id: ab-00000{}, from: 2026-11-20, to: 2026-11-20, half: {}, replacement: {}}}\n"
    morning, evening = half.format(1, "am", "isabel"), half.format(2, "pm", "jana")
    repo.put("team/tom.yaml", f"{TEAM['tom']}absences:\n{morning}{evening}")
    answer = clm("check")
    assert answer.code == 1
    assert "both halves are the whole day, and ab-000001 names others" in answer.out
    repo.put("team/tom.yaml", f"{TEAM['tom']}absences:\n{morning}")
    words = ("tom", "--from", "20.11.", "--half", "pm", "--replacement", "jana")
    refused = clm("absence", "add", *words)
    assert (refused.code, "both halves are the whole day" in refused.err) == (77, True)


def test_an_absence_is_made_longer_shorter_and_cancelled(repo: Repository, clm: Clm) -> None:
    """A0.28: who acts follows at once."""
    away(repo, "tom", "2026-11-19", "2026-11-20", "isabel")

    def covered(day: str) -> str | None:
        found = clm("absence", "list", "--all", "--json", "--today", day).json["items"]
        return found[0]["covered_by"] if found else None

    assert [covered("2026-11-20"), covered("2026-11-21")] == ["isabel", None]
    clm.ok("absence", "edit", "ab-000001", "--to", "2026-11-24")
    assert covered("2026-11-24") == "isabel"
    assert repo.subjects()[0] == "absence edit ab-000001"
    clm.ok("absence", "edit", "ab-000001", "--to", "open", "--replacement", "jana")
    assert covered("2027-05-01") == "jana"
    clm.ok("absence", "edit", "ab-000001", "--no-replacement", "--from", "2026-11-20")
    assert covered("2026-11-20") is None
    assert clm("absence", "edit", "ab-000001").code == 2
    clm.ok("absence", "remove", "ab-000001")
    assert "ab-000001" not in repo.read("team/tom.yaml")
    clm.ok("undo")
    assert covered("2026-11-20") is None
    assert clm("absence", "remove", "ab-000001", "--today", "2026-11-20").code == 77


def test_an_open_end_that_is_old_is_to_be_decided_on(repo: Repository, clm: Clm) -> None:
    away(repo, "tom", "2026-11-02", "", "isabel")
    (item,) = clm("absence", "list", "--json").json["items"]
    assert item["decide"] is True  # A0.33
    assert "decide" in clm.ok("absence", "list")
    (item,) = clm("absence", "list", "--json", "--today", "2026-11-16").json["items"]
    assert item["decide"] is False


def test_the_manager_is_told_of_an_absence_that_nobody_planned(
    repo: Repository, clm: Clm
) -> None:  # A0.31
    repo.put("team/tom.yaml", TEAM["tom"] + "manager: isabel\n")
    clm.ok("absence", "add", "tom", "--from", "today", "--to", "open", "--replacement", "jana")
    (notice,) = clm("notify", "list", "--json").json["items"]
    assert (notice["event"], notice["persons"]) == ("absence", ["isabel"])
    assert "Tom Berger ist ab 18.11.2026 abwesend, das Ende ist offen" in notice["text"]
    assert "Jana Sommer vertritt." in notice["text"]
    assert repo.trailers()["Clm-By"] == "jana"
    clm.ok("absence", "add", "tom", "--from", "2026-10-01", "--to", "2026-10-02", "--as", "tom")
    clm.ok("absence", "add", "jana", "--from", "2026-12-01", "--to", "2026-12-02")
    assert len(clm("notify", "list", "--json").json["items"]) == 2


def test_a_notice_tells_of_an_absence_as_it_is_when_it_is_sent(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.28, A0.31
    def told() -> list[str]:
        return [one["text"] for one in clm("notify", "list", "--json").json["items"]]

    repo.put("team/tom.yaml", TEAM["tom"] + "manager: isabel\n")
    repo.put("clm.yaml", f"{repo.read('clm.yaml')}notify:\n  host: here\n")
    new = ("absence", "add", "tom", "--from", "tomorrow", "--to", "2026-11-20", "--json")
    (absence,) = clm(*new).json["changed"]
    assert "vom 19.11.2026 bis 20.11.2026" in told()[0]
    assert "Niemand ist benannt" in told()[0]
    clm.ok("absence", "edit", absence, "--to", "2026-11-24", "--replacement", "jana")
    assert "vom 19.11.2026 bis 24.11.2026" in told()[0]
    assert "Jana Sommer vertritt." in told()[0]
    clm.ok("absence", "end", absence, "--on", "2026-11-19")
    assert "am 19.11.2026 abwesend" in told()[0]
    clm.ok("absence", "edit", absence, "--no-replacement")
    monkeypatch.setenv("CLM_HOST", "here")
    monkeypatch.setattr("clm.clock.now", lambda zone, *_: datetime(2026, 11, 18, 10, tzinfo=zone))
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        clm.ok("notify", "send")
    (letter,) = box.letters
    assert "am 19.11.2026 abwesend" in letter.get_content()
    kept = repo.read(f"outbox/absence-{absence}.yaml")
    assert "away_to: 2026-11-19" in kept  # what was sent stays
    assert "cover" not in kept
    clm.ok("absence", "edit", absence, "--to", "2026-11-30")
    assert repo.read(f"outbox/absence-{absence}.yaml") == kept


def test_a_notice_of_an_absence_that_was_taken_out_by_hand_is_not_sent(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.28
    before = TEAM["tom"] + "manager: isabel\n"
    repo.put("team/tom.yaml", before)
    repo.put("clm.yaml", f"{repo.read('clm.yaml')}notify:\n  host: here\n")
    clm.ok("absence", "add", "tom", "--from", "tomorrow", "--to", "fri")
    listed = clm.ok("notify", "list").splitlines()
    assert listed[0].split()[2:4] == ["What", "About"]
    assert "absence  Tom Berger" in listed[1]
    repo.put("team/tom.yaml", before)
    monkeypatch.setenv("CLM_HOST", "here")
    monkeypatch.setattr("clm.clock.now", lambda zone, *_: datetime(2026, 11, 18, 10, tzinfo=zone))
    assert "is not so any more" in clm("notify", "send").err
    assert clm("notify", "list", "--json").json["items"] == []


def test_a_notice_of_an_absence_that_is_not_to_be_is_withdrawn(
    repo: Repository, clm: Clm
) -> None:  # A0.28
    repo.put("team/tom.yaml", TEAM["tom"] + "manager: isabel\n")
    new = ("absence", "add", "tom", "--from", "tomorrow", "--to", "fri", "--json")
    (absence,) = clm(*new).json["changed"]
    answer = clm("absence", "remove", absence)
    assert "is withdrawn: it was not sent yet" in answer.err
    assert clm("notify", "list", "--json").json["items"] == []
    assert repo.is_clean()
    clm.ok("undo")
    assert len(clm("notify", "list", "--json").json["items"]) == 1


def test_an_absence_ends_on_a_day(repo: Repository, clm: Clm) -> None:
    away(repo, "tom", "2026-11-16", "2026-11-24", "jana")
    answer = clm("absence", "end", "ab-0000", "--on", "2026-11-18")
    assert "    to: 2026-11-18\n" in repo.read("team/tom.yaml")
    assert "tom is away from 2026-11-16 to 2026-11-18\n" in answer.err
    assert repo.subjects()[0] == "absence end ab-000001"
    assert clm("absence", "end", "000001", "--on", "2026-11-18", "--json").json["commit"] is None
    for words, code in (
        (["ab-000001", "--on", "2026-11-19"], 77),
        (["ab-000001", "--on", "2026-11-15"], 77),
        (["ab-000001", "--on", "2026-11-17", "-m", "well again"], 77),
        (["ab-999999", "--on", "2026-11-17"], 3),
        (["", "--on", "2026-11-17"], 3),
    ):
        assert clm("absence", "end", *words).code == code
    away(repo, "jana", "2026-12-01", "2026-12-02", "tom", "ab-000002")
    assert clm("absence", "end", "ab-00000", "--on", "2026-11-17").code == 4


@pytest.mark.parametrize(
    ("word", "last"),
    [("17.11.", "2026-11-17"), ("19.11.", "2026-11-19"), ("-1d", "2026-11-17"),
     ("yesterday", "2026-11-17"), ("gestern", "2026-11-17"), ("ontem", "2026-11-17")],
)  # fmt: skip
def test_the_last_day_is_one_of_the_absence(
    repo: Repository, clm: Clm, word: str, last: str
) -> None:
    away(repo, "tom", "2026-11-16", "2026-11-24", "jana")
    answer = clm("absence", "end", "ab-000001", "--on", word)
    assert answer.code == 0, answer.err
    assert f"{word} = {last}" in answer.err
    assert f"    to: {last}\n" in repo.read("team/tom.yaml")
    clm.ok("undo")
    clm.ok("absence", "edit", "ab-000001", "--to", word)
    assert f"    to: {last}\n" in repo.read("team/tom.yaml")


def test_an_absence_may_have_begun_yesterday(repo: Repository, clm: Clm) -> None:
    clm.ok("absence", "add", "tom", "--from", "-1d", "--to", "20.11.")
    assert "from: 2026-11-17\n    to: 2026-11-20\n" in repo.read("team/tom.yaml")


def test_a_last_day_just_before_the_first_is_a_slip(repo: Repository, clm: Clm) -> None:
    away(repo, "tom", "2026-12-02", "2026-12-24", "jana")
    done = clm("absence", "edit", "ab-000001", "--to", "1.12.")
    assert (done.code, "--to 2027-12-01" in done.err) == (2, True)
    clm.ok("absence", "edit", "ab-000001", "--to", "1.12.2027")  # it is meant
    assert "    to: 2027-12-01\n" in repo.read("team/tom.yaml")
    away(repo, "tom", "2026-03-02", "2027-02-01", "jana")
    clm.ok("absence", "edit", "ab-000001", "--to", "20.11.")  # long after the first, and near
    assert "    to: 2026-11-20\n" in repo.read("team/tom.yaml")


def test_a_handle_stands_for_the_absence_of_now(repo: Repository, clm: Clm) -> None:
    away(repo, "tom", "2026-11-16", "2026-11-24", "jana")
    clm.ok("absence", "add", "tom", "--from", "2026-12-01", "--to", "2026-12-02")
    clm.ok("absence", "end", "tom", "--on", "today")
    assert "    to: 2026-11-18\n" in repo.read("team/tom.yaml")
    clm.ok("absence", "add", "jana", "--from", "2026-12-01", "--to", "2026-12-02")
    clm.ok("absence", "add", "jana", "--from", "2026-12-08", "--to", "2026-12-09")
    answer = clm("absence", "remove", "jana")
    assert answer.code == 4
    assert "jana from 2026-12-08 to 2026-12-09" in answer.err
    assert clm("absence", "end", "isabel", "--on", "today").code == 3


def test_a_vpa_covers_no_colleague(clm: Clm) -> None:
    answer = clm("absence", "add", "tom", "--from", "today", "--to", "fri", "--replacement", "anna")
    assert answer.code == 3
    assert "anna is a VPA, no colleague\nhint: known: isabel, jana, tom" in answer.err


def test_who_is_named_as_the_acting_person_is_somebody(clm: Clm) -> None:
    answer = clm("absence", "list", "--as", "bob")
    assert answer.code == 78
    assert "bob" in answer.err


def test_the_list_shows_current_and_coming_ones(repo: Repository, clm: Clm) -> None:
    away(repo, "tom", "2026-11-01", "2026-11-17", "jana")
    away(repo, "jana", "2026-11-18", "2026-11-18", "tom", "ab-000002")
    assert clm.ok("absence", "list", "--ids") == "ab-000002\n"
    assert clm.ok("absence", "list", "--all", "--ids") == "ab-000001\nab-000002\n"
    assert clm.ok("absence", "list", "--of", "tom") == "Nobody is away.\n"
    (item,) = clm("absence", "list", "--json").json["items"]
    assert (item["state"], item["covered_by"]) == ("current", "tom")
    assert "away" in clm.ok("absence", "list")


# who sees what


@pytest.mark.parametrize(
    ("day", "covers"),
    [  # A0.24, L14: the day before, the first, the last, the day after
        ("2026-11-17", False),
        ("2026-11-18", True),
        ("2026-11-20", True),
        ("2026-11-21", False),
    ],
)
def test_the_replacement_sees_it_on_the_days_of_absence(
    repo: Repository, clm: Clm, booked: str, day: str, *, covers: bool
) -> None:
    away(repo, "jana", "2026-11-18", "2026-11-20", "tom")
    assert seen_by(clm, "tom", "--today", day) == ([(booked, "jana")] if covers else [])
    assert seen_by(clm, "jana", "--today", day) == [(booked, None)]  # who is covered keeps it
    assert seen_by(clm, "isabel", "--today", day) == []
    shown = clm.ok("mine", "--of", "tom", "--today", day)
    assert ("For" in shown.split("\n")[0]) is covers
    assert "owner: jana" in repo.read(customer_path(ME))  # never overwritten


def test_a_list_and_a_reminder_for_the_absent_one_are_covered_too(
    repo: Repository, clm: Clm
) -> None:
    away(repo, "jana", "2026-11-18", "2026-11-18", "tom")
    repo.put(
        customer_path(ME),
        make_customer(
            more="owner: isabel\nreminders:\n"
            "  - {id: m-11111111, on: 2026-11-17, for: jana, by: jana}\n"
        ),
    )
    repo.put(customer_path("c-8g4rme"), make_customer("c-8g4rme", more="owner: jana\n"))
    assert seen_by(clm, "tom") == [(ME, "jana")]
    assert seen_by(clm, "tom", "lead") == [(ME, "jana"), ("c-8g4rme", "jana")]
    assert clm("board", "--as", "tom", "--json").json["total"] == 0  # by owner
    clm.ok("done", ME, "--as", "tom")
    assert repo.trailers()["Clm-For"] == "jana"


def test_who_distributes_leads_is_covered_too(repo: Repository, clm: Clm) -> None:
    away(repo, "isabel", "2026-11-18", "2026-11-18", "tom")
    more = f"bookings:\n{make_booking(on='2026-11-16')}"
    repo.put(customer_path(ME), make_customer(more=more))
    assert seen_by(clm, "tom") == [(ME, "isabel")]  # A1.47
    clm.ok("seen", ME, "--as", "tom")
    assert repo.trailers()["Clm-For"] == "isabel"
    # another holder who is there goes before any cover
    repo.put("team/jana.yaml", TEAM["jana"] + "  - lead-distributor\n")
    repo.git("revert", "--no-edit", "HEAD~1")
    assert seen_by(clm, "tom") == []
    assert seen_by(clm, "jana") == [(ME, None)]
    assert seen_by(clm, "isabel") == []


# who may do what


def test_a_cover_acts_in_their_own_right(repo: Repository, clm: Clm, booked: str) -> None:
    away(repo, "jana", "2026-11-18", "2026-11-20", "tom")
    clm.ok("remind", booked, "2026-12-01", "--as", "tom")
    text = repo.read(customer_path(booked))
    assert "for: jana" in text.split("handled:")[0]  # the reminder is the owner's
    assert "for:" not in text.split("handled:")[1]
    assert repo.trailers()["Clm-By"] == "tom"
    assert repo.trailers()["Clm-For"] == "jana"


def test_the_owner_may_act_while_away(repo: Repository, clm: Clm, booked: str) -> None:
    away(repo, "jana", "2026-11-18", "2026-11-20", "tom")
    clm.ok("seen", booked)
    assert "Clm-For" not in repo.trailers()
    assert "for:" not in repo.read(customer_path(booked))


def test_others_act_on_behalf_and_it_is_recorded(repo: Repository, clm: Clm, booked: str) -> None:
    away(repo, "jana", "2026-11-18", "2026-11-20", "tom")
    refused = clm("seen", booked, "--as", "isabel")
    assert refused.code == 77
    assert "in the care of jana, covered by tom" in refused.err
    clm.ok("seen", booked, "--as", "isabel", "--on-behalf")
    assert repo.trailers()["Clm-For"] == "jana"
    assert repo.read(customer_path(booked)).endswith("    for: tom\n")  # the effective one
    # the day after it is the owner's alone again
    clm.ok("undo", "--as", "isabel")
    assert clm("seen", booked, "--as", "tom", "--today", "2026-11-21").code == 77


def test_on_behalf_without_an_absence_names_the_owner(
    repo: Repository, clm: Clm, booked: str
) -> None:
    clm.ok("seen", booked, "--as", "tom", "--on-behalf")
    assert repo.read(customer_path(booked)).endswith("    for: jana\n")


def test_what_somebody_left_behind_is_the_lead_distributors(repo: Repository, clm: Clm) -> None:
    repo.put("team/uwe.yaml", "id: uwe\nname: Uwe\nactive:\n  to: 2026-10-31\n")
    repo.put(customer_path(ME), make_customer(more=BOOKED.replace("jana", "uwe")))
    assert seen_by(clm, "isabel") == [(ME, None)]
    assert clm("seen", ME).code == 77
    clm.ok("seen", ME, "--as", "isabel")  # A1.47: whoever sees it may act on it
    assert "Clm-For" not in repo.trailers()


def test_every_entry_has_one_effective_responsible(repo: Repository, clm: Clm, booked: str) -> None:
    """Of those who see an entry, exactly one need not say for whom they act but the owner."""
    away(repo, "jana", "2026-11-18", "2026-11-20", "tom")
    may = [
        who for who in ("jana", "tom", "isabel") if clm("seen", booked, "-n", "--as", who).code == 0
    ]
    assert may == ["jana", "tom"]
    covering = [who for who in may if (booked, "jana") in seen_by(clm, who)]
    assert covering == ["tom"]  # L14


# several who cover, by scope

SCOPED = (
    "absences:\n  - id: ab-000001\n    from: 2026-11-18\n    to: 2026-11-20\n"
    "    replacement: tom\n    replacements:\n"
    "      - id: rp-000001\n        replacement: isabel\n        class: A\n"
    "      - id: rp-000002\n        replacement: isabel\n        items:\n"
    "          - m-11111111\n          - d-22222222\n          - t-33333333\n"
)


@pytest.fixture
def parted(repo: Repository) -> None:
    """Jana is away: Isabel covers A customers and some items, Tom covers the rest."""
    repo.put("team/jana.yaml", TEAM["jana"] + SCOPED)
    classed = BOOKED + "class:\n  - {id: k-1m5t9w2c, value: A, on: 2026-11-16, by: jana}\n"
    repo.put(customer_path("c-aaaaaa"), make_customer("c-aaaaaa", more=classed))
    second = BOOKED.replace("b-2k9x7d1q", "b-2k9x7d1r")
    repo.put(customer_path("c-bbbbbb"), make_customer("c-bbbbbb", more=second))
    reminded = "owner: jana\nreminders:\n  - {id: m-11111111, on: 2026-11-17, for: jana}\n"
    repo.put(customer_path("c-ccccc0"), make_customer("c-ccccc0", more=reminded))


@pytest.mark.usefixtures("parted")
def test_each_sees_the_part_they_cover(clm: Clm) -> None:  # A0.27
    assert sorted(seen_by(clm, "tom")) == [("c-bbbbbb", "jana")]
    assert sorted(seen_by(clm, "isabel")) == [("c-aaaaaa", "jana"), ("c-ccccc0", "jana")]
    assert sorted(seen_by(clm, "jana")) == [
        ("c-aaaaaa", None), ("c-bbbbbb", None), ("c-ccccc0", None)
    ]  # fmt: skip
    assert seen_by(clm, "tom", "--today", "2026-11-21") == []
    assert [one for one, _ in seen_by(clm, "isabel", "lead")] == ["c-ccccc0"]
    assert [one for one, _ in seen_by(clm, "tom", "first")] == ["c-bbbbbb"]


@pytest.mark.usefixtures("parted")
def test_each_may_act_on_the_part_they_cover(repo: Repository, clm: Clm) -> None:  # A0.27, L14
    assert clm("seen", "c-aaaaaa", "--as", "tom").code == 77
    clm.ok("seen", "c-aaaaaa", "--as", "isabel")
    assert repo.trailers()["Clm-For"] == "jana"
    refused = clm("seen", "c-bbbbbb", "--as", "isabel")
    assert refused.code == 77
    assert "in the care of jana, covered by tom" in refused.err
    clm.ok("seen", "c-bbbbbb", "--as", "tom")
    assert clm("done", "m-11111111", "--as", "tom").code == 77
    clm.ok("done", "m-11111111", "--as", "isabel")


@pytest.mark.usefixtures("parted")
def test_tasks_and_deadlines_are_covered_in_parts(repo: Repository, clm: Clm) -> None:  # A0.27
    posted = (("t-33333333", "A", "2026-11-16"), ("t-44444444", "B", "2026-11-16"))
    repo.put(customer_path("c-bbbbbb", "requests"), make_requests("c-bbbbbb", *posted))
    ask = "{id: d-22222222, vpa: anna, on: 2026-11-19, ask: Akte pflegen, note: n-00000001}"
    note = (
        "{id: n-00000001, at: 2026-11-16, by: jana, text: Hallo,"
        ' template: {id: keep-file, version: "1"}}'
    )
    booked = BOOKED.replace("b-2k9x7d1q", "b-2k9x7d1r")
    repo.put(customer_path("c-bbbbbb"), make_customer("c-bbbbbb", more=f"{booked}vpa: anna\n"))
    file = f"customer: c-bbbbbb\ndeadlines:\n  - {ask}\nnotes:\n  - {note}\n"
    repo.put(customer_path("c-bbbbbb", "vpa"), file)

    def tasks(handle: str) -> list[str]:
        items = clm("task", "list", "--mine", "--as", handle, "--json").json["items"]
        return [item["id"] for item in items]

    assert (tasks("tom"), tasks("isabel")) == (["t-44444444"], ["t-33333333"])
    assert [one for one, _ in seen_by(clm, "isabel", "deadlines")] == ["d-22222222"]
    assert seen_by(clm, "tom", "deadlines") == []


# what the absent person sees, and what absences ask for


def test_the_covered_colleague_sees_by_whom_and_until_when(
    repo: Repository, clm: Clm, booked: str
) -> None:  # A0.29
    away(repo, "jana", "2026-11-18", "2026-11-20", "tom")
    away(repo, "tom", "2026-11-20", "2026-11-30", "isabel", "ab-000002")

    def tagged(day: str, *words: str) -> list[tuple[str, str | None, str | None]]:
        items = clm("mine", "--json", "--today", day, *words).json["items"]
        found = [item for item in items if item["customer"]]
        return [(i["ref"], i["covered_by"], i["covered_until"]) for i in found]

    assert tagged("2026-11-17") == [(booked, None, None)]
    assert tagged("2026-11-18") == [(booked, "tom", "2026-11-19")]
    assert tagged("2026-11-20") == [(booked, "isabel", "2026-11-20")]
    assert tagged("2026-11-21") == [(booked, None, None)]
    assert tagged("2026-11-18", "--as", "tom") == [(booked, None, None)]
    assert tagged("2026-11-18", "--team") == [(booked, "tom", "2026-11-19")]
    assert "tom until 2026-11-19" in clm.ok("mine", "--today", "2026-11-18")
    for asked in ("covered_by = tom", "covered_until = 2026-11-19"):
        assert tagged("2026-11-18", "--where", asked) == [(booked, "tom", "2026-11-19")]
    assert tagged("2026-11-18", "--where", "covered_by = isabel") == []


def test_a_new_item_in_the_window_is_told_to_the_cover(repo: Repository, clm: Clm) -> None:
    """A0.29: notices go to who covers, the owner stays."""
    repo.put("team/jana.yaml", TEAM["jana"] + SCOPED)
    classed = "owner: jana\nclass:\n  - {id: k-1m5t9w2c, value: A, on: 2026-11-16, by: jana}\n"
    repo.put(customer_path("c-aaaaaa"), make_customer("c-aaaaaa", more=classed))
    repo.put(customer_path("c-bbbbbb"), make_customer("c-bbbbbb", more="owner: jana\n"))
    clm.ok("assign", "c-aaaaaa", "--vpa", "anna", "--as", "tom", "-m", "shift")
    clm.ok("assign", "c-bbbbbb", "--vpa", "anna", "--as", "isabel", "-m", "shift")
    told = {
        item["customer"]: item["persons"] for item in clm("notify", "list", "--json").json["items"]
    }
    assert told == {"c-aaaaaa": ["isabel"], "c-bbbbbb": ["tom"]}
    assert "owner: jana" in repo.read(customer_path("c-aaaaaa"))


def duties(clm: Clm, *words: str) -> list[tuple[str, str, str]]:
    items = clm("mine", "absences", "--json", *words).json["items"]
    return [(item["ref"], item["rule"], item["due"]) for item in items]


def test_before_an_absence_the_owner_is_asked_to_hand_over(repo: Repository, clm: Clm) -> None:
    """A0.22: three working days before, over a weekend."""
    repo.put(customer_path(ME), make_customer(more=BOOKED))
    away(repo, "jana", "2026-11-23", "2026-11-27", "uwe")  # nobody
    asked = [("ab-000001", "prepare-handover", "2026-11-20")]
    assert duties(clm, "--today", "2026-11-17") == []
    assert duties(clm, "--today", "2026-11-18") == asked
    assert duties(clm, "--today", "2026-11-22") == asked
    assert duties(clm, "--today", "2026-11-23") == []
    assert duties(clm, "--as", "tom") == []
    assert "clm handover jana" in clm.ok("mine")
    assert clm.ok("mine", "--ids") == f"{ME}\n"  # they are piped into acts on customers


def test_once_all_is_covered_there_is_nothing_to_prepare(repo: Repository, clm: Clm) -> None:
    """A0.22: for the whole window, or nothing is open in it."""
    repo.put(customer_path(ME), make_customer(more=BOOKED))
    own = "absences:\n  - {id: ab-000002, from: 2026-11-27, to: 2026-11-30}\n"
    repo.put("team/tom.yaml", TEAM["tom"] + own)
    away(repo, "jana", "2026-11-23", "2026-11-27", "tom")
    assert len(duties(clm)) == 1  # Tom is not there on the last day
    repo.put("team/tom.yaml", TEAM["tom"])
    assert duties(clm) == []
    away(repo, "jana", "2026-11-23", "2026-11-27", "uwe")
    assert len(duties(clm)) == 1
    clm.ok("handover", "jana", "--cover", f"{ME}=isabel", "--apply")
    assert duties(clm) == []
    away(repo, "jana", "2026-11-23", "2026-11-27", "uwe")
    clm.ok("assign", ME, "tom")
    assert duties(clm) == []


def test_an_old_open_end_is_put_before_the_manager(repo: Repository, clm: Clm) -> None:  # A0.33
    away(repo, "tom", "2026-11-02", "", "isabel")
    assert duties(clm) == []
    repo.put("team/tom.yaml", repo.read("team/tom.yaml") + "manager: jana\n")
    assert duties(clm) == [("ab-000001", "open-ended-cover", "2026-11-16")]
    assert duties(clm, "--today", "2026-11-16") == []
    assert duties(clm, "--team") == duties(clm)
    assert duties(clm, "--as", "isabel") == []


def test_an_absence_that_began_cannot_be_moved_away(repo: Repository, clm: Clm) -> None:
    # A0.28: neither it nor one that is over is said to have been on other days.
    away(repo, "jana", "2026-11-16", "2026-11-20", "tom")
    before = repo.read("team/jana.yaml")
    answer = clm("absence", "edit", "ab-000001", "--from", "2026-11-23", "--to", "2026-11-24")
    assert answer.code == 77
    assert "ab-000001 began on 2026-11-16" in answer.err
    words = ("edit", "ab-000001", "--to", "2026-11-27")
    answer = clm("--today", "2026-11-21", "absence", *words)
    assert answer.code == 77
    assert "ab-000001 ended on 2026-11-20" in answer.err
    assert repo.read("team/jana.yaml") == before
    clm.ok("absence", *words)


def test_who_covers_another_way_does_so_from_today_on(repo: Repository, clm: Clm) -> None:
    # A0.24, A0.28: the days that have been stay as they were, in an absence of their own.
    away(repo, "tom", "2026-11-02", "", "isabel")
    repo.put("team/tom.yaml", repo.read("team/tom.yaml") + "manager: jana\n")
    before = repo.read("team/tom.yaml")
    answer = clm("absence", "edit", "ab-000001", "--replacement", "jana")
    assert answer.code == 0
    assert "from 2026-11-02 to 2026-11-17 it stays as it was: ab-" in answer.err
    items = clm("absence", "list", "--all", "--json").json["items"]
    assert [(one["from"], one["to"], one["replacement"], one["state"]) for one in items] == [
        ("2026-11-02", "2026-11-17", "isabel", "past"),
        ("2026-11-18", None, "jana", "current"),
    ]
    assert (items[1]["id"], items[1]["decide"]) == ("ab-000001", True)  # A0.33: away since the 2nd
    assert duties(clm) == [("ab-000001", "open-ended-cover", "2026-11-16")]
    assert "absences" not in clm("check").out
    clm.ok("absence", "edit", "ab-000001", "--to", "2026-11-20")
    assert len(clm("absence", "list", "--all", "--json").json["items"]) == 2
    over = clm("absence", "edit", items[0]["id"], "--replacement", "jana")
    assert (over.code, "ended on 2026-11-17" in over.err) == (77, True)
    back = clm("absence", "end", "ab-000001", "--on", "2026-11-17")  # there today after all
    assert "tom is away from 2026-11-02 to 2026-11-17" in back.err
    assert len(clm("absence", "list", "--all", "--json").json["items"]) == 1
    for _ in range(3):
        clm.ok("undo")
    assert repo.read("team/tom.yaml") == before


def test_a_hole_far_down_the_chain_is_told_to_all_it_concerns(repo: Repository, clm: Clm) -> None:
    # A0.26, A0.27: Jana's work goes by Tom to Isabel, where it is a B customer's.
    words = ("--from", "2026-11-23", "--to", "2026-11-24")
    clm.ok("absence", "add", "jana", *words, "--replacement", "tom")
    repo.put("team/mia.yaml", "id: mia\nname: Mia\n")
    clm.ok(
        "absence", "add", "tom", *words, "--replacement", "mia", "--replacement", "isabel:class=B"
    )
    before = clm("absence", "list", "--json").json["items"]
    assert [item["uncovered"] for item in before] == [[], []]
    answer = clm("absence", "add", "isabel", *words)
    assert answer.code == 0, answer.err
    for one in ("jana", "tom"):
        assert f"isabel covers for {one} from 2026-11-23 to 2026-11-24: who does it" in answer.err
    holes = {
        item["person"]: [hole.get("class") for hole in item["uncovered"]]
        for item in clm("absence", "list", "--json").json["items"]
    }
    assert holes == {"jana": ["B"], "tom": ["B"], "isabel": [None]}
    found = clm("check", "team").out
    assert (
        found.count("replacement: isabel is away from 2026-11-23 to 2026-11-24") == len(holes) - 1
    )


@pytest.mark.parametrize(
    ("items", "told"), [(f"[{ME}]", "tom (1 item)"), (f"[{ME}, c-aaaaaa]", "tom (2 items)")]
)
def test_how_many_items_somebody_covers(repo: Repository, clm: Clm, items: str, told: str) -> None:
    part = f"{{id: rp-000001, replacement: tom, items: {items}}}"
    held = f"{{id: ab-000001, from: 2026-11-18, to: 2026-11-20, replacements: [{part}]}}"
    repo.put("team/jana.yaml", f"{TEAM['jana']}absences:\n  - {held}\n")
    assert told in clm.ok("absence", "list")
