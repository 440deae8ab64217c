"""What each VPA may see, published as a repository of their own (A3.2).

The order of a publish: the new commit's objects, where nobody sees them yet; the internal commit
that records it; the share's branch. Whatever is cut off, the next publish finds and finishes
(`docs/design/shares.md`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm import clock
from clm.domain.casefile import VpaFile
from clm.domain.changes import Set, Target
from clm.domain.decisions import Decision
from clm.domain.moments import seconds_of
from clm.domain.people import ShareState
from clm.domain.visible import is_in_share, visible, visible_settings
from clm.errors import BadDataError, BusyError, ClmError, NotFoundError, RefusedError, StateError
from clm.i18n import LANGUAGES
from clm.render.share import readme
from clm.services.acting import Step, save
from clm.services.directory import known_vpa
from clm.services.writing import open_writer
from clm.store import shares, stored, unshown
from clm.store.emit import new_file
from clm.store.forked import spread
from clm.store.gitfailure import GitError
from clm.store.kinds import path_of, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clm.domain.customer import Customer
    from clm.domain.people import Vpa
    from clm.services.acting import Who
    from clm.services.workspace import Workspace
    from clm.services.writing import CommitWriter
    from clm.store.git import Repo
    from clm.store.shares import Tip

COMMAND: Final = "share publish"
SPREAD: Final = 64
"""From so many customers on their files are worth more than one process."""


class Export(NamedTuple):
    """What a VPA may see: the files of the share, and the newest moment in them, in seconds."""

    files: Mapping[str, bytes]
    seconds: int


class Share(NamedTuple):
    """A VPA's share as it stands.

    `folder` is where it lies, `repo` None before it is made, `state` what the data know of it,
    `tip` what its branch is at.
    """

    vpa: str
    folder: Path
    repo: Repo | None
    state: ShareState | None
    tip: Tip | None


class Published(NamedTuple):
    """What a publish did, or would do.

    `commit` is the share's now, None where it is not made yet; `changed` are the paths in it that
    changed, `customers` how many there are, `left` those who are in it no more: its history began
    anew then.
    """

    vpa: str
    commit: str | None
    customers: int
    changed: tuple[str, ...]
    left: tuple[str, ...]


def publish_all(
    workspace: Workspace,
    vpas: Sequence[str],
    folder: Path,
    who: Who,
    *,
    new: bool = False,
    dry_run: bool = False,
) -> tuple[list[Published], list[ClmError]]:
    """Publish the shares of some VPAs, or of every VPA who has customers or a share.

    What hinders one share is answered beside the others, which are published nevertheless.
    `new` begins shares anew that are not in the folder.

    Raises:
        RefusedError: the folder lies in the work tree of these data.
    """
    workspace.refuse_unwritable()
    _refuse_in_work_tree(workspace, folder)
    if workspace.was_cut_off:
        with open_writer(workspace, COMMAND):
            pass  # taking the lock brings the files to what was committed
    workspace.look_at_all()
    customers = stored.with_vpas(workspace.index)
    done: list[Published] = []
    problems: list[ClmError] = []
    for vpa in vpas or vpas_of(workspace, customers):
        try:
            ids = customers.get(vpa, [])
            done.append(
                publish(workspace, vpa, folder, who, customers=ids, new=new, dry_run=dry_run)
            )
        except ClmError as problem:
            problems.append(problem)
    return done, problems


def _refuse_in_work_tree(workspace: Workspace, folder: Path) -> None:
    repo, place = workspace.repo, folder.resolve()
    if repo is None or place.is_relative_to(repo.git_dir.resolve()):
        return
    if place.is_relative_to(repo.root.resolve()):
        raise RefusedError(
            f"{folder} lies in the work tree of these data: no place for shares",
            "name a folder outside of it: --to DIR",
        )


def vpas_of(workspace: Workspace, customers: Mapping[str, object]) -> list[str]:
    """Every VPA who has a share, or is among those with `customers`, by handle."""
    people = workspace.index.meta("vpa") or []
    return sorted(one["id"] for one in people if one["id"] in customers or one.get("share"))


def look(workspace: Workspace, vpa: str, folder: Path) -> Share:
    """The share of a VPA, `FOLDER/<vpa>.git`.

    Raises:
        NotFoundError: there is no such VPA.
        StateError: something else lies there.
        RefusedError: its objects lie elsewhere, or its settings would run something; or these
            data are a share.
    """
    if workspace.share:
        raise RefusedError("this is a share itself", "git push sends what you wrote here")
    known_vpa(workspace, vpa)
    place = folder / f"{vpa}.git"
    repo = shares.share_at(place)
    at = shares.tip_of(repo) if repo else None
    tip = shares.read_tip(repo, at) if repo and at else None
    return Share(vpa, place, repo, _record(workspace, vpa).share, tip)


def exported(workspace: Workspace, vpa: str, customers: Sequence[str]) -> Export:
    """What a VPA may see now of these customers, those of others left out.

    Raises:
        BadDataError: a file of it cannot be read.
    """
    settings, record = workspace.settings, _record(workspace, vpa)
    language = next((one for one in record.languages if one in LANGUAGES), settings.language)
    said = language or "en"
    files = {
        "clm.yaml": new_file(visible_settings(settings, vpa, said), None),
        "README.md": readme(said, record.name, settings.vpa_sections).encode(),
        path_of(Target("vpa", vpa)): new_file(visible(record), None),
    }

    def work(part: Sequence[Customer]) -> tuple[dict[str, bytes], int]:
        return _files_of(workspace, part)

    there = [one for one in stored.customers(workspace.index, customers) if is_in_share(one, vpa)]
    parts = spread(work, there) if len(there) >= SPREAD else [work(there)]
    for part, _ in parts:
        files |= part
    return Export(files, max(newest for _, newest in parts))


def _files_of(workspace: Workspace, customers: Sequence[Customer]) -> tuple[dict[str, bytes], int]:
    """The files that a share has of these customers, and the newest moment in them."""
    zone, files, newest = workspace.process.zone, {}, 0
    for customer in customers:
        target = Target("vpa-file", customer.id)
        file: VpaFile = workspace.record(target) or VpaFile(customer=customer.id)
        files[path_of(Target("customer", customer.id))] = new_file(visible(customer), None)
        files[path_of(target)] = new_file(visible(file), None)
        newest = max([newest, *(seconds_of(note.at, zone) for note in file.notes)])
    return files, newest


def publish(
    workspace: Workspace,
    vpa: str,
    folder: Path,
    who: Who,
    *,
    customers: Sequence[str] = (),
    new: bool = False,
    dry_run: bool = False,
) -> Published:
    """Bring the share of a VPA to what they may see now; without a visible change nothing is done.

    `customers` may tell who has this VPA, as of a look at all files.

    Raises:
        NotFoundError: there is no such VPA.
        StateError: their share is not in the folder, and nobody wants a `new` one there.
        BadDataError: a file that belongs into the share cannot be read.
        BusyError: the VPA has pushed what is not taken in yet.
    """
    workspace.refuse_unwritable()
    ids = customers or customers_of(workspace, vpa)
    share = look(workspace, vpa, folder)
    if share.state and share.repo is None and not new:
        raise StateError(
            f"the share of {vpa} does not lie in {folder}",
            "--to DIR names where it lies; --new begins one here, without what is in the other",
        )
    export = exported(workspace, vpa, ids)
    plan = _planned(workspace, share, export)
    if dry_run or (is_in_step(share) and not plan.changed):
        return plan
    with open_writer(workspace, COMMAND) as writer:
        # Who is given to another VPA meanwhile may be in no share of both.
        if workspace.index.look_at(ids, again=True):
            export = exported(workspace, vpa, ids)
        return _publish(workspace, writer, look(workspace, vpa, folder), export, who)


def customers_of(workspace: Workspace, vpa: str) -> list[str]:
    """The readable customers that a VPA looks after or has looked after, as of now."""
    workspace.look_at_all()
    return stored.with_vpas(workspace.index).get(vpa, [])


def is_in_step(share: Share) -> bool:
    """Is the share where these data left it, and nothing of a publish unfinished?"""
    at = share.tip.commit if share.tip else None
    known = share.state.commit if share.state else None
    return at is not None and at == known and not _is_unfinished(share)


def _is_unfinished(share: Share) -> bool:
    return share.repo is not None and shares.is_unfinished(share.repo)


def _record(workspace: Workspace, vpa: str) -> Vpa:
    found: Vpa | None = workspace.record(Target("vpa", vpa))
    if found is None:
        raise NotFoundError(f"there is no VPA {vpa} any more", "clm vpa list shows all")
    return found


def _planned(workspace: Workspace, share: Share, export: Export) -> Published:
    """What a publish would do.

    Raises:
        BusyError: the share's branch is not where these data left it.
        BadDataError: it cannot be told whether a customer is still in the share.
    """
    _refuse_moved(workspace, share)
    before = share.tip.files if share.tip else {}
    left = tuple(sorted(_customers_in(before) - _customers_in(export.files)))
    _refuse_unreadable(workspace, left)
    changed = shares.changed(before, export.files)
    at = share.tip.commit if share.tip else None
    return Published(share.vpa, at, len(_customers_in(export.files)), changed, left)


def _customers_in(paths: Mapping[str, object]) -> set[str]:
    targets = map(target_of, paths)
    return {target.id for target in targets if target and target.kind == "customer"}


def _refuse_moved(workspace: Workspace, share: Share) -> None:
    known = (share.state.commit, share.state.before) if share.state else ()
    if share.tip and share.tip.commit not in known and not _was_published(workspace, share):
        raise BusyError(
            f"the share of {share.vpa} has moved on: something was pushed that is not taken in",
            f"clm share pull {share.vpa}; git pull before, where a colleague has published",
        )


def _was_published(workspace: Workspace, share: Share) -> bool:
    """Did an earlier publish leave the share where it is? Then nothing stands on top of that.

    So it is where a share was published to another folder meanwhile, or put back from a backup.
    """
    from clm.services.logbook import one, repository  # they load GitPython
    from clm.store.history import log
    from clm.store.versions import Versions

    repo, path = repository(workspace), path_of(Target("vpa", share.vpa))
    full = f"{workspace.prefix}/{path}" if workspace.prefix else path
    commits = [entry.sha for entry in log(repo, [full]) if one(entry, "Clm-Action") == COMMAND]
    fields = Versions(repo, full, commits)
    at = share.tip.commit if share.tip else None
    return any((fields(commit) or {}).get("share.commit") == at for commit in commits)


def _refuse_unreadable(workspace: Workspace, left: tuple[str, ...]) -> None:
    """A customer whose file is bad has not left: nobody knows whose it is."""
    bad = {finding.path: finding for finding in workspace.findings()}
    for customer in left:
        if found := bad.get(path_of(Target("customer", customer))):
            raise BadDataError(str(found), found.hint or "mend the line, then publish again")


def _publish(
    workspace: Workspace, writer: CommitWriter, share: Share, export: Export, who: Who
) -> Published:
    plan, vpa = _planned(workspace, share, export), share.vpa
    sweep = bool(plan.left) or _is_unfinished(share)
    at = share.tip.commit if share.tip else None
    # The lock lasts until the last git at work on the share is done, too.
    repo = (share.repo or shares.make_share(share.folder))._replace(held=writer.held.repo.held)
    commit = at
    if plan.changed or at is None:
        base = None if plan.left else share.tip
        commit = shares.add_commit(repo, export.files, base, f"share {vpa}", export.seconds)
    assert commit is not None  # noqa: S101 -- made, or there already
    before = at if at != commit else None
    known = share.state
    if known is None or (known.commit, known.before) != (commit, before):
        # A VPA writes by the clock, also where our day is pinned.
        began = min(workspace.today, clock.now(workspace.process.zone).date())
        since = known.since if known else began
        state = ShareState(commit=commit, on=workspace.today, since=since, before=before)
        if commit != at:
            unshown.keep(writer.held.repo, vpa, commit)
        decision = Decision((Set(Target("vpa", vpa), ("share",), state),))
        save(workspace, writer, COMMAND, who, [Step(vpa, decision, who.handle)])
    if commit != at:
        try:
            shares.show_commit(repo, commit, at, anew=sweep)
        except GitError:
            _refuse_moved(workspace, look(workspace, vpa, share.folder.parent))
            raise
        unshown.forget(writer.held.repo, vpa)
    else:
        shares.finish(repo, sweep=sweep)
    return plan._replace(commit=commit)
