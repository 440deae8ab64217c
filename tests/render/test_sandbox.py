"""Template escapes of the known kinds, and the memory and time bombs: each is stopped.

The control runs the same bodies in Jinja2 without a sandbox, where the harness sees them escape.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.domain.customer import Customer
from clm.domain.template import VARIABLES
from clm.errors import BadDataError, ClmError
from clm.render import templates
from clm.render.safe import shown
from clm.render.templates import MAX_OUTPUT, Template, render, render_all
from clm.services.filling import filled
from tests.build import customer_path
from tests.commands.test_template import template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.services.templates import Usable
    from tests.world import Clm, Repository

CANARY: Final = "kanarie-5b1f"
VARIABLE: Final = "KANARIE"
DATA: Final[dict[str, Any]] = {
    "customer": {"name": "Muster", "infos": "x", "wizard": {"budget": "200"}, "city": None},
    "contacts": [{"name": "Erika", "role": None}],
    "vpa": {"name": "Anna"},
    "deadline": "20.11.2026",
}

ATTRIBUTES: Final = (
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
    "{{ (1).__class__.__base__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    r"{{ ''|attr('\x5f\x5fclass\x5f\x5f') }}",
    "{{ ''|attr('_' ~ '_class_' ~ '_') }}",
    "{{ ''|attr(['__class__']|first) }}",
    "{{ [1]|map('attr', '__class__')|first }}",
    "{{ [customer]|map(attribute='__class__')|first }}",
    "{{ [customer]|map(attribute='__class__')|list }}",
    "{{ [customer]|groupby('__class__')|first|first }}",
    "{{ [customer]|sum(attribute='__class__') }}",
    "{{ [customer]|max(attribute='__class__.__name__') }}",
    "{{ [customer]|sort(attribute='__class__') }}",
    "{{ customer.__init__.__globals__ }}",
    "{{ customer['__class__'] }}",
    "{{ customer.get.__self__ }}",
    "{{ customer.city.__class__ }}",
    "{{ customer.city._fail_with_undefined_error }}",
    "{{ customer.city|attr('__init__') }}",
    "{{ nothing.__class__ }}",
    "{{ vpa.name.encode('rot13') }}",
)
TEXTS: Final = (
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{0.__class__.__mro__}'.format('') }}",
    "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "{{ ('{0.__class__}'|attr('format'))(1) }}",
    "{{ ('{a.__class__}'|attr('format_map'))({'a': 1}) }}",
    "{{ ['{0.__class__}']|map('format', 1)|first }}",
    "{{ '%s' % customer.get }}",
    "{{ ''.join.__self__ }}",
    "{{ customer.name.format }}",
    "{{ customer.name.translate({77: 'x'}) }}",
)
GLOBALS: Final = (
    f"{{{{ cycler.__init__.__globals__.os.environ.{VARIABLE} }}}}",
    f"{{{{ joiner.__init__.__globals__.os.environ.{VARIABLE} }}}}",
    f"{{{{ namespace.__init__.__globals__.os.environ.{VARIABLE} }}}}",
    f"{{{{ lipsum.__globals__['os'].environ['{VARIABLE}'] }}}}",
    "{{ cycler.__init__.__globals__.os.popen('env').read() }}",
    f"{{{{ self.__init__.__globals__.__builtins__.__import__('os').environ.{VARIABLE} }}}}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ dict.__mro__ }}",
    "{{ range.__class__ }}",
    "{{ range.mro() }}",
    "{{ __import__('os') }}",
    "{{ __builtins__ }}",
    "{{ environment }}",
    "{{ context }}",
    "{{ gettext('x') }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{{ varargs }}",
    "{{ await customer }}",
)
OBJECTS: Final = (
    "{{ self }}",
    "{{ range }}",
    "{{ customer }}",
    "{{ contacts }}",
    "{{ customer.copy }}",
    "{{ customer.get ~ '' }}",
    "{{ customer.get|string }}",
    "{{ [customer.get]|join }}",
    "{{ customer|map('__class__') }}",
    "{% for x in [1] %}{{ loop }}{% endfor %}",
    "{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "{% macro m() %}x{% endmacro %}{{ m }}",
    "{% macro m() %}x{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{{ caller }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1) }}",
    "{% block a %}{{ self.a }}{% endblock %}",
    "{% block a %}{{ super() }}{% endblock %}",
)
CHANGES: Final = (
    "{{ customer.update({'name': 'x'}) }}",
    "{{ customer.setdefault('x', 1) }}",
    "{{ customer.pop('name') }}",
    "{{ contacts.append(1) }}",
    "{{ contacts.clear() }}",
    "{{ contacts.sort() }}",
    "{% set ns = namespace(x='a') %}{% set ns.x = 'b' %}",
)
FILES: Final = (
    "{% include '/etc/passwd' %}",
    "{% include customer.name ignore missing %}",
    "{% import '/etc/passwd' as x %}",
    "{% from 'os' import environ %}",
    "{% extends '/etc/passwd' %}",
    "{% debug %}",
    "{% do customer %}",
    "{% trans %}x{% endtrans %}",
)
BOMBS: Final = (
    "{{ 'a' * 10**9 }}",
    "{% set x = 'a' * 10**9 %}",
    "{% set x = [1] * 10**9 %}",
    "{% set x = range(10**9) %}",
    "{% set x = range(99999)|list * 1000 %}",
    "{% set a = 'a' * 99999 %}{% set b = a * 9999 %}{{ b|length }}",
    "{{ 10**(10**8) }}",
    "{{ 9**(9**9) }}",
    "{{ 2**300000 }}",
    "{{ ('9' * 99999)|int(0, 16) }}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'|indent(10**9) }}",
    r"{{ ('a\n' * 9999)|indent(99999) }}",
    "{{ ('a ' * 10000)|wordwrap(1, true, 'x' * 10000) }}",
    "{{ 'a b'|wordwrap(-1) }}",
    "{{ 'x'.ljust(10**9) }}",
    r"{{ 'x\t'.expandtabs(10**9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '%*d' % (10**9, 1) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ 'a'|replace('a', 'b' * 99999)|replace('b', 'c' * 99999) }}",
    "{{ 'a'.replace('a', 'b' * 99999).replace('b', 'c' * 99999) }}",
    "{{ [1]|batch(10**9, 1)|list|length }}",
    "{{ [1]|slice(10**9)|list|length }}",
    "{{ (10**400)|filesizeformat }}",
    "{{ ('a' * 99999)|list|pprint * 99 }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}{{ 'aaaaaaaaaa' }}{% endfor %}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{{ m(n) ~ m(n) }}{% endmacro %}{{ m(1) }}",
    "{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}",
    "{{ " + "-" * 99999 + "1 }}",
    "{% if 1 %}" * 2000 + "x" + "{% endif %}" * 2000,
)
ATTACKS: Final = {
    "attributes": ATTRIBUTES,
    "texts": TEXTS,
    "globals": GLOBALS,
    "objects": OBJECTS,
    "changes": CHANGES,
    "files": FILES,
    "bombs": BOMBS,
}
ALSO_WITHOUT: Final = (GLOBALS[0], GLOBALS[3], GLOBALS[4], GLOBALS[5])
"""Attacks that show the canary where there is no sandbox."""

UNGUARDED: Final = (
    "import json, sys; from jinja2 import Environment;"
    "body, data = json.load(sys.stdin);"
    "print(Environment().from_string(body).render(data))"
)


def guarded(bodies: Sequence[str]) -> dict[str, str]:
    """What became of each attack: `65`, `77`, `leaked` or `text`."""
    found = render_all([(Template(body, "templates/de/x.md.j2"), DATA) for body in bodies])
    return {
        body: _verdict(f"{one.message} {one.hint}", str(one.exit_code))
        if isinstance(one, ClmError)
        else _verdict(one, "text")
        for body, one in zip(bodies, found, strict=True)
    }


def unguarded(body: str) -> str:
    """The same of Jinja2 alone."""
    done = subprocess.run(
        [sys.executable, "-c", UNGUARDED],
        input=json.dumps([body, DATA]), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return _verdict(done.stdout, "text" if done.returncode == 0 else "stopped")


def _verdict(said: str, otherwise: str) -> str:
    if CANARY in said or len(said) > MAX_OUTPUT:
        return "leaked"
    return otherwise


@pytest.fixture(autouse=True)
def canary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, CANARY)


@pytest.mark.parametrize("kind", ATTACKS)
def test_each_is_stopped(kind: str) -> None:
    verdicts = guarded(ATTACKS[kind])
    assert {body: how for body, how in verdicts.items() if how not in {"65", "77"}} == {}


def test_of_known_kinds_there_are_over_a_hundred() -> None:
    bodies = [body for bodies in ATTACKS.values() for body in bodies]
    assert len(set(bodies)) == len(bodies) > 100


@pytest.mark.parametrize("body", ALSO_WITHOUT, ids=lambda body: body[:60])
def test_without_the_sandbox_the_harness_sees_it_leak(body: str) -> None:
    assert unguarded(body) == "leaked"


def test_without_limits_the_harness_sees_what_is_too_much() -> None:
    assert unguarded(f"{{{{ 'a' * {MAX_OUTPUT + 1} }}}}") == "leaked"


@pytest.mark.parametrize("body", ["{{ ''.__class__ }}", "{{ customer }}", "{{ self }}"])
def test_without_the_sandbox_objects_are_printed(body: str) -> None:
    assert unguarded(body) == "text"


def test_what_a_template_may_do_it_still_may() -> None:
    body = (
        "{{ vpa.name.split(' ')|first|upper }} "
        "{% for k, v in customer.wizard|items %}{{ k }}={{ v }}{% endfor %}, "
        "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1.5) }}, {{ contacts|length }}"
        "{% for c in contacts %}{{ loop.index }}{{ c['name'] }}{% if c.role %}!{% endif %}"
        "{% endfor %}, {% set own = 'o' %}{{ own ~ own }}, {{ 'é' }}"
    )
    assert render(Template(body, "x"), DATA) == "ANNA budget=200, <1.5>, 11Erika, oo, é\n"


def test_a_field_is_never_taken_for_a_method() -> None:
    data = {"wizard": {"items": "Inventar", "get": "holen"}}
    body = "{{ wizard.items }} {{ wizard['get'] }} {% if wizard.keys is defined %}?{% endif %}."
    assert render(Template(body, "x"), data) == "Inventar holen .\n"


# what would be left if one got out


def in_a_child(code: str) -> subprocess.CompletedProcess[str]:
    prepared = f"import clm.render.templates as t; t._load(); t._limit(); {code}"
    return subprocess.run(
        [sys.executable, "-c", prepared], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/hostname')",
        "import os; os.listdir('/')",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import sqlite3",
    ],
)
def test_the_child_opens_nothing(code: str) -> None:
    assert in_a_child("").returncode == 0
    done = in_a_child(code)
    assert done.returncode != 0
    assert "Too many open files" in done.stderr or "No module" in done.stderr


def test_the_child_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given_to: list[dict[str, str]] = []
    run = subprocess.run

    def kept(*args: Any, **kwargs: Any) -> Any:
        given_to.append(kwargs["env"])
        return run(*args, **kwargs)

    monkeypatch.setenv("CLM_SMTP_PASSWORD", CANARY)
    monkeypatch.setattr("clm.render.templates.subprocess.run", kept)
    assert render(Template("x", "x"), DATA) == "x\n"
    (environment,) = given_to
    assert CANARY not in environment.values()
    assert environment.keys() <= templates._ENVIRONMENT
    assert environment["PATH"] == os.environ["PATH"]


# what it is given


ALLOWED: Final = frozenset(
    {"id", "name", "kind", "language", "city", "company", "infos", "wizard", "contacts", "vpa"}
)
"""What a VPA may see of a customer; of bookings the hours and the day besides."""

INTERNAL: Final = f"""id: c-7f3qkd
name: Muster GmbH
kind: organisation
registered_on: 2026-01-07
source: {CANARY}
external_ids: {{{CANARY}: {CANARY}}}
plz: {CANARY}
invited_by: {CANARY}
account: {CANARY}
owner: jana
sales: {CANARY}
account_manager: {CANARY}
vpa: anna
company: {{registration: {CANARY}}}
contacts:
  - {{id: p-00000001, name: Erika}}
