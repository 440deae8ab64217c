"""The kinds of data files: where each lies, which record it holds, which schema checks it.

Import is light on purpose: paths are asked for on every start, records only when one is read.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from clm.domain.changes import Target

if TYPE_CHECKING:
    import msgspec

    from clm.domain import changes


class FileKind(NamedTuple):
    """One kind of file: its name, `module:class` of its record, its schema, its path."""

    name: changes.FileKind
    home: str
    schema: str
    template: str

    @property
    def record(self) -> type[msgspec.Struct]:
        """The record the file holds; loads msgspec."""
        return record_of(self.name)


KINDS: Final[tuple[FileKind, ...]] = (
    FileKind("customer", "customer:Customer", "customer", "customers/{shard}/{id}.yaml"),
    FileKind("oteam", "casefile:OTeamFile", "oteam", "customers/{shard}/{id}.oteam.yaml"),
    FileKind("vpa-file", "casefile:VpaFile", "vpa-file", "customers/{shard}/{id}.vpa.yaml"),
    FileKind("requests", "request:Requests", "requests", "customers/{shard}/{id}.requests.yaml"),
    FileKind(
        "service-file",
        "servicefile:ServiceFile",
        "service-file",
        "customers/{shard}/{id}.service.yaml",
    ),
    FileKind("team", "people:Colleague", "colleague", "team/{id}.yaml"),
    FileKind("vpa", "people:Vpa", "vpa", "vpas/{id}.yaml"),
    FileKind("calendar", "worktime:WorkCalendar", "calendar", "calendars/{id}.yaml"),
    FileKind("service", "catalogue:Service", "service", "services/{id}.yaml"),
    FileKind("sla", "sla:Sla", "sla", "slas/{id}.yaml"),
    FileKind("survey", "survey:Survey", "survey", "surveys/{id}.yaml"),
    FileKind("definition", "definition:Definition", "definition", "processes/{id}.yaml"),
    FileKind("report-record", "reportrecord:ReportRecord", "report", "reports/{id}.yaml"),
    FileKind("escalation", "escalation:Escalation", "escalation", "escalations/{id}.yaml"),
    FileKind("initiative", "initiative:Initiative", "initiative", "initiatives/{id}.yaml"),
    FileKind("plan", "plan:Plan", "plan", "plans/{id}.yaml"),
    FileKind("notice", "notices:Notice", "notice", "outbox/{id}.yaml"),
    FileKind("run", "notices:Run", "run", "runs/{id}.yaml"),
    FileKind("settings", "policy:Settings", "settings", "clm.yaml"),
)
"""The one table of file kinds (`data-format`, "Where things lie")."""

_BY_NAME: Final = {kind.name: kind for kind in KINDS}
_CUSTOMER: Final = re.compile(
    r"customers/[^/]+/(c-[0-9a-hjkmnp-tv-z]{6})(\.oteam|\.vpa|\.requests|\.service|)\.yaml"
)
_FOLDERS: Final[dict[str, changes.FileKind]] = {
    "team": "team",
    "vpas": "vpa",
    "calendars": "calendar",
    "services": "service",
    "slas": "sla",
    "surveys": "survey",
    "processes": "definition",
    "reports": "report-record",
    "escalations": "escalation",
    "initiatives": "initiative",
    "plans": "plan",
}
_SLUGGED: Final = re.compile(
    rf"({'|'.join(_FOLDERS)})/([a-z0-9](?:[a-z0-9-]{{0,62}}[a-z0-9])?)\.yaml"
)
_KEPT: Final = re.compile(r"(outbox|runs)/([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)\.yaml")
_SUFFIXES: Final[dict[str, changes.FileKind]] = {
    "": "customer",
    ".oteam": "oteam",
    ".vpa": "vpa-file",
    ".requests": "requests",
    ".service": "service-file",
}
SIDES: Final = frozenset(_SUFFIXES.values()) - {"customer"}
"""The kinds of files beside a customer's own."""

_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")


def kind(name: changes.FileKind) -> FileKind:
    """The row of the table with this name."""
    return _BY_NAME[name]


@cache
def record_of(name: changes.FileKind) -> type[msgspec.Struct]:
    """The record type that files of this kind hold."""
    module, _, record = _BY_NAME[name].home.partition(":")
    return cast("type[msgspec.Struct]", getattr(import_module(f"clm.domain.{module}"), record))


def path_of(target: Target) -> str:
    """The file of a target, relative to the data folder, with forward slashes."""
    return _BY_NAME[target.kind].template.format(id=target.id, shard=target.id[2:4])


def paths_of(customer: str) -> list[str]:
    """Where the files of a customer lie, whether they are there or not."""
    return [f"customers/{customer[2:4]}/{customer}{suffix}.yaml" for suffix in _SUFFIXES]


def target_of(path: str) -> Target | None:
    """Which record a file is for, by its name alone; None for a file that is none of ours.

    A customer's file in the wrong shard still names its customer; reading it says so.
    """
    if path == "clm.yaml":
        return Target("settings", "clm")
    if found := _CUSTOMER.fullmatch(path):
        return Target(_SUFFIXES[found[2]], found[1])
    if (found := _KEPT.fullmatch(path)) and not _DEVICES.match(found[2]):
        return Target("notice" if found[1] == "outbox" else "run", found[2])
    found = _SLUGGED.fullmatch(path)
    if found is None or _DEVICES.match(found[2]):
        return None
    return Target(_FOLDERS[found[1]], found[2])
