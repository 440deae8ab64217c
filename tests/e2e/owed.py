"""What a team owes, told a second time: from the files and the requirements, not by the rules.

Values are read as the text they are written in. Nothing of the domain is imported, so that a
slip there cannot repeat itself here; the numbers are the defaults of the requirements.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BERLIN: Final = ZoneInfo("Europe/Berlin")
COUNTING: Final = frozenset({"confirmed", "active", "used_up", "expired"})
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)

Raw = dict[str, Any]


class Owed(NamedTuple):
    """An entry that is to be visible; `who` is the person by right, "" nobody."""

    ref: str
    rule: str
    trigger: str
    since: str
    due: str | None
    who: str


class Facts(NamedTuple):
    """The files of one customer, every value as its text."""

    customer: Raw
    posted: list[Raw]
    notes: list[Raw]
    vpa_file: Raw

    @property
    def ref(self) -> str:
        return str(self.customer["id"])

    def ids(self) -> set[str]:
        """Every id that stands in the files, the customer's own too."""
        deadlines = self.vpa_file.get("deadlines", [])
        found = {item["id"] for item in (*self.posted, *self.notes, *deadlines)} | {self.ref}
        for value in self.customer.values():
            if isinstance(value, list):
                found |= {item["id"] for item in value if isinstance(item, dict)}
        return found


