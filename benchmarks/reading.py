"""Commands that only read, each beside the least that such a command can cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import Job
from benchmarks.repository import customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workplace import Workplace

Jobs = tuple[Job, Job]


def click(place: Workplace) -> Job:
    """The least that any command with click costs."""
    return Job([place.python("-c", "import click")])


def listing(*words: str) -> Callable[[Workplace, int], Jobs]:
    """A command that only reads, on a fresh index; `REF` stands for a customer of one's own."""

    def jobs(place: Workplace, _nth: int) -> Jobs:
        ref = customer(0, place.customers).id  # one of the acting person's at every size
        return Job([place.clm(*(ref if w == "REF" else w for w in words))]), click(place)

    return jobs


def completion(place: Workplace, _nth: int) -> Jobs:
    """The shell asks what `clm mi` may become."""
    asked = ("_CLM_COMPLETE=bash_complete", "COMP_WORDS=clm mi", "COMP_CWORD=1")
    return Job([["env", *asked, *place.clm()]]), Job([["env", *place.python("-c", "import click")]])


def beside_status(*words: str) -> Callable[[Workplace, int], Jobs]:
    """A command that sums over all customers, on a fresh index."""

    def jobs(place: Workplace, _nth: int) -> Jobs:
        return Job([place.clm(*words)]), Job([["git", "status", "--short"]])

    return jobs
