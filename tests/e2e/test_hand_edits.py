"""What becomes of hand edits, case by case; `tests/stress` has them at random, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository


def checked(customer: str, booking: str) -> str:
    """A first booker of Jana's with an open first-check."""
    more = f"owner: jana\nbookings:\n{make_booking(booking, on='2026-11-16')}"
    return make_customer(customer, more=more)


def test_hand_edits_stay_beside_a_running_seen(repo: Repository, clm: Clm) -> None:
    # G6: one staged, one unstaged, one new file, in other files than the command's
    names = ["c-000001", "c-000002", "c-000003"]
    for number, name in enumerate(names):
        repo.write(customer_path(name), checked(name, f"b-0000000{number}"))
    repo.commit()
    staged = repo.write(customer_path(names[1]), checked(names[1], "b-00000001") + "city: Köln\n")
    repo.git("add", str(staged))
    loose = repo.write(customer_path(names[2]), checked(names[2], "b-00000002") + "city: Bonn\n")
    new = repo.write(customer_path("c-000004"), make_customer("c-000004"))
    before = {path: path.read_bytes() for path in (staged, loose, new)}

    clm.ok("seen", names[0])

    assert repo.git("show", "--name-only", "--format=").split() == [customer_path(names[0])]
    assert {path: path.read_bytes() for path in before} == before
    status = dict(line.split(maxsplit=1)[::-1] for line in _status(repo))
    assert status == {
        customer_path(names[1]): "M",
        customer_path(names[2]): "M",
        customer_path("c-000004"): "??",
    }
    assert repo.git("diff", "--cached", "--name-only") == customer_path(names[1])


def _status(repo: Repository) -> list[str]:
    return repo.git("status", "--porcelain", "--untracked-files=all").splitlines()


def test_a_hand_edit_of_the_target_is_a_commit_of_its_own(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), checked("c-000001", "b-00000001"))
    repo.write(customer_path("c-000001"), checked("c-000001", "b-00000001") + "city: Köln # neu\n")
    clm.ok("seen", "c-000001")
    assert repo.subjects()[:2] == ["seen c-000001", "edit by hand c-000001"]
    assert "city: Köln # neu\n" in repo.read(customer_path("c-000001"))
    assert "+city" not in repo.git("show", "HEAD")


def test_a_bad_hand_edit_of_the_target_is_refused(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), checked("c-000001", "b-00000001"))
    head = repo.head()
    bad = checked("c-000001", "b-00000001") + "city: Köln\ncity: Bonn\n"
    repo.write(customer_path("c-000001"), bad)
    result = clm("seen", "c-000001")
    assert result.code == 65
    assert f"{customer_path('c-000001')}:12:1: " in result.err
    assert repo.head() == head
    assert repo.read(customer_path("c-000001")) == bad


def test_a_staged_target_is_refused(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), checked("c-000001", "b-00000001"))
    staged = checked("c-000001", "b-00000001") + "city: Köln\n"
    repo.git("add", str(repo.write(customer_path("c-000001"), staged)))
    head = repo.head()
    assert clm("seen", "c-000001").code == 75
    assert (repo.head(), repo.read(customer_path("c-000001"))) == (head, staged)
    assert repo.git("diff", "--cached", "--name-only") == customer_path("c-000001")
