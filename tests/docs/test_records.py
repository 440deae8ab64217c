"""The records that the pages show are read without a finding, and name every role and field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec
import pytest

from clm.domain.policy import LeadRule, Leads, Policy, Settings
from clm.domain.values import Role
from clm.store.kinds import record_of, target_of
from clm.store.reading import read

if TYPE_CHECKING:
    from tests.world import Clm, Repository

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECORDS = (DOCS / "records.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")
SHOWN = dict(BLOCK.findall(RECORDS + SETTINGS))


@pytest.mark.parametrize("path", SHOWN)
def test_each_record_is_read_without_a_finding(path: str) -> None:
    target = target_of(path)
    assert target is not None
    parsed = read(SHOWN[path].encode(), path, record_of(target.kind))
    assert parsed.findings == ()
    assert parsed.record is not None


def test_together_they_are_in_order(clm: Clm, repo: Repository) -> None:
    kinds = {target.kind for target in map(target_of, SHOWN) if target}
    assert kinds == {
        "team",
        "vpa",
        "calendar",
        "service",
        "sla",
        "survey",
        "initiative",
        "definition",
        "plan",
        "settings",
    }
    for path, text in SHOWN.items():
        repo.write(path, text)
    assert clm("check", "--strict").out == ""
    repo.commit()
    assert "mara" in clm.ok("board", "--as", "mara", "--of", "mara", "--json")
    assert "hamburg" in clm.ok("calendar", "list")


def test_every_role_is_told() -> None:
    rows = [line for line in RECORDS.splitlines() if line.startswith("| `")]
    assert re.findall(r"`([a-z-]+)`", "".join(row.split("|")[1] for row in rows)) == list(
        get_args(Role)
    )


def test_every_setting_is_told() -> None:
    nested = {"notify", "request", "customer", "lead", "escalation", "example"}
    for field in msgspec.structs.fields(Settings):
        start = f"| `{field.name}." if field.name in nested else f"| `{field.name}` |"
        assert start in SETTINGS, field.name
    for field in msgspec.structs.fields(LeadRule):
        assert f"| `lead.rules[].{field.name}` |" in SETTINGS
    for field in msgspec.structs.fields(Policy):
        assert f"| `{field.name}` |" in SETTINGS


def test_the_rules_shown_for_leads_are_the_default_ones() -> None:
    shown = read(SHOWN["clm.yaml"].encode(), "clm.yaml", Settings).record
    assert shown is not None
    assert shown.lead == Leads()
