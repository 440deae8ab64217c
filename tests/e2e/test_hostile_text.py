"""G10: no text drives a terminal, a spreadsheet, a page, a mail or git, whatever way it leaves."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Final

import pytest

from clm.domain.changes import Act, message
from clm.domain.findings import Finding
from clm.render import text as words
from clm.render.diff import unified
from clm.render.listing import Column, Listing, render
from clm.render.markup import document, element
from clm.services.mailing import Letter, composed
from tests.build import make_customer
from tests.e2e.test_hostile_repositories import lines
from tests.hostile import (
    HOSTILE,
    acts,
    as_csv,
    as_json,
    as_markdown,
    as_page,
    one_line,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.render.listing import Form
    from tests.world import Clm, Repository


def listed(form: Form, text: str, *, width: int | None = None) -> str:
    item = {"ref": text, "name": text, "many": [text, text], "told": {"x": text}}
    columns = [Column(key, key.title()) for key in item]
    answer = Listing("clm/x@1", [item], columns, extra={"note": text})
    return render(answer, form, today=date(2026, 11, 18), user=text, width=width)


def as_table(text: str) -> str | None:
    return "another row" if text.count("\n") != 2 else acts(text)


def indented(text: str) -> str | None:
    first, *rest = text.rstrip("\n").split("\n")
    del first
    return "a line of its own" if any(line[:2] != "  " for line in rest) else acts(text)


def mailed(text: str) -> bytes:
    at = datetime(2026, 11, 18, tzinfo=UTC)
    page = document("de", "", [], [element("p", text, title=text)])
    letter = Letter("n-1", at, "clm@example.org", text, "to@example.org", text, text, page)
    return composed(letter).as_bytes()


HEADERS: Final = {
    "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
}  # fmt: skip


def as_mail(raw: str) -> str | None:
    letter = message_from_bytes(raw.encode("latin-1", "replace"), policy=default)
    more = set(letter.keys()) - HEADERS
    return f"the header {more}" if more else one_line(str(letter["Subject"]))


OUTPUTS: Final[dict[str, tuple[Callable[[str], str], Callable[[str], str | None]]]] = {
    "table": (lambda text: listed("table", text), as_table),
    "table on a terminal": (lambda text: listed("table", text, width=60), as_table),
    "json": (lambda text: listed("json", text), as_json),
    "jsonl": (lambda text: listed("jsonl", text), as_json),
    "csv": (lambda text: listed("csv", text), as_csv),
    "ids": (lambda text: listed("ids", text), one_line),
    "md": (lambda text: listed("md", text), as_markdown),
    "html": (lambda text: listed("html", text), as_page),
    "page": (lambda text: document("de", "", [element("title", text)], [text]), as_page),
    "attribute": (lambda text: element("p", title=text).html, as_page),
    "error": (words.error, indented),
    "hint": (lambda text: words.error("x", text).partition("\n")[2], indented),
    "warning": (words.warning, indented),
    "changed": (words.changed_line, one_line),
    "detail": (lambda text: words.detail([("Name", text)]), indented),
    "section": (lambda text: words.section("Name", [text, text]), indented),
    "finding": (lambda text: words.error(str(Finding(text, 1, 1, "x", text))), indented),
    "diff": (lambda text: unified(None, text.encode(), "a"), acts),
    "diff's path": (lambda text: unified(None, b"", text), acts),
    "mail": (lambda text: mailed(text).decode("latin-1"), as_mail),
}
"""Every way text leaves by, and what tells whether it does something there."""

UNGUARDED: Final[dict[str, tuple[Callable[[str], str], Callable[[str], str | None]]]] = {
    "print": (lambda text: f"{text}\n", one_line),
    "json": (lambda text: json.dumps({"name": text}, ensure_ascii=False), as_json),
    "csv": (lambda text: f'"{text.replace(chr(34), chr(34) * 2)}",x\n', as_csv),
    "md": (lambda text: f"| a | b |\n| {text} | x |\n", as_markdown),
    "html": (lambda text: f'<p title="{text}">{text}</p>', as_page),
    "mail": (lambda text: f"Subject: {text}\r\n\r\nHallo", as_mail),
}
"""The same without our care."""


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("output", OUTPUTS)
def test_no_text_does_anything_on_its_way_out(name: str, output: str) -> None:
    make, check = OUTPUTS[output]
    assert check(make(HOSTILE[name])) is None


def test_the_values_of_json_and_of_mail_stay() -> None:
    for text in HOSTILE.values():
        assert json.loads(listed("json", text))["items"][0]["name"] == text
    letter = message_from_bytes(mailed("Müller & Söhne"), policy=default)
    assert letter["Subject"] == "Müller & Söhne"


def test_without_our_care_each_text_does_something() -> None:
    caught = {
        name: [way for way, (make, check) in UNGUARDED.items() if check(make(text))]
        for name, text in HOSTILE.items()
    }
    harmless = {name for name, ways in caught.items() if not ways}
    assert harmless <= {"entity", "template"}
    ways = {way for found in caught.values() for way in found}
    assert ways == set(UNGUARDED)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_enters_a_commit_message(name: str) -> None:
    text = HOSTILE[name]
    acts_with_it = (
        Act(text, (), "jana"), Act("note", (text,), "jana"), Act("note", (), text),
        Act("note", (), "jana", for_=text), Act("note", (), "jana", acting_as=text),
    )  # fmt: skip
    for act in acts_with_it:
        with pytest.raises(ValueError, match="not a token"):
            message(act)


def test_free_text_of_a_write_stays_out_of_its_commit(
    clm: Clm, repo: Repository, muster: str
) -> None:
    told = "Anruf\n\nClm-Action: erase\nClm-By: tom"
    clm.ok("note", muster, told)
    clm.ok("prio", muster, "-m", "weil\n\nClm-Action: erase")
    assert repo.trailers("HEAD^")["Clm-Action"] == "note"
    assert repo.trailers()["Clm-Action"] == "prio"
    assert "erase" not in repo.message("HEAD^") + repo.message()
    # the control: git takes such lines for trailers
    repo.git("commit", "-q", "--allow-empty", "-m", f"note\n\nClm-Action: note\n{told[7:]}")
    assert repo.trailers()["Clm-Action"] == "erase"


@pytest.mark.parametrize("form", ["table", "json", "csv", "md", "html"])
def test_what_git_knows_of_others_is_only_shown(clm: Clm, repo: Repository, form: str) -> None:
    evil = "".join(text for name, text in HOSTILE.items() if name != "nul").replace("\n", " ")
    author = f"{evil.replace('<', '(').replace('>', ')')} <x@example.org>"
    repo.write("team/tom.yaml", repo.read("team/tom.yaml") + "# by somebody\n")
    repo.git("commit", "-q", "-a", "--author", author, "-m", evil)
    plain = repo.git("-c", "color.ui=never", "log", "-1", "--format=%an %s")
    assert acts(plain)
    printed = clm.ok("log", "-o", form)
    assert acts(printed) is None
    assert "owned" in printed


@pytest.mark.parametrize("name", ["title", "c1 controls", "bidi", "line feed", "chain"])
def test_names_of_files_are_only_shown(clm: Clm, repo: Repository, name: str) -> None:
    for folder in ("customers/7f", "team", "templates/de", "outbox", "runs"):
        repo.write(f"{folder}/{HOSTILE[name].replace('/', '')[:80]}.yaml", "id: x\n")
    for line in (("check",), ("save",), ("save", "-n"), ("customer", "list"), ("template", "list")):
        result = clm(*line)
        assert acts(result.out) is None
        assert acts(result.err) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_what_the_data_may_hold_is_only_shown(clm: Clm, repo: Repository, name: str) -> None:
    """Where the reader lets a text in at all, each page and list has to take it."""
    quoted = json.dumps(HOSTILE[name])
    repo.write("customers/7f/c-7f3qkd.yaml", make_customer(name=quoted, more="owner: jana\n"))
    for line in ("customer list", "customer show c-7f3qkd", "mine", "lead list", "why c-7f3qkd",
                 "briefing c-7f3qkd", "check"):  # fmt: skip
        result = clm(*line.split())
        assert acts(result.out) is None, line
        assert acts(result.err) is None, line
    for form, check in (("csv", as_csv), ("html", as_page), ("json", as_json), ("md", as_markdown)):
        assert check(clm("customer", "list", "-o", form).out) is None


@pytest.mark.parametrize("form", ["table", "json"])
def test_every_command_echoes_what_was_typed_harmlessly(
    clm: Clm, repo: Repository, form: str
) -> None:
    repo.put("customers/7f/c-7f3qkd.yaml", make_customer(more="owner: jana\n"))
    evil = "\x1b]0;x\x07\u202e\x9b1m" + "\u0301" * 20 + "\r\nBcc: x"
    typed = [[evil if word == "c-7f3qkd" else word for word in line] for line in lines()]
    typed += [[*row[:1], f"--{evil}"] for row in typed]
    for line in typed:
        result = clm(*line, "-o", form, "--no-input")
        # A calendar file ends its lines as RFC 5545 asks.
        out = result.out.replace("\r\n", "\n") if line[0] == "export" else result.out
        assert acts(out) is None, line
        assert acts(result.err) is None, line


def test_a_terminal_would_have_obeyed() -> None:
    """The control of the control: what plain programs print is what was written."""
    done = subprocess.run(["printf", "%s", HOSTILE["title"]], capture_output=True, check=True)
    assert acts(done.stdout.decode())
