"""HOSTILE PUSHES, one row each: what Anna does to her share, and the reason that is expected (G12).

Each also brings a good entry along: it must not come in with the rest.
"""

from __future__ import annotations

import os
import zlib
from hashlib import sha1
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.build import customer_path, make_customer
from tests.shared import INTERNAL, OTHERS, OURS, SECOND
from tests.world import Clm

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shared import World

GOOD: Final = "text: Ein guter Eintrag."
FILE: Final = customer_path(OURS, "vpa")


class Push(NamedTuple):
    """One hostile push: what is done, and a part of each line that must be said about it."""

    do: Callable[[World], object]
    said: str


def entry(*texts: str) -> Callable[[World], object]:
    """A push of entries, each given as its fields, beside a good one."""

    def do(world: World) -> None:
        world.append(GOOD, *texts)
        world.commit()
        world.push()

    return do


def edit(old: str, new: str, path: str = FILE) -> Callable[[World], object]:
    """A push that changes a text of a file, beside a good entry."""

    def do(world: World) -> None:
        world.append(GOOD)
        world.replace(old, new, path)
        world.commit()
        world.push()

    return do


def file(path: str, text: str) -> Callable[[World], object]:
    """A push that adds a file, beside a good entry."""

    def do(world: World) -> None:
        world.append(GOOD)
        world.desk.write(path, text)
        world.commit()
        world.force()

    return do


def bytes_(change: Callable[[bytes], bytes]) -> Callable[[World], object]:
    """A push of a VPA file whose bytes are changed, a good entry among them."""

    def do(world: World) -> None:
        world.append(GOOD)
        path = world.desk.path(FILE)
        path.write_bytes(change(path.read_bytes()))
        world.commit()
        world.push()

    return do


def tree(mode: str, name: str, kind: str, data: bytes) -> Callable[[World], object]:
    """A push of a tree made by hand, with one entry more at its top."""

    def do(world: World) -> None:
        world.append(GOOD)
        world.commit()
        blob = world.raw(kind, data) if kind != "commit" else data.decode()
        rows = world.git(world.desk.root, "ls-tree", "-z", "HEAD").encode()
        rows += f"{mode} {kind} {blob}\t{name}\0".encode()
        made = world.git(world.desk.root, "mktree", "-z", "--missing", stdin=rows).strip()
        world.force(world.commit_tree(made))

    return do


# history


def amended(world: World) -> None:
    world.append(GOOD)
    world.desk.git("add", "--all")
    world.keep("commit", "--quiet", "--amend", "--no-edit")
    world.force()


def rebased(world: World) -> None:
    """The history again with other times, and a good entry on top."""
    world.git(world.desk.root, "checkout", "--quiet", "--orphan", "again")
    world.keep("commit", "--quiet", "-m", "share anna")
    world.append(GOOD)
    world.commit()
    world.force()


def orphaned(world: World) -> None:
    world.append(GOOD)
    world.git(world.desk.root, "checkout", "--quiet", "--orphan", "again")
    world.commit()
    world.force()


def set_back(world: World) -> None:
    """The team has published twice; Anna takes the second away and writes on the first."""
    first = world.desk.head()
    world.clm.ok("note", OURS, "Noch etwas.", "--file", "vpa")
    world.publish()
    world.desk.git("checkout", "--quiet", first)
    world.append(GOOD)
    world.commit()
    world.force()


def way_back(world: World) -> None:
    """The branch leads to an agreed commit of long ago."""
    first = world.desk.head()
    for text in ("Eins.", "Zwei."):
        world.clm.ok("note", OURS, text, "--file", "vpa")
        world.publish()
    world.git(world.share, "update-ref", "refs/heads/main", first)


def branch_gone(world: World) -> None:
    world.git(world.share, "update-ref", "-d", "refs/heads/main")


def ours_merged(world: World) -> None:
    """A merge that keeps Anna's side alone: what the team has published is taken out again."""
    world.append(GOOD)
    world.commit()
    world.clm.ok("note", OURS, "Noch etwas.", "--file", "vpa")
    world.publish()
    world.desk.git("fetch", "--quiet", "origin")
    world.keep("merge", "--quiet", "-s", "ours", "-m", "x", "origin/main")
    world.push()


def stranger_merged(world: World) -> None:
    """A merge with a history that was never the share's."""
    world.git(world.desk.root, "checkout", "--quiet", "--orphan", "other")
    other = world.commit()
    world.git(world.desk.root, "checkout", "--quiet", "main")
    world.append(GOOD)
    world.commit()
    world.keep("merge", "--quiet", "-s", "ours", "--allow-unrelated-histories", "-m", "x", other)
    world.push()


def taken_back(world: World) -> None:
    """A bad change in the middle, which the last commit takes back."""
    before = world.desk.read("README.md")
    world.append(GOOD)
    world.desk.write("README.md", "Nichts mehr.\n")
    world.commit()
    world.desk.write("README.md", before)
    world.commit()
    world.push()


