"""What an input is, and the command lines that meet a folder somebody has spoilt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tests.fuzz.place import ENDLESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fuzz.lines import Line
    from tests.fuzz.place import Content


class Input(NamedTuple):
    """What is laid into the place, and the command lines that meet it."""

    lines: tuple[Line, ...]
    files: Mapping[str, Content] = {}
    stdin: bytes = b""
    variables: Mapping[str, str] = {}
    apart: bool = False
    """In a process of its own, as a person starts it."""


READS: Final[tuple[Line, ...]] = (
    ("mine",), ("mine", "--team", "--all", "--json"), ("board", "--team"), ("week",), ("check",),
    ("customer", "list", "--csv"), ("customer", "list", "-o", "md"), ("customer", "show", "7f3qkd"),
    ("why", "7f3qkd", "--all"), ("briefing", "7f3qkd"), ("file", "7f3qkd", "--all"),
    ("task", "list", "--all"), ("task", "forwarded", "--team"), ("lead", "list"), ("vpa", "list"),
    ("vpa", "praise"), ("absence", "list", "--all"), ("notify", "list", "--all"),
    ("report", "weekly"), ("report", "weekly", "-o", "html"), ("cron", "print"), ("path",
    "mueller"),
    ("calendar", "list"), ("calendar", "workday", "+3wd", "fri"), ("template", "check"),
    ("mine", "--as-of", "HEAD"), ("log", "7f3qkd"), ("report", "run", "--due", "-n"),
    ("notify", "send", "-n"), ("mine", "--due", "eow", "--fresh"), ("config", "list"),
)  # fmt: skip
WRITES: Final[tuple[Line, ...]] = (
    ("seen", "7f3qkd"), ("remind", "7f3qkd", "+3wd", "-m", "x"), ("note", "7f3qkd", "ruft an"),
    ("customer", "set", "7f3qkd", "city=Bonn", "services+=x"), ("save",), ("prio", "7f3qkd",
    "--off"),
    ("customer", "book", "7f3qkd", "10"), ("task", "move", "t-vmm7kqn2", "done"),
    ("done", "m-4v6b2n8s"), ("assign", "7f3qkd", "tom"), ("watch", "7f3qkd", "--off"),
    ("absence", "add", "--from", "mon", "--to", "fri"), ("absence", "end", "ab-1a2b3c", "--on",
    "fri"),
    ("customer", "class", "7f3qkd", "B"), ("lead", "distribute"), ("vpa", "praise", "anna",
    "--log"),
    ("notify", "send"), ("report", "run", "--due"), ("undo",), ("edit", "7f3qkd"),
    ("calendar", "update", "berlin", "--country", "DE", "--years", "2029"),
    ("task", "add", "7f3qkd", "neu", "--deadline", "fri"), ("briefing", "7f3qkd", "--record"),
    ("chat", "7f3qkd", "new-regular", "--deadline", "fri"), ("schema", "export"),
)  # fmt: skip
ODD_FILES: Final[tuple[Content, ...]] = (
    ("folder", ""), ("pipe", ""), ("link", ENDLESS), ("link", "x"), ("sparse", "3000000000"),
    ("sparse", "1500000"), b"", b"\n",
)  # fmt: skip
"""What may lie where a file is looked for."""
