"""`clm doctor`: it works where nothing else does, says what to do, and touches nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from clm.errors import BusyError
from clm.store import states
from clm.store.lock import write_lock
from tests.build import SETTINGS
from tests.world import Clm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.world import Repository

INDEX = ".git/clm/index.sqlite"
CALENDAR = "id: office\nzone: Europe/Berlin\nweek:\n  mon:\n    - 09:00-17:00\n"


@pytest.fixture(autouse=True)
def on_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLM_HOST", "desk")


def looked(clm: Clm, *words: str) -> dict[str, tuple[str, str]]:
    """What → (state, what was found) after a run that must hold the promises of every line."""
    answer = clm("doctor", "--json", *words)
    assert answer.json["schema"] == "clm/doctor@1"
    items: list[dict[str, Any]] = answer.json["items"]
    for item in items:
        assert item["state"] in {"ok", "note", "wrong"}
        assert item["found"]
        assert bool(item["hint"]) == (item["state"] != "ok"), item
    assert answer.code == int(any(item["state"] == "wrong" for item in items))
    assert clm("doctor", *words).code == answer.code
    found: dict[str, tuple[str, str]] = {}
    for item in items:
        found.setdefault(item["what"], (item["state"], item["found"]))
    return found


def everything(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and folder below a root, with its time stamp and bytes."""
    return {
        str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [root, *sorted(root.rglob("*"))]
    }


def test_a_folder_in_order(repo: Repository, clm: Clm) -> None:
    clm.ok("mine")
    found = looked(clm)
    assert [what for what, (state, _) in found.items() if state != "ok"] == ["calendar", "notices"]
    assert found["repository"] == ("ok", f"{repo.root}, on main")
    assert found["git identity"] == ("ok", "Jana Sommer <jana@example.org>")
    assert found["you"] == ("ok", "jana, Jana Sommer: admin")
    assert found["data"] == ("ok", str(repo.root))
    assert {"clm", "Python", "click", "msgspec", "SQLite", "PyYAML", "git"} <= found.keys()
    state, index = found["index"]
    assert (state, f"{repo.path(INDEX)}, " in index, "MB" in index) == ("ok", True, True)


@pytest.mark.parametrize("is_read_before", [True, False])
def test_it_leaves_no_trace(repo: Repository, clm: Clm, *, is_read_before: bool) -> None:
    if is_read_before:
        clm.ok("mine")
        repo.write("team/tom.yaml", repo.read("team/tom.yaml") + "# by hand\n")
    before = everything(repo.root)
    looked(clm)
    assert everything(repo.root) == before
    clm.ok("mine")
    assert everything(repo.root) != before


def test_a_held_lock_is_told_and_not_waited_for(repo: Repository, clm: Clm) -> None:
    folder = repo.path(".git/clm")
    with write_lock(folder, "clm assign"):
        state, said = looked(clm)["write lock"]
        assert state == "note"
        assert f"clm assign (process {os.getpid()}), since " in said
    assert looked(clm)["write lock"] == ("ok", "free")


def test_who_was_killed_holds_nothing(repo: Repository, clm: Clm) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    repo.path(".git/clm").mkdir()
    repo.write(".git/clm/lock", f"clm seen (process {gone.pid})")
    assert looked(clm)["write lock"] == ("ok", "free")
    repo.write(".git/clm/lock", "\x00 (process 99999999999999999999)")
    assert looked(clm)["write lock"] == ("ok", "free")


def test_gits_own_lock_with_its_age(repo: Repository, clm: Clm) -> None:
    lock = repo.write(".git/index.lock", "")
    assert looked(clm)["index.lock"][0] == "note"
    os.utime(lock, ns=(0, lock.stat().st_mtime_ns - 3 * 3600 * 10**9))
    assert looked(clm)["index.lock"] == ("wrong", "git's own lock, 3 h old")


def test_a_lock_of_ours_that_a_kill_left_is_told(repo: Repository, clm: Clm) -> None:
    clm.ok("absence", "add", "--from", "2026-12-01", "--to", "2026-12-02")
    os.link(repo.path(".git/clm/marker"), repo.path(".git/index.lock"))
    assert looked(clm)["index.lock"] == ("note", "left by a write that was cut off")


def test_a_write_that_was_cut_off(repo: Repository, clm: Clm) -> None:
    repo.path(".git/clm").mkdir()
    repo.write(".git/clm/journal", "{}")
    assert looked(clm)["journal"] == ("note", "a write was cut off")
    with write_lock(repo.path(".git/clm"), "clm assign"):
        assert looked(clm)["journal"] == ("note", "a write is under way")


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def _torn(path: Path) -> None:
    with sqlite3.connect(path) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name='words'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(data)