def rewritten_and_back(world: World) -> None:
    """An agreed entry says something else in the middle."""
    world.replace("Sie nutzt den Kalender.", "Sie nutzt keinen Kalender.")
    world.commit()
    world.replace("Sie nutzt keinen Kalender.", "Sie nutzt den Kalender.")
    world.append(GOOD)
    world.commit()
    world.push()


def many_commits(world: World) -> None:
    """501 commits, the last of them with a good entry."""
    head = world.git(world.desk.root, "rev-parse", "HEAD^{tree}").strip()
    name = "HEAD"
    for _ in range(500):
        name = world.commit_tree(head, name)
    world.desk.git("reset", "--quiet", "--hard", name)
    world.append(GOOD)
    world.commit()
    world.push()


def far_ahead(world: World) -> None:
    """A commit of the year 2090: the share's times would never come down again."""
    world.append(GOOD)
    world.commit(when="3786912000 +0000", written="1794900000 +0000")
    world.push()


def late_author(world: World) -> None:
    world.append(GOOD)
    world.commit(written="2026-12-24T08:00:00Z")
    world.push()


def early_author(world: World) -> None:
    """A commit said to be written before the share began: an answer in time, so to speak."""
    world.append(GOOD)
    world.commit(written="2026-10-01T08:00:00Z")
    world.push()


# entries taken away or moved


def entry_removed(world: World) -> None:
    text = world.desk.read(FILE)
    start, end = text.index("  - id: n-1m5t9w2c"), text.index("  - id: n-2m5t9w2c")
    world.desk.write(FILE, text[:start] + text[end:])
    world.append(GOOD)
    world.commit()
    world.push()


def reordered(world: World) -> None:
    text = world.desk.read(FILE)
    first, second = text.index("  - id: n-1m5t9w2c"), text.index("  - id: n-2m5t9w2c")
    world.desk.write(FILE, text[:first] + text[second:] + text[first:second])
    world.append(GOOD)
    world.commit()
    world.push()


def file_removed(world: World) -> None:
    world.append(GOOD)
    world.desk.path(customer_path(SECOND, "vpa")).unlink()
    world.commit()
    world.push()


def in_two_files(world: World) -> None:
    world.append(GOOD, "text: x\nid: n-3m5t9w2c")
    world.append("text: y\nid: n-3m5t9w2c", customer=SECOND)
    world.commit()
    world.push()


ELSEWHERE: Final = "n-9m5t9w2c"


def in_her_other_one(world: World) -> None:
    """An id that her file of another customer of hers has: copied along with an entry, say."""
    world.append(GOOD)
    world.append("text: x\nid: n-2m5t9w2c", customer=SECOND)
    world.commit()
    world.push()


def elsewhere(world: World) -> None:
    """An id of an entry about somebody else's customer, written there by hand just now."""
    text = f"customer: {OTHERS}\nnotes:\n  - id: {ELSEWHERE}\n    at: 2026-11-02\n    by: jana\n"
    world.repo.write(customer_path(OTHERS, "oteam"), f"{text}    text: x\n")
    world.append(GOOD, f"text: x\nid: {ELSEWHERE}")
    world.commit()
    world.push()


def in_a_bad_file(world: World) -> None:
    elsewhere(world)
    path = customer_path(OTHERS, "oteam")
    world.repo.write(path, world.repo.read(path) + "    pinned: perhaps\n")


def many_customers(world: World) -> list[str]:
    """Anna looks after 45 more customers, as her clone knows by now; answers them."""
    found = [f"c-1a{number:04}" for number in range(45)]
    for one in found:
        world.repo.write(customer_path(one), make_customer(one, f"Nr {one}", "vpa: anna\n"))
    world.repo.commit("more customers")
    world.publish()
    world.desk.git("pull", "--quiet", "--ff-only", "origin", "main")
    return found


def behind_many(world: World) -> None:
    """Faults that come after a good entry in each of 45 files."""
    for one in many_customers(world):
        world.append(GOOD, customer=one)
    world.replace("Bitte pflege", "Vergiss")
    world.desk.path("vpas/anna.yaml").unlink()
    world.desk.path("zlink").symlink_to("clm.yaml")
    world.commit()
    world.push()


# what lies at a path


def linked(world: World) -> None:
    world.append(GOOD)
    path = world.desk.path(customer_path(SECOND, "vpa"))
    path.unlink()
    path.symlink_to("../../clm.yaml")
    world.commit()
    world.push()


def linked_anew(world: World) -> None:
    world.append(GOOD)
    world.desk.path("secret").symlink_to("/etc/passwd")
    world.commit()
    world.push()


def folder_linked(world: World) -> None:
    world.append(GOOD)
    world.git(world.desk.root, "rm", "-r", "--quiet", "--cached", "customers/9d")
    for path in world.desk.path("customers/9d").iterdir():
        path.unlink()
    world.desk.path("customers/9d").rmdir()
    world.desk.path("customers/9d").symlink_to("7f")
    world.commit()
    world.push()


def gitlinked(world: World) -> None:
    world.append(GOOD)
    world.desk.git("add", "--all")
    row = f"160000,{world.desk.head()},customers/7f/module"
    world.desk.git("update-index", "--add", "--cacheinfo", row)
    world.keep("commit", "--quiet", "-m", "x")
    world.force()


