"""What services, agreements and their clocks are called in English; the rest stands in `i18n`."""

from __future__ import annotations

from typing import Final

LABELS: Final[dict[str, str]] = {
    # services
    "sla": "Agreement",
    "description": "Description",
    "customer_facing": "For customers",
    "contact": "Contact",
    "prices": "Prices",
    "options": "Options",
    "suppliers": "Suppliers",
    "published": "In the catalogue",
    "offered_on": "Offered on",
    "retired_on": "Retired on",
    "retired_note": "Retired because",
    "customers": "Customers",
    "status:proposed": "proposed",
    "status:planned": "planned",
    "status:production": "production",
    "status:retired": "retired",
    # agreements
    "default": "Default",
    "calendar": "Calendar",
    "pauses": "Paused while waiting for",
    "valid_from": "From",
    "valid_to": "To",
    "review_on": "Review on",
    "signed_on": "Signed on",
    "notice": "Notice of what was missed",
    "targets": "Targets",
    "first_response": "first response",
    "update": "update",
    "solution": "solution",
    "sla_state:valid": "valid",
    "sla_state:ended": "over",
    "sla_state:coming": "to come",
    # clocks
    "running": "running",
    "paused": "paused",
    "decided_at": "Decided at",
    "notice_at": "Customer told",
    "event:notice": "customer told of what was missed",
    "clock:minutes": "Of",
    "clock:used": "Used",
    "clock:paused": "Paused",
    "clock:remaining": "Left",
    "clock:over": "Over",
    "clock:worst": "Worst",
    "minute:working": "counts",
    "minute:paused": "paused",
    "minute:outside": "nobody works",
    "minute:holiday": "holiday",
    "minute:closed": "closed",
}