def _of_another_format(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 7")
    db.close()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("harm", "state", "said"),
    [
        (_garbage, "note", "was made elsewhere"),
        (_torn, "wrong", "is damaged: "),
        (_empty, "note", "is not there"),
        (_of_another_format, "note", "was made elsewhere, by another person or by another version"),
        (os.remove, "note", "is not there"),
    ],
)
def test_an_index_that_is_of_no_use_is_told_and_left_alone(
    repo: Repository, clm: Clm, harm: Callable[[Path], None], state: str, said: str
) -> None:
    clm.ok("mine")
    harm(repo.path(INDEX))
    before = everything(repo.root)
    found = looked(clm)["index"]
    assert (found[0], said in found[1]) == (state, True), found
    assert everything(repo.root) == before


def test_an_index_that_is_being_written_has_no_fault(repo: Repository, clm: Clm) -> None:
    clm.ok("mine")
    _torn(repo.path(INDEX))
    repo.write(f"{INDEX}-journal", "")
    state, said = looked(clm)["index"]
    assert (state, "is being written" in said) == ("note", True)


def test_an_index_that_is_locked_is_read_all_the_same(repo: Repository, clm: Clm) -> None:
    clm.ok("mine")
    db = sqlite3.connect(repo.path(INDEX), isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    assert looked(clm)["index"][0] == "ok"
    db.execute("COMMIT")
    db.close()


def test_no_data_folder(tmp_path: Path) -> None:
    found = looked(Clm(tmp_path))
    assert found["data"] == ("wrong", "there is no data folder here")
    assert found["git"][0] == "ok"
    assert looked(Clm(tmp_path), "-C", str(tmp_path))["data"][0] == "wrong"


def test_no_repository(repo: Repository, clm: Clm) -> None:
    shutil.rmtree(repo.path(".git"))
    found = looked(clm, "--as", "jana")
    assert found["repository"][0] == "wrong"
    assert "no git repository" in found["repository"][1]
    assert found["you"][0] == "ok"


def test_git_is_missing(clm: Clm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = looked(clm)
    assert found["git"] == ("wrong", "git is not installed")
    assert found["repository"] == ("wrong", "git is not installed")
    assert found["data"][0] == "ok"


def test_git_is_too_old(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    for version, state in (
        ("2.37.9", "wrong"),
        ("2.38.0", "ok"),
        ("3.0", "ok"),
        ("2.9.1", "wrong"),
    ):
        monkeypatch.setattr("clm.services.doctor.git_version", lambda _, one=version: one)
        assert looked(clm)["git"][0] == state


@pytest.mark.parametrize(
    "text",
    [
        "format: 1\nname: [\n",
        "format: 1\nname: Test\ntimezone: Nowhere/Land\n",
        "format: 1\nname: Test\npolicy:\n  no_show_days: many\n",
        "- a list\n",
        "",
        "\x00",
    ],
)
def test_a_bad_clm_yaml_is_named_with_its_line(repo: Repository, clm: Clm, text: str) -> None:
    repo.write("clm.yaml", text)
    state, said = looked(clm, "--as", "jana")["clm.yaml"]
    assert state == "wrong"
    assert said.startswith("clm.yaml:")


def test_data_of_a_newer_format_and_of_the_example(repo: Repository, clm: Clm) -> None:
    repo.write("clm.yaml", SETTINGS.replace("format: 1", "format: 99"))
    state, said = looked(clm)["clm.yaml"]
    assert (state, "format 99" in said) == ("wrong", True)
    repo.write("clm.yaml", SETTINGS + "example:\n  today: 2026-11-18\n")
    assert looked(clm)["clm.yaml"][0] == "note"


def test_a_clm_yaml_that_is_a_link(repo: Repository, clm: Clm) -> None:
    repo.path("clm.yaml").rename(repo.path("elsewhere"))
    repo.path("clm.yaml").symlink_to("elsewhere")
    assert looked(clm)["clm.yaml"] == ("wrong", "clm.yaml is a link")


def _unborn(repo: Repository) -> None:
    repo.git("checkout", "-q", "--orphan", "new")


def _detached(repo: Repository) -> None:
    repo.git("checkout", "-q", "--detach")


def _merging(repo: Repository) -> None:
    repo.write(".git/MERGE_HEAD", repo.head())


def _nobody(repo: Repository) -> None:
    repo.git("config", "--unset", "user.email")


def _headless(repo: Repository) -> None:
    repo.path(".git/HEAD").write_text("ref: refs/heads/../../x\n")


def _bad_config(repo: Repository) -> None:
    repo.write(".git/config", "[core\n")


@pytest.mark.parametrize(
    ("break_it", "state", "said"),
    [
        (_unborn, "note", "new has no commit yet"),
        (_detached, "wrong", "HEAD is detached"),
        (_merging, "wrong", "a merge is under way"),
        (_nobody, "wrong", "git does not know who you are"),
        (_headless, "wrong", "on no branch"),
        (_bad_config, "wrong", "config"),
    ],
)
def test_odd_states_of_the_repository(
    repo: Repository, clm: Clm, break_it: Callable[[Repository], None], state: str, said: str
) -> None:
    break_it(repo)
    found = looked(clm, "--as", "jana")["repository"]
    assert (found[0], said in found[1]) == (state, True), found


def test_the_judgement_is_the_one_that_writes_ask(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(_: object) -> str:
        raise BusyError("the moon is full", "wait")

    monkeypatch.setattr(states, "refuse_odd", odd)
    assert looked(clm)["repository"] == ("wrong", "the moon is full")
    assert clm("absence", "add", "--from", "2026-12-01", "--to", "2026-12-02").code == 75


def test_hooks_and_signing_make_git_commit_itself(repo: Repository, clm: Clm) -> None:
    repo.git("config", "commit.gpgSign", "true")
    assert looked(clm)["repository"][1].endswith("git itself commits, for signing")


def test_a_shallow_clone(repo: Repository, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    repo.put("letter", "x")
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{repo.root}", str(copy)], check=True
    )
    answer = Clm(copy)("doctor", "--json").json["items"]
    assert [one["hint"] for one in answer if "a shallow clone" in one["found"]] == [
        "git fetch --unshallow"
    ]


@pytest.mark.parametrize("text", ["gitdir: /nowhere\n", "gitdir: \n"])
def test_a_git_file_that_leads_nowhere(repo: Repository, clm: Clm, text: str) -> None:
    shutil.rmtree(repo.path(".git"))
    repo.write(".git", text)
    assert looked(clm, "--as", "jana")["repository"][0] == "wrong"


def test_who_acts(repo: Repository, clm: Clm) -> None:
    assert looked(clm, "--as", "tom")["you"] == ("ok", "tom, Tom Berger: admin")
    state, said = looked(clm, "--as", "nemo")["you"]
    assert (state, said) == ("wrong", "nobody in the team has the handle nemo")
    repo.git("config", "user.email", "x@example.org")
    assert "x@example.org" in looked(clm)["you"][1]
    repo.write("team/desk.yaml", "id: desk\nname: Desk\nemails:\n  - x@example.org\nshared: true\n")
    assert looked(clm)["you"][0] == "note"
    repo.write("team/jana.yaml", "id: [\n")
    assert looked(clm, "--as", "jana")["you"][0] == "wrong"


@pytest.mark.parametrize(
    ("holidays", "state", "said"),
    [
        ("holidays:\n  - on: 2028-12-25\n", "ok", "through 2028-12-31"),
        ("holidays:\n  - on: 2026-12-25\n", "note", "through 2026-12-31"),
        ("holidays:\n  - on: 2025-12-25\n", "wrong", "through 2025-12-31"),
        ("", "note", "knows no holidays"),
        ("zone: x\n", "wrong", "cannot be read"),
    ],
)
def test_how_far_the_calendar_knows_holidays(
    repo: Repository, clm: Clm, holidays: str, state: str, said: str
) -> None:
    repo.write("clm.yaml", SETTINGS + "calendar: office\n")
    assert looked(clm)["calendar"][0] == "wrong"
    repo.write("calendars/office.yaml", CALENDAR + holidays)
    found = looked(clm)["calendar"]
    assert (found[0], said in found[1]) == (state, True), found


def test_the_host_that_sends(repo: Repository, clm: Clm) -> None:
    assert looked(clm)["notices"] == ("note", "no host is named: nothing is sent")
    repo.write("clm.yaml", SETTINGS + "notify:\n  host: desk\n")
    assert looked(clm)["notices"] == ("ok", "sent from here, desk")
    repo.write("clm.yaml", SETTINGS + "notify:\n  host: server\n")
    assert looked(clm)["notices"] == ("ok", "sent from server; this is desk")


def test_languages_and_forms(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked(clm, "--lang", "de")["language"] == ("ok", "de")
    assert looked(clm, "--lang", "pt")["language"] == ("ok", "pt")
    with monkeypatch.context() as broken:
        broken.setattr("clm.services.doctor.has_catalogue", lambda language: language == "en")
        said = "no catalogue for pt: English is shown"
        assert looked(clm, "--lang", "pt")["language"] == ("note", said)
    german = clm("doctor", "--lang", "de").out
    assert "Hinweis  Kalender" in german
    assert clm("doctor", "--csv").out.splitlines()[0] == "what,state,found,hint"
    assert clm("doctor", "--csv", "--lang", "de", "--fields", "what,state").out.count("note") == 3
    assert clm("doctor", "--ids").out.splitlines()[0] == "clm"


def test_a_slow_parser_is_told(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clm.services.doctor.has_libyaml", lambda: False)
    assert looked(clm)["PyYAML"][0] == "note"


def test_what_is_not_installed_is_told(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clm.services.doctor.EXTRAS", (("more", "no-such-library", "x needs it"),))
    assert looked(clm)["no-such-library"] == ("note", "not installed; x needs it")


def test_a_check_that_fails_is_a_line_and_the_others_go_on(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("clm.services.doctor.look", fails)
    clm.ok("mine")
    found = looked(clm)
    assert found["index"] == ("wrong", "cannot be looked at: ZeroDivisionError: x")
    assert found["notices"][0] == "note"
