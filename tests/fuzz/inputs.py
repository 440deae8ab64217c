"""THE CLASSES OF INPUTS, one row each: what is mutated, and how many of 30,000 they are."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.store.kinds import KINDS
from clm.store.reading import read
from tests.fuzz import lines as words
from tests.fuzz.examples import CHAT, CONFIG, CSV, FILES, MAP, NOTICE_TEXT
from tests.fuzz.meeting import ODD_FILES, READS, WRITES, Input
from tests.fuzz.mutations import ODD, bent, copied, swapped, text
from tests.fuzz.outside import environment, git_config, leftover
from tests.fuzz.place import CONFIG_FILE, REPO, Content
from tests.fuzz.templates import body

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fuzz.lines import Line


class Class(NamedTuple):
    """One class of inputs."""

    name: str
    share: int
    make: Callable[[Random, Path], Input]


def made(name: str, seed: int, number: int, root: Path) -> Input:
    """The input of a class with a number: always the same."""
    row = next(row for row in CLASSES if row.name == name)
    return row.make(Random(f"{seed}:{name}:{number}"), root)


def _some(pick: Random, folder: str) -> tuple[Line, ...]:
    """Command lines that meet a changed folder: two that read, and one in two times a write."""
    return (
        ("check",) if pick.random() < 0.1 else ("check", folder),  # of all, it renders templates
        pick.choice(READS),
        *([pick.choice(WRITES)] if pick.random() < 0.5 else []),
    )


# YAML


@cache
def _trees() -> dict[str, Any]:
    """The good file of each kind as plain data."""
    return {
        row.name: read(FILES[row.name][1].encode(), FILES[row.name][0], row.record).tree
        for row in KINDS
    }


@cache
def _parts() -> tuple[Any, ...]:
    """Values of all good files: what is right elsewhere is wrong here."""
    return tuple(
        value for tree in _trees().values() for value in tree.values() if not isinstance(value, str)
    )


def _yaml_bytes(pick: Random, kind: str) -> bytes:
    if pick.random() < 0.5:
        return bent(pick, FILES[kind][1].encode())
    data = text(pick, swapped(pick, _trees()[kind], _parts())).encode("utf-8", "surrogatepass")
    return bent(pick, data) if pick.random() < 0.15 else data


def _data_file(pick: Random, _: Path) -> Input:
    kind = pick.choice([row.name for row in KINDS])
    return Input(_some(pick, FILES[kind][0].split("/")[0]), _laid(pick, kind))


def _laid(pick: Random, kind: str) -> dict[str, Content]:
    """A mutated file of a kind, mostly where it belongs."""
    path = FILES[kind][0]
    content: Content = _yaml_bytes(pick, kind)
    way = pick.randrange(60)
    if way == 0:
        path = path.replace("7f/", pick.choice(("8g/", "7F/", "", "7f/7f/", "../customers/7f/")))
    elif way == 1:
        path = path.replace(
            ".yaml", pick.choice((".yml", ".YAML", ".yaml.yaml", "", ".yaml~", ".x.yaml"))
        )
    elif way == 2:
        other = pick.choice(list(FILES.values()))
        content = other[1].encode()
    elif way == 3:
        content = pick.choice((*ODD_FILES, None))
    return {f"{REPO}/{path}": content}


def _settings(pick: Random, _: Path) -> Input:
    data = _yaml_bytes(pick, "settings")
    if pick.random() < 0.4:
        tree = copied(_trees()["settings"])
        for _round in range(pick.choice((1, 2, 4))):
            field = pick.choice(_thresholds())
            tree["policy"][field] = pick.choice(
                (
                    "0",
                    "1",
                    "3660",
                    "3661",
                    "23",
                    "24",
                    "-1",
                    "1.5",
                    "9" * 15,
                    "9" * 16,
                    "mon",
                    "sun",
                    "x",
                )
            )
        data = text(pick, tree).encode()
    files: dict[str, Content] = {f"{REPO}/clm.yaml": data}
    if pick.random() < 0.2:
        files |= _laid(pick, "calendar")
    return Input(_some(pick, "clm.yaml"), files)


@cache
def _thresholds() -> tuple[str, ...]:
    from clm.domain.policy import Policy

    return Policy.__struct_fields__


def _record(pick: Random, _: Path) -> Input:
    """Notices and runs, one or many."""
    files: dict[str, Content] = {}
    for _round in range(pick.choice((1, 1, 2, 30))):
        kind = pick.choice(("notice", "run"))
        (place, content) = next(iter(_laid(pick, kind).items()))
        if pick.random() < 0.3:
            name = pick.choice(
                (
                    "nudge-2026-w47-tom",
                    "misses-2026-w46",
                    "con",
                    "a" * 64,
                    "x",
                    "ü",
                    "report-2026-w47",
                )
            )
            place = f"{place.rpartition('/')[0]}/{name}.yaml"
            if isinstance(content, bytes):
                content = content.replace(b"a-customer-b-8s4h0m3v", name.encode())
        files[place] = content
    lines = (
        ("notify", "list", "--all"), ("check",), ("report", "run", "--due"), ("notify", "send"),
        ("week",), ("report", "run", "--due", "-n"), ("mine",), ("report", "weekly", "--mail",
        "crm-lead"),
        ("notify", "send", "--again", "a-customer-b-8s4h0m3v"),
    )  # fmt: skip
    return Input(tuple(pick.sample(lines, 3)), files, variables=_senders(pick))


def _senders(pick: Random) -> dict[str, str]:
    return pick.choice(({}, {"CLM_SMTP": "smtp://127.0.0.1:1"}, {"CLM_NOTIFY_COMMAND": "cat"}))


def _own_config(pick: Random, _: Path) -> Input:
    tree = {**read_config(), **dict.fromkeys(pick.sample(OWN_KEYS, 2), "x")}
    data = text(pick, swapped(pick, tree, _parts())).encode("utf-8", "surrogatepass")
    if pick.random() < 0.5:
        data = bent(pick, CONFIG.encode())
    lines: tuple[Line, ...] = (
        ("config", "list", "--show-origin"), ("mine",), ("config", "set", "lang", "pt"),
        ("config", "get", "user"), ("config", "set", "lang", ""), ("notify", "send"), ("seen",
        "7f3qkd"),
        ("board",), ("report", "weekly"), ("--help",),
    )  # fmt: skip
    content: Content = pick.choice(ODD_FILES) if pick.random() < 0.03 else data
    return Input(tuple(pick.sample(lines, 3)), {CONFIG_FILE: content})


OWN_KEYS: Final = (
    "data",
    "user",
    "lang",
    "color",
    "format",
    "smtp",
    "mail_from",
    "notify_command",
    "usr",
)


def read_config() -> dict[str, str]:
    """The good settings of a person as plain data."""
    return dict(row.split(": ") for row in CONFIG.splitlines())


# argument lists


def _arguments(pick: Random, _: Path) -> Input:
    known = pick.choice(words.verbs())
    if pick.random() < 0.12:
        return Input((pick.choice(_DATED)(words.date_word(pick)),))
    if pick.random() < 0.03:
        known = known._replace(
            words=pick.choice(((), (pick.choice(ODD),), ("x" * 100_000,), ("mien",)))
        )
    stdin = pick.choice(
        (b"", b"", b"c-7f3qkd\n", bent(pick, b"c-7f3qkd\nc-9xq2rt\n"), b"\xff", b"x" * 1_000_000)
    )
    return Input((words.line(pick, known),), stdin=stdin, apart=pick.random() < 0.02)


_DATED: Final[tuple[Callable[[str], Line], ...]] = (
    lambda word: ("calendar", "workday", f"--today={word}"),
    lambda word: ("calendar", "workday", "--", word),
    lambda word: ("mine", f"--due={word}"),
    lambda word: ("mine", f"--as-of={word}"),
    lambda word: ("remind", "7f3qkd", "-n", "--", word),
    lambda word: ("customer", "book", "7f3qkd", "5", f"--on={word}", "-n"),
    lambda word: ("week", f"--week={word}"),
    lambda word: ("absence", "add", f"--from={word}", f"--to={word}", "-n"),
)


# CSV


def _csv(pick: Random, _: Path) -> Input:
    noun = pick.choice(list(CSV))
    data = CSV[noun].encode()
    mark = b"\t" if noun == "tasks" else b"," if noun == "bookings" else b";"
    way = pick.randrange(6)
    rows = data.splitlines(keepends=True)
    if way == 0:
        cells = [row.rstrip(b"\n").split(mark) for row in rows]
        for _round in range(pick.choice((1, 3))):
            row = pick.choice(cells)
            row[pick.randrange(len(row))] = pick.choice((*ODD, "x" * 140_000, "a;b,c\td")).encode()
        data = b"\n".join(mark.join(row) for row in cells)
    elif way == 1:
        count = pick.choice((50, 400))
        data = rows[0] + b"".join(rows[1].replace(b"10423", b"%d" % n) for n in range(count))
    elif way == 2:
        data = (
            mark.join([rows[0].rstrip(b"\n"), *(b"x%d" % n for n in range(3000))]) + b"\n" + rows[1]
        )
    if way > 1 or pick.random() < 0.3:
        data = bent(pick, data)
    files: dict[str, Content] = {f"{REPO}/in.csv": data}
    line = ["import", noun, pick.choice(("in.csv", "in.csv", "in.csv", "-"))]
    if pick.random() < 0.3:
        mapping = MAP.encode() if pick.random() < 0.3 else bent(pick, MAP.encode())
        files[f"{REPO}/map.yaml"] = mapping
        line += ["--map", pick.choice(("map.yaml", "map.yaml", "in.csv", "-"))]
    if pick.random() < 0.5:
        line.append("--apply")
    line += pick.choice(([], ["--json"], ["-n"], ["--source", pick.choice(("shop", *ODD))], ["-q"]))
    return Input((tuple(line),), files, stdin=data)


# templates


def _template(pick: Random, _: Path) -> Input:
    good, name = pick.choice(((CHAT, "new-regular"), (NOTICE_TEXT, "notice-a-customer")))
    head, body_text = good[4:].split("---\n", 1)
    way = pick.randrange(10)
    if way < 6:
        data = f"---\n{head}---\n{body(pick)}".encode("utf-8", "surrogatepass")
    elif way < 8:
        data = bent(pick, good.encode())
    else:
        tree = dict(row.split(": ", 1) for row in head.splitlines())
        data = f"---\n{text(pick, swapped(pick, tree))}---\n{body_text}".encode(
            "utf-8", "surrogatepass"
        )
    files: dict[str, Content] = {f"{REPO}/templates/de/{name}.md.j2": data}
    if pick.random() < 0.02:
        files = {f"{REPO}/templates/de/{name}.md.j2": pick.choice(ODD_FILES)}
    lines: tuple[Line, ...] = (
        ("template", "check"), ("template", "show", name, "--customer", "7f3qkd"), ("template",
        "list"),
        ("chat", "7f3qkd", name), ("chat", "7f3qkd", name, "--log", "--deadline", "fri"),
        ("notify", "list", "--all"), ("notify", "send"), ("check",),
    )  # fmt: skip
    return Input(tuple(pick.sample(lines, 2)), files, variables=_senders(pick))


CLASSES: Final[tuple[Class, ...]] = (
    Class("data files", 9000, _data_file),
    Class("argument lists", 8000, _arguments),
    Class("csv imports", 3000, _csv),
    Class("clm.yaml", 2500, _settings),
    Class("templates", 1500, _template),
    Class("own config", 1500, _own_config),
    Class("notices and runs", 1500, _record),
    Class("git config", 1000, git_config),
    Class("environment", 1000, environment),
    Class("left in .git/clm", 1000, leftover),
)
"""G9: all that can be put in front of a command."""
TOTAL: Final = sum(row.share for row in CLASSES)
