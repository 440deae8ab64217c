"""`clm` in a VPA's clone of their share: entries of the VPA's file, and nothing else."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.build import TODAY, customer_path, make_customer
from tests.shares import OURS, git, note_file, people_it
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from pathlib import Path

FILE = customer_path(OURS, "vpa")


@pytest.fixture
def shares(repo: Repository, clm: Clm, tmp_path: Path) -> Path:
    """Anna's customer, published."""
    people_it(repo)
    repo.put(customer_path("c-8g4rme"), make_customer("c-8g4rme", "Fremd AG", "vpa: ben\n"))
    clm.ok("share", "publish", "--to", tmp_path / "shares")
    return tmp_path / "shares"


@pytest.fixture
def clone(shares: Path, tmp_path: Path) -> Repository:
    """Anna's clone, with her own git identity."""
    root = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", shares / "anna.git", root], check=True)
    cloned = Repository(root)
    cloned.git("config", "user.name", "Anna Lorenz")
    cloned.git("config", "user.email", "anna@example.org")
    return cloned


@pytest.fixture
def anna(clone: Repository) -> Clm:
    return Clm(clone.root)


def test_an_entry_is_written_and_pushed(clone: Repository, anna: Clm, shares: Path) -> None:  # A3.2
    out = anna.ok("note", "muster", "Mag lieber Mails", "--kind", "chat-or-mail")
    assert out.startswith(f"note: {OURS} Muster GmbH\n")
    told = clone.read(FILE)
    assert told.startswith(note_file("Ruft gern vormittags an"))
    assert told.endswith("    by: anna\n    kind: chat-or-mail\n    text: Mag lieber Mails\n")
    assert clone.git("diff", "--name-only", "HEAD^", "HEAD") == FILE
    assert clone.git("log", "-1", "--format=%an %ae %cn") == (
        "Anna Lorenz anna@example.org Anna Lorenz"
    )
    assert clone.is_clean()
    clone.git("push", "-q")
    assert git(shares / "anna.git", "rev-parse", "main") == clone.head()
    assert "Mag lieber Mails" in git(shares / "anna.git", "show", f"main:{FILE}")
    assert git(shares / "anna.git", "fsck", "--strict") == ""


def test_what_there_is_to_see(anna: Clm) -> None:
    assert [one["id"] for one in anna("customer", "list", "--json").json["items"]] == [OURS]
    assert anna.ok("customer", "list").splitlines()[0].split() == ["Id", "Name", "VPA"]
    shown = anna.ok("customer", "show", OURS)
    assert "Muster GmbH" in shown
    assert not {"List", "Class"} & set(shown.split())  # bookings and marks are not told here
    (entry,) = anna("file", OURS, "--json").json["items"]
    assert (entry["file"], entry["text"]) == ("vpa", "Ruft gern vormittags an")
    assert "vormittags" in anna.ok("file", OURS)
    assert [one["subject"] for one in anna("log", "--json").json["items"]] == ["share anna"]
    assert "Nothing is due" in anna.ok("mine")
    assert anna.ok("why", OURS).splitlines()[0] == f"{OURS} Muster GmbH"
    page = anna.ok("briefing", OURS)
    assert "vormittags" not in page
    assert [line.split("  ")[0] for line in page.splitlines() if line[:1].strip()] == [
        OURS, "VPA", "Infos", "Wizard", "Company", "VPA file",
    ]  # fmt: skip


def test_it_is_in_order(clone: Repository, anna: Clm) -> None:
    assert anna.ok("check") == ""
    assert clone.is_clean()
    anna.ok("note", OURS, "Von Anna")
    assert anna.ok("check") == ""
    lines = anna("doctor", "--json").json["items"]
    you = next(one for one in lines if one["what"] == "you")
    assert you["found"].startswith("anna")


def test_the_log_tells_what_the_vpa_did(anna: Clm) -> None:
    anna.ok("note", OURS, "Von Anna")
    one = anna("log", "--json").json["items"][0]
    assert (one["action"], one["by"]) == ("note", "anna")


