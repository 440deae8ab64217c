"""Service level agreements: listed, made, changed, and held to their rules (A2.7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from clm.domain.agreements import Placed, is_valid, obligations, overlapping, undefaulted
from clm.domain.changes import Add, Target
from clm.domain.checks import broken
from clm.domain.decisions import Decision
from clm.domain.moments import day_of
from clm.domain.servicefile import ServiceFile
from clm.errors import AmbiguousError, NotFoundError, RefusedError
from clm.services import measured, slugged
from clm.services.acting import Step, save
from clm.services.refs import customers
from clm.store.rulebook import own_terms, slas_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clm.domain.flaws import Flaw
    from clm.domain.process import Dossier
    from clm.domain.sla import Sla
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def known(workspace: Workspace) -> list[Placed]:
    """All agreements: customers' own terms first, then the files, each by id."""
    own = own_terms(workspace.index.db)
    of_customers = [Placed(sla, customer) for customer, terms in own.items() for sla in terms]
    return of_customers + files(workspace)


def files(workspace: Workspace) -> list[Placed]:
    """The agreements that are files of their own, by id."""
    return [Placed(sla) for sla in slas_of(workspace.index.db)]


def refuse_bound(workspace: Workspace, dossier: Dossier) -> None:
    """Refuse to let go of a customer with whom an agreement was made that is not over (A2.12).

    Raises:
        RefusedError: there is one.
    """
    found = obligations(dossier, files(workspace), workspace.today)
    if found:
        sentence = f"agreements with {dossier.customer.id} hold: "
        hint = f"clm sla set {found[0].ref} valid_to=DATE ends one, or --force -m WHY"
        raise RefusedError(sentence + ", ".join(one.ref for one in found), hint)


def listed(
    workspace: Workspace, customer: str | None = None, on: date | None = None
) -> list[dict[str, Any]]:
    """The agreements by their refs: those made with a customer, those valid on a day, or all."""
    workspace.look_at_all()
    (of,) = customers(workspace, [customer]) if customer else (None,)
    return [
        _item(workspace, one)
        for one in sorted(known(workspace), key=lambda one: (bool(one.of), one.ref))
        if of in {None, one.customer} and (on is None or is_valid(one.sla, on))
    ]


