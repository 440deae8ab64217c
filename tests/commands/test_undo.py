"""`clm undo`: the last own command, or a named one, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERS = customer_path("c-7f3qkd")
HIS = customer_path("c-2kwg92")
NOTES = customer_path("c-7f3qkd", "oteam")


@pytest.fixture
def two(repo: Repository) -> Repository:
    """A customer of Jana's and one of Tom's, with comments and keys of their own."""
    repo.write(HERS, make_customer(more="owner: jana   # seit Mai\nx_own: {a: [1, 2]}\nplz: '1'\n"))
    repo.write(HIS, make_customer("c-2kwg92", "Andere AG", "owner: tom\n"))
    repo.commit("two customers")
    return repo


def test_the_last_own_command_comes_back_byte_for_byte(two: Repository, clm: Clm) -> None:
    before = two.read(HERS)
    clm.ok("watch", "7f3qkd")
    clm.ok("watch", "2kwg92", "--as", "tom")
    seen = two.git("rev-parse", "HEAD~1")
    answer = clm("undo")
    assert answer.code == 0, answer.err
    assert "watch c-7f3qkd" in answer.err
    assert two.read(HERS) == before
    assert "watch:" in two.read(HIS)
    assert two.is_clean()
    assert two.subjects()[0] == "undo c-7f3qkd"
    trailers = two.trailers()
    assert trailers["Clm-Undoes"] == seen
    assert trailers["Clm-By"] == "jana"


def test_one_after_the_other_until_nothing_is_left(two: Repository, clm: Clm) -> None:
    before = two.read(HERS)
    clm.ok("watch", "7f3qkd")
    clm.ok("prio", "7f3qkd", "-m", "groß")
    clm.ok("undo")
    clm.ok("undo")
    assert two.read(HERS) == before
    head = two.head()
    answer = clm("undo")
    assert answer.code == 1
    assert "nothing of yours" in answer.err
    assert two.head() == head


def test_an_undo_is_taken_back_by_name(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd")
    watched = two.read(HERS)
    clm.ok("undo")
    clm.ok("undo", two.head()[:8])
    assert two.read(HERS) == watched
    clm.ok("undo")
    assert "watch" not in two.read(HERS)


def test_what_is_undone_is_not_undone_again(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd")
    watch = two.head()
    clm.ok("undo")
    undo = two.head()
    answer = clm("undo", watch)
    assert answer.code == 77
    assert f"clm undo {undo[:8]}" in answer.err
    assert two.head() == undo


def test_only_what_the_commit_changed_is_taken_back(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd")
    watch = two.head()
    clm.ok("prio", "7f3qkd", "-m", "groß")
    two.write(HERS, two.read(HERS).replace("plz: '1'", "plz: '2'  # neu"))
    clm.ok("undo", watch)
    text = two.read(HERS)
    assert "watch" not in text
    assert "prio:" in text
    assert "plz: '2'  # neu" in text
    assert two.subjects()[:2] == ["undo c-7f3qkd", "edit by hand c-7f3qkd"]


def test_a_field_changed_since_is_not_overwritten(two: Repository, clm: Clm) -> None:
    clm.ok("assign", "7f3qkd", "tom")
    assigned = two.head()
    clm.ok("assign", "7f3qkd", "isabel")
    head = two.head()
    answer = clm("undo", assigned)
    assert answer.code == 77
    assert "owner has been changed since" in answer.err
    assert two.head() == head
    assert two.is_clean()


def test_a_note_between_notes(two: Repository, clm: Clm) -> None:
    for text in ("eins", "zwei", "drei"):
        clm.ok("note", "7f3qkd", text)
    clm.ok("undo", "HEAD~2")
    assert "eins" not in two.read(NOTES)
    assert "drei" in two.read(NOTES)
    clm.ok("undo", "HEAD~1")
    clm.ok("undo")
    assert "zwei" not in two.read(NOTES)


def test_the_file_that_a_first_note_made_goes_again(two: Repository, clm: Clm) -> None:
    clm.ok("note", "7f3qkd", "eins")
    clm.ok("undo")
    assert not two.path(NOTES).exists()
    assert two.is_clean()


def test_a_colleagues_commit_needs_on_behalf(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "2kwg92", "--as", "tom")
    refused = clm("undo", "HEAD")
    assert refused.code == 77
    assert "--on-behalf" in refused.err
    assert "watch" in two.read(HIS)
    clm.ok("undo", "HEAD", "--on-behalf")
    assert "watch" not in two.read(HIS)
    assert two.trailers()["Clm-For"] == "tom"


def test_an_undo_is_for_whom_the_act_was(two: Repository, clm: Clm) -> None:  # A0.30
    booked = f"owner: tom\nbookings:\n{make_booking('b-00000001', on='2026-11-16')}"
    two.put(HIS, make_customer("c-2kwg92", "Andere AG", booked))
    clm.ok("seen", "2kwg92", "--on-behalf")
    assert two.trailers()["Clm-For"] == "tom"
    clm.ok("undo")
    assert (two.trailers()["Clm-By"], two.trailers()["Clm-For"]) == ("jana", "tom")


def test_commits_of_others_are_for_git(two: Repository, clm: Clm) -> None:
    two.put("letter.txt", "x\n")
    answer = clm("undo", two.head())
    assert answer.code == 77
    assert "git revert" in answer.err
    assert clm("undo", "abcdef12").code == 3
    assert clm("undo", "--all").code == 2
    assert clm("undo", "main..x").code == 3


def test_dry_run_shows_the_diff(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd")
    head = two.head()
    assert "-watch:" in clm.ok("undo", "-n").splitlines()
    assert two.head() == head
    assert two.is_clean()


def test_json_names_the_commit_and_what_changed(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd")
    answer = clm("undo", "--json").json
    assert answer["schema"] == "clm/undo@1"
    assert answer["commit"] == two.head()
    assert answer["changed"] == ["c-7f3qkd"]


def test_an_edit_by_hand_that_was_adopted_stays(two: Repository, clm: Clm) -> None:
    two.write(HERS, two.read(HERS) + "city: Bonn\n")
    by_hand = two.read(HERS)
    clm.ok("watch", "7f3qkd")
    clm.ok("undo")
    assert two.read(HERS) == by_hand
    assert clm("undo").code == 1


def test_alone_it_takes_back_only_what_was_done_today(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd", "--today", "2026-11-12")
    old = two.head()
    clm.ok("watch", "2kwg92", "--as", "tom")
    text, head = two.read(HERS), two.head()
    refused = clm("undo")
    assert refused.code == 77
    assert f"the last was watch c-7f3qkd ({old[:8]}) on 2026-11-12\n" in refused.err
    assert f"hint: clm undo {old[:8]} takes that back\n" in refused.err
    assert clm("undo", "-n").code == 77
    assert (two.head(), two.read(HERS), two.is_clean()) == (head, text, True)
    named = clm("undo", old[:8])
    assert named.code == 0, named.err
    assert f"taken back: watch c-7f3qkd ({old[:8]}) of 2026-11-12\n" in named.err
    assert "watch:" not in two.read(HERS)
    assert clm("undo").code == 1  # nothing of an older day is left either


def test_what_was_done_today_is_taken_back_before_it_refuses(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd", "--today", "2026-11-12")
    clm.ok("prio", "7f3qkd", "-m", "groß")
    done = clm("undo")
    assert (done.code, " of " in done.err) == (0, False)
    assert clm("undo").code == 77
    assert two.is_clean()


def test_the_day_of_a_commit_is_the_teams(two: Repository, clm: Clm) -> None:
    clm.ok("watch", "7f3qkd")
    message = two.message()
    for at, code in (("2026-11-17T23:30:00Z", 0), ("2026-11-17T22:30:00Z", 77)):
        two.git("commit", "--amend", "--quiet", f"--date={at}", "-m", message)
        assert clm("undo", "-n").code == code  # the 18th in Berlin, and the 17th
