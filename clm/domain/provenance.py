"""Which commit gave a field its value: the states of a record compared along its history.

Values are compared, never lines, so a file that was indented or ordered anew sets nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

State: TypeAlias = "Mapping[str, object]"
"""The fields of a record that have a value, by their dotted names."""


class Step(NamedTuple):
    """One commit and those before it: several where histories were merged."""

    commit: str
    parents: Sequence[str]


class Origin(NamedTuple):
    """The commit that set a field, and the value before it, None where there was none."""

    commit: str
    was: object


def origins(
    steps: Iterable[Step], state: Callable[[str], State | None], wanted: State
) -> dict[str, Origin]:
    """For each field the newest commit after which it had its value, and before which it had not.

    Of a merge the side that brought the value counts; the merge itself only where no side had it.

    Args:
        steps: children before parents; after the first of them the record is as `wanted` says.
        state: the fields after a commit, None where they cannot be read: then the commits before
            it are asked, so that a slip and its mending set nothing.
        wanted: the fields asked for with their values; None is a field that is not there.
    """
    found: dict[str, Origin] = {}
    waiting: dict[str, dict[str, str]] = {}  # commit → field → the last commit known to have it
    for step in steps:
        if not waiting and not found:
            waiting[step.commit] = dict.fromkeys(wanted, step.commit)
        fields = waiting.pop(step.commit, None)
        if fields is None:
            continue
        before = [(parent, state(parent)) for parent in step.parents]
        for field, since in fields.items():
            heir = _heir(before, field, wanted[field])
            if heir is None:
                was = next((held[field] for _, held in before if held and field in held), None)
                found[field] = Origin(since, was)
            else:
                parent, is_read = heir
                waiting.setdefault(parent, {})[field] = parent if is_read else since
        if not waiting:
            break
    return found


def _heir(
    before: Sequence[tuple[str, State | None]], field: str, value: object
) -> tuple[str, bool] | None:
    """The parent to ask further: one that has the value, else one that cannot be read."""
    for parent, held in before:
        if held is not None and held.get(field) == value:
            return parent, True
    return next(((parent, False) for parent, held in before if held is None), None)
