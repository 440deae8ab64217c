"""`--where`: the same grammar in every list, beside the list's other filters (A0.37)."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from clm.cli import COMMANDS, root
from clm.domain.moments import day_of
from clm.domain.queryable import FIELDS
from clm.domain.queryparser import parse
from clm.errors import UsageError
from clm.i18n import spoken
from clm.options import called
from tests.build import customer_path, make_customer
from tests.world import Clm

if TYPE_CHECKING:
    from clm.domain.query import Field
    from tests.world import Repository

DATA = Path(__file__).resolve().parents[2] / "data"

LISTS = {
    "customer list": "customer list --status all",
    "request list": "request list --all",
    "complaint list": "complaint list --all",
    "escalation list": "escalation list --all",
    "complaint actions": "complaint actions --all",
    "service list": "service list",
    "sla list": "sla list",
    "review list": "review list",
    "sla status": "sla status",
    "task list": "task list --all",
    "task forwarded": "task forwarded --team",
    "mine": "mine --team --all",
    "file": "file --since 2020-01-01",
    "lead list": "lead list --all",
    "vpa list": "vpa list",
    "vpa files": "vpa files",
    "vpa deadlines": "vpa deadlines --all",
    "absence list": "absence list --all",
    "notify list": "notify list --all",
    "team list": "team list --all",
    "team find": "team find",
    "team load": "team load",
    "team praise": "team praise",
    "initiative list": "initiative list --all",
    "plan list": "plan list --all",
    "plan status": "plan status --all",
}
"""The command that answers the most of each list."""

MORE = {"mine": "mine --team lead", "task forwarded": "task forwarded --shift"}
"""Items with fields that the others lack."""

ABSENT = {"quote.source", "template.id", "open", "away_until"}
"""Fields that no item of the example has: there nobody leaves work uncovered."""

NONE = {"request list", "vpa deadlines", "notify list", "team praise"}
"""Of these the example has none."""

APART = {"private list"}
"""Of a store that the example has not: tests of `clm private` ask it."""

OTHERS = {
    "calendar list", "config list", "process list", "survey list",
    "template list",
}  # fmt: skip
"""Lists of a few things that are no data of customers or people."""

ASKED = """customer: c-7f3qkd
deadlines:
  - {id: d-aaaaaaaa, vpa: anna, on: 2026-11-24, ask: Bitte die Akte ergänzen, note: n-aaaaaaaa}
notes:
  - {id: n-aaaaaaaa, at: 2026-11-16T09:00:00Z, by: jana, kind: other, text: Bitte}
"""

CONTACT = """owner: jana
vpa: anna
contacts:
  - {id: p-0c8h2k4m, name: Frau Muster, email: muster@example.org}
"""

WHOLE = {"external_ids", "prices", "options"}
"""Fields with keys of the user's own, asked for as a list."""
NOT_ASKED = {
    "quote.at", "agreement.price", "template.version", "replacements", "uncovered",
    "steps.acknowledge", "steps.answer", "steps.assess", "steps.close",
}  # fmt: skip
"""Deeper fields that nobody asks for, and those that hold several of them."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Clm:
    """The example team's data."""
    folder = tmp_path_factory.mktemp("example") / "data"
    shutil.copytree(DATA, folder)
    return Clm(folder)


def items(clm: Clm, line: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = clm(*line.split(), *words, "--json", "--as", "jana").json["items"]
    return found


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """An item with the fields that lie deeper beside the others."""
    found: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict) and key not in WHOLE:
            found |= {f"{key}.{inner}": held for inner, held in value.items()}
        else:
            found[key] = value
    return found


def is_of_its_kind(field: Field, value: Any) -> bool:
    if value is None:
        return True
    if field.kind == "number":
        return Decimal(str(value)).is_finite() and not isinstance(value, bool)
    if field.kind == "date":
        return isinstance(day_of(value, UTC), date)
    kinds: dict[str, Any] = {"text": str, "bool": bool, "list": (list, dict)}
    held = value if field.kind == "list" else [value]
    fits = not field.words or set(held) <= set(field.words)
    return isinstance(value, kinds[field.kind]) and fits


