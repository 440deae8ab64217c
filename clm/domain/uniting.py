"""Two records of one customer made one (A2.13): field by field, and nothing is lost.

Both are plain data as their files have it, so that unknown keys of items come along.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from clm.domain.duplicates import phone_key
from clm.domain.names import fold
from clm.domain.repointing import repointed
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from clm.domain.changes import FileKind
    from clm.domain.decisions import Actor

Side = Literal["from", "into"]
Data = Any
"""A text, or lists and mappings of these."""
Tree = dict[str, Any]

OWN: Final = frozenset({"id", "status", "merged_into", "customer"})
"""What each record keeps for itself."""
MARKS: Final = frozenset({"class", "prio", "offer", "watch"})
"""Dated marks, of which one is open at most; of `watch` one for each reason (L10)."""
_WHOLE: Final = frozenset({"appointment"})
"""Mappings that mean one thing: halves of two would mean none."""


class Row(NamedTuple):
    """A field that is not the same in both: what each has, and what comes of it.

    `is_choice`: both say something else; `is_open`: and nobody has chosen.
    """

    field: str
    source: Data
    target: Data
    united: Data
    is_choice: bool = False
    is_open: bool = False


class Held(NamedTuple):
    """What there is of one customer: the master data, and the other files by kind."""

    customer: Tree
    files: Mapping[FileKind, Tree]


class United(NamedTuple):
    """What comes of two: the master data, the other files, which ids became which, the fields.

    `said` is about bookings that seem to be in both.
    """

    customer: Tree
    files: dict[FileKind, Tree]
    renamed: dict[str, str]
    rows: tuple[Row, ...]
    said: tuple[str, ...] = ()


class Choices:
    """Which side a field is taken from where both say something else; `rest` is for all others."""

    def __init__(self, takes: Mapping[str, Side], rest: Side | None = None) -> None:
        self.takes = takes
        self.rest = rest
        self.rows: list[Row] = []

    def side(self, field: str) -> Side | None:
        """The side that was chosen for a field."""
        return self.takes.get(field, self.rest)

    def chosen(self, field: str, source: Data, target: Data) -> Data:
        """One of two that differ; as long as nobody has chosen, the target's."""
        side = self.side(field)
        united = source if side == "from" else target
        self.rows.append(Row(field, source, target, united, is_choice=True, is_open=side is None))
        return united

    def joined(self, field: str, source: Data, target: Data) -> Data:
        """What comes of a field: what one of them lacks is filled, lists are united."""
        if not source or source == target:
            united = target
        elif not target:
            united = source
        elif isinstance(source, dict) and isinstance(target, dict) and field not in _WHOLE:
            return {
                key: self.joined(f"{field}.{key}", source.get(key), target.get(key))
                for key in dict.fromkeys((*target, *source))
            }
        elif isinstance(source, list) and isinstance(target, list):
            united = self.listed(field, source, target)
        else:
            return self.chosen(field, source, target)
        self.note(field, source, target, united)
        return united

    def listed(self, field: str, source: list[Data], target: list[Data]) -> list[Data]:
        """The items of both, the target's first; what both have is there once."""
        made = {_name(one): one for one in target}
        for one in source:
            name = _name(one)
            held = made.get(name)
            made[name] = self.joined(f"{field}.{name}", one, held) if held else one
        return list(made.values())

    def note(self, field: str, source: Data, target: Data, united: Data) -> None:
        """Keep what came of a field that is not the same in both."""
        if (source or target) and source != target:
            self.rows.append(Row(field, source, target, united))


def _name(item: Data) -> str:
    return str(item.get("id") or item) if isinstance(item, dict) else str(item)


class _Hiding(NamedTuple):
    """Who takes entries of a VPA's file into the O-Team's, and who the VPAs are."""

    actor: Actor
    vpas: Collection[str]


def unite(
    source: Held, target: Held, choices: Choices, actor: Actor, vpas: Collection[str]
) -> United:
    """What the target is when the source is merged into it; `vpas` are the handles of all.

    Raises:
        UsageError: a field was chosen of which there is nothing to choose.
    """
    contacts, renamed = _contacts(source.customer, target.customer, choices)
    renamed[source.customer["id"]] = target.customer["id"]
    matched, said = _matched(source.customer, target.customer, renamed)
    source = source._replace(customer=matched)
    ours, theirs = (
        _without_itself(repointed(one.customer, renamed), target.customer["id"], contacts)
        for one in (target, source)
    )
    made: Tree = {}
    for key in dict.fromkeys((*ours, *theirs)):
        if key in OWN:
            made[key] = ours.get(key)
        elif key == "contacts":
            choices.note(key, theirs.get(key), ours.get(key), contacts)
            made[key] = contacts
        elif key in MARKS:
            made[key] = _marks(key, theirs.get(key) or [], ours.get(key) or [], choices, actor)
        else:
            made[key] = choices.joined(key, theirs.get(key), ours.get(key))
    files = _files(source, target, choices, renamed, _Hiding(actor, vpas))
    _refuse_unknown(choices)
    return United(made, files, renamed, tuple(choices.rows), tuple(said))


