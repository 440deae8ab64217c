"""Write what is generated: the pages of docs/, and the schemas that data/ refers to.

`make docs` runs it; a test runs it with --check and fails when a page is stale.
"""

from __future__ import annotations

import ast
import re
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_type_hints

import click
import msgspec
import requirements as lines

from clm.cli import COMMANDS, root
from clm.config import SETTINGS
from clm.domain.escalationpolicy import Escalating, Level, Rules
from clm.domain.exported import TABLES
from clm.domain.ladder import LADDER
from clm.domain.lifecycle import LISTS
from clm.domain.policy import (
    Complete,
    CompleteCustomer,
    Example,
    LeadRule,
    Leads,
    Notifying,
    Policy,
    Settings,
)
from clm.domain.query import SIGNS
from clm.domain.queryable import FIELDS
from clm.domain.queryparser import DEEPEST, LONGEST
from clm.domain.reportspec import ReportSpec
from clm.domain.watchlist import REASONS
from clm.domain.worklist import RULES
from clm.store.schemas import export as exported

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent.parent
MADE = "<!-- made by `make docs`; edit the code instead -->\n\n"


def commands() -> str:
    """The help of every command, as it is printed 80 columns wide."""
    parts = ["# Commands\n\n", MADE, _ENGLISH]
    for row in COMMANDS:
        found = root.get_command(click.Context(root), row.name)
        assert found is not None  # noqa: S101 -- it is in the table
        for name, one in _with_verbs(f"clm {row.name}", found):
            context = click.Context(one, info_name=name, max_content_width=80, terminal_width=80)
            parts.append(f"## {name}\n\n```\n{one.get_help(context)}\n```\n\n")
    return "".join(parts).rstrip() + "\n"


_ENGLISH = (
    "The words of commands, errors and hints are English in every language; `--lang` is for what"
    " is told of the data ([glossary](glossary.md)).\n\n"
)


