"""The process definitions a team begins with: what document 002 asks to be defined (A2.5).

Their texts are messages: `clm init` writes them in the team's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.definition import Definition
from clm.domain.periods import months_after
from clm.domain.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from clm.domain.values import Role

VERSION: Final = "1.0"
"""Of a definition as it is shipped."""


class Starter(NamedTuple):
    """One definition to begin with; `deadlines` name thresholds of the policy."""

    id: str
    name: str
    steps: tuple[str, ...]
    deadlines: Mapping[str, str]
    roles: tuple[Role, ...]
    templates: tuple[str, ...] = ()


STARTERS: Final[tuple[Starter, ...]] = (
    Starter(
        "customer-database",
        "Maintain the customer database",
        (
            "Look for the customer before adding one: name, e-mail, phone",
            "Add the customer with contacts and channels for ordering, escalation and complaint",
            "Name the account manager; without one it is the owner",
            "Note services, demands and own agreements",
            "Correct what has changed; clm check names what is missing",
            "Archive who leaves; merge who is there twice",
        ),
        {"A VPA is assigned": "assign_vpa_days", "A VPA's file is current": "vpa_current_days"},
        ("admin", "crm-lead"),
    ),
    Starter(
        "service-review",
        "Perform service reviews",
        (
            "clm review due names whose review is due",
            "Plan the day with the customer: clm review plan",
            "Prepare the agenda from the data: clm review prepare",
            "Hold it, and record who was there, findings, decisions and actions",
            "Give the report to the customer, and note who signed it off",
            "Do the actions; the next review begins with them",
        ),
        {
            "Review of an A customer, months": "review_months_a",
            "Review of a B customer, months": "review_months_b",
            "Review of a C customer, months": "review_months_c",
            "Record signed off": "review_sign_working_days",
        },
        ("admin", "crm-lead"),
    ),
    Starter(
        "complaints",
        "Handle complaints",
        (
            "Record what was said, and the remedy that is sought",
            "Acknowledge it to the complainant",
            "Assess it: severity, implication, complexity, impact",
            "Investigate; whom it is about does not handle it",
            "Answer with a decision; escalate where the usual way fails",
            "Close with acceptance, root cause and actions",
            "Review all complaints and open actions each quarter",
        ),
        {
            "Acknowledged": "complaint_acknowledge_working_days",
            "Assessed": "complaint_assess_working_days",
            "Answered": "complaint_answer_working_days",
            "Closed": "complaint_close_working_days",
            "All complaints reviewed": "complaint_review_days",
        },
        ("admin", "crm-lead", "manager"),
        ("notice-complaint", "notice-escalation"),
    ),
    Starter(
        "satisfaction",
        "Manage customer satisfaction",
        (
            "Plan a survey: purpose, population, sample, questions",
            "Invite who was drawn; who was asked lately is left out",
            "Take in the answers, each token once",
            "Look at the figures with their margin; small groups stay hidden",
            "Contact who is unhappy, and note what came of it",
            "Keep the report of the period with its conclusions",
        ),
        {
            "A customer is asked again": "survey_again_days",
            "Who is unhappy is contacted": "follow_up_working_days",
        },
        ("admin", "crm-lead"),
    ),
)
"""Each part of the process that has to be defined."""


def written(
    starter: Starter, owner: str, day: date, translated: Callable[[str], str]
) -> Definition:
    """A definition to begin with, in the words of a language."""
    return Definition(
        id=starter.id,
        name=translated(starter.name),
        version=VERSION,
        owner=owner,
        review_on=months_after(day, Policy().definition_review_months),
        steps=tuple(map(translated, starter.steps)),
        deadlines={translated(what): name for what, name in starter.deadlines.items()},
        roles=starter.roles,
        templates=starter.templates,
    )
