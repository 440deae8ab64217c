"""What lies around the data: git's settings, the environment, what killed or foreign runs left."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final

from tests.fuzz import lines as words
from tests.fuzz.meeting import READS, WRITES, Input
from tests.fuzz.mutations import ODD, bent, swapped
from tests.fuzz.place import DERIVED, ENDLESS, GIT_CONFIG, REPO, Content

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from tests.fuzz.lines import Line

# what git and the environment say


_GIT: Final = (
    "[user]\n\tname = {0}\n\temail = {0}\n", "[user]\n\tname\n\temail\n",
    "[user]\n\tname =\n\temail =\n",
    "[core]\n\tautocrlf = {0}\n\tbare = {0}\n", "[core]\n\tfilemode = {0}\n\tquotepath = {0}\n",
    "[core]\n\trepositoryformatversion = {0}\n", "[extensions]\n\tobjectformat = {0}\n",
    "[core]\n\tworktree = {0}\n", "[core]\n\tcommentchar = {0}\n\tcompression = {0}\n",
    "[i18n]\n\tcommitencoding = {0}\n\tlogoutputencoding = {0}\n",
    "[log]\n\tdate = {0}\n\tshowsignature = {0}\n",
    "[commit]\n\tcleanup = {0}\n", "[gc]\n\tauto = {0}\n", "[index]\n\tversion = {0}\n", "[core\n",
    "[x] y z\n",
    "[include]\n\tpath = {0}\n", '[branch "main"]\n\tremote = {0}\n',
    "[safe]\n\tdirectory = {0}\n",
    "[color]\n\tui = always\n[format]\n\tpretty = {0}\n",
    "[core]\n\tfsync = {0}\n\tfsyncmethod = {0}\n",
    "[status]\n\tshowuntrackedfiles = {0}\n[diff]\n\trenames = {0}\n\tcontext = {0}\n", "\0",
    "[a]\n" * 20_000,
)  # fmt: skip
_GIT_VALUES: Final = (
    *ODD[:60], "Jana <x>", '"Jana', "jana@example.org\\n", "ISO-8859-1", "input", "auto", "sha256",
    "/dev/null", "99999999999999999999", "jana@example.org",
)  # fmt: skip


def git_config(pick: Random, root: Path) -> Input:
    good = (root / GIT_CONFIG).read_bytes()
    if pick.random() < 0.6:
        value = pick.choice(_GIT_VALUES).replace("\n", "\\n")
        data = good + pick.choice(_GIT).replace("{0}", value).encode("utf-8", "surrogatepass")
    else:
        data = bent(pick, good)
    lines: tuple[Line, ...] = (
        ("mine",), ("seen", "7f3qkd"), ("note", "7f3qkd", "x"), ("log",), ("mine", "--as-of",
        "HEAD"), ("save",),
        ("undo",), ("check",), ("config", "list"), ("customer", "set", "7f3qkd", "city=Bonn"),
        ("week",), ("init",),
    )  # fmt: skip
    variables = {} if pick.random() < 0.5 else {"CLM_USER": "jana"}
    return Input(tuple(pick.sample(lines, 3)), {GIT_CONFIG: data}, variables=variables)


_VARIABLES: Final = (
    "CLM_DATA", "CLM_USER", "CLM_LANG", "CLM_TODAY", "CLM_SMTP", "CLM_SMTP_PASSWORD",
    "CLM_MAIL_FROM",
    "CLM_NOTIFY_COMMAND", "CLM_NO_HOUSEKEEPING", "TZ", "LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE",
    "COLUMNS",
    "LINES", "NO_COLOR", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "TMPDIR",
    "PATH",
    "EDITOR", "VISUAL", "PAGER", "EMAIL", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_AUTHOR_DATE",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY", "GIT_TRACE", "GIT_CEILING_DIRECTORIES", "TERM",
    "PYTHONIOENCODING",
)  # fmt: skip
_VALUES: Final = {
    "EDITOR": ("true", "false", "/nonexistent", "", "'", "cat", "true 'x", "sh -c 'exit 3'", "/",
    "true\n"),
    "NOTIFY": ("true", "false", "/nonexistent", "'", "cat", "", "true 'x", "sh -c 'exit 3'", "/"),
    "PATH": ("", "/nonexistent", ".", "/usr/bin:/bin", "\udcff"),
    "SMTP": (
        "smtp://127.0.0.1:1", "smtp://127.0.0.1:99999", "smtp://",
        "smtp+starttls://u:p@127.0.0.1:1", "x", "smtp://[::1",
        "smtp://127.0.0.1:x", "smtps://\udcff:1", "http://127.0.0.1", "smtp://u\n@127.0.0.1:1",
        "smtp://" + "x" * 9000,
    ),
    "TODAY": words.DATES,
    "LANG": ("de_DE.UTF-8", "C", "POSIX", "de", "pt_BR", "xx", "", "\udcff", "de.", "d", "en@x"),
    "TZ": ("Europe/Berlin", "Mars/X", "", ":", "../x", "UTC+99", "\udcff", "<x>-24:59"),
}  # fmt: skip


def environment(pick: Random, root: Path) -> Input:
    variables = {}
    for name in pick.sample(_VARIABLES, pick.choice((1, 1, 2, 3))):
        pool = next((pool for word, pool in _VALUES.items() if word in name), None)
        if name in {"VISUAL", "PAGER"}:
            pool = _VALUES["EDITOR"]
        if name in {"LC_ALL", "LC_MESSAGES", "LANGUAGE"}:
            pool = _VALUES["LANG"]
        value = pick.choice(
            pool
            or (*ODD, *words.PATHS, *words.HANDLES, *words.FREE, str(root / REPO), "99999999", "0")
        )
        variables[name] = value.replace("\0", "")[:20_000]
    lines: tuple[Line, ...] = (
        ("mine",), (), ("--help",), ("seen", "7f3qkd"), ("config", "list", "--show-origin"),
        ("edit", "7f3qkd"),
        ("notify", "send"), ("notify", "list"), ("chat", "7f3qkd", "new-regular"), ("log",),
        ("week",),
        ("config", "set", "lang", "de"), ("report", "weekly", "--mail", "crm-lead"), ("init",
        "neu"), ("undo",),
        ("calendar", "workday"), ("template", "check"), ("customer", "edit", "7f3qkd"), ("cron",
        "print"),
        ("board",), ("note", "7f3qkd", "x"), ("check",), ("report", "run", "--due"), ("mine",
        "--as-of", "HEAD"),
    )  # fmt: skip
    apart = pick.random() < 0.12
    return Input(tuple(pick.sample(lines, 1 if apart else 2)), variables=variables, apart=apart)


# what a killed or foreign run left


def leftover(pick: Random, root: Path) -> Input:
    index = f"{DERIVED}index.sqlite"
    files: dict[str, Content] = {}
    way = pick.randrange(10)
    if way < 4:
        files[f"{DERIVED}journal"] = _journal(pick, root)
    elif way < 6:
        files[index] = bent(pick, (root / index).read_bytes())
    elif way < 9:
        files[index] = _foreign_index(pick, root / index, root / "foreign.sqlite")
    else:
        name = pick.choice(
            (
                "journal",
                "index.sqlite",
                "lock",
                "marker",
                "past.sqlite",
                "trusted",
                "journal.new",
                "new-x",
            )
        )
        files[f"{DERIVED}{name}"] = pick.choice(
            (
                ("folder", ""),
                ("link", ENDLESS),
                ("link", "nowhere"),
                b"",
                b"\0" * 5000,
                bent(pick, b"x"),
                None,
            )
        )
    lines = (pick.choice(WRITES), pick.choice(READS))
    return Input(lines if pick.random() < 0.6 else lines[::-1], files)


def _journal(pick: Random, root: Path) -> bytes:
    git = root / REPO / ".git"
    head = (git / "refs/heads/main").read_text().strip()
    blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    step = ["customers/7f/c-7f3qkd.yaml", ["100644", blob], ["100644", blob[::-1]], False]
    good: dict[str, Any] = {
        "format": "1", "root": str(root / REPO), "git_dir": str(git), "ref": "refs/heads/main",
        "commit": head,
        "steps": [step, ["new.yaml", None, ["100644", blob], True]],
    }  # fmt: skip
    if pick.random() < 0.4:
        return bent(pick, json.dumps(good).encode())
    changed = swapped(pick, good)
    if isinstance(changed, dict) and pick.random() < 0.3:
        changed[pick.choice(("root", "git_dir", "ref", "commit"))] = pick.choice(
            (
                str(root),
                str(root / "home"),
                "/nonexistent",
                "refs/heads/../../x",
                "HEAD",
                None,
                7,
                [],
                head[:10],
            )
        )
    return json.dumps(changed).encode()


def _foreign_index(pick: Random, index: Path, beside: Path) -> bytes:
    """A whole SQLite file whose rows are not what we would have written."""
    beside.write_bytes(index.read_bytes())
    db = sqlite3.connect(beside, isolation_level=None)
    for _round in range(pick.choice((1, 2))):
        try:
            _spoil(pick, db)
        except sqlite3.Error:
            continue
    db.close()
    data = beside.read_bytes()
    beside.unlink()
    return data


def _spoil(pick: Random, db: sqlite3.Connection) -> None:
    """Change a table of the index, which another version or somebody's hand may have done."""
    named = db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
    table = pick.choice([name for (name,) in named])
    column = pick.choice([row[1] for row in db.execute(f"PRAGMA table_info('{table}')")])
    way = pick.randrange(3)
    if way == 0:
        db.execute(f"DROP TABLE {table}")
    elif way == 1:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of ours
    else:
        db.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO other")
