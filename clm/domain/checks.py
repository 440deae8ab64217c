"""THE RULES records obey beyond their types, one row each: what `check` finds besides typing slips.

A rule answers with flaws at places of one record; a flaw never takes a record out of the lists.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.absencechecks import absences_of_person, named_in, scopes_of_person
from clm.domain.agreements import flaws_of_sla, flaws_of_terms, terms_to_review, to_review
from clm.domain.bookings import counted
from clm.domain.catalogue import flaws_of_service, retired_services, unknown_services
from clm.domain.complaintchecks import (
    closed_without,
    concerned_handlers,
    former_handlers,
    order_of_steps,
    unknown_handlers,
    unknown_meant,
    unmeant_duplicate,
)
from clm.domain.cover import DISTRIBUTOR
from clm.domain.definitionchecks import (
    former_owner,
    overdue_review,
    unknown_owner,
    unknown_templates,
    unknown_thresholds,
)
from clm.domain.deskchecks import OF_DESK
from clm.domain.escalationchecks import empty_roles, unusable
from clm.domain.flaws import At, Flaw, Known, listed, nobody
from clm.domain.lackingchecks import customer_could_be_fuller, incomplete_customer
from clm.domain.lifecycle import is_open
from clm.domain.notechecks import (
    plain_secrets,
    secrets_told,
    shared_author,
    unknown_author,
    unknown_tags,
    without_terms,
)
from clm.domain.notices import oddities
from clm.domain.ownerchecks import (
    former_of_service,
    former_of_sla,
    former_of_survey,
    former_of_terms,
)
from clm.domain.reportsdue import odd_names
from clm.domain.requestchecks import (
    could_be_fuller,
    former_people,
    incomplete,
    one_spoc,
    open_on_closed,
    unknown_links,
    unknown_origin,
    unknown_people,
    unknown_status,
    unlike_priority,
    waiting_without_recheck,
)
from clm.domain.reviewchecks import former_of_reviews, reviews_to_come, unknown_of_reviews
from clm.domain.settingschecks import (
    unknown_calendar,
    unknown_zone,
    unused_region,
    without_lead_rule,
)
from clm.domain.surveychecks import OF_SURVEYS
from clm.domain.worklist import prio_to_remind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from clm.domain.casefile import OTeamFile, VpaFile
    from clm.domain.changes import FileKind
    from clm.domain.customer import Booking, Customer
    from clm.domain.findings import Severity
    from clm.domain.notices import Notice
    from clm.domain.people import Colleague, Vpa
    from clm.domain.request import Requests
    from clm.domain.servicefile import ServiceFile


class Check(NamedTuple):
    """One rule: its stable word, the files it is asked of, and what it finds.

    `strict` rules ask for completeness; they speak only when asked to, because an imported list
    of leads would answer with a line for each.
    """

    rule: str
    kinds: tuple[FileKind, ...]
    find: Callable[[Any, Known], Iterable[Flaw]]
    severity: Severity = "error"
    strict: bool = False


WITH_HOURS: Final = frozenset({"package", "gift"})
"""Bookings that are hours (L1); the others need none."""

NAMING: Final[tuple[FileKind, ...]] = ("customer", "requests", "service-file")
"""Files that name services."""

MARKS: Final = ("class", "prio", "offer", "watch")


def _marks(customer: Customer) -> Iterator[tuple[str, Any]]:
    """Every dated mark with the field it stands in."""
    for field in MARKS:
        for mark in getattr(customer, "class_" if field == "class" else field):
            yield field, mark


def _people_of_customer(customer: Customer) -> Iterator[tuple[At, str | None]]:
    """Every colleague's handle in a customer's file."""
    yield ("owner",), customer.owner
    yield ("sales",), customer.sales
    yield ("account_manager",), customer.account_manager
    if customer.appointment:
        yield ("appointment", "with"), customer.appointment.with_
    for field, mark in _marks(customer):
        yield (field, mark.id, "by"), mark.by
        yield (field, mark.id, "off_by"), mark.off_by
    for item in customer.reminders:
        yield ("reminders", item.id, "for"), item.for_
        yield ("reminders", item.id, "by"), item.by
        yield ("reminders", item.id, "done_by"), item.done_by
    for handled in customer.handled:
        yield ("handled", handled.id, "by"), handled.by
    for check in customer.checks:
        yield ("checks", check.id, "by"), check.by
    for demand in customer.demands:
        yield ("demands", demand.id, "by"), demand.by
        yield ("demands", demand.id, "closed_by"), demand.closed_by


def unknown_colleague(customer: Customer, known: Known) -> Iterable[Flaw]:
    """Every handle names a colleague with a record."""
    return nobody(_people_of_customer(customer), known.team)


def unknown_team_member(person: Colleague | Vpa, known: Known) -> Iterable[Flaw]:
    """Managers and replacements are colleagues (a VPA's replacement is a VPA)."""
    manager = getattr(person, "manager", None)
    known_ones = known.team if hasattr(person, "manager") else known.vpas | known.team
    handles = [pair for absence in person.absences for pair in named_in(absence)]
    return nobody([(("manager",), manager), *handles], known_ones)


def unknown_vpa(record: Customer | Requests | VpaFile, known: Known) -> Iterable[Flaw]:
    """Every VPA named has a record."""
    named: list[tuple[At, str | None]] = [(("vpa",), getattr(record, "vpa", None))]
    for field in ("posted", "deadlines"):
        named += [((field, item.id, "vpa"), item.vpa) for item in getattr(record, field, ())]
    for at, vpa in named:
        if vpa and vpa not in known.vpas:
            yield Flaw(at, f"{at[-1]}: there is no VPA {vpa}", listed(known.vpas))


def former_colleague(customer: Customer, known: Known) -> Iterable[Flaw]:
    """A2.4: who is not active looks after nobody."""
    if customer.status != "active":
        return
    for field in ("owner", "sales", "account_manager"):
        handle = getattr(customer, field)
        if handle in known.former:
            sentence = f"{field}: {handle} is not active on {known.today}"
            role = "" if field == "owner" else f" --role {field.replace('_', '-')}"
            yield Flaw((field,), sentence, f"clm assign {customer.id} HANDLE{role}")


def booking_without_responsible(customer: Customer, known: Known) -> Iterable[Flaw]:
    """A1.7: a booking always has a responsible."""
    bookings = counted(customer.bookings, known.today)
    if customer.status == "active" and bookings and not customer.owner:
        at = ("bookings", bookings[0].id)
        yield Flaw(
            at,
            "a customer with a booking has no owner",
            f"clm assign {customer.id} HANDLE",
        )


def prio_without_reminder(customer: Customer, known: Known) -> Iterable[Flaw]:
    """A1.19: a prio customer always has an open reminder."""
    prio = prio_to_remind(customer, known.today)
    if customer.status == "active" and prio:
        hint = f"clm remind {customer.id} DATE"
        yield Flaw(("prio", prio.id), "a prio customer has no open reminder", hint)


def several_open_marks(customer: Customer, known: Known) -> Iterable[Flaw]:
    """L10: of class, prio and offer one mark is open at most; of watch one for each reason."""
    seen: set[tuple[str, str | None]] = set()
    for field, mark in _marks(customer):
        if not is_open(mark, known.today):
            continue
        key = (field, getattr(mark, "reason", None))
        if key in seen:
            at = (field, mark.id)
            yield Flaw(at, f"{field}: a second mark is open", "give one of the two an off_on")
        seen.add(key)


def dates_of_customer(customer: Customer, _known: Known) -> Iterable[Flaw]:
    """Nothing ends before it began."""
    for booking in customer.bookings:
        at = ("bookings", booking.id, "cancelled_on")
        yield from _ordered(at, booking.booked_on, booking.cancelled_on, "booked_on")
    for field, mark in _marks(customer):
        yield from _ordered((field, mark.id, "off_on"), mark.on, mark.off_on, "on")
    for handled in customer.handled:
        yield from _ordered(("handled", handled.id, "until"), handled.on, handled.until, "on")
    for consent in customer.consent:
        yield from _ordered(("consent", consent.id, "off_on"), consent.on, consent.off_on, "on")


def dates_of_person(person: Colleague | Vpa, _known: Known) -> Iterable[Flaw]:
    """An absence, or the time with the team, does not end before it began."""
    for absence in person.absences:
        at = ("absences", absence.id, "to")
        yield from _ordered(at, absence.from_, absence.to, "from")
    active = getattr(person, "active", None)
    if active:
        yield from _ordered(("active", "to"), active.from_, active.to, "from")


def _ordered(at: At, start: date | None, end: date | None, field: str) -> Iterator[Flaw]:
    if start and end and end < start:
        yield Flaw(at, f"{at[-1]} {end} lies before {field} {start}")


def package_without_hours(customer: Customer, _known: Known) -> Iterable[Flaw]:
    """L1: a package and a gift are hours."""
    return (flaw for one in customer.bookings if one.hours is None for flaw in hours_flaws(one))


def package_of_no_hours(customer: Customer, _known: Known) -> Iterable[Flaw]:
    """L1: 0 hours are none either."""
    return (flaw for one in customer.bookings if one.hours == 0 for flaw in hours_flaws(one))


def hours_flaws(booking: Booking) -> Iterator[Flaw]:
    """L1: what is wrong with the hours of one booking."""
    if booking.kind not in WITH_HOURS:
        return
    at = ("bookings", booking.id)
    if booking.hours is None:
        yield Flaw(at, f"the {booking.kind} has no hours", "add a line `hours: 10`")
    elif booking.hours == 0:
        yield Flaw((*at, "hours"), f"the {booking.kind} has 0 hours", "write `hours: 10`")


def merged_into(customer: Customer, known: Known) -> Iterable[Flaw]:
    """What is merged says into whom, and that customer is there (A2.12)."""
    at, target = ("merged_into",), customer.merged_into
    if target and target not in known.customers:
        yield Flaw(at, f"merged_into: there is no customer {target}")
    elif target == customer.id:
        yield Flaw(at, "merged_into: a customer cannot be merged into itself")
    if bool(target) != (customer.status == "merged"):
        sentence = "status: merged and merged_into go together"
        yield Flaw(at if target else ("status",), sentence, "set both, or none")


def orphan(file: OTeamFile | VpaFile | Requests | ServiceFile, known: Known) -> Iterable[Flaw]:
    """A case file, a task or a complaint belongs to a customer who is there."""
    if file.customer not in known.customers:
        yield Flaw(("customer",), f"there is no customer {file.customer}", "clm log shows who was")


def odd_notice(notice: Notice, known: Known) -> Iterable[Flaw]:
    """A0.34: a notice has the facts its event needs, or it cannot be told."""
    hint = f"mend it, or take outbox/{notice.id}.yaml away"
    return (Flaw(at, sentence, hint) for at, sentence in oddities(notice, known.today))


_TOLD: Final[tuple[FileKind, ...]] = (
    "service-file", "service", "sla", "survey", "report-record", "escalation", "initiative", "plan",
    "team",
)  # fmt: skip
"""Besides case files: where people write what customers see, or say of us."""

CHECKS: Final[tuple[Check, ...]] = (
    Check("unknown-colleague", ("customer",), unknown_colleague),
    Check("unknown-colleague", ("oteam", "vpa-file"), unknown_author),
    Check("unknown-colleague", ("team", "vpa"), unknown_team_member),
    Check("unknown-colleague", ("requests",), unknown_people),
    Check("unknown-status", ("requests",), unknown_status),
    Check("one-spoc", ("requests",), one_spoc),
    Check("unlike-priority", ("requests",), unlike_priority, "warning"),
    Check("waiting-without-recheck", ("requests",), waiting_without_recheck),
    Check("open-on-closed", ("requests",), open_on_closed),
    Check("unknown-origin", ("requests",), unknown_origin),
    Check("unknown-task", ("requests",), unknown_links),
    Check("incomplete", ("requests",), incomplete),
    Check("incomplete", ("requests",), could_be_fuller, "warning"),
    Check("former-colleague", ("requests",), former_people, "warning"),
    Check("unknown-colleague", ("service-file",), unknown_handlers),
    Check("unknown-colleague", ("service-file",), unknown_meant),
    Check("unknown-colleague", ("service-file",), unknown_of_reviews),
    Check("former-colleague", ("service-file",), former_handlers, "warning"),
    Check("former-colleague", ("service-file",), former_of_reviews, "warning"),
    Check("former-colleague", ("service-file",), former_of_terms, "warning"),
    Check("former-colleague", ("service",), former_of_service, "warning"),
    Check("former-colleague", ("sla",), former_of_sla, "warning"),
    Check("former-colleague", ("survey",), former_of_survey, "warning"),
    Check("review-to-come", ("service-file",), reviews_to_come),
    Check("concerned-handler", ("service-file",), concerned_handlers),
    Check("order-of-steps", ("service-file",), order_of_steps),
    Check("unmeant-duplicate", ("service-file",), unmeant_duplicate),
    Check("closed-without", ("service-file",), closed_without),
    Check("shared-author", ("oteam", "vpa-file"), shared_author, "warning"),
    Check("unknown-tag", ("oteam", "vpa-file"), unknown_tags, "warning"),
    Check("secret", ("oteam", "vpa-file"), plain_secrets, "warning"),
    *(Check("secret", (kind,), partial(secrets_told, kind), "warning") for kind in _TOLD),
    Check("agreement-without-terms", ("oteam", "vpa-file"), without_terms, "warning"),
    Check("unknown-vpa", ("customer", "requests", "vpa-file"), unknown_vpa),
    *(Check(rule, ("survey",), find) for rule, find in OF_SURVEYS),
    Check("booking-without-responsible", ("customer",), booking_without_responsible),
    Check("package-without-hours", ("customer",), package_without_hours),
    Check("package-of-no-hours", ("customer",), package_of_no_hours),
    Check("several-open-marks", ("customer",), several_open_marks),
    Check("dates-out-of-order", ("customer",), dates_of_customer),
    Check("dates-out-of-order", ("team", "vpa"), dates_of_person),
    Check("absence", ("team", "vpa"), absences_of_person),
    Check("replacement-tie", ("team", "vpa"), scopes_of_person),
    Check("merged-into", ("customer",), merged_into),
    Check("service", ("service",), flaws_of_service),
    Check("unknown-service", NAMING, unknown_services, "warning"),
    Check("retired-service", NAMING, retired_services, "warning"),
    Check("agreement", ("sla",), flaws_of_sla),
    Check("agreement", ("service-file",), flaws_of_terms),
    Check("agreement-review", ("sla",), to_review, "warning"),
    Check("agreement-review", ("service-file",), terms_to_review, "warning"),
    Check("orphan", ("oteam", "vpa-file", "requests", "service-file"), orphan),
    Check("unknown-colleague", ("definition",), unknown_owner),
    Check("unknown-threshold", ("definition",), unknown_thresholds),
    Check("unknown-template", ("definition",), unknown_templates),
    Check("definition-review", ("definition",), overdue_review, "warning"),
    Check("former-colleague", ("definition",), former_owner, "warning"),
    *(Check(rule, kinds, find, severity) for rule, kinds, find, severity in OF_DESK),
    Check("unknown-zone", ("settings",), unknown_zone),
    Check("unknown-calendar", ("settings", "team"), unknown_calendar),
    Check("odd-report", ("settings",), odd_names),
    Check("notice", ("notice",), odd_notice),
    Check("escalation-policy", ("settings",), unusable),
    Check("empty-role", ("settings",), empty_roles),
    Check("unused-region", ("calendar",), unused_region, "warning"),
    Check("without-lead-rule", ("settings",), without_lead_rule, "warning"),
    Check("former-colleague", ("customer",), former_colleague, "warning"),
    Check("prio-without-reminder", ("customer",), prio_without_reminder, "warning"),
    Check("incomplete", ("customer",), incomplete_customer),
    Check("incomplete", ("customer",), customer_could_be_fuller, "warning", strict=True),
)
"""All rules over one record; those over several are `twice_in_team`, `not_covered`, `vacant`."""


def broken(
    kind: FileKind, record: object, known: Known, *, strict: bool = False
) -> Iterator[tuple[Check, Flaw]]:
    """The rules that a record breaks, with the flaw each finds."""
    for check in CHECKS:
        if kind in check.kinds and (strict or not check.strict):
            for flaw in check.find(record, known):
                yield check, flaw


def twice_in_team(team: Sequence[Colleague]) -> Iterator[tuple[str, Flaw]]:
    """(handle, flaw) where initials or an e-mail mean two colleagues: they name who acts."""
    taken: dict[str, str] = {}
    for person in team:
        words: list[tuple[At, str]] = [(("emails",), email) for email in person.emails]
        if person.initials:
            words.append((("initials",), person.initials))
        for at, word in words:
            other = taken.setdefault(word.casefold(), person.id)
            if other != person.id:
                yield person.id, Flaw(at, f"{at[0]}: {word} stands with {other} too")


def vacant(
    team: Sequence[Colleague], known: Known, roles: Sequence[str] = (DISTRIBUTOR,)
) -> Iterator[Flaw]:
    """The roles that somebody active must have, and nobody has.

    A1.47: somebody must see the customers that nobody looks after. A2.17: and what is critical.
    """
    held = {role for person in team if person.id not in known.former for role in person.roles}
    for role in roles:
        if role not in held:
            hint = f"clm team set HANDLE roles+={role}"
            yield Flaw((), f"nobody active has the role {role}", hint)
