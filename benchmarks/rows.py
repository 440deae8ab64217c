"""THE ROWS: each command, its yardstick, and the ratio to stay within."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.desk import INITIATIVE, furnish
from benchmarks.handing import handed_over, remind_many
from benchmarks.measure import Job
from benchmarks.reading import Jobs, beside_status, completion, listing
from benchmarks.repository import ME, Customer, customer, customer_text, write_csv
from benchmarks.table import MEGABYTE, Reach
from benchmarks.workplace import YARDSTICK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.workplace import Workplace

SMALL: Final = 150 * MEGABYTE
"""Peak memory of any one-customer command and of `mine`."""
LARGE: Final = 1000 * MEGABYTE
CLICK: Final = 'python -c "import click"'
STATUS: Final = "git status"
ARCHIVE: Final = "git archive"
SCAN: Final = "libyaml event scan"
MANY: Final = 1000
LARGEST: Final = 100_000
FEW: Final = 3
MOST_ROWS: Final = 23_570
"""Rows of the largest import of customers; there are three bookings for each."""
DURABLE: Final = ("git", "-c", "core.fsync=all")


class Row(NamedTuple):
    """One command: what must be built for it, how it is measured, what it must reach."""

    name: str
    yardstick: str
    needs: tuple[str, ...]
    jobs: Callable[[Workplace, int], Jobs]
    reach: Reach
    peak: int = SMALL
    runs: int = 15
    prepare: Callable[[Workplace], None] | None = None
    empty: bool = False
    """Is it measured on a repository without customers?"""
    long: bool = False
    """Does one run take minutes where there are 100,000?"""

    def runs_at(self, customers: int) -> int:
        """How often it is measured: of what takes minutes there are `FEW` runs."""
        return FEW if self.long and customers >= LARGEST else self.runs


def watched(place: Workplace) -> list[Customer]:
    """The acting person's customers with an entry that `seen` ends."""
    desk = [customer(number, place.customers) for number in range(place.customers)]
    return [one for one in desk if one.watched and one.owner == ME]


def after_hand_edit(place: Workplace, nth: int) -> Jobs:
    """Somebody's editor has just saved one file."""

    def edit(text: str) -> None:
        one = watched(place)[nth]
        place.write({one.path: f"{customer_text(one)}infos: {text}\n".encode()})

    return (
        Job([place.clm("mine")], lambda: edit(f"erst {nth}")),
        Job([["git", "status", "--short"]], lambda: edit(f"dann {nth}")),
    )


def as_of_old(*, first: bool) -> Callable[[Workplace, int], Jobs]:
    """The report of an old commit: what is known of its blobs is kept from one run to the next."""

    def jobs(place: Workplace, _nth: int) -> Jobs:
        words = ("report", "weekly", "--as-of", place.start, "-o", "json")
        archive = Job([["git", "archive", "--output", os.devnull, "--format", "tar", place.start]])
        return Job([place.clm(*words)], place.drop_past if first else None), archive

    return jobs


def move_on(place: Workplace) -> None:
    """Make the start an old commit: some customers have changed since."""
    contents = {one.path: f"{customer_text(one)}infos: neu\n".encode() for one in many(place)[:20]}
    place.write(contents)
    place.git("commit", "--all", "--quiet", "-m", "infos")
    place.warm()


def seen_one(place: Workplace, nth: int) -> Jobs:
    """One customer, durable; each run another one."""
    one = watched(place)[nth]

    def same_change() -> None:
        contents = place.changed()
        place.reset()
        place.write(contents)

    return (
        Job([place.clm("seen", one.id)], place.reset),
        Job(
            [[*DURABLE, "add", "--", one.path], [*DURABLE, "commit", "-qm", f"seen {one.id}"]],
            same_change,
        ),
    )


GROWTH: Final = "growth by one commit"
ALLOWED: Final = Reach(None, None, 40_000)
"""Bytes on the disk that one commit of one customer may add, as loose objects."""


