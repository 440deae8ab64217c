"""A quarter of a team at work, day by day, by the services behind the commands.

Only the tree of the first day is written as files (`quarter_start`). The seed decides everything,
the ids too.
"""

from __future__ import annotations

import random
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.absences import NewAbsence
from clm.domain.casefile import FILES, Note, TemplateUse
from clm.domain.changes import Add, Target
from clm.domain.cover import Stand
from clm.domain.deadlines import asked
from clm.domain.decisions import Decision
from clm.domain.tasks import NewTask
from clm.services import (
    absences,
    acts,
    appointing,
    assigning,
    customers,
    done,
    leads,
    noting,
    setting,
    tasks,
)
from clm.services.acting import Who, on_customers
from clm.services.refs import Found
from clm.services.worklist import covering
from clm.services.workspace import Workspace
from tests.e2e.quarter_start import (
    ADMINS,
    AT_FIRST,
    DAY,
    FIRST,
    HOLIDAYS,
    LEAVES,
    VPAS,
    first_tree,
    fresh_id,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.domain.values import Class
    from clm.store.answers import AskRow, EntryRow
    from tests.world import Repository

LAST: Final = date(2026, 11, 27)
BEFORE: Final = "2026-08-28T15:00:00Z"
"""When the first tree was committed."""

CUSTOMERS: Final = 300
CHECKS: Final = frozenset({"first-check", "second-check", "third-check", "watch", "colleague-lead"})


class Away(NamedTuple):
    """An absence, and the day on which it becomes known."""

    known: date
    who: str
    first: date
    last: date | None
    replacement: str | None


ABSENCES: Final = (
    Away(date(2026, 9, 1), "jana", date(2026, 9, 7), date(2026, 9, 20), "tom"),
    Away(date(2026, 9, 15), "luis", date(2026, 9, 21), date(2026, 9, 23), None),
    Away(date(2026, 10, 5), "mia", date(2026, 10, 5), date(2026, 10, 9), None),
    Away(date(2026, 10, 1), "isabel", date(2026, 10, 12), date(2026, 10, 23), "petra"),
    Away(date(2026, 10, 13), "tom", date(2026, 10, 15), date(2026, 10, 19), "paul"),
    Away(date(2026, 11, 3), "paul", date(2026, 11, 3), None, "omar"),
    Away(date(2026, 11, 10), "omar", date(2026, 11, 11), date(2026, 11, 11), "jana"),
)
BACK: Final = (date(2026, 11, 16), "paul", date(2026, 11, 15))
"""An absence with an open end is ended: known on, whose, its last day."""


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


class Quarter:
    """The team's repository, and what happens in it."""

    def __init__(self, repo: Repository, seed: int) -> None:
        self.repo = repo
        self.random = random.Random(seed)
        self.asking = random.Random(seed + 1)
        self.opened = 0
        self.names = 0

    @contextmanager
    def at(self, day: date) -> Iterator[Workspace]:
        """The folder, opened as a command opens it."""
        workspace = Workspace(self.repo.root, today=day)
        try:
            yield workspace
        finally:
            workspace.close()

    def days(self) -> Iterator[date]:
        """Each day but Sundays, after what happened on it."""
        first_tree(self.repo, self.random)
        day = FIRST
        while day <= LAST:
            if works(day):
                self.morning(day)
                self.afternoon(day)
            elif day.weekday() == 5 and self.sometimes(0.5):
                self.work(day, self.random.choice(("jana", "omar")))
            if day.weekday() != 6:
                yield day
            day += DAY

    def sometimes(self, share: float) -> bool:
        return self.random.random() < share

    # what customers and the calendar bring

    def morning(self, day: date) -> None:
        """Leads come, customers book and post tasks, people go away and come back."""
        chance = self.random
        if self.names < CUSTOMERS - AT_FIRST and self.sometimes(0.5):
            self.register(day)
        for _ in range(chance.choice((0, 1, 1))):
            self.book(day)
        if self.sometimes(0.6):
            self.post(day)
        if self.sometimes(0.12):
            self.cancel(day)
        if day.weekday() in {1, 3}:
            self.distribute(day)
        for plan in ABSENCES:
            if plan.known == day:
                stands = (Stand(plan.replacement),) if plan.replacement else ()
                new = NewAbsence(plan.first, plan.last, stands)
                with self.at(day) as workspace:
                    absences.add(workspace, plan.who, new, Who(plan.who), dry_run=False)
        if day == BACK[0]:
            with self.at(day) as workspace:
                (item,) = absences.listed(workspace, BACK[1], past=False)
                absences.end(workspace, item["id"], BACK[2], Who(BACK[1]), dry_run=False)

    def register(self, day: date) -> None:
        """A new lead; of some a talk by phone is known."""
        name = name_of(AT_FIRST + self.names)
        self.names += 1
        with self.at(day) as workspace:
            draft = customers.Draft(name, registered_on=day, source="website")
            ref = customers.add(workspace, draft, Who("luis")).changed[0]
        if self.sometimes(0.3):
            words = [f"appointment.at={day + 3 * DAY}", "appointment.channel=phone"]
            with self.at(day) as workspace:
                setting.set_fields(workspace, ref, words, Who("luis"))

    def distribute(self, day: date) -> None:
        """The lead distributor gives everybody who waits a person."""
        with self.at(day) as workspace:
            if leads.listed(workspace, everything=False):
                distributor = workspace.effective(None)
                assert distributor is not None
                leads.distribute(workspace, Who(distributor), dry_run=False)

    def book(self, day: date) -> None:
        """Somebody books; after the trial often a large package, sometimes two at once."""
        chance = self.random
        with self.at(day) as workspace:
            rows = [r for r in workspace.index.customers() if r["list"]]
            new = [r for r in rows if r["bookings"] == 1 and r["usual_hours"] is None]
            row = chance.choice(new if new and self.sometimes(0.3) else rows)
            hours = 5 if row["bookings"] == 0 and self.sometimes(0.7) else chance.choice((10, 20))
            if row["bookings"] == 1 and self.sometimes(0.6):
                hours = 50
            order = fresh_id(self.random, "o") if self.sometimes(0.15) else None
            entered = customers.Order(hours=Decimal(hours), order=order)
            customers.book(workspace, row["id"], entered, Who("luis"))
        if order and hours != 5:
            with self.at(day) as workspace:
                customers.book(workspace, row["id"], entered, Who("luis"))

    def cancel(self, day: date) -> None:
        """A customer withdraws the newest booking."""
        since = (day - 14 * DAY).isoformat()
        with self.at(day) as workspace:
            rows = [r for r in workspace.index.customers() if (r["last_booked_on"] or "") > since]
            if rows:
                ref = self.random.choice(rows)["id"]
                newest = max(workspace.customer(ref).bookings, key=lambda one: one.booked_on)
                words = [f"bookings.{newest.id}.status=cancelled",
                         f"bookings.{newest.id}.cancelled_on={day}"]  # fmt: skip
                setting.set_fields(workspace, ref, words, Who("luis"))

    def post(self, day: date) -> None:
        """A customer posts a task, or one that is there gets done."""
        with self.at(day) as workspace:
            if self.sometimes(0.35):
                open_ones = [t for _, t in workspace.posted_tasks() if t.status == "forwarded"]
                if open_ones:
                    task = self.random.choice(open_ones)
                    tasks.move(
                        workspace, task.id, "done" if self.sometimes(0.5) else "cancelled",
                        Who("jana"), why=None, dry_run=False,
                    )  # fmt: skip
                return
            rows = [r for r in workspace.index.customers() if r["list"]]
            wanted = [r for r in rows if r["list"] == "first"] if self.sometimes(0.5) else rows
            vpa = self.random.choice(VPAS) if self.sometimes(0.1) else None
            posted = day if self.sometimes(0.8) else day - self.random.randint(1, 6) * DAY
            new = NewTask("Termine", posted_at=f"{posted}T07:30:00Z", vpa=vpa)
            ref = self.random.choice(wanted or rows)["id"]
            tasks.add(workspace, ref, new, Who("luis"), why=None, dry_run=False)

    # what the team does

    def afternoon(self, day: date) -> None:
        """People work through their lists, most before the deadline; and do this and that."""
        share = 0.4 if day.weekday() in {3, 4} else 0.1
        for handle in (*ADMINS, "isabel", "petra"):
            if self.sometimes(share):
                self.work(day, handle)
        for act in (self.prio, self.watch, self.note, self.remind, self.classify, self.hand_over):
            if self.sometimes(0.1):
                act(day)
        if self.sometimes(0.1):
            self.on_behalf(day)
        self.ask(day)

    def there(self, workspace: Workspace) -> list[str]:
        """The admins who are at work."""
        team, day = workspace.team, workspace.today
        return [h for h in ADMINS if h in team and workspace.roster.is_present(h, day)]

    def work(self, day: date, handle: str) -> None:
        """Most of what stands in a person's list is done, each kind by its command."""
        with self.at(day) as workspace:
            if not workspace.roster.is_present(handle, day):
                return
            rows = workspace.entries(list(covering(workspace, handle)))
        left = [row for row in rows if not self.sometimes(0.2)]
        who, kinds = Who(handle), {row.rule for row in left}
        if "make-prio" in kinds:
            refs = _refs(left, {"make-prio"})
            with self.at(day) as workspace:
                acts.prio(workspace, refs, who, None, by_rule="trial-to-large")
        if kinds & CHECKS:
            until = day + self.random.randint(1, 9) * DAY if self.sometimes(0.1) else None
            with self.at(day) as workspace:
                acts.seen(workspace, _refs(left, CHECKS), who, until=until)
        if "assign-vpa" in kinds:
            refs, vpa = _refs(left, {"assign-vpa"}), self.random.choice(VPAS)
            with self.at(day) as workspace:
                assigning.assign_vpa(
                    workspace, refs, vpa, who, reason=None, why=None, dry_run=False
                )
        if "reminder" in kinds:
            self.end_reminders(day, who, left)
        if "prio-without-reminder" in kinds:
            refs = _refs(left, {"prio-without-reminder"})
            with self.at(day) as workspace:
                acts.remind(workspace, refs, day + 21 * DAY, who)

    def end_reminders(self, day: date, who: Who, rows: Sequence[EntryRow]) -> None:
        """A prio customer gets the next reminder, but for one in five."""
        ends = {row.customer: row.trigger for row in rows if row.rule == "reminder"}
        with self.at(day) as workspace:
            found = [Found(ref, item) for ref, item in ends.items()]
            prio = done.wanting_next(workspace, found)
            follows = {ref: day + 21 * DAY for ref in prio if not self.sometimes(0.2)}
            done.done(workspace, found, who, follows)

    def _some(self, workspace: Workspace, handle: str) -> str | None:
        """A customer who is that person's."""
        rows = [r for r in workspace.index.customers(None, [handle]) if r["list"]]
        return self.random.choice(rows)["id"] if rows else None

    def _acting(self, workspace: Workspace) -> tuple[str, str | None]:
        handle = self.random.choice(self.there(workspace))
        return handle, self._some(workspace, handle)

    def prio(self, day: date) -> None:
        """A customer becomes prio, or is no longer."""
        with self.at(day) as workspace:
            handle, ref = self._acting(workspace)
            if ref and self.sometimes(0.75):
                acts.prio(workspace, [ref], Who(handle), "wächst")
            elif marked := [r["id"] for r in workspace.index.customers() if r["prio"]]:
                ref = self.random.choice(marked)
                acts.prio(workspace, [ref], Who(handle), "ruhig geworden", off=True)

    def watch(self, day: date) -> None:
        """A customer comes onto the watchlist, or one is taken off."""
        with self.at(day) as workspace:
            handle, ref = self._acting(workspace)
            watched = [r["id"] for r in workspace.index.customers("watchlist")]
            if watched and self.sometimes(0.4):
                ref = self.random.choice(watched)
                acts.watch(workspace, [ref], Who(handle), None, "läuft", off=True, dry_run=False)
            elif ref:
                acts.watch(
                    workspace, [ref], Who(handle), "close-eye", "neu", off=False, dry_run=False
                )

    def note(self, day: date) -> None:
        """Somebody talked to a customer, often to one who is watched."""
        with self.at(day) as workspace:
            handle, ref = self._acting(workspace)
            watched = [r["id"] for r in workspace.index.customers("watchlist")]
            ref = self.random.choice(watched) if watched and self.sometimes(0.7) else ref
            if ref:
                said = noting.Typed("Gesprochen.", kind="call")
                file = noting.Wish(self.random.choice(FILES))
                noting.note(workspace, ref, said, file, Who(handle), date.fromisoformat)

    def remind(self, day: date) -> None:
        """A reminder, on weekends and holidays too; now and then for a colleague."""
        with self.at(day) as workspace:
            handle, ref = self._acting(workspace)
            on = day + self.random.randint(3, 27) * DAY
            for_ = self.random.choice(self.there(workspace)) if self.sometimes(0.3) else None
            if ref:
                acts.remind(workspace, [ref], on, Who(handle), for_=for_)

    def classify(self, day: date) -> None:
        """A customer's class changes."""
        with self.at(day) as workspace:
            handle, ref = self._acting(workspace)
            classes: tuple[Class, ...] = ("A", "B", "C", "none")
            if ref:
                value = self.random.choice(classes)
                why = "wie er bucht"
                acts.classify(workspace, [ref], value, Who(handle), why=why, dry_run=False)

    def hand_over(self, day: date) -> None:
        """Some customers get another owner, first those of somebody who has left."""
        with self.at(day) as workspace:
            rows = [r for r in workspace.index.customers(None, [LEAVES]) if r["list"]]
            gone = LEAVES not in workspace.team
            refs = [r["id"] for r in rows][:8] if gone else [self._acting(workspace)[1]]
            named = [ref for ref in refs if ref]
            person = self.random.choice(self.there(workspace))
            if named:
                giving = appointing.Giving(person)
                appointing.assign(workspace, named, giving, Who("isabel"), force=True)

    def on_behalf(self, day: date) -> None:
        """Somebody does a colleague's checks, and says so."""
        with self.at(day) as workspace:
            handle = self.random.choice(self.there(workspace))
            rows = [r for r in workspace.entries(None) if r.rule in CHECKS]
            if rows:
                refs = [self.random.choice(rows).customer]
                acts.seen(workspace, refs, Who(handle, on_behalf=True))

    # what VPAs are asked, and answer

    def ask(self, day: date) -> None:
        """A VPA is asked for something, answers, or is asked again; some deadlines are ended."""
        chance = self.asking
        with self.at(day) as workspace:
            handle = chance.choice(self.there(workspace))
            served = [r for r in workspace.index.customers() if r["list"] and r["vpa"]]
            still_open = workspace.asks()
        if served and chance.random() < 0.3:
            row = chance.choice(served)
            self.chat(day, handle, row["id"], row["vpa"])
        for one in still_open:
            if chance.random() < 0.1:
                self.answer(day, one)
            elif one.state == "missed" and chance.random() < 0.15:
                self.chat(day, handle, one.customer, one.vpa, "second-reminder")
            elif one.state == "missed" and chance.random() < 0.05:
                with self.at(day) as workspace:
                    done.done(workspace, [Found(one.customer, one.id)], Who(handle), {})

    def chat(self, day: date, handle: str, ref: str, vpa: str, template: str = "keep-file") -> None:
        """A text for a VPA with a deadline, as `clm chat --log` keeps it."""
        by = day + self.asking.randint(2, 9) * DAY

        def decide(dossier: Dossier, actor: Actor) -> Decision:
            used = TemplateUse(id=template, version="1")
            note = Note(id=actor.new_id("n"), at=actor.now, by=actor.handle, text="Bitte!",
                        template=used)  # fmt: skip
            entry = Add(Target("vpa-file", dossier.customer.id), ("notes",), note)
            return Decision((entry, asked(ref, actor, vpa, by, "Akte pflegen", note.id)))

        with self.at(day) as workspace:
            on_customers(workspace, "chat", [ref], Who(handle), decide)

    def answer(self, day: date, one: AskRow) -> None:
        """The VPA writes, or a colleague does for them."""
        by = self.asking.choice((one.vpa, "jana"))

        def decide(dossier: Dossier, actor: Actor) -> Decision:
            note = Note(id=actor.new_id("n"), at=actor.now, by=by, acting_as=one.vpa,
                        tags=("tools",), text="Erledigt.")  # fmt: skip
            return Decision((Add(Target("vpa-file", dossier.customer.id), ("notes",), note),))

        with self.at(day) as workspace:
            on_customers(workspace, "note", [one.customer], Who("jana"), decide)


def _refs(rows: Sequence[EntryRow], rules: frozenset[str] | set[str]) -> list[str]:
    return list(dict.fromkeys(row.customer for row in rows if row.rule in rules))
