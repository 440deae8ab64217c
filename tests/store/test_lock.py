from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from clm.errors import BusyError
from clm.store import lock
from clm.store.lock import index_lock, write_lock

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.git import Repo

HOLD = """
import sys
from pathlib import Path
from clm.store.lock import write_lock
with write_lock(Path(sys.argv[1]), "clm seen"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_waiter_is_told_who_holds_it(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said: list[str] = []
        with (
            pytest.raises(BusyError, match=rf"clm seen \(process {holder.pid}\), since \d\d:"),
            write_lock(tmp_path, "clm mine", 0.7, said.append),
        ):
            pass
        assert len(said) == 1
        assert f"waiting for clm seen (process {holder.pid})" in said[0]
        holder.kill()
        holder.wait()
    with write_lock(tmp_path, "clm mine", 0):
        pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), write_lock(tmp_path, "clm"):
        raise KeyError
    with write_lock(tmp_path, "clm", 0), pytest.raises(BusyError), write_lock(tmp_path, "b", 0):
        pass


def test_gits_lock_keeps_git_out(repo: Repo, root: Path) -> None:
    (root / "a.txt").write_bytes(b"edited\n")
    with index_lock(repo):
        done = subprocess.run(["git", "add", "."], cwd=root, capture_output=True, check=False)
        assert done.returncode
    subprocess.run(["git", "add", "."], cwd=root, check=True)


def test_gits_lock_of_somebody_else_is_respected(repo: Repo) -> None:
    assert lock.INDEX_WAIT < 8  # the whole command answers within ten seconds
    (repo.git_dir / "index.lock").write_bytes(b"")
    with pytest.raises(BusyError, match=r"index\.lock") as caught, index_lock(repo, 0.1):
        pass
    assert caught.value.exit_code == 75
    assert (repo.git_dir / "index.lock").read_bytes() == b""


def test_gits_lock_of_a_killed_run_is_ours(repo: Repo) -> None:
    with index_lock(repo):
        words = (repo.git_dir / "index.lock").read_bytes()
    (repo.git_dir / "index.lock").write_bytes(words)
    with index_lock(repo, 0):
        pass
    assert not (repo.git_dir / "index.lock").exists()
