"""Every number of the process, with the sentence it comes from; `clm.yaml` overrides it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.escalationpolicy import Escalating
from clm.domain.reportspec import ReportSpec
from clm.domain.values import Handle, Language, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.requestwords import Priority

Threshold = Annotated[int, msgspec.Meta(ge=1, le=3660)]
"""A number of days, months, hours or tasks that a team may set: ten years of days at most."""

GroupSize = Annotated[int, msgspec.Meta(ge=5, le=3660)]
"""A4.4: groups under five stay hidden: a team may ask for larger ones, never for smaller."""

Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]
"""An hour of the day by the team's clock."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


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
    week_deadline: Weekday = "fri"
    """L13: "spätestens am Freitag jeder Woche"; before a holiday the last working day."""
    inactive_days: Threshold = 90
    """L15: no active task, and none posted for so long (own choice)."""
    trial_to_large_hours: Threshold = 50
    """A1.21: "direkt nach dem 5er Schnupperpaket ein 50er oder 100er Paket"."""
    vpa_answer_working_days: Threshold = 5
    """A1.35: how long a VPA has to answer about an unusual package (own choice)."""
    vpa_asks: Threshold = 2
    """A1.35: after so many missed deadlines the CRM lead is told (own choice)."""
    urgent_hours: Threshold = 24
    """A1.13: a task due sooner is urgent for whoever is on shift (own choice)."""
    urgent_budget_hours: Threshold = 20
    """A1.13: "wie hoch das Budget ist": from so many hours on a task is urgent (own choice)."""
    urgent_budget_amount: Threshold = 500
    """A1.13: … or from this amount on, in the team's currency (own choice)."""
    praise_existing: Threshold = 2
    """A1.26: "mehrere Kunden … zu Bestandskunden": so many make a praise (own choice)."""
    praise_days: Threshold = 84
    """A1.26: "in regelmäßigen Abständen": praise again after twelve weeks (own choice)."""
    praise_again_days: Threshold = 28
    """A1.26: … and with a newly existing customer already after four weeks (own choice)."""
    nudge_hour: Hour = 9
    """A1.39: on the working day before the deadline who has open entries is nudged (own choice)."""
    report_hour: Hour = 18
    """A1.39: the report goes out in the evening of the deadline day (own choice)."""
    specified_report_hour: Hour = 8
    """A2.37: a specified report is due on the first working day after its period (own choice)."""
    misses_hour: Hour = 8
    """A1.39: the list of misses, on the next week's first working day (own choice)."""
    rebook_days: Threshold = 90
    """A1.41: within so many days the next booking counts as re-booked (own choice)."""
    vpa_recheck_days: Threshold = 21
    """A3.15: "Prüfe nach der Neuzuweisung nach einigen Wochen": three weeks (own choice)."""
    vpa_current_days: Threshold = 60
    """A3.15: a VPA's file is current while its VPA wrote within so many days (own choice)."""
    note_characters: Threshold = 600
    """A3.8: "kurz und knapp": a longer entry gets a hint (own choice)."""
    unnamed_days: Threshold = 28
    """A3.9: so far back commits of a shared account that name nobody are found (own choice)."""
    notice_days: Threshold = 7
    """A0.34: an older fact is an import or a replay, and nobody is told of it (own choice)."""
    record_working_days: Threshold = 1
    """A0.12: "on time": a request is recorded within so many working days (own choice)."""
    accept_working_hours: Threshold = 8
    """A0.20: after so many hours an unaccepted request is on the manager's list (own choice)."""
    handover_working_days: Threshold = 3
    """A0.22: "in time": so many working days ahead it is handed over (own choice)."""
    open_cover_working_days: Threshold = 10
    """A0.33: an absence with an open end is to be decided on after so many (own choice)."""
    missed_weeks: Threshold = 4
    """A1.39, A2.37: how many weeks, or periods of a report, back what was not run is found and
    named (own choice)."""
    far_due_days: Threshold = 365
    """A0.17: a task due so many days ahead is a slip more often than a plan (own choice)."""
    full_week_hours: Threshold = 40
    """A0.36: the hours a week that load is scaled to, and of who names no capacity (own choice)."""
    definition_review_months: Threshold = 12
    """A2.5: a process definition is looked at a year after it was written (own choice)."""
    review_plan_days: Threshold = 42
    """A2.32: a review planned so many days after its interval still keeps it (own choice)."""
    review_months_a: Threshold = 3
    """A2.32: an A customer has a service review each quarter (own choice)."""
    review_months_b: Threshold = 6
    """A2.32: … a B customer each half-year (own choice)."""
    review_months_c: Threshold = 12
    """A2.32: … a C customer each year (own choice)."""
    review_sign_working_days: Threshold = 10
    """A2.34: a review that was held is signed off within so many working days (own choice)."""
    review_ahead_working_days: Threshold = 10
    """A2.35: a planned review is in the list of who holds it so many working days ahead (own
    choice)."""
    complaint_acknowledge_working_days: Threshold = 1
    """A2.16: a complaint is acknowledged within so many working days (own choice)."""
    complaint_assess_working_days: Threshold = 3
    """A2.16: … assessed within so many (own choice)."""
    complaint_answer_working_days: Threshold = 10
    """A2.16: … answered within so many (own choice)."""
    complaint_update_working_days: Threshold = 5
    """A2.18: until it is answered, the complainant hears so often how it stands (own choice)."""
    complaint_close_working_days: Threshold = 20
    """A2.16: … and it is closed within so many (own choice)."""
    complaint_high_assess_working_days: Threshold = 2
    """A2.16: of high severity it is assessed within so many working days (own choice)."""
    complaint_high_answer_working_days: Threshold = 5
    """A2.16: … answered within so many (own choice)."""
    complaint_high_update_working_days: Threshold = 3
    """A2.18: … and the complainant hears so often how it stands (own choice)."""
    complaint_high_close_working_days: Threshold = 15
    """A2.16: … and closed within so many (own choice)."""
    complaint_critical_assess_working_days: Threshold = 1
    """A2.16: of critical severity it is assessed within so many working days (own choice)."""
    complaint_critical_answer_working_days: Threshold = 3
    """A2.16: … answered within so many (own choice)."""
    complaint_critical_update_working_days: Threshold = 1
    """A2.18: … and the complainant hears so often how it stands (own choice)."""
    complaint_critical_close_working_days: Threshold = 10
    """A2.16: … and closed within so many (own choice)."""
    complaint_long_ago_days: Threshold = 365
    """A2.15: a complaint received so many days ago is a slip more often than true (own choice)."""
    complaint_review_days: Threshold = 123
    """A2.22: all complaints are reviewed quarterly, each within a month after it (own choice)."""
    complaint_repeated: Threshold = 2
    """A2.22: so many complaints of one customer in a period are repeated ones (own choice)."""
    appraisal_first_days: Threshold = 90
    """A4.12: a first page of an appraisal tells the figures of so many days (own choice)."""
    plan_behind_percent: Threshold = 10
    """A4.12: a goal so many points of percent below its way is behind (own choice)."""
    survey_again_days: Threshold = 90
    """A2.25: "not asked again within N days": a customer is asked so seldom (own choice)."""
    survey_small_group: GroupSize = 5
    """A2.28, A4.4: groups with fewer answers are hidden in an anonymous survey and in the pulse;
    never fewer than five."""
    keep_performance_months: Threshold = 24
    """A4.2: a note on performance, behaviour or satisfaction is kept so long (own choice)."""
    escalation_working_days: Threshold = 1
    """A4.13: what a person escalates is to be resolved within so many working days (own choice)."""
    pulse_gap_days: Threshold = 28
    """A4.4: of two nearer pulses the difference tells what one person answered (own choice)."""
    keep_sick_months: Threshold = 24
    """A4.2: … a sick day (own choice)."""
    keep_tardiness_months: Threshold = 12
    """A4.2: … that somebody was late (own choice)."""
    unhappy_nps: Threshold = 6
    """A2.29: who would recommend us so little is asked why. A team may set it; who counts as a
    detractor it may not: `satisfaction.DETRACTOR` is what the NPS is defined by (A2.27)."""
    unhappy_csat: Threshold = 2
    """A2.29: … and who is so little satisfied."""
    follow_up_working_days: Threshold = 2
    """A2.29: by when the account manager contacts who is unhappy."""
    survey_event_days: Threshold = 14
    """A2.30: an event that is longer ago is not asked about any more (own choice)."""
    survey_months: Threshold = 12
    """PR7.6: customers are asked, and satisfaction is reported, at least so often (own choice)."""
    satisfaction_days: Threshold = 90
    """A1.41: satisfaction is that of the answers of so many days (own choice)."""
    satisfaction_trend: Threshold = 3
    """A2.31: a satisfaction report is compared with so many periods before (own choice)."""
    span_most: Threshold = 30
    """A4.5: "equipe de 15 a 30 funcionários": a manager with more heads is named."""
    span_least: Threshold = 15
    """A4.5: … and one with fewer."""
    team_days: Threshold = 14
    """A4.5: so many days ahead the team view tells who is away, and what nobody covers."""
    full_load: Threshold = 30
    """A4.5: so many open things fill a week of full hours; utilisation is told of it (own choice).
    """
    balance_percent: Threshold = 25
    """A4.6: who has so much percent more open than the average of those who could take it is
    overloaded (own choice)."""
    praise_log_days: Threshold = 28
    """A4.6: so far back the team view tells the praise log (own choice)."""
    churn_days: Threshold = 180
    """A4.10: "no booking for 180 d": who has not booked for so long has churned."""
    contact_gap_days: Threshold = 30
    """A4.8: nobody is written to again by an initiative within so many days, nor so soon after a
    survey asked them (own choice)."""
    converts_days: Threshold = 60
    """A4.10: a booking within so many days after they were written to counts (own choice)."""
    follow_up_late_days: Threshold = 14
    """A4.9: who could not be followed up for so many days is not any more (own choice)."""
    segment_most_percent: Threshold = 90
    """A4.7: a segment with more of the active customers is most likely a slip (own choice)."""


