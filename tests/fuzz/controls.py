"""The controls: what must fail in the harness, or a green run would say nothing.

`python -m tests.fuzz.controls` prints the kinds of failure of each, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import yaml

from clm.domain.customer import Customer
from clm.store.reading import read
from tests.fuzz import limits, trial
from tests.fuzz.meeting import Input
from tests.fuzz.place import make_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BOMBS: Final = (
    b"[" * 100_000,
    b"a0: &a0 {k: v}\n"
    + b"".join(b"a%d: &a%d {<<: [%s]}\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9))
               for n in range(1, 12)),
)  # fmt: skip
"""Deep nesting, and merge keys that grow ninefold with each of eleven short lines."""


def _raises() -> NoReturn:
    message = "planted"
    raise ZeroDivisionError(message)


def _loops() -> NoReturn:
    while True:
        pass


def _is_slow() -> None:
    while time.process_time() < 3:
        pass


def _eats() -> int:
    return len(b"x" * 300_000_000)


def _eats_all() -> None:
    held = []
    while True:
        held.append(b"x" * 10_000_000)


def _dies() -> None:
    os.abort()


PLANTED: Final[dict[str, Callable[[], object]]] = {
    "raises": _raises,
    "loops": _loops,
    "is slow": _is_slow,
    "eats": _eats,
    "eats all": _eats_all,
    "dies": _dies,
    "is well": lambda: None,
}


def _answering(code: int, said: str = "", writes: str = "") -> Callable[[Sequence[str]], int]:
    """A `clm` that answers so."""

    def run(_: Sequence[str]) -> int:
        print(said, file=sys.stderr)
        if writes:
            Path(writes).write_text("x")
        return code

    return run


ANSWERS: Final = {
    "is a defect": _answering(70, "error: a defect of clm"),
    "has an unknown code": _answering(5),
    "shows a traceback": _answering(2, "Traceback (most recent call last)"),
    "writes though refused": _answering(77, "error: no", "team/new.yaml"),
    "is refused": _answering(77, "error: no"),
}


def tried(function: Callable[[], object]) -> list[str]:
    """The kinds of failure of one function, tried between two that are well."""

    def prepare(_: Path) -> Callable[[int], Iterator[str]]:
        def steps(number: int) -> Iterator[str]:
            if number == 1:
                function()
            yield "done"

        return steps

    tally = limits.run(prepare, range(3), workers=1)
    assert tally.ran == 3
    return [failure.kind for failure in tally.failures]


def answered(template: Path, run: Callable[[Sequence[str]], int]) -> list[str]:
    """The kinds of failure of one input in front of a planted `clm`."""

    def prepare(folder: Path) -> Callable[[int], Iterator[str]]:
        runner = trial.Clm(template, folder)
        runner.run = run
        return lambda _: runner.meets(Input((("seen", "x"),)))

    return [failure.kind for failure in limits.run(prepare, [0], workers=1).failures]


def main() -> None:
    """Run all controls."""
    found = {name: tried(function) for name, function in PLANTED.items()}
    for name, bomb in zip(("nesting", "merge keys"), BOMBS, strict=True):
        found[f"PyYAML's loader, {name}"] = tried(lambda b=bomb: yaml.load(b, yaml.CSafeLoader))  # type: ignore[misc]
        found[f"our reader, {name}"] = tried(lambda b=bomb: read(b, "x.yaml", Customer))  # type: ignore[misc]
    with tempfile.TemporaryDirectory(prefix="clm-fuzz-") as folder:
        template = make_template(Path(folder) / "template")
        found |= {name: answered(template, run) for name, run in ANSWERS.items()}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
