"""Any field, in a file of any style: what is set is set, and every other line stays."""

from __future__ import annotations

import random
import re
from datetime import date
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from clm.domain.casefile import VpaFile
from clm.domain.changes import Add, Remove, Set, Target
from clm.domain.customer import Customer
from clm.domain.people import Colleague
from clm.domain.request import Requests
from clm.store import emit
from clm.store.difference import difference
from clm.store.editing import apply_to_tree, edit
from clm.store.reading import read
from clm.store.singles import bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATH = "customers/7f/c-7f3qkd.yaml"
TARGET = Target("customer", "c-7f3qkd")
COMMENT = re.compile(r"# c[0-9]+\.")
TEXTS = st.one_of(
    st.sampled_from(
        ["Haus #4", "- x", "a: b", "yes", "null", "~", "01067", "+49301234", "#", "'", '"', "{a}"]
    ),
    st.sampled_from(["x", "  padded  ", "two\nlines", "a\n\n- b\n", "ends\n\n", "\n", " a\nb"]),
    st.text(st.sampled_from("aü :#-'\"[]{},&*!|>%@`\n\\😀?"), min_size=1, max_size=12),
)
SEEDS = st.integers(0, 10**6)
IDS = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=8)


FAST = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A failing file is short enough to be read; to shrink and explain it takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