appointment: {{at: 2026-01-08, channel: {CANARY}, with: {CANARY}, outcome: {CANARY}}}
bookings:
  - {{id: b-00000001, kind: package, booked_on: 2026-09-01, hours: 10, status: confirmed,
    order: {CANARY}, price: 765.43}}
class:
  - {{id: k-00000001, value: A, on: 2026-01-09, by: {CANARY}, note: {CANARY}}}
prio:
  - {{id: k-00000002, on: 2026-01-09, by: {CANARY}, note: {CANARY}}}
offer:
  - {{id: k-00000003, on: 2026-01-09, by: {CANARY}, note: {CANARY}}}
watch:
  - {{id: k-00000004, reason: close-eye, on: 2026-01-09, by: {CANARY}, note: {CANARY}}}
reminders:
  - {{id: m-00000001, on: 2026-12-09, for: {CANARY}, why: {CANARY}}}
handled:
  - {{id: h-00000001, rule: {CANARY}, trigger: {CANARY}, by: {CANARY}, on: 2026-01-10}}
checks:
  - {{id: k-00000005, rule: {CANARY}, trigger: x, on: 2026-01-10, by: x, answers: {{x: {CANARY}}}}}
services: [{CANARY}]
demands:
  - {{id: k-00000007, text: {CANARY}, on: 2026-01-10, by: {CANARY}, source: {CANARY}}}
