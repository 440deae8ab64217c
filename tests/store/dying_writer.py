"""A process that writes again and again, and says on standard output what was acknowledged.

ROOT NAME COUNT [together] [die-before=ATTRIBUTE | die-after=ATTRIBUTE]

`together` keeps every git in our process group, so that one kill takes all of them.
`die-…` kills the process at a function of the write path, as `clm.store.journal:save`.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clm.store.git import Repo
from clm.store.transaction import FileChange, transaction

WHEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def patch(option: str) -> None:
    moment, _, where = option.partition("=")
    module, _, name = where.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, last = name.split(".")
    for part in outer:
        owner = getattr(owner, part)
    original = getattr(owner, last)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if moment == "die-before":
            die()
        result = original(*args, **kwargs)
        die()
        return result

    setattr(owner, last, dying)


def keep_together() -> None:
    original: Any = subprocess.run

    def run(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs | {"start_new_session": False})

    subprocess.run = run


def write(repo: Repo, name: str, number: int) -> None:
    line = f"{name}-{number}\n".encode()
    own = f"own/{name}.txt"
    with transaction(repo, who=f"clm note {name}") as opened:
        changes = {}
        for path in ("shared.txt", own):
            before = opened.read(path)
            changes[path] = FileChange(before, (before or b"") + line)
        opened.commit(changes, f"note {name}-{number}", WHEN)


def main() -> None:
    root, name, count, *options = sys.argv[1:]
    repo = Repo.find(Path(root))
    assert repo is not None
    if "together" in options:
        keep_together()
    for option in options:
        if option.startswith("die-"):
            patch(option)
    for number in range(int(count)):
        write(repo, name, number)
        print(f"{name}-{number}", flush=True)


if __name__ == "__main__":
    main()
