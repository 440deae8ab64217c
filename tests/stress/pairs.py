"""Internal repositories that agree on what Anna may see, and on nothing else.

`Seen` is what she may see, chosen at random; `Telling` writes it down in one way of many, beside
secrets of every kind. Whatever she may not see holds the word `GEHEIM`, so that it is found.
"""

from __future__ import annotations

import random
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from clm.store.emit import below, flow, quoted, scalar
from tests.build import TEAM, customer_path
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET: Final = "GEHEIM"  # noqa: S105 -- a mark
OPEN: Final = "OFFEN"
"""In every text that she may see."""
DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
ZONES: Final = ("Europe/Berlin", "Europe/Lisbon", "Asia/Tokyo")
KINDS: Final = ("call", "chat-or-mail", "it-problem", "complaint", "special-agreement")
ODD: Final = (
    "schlicht", "Haus #4", "a: b", "- nein", "ja, nein", "'so'", '"so"', "Größe ✓", "0123", "true",
    "zwei\nZeilen", "zwei\n\nAbsätze\n", "  vorn", "{x}", "[y]", "12:30", "*wichtig*", "~",
)  # fmt: skip

STATE: Final = re.compile(r"^share:\n(?:  .*\n)+", re.MULTILINE)
"""What the data know of a share stays, however the rest is written."""

Data = dict[str, Any]
"""A record as plain data, as a file has it."""


def new_id(chance: random.Random, prefix: str, digits: int = 8) -> str:
    return f"{prefix}-{''.join(chance.choices(DIGITS, k=digits))}"


def words(chance: random.Random, mark: str = OPEN) -> str:
    """A text in which something may be hard to write down."""
    text = f"{mark}{chance.randrange(10**9)} {chance.choice(ODD)}"
    return text if chance.random() < 0.5 else f"{chance.choice(ODD)} {text}".lstrip()


def moment(chance: random.Random) -> str:
    day = f"2026-{chance.randrange(1, 12):02}-{chance.randrange(1, 28):02}"
    clock = f"T{chance.randrange(24):02}:{chance.randrange(60):02}"
    return chance.choice((day, f"{day}{clock}", f"{day}{clock}:07Z", f"{day}{clock}Z"))


def some(chance: random.Random, data: Data) -> Data:
    """About half of the fields."""
    return {key: value for key, value in data.items() if chance.random() < 0.5}


class Seen(NamedTuple):
    """What Anna may see: settings, her record, her customers and their VPA files, by id."""

    settings: Data
    vpa: Data
    customers: dict[str, Data]
    files: dict[str, Data]


def seen(chance: random.Random) -> Seen:
    """A small world."""
    tags = {f"tag{n}": [f"name{n}a", f"name{n}b"] for n in range(chance.randrange(3))}
    settings = some(
        chance,
        {
            "timezone": chance.choice(ZONES),
            "language": chance.choice(("de", "en", "pt")),
            "tags": tags,
            "vpa_sections": chance.sample(["tools", "contacts", "own-section"], 2),
        },
    )
    vpa = {"name": f"Anna {words(chance)}"} | some(
        chance, {"languages": [chance.choice(("de", "pt", "fr"))], "emails": ["anna@example.org"]}
    )
    world = Seen(settings, vpa, {}, {})
    for _ in range(chance.randrange(1, 5)):
        add_customer(world, chance)
    return world


def add_customer(world: Seen, chance: random.Random) -> str:
    customer = new_id(chance, "c", 6)
    contact = {"id": new_id(chance, "p"), "name": words(chance)}
    contact |= some(chance, {"role": words(chance), "email": "e@example.org", "phone": "+49 30 1"})
    world.customers[customer] = {"name": words(chance), "kind": "person"} | some(
        chance,
        {
            "language": "de",
            "city": words(chance),
            "company": {"name": words(chance)},
            "infos": words(chance),
            "wizard": {"budget": words(chance), "art": words(chance)},
            "contacts": [contact],
        },
    )
    world.files[customer] = {}
    for _ in range(chance.randrange(4)):
        add_note(world, customer, chance)
    return customer


