"""What VPAs have pushed to their shares, taken in: all new entries of one, or none (G12).

The share is read without trust and judged first; then its entries are added to the VPA files as
they are by now, and the share's commit is noted as agreed, both in one commit.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from clm import clock
from clm.domain.changes import Add, Set, Target
from clm.domain.decisions import Decision
from clm.domain.gate import MOST_COMMITS, Rules, as_notes
from clm.domain.people import ShareState
from clm.domain.tags import known_tags
from clm.errors import BusyError, ClmError, NotFoundError, RefusedError, StateError, UsageError
from clm.i18n import ngettext
from clm.services.acting import Step, save
from clm.services.directory import known_vpa
from clm.services.logbook import SIDES, repository
from clm.services.pushes import Verdict, judge, reasons_of_ids
from clm.store import shares
from clm.store.kinds import path_of
from clm.store.outside import Outside
from clm.store.pushed import is_published, tampered, tip_of
from clm.store.quarantine import Objects, quarantine
from clm.store.unshown import forget, unshown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from clm.domain.casefile import Note
    from clm.domain.people import Vpa
    from clm.services.acting import Outcome, Who
    from clm.services.pushes import Arrived
    from clm.services.workspace import Workspace
    from clm.services.writing import Writer

COMMAND: Final = "share pull"
_NOTE_ID: Final = re.compile(rb"n-[0-9a-hjkmnp-tv-z]{8}")
_SHA1: Final = 40
_ATTEMPTS: Final = 3


class Look(NamedTuple):
    """A share as it was found: what the data know of it, its branch's commit, what was pushed.

    `tip` is None where the share cannot be read; the verdict says why. `is_published`: there is
    a commit in the publisher's name that these data do not know.
    """

    vpa: str
    state: ShareState
    tip: str | None
    verdict: Verdict
    objects: Objects
    is_published: bool = False

    @property
    def is_new(self) -> bool:
        """Is the branch elsewhere than publishing left it? A publish that was cut off did, too."""
        return self.tip not in {self.state.commit, self.state.before}


class Pulled(NamedTuple):
    """What a pull came to: the entries taken in, as (customer, note), or why there are none.

    `tip` is where the share's branch is, `reasons` are those to refuse the push; `outcome` is what
    was written, None where there was nothing new.
    """

    vpa: str
    tip: str | None
    entries: Sequence[tuple[str, str]] = ()
    reasons: Sequence[str] = ()
    outcome: Outcome | None = None


def pull_all(
    workspace: Workspace, vpas: Sequence[str], folder: Path, who: Who, *, dry_run: bool = False
) -> tuple[list[Pulled], list[ClmError]]:
    """Take in what some VPAs have pushed, or every VPA with a share; each is judged alone.

    What hinders one is answered beside the others.
    """
    workspace.refuse_unwritable()
    done: list[Pulled] = []
    problems: list[ClmError] = []
    for vpa in dict.fromkeys(vpas) or with_share(workspace):
        try:
            done.append(pull(workspace, vpa, folder, who, dry_run=dry_run))
        except ClmError as problem:
            problems.append(problem)
    return done, problems


def with_share(workspace: Workspace) -> list[str]:
    """The VPAs who have a share, by handle."""
    workspace.look_at_all()
    return sorted(one["id"] for one in workspace.index.meta("vpa") or [] if one.get("share"))


def pull(
    workspace: Workspace, vpa: str, folder: Path, who: Who, *, dry_run: bool = False
) -> Pulled:
    """Take in what a VPA has pushed to their share, `FOLDER/<vpa>.git`, or refuse all of it.

    Raises:
        NotFoundError: there is no such VPA.
        StateError: they have no share, or it is not there.
        BusyError: others pull or publish all the time; or a colleague has published meanwhile.
        RefusedError: a file of these data has no room for the entries.
    """
    for _ in range(_ATTEMPTS):
        with looked_at(workspace, vpa, folder) as look:
            if look.is_published:
                raise _published_elsewhere(vpa, f"git pull, then clm share pull {vpa}")
            if look.verdict.reasons or not look.is_new:
                return Pulled(vpa, look.tip, reasons=look.verdict.reasons)
            with workspace.writing(COMMAND, dry_run=dry_run) as writer:
                if state_of(workspace, vpa) == look.state:
                    return _take_in(workspace, writer, look, who)
        # Somebody published just now, or the lock has put right what a killed run left.
    raise BusyError(f"the share of {vpa} is published all the time", "try again in a moment")


def _published_elsewhere(vpa: str, hint: str) -> BusyError:
    said = f"the share of {vpa} has a publish that these data do not know: a colleague's, it seems"
    return BusyError(said, hint)


def reject(
    workspace: Workspace, vpa: str, folder: Path, *, forged: bool = False, dry_run: bool = False
) -> bool:
    """Take a push that is refused out of the share: its branch goes back to what was agreed.

    Answers whether there was one. What the VPA has in a clone stays there. `forged` says that no
    colleague has made what is there in the publisher's name.

    Raises:
        BusyError: a colleague has published meanwhile.
        RefusedError: nothing is wrong with what was pushed; or the share's folder is not as
            publishing left it, and only a new share helps.
        StateError: they have no share, or it is not there.
    """
    with looked_at(workspace, vpa, folder) as look:
        if look.tip is not None and not look.is_new:
            return False
        if look.is_published and not forged:
            raise _published_elsewhere(
                vpa,
                f"git pull, then clm share pull {vpa}; only where nobody of the team has published:"
                f" clm share pull {vpa} --reject --forged",
            )
        if not look.verdict.reasons and not look.is_published:
            raise RefusedError(
                f"nothing is wrong with what {vpa} has pushed", f"clm share pull {vpa} takes it in"
            )
        repo = shares.share_at(folder / f"{vpa}.git")
        if repo is not None and not dry_run:
            shares.show_commit(repo, look.state.commit, look.tip, anew=True)
        return True


@contextmanager
def looked_at(workspace: Workspace, vpa: str, folder: Path) -> Iterator[Look]:
    """A VPA's share, read and judged; nobody else takes something in meanwhile.

    Raises:
        NotFoundError: there is no such VPA.
        StateError: they have no share, or it is not there; or there is no repository here.
        BusyError: another run looks at a share for long.
    """
    if workspace.share:
        raise RefusedError("this is a share itself", "git pull brings what the team published")
    known_vpa(workspace, vpa)
    share = Outside(folder / f"{vpa}.git")
    with quarantine(repository(workspace), f"clm {COMMAND}", workspace.tell) as place:
        state = state_of(workspace, vpa)
        if state is None:
            raise StateError(f"{vpa} has no share yet", f"clm share publish {vpa}")
        objects = Objects(share, place, "sha1" if len(state.commit) == _SHA1 else "sha256")
        try:
            yield _look(workspace, Look(vpa, state, None, Verdict((), ()), objects), share)
        finally:
            objects.close()


def state_of(workspace: Workspace, vpa: str) -> ShareState | None:
    """What the data know of a VPA's share by now."""
    found: Vpa | None = workspace.record(Target("vpa", vpa))
    if found is None:
        raise NotFoundError(f"there is no VPA {vpa} any more", "clm vpa list shows all")
    return found.share


