"""What is wrong with process definitions: overdue reviews, and what they name without cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from clm.domain.flaws import Flaw, gone, listed, nobody
from clm.domain.names import did_you_mean
from clm.domain.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.domain.definition import Definition
    from clm.domain.flaws import Known

THRESHOLDS: Final = frozenset(field.name for field in msgspec.structs.fields(Policy))
"""What a deadline may name: so that each number of the process stands in one place."""


def unknown_owner(definition: Definition, known: Known) -> Iterable[Flaw]:
    """A2.5: a definition has an owner who is a colleague."""
    return nobody([(("owner",), definition.owner)], known.team)


def former_owner(definition: Definition, known: Known) -> Iterable[Flaw]:
    """A2.4: who is not active owns nothing."""
    hint = f"clm edit processes/{definition.id}.yaml"
    return gone([(("owner",), definition.owner)], known, hint)


def unknown_thresholds(definition: Definition, _known: Known) -> Iterable[Flaw]:
    """A2.5: a deadline is a threshold of the policy, by its name."""
    for what, name in definition.deadlines.items():
        if name not in THRESHOLDS:
            hint = did_you_mean(name, sorted(THRESHOLDS)).rstrip() or "docs/settings.md has them"
            sentence = f"deadlines: there is no threshold {name} of the policy"
            yield Flaw(("deadlines", what), sentence, hint)


def unknown_templates(definition: Definition, known: Known) -> Iterable[Flaw]:
    """A2.5: a template that is named is there."""
    for name in definition.templates:
        if name not in known.templates:
            hint = listed(known.templates) or "clm template list"
            yield Flaw(("templates",), f"templates: there is no template {name}", hint)


def overdue_review(definition: Definition, known: Known) -> Iterable[Flaw]:
    """A2.5: the definition is looked at by its review date."""
    if definition.review_on < known.today:
        sentence = f"the review of this definition was due on {definition.review_on}"
        hint = "look at it, then write the next date and a new version"
        yield Flaw(("review_on",), sentence, hint)
