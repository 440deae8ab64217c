"""Which test proves which line of the requirements, from the comments of tests.

A test names a line in a comment or docstring of its own, on its decorators, or right above it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT: Final = Path(__file__).resolve().parent.parent

LINES: Final = {
    "L1": "what counts as a booking",
    "L2": "the trial package",
    "L3": "orders of several packages",
    "L4": "from which day a booking counts, and in which order",
    "L5": "the phase by the number of bookings",
    "L6": "colleague leads",
    "L7": "no-shows",
    "L8": "when a task counts as posted",
    "L9": "active tasks",
    "L10": "the class A, B or C",
    "L11": "marks, and who is a small customer",
    "L12": "the usual package",
    "L13": "working days, weeks and the deadline",
    "L14": "who is responsible on a day",
    "L15": "inactive customers",
    "A0.1": "requests of a customer, with tasks and services",
    "A0.2": "anybody can do a task",
    "A0.3": "all tasks of a request, and services without one",
    "A0.4": "what a request needs to be recorded",
    "A0.5": "how complete a registration is",
    "A0.6": "contact persons of a customer",
    "A0.7": "one who answers for each open request, every day",
    "A0.8": "who answers works here",
    "A0.9": "the account manager answers unless somebody else does",
    "A0.10": "closing with an outcome and a solution",
    "A0.11": "asking whether they were satisfied",
    "A0.12": "recorded on time",
    "A0.13": "how each SPOC takes care of the requests",
    "A0.14": "lists of requests, and all that is mine",
    "A0.15": "who I am, or an error",
    "A0.16": "what is new since I last looked",
    "A0.17": "tasks with date words, and no next step",
    "A0.18": "appointing a colleague, with the reason",
    "A0.19": "what goes along with a customer",
    "A0.20": "taking a request on, or not",
    "A0.21": "absences with who covers",
    "A0.22": "handing over in time",
    "A0.23": "handing over item by item",
    "A0.24": "cover for a time leaves the owner",
    "A0.25": "replacements of replacements, and loops",
    "A0.26": "days on which the replacement is away too",
    "A0.27": "several replacements by scope",
    "A0.28": "an absence that changes",
    "A0.29": "who covers sees it, and the owner too",
    "A0.30": "what happened while one was away",
    "A0.31": "anybody can record an absence",
    "A0.32": "a proposed hand-over as one commit",
    "A0.33": "an open end that lasts long",
    "A0.34": "notices, each once, from one host",
    "A0.35": "digests, and notices in working time",
    "A0.36": "who fits a task",
    "A0.37": "filters of tasks, ended ones hidden",
    "A0.38": "done and closed are two things",
    "A0.39": "everything about a task",
    "A0.40": "legal moves, and follow-ups",
    "A0.41": "waiting for somebody until a day, which stops clocks",
    "A1.1": "seven lists and the watchlist",
    "A1.2": "labels in the person's language",
    "A1.3": "leads, and taking in the export of the website",
    "A1.4": "distributing leads by rules",
    "A1.5": "leads with a talk by phone",
    "A1.6": "leads nobody has yet, and how long",
    "A1.7": "an owner before or with the first booking",
    "A1.8": "leads are nobody's work",
    "A1.9": "the first check and its briefing",
    "A1.10": "what is missing is shown as missing",
    "A1.11": "a VPA within the week after a posted task",
    "A1.12": "assigning a VPA with the template",
    "A1.13": "the shift decides on urgent tasks",
    "A1.14": "assigning on a colleague's behalf",
    "A1.15": "when the first check is due",
    "A1.16": "seen is for good, new facts make new entries",
    "A1.17": "posted tasks without a VPA",
    "A1.18": "telling about an offer customer",
    "A1.19": "prio customers always have a reminder",
    "A1.20": "after a check the next date",
    "A1.21": "a large package after the trial makes prio",
    "A1.22": "chat messages to copy",
    "A1.23": "figures of the briefing",
    "A1.24": "remind prio customers, see the small ones",
    "A1.25": "the second and the third check",
    "A1.26": "praising VPAs",
    "A1.27": "existing customers owe nothing by themselves",
    "A1.28": "a prio customer who becomes existing is watched",
    "A1.29": "looking through colleague leads",
    "A1.30": "no-shows are counted and owe nothing",
    "A1.31": "reasons to watch, by hand and automatic",
    "A1.32": "a look a week at who is watched",
    "A1.33": "one reason an order, by the class of its day",
    "A1.34": "two reasons are one entry",
    "A1.35": "steps of asking the VPA about a smaller package",
    "A1.36": "the VPA's answer is found",
    "A1.37": "the CRM lead hears of A customers",
    "A1.38": "who is through with the week",
    "A1.39": "nudge, report and misses by cron",
    "A1.40": "a past week stays what it was",
    "A1.41": "key figures with their definitions",
    "A1.42": "reminders on days off show on the next working day",
    "A1.43": "two people press seen at once",
    "A1.44": "why an entry is there",
    "A1.45": "taking the last command back",
    "A1.46": "history before the start makes no work",
    "A1.47": "customers without owner stand with the distributor",
    "A1.48": "walking through one's list",
    "A2.1": "the process with its evidence and its gaps",
    "A2.2": "beginning a data folder",
    "A2.3": "what is known of each customer",
    "A2.4": "account managers who have left",
    "A2.5": "how the process is done, as files that are looked at",
    "A2.6": "the services, and the catalogue for customers",
    "A2.7": "agreements: what is promised to whom, and until when",
    "A2.8": "what customers want, dated",
    "A2.9": "clocks of agreements, met and missed",
    "A2.10": "nobody is recorded twice",
    "A2.11": "changing a customer, also by hand",
    "A2.12": "archiving, and what keeps a customer from it",
    "A2.13": "making two customers one",
    "A2.14": "the states of a complaint",
    "A2.15": "what is recorded of a complaint",
    "A2.16": "the days of a complaint",
    "A2.17": "assessing a complaint",
    "A2.18": "telling the complainant how it stands",
    "A2.19": "what closing a complaint needs",
    "A2.20": "who is complained about handles nothing",
    "A2.21": "actions outlive their complaint",
    "A2.22": "looking at all complaints of a period",
    "A2.23": "planning a survey",
    "A2.24": "a sample that represents the customers",
    "A2.25": "whom a survey does not ask",
    "A2.26": "answers, one a token",
    "A2.27": "figures of satisfaction, with N and margin",
    "A2.28": "small groups of anonymous answers stay hidden",
    "A2.29": "unhappy answers are followed up in time",
    "A2.30": "one question after an event",
    "A2.31": "the report on satisfaction",
    "A2.32": "when a service review is due",
    "A2.33": "the agenda of a service review",
    "A2.34": "the record of a service review",
    "A2.35": "overdue reviews, and actions that are open",
    "A2.36": "the four outputs of the process",
    "A2.37": "reports as they are specified",
    "A3.1": "two case files, and moving an entry to the VPA's",
    "A3.2": "what a share holds",
    "A3.3": "nothing internal where a VPA reads",
    "A3.4": "a customer's timeline",
    "A3.5": "the kinds of entries, and what each needs",
    "A3.6": "writing an entry, quotes too",
    "A3.7": "tags from a list, with other names",
    "A3.8": "the parts of an entry",
    "A3.9": "initials, and shared accounts",
    "A3.10": "reminders and urgent hand-overs of entries",
    "A3.11": "why a VPA is assigned",
    "A3.12": "one template a reason and language",
    "A3.13": "what a template requires, and what must be adjusted",
    "A3.14": "what a template may know, and that it is safe",
    "A3.15": "whether the VPA keeps their file current",
    "A3.16": "asking a VPA again, then the CRM lead",
    "A3.17": "a VPA falls out",
    "A3.18": "customers at risk",
    "A3.19": "what a VPA's file has to tell",
    "A3.20": "the template that fits the status",
    "A4.1": "a store of the managers' own",
    "A4.2": "why somebody is away, and how long it is kept",
    "A4.3": "a person's figures, for them and their manager",
    "A4.4": "the pulse, without names",
    "A4.5": "the team at a glance",
    "A4.6": "balancing work, and praise",
    "A4.7": "initiatives that keep customers",
    "A4.8": "who is not written to, and the snapshot",
    "A4.9": "following up by itself",
    "A4.10": "winning back, conversion, the control group",
    "A4.11": "retention by cohort and initiative",
    "A4.12": "plans, goals and appraisals",
    "A4.13": "escalations",
    "A4.14": "levels that fire by themselves, once",
    "A4.15": "customers who want a manager",
    "A4.16": "the true reason, and the compromise",
    "A4.17": "what a manager has to take on today",
}

LATER: Final = {
    "A1.43": ("across clones", "sharing"),
    "A1.48": ("", "the walk"),
}
"""What of a line comes later ("" all of it), and in which room."""

LINE: Final = re.compile(r"\b(?:A[0-4]\.\d+|L\d+)\b")


def proofs(folder: Path) -> dict[str, list[str]]:
    """Each line with the tests that name it, as pytest names them."""
    found: dict[str, list[str]] = {line: [] for line in LINES}
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for test, line in _named(text):
            if line in found:
                found[line].append(f"{path.relative_to(folder.parent).as_posix()}::{test}")
    return found


def _named(text: str) -> Iterator[tuple[str, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = {t.start[0]: t.string for t in tokens if t.type == tokenize.COMMENT}
    source = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            while first > 1 and source[first - 2].startswith("#"):
                first -= 1
            words = [comments.get(n, "") for n in range(first, (node.end_lineno or first) + 1)]
            words.append(ast.get_docstring(node) or "")
            yield from ((node.name, line) for line in dict.fromkeys(LINE.findall(" ".join(words))))


def wanting(tests: dict[str, list[str]]) -> list[str]:
    """The lines that are built, at least in part, and that no test names."""
    later = {line for line, (part, _) in LATER.items() if not part}
    return [line for line, names in tests.items() if not names and line not in later]


def page() -> str:
    """Every line with its tests, and what of it comes later."""
    parts = []
    for line, tests in proofs(PROJECT / "tests").items():
        number = f" ({len(tests)} test{'s' * (len(tests) != 1)})" if tests else ""
        parts.append(f"\n## {line} {LINES[line]}{number}\n\n")
        if line in LATER:
            part, room = LATER[line]
            parts.append(f"Comes with {room}{': ' * bool(part)}{part}.\n{chr(10) * bool(tests)}")
        for test in tests:
            path, _, name = test.partition("::")
            parts.append(f"- [{path}](../{path})`::{name}`\n")
    return "".join(parts)
