"""`clm share pull` and `clm share status`: what a person types and reads."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from clm.domain.casefile import wrote
from clm.services.workspace import Workspace
from tests.build import customer_path
from tests.pushes import FILE, HOSTILE
from tests.shared import OTHERS, OURS, SECOND
from tests.world import Clm

if TYPE_CHECKING:
    from tests.shared import World


def push(world: World, *entries: str, customer: str = OURS) -> str:
    """Anna writes entries and pushes them."""
    world.append(*entries, customer=customer)
    world.commit()
    return world.push()


def test_what_a_vpa_pushed_is_in_the_vpa_file_as_theirs(world: World) -> None:  # A3.2
    push(world, "text: Sie mag keine Anrufe vor zehn.\ntags: [ferien]")
    result = world.pull()
    assert result.out.startswith("share pull: anna")
    assert f"1 entry about {OURS}" in result.err.splitlines()
    assert "undo: clm undo" in result.out
    assert world.repo.subjects()[0] == "share pull anna"
    trailers = world.repo.trailers()
    assert (trailers["Clm-By"], trailers["Clm-Ref"]) == ("jana", "anna")
    assert "Anrufe" not in world.repo.message()
    assert world.repo.read(FILE).endswith(
        "    at: 2026-11-17T08:00:00Z\n    by: anna\n    tags:\n      - urlaub\n"
        "    text: Sie mag keine Anrufe vor zehn.\n"
    )
    assert world.repo.is_clean()


def test_an_entry_of_a_vpa_is_shown_in_green(world: World) -> None:  # A3.1
    push(world, "text: Neu.")
    world.pull()
    shown = world.clm.ok("file", OURS, "--vpa", "--color", "always")
    head, text = shown.rstrip().split("\n")[-2:]
    assert "anna" in head
    assert "Neu." in text
    assert head.startswith("\x1b[1;32m")


def test_an_entry_taken_in_counts_as_the_vpas_own(world: World) -> None:  # A1.36
    push(world, "text: Akte gepflegt.")
    world.pull()
    workspace = Workspace(world.repo.root)
    _, file = workspace.case_files(OURS)
    workspace.close()
    assert file is not None
    asked = next(item for item in file.deadlines if item.vpa == "anna" and not item.done_on)
    request = next(note for note in file.notes if note.id == asked.note)
    answers = [note for note in file.notes if wrote(note, "anna") and note.at > request.at]
    assert answers[-1].text == "Akte gepflegt."


def test_a_second_pull_does_nothing(world: World) -> None:
    push(world, "text: Neu.")
    world.pull()
    before = world.snapshot()
    assert world.pull() == (0, "share anna: nothing new\n", "")
    assert world.snapshot() == before


def test_a_publish_afterwards_writes_the_entry_in_our_form(world: World) -> None:
    push(world, "text: Neu.")
    assert world.clm("share", "publish", "anna", "--to", world.shares).code == 75
    world.pull()
    world.publish()
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    assert world.desk.read(FILE).endswith("    by: anna\n    text: Neu.\n")
    assert world.desk.read(FILE) in world.repo.read(FILE)  # `since` it was one of ours
    assert "nothing to change" in world.publish()


def test_what_we_have_written_meanwhile_stays(world: World) -> None:
    push(world, "text: Von Anna.")
    world.clm.ok("note", OURS, "Von uns.", "--file", "vpa")
    world.clm.ok("customer", "set", OURS, "city=Jena")
    world.pull()
    text = world.repo.read(FILE)
    assert "Von Anna." in text
    assert "Von uns." in text
    assert "city: Jena" in world.repo.read(customer_path(OURS))


def test_uncommitted_edits_by_hand_are_committed_first(world: World) -> None:
    push(world, "text: Von Anna.")
    world.repo.write(FILE, world.repo.read(FILE).replace("Kalender", "Terminplan"))
    result = world.pull()
    assert result.code == 0
    assert "was committed first" in result.err
    assert world.repo.subjects()[:2] == ["share pull anna", f"edit by hand {OURS}"]


def test_staged_work_is_not_swept_in(world: World) -> None:
    push(world, "text: Von Anna.")
    world.repo.write(FILE, world.repo.read(FILE).replace("Kalender", "Terminplan"))
    world.repo.git("add", "--all")
    before = world.snapshot()
    assert world.pull().code == 75
    assert world.snapshot() == before


def test_a_dry_run_shows_the_difference_and_changes_nothing(world: World) -> None:
    push(world, "text: Neu.")
    before = world.snapshot()
    result = world.pull("-n")
    assert result.code == 0
    assert "+    text: Neu." in result.out
    assert world.snapshot() == before
    assert world.pull().code == 0


def test_a_pull_can_be_undone_and_done_again(world: World) -> None:
    push(world, "text: Neu.")
    world.pull()
    taken_in = world.repo.read(FILE)
    world.clm.ok("undo")
    assert "Neu." not in world.repo.read(FILE)
    assert world.pull().code == 0
    assert world.repo.read(FILE) == taken_in  # the same id, too


def test_a_vpa_writes_by_the_clock_also_where_our_day_is_pinned(world: World) -> None:
    push(world, "text: Neu.")  # on the 17th
    assert world.pull("--today", "2026-11-16").code == 0
    assert "Neu." in world.repo.read(FILE)


def test_a_clock_that_is_ahead_by_minutes_refuses_no_push(world: World) -> None:
    entry = "text: Neu.\nat: 2026-11-18T12:09:00Z"  # our noon is the clock's of tests
    push(world, entry)
    assert world.pull().code == 0
    assert world.clm("check").out == ""
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    push(world, entry.replace("12:09", "12:30"))
    assert "still to come" in world.pull().err


def test_two_colleagues_write_the_same(world: World) -> None:
    push(world, "text: Neu.", "situation: Auch.\ntags: [tools]")
    other = world.root / "other"
    shutil.copytree(world.repo.root, other)
    world.pull()
    Clm(other).ok("share", "pull", "--from", world.shares, "--as", "tom")
    assert (other / FILE).read_text() == world.repo.read(FILE)
    assert (other / "vpas" / "anna.yaml").read_text() == world.repo.read("vpas/anna.yaml")


def test_json_names_entries_and_reasons(world: World) -> None:
    push(world, "text: Neu.\nid: n-3m5t9w2c")
    result = world.pull("--json").json
    assert result["schema"] == "clm/share-pull@1"
    commit = world.repo.head()
    assert result["items"] == [
        {
            "vpa": "anna",
            "entries": ["n-3m5t9w2c"],
            "customers": [OURS],
            "reasons": [],
            "commit": commit,
            "undo": f"clm undo {commit[:8]}",
        }
    ]
    push(world, "text: x\npinned: true")
    refused = world.pull("--json")
    assert refused.code == 77
    (item,) = refused.json["items"]
    assert (item["entries"], item["commit"], item["undo"]) == ([], None, None)
    assert item["reasons"] == [f"{FILE}:23:13: pinned: this field is the team's"]


def test_a_refused_share_does_not_keep_the_others(world: World) -> None:
    world.clm.ok("share", "publish", "ben", "--to", world.shares, "--today", "2026-11-16")
    ben = world.root / "ben"
    world.git(world.root, "clone", "--quiet", str(world.shares / "ben.git"), "ben")
    place = ben / customer_path(OTHERS, "vpa")
    place.write_text(place.read_text() + "notes:\n  - text: Von Ben.\n")
    dated = {
        "GIT_AUTHOR_DATE": "2026-11-17T08:00:00Z",
        "GIT_COMMITTER_DATE": "2026-11-17T08:00:00Z",
    }
    named = ("-c", "user.name=Ben", "-c", "user.email=ben@example.org")
    world.git(ben, *named, "commit", "--quiet", "-am", "x", env=dated)
    world.git(ben, "push", "--quiet", "origin", "HEAD:main")
    HOSTILE["the README is changed"].do(world)
    result = world.clm("share", "pull", "--from", world.shares)
    assert result.code == 77
    assert "README.md:1:1: it is not a VPA's to change" in result.err
    assert "the push of anna is refused" in result.err
    assert result.out.startswith("share pull: ben")
    assert "Von Ben." in world.repo.read(customer_path(OTHERS, "vpa"))
    assert "guter Eintrag" not in world.repo.read(FILE)


def test_only_shares_are_pulled_where_nobody_is_named(world: World) -> None:
    assert world.clm.ok("share", "pull", "--from", world.shares) == "share anna: nothing new\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ben",), 78, "ben has no share yet"),
        (("nobody",), 3, "there is no VPA nobody"),
        (("anna", "--from", "/nowhere"), 78, "there is no share /nowhere/anna.git"),
    ],
)
def test_what_is_not_there_is_said(
    world: World, words: tuple[str, ...], code: int, said: str
) -> None:
    result = world.clm("share", "pull", "--from", world.shares, *words)
    assert result.code == code
    assert said in result.err


def test_without_a_folder_the_setting_says_where(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.clm("share", "pull").code == 2
    monkeypatch.setenv("CLM_SHARES", str(world.shares))
    assert world.clm("share", "pull").code == 0
    assert world.clm("share", "status").code == 0


def test_a_share_itself_pulls_nothing(world: World) -> None:
    result = Clm(world.desk.root)("share", "pull", "anna", "--from", world.shares)
    assert result.code == 77
    assert "this is a share itself" in result.err


def test_entries_about_a_customer_who_is_gone_are_left_out_and_told(world: World) -> None:
    push(world, "text: Für die Zweite.", customer=SECOND)
    push(world, "text: Für die Erste.")
    for side in ("", "vpa"):
        world.repo.path(customer_path(SECOND, side)).unlink(missing_ok=True)
    world.repo.commit("gone")
    result = world.pull()
    assert result.code == 0
    assert f"left out: 1 entry about {SECOND}" in result.err
    assert "Für die Erste." in world.repo.read(FILE)
    assert not world.repo.path(customer_path(SECOND, "vpa")).exists()


def test_a_customer_who_has_left_since_keeps_the_last_words_of_the_vpa(world: World) -> None:
    push(world, "text: Der Schlüssel liegt beim Empfang.")
    world.clm.ok("customer", "set", OURS, "vpa=ben", "-m", "Urlaub")
    assert world.pull().code == 0
    assert "Empfang" in world.repo.read(FILE)
    world.publish()
    assert OURS not in world.git(world.share, "ls-tree", "-r", "--name-only", "main")


def test_other_branches_and_tags_have_no_say(world: World) -> None:
    push(world, "text: Neu.")
    for name in ("heads/other", "tags/v1", "notes/x"):
        world.git(world.share, "update-ref", f"refs/{name}", world.tip())
    assert world.pull().code == 0
    refs = world.repo.git("for-each-ref", "--format=%(refname)").splitlines()
    assert refs == ["refs/heads/main"]


def test_a_file_without_room_refuses_the_push(world: World) -> None:
    world.repo.put(FILE, world.repo.read(FILE) + "#" * 999_000)
    push(world, f"text: {'x' * 3000}")
    before = world.snapshot()
    result = world.pull()
    assert result.code == 77
    assert "at most 1,000,000" in result.err
    assert world.snapshot() == before


# --reject


def test_a_refused_push_is_taken_out_of_the_share(world: World) -> None:
    agreed = world.tip()
    HOSTILE["the README is changed"].do(world)
    before = world.snapshot()
    assert world.pull("--reject", "-n").code == 0
    assert world.tip() != agreed
    assert world.pull("--reject", "--yes") == (0, "share anna: the push is taken out\n", "")
    assert world.tip() == agreed
    assert world.snapshot() == before
    world.desk.git("reset", "--quiet", "--soft", agreed)  # as the share's README tells Anna
    world.desk.git("checkout", "--quiet", agreed, "--", "README.md")
    world.commit()
    world.push()
    assert world.pull().code == 0


def test_a_huge_file_is_gone_with_the_push(world: World) -> None:
    HOSTILE["a file of 40 MB"].do(world)
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    assert world.pull("--reject", "--yes").code == 0
    names = world.git(world.share, "cat-file", "--batch-all-objects", "--batch-check")
    assert blob not in names


def test_a_deleted_branch_comes_back(world: World) -> None:
    agreed = world.tip()
    HOSTILE["the branch is deleted"].do(world)
    assert world.pull("--reject", "--yes").code == 0
    assert world.tip() == agreed


def test_a_good_push_is_not_taken_out(world: World) -> None:
    tip = push(world, "text: Neu.")
    result = world.pull("--reject", "--yes")
    assert result.code == 77
    assert "nothing is wrong with what anna has pushed" in result.err
    assert world.tip() == tip
    world.pull()
    assert world.pull("--reject", "--yes") == (0, "share anna: nothing new\n", "")
    told = world.pull("--reject", "--yes", "--json").json
    assert told["items"] == [{"vpa": "anna", "rejected": False}]


def test_nothing_is_taken_out_without_a_yes(world: World) -> None:
    HOSTILE["the README is changed"].do(world)
    tip = world.tip()
    assert world.pull("--reject").code == 77
    assert world.tip() == tip
    assert world.clm("share", "pull", "--from", world.shares, "--reject", "--yes").code == 2


# status


def status(world: World) -> dict[str, object]:
    items = world.clm("share", "status", "anna", "--from", world.shares, "--json").json["items"]
    (item,) = items
    return {key: item[key] for key in ("customers", "branch", "entries", "changes")}


def test_status_tells_what_waits_where(world: World) -> None:
    assert status(world) == {"customers": 2, "branch": "agreed", "entries": 0, "changes": 0}
    world.clm.ok("note", OURS, "Von uns.", "--file", "vpa")
    world.clm.ok("note", OURS, "Nur für uns.")
    assert status(world) == {"customers": 2, "branch": "agreed", "entries": 0, "changes": 1}
    push(world, "text: Eins.", "text: Zwei.")
    before = world.snapshot()
    assert status(world) == {"customers": 2, "branch": "pushed", "entries": 2, "changes": 1}
    assert world.snapshot() == before
    world.pull()
    assert status(world) == {"customers": 2, "branch": "agreed", "entries": 0, "changes": 1}
    world.publish()
    assert status(world)["changes"] == 0
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    HOSTILE["clm.yaml is changed"].do(world)
    assert status(world)["branch"] == "refused"
    world.clm.ok("customer", "set", SECOND, "vpa=ben", "-m", "Urlaub")
    assert status(world)["customers"] == 1


def test_status_as_a_table(world: World) -> None:
    push(world, "text: Neu.")
    lines = world.clm.ok("share", "status", "--from", world.shares).splitlines()
    assert lines[0].split() == [
        *("VPA", "Name", "Customers", "Published", "Where", "it", "is"),
        *("To", "take", "in", "To", "publish"),
    ]  # fmt: skip
    assert lines[1].split() == [
        "anna", "Anna", "Lorenz", "2", "2026-11-16", "entries", "pushed", "1", "0",
    ]  # fmt: skip
    assert lines[2].split() == ["ben", "Ben", "Falk", "1", "no", "share", "yet", "0", "5"]


def test_status_of_a_share_that_is_not_there_or_cannot_be_read(world: World) -> None:
    world.share.rename(world.shares / "aside")
    assert status(world) == {"customers": 2, "branch": "missing", "entries": 0, "changes": None}
    world.share.symlink_to(world.shares / "aside")
    assert status(world) == {"customers": 2, "branch": "refused", "entries": 0, "changes": None}