def test_every_list_takes_where() -> None:
    taking, others = set(), set()
    for row in COMMANDS:
        found = root.get_command(click.Context(root), row.name)
        verbs = found.commands if isinstance(found, click.Group) else {"": found}
        for name, verb in verbs.items():
            assert verb is not None
            words = f"{row.name} {name}".strip().replace("file show", "file")
            if words == "survey plan":
                continue  # there it says who is asked
            if any(param.name == "where" for param in verb.params):
                taking.add(words)
            elif name == "list":
                others.add(words)
    assert taking == FIELDS.keys() == LISTS.keys() | APART
    assert others == OTHERS


@pytest.mark.parametrize("name", LISTS)
def test_the_fields_are_the_keys_of_the_items(example: Clm, name: str) -> None:
    fields = {field.name: field for field in FIELDS[name]}
    found = [flat(item) for item in items(example, LISTS[name])]
    if name in MORE:
        found += [flat(item) for item in items(example, MORE[name])]
    assert found or name in NONE
    holders = {name.partition(".")[0] for name in fields if "." in name}
    for item in found:
        assert item.keys() - holders - NOT_ASKED <= fields.keys()
        for key in item.keys() & fields.keys():
            assert is_of_its_kind(fields[key], item[key]), (key, item[key])
    seen = {key for item in found for key in item}
    assert not found or fields.keys() - seen <= ABSENT


def test_the_fields_of_lists_of_which_the_example_has_none(
    repo: Repository, clm: Clm, muster: str
) -> None:
    repo.put(customer_path(muster, "vpa"), ASKED)
    repo.put(customer_path(muster), make_customer(more=CONTACT))
    new = ("--need", "Reise", "--channel", "phone", "--received-at", "today", "--spoc", "tom")
    r = clm("request", "add", muster, "Reise", *new, "--service", "reisen", "--json")
    assert r.code == 0, r.err
    request = r.json["changed"][0]
    clm.ok(
        "task", "add", request, "Hotels suchen", "--to", "tom", "--due", "fri", "--region", "ost"
    )
    clm.ok("note", muster, "brennt", "--urgent", "--to", "tom", "--kind", "call", "--tag", "call")
    clm.ok("team", "praise", "tom", "Hotels im Nu gefunden.")
    for name in NONE:
        fields = {field.name: field for field in FIELDS[name]}
        item, *_ = items(clm, LISTS[name])
        assert item.keys() - {"text"} == fields.keys() - {"text"}
        for key, field in fields.items():
            assert is_of_its_kind(field, item[key]), (key, item[key])
    (task,) = items(clm, "task list", "--where", "kind = internal and region = ost")
    fields = {field.name: field for field in FIELDS["task list"]}
    assert task.keys() == fields.keys()
    assert all(is_of_its_kind(fields[key], task[key]) for key in fields)
    (mine,) = items(clm, "mine tasks --of tom", "--where", "title ~ hotels and due <= fri")
    assert mine.keys() <= {field.name for field in FIELDS["mine"]}
    assert items(clm, "request list", "--where", "spoc = tom and services = reisen")
    assert items(clm, "request list", "--where", "accepted = pending")
    slip = clm("request", "list", "--where", "accepted = pendig")
    assert (slip.code, "pending" in slip.err) == (2, True)
    assert items(clm, "vpa deadlines", "--where", "due >= 24.11. and open")
    assert items(clm, "notify list", "--where", "urgent and persons = tom")
    calm = items(clm, "notify list", "--where", "not urgent")
    assert [one["event"] for one in calm] == ["assigned", "assigned"]


@pytest.mark.parametrize("name", LISTS)
def test_each_field_can_be_asked_for(example: Clm, name: str) -> None:
    asked = [
        f"({field.name} or not {field.name})"
        if field.kind == "bool"
        else f"({field.name} = empty or {field.name} != empty)"
        for field in FIELDS[name]
    ]
    whole = items(example, LISTS[name])
    assert items(example, LISTS[name], "--where", " and ".join(asked)) == whole
    assert items(example, LISTS[name], "--where", f"not ({' and '.join(asked)})") == []


# A0.37
def test_where_and_the_other_filters_combine_with_and(example: Clm) -> None:
    both = items(example, "customer list --phase existing", "--where", "class = A")
    assert both
    assert both == [
        one for one in items(example, "customer list --phase existing") if one["class"] == "A"
    ]
    twice = items(example, "customer list", "--where", "class = A", "--where", "phase = existing")
    assert twice == both
    late = items(example, "task list --all", "--where", "amount > 100 and status = forwarded")
    assert late
    assert all(Decimal(one["amount"]) > 100 and one["status"] == "forwarded" for one in late)
    assert items(example, "task list --overdue", "--where", "amount > 100") == []