class Files:
    """The data folder; a file is parsed again only when its text changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parsed: dict[Path, tuple[bytes, Raw]] = {}

    def customers(self) -> Iterator[Facts]:
        for path in sorted(self.root.glob("customers/*/c-??????.yaml")):
            posted = self._read(path.with_suffix(".requests.yaml")).get("posted", [])
            sides = [self._read(path.with_suffix(f".{side}.yaml")) for side in ("oteam", "vpa")]
            notes = [note for side in sides for note in side.get("notes", [])]
            yield Facts(self._read(path), posted, notes, sides[1])

    def team(self) -> dict[str, Raw]:
        return {path.stem: self._read(path) for path in self.root.glob("team/*.yaml")}

    def _read(self, path: Path) -> Raw:
        if not path.exists():
            return {}
        text = path.read_bytes()
        if self._parsed.get(path, (b"", {}))[0] != text:
            self._parsed[path] = text, yaml.load(text, yaml.CBaseLoader)  # noqa: S506 -- plain text
        return self._parsed[path][1]


class Days(NamedTuple):
    """Monday to Friday but for the holidays (L13)."""

    holidays: frozenset[date]
    checks_from: str

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def first_from(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def after(self, day: date, n: int) -> date:
        for _ in range(n):
            day = self.first_from(day + DAY)
        return day

    def deadline(self, day: date) -> date:
        friday = monday_of(day) + 4 * DAY
        while not self.works(friday):
            friday -= DAY
        return friday

    def counted_deadline(self, day: date) -> date:
        """What starts on the deadline day or later counts in the next week."""
        return self.deadline(day if day < self.deadline(day) else day + WEEK)


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


# who (L14, A0.24, A1.47)


def is_there(person: Raw | None, day: date) -> bool:
    span = (person or {}).get("active", {})
    text = day.isoformat()
    return bool(person) and span.get("from", "") <= text <= span.get("to", "9999")


def absences(person: Raw, day: date) -> list[Raw]:
    """The whole-day absences that fall on a day."""
    text = day.isoformat()
    return [
        item
        for item in person.get("absences", [])
        if not item.get("half") and item["from"] <= text <= item.get("to", "9999")
    ]


def by_right(team: dict[str, Raw], who: str, day: date) -> str:
    """The person, or the lead distributor for whom nobody looks after."""
    if is_there(team.get(who), day):
        return who
    holders = [h for h in sorted(team) if "lead-distributor" in team[h]["roles"]]
    holders = [handle for handle in holders if is_there(team[handle], day)]
    present = [handle for handle in holders if not absences(team[handle], day)]
    return (present or holders)[0]


def effective(team: dict[str, Raw], who: str, day: date) -> str:
    """Who acts on the entries of a person: they, or whom the replacements lead to."""
    person = by_right(team, who, day)
    passed = [person]
    while held := absences(team[passed[-1]], day):
        named = [str(absence.get("replacement", "")) for absence in held]
        named = [other for other in named if is_there(team.get(other), day)]
        if not named or named[0] in passed:
            return person
        passed.append(named[0])
    return passed[-1]


# what (1.1.1, 1.1.3)


class _Of(NamedTuple):
    """One customer on one day."""

    facts: Facts
    day: date
    days: Days

    @property
    def customer(self) -> Raw:
        return self.facts.customer

    @property
    def today(self) -> str:
        return self.day.isoformat()

    def items(self, field: str) -> list[Raw]:
        found: list[Raw] = self.customer.get(field, [])
        return found

    def bookings(self) -> list[Raw]:
        """L1, L4."""
        return sorted(
            (
                one
                for one in self.items("bookings")
                if one["kind"] == "package"
                and one["status"] in COUNTING
                and one["booked_on"] <= self.today
            ),
            key=lambda one: (
                one["booked_on"], one.get("trial") != "true", float(one["hours"]), one["id"],
            ),
        )  # fmt: skip

    def posted(self) -> list[tuple[str, Raw]]:
        """L8."""
        tasks = ((day_of(task["posted_at"]), task) for task in self.facts.posted)
        found = [(d, t) for d, t in tasks if t["status"] != "draft" and d <= self.today]
        return sorted(found, key=lambda pair: (pair[0], pair[1]["id"]))

    def is_handled(self, rule: str, trigger: str) -> bool:
        return any(
            mark["rule"] == rule
            and mark["trigger"] == trigger
            and mark["on"] <= self.today <= mark.get("until", "9999")
            for mark in self.items("handled")
        )


def day_of(moment: str) -> str:
    if len(moment) == len("2026-11-22"):
        return moment
    at = datetime.fromisoformat(moment)
    return (at.astimezone(BERLIN) if at.tzinfo else at).date().isoformat()


def is_open(mark: Raw, day: str) -> bool:
    return bool(mark["on"] <= day < mark.get("off_on", "9999"))


def is_listed(facts: Facts, day: date) -> bool:
    of = _Of(facts, day, Days(frozenset(), ""))
    if facts.customer.get("status", "active") != "active":
        return False
    return bool(of.bookings()) or facts.customer.get("registered_on", "") <= of.today


def is_lead(facts: Facts, day: date) -> bool:
    return not _Of(facts, day, Days(frozenset(), "")).bookings()


def is_prio(facts: Facts, day: date) -> bool:
    return any(is_open(mark, day.isoformat()) for mark in facts.customer.get("prio", []))


def open_reminders(facts: Facts) -> list[Raw]:
    return [item for item in facts.customer.get("reminders", []) if "done_on" not in item]


def owed(facts: Facts, day: date, days: Days) -> list[Owed]:
    """Everything a customer's facts ask of somebody on the evening of a day."""
    if not is_listed(facts, day):
        return []
    of = _Of(facts, day, days)
    person = facts.customer.get("owner") or (
        facts.customer.get("sales", "") if not of.bookings() else ""
    )
    rows = (*_checks(of), *_vpa(of), *_prio(of), *_watched(of), *_asked(of), *_colleague(of))
    found = [
        Owed(facts.ref, rule, trigger, str(since), str(due) if due else None, person)
        for rule, trigger, since, due in rows
    ]
    for item in open_reminders(facts):
        begins = days.first_from(date.fromisoformat(item["on"]))  # A1.42
        if begins <= day:
            shown = begins.isoformat()
            found.append(Owed(facts.ref, "reminder", item["id"], shown, shown, item["for"]))
    return found


_Row = tuple[str, str, date | str, date | str | None]


