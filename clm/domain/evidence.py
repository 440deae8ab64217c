"""THE REQUIREMENTS of the customer relationship process, one row each: proof and gaps (A2.1).

What there is was gathered before (`services.evidence`); a function of each requirement says what
proves it, and what is missing. The sentences are messages: they are put into words by `render`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.fullness import CHANNELS
from clm.domain.periods import months_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from clm.domain.customer import ContactChannel
    from clm.domain.evidencefacts import Gathered


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
    """One requirement with its evidence and its gaps.

    Without a gap it is met, but where there is `no_data` nothing has happened yet that could
    prove it.
    """

    id: str
    sentence: str
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    no_data: bool = False


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


def _lacking(facts: Gathered, what: str, fields: Iterable[str], hint: str) -> Iterator[Gap]:
    wanted = set(fields)
    refs = tuple(one.id for one in facts.customers if wanted.intersection(one.lacks))
    if refs:
        yield Gap(what, refs, hint)


_CONTACT: Final = "clm customer contact add REF NAME --role ROLE --email EMAIL"
_MANAGER: Final = "clm assign REF HANDLE --role account-manager"


def _newest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def identified(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.1."""
    last = _newest(one.booked_on for one in facts.customers)
    yield Evidence("customers served", len(facts.customers), CUSTOMERS, last)
    yield from _defined(facts, "customer-database")
    yield from _lacking(
        facts, "customers without a contact who can be reached", ["contacts"], _CONTACT
    )
    hint = "clm customer set REF services+=SERVICE"
    yield from _lacking(facts, "customers whose services are not named", ["services"], hint)


