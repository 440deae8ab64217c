"""Events that count in another order than they happened in."""

from __future__ import annotations

from msgspec.structs import replace

from clm.domain.eventorder import mixed_in_complaints, mixed_in_escalation, mixed_in_requests
from clm.domain.request import Requests
from clm.domain.servicefile import ServiceFile
from tests.domain.cases import BERLIN, CUSTOMER, of_yaml
from tests.domain.escalations import course, escalation

Z, LOCAL = "2026-11-16T12:00:00Z", "2026-11-16T12:30"  # 13:00 and 12:30 in Berlin
TWO = "2026-11-16 accepted, 2026-11-17 resolved"


def events(*moments: str) -> str:
    items = (
        f"{{id: k-0000000{n}, at: {at}, by: jana, kind: status, to: open}}"
        for n, at in enumerate(moments)
    )
    return f"events: [{', '.join(items)}]"


def found(*moments: str, task: str = "") -> list[tuple[str, ...]]:
    """Where the flaws are, of a request and a task below it."""
    file = of_yaml(
        f"customer: {CUSTOMER}\nrequests:\n  - id: r-4k2m9q\n    subject: Reise\n    need: Flug\n"
        f"    channel: phone\n    received_at: 2026-11-16\n    {events(*moments)}\n    tasks:\n"
        f"      - {{id: t-11111111, title: Flug, executor: tom, status: open"
        f"{task and ', '}{task}}}\n",
        Requests,
    )
    return [flaw.at for flaw in mixed_in_requests(file, BERLIN)]


def test_local_times_beside_instants_may_count_in_another_order() -> None:
    # A0.40, A2.9
    assert found(Z, LOCAL) == [("requests", "r-4k2m9q", "events", "k-00000001", "at")]
    assert found(LOCAL, Z) == [("requests", "r-4k2m9q", "events", "k-00000000", "at")]
    assert found("2026-11-16T10:00:00Z", LOCAL) == []
    assert found("2026-11-16T12:00", LOCAL) == []
    assert found(Z, "2026-11-16T11:00:00Z") == []  # the later one stands first
    assert found("2026-11-15T23:30:00Z", "2026-11-16") == []  # a day may be any time of it
    assert found(task=events(Z, LOCAL)) == [
        ("requests", "r-4k2m9q", "tasks", "t-11111111", "events", "k-00000001", "at")
    ]


def test_so_it_is_with_complaints() -> None:
    # A2.14
    item = (
        "{id: cm-7f3qkd, received_at: 2026-11-16, channel: phone, complainant: Erika Muster,"
        f" text: zu spät, remedy_sought: Rabatt, handler: jana, {events(Z, LOCAL)}}}"
    ).replace("to: open", "to: received")
    file = of_yaml(f"customer: {CUSTOMER}\ncomplaints:\n  - {item}\n", ServiceFile)
    (flaw,) = mixed_in_complaints(file, BERLIN)
    assert flaw.at == ("complaints", "cm-7f3qkd", "events", "k-00000001", "at")
    assert flaw.sentence == f"at: {LOCAL} was before {Z}, but counts as later"


def test_so_it_is_with_escalations() -> None:
    # A4.13
    first, later = (replace(one, at=at) for one, at in zip(course(TWO), (Z, LOCAL), strict=True))
    (flaw,) = mixed_in_escalation(escalation(events=(first, later)), BERLIN)
    assert flaw.at == ("events", "k-00000001", "at")
    assert list(mixed_in_escalation(escalation(TWO), BERLIN)) == []
