"""Further labels in English, by what they are about; `i18n.LABELS` holds them all."""

from __future__ import annotations

from typing import Final

COMPLAINTS: Final[dict[str, str]] = {
    # what is told of complaints
    "complaint": "Complaint",
    "severity": "Severity",
    "category": "Category",
    "handler": "Handler",
    "complainant": "Complainant",
    "complaint-acknowledge": "Acknowledge",
    "complaint-assess": "Assess",
    "complaint-answer": "Answer",
    "complaint-update": "Tell how it stands",
    "complaint-close": "Close",
    "status:received": "received",
    "status:acknowledged": "acknowledged",
    "status:assessed": "assessed",
    "status:investigating": "investigating",
    "status:responded": "responded",
    "status:accepted": "accepted",
    "status:escalated_internal": "escalated internally",
    "status:escalated_external": "escalated externally",
    "status:withdrawn": "withdrawn",
    "status:duplicate": "duplicate",
    "severity:low": "low",
    "severity:medium": "medium",
    "severity:high": "high",
    "severity:critical": "critical",
    "category:quality": "quality",
    "category:delay": "delay",
    "category:communication": "communication",
    "category:billing": "billing",
    "category:conduct": "conduct",
    "category:availability": "availability",
    "category:data": "data protection",
    "category:other": "other",
    "event:handler": "handler",
    "event:update": "told the complainant",
    "event:complaint": "complaint",
    "event:escalation": "escalation",
    "item:complaint": "Complaint",
    "complaints": "Complaints",
    "by:all": "all",
    "by:category": "category",
    "by:service": "service",
    "by:severity": "severity",
    "by:vpa": "VPA",
    "by:manager": "account manager",
    "by:customer": "customer, repeatedly",
}
"""What is told of complaints: lists, columns, rules, and the words that fields hold."""

REVIEWS: Final[dict[str, str]] = {
    "process": "Process",
    "review": "Service review",
    "reviews": "Service reviews",
    "review-due": "Service review",
    "review-record": "Review to be signed off",
    "item:review": "Service review",
    "review:planned": "planned",
    "review:held": "held",
    "review:signed-off": "signed off",
    "review-due:planned": "planned",
    "review-due:interval": "interval since the last one",
    "review-due:first": "interval since the first booking",
}
"""What is told of service reviews: their list, rules, and how far one is."""