def designated(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.2."""
    managers = {one.manager for one in facts.customers if one.manager}
    yield Evidence("account managers", len(managers), "team/*.yaml")
    yield from _lacking(
        facts, "customers without an account manager", ["account_manager"], _MANAGER
    )
    gone = tuple(one.id for one in facts.customers if one.manager and not one.manager_is_active)
    if gone:
        yield Gap("customers whose account manager is not active", gone, _MANAGER)


def reachable(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.3."""
    full = [one for one in facts.customers if not set(CHANNELS).intersection(one.lacks)]
    yield Evidence("customers with every channel", len(full), CUSTOMERS)
    for channel in CHANNELS:
        hint = f"clm customer contact edit REF WHO --channel {channel}"
        yield from _lacking(facts, _WITHOUT[channel], [channel], hint)


_WITHOUT: Final[Mapping[ContactChannel, str]] = {
    "ordering": "customers without a channel to order",
    "escalation": "customers without a channel to escalate",
    "complaint": "customers without a channel to complain",
}


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
    yield from _complaints_late(facts)
    if facts.complaint_actions:
        actions = tuple(facts.complaint_actions)
        yield Gap("actions from complaints are overdue", actions, "clm complaint actions")
    yield from _complaints_reviewed(facts)


def _complaints_late(facts: Gathered) -> Iterator[Gap]:
    """A2.16: the next milestone of each that is open lies ahead."""
    late = tuple(
        one.id for one in facts.complaints if one.is_open and one.due and one.due < facts.today
    )
    if late:
        yield Gap("complaints are past a deadline", late, "clm complaint list --overdue")


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


_TASK: Final = "clm task add REF TITLE, its id as follow_up of the answer: clm edit SURVEY"


def satisfied(facts: Gathered) -> Iterator[Evidence | Gap]:
    """PR7.6."""
    last = _newest(one.on for one in facts.surveys)
    yield Evidence("surveys", len(facts.surveys), "surveys/*.yaml", last)
    answers = sum(one.answers for one in facts.surveys)
    yield Evidence("answers", answers, "surveys/*.yaml")
    yield from _defined(facts, "satisfaction")
    if last is None or months_after(last, facts.policy.survey_months) < facts.today:
        yield Gap("no survey was made in the interval", (), "clm survey plan TITLE --question nps")
    silent = tuple(one.id for one in facts.surveys if one.closed_on and not one.conclusions)
    if silent:
        yield Gap("surveys were closed without conclusions", silent, "clm edit SURVEY")
    if facts.not_followed_up:
        unhappy = tuple(facts.not_followed_up)
        yield Gap("nobody is to contact unhappy customers", unhappy, _TASK)
    if facts.follow_ups:
        follow_ups = tuple(facts.follow_ups)
        yield Gap("unhappy customers were not contacted in time", follow_ups, "clm task list")


_ROLE: Final = "clm customer contact edit REF WHO --role ROLE"


def parties(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: customers, users and other interested parties are documented."""
    contacts = sum(one.contacts for one in facts.customers)
    yield Evidence("contacts of customers", contacts, CUSTOMERS)
    users = sum(one.users for one in facts.customers)
    yield Evidence("of these users of the services", users, CUSTOMERS)
    yield from _lacking(facts, "customers none of whose contacts has a role", ["role"], _ROLE)


def performance(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: trends and outcomes are reviewed at planned intervals."""
    yield Evidence("agreements in force", facts.agreements, "slas/*.yaml")
    yield Evidence("targets that were due in the last year", facts.targets, REQUESTS)
    yield Evidence("of these met", facts.targets_met, REQUESTS)
    if facts.unnoticed:
        refs = tuple(facts.unnoticed)
        yield Gap(
            "targets were missed and the customer was not told", refs, "clm sla notice REF -m TEXT"
        )
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


_SAMPLE: Final = "clm survey plan TITLE --question nps --stratify class --size N"


def sampled(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: satisfaction is measured on a sample, analysed and reported."""
    samples = [one for one in facts.surveys if one.is_sample]
    last = _newest(one.on for one in samples)
    yield Evidence("surveys with a representative sample", len(samples), "surveys/*.yaml", last)
    kept = facts.satisfaction_reports
    on = _newest(one.on for one in kept)
    yield Evidence("satisfaction reports", len(kept), "reports/*.yaml", on)
    if last is None:
        yield Gap("no survey asks a representative sample", (), _SAMPLE)
    if on is None or months_after(on, facts.policy.survey_months) < facts.today:
        hint = "clm report satisfaction --period PERIOD --save -m CONCLUSIONS"
        yield Gap("satisfaction was not reported in the interval", (), hint)


def escalated(facts: Gathered) -> Iterator[Evidence | Gap]:
    """ISO/IEC 20000-1, 8.3.2: complaints are reported, and can be escalated."""
    yield from _complaints_reviewed(facts)
    yield from _complaints_late(facts)
    count = sum(one.was_escalated for one in facts.complaints)
    yield Evidence("complaints that were escalated", count, SERVICES)
    known = {one.id: one for one in facts.definitions}
    defined = known.get("complaints")
    if defined is None or "notice-escalation" not in defined.templates:
        hint = "processes/complaints.yaml names the template notice-escalation"
        yield Gap("no way of escalation is defined", (), hint)


class Requirement(NamedTuple):
    """One row: the requirement's number and sentence, what judges it, and what it needs.

    Without one of each evidence that it `needs` nothing is proved: there is no data.
    """

    id: str
    sentence: str
    judge: Callable[[Gathered], Iterator[Evidence | Gap]]
    needs: tuple[str, ...]


REQUIREMENTS: Final[tuple[Requirement, ...]] = (
    Requirement(
        "PR7.1", "Customers of the services are identified.", identified, ("customers served",)
    ),
    Requirement(
        "PR7.2", "Each customer has a designated contact here.", designated, ("account managers",)
    ),
    Requirement(
        "PR7.3",
        "There are channels with customers to order, escalate and complain.",
        reachable,
        ("customers with every channel",),
    ),
    Requirement(
        "PR7.4",
        "Service reviews are held at planned intervals.",
        reviewed,
        ("service reviews held",),
    ),
    Requirement(
        "PR7.5",
        "Complaints are handled in a consistent way.",
        complained,
        ("complaints recorded",),
    ),
    Requirement("PR7.6", "Customer satisfaction is managed.", satisfied, ("answers",)),
    Requirement(
        "ISO 8.3.2 a",
        "Customers, users and other interested parties are documented.",
        parties,
        ("contacts of customers", "of these users of the services"),
    ),
    Requirement(
        "ISO 8.3.2 b",
        "Trends and outcomes are reviewed at planned intervals.",
        performance,
        ("reports made as specified",),
    ),
    Requirement(
        "ISO 8.3.2 c",
        "Satisfaction is measured on a representative sample, analysed and reported.",
        sampled,
        ("surveys with a representative sample", "satisfaction reports"),
    ),
    Requirement(
        "ISO 8.3.2 d",
        "Complaints are recorded, ended and reported; they can be escalated.",
        escalated,
        ("reviews of all complaints",),
    ),
)
"""FitSM-1 PR7 and ISO/IEC 20000-1:2018, 8.3.2."""


def judged(facts: Gathered) -> list[Judged]:
    """Every requirement with its evidence and its gaps."""
    made = []
    for row in REQUIREMENTS:
        found = list(row.judge(facts))
        evidence = tuple(one for one in found if isinstance(one, Evidence))
        gaps = tuple(one for one in found if isinstance(one, Gap))
        is_bare = not gaps and any(not one.n for one in evidence if one.what in row.needs)
        made.append(Judged(row.id, row.sentence, evidence, gaps, no_data=is_bare))
    return made
