"""`clm who`: which command set a field, when, by whom."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import customer_path, make_booking, make_customer
from tests.world import Clm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Repository

HERS = customer_path("c-7f3qkd")
NOTES = customer_path("c-7f3qkd", "oteam")


@pytest.fixture
def start(repo: Repository) -> str:
    """A customer of Jana's with a company and a booking, written by hand; answers the commit."""
    more = f"plz: '01067'\ncompany:\n  name: Muster\nowner: jana\nbookings:\n{make_booking()}"
    return repo.put(HERS, make_customer(more=more))


def asked(clm: Clm, *words: str) -> dict[str, dict[str, Any]]:
    answer = clm("who", *words, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["schema"] == "clm/who@1"
    return {item["field"]: item for item in answer.json["items"]}


def test_the_command_that_set_a_field(repo: Repository, clm: Clm, start: str) -> None:
    clm.ok("customer", "set", "7f3qkd", "company.name=Neu AG", "--as", "tom")
    setting = repo.head()
    clm.ok("watch", "7f3qkd")
    item = asked(clm, "muster", "company.name")["company.name"]
    assert (item["value"], item["was"]) == ("Neu AG", "Muster")
    assert (item["commit"], item["by"], item["action"]) == (setting, "tom", "customer set")
    assert item["at"].startswith("2026-11-18T")
    assert item["path"] == HERS
    plz = asked(clm, "muster", "plz")["plz"]
    assert (plz["commit"], plz["by"], plz["author"]) == (start, None, "Jana Sommer")


def test_without_a_field_every_value_with_its_commit(
    repo: Repository, clm: Clm, start: str
) -> None:
    clm.ok("customer", "set", "7f3qkd", "bookings.b-2k9x7d1q.order=A-1")
    found = asked(clm, "7f3qkd")
    assert list(found)[:4] == ["id", "name", "kind", "plz"]
    assert found["bookings.b-2k9x7d1q.order"]["commit"] == repo.head()
    assert {item["commit"] for item in found.values()} == {start, repo.head()}


def test_the_table_in_german_too(clm: Clm, start: str) -> None:
    table = clm.ok("who", "muster", "plz")
    assert table.split() == [
        "Field", "Value", "Commit", "At", "By", "What",
        "plz", "01067", start[:8], *table.split()[9:11], "Jana", "Sommer", "by", "hand",
    ]  # fmt: skip
    assert "Feld" in clm.ok("who", "muster", "plz", "--lang", "de")
    assert clm.ok("who", "muster", "plz", "--ids") == "plz\n"


def test_ordering_and_quoting_a_file_anew_sets_nothing(
    repo: Repository, clm: Clm, start: str
) -> None:
    repo.put(HERS, (
        "# neu geordnet\nowner: 'jana'\nplz: \"01067\"\ncompany: {name: Muster}\n"
        "bookings:\n- status: confirmed\n  hours: 10\n  booked_on: 2026-11-02\n"
        "  kind: package\n  id: b-2k9x7d1q\nkind: organisation\nname: Muster GmbH\n"
        "id: c-7f3qkd\ncity: Bonn\n"
    ))  # fmt: skip
    found = asked(clm, "7f3qkd")
    assert found.pop("city")["commit"] == repo.head()
    assert {item["commit"] for item in found.values()} == {start}


def test_an_item_by_its_id_and_below_it(clm: Clm, repo: Repository, start: str) -> None:
    clm.ok("customer", "set", "7f3qkd", "bookings.b-2k9x7d1q.status=used_up")
    assert "bookings.b-2k9x7d1q.hours" in asked(clm, "7f3qkd", "b-2k9x7d1q")
    by_item = asked(clm, "b-2k9x7d1q", "status")["bookings.b-2k9x7d1q.status"]
    assert (by_item["commit"], by_item["was"]) == (repo.head(), "confirmed")
    assert asked(clm, "b-2k9x7d1q")["bookings.b-2k9x7d1q.kind"]["commit"] == start


def test_the_field_says_in_which_file_it_stands(clm: Clm, repo: Repository, start: str) -> None:
    clm.ok("note", "7f3qkd", "eins")
    first = repo.head()
    clm.ok("note", "7f3qkd", "zwei", "--file", "vpa")
    clm.ok("task", "add", "7f3qkd", "Angebot", "--deadline", "2026-12-01")
    notes = asked(clm, "7f3qkd", "notes")
    assert {item["value"]: item["commit"] for item in notes.values()}["eins"] == first
    assert {item["path"] for item in notes.values()} == {NOTES, customer_path("c-7f3qkd", "vpa")}
    (title,) = (i for f, i in asked(clm, "7f3qkd", "posted").items() if f.endswith(".title"))
    assert (title["value"], title["commit"]) == ("Angebot", repo.head())
    task = title["field"].split(".")[1]
    assert asked(clm, task, "title")[title["field"]] == title
    side = asked(clm, "7f3qkd", "--file", "oteam")
    assert {item["path"] for item in side.values()} == {NOTES}
    assert start not in {item["commit"] for item in side.values()}


def test_what_is_gone_is_shown_with_who_took_it_away(
    repo: Repository, clm: Clm, start: str
) -> None:
    del start
    clm.ok("customer", "set", "7f3qkd", "plz=")
    gone = repo.head()
    clm.ok("watch", "7f3qkd")
    item = asked(clm, "7f3qkd", "plz")["plz"]
    assert (item["value"], item["was"], item["commit"], item["by"]) == (None, "01067", gone, "jana")
    assert "(removed)" in clm.ok("who", "7f3qkd", "plz")
    clm.ok("customer", "set", "7f3qkd", "bookings-=b-2k9x7d1q")
    item = asked(clm, "7f3qkd", "b-2k9x7d1q")["b-2k9x7d1q"]
    assert item["commit"] == repo.head()
    assert item["was"]["bookings.b-2k9x7d1q.status"] == "confirmed"


def test_a_record_that_is_gone(repo: Repository, clm: Clm) -> None:
    clm.ok("customer", "add", "Neu AG", "--email", "neu@example.org")
    ref = repo.trailers()["Clm-Ref"]
    clm.ok("undo")
    (item,) = asked(clm, ref).values()
    assert (item["value"], item["commit"], item["action"]) == (None, repo.head(), "undo")


def test_what_never_was_and_what_cannot_be(clm: Clm, start: str) -> None:
    del start
    answer = clm("who", "7f3qkd", "city", "--json")
    assert (answer.code, answer.json["items"]) == (1, [])
    assert clm("who", "7f3qkd", "city").out == "That was never set.\n"
    unknown = clm("who", "7f3qkd", "plzz")
    assert (unknown.code, unknown.out) == (3, "")
    assert 'did you mean "plz"?' in unknown.err
    assert clm("who", "7f3qkd", "b-00000000").code == 3
    assert clm("who", "nobody").code == 3


def test_an_unknown_key_of_ones_own_is_traced_too(repo: Repository, clm: Clm, start: str) -> None:
    repo.put(HERS, repo.read(HERS) + "x_own: {a: 1}\n")
    assert asked(clm, "7f3qkd", "x_own")["x_own.a"]["commit"] == repo.head() != start


def test_an_edit_by_hand_before_and_after_it_is_committed(
    repo: Repository, clm: Clm, start: str
) -> None:
    repo.write(HERS, repo.read(HERS).replace("01067", "12345"))
    item = asked(clm, "7f3qkd", "plz")["plz"]
    assert (item["value"], item["commit"], item["at"], item["by"]) == ("12345", None, None, None)
    assert "not committed yet" in clm.ok("who", "7f3qkd", "plz")
    assert asked(clm, "7f3qkd", "owner")["owner"]["commit"] == start
    clm.ok("watch", "7f3qkd")
    item = asked(clm, "7f3qkd", "plz")["plz"]
    assert (item["action"], item["commit"]) == ("edit by hand", repo.git("rev-parse", "HEAD~1"))


def test_an_old_state_is_asked_by_as_of(repo: Repository, clm: Clm, start: str) -> None:
    del start
    words = ("customer", "set", "7f3qkd", "--today", "2026-11-19")
    clm.ok(*words, "plz=1")
    first = repo.head()
    clm.ok(*words, "plz=2")
    clm.ok(*words, "plz=3", "--today", "2026-11-20")
    assert asked(clm, "7f3qkd", "plz", "--as-of", first)["plz"]["value"] == "1"
    item = asked(clm, "7f3qkd", "plz", "--as-of", "2026-11-19")["plz"]
    assert (item["value"], item["was"], item["commit"]) == (
        "2", "1", repo.git("rev-parse", "HEAD~1")
    )  # fmt: skip


def test_a_merge_names_the_side_that_brought_the_value(
    repo: Repository, clm: Clm, start: str
) -> None:
    del start
    repo.git("checkout", "-q", "-b", "side")
    clm.ok("customer", "set", "7f3qkd", "plz=99999", "--as", "tom")
    brought = repo.head()
    repo.git("checkout", "-q", "main")
    clm.ok("customer", "set", "7f3qkd", "bookings.b-2k9x7d1q.order=A-1")
    ours = repo.head()
    repo.git("merge", "-q", "--no-edit", "side")
    found = asked(clm, "7f3qkd")
    assert (found["plz"]["commit"], found["plz"]["by"]) == (brought, "tom")
    assert found["bookings.b-2k9x7d1q.order"]["commit"] == ours


def test_a_slip_in_the_history_and_its_mending_set_nothing(
    repo: Repository, clm: Clm, start: str
) -> None:
    good = repo.read(HERS)
    repo.put(HERS, good + "city: [\n")
    repo.put(HERS, good)
    assert asked(clm, "7f3qkd", "plz")["plz"]["commit"] == start


def test_a_file_that_cannot_be_read_is_named(repo: Repository, clm: Clm, start: str) -> None:
    del start
    repo.write(HERS, repo.read(HERS) + "city: [\n")
    answer = clm("who", "7f3qkd", "plz")
    assert answer.code == 65
    assert answer.err.startswith(f"{HERS}:")


def test_people_and_settings_have_a_history_too(repo: Repository, clm: Clm) -> None:
    assert asked(clm, "tom", "name")["name"]["value"] == "Tom Berger"
    assert asked(clm, "clm.yaml", "timezone")["timezone"]["commit"] == repo.head()


def test_a_folder_inside_a_repository(repo: Repository, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    subprocess.run(["git", "init", "-q", outer], check=True)
    for name in ("clm.yaml", "team/jana.yaml", "team/tom.yaml"):
        path = outer / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(repo.read(name))
    for words in (
        ("add", "."),
        ("-c", "user.name=J", "-c", "user.email=jana@example.org", "commit", "-qm", "s"),
    ):
        subprocess.run(["git", *words], cwd=outer, check=True)
    (name,) = Clm(outer / "data")("who", "tom", "name", "--json").json["items"]
    assert (name["path"], name["subject"]) == ("team/tom.yaml", "s")


def test_the_beginning_of_a_shallow_clone_is_no_origin(
    repo: Repository, clm: Clm, start: str, tmp_path: Path
) -> None:
    del start
    clm.ok("customer", "set", "7f3qkd", "plz=1")
    clm.ok("watch", "7f3qkd")
    copy = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{repo.root}", str(copy)], check=True
    )
    answer = Clm(copy)("who", "7f3qkd", "plz", "--json", "--as", "jana")
    assert answer.json["items"][0]["begins"] is True
    assert "may have been set earlier" in answer.err


def test_without_a_repository(repo: Repository, clm: Clm, start: str) -> None:
    del start
    repo.path(".git").rename(repo.root.parent / "away")
    answer = clm("who", "7f3qkd", "plz", "--as", "jana")
    assert answer.code == 78
    assert "no git repository" in answer.err


def test_the_status_of_a_request_is_that_of_its_last_event(repo: Repository, clm: Clm) -> None:
    repo.write(customer_path(C), customer())
    begun = repo.put(FILE, file(request(tasks=task())))
    (item,) = asked(clm, R, "status").values()
    assert (item["value"], item["commit"]) == ("open", begun)
    waits = ("--on", "customer", "--recheck", "2026-11-23")
    clm.ok("request", "move", R, "waiting", *waits, "--today", "2026-11-19")
    for words in ((R, "status"), (C, f"requests.{R}.status"), (C, f"{R}.status")):
        (item,) = asked(clm, *words).values()
        assert (item["value"], item["commit"]) == ("waiting", repo.head())
        assert item["field"].startswith(f"requests.{R}.events.k-")
    bare = file(request()).partition("    events:")[0]
    repo.put(FILE, bare)
    none = clm("who", R, "status")
    assert (none.code, f'there is no field "requests.{R}.status"' in none.err) == (3, True)


def test_an_unknown_field_of_an_item_is_named_whole(repo: Repository, clm: Clm) -> None:
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(request(tasks=task())))
    answer = clm("who", T, "executr")
    assert answer.code == 3
    assert f'error: there is no field "requests.{R}.tasks.{T}.executr"\n' in answer.err
    assert 'did you mean "executor"?' in answer.err
    assert clm("who", T, "skill").code == 1  # there is such a field; nobody set it
