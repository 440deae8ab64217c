"""Every number of the process, with the sentence it comes from; `clm.yaml` overrides it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Handle, Language

Threshold = Annotated[int, msgspec.Meta(ge=1, le=3660)]
"""A number of days, hours or tasks that a team may set: ten years at most."""


class Policy(Record, frozen=True, kw_only=True):
    """The thresholds of the process. Days are calendar days unless the name says working days."""

    no_show_days: Threshold = 56
    """L7: no first task 8 weeks after the first booking."""
    trial_hours: Threshold = 5
    """L2: the "5er Schnupperpaket"."""
    usual_window: Threshold = 5
    """L12: how many earlier orders make the usual package (own choice)."""
    small_hours: Threshold = 10
    """L11: a small customer books at most this many hours (own choice)."""
    small_tasks: Threshold = 1
    """L11: … and has at most this many active tasks (own choice)."""
    first_check_working_days: Threshold = 3
    """A1.15: "Bei Neukunden kannst du 1-3 Werktage warten"."""
    assign_vpa_days: Threshold = 7
    """A1.11: "spätestens [innerhalb] von 7 Tagen"."""
    assign_vpa_warn_days: Threshold = 4
    """A1.11: warn before the seven days are over (own choice)."""
    prio_reminder_days: Threshold = 21
    """A1.19: where a prio reminder is set when nobody says otherwise."""
    prio_min_days: Threshold = 14
    """A1.19: "prüfe alle 2-4 Wochen"; a nearer date warns."""
    prio_max_days: Threshold = 28
    """A1.19: "prüfe alle 2-4 Wochen"; a later date is refused."""
    colleague_lead_days: Threshold = 21
    """A1.29: "Prüfe diesen Reiter alle paar Wochen" (own choice)."""
    until_max_days: Threshold = 366
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