consent:
  - {{id: k-00000006, purpose: {CANARY}, on: 2026-01-10, source: {CANARY}}}
"""


def test_nothing_internal_is_given_to_a_template(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A3.3, A3.14
    """Every field that a VPA may not see holds the canary, and so does the O-Team file."""
    told = {line.partition(":")[0] for line in INTERNAL.splitlines() if line[0] not in " {"}
    fields = set(Customer.__struct_encode_fields__) - ALLOWED - {"status", "merged_into"}
    assert fields <= told, "a new field: may a VPA see it?"
    note = f"{{id: n-00000001, at: 2026-01-10, by: jana, text: {CANARY}}}"
    repo.write(customer_path("c-7f3qkd"), INTERNAL)
    repo.write(customer_path("c-7f3qkd", "oteam"), f"customer: c-7f3qkd\nnotes:\n  - {note}\n")
    repo.put("templates/de/new-regular.md.j2", template("{{ customer.name }}"))
    given_to: list[dict[str, Any]] = []

    def kept(usable: Usable, data: dict[str, Any]) -> str:
        given_to.append(data)
        return filled(usable, data)

    monkeypatch.setattr("clm.services.chats.filled", kept)
    assert clm.ok("chat", "c-7f3qkd", "new-regular", "--deadline", "fri") == "Muster GmbH\n"
    (data,) = given_to
    assert data.keys() == VARIABLES.keys()
    assert data["packages"] == [{"hours": "10", "booked_on": "01.09.2026"}]
    for secret in (CANARY, "765", "jana", "c-7f3qkd"):
        assert secret not in json.dumps(data)
    for top, allowed in VARIABLES.items():
        items = data[top] if isinstance(data[top], list) else [data[top]]
        for item in items if allowed else ():
            assert tuple(sorted(item)) == tuple(sorted(allowed)), top
    names = [*fields, "oteam", "notes", "price", "bookings"]
    bodies = [f"{{{{ {place}{name} }}}}" for name in names for place in ("customer.", "")]
    texts = render_all([(Template(body, "x"), data) for body in bodies])
    assert [text for text in texts if not isinstance(text, BadDataError)] == []


NASTY: Final = st.sampled_from(
    [
        *ATTRIBUTES, *TEXTS, *GLOBALS, "{{", "}}", "{%", "%}", "{#", "#}", "{{ 7 * 7 }}",
        "{% raw %}", "\x1b[2J", "\u202e", "\u200b", "\r\n", "\x00", "$(id)", "`id`", "<script>",
        "&amp;", "=1+1", "[[ANPASSEN: x]]", "\\x41",
    ]
)  # fmt: skip
UNSAFE: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, bidi and zero-width, surrogates, separators of lines."""
VALUES: Final = st.lists(
    st.lists(NASTY | st.text(max_size=9), max_size=4).map("".join), max_size=12
)


