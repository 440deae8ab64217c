"""A share with both its sides: the team's data, the bare repository, the VPA's clone."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING, Final

from tests.build import customer_path, make_booking, make_customer
from tests.world import Clm, Repository, Result

if TYPE_CHECKING:
    from pathlib import Path

OURS: Final = "c-7f3qkd"
"""A customer of Anna's, with entries and a deadline in the VPA file."""
SECOND: Final = "c-9d5wn8"
"""Another one, without a VPA file as yet."""
OTHERS: Final = "c-4k2m9q"
"""A customer of Ben's."""
BEGUN: Final = "2026-11-16"
"""The day the share is first published."""
WRITTEN: Final = "2026-11-17T08:00:00Z"
"""When Anna's commits are made, unless a test says otherwise."""
INTERNAL: Final = "n-5h8x1c4v"
"""An entry of the internal file: its id is known to no VPA."""
OTEAM: Final = f"""\
customer: {OURS}
notes:
  - id: {INTERNAL}
    at: 2026-11-02T08:00:00Z
    by: jana
    text: Zahlt spät.
"""
VPA_FILE: Final = f"""\
customer: {OURS}
deadlines:
  - id: d-1m5t9w2c
    vpa: anna
    on: 2026-12-01
    ask: Akte pflegen
    note: n-1m5t9w2c
notes:
  - id: n-1m5t9w2c
    at: 2026-11-02T09:00:00Z
    by: jana
    kind: chat-or-mail
    text: Bitte pflege die Akte.
  - id: n-2m5t9w2c
    at: 2026-11-03T09:00:00Z
    by: anna
    tags:
      - tools
    text: Sie nutzt den Kalender.
"""
TAGS: Final = "tags:\n  urlaub:\n    - ferien\n  rechnung:\n"