def executable(world: World) -> None:
    world.append(GOOD)
    world.desk.path(FILE).chmod(0o755)
    world.commit()
    world.push()


def file_for_folder(world: World) -> None:
    world.append(GOOD)
    for path in world.desk.path("customers/9d").iterdir():
        path.unlink()
    world.desk.path("customers/9d").rmdir()
    world.desk.write("customers/9d", "x\n")
    world.commit()
    world.push()


def case_collision(world: World) -> None:
    world.append(GOOD)
    world.commit()
    world.desk.git("update-index", "--add", "--cacheinfo",
                   f"100644,{world.desk.git('rev-parse', f'HEAD:{FILE}')},"
                   f"customers/7f/{OURS.upper()}.vpa.yaml")  # fmt: skip
    world.keep("commit", "--quiet", "-m", "x")
    world.push()


def huge_file(world: World) -> None:
    """Forty million blanks: forty kilobytes on their way."""
    world.append(GOOD)
    world.desk.write(FILE, world.desk.read(FILE) + "#" + " " * 40_000_000 + "\n")
    world.commit()
    world.push()


def just_too_large(world: World) -> None:
    world.append(GOOD)
    text = world.desk.read(FILE)
    world.desk.write(FILE, text + "#" * (1_000_000 - len(text.encode())) + "\n")
    world.commit()
    world.push()


def many_files(world: World) -> None:
    world.append(GOOD)
    world.commit()
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    rows = "".join(f"100644 {blob}\tcustomers/7f/c-7f{n:04}.vpa.yaml\n" for n in range(30_000))
    world.git(world.desk.root, "update-index", "--index-info", stdin=rows.encode())
    world.keep("commit", "--quiet", "-m", "x")
    world.push()


def deep_tree(world: World) -> None:
    """Folders in folders, 3,000 deep."""
    world.append(GOOD)
    world.commit()
    name = _written(world, b"")
    for _ in range(3_000):
        name = _written(world, b"40000 d\0" + bytes.fromhex(name))
    rows = world.git(world.desk.root, "ls-tree", "-z", "HEAD").encode()
    rows += f"040000 tree {name}\tdeep\0".encode()
    made = world.git(world.desk.root, "mktree", "-z", stdin=rows).strip()
    world.force(world.commit_tree(made))


def _written(world: World, tree: bytes) -> str:
    """A tree put into the clone without git: 3,000 of them would be as many processes."""
    data = b"tree %d\0%s" % (len(tree), tree)
    name = sha1(data, usedforsecurity=False).hexdigest()
    path = world.desk.path(f".git/objects/{name[:2]}/{name[2:]}")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(data))
    return name


# objects


def bad_object(world: World) -> None:
    """A commit whose author git's own checks refuse."""
    world.append(GOOD)
    world.commit()
    text = world.git(world.desk.root, "cat-file", "commit", "HEAD")
    text = text.replace("Anna Lorenz <anna@example.org>", "Anna Lorenz anna@example.org", 1)
    world.force(world.raw("commit", text.encode()))


def padded_date(world: World) -> None:
    """A commit that only git's own checks see to be malformed: a time that begins with a 0."""
    world.append(GOOD)
    world.commit()
    text = world.git(world.desk.root, "cat-file", "commit", "HEAD")
    world.force(world.raw("commit", text.replace("> 1", "> 01").encode()))


def padded_mode(world: World) -> None:
    """A tree that writes 100644 as 0100644."""
    world.append(GOOD)
    world.commit()
    data = b""
    for row in world.git(world.desk.root, "ls-tree", "HEAD").splitlines():
        mode, _, name, path = row.replace("\t", " ").split(" ")
        mode = {"040000": "40000", "100644": "0100644"}[mode]
        data += f"{mode} {path}\0".encode() + bytes.fromhex(name)
    world.force(world.commit_tree(world.raw("tree", data)))


def doubled_name(world: World) -> None:
    """A tree with a name twice: who reads the first sees another file than who reads the last."""
    world.append(GOOD)
    world.commit()
    data = b""
    for row in world.git(world.desk.root, "ls-tree", "HEAD").splitlines():
        mode, _, name, path = row.replace("\t", " ").split(" ")
        one = f"{mode.lstrip('0')} {path}\0".encode() + bytes.fromhex(name)
        data += one * (2 if path == "README.md" else 1)
    world.force(world.commit_tree(world.raw("tree", data)))


def swapped_object(world: World) -> None:
    """The object of the agreed file holds another content, under its old name."""
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    fake = world.desk.read(FILE).replace("Bitte pflege", "Vergiss").encode()
    whole = b"blob %d\0" % len(fake) + fake
    place = world.share / "objects" / blob[:2] / blob[2:]
    world.append(GOOD)
    world.commit()
    world.push()
    place.chmod(0o644)
    place.write_bytes(zlib.compress(whole))


def bomb(world: World) -> None:
    """A blob that says it is small and is not: 200 MB of blanks in 200 KB."""
    world.append(GOOD)
    world.commit()
    world.push()
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    place = world.share / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(zlib.compress(b"blob 500\0" + b" " * 200_000_000))