STARTER_TARGETS: Final[Mapping[Priority, tuple[str, str, str]]] = {
    "low": ("16h", "40h", "120h"), "normal": ("8h", "24h", "80h"), "high": ("2h", "8h", "24h"),
}  # fmt: skip
"""A2.2: what the agreement that a folder begins with promises, by priority: a first response, an
update, the solution within so much working time (own choice). No settings: once it is made, the
agreement's own file is what holds."""
STARTER_REVIEW_DAYS: Final = 365
"""A2.2: … and when it is to be looked through: a year after it begins (own choice)."""

RequestField = Literal["need", "contacts", "services", "priority", "spoc", "solution"]
"""What the registration of a request can be asked for."""


class Complete(Record, frozen=True, kw_only=True):
    """Which fields make the registration of a request complete (A0.5)."""

    required: tuple[RequestField, ...] = ("need", "contacts", "spoc", "solution")
    """A request without one of these is an error of `clm check`."""
    recommended: tuple[RequestField, ...] = ("services", "priority")
    """… without one of these a warning."""


CustomerField = Literal[
    "contacts", "role", "ordering", "escalation", "complaint", "account_manager", "owner",
    "registered_on", "source", "language", "plz", "city", "company", "infos", "services",
    "demands", "wizard", "vpa",
]  # fmt: skip
"""What the master data of a customer can be asked for; `role` is that of a contact, and
`ordering`, `escalation` and `complaint` are channels of contacts."""


