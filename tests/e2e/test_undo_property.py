"""For any field: set, then undo, and the file has the very bytes it had before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.build import customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository

PATH: Final = customer_path("c-7f3qkd")

FIELDS: Final = (
    ("name", ("Muster & Söhne", "Mu: #ster")),
    ("registered_on", ("2026-08-31",)),
    ("source", ("website", "no")),
    ("plz", ("01067",)),
    ("city", ("Köln", "- x")),
    ("owner", ("jana",)),
    ("infos", ("erste Zeile", "ja")),
)
"""Plain fields, with values as they may stand in a file."""

BLOCKS: Final = (
    "external_ids: {shop: '1', crm: \"2\"}   # von früher",
    "external_ids:\n  shop: '1'\n  # noch eine\n  crm: 2",
    "company:\n    name: Muster  # die Firma\n    x_size: big\n    industry: Bau",
    "company: {name: Muster, industry: Bau}",
    "wizard:\n\n  budget: 200 EUR\n  wishes: |\n    viel\n\n    mehr",
    "services: [a, 'b', c]",
    "services:\n- a\n- b   # zwei",
    (
        "bookings:\n- id: b-2k9x7d1q  # die erste\n  kind: package\n  booked_on: 2026-11-02\n"
        "  hours: 10\n  status: confirmed\n  x_own: [1, 2]\n"
    ),
    (
        "bookings:\n  - {id: b-2k9x7d1q, kind: package, booked_on: 2026-11-02, hours: 10, "
        "status: confirmed}"
    ),
)
"""Nested fields in several styles, by the name before their colon."""

SETS: Final = (
    "name=Neu GmbH", "registered_on=2026-09-01", "source=", "source='quoted'", "plz=99999",
    "plz=", "city=Bad: Neu #1", "owner=tom", "infos=eins zwei", "infos=", "language=de",
    "company.name=Anders", "company.website=https://example.org", "company.industry=",
    "external_ids.shop=77", "external_ids.neu=x y", "wizard.budget=1", "wizard.wishes=",
    "services+=z", "services-=a", "services-=b", "status=active",
    "bookings.b-2k9x7d1q.hours=20", "bookings.b-2k9x7d1q.status=cancelled",
    "bookings.b-2k9x7d1q.order=A-1",
)  # fmt: skip

COMMENT: Final = st.sampled_from(("", "  # Anmerkung", " #x", "   "))
BETWEEN: Final = st.sampled_from(
    ("", "\n", "# eine Zeile\n", "  # eingerückt\n", "x_{n}: [a, {{b: c}}]\n")
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A customer's file as a person may have written it."""
    lines = draw(st.sampled_from(("", "# oben\n", "---\n", "# schema\n---\n")))
    lines += "id: c-7f3qkd\nkind: organisation\n"
    entries = [
        _field(draw, name, values)
        for name, values in FIELDS
        if name == "name" or draw(st.booleans())
    ]
    blocks: dict[str, str] = {}
    for block in draw(st.lists(st.sampled_from(BLOCKS), max_size=4)):
        blocks.setdefault(block.partition(":")[0], block)
    for number, entry in enumerate(draw(st.permutations([*entries, *blocks.values()]))):
        lines += draw(BETWEEN).format(n=number) + entry.rstrip("\n") + "\n"
    text = lines + draw(st.sampled_from(("", "# Ende\n", "\n\n")))
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    return text.replace("\n", draw(st.sampled_from(("\n", "\n", "\r\n"))))


def _field(draw: st.DrawFn, name: str, values: tuple[str, ...]) -> str:
    value = draw(st.sampled_from(values))
    style = draw(st.sampled_from(("plain", "single", "double")))
    risky = ": " in value or " #" in value or value.startswith("-")
    if style == "double":
        value = f'"{value}"'
    elif style == "single" or risky:
        value = f"'{value}'"
    comment = draw(COMMENT)
    return f"{name}: {value}{comment if comment.strip() != '#x' else ' # x'}"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=files(), words=st.lists(st.sampled_from(SETS), min_size=1, max_size=2, unique=True))
def test_set_then_undo_gives_the_same_bytes(
    repo: Repository, clm: Clm, text: str, words: list[str]
) -> None:
    repo.write(PATH, text)
    if not repo.is_clean():
        repo.commit()
    head = repo.head()
    answer = clm("customer", "set", "c-7f3qkd", *words)
    assert answer.code in {0, 2, 3, 77}, answer.err
    if repo.head() == head:
        event(f"exit {answer.code}")
        assert repo.read(PATH) == text
        return
    event("set")
    assert repo.read(PATH) != text
    clm.ok("undo")
    assert repo.read(PATH) == text
    assert repo.is_clean()
    assert repo.git("diff", "--stat", head) == ""