def object_linked(world: World) -> None:
    """The new file's object lies elsewhere, behind a link."""
    world.append(GOOD)
    world.commit()
    world.push()
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    place = world.share / "objects" / blob[:2] / blob[2:]
    aside = world.root / "aside"
    place.rename(aside)
    place.symlink_to(aside)


def object_missing(world: World) -> None:
    world.append(GOOD)
    world.commit()
    world.push()
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    (world.share / "objects" / blob[:2] / blob[2:]).unlink()


def object_is_pipe(world: World) -> None:
    """Who opens it to read waits for ever."""
    world.append(GOOD)
    world.commit()
    world.push()
    blob = world.desk.git("rev-parse", f"HEAD:{FILE}")
    place = world.share / "objects" / blob[:2] / blob[2:]
    place.unlink()
    os.mkfifo(place)


def bad_pack(world: World) -> None:
    """All objects in a pack, in which one bit is turned."""
    world.append(GOOD)
    world.commit()
    world.push()
    world.git(world.share, "repack", "-a", "-d", "-q")
    (pack,) = (world.share / "objects" / "pack").glob("*.pack")
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.chmod(0o644)
    pack.write_bytes(data)


def pack_bomb(world: World) -> None:
    """A pack that says it holds four billion objects."""
    world.append(GOOD)
    world.commit()
    world.push()
    world.git(world.share, "repack", "-a", "-d", "-q")
    (pack,) = (world.share / "objects" / "pack").glob("*.pack")
    data = pack.read_bytes()[:8] + b"\xff\xff\xff\xff"
    pack.chmod(0o644)
    pack.write_bytes(data + sha1(data, usedforsecurity=False).digest())


# the share's folder


def shared(change: Callable[[World], object]) -> Callable[[World], object]:
    """A good push, and a change of the share's folder itself."""

    def do(world: World) -> None:
        world.append(GOOD)
        world.commit()
        world.push()
        change(world)

    return do


def alternates(world: World) -> None:
    """The share takes its objects from the team's own repository."""
    place = world.share / "objects" / "info" / "alternates"
    place.write_text(f"{world.repo.root}/.git/objects\n")


def grafts(world: World) -> None:
    (world.share / "info").mkdir(exist_ok=True)
    (world.share / "info" / "grafts").write_text(f"{world.tip()}\n")


def replaced(world: World) -> None:
    """Who asks for the new commit is shown another one."""
    name = world.git(world.share, "rev-parse", "main^").strip()
    world.git(world.share, "update-ref", f"refs/replace/{world.tip()}", name)


def replaced_and_packed(world: World) -> None:
    replaced(world)
    world.git(world.share, "pack-refs", "--all", "--prune")


def replaced_and_padded(world: World) -> None:
    replaced_and_packed(world)
    (world.share / "refs" / "heads" / "main").write_text(f"{world.tip()}\n")
    path = world.share / "packed-refs"
    path.write_text(path.read_text().replace("\n", "\n" + "#\n" * 500_000, 1))


def commondir(world: World) -> None:
    """git would take the team's own repository for the share's."""
    (world.share / "commondir").write_text(f"{world.repo.root}/.git\n")


def hook(world: World) -> None:
    for name in ("post-update", "reference-transaction", "pre-receive"):
        place = world.share / "hooks" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\ntouch {world.root}/RAN\n")
        place.chmod(0o755)


def config(text: str) -> Callable[[World], object]:
    """The share's config says more."""

    def do(world: World) -> None:
        place = world.share / "config"
        place.write_text(place.read_text() + text.format(root=world.root))

    return shared(do)


def objects_linked(world: World) -> None:
    (world.share / "objects").rename(world.root / "aside")
    (world.share / "objects").symlink_to(world.root / "aside")


def share_linked(world: World) -> None:
    world.share.rename(world.root / "aside")
    world.share.symlink_to(world.root / "aside")


def ref_linked(world: World) -> None:
    place = world.share / "refs" / "heads" / "main"
    (world.root / "aside").write_bytes(place.read_bytes())
    place.unlink()
    place.symlink_to(world.root / "aside")


def ref_is_pipe(world: World) -> None:
    place = world.share / "refs" / "heads" / "main"
    place.unlink()
    os.mkfifo(place)


TELLTALE: Final = "text: Das Passwort lautet sonne42!regen"