class CompleteCustomer(Record, frozen=True, kw_only=True):
    """Which fields make the master data of a customer complete (A0.5)."""

    required: tuple[CustomerField, ...] = ()
    """An active customer without one of these is an error of `clm check`."""
    recommended: tuple[CustomerField, ...] = ("contacts",)
    """… without one of these a warning of `clm check --strict`."""
    booked: tuple[CustomerField, ...] = (
        "role", "account_manager", "ordering", "escalation", "complaint", "services",
    )  # fmt: skip
    """… of whom a booking counts, these too (A2.3): a lead has not come so far."""


class Example(Record, frozen=True, kw_only=True):
    """Marks an example folder that is read as of a pinned day."""

    today: date
    """The folder is an example: it is always read as of this day, so that lists stay the same."""
    writable: bool = False
    """An example is only read, unless this is `true`."""


class LeadRule(Record, frozen=True, kw_only=True):
    """Who gets a lead (A1.4): the first rule that fits, the person chosen by the strategy."""

    when: Literal["phone-appointment", "any"]
    """Which leads it is for: `phone-appointment` (a talk by phone is arranged) or `any`."""
    role: Role
    """Whoever has this role may get them."""
    strategy: Literal["fewest-open", "round-robin"] = "fewest-open"
    """Who of them does: `fewest-open` (the fewest open leads) or `round-robin` (in turn)."""