def test_who_acts_is_the_vpa(clone: Repository, anna: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.git("config", "user.email", "another@example.org")
    anna.ok("note", OURS, "Von Anna")
    assert clone.trailers()["Clm-By"] == "anna"
    anna.ok("note", OURS, "Auch von Anna", "--as", "anna")
    assert anna("note", OURS, "Nicht von ihr", "--as", "jana").code == 78
    monkeypatch.setenv("CLM_USER", "jana")
    assert anna("note", OURS, "Nicht von ihr").code == 78


@pytest.mark.parametrize("others", ["", "  rechnung:\n    - invoice\n"])
def test_a_tag_without_other_names_is_a_tag_here_too(
    repo: Repository, clm: Clm, shares: Path, clone: Repository, anna: Clm, others: str
) -> None:  # A3.7
    repo.put("clm.yaml", f"{repo.read('clm.yaml')}tags:\n{others}  volumen: []\n")
    clm.ok("note", OURS, "Mehr Stunden", "--file", "vpa", "--tag", "volumen")
    clm.ok("share", "publish", "--to", shares)
    clone.git("pull", "-q")
    assert "\n  volumen: []\n" in clone.read("clm.yaml")
    assert anna.ok("check") == ""
    anna.ok("note", OURS, "Noch mehr", "--tag", "volumen")
    assert anna("note", OURS, "Etwas", "--tag", "foo").code == 2
    clone.git("push", "-q")
    clm.ok("share", "pull", "--from", shares)
    assert "Noch mehr" in clm.ok("file", OURS)


def test_undo_takes_ones_own_entry_back(clone: Repository, anna: Clm) -> None:
    before = clone.read(FILE)
    anna.ok("note", OURS, "Falsch")
    anna.ok("undo")
    assert clone.read(FILE) == before
    answer = anna("undo", "HEAD~2")
    assert answer.code == 77
    assert clone.read(FILE) == before


def test_an_edit_by_hand_is_saved(clone: Repository, anna: Clm) -> None:
    entry = "  - id: n-9z8y7x6w\n    at: 2026-11-18\n    by: anna\n    text: Von Hand\n"
    clone.write(FILE, clone.read(FILE) + entry)
    anna.ok("save")
    assert clone.is_clean()
    assert "Von Hand" in anna.ok("file", OURS)


@pytest.mark.parametrize(
    "words",
    [
        ("note", OURS, "Intern", "--file", "oteam"),
        ("note", OURS, "Später", "--remind", "2026-12-01"),
        ("prio", OURS, "-m", "wichtig"),
        ("prio", OURS, "-m", "wichtig", "-n"),
        ("remind", OURS, "2026-12-01"),
        ("watch", OURS),
        ("customer", "set", OURS, "name=Anders"),
        ("customer", "remove", OURS, "--yes"),
        ("customer", "add", "Neu GmbH"),
        ("customer", "book", OURS, "10"),
        ("customer", "class", OURS, "A"),
        ("task", "add", OURS, "Neu"),
        ("schema", "export"),
        ("share", "publish", "--to", "."),
    ],
    ids=" ".join,
)
def test_everything_else_is_refused(clone: Repository, anna: Clm, words: tuple[str, ...]) -> None:
    head = clone.head()
    answer = anna(*words)
    assert answer.code == 77, answer.err
    assert "share" in answer.err
    assert (clone.head(), clone.is_clean()) == (head, True)


AGREED = ("--what", "Rabatt", "--price", "99", "--valid-until", "2026-12-31")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("done", "d-1m5t9w2c"), "deadlines: it is changed"),
        (("note", OURS, "Wichtig", "--pin"), "pinned: this field is the team's"),
        (("note", OURS, "Gespräch", "--kind", "sales-talk"), "kind: sales-talk is the team's"),
        (("note", OURS, "Rabatt", "--kind", "special-agreement", *AGREED), "agreement: this field"),
        (("note", OURS, "--paste", "--source", "Teams"), "quote: this field"),
        (("note", OURS, "Gesagt", "--from-vpa"), "acting_as: this field"),
        (("note", OURS, "x" * 4001), "the entry has 4,001 characters; at most 4,000 are taken"),
    ],
    ids=lambda words: " ".join(words)[:40] if isinstance(words, tuple) else "",
)
def test_what_the_team_would_not_take_in_is_refused_before_it_is_written(
    repo: Repository,
    clm: Clm,
    shares: Path,
    clone: Repository,
    anna: Clm,
    words: tuple[str, ...],
    reason: str,
) -> None:  # A3.2
    asked = "deadlines:\n  - id: d-1m5t9w2c\n    vpa: anna\n    on: 2026-12-01\n    ask: Akte\n"
    asked += "    note: n-2k9x7d1q\n"
    repo.put(FILE, repo.read(FILE).replace("notes:\n", f"{asked}notes:\n"))
    clm.ok("share", "publish", "--to", shares)
    clone.git("pull", "-q")
    anna.ok("note", OURS, "Noch nicht gesendet")
    head = clone.head()
    for dry in ((), ("-n",)):
        answer = anna(*words, *dry, stdin="Wörtlich" if "--paste" in words else None)
        assert (answer.code, clone.head(), clone.is_clean()) == (77, head, True)
        assert reason in answer.err
    clone.git("push", "-q")
    clm.ok("share", "pull", "--from", shares)