HOSTILE: Final[dict[str, Push]] = {
    # history
    "the agreed commit is amended": Push(amended, "built on nothing that was agreed"),
    "the history is made anew": Push(rebased, "built on nothing that was agreed"),
    "an orphan takes the branch": Push(orphaned, "built on nothing that was agreed"),
    "the last publish is taken away": Push(set_back, "no longer leads to what was agreed"),
    "the branch is set far back": Push(way_back, "set back to before what was agreed"),
    "the branch is deleted": Push(branch_gone, "no branch main"),
    "a merge drops the team's side": Push(ours_merged, f"{FILE}:"),
    "a merge brings another history": Push(stranger_merged, "built on nothing that was agreed"),
    "a bad change is taken back": Push(taken_back, "README.md:1:1: it is not a VPA's to change"),
    "an agreed entry is changed and back": Push(rewritten_and_back, "is changed: text ("),
    "501 commits": Push(many_commits, "more than 500 new commits"),
    "a commit of the year 2090": Push(far_ahead, "dated in the future"),
    "written in the future": Push(late_author, "2026-12-24T08:00:00Z is still to come"),
    "written before the share": Push(early_author, "2026-10-01T08:00:00Z is before the share"),
    # what was agreed
    "an entry is removed": Push(entry_removed, "n-1m5t9w2c was agreed on, and is taken away"),
    "the entries are reordered": Push(reordered, "n-2m5t9w2c was agreed on, and stands elsewhere"),
    "a text is changed": Push(edit("Bitte pflege", "Vergiss"), "is changed: text"),
    "tags are changed": Push(edit("- tools", "- urlaub"), "is changed: tags"),
    "a time is changed": Push(edit("2026-11-03T09:00:00Z", "2026-11-13"), "is changed: at"),
    "an author is changed": Push(edit("by: jana", "by: anna"), "is changed: by"),
    "a deadline is moved": Push(edit("on: 2026-12-01", "on: 2027-12-01"), "deadlines: it is chang"),
    "a deadline is done": Push(
        edit("    note: n-1", "    done_on: 2026-11-17\n    note: n-1"), "deadlines: it is changed"
    ),
    "the file names another customer": Push(
        edit(f"customer: {OURS}", f"customer: {SECOND}"), f"the file is named for {OURS}"
    ),
    # paths
    "customer fields are changed": Push(
        edit("Muster GmbH", "Böse GmbH", customer_path(OURS)), "it is not a VPA's to change"
    ),
    "the README is changed": Push(edit("\n", "\n\n", "README.md"), "README.md:1:1: it is not"),
    "clm.yaml is changed": Push(
        edit("share: anna", "share: ben", "clm.yaml"), "clm.yaml:1:1: it is not a VPA's to change"
    ),
    "the VPA's record is changed": Push(
        edit("Anna Lorenz", "Ben Falk", "vpas/anna.yaml"), "vpas/anna.yaml:1:1: it is not a VPA's"
    ),
    "a VPA file is removed": Push(file_removed, f"{SECOND}.vpa.yaml:1:1: it is taken away"),
    "a link behind 46 files": Push(behind_many, "zlink:1:1: it is new here (a link)"),
    "a new path": Push(file("notes.txt", "x\n"), "notes.txt:1:1: it is new here (a file)"),
    "another VPA's customer": Push(
        file(customer_path(OTHERS, "vpa"), f"customer: {OTHERS}\nnotes:\n  - text: x\n"),
        "customers/4k:1:1: it is new here (a folder)",
    ),
    "a customer that does not exist": Push(
        file("customers/7f/c-7f0000.vpa.yaml", "customer: c-7f0000\nnotes:\n  - text: x\n"),
        "c-7f0000.vpa.yaml:1:1: it is new here (a file)",
    ),
    "an internal file": Push(
        file(customer_path(OURS, "oteam"), f"customer: {OURS}\n"), "it is new here (a file)"
    ),
    "a link in place of a file": Push(linked, "it has become a link"),
    "a link besides": Push(linked_anew, "secret:1:1: it is new here (a link)"),
    "a link in place of a folder": Push(folder_linked, "customers/9d:1:1: it has become a link"),
    "a file in place of a folder": Push(file_for_folder, "customers/9d:1:1: it has become a file"),
    "a submodule": Push(gitlinked, "it is new here (another repository)"),
    "an executable file": Push(executable, "it has become an executable file"),
    "names that differ by case": Push(case_collision, "C-7F3QKD.vpa.yaml:1:1: it is new here"),
    "a .git folder": Push(
        tree("040000", ".git", "tree", b""), ".git:1:1: it is new here (a folder)"
    ),
    "a path that leads out": Push(tree("100644", "..", "blob", b"x"), "..:1:1: it is new here"),
    "an escape in a name": Push(tree("100644", "a\x1b[2J", "blob", b"x"), "a\\u{1b}[2J:1:1: it is"),
    ".gitattributes": Push(file(".gitattributes", "* filter=x\n"), ".gitattributes:1:1: it is new"),
    ".gitmodules": Push(
        file(".gitmodules", '[submodule "x"]\n\turl = -u./payload\n'), ".gitmodules:1:1: it is new"
    ),
    # size
    "a file of 40 MB": Push(huge_file, f"{FILE}:1:1: the file has 40,0"),
    "a file of a byte too many": Push(just_too_large, "the file has 1,000,001 bytes; at most 1,0"),
    "30,000 files": Push(many_files, "customers/7f/: the folder has 1,"),
    "a tree 3,000 deep": Push(deep_tree, "deep:1:1: it is new here (a folder)"),
    # entries
    "by a colleague": Push(entry("text: x\nby: jana"), "by: a new entry is by anna"),
    "by another VPA": Push(entry("text: x\nby: ben"), "by: a new entry is by anna"),
    "acting as": Push(entry("text: x\nacting_as: jana"), "acting_as: this field is the team's"),
    "released from": Push(
        entry(f"text: x\nreleased_from: {INTERNAL}"), "released_from: this field"
    ),
    "a template": Push(entry("text: x\ntemplate:\n  id: praise\n  version: '1'"), "template: this"),
    "pinned": Push(entry("text: x\npinned: true"), "pinned: this field is the team's"),
    "an agreement": Push(entry("text: x\nagreement:\n  what: 0 EUR"), "agreement: this field"),
    "an unknown field": Push(entry("text: x\nprio: yes"), "prio: there is no such field"),
    "an unknown tag": Push(entry("text: x\ntags:\n  - urlaubb"), "did you mean urlaub?"),
    "an unknown kind": Push(entry("text: x\nkind: erase"), "kind: erase is none; write one of"),
    "a kind of the team's": Push(
        entry("text: x\nkind: special-agreement"), "special-agreement is the team's"
    ),
    "a time to come": Push(entry("text: x\nat: 2027-01-01"), "at: 2027-01-01 is still to come"),
    "a time before the share": Push(entry("text: x\nat: 2026-11-15"), "is before the share began"),
    "an id twice": Push(entry("text: x\nid: n-3m5t9w2c", "text: y\nid: n-3m5t9w2c"), "n-3m5t9w2c"),
    "an id in two files": Push(in_two_files, "the id n-3m5t9w2c is used already"),
    "an id of the internal file": Push(
        entry(f"text: x\nid: {INTERNAL}"), f"the id {INTERNAL} is used already"
    ),
    "an id of another customer's": Push(elsewhere, f"the id {ELSEWHERE} is used already"),
    "an id of her other customer's": Push(in_her_other_one, "the id n-2m5t9w2c is used already"),
    "an id in a file that cannot be read": Push(
        in_a_bad_file, f"the id {ELSEWHERE} is used already"
    ),
    "an id that is none": Push(entry("text: x\nid: ../../x"), '"../../x" is not an id'),
    "a control character": Push(entry('text: "a\x1b[2J"'), "invisible character U+001B"),
    "an escaped control character": Push(entry('text: "a\\x1b[2J"'), "an escape yields U+001B"),
    "a character that turns the line": Push(entry("text: a\u202eb"), "character U+202E"),
    "a character of no width": Push(entry("text: a\u200bb"), "character U+200B"),
    "a conflict": Push(
        bytes_(lambda data: data + b"<<<<<<< HEAD\n=======\n>>>>>>> x\n"),
        "a merge conflict is open",
    ),
    "an anchor and its alias": Push(entry("text: &a x\nsituation: *a"), "the anchor &a is not all"),
    "a merge key": Push(entry("text: x\n<<: {by: jana}"), "the merge key << is not allowed"),
    "a tag of YAML": Push(entry("text: !!python/name:os.system x"), "is not allowed"),
    "another encoding": Push(
        bytes_(lambda data: data.replace(b"guter", "gütiger".encode("latin-1"))), "is no UTF-8"
    ),
    "UTF-16": Push(bytes_(lambda data: data.decode().encode("utf-16")), "is no UTF-8"),
    "two documents": Push(
        bytes_(lambda data: data + b"---\ncustomer: c-7f3qkd\n"), "a second document begins"
    ),
    "no YAML": Push(bytes_(lambda data: data + b"  - text: [\n"), f"{FILE}:"),
    "25,000 brackets": Push(bytes_(lambda data: data + b"x: " + b"[" * 25_000), "nested deeper"),
    "an empty file": Push(bytes_(lambda _: b""), "the file holds no data"),
    "a list": Push(bytes_(lambda _: b"- x\n"), "the file must hold fields"),
    "a field of the file's own": Push(
        bytes_(lambda data: data + b"owner: anna\n"), "owner: there is no such field"
    ),
    "a password": Push(entry(TELLTALE), "text: line 1: a password"),
    "an account number": Push(
        entry("text: Konto DE89 3704 0044 0532 0130 00"), "text: line 1: an account number"
    ),
    "51 entries": Push(
        entry(*(f"text: Nummer {n}." for n in range(50))), "has 51 new entries; at most 50"
    ),
    "5,000 characters": Push(entry(f"text: {'x' * 5000}"), "the entry has 5,000 characters"),
    "an entry without a text": Push(entry("kind: call"), "the entry says nothing"),
    # objects
    "a commit without an address": Push(bad_object, "malformed"),
    "a commit with a padded time": Push(padded_date, "git refuses an object: object"),
    "a tree with a padded mode": Push(padded_mode, "README.md"),
    "a tree with a name twice": Push(doubled_name, "is malformed"),
    "an object of another content": Push(swapped_object, "is damaged"),
    "an object that swells": Push(bomb, "is damaged"),
    "an object behind a link": Push(object_linked, "it is a link"),
    "an object that is a pipe": Push(object_is_pipe, "it is no file"),
    "an object that is missing": Push(object_missing, "is missing"),
    "a pack with a bit turned": Push(bad_pack, ".pack is damaged"),
    "a pack of four billion objects": Push(pack_bomb, "200,000 objects"),
    # the share's folder
    "alternates": Push(shared(alternates), "objects/info/alternates: its objects would"),
    "another repository behind it": Push(
        shared(commondir), "commondir: its objects, settings and branches would"
    ),
    "a config that is padded": Push(
        config("#" * 1_000_000 + "\n[core]\n\thooksPath = {root}/hooks\n"),
        "config: it has more than 1,000,000 bytes",
    ),
    "an object replaced, behind much else": Push(
        shared(replaced_and_padded), "packed-refs: it has more than 1,000,000 bytes"
    ),
    "another history": Push(shared(grafts), "info/grafts: its history would be another one"),
    "an object replaced": Push(shared(replaced), "refs/replace: other objects would be shown"),
    "an object replaced, packed": Push(
        shared(replaced_and_packed), "refs/replace: other objects would be shown"
    ),
    "a hook": Push(shared(hook), "hooks/post-update: it would run"),
    "a hook of the config": Push(
        config("[core]\n\thooksPath = {root}/hooks\n"), "config: core.hookspath would run"
    ),
    "a program in the config": Push(
        config("[uploadpack]\n\tpackObjectsHook = touch {root}/RAN;\n"),
        "config: uploadpack.packobjectshook would run",
    ),
    "a watcher in the config": Push(
        config("[core]\n\tfsmonitor = touch {root}/RAN\n"), "config: core.fsmonitor would run"
    ),
    "a config that includes another": Push(
        config("[include]\n\tpath = {root}/aside\n"), "config: include.path would run"
    ),
    "a config that is none": Push(config("what?\n"), "this is no line of a git config"),
    "the objects behind a link": Push(shared(objects_linked), "it is a link"),
    "the share behind a link": Push(shared(share_linked), "it is a link"),
    "the branch behind a link": Push(shared(ref_linked), "refs/heads/main: it is a link"),
    "the branch is a pipe": Push(shared(ref_is_pipe), "refs/heads/main: it is no file"),
}


