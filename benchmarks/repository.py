"""A repository of N invented customers, the same for the same N: what the benchmarks run on.

The text is written directly, because a writer that is measured must not make its own test. The
acting person cares for about a hundred customers whatever N is: a desk does not grow with the
firm, so what grows in `clm mine` is what the size of the repository costs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TODAY: Final = date(2026, 11, 18)
ME: Final = "alma"
TEAM: Final = (ME, "boris", "carla", "dirk", "edda", "frieda", "gero", "heike", "ivo", "jule")
VPAS: Final = ("nele", "olaf", "paula", "quirin", "ruth", "silke")
MY_DESK: Final = 100
"""How many customers the acting person cares for at most."""
BOOKINGS: Final = 5
REQUESTS: Final = 3
TASKS: Final = 8
"""Requests of each customer, and the tasks of all of them together."""
MOST_IN_CSV: Final = 23_000
"""Customers whose three bookings each are as many rows as an import takes."""

_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_COUNTED: Final = (1, 2, 3, 4, 5, 5, 5, 5, 5, 5)
"""How many of the five bookings count: one customer in ten in each early phase."""
_TRADES: Final = ("Logistik", "Handwerk", "Beratung", "Handel", "Praxis", "Gastronomie")
_TALK: Final = "Telefonat zum Stand der Aufgaben, Wünsche für den nächsten Monat aufgenommen."


class Customer(NamedTuple):
    """One invented customer: what of it decides in which list and on whose desk it is."""

    number: int
    owner: str
    counted: int
    watched: bool

    @property
    def id(self) -> str:
        """Its id, spread evenly over the shards."""
        return f"c-{spread(self.number, 6)}"

    @property
    def folder(self) -> str:
        """The folder of its files, relative to the data folder."""
        return f"customers/{self.id[2:4]}"

    @property
    def path(self) -> str:
        """The file of its master data."""
        return f"{self.folder}/{self.id}.yaml"


def customer(number: int, total: int) -> Customer:
    """The customer with this number (from 0) among `total`."""
    desks = max(total // min(MY_DESK, max(total // len(TEAM), 1)), 2)
    mine = number % desks == 0
    owner = ME if mine else TEAM[1 + number % (len(TEAM) - 1)]
    turn = number // desks if mine else number
    return Customer(number, owner, _COUNTED[turn % len(_COUNTED)], watched=turn % 5 == 4)


def spread(number: int, digits: int, salt: int = 0x2B5D) -> str:
    """A number as an id: an odd factor maps the ids of one length onto themselves."""
    value = (number * 0x9E3779B1 + salt) % (1 << 5 * digits)
    return "".join(_DIGITS[value >> 5 * place & 31] for place in reversed(range(digits)))


def _item(one: Customer, place: int) -> str:
    return spread(one.number * 64 + place, 8)


def files(one: Customer) -> Iterator[tuple[str, str]]:
    """Path and text of each of the customer's files."""
    random = Random(one.number)
    booked = _booking_days(one, random)
    stem = f"{one.folder}/{one.id}"
    yield one.path, customer_text(one)
    yield f"{stem}.oteam.yaml", _case_file(one, "oteam", booked)
    if one.number % 5 < 2:
        yield f"{stem}.vpa.yaml", _case_file(one, "vpa-file", booked[-2:])
    yield f"{stem}.requests.yaml", _requests(one, booked)


def _booking_days(one: Customer, random: Random) -> list[date]:
    """Five days, oldest first; a young customer's last booking is a few days old."""
    last = random.randint(1, 12) if one.counted < 4 else random.randint(20, 200)
    return [TODAY - timedelta(days=last + 45 * back) for back in reversed(range(BOOKINGS))]


def customer_text(one: Customer) -> str:
    """The customer's file in the canonical form."""
    random = Random(one.number)
    booked = _booking_days(one, random)
    name = f"{random.choice(_TRADES)} Beispiel {one.number}"
    lines = [
        "# yaml-language-server: $schema=../../.schema/customer.json",
        f"id: {one.id}",
        f"name: {name} GmbH",
        "kind: organisation",
        f"registered_on: {booked[0] - timedelta(days=20)}",
        "source: website",
        "external_ids:",
        f"  shop: {100000 + one.number}",
        "language: de",
        f"plz: {random.randint(1067, 99998):05}",
        "city: Musterstadt",
        "company:",
        f"  name: {name} GmbH",
        f"  industry: {random.choice(_TRADES)}",
        f"owner: {one.owner}",
        f"sales: {TEAM[1]}",
        f"vpa: {VPAS[one.number % len(VPAS)]}",
        "contacts:",
        f"  - id: p-{_item(one, 0)}",
        f"    name: Kontakt {one.number}",
        "    role: ordering",
        f"    email: kontakt{one.number}@example.org",
        f"    phone: +49 351 {1000000 + one.number}",
        "bookings:",
    ]
    for place, day in enumerate(booked):
        lines += _booking(one, place, day)
    lines += _marks(one, booked)
    return "\n".join(lines) + "\n"