def growth(place: Workplace) -> str:
    """How many bytes of objects `seen` of one customer adds, and whether that is little enough."""
    place.reset()
    before = place.objects()
    place.untimed("seen", watched(place)[0].id)
    grown = place.objects() - before
    place.reset()
    most = ALLOWED.at(place.customers)
    verdict = "" if most is None else ", ok" if 0 < grown <= most else ", miss"
    return f"{grown / 1000:.1f} kB{verdict}"


def many(place: Workplace) -> list[Customer]:
    """The customers that are marked as seen at once."""
    return [customer(number, place.customers) for number in range(min(MANY, place.customers))]


def watch_many(place: Workplace) -> None:
    """Have an entry that `seen` ends on each of the many."""
    contents = {one.path: customer_text(one._replace(watched=True)).encode() for one in many(place)}
    place.write(contents)
    place.git("commit", "--all", "--quiet", "-m", "watch")
    place.git("tag", "--force", "watched")


def seen_many(place: Workplace, _nth: int) -> Jobs:
    """One commit with a change in each of the files."""
    ones = many(place)

    def same_change() -> None:
        contents = place.changed("watched")
        place.reset("watched", warm=False)
        place.write(contents)

    return (
        Job(
            [place.clm("seen", "--on-behalf", *(one.id for one in ones))],
            lambda: place.reset("watched"),
        ),
        Job(
            [["git", "add", "--", *(o.path for o in ones)], ["git", "commit", "-qm", "seen"]],
            same_change,
        ),
    )


def scan(place: Workplace) -> Job:
    """Every event of the same files, in one process."""
    return Job([place.python(YARDSTICK, "scan", str(place.root))])


def from_nothing(place: Workplace, _nth: int) -> Jobs:
    """The first command after a clone."""
    return Job([place.clm("board")], place.drop_index), scan(place)


def check_all(place: Workplace, _nth: int) -> Jobs:
    """Every problem of every file."""
    return Job([place.clm("check")], accept=(0, 1)), scan(place)


def imported(what: str) -> Callable[[Workplace, int], Jobs]:
    """One commit with everything from a CSV file, against writing just those files."""

    def jobs(place: Workplace, nth: int) -> Jobs:
        base = place.start if what == "customers" else "imported"
        table = str(_folder(place) / f"{what}.csv")
        packed = _folder(place) / f"{what}.json"

        def same_files() -> None:
            if nth == 0:
                place.pack(base, packed)
            place.reset(base, warm=False)

        plain = place.python(YARDSTICK, "write", str(place.root), str(packed))
        return (
            Job([place.clm("import", what, table, "--apply")], lambda: place.reset(base)),
            Job([plain, ["git", "add", "--all"], ["git", "commit", "-qm", what]], same_files),
        )

    return jobs


def _folder(place: Workplace) -> Path:
    return place.root.with_name(f"{place.root.name}-csv")


def have_csv(place: Workplace) -> None:
    """Make both CSV files."""
    write_csv(_folder(place), min(place.customers, MOST_ROWS))


def have_customers(place: Workplace) -> None:
    """Make both CSV files and import the customers."""
    have_csv(place)
    place.reset()
    place.untimed("import", "customers", str(_folder(place) / "customers.csv"), "--apply")
    place.git("tag", "--force", "imported")


_FRESH: Final = Reach(1.8, 1.8, 2.5)
_AS_TABLE: Final = Reach(2.5, 2.5, 3)
_SUMS: Final = Reach(None, 2, 1.5)