# GOOD PUSHES: what an honest VPA does, one row each.


class Good(NamedTuple):
    """One good push: what is done, how many entries come in, and what is read of them then."""

    do: Callable[[World], object]
    entries: int
    texts: tuple[str, ...] = ("guter Eintrag",)


def with_clm(world: World) -> None:
    """Anna runs `clm` in her clone."""
    anna = Clm(world.desk.root)
    anna.ok("note", OURS, "Ein guter Eintrag.", "--tag", "ferien", "--today", "2026-11-17")
    world.keep("commit", "--quiet", "--amend", "--no-edit")
    world.push()


def two_customers(world: World) -> None:
    world.append(GOOD, "situation: Sie ist im Urlaub.\nkind: call\ntags: [ferien, tools]")
    world.append("next_steps: Anrufen.\nat: 2026-11-17\nby: anna\nid: n-3m5t9w2c", customer=SECOND)
    world.commit()
    world.push()


def otherwise_written(world: World) -> None:
    """An editor of hers has put quotes, comments and other line ends everywhere."""
    world.append(GOOD)
    text = world.desk.read(FILE)
    text = text.replace("text: Bitte pflege die Akte.", "text: |-\n      Bitte pflege die Akte.")
    text = "# meine Akte\n" + text.replace("jana", '"jana"')
    world.desk.path(FILE).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    world.commit()
    world.push()