def _checks(of: _Of) -> Iterator[_Row]:
    """A1.15, A1.16, A1.25, A1.46; make-prio is A1.21."""
    bookings = of.bookings()
    names = {1: "first-check", 2: "second-check", 3: "third-check"}
    if len(bookings) in names:
        rule, newest = names[len(bookings)], bookings[-1]
        start = date.fromisoformat(newest["booked_on"])
        due = of.days.after(start, 3) if len(bookings) == 1 else of.days.counted_deadline(start)
        has_vpa = of.customer.get("vpa") or any(task.get("vpa") for task in of.facts.posted)
        ended = len(bookings) == 1 and (has_vpa or (of.day - start).days >= 56)
        if start.isoformat() >= of.days.checks_from and not ended:
            yield from _unless_handled(of, rule, newest["id"], start, due)
    if len(bookings) > 1 and _is_trial(bookings[0], bookings) and float(bookings[1]["hours"]) >= 50:
        large = bookings[1]
        marked = [m for m in of.items("prio") if m["on"] >= large["booked_on"]]
        if large["booked_on"] >= of.days.checks_from and not marked and not is_prio(*of[:2]):
            start = date.fromisoformat(large["booked_on"])
            due = of.days.counted_deadline(start)
            yield from _unless_handled(of, "make-prio", large["id"], start, due)


def _unless_handled(of: _Of, rule: str, trigger: str, since: date, due: date) -> Iterator[_Row]:
    if not of.is_handled(rule, trigger):
        yield rule, trigger, since, due


def _is_trial(booking: Raw, bookings: list[Raw]) -> bool:
    """L2."""
    if "trial" in booking:
        return bool(booking["trial"] == "true")
    return booking is bookings[0] and float(booking["hours"]) == 5


def _vpa(of: _Of) -> Iterator[_Row]:
    """A1.11: the first forwarded task without a VPA, seven days."""
    if of.customer.get("vpa") or not of.bookings():
        return
    for posted_on, task in of.posted():
        if task["status"] == "forwarded" and not task.get("vpa"):
            due = date.fromisoformat(posted_on) + 7 * DAY
            yield "assign-vpa", task["id"], posted_on, due
            return


def _prio(of: _Of) -> Iterator[_Row]:
    """A1.19, A1.20."""
    marks = [mark for mark in of.items("prio") if is_open(mark, of.today)]
    if marks and not open_reminders(of.facts):
        mark = max(marks, key=lambda one: (one["on"], one["id"]))
        ended = [r["done_on"] for r in of.items("reminders")]
        due = max([mark["on"], *ended])
        yield "prio-without-reminder", mark["id"], due, due


def _watched(of: _Of) -> Iterator[_Row]:
    """A1.31, A1.32: an entry a week for each reason, until somebody looked."""
    monday = monday_of(of.day)
    sunday = (monday + 6 * DAY).isoformat()
    whose = of.customer.get("owner") or (None if of.bookings() else of.customer.get("sales"))
    later = [item["for"] for item in open_reminders(of.facts) if item["on"] > sunday]
    if later and whose in {None, *later}:
        return
    silent = {"status-change", "package-extension", "addon-booking"}
    looks = [day_of(note["at"]) for note in of.facts.notes if note.get("kind") not in silent]
    looks += [item["done_on"] for item in of.items("reminders") if "done_on" in item]
    for trigger, first in sorted(_reasons(of).items()):
        begins = max(monday.isoformat(), first)
        entry = f"{trigger}@{week_of(of.day)}"
        put_off = any(
            mark["rule"] == "watch"
            and mark["trigger"].startswith(f"{trigger}@")
            and mark["on"] <= of.today <= mark.get("until", "")
            for mark in of.items("handled")
        )
        looked = any(begins <= day <= of.today for day in looks)
        if not (looked or put_off or of.is_handled("watch", entry)):
            yield "watch", entry, begins, of.days.counted_deadline(date.fromisoformat(begins))


