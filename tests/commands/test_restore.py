"""`clm restore`: one field as it was in a commit, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERS = customer_path("c-7f3qkd")
NOTES = customer_path("c-7f3qkd", "oteam")
MORE = (
    "plz: '01067'   # Dresden\n"
    "company:\n  name: Muster\n  size: '60'\n"
    "owner: jana\n"
    f"bookings:\n{make_booking()}"
    "services:\n  - telefon\n  - post\n"
    "x_own: {a: [1, 2]}\n"
)


@pytest.fixture
def start(repo: Repository) -> str:
    """A customer with comments and keys of its own; answers the commit."""
    return repo.put(HERS, make_customer(more=MORE))


@pytest.fixture
def changed(repo: Repository, clm: Clm, start: str) -> str:
    """The same commit, after which much was changed."""
    clm.ok(
        "customer", "set", "7f3qkd", "plz=99999", "company.name=Neu AG", "company.size=",
        "bookings.b-2k9x7d1q.order=A-1", "services-=post", "services+=fax", "city=Bonn",
    )  # fmt: skip
    assert "# Dresden" in repo.read(HERS)
    return start


def test_one_field_comes_back_and_the_rest_stays(repo: Repository, clm: Clm, changed: str) -> None:
    before = repo.read(HERS)
    clm.ok("restore", "muster", "plz", "--from", changed[:8])
    assert repo.read(HERS) == before.replace("99999", "01067")
    assert repo.is_clean()
    assert repo.subjects()[0] == "restore c-7f3qkd"
    trailers = repo.trailers()
    assert (trailers["Clm-Action"], trailers["Clm-By"]) == ("restore", "jana")
    assert trailers["Clm-Ref"] == "c-7f3qkd"


def test_a_restore_is_undone_like_any_command(repo: Repository, clm: Clm, changed: str) -> None:
    before = repo.read(HERS)
    answer = clm("restore", "muster", "company", "--from", changed, "--json").json
    assert answer["schema"] == "clm/restore@1"
    assert answer["changed"] == ["c-7f3qkd"]
    assert answer["undo"] == f"clm undo {answer['commit'][:8]}"
    assert "  name: Muster\n  size: 60\n" in repo.read(HERS)
    clm.ok("undo")
    assert repo.read(HERS) == before


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("company.size", "  size: 60"),
        ("services", "  - post"),
    ],
)
def test_what_was_taken_away_comes_back(
    repo: Repository, clm: Clm, changed: str, field: str, line: str
) -> None:
    assert line not in repo.read(HERS).splitlines()
    clm.ok("restore", "7f3qkd", field, "--from", changed)
    assert line in repo.read(HERS).splitlines()
    assert "fax" not in repo.read(HERS) or field != "services"


def test_a_whole_item_comes_back_by_its_id(repo: Repository, clm: Clm, start: str) -> None:
    clm.ok("customer", "set", "7f3qkd", "bookings-=b-2k9x7d1q")
    alone = clm("restore", "7f3qkd", "bookings.b-2k9x7d1q.hours", "--from", start)
    assert alone.code == 3
    assert "as a whole" in alone.err
    clm.ok("restore", "7f3qkd", "b-2k9x7d1q", "--from", start)
    assert make_booking() in repo.read(HERS)


def test_a_field_that_did_not_stand_there_is_taken_away_and_that_is_said(
    repo: Repository, clm: Clm, changed: str
) -> None:
    answer = clm("restore", "7f3qkd", "city", "--from", changed)
    assert answer.code == 0
    assert f"city did not stand in {changed[:8]}: it is taken away" in answer.err
    assert "city" not in repo.read(HERS)


def test_what_is_so_already_makes_no_commit(repo: Repository, clm: Clm, changed: str) -> None:
    head = repo.head()
    for field in ("owner", "status", "handled"):
        answer = clm("restore", "7f3qkd", field, "--from", changed, "--json")
        assert (answer.code, answer.json["commit"], answer.json["changed"]) == (0, None, [])
    assert clm.ok("restore", "7f3qkd", "owner", "--from", changed) == "nothing to change\n"
    assert repo.head() == head


def test_a_dry_run_shows_the_diff(repo: Repository, clm: Clm, changed: str) -> None:
    head = repo.head()
    shown = clm.ok("restore", "7f3qkd", "plz", "--from", changed, "-n").splitlines()
    assert "+plz: '01067'   # Dresden" in shown
    assert repo.head() == head
    assert repo.is_clean()


def test_the_reason_goes_into_the_case_file_alone(repo: Repository, clm: Clm, changed: str) -> None:
    clm.ok("restore", "7f3qkd", "plz", "--from", changed, "-m", "Tippfehler")
    assert "Tippfehler" in repo.read(NOTES)
    assert "Tippfehler" not in repo.message()


def test_a_day_or_any_revision_names_the_commit(repo: Repository, clm: Clm, changed: str) -> None:
    del changed
    clm.ok("customer", "set", "7f3qkd", "plz=2", "--today", "2026-11-19")
    clm.ok("customer", "set", "7f3qkd", "plz=3", "--today", "2026-11-20")
    words = ("--today", "2026-11-21")
    clm.ok("restore", "7f3qkd", "plz", "--from", "2026-11-19", *words)
    assert "plz: '2'" in repo.read(HERS)
    clm.ok("restore", "7f3qkd", "plz", "--from", "HEAD~1", *words)
    assert "plz: '3'" in repo.read(HERS)


def test_a_note_comes_back_into_a_file_that_is_gone(repo: Repository, clm: Clm, start: str) -> None:
    del start
    clm.ok("note", "7f3qkd", "eins")
    noted = repo.head()
    clm.ok("undo")
    assert not repo.path(NOTES).exists()
    clm.ok("restore", "7f3qkd", "notes", "--from", noted)
    assert "eins" in repo.read(NOTES)


def test_notes_of_both_case_files_are_told_apart_by_the_option(
    repo: Repository, clm: Clm, start: str
) -> None:
    clm.ok("note", "7f3qkd", "eins")
    clm.ok("note", "7f3qkd", "zwei", "--file", "vpa")
    answer = clm("restore", "7f3qkd", "notes", "--from", start)
    assert answer.code == 4
    assert "--file" in answer.err
    clm.ok("restore", "7f3qkd", "notes", "--from", start, "--file", "vpa")
    assert "eins" in repo.read(NOTES)
    assert "zwei" not in repo.read(customer_path("c-7f3qkd", "vpa"))


def test_an_edit_by_hand_is_committed_before(repo: Repository, clm: Clm, changed: str) -> None:
    repo.write(HERS, repo.read(HERS).replace("city: Bonn", "city: Köln  # neu"))
    clm.ok("restore", "7f3qkd", "plz", "--from", changed)
    assert repo.subjects()[:2] == ["restore c-7f3qkd", "edit by hand c-7f3qkd"]
    assert "city: Köln  # neu" in repo.read(HERS)


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("plzz", 3, 'did you mean "plz"?'),
        ("b-00000000", 3, "no field"),
        ("id", 77, "never changes"),
        ("bookings.b-2k9x7d1q.id", 77, "never changes"),
        ("merged_into", 77, "never changes"),
        ("phase", 77, "computed"),
    ],
)
def test_what_is_refused(
    repo: Repository, clm: Clm, changed: str, field: str, code: int, said: str
) -> None:
    head = repo.head()
    answer = clm("restore", "7f3qkd", field, "--from", changed)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert repo.head() == head
    assert repo.is_clean()


@pytest.mark.parametrize("commit", ["abcdef12", "2020-01-01", "--all", "HEAD:clm.yaml"])
def test_no_such_commit(repo: Repository, clm: Clm, changed: str, commit: str) -> None:
    del changed
    head = repo.head()
    assert clm("restore", "7f3qkd", "plz", f"--from={commit}").code == 3
    assert repo.head() == head


def test_a_record_that_was_not_there_yet(repo: Repository, clm: Clm) -> None:
    before = repo.head()
    repo.put(HERS, make_customer(more=MORE))
    answer = clm("restore", "7f3qkd", "plz", "--from", before)
    assert answer.code == 3
    assert f"c-7f3qkd is not in {before[:8]}" in answer.err
    assert clm("restore", "7f3qkd", "notes", "--from", before).code == 3


def test_archiving_and_merging_are_commands_of_their_own(
    repo: Repository, clm: Clm, start: str
) -> None:
    clm.ok("customer", "remove", "7f3qkd", "--yes")
    archived = repo.head()
    clm.ok("restore", "7f3qkd", "status", "--from", start)
    assert "archived" not in repo.read(HERS)
    answer = clm("restore", "7f3qkd", "status", "--from", archived)
    assert answer.code == 77
    assert "clm customer remove" in answer.err


def test_a_value_that_does_not_fit_the_schema(repo: Repository, clm: Clm) -> None:
    bad = repo.put(HERS, make_customer(more=MORE.replace("hours: 10", "hours: many")))
    repo.put(HERS, make_customer(more=MORE))
    head = repo.head()
    answer = clm("restore", "7f3qkd", "bookings.b-2k9x7d1q.hours", "--from", bad)
    assert answer.code == 65
    assert f"{HERS}: what stood there in {bad[:8]} does not fit today" in answer.err
    assert repo.head() == head
    torn = repo.put(HERS, "id: [\n")
    repo.put(HERS, make_customer(more=MORE))
    answer = clm("restore", "7f3qkd", "plz", "--from", torn)
    assert answer.code == 65
    assert f"cannot be read as it was in {torn[:8]}" in answer.err


def test_a_value_that_breaks_a_rule_of_check(repo: Repository, clm: Clm) -> None:
    by_nobody = repo.put(HERS, make_customer(more=MORE.replace("owner: jana", "owner: nemo")))
    repo.put(HERS, make_customer(more=MORE))
    answer = clm("restore", "7f3qkd", "owner", "--from", by_nobody)
    assert answer.code == 77
    assert "nemo" in answer.err


def test_what_a_change_brings_follows_here_too(repo: Repository, clm: Clm, start: str) -> None:
    """A1.33: a booking that is no longer withdrawn has no day of it."""
    clm.ok("customer", "set", "7f3qkd", "bookings.b-2k9x7d1q.status=cancelled")
    assert "cancelled_on: 2026-11-18" in repo.read(HERS)
    clm.ok("restore", "7f3qkd", "bookings.b-2k9x7d1q.status", "--from", start)
    assert "cancelled" not in repo.read(HERS)


def test_a_colleagues_record(repo: Repository, clm: Clm) -> None:
    start = repo.head()
    repo.put("team/tom.yaml", repo.read("team/tom.yaml").replace("TB", "XX"))
    clm.ok("restore", "tom", "initials", "--from", start)
    assert "initials: TB" in repo.read("team/tom.yaml")
    assert repo.subjects()[0] == "restore tom"
    assert clm("restore", "tom", "name", "--from", start, "-m", "darum").code == 77


def test_an_old_state_is_not_changed(repo: Repository, clm: Clm, changed: str) -> None:
    head = repo.head()
    answer = clm("restore", "7f3qkd", "plz", "--from", changed, "--as-of", changed)
    assert answer.code == 78
    assert repo.head() == head
