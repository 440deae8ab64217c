"""Who may be asked (A2.25), by whom of their contacts, and what an invitation changes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Add, Change, Set, Target
from clm.domain.complaining import open_complaints
from clm.domain.fullness import has_email, has_phone
from clm.domain.lifecycle import class_of, standing
from clm.domain.purposes import SURVEY, declined
from clm.domain.sampling import WHOLE
from clm.domain.spoc import account_manager
from clm.domain.survey import Invitation
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clm.domain.customer import Contact, Customer
    from clm.domain.decisions import Actor
    from clm.domain.policy import Policy
    from clm.domain.process import Dossier, Process
    from clm.domain.survey import Survey
    from clm.domain.surveywords import Dimension, Exclusion

NOWHERE = "unknown"
"""The group of those whose own is too small to hide in, or unknown."""


class Asked(NamedTuple):
    """A customer to be invited: the contact, the event that is the reason, the stratum."""

    customer: str
    contact: str | None = None
    trigger: str | None = None
    stratum: str = WHOLE


def survey_file(survey: Survey) -> Target:
    """The file of a survey."""
    return Target("survey", survey.id)


def exclusion(
    dossier: Dossier, survey: Survey, last: date | None, today: date, policy: Policy
) -> Exclusion | None:
    """Why a customer is not asked (A2.25); None: they may be. `last`: the day they were asked last.

    An opt-out is a consent to the purpose `survey` that was taken back; who never said anything
    may be asked.
    """
    customer = dossier.customer
    if customer.status != "active":
        return "inactive"
    if declined(customer, SURVEY, today):
        return "opted-out"
    if contact_for(customer, survey) is None:
        return "unreachable"
    if last and last > today - timedelta(days=policy.survey_again_days):
        return "asked-recently"
    if any(one.severity == "critical" for one in open_complaints(dossier)):
        return "critical-complaint"
    return None


def contact_for(customer: Customer, survey: Survey, first: Sequence[str] = ()) -> Contact | None:
    """Whom a survey reaches: a contact with an e-mail, or what its channel needs.

    Those named `first`, as of a request, come before the others.
    """
    by = {"phone": (has_phone,), "letter": (), "in-person": (), "other": ()}
    needs = by.get(survey.channel or "email", (has_email,))
    able = [one for one in customer.contacts if all(need(one) for need in needs)]
    return min(able, key=lambda one: one.id not in first, default=None)


def last_asked(surveys: Iterable[Survey]) -> dict[str, date]:
    """The day on which each customer was asked last, by whatever survey."""
    found: dict[str, date] = {}
    for survey in surveys:
        for one in survey.invitations:
            found[one.customer] = max(one.on, found.get(one.customer, one.on))
    return found


def groups(
    dossier: Dossier, day: date, process: Process, services: Sequence[str] = ()
) -> dict[Dimension, tuple[str, ...]]:
    """What parts of the customers one belonged to on a day (A2.24, A2.31).

    `services` are those of the request that was asked about, else the customer's count.
    """
    customer = dossier.customer
    return {
        "phase": (standing(dossier, day, process).phase,),
        "class": (class_of(customer, day),),
        "service": tuple(services) or customer.services or (NOWHERE,),
        "vpa": (customer.vpa or NOWHERE,),
        "manager": (account_manager(customer) or NOWHERE,),
    }


def invite(
    survey: Survey, asked: Sequence[Asked], hashes: Mapping[str, str], actor: Actor, policy: Policy
) -> list[Change]:
    """Note who is invited; `hashes` are those of the tokens by customer, where they get one.

    In an anonymous survey the hashes are kept apart, sorted, each with the stratum of its customer
    where that is large enough; so nothing in the files tells whose is which.

    Raises:
        RefusedError: the survey is anonymous, and so few are invited at once that they stand out.
    """
    target = survey_file(survey)
    items = [
        Invitation(
            id=actor.new_id("iv"),
            customer=one.customer,
            contact=one.contact,
            on=actor.today,
            by=actor.handle,
            trigger=one.trigger,
            token=None if survey.anonymous else hashes.get(one.customer),
        )
        for one in asked
    ]
    changes: list[Change] = [Add(target, ("invitations",), item) for item in items]
    if not survey.anonymous:
        return changes
    if 0 < len(asked) < policy.survey_small_group:
        sentence = f"{survey.id} is anonymous: {len(asked)} invited alone could be told apart"
        raise RefusedError(sentence, f"invite {policy.survey_small_group} or more at once")
    sizes = Counter(one.stratum for one in asked)
    kept = dict(survey.tokens)
    for one in asked:
        large = one.stratum != WHOLE and sizes[one.stratum] >= policy.survey_small_group
        kept[hashes[one.customer]] = one.stratum if large else NOWHERE
    changes.append(Set(target, ("tokens",), dict(sorted(kept.items()))))
    return changes


def with_tokens(survey: Survey, hashes: Mapping[str, str]) -> list[Change]:
    """Give tokens to invitations that have none yet; `hashes` by the invitation's id."""
    target = survey_file(survey)
    return [Set(target, ("invitations", key, "token"), held) for key, held in hashes.items()]