def _refuse_unknown(choices: Choices) -> None:
    differing = [row.field for row in choices.rows if row.is_choice]
    for field in choices.takes:
        if field not in differing:
            hint = f"to be chosen: {', '.join(differing)}" if differing else "nothing is"
            raise UsageError(f"{field} is not to be chosen", hint)


def _without_itself(tree: Tree, customer: str, contacts: Iterable[Tree]) -> Tree:
    """Nobody has invited themselves, or belongs to their own account."""
    own = {customer, *(one["id"] for one in contacts)}
    alone = {key: None for key in ("account", "invited_by") if tree.get(key) in own}
    return tree | alone


# contacts and marks


def _contacts(source: Tree, target: Tree, choices: Choices) -> tuple[list[Tree], dict[str, str]]:
    """The contacts of both; who has the same e-mail, or name and phone, is there once."""
    made: list[Tree] = list(target.get("contacts") or [])
    renamed: dict[str, str] = {}
    for one in source.get("contacts") or ():
        at = next((n for n, other in enumerate(made) if _is_same(one, other)), None)
        if at is None:
            made.append(one)
            continue
        other = made[at]
        renamed[one["id"]] = other["id"]
        made[at] = choices.joined(f"contacts.{other['id']}", _alike(one, other), other)
    return made, {old: new for old, new in renamed.items() if old != new}


def _is_same(one: Tree, other: Tree) -> bool:
    if one["id"] == other["id"]:
        return True
    emails = [_mail_key(held.get("email") or "") for held in (one, other)]
    if all(emails):
        return emails[0] == emails[1]
    phones = [phone_key(held.get("phone") or "") for held in (one, other)]
    is_one_number = phones[0] is not None and phones[0] == phones[1]
    return is_one_number and fold(one["name"]) == fold(other["name"])


def _alike(one: Tree, other: Tree) -> Tree:
    """The one contact, with what only its spelling tells from the other's as the other has it."""
    keys: dict[str, Callable[[str], str | None]] = {
        "name": fold,
        "email": _mail_key,
        "phone": phone_key,
    }
    same = {
        field: other[field]
        for field, key in keys.items()
        if one.get(field) and other.get(field) and key(one[field]) == key(other[field])
    }
    return {**one, **same, "id": other["id"]}


def _matched(source: Tree, target: Tree, renamed: dict[str, str]) -> tuple[Tree, list[str]]:
    """The source, with a booking that the target has too under the target's id; what to say of it.

    A booking of the same order, day, hours and kind is the same one. What agrees in day and hours
    alone may be another, or the same one typed twice: that is for a person to tell.
    """
    theirs, ours = ({one["id"] for one in side.get("bookings") or ()} for side in (source, target))
    left = [one for one in target.get("bookings") or () if one["id"] not in theirs]
    made: list[Tree] = []
    said: list[str] = []
    for one in source.get("bookings") or ():
        same = [other for other in left if one["id"] not in ours and _is_same_booking(one, other)]
        for other in same[:1]:
            left.remove(other)
            renamed[one["id"]] = other["id"]
            said.append(f"{one['id']} is {other['id']}, order {one['order']}: it is taken once")
        made.append({**one, "id": same[0]["id"], "hours": same[0].get("hours")} if same else one)
    for one in made:
        alike = [other for other in left if one["id"] not in ours and _may_be_same(one, other)]
        for other in alike:
            what = f"both {one['hours']} h of {one['booked_on']}"
            hint = f"if it is one booking, clm edit {target['id']} takes one out afterwards"
            said.append(f"{one['id']} and {other['id']} are {what}: {hint}")
    return (source | {"bookings": made} if made else source), said


def _may_be_same(one: Tree, other: Tree) -> bool:
    is_dated = bool(one.get("booked_on") and one.get("hours"))
    return is_dated and _day_and_hours(one) == _day_and_hours(other)


def _is_same_booking(one: Tree, other: Tree) -> bool:
    is_one_order = bool(one.get("order")) and one["order"] == other.get("order")
    is_one_kind = one.get("kind") == other.get("kind")
    return is_one_order and is_one_kind and _day_and_hours(one) == _day_and_hours(other)


def _day_and_hours(booking: Tree) -> tuple[Data, Decimal]:
    return booking.get("booked_on"), Decimal(booking.get("hours") or 0)


def _mail_key(text: str) -> str:
    return text.strip().casefold()


