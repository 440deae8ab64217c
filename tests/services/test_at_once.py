"""Two people act on one entry at the same moment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clm.services.acting import Who
from clm.services.acts import seen
from clm.services.appointing import Giving, assign
from clm.services.workspace import Workspace
from tests.build import TODAY, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    import pytest

    from tests.world import Repository

REF = "c-7f3qkd"


def test_of_two_who_press_seen_at_once_the_first_wins(repo: Repository) -> None:  # A1.43
    more = f"owner: jana\nbookings:\n{make_booking(on='2026-11-16')}"
    repo.put(customer_path(REF), make_customer(more=more))
    day = date.fromisoformat(TODAY)
    # Both have read the list before either writes.
    first, second = (Workspace(repo.root, today=day) for _ in range(2))
    assert [row.rule for row in second.entries(None)] == ["first-check"]
    assert seen(first, [REF], Who("jana")).receipt.commit
    head, text = repo.head(), repo.read(customer_path(REF))
    again = seen(second, [REF], Who("jana"))
    assert again.receipt.commit is None
    assert again.said == (f"{REF}: no entry that seen ends is visible",)
    assert (repo.head(), repo.read(customer_path(REF))) == (head, text)
    assert repo.is_clean()
    first.close()
    second.close()


def test_many_edits_in_several_processes_are_the_same(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [f"c-{number:06d}" for number in range(100000, 100030)]
    for ref in refs:
        repo.write(customer_path(ref), make_customer(ref, more="owner: jana  # seit Mai\n"))
    repo.commit()
    day, texts = date.fromisoformat(TODAY), []
    for least in (1, 1000):
        monkeypatch.setattr("clm.services.writing.SPREAD", least)
        workspace = Workspace(repo.root, today=day)
        assign(workspace, refs, Giving("tom"), Who("jana"))
        workspace.close()
        texts.append([repo.read(customer_path(ref)) for ref in refs])
        assert repo.is_clean()
        repo.git("reset", "-q", "--hard", "HEAD~1")
    assert texts[0] == texts[1]
    assert all("owner: tom  # seit Mai" in text for text in texts[0])