def _item(workspace: Workspace, one: Placed) -> dict[str, Any]:
    today, held = workspace.today, slugged.all_fields(one.sla)
    del held["targets"]
    ended = one.sla.valid_to is not None and one.sla.valid_to < today
    return {
        **held,
        "ref": one.ref,
        "customer": one.customer,
        "state": "valid" if is_valid(one.sla, today) else "ended" if ended else "coming",
    }


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One agreement with its targets.

    Raises:
        NotFoundError: none is meant.
        AmbiguousError: several are.
    """
    workspace.look_at_all()
    one = meant(workspace, ref)
    targets = {
        priority: {key: time for key, time in slugged.all_fields(told).items() if time}
        for priority, told in one.sla.targets.items()
    }
    return _item(workspace, one) | {"targets": targets}


def meant(workspace: Workspace, ref: str) -> Placed:
    """The agreement a reference means: `default`, or `c-7f3qkd/express` for a customer's own.

    Raises:
        NotFoundError: none is meant.
        AmbiguousError: several customers have one of that name.
    """
    whose, slash, name = ref.strip().rpartition("/")
    all_of_them = known(workspace)
    if slash:
        (customer,) = customers(workspace, [whose])
        found = [one for one in all_of_them if (one.of, one.sla.id) == (customer, name)]
    else:
        exact = [one for one in all_of_them if one.ref == name]
        found = exact or [one for one in all_of_them if one.sla.id == name]
    if not found:
        raise NotFoundError(f"there is no agreement {ref}", "clm sla list shows all")
    if len(found) > 1:
        lines = "\n".join(one.ref for one in found)
        raise AmbiguousError(f"{ref} matches {len(found)} agreements", f"one of these:\n{lines}")
    return found[0]


# changing


def add(
    workspace: Workspace, new: Sla, customer: str | None, who: Who, *, dry_run: bool
) -> Outcome:
    """Make an agreement: a file of its own, or a customer's own terms.

    Raises:
        UsageError: its name is none.
        RefusedError: there is one of this name, or it would break a rule: a second default,
            response after solution, a validity that overlaps another's.
    """
    slugged.refuse_no_slug(Target("sla", new.id), "an agreement")
    if customer is not None:
        (of,) = customers(workspace, [customer])
        return _add_terms(workspace, new, of, who, dry_run=dry_run)

    def others(record: Sla) -> list[Flaw]:
        return _beside(workspace, Placed(record))

    named = slugged.known_here(workspace)
    target = Target("sla", new.id)
    return slugged.make(workspace, "sla add", target, new, who, others, named, dry_run=dry_run)


def _add_terms(
    workspace: Workspace, new: Sla, customer: str, who: Who, *, dry_run: bool
) -> Outcome:
    target = Target("service-file", customer)
    with workspace.writing("sla add", dry_run=dry_run) as writer:
        file = workspace.services(customer) or ServiceFile(customer=customer)
        if any(one.id == new.id for one in file.sla):
            hint = f"clm sla set {customer}/{new.id} KEY=VALUE changes it"
            raise RefusedError(f"{customer} has terms of the name {new.id} already", hint)
        after = msgspec.structs.replace(file, sla=(*file.sla, new))
        named = slugged.known_here(workspace, [customer])
        old = {flaw for _, flaw in broken("service-file", file, named)}
        found = (
            flaw
            for row, flaw in broken("service-file", after, named)
            if row.severity == "error" and flaw not in old
        )
        slugged.refuse_flaws(customer, found, _beside(workspace, Placed(new, customer)))
        decision = Decision((Add(target, ("sla",), new),))
        return save(workspace, writer, "sla add", who, [Step(customer, decision, who.handle)])


def set_fields(
    workspace: Workspace, ref: str, words: Sequence[str], who: Who, *,
    why: str | None = None, force: bool = False, dry_run: bool,
) -> Outcome:  # fmt: skip
    """Set fields of an agreement, `key=value` each, as one commit.

    When a day to come is left without a default, that is told: the next one is to be made. Forced,
    it may measure otherwise what is closed. Why stands in `revised_note`.

    Raises:
        UsageError: no such field, or a value that does not fit it.
        RefusedError: it would break a rule that it obeys now, a day on which requests came would
            lose its default, or closed requests would be measured otherwise (A2.9).
    """
    workspace.look_at_all()
    one = meant(workspace, ref)
    if why:
        words = [*words, f"revised_note={why}"]
    named = slugged.known_here(workspace, filter(None, [one.customer]))
    target = Target("service-file", one.of) if one.of else Target("sla", one.sla.id)
    at = ("sla", one.sla.id) if one.of else ()

    def others(record: Any) -> list[Flaw]:  # noqa: ANN401 -- an Sla, or a ServiceFile
        held = {sla.id: sla for sla in record.sla}[one.sla.id] if one.of else record
        new = one._replace(sla=held)
        return _beside(workspace, new) + ([] if force else measured.flaws(workspace, one, new))

    def told(after: Any) -> Iterable[str]:  # noqa: ANN401 -- likewise
        return () if one.of else _left(workspace, one._replace(sla=after))

    return slugged.set_fields(
        workspace, "sla set", target, at, words, who, others, named,
        told=told, dry_run=dry_run,
    )  # fmt: skip


def _left(workspace: Workspace, new: Placed) -> Iterator[str]:
    """A sentence where days to come are left without a default.

    Raises:
        RefusedError: a day on which requests came is: their clocks would stop.
    """
    before, today = files(workspace), workspace.today
    after = [new if one.ref == new.ref else one for one in before]
    found = workspace.index.work_items("requests", today.isoformat(), ended=True)
    asked = {day_of(row["received_at"], workspace.process.zone) for _, _, _, row in found}
    for day in sorted(asked):
        if undefaulted(before, after, day, day):
            raise RefusedError(
                f"no agreement would be the default on {day}, when requests came: their clocks "
                "would stop",
                f"clm sla set {new.ref} valid_to={today} ends it, then "
                f"clm sla add NEXT --default --from {today + timedelta(days=1)}",
            )
    if gap := undefaulted(before, after, today, date.max):
        yield f"from {gap} on no agreement is the default: clm sla add NEXT --default --from {gap}"


def _beside(workspace: Workspace, one: Placed) -> list[Flaw]:
    """What is wrong with an agreement beside the others."""
    others = [other for other in known(workspace) if other.ref != one.ref]
    return [flaw for placed, flaw in overlapping([*others, one]) if placed is one]
