"""Fields of a customer set one by one, and what that brings with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.bookings import counts, withdrawn
from clm.domain.changes import Add, Remove, Set, Target
from clm.domain.customer import Customer
from clm.domain.decisions import Decision, change_note, customer_file
from clm.domain.duplicates import identities
from clm.errors import RefusedError, UsageError
from clm.services import fields
from clm.services.acting import on_customers
from clm.services.checking import new_flaws
from clm.services.customers import case_notes, first_owner
from clm.services.directory import known_vpa
from clm.services.duplicates import warnings
from clm.services.refs import customers
from clm.services.staff import known_colleague
from clm.store.editing import edit
from clm.store.kinds import path_of, record_of
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

_COLLEAGUES: Final = frozenset({"owner", "sales", "account_manager", "for", "with"})
"""Fields that name a colleague."""


def set_fields(
    workspace: Workspace,
    ref: str,
    words: Sequence[str],
    who: Who,
    *,
    why: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Set fields of a customer, `key=value` each, as one commit; what is so already stays.

    Raises:
        UsageError: no such field, or a value that does not fit it.
        NotFoundError: no such item, colleague or VPA.
        RefusedError: the record would break a rule of `check` that it obeys now.
    """
    (ref_id,) = customers(workspace, [ref])
    target = Target("customer", ref_id)
    typed = [fields.assignment(word) for word in words]
    for one in typed:
        _refuse_elsewhere(workspace, ref_id, one)

    def decide(dossier: Dossier, me: Actor) -> Decision:
        found = fields.changes(target, _tree(workspace, target), typed)
        if not found:
            return Decision()
        settled = with_following(workspace, dossier.customer, found, me)
        noted = _notes(dossier.customer, found, me, why)
        alike = warnings(workspace, ref_id, _keys(found))
        said = (*settled.said, *alike)
        return settled._replace(changes=(*settled.changes, *noted), said=said)

    return on_customers(workspace, "customer set", [ref_id], who, decide, dry_run=dry_run)


def _keys(found: Sequence[Change]) -> set[str]:
    """What others may have too of what is set (A2.10)."""
    values = {one.at[-1]: str(one.value) for one in found if isinstance(one, Set) and one.value}
    name = next((one.value for one in found if isinstance(one, Set) and one.at == ("name",)), None)
    emails, phones = [values.get("email")], [values.get("phone")]
    return set(identities(name, emails, phones, values.get("registration")))


def _notes(customer: Customer, found: Sequence[Change], me: Actor, why: str | None) -> list[Add]:
    """The entries that a change writes: another VPA is one of its own, with the reason (A3.5).

    Raises:
        RefusedError: the customer's VPA changes, and nobody says why.
    """
    vpa = next((one for one in found if isinstance(one, Set) and one.at == ("vpa",)), None)
    if vpa is None:
        return case_notes(customer, me, why)
    if customer.vpa and not why:
        raise RefusedError(
            f"{customer.id} has the VPA {customer.vpa}: a change needs the reason",
            f"-m WHY, or clm assign {customer.id} --vpa {vpa.value or 'VPA'}",
        )
    was = f"{customer.vpa} → {vpa.value or '–'}" if customer.vpa else vpa.value
    return [change_note(customer, me, f"VPA: {was}", why, "vpa-change")]


def with_following(
    workspace: Workspace, customer: Customer, found: Sequence[Change], me: Actor
) -> Decision:
    """Changes of fields with what they bring: the day of a withdrawal (A1.33), an owner (A1.7).

    Raises:
        RefusedError: the record would break a rule of `check` that it obeys now.
    """
    after = _after(workspace, customer, found)
    following = _following(customer, after, me, workspace)
    changes = (*found, *following.changes)
    if following.changes:
        after = _after(workspace, customer, changes)
    _refuse_flaws(workspace, customer, after)
    return Decision(changes, following.said)


def _tree(workspace: Workspace, target: Target) -> dict[str, Any]:
    """The plain data of a record's file, as it stands now."""
    path = path_of(target)
    data = workspace.source.read(path) or b""
    return read(data, path, record_of(target.kind)).tree or {}


def _after(workspace: Workspace, before: Customer, found: Sequence[Change]) -> Customer | None:
    """The customer with changes of its own file, None where it could not be read any more."""
    target = customer_file(before)
    path = path_of(target)
    own = [one for one in found if one.target == target and isinstance(one, Set | Add | Remove)]
    data = edit(workspace.source.read(path) or b"", path, Customer, own)
    return read(data, path, Customer).record


def _following(
    before: Customer, after: Customer | None, me: Actor, workspace: Workspace
) -> Decision:
    """What a change brings: the day a booking was taken back (A1.33), and an owner (A1.7)."""
    if after is None:
        return Decision()
    target = customer_file(before)
    held = {one.id: one for one in before.bookings}
    changes: list[Change] = []
    for one in after.bookings:
        day = withdrawn(held[one.id], one, me.today).cancelled_on if one.id in held else None
        if one.id in held and day != one.cancelled_on:
            changes.append(Set(target, ("bookings", one.id, "cancelled_on"), day))
    if any(map(counts, before.bookings)):
        return Decision(tuple(changes))
    given = first_owner(workspace, after, me)
    return Decision((*changes, *given.changes), given.said)


def _refuse_flaws(workspace: Workspace, before: Customer, after: Customer | None) -> None:
    for flaw in new_flaws(workspace, before, after) if after else ():
        raise RefusedError(f"{before.id}: {flaw.sentence}", flaw.hint or "nothing was changed")


def _refuse_elsewhere(workspace: Workspace, customer: str, typed: fields.Typed) -> None:
    """What has a command of its own, and names that mean nobody."""
    if typed.key == "status" and typed.value in {"archived", "merged"}:
        hint = f"clm customer remove {customer} archives it"
        raise UsageError(f"status={typed.value} is never set by hand", hint)
    if typed.how == "=" and typed.value:
        if typed.at[-1] in _COLLEAGUES and typed.at[0] not in {"wizard", "external_ids"}:
            known_colleague(workspace, typed.value)
        elif typed.key == "vpa":
            known_vpa(workspace, typed.value)
