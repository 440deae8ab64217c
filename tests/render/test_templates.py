"""The sandbox: what a template may know, and what it may take."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from clm.errors import BadDataError
from clm.render import templates
from clm.render.templates import (
    Fault,
    Template,
    Use,
    look_through,
    look_through_all,
    render,
    render_all,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DATA: dict[str, Any] = {
    "customer": {"name": "Müller {{ 7 * 7 }}", "city": None, "wizard": {}},
    "tasks": [{"title": "Reise", "deadline": None}],
    "deadline": "20.11.2026",
}


def rendered(body: str) -> str:
    return render(Template(body, "templates/de/x.md.j2", 7), DATA)


def test_text_and_values_as_they_are() -> None:
    """What stands in a value is text, never a template; nothing is escaped as in HTML."""
    assert rendered("<b>{{ customer.name }}</b> & {{ deadline }}\n\n") == (
        "<b>Müller {{ 7 * 7 }}</b> & 20.11.2026\n"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{% if customer.city %}aus {{ customer.city }}{% endif %}.", "."),
        ("{{ customer.city | default('?') }}", "?"),
        ("{% for task in tasks if task.deadline %}x{% else %}none{% endfor %}", "none"),
        ("{% for k, v in customer.wizard | items %}x{% endfor %}.", "."),
        ("a\u202eb\x1b[31m", "a\\u{202e}b\\u{1b}[31m"),
    ],
)
def test_values_that_are_not_there_may_be_asked_about(body: str, text: str) -> None:
    assert rendered(body) == f"{text}\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("a\n{{ customer.city }}", ":8:1: customer.city has no value"),
        ("{{ customer.owner }}", ":7:1: customer.owner has no value"),
        ("{% if customer.owner %}{% endif %}", ":7:1: customer.owner has no value"),
        ("{{ tasks[0].deadline }}", ":7:1: tasks[0].deadline has no value"),
        ("{{ nothing }}", ":7:1: nothing has no value"),
        ("{% if %}", ":7:1: Expected an expression"),
        ("\n{{ 1 | nofilter }}", ":8:1: No filter named 'nofilter'"),
        ("{{ 1 / 0 }}", ":7:1: ZeroDivisionError"),
        ("{{ customer.name.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{% set _ = tasks.append(1) %}", "unsafe"),
        ("{{ range(10**9) | list }}", "Range too big"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{{ lipsum() }}", "lipsum has no value"),
        ("{{ '%c' % 'ab' }}", "TypeError"),
    ],
)
def test_faults_have_a_line_and_a_sentence(body: str, message: str) -> None:
    with pytest.raises(BadDataError) as caught:
        rendered(body)
    assert caught.value.message.startswith("templates/de/x.md.j2:")
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("{{ 'a' * 10**9 }}", "192 MB of memory"),
        ("{% set x = 'a' * 10**9 %}", "192 MB of memory"),
        ("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "0.7 s"),
        ("{% for i in range(9999) %}{{ 'a' * 99 }}{% endfor %}", "100 kB of text"),
        ("{{ 'a' * 100001 }}", "100 kB of text"),
        ("{{ 10 ** (10 ** 8) }}", "0.7 s"),
    ],
)
def test_what_wants_too_much_is_stopped(body: str, limit: str) -> None:
    with pytest.raises(BadDataError, match=limit):
        rendered(body)


def test_a_text_of_the_allowed_size_is_whole() -> None:
    assert rendered("{{ 'a' * 100000 }}") == "a" * 100_000 + "\n"


def test_looking_through_names_what_is_used_but_not_what_is_set() -> None:
    body = (
        "{% set own = 1 %}{{ own }}{{ range(2) }}\n"
        "{{ customer.name }}{% for task in tasks %}{{ task.title }}{% endfor %}\n{{ wrong.thing }}"
    )
    assert look_through(Template(body, "x", 10)) == [
        Use(11, "customer"), Use(11, "customer.name"), Use(11, "tasks"),
        Use(12, "wrong"), Use(12, "wrong.thing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ 1 | nofilter }}", "No filter named 'nofilter'."),
        ("{{ " + "(" * 9999, "the template is nested too deeply"),
        ("{{ 10 ** (10 ** 8) }}", "the template wants more than 0.7 s"),
    ],
)
def test_looking_through_what_is_no_template(body: str, sentence: str) -> None:
    """Even what the compiler works out beforehand is limited."""
    assert look_through(Template(body, "x", 10)) == Fault(10, sentence)


def test_looking_through_runs_nothing() -> None:
    assert look_through(Template("{{ 1 / 0 }}{{ 'a' * 10**9 }}", "x")) == []


def test_the_folder_we_stand_in_is_no_place_to_import_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jinja2.py").write_text("raise SystemExit(3)\n")
    (tmp_path / "json.py").write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    assert rendered("x") == "x\n"


def test_our_own_process_never_loads_jinja2() -> None:
    before = "jinja2" in sys.modules
    rendered("x")
    assert ("jinja2" in sys.modules) == before


LONG = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"


def test_many_are_answered_as_each_alone() -> None:
    """One that wants too much takes none of the others with it."""
    bodies = ["{{ deadline }}", "{{ 'a' * 10**9 }}", "{{ nothing }}", "{{ 1 / 0 }}", LONG, "end"]
    found = render_all([(Template(body, "x"), DATA) for body in bodies])
    told = [one if isinstance(one, str) else one.message for one in found]
    assert told == [
        "20.11.2026\n",
        "x: the template wants more than 192 MB of memory",
        "x:1:1: nothing has no value",
        "x:1:1: ZeroDivisionError: division by zero",
        "x: the template wants more than 0.7 s",
        "end\n",
    ]
    assert [type(one).__name__ for one in found if not isinstance(one, str)] == [
        "BadDataError", "BadDataError", "BadDataError", "BadDataError",
    ]  # fmt: skip


def test_many_are_looked_through_in_one_child(monkeypatch: pytest.MonkeyPatch) -> None:
    children = 0
    ask = templates._ask

    def counted(wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        nonlocal children
        children += 1
        return ask(wanted)

    monkeypatch.setattr(templates, "_ask", counted)
    bodies = ["{{ a }}", "{% if %}", "{{ b }}"] * 5
    found = look_through_all([Template(body, "x") for body in bodies])
    assert children == 1
    assert found == [look_through(Template(body, "x")) for body in bodies]


def test_each_has_all_its_time() -> None:
    """Together they want more than one may: the time is each one's own."""
    busy = "{% for i in range(1500) %}{% for j in range(1500) %}{% endfor %}{% endfor %}."
    found = render_all([(Template(busy, "x"), {})] * 9)
    assert found == [".\n"] * 9


def test_what_ran_into_a_limit_is_not_run_again_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Thirty notices are made of one template: an endless one takes its time once."""
    children = 0
    ask = templates._ask

    def counted(wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        nonlocal children
        children += 1
        return ask(wanted)

    monkeypatch.setattr(templates, "_ask", counted)
    found = render_all([(Template(LONG, "x"), {})] * 30 + [(Template("end", "x"), {})])
    assert children == 2
    assert [type(one).__name__ for one in found] == ["BadDataError"] * 30 + ["str"]


def test_a_child_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_PATIENCE", -2)
    with pytest.raises(BadDataError, match=r"0\.7 s"):
        rendered(LONG)


def test_nothing_asked_starts_nothing() -> None:
    assert render_all([]) == []
