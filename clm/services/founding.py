"""Making a data folder: the tree, its settings, and the record of the person who makes it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clm import clock
from clm.domain import starterprocesses
from clm.domain.changes import Act, Target, message
from clm.domain.escalationwords import EscalationSource
from clm.domain.names import fold
from clm.domain.people import Colleague
from clm.domain.sla import starter
from clm.domain.tags import STARTER_SECTIONS, STARTERS
from clm.domain.values import SLUG, Role
from clm.errors import StateError, UsageError
from clm.i18n import spoken, translate
from clm.services.trusting import agree, look
from clm.store.emit import block, flow, new_file, schema_line
from clm.store.founding import identity_in, make_repository, templates
from clm.store.git import Repo
from clm.store.kinds import path_of, target_of
from clm.store.schemas import export
from clm.store.transaction import FileChange, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clm.domain.sla import Sla
    from clm.domain.values import Language
    from clm.store.newcommit import Identity

_EMPTY: Final = (
    "customers", "vpas", "services", "surveys", "processes", "reports", "escalations",
    "initiatives", "plans",
)  # fmt: skip
"""The folders that are empty at first; git keeps no empty folder, so each has a file."""
_OWN_PLACE: Final = "make the data folder in an empty folder, or as `data` in a repository's root"
_FORMAT: Final = "1"
_AGREEMENT: Final[dict[Language, tuple[str, str]]] = {
    "en": ("Standard", "The customer is told within one working day."),
    "de": ("Standard", "Der Kunde erfährt es innerhalb eines Arbeitstags."),
    "pt": ("Padrão", "O cliente é informado no prazo de um dia útil."),
}
"""What the default agreement is called, and how customers are told of what was missed."""


class Wish(NamedTuple):
    """What the person wants of a new folder; what is None is taken from git or the folder."""

    handle: str | None = None
    name: str | None = None
    timezone: str = "Europe/Berlin"
    today: date | None = None
    language: Language = "en"


class Founded(NamedTuple):
    """What was made: the folder, who its first colleague is; no commit where it stood already."""

    folder: Path
    handle: str | None
    commit: str | None


def found(folder: Path, wish: Wish) -> Founded:
    """Make a data folder, with its git repository if there is none, as one commit (A2.2).

    A folder that is one already is left as it is.

    Raises:
        StateError: the place is somebody else's, or git does not know who the person is.
        UsageError: the handle or the time zone is none.
    """
    standing = _data_folder_at(folder)
    if standing:
        return Founded(standing, None, None)
    zone = _zone(wish.timezone)
    repo = _free_place(folder)
    identity = identity_in(folder)
    colleague = _first_colleague(identity, wish.handle)
    now = clock.now(zone, wish.today)
    files = _files(folder, wish, colleague, now.date())
    if repo is None:
        repo = make_repository(folder)
        agree(look(folder))  # hooks in it came from the person's own template
    prefix = folder.relative_to(repo.root).as_posix().removeprefix(".")
    start = f"{prefix}/" if prefix else ""
    act = Act("init", (), colleague.id, today=wish.today)
    with transaction(repo, who="clm init") as held:
        changes = {start + path: FileChange(None, data) for path, data in files.items()}
        return Founded(folder, colleague.id, held.commit(changes, message(act), now))


def _data_folder_at(folder: Path) -> Path | None:
    """The data folder that this is already, or that it has as `data`."""
    return next(
        (one for one in (folder, folder / "data") if (one / "clm.yaml").is_file()),
        None,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"there is no time zone {name}", "as in Europe/Berlin") from None


def _free_place(folder: Path) -> Repo | None:
    """The repository that is to hold the folder, None where one is to be made.

    Raises:
        StateError: something of somebody else's is there.
    """
    if folder.exists() and not folder.is_dir():
        raise StateError(f"{folder} is no folder", _OWN_PLACE)
    repo = Repo.find(next(one for one in (folder, *folder.parents) if one.is_dir()))
    held = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    if any(name != ".git" for name in held):
        raise StateError(f"{folder} is not empty, and no data folder", _OWN_PLACE)
    if repo is None:
        return None
    branch = repo.head_branch()
    if folder == repo.root and branch and repo.ref(branch):
        raise StateError(f"{folder} is a repository with a history of its own", _OWN_PLACE)
    if folder not in (repo.root, repo.root / "data"):
        raise StateError(f"{folder} lies inside the repository {repo.root}", _OWN_PLACE)
    return repo


def _first_colleague(identity: Identity, handle: str | None) -> Colleague:
    """The record of the person of the git identity, with every role."""
    return Colleague(
        id=(handle and _checked(handle)) or _handle(identity),
        initials="".join(word[0] for word in fold(identity.name).split())[:4].upper() or None,
        name=identity.name,
        emails=(identity.email,),
        roles=get_args(Role),
    )


def _checked(handle: str) -> str:
    if _is_handle(handle):
        return handle
    raise UsageError(f"{handle} is no handle", "small letters, digits and hyphens, as in jana")


def _handle(identity: Identity) -> str:
    """The e-mail's local part as a slug, else the name."""
    for words in (identity.email.partition("@")[0], identity.name):
        slug = "-".join(fold(words).split())
        if _is_handle(slug):
            return slug
    raise StateError("your git identity makes no handle", "say which: clm init --as HANDLE")


