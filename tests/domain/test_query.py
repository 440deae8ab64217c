"""The grammar of `--where`: what it means, what it refuses, and that nothing else gets through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clm.domain.calendar import Calendar
from clm.domain.datewords import parse_date
from clm.domain.query import (
    SIGNS,
    Comparison,
    Every,
    Field,
    Not,
    Some,
    Tree,
    lifts,
    predicate,
    printed,
)
from clm.domain.queryparser import DEEPEST, LONGEST, Called, parse
from clm.errors import UsageError

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 18)
"""A Wednesday."""

NAME = Field("name", "text", "")
LIST = Field("list", "text", "", ("lead", "first", "no-show"), hides=True)
HOURS = Field("hours", "number", "")
DUE = Field("due", "date", "")
POSTED = Field("posted_at", "date", "", past=True)
PRIO = Field("prio", "bool", "", hides=True)
TAGS = Field("tags", "list", "")
IDS = Field("ids", "list", "")
QUOTED = Field("quote.source", "text", "")
FIELDS = (NAME, LIST, HOURS, DUE, POSTED, PRIO, TAGS, IDS, QUOTED)


def read_day(text: str, *, past: bool) -> date:
    return parse_date(text, TODAY, Calendar(), past=past)


def tree_of(text: str) -> Tree:
    return parse(text, FIELDS, read_day)


def holds(text: str, item: dict[str, Any]) -> bool:
    return predicate(tree_of(text), BERLIN)(item)


FULL = {
    "name": "Müller & Söhne GmbH",
    "list": "no-show",
    "hours": 7.5,
    "due": "2026-11-20",
    "posted_at": "2026-11-17T23:30:00Z",  # the 18th in Berlin
    "prio": True,
    "tags": ["Angebot", "messe-posen"],
    "ids": {"shop": "10423", "crm": "X-7"},
    "quote": {"source": "E-Mail"},
}
NOTHING: dict[str, Any] = {
    "name": None, "list": None, "hours": None, "due": None, "posted_at": "", "prio": False,
    "tags": [], "ids": {}, "quote": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "of_full", "of_nothing"),
    [
        ("name = 'müller & söhne gmbh'", True, False),
        ("name = 'MUELLER SOEHNE GMBH'", True, False),
        ("name = mueller", False, False),
        ("name != mueller", True, True),
        ("name ~ mueller", True, False),
        ("name ~ MÜL", True, False),
        ('name in (x, "Mueller Soehne GmbH")', True, False),
        ("name not in (x, y)", True, True),
        ("NAME = x or Prio", True, False),
        ("name = empty", False, True),
        ('name != ""', True, False),
        ("name in (x, empty)", False, True),
        ("name = '?!'", False, False),
        ("name = 'null'", False, False),
        ("list = no_show", True, False),
        ("list != lead", True, True),
        ("list in (lead, no-show)", True, False),
        ("list ~ show", True, False),
        ("hours = 7.50", True, False),
        ("hours != 7", True, True),
        ("hours > 7 and hours < 8", True, False),
        ("hours >= 7.5", True, False),
        ("hours <= 7.5", True, False),
        ("hours < 7.5", False, False),
        ("not hours < 7.5", True, True),
        ("hours in (5, 7.5, 10)", True, False),
        ("hours = -1", False, False),
        ("due = 2026-11-20", True, False),
        ("due = eow", True, False),
        ("due <= fri and due >= +2wd", True, False),
        ("due < 'next mon'", True, False),
        ("due < today", False, False),
        ("due > -3d", True, False),
        ("due > gestern", True, False),
        ("due = empty", False, True),
        ("due in (today, 20.11.)", True, False),
        ("posted_at = today", True, False),
        ("posted_at > -1d", True, False),
        ("posted_at < today", False, False),
        ("posted_at >= 19.11.", True, False),  # the last one: a year ago
        ("prio", True, False),
        ("not prio", False, True),
        ("prio = yes", True, False),
        ("prio = NO", False, True),
        ("prio != true", False, True),
        ("tags = angebot", True, False),
        ("tags = 'Messe Posen'", True, False),
        ("tags != angebot", False, True),
        ("tags ~ posen", True, False),
        ("tags in (x, ANGEBOT)", True, False),
        ("tags = empty", False, True),
        ("ids = 10423", True, False),
        ("quote.source = e-mail", True, False),
        ("quote.source = empty", False, True),
        ("prio and hours > 5 or name = x", True, False),
        ("name = x and prio or prio", True, False),
        ("prio and (name = x or prio)", True, False),
        ("not (prio and due = empty)", True, True),
        ("not not prio", True, False),
    ],
)  # fmt: skip
def test_what_an_expression_means(text: str, *, of_full: bool, of_nothing: bool) -> None:
    assert (holds(text, FULL), holds(text, NOTHING)) == (of_full, of_nothing)
    assert holds(text, {}) is of_nothing  # what is not there is empty


def test_a_list_of_records_has_all_their_values() -> None:
    item = {"tags": [{"replacement": "tom", "items": ["c-7f3qkd"], "kind": None}, "mia"]}
    assert holds("tags = tom and tags = c-7f3qkd and tags in (mia)", item)
    assert not holds("tags = replacement or tags = 'None'", item)


def test_texts_without_letters_are_compared_as_they_are() -> None:
    assert holds("name = '?!'", {"name": "?!"})
    assert not holds("name = '?!'", {"name": "+"})
    assert not holds("name ~ '?'", {"name": "Muster"})


def test_and_binds_closer_than_or_and_not_closest() -> None:
    a, b = Comparison(PRIO, "=", (True,)), Comparison(HOURS, ">", (Decimal(5),))
    assert tree_of("prio or prio and not hours > 5") == Some((a, Every((a, Not(b)))))
    assert tree_of("(prio or prio) and hours > 5") == Every((Some((a, a)), b))


REFUSED = [
    ("", 1, "a field is expected here"),
    ("ownr = jana", 1, "there is no field ownr"),
    ("prio and nam = x", 10, "there is no field nam"),
    ("and = x", 1, "a field is expected here"),
    ("'name' = x", 1, "a field is expected here"),
    ("name", 5, "how is name compared?"),
    ("name x", 6, "how is name compared?"),
    ("name == x", 6, "name is a text: it is not compared by =="),
    ("name < x", 6, "name is a text: it is not compared by <"),
    ("tags > x", 6, "tags is a list: it is not compared by >"),
    ("due ~ 2026", 5, "due is a date: it is not compared by ~"),
    ("prio in (yes)", 6, "prio is a bool: it is not compared by in"),
    ("prio = maybe", 8, "prio is yes or no"),
    ("prio = empty", 8, "prio is yes or no"),
    ("name not = x", 10, "name is a text: it is not compared by ="),
    ("name =", 7, "a value for name is expected here"),
    ("name = and", 8, "a value for name is expected here"),
    ("name = (x)", 8, "a value for name is expected here"),
    ("name in x", 9, "a list is expected here"),
    ("name in ()", 10, "a value for name is expected here"),
    ("name in (x", 9, "the list is not closed"),
    ("name in (x y)", 12, "the list is not closed"),
    ("hours = viele", 9, "viele is no number"),
    ("hours = 1e9", 9, "1e9 is no number"),
    ("hours = ٣", 9, "٣ is no number"),
    ("hours < empty", 9, "empty is not compared by <"),
    ("name = null", 8, "null is a word like any other"),
    ("tags in (a, None)", 13, "None is a word like any other"),
    ("due < soon", 7, "'soon' is not a date"),
    ("due < 2026-02-30", 7, "'2026-02-30': there is no such day"),
    ("list = fisrt", 8, "list is never fisrt"),
    ("list = xyz", 8, "list is never xyz"),
    ("list in (lead, fisrt)", 16, "list is never fisrt"),
    ("due < next fri", 7, "'next' is not a date"),
    ("name = a b", 10, "nothing more is expected here"),
    ("(prio", 1, "the parenthesis is not closed"),
    ("(prio prio)", 7, "the parenthesis is not closed"),
    ("prio)", 5, "nothing more is expected here"),
    ("name = 'x", 8, "the quote is not closed"),
    ("name ! x", 6, "! means nothing here"),
    ("not " * (DEEPEST + 1) + "prio", 4 * DEEPEST + 1, "this is too deep"),
    ("(" * 2000, DEEPEST + 1, "this is too deep"),
]


@pytest.mark.parametrize(("text", "column", "message"), REFUSED)
def test_a_slip_is_shown_with_its_column(text: str, column: int, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        tree_of(text)
    first, line, carets = caught.value.message.split("\n")
    assert first == f"{message} (column {column})"
    assert caught.value.hint
    at = len(carets) - len(carets.lstrip(" "))
    assert line[at : at + len(carets.strip())] == text[column - 1 :][: len(carets.strip())]


def test_what_was_probably_meant_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        tree_of("posted = today")
    assert caught.value.hint is not None
    assert caught.value.hint.split("\n") == [
        "did you mean posted_at?",
        "the fields are: name, list, hours, due, posted_at, prio, tags, ids, quote.source",
    ]
    with pytest.raises(UsageError) as caught:
        tree_of("list = fisrt")
    assert caught.value.hint == "did you mean first?\nit is one of: lead, first, no-show"


def test_the_carets_stand_below_the_slip_in_wide_and_long_text() -> None:
    with pytest.raises(UsageError) as caught:
        tree_of("name = '東京a\u0308\n' and x = 1")
    _, line, carets = caught.value.message.split("\n")
    assert line == "name = '東京a\u0308 ' and x = 1"
    assert carets == " " * len("name = '1234a ' and ") + "^"
    with pytest.raises(UsageError) as caught:
        tree_of("prio and " * 100 + "x = 1" + " and prio" * 100)
    _, line, carets = caught.value.message.split("\n")
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert line[carets.index("^")] == "x"
    assert len(line) < 130


def test_a_text_without_end_is_not_read() -> None:
    with pytest.raises(UsageError) as caught:
        tree_of(" " * (LONGEST + 1))
    assert f"{LONGEST + 1} characters" in caught.value.message


# properties

WORDS = st.sampled_from(
    [
        "name", "list", "hours", "due", "posted_at", "prio", "tags", "quote.source", "and", "or",
        "not", "in", "(", ")", ",", "=", "!=", "<", "<=", ">", ">=", "~", "==", "empty", "lead",
        "5", "7.5", "eow", "+3wd", "-2w", "2026-11-20", "yes", "'", '"', "\\", '"a b"', "ö", "!",
        "\u202e", "\n", "__import__('os')",
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join)))
@example("((((((((((" * 300)
@example("not " * 900)
@example("name in (" + "x," * 1000)
@example('name = "' + "\\" * 3000)
def test_any_text_is_a_tree_or_a_usage_error(text: str) -> None:
    try:
        tree = tree_of(text)
    except UsageError as problem:
        told = problem.message
    else:
        told = ""
        assert predicate(tree, BERLIN)(FULL) in {True, False}
        assert tree_of(printed(tree)) == tree
    assert not told or "column" in told or "too long" in told


def _values(field: Field) -> st.SearchStrategy[Any]:
    if field.kind == "bool":
        return st.booleans()
    if field.kind == "number":
        held: st.SearchStrategy[Any] = st.decimals(-1000, 1000, places=2)
    elif field.kind == "date":
        held = st.dates(date(1950, 1, 1), date(2150, 1, 1))
    else:
        held = st.sampled_from(field.words) if field.words else st.text(min_size=1, max_size=9)
    return held


def _comparisons(field: Field) -> st.SearchStrategy[Tree]:
    def of(sign: str) -> st.SearchStrategy[Tree]:
        value = _values(field)
        if sign in {"=", "!=", "in"} and field.kind != "bool":
            value = st.none() | value
        many = st.lists(value, min_size=1, max_size=3) if sign == "in" else value.map(lambda v: [v])
        return many.map(lambda values: Comparison(field, sign, tuple(values)))

    return st.sampled_from(SIGNS[field.kind]).flatmap(of)


TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(FIELDS).flatmap(_comparisons),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Every(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Some(tuple(parts))),
    ),
    max_leaves=8,
)
ITEMS = st.fixed_dictionaries(
    {
        "name": st.none() | st.text(max_size=9),
        "list": st.none() | st.sampled_from(LIST.words),
        "hours": st.none() | st.integers(-1000, 1000) | st.just("7.50"),
        "due": st.none() | st.dates().map(date.isoformat),
        "posted_at": st.none() | st.just("2026-11-17T23:30:00Z"),
        "prio": st.booleans(),
        "tags": st.lists(st.text(max_size=5), max_size=3),
        "ids": st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=2),
        "quote": st.none() | st.fixed_dictionaries({"source": st.text(max_size=5)}),
    }
)


@given(TREES)
def test_what_is_printed_is_the_same_tree(tree: Tree) -> None:
    text = printed(tree)
    if len(text) <= LONGEST:
        assert tree_of(text) == tree


@given(TREES, TREES, TREES, ITEMS)
def test_and_or_and_not_keep_their_laws(a: Tree, b: Tree, c: Tree, item: dict[str, Any]) -> None:
    def true(tree: Tree) -> bool:
        return predicate(tree, BERLIN)(item)

    assert true(Not(a)) is not true(a)
    assert true(Not(Not(a))) is true(a)
    assert true(Every((a, b))) is (true(a) and true(b)) is true(Every((b, a)))
    assert true(Some((a, b))) is (true(a) or true(b)) is true(Some((b, a)))
    assert true(Not(Every((a, b)))) is true(Some((Not(a), Not(b))))
    assert true(Not(Some((a, b)))) is true(Every((Not(a), Not(b))))
    assert true(Every((a, Some((b, c))))) is true(Some((Every((a, b)), Every((a, c)))))
    assert true(Some((a, Not(a)))) is True


@given(st.sampled_from([HOURS, DUE]), st.data(), ITEMS)
def test_the_signs_of_order_keep_their_laws(
    field: Field, data: st.DataObject, item: dict[str, Any]
) -> None:
    value = data.draw(_values(field))

    def true(sign: str) -> bool:
        return predicate(Comparison(field, sign, (value,)), BERLIN)(item)

    is_there = item[field.name] is not None
    assert true("=") is not true("!=")
    assert true("<=") is (true("<") or true("="))
    assert true(">=") is (true(">") or true("="))
    assert [true("<"), true("="), true(">")].count(True) == is_there
    assert true("in") is true("=")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("list = lead", True),
        ("list in (lead, first)", True),
        ("list ~ le", True),
        ("list = empty", True),
        ("name ~ x and (hours > 3 or list = lead)", True),
        ("not (list != lead)", True),
        ("prio", True),
        ("not prio", True),  # asks for the others
        ("prio != yes", True),
        ("list != lead", False),
        ("list not in (lead, first)", False),
        ("not (name = x or list = lead)", False),
        ("name = lead and hours > 3", False),
    ],
)
def test_what_asks_for_what_a_list_hides(text: str, *, answer: bool) -> None:
    assert lifts(tree_of(text)) is answer


def test_what_people_read_is_asked_about() -> None:
    def called() -> Called:
        heads = {"days left": "due", "days": "hours", "liste": "list"}
        return Called(heads, {"list": {"kein auftrag": "no-show", "neu": "lead"}})

    def hint(text: str) -> str:
        with pytest.raises(UsageError) as problem:
            parse(text, FIELDS, read_day, called)
        return problem.value.hint or ""

    assert hint("Liste = lead").startswith("did you mean list?\nthe fields are: ")
    assert hint("Days left > 3").startswith("did you mean due?\n")  # the longest heading
    assert hint("'Days left' > 3").startswith("did you mean due?\n")
    assert hint("Days > 3").startswith("did you mean hours?\n")
    assert hint("Daysleft > 3").startswith("the fields are: ")  # no heading, and like no field
    assert hint("nme = x").startswith("did you mean name?\n")
    assert hint("list = Neu").startswith("did you mean lead?\nit is one of: ")
    assert hint("list = 'kein Auftrag'").startswith("did you mean no-show?\n")
    assert hint("list = frist").startswith("did you mean first?\n")
    assert hint("list") == "by one of = != ~ in"


def test_a_heading_that_begins_like_a_field_is_asked_about() -> None:
    def called() -> Called:
        return Called({"name of list": "list", "name": "name"}, {})

    for text, meant in (("name of list = lead", True), ("name lead", False), ("list x", False)):
        with pytest.raises(UsageError, match=r"how is \w+ compared") as problem:
            parse(text, FIELDS, read_day, called)
        assert (problem.value.hint or "").startswith("did you mean list?") is meant