def _with_verbs(name: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, found
    if isinstance(found, click.Group):
        for verb in found.list_commands(click.Context(found)):
            one = found.get_command(click.Context(found), verb)
            if one is not None:
                yield from _with_verbs(f"{name} {verb}", one)


def process() -> str:
    """The lists, rules and watch reasons, one row each, as the code has them."""
    lines = ["# The process as a table\n\n", MADE, "## Lists, first match wins\n\n"]
    lines += ["| list | who |\n|---|---|\n"]
    lines += [f"| `{row.key}` | {row.sentence} |\n" for row in LISTS]
    lines += [
        "\n## Rules of the worklist\n\n| rule | source | what | ends by |\n|---|---|---|---|\n"
    ]
    for rule in RULES:
        source = ", ".join(re.findall(r"[AL]\d+\.\d+", rule.entries.__doc__ or ""))
        lines.append(f"| `{rule.key}` | {source} | {rule.sentence} | {rule.ends} |\n")
    lines += ["\n## Ways onto the watchlist\n\n| way | who |\n|---|---|\n"]
    lines += [f"| `{row.key}` | {_first(row.reasons.__doc__)} |\n" for row in REASONS]
    lines += ["\n## Asking a VPA (A1.35, A3.16)\n\n| next | when | what to type |\n|---|---|---|\n"]
    lines += [f"| `{row.key}` | {row.sentence} | `{row.next}` |\n" for row in LADDER]
    wanted = ", ".join(f"`{name}`" for name in Settings(format=1).vpa_sections)
    lines += [
        "\nAn entry by the VPA, or written down for them, after the ask meets it (A1.36).\n",
        "\n## What a VPA's file has to tell (A3.19)\n\n",
        f"{wanted}. `vpa_sections` in `clm.yaml` names others; an entry with the section's name,",
        " or another name of it, among its tags fills it. A file is current when all are filled",
        " and the VPA's last entry is at most `vpa_current_days` old (A3.15).\n",
    ]
    return "".join(lines)


def settings() -> str:
    """The person's settings and the thresholds of the process."""
    lines = ["# Settings\n\n", MADE, "## Of a person (`clm config`)\n\n"]
    lines += ["| key | environment | default | what |\n|---|---|---|---|\n"]
    for row in SETTINGS:
        env = f"`{row.env}`" if row.env else ""
        lines.append(f"| `{row.key}` | {env} | {row.default or ''} | {row.help} |\n")
    lines += ["\n## Of the team (`clm.yaml`)\n\n", _BAD_VALUE, "\n\n"]
    lines.append("| key | default | what |\n|---|---|---|\n")
    for record, prefix in _TEAM:
        lines += [f"| `{prefix}{key}` | {_shown(default)} | {text} |\n"
                  for key, default, text in _fields(record)]  # fmt: skip
    lines.append(f"\nAs it is written, here with the default rules for leads:\n\n{SETTINGS_SAMPLE}")
    lines += [f"\n### Specified reports (`reports:` in `clm.yaml`)\n\n{_SPECIFIED}\n\n"]
    lines.append("| field | values | default | what |\n|---|---|---|---|\n")
    hints = get_type_hints(ReportSpec).values()
    lines += [f"| `{key}` | {_values(hint)} | {_shown(default)} | {text} |\n"
              for hint, (key, default, text) in zip(hints, _fields(ReportSpec), strict=True)
              ]  # fmt: skip
    lines.append("\n## Of the process (`policy:` in `clm.yaml`)\n\n")
    lines.append("| key | default | source |\n|---|---|---|\n")
    lines += [f"| `{key}` | {default} | {text} |\n" for key, default, text in _fields(Policy)]
    return "".join(lines)


_BAD_VALUE = (
    "A value that cannot be read is named with its line and leaves its default; nothing is written"
    " until it is mended (`clm edit clm.yaml`). How to write people and calendars:"
    " [records](records.md)."
)
_TEAM: tuple[tuple[type[msgspec.Struct], str], ...] = (
    (Settings, ""),
    (Notifying, "notify."),
    (Complete, "request."),
    (CompleteCustomer, "customer."),
    (Leads, "lead."),
    (LeadRule, "lead.rules[]."),
    (Escalating, "escalation."),
    (Rules, "escalation.sources.*."),
    (Level, "escalation.sources.*.levels[]."),
    (Example, "example."),
)
SETTINGS_SAMPLE = """```yaml
# clm.yaml
format: 1
name: Example team
timezone: Europe/Berlin
checks_from: 2026-09-01
policy:
  no_show_days: 42
notify:
  host: office-server
lead:
  rules:
    - when: phone-appointment
      role: sales
    - when: any
      role: admin
escalation:
  since: 2026-11-16
  sources:
    sla:
      levels:
        - after: 0h
          role: team-lead
        - after: 4h
          role: crm-lead
      warn_percent: 80
      repeat: 8h
reports:
  beschwerden:
    report: complaints
    purpose: What do customers complain about, and how quickly do we answer?
    audience:
      - crm-lead
      - team-lead
    frequency: quarterly
    from: 2026-10-01
    form: html
    delivery: mail
  servicegespraeche:
    report: reviews
    purpose: Which reviews were held, and what is still to be done?
    audience:
      - crm-lead
    frequency: monthly
    from: 2026-12-01
```
"""

_SPECIFIED = (
    "Each has a name of its own, as `beschwerden` above, which its files get too. `clm report run"
    " --due` makes each when its period is over; `clm check` names every one that nobody made."
    " `clm edit clm.yaml` adds one."
)


def _values(hint: object) -> str:
    """The words a field may have, or what it is."""
    words = get_args(hint)
    if hint is date:
        return "a day"
    if words and words[0] is not str and get_args(words[0]):
        return f"a list of {', '.join(map('`{}`'.format, get_args(words[0])))}"
    return ", ".join(f"`{one}`" for one in words) or "a text"


def _shown(default: object) -> str:
    """A default as YAML has it; nothing where there is none, or where it has rows of its own."""
    if default in (msgspec.NODEFAULT, None) or isinstance(default, msgspec.Struct):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        texts = all(isinstance(one, str) for one in default)
        return (", ".join(default) if texts else "see below") or "–"
    if isinstance(default, dict) and default:
        return ", ".join(f"{key}: {value}" for key, value in default.items())
    return str(default)


def _fields(record: type[msgspec.Struct]) -> Iterator[tuple[str, object, str]]:
    """Each documented field with its default and the sentence written below it."""
    defaults = {
        field.name: field.default_factory()
        if field.default_factory is not msgspec.NODEFAULT
        else field.default
        for field in msgspec.structs.fields(record)
    }
    path = PROJECT / f"{record.__module__.replace('.', '/')}.py"
    source = path.read_text(encoding="utf-8")
    (body,) = (
        node.body
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == record.__name__
    )
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            name = ast.unparse(field.target)
            written = name.removesuffix("_")  # a word of Python's own, as `from_`
            yield written, defaults[name], " ".join(ast.literal_eval(text.value).split())


def queries() -> str:
    """The grammar of `--where`, and the fields of each list that takes it."""
    parts = ["# Queries: `--where`\n\n", MADE, QUERIES.format(deepest=DEEPEST, longest=LONGEST)]
    parts += ["| a field that is | is compared by |\n|---|---|\n"]
    for kind, signs in SIGNS.items():
        parts.append(f"| {kind} | {' '.join(f'`{sign}`' for sign in signs)} |\n")
    for name, fields in FIELDS.items():
        parts += [f"\n## clm {name}\n\n", "| field | is | what |\n|---|---|---|\n"]
        for field in fields:
            words = f" One of {', '.join(f'`{one}`' for one in field.words)}." * bool(field.words)
            parts.append(f"| `{field.name}` | {field.kind} | {field.says}{words} |\n")
    return "".join(parts)


QUERIES = """Every list takes `--where EXPR`. It narrows what the other options leave; several
`--where` must all hold.

```
clm customer list --where 'class in (A, B) and not prio'
clm task list --where 'deadline <= eow and vpa = empty'
clm mine --where 'reasons = watch:smaller-package or (list = second and due < +3wd)'
clm file --where 'tags = beschwerde and at >= -2w' --ids
```

An expression compares fields with values, joined by `and`, `or` and `not`; `not` binds closest,
`or` least, parentheses group.

- `=` and `!=`: the same or not, `<` `<=` `>` `>=`: less or more, `~`: contains, `in (a, b)`:
  one of these, `not in (a, b)`: none of them. Case, umlauts and punctuation make no difference.
- A value is a word, or stands in quotes, `"…"` or `'…'`, where it has blanks or signs; `\\"` is
  a quote inside them. The whole expression needs quotes of the shell besides.
- A day is any date word: `2026-11-20`, `20.11.`, `fri`, `eow`, `+3wd`, `-2w`, `"next fri"`.
  What it was read as is told. A moment falls on its day in the team's zone.
- A yes-or-no field stands alone, `prio`, or is compared with `yes` and `no`.
- Of a list it is enough that one of its values fits: `watch = offer`. `!=` says that none does.
- `empty` is a field without a value: `vpa = empty`, `due != empty`. An empty field is neither
  less nor more than anything, and is not the same as any value: `owner != jana` holds where
  nobody is the owner.

A list that hides something, as what is done or past, shows it where the expression asks for it:
`clm task list --where 'status = done'`, `clm absence list --where 'state = past'`. By `!=` and
`not` nothing is asked for: `status != waiting` leaves out some of what is shown anyway.

There is nothing else: no functions, no patterns, no code. An expression has at most {longest}
characters, and {deepest} levels of parentheses and `not`. A slip is shown with its column, and
exits 2.

"""


def export() -> str:
    """The tables of `clm export sqlite`, with their columns."""
    parts = ["# Tables for other programs\n\n", MADE, _EXPORT]
    for one in TABLES:
        parts.append(f"## {one.name}\n\nA row is {one.what}.\n\n")
        parts.append("| column | type | what |\n|---|---|---|\n")
        for column in one.columns:
            refers = f"→ `{column.refers}`" if column.refers else ""
            told = ", ".join(filter(None, [column.what, refers]))
            parts.append(f"| `{column.name}` | {column.type} | {told} |\n")
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


_EXPORT = (
    "`clm export sqlite -O FILE` writes one database; `clm export csv TABLE` and `clm export jsonl"
    " TABLE` one table of it. All is as of the day in `meta`, whose keys are `schema`"
    " (`clm/export-sqlite@1`), `today`, `commit`, `team` and `timezone`; new tables and columns may"
    " come, none is taken away.\n\n"
    "Columns without a description are the fields of the record ([records](records.md));"
    " `company_name` is the field `name` in `company`. Days are ISO text, moments the text that was"
    " typed; truth is 1 or 0; hours and money are numbers (SQLite has no decimals: round sums to"
    " cents); lists and mappings are JSON, which SQLite's `json_each` reads. People are handles,"
    " also of who has left. Case files are not exported, nor are answers to anonymous surveys,"
    " tokens and what a share is known by. A file that cannot be read is named and left out; rows"
    " that refer to it stay, and `PRAGMA foreign_key_check` names them.\n\n"
)


def modules() -> str:
    """Every module with the first line of its docstring."""
    lines = ["# Modules\n\n", MADE]
    room = None
    for path in sorted(
        (PROJECT / "clm").rglob("*.py"), key=lambda p: (p.parent.as_posix(), p.name)
    ):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if path.parent != room:
            room = path.parent
            lines.append(f"\n## {room.relative_to(PROJECT).as_posix()}\n\n")
        lines.append(f"- `{path.name}`: {_first(text)}\n")
    return "".join(lines).replace("\n\n\n", "\n\n")


def requirements() -> str:
    """The lines of the requirements, each with the tests that prove it."""
    return f"# Requirement line → test\n\n{MADE}".rstrip() + "\n" + lines.page()


def _first(text: str | None) -> str:
    return " ".join((text or "").strip().split("\n\n")[0].split())


PAGES = {
    "docs/commands.md": commands,
    "docs/process.md": process,
    "docs/settings.md": settings,
    "docs/export.md": export,
    "docs/modules.md": modules,
    "docs/queries.md": queries,
    "docs/requirements.md": requirements,
}
SCHEMAS = {f"data/.schema/{name}": data.decode() for name, data in exported().items()}


def main() -> int:
    """Write the pages; with --check, name those that are stale."""
    stale = []
    texts = {name: page() for name, page in PAGES.items()} | SCHEMAS
    for name, text in texts.items():
        path = PROJECT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print(f"stale: {', '.join(stale)}; run make docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
