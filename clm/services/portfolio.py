"""The service portfolio: listed, published as the catalogue, changed, retired (A2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.catalogue import is_published
from clm.domain.changes import Set, Target
from clm.domain.decisions import Decision
from clm.domain.names import matches
from clm.errors import AmbiguousError, NotFoundError, RefusedError
from clm.services import slugged
from clm.services.acting import Step, save
from clm.services.work import rows
from clm.store.rulebook import services_of, slas_of
from clm.store.stored import using

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.catalogue import Service
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def listed(
    workspace: Workspace, statuses: Sequence[str] = (), *, catalogue: bool = False
) -> list[dict[str, Any]]:
    """The services by id: of some statuses, or those of the catalogue."""
    return [
        _item(one)
        for one in services_of(workspace.index.db)
        if (not statuses or one.status in statuses) and (not catalogue or is_published(one))
    ]


def _item(one: Service) -> dict[str, Any]:
    return slugged.all_fields(one) | {"published": is_published(one)}


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One service, with the customers and open requests that name it.

    Raises:
        NotFoundError: none is meant.
        AmbiguousError: several are.
    """
    workspace.look_at_all()
    one = meant(workspace, ref)
    return _item(one) | {"customers": using(workspace.index, one.id),
                         "requests": _asking(workspace, one.id)}  # fmt: skip


def _asking(workspace: Workspace, service: str) -> list[str]:
    """The open requests that name a service."""
    found = rows(workspace, "requests", ended=False, customer=None)
    return sorted(row["id"] for _, _, _, row in found if service in row["services"])


def meant(workspace: Workspace, ref: str) -> Service:
    """The service a reference means: its id, the beginning of one, or words of the name.

    Raises:
        NotFoundError: none is meant.
        AmbiguousError: several are.
    """
    word, known = ref.strip().casefold(), services_of(workspace.index.db)
    ways = (
        [one for one in known if one.id == word],
        [one for one in known if matches(ref, one.name)],
        [one for one in known if word and one.id.startswith(word)],
    )
    found = next((way for way in ways if way), [])
    if not found:
        hint = "clm service list shows all" if known else "clm service add makes the first"
        raise NotFoundError(f"there is no service {ref}", hint)
    if len(found) > 1:
        lines = "\n".join(f"{one.id}  {one.name}" for one in found)
        raise AmbiguousError(f"{ref} matches {len(found)} services", f"one of these:\n{lines}")
    return found[0]


def published(workspace: Workspace) -> list[dict[str, Any]]:
    """The catalogue as customers see it (A2.6): what is live and for them, nothing internal.

    Not the owner, the suppliers, nor anything about services that are not offered.
    """
    terms = {one.id: one.name for one in slas_of(workspace.index.db)}
    people = {raw["id"]: raw for raw in workspace.people}
    found = []
    for one in filter(is_published, services_of(workspace.index.db)):
        contact = people.get(one.contact or "", {})
        emails = contact.get("emails") or [None]
        found.append({
            "id": one.id,
            "name": one.name,
            "description": one.description,
            "prices": {unit: str(price) for unit, price in one.prices.items()},
            "options": list(one.options.values()),
            "sla": terms.get(one.sla or ""),
            "contact": contact.get("name"),
            "email": emails[0],
        })  # fmt: skip
    return found


# changing


def add(workspace: Workspace, new: Service, who: Who, *, dry_run: bool) -> Outcome:
    """Add a service to the portfolio.

    Raises:
        UsageError: its id is none.
        RefusedError: there is one with this id, or it names a colleague or an agreement that is not
            there.
    """
    target = Target("service", new.id)
    slugged.refuse_no_slug(target, "a service")
    known = slugged.known_here(workspace)
    return slugged.make(
        workspace, "service add", target, new, who, lambda _: (), known, dry_run=dry_run
    )


def set_fields(
    workspace: Workspace, ref: str, words: Sequence[str], who: Who, *, dry_run: bool
) -> Outcome:
    """Set fields of a service; what is put into production is offered from today on.

    Raises:
        UsageError: no such field, or a value that does not fit it.
        RefusedError: it is retired, or would break a rule.
    """
    one = meant(workspace, ref)
    if one.status == "retired":
        raise RefusedError(f"{one.id} is retired", f"clm service edit {one.id}, or add a new one")
    if "status=retired" in words:
        raise RefusedError(f"{one.id} is retired by a command", f"clm service retire {one.id}")
    target = Target("service", one.id)

    def begun(before: Service) -> list[Set]:
        live = "status=production" in words and before.offered_on is None
        return [Set(target, ("offered_on",), workspace.today)] if live else []

    known = slugged.known_here(workspace)
    return slugged.set_fields(
        workspace, "service set", target, (), words, who, lambda _: (), known,
        more=begun, dry_run=dry_run,
    )  # fmt: skip


def retire(
    workspace: Workspace, ref: str, who: Who, *, why: str | None, force: bool, dry_run: bool
) -> Outcome:
    """Take a service out of the catalogue for good (A2.6).

    Raises:
        RefusedError: open requests or customers name it, and nobody forces it.
    """
    one = shown(workspace, ref)
    target = Target("service", one["id"])
    with workspace.writing("service retire", dry_run=dry_run) as writer:
        decision = Decision(said=(f"{one['id']} is retired already",))
        if one["status"] != "retired":
            used = [*one["requests"], *one["customers"]]
            if used and not force:
                raise RefusedError(
                    f"{one['id']} is in use: {_some(used)}",
                    "take it away there, or --force -m WHY retires it all the same",
                )
            changes = [Set(target, ("status",), "retired"),
                       Set(target, ("retired_on",), workspace.today)]  # fmt: skip
            if why:
                changes.append(Set(target, ("retired_note",), why))
            decision = Decision(tuple(changes))
        step = Step(one["id"], decision, who.handle)
        return save(workspace, writer, "service retire", who, [step])


_MANY = 5


def _some(refs: Sequence[str]) -> str:
    more = f" and {len(refs) - _MANY} more" if len(refs) > _MANY else ""
    return ", ".join(refs[:_MANY]) + more
