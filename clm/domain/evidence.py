"""THE REQUIREMENTS of the customer relationship process, one row each: proof and gaps (A2.1).

What there is was gathered before (`services.evidence`); a function of each requirement says what
proves it, and what is missing. The sentences are messages: they are put into words by `render`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.fullness import CHANNELS
from clm.domain.periods import months_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clm.domain.definition import Definition
    from clm.domain.policy import Policy


class Served(NamedTuple):
    """A customer who is served: active, and a booking counts.

    `lacks` are fields of the customer database (A2.3); `contacts` and `roles` how many are known,
    `manager` who acts for them and whether that is a colleague who is active. `review_due` is when
    the next review is, `actions` what of the last one is open and overdue.
    """

    id: str
    lacks: tuple[str, ...] = ()
    contacts: int = 0
    users: int = 0
    manager: str | None = None
    manager_is_active: bool = True
    booked_on: date | None = None
    review_due: date | None = None


class Reviewed(NamedTuple):
    """A service review: of whom, when it was held, by when it is to be signed off."""

    id: str
    held_on: date | None
    sign_by: date | None
    overdue_actions: tuple[str, ...] = ()


class Complained(NamedTuple):
    """A complaint: when it came, whether it is open, when its next deadline is, its severity."""

    id: str
    on: date
    is_open: bool
    due: date | None = None
    was_escalated: bool = False


class Asked(NamedTuple):
    """A survey: when it began to ask, how many were asked and answered, how they were chosen."""

    id: str
    on: date | None
    closed_on: date | None = None
    invited: int = 0
    answers: int = 0
    is_sample: bool = False
    conclusions: bool = False


class Kept(NamedTuple):
    """A record that was kept, or a report that was made: which, and when."""

    id: str
    on: date


class Gathered(NamedTuple):
    """Everything that requirements are judged by, on a day."""

    today: date
    policy: Policy
    customers: Sequence[Served] = ()
    definitions: Sequence[Definition] = ()
    reviews: Sequence[Reviewed] = ()
    complaints: Sequence[Complained] = ()
    complaint_actions: Sequence[str] = ()
    """Overdue actions that came of complaints."""
    complaint_reviews: Sequence[Kept] = ()
    surveys: Sequence[Asked] = ()
    follow_ups: Sequence[str] = ()
    """Overdue tasks that unhappy answers opened."""
    satisfaction_reports: Sequence[Kept] = ()
    reports: Sequence[Kept] = ()
    """Specified reports that were made."""
    late_reports: Sequence[str] = ()
    agreements: int = 0
    """How many agreements on the services hold on the day."""
    targets_met: int = 0
    targets: int = 0
    """How many of their targets were met or missed in the last year."""
    specified: int = 0
    """How many reports are specified."""


class Evidence(NamedTuple):
    """What proves a requirement: so many of what, where they lie, and the last one's day."""

    what: str
    n: int
    files: str
    last: date | None = None


class Gap(NamedTuple):
    """What is missing, which records it is about, and what to type."""

    what: str
    refs: tuple[str, ...] = ()
    hint: str = ""


class Judged(NamedTuple):
    """One requirement with its evidence and its gaps; without a gap it is met."""

    id: str
    sentence: str
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]


CUSTOMERS: Final = "customers/*/c-*.yaml"
REQUESTS: Final = "customers/*/c-*.requests.yaml"
SERVICES: Final = "customers/*/c-*.service.yaml"


def _defined(facts: Gathered, slug: str) -> Iterator[Evidence | Gap]:
    """A2.5: how it is done is defined, and the definition was looked at in time."""
    path = f"processes/{slug}.yaml"
    for one in facts.definitions:
        if one.id == slug:
            yield Evidence("definition, to be looked at by", 1, path, one.review_on)
            if one.review_on < facts.today:
                yield Gap("the review of the definition is overdue", (slug,), f"clm edit {path}")
            return
    yield Gap("it is not defined how this is done", (slug,), f"write {path}")


def _lacking(facts: Gathered, what: str, fields: Iterable[str]) -> Iterator[Gap]:
    wanted = set(fields)
    refs = tuple(one.id for one in facts.customers if wanted.intersection(one.lacks))
    if refs:
        yield Gap(what, refs, "clm check --strict")