def _is_handle(text: str) -> bool:
    # A name that a file system keeps for a device makes no path of ours.
    return bool(re.match(SLUG, text)) and target_of(f"team/{text}.yaml") is not None


def _files(folder: Path, wish: Wish, colleague: Colleague, day: date) -> dict[str, bytes]:
    """Path in the folder → content, of everything that is written."""
    settings = {
        "format": _FORMAT,
        "name": wish.name or folder.name or "clm",
        "timezone": wish.timezone,
        "checks_from": day.isoformat(),
    }
    if wish.language != "en":
        settings["language"] = wish.language
    first = path_of(Target("team", colleague.id))
    default = path_of(Target("sla", "default"))
    lines = [schema_line("clm.yaml", "settings"), *block(settings, 0), *_tags(wish.language)]
    lines += ["escalation:", f"  since: {day}", "  sources:"]
    lines += [f"    {source}: {{}}" for source in get_args(EscalationSource)]
    return {
        "clm.yaml": ("\n".join(lines) + "\n").encode(),
        first: new_file(colleague, schema_line(first, "colleague")),
        default: new_file(_agreement(wish.language, day), schema_line(default, "sla")),
        **{f"{name}/.gitkeep": b"" for name in _EMPTY},
        **dict(templates()),
        **dict(_definitions(wish.language, colleague.id, day)),
        **{f".schema/{name}": data for name, data in export().items()},
    }


def _definitions(language: Language, owner: str, day: date) -> Iterator[tuple[str, bytes]]:
    """The process definitions to begin with (A2.5), owned by who makes the folder."""
    with spoken(language):
        for starter in starterprocesses.STARTERS:
            path = path_of(Target("definition", starter.id))
            record = starterprocesses.written(starter, owner, day, translate)
            yield path, new_file(record, schema_line(path, "definition"))


def _agreement(language: Language, day: date) -> Sla:
    """What is promised where nothing else is agreed on (A2.2), from the first of the year on.

    So it holds too for what came before the folder was made.
    """
    return starter(date(day.year, 1, 1), *_AGREEMENT[language])


def _tags(language: Language) -> Iterator[str]:
    """The lines about tags: each with its other names beside it, so that the list is short."""
    yield "tags:"
    for name, others in STARTERS[language].items():
        yield f"  {name}: {flow(list(others))}"
    if language in STARTER_SECTIONS:
        yield from block({"vpa_sections": list(STARTER_SECTIONS[language])}, 0)
