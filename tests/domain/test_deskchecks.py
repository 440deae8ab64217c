"""What escalations, initiatives and plans obey."""

from __future__ import annotations

from datetime import date

import msgspec

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.store.kinds import record_of, target_of
from clm.store.reading import read
from tests.fuzz.examples import FILES

KNOWN = Known(date(2026, 11, 18), team=frozenset({"jana", "isabel", "tom"}),
              customers=frozenset({"c-7f3qkd", "c-9xq2rt"}))  # fmt: skip


def record(kind: str) -> msgspec.Struct:
    path, text = FILES[kind]
    target = target_of(path)
    assert target
    found = read(text.encode(), path, record_of(target.kind))
    assert found.findings == ()
    assert found.record
    return found.record


def test_an_escalation_is_of_a_customer_who_is_there() -> None:  # A4.13
    assert list(broken("escalation", record("escalation"), KNOWN)) == []
    alone = KNOWN._replace(customers=frozenset())
    ((row, flaw),) = broken("escalation", record("escalation"), alone)
    assert (row.rule, flaw.sentence) == ("orphan", "there is no customer c-7f3qkd")


def test_who_owns_what_is_open_is_still_there() -> None:  # A4.7, A4.12
    left = KNOWN._replace(former=frozenset({"isabel"}))
    for kind in ("initiative", "plan"):
        one = record(kind)
        assert list(broken(kind, one, KNOWN)) == []
        ((row, flaw),) = broken(kind, one, left)
        assert (row.rule, row.severity, flaw.at) == ("former-colleague", "warning", ("owner",))
        assert kind in (flaw.hint or "")
        over = msgspec.structs.replace(one, closed_on=date(2026, 11, 1))
        assert list(broken(kind, over, left)) == []


def test_what_follows_up_by_itself_says_since_when() -> None:  # A4.9
    one = msgspec.structs.replace(
        record("initiative"), kind="follow-up", trigger="booking", after_days=30, from_=None,
        control=None,
    )  # fmt: skip
    ((row, flaw),) = broken("initiative", one, KNOWN)
    assert (row.rule, row.severity, flaw.at) == ("follow-up", "error", ("from",))