def slip_put_right(world: World) -> None:
    """A slip of YAML, pushed, and put right by the next commit; a typing error, too."""
    world.append(GOOD)
    text = world.desk.read(FILE)
    world.desk.write(FILE, text.replace("    text: Sie", "  text: Sie"))
    world.commit()
    world.desk.write(FILE, text.replace("guter", "gutr"))
    world.commit()
    world.desk.write(FILE, text)
    world.commit()
    world.push()


def entry_taken_back(world: World) -> None:
    """An entry that nobody has agreed on may go again, a password in it too."""
    world.append(GOOD)
    text = world.desk.read(FILE)
    world.append(TELLTALE)
    world.commit()
    world.desk.write(FILE, text)
    world.commit()
    world.push()


def nothing_new(world: World) -> None:
    world.desk.write(FILE, "# gelesen\n" + world.desk.read(FILE))
    world.commit()
    world.push()


def at_the_top(world: World) -> None:
    text = world.desk.read(FILE)
    world.desk.write(FILE, text.replace("notes:\n", f"notes:\n  - {GOOD}\n"))
    world.commit()
    world.push()


def after_publish(world: World) -> None:
    """The team has published meanwhile, another file: git merges by itself."""
    world.append(GOOD)
    world.commit()
    world.clm.ok("note", SECOND, "Noch etwas.", "--file", "vpa")
    world.publish()
    world.desk.git("fetch", "--quiet", "origin")
    world.keep("merge", "--quiet", "-m", "x", "origin/main")
    world.push()


