"""What service reviews obey beyond their types: people, contacts, days (A2.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.flaws import Flaw, gone, nobody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.customer import Customer
    from clm.domain.flaws import At, Known
    from clm.domain.servicefile import ServiceFile


def _people(file: ServiceFile) -> Iterator[tuple[At, str | None]]:
    """Every colleague's handle."""
    for one in file.reviews:
        at: At = ("reviews", one.id)
        yield (*at, "owner"), one.owner
        yield (*at, "by"), one.by
        for handle in one.ours:
            yield (*at, "ours"), handle


def unknown_of_reviews(file: ServiceFile, known: Known) -> Iterable[Flaw]:
    """A2.34: every handle in a review names a colleague with a record."""
    return nobody(_people(file), known.team)


def former_of_reviews(file: ServiceFile, known: Known) -> Iterable[Flaw]:
    """A2.4: who is not active holds no review that is planned."""
    for one in file.reviews:
        if one.held_on is None:
            hint = f"clm edit {file.customer} --file service"
            yield from gone([(("reviews", one.id, "owner"), one.owner)], known, hint)


def reviews_to_come(file: ServiceFile, known: Known) -> Iterator[Flaw]:
    """A2.34: what was held, or signed off, was so already."""
    for one in file.reviews:
        for field in ("held_on", "signed_off_on"):
            on = getattr(one, field)
            if on and on > known.today:
                sentence = f"{field}: {on} is still to come"
                hint = f"a day to come is planned: clm review plan {file.customer} DATE"
                yield Flaw(("reviews", one.id, field), sentence, hint)


def unknown_theirs(file: ServiceFile, customer: Customer) -> Iterator[Flaw]:
    """A2.34: who is named by the id of a contact is one of the customer's."""
    known = {contact.id for contact in customer.contacts}
    for one in file.reviews:
        for field, who in (*(("theirs", each) for each in one.theirs),
                           ("signed_off_by", one.signed_off_by or "")):  # fmt: skip
            if who.startswith("p-") and who not in known:
                sentence = f"{field}: {customer.id} has no contact {who}"
                yield Flaw(("reviews", one.id, field), sentence, "or write a name")