class World:
    """One share: `repo` are the team's data, `share` the bare repository, `desk` Anna's clone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repo = Repository(root / "repo")
        self.clm = Clm(root / "repo")
        self.shares = root / "shares"
        self.share = root / "shares" / "anna.git"
        self.desk = Repository(root / "anna")

    def found(self, template: Path) -> None:
        """Make all of it: the customers, the first publish, Anna's clone."""
        shutil.copytree(template, self.repo.root)
        self.repo.write("clm.yaml", self.repo.read("clm.yaml") + TAGS)
        more = f"owner: jana\nvpa: anna\nbookings:\n{make_booking()}"
        self.repo.write(customer_path(OURS), make_customer(OURS, more=more))
        self.repo.write(customer_path(OURS, "vpa"), VPA_FILE)
        self.repo.write(customer_path(OURS, "oteam"), OTEAM)
        self.repo.write(customer_path(SECOND), make_customer(SECOND, "Zweite GmbH", "vpa: anna\n"))
        self.repo.write(customer_path(OTHERS), make_customer(OTHERS, "Andere KG", "vpa: ben\n"))
        self.repo.commit("customers")
        self.publish("--today", BEGUN)
        for name in ("anna", "mirror"):
            self.git(self.root, "clone", "--quiet", "--template=", str(self.share), name)
        for key, value in (
            ("user.name", "Anna Lorenz"),
            ("user.email", "anna@example.org"),
            ("gc.auto", "0"),
            ("maintenance.auto", "false"),
        ):
            self.desk.git("config", key, value)

    def moved(self, root: Path) -> World:
        """A copy of all of it in another folder."""
        ours = shutil.ignore_patterns("*.sqlite*")  # an index is of one place
        shutil.copytree(self.root, root, symlinks=True, ignore=ours)
        world = World(root)
        for one in (world.desk, Repository(root / "mirror")):
            one.git("remote", "set-url", "origin", str(world.share))
        for one in (world.desk, world.repo):
            one.git("update-index", "-q", "--refresh")
        return world

    # the VPA's side

    def append(self, *entries: str, customer: str = OURS) -> None:
        """Write entries at the end of a VPA file, each given as its fields, a line each."""
        path = customer_path(customer, "vpa")
        text = self.desk.read(path)
        if "\nnotes:" not in text:
            text += "notes:\n"
        for entry in entries:
            first, *rest = entry.strip("\n").split("\n")
            text += "".join(f"{line}\n" for line in (f"  - {first}", *(f"    {r}" for r in rest)))
        self.desk.write(path, text)

    def replace(self, old: str, new: str, path: str = customer_path(OURS, "vpa")) -> None:
        """Change a text in a file of the clone."""
        text = self.desk.read(path)
        assert old in text, f"{path} holds no {old!r}"
        self.desk.write(path, text.replace(old, new))

    def commit(self, when: str = WRITTEN, written: str | None = None) -> str:
        """Commit all that lies in the clone, as Anna; `written` is the author's time."""
        self.desk.git("add", "--all")
        return self.keep(
            "commit", "--quiet", "--allow-empty", "-m", "x", when=when, written=written
        )

    def keep(self, *words: str, when: str = WRITTEN, written: str | None = None) -> str:
        """Run a git in the clone that makes a commit at a time; answers the commit."""
        dated = {"GIT_AUTHOR_DATE": written or when, "GIT_COMMITTER_DATE": when}
        self.git(self.desk.root, *words, env=dated)
        return self.desk.head()

    def push(self) -> str:
        """Push as Anna may; answers the share's new commit."""
        self.desk.git("push", "--quiet", "origin", "HEAD:main")
        return self.tip()

    def force(self, commit: str = "HEAD") -> str:
        """Bring a commit of the clone onto the share's branch, whatever its settings say."""
        name = self.desk.git("rev-parse", commit)
        self.git(self.share, "fetch", "--quiet", str(self.desk.root), f"+{name}:refs/heads/main",
                 env={"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "uploadpack.allowAnySHA1InWant",
                      "GIT_CONFIG_VALUE_0": "true"})  # fmt: skip
        return self.tip()

    def raw(self, kind: str, data: bytes) -> str:
        """Put an object into the clone that git itself would not make; answers its id."""
        words = ("hash-object", "-w", "--literally", "--stdin", "-t", kind)
        return self.git(self.desk.root, *words, stdin=data).strip()

    def commit_tree(self, tree: str, *parents: str) -> str:
        """A commit of a tree in the clone, on the branch's tip or on other parents."""
        named = [word for one in parents or ("HEAD",) for word in ("-p", one)]
        dated = {"GIT_AUTHOR_DATE": WRITTEN, "GIT_COMMITTER_DATE": WRITTEN}
        words = ("commit-tree", tree, *named, "-m", "x")
        return self.git(self.desk.root, *words, env=dated).strip()

    def tip(self) -> str:
        """The commit that the share's branch is at."""
        return self.git(self.share, "rev-parse", "refs/heads/main").strip()

    # the team's side

    def publish(self, *words: str) -> str:
        """Publish the share."""
        return self.clm.ok("share", "publish", "anna", "--to", self.shares, *words)

    def pull(self, *words: str) -> Result:
        """Take in what Anna has pushed."""
        return self.clm("share", "pull", "anna", "--from", self.shares, *words)

    def naive_pull(self, patience: float) -> bool:
        """What git alone takes in: is a clone of the share's now at its branch, with its files?"""
        mirror = Repository(self.root / "mirror")
        for words in (
            ("fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main"),
            ("read-tree", "origin/main"),
        ):
            with subprocess.Popen(
                ["git", *words],
                cwd=mirror.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            ) as running:  # fmt: skip
                try:
                    code = running.wait(patience)
                except subprocess.TimeoutExpired:
                    os.killpg(running.pid, signal.SIGKILL)  # with those it has started
                    return False
            if code:
                return False
        return True

    def snapshot(self) -> dict[str, str]:
        """Path → hash of every file of the team's repository but our own folder's."""
        return snapshot(self.repo.root)

    @staticmethod
    def git(
        folder: Path, *words: str, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> str:
        """Run git in a folder and answer what it printed."""
        done = subprocess.run(
            ["git", *words], cwd=folder, input=stdin, capture_output=True, check=False,
            env=os.environ | {"GIT_CONFIG_NOSYSTEM": "1"} | (env or {}),
        )  # fmt: skip
        assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr.decode()}"
        return done.stdout.decode(errors="replace")


def snapshot(root: Path) -> dict[str, str]:
    """Path → hash of every file below a folder, without what lies in `.git/clm`."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(".git/clm/"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