def rules_for(workspace: Workspace, vpa: str, state: ShareState) -> Rules:
    """What the gate has to know; a VPA writes by the clock, also where our day is pinned."""
    zone = workspace.process.zone
    now = max(workspace.now, clock.now(zone))
    return Rules(vpa, known_tags(workspace.settings), state.since, now, zone)


def _look(workspace: Workspace, look: Look, share: Outside) -> Look:
    vpa, state = look.vpa, look.state
    try:
        if not share.exists():
            raise StateError(f"there is no share {share.root}", "name its folder: --from DIR")
        reasons, tip = list(tampered(share)), tip_of(share)
    except RefusedError as problem:
        return look._replace(verdict=Verdict((), [problem.message]))
    if tip is None:
        reasons.append("the share has no branch main any more")
    if tip == state.commit:
        forget(repository(workspace), vpa)
    look = look._replace(tip=tip, verdict=Verdict((), reasons))
    if tip is None or not look.is_new:
        return look
    known = {one for one in (state.commit, state.before) if one}
    if is_published(look.objects, tip, known, MOST_COMMITS):
        look = look._replace(is_published=True)
    if reasons:
        return look
    agreed = [state.commit]
    if state.before and unshown(repository(workspace), vpa) == state.commit:
        agreed.append(state.before)  # what was published there, the VPA may not have seen
    verdict = judge(look.objects, tip, agreed, rules_for(workspace, vpa, state))
    return look._replace(verdict=verdict)


