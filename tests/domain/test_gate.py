"""The gate (G12): what of a VPA's push is let in, and the sentence for what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from textwrap import dedent
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from clm.domain import gate
from clm.domain.casefile import SharedFile, wrote
from clm.domain.gate import Arrival, Change, Entry, PushedFile, Rules
from clm.store.reading import read

RULES: Final = Rules(
    vpa="anna",
    tags={"tools": "tools", "werkzeuge": "tools", "open points": "open-points"},
    since=date(2026, 9, 1),
    now=datetime(2026, 11, 18, 9, tzinfo=UTC),
    zone=ZoneInfo("Europe/Berlin"),
)
AGREED: Final = """
customer: c-7f3qkd
deadlines:
  - id: d-1m5t9w2c
    vpa: anna
    on: 2026-12-01
    ask: Akte pflegen
    note: n-1m5t9w2c
notes:
  - id: n-1m5t9w2c
    at: 2026-11-02T09:00:00Z
    by: jana
    text: Bitte pflege die Akte.
  - id: n-2m5t9w2c
    at: 2026-11-03
    by: anna
    tags:
      - tools
    text: Sie nutzt den Kalender.
"""
SECONDS: Final = int(datetime(2026, 11, 17, 8, tzinfo=UTC).timestamp())


def added(pushed: str, agreed: str = AGREED) -> tuple[list[int], list[str]]:
    before, now = (
        read(text.encode(), "case.yaml", PushedFile).tree or {} for text in (agreed, pushed)
    )
    new, faults = gate.added(before, now)
    return new, [f"{'.'.join(map(str, fault.at))}: {fault.sentence}" for fault in faults]


def test_a_new_entry_at_the_end_is_found() -> None:
    assert added(AGREED + "  - text: Neu.\n") == ([2], [])


def test_a_new_entry_may_stand_between_agreed_ones() -> None:
    between = AGREED.replace("  - id: n-2m", "  - text: Neu.\n  - id: n-2m")
    assert added(between) == ([1], [])


def test_what_is_written_otherwise_but_says_the_same_is_the_same() -> None:
    otherwise = AGREED.replace("text: Bitte pflege die Akte.", 'text: "Bitte pflege die Akte."')
    assert added(f"# a comment\n{otherwise}    kind:\n") == ([], [])


def test_the_same_words_once_more_are_a_new_entry() -> None:
    agreed = "customer: c-7f3qkd\nnotes:\n  - text: Nicht erreicht.\n"
    assert added(f"{agreed}  - text: Nicht erreicht.\n", agreed) == ([1], [])
    twice = f"{agreed}  - text: Nicht erreicht.\n"
    assert added(agreed, twice) == (
        [], ["notes: the entry without an id was agreed on, and is taken away"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Bitte pflege", "Bitte lass", ("notes.0.text: the entry n-1m5t9w2c was agreed on, and is"
         " changed: text")),
        ("2026-11-02T09:00:00Z", "2026-11-01", "changed: at"),
        ("by: jana", "by: anna", "changed: by"),
        ("      - tools\n", "      - open-points\n", "changed: tags"),
        ("    by: jana\n", "    by: jana\n    pinned: true\n", "changed: pinned"),
        ("2026-12-01", "2027-12-01", "deadlines: deadlines: it is changed"),
        ("ask: Akte pflegen", "ask: Akte pflegen\n    done_on: 2026-11-18", "it is changed"),
        ("customer: c-7f3qkd", "customer: c-9d5wn8", "customer: customer: it is changed"),
        ("notes:\n", "owner: anna\nnotes:\n", "owner: owner: there is no such field"),
        ("notes:\n", "note:\n  - text: x\nnotes:\n", 'did you mean "notes"?'),
        ("id: n-2m5t9w2c", "id: n-3m5t9w2c", "the entry n-2m5t9w2c was agreed on, and is taken"),
    ],
)  # fmt: skip
def test_what_was_agreed_on_stays_as_it_is(old: str, new: str, said: str) -> None:
    _, faults = added(AGREED.replace(old, new))
    assert [fault for fault in faults if said in fault], faults


def test_an_entry_taken_away_or_moved_is_named() -> None:
    head, first, second = AGREED.replace("  - id: n-", "\0  - id: n-").split("\0")
    assert added(head + second) == (
        [], ["notes: the entry n-1m5t9w2c was agreed on, and is taken away"],
    )  # fmt: skip
    _, faults = added(head + second + first)
    assert faults == ["notes.0: the entry n-2m5t9w2c was agreed on, and stands elsewhere now"]


def test_a_file_with_thousands_of_faults_is_told_in_a_few() -> None:
    many = "".join(f"field{number}: x\n" for number in range(5000))
    assert len(added(AGREED + many)[1]) == gate.MOST_FAULTS


def told(text: str, rules: Rules = RULES) -> list[str]:
    """What is wrong with one new entry, given as its fields."""
    body = "".join(f"    {line}\n" for line in dedent(text).strip().splitlines())
    data = f"customer: c-7f3qkd\nnotes:\n  -\n{body}".encode()
    parsed = read(data, "case.yaml", PushedFile)
    if parsed.record is None or parsed.tree is None:
        return [finding.sentence for finding in parsed.errors]
    keys = [name for name, held in parsed.tree["notes"][0].items() if held is not None]
    return [
        fault.sentence for fault in gate.entry_faults(parsed.record.notes[0], keys, SECONDS, rules)
    ]


@pytest.mark.parametrize("seconds", [SECONDS + 10 * 86_400, 0, 10**15])
def test_the_time_of_a_commit_counts_where_an_entry_says_none(seconds: int) -> None:
    entry, keys = Entry(text="Neu."), ["text"]
    assert list(gate.entry_faults(entry, keys, SECONDS, RULES)) == []
    assert len(list(gate.entry_faults(entry, keys, seconds, RULES))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "text: Sie nutzt den Kalender.",
        (
            "text: Sie nutzt den Kalender.\ntags: [tools, werkzeuge]\nkind: call\nby: anna\n"
            "id: n-3m5t9w2c\nat: 2026-11-18"
        ),
        "situation: a\ntask: t-2k9x7d1q\nreaction: b\nnext_steps: c",
        "text: Das Passwort liegt im Tresor.",
        "text: x\nat: 2026-11-18T10:00",
        "text: x\nat: 2026-11-18T10:10",  # the clocks of two are never the same
        "text: x\nat: 2026-09-01",
        "text: x\nacting_as:",
    ],
)
def test_a_good_entry_has_no_fault(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text: x\nby: jana", "by: a new entry is by anna, or says nothing of it"),
        ("text: x\nacting_as: anna", "acting_as: this field is the team's"),
        ("text: x\nreleased_from: n-1m5t9w2c", "released_from: this field is the team's"),
        ("text: x\npinned: true", "pinned: this field is the team's"),
        ("text: x\ntemplate: {id: new-regular, version: 1}", "template: this field is the team's"),
        ("text: x\nsupersedes: n-1m5t9w2c", "supersedes: this field is the team's"),
        ("text: x\nquote: {source: chat}", "quote: this field is the team's"),
        ("text: x\nagreement: {what: a}", "agreement: this field is the team's"),
        ("text: x\nbooking: b-2k9x7d1q", "booking: this field is the team's"),
        ("txt: x", 'txt: there is no such field; did you mean "text"?'),
        ("text: x\nkind: special-agreement", "kind: special-agreement is the team's; write one of"),
        ("text: x\nkind: nonsense", "kind: nonsense is none; write one of other, call"),
        ("text: x\ntags: [tool]", "tags: there is no tag tool; did you mean tools?"),
        ("text: x\ntags: [xyzzy]", "tags: there is no tag xyzzy; clm file tags lists them"),
        ("text: x\nat: 2026-11-19", "at: 2026-11-19 is still to come"),
        ("text: x\nat: 2026-11-18T10:11", "at: 2026-11-18T10:11 is still to come"),
        ("text: x\nat: 2026-11-18T09:10:01Z", "still to come"),
        ("text: x\nat: 2026-08-31", "at: 2026-08-31 is before the share began, on 2026-09-01"),
        ("text: x\nat: 1899-01-01", "is no day or time"),
        ("kind: call", "the entry says nothing: write a text"),
        ("text: ' '", "the entry says nothing: write a text"),
        ("text: Das Passwort lautet sonne42!", "text: line 1: a password; say where it is kept"),
        ("next_steps: DE89 3704 0044 0532 0130 00", "next_steps: line 1: an account number"),
        (f"text: {'x' * 4001}", "the entry has 4,001 characters; at most 4,000 are taken"),
        (f"text: {'x' * 2001}\ntask: {'x' * 2000}", "the entry has 4,001 characters"),
    ],
)  # fmt: skip
def test_what_an_entry_may_not_say(text: str, said: str) -> None:
    assert [sentence for sentence in told(text) if said in sentence], told(text)


def test_without_controlled_tags_any_handle_is_a_tag() -> None:
    free = RULES._replace(tags={})
    assert told("text: x\ntags: [steuer]", free) == []
    assert told("text: x\ntags: [Meine Steuer]", free) == [
        "tags: Meine Steuer is no tag; small letters, digits and hyphens, as meine-steuer"
    ]


def test_an_entry_by_hand_gets_an_id_a_time_and_its_author() -> None:
    entry = Entry(text="Neu.", tags=("werkzeuge", "tools"))
    ((customer, note),) = gate.as_notes([Arrival("c-7f3qkd", entry, SECONDS)], (), RULES)
    assert (customer, note.at, note.by) == ("c-7f3qkd", "2026-11-17T08:00:00Z", "anna")
    assert note.tags == ("tools",)
    assert read(_file(note.id), "case.yaml", PushedFile).errors == ()
    assert wrote(note, "anna")  # A1.36: it counts as an entry of the VPA's


def _file(name: str) -> bytes:
    return f"customer: c-7f3qkd\nnotes:\n  - id: {name}\n    text: x\n".encode()


def test_the_id_follows_from_what_is_said_and_no_two_are_the_same() -> None:
    one = Arrival("c-7f3qkd", Entry(text="Neu."), SECONDS)
    arrivals = [
        one, one, one._replace(customer="c-9d5wn8"), one._replace(seconds=SECONDS + 1),
        one._replace(entry=Entry(situation="Neu.")), one._replace(entry=Entry(text="Anders.")),
    ]  # fmt: skip
    first, again = ([note.id for _, note in gate.as_notes(arrivals, (), RULES)] for _ in range(2))
    assert first == again
    assert len(set(first)) == len(arrivals)


def test_a_derived_id_goes_round_those_that_are_used() -> None:
    one = Arrival("c-7f3qkd", Entry(text="Neu."), SECONDS)
    ((_, note),) = gate.as_notes([one], (), RULES)
    ((_, other),) = gate.as_notes([one], {note.id}, RULES)
    assert other.id != note.id
    named = Arrival("c-7f3qkd", Entry(id=note.id, text="Anders."), SECONDS)
    both = gate.as_notes([one, named], (), RULES)
    assert [each.id for _, each in both] == [other.id, note.id]


def test_who_gives_id_and_time_keeps_them() -> None:
    entry = Entry(id="n-3m5t9w2c", at="2026-11-10", kind="call", text="Neu.")
    ((_, note),) = gate.as_notes([Arrival("c-7f3qkd", entry, SECONDS)], (), RULES)
    assert (note.id, note.at, note.kind) == ("n-3m5t9w2c", "2026-11-10", "call")


@pytest.mark.parametrize("seconds", [-1, 8_000_000_000, 10**15])
def test_a_time_that_nobody_can_mean_is_none(seconds: int) -> None:
    assert gate.instant(seconds) is None
    with pytest.raises(ValueError, match=str(seconds)):
        gate.as_notes([Arrival("c-7f3qkd", Entry(text="x"), seconds)], (), RULES)


VPA_FILE: Final = "customers/7f/c-7f3qkd.vpa.yaml"


def test_in_a_share_an_entry_by_hand_is_shown_with_what_it_leaves_out() -> None:
    notes = "  - text: Neu.\n  - text: Neu.\n  - id: n-7k2m9q4d\n    by: jana\n    text: Alt.\n"
    pushed = read((AGREED + notes).encode(), "case.yaml", SharedFile)
    assert pushed.record
    found = gate.completed(pushed.record, "anna", "2026-11-18T09:00:00Z")
    assert (found.customer, found.deadlines) == (pushed.record.customer, pushed.record.deadlines)
    assert found.notes[:2] == pushed.record.notes[:2]
    one, other, alt = found.notes[2:]
    assert one.id.startswith("n-")
    assert len({note.id for note in found.notes}) == 5
    assert (one.by, other.by, alt.by) == ("anna", "anna", "jana")
    assert {one.at, other.at, alt.at} == {"2026-11-18T09:00:00Z"}
    assert alt.id == "n-7k2m9q4d"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(VPA_FILE, "100644", "100644"), None),
        (Change(VPA_FILE, "100644", None), "it is taken away"),
        (Change(VPA_FILE, None, "100644"), "it is new here (a file)"),
        (Change(VPA_FILE, "100644", "120000"), "it has become a link"),
        (Change(VPA_FILE, "100644", "160000"), "it has become another repository"),
        (Change(VPA_FILE, "100644", "100755"), "it has become an executable file"),
        (Change(VPA_FILE, "100644", "100664"), "it has become something of another kind"),
        (Change("customers/7f", "40000", "100644"), "it has become a file"),
        (Change("customers/aa", None, "40000"), "it is new here (a folder)"),
        (Change("customers/7f/c-7f3qkd.yaml", "100644", "100644"), "not a VPA's to change"),
        (Change("customers/7f/c-7f3qkd.oteam.yaml", "100644", "100644"), "not a VPA's"),
        (Change("customers/7f/c-aa3qkd.vpa.yaml", "100644", "100644"), "not a VPA's"),
        (Change("customers/7F/c-7f3qkd.vpa.yaml", "100644", "100644"), "not a VPA's"),
        (Change("clm.yaml", "100644", "100644"), "not a VPA's to change"),
        (Change("README.md", "100644", "100644"), "not a VPA's to change"),
        (Change("vpas/anna.yaml", "100644", "100644"), "not a VPA's to change"),
        (Change("README.md", "100755", "100755"), "it has become an executable file"),
    ],
)
def test_which_paths_may_change(change: Change, said: str | None) -> None:
    found = gate.path_fault(change)
    assert found is None if said is None else said in (found or "")
