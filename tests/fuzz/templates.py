"""Bodies of templates: honest ones, greedy ones, endless ones, and those that look around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.fuzz.mutations import FRAGMENTS, bent

if TYPE_CHECKING:
    from random import Random

_EXPRESSIONS: Final = (
    "customer.name", "vpa.name", "sender.initials", "deadline", "contacts[0].name", "packages",
    "nothing",
    "customer.wizard", "facts.since", "recipient.name", "''.__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "customer.__init__", "range(10**9)", "range(100000)|list", "'a' * 10**9", "'ab' * 10**7",
    "10**10**10", "2**100000",
    "1/0", "'x' % 1", "'%1000000000d' % 1", "'{:>999999999}'.format(1)",
    "'{0.__class__}'.format(1)", "[1] * 10**9",
    "'a'|center(10**9)", "'a'|center(99999)", "'a'|indent(10**8)", "'a b'|wordwrap(-1)",
    "'a'|wordwrap(0)",
    "[1]|batch(0)|list", "[1]|slice(0)|list", "1.5|round(10**9)", "'1'|int(base=99)",
    "'x'|filesizeformat",
    "('a' * 99999)|upper|title|urlize", "('<' * 99999)|striptags", "customer|pprint",
    "customer|tojson", "self",
    "customer|xmlattr", "'\\ud800'", "'\\x1b[2J'", "'\\u202e'", "namespace(a=1)", "lipsum(999999)",
    "cycler()", "dict(a=1)",
    "joiner()", "x()", "customer.name()", "(1).bit_length()", "'a'.join(range(10**9))",
    "contacts|map(attribute='x')|list",
    "contacts|groupby('name')", "packages|sort(attribute='hours')", "customer.items()|list",
    "customer.wizard.budget[0]",
    "(" * 80 + "1" + ")" * 80, "(" * 3000 + "1" + ")" * 3000, "1" + "+1" * 2000,
    "[" * 500 + "]" * 500, "not " * 3000 + "1",
    "a.b.c.d", "''|attr('__class__')", "true", "none", "'é' * 60000", "-" * 2000 + "1", "1 if 2",
    "'a' ~ 'b' * 99999", "9" * 5000,
)  # fmt: skip
_STATEMENTS: Final = (
    "{%% for x in %s %%}a{%% endfor %%}", "{%% if %s %%}a{%% endif %%}",
    "{%% set x = %s %%}{{ x }}",
    "{%% for x in range(99999) %%}{%% for y in range(9999) %%}{%% endfor %%}{%% endfor %%}{{ %s }}",
    "{%% macro m(x) %%}{{ m(x) }}{%% endmacro %%}{{ m(%s) }}", "{%% include %s %%}",
    "{%% import %s as x %%}",
    "{%% extends %s %%}", "{%% block a %%}{{ %s }}{%% endblock %%}",
    "{%% call %s %%}{%% endcall %%}",
    "{%% filter upper %%}{{ %s }}{%% endfilter %%}", "{%% with a = %s %%}{{ a }}{%% endwith %%}",
    "{%% raw %%}%s",
    "{%% autoescape true %%}{{ %s }}{%% endautoescape %%}", "{%% break %%}%s", "{%% do %s %%}",
    "{# %s", "{{ %s",
    "{%% for x in [1, 2] recursive %%}{{ loop([1, 2]) }}{{ %s }}{%% endfor %%}", "{%% %s %%}",
    "{%%- set ns = %s -%%}",
    "{%% for a, b in %s %%}{{ a }}{%% endfor %%}", "{%% set customer = %s %%}{{ customer.name }}",
    "{{ %s }}{{ undefined }}",
)  # fmt: skip


def body(pick: Random) -> str:
    """The body of a template, one to four pieces of it."""
    parts = [_part(pick) for _ in range(pick.choice((1, 1, 2, 4)))]
    whole = "\n".join(parts)
    if pick.random() < 0.02:
        whole *= 300
    if pick.random() < 0.15:
        return bent(pick, whole.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    return whole


def _part(pick: Random) -> str:
    way = pick.randrange(10)
    expression = pick.choice(_EXPRESSIONS)
    if way < 4:
        return f"{{{{ {expression} }}}}"
    if way < 8:
        return pick.choice(_STATEMENTS) % expression
    if way == 8:
        depth = pick.choice((3, 30, 150, 500))
        return "{% if 1 %}" * depth + "x" + "{% endif %}" * depth
    return pick.choice(FRAGMENTS).decode("utf-8", "replace")
