"""Pure work on many things, spread over the processors by forking.

A child only computes and answers through a pipe; it writes nothing and runs no exit handlers.
What a child could not do, for whatever reason, the parent does itself.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST: Final = 4
"""More processes than this would wait for the disk and for the parent."""


class Child(NamedTuple):
    """A child at work: its process, where it answers, and its part of the things."""

    process: int
    pipe: int
    part: Sequence[Any]


def processors() -> int:
    """How many processes are worth having."""
    if not hasattr(os, "sched_getaffinity"):
        return min(os.cpu_count() or 1, MOST)
    return min(len(os.sched_getaffinity(0)), MOST)


def spread(work: Callable[[Sequence[Any]], Any], things: Sequence[Any]) -> list[Any]:
    """What `work` answers for each part of the things; marshal must be able to carry it."""
    return list(ahead(work, [things]))


def ahead(work: Callable[[Sequence[Any]], Any], chunks: Iterable[Sequence[Any]]) -> Iterator[Any]:
    """What `work` answers for each part of each chunk, begun one chunk ahead.

    So the parent puts one chunk away while the children are at the next.
    """
    waiting: list[Child] = []
    for chunk in chunks:
        parts = (chunk[nth :: processors()] for nth in range(processors()))
        begun = [start(work, part) for part in parts if part]
        for child in waiting:
            yield answer(work, child)
        waiting = begun
    for child in waiting:
        yield answer(work, child)


def start(work: Callable[[Sequence[Any]], Any], part: Sequence[Any]) -> Child:
    """Let a child work on a part; `answer` waits for it."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return Child(process, reading, part)
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.disable()  # the child is short, and collecting would copy the parent's pages
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(marshal.dumps(work(part)))
    except BaseException:  # noqa: BLE001 -- the parent does the part again, and meets it there
        os._exit(1)
    os._exit(0)


def answer(work: Callable[[Sequence[Any]], Any], child: Child) -> Any:  # noqa: ANN401
    """What the child found out."""
    with os.fdopen(child.pipe, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child.process, 0)
    return marshal.loads(said) if status == 0 else work(child.part)  # noqa: S302 -- our own bytes
