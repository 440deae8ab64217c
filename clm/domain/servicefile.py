"""A customer's complaints, service reviews and own terms: `customers/xx/c-xxxxxx.service.yaml`."""

from __future__ import annotations

from clm.domain.complaint import Complaint
from clm.domain.customer import Record
from clm.domain.review import Review
from clm.domain.sla import Sla
from clm.domain.values import CustomerId, Months


class ServiceFile(Record, frozen=True, kw_only=True):
    """The service file of one customer.

    `review_months` is the customer's own interval of reviews, where it is not that of their class.
    """

    customer: CustomerId
    review_months: Months | None = None
    complaints: tuple[Complaint, ...] = ()
    reviews: tuple[Review, ...] = ()
    sla: tuple[Sla, ...] = ()