def _take_in(workspace: Workspace, writer: Writer, look: Look, who: Who) -> Pulled:
    """Write the entries of a push that was let in, under the lock."""
    vpa, tip, state = look.vpa, look.tip, look.state
    assert tip is not None  # noqa: S101 -- it was judged
    customers = {arrived.arrival.customer for arrived in look.verdict.arrived}
    gone = {one for one in customers if not _is_there(workspace, one)}
    arrived = [one for one in look.verdict.arrived if one.arrival.customer not in gone]
    is_named = any(one.arrival.entry.id for one in arrived)
    used = set(_used_ids(workspace, customers - gone, everywhere=is_named))
    if reasons := reasons_of_ids(arrived, used):
        return Pulled(vpa, tip, reasons=reasons)
    notes = as_notes(
        [one.arrival for one in arrived],
        used,
        rules_for(workspace, vpa, state),
    )
    # Colleagues who pull the same on other days write the same.
    agreed = ShareState(commit=tip, on=state.on, since=state.since)
    decision = Decision(
        (
            *(Add(Target("vpa-file", customer), ("notes",), note) for customer, note in notes),
            Set(Target("vpa", vpa), ("share",), agreed),
        ),
        said=tuple(_left_out(gone, look.verdict.arrived)),
    )
    try:
        outcome = save(workspace, writer, COMMAND, who, [Step(vpa, decision, who.handle)])
    except UsageError as problem:  # a file would be larger than any may be
        raise RefusedError(f"the push of {vpa}: {problem.message}", problem.hint) from problem
    outcome = outcome._replace(told=(*outcome.told, *_taken_in(notes)))
    return Pulled(vpa, tip, [(customer, note.id) for customer, note in notes], (), outcome)


def _is_there(workspace: Workspace, customer: str) -> bool:
    return workspace.source.read(path_of(Target("customer", customer))) is not None


def _used_ids(workspace: Workspace, customers: Iterable[str], *, everywhere: bool) -> Iterator[str]:
    """The ids of entries that stand anywhere in customers' files, also as a mere mention.

    And those of all entries of all other customers, where an id is given that may be among them.
    """
    paths = {path_of(Target(kind, customer)) for customer in customers for kind in SIDES}
    if everywhere:
        from clm.store.dossiers import note_ids

        workspace.look_at_all()
        yield from note_ids(workspace.index.db)
        paths.update(finding.path for finding in workspace.findings())
    for path in paths:
        data = workspace.source.read(path) or b""
        yield from (found.decode() for found in _NOTE_ID.findall(data))


def _taken_in(notes: Sequence[tuple[str, Note]]) -> Iterator[str]:
    """Of each customer, how many entries have come."""
    for customer, n in Counter(customer for customer, _ in notes).items():
        said = ngettext("{n} entry about {customer}", "{n} entries about {customer}", n)
        yield said.format(n=n, customer=customer)


def _left_out(gone: Iterable[str], arrived: Iterable[Arrived]) -> Iterator[str]:
    """What the VPA wrote about customers whom we no longer have: they could not know."""
    for customer in sorted(gone):
        n = sum(one.arrival.customer == customer for one in arrived)
        said = ngettext(
            "left out: {n} entry about {customer}, who is not here any more",
            "left out: {n} entries about {customer}, who is not here any more",
            n,
        )
        yield said.format(n=n, customer=customer)
