"""Faults that were found once and must not come back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.cli import run
from clm.store.sources import RACY_NS
from tests.build import SETTINGS, TEAM, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

TEMPLATE = """---
id: new-regular
version: "1"
reason: new-regular
audience: vpa
language: de
---
Hallo {{ vpa.name }}, bitte bis {{ deadline }}.
"""
CHECKED = f"owner: tom\nbookings:\n{make_booking(on='2026-11-16')}"


def test_a_reminder_of_mine_leaves_a_colleagues_entries(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-000001"), make_customer("c-000001", more=CHECKED))
    clm.ok("remind", "c-000001", "+5d", "--for", "jana")
    clm.ok("note", "c-000001", "hi", "--remind", "+6d")
    assert "handled" not in repo.read(customer_path("c-000001"))
    assert clm.ok("mine", "--as", "tom", "--ids").split() == ["c-000001"]


def test_a_note_has_one_text(clm: Clm, muster: str) -> None:
    assert clm("note", muster, "eins", "-m", "zwei").code == 2


def test_initials_of_somebody_else_are_refused(clm: Clm, muster: str) -> None:
    assert clm("note", muster, "x", "--by", "TB").code == 2
    clm.ok("note", muster, "x", "--by", "JS")


def test_a_form_a_write_lacks_is_refused_before_anything_is_written(
    repo: Repository, clm: Clm, muster: str
) -> None:
    head = repo.head()
    assert clm("note", muster, "x", "-o", "html").code == 2
    assert repo.head() == head


def test_a_zone_that_does_not_exist_can_be_mended_by_edit(
    repo: Repository, clm: Clm, muster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/Berlin/Mars/")
    assert clm("edit", "clm.yaml").code == 65
    assert "Berlin" in repo.read("clm.yaml")
    repo.write("clm.yaml", SETTINGS.replace("Berlin", "Mars"))
    listed = clm("mine")
    assert (listed.code, "clm.yaml:3:11: " in listed.err) == (65, True)
    assert clm("note", muster, "x").code == 65
    monkeypatch.setenv("EDITOR", "sed -i s/Mars/Berlin/")
    clm.ok("edit", "clm.yaml")
    clm.ok("note", muster, "x")


def test_who_has_left_looks_after_nobody(repo: Repository, clm: Clm) -> None:
    # A1.47: their customers stand with the lead distributor
    repo.write("team/tom.yaml", TEAM["tom"] + "active:\n  to: 2026-11-17\n")
    repo.put(customer_path("c-000001"), make_customer("c-000001", more=CHECKED))
    assert clm.ok("mine", "--as", "isabel", "--ids").split() == ["c-000001"]


def test_a_link_takes_only_itself_out(repo: Repository, clm: Clm, muster: str) -> None:
    path = repo.path(customer_path("c-000001"))
    path.parent.mkdir(parents=True)
    path.symlink_to(repo.path("clm.yaml"))
    listed = clm("customer", "list", "--ids")
    assert (listed.code, listed.out.split()) == (65, [muster])
    assert listed.err.startswith(f"{customer_path('c-000001')}:1:1: ")


def test_a_file_with_the_other_ending_is_named(repo: Repository, clm: Clm) -> None:
    repo.write("team/mia.yml", TEAM["tom"].replace("tom", "mia"))
    assert "team/mia.yml:1:1: " in clm("check").out


def test_an_adopted_edit_is_said(repo: Repository, clm: Clm, muster: str) -> None:
    repo.write(customer_path(muster), make_customer(more="owner: jana\ncity: Bonn\n"))
    answer = clm("watch", muster)
    assert "your edit by hand of" in answer.err


def test_full_output_is_no_defect(repo: Repository) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "clm", "board", "--team"],
            cwd=repo.root, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, "defect" in done.stderr) == (74, False)


def test_a_mistyped_command_is_guessed(clm: Clm) -> None:
    answer = clm("remnd")
    assert (answer.code, "did you mean remind?" in answer.err) == (2, True)


def test_days_out_of_reach_are_refused(repo: Repository, clm: Clm) -> None:
    assert clm("mine", "--today", "9999-12-31").code == 2
    repo.put(customer_path("c-000001"), make_customer("c-000001", more="registered_on: 9999-12-31"))
    assert clm("mine").code == 65


def test_a_policy_out_of_reach_is_refused(repo: Repository, clm: Clm) -> None:
    repo.put("clm.yaml", SETTINGS + "policy:\n  colleague_lead_days: 0\n")
    assert "clm.yaml:5:24: " in clm("check").out


def test_a_lead_that_waits_for_a_call_has_a_telephone(repo: Repository, clm: Clm) -> None:
    # A1.5
    more = "sales: jana\nappointment:\n  at: 2026-11-20T09:00:00Z\n  channel: phone\n"
    repo.put(customer_path("c-000001"), make_customer("c-000001", more=more))
    for words in (("mine", "lead"), ("board", "lead"), ("customer", "list")):
        assert "Muster GmbH ☎" in clm.ok(*words)
        assert clm(*words, "--json").json["items"][0]["name"] == "Muster GmbH"
    clm.ok("customer", "set", "c-000001", "appointment.outcome=done")
    assert "☎" not in clm.ok("mine", "lead")


def test_a_deadline_for_a_vpa_is_a_reminder_too(repo: Repository, clm: Clm) -> None:
    # A1.35
    repo.put(customer_path("c-000001"), make_customer("c-000001", more="owner: jana\nvpa: anna\n"))
    repo.put("templates/de/new-regular.md.j2", TEMPLATE)
    clm.ok("chat", "c-000001", "new-regular", "--lang", "de", "--deadline", "2026-11-20", "--log")
    items = clm("mine", "--today", "2026-11-20", "--json").json["items"]
    assert [(one["customer"], one["rule"]) for one in items] == [
        ("c-000001", "reminder"),
        ("c-000001", "vpa-deadline"),
    ]


def test_a_day_git_cannot_hold_is_refused(repo: Repository, clm: Clm, muster: str) -> None:
    head = repo.head()
    assert clm("note", muster, "x", "--today", "1950-01-01").code == 2
    assert repo.head() == head


@pytest.mark.parametrize("spoilt", ["value='{' where key='team'", "value=x'00ff' where key='vpa'"])
def test_a_damaged_index_is_removed(repo: Repository, clm: Clm, muster: str, spoilt: str) -> None:
    time.sleep(2 * RACY_NS / 1e9)  # or the files would be read once more, and what is spoilt mended
    clm.ok("mine")
    index = repo.path(".git/clm/index.sqlite")
    with closing(sqlite3.connect(index)) as db:
        db.execute(f"update meta set {spoilt}")  # noqa: S608 -- the two texts above
        db.commit()
    first = clm("assign", muster, "--vpa", "anna")
    assert (first.code, first.err.count("the index was damaged: it is made anew")) == (0, 1)
    assert repo.subjects()[0] == f"assign {muster}"
    assert clm("mine").err == ""


@pytest.mark.parametrize("spoilt", ["cast(x'ff' as text)", "x'ff'"])
def test_a_write_that_is_made_does_not_fail_for_a_name(
    repo: Repository, clm: Clm, muster: str, spoilt: str
) -> None:
    time.sleep(2 * RACY_NS / 1e9)
    clm.ok("mine")
    with closing(sqlite3.connect(repo.path(".git/clm/index.sqlite"))) as db:
        db.execute(f"update customers set name = {spoilt}")  # noqa: S608 -- the texts above
        db.commit()
    said = clm.ok("note", muster, "einmal")
    assert said == f"note: {muster}\nundo: clm undo {repo.head()[:8]}\n"
    assert repo.read(customer_path(muster, "oteam")).count("einmal") == 1


@pytest.mark.usefixtures("muster")
@pytest.mark.parametrize("spoil", ["cut", "other", "text", "half a page"])
def test_an_index_that_is_none_is_rebuilt(repo: Repository, clm: Clm, spoil: str) -> None:
    before = clm.ok("customer", "list", "--json")
    index = repo.path(".git/clm/index.sqlite")
    data = index.read_bytes()
    if spoil == "other":
        index.unlink()
        with closing(sqlite3.connect(index)) as db:
            db.execute("create table words (a)")
    elif spoil == "half a page":
        index.write_bytes(data[:6000] + b"\xff" * 20_000 + data[26_000:])
    else:
        index.write_bytes(data[:5000] if spoil == "cut" else b"no index at all\n" * 100)
    answer = clm("customer", "list", "--json")
    assert (answer.code, answer.out) == (0, before)
    assert answer.err.count("rebuilt") == 1
    assert "it was another person's or version's, or damaged" in answer.err


@pytest.mark.usefixtures("muster")
@pytest.mark.parametrize(
    "spoilt",
    [
        "folders set looked = NULL",
        "folders set looked = 'abc', files = 'x'",
        "customers set row = '{}'",
        "customers set row = NULL",
        "customers set row = '[', list = 7",
        "meta set value = '{\"format\": []}' where key = 'settings'",
    ],
)
def test_values_that_are_none_do_no_lasting_harm(repo: Repository, clm: Clm, spoilt: str) -> None:
    time.sleep(2 * RACY_NS / 1e9)
    before = clm.ok("customer", "list", "--json")
    with closing(sqlite3.connect(repo.path(".git/clm/index.sqlite"))) as db:
        db.execute(f"update {spoilt}")
        db.commit()
    assert clm.ok("customer", "list", "--json") == before
    answer = clm("customer", "list", "--json")
    assert answer == (0, before, "")


@pytest.mark.usefixtures("muster")
def test_what_was_told_on_standard_input_is_told_again(clm: Clm) -> None:
    time.sleep(2 * RACY_NS / 1e9)
    clm.ok("mine")
    with closing(sqlite3.connect(clm.folder / ".git/clm/index.sqlite")) as db:
        db.execute(
            "update files set kind = cast(x'ff' as text), path = 'x' where kind = 'customer'"
        )
        db.execute("update words set kind = cast(x'ff' as text)")
        db.commit()
    assert clm("note", "muster", "-", stdin="einmal").code == 75
    clm.ok("note", "muster", "-", stdin="einmal")


def test_a_defect_is_no_damage(
    repo: Repository, clm: Clm, muster: str, monkeypatch: pytest.MonkeyPatch, sealed: Path
) -> None:
    clm.ok("mine")
    index = repo.path(".git/clm/index.sqlite")
    before = index.stat().st_ino
    runs: list[str] = []

    def broken(*_: object, **__: object) -> None:
        runs.append("again")
        raise KeyError(muster)

    monkeypatch.setattr("clm.services.worklist.mine", broken)
    monkeypatch.chdir(repo.root)
    assert run(["mine"]) == 70
    assert len(runs) == 2
    assert index.stat().st_ino == before
    assert [*(sealed / ".local/state/clm").glob("failure-*.log")]


def test_a_row_that_cannot_be_decoded_is_read_anew(repo: Repository, clm: Clm, muster: str) -> None:
    clm.ok("mine")
    with closing(sqlite3.connect(repo.path(".git/clm/index.sqlite"))) as db:
        db.execute("update files set record = x'c1'")
        db.execute("update customers set from_day = '9999'")
        db.commit()
    answer = clm("customer", "list", "--ids")
    assert (answer.code, answer.out.split()) == (0, [muster])


def test_odd_entries_are_findings(repo: Repository, clm: Clm, muster: str) -> None:
    # a linked folder, a folder named like a file
    repo.path("team/folder.yaml").mkdir()
    repo.path("elsewhere").mkdir()
    repo.path("customers/00").symlink_to(repo.path("elsewhere"))
    listed = clm("customer", "list", "--ids")
    assert (listed.code, listed.out.split()) == (65, [muster])
    places = {line.partition(":")[0] for line in listed.err.splitlines()}
    assert places == {"customers/00", "team/folder.yaml"}
    assert clm("check").code == 1


def test_a_row_that_waits_for_the_rules_is_no_gap(repo: Repository, clm: Clm, muster: str) -> None:
    # Between two transactions of another process a customer is listed as it was.
    clm.ok("mine")
    index = repo.path(".git/clm/index.sqlite")
    repo.put(customer_path("c-000001"), make_customer("c-000001"))
    with closing(sqlite3.connect(index)) as db:
        db.execute("insert into customers (id, from_day) values ('c-000009', '9999')")
        db.commit()
    assert set(clm.ok("customer", "list", "--ids").split()) == {muster, "c-000001"}


def test_words_that_are_no_text_are_refused(clm: Clm, muster: str) -> None:
    assert clm("why", "\udcff").code == 2
    assert clm("note", muster, "\udcff").code == 2


def test_closed_streams_are_empty_ones(
    clm: Clm, muster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clm.folder)
    monkeypatch.setattr("sys.stdin", None)
    assert run(["note", muster, "-"]) == 2
    monkeypatch.setattr("sys.stdout", None)
    assert run(["mine"]) == 0