def add_note(world: Seen, customer: str, chance: random.Random) -> None:
    note: Data = {
        "id": new_id(chance, "n"),
        "at": moment(chance),
        "by": chance.choice(("jana", "tom", "anna")),
    }
    note |= some(
        chance,
        {
            "kind": chance.choice(KINDS),
            "tags": ["tools", "contacts"],
            "situation": words(chance),
            "text": words(chance),
            "next_steps": words(chance),
            "quote": {"source": words(chance), "at": moment(chance)},
            "template": {"id": "new-prio", "version": "1"},
            "pinned": "true",
        },
    )
    file = world.files[customer]
    file.setdefault("notes", []).append(note)
    if chance.random() < 0.3:
        deadline = {"id": new_id(chance, "d"), "vpa": "anna", "on": "2026-12-01"}
        file.setdefault("deadlines", []).append(
            deadline | {"ask": words(chance), "note": note["id"]}
        )


def step(world: Seen, chance: random.Random) -> None:
    """Something that Anna sees happens: an entry, a word changed, a customer come or gone."""
    kind = chance.choice(("note", "note", "change", "come", "gone"))
    some_customer = chance.choice([*world.customers, ""])
    if kind == "come" or not some_customer:
        add_customer(world, chance)
    elif kind == "note":
        add_note(world, some_customer, chance)
    elif kind == "change":
        world.customers[some_customer]["city"] = words(chance)
    else:
        del world.customers[some_customer], world.files[some_customer]