def test_where_alone_is_enough_to_search_all_files(example: Clm) -> None:
    found = items(example, "file", "--where", "kind = vpa-change and at >= 2026-01-01")
    assert found
    assert {one["kind"] for one in found} == {"vpa-change"}
    ref = found[0]["customer"]
    assert items(example, f"file {ref}", "--where", "kind = vpa-change and at >= 2026-01-01") == [
        {key: value for key, value in one.items() if key != "name"}
        for one in found
        if one["customer"] == ref
    ]


def test_days_are_read_by_date_words_and_told(example: Clm) -> None:
    answer = example("mine", "--as", "jana", "--where", "due <= eow", "--json")
    assert "eow = 2026-11-20" in answer.err
    assert answer.json["items"]
    assert all(one["due"] <= "2026-11-20" for one in answer.json["items"])


def test_a_slip_is_shown_below_and_exits_2(repo: Repository, clm: Clm) -> None:
    head = repo.head()
    answer = clm("customer", "list", "--where", "class = A and ownr = jana")
    assert (answer.code, answer.out) == (2, "")
    error, line, carets, meant, known = answer.err.splitlines()
    assert error == "error: there is no field ownr (column 15)"
    assert line == "  class = A and ownr = jana"
    assert carets == "                ^^^^"
    assert meant == "hint: did you mean owner?"
    assert known.startswith("  the fields are: id, name, kind, ")
    assert repo.head() == head


def test_hostile_text_neither_runs_nor_drives_the_terminal(clm: Clm, tmp_path: Path) -> None:
    for text in (
        f"__import__('os').system('touch {tmp_path}/x')",
        "name ~ '(a+)+$' or \x1b[31m = 1",
        "name = '{{ 7*7 }}",
        "((" * 1500,
    ):
        answer = clm("customer", "list", "--where", text)
        assert answer.code == 2
        assert "\x1b" not in answer.err
    assert not (tmp_path / "x").exists()
    assert clm("customer", "list", "--where", "name ~ '.*'", "--json").json["items"] == []


def test_ids_of_what_was_chosen_can_be_handed_on(repo: Repository, clm: Clm, muster: str) -> None:
    assert clm.ok("customer", "list", "--where", "name ~ muster", "--ids") == f"{muster}\n"
    clm.ok("customer", "class", muster, "A", "-m", "grows")
    assert clm.ok("customer", "list", "--where", "class = a", "--ids") == f"{muster}\n"
    assert clm.ok("customer", "list", "--where", "class != A", "--ids") == ""
    assert repo.is_clean()


HIDING = {
    "customer list": ("status = archived", "status = active"),
    "task list": (
        "status in (done, closed)",
        "status in (draft, forwarded, open, in_progress, waiting)",
    ),
    "absence list": ("state = past", "state != past"),
    "team list": ("state = former", "state = active"),
    "vpa deadlines": ("not open", "open"),
}
"""What a list hides, asked for, and what it shows by itself."""


@pytest.mark.parametrize("name", HIDING)
def test_what_a_list_hides_is_shown_where_it_is_asked_for(
    example: Clm, repo: Repository, clm: Clm, muster: str, name: str
) -> None:
    hidden, shown = HIDING[name]
    asking = clm if name in {"vpa deadlines", "customer list", "team list"} else example
    if name == "team list":
        repo.put("team/uwe.yaml", "id: uwe\nname: Uwe Alt\nactive: {to: 2026-10-31}\n")
    if name == "customer list":
        repo.put(customer_path(muster), make_customer(more="status: archived\n"))
    if name == "vpa deadlines":
        repo.put(customer_path(muster), make_customer(more=CONTACT))
        repo.put(customer_path(muster, "vpa"), ASKED.replace("note:", "done_on: 2026-11-17, note:"))
    whole = LISTS[name]
    found = items(asking, name, "--where", hidden)
    assert found
    assert found == items(asking, whole, "--where", hidden)
    assert [one for one in found if one in items(asking, name)] == []
    assert items(asking, name, "--where", shown) == items(asking, name)


def test_asking_by_not_only_narrows_what_is_shown(example: Clm) -> None:
    usual = items(example, "task list")
    for asked in ("status != waiting", "not status = waiting", "status not in (waiting, draft)"):
        found = items(example, "task list", "--where", asked)
        assert {one["id"] for one in found} <= {one["id"] for one in usual}
    both = items(example, "task list", "--where", "not status != done")
    assert {one["status"] for one in both} == {"done"}
    leads = items(example, "lead list --all", "--where", "person = jana")
    assert items(example, "lead list", "--where", "person = jana") == leads != []
    alone = items(example, "task list", "--status", "open", "--where", "status = done")
    assert alone == []  # what is asked for holds together


