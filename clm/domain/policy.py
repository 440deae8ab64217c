"""Every number of the process, with the sentence it comes from; `clm.yaml` overrides it."""

from __future__ import annotations

from datetime import date

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Handle, Language


class Policy(Record, frozen=True, kw_only=True):
    """The thresholds of the process. Days are calendar days unless the name says working days."""

    no_show_days: int = 56
    """L7: no first task 8 weeks after the first booking."""
    trial_hours: int = 5
    """L2: the "5er Schnupperpaket"."""
    usual_window: int = 5
    """L12: how many earlier orders make the usual package (own choice)."""
    small_hours: int = 10
    """L11: a small customer books at most this many hours (own choice)."""
    small_tasks: int = 1
    """L11: … and has at most this many active tasks (own choice)."""
    first_check_working_days: int = 3
    """A1.15: "Bei Neukunden kannst du 1-3 Werktage warten"."""
    assign_vpa_days: int = 7
    """A1.11: "spätestens [innerhalb] von 7 Tagen"."""
    assign_vpa_warn_days: int = 4
    """A1.11: warn before the seven days are over (own choice)."""
    prio_reminder_days: int = 21
    """A1.19: where a prio reminder is set when nobody says otherwise."""
    prio_min_days: int = 14
    """A1.19: "prüfe alle 2-4 Wochen"; a nearer date warns."""
    prio_max_days: int = 28
    """A1.19: "prüfe alle 2-4 Wochen"; a later date is refused."""
    colleague_lead_days: int = 21
    """A1.29: "Prüfe diesen Reiter alle paar Wochen" (own choice)."""
    until_max_days: int = 366
    """1.1.3: `seen --until` reaches at most a year ahead."""


class Example(Record, frozen=True, kw_only=True):
    """Marks an example folder that is read as of a pinned day."""

    today: date
    writable: bool = False


class Settings(Record, frozen=True, kw_only=True):
    """`clm.yaml`: what holds for the whole folder."""

    format: int
    name: str | None = None
    timezone: str = "Europe/Berlin"
    calendar: Handle | None = None
    language: Language | None = None
    template_languages: tuple[Language, ...] = ("de", "en")
    policy: Policy = msgspec.field(default_factory=Policy)
    checks_from: date | None = None
    example: Example | None = None
