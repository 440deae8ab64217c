"""Argument lists: the table of commands as a grammar, with words that fit and do not."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from clm.cli import COMMANDS, root
from clm.domain.datewords import FORMS, WEEKDAYS
from clm.domain.lists import BOARD
from clm.options import global_options
from tests.fuzz.mutations import ODD, bent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

Line = tuple[str, ...]

REFS: Final = (
    "c-7f3qkd", "7f3qkd", "c-7f", "7", "c", "mueller", "Müller & Söhne", "e.mueller@example.org",
    "zoe", "größe", "erwin ohne", "c-9xq2rt", "c-0a1b2c", "c-zzzzzz", "t-vmm7kqn2", "t-g3zk1q2a",
    "m-4v6b2n8s", "d-1a2b3c4d", "b-8s4h0m3v", "n-1a2b3c4d", "ab-1a2b3c", "-", "jana", "anna", "clm",
    "berlin", "clm.yaml", "o", "r",
)  # fmt: skip
HANDLES: Final = ("jana", "tom", "isabel", "desk", "JANA", "nobody", "anna", "ben", "open")
FREE: Final = (
    "ruft an", "", " ", "-", "--", "Tabelle; DROP", "a\nb\nClm-Action: erase", "<b>", "=1+1",
    "ü" * 300, "x" * 100_000, "x\u202ey", "\x1b[31mrot", "[[ANPASSEN: x]]", "{{ 1 }}", "a: [b",
    "'", '"', "\t", "\udcff", "\udc80\udcfe", "🤷", "e\u0301", "ﬀ", "ı", "İ" * 40,
)  # fmt: skip
PATHS: Final = (
    "clm.yaml", "customers/7f/c-7f3qkd.yaml", "customers", "customers/7f", ".", "..", "",
    "nowhere", "nowhere/x", "/dev/null", "/dev/full", "team/jana.yaml", ".git", ".git/clm",
    "../out.html", "in.csv", "~", "a/../clm.yaml", "x" * 300, "customers/7f/c-7f3qkd.yaml/x",
)  # fmt: skip
DATES: Final = (
    "today", "morgen", "übermorgen", "fri", "Freitag", "next fri", "nächsten Freitag", "+3d",
    "+99999d", "+9999wd", "-3d", "+0d", "+99999m", "+99999w", "9999 Werktage", "in 9999 Wochen",
    "KW48", "KW0", "KW99", "kw 53", "eow", "eom", "20.11.", "29.2.", "31.2.", "0.0.", "20.11.2026",
    "1.1.1", "2026-11-20", "2026-02-29", "1900-01-01", "2199-12-31", "0001-01-01", "9999-12-31",
    "2026-11-1", "20261120", "２０２６-11-20", "٢٠.١١.", "open", "-", "+3", "+٣d", "in 2 Tagen",
    "em 2 semanas", "x" * 50_000, "1" * 5000, "+" + "9" * 500 + "d", "sexta feira",
    "q" + "\u0301" * 9000,
)  # fmt: skip
PAIRS: Final = (
    "company.name=Neu", "services+=x", "services-=research", "plz=",
    "bookings.b-2k9x7d1q.status=cancelled",
    "bookings.b-2k9x7d1q.price=1e5", "bookings=x", "id=c-zzzzzz", "name=", "=x", "x", "a.b.c.d=1",
    "wizard.budget=1", "wizard.a.b=1", "contacts.p-0c8h2k4m.name=", "external_ids.shop=9", "..=1",
    "owner=nobody", "registered_on=2026-02-30", "infos=a\nb", "class.k-1m5t9w2c.value=Z", "kind=x",
    "customer.name=x", "deadline=fri", "contacts+=x", "appointment.at=2026-01-01", "+=", "-=",
    "status=merged",
    "appointment=", "bookings.=", "bookings.b-2k9x7d1q=", ".name=x", "name.x=1",
    "infos=" + "x" * 200_000,
)  # fmt: skip
NUMBERS: Final = (
    "5", "10", "0", "-1", "7.5", "1e9", "1e999999999", "NaN", "Infinity", "9" * 400, "0.00000001",
    "٣", "1_0", "", " 5 ", "+5", "0x5", "5.", ".5", "1,5", "99999999999999999999",
)  # fmt: skip
REVISIONS: Final = (
    "HEAD", "HEAD~1", "main", "2026-11-01", "2026-01-01", "yesterday", "@{u}", ":/x", "HEAD^{tree}",
    "0" * 40, "f" * 40, "--all", "-1", "a..b", "HEAD:clm.yaml", "refs/heads/main", "", "^HEAD",
    "x" * 5000,
)  # fmt: skip
WEEKS: Final = ("2026-W47", "W47", "KW1", "53", "W53", "0", "99", "0000-W01", "9999-W52",
"2026-W00", "1900-W01", "2199-W52")  # fmt: skip


class Known(NamedTuple):
    """A command with the words that reach it."""

    words: Line
    command: click.Command


def _known(name: str) -> Known:
    found = root.get_command(click.Context(root), name)
    assert found is not None
    return Known((name,), found)


@cache
def verbs() -> tuple[Known, ...]:
    """Every command that does something: nouns by each of their verbs."""

    def below(known: Known) -> Iterator[Known]:
        if not isinstance(known.command, click.Group):
            yield known
            return
        for name, command in known.command.commands.items():
            yield from below(Known((*known.words, name), command))

    return tuple(found for row in COMMANDS for found in below(_known(row.name)))


def line(pick: Random, known: Known | None = None) -> Line:
    """One argument list, mutated or not."""
    known = known or pick.choice(verbs())
    words = [*known.words]
    rest: list[str] = []
    for param in known.command.params:
        if isinstance(param, click.Argument):
            rest += _argument(pick, param)
        elif isinstance(param, click.Option) and pick.random() < 0.3:
            rest += _option(pick, param)
    if pick.random() < 0.5:
        option = pick.choice(global_options(hidden=True))
        where = words if pick.random() < 0.5 else rest
        where[0:0] = _option(pick, option)
    if pick.random() < 0.1:
        pick.shuffle(rest)
    whole = [*words, *rest]
    return tuple(_mutated(pick, whole) if whole and pick.random() < 0.3 else whole)


def _argument(pick: Random, param: click.Argument) -> list[str]:
    count = 1 if param.nargs == 1 else pick.choice((0, 1, 1, 2, 2, 3))
    if pick.random() < 0.05:
        count = pick.choice((0, 2, 5))
    if param.nargs == -1 and pick.random() < 0.01:
        count = 2000
    named = f"{param.name} {param.metavar}"
    found = [_word(pick, named, param) for _ in range(count)]
    for ending, pool in (
        ("DATE", DATES),
        ("HANDLE]", HANDLES),
        ("none", ("A", "B", "C", "D", "none")),
    ):
        if named.endswith(ending) and found and pick.random() < 0.8:
            found[-1] = pick.choice(pool)
    return found


def _option(pick: Random, option: click.Option) -> list[str]:
    name = pick.choice(option.opts)
    if option.is_flag:
        return [name]
    value = _word(pick, f"{name} {option.metavar}", option)
    times = pick.choice((1, 1, 1, 1, 2, 3))
    return [name, value] * times if pick.random() < 0.8 else [f"{name}={value}"]


def _word(pick: Random, named: str, param: click.Parameter) -> str:
    """A word for this place, mostly of the kind that is asked for there."""
    if pick.random() < 0.06:
        return pick.choice((*FREE, *ODD, *PATHS))
    if isinstance(param.type, click.Choice) and pick.random() < 0.93:
        return str(pick.choice(list(param.type.choices)))
    if pick.random() < 0.04:
        pool: tuple[str, ...] = pick.choice(tuple(pool for _, pool in _POOLS))
        return pick.choice(pool)
    for words, pool in _POOLS:
        if any(word in named for word in words):
            return pick.choice(pool)
    return pick.choice((*FREE, *ODD))


_POOLS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("KEY=VALUE",), PAIRS),
    (("REV", "COMMIT"), REVISIONS),
    (("WEEK",), WEEKS),
    (("--data",), (".", "..", "nowhere", "", "../repo", "/dev/null", "customers")),
    (("DATE", " D", "DAY", "--since", "--until"), DATES),
    (("--fields",), ("ref,due", "x", "", ",,,", "ref" * 3000, "ref,ref,ref", "customer,list")),
    (("HANDLE", "VPA", "ROLE", "INITIALS"), (*HANDLES, "crm-lead", "JS", "js", "anna", "ben")),
    (("LIST",), (*BOARD, "requests", "tasks", "reminders", "deadlines", "frist", "x")),
    (("HOURS", " N", " P", "NUMBER", "range", "limit"), NUMBERS),
    (("PATH", "DIR", "FILE", "output", "file"), PATHS),
    (("TEMPLATE", "name NAME", "name [NAME"), ("new-regular", "notice-a-customer", "praise", "x",
    "..")),
    (("STATUS",), ("done", "closed", "forwarded", "draft", "open", "x")),
    (("ZONE",), ("Europe/Berlin", "Mars/X", "../x", "", "UTC", "Europe")),
    (("SLUG", "CC", "YEARS", "REGION"), ("berlin", "DE", "BE", "2029", "2029-2031", "1-9999",
    "2031-2029", "xx")),
    (("KIND",), ("customer", "settings", "call", "notice", "x")),
    (("KEY", "VALUE"), ("lang", "user", "data", "smtp", "format", "color", "x", "de", "table")),
    (("ID",), ("a-customer-b-8s4h0m3v", "nudge-2026-w47-jana", "ab-1a2b3c", "shop:77", "x")),
    (("RE", "TASK", "ref", "words", "WORD"), REFS),
    (("WHY", "TEXT", "text", "TITLE"), FREE),
)  # fmt: skip


def _mutated(pick: Random, words: list[str]) -> list[str]:
    way = pick.randrange(8)
    at = pick.randrange(len(words))
    if way == 0:
        del words[at]
    elif way == 1:
        words.insert(at, words[at])
    elif way == 2:
        other = pick.randrange(len(words))
        words[at], words[other] = words[other], words[at]
    elif way == 3:
        words.insert(at, pick.choice((*FREE, "--", "-", "-x", "--no-such", "-n", "--json", "-h")))
    elif way == 4:
        words[at] = words[at][: pick.randrange(len(words[at]) + 1)]
    elif way == 5:
        words[at] = words[at] * pick.choice((2, 50))
    else:
        raw = bent(pick, words[at].encode("utf-8", "surrogateescape")).replace(b"\0", b"")
        words[at] = raw.decode("utf-8", "surrogateescape")
    # What a bent path names is the person's wish: it may name nothing outside of the place.
    return [_ABSOLUTE.sub(r"\1./", word) for word in words]


_ABSOLUTE: Final = re.compile(r"(^|=)/(?!dev/(?:null|full)$)")


def date_word(pick: Random) -> str:
    """A word of the grammar of dates, or nearly one."""
    part = pick.choice(
        (*DATES, *(form.shown for form in FORMS), *WEEKDAYS,
        f"{pick.randrange(-99, 9999)}.{pick.randrange(99)}.",
         f"+{pick.randrange(99999)}{pick.choice('dwmy')}", f"{pick.randrange(9999)} werktage",
         f"next {pick.choice(list(WEEKDAYS))}", f"kw{pick.randrange(99)}")
    )  # fmt: skip
    if pick.random() < 0.5:
        return part
    raw = bent(pick, part.encode("utf-8", "surrogateescape")).replace(b"\0", b"")
    return raw.decode("utf-8", "surrogateescape")