def _booking(one: Customer, place: int, day: date) -> list[str]:
    # The newest ones count, so that the days of the early phases are recent.
    counts = place >= BOOKINGS - one.counted
    status = ("confirmed" if place == BOOKINGS - 1 else "used_up") if counts else "cancelled"
    hours = (5, 10, 20, 50)[(one.number + place) % 4]
    lines = [
        f"  - id: b-{_item(one, 1 + place)}",
        "    kind: package",
        f"    booked_on: {day}",
        f"    hours: {hours}",
        f"    status: {status}",
        f"    order: A-{one.number}-{place}",
        f"    price: {hours * 29}.00",
    ]
    return lines if counts else [*lines, f"    cancelled_on: {day}"]


def _marks(one: Customer, booked: list[date]) -> list[str]:
    lines = [
        "class:",
        f"  - id: k-{_item(one, 10)}",
        f"    value: {'ABC'[one.number % 3]}",
        f"    on: {booked[-1]}",
        f"    by: {one.owner}",
    ]
    if one.watched:
        lines += [
            "watch:",
            f"  - id: k-{_item(one, 11)}",
            "    reason: close-eye",
            f"    on: {TODAY - timedelta(days=60)}",
            f"    by: {one.owner}",
        ]
    elif one.number % 8 == 0:
        lines += [
            "reminders:",
            f"  - id: m-{_item(one, 12)}",
            f"    on: {TODAY + timedelta(days=one.number % 40 - 2)}",
            f"    for: {one.owner}",
            "    why: nach dem Volumen fragen",
        ]
    if one.counted > 1:
        lines += [
            "handled:",
            f"  - id: h-{_item(one, 13)}",
            "    rule: first-check",
            f"    trigger: b-{_item(one, 1 + BOOKINGS - one.counted)}",
            f"    by: {one.owner}",
            f"    on: {booked[-one.counted] + timedelta(days=2)}",
        ]
    return lines


def _case_file(one: Customer, kind: str, booked: list[date]) -> str:
    lines = [
        f"# yaml-language-server: $schema=../../.schema/{kind}.json",
        f"customer: {one.id}",
        "notes:",
    ]
    first = 20 if kind == "oteam" else 40
    for place, day in enumerate(booked[-3:]):
        # Days before this week: a note of this week would hide what is watched.
        lines += [
            f"  - id: n-{_item(one, first + place)}",
            f"    at: {day - timedelta(days=14)}T09:30:00Z",
            f"    by: {one.owner}",
            "    kind: call",
            "    tags:",
            "      - telefonat",
            f"    situation: {_TALK}",
            "    next_steps: Angebot nachfassen.",
        ]
    return "\n".join(lines) + "\n"


def _requests(one: Customer, booked: list[date]) -> str:
    lines = [
        "# yaml-language-server: $schema=../../.schema/requests.json",
        f"customer: {one.id}",
        "requests:",
        *(line for place in range(REQUESTS) for line in _request(one, place)),
        "posted:",
    ]
    for place, day in enumerate(booked[-2:]):
        lines += [
            f"  - id: t-{_item(one, 50 + place)}",
            f"    title: Recherche {place + 1} für {one.number}",
            f"    posted_at: {day}T08:00:00Z",
            f"    status: {'forwarded' if place else 'done'}",
            f"    deadline: {day + timedelta(days=14)}",
            "    budget:",
            f"      hours: {place + 2}",
        ]
    return "\n".join(lines) + "\n"


def _request(one: Customer, place: int) -> list[str]:
    """The first request is closed, the others are open; each has its share of the tasks."""
    day, closed = TODAY - timedelta(days=9 * (REQUESTS - place)), place == 0
    lines = [
        f"  - id: r-{spread(one.number * 8 + place, 6, 0x51A7)}",
        f"    subject: Anliegen {place + 1} von {one.number}",
        f"    need: {_TALK}",
        "    services:",
        "      - recherche",
        "    contacts:",
        f"      - p-{_item(one, 0)}",
        "    channel: phone",
        f"    received_at: {day}T09:30",
        f"    priority: {('low', 'normal', 'high')[(one.number + place) % 3]}",
        f"    spoc: {one.owner}",
        "    events:",
    ]
    moves = ("new", "open", "closed") if closed else ("new", "open")
    for turn, status in enumerate(moves):
        lines += [
            f"      - id: k-{spread(one.number * 64 + 8 * place + turn, 8, 0x77E1)}",
            f"        at: {day + timedelta(days=turn)}T10:00:00Z",
            f"        by: {one.owner}",
            "        kind: status",
            f"        to: {status}",
        ]
    if closed:
        lines += ["    outcome: solved", "    solution: erledigt wie besprochen"]
    lines.append("    tasks:")
    for number in range(place, TASKS, REQUESTS):
        lines += _task(one, number, closed=closed)
    return lines