def conflict(*, mine_first: bool) -> Callable[[World], object]:
    """Both sides have added to the same file: Anna keeps both, in one order or the other."""

    def do(world: World) -> None:
        world.append(GOOD)
        world.commit()
        world.clm.ok("note", OURS, "Noch etwas.", "--file", "vpa")
        world.publish()
        world.desk.git("fetch", "--quiet", "origin")
        world.keep("merge", "--quiet", "-X", "ours", "-m", "x", "origin/main")
        theirs = world.desk.git("show", f"origin/main:{FILE}") + "\n"
        mine = f"  - {GOOD}\n"
        at = theirs.rindex("  - id: ") if mine_first else len(theirs)
        world.desk.write(FILE, theirs[:at] + mine + theirs[at:])
        world.desk.git("add", "--all")
        world.keep("commit", "--quiet", "--amend", "--no-edit")
        world.push()

    return do


def both_sides(*mine: str) -> Callable[[World], object]:
    """An entry is taken in and published in our form; Anna writes on, and keeps both in a merge."""

    def do(world: World) -> None:
        world.append("text: Eins.")
        world.commit()
        world.push()
        assert world.pull().code == 0
        world.publish()
        world.append(*mine)
        world.commit(when="2026-11-17T08:30:00Z")
        world.desk.git("fetch", "--quiet", "origin")
        world.keep("merge", "--quiet", "-X", "ours", "-m", "x", "origin/main")
        theirs = world.desk.git("show", f"origin/main:{FILE}") + "\n"
        world.desk.write(FILE, theirs)
        world.append("text: Eins.", *mine)
        world.desk.git("add", "--all")
        world.keep("commit", "--quiet", "--amend", "--no-edit", when="2026-11-17T09:00:00Z")
        world.push()

    return do


def on_a_pulled_one(world: World) -> None:
    """An entry is taken in, not yet published in our form, and Anna writes on."""
    world.append("text: Der erste.")
    world.commit()
    world.push()
    assert world.pull().code == 0
    world.append(GOOD)
    world.commit()
    world.push()


def two_clones(world: World) -> None:
    """Anna writes on two machines and merges them."""
    first = world.desk.head()
    world.append(GOOD)
    world.commit()
    world.push()
    world.git(world.desk.root, "checkout", "--quiet", "-b", "other", first)
    world.append("text: Auch hier.", customer=SECOND)
    world.commit()
    world.git(world.desk.root, "checkout", "--quiet", "main")
    world.keep("merge", "--quiet", "-m", "x", "other")
    world.push()


def old_branch(world: World) -> None:
    """A clone that has merged one publish but not the next writes on what it had then."""
    world.append(GOOD)
    world.commit()
    for text in ("Eins.", "Zwei."):
        world.clm.ok("note", SECOND, text, "--file", "vpa")
        world.publish()
        world.desk.git("fetch", "--quiet", "origin")
        world.keep("merge", "--quiet", "-m", "x", "origin/main")
    world.push()


def packed(world: World) -> None:
    """The share's objects are in packs, and its branch with them."""
    world.append(GOOD)
    world.commit()
    world.push()
    world.git(world.share, "gc", "--quiet")


def others_about(world: World) -> None:
    """Other files in the share, and a push under way: none has a say."""
    world.append(GOOD)
    world.commit()
    world.push()
    (world.share / "objects" / "tmp_objdir-incoming-x").mkdir()
    (world.share / "hooks").mkdir(exist_ok=True)
    (world.share / "hooks" / "post-update.sample").write_text("#!/bin/sh\n")
    (world.share / "hooks" / "post-update.sample").chmod(0o755)


def fifty(world: World) -> None:
    for start in (0, 50):
        world.append(*(f"text: Nummer {number}." for number in range(start, start + 50)))
        world.commit()
    world.push()


def in_many_files(world: World) -> None:
    for one in many_customers(world):
        world.append(GOOD, customer=one)
    world.append(GOOD)
    world.commit()
    world.push()


GOOD_PUSHES: Final[dict[str, Good]] = {
    "by hand": Good(entry(), 1),
    "with clm": Good(with_clm, 1, ("guter Eintrag", "#urlaub")),
    "for two customers": Good(two_customers, 3, ("Sie ist im Urlaub", "#urlaub")),
    "written otherwise": Good(otherwise_written, 1),
    "CRLF only": Good(bytes_(lambda data: data.replace(b"\n", b"\r\n")), 1),
    "a slip put right": Good(slip_put_right, 1),
    "an entry taken back": Good(entry_taken_back, 1),
    "a comment": Good(nothing_new, 0, ()),
    "at the top": Good(at_the_top, 1),
    "merged after a publish": Good(after_publish, 1),
    "a conflict, mine first": Good(conflict(mine_first=True), 1, ("guter", "Noch etwas")),
    "a conflict, theirs first": Good(conflict(mine_first=False), 1, ("guter", "Noch etwas")),
    "both sides of a merge": Good(both_sides(GOOD), 1),
    "both sides, and the same words again": Good(
        both_sides("text: Eins."), 1, ("Eins", "2026-11-17 09:30")
    ),
    "on what was taken in": Good(on_a_pulled_one, 1, ("Der erste", "guter Eintrag")),
    "from two clones": Good(two_clones, 2),
    "merged twice": Good(old_branch, 1),
    "packed": Good(packed, 1),
    "among other things": Good(others_about, 1),
    "a hundred in two commits": Good(fifty, 100, ("Nummer 99",)),
    "in 46 files": Good(in_many_files, 46),
}
