"""`key=value` as typed: what it changes, and what is refused."""

from __future__ import annotations

import pytest

from clm.domain.changes import Add, Remove, Set, Target
from clm.errors import ClmError, NotFoundError, UsageError
from clm.services.fields import assignment, changes

C = Target("customer", "c-7f3qkd")
TREE = {
    "id": "c-7f3qkd",
    "name": "Muster",
    "kind": "person",
    "plz": "01067",
    "company": {"name": "Muster AG"},
    "services": ["telefon"],
    "bookings": [{"id": "b-2k9x7d1q", "status": "confirmed", "order": "A-1"}],
}


@pytest.mark.parametrize(
    ("text", "at", "how", "value"),
    [
        ("plz=01067", ("plz",), "=", "01067"),
        ("company.name=a=b", ("company", "name"), "=", "a=b"),
        ("services+=x", ("services",), "+=", "x"),
        ("services-=x", ("services",), "-=", "x"),
        ("infos=a\nb", ("infos",), "=", "a\nb"),
        ("external_ids.my-shop=1", ("external_ids", "my-shop"), "=", "1"),
        ("plz=", ("plz",), "=", ""),
    ],
)
def test_an_assignment_is_taken_apart(text: str, at: tuple[str, ...], how: str, value: str) -> None:
    assert assignment(text) == (at, how, value)


@pytest.mark.parametrize("text", ["plz", "=x", "", ".x=1", "a..b=1", "a b=1"])
def test_what_is_no_assignment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        assignment(text)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("plz=12345", Set(C, ("plz",), "12345")),
        ("plz=01067", None),
        ("plz=", Set(C, ("plz",), None)),
        ("city=", None),
        ("company.name=X", Set(C, ("company", "name"), "X")),
        ("company=", Set(C, ("company",), None)),
        ("wizard.budget=9", Set(C, ("wizard", "budget"), "9")),
        ("services+=post", Add(C, ("services",), "post")),
        ("services+=telefon", None),
        ("services-=telefon", Remove(C, ("services",), "telefon")),
        ("services-=post", None),
        ("services=", Set(C, ("services",), None)),
        ("bookings.b-2k9x7d1q.status=cancelled",
         Set(C, ("bookings", "b-2k9x7d1q", "status"), "cancelled")),
        ("bookings.b-2k9x7d1q.order=", Set(C, ("bookings", "b-2k9x7d1q", "order"), None)),
        ("bookings-=b-2k9x7d1q", Remove(C, ("bookings",), "b-2k9x7d1q")),
    ],
)  # fmt: skip
def test_what_an_assignment_changes(text: str, change: object) -> None:
    assert changes(C, TREE, [assignment(text)]) == ([change] if change else [])


def test_the_same_twice_is_one_change() -> None:
    typed = [assignment("services+=x"), assignment("services+=x")]
    assert changes(C, TREE, typed) == [Add(C, ("services",), "x")]


@pytest.mark.parametrize(
    ("text", "error", "hint"),
    [
        ("plzz=1", UsageError, 'did you mean "plz"?'),
        ("company.nam=1", UsageError, 'did you mean "name"?'),
        ("plz.x=1", UsageError, None),
        ("id=c-000000", UsageError, None),
        ("bookings.b-2k9x7d1q.id=b-00000000", UsageError, None),
        ("phase=lead", UsageError, "clm why shows what it follows from"),
        ("name=", UsageError, None),
        ("kind=", UsageError, None),
        ("bookings.b-2k9x7d1q.status=", UsageError, None),
        ("bookings=", UsageError, "bookings-=ID takes one away"),
        ("bookings.b-2k9x7d1q=", UsageError, "bookings-=b-2k9x7d1q takes it away"),
        ("bookings+=x", UsageError, "clm customer book c-7f3qkd HOURS"),
        ("consent+=x", UsageError, "clm customer consent c-7f3qkd survey --off"),
        ("contacts+=x", UsageError, "clm customer contact add c-7f3qkd NAME"),
        ("demands+=x", UsageError, "clm customer demand add c-7f3qkd TEXT"),
        ("watch+=x", UsageError, "clm edit c-7f3qkd adds one by hand"),
        ("services=x", UsageError, "services+=x adds to it"),
        ("services+=", UsageError, "services+=VALUE"),
        ("plz+=1", UsageError, "plz=VALUE sets it"),
        ("company=x", UsageError, "company.FIELD=VALUE"),
        ("wizard=x", UsageError, "wizard.KEY=VALUE"),
        ("bookings.b-00000000.status=offer", NotFoundError, "there are: b-2k9x7d1q"),
        ("contacts.p-00000000.name=x", NotFoundError, None),
    ],
)
def test_what_is_refused(text: str, error: type[ClmError], hint: str | None) -> None:
    with pytest.raises(error) as caught:
        changes(C, TREE, [assignment(text)])
    assert caught.value.hint == hint