def test_what_is_edited_here_is_judged_too(
    clone: Repository, anna: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, before = clone.head(), clone.read(FILE)
    clone.write(FILE, before.replace("vormittags", "abends"))
    answer = anna("save")
    assert answer.code == 77
    assert f"{FILE}:6:11: the entry n-2k9x7d1q was agreed on, and is changed: text" in answer.err
    clone.write(FILE, f"{before}\tkaputt")
    monkeypatch.setenv("EDITOR", "sed -i -e '$d' -e s/vormittags/abends/")
    answer = anna("edit", OURS, "--file", "vpa")
    assert answer.code == 77, answer.err
    assert clone.read(FILE) == f"{before}\tkaputt"
    assert clone.head() == head


HAND = "  - tags:\n      - tools\n    text: {}\n"


def test_an_entry_by_hand_needs_no_id_day_and_author(
    clm: Clm, shares: Path, clone: Repository, anna: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A3.2
    for whose in ("AUTHOR", "COMMITTER"):  # on the day of tests, not on the real one
        monkeypatch.setenv(f"GIT_{whose}_DATE", f"{TODAY}T10:00:00Z")
    clone.write(FILE, clone.read(FILE) + HAND.format("von Hand"))
    clone.git("commit", "-q", "-a", "-m", "entry")
    clone.write(FILE, clone.read(FILE) + HAND.format("noch einmal von Hand"))
    assert anna.ok("check") == ""
    noon = datetime.fromisoformat(f"{TODAY}T10:00:00+00:00").timestamp()
    os.utime(clone.path(FILE), (noon, noon))
    (state,) = anna("vpa", "files", "--json").json["items"]
    assert (state["filled"], state["last"]) == (["tools"], TODAY)
    first, second = anna("file", "--search", "hand", "--json").json["items"]
    assert (first["by"], first["at"], second["at"]) == ("anna", *2 * [f"{TODAY}T10:00:00Z"])
    assert "noch einmal von Hand" in anna.ok("file", OURS)
    anna.ok("note", OURS, "Mit clm")
    assert clone.subjects()[:2] == [f"note {OURS}", f"edit by hand {OURS}"]
    anna.ok("note", OURS, "Doch nicht")
    anna.ok("undo")
    assert "Doch nicht" not in clone.read(FILE)
    clone.write(FILE, clone.read(FILE) + HAND.format("zuletzt"))
    anna.ok("save")
    assert clone.read(FILE).count("- id:") == 2  # what was sent may be agreed on: it stays as it is
    clone.git("push", "-q")
    clm.ok("share", "pull", "--from", shares)
    texts = [one["text"] for one in clm("file", OURS, "--json").json["items"]]
    assert {"von Hand", "noch einmal von Hand", "Mit clm", "zuletzt"} < set(texts)


def test_entries_that_say_the_same_have_ids_of_their_own(clone: Repository, anna: Clm) -> None:
    clone.write(FILE, clone.read(FILE) + 2 * HAND.format("zweimal"))
    clone.git("commit", "-q", "-a", "-m", "entries")
    for old in ((), ("--as-of", "HEAD")):
        items = anna("file", "--search", "zweimal", "--json", *old).json["items"]
        assert len({one["id"] for one in items}) == len(items) == 2


def test_an_entry_an_editor_leaves_needs_no_id(
    clone: Repository, anna: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i '$a\\  - text: aus dem Editor'")
    anna.ok("edit", OURS, "--file", "vpa")
    assert clone.read(FILE).endswith("  - text: aus dem Editor\n")


def test_a_clone_that_knows_its_share_no_more_takes_entries_too(
    clone: Repository, anna: Clm
) -> None:
    clone.git("remote", "remove", "origin")
    anna.ok("note", OURS, "Eins")
    anna.ok("note", OURS, "Zwei")
    assert anna("note", OURS, "Drei", "--pin").code == 77


def test_an_entry_that_was_sent_is_not_taken_back(clone: Repository, anna: Clm) -> None:
    anna.ok("note", OURS, "Gesendet")
    clone.git("push", "-q")
    answer = anna("undo")
    assert answer.code == 77
    assert "was agreed on, and is taken away" in answer.err


@pytest.mark.parametrize("path", [customer_path(OURS), "clm.yaml", "vpas/anna.yaml"])
def test_an_edit_of_another_file_is_not_saved(clone: Repository, anna: Clm, path: str) -> None:
    head, before = clone.head(), clone.read(path)
    clone.write(path, before + "# ein Kommentar\n")
    answer = anna("save")
    assert answer.code == 77
    assert path in answer.err
    assert clone.head() == head


def test_a_customer_who_left_is_gone_after_two_commands(
    clm: Clm, clone: Repository, anna: Clm, shares: Path
) -> None:
    clm.ok("assign", OURS, "--vpa", "ben", "-m", "Anna ist krank")
    clm.ok("share", "publish", "--to", shares)
    done = subprocess.run(["git", "pull"], cwd=clone.root, capture_output=True, check=False)
    assert done.returncode
    clone.git("fetch")
    clone.git("reset", "--hard", "origin/main")
    assert anna("customer", "list", "--json").json["items"] == []
    assert not clone.path(FILE).exists()


def test_with_git_and_an_editor_alone(clone: Repository, shares: Path) -> None:
    """The example block of the page, copied to the end of the file, is an entry (A3.2)."""
    page = clone.read("README.md")
    block = page.split("```yaml\n")[1].split("```")[0]
    entry = "".join(f"{line[3:]}\n" for line in block.splitlines()[1:])
    clone.write(FILE, clone.read(FILE) + entry)
    clone.git("add", "-A")
    clone.git("commit", "-q", "-m", "entry")
    clone.git("push", "-q")
    assert "Best reached by phone" in git(shares / "anna.git", "show", f"main:{FILE}")
