"""Which record a person means by what they typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.names import did_you_mean, fold
from clm.errors import AmbiguousError, BadDataError, NotFoundError
from clm.i18n import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clm.services.workspace import Workspace

_ID: Final = re.compile(r"^(?:[a-z]{1,2}-)?[0-9a-hjkmnp-tv-z]{1,8}$")
_MANY: Final = 12
"""How many candidates an ambiguous reference lists."""


_ITEMS: Final = frozenset({"item", "escalation"})
"""What an id may be of, beside a customer: what stands in their files, or is a file of its own."""


class Found(NamedTuple):
    """The customer meant, and the item of theirs if one was named (`t-…`, `m-…`, `b-…`)."""

    customer: str
    item: str | None = None


def find(workspace: Workspace, ref: str, *, follow: bool = True) -> Found:
    """The one record that `ref` means.

    An id (its `c-` may be left off), an unambiguous prefix of one, whole words of a name, or an
    e-mail. A customer who was merged is the one they were merged into (A2.13), unless that is not
    to be followed.

    Raises:
        NotFoundError: nothing matches.
        AmbiguousError: several records match, or have that id; the hint lists them.
        BadDataError: the file of the record cannot be read.
    """
    text = ref.strip()
    exact = _exact(workspace, text.lower())
    if exact:
        return _followed(workspace, exact) if follow else exact
    if workspace.index.age:  # names stand in files, and not all were looked at
        workspace.look_at_all()
        return find(workspace, ref, follow=follow)
    named = {*_by_name(workspace, text), *_by_prefix(workspace, text.lower())}
    matches = named
    if len(named) <= _MANY:  # of more, one would not be enough
        matches = {one._replace(customer=merged_into(workspace, one.customer)) for one in named}
    if len(matches) == 1:
        return _followed(workspace, named.pop()) if follow else named.pop()
    if not matches:
        _refuse_unreadable(workspace, text.lower())
        unread = (
            "; it may stand in a file that cannot be read: clm check"
            if workspace.findings()
            else ""
        )
        raise NotFoundError(f"nothing matches {ref}", _where_all_are(workspace, text) + unread)
    raise AmbiguousError(f"{ref} matches {len(matches)} records", _listed(workspace, matches))


def merged_into(workspace: Workspace, customer: str) -> str:
    """The customer that one stands for now: itself, unless it was merged (A2.13)."""
    met = {customer}
    while (target := workspace.index.merged_into(customer)) and target not in met:
        met.add(target)
        customer = target
    return customer


def _followed(workspace: Workspace, found: Found) -> Found:
    target = merged_into(workspace, found.customer)
    if target == found.customer:
        return found
    if workspace.tell:
        said = translate("{old} was merged into {new}")
        workspace.tell(said.format(old=found.customer, new=target))
    return found._replace(customer=target)


def customers(workspace: Workspace, refs: Iterable[str]) -> list[str]:
    """The ids of the customers meant, each once, in the order typed."""
    return list(dict.fromkeys(find(workspace, ref).customer for ref in refs))


def open_one(
    found: Found, ref: str, noun: str, prefix: str, load: Callable[[], list[tuple[str, str]]]
) -> Found:
    """The request or complaint that was found; a customer stands for their only open one.

    `load` answers the id and the title of each that the customer has open.

    Raises:
        NotFoundError: it is something else, or the customer has none.
        AmbiguousError: the customer has several; the hint lists them.
    """
    if found.item and found.item.startswith(prefix):
        return found
    if found.item:
        raise NotFoundError(f"{ref} is no {noun}", f"clm {noun} list shows the open ones")
    having = load()
    if not having:
        hint = f"clm {noun} list --customer {found.customer} --all"
        raise NotFoundError(f"{found.customer} has no open {noun}", hint)
    if len(having) > 1:
        lines = "\n".join(f"{item}  {title}" for item, title in having)
        sentence = f"{found.customer} has {len(having)} open {noun}s"
        raise AmbiguousError(sentence, f"one of these:\n{lines}")
    return found._replace(item=having[0][0])


def _exact(workspace: Workspace, text: str) -> Found | None:
    """The record with just this id.

    Raises:
        AmbiguousError: several have it, by a mistake of a hand: which one is meant nobody knows.
    """
    for word in (text, f"c-{text}"):
        rows = workspace.index.with_word(word)
        for _, kind, customer in rows:
            if kind == "id":
                return Found(customer)
        having = {Found(customer, found) for found, kind, customer in rows if kind in _ITEMS}
        if len(having) > 1:
            hint = f"{_listed(workspace, having)}\ngive all but one a new id: clm check"
            raise AmbiguousError(f"{len(having)} records have the id {word}", hint)
        if having:
            return having.pop()
    return None


def _by_name(workspace: Workspace, text: str) -> set[Found]:
    if "@" in text:
        rows = workspace.index.with_word(text.casefold())
        return {Found(customer) for _, kind, customer in rows if kind == "email"}
    if ":" in text:
        rows = workspace.index.with_word(text)
        return {Found(customer) for _, kind, customer in rows if kind == "external"}
    named: set[str] | None = None
    for word in fold(text).split():
        rows = workspace.index.with_word(word)
        having = {customer for _, kind, customer in rows if kind == "name"}
        named = having if named is None else named & having
    return {Found(customer) for customer in named or ()}


def _by_prefix(workspace: Workspace, text: str) -> set[Found]:
    if not _ID.match(text):
        return set()
    found: set[Found] = set()
    for start in (text,) if "-" in text else (text, f"c-{text}"):
        for word, kind, customer in workspace.index.with_word(start, prefix=True):
            if kind == "id":
                found.add(Found(customer))
            elif kind in _ITEMS and "-" in text:
                found.add(Found(customer, word))
    return found


_LISTS: Final = {
    "r-": "clm request list --all shows all requests",
    "t-": "clm task list --all shows all tasks",
    "cm-": "clm complaint list --all shows all complaints",
    "rv-": "clm review list shows all reviews",
    "es-": "clm escalation list --all shows all escalations",
}


def _where_all_are(workspace: Workspace, text: str) -> str:
    """The list of what an unknown reference is one of; of names, one that is like it too."""
    if found := _LISTS.get(text.lower()[: text.find("-") + 1]):
        return found
    shown = "clm customer list shows all customers"
    for word in fold(text).split():
        # Slips are seldom in the first letter, and there are many names.
        rows = workspace.index.with_word(word[0], prefix=True)
        known = {name for name, kind, _ in rows if kind == "name"}
        if word not in known and (near := did_you_mean(word, sorted(known))):
            return near + shown
    return shown


def _refuse_unreadable(workspace: Workspace, text: str) -> None:
    for name in (text, f"c-{text}"):
        path = workspace.index.path_of(name)
        for finding in workspace.findings() if path else ():
            if finding.path == path:
                raise BadDataError(str(finding), finding.hint or f"mend it, then: clm check {path}")


def _listed(workspace: Workspace, matches: set[Found]) -> str:
    ordered = sorted(matches)
    names = workspace.index.names([found.customer for found in ordered[:_MANY]])
    lines = [f"{f.item or f.customer}  {names.get(f.customer, '')}" for f in ordered[:_MANY]]
    more = [f"… and {len(ordered) - _MANY} more"] if len(ordered) > _MANY else []
    return "one of these:\n" + "\n".join([*lines, *more])