class Leads(Record, frozen=True, kw_only=True):
    """How leads are distributed."""

    rules: tuple[LeadRule, ...] = (
        LeadRule(when="phone-appointment", role="sales"),
        LeadRule(when="any", role="admin"),
    )
    """Who gets a lead without a person (A1.4): the first rule that fits."""


class Notifying(Record, frozen=True, kw_only=True):
    """The one host that sends notices (A0.34)."""

    host: str | None = None
    """The one machine whose `clm notify send` sends notices, from the clone that sent first; unset,
    none does (A0.34)."""


class Settings(Record, frozen=True, kw_only=True):
    """`clm.yaml`: what holds for the whole folder."""

    format: int
    """The version of the data format, `1`; always needed."""
    name: str | None = None
    """What the team is called."""
    timezone: str = "Europe/Berlin"
    """The zone days and hours are counted in, by its IANA name."""
    calendar: Handle | None = None
    """The team's calendar, a file of `calendars/`; unset, Monday to Friday are worked."""
    language: Language | None = None
    """What `clm`, its notices and reports speak to who sets no language: `de`, `en` or `pt`."""
    template_languages: tuple[Language, ...] = ("de", "en")
    """The languages the team keeps its templates in; `clm template check` asks for each."""
    policy: Policy = msgspec.field(default_factory=Policy)
    """The thresholds that differ from the defaults below."""
    checks_from: date | None = None
    """Bookings before this day open no check and no automatic watch reason (A1.46)."""
    tags: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """The tags of case-file entries (A3.7), each with its other names, as `call: [telefonat]`."""
    vpa_sections: tuple[Handle, ...] = (
        "contact-habits", "recurring-tasks", "tools", "preferences", "contacts", "open-points",
    )  # fmt: skip
    """What a VPA's file has to tell (A3.19): a section is filled by an entry with its tag."""
    share: Handle | None = None
    """Only in what `clm share publish` writes: the VPA whose share the folder is."""
    notify: Notifying = msgspec.field(default_factory=Notifying)
    lead: Leads = msgspec.field(default_factory=Leads)
    request: Complete = msgspec.field(default_factory=Complete)
    customer: CompleteCustomer = msgspec.field(default_factory=CompleteCustomer)
    reports: dict[Handle, ReportSpec] = msgspec.field(default_factory=dict)
    """The reports that `clm report run --due` makes each period, by a name of their own (A2.37)."""
    escalation: Escalating = msgspec.field(default_factory=Escalating)
    example: Example | None = None
