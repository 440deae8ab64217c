"""Writing into a case file: what was typed made an entry, with what is to follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.casefile import Quote
from clm.domain.moments import written_moment
from clm.domain.noting import After, Draft, noted
from clm.errors import UsageError
from clm.i18n import translate
from clm.services.acting import on_customers
from clm.services.covering import matter_of
from clm.services.refs import customers
from clm.services.staff import known_colleague
from clm.services.tagging import tags_typed
from clm.store.dialect import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clm.domain.casefile import FileName, NoteKind
    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

    Day = Callable[[str], date]
    """What a date word means."""


class Typed(NamedTuple):
    """An entry as the words of a command line or a form, dates and tags as they were typed.

    `pasted`: the text is somebody's own words; `source` and `at` say whose and when.
    """

    text: str | None = None
    situation: str | None = None
    task: str | None = None
    reaction: str | None = None
    next_steps: str | None = None
    kind: NoteKind | None = None
    tags: tuple[str, ...] = ()
    next_on: str | None = None
    remind: str | None = None
    pasted: bool = False
    source: str | None = None
    at: str | None = None
    booking: str | None = None
    complaint: str | None = None
    what: str | None = None
    price: str | None = None
    valid_until: str | None = None
    pin: bool = False


class Wish(NamedTuple):
    """What else is wanted of an entry: where it goes, an urgent hand-over, a secret kept.

    `file` None is the O-Team's; in a share, and for what the VPA told, it is the VPA's.
    """

    file: FileName | None = None
    from_vpa: bool = False
    urgent_to: str | None = None
    force: str | None = None


def note(
    workspace: Workspace,
    ref: str,
    typed: Typed,
    wish: Wish,
    who: Who,
    day: Day,
    *,
    dry_run: bool = False,
) -> Outcome:
    """Write an entry into a case file, with a reminder or an urgent hand-over (A3.10).

    Raises:
        UsageError: it says nothing, a word is no tag, date or moment, or two do not go together.
        NotFoundError: there is no such customer, booking, task or colleague.
        RefusedError: its kind needs more, it holds a secret, or a day does not fit.
    """
    draft = _draft(workspace, typed, wish, day)
    after = After(_next_look(typed, day), wish.urgent_to)
    if after.urgent_to:
        known_colleague(workspace, after.urgent_to)

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        decision = noted(dossier, workspace.process, actor, draft, after)
        of = matter_of(workspace, dossier.customer.id, kind="reminder")
        covers = after.urgent_to and workspace.roster.cover(after.urgent_to, actor.today, of)
        if covers == actor.handle:
            said = translate("{person} is away and you cover: it is yours, nobody else is told")
            return decision._replace(said=(*decision.said, said.format(person=after.urgent_to)))
        return decision

    ids = customers(workspace, [ref])
    return on_customers(workspace, "note", ids, who, decide, dry_run=dry_run)


def _draft(workspace: Workspace, typed: Typed, wish: Wish, day: Day) -> Draft:
    is_vpas = wish.from_vpa or workspace.settings.share is not None
    # A pasted text is kept to the last character, and so begins and ends as it was said.
    text = typed.text if typed.pasted else _bare(typed.text)
    return Draft(
        text=text if text and text.strip() else None,
        situation=_bare(typed.situation),
        task=_bare(typed.task),
        reaction=_bare(typed.reaction),
        next_steps=_bare(typed.next_steps),
        kind=typed.kind or ("chat-or-mail" if typed.pasted else "other"),
        tags=tags_typed(workspace, typed.tags),
        file=wish.file or ("vpa" if is_vpas else "oteam"),
        quote=_quote(workspace, typed),
        agreed=(
            _bare(typed.what),
            _bare(typed.price),
            day(typed.valid_until) if typed.valid_until else None,
        ),
        pinned=typed.pin,
        booking=typed.booking,
        complaint=typed.complaint,
        from_vpa=wish.from_vpa,
        force=wish.force,
    )


def _bare(text: str | None) -> str | None:
    return text.strip() if text else None


def _quote(workspace: Workspace, typed: Typed) -> Quote | None:
    """A3.6: whose words a pasted text is, and when they were said: now, if nobody says when."""
    if not typed.pasted:
        if typed.source or typed.at:
            raise UsageError("--source and --at go with a pasted text", "--paste")
        return None
    if not (typed.source and typed.source.strip()):
        raise UsageError("where is the text from?", "--source TEXT, as --source Teams")
    said = typed.at or f"{workspace.now:%Y-%m-%dT%H:%M}"
    try:
        return Quote(source=typed.source.strip(), at=written_moment(said.replace(" ", "T")))
    except ValueError:
        raise UsageError(
            f"'{said}' is no moment", "write 2026-11-17, or 2026-11-17T14:30"
        ) from None


def _next_look(typed: Typed, day: Day) -> date | None:
    """A3.8: next steps with a date are a reminder; `remind` is one without more words."""
    if typed.next_on and not (typed.next_steps and typed.next_steps.strip()):
        raise UsageError("--next-on is when the next steps are due", "--next TEXT says which")
    if typed.next_on and typed.remind:
        raise UsageError("--next-on and --remind are both a reminder", "choose one of the two")
    wanted = typed.next_on or typed.remind
    return day(wanted) if wanted else None


def clipboard() -> str:
    """The text on the person's clipboard.

    Raises:
        MissingToolError: there is none here, or no program that reaches it.
        BadDataError: it holds no text.
    """
    from clm.store.clipboard import paste

    return paste()


def quotable(text: str) -> tuple[str, int]:
    """A text as data may hold it, else to the last character (A3.6), and how many it may not."""
    return FORBIDDEN.subn("", text.replace("\r\n", "\n"))
