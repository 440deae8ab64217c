"""What case-file entries obey: who wrote them, their tags, no secrets, whole agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.casefile import texts
from clm.domain.flaws import Flaw, nobody
from clm.domain.freetexts import free_texts
from clm.domain.names import fold
from clm.domain.tags import near_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.casefile import OTeamFile, VpaFile
    from clm.domain.changes import FileKind
    from clm.domain.flaws import At, Known


def unknown_author(file: OTeamFile | VpaFile, known: Known) -> Iterable[Flaw]:
    """Every case-file entry was written by a colleague with a record, in theirs also by a VPA.

    The words of a VPA that a colleague wrote down may stand in both files (A2.13).
    """
    by: list[tuple[At, str | None]] = [(("notes", one.id, "by"), one.by) for one in file.notes]
    acting: list[tuple[At, str | None]] = [
        (("notes", one.id, "acting_as"), one.acting_as) for one in file.notes
    ]
    everybody = known.team | known.vpas
    yield from nobody(by, everybody if hasattr(file, "deadlines") else known.team)
    yield from nobody(acting, everybody)


def shared_author(file: OTeamFile | VpaFile, known: Known) -> Iterator[Flaw]:
    """A3.9: who used a shared account is named in the entry."""
    for note in file.notes:
        if note.by in known.shared:
            sentence = f"by: {note.by} is a shared account: it does not say who wrote"
            hint = f"write `by: HANDLE` and `acting_as: {note.by}`"
            yield Flaw(("notes", note.id, "by"), sentence, hint)


def unknown_tags(file: OTeamFile | VpaFile, known: Known) -> Iterator[Flaw]:
    """A3.7: tags come from the team's list, or are other names of its tags."""
    if not known.tags:
        return
    for note in file.notes:
        for tag in note.tags:
            if fold(tag) not in known.tags:
                near = near_tags(tag, known.tags)
                hint = f"did you mean {' or '.join(near)}?" if near else "clm file tags lists them"
                yield Flaw(("notes", note.id, "tags"), f"there is no tag {tag}", hint)


def plain_secrets(file: OTeamFile | VpaFile, _known: Known) -> Iterator[Flaw]:
    """A3.19: where a secret is kept stands in a file, never the secret."""
    from clm.domain.secrets import find_secrets  # its patterns take as long as all of a start

    for note in file.notes:
        for field, text in texts(note):
            for found in find_secrets(text):
                hint = "write where it is kept; who could read it may have: change it"
                yield Flaw(("notes", note.id, field), f"{field}: {found}", hint)


def secrets_told(kind: FileKind, record: object, _known: Known) -> Iterator[Flaw]:
    """… also of what people write in other files."""
    from clm.domain.secrets import find_secrets

    for at, text in free_texts(kind, (), record):
        for found in find_secrets(text):
            hint = "write where it is kept; who could read it may have: change it"
            yield Flaw(at, f"{at[-1]}: {found}", hint)


def without_terms(file: OTeamFile | VpaFile, _known: Known) -> Iterator[Flaw]:
    """A3.5: a special agreement says what, at which price, until when."""
    for note in file.notes:
        if note.kind == "special-agreement" and note.agreement is None:
            sentence = "a special agreement without what, price and valid_until"
            yield Flaw(("notes", note.id, "kind"), sentence, "add them as `agreement:`")
