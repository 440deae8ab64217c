"""Notes that managers keep of their people: written, listed, handed over, removed (A4.1, A4.2)."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Target
from clm.domain.people import Colleague
from clm.domain.privatenote import (
    PrivateNote,
    Told,
    belongs_to,
    folder_of,
    is_expired,
    keep_until,
    may_keep,
    note_path,
    noted,
    refuse_others,
)
from clm.domain.values import SLUG
from clm.errors import ClmError, NotFoundError, RefusedError
from clm.i18n import translate
from clm.services import private
from clm.services.acting import new_id
from clm.services.reporting import refuse_in_data
from clm.services.staff import known_colleague
from clm.store import vault
from clm.store.emit import as_data, new_file
from clm.store.git import Repo
from clm.store.outfile import write_whole
from clm.store.purging import purge
from clm.store.sealing import SEALED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from clm.domain.privatenote import Kind
    from clm.services.private import PrivateStore
    from clm.services.workspace import Workspace
    from clm.store.purging import Left

LAW: Final = (
    "how long such notes may be kept differs by law and agreement: set keep_*_months in clm.yaml"
)
"""Told wherever the time is told for which something is kept (A4.2)."""


_WHO_MAY: Final = "who leads somebody may, or who has the role manager or team-lead"


class Kept(NamedTuple):
    """A note, and the commit of the private repository that has it; None in a dry run."""

    note: PrivateNote
    commit: str | None


class Removed(NamedTuple):
    """What was removed: the ids of notes and names of pages, and what the history lost."""

    names: tuple[str, ...]
    left: Left | None


def refuse(workspace: Workspace, user: str, handle: str) -> None:
    """Only the manager of an employee may go on.

    Raises:
        RefusedError: it is somebody else.
    """
    if handle and not re.match(SLUG, handle):
        raise NotFoundError(f"nobody in the team has the handle {handle}", "clm team list")
    refuse_others(_colleague(workspace, user), _record(workspace, handle), handle)


def _record(workspace: Workspace, handle: str) -> Colleague | None:
    if not re.match(SLUG, handle):
        return None
    found: Colleague | None = workspace.record(Target("team", handle))
    return found


def _colleague(workspace: Workspace, handle: str) -> Colleague:
    found = _record(workspace, handle)
    return found or Colleague(id=handle, name=handle)


def note(
    workspace: Workspace,
    store: PrivateStore,
    user: str,
    handle: str,
    kind: Kind,
    told: Told,
    text: str,
    *,
    dry_run: bool = False,
) -> Kept:
    """Keep one note, in the private store alone.

    Raises:
        NotFoundError: nobody has that handle.
        RefusedError: the person is not the manager of the employee.
        UsageError: something does not go with the kind.
    """
    known_colleague(workspace, handle)
    refuse(workspace, user, handle)
    if told.absence is None and told.on > workspace.today:
        raise RefusedError(f"{told.on} lies ahead", "name the day it happened: --on 16.11.")
    made = noted(new_id("pn"), handle, kind, user, told, text)
    data = new_file(made, None)
    if dry_run:
        return Kept(made, None)
    return Kept(made, private.keep(store, {note_path(made): data}, f"private note {made.id}"))


def listed(
    workspace: Workspace,
    store: PrivateStore,
    user: str,
    *,
    of: str | None = None,
    kind: str | None = None,
    expired: bool = False,
) -> list[dict[str, Any]]:
    """Notes of those whose manager the person is, by day; `expired`: that are kept too long.

    Raises:
        RefusedError: the person is nobody's manager, or not of whom they ask for.
        NotFoundError: whom they ask for is and was nobody in the team, and nothing is kept of them.
    """
    handles = [of] if of else _mine(workspace, store, user)
    if of:
        refuse(workspace, user, of)
        if of not in {*workspace.former, *private.employees(store)}:
            known_colleague(workspace, of)
    found = [_item(workspace, one) for name in handles for one in private.notes(store, name)]
    shown = [
        item for item in found if kind in (None, item["kind"]) and (not expired or item["expired"])
    ]
    return sorted(shown, key=lambda item: (item["on"], item["id"]))


def _mine(workspace: Workspace, store: PrivateStore, user: str) -> list[str]:
    me = _colleague(workspace, user)
    everybody = {*workspace.team, *private.employees(store)}
    mine = {one for one in everybody if may_keep(me, _record(workspace, one))}
    if not mine:
        raise RefusedError("you are nobody's manager", _WHO_MAY)
    return [one for one in private.employees(store) if one in mine]


def _item(workspace: Workspace, one: PrivateNote) -> dict[str, Any]:
    policy = workspace.process.policy
    return {
        "id": one.id,
        "person": one.person,
        "kind": one.kind,
        "on": one.on.isoformat(),
        "from": one.from_.isoformat() if one.from_ else None,
        "to": one.to.isoformat() if one.to else None,
        "minutes": one.minutes,
        "score": one.score,
        "text": one.text,
        "absence": one.absence,
        "by": one.by,
        "keep_until": keep_until(one, policy).isoformat(),
        "expired": is_expired(one, workspace.today, policy),
    }


def export(
    workspace: Workspace, store: PrivateStore, user: str, handle: str, place: str
) -> dict[str, Any]:
    """Write all that is kept of an employee into a file for them; for its owner's eyes (A4.2).

    Raises:
        RefusedError: the place lies in the team's data or the store, or it is not the manager.
        NotFoundError: nothing is kept of the employee.
    """
    refuse(workspace, user, handle)
    refuse_in_data(workspace, place)
    path = Path(place).resolve()
    _refuse_in_team(workspace, path)
    if path.is_relative_to(store.root):
        raise RefusedError(f"{place} lies in your private store", "name a file outside: -O")
    found = private.files(store, folder_of(handle))
    if not found:
        raise NotFoundError(f"nothing is kept of {handle}", "clm private list")
    kept = [as_data(one) for one in private.notes(store, handle)]
    pages = {
        name.rpartition("/")[2]: data.decode(errors="replace")
        for name, data in found.items()
        if not name.endswith(".yaml")
    }
    answer = {
        "schema": "clm/private-export@1",
        "today": workspace.today.isoformat(),
        "person": handle,
        "notes": kept,
        "pages": pages,
    }
    if path.suffix.lower() in (".md", ".txt"):
        text = _as_text(handle, kept, pages)
    else:
        text = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    with vault.unseen():
        write_whole(path, text.encode())
    return answer


def _refuse_in_team(workspace: Workspace, path: Path) -> None:
    team, around = workspace.repo, Repo.find(path.parent)
    if team is None:
        return
    is_theirs = around is not None and around.common_dir == team.common_dir
    if is_theirs or path.is_relative_to(team.root.resolve()):
        raise RefusedError(f"{path} lies in the team's repository", "name a file outside: -O")


def _as_text(handle: str, kept: Sequence[dict[str, Any]], pages: dict[str, str]) -> str:
    lines = [f"# {handle}", ""]
    for one in kept:
        lines += [f"## {one['on']} {one['kind']} ({one['id']})", ""]
        lines += [f"- {key}: {value}" for key, value in one.items() if key not in _SAID]
        lines += ["", one["text"]] if one.get("text") else []
        lines.append("")
    for name, text in pages.items():
        lines += [f"## {name}", "", text.rstrip("\n"), ""]
    return "\n".join(lines)


_SAID: Final = frozenset({"id", "person", "kind", "on", "text"})


def remove(
    workspace: Workspace,
    store: PrivateStore,
    user: str,
    ref: str | None,
    *,
    expired: bool,
    sure: Callable[[Sequence[str]], None],
) -> Removed:
    """Remove what is kept of an employee, one note, or what is kept too long; for good (A4.2).

    It goes out of the history and the objects of the private repository too. Removed again, a
    removal that was cut off is finished.

    `ref` is a handle, or the id of a note; `sure` asks the person, and raises where they are not.

    Raises:
        NotFoundError: nothing like that is kept, nor was.
        RefusedError: the person is not the manager, or says no.
    """
    handle, ids = _meant(workspace, store, user, ref, expired=expired)

    def gone(path: str) -> bool:
        return belongs_to(path, handle, ids)

    names = tuple(sorted(path for path in _stored(store) if gone(path)))
    if expired and not names:
        return Removed((), None)
    if names:
        sure(names)
    with vault.held(store.repo, "private remove") as opened:
        there = [path for path in _stored(store) if gone(path)]
        if there:
            vault.put(opened, dict.fromkeys(there), "private remove", store.when)
        left = purge(opened.repo, gone)
    if not names and not left.commits:
        raise NotFoundError(f"nothing is kept of {ref}", "clm private list")
    return Removed(tuple(one.rpartition("/")[2].removesuffix(SEALED) for one in names), left)


def _stored(store: PrivateStore) -> list[str]:
    return [*vault.listed(store.root, "people"), *vault.listed(store.root, "pulse")]


def refuse_no_leader(workspace: Workspace, user: str) -> None:
    """Only who leads somebody may go on: what is told is of the whole team (A4.4).

    Raises:
        RefusedError: the person is nobody's manager.
    """
    me = _colleague(workspace, user)
    if not any(may_keep(me, _record(workspace, one)) for one in workspace.team):
        raise RefusedError("you are nobody's manager", _WHO_MAY)


def told_of_absences(store: PrivateStore, absences: Sequence[str]) -> Iterator[str]:
    """Which notes tell of what kind an absence is that has changed (A4.2), as sentences.

    None where the person's key does not read them: who wrote them is told by theirs.
    """
    said = translate("{note} is of the absence as it was: clm private remove {note}")
    with suppress(ClmError):
        for handle in private.employees(store):
            for one in private.notes(store, handle):
                if one.absence in absences:
                    yield said.format(note=one.id)


def _meant(
    workspace: Workspace, store: PrivateStore, user: str, ref: str | None, *, expired: bool
) -> tuple[str | None, frozenset[str]]:
    """The handle of whom everything is to go, or the ids of notes."""
    if expired:
        items = listed(workspace, store, user, of=ref, expired=True)
        return None, frozenset(item["id"] for item in items)
    if ref is None:
        raise NotFoundError("whose, or which note?", "clm private remove HANDLE|NOTE-ID")
    if ref.startswith("ps-"):
        refuse_no_leader(workspace, user)
        return None, frozenset({ref})
    if not ref.startswith("pn-"):
        refuse(workspace, user, ref)
        return ref, frozenset()
    owner = next((path.split("/")[1] for path in _stored(store) if f"/{ref}." in path), None)
    refuse(workspace, user, owner or "")
    return None, frozenset({ref})


def refuse_sick(workspace: Workspace, store: PrivateStore | None, user: str, handle: str) -> None:
    """Before the absence is recorded: may its kind be kept (A4.2)?

    Raises:
        RefusedError: the person has a private store, but is not the manager.
        ClmError: nothing can be written into the store now.
    """
    if store is not None:
        refuse(workspace, user, handle)
        private.refuse_unwritable(store)


def keep_sick(
    workspace: Workspace,
    store: PrivateStore | None,
    user: str,
    handle: str,
    days: tuple[date, date | None],
    absence: str,
) -> str:
    """Keep of what kind an absence is, in the private store alone; answers what to say (A4.2).

    Raises:
        ClmError: it was not kept; the absence is recorded.
    """
    if store is None:
        return translate("its kind is kept nowhere: you have no private store (clm private init)")
    about = Told(days[0], *days, absence=absence)
    try:
        kept = note(workspace, store, user, handle, "sick", about, "")
    except ClmError as error:
        first, last = days
        end = f" --to {last}" if last else ""
        raise type(error)(
            f"absence {absence} is recorded, its kind was not kept: {error.message}",
            f"clm private note {handle} --kind sick --from {first}{end}",
        ).also(error.hint or "") from error
    said = translate(
        "its kind is kept in your private store ({note}); clm undo leaves it there: clm private"
        " remove {note} takes it away"
    )
    return said.format(note=kept.note.id)