def _reasons(of: _Of) -> dict[str, str]:
    """Each open reason's id and first day: by hand, L12, and prio on reaching existing (A1.28)."""
    found = {mark["id"]: mark["on"] for mark in of.items("watch") if is_open(mark, of.today)}
    bookings = of.bookings()
    closed = {(mark["rule"], mark["trigger"]) for mark in of.items("handled")}
    automatic = list(_unusual(of, bookings))
    for fourth in bookings[3:4]:
        held = [m for m in of.items("prio") if is_open(m, fourth["booked_on"])]
        if held and is_open(held[0], of.today):
            automatic.append(("prio", fourth))
    for word, booking in automatic:
        is_closed = (f"watch:{word}", booking["id"]) in closed
        if booking["booked_on"] >= of.days.checks_from and not is_closed:
            found[booking["id"]] = booking["booked_on"]
    return found


def _unusual(of: _Of, bookings: list[Raw]) -> Iterator[tuple[str, Raw]]:
    """L3, L10, L12, A1.33."""
    orders: dict[str, list[Raw]] = {}
    for booking in bookings:
        if not _is_trial(booking, bookings):
            orders.setdefault(booking.get("order") or booking["id"], []).append(booking)
    sizes = [sum(float(one["hours"]) for one in order) for order in orders.values()]
    for n, order in enumerate(orders.values()):
        before = sizes[max(0, n - 5) : n]
        times = Counter(before)
        usual = next((s for s in reversed(before) if times[s] == max(times.values())), None)
        day = order[0]["booked_on"]
        classes = [mark for mark in of.items("class") if is_open(mark, day)]
        held = max(classes, key=lambda one: (one["on"], one["id"]))["value"] if classes else ""
        if usual is not None and sizes[n] != usual and held in {"A", "B"}:
            yield ("larger" if sizes[n] > usual else "smaller") + "-package", order[0]


def _asked(of: _Of) -> Iterator[_Row]:
    """A1.35, A1.36: what the customer's VPA was asked by a day, until they wrote after the ask."""
    notes = {note["id"]: note for note in of.facts.vpa_file.get("notes", [])}
    asks = of.facts.vpa_file.get("deadlines", [])
    for one in asks:
        asked_at = notes[one["note"]]["at"]
        answers = (
            note
            for note in notes.values()
            if one["vpa"] in {note["by"], note.get("acting_as")} and note["at"] > asked_at
        )
        is_over = (
            one["vpa"] != of.customer.get("vpa")
            or one.get("done_on", "9999") <= of.today
            or any(day_of(note["at"]) <= of.today for note in answers)
            or any(
                other["vpa"] == one["vpa"] and day_of(notes[other["note"]]["at"]) > one["on"]
                for other in asks
            )
        )
        if one["on"] <= of.today and not is_over:
            yield "vpa-deadline", one["id"], one["on"], one["on"]


def _colleague(of: _Of) -> Iterator[_Row]:
    """L6, A1.29: every three weeks, never due."""
    if of.bookings() or "invited_by" not in of.customer:
        return
    registered = date.fromisoformat(of.customer["registered_on"])
    periods = (of.day - registered).days // 21
    trigger = f"{of.facts.ref}@{registered + periods * 21 * DAY}"
    if periods and not of.is_handled("colleague-lead", trigger):
        yield "colleague-lead", trigger, registered + periods * 21 * DAY, None


def differences(shown: Iterable[Owed], due: Iterable[Owed]) -> list[str]:
    """What is shown and not owed, what is owed and not shown, what is shown twice."""
    shown = list(shown)
    there, wanted = set(shown), set(due)
    twice = [one for one, n in Counter(one[:3] for one in shown).items() if n > 1]
    return [
        *(f"nobody owes: {one}" for one in sorted(there - wanted, key=str)),
        *(f"not shown: {one}" for one in sorted(wanted - there, key=str)),
        *(f"shown twice: {one}" for one in twice),
    ]
