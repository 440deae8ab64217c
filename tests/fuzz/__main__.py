"""`python -m tests.fuzz [COUNT [SEED]] [--class NAME] [--only NUMBER]`: fuzz `clm`, tell, save.

Every failing input is printed with its class, number and seed, and saved below `build/fuzz/`; the
same words with `--class` and `--only` run it alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import clm
from tests.fuzz import limits
from tests.fuzz.inputs import CLASSES, TOTAL, made
from tests.fuzz.place import make_template
from tests.fuzz.trial import Clm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fuzz.limits import Failure, Tally
    from tests.fuzz.meeting import Input

_SHOWN = 20
"""So many failures of a class are told and saved: more would bury the reader."""
SAVED = Path("build/fuzz")


def main(words: list[str]) -> int:
    """Run the inputs asked for; the exit code is 1 if one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=TOTAL)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--class", dest="name", choices=[row.name for row in CLASSES])
    parser.add_argument("--only", type=int)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true", help="one line a class")
    asked = parser.parse_args(words)
    asked.seconds = 0
    failed = 0
    SAVED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clm-fuzz-") as folder:
        template = make_template(Path(folder) / "template")
        _import_all()
        for row in CLASSES:
            if asked.name in (None, row.name):
                numbers = list(range(max(1, asked.count * row.share // TOTAL)))
                if asked.only is not None:
                    numbers = [asked.only]
                tally = limits.run(_prepare(template, row.name, asked.seed), numbers, asked.workers)
                for failure in tally.failures[:_SHOWN]:
                    print(_kept(row.name, asked.seed, failure, template), flush=True)
                failed += len(tally.failures)
                print(_line(row.name, tally, as_json=asked.json), flush=True)
    return 1 if failed else 0


def _import_all() -> None:
    """What is imported here, no worker has to import."""
    for module in walk_packages(clm.__path__, "clm."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _prepare(
    template: Path, name: str, seed: int
) -> Callable[[Path], Callable[[int], Iterator[str]]]:
    def prepare(folder: Path) -> Callable[[int], Iterator[str]]:
        runner = Clm(template, folder)
        return lambda number: runner.meets(made(name, seed, number, folder))

    return prepare


def _kept(name: str, seed: int, failure: Failure, template: Path) -> str:
    """What is said of a failing input; its parts are saved."""
    found = made(name, seed, failure.number, template)
    folder = SAVED / f"{name.replace(' ', '-').replace('/', '-')}-{seed}-{failure.number}"
    folder.mkdir(exist_ok=True)
    _save(folder, found, failure)
    last = failure.said.strip().splitlines()[-1:] or [""]
    return (
        f"FAILED {name} {failure.number} (seed {seed}): {failure.kind}: {last[0][:200]} [{folder}]"
    )


def _save(folder: Path, found: Input, failure: Failure) -> None:
    (folder / "said.txt").write_text(failure.said, errors="backslashreplace")
    told = {
        "lines": found.lines,
        "variables": dict(found.variables),
        "stdin": repr(found.stdin[:2000]),
    }
    (folder / "lines.json").write_text(json.dumps(told, indent=1))
    for number, (path, content) in enumerate(found.files.items()):
        name = f"{number}-{Path(path).name[-80:]}"
        kept = content if isinstance(content, bytes) else f"{path}: {content!r}".encode()
        (folder / name).write_bytes(kept)


def _line(name: str, tally: Tally, *, as_json: bool) -> str:
    if as_json:
        kinds = [failure.kind for failure in tally.failures]
        return json.dumps(
            {"class": name, "inputs": tally.ran, "codes": tally.notes, "failures": kinds,
             "seconds": tally.seconds, "bytes": tally.memory}
        )  # fmt: skip
    return (
        f"{name:18} {tally.ran:6} inputs {len(tally.failures):4} failures"
        f"  at most {tally.seconds:.2f} s {tally.memory / 1e6:.0f} MB"
        f"  exit codes {dict(sorted(tally.notes.items(), key=lambda pair: int(pair[0])))}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
