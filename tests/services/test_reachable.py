"""The quick look of `clm check` at a customer's contacts never rules out what is wrong (A0.4)."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from clm.domain.customer import Customer
from clm.domain.request import Request, Requests
from clm.domain.requestchecks import seem_active, seem_reachable, unreachable
from clm.store.reading import read
from tests.asking import C, R

ERIKA, MAX = "p-11111111", "p-22222222"
VALUES: Final = [
    "e@muster.example", "@muster.example", "e@", "@", '"e@"', '"e@muster.example"', "'e@x.de'",
    "030 1234", '"+49 30 1234"', "123", "12 # 3456", "'12' # 3456", "Erika", "O'Brien", '"Er',
    'ika"', "[1234]", "{a: 1234}", "|", "|-", ">", "&a 1234", "*a", "", "x: 1234", '"\\x31234"',
    "null", "archived", '"archive\\x64"',
]  # fmt: skip
LINES: Final = [
    f"  - id: {ERIKA}", f"  - id: {MAX}", f'  - id: "{MAX}"', f"  - id: {MAX} # neu", "contacts:",
    "  # e@muster.example", "      1234", "      phone: 1234", "  1234", "bookings:", "", "    ",
    '"', "'", "    }", f"- id: {ERIKA}", "  - phone: 1234", f"    id: {ERIKA}", "wizard:",
    "consent: 1234", "reminders:", "  - id: m-11111111", "    why: e@muster.example",
]  # fmt: skip
FIELDS: Final = ["    name: Erika", "    email: ", "    phone: ", "    language: ", "infos: "]


def line() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(LINES),
        st.builds(str.__add__, st.sampled_from(FIELDS), st.sampled_from(VALUES)),
    )


@st.composite
def text(draw: st.DrawFn) -> str:
    """A customer's file with contacts, often as our own writer leaves them, with odd lines."""
    lines = [f"id: {C}", "name: Muster", "kind: person"]
    if draw(st.booleans()):
        lines.append(draw(st.sampled_from(["infos: ", "status: "])) + draw(st.sampled_from(VALUES)))
    lines.append("contacts:")
    for contact in (ERIKA, MAX):
        lines += [f"  - id: {contact}", "    name: Name"]
        for field in ("    email: ", "    phone: "):
            if draw(st.booleans()):
                lines.append(field + draw(st.sampled_from(VALUES)))
    for one in draw(st.lists(line(), max_size=4)):
        lines.insert(draw(st.integers(0, len(lines))), one)
    return "\n".join(lines) + draw(st.sampled_from(["\n", "\n", "", "\nowner: jana\n"]))


@given(text(), st.sets(st.sampled_from([ERIKA, MAX]), min_size=1))
def test_what_seems_right_is_right(written: str, contacts: set[str]) -> None:
    # A0.4, A2.12
    customer = read(written.encode(), f"customers/7f/{C}.yaml", Customer).record
    if customer is None:
        return  # its own finding
    one = Request(
        id=R, subject="Reise", need="Flug", channel="phone", received_at="2026-11-16T09:30",
        contacts=tuple(sorted(contacts)), spoc="jana",
    )  # fmt: skip
    file = Requests(customer=C, requests=(one,))
    if seem_reachable(file, written):
        assert list(unreachable(file, customer)) == []
    if seem_active(written):
        assert customer.status == "active"