ROWS: Final[tuple[Row, ...]] = (
    Row("clm --help", CLICK, (), listing("--help"), Reach(1.2, 1.2, 1.2)),
    Row("completion of a word", CLICK, (), completion, Reach(1.2, 1.2, 1.2)),
    Row("mine --json", CLICK, ("mine",), listing("mine", "--json"), _FRESH),
    Row("board --json", CLICK, ("board",), listing("board", "--json"), _FRESH),
    Row("why --json", CLICK, ("why",), listing("why", "REF", "--json"), _FRESH),
    Row(
        "customer show --json",
        CLICK,
        ("customer", "show"),
        listing("customer", "show", "REF", "--json"),
        _FRESH,
    ),
    Row("mine", CLICK, ("mine",), listing("mine"), _AS_TABLE),
    Row("board", CLICK, ("board",), listing("board"), _AS_TABLE),
    Row("why", CLICK, ("why",), listing("why", "REF"), _AS_TABLE),
    Row(
        "customer show", CLICK, ("customer", "show"), listing("customer", "show", "REF"), _AS_TABLE
    ),
    Row("mine after a hand edit", STATUS, ("mine",), after_hand_edit, Reach(6, 1.5, 0.3), runs=9),
    Row(
        "mine with escalations", CLICK, ("escalation",), listing("mine"), _AS_TABLE, prepare=furnish
    ),
    Row(
        "escalation list",
        CLICK,
        ("escalation", "list"),
        listing("escalation", "list"),
        _AS_TABLE,
        prepare=furnish,
    ),
    Row("team", STATUS, ("team", "span"), beside_status("team"), _SUMS, prepare=furnish),
    Row(
        "report retention",
        STATUS,
        ("report", "retention"),
        beside_status("report", "retention"),
        _SUMS,
        peak=LARGE,
        prepare=furnish,
    ),
    Row(
        "plan status",
        STATUS,
        ("plan", "status"),
        beside_status("plan", "status"),
        _SUMS,
        peak=LARGE,
        prepare=furnish,
    ),
    Row(
        "initiative segment, dry run",
        STATUS,
        ("initiative", "segment"),
        beside_status("initiative", "segment", INITIATIVE, "-n"),
        _SUMS,
        peak=LARGE,
        prepare=furnish,
    ),
    Row("week", STATUS, ("week",), beside_status("week"), _SUMS),
    Row(
        "report weekly",
        STATUS,
        ("report", "weekly"),
        beside_status("report", "weekly", "-o", "json"),
        _SUMS,
        peak=LARGE,
    ),
    Row(
        "report weekly --as-of, first",
        ARCHIVE,
        ("report", "weekly"),
        as_of_old(first=True),
        Reach(6, 6, 6),
        peak=LARGE,
        runs=7,
        prepare=move_on,
        long=True,
    ),
    Row(
        "report weekly --as-of, again",
        ARCHIVE,
        ("report", "weekly"),
        as_of_old(first=False),
        Reach(2, 2, 2),
        peak=LARGE,
        runs=7,
        prepare=move_on,
    ),
    Row(
        "seen of one customer",
        "git add + commit, durable",
        ("seen",),
        seen_one,
        Reach(4, 1.5, 0.6),
        runs=9,
    ),
    Row(
        "seen of 1,000 customers",
        "git add + commit",
        ("seen",),
        seen_many,
        Reach(2, 2, 2),
        peak=LARGE,
        runs=7,
        prepare=watch_many,
    ),
    Row(
        "handover of 500 items",
        "git add + commit",
        ("handover",),
        handed_over,
        Reach(2, 2, 2),
        peak=LARGE,
        runs=7,
        prepare=remind_many,
    ),
    Row(
        "index from nothing",
        SCAN,
        ("board",),
        from_nothing,
        Reach(2, 2, 2),
        peak=LARGE,
        runs=7,
        long=True,
    ),
    Row("check", SCAN, ("check",), check_all, Reach(2.5, 2.5, 2.5), peak=LARGE, runs=7, long=True),
    Row(
        "import customers",
        "plain Python + git",
        ("import", "customers"),
        imported("customers"),
        Reach(2, 2, 2),
        peak=LARGE,
        runs=7,
        prepare=have_csv,
        empty=True,
        long=True,
    ),
    Row(
        "import bookings",
        "plain Python + git",
        ("import", "bookings"),
        imported("bookings"),
        Reach(2, 2, 2),
        peak=LARGE,
        runs=7,
        prepare=have_customers,
        empty=True,
        long=True,
    ),
)
