"""Customers who may be there already under another id (A2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.duplicates import identities
from clm.errors import RefusedError
from clm.i18n import translate
from clm.store import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from clm.services.workspace import Workspace

_MOST: Final = 5
"""How many customers are named."""


def refuse_duplicates(workspace: Workspace, name: str, keys: Iterable[str]) -> None:
    """Refuse a new customer where another has one of these keys.

    Raises:
        RefusedError: there are some; the hint names them.
    """
    workspace.look_at_all()
    if found := alike(workspace, keys):
        hint = "\n".join(["--force -m WHY adds it anyway", *found])
        raise RefusedError(f"{name} may be there already", hint)


def warnings(workspace: Workspace, customer: str, keys: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each other customer who has one of these keys too."""
    found = translate("may be the same customer: {other}")
    return tuple(found.format(other=one) for one in alike(workspace, keys, but=customer))


def alike(workspace: Workspace, keys: Iterable[str], but: str | None = None) -> Sequence[str]:
    """The customers with one of these keys, each as a line with what they share."""
    mine = set(keys)
    found = []
    for other in stored.identities(workspace.index):
        shared = sorted(mine.intersection(_identities(other)))
        ref = other.merged_into or other.id
        if shared and ref != but:
            found.append(f"{ref}  {other.name}  ({', '.join(shared)})")
    more = [f"… and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return [*found[:_MOST], *more]


def external_keys(external_ids: Mapping[str, str]) -> Iterator[str]:
    """The keys of ids in other programs."""
    return (f"id {source}:{value}" for source, value in external_ids.items())


def _identities(other: stored.Identity) -> Iterator[str]:
    contacts = other.contacts
    number = other.company.registration if other.company else None
    emails, phones = [one.email for one in contacts], [one.phone for one in contacts]
    yield from identities(other.name, emails, phones, number)
    yield from external_keys(other.external_ids)
