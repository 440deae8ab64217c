"""Service level agreements, `slas/<id>.yaml`, and a customer's own terms (A2.7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Literal, get_args

import msgspec

from clm.domain.customer import Record
from clm.domain.policy import STARTER_REVIEW_DAYS, STARTER_TARGETS
from clm.domain.requestwords import Priority, WaitingOn
from clm.domain.values import Class, CustomerId, Handle

WorkingTime = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,4}(?:min|h)\Z")]
"""A span of working time as it is written: `30min`, `8h`."""


Target = Literal["first_response", "update", "solution"]
"""What is promised; the order is that in which people read it."""
TARGETS: Final[tuple[Target, ...]] = get_args(Target)


LONGEST: Final = 5000
"""Hours of working time that a target may have at most (own choice): some two and a half years."""


class Targets(Record, frozen=True, kw_only=True):
    """What is promised for one priority, in working time."""

    first_response: WorkingTime | None = None
    update: WorkingTime | None = None
    solution: WorkingTime | None = None


class Sla(Record, frozen=True, kw_only=True):
    """One agreement: for whom it holds, what it promises, in which calendar, and when it pauses.

    Only the `default` one is without `customer`, `class` and `services`: it holds where no
    other does. `pauses` name for whom somebody waits while the clocks stand still (A0.41).
    `revised_note` is why it was changed last.
    """

    id: Handle
    name: str
    default: bool = False
    customer: CustomerId | None = None
    class_: Class | None = msgspec.field(default=None, name="class")
    services: tuple[Handle, ...] = ()
    targets: dict[Priority, Targets] = msgspec.field(default_factory=dict)
    calendar: Handle | None = None
    pauses: tuple[WaitingOn, ...] = ()
    valid_from: date
    valid_to: date | None = None
    review_on: date | None = None
    owner: Handle | None = None
    signed_on: date | None = None
    notice: str | None = None
    revised_note: str | None = None


def minutes_of(time: WorkingTime) -> int:
    """A span of working time in minutes."""
    number = int(time.rstrip("hmin"))
    return number * 60 if time.endswith("h") else number


def promised(sla: Sla, priority: Priority | None) -> dict[Target, int]:
    """The targets for a priority, in minutes; what names none is `normal` (own choice)."""
    targets = sla.targets.get(priority or "normal", Targets())
    held = ((name, getattr(targets, name)) for name in TARGETS)
    return {name: minutes_of(time) for name, time in held if time}


def starter(day: date, name: str, notice: str) -> Sla:
    """The default agreement that a new data folder begins with (A2.2)."""
    promises = STARTER_TARGETS.items()
    return Sla(
        id="default",
        name=name,
        default=True,
        targets={key: Targets(**dict(zip(TARGETS, times, strict=True))) for key, times in promises},
        pauses=("customer",),
        valid_from=day,
        review_on=day + timedelta(days=STARTER_REVIEW_DAYS),
        notice=notice,
    )