def test_closed_requests_are_shown_where_they_are_asked_for(
    repo: Repository, clm: Clm, muster: str
) -> None:
    repo.put(customer_path(muster), make_customer(more=CONTACT))
    new = ("--need", "Reise", "--channel", "phone", "--received-at", "today", "--spoc", "jana")
    made = clm("request", "add", muster, "Reise", *new, "--json").json["changed"][0]
    clm.ok("request", "close", made, "--outcome", "solved", "--solution", "ja")
    assert items(clm, "request list") == []
    for asked in ("status = closed", "status = Closed", "outcome = solved", "status in (closed)"):
        (one,) = items(clm, "request list", "--where", asked)
        assert one["id"] == made
    assert items(clm, "request list", "--where", "status != open") == []


@pytest.mark.parametrize(
    ("line", "asked", "column", "offered"),
    [
        ("task list", "status = dnoe", 10, "did you mean done?"),
        ("task list", "title ~ x or status in (open, finished)", 31, "it is one of: draft, "),
        ("request list", "priority = hi", 12, "it is one of: "),
        ("customer list", "status = archvied", 10, "did you mean archived?"),
        ("vpa deadlines", "state = mised", 9, "did you mean missed?"),
        ("notify list", "state = snt", 9, "did you mean sent?"),
        ("notify list", "event = asigned", 9, "did you mean assigned?"),
        ("absence list", "state = future", 9, "it is one of: past, current, coming"),
    ],
)
def test_a_value_there_never_is_points_at_its_column(
    clm: Clm, line: str, asked: str, column: int, offered: str
) -> None:
    answer = clm(*line.split(), "--where", asked)
    assert (answer.code, answer.out) == (2, "")
    assert f" is never {asked.rpartition(' ')[2].strip(')')} (column {column})" in answer.err
    assert offered in answer.err


def heads(clm: Clm, line: str, language: str) -> list[str]:
    """The headings of a list's table."""
    md = clm(*line.split(), "-o", "md", "--as", "jana", "--lang", language).out
    first = md.splitlines()[:1]
    return [
        cell.strip().replace("\\", "") for one in first for cell in one.strip("| ").split(" | ")
    ]


@pytest.mark.parametrize("language", ["en", "de", "pt"])
@pytest.mark.parametrize("name", LISTS)
def test_a_heading_is_asked_about(example: Clm, name: str, language: str) -> None:
    fields = {field.name for field in FIELDS[name]}
    shown = heads(example, LISTS[name], language)
    with spoken(language):
        for typed in [*shown, *(f'"{head}"' for head in shown)]:
            with pytest.raises(UsageError) as problem:
                parse(f"{typed} same", FIELDS[name], no_day, lambda: called(FIELDS[name]))
            meant = re.search(r"did you mean (\S+)\?", problem.value.hint or "")
            assert typed.casefold() in fields if meant is None else meant[1] in fields


def no_day(text: str, *, past: bool) -> date:
    raise AssertionError(text, past)


def test_what_is_shown_is_asked_about(example: Clm) -> None:
    for line, asked, meant in (
        ("task list", "who = tom", "executor"),
        ("absence list", "who = mia", "person"),
        ("absence list", "status = away", "state"),
        ("absence list", "state = away", "current"),
        ("absence list", 'state = "to come"', "coming"),
        ("mine", "for = mia", "covering_for"),
        ("team load", "there = yes", "present"),
        ("request list", "open tasks > 1", "open_tasks"),
        ("customer list", "list = 'First bookers'", "first"),
    ):
        answer = example(*line.split(), "--where", asked, "--as", "jana")
        assert (answer.code, f"did you mean {meant}?" in answer.err) == (2, True), answer.err
    for line, asked, meant in (
        ("absence list", "state = abwesend", "current"),
        ("task list", "status = erledigt", "done"),
        ("task list", "Wer = tom", "executor"),
        ("request list", "Priorität = hoch", "priority"),
    ):
        answer = example(*line.split(), "--where", asked, "--as", "jana", "--lang", "de")
        assert (answer.code, f"did you mean {meant}?" in answer.err) == (2, True), answer.err