def _marks(
    field: str, source: list[Tree], target: list[Tree], choices: Choices, actor: Actor
) -> list[Tree]:
    """The marks of both; where both have an open one, one of the two is closed today.

    Which class holds is to be chosen where they differ; else the target's mark stays open.
    """
    made = {one["id"]: one for one in choices.listed(field, source, target)}
    held = {one["id"] for one in target}
    is_chosen = False
    for one in _open((one for one in source if one["id"] not in held), actor):
        for other in _open(target, actor):
            if one.get("reason") != other.get("reason"):
                continue
            closed = one
            if one.get("value") != other.get("value"):
                is_chosen = True
                value = choices.chosen(field, one.get("value"), other.get("value"))
                closed = other if value == one.get("value") else one
            made[closed["id"]] = closed | _closing(closed, actor)
    if not is_chosen:
        choices.note(field, source, target, list(made.values()))
    return list(made.values())


def _open(marks: Iterable[Tree], actor: Actor) -> list[Tree]:
    return [one for one in marks if str(one.get("off_on") or "9999") > actor.today.isoformat()]


def _closing(mark: Tree, actor: Actor) -> Tree:
    on = max(str(mark["on"]), actor.today.isoformat())
    return {"off_on": on, "off_by": actor.handle, "off_note": "merged"}


# the other files


def _files(
    source: Held, target: Held, choices: Choices, renamed: Mapping[str, str], hiding: _Hiding
) -> dict[FileKind, Tree]:
    """The other files of both as one each.

    Where the two have different VPAs, what the one had who is not chosen goes to the O-Team's
    file: no VPA is shown another's (A3.2).
    """
    theirs = {kind: repointed(file, renamed) for kind, file in source.files.items()}
    ours = {kind: repointed(file, renamed) for kind, file in target.files.items()}
    side = losing_side(source, target, choices)
    if side:
        losing = ours if side == "into" else theirs
        hidden = losing.pop("vpa-file", {})
        oteam = dict(losing.get("oteam") or {})
        oteam["notes"] = [*(oteam.get("notes") or []), *_hidden(hidden, hiding)]
        losing["oteam"] = oteam
    return {
        kind: {
            key: choices.joined(
                f"{kind}.{key}", theirs.get(kind, {}).get(key), ours.get(kind, {}).get(key)
            )
            for key in dict.fromkeys((*ours.get(kind, {}), *theirs.get(kind, {})))
            if key not in OWN
        }
        for kind in dict.fromkeys((*ours, *theirs))
    }


def losing_side(source: Held, target: Held, choices: Choices) -> Side | None:
    """Whose VPA is not chosen, where the two have different ones."""
    vpas = source.customer.get("vpa"), target.customer.get("vpa")
    if not all(vpas) or vpas[0] == vpas[1]:
        return None
    return "into" if choices.side("vpa") == "from" else "from"


def _hidden(file: Tree, hiding: _Hiding) -> Iterator[Tree]:
    """The entries of a VPA's file, and what the VPA was asked as entries of its own.

    In the O-Team's file a VPA's words are written down by a colleague.
    """
    actor = hiding.actor
    for note in file.get("notes") or ():
        is_vpas = note["by"] in hiding.vpas
        yield {**note, "by": actor.handle, "acting_as": note["by"]} if is_vpas else note
    for ask in file.get("deadlines") or ():
        done = f"done on {ask['done_on']}" if ask.get("done_on") else "open"
        yield {
            "id": actor.new_id("n"),
            "at": actor.now,
            "by": actor.handle,
            "text": f"{ask['id']}: {ask['vpa']} was asked: {ask['ask']} ({ask['on']}, {done})",
        }


def refuse_merging(source: Tree, target: Tree) -> None:
    """Refuse what is no merge of two customers.

    Raises:
        RefusedError: they are the same, one is merged already, or the target is archived.
    """
    ref, into = source["id"], target["id"]
    if ref == into:
        raise RefusedError(f"{ref} cannot be merged into itself", "clm customer merge FROM INTO")
    if source.get("status") == "merged":
        there = source.get("merged_into")
        hint = f"clm customer show {there}; clm undo takes a merge back"
        raise RefusedError(f"{ref} is merged into {there} already", hint)
    if target.get("status") == "merged":
        there = target.get("merged_into")
        hint = f"clm customer merge {ref} {there}" if there != ref else "clm undo takes that back"
        raise RefusedError(f"{into} is merged into {there} itself", hint)
    if target.get("status") == "archived":
        hint = f"clm customer set {into} status=active, or clm customer merge {into} {ref}"
        raise RefusedError(f"{into} is archived: nothing is merged into it", hint)


def refuse_open(rows: Iterable[Row]) -> None:
    """Refuse to merge while something is to be chosen.

    Raises:
        RefusedError: both say something else of a field; the hint lists what.
    """
    lines = [f"{row.field}: {row.source} | {row.target}" for row in rows if row.is_open]
    if lines:
        hint = "\n".join(["--take FIELD=from or FIELD=into, or --take into for all", *lines])
        raise RefusedError("the two differ: which is right?", hint)