def _newest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def identified(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.1."""
    last = _newest(one.booked_on for one in facts.customers)
    yield Evidence("customers served", len(facts.customers), CUSTOMERS, last)
    yield from _defined(facts, "customer-database")
    yield from _lacking(facts, "customers without a contact who can be reached", ["contacts"])
    yield from _lacking(facts, "customers whose services are not named", ["services"])


def designated(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.2."""
    managers = {one.manager for one in facts.customers if one.manager}
    yield Evidence("account managers", len(managers), "team/*.yaml")
    yield from _lacking(facts, "customers without an account manager", ["account_manager"])
    gone = tuple(one.id for one in facts.customers if one.manager and not one.manager_is_active)
    if gone:
        hint = "clm assign REF HANDLE --role account-manager"
        yield Gap("customers whose account manager is not active", gone, hint)


def reachable(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.3."""
    full = [one for one in facts.customers if not set(CHANNELS).intersection(one.lacks)]
    yield Evidence("customers with every channel", len(full), CUSTOMERS)
    for channel in CHANNELS:
        yield from _lacking(facts, f"customers without a channel for: {channel}", [channel])


def reviewed(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.4."""
    held = [one for one in facts.reviews if one.held_on]
    last = _newest(one.held_on for one in held)
    yield Evidence("service reviews held", len(held), SERVICES, last)
    coming = [one for one in facts.customers if one.review_due]
    nearest = min((one.review_due for one in coming if one.review_due), default=None)
    yield Evidence("customers with a next review, the nearest on", len(coming), SERVICES, nearest)
    yield from _defined(facts, "service-review")
    late = tuple(one.id for one in coming if one.review_due and one.review_due < facts.today)
    if late:
        yield Gap("service reviews are overdue", late, "clm review due")
    unsigned = tuple(one.id for one in facts.reviews if one.sign_by and one.sign_by < facts.today)
    if unsigned:
        hint = "clm review close RV --signed-off-by WHO"
        yield Gap("service reviews held, and not signed off in time", unsigned, hint)
    actions = tuple(task for one in facts.reviews for task in one.overdue_actions)
    if actions:
        yield Gap("actions of service reviews are overdue", actions, "clm task list")


def complained(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.5."""
    last = _newest(one.on for one in facts.complaints)
    yield Evidence("complaints recorded", len(facts.complaints), SERVICES, last)
    closed = sum(not one.is_open for one in facts.complaints)
    yield Evidence("complaints brought to their end", closed, SERVICES)
    yield from _defined(facts, "complaints")
    late = tuple(
        one.id for one in facts.complaints if one.is_open and one.due and one.due < facts.today
    )
    if late:
        yield Gap("complaints are past a deadline", late, "clm complaint list")
    if facts.complaint_actions:
        actions = tuple(facts.complaint_actions)
        yield Gap("actions from complaints are overdue", actions, "clm complaint actions")
    yield from _complaints_reviewed(facts)


def _complaints_reviewed(facts: Gathered) -> Iterator[Evidence | Gap]:
    """A2.22: all complaints are reviewed in the interval; before the first there is nothing to."""
    last = _newest(one.on for one in facts.complaint_reviews)
    yield Evidence(
        "reviews of all complaints", len(facts.complaint_reviews), "reports/*.yaml", last
    )
    since = last or min((one.on for one in facts.complaints), default=None)
    interval = timedelta(days=facts.policy.complaint_review_days)
    if since and facts.today > since + interval:
        hint = "clm complaint review --period PERIOD -m CONCLUSIONS"
        yield Gap("the review of all complaints is overdue", (), hint)


def satisfied(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.6."""
    last = _newest(one.on for one in facts.surveys)
    yield Evidence("surveys", len(facts.surveys), "surveys/*.yaml", last)
    answers = sum(one.answers for one in facts.surveys)
    yield Evidence("answers", answers, "surveys/*.yaml")
    yield from _defined(facts, "satisfaction")
    if last is None or months_after(last, facts.policy.survey_months) < facts.today:
        yield Gap("no survey was made in the interval", (), "clm survey plan TITLE --question nps")
    if facts.follow_ups:
        follow_ups = tuple(facts.follow_ups)
        yield Gap("unhappy customers were not contacted in time", follow_ups, "clm task list")


def parties(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: customers, users and other interested parties are documented."""
    contacts = sum(one.contacts for one in facts.customers)
    yield Evidence("contacts of customers", contacts, CUSTOMERS)
    users = sum(one.users for one in facts.customers)
    yield Evidence("of these users of the services", users, CUSTOMERS)
    yield from _lacking(facts, "customers none of whose contacts has a role", ["role"])


def performance(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: trends and outcomes are reviewed at planned intervals."""
    yield Evidence("agreements in force", facts.agreements, "slas/*.yaml")
    yield Evidence("targets that were due in the last year", facts.targets, REQUESTS)
    yield Evidence("of these met", facts.targets_met, REQUESTS)
    if not facts.agreements:
        yield Gap("no agreement on the services is in force", (), "clm sla add default")
    last = _newest(one.on for one in facts.reports)
    yield Evidence("reports made as specified", len(facts.reports), "runs/*", last)
    if not facts.specified:
        hint = "clm edit clm.yaml, below reports: (docs/settings.md has an example)"
        yield Gap("no report on the services is specified", (), hint)
    if facts.late_reports:
        late = tuple(facts.late_reports)
        yield Gap("specified reports were not made", late, "clm report run --due")


def sampled(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: satisfaction is measured on a sample, analysed and reported."""
    samples = [one for one in facts.surveys if one.is_sample]
    last = _newest(one.on for one in samples)
    yield Evidence("surveys with a representative sample", len(samples), "surveys/*.yaml", last)
    kept = facts.satisfaction_reports
    on = _newest(one.on for one in kept)
    yield Evidence("satisfaction reports", len(kept), "reports/*.yaml", on)
    if last is None:
        yield Gap("no survey asks a representative sample", (), "clm survey plan --sample")
    if on is None or months_after(on, facts.policy.survey_months) < facts.today:
        hint = "clm report satisfaction --period PERIOD --save -m CONCLUSIONS"
        yield Gap("satisfaction was not reported in the interval", (), hint)


def escalated(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: complaints are reported, and can be escalated."""
    reports = facts.complaint_reviews
    on = _newest(one.on for one in reports)
    yield Evidence("reviews of all complaints", len(reports), "reports/*.yaml", on)
    count = sum(one.was_escalated for one in facts.complaints)
    yield Evidence("complaints that were escalated", count, SERVICES)
    known = {one.id: one for one in facts.definitions}
    defined = known.get("complaints")
    if defined is None or "notice-escalation" not in defined.templates:
        hint = "processes/complaints.yaml names the template notice-escalation"
        yield Gap("no way of escalation is defined", (), hint)


class Requirement(NamedTuple):
    """One row: the requirement's number and sentence, and what judges it."""

    id: str
    sentence: str
    judge: Callable[[Gathered], Iterator[Evidence | Gap]]


REQUIREMENTS: Final[tuple[Requirement, ...]] = (
    Requirement("PR7.1", "Customers of the services are identified.", identified),
    Requirement("PR7.2", "Each customer has a designated contact here.", designated),
    Requirement(
        "PR7.3", "There are channels with customers to order, escalate and complain.", reachable
    ),
    Requirement("PR7.4", "Service reviews are held at planned intervals.", reviewed),
    Requirement("PR7.5", "Complaints are handled in a consistent way.", complained),
    Requirement("PR7.6", "Customer satisfaction is managed.", satisfied),
    Requirement(
        "ISO 8.3.2 a", "Customers, users and other interested parties are documented.", parties
    ),
    Requirement(
        "ISO 8.3.2 b", "Trends and outcomes are reviewed at planned intervals.", performance
    ),
    Requirement(
        "ISO 8.3.2 c",
        "Satisfaction is measured on a representative sample, analysed and reported.",
        sampled,
    ),
    Requirement(
        "ISO 8.3.2 d", "Complaints are recorded, ended and reported; they can be escalated.",
        escalated,
    ),
)  # fmt: skip
"""FitSM-1 PR7 and ISO/IEC 20000-1:2018, 8.3.2."""


def judged(facts: Gathered) -> list[Judged]:
    """Every requirement with its evidence and its gaps."""
    made = []
    for row in REQUIREMENTS:
        found = list(row.judge(facts))
        evidence = tuple(one for one in found if isinstance(one, Evidence))
        gaps = tuple(one for one in found if isinstance(one, Gap))
        made.append(Judged(row.id, row.sentence, evidence, gaps))
    return made