class Telling:
    """One way to write a world down, with secrets of its own."""

    def __init__(self, root: Path, template: Path, seed: str) -> None:
        self.chance = random.Random(seed)
        shutil.copytree(template, root)
        self.repo = Repository(root)
        self.hidden: dict[str, list[Data]] = {}
        self.repo.write("team/zoe.yaml", TEAM["tom"].replace("tom", "zoe").replace("TB", "ZZ"))

    def secret(self) -> str:
        return words(self.chance, SECRET)

    def write(self, world: Seen) -> None:
        """Write all of it down anew, in several commits by different people at different times."""
        files = dict(self._files(world))
        for old in sorted(self.repo.root.glob("customers/*/*.yaml")):
            if old.relative_to(self.repo.root).as_posix() not in files:
                old.unlink()
        names = self.chance.sample(sorted(files), len(files))
        cut = self.chance.randrange(len(names) + 1)
        for part in (names[:cut], names[cut:]):
            for name in part:
                self.repo.write(name, files[name])
            with self.somebody():
                self.repo.git("add", "--all")
                self.repo.git("commit", "--quiet", "--allow-empty", "-m", self.secret())

    @contextmanager
    def somebody(self) -> Iterator[None]:
        """Another author, another time."""
        when = (
            f"{self.chance.randrange(1_600_000_000, 1_790_000_000)} +0{self.chance.choice('015')}30"
        )
        who = f"{SECRET}{self.chance.randrange(1000)}"
        told: dict[str, str] = {}
        for role in ("AUTHOR", "COMMITTER"):
            told |= {
                f"GIT_{role}_NAME": who,
                f"GIT_{role}_EMAIL": f"{who}@example.org",
                f"GIT_{role}_DATE": when,
            }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in told.items():
                patch.setenv(name, value)
            yield

    def publish(self, shares: Path) -> Path:
        """Publish Anna's share, as somebody, on some day."""
        clm = Clm(self.repo.root)
        who = self.chance.choice(("jana", "tom", "zoe"))
        day = f"2026-{self.chance.randrange(1, 13):02}-15"
        with self.somebody():
            clm.ok("share", "publish", "anna", "--to", shares, "--as", who, "--today", day)
        return shares / "anna.git"

    # What stands in the files.

    def _files(self, world: Seen) -> Iterator[tuple[str, str]]:
        yield "clm.yaml", self.text({"format": "1", "name": self.secret(), **world.settings})
        state = STATE.search(self.repo.read("vpas/anna.yaml"))
        kept = state[0] if state else ""
        record = {"id": "anna", **world.vpa} | some(
            self.chance,
            {"skills": [self.secret()], "capacity_hours": "20", "praise": ["2026-05-01"]},
        )
        yield "vpas/anna.yaml", self.text(record) + kept
        for customer, data in world.customers.items():
            whole = self._customer(customer, {"vpa": "anna", **data})
            yield customer_path(customer), self.text(whole)
            file = {"customer": customer, **world.files[customer]}
            if "notes" in file or self.chance.random() < 0.5:
                notes = [note | self._of_note() for note in file.get("notes", ())]
                yield customer_path(customer, "vpa"), self.text(file | {"notes": notes})
            yield from self._oteam(customer)
        for number in range(self.chance.randrange(4)):
            other = f"c-9{DIGITS[number]}{''.join(self.chance.choices(DIGITS, k=4))}"
            more = some(self.chance, {"vpa": "ben"})
            data = {"name": self.secret(), "kind": "person", **more}
            if self.chance.random() < 0.3:
                data |= {"vpa": "anna", "status": "archived"}
            yield customer_path(other), self.text(self._customer(other, data))
            file = {"customer": other, "notes": [self._note()]}
            yield customer_path(other, "vpa"), self.text(file)

    def _customer(self, customer: str, data: Data) -> Data:
        booking = {"id": new_id(self.chance, "b"), "kind": "package", "booked_on": "2026-03-01"}
        booking |= {
            "status": "confirmed",
            "hours": "10",
            "price": f"{self.chance.randrange(999)}.99",
        }
        mark = {
            "id": new_id(self.chance, "k"),
            "on": "2026-04-01",
            "by": "jana",
            "note": self.secret(),
        }
        hidden = {
            "owner": self.chance.choice(("jana", "tom", "zoe")),
            "sales": "tom",
            "source": self.secret(),
            "account": self.secret(),
            "bookings": [booking],
            "prio": [mark],
            "external_ids": {"shop": self.secret()},
            "plz": "01067",
        }
        return {"id": customer, **data} | some(self.chance, hidden)

    def _of_note(self) -> Data:
        """What a note has that she may not see."""
        hidden = {
            "booking": new_id(self.chance, "b"),
            "complaint": self.secret(),
            "released_from": new_id(self.chance, "n"),
        }
        return some(self.chance, hidden)

    def _note(self) -> Data:
        note = {"id": new_id(self.chance, "n"), "at": moment(self.chance), "by": "jana"}
        return note | {"text": self.secret()}

    def _oteam(self, customer: str) -> Iterator[tuple[str, str]]:
        notes = [self._note() for _ in range(self.chance.randrange(3))]
        if notes:
            data = {"customer": customer, "notes": notes}
            yield customer_path(customer, "oteam"), self.text(data)

    # How it is written.

    def text(self, data: Data) -> str:
        """YAML with the fields in some order, in some style, with comments and unknown fields."""
        lines = []
        if self.chance.random() < 0.3:
            data = data | {"zz_eigenes": self.secret()}
        for key in self.chance.sample(sorted(data), len(data)):
            if self.chance.random() < 0.3:
                lines.append(f"# {SECRET} {self.chance.random()}")
            lines += self._field(key, data[key])
        return "\n".join(lines) + "\n"

    def _field(self, key: str, value: Any) -> list[str]:
        style = self.chance.random()
        if isinstance(value, str):
            if style < 0.3 and value.isprintable():
                return [f"{key}: {quoted(value, self.chance.choice(chr(34) + chr(39)))}"]
            if style < 0.5:
                return [f"{key}: {quoted(value, chr(34))}"]
            return f"{key}: {scalar(value, indent=2)}".split("\n")
        value = self._shuffled(value)
        if style < 0.3:
            return [f"{key}: {flow(value)}"]
        return [f"{key}:", *below(value, 0)] if value else [f"{key}: {flow(value)}"]

    def _shuffled(self, value: Any) -> Any:
        """Mappings in another order; lists stay as they are."""
        if isinstance(value, dict):
            keys = self.chance.sample(sorted(value), len(value))
            return {key: self._shuffled(value[key]) for key in keys}
        return [self._shuffled(one) for one in value] if isinstance(value, list) else value
