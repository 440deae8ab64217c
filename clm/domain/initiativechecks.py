"""What initiatives obey beyond their types (A4.7, A4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from clm.domain.flaws import Flaw, nobody
from clm.domain.initiativeacts import odd
from clm.domain.initiativewords import InitiativeKind
from clm.domain.segmenting import query_tree
from clm.domain.template import INITIATIVE
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.flaws import At, Known
    from clm.domain.initiative import Initiative


_SHIPPED = frozenset(f"{INITIATIVE}{kind}" for kind in get_args(InitiativeKind))
"""Templates that are there even where the team has none of its own."""


def unknown_people(one: Initiative, known: Known) -> Iterator[Flaw]:
    """Who owns an initiative, took a snapshot or closed it has a record."""
    named = [(("owner",), one.owner), (("closed_by",), one.closed_by)]
    yield from nobody(named, known.team)
    yield from nobody([(("snapshots", s.id, "by"), s.by) for s in one.snapshots], known.team)


def unknown_recipients(one: Initiative, known: Known) -> Iterator[Flaw]:
    """A recipient is a customer with a file, and came with a snapshot that is there."""
    snapshots = {held.id for held in one.snapshots}
    for held in one.recipients:
        if held.customer not in known.customers:
            at = ("recipients", held.id, "customer")
            yield Flaw(at, f"customer: there is no customer {held.customer}")
        if held.snapshot and held.snapshot not in snapshots:
            at = ("recipients", held.id, "snapshot")
            yield Flaw(at, f"snapshot: there is no snapshot {held.snapshot}")


def odd_plan(one: Initiative, _known: Known) -> Iterator[Flaw]:
    """A4.7: its days are in order, its figures can be, its query is one."""
    for sentence in odd(one):
        yield Flaw((sentence.partition(" ")[0],), sentence)
    texts: list[tuple[At, str | None]] = [(("segment",), one.segment)]
    texts += [(("snapshots", held.id, "query"), held.query) for held in one.snapshots]
    for at, text in texts:
        try:
            if text is not None:
                query_tree(text)
        except UsageError as problem:
            yield Flaw(at, f"{at[-1]}: {problem.message.splitlines()[0]}", problem.hint)


def no_template(one: Initiative, known: Known) -> Iterator[Flaw]:
    """A4.7: the template of its letters is there, and is one for letters of initiatives."""
    if one.template is None or one.closed_on:
        return
    if not one.template.startswith(INITIATIVE):
        yield Flaw(("template",), f"template: {one.template} is for no initiative",
                   f"its name begins with {INITIATIVE}")  # fmt: skip
    elif one.template not in known.templates | _SHIPPED:
        yield Flaw(("template",), f"template: there is no template {one.template}",
                   "clm template list")  # fmt: skip


def written_twice(one: Initiative, _known: Known) -> Iterator[Flaw]:
    """A4.7: who was taken twice, as two customers that were merged may be, counts once."""
    held: set[tuple[str, str | None]] = set()
    for each in one.recipients:
        whom = (each.customer, each.trigger)
        if whom in held and each.status in ("planned", "sending", "failed"):
            yield Flaw(("recipients", each.id), f"{each.customer} is a recipient twice",
                       "they are written to and counted once; take one away")  # fmt: skip
        held.add(whom)