class Styled:
    """A file being written in random styles: the lines of each top-level field apart."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.comments = 0

    def chance(self, of: int = 4) -> bool:
        return self.random.randrange(of) == 0

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}."

    def before(self, indent: int) -> list[str]:
        if not self.chance(6):
            return []
        return [" " * indent + self.comment(), *([""] if self.chance() else [])]

    def behind(self) -> str:
        return f"  {self.comment()}" if self.chance(6) else ""

    def text(self, text: str, *, flow: bool) -> str:
        if self.chance(5):
            return emit.quoted(text, self.random.choice("'\""))
        return emit.inline(text, flow=flow)

    def flow(self, held: Any) -> str:
        pad = " " if self.chance() else ""
        if isinstance(held, dict):
            inner = ", ".join(
                f"{emit.inline(k, flow=True)}: {self.flow(v)}" for k, v in held.items()
            )
            return f"{{{pad}{inner}{pad}}}"
        if isinstance(held, list):
            return f"[{pad}{', '.join(self.flow(v) for v in held)}{pad}]"
        return self.text(held, flow=True)

    def entry(self, key: str, held: Any, indent: int) -> list[str]:
        head = " " * indent + emit.inline(key, flow=True) + ":"
        if isinstance(held, dict | list) and (not held or self.chance(3)):
            return [f"{head} {self.flow(held)}{self.behind()}"]
        if isinstance(held, dict):
            inner = indent + self.random.choice([2, 2, 4])
            lines = [line for k, v in held.items() for line in self.field(k, v, inner)]
            return [head + self.behind(), *lines]
        if isinstance(held, list):
            inner = indent + self.random.choice([0, 2, 2, 4])
            return [head + self.behind(), *(line for v in held for line in self.item(v, inner))]
        if "\n" in held and self.chance(2):
            return f"{head} {emit.scalar(held, indent=indent + 2)}".split("\n")
        return [f"{head} {self.text(held, flow=False)}{self.behind()}"]

    def field(self, key: str, held: Any, indent: int) -> list[str]:
        return [*self.before(indent), *self.entry(key, held, indent)]

    def item(self, held: Any, indent: int) -> list[str]:
        dash = " " * indent + "- "
        if isinstance(held, dict) and not self.chance(3):
            lines = [ln for k, v in held.items() for ln in self.entry(k, v, indent + 2)]
            return [*self.before(indent), dash + lines[0].lstrip(" "), *lines[1:]]
        if isinstance(held, str):
            return [*self.before(indent), dash + self.text(held, flow=False) + self.behind()]
        return [*self.before(indent), dash + self.flow(held) + self.behind()]

    def file(self, tree: dict[str, Any]) -> list[str]:
        """The text of each top-level field, with the comments above it."""
        chunks = []
        for key, held in tree.items():
            chunks.append("".join(f"{line}\n" for line in self.field(key, held, 0)))
            if self.chance(8):
                chunks.append(f"x_{len(chunks)}: {{unknown: [1, '2']}}{self.behind()}\n")
        return chunks


def draw_customer(data: st.DataObject) -> dict[str, Any]:
    """The plain data of a customer with some of the optional fields."""
    texts = st.dictionaries(st.sampled_from(["budget", "a b", "wishes"]), TEXTS, max_size=3)
    booking = st.fixed_dictionaries(
        {"id": IDS.map(lambda i: f"b-{i}"), "kind": st.just("package")},
        optional={"hours": st.sampled_from(["5", "7.5", "99.00"]), "order": TEXTS},
    ).map(lambda b: {**b, "booked_on": "2026-09-03", "status": "active"})
    optional = {
        "source": TEXTS,
        "external_ids": texts,
        "plz": st.just("01067"),
        "company": st.fixed_dictionaries({}, optional={"name": TEXTS, "industry": TEXTS}),
        "infos": TEXTS,
        "wizard": texts,
        "vpa": st.just("anna"),
        "appointment": st.just({"at": "2026-09-02T08:00:00Z", "with": "luis"}),
        "bookings": st.lists(booking, max_size=3, unique_by=lambda b: str(b["id"])),
        "services": st.lists(TEXTS, max_size=3, unique=True),
    }
    chosen = data.draw(st.fixed_dictionaries({}, optional=optional))
    return {"id": "c-7f3qkd", "name": "Müller", "kind": "person", **chosen}


def draw_change(data: st.DataObject, tree: dict[str, Any]) -> Set | Add | Remove:
    """One change that fits the tree."""
    ids = [held["id"] for held in tree.get("bookings", [])]
    services = tree.get("services", [])
    texts = [("source",), ("infos",), ("company", "name"), ("company", "size"), ("wizard", "new")]
    texts += [("wizard", name) for name in tree.get("wizard", {})]
    texts += [("bookings", name, "order") for name in ids]
    options = [
        st.builds(Set, st.just(TARGET), st.sampled_from(texts), st.none() | TEXTS),
        st.builds(Set, st.just(TARGET), st.just(("name",)), TEXTS),
        st.builds(
            Set,
            st.just(TARGET),
            st.just(("registered_on",)),
            st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        ),
        st.builds(Set, st.just(TARGET), st.just(("wizard",)), st.just({"a": "1", "budget": "2"})),
        st.builds(Set, st.just(TARGET), st.just(("services",)), st.just(["one", "t: wo"])),
        st.builds(Add, st.just(TARGET), st.just(("services",)), TEXTS),
        IDS.filter(lambda i: f"b-{i}" not in ids).map(
            lambda i: Add(
                TARGET,
                ("bookings",),
                {"id": f"b-{i}", "kind": "gift", "booked_on": "2026-11-01", "status": "offer"},
            )
        ),
    ]
    if ids:
        options.append(
            st.builds(Remove, st.just(TARGET), st.just(("bookings",)), st.sampled_from(ids))
        )
        where = st.sampled_from([("bookings", i, "hours") for i in ids])
        options.append(st.builds(Set, st.just(TARGET), where, st.just(Decimal("12.50"))))
    if services:
        taken = st.sampled_from(services)
        options.append(st.builds(Remove, st.just(TARGET), st.just(("services",)), taken))
    drawn: Any = data.draw(st.one_of(options), label="change")
    assert isinstance(drawn, Set | Add | Remove)
    return drawn


def without_empty(held: Any) -> Any:
    if isinstance(held, dict):
        cleaned = {key: without_empty(value) for key, value in held.items()}
        return {key: value for key, value in cleaned.items() if value not in (None, {}, [])}
    return [without_empty(value) for value in held] if isinstance(held, list) else held


def parsed(data: bytes) -> dict[str, Any]:
    result = read(data, PATH, Customer)
    assert result.errors == ()
    assert result.tree is not None
    return dict(without_empty(result.tree))


@settings(FAST, max_examples=120)
@given(st.data())
def test_a_change_reads_back_and_leaves_the_other_fields_byte_for_byte(data: st.DataObject) -> None:
    tree = draw_customer(data)
    chunks = Styled(data.draw(SEEDS)).file(tree)
    before = "".join(chunks)
    assert {k: v for k, v in parsed(before.encode()).items() if k[:2] != "x_"} == without_empty(
        tree
    )
    change = draw_change(data, tree)
    after = edit(before.encode(), PATH, Customer, [change]).decode()
    wanted = apply_to_tree(read(before.encode(), PATH, Customer).tree or {}, change)
    assert parsed(after.encode()) == without_empty(wanted)
    number = next((n for n, c in enumerate(chunks) if key_of(c) == change.at[0]), None)
    if number is not None:
        assert after.startswith("".join(chunks[:number]))
        assert after.endswith("".join(chunks[number + 1 :]))
    else:
        lines = iter(after.splitlines())
        assert all(line in lines for line in before.splitlines()), "every line is still there"
    if isinstance(change, Add) or (isinstance(change, Set) and isinstance(change.value, str)):
        assert COMMENT.findall(after) == COMMENT.findall(before)


def key_of(chunk: str) -> str:
    """The field that a chunk of a file is about."""
    heads = [line for line in chunk.splitlines() if line[:1].strip() and line[0] != "#"]
    return heads[0].partition(":")[0]


@settings(FAST, max_examples=120)
@given(st.data(), TEXTS)
def test_set_and_set_back_gives_the_same_bytes(data: st.DataObject, value: str) -> None:
    tree = draw_customer(data)
    at = data.draw(st.sampled_from([("name",), ("source",), ("company", "size"), ("wizard", "x")]))
    before = "".join(Styled(data.draw(SEEDS)).file(tree))
    held = tree.get(at[0]) if len(at) == 1 else None
    after = edit(before.encode(), PATH, Customer, [Set(TARGET, at, value)])
    back = edit(after, PATH, Customer, [Set(TARGET, at, held)]).decode()
    assert parsed(back.encode()) == parsed(before.encode())
    if held is None and tree.get(at[0]) != {}:  # an empty `{}` is not written again
        assert back == before
    if held and "\n" not in held + value and f"\n{at[0]}: {emit.inline(held)}\n" in before:
        assert back == before


def values(shape: inspect.Type) -> st.SearchStrategy[Any]:
    """Plain data of any type that records use, with any of the optional fields."""
    if isinstance(shape, inspect.UnionType):
        shape = next(one for one in shape.types if not isinstance(one, inspect.NoneType))
    if isinstance(shape, inspect.Metadata):
        return st.sampled_from(["2026-11-22", "2026-11-22T09:30:00Z", "2026-11-22T09:30"])
    if isinstance(shape, inspect.StructType):
        parts = {field.encode_name: values(field.type) for field in shape.fields}
        needed = {field.encode_name for field in shape.fields if field.required}
        return st.fixed_dictionaries(
            {name: held for name, held in parts.items() if name in needed},
            optional={name: held for name, held in parts.items() if name not in needed},
        )
    return SCALARS[type(shape)](shape)


SCALARS: dict[type, Callable[[Any], st.SearchStrategy[Any]]] = {
    inspect.VarTupleType: lambda t: st.lists(values(t.item_type), max_size=2, unique_by=str),
    inspect.DictType: lambda _: st.dictionaries(TEXTS, TEXTS, max_size=2),
    inspect.LiteralType: lambda t: st.sampled_from([str(value) for value in t.values]),
    inspect.StrType: lambda t: (
        st.from_regex(re.compile(t.pattern, re.ASCII)) if t.pattern else TEXTS
    ),
    inspect.DateType: lambda _: st.sampled_from(["2026-01-31", "2024-02-29"]),
    inspect.DecimalType: lambda _: st.sampled_from(["5", "7.50"]),
    inspect.IntType: lambda _: st.sampled_from(["1", "42"]),
    inspect.BoolType: lambda _: st.sampled_from(["true", "false"]),
}
FILES: list[tuple[str, type[msgspec.Struct]]] = [
    (PATH, Customer),
    ("customers/7f/c-7f3qkd.vpa.yaml", VpaFile),
    ("customers/7f/c-7f3qkd.requests.yaml", Requests),
    ("team/jana.yaml", Colleague),
]


def with_ids(held: Any, numbers: Iterator[int]) -> Any:
    """The same data, each list item with an id of its own."""
    if isinstance(held, dict):
        return {name: with_ids(value, numbers) for name, value in held.items()}
    if not isinstance(held, list):
        return held
    items = [with_ids(item, numbers) for item in held]
    for item in items:
        if isinstance(item, dict):
            head, _, digits = item["id"].partition("-")
            item["id"] = f"{head}-{next(numbers):0{len(digits)}}"
    return items


def fields(held: Any, shape: inspect.Type, at: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    """Every field that can be set in this data, with its shape."""
    kind = bare(shape)
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            if field.encode_name not in {"id", "customer"}:
                yield (*at, field.encode_name), field
            below = held.get(field.encode_name)
            if below:
                yield from fields(below, field.type, (*at, field.encode_name))
    elif isinstance(kind, inspect.VarTupleType) and isinstance(held[0], dict):
        for item in held:
            yield from fields(item, kind.item_type, (*at, item["id"]))


@pytest.mark.parametrize(("path", "record"), FILES)
@settings(FAST, max_examples=60)
@given(st.data())
def test_any_field_of_any_record_is_set_and_set_back(
    path: str, record: type[msgspec.Struct], data: st.DataObject
) -> None:
    numbers = count(1)
    tree = with_ids(data.draw(values(inspect.type_info(record))), numbers)
    tree["customer" if "customer" in tree else "id"] = "jana" if "team" in path else "c-7f3qkd"
    chunks = Styled(data.draw(SEEDS)).file(tree)
    before = "".join(chunks).encode()
    first = read(before, path, record)
    assert first.errors == ()
    places = list(fields(tree, inspect.type_info(record), ()))
    at, field = data.draw(st.sampled_from(places))
    value = with_ids(data.draw(values(field.type)), numbers)
    after = edit(before, path, record, [Set(TARGET, at, value)])
    second = read(after, path, record)
    assert without_empty(second.tree) == without_empty(
        apply_to_tree(first.tree or {}, Set(TARGET, at, value))
    )
    around = [chunk for chunk in chunks if key_of(chunk) != at[0]]
    assert all(chunk.encode() in after for chunk in around)
    undone = edit(after, path, record, difference(after, before, path, record))
    assert without_lists(read(undone, path, record).tree) == without_lists(first.tree)


def without_lists(held: Any) -> Any:
    """Data in which lists have no order: an item taken back goes to the end."""
    held = without_empty(held)
    if isinstance(held, dict):
        return {name: without_lists(value) for name, value in held.items()}
    return sorted((without_lists(v) for v in held), key=str) if isinstance(held, list) else held
