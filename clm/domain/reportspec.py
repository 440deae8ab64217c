"""Reports as they are specified in `clm.yaml`: what, what for, for whom, how often (A2.37)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Role

ReportName = Literal[
    "weekly", "customers", "reviews", "complaints", "satisfaction", "sla", "process", "risk",
    "recorded-on-time", "fulfilment", "retention", "team", "escalations",
]  # fmt: skip
Frequency = Literal["weekly", "monthly", "quarterly", "yearly"]


class ReportSpec(Record, frozen=True, kw_only=True):
    """One report that is made each period, by its slug (FitSM PR3.2)."""

    report: ReportName
    """Which report it is: its content."""
    purpose: str
    """What it is for."""
    audience: tuple[Role, ...]
    """The roles it is made for; by mail they get it."""
    frequency: Frequency
    """The stretch of days it is about, `weekly` to `yearly`; it is due when one is over."""
    from_: date = msgspec.field(name="from")
    """Since when it is asked for: the period this day lies in is the first that is made."""
    form: Literal["html", "md", "csv", "json"] = "html"
    """The form it is written in; papers, as `weekly`, are no lists: `html` or `md`."""
    delivery: Literal["file", "mail"] = "file"
    """As a file beside the log in `runs/`, or by mail to its audience."""