@settings(max_examples=15)
@given(VALUES)
def test_whatever_a_value_holds_it_is_text(values: list[str]) -> None:  # A3.14
    """It is printed as it is, with what acts made visible; nothing of it is run."""
    body = "<{{ customer.infos }}>{% for one in contacts %}({{ one.name|trim('') }}){% endfor %}"
    data = [{"customer": {"infos": v}, "contacts": [{"name": v}]} for v in values]
    texts = render_all([(Template(body, "x"), one) for one in data])
    for value, text in zip(values, texts, strict=True):
        assert text == f"<{shown(value, keep_lines=True)}>({shown(value, keep_lines=True)})\n"
        assert isinstance(text, str)
        assert not {category(char) for char in text if char != "\n"} & UNSAFE


@pytest.mark.parametrize("body", [TEXTS[0], GLOBALS[0], BOMBS[0], "{{ 7 * 7 }}"])
def test_a_customer_that_is_an_attack_is_text(repo: Repository, clm: Clm, body: str) -> None:
    """A3.14: in each field that a template prints, through the files and the command."""
    said = json.dumps(body)
    repo.write(
        customer_path("c-7f3qkd"),
        f"id: c-7f3qkd\nname: {said}\nkind: person\ncity: {said}\ninfos: {said}\n"
        f"wizard: {{{said}: {said}}}\nvpa: anna\ncontacts:\n  - {{id: p-00000001, name: {said}}}\n",
    )
    repo.put(
        "templates/de/new-regular.md.j2",
        template(
            "{{ customer.name }}\n{{ customer.city }}\n{{ customer.infos }}\n"
            "{% for one in wizard %}{{ one.label }}={{ one.value }}{% endfor %}\n"
            "{% for one in contacts %}{{ one.name }}{% endfor %}",
        ),
    )
    text = clm.ok("chat", "c-7f3qkd", "new-regular")
    assert text == f"{body}\n{body}\n{body}\n{body}={body}\n{body}\n"