def _task(one: Customer, number: int, *, closed: bool) -> list[str]:
    """One in two is open where its request is, and belongs to the owner or to a colleague."""
    status = "closed" if closed else ("open", "done")[number // REQUESTS % 2]
    # Never the acting person's of another's customer: a desk does not grow with the firm.
    executor = one.owner if number % 2 else TEAM[1 + (one.number + number) % (len(TEAM) - 1)]
    return [
        f"      - id: t-{spread(one.number * 16 + number, 8, 0x3C95)}",
        f"        title: Schritt {number + 1} für {one.number}",
        f"        executor: {executor}",
        f"        due: {TODAY + timedelta(days=(one.number + 3 * number) % 20 - 4)}",
        f"        status: {status}",
        "        service: recherche",
        "        department: kundenbetreuung",
    ]


def people() -> Iterator[tuple[str, str]]:
    """The settings, ten colleagues and their VPAs."""
    yield (
        "clm.yaml",
        (
            "# yaml-language-server: $schema=.schema/settings.json\n"
            "format: 1\nname: Messbüro\nlanguage: de\n"
            f"checks_from: 2026-01-01\nexample:\n  today: {TODAY}\n  writable: true\n"
        ),
    )
    for handle in TEAM:
        yield (
            f"team/{handle}.yaml",
            (
                "# yaml-language-server: $schema=../.schema/colleague.json\n"
                f"id: {handle}\ninitials: {handle[:2].upper()}\nname: {handle.title()} Beispiel\n"
                f"emails:\n  - {handle}@example.org\nroles:\n  - admin\n"
            ),
        )
    for handle in VPAS:
        yield (
            f"vpas/{handle}.yaml",
            (
                "# yaml-language-server: $schema=../.schema/vpa.json\n"
                f"id: {handle}\nname: {handle.title()} Muster\nlanguages:\n  - de\n"
            ),
        )


def write_tree(root: Path, total: int) -> None:
    """Write the data of `total` customers into an empty folder."""
    texts = dict(people())
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for number in range(total):
        one = customer(number, total)
        (root / one.folder).mkdir(parents=True, exist_ok=True)
        for path, text in files(one):
            (root / path).write_text(text, encoding="utf-8")


def write_csv(folder: Path, total: int) -> tuple[Path, Path]:
    """Write `total` customers and three times as many bookings as CSV; answer both paths.

    Of more customers as many as an import takes at once.
    """
    total = min(total, MOST_IN_CSV)
    customers = ["external_id,name,email,phone,registered_on,owner,class,company"]
    bookings = ["customer,booked_on,hours,kind,status,price,order"]
    for number in range(total):
        day = TODAY - timedelta(days=200 + number % 300)
        customers.append(
            f"{number},Neu {number},neu{number}@example.org,+49 30 {2000000 + number},"
            f"{day},{TEAM[number % len(TEAM)]},B,Neu {number} GmbH"
        )
        bookings += [
            f"{number},{day + timedelta(days=30 * nth)},{10 * nth},package,confirmed,"
            f"{290 * nth}.00,N-{number}-{nth}"
            for nth in (1, 2, 3)
        ]
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "customers.csv", folder / "bookings.csv"
    for path, lines in zip(paths, (customers, bookings), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def git(root: Path, *words: str, env: Mapping[str, str]) -> str:
    """Run git outside of any measurement and answer what it printed."""
    done = subprocess.run(
        ["git", *words], cwd=root, env=env, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit_all(root: Path, message: str, env: Mapping[str, str]) -> None:
    """Put everything below `root` into one commit and one pack."""
    git(root, "add", "--all", env=env)
    git(root, "commit", "--quiet", "-m", message, env=env)
    git(root, "repack", "-a", "-d", "-q", env=env)


def cached(cache: Path, total: int, env: Mapping[str, str]) -> Path:
    """The repository of `total` customers, made unless this version of it lies in `cache`."""
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    place = cache / f"{total}-{version}"
    if place.is_dir():
        return place
    unfinished = place.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    git(unfinished, "init", "--quiet", env=env)
    write_tree(unfinished, total)
    commit_all(unfinished, f"{total} customers", env)
    return unfinished.rename(place)
