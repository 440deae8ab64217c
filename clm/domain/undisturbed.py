"""Who of a control group was written to meanwhile, and so cannot be compared any more (A4.10)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from clm.domain.initiatives import days_to_convert
from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, tzinfo

    from clm.domain.initiative import Initiative, Recipient
    from clm.domain.process import Process

    Written = Mapping[str, Sequence[tuple[str, date]]]
    """The initiatives that wrote to each customer, and the days."""


def written_by(initiatives: Iterable[Initiative], zone: tzinfo) -> Written:
    """Which initiative wrote to each customer, and when; half sent counts, it may have arrived.

    What follows up an event of the customer's own is none of it: it goes to both groups alike, and
    to those who booked because they did.
    """
    found: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for initiative in initiatives:
        for one in initiative.recipients:
            if one.sent_at and one.trigger is None:
                found[one.customer].append((initiative.id, day_of(one.sent_at, zone)))
    return found


def disturbed(
    initiative: Initiative, one: Recipient, since: date | None, written: Written, process: Process
) -> bool:
    """Did another initiative write to a member of the control group, from the draw to the end?"""
    if one.group != "control" or since is None:
        return False
    last = since + timedelta(days=days_to_convert(initiative, process))
    return any(
        ref != initiative.id and one.added_on <= on <= last
        for ref, on in written.get(one.customer, ())
    )
