"""Where each record's file lies, and which record a file is for."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from clm.domain.changes import Target
from clm.store.kinds import KINDS, kind, path_of, record_of, target_of

ROWS = [
    (Target("customer", "c-7f3qkd"), "customers/7f/c-7f3qkd.yaml"),
    (Target("oteam", "c-7f3qkd"), "customers/7f/c-7f3qkd.oteam.yaml"),
    (Target("vpa-file", "c-7f3qkd"), "customers/7f/c-7f3qkd.vpa.yaml"),
    (Target("requests", "c-7f3qkd"), "customers/7f/c-7f3qkd.requests.yaml"),
    (Target("service-file", "c-7f3qkd"), "customers/7f/c-7f3qkd.service.yaml"),
    (Target("team", "jana"), "team/jana.yaml"),
    (Target("vpa", "anna-2"), "vpas/anna-2.yaml"),
    (Target("calendar", "berlin"), "calendars/berlin.yaml"),
    (Target("service", "reise"), "services/reise.yaml"),
    (Target("sla", "default"), "slas/default.yaml"),
    (Target("survey", "sv-2k9x7d"), "surveys/sv-2k9x7d.yaml"),
    (Target("definition", "complaints"), "processes/complaints.yaml"),
    (Target("report-record", "complaints-2026q4"), "reports/complaints-2026q4.yaml"),
    (Target("escalation", "es-5m2k8q"), "escalations/es-5m2k8q.yaml"),
    (Target("initiative", "in-4k7d2m"), "initiatives/in-4k7d2m.yaml"),
    (Target("plan", "pl-3f8h2k"), "plans/pl-3f8h2k.yaml"),
    (Target("notice", "a-customer-b-2k9x7d1q"), "outbox/a-customer-b-2k9x7d1q.yaml"),
    (Target("run", "report-2026-w47"), "runs/report-2026-w47.yaml"),
    (Target("settings", "clm"), "clm.yaml"),
]


@pytest.mark.parametrize(("target", "path"), ROWS)
def test_path_and_target_are_each_other_s_answer(target: Target, path: str) -> None:
    assert path_of(target) == path
    assert target_of(path) == target


def test_every_kind_has_its_row_and_its_record() -> None:
    assert [target.kind for target, _ in ROWS] == [row.name for row in KINDS]
    for row in KINDS:
        assert issubclass(record_of(row.name), msgspec.Struct)
        assert kind(row.name).record is record_of(row.name)


@pytest.mark.parametrize(
    "path",
    [
        "customers/7f/mueller.yaml",
        "customers/7f/c-7f3qki.yaml",
        "customers/7f/c-7f3qkd.service.yml",
        "customers/c-7f3qkd.yaml",
        "customers/7f/c-7f3qkd.yaml\n",
        "customers/7f/x/c-7f3qkd.yaml",
        "team/Jana.yaml",
        "team/jana-.yaml",
        "team/con.yaml",
        "team/../clm.yaml",
        "vpas/.yaml",
        "data/clm.yaml",
        "",
    ],
)
def test_other_files_are_none_of_ours(path: str) -> None:
    assert target_of(path) is None


def test_a_file_in_the_wrong_shard_still_names_its_customer() -> None:
    assert target_of("customers/8g/c-7f3qkd.yaml") == Target("customer", "c-7f3qkd")


def test_paths_are_known_without_loading_records_or_yaml() -> None:
    code = (
        "import sys; from clm.store.kinds import target_of; target_of('clm.yaml');"
        "sys.exit(bool({'msgspec', 'yaml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
