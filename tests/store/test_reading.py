"""The strict reader: each fault of the dialect at its place, all of a file at once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import yaml

from clm.domain.casefile import VpaFile
from clm.domain.customer import Customer
from clm.domain.people import Colleague
from clm.domain.request import Requests
from clm.store import spans
from clm.store.reading import read

if TYPE_CHECKING:
    from clm.domain.findings import Finding

PATH = "customers/7f/c-7f3qkd.yaml"
HEAD = "id: c-7f3qkd\nname: Müller\nkind: person\n"


def findings(text: str | bytes, path: str = PATH) -> tuple[Finding, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    return read(data, path, Customer).findings


def places(text: str | bytes, path: str = PATH) -> list[tuple[int, int, str]]:
    return [(found.line, found.column, found.rule) for found in findings(text, path)]


def record(text: str) -> Customer:
    result = read(text.encode(), PATH, Customer)
    assert result.record is not None, result.findings
    return result.record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "owner: &o jana\n", (4, 8, "anchor")),
        (HEAD + "owner: *o\n", (4, 8, "alias")),
        (HEAD + "owner: !x jana\n", (4, 8, "tag")),
        (HEAD + "infos: !!python/object/apply:os.system [ls]\n", (4, 8, "tag")),
        (HEAD + "owner: ! jana\n", (4, 8, "tag")),
        (HEAD + "<<: {}\n", (4, 1, "merge-key")),
        (HEAD + "company: {<<: a}\n", (4, 11, "merge-key")),
        (HEAD + "---\nid: x\n", (4, 1, "document")),
        ("%YAML 1.1\n---\n" + HEAD, (1, 1, "directive")),
        (HEAD + "name: Anna\n", (4, 1, "duplicate-key")),
        (HEAD + "wizard: {a: 1, a: 2}\n", (4, 16, "duplicate-key")),
        (HEAD + '"name": Anna\n', (4, 1, "duplicate-key")),
        (HEAD + "? [a]\n: b\n", (4, 3, "key")),
        (HEAD + "?\n: b\n", (4, 2, "key")),
        (HEAD + "<<<<<<< HEAD\nvpa: a\n=======\nvpa: b\n>>>>>>> x\n", (4, 1, "conflict-marker")),
        (HEAD + 'infos: "a\n<<<<<<< HEAD\nb"\n', (5, 1, "conflict-marker")),
        (HEAD + "infos: |\n  a\n=======\n", (6, 1, "conflict-marker")),
        (HEAD + "||||||| base\n", (4, 1, "conflict-marker")),
        (HEAD + "infos: a\x07b\n", (4, 9, "character")),
        (HEAD + "infos: ä\u202eb\n", (4, 9, "character")),
        (HEAD + "infos: ä\u200bb\n", (4, 9, "character")),
        (HEAD + "infos: a\u2028b\n", (4, 9, "character")),
        (HEAD + "infos: a\x85b\n", (4, 9, "character")),
        (HEAD + "infos: a\rb\n", (4, 9, "character")),
        (HEAD + "infos: a\ufeffb\n", (4, 9, "character")),
        (HEAD + 'infos: "a\\u202eb"\n', (4, 8, "character")),
        (HEAD + 'infos: "a\\x1b[2J"\n', (4, 8, "character")),
        (HEAD + 'infos: "a\\ud800"\n', (4, 12, "character")),
        (HEAD + 'infos: "a\\N"\n', (4, 8, "character")),
        (HEAD.encode() + b"infos: \xc3\xa4\xff\n", (4, 9, "encoding")),
        (HEAD.encode("utf-16"), (1, 1, "encoding")),
        (HEAD.encode() + b"infos: \xed\xa0\x80\n", (4, 8, "encoding")),
        (HEAD + "infos: " + "x" * 1_000_000, (1, 1, "size")),
        (HEAD + "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 30)), (28, 25, "depth")),
        (HEAD + "services: [" + "a," * 50_000 + "]\n", (4, 99_994, "nodes")),
        ("", (1, 1, "empty")),
        ("# only a comment\n", (1, 1, "empty")),
        ("---\n", (1, 1, "empty")),
        ("- a\n", (1, 1, "type")),
        ("text\n", (1, 1, "type")),
        (HEAD + "infos: a: b\n", (4, 9, "syntax")),
        (HEAD + " vpa: x\n", (4, 5, "syntax")),
        (HEAD + "vpa:anna\nowner: jana\n", (4, 1, "syntax")),
        (HEAD + 'infos: "never closed\nvpa: anna\n', (4, 8, "syntax")),
        (HEAD + "services: [a, b\nvpa: anna\n", (4, 11, "syntax")),
        (HEAD + "infos: @x\n", (4, 8, "syntax")),
        (HEAD + "\tvpa: x\n", (4, 1, "syntax")),
        (HEAD + "registered_on: 10.11.2026\n", (4, 16, "type")),
        (HEAD + "registered_on: 2026-02-30\n", (4, 16, "type")),
        (HEAD + "registered_on: 20261110\n", (4, 16, "type")),
        (HEAD + "registered_on: 2026-W47-1\n", (4, 16, "type")),
        (HEAD + 'registered_on: ""\n', (4, 16, "type")),
        (HEAD + "status: activ\n", (4, 9, "type")),
        (HEAD + "owner: Jana B\n", (4, 8, "type")),
        (HEAD + "company: x\n", (4, 10, "type")),
        (HEAD + "infos: [a]\n", (4, 8, "type")),
        (HEAD + "bookings: {a: b}\n", (4, 11, "type")),
        (HEAD + "services:\n  - a\n  -\n", (6, 4, "type")),
        (HEAD + "wizard: {budget: [1]}\n", (4, 18, "type")),
        (HEAD + "appointment: {at: 2026-11-22T25:00Z}\n", (4, 19, "type")),
        (HEAD + "appointment: {at: 2026-11-22Z}\n", (4, 19, "type")),
        (HEAD + "appointment: {with: luis}\n", (4, 14, "missing")),
        (HEAD + "appointment:\n  with: luis\n", (5, 3, "missing")),
        ("id: c-7f3qkd\nkind: person\n", (1, 1, "missing")),
        ("id: c-7f3qkd\nname:\nkind: person\n", (2, 1, "missing")),
        ("id: c-7f3qkx\nname: a\nkind: person\n", (1, 5, "id-mismatch")),
        (HEAD + "nmae: x\n", (4, 1, "unknown-key")),
        (HEAD + "city: Haus #4\n", (4, 7, "comment-in-value")),
    ],
)
def test_each_fault_is_one_finding_at_its_place(
    text: str | bytes, expected: tuple[int, int, str]
) -> None:
    assert places(text) == [expected]


BOOKING = "{id: b-2k9x7d1q, kind: package, booked_on: 2026-11-10, status: active"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("hours: 1e3", 'bookings[0].hours: "1e3" is no number; write 50 or 7.5'),
        ("hours: +5", "is no number"),
        ("hours: -5", '"-5" is below 0; write 50 or 7.5'),
        ("price: -3", 'bookings[0].price: "-3" is below 0'),
        ("hours: nan", "is no number"),
        ("hours: 5h", "is no number"),
        ("hours: " + "9" * 400, "is no number"),
        ("trial: yes", 'bookings[0].trial: "yes" is neither true nor false'),
        ("cancelled_on: 1.2.2026", '"1.2.2026" is no date; write 2026-02-01'),
    ],
)
def test_the_sentence_names_the_field_and_what_is_expected(field: str, expected: str) -> None:
    (found,) = findings(f"{HEAD}bookings:\n  - {BOOKING}, {field}}}\n")
    assert expected in found.sentence
    assert str(found).startswith(f"{PATH}:5:")


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        "id: c-7f3qkd\nkind: org\nkind: person\nnam: x\nplz: &a 01067\nsales: !x foo\n"
        f"bookings:\n  - {BOOKING}}}\n  - {BOOKING}, hours: x}}\n"
        'infos: "a\\u202eb"\nregistered_on: soon\n'
    )
    assert places(text) == [
        (1, 1, "missing"),
        (3, 1, "duplicate-key"),
        (4, 1, "unknown-key"),
        (5, 6, "anchor"),
        (6, 8, "tag"),
        (9, 10, "duplicate-id"),
        (9, 83, "type"),
        (10, 8, "character"),
        (11, 16, "type"),
    ]


def test_places_hold_after_bom_crlf_and_umlauts() -> None:
    text = "\ufeffname: äöü\r\nid: c-7f3qkd\r\nkind: person\r\nwizard: {ü: a, owner: b, ü: c}\r\n"
    assert places(text) == [(4, 26, "duplicate-key")]
    assert record(text.replace(", ü: c", "")).wizard == {"ü": "a", "owner": "b"}


def test_a_scalar_is_text_until_the_type_says_otherwise() -> None:
    read_back = record(
        f"{HEAD}plz: 01067\ncity: NO\ncompany: {{size: 1.10, industry: 9:30, name: null}}\n"
        "source: ~\nlanguage: 2026-11-22\ninfos: +49301234\n"
    )
    assert (read_back.plz, read_back.city, read_back.source) == ("01067", "NO", "~")
    assert read_back.company is not None
    assert (read_back.company.size, read_back.company.industry) == ("1.10", "9:30")
    assert (read_back.company.name, read_back.language) == ("null", "2026-11-22")
    assert read_back.infos == "+49301234"


def test_an_empty_value_is_absent_and_a_quoted_one_is_the_empty_text() -> None:
    read_back = record(f'{HEAD}vpa:\nbookings:\ncompany:\nregistered_on:\nsource: ""\n')
    assert (read_back.vpa, read_back.bookings, read_back.company) == (None, (), None)
    assert read_back.source == ""


def test_numbers_keep_their_digits() -> None:
    (booking,) = record(f"{HEAD}bookings:\n  - {BOOKING}, price: 99.00, hours: 50}}\n").bookings
    assert (str(booking.price), booking.hours) == ("99.00", Decimal(50))


def test_fields_whose_names_python_keeps_are_read() -> None:
    read_back = record(
        f"{HEAD}class: [{{id: k-00000000, value: A, on: 2026-11-16, by: jana}}]\n"
        "reminders: [{id: m-00000000, on: 2026-12-08, for: jana}]\n"
        "appointment: {at: 2026-09-02T08:00:00Z, with: luis}\n"
    )
    assert read_back.class_[0].value == "A"
    assert read_back.reminders[0].for_ == "jana"
    assert read_back.appointment is not None
    assert read_back.appointment.with_ == "luis"


def test_unknown_keys_are_kept_with_a_question() -> None:
    result = read(f"{HEAD}nmae: [x, {{y: }}]\n".encode(), PATH, Customer)
    assert result.record is not None
    assert result.tree is not None
    assert result.tree["nmae"] == ["x", {"y": None}]
    (found,) = result.findings
    assert (found.severity, found.hint) == ("warning", 'did you mean "name"?')


@pytest.mark.parametrize(
    "line",
    [
        "city: Haus # 4",
        "city: 'Haus' #4",
        "#city: x #4",
        "vpa: anna #4",
        "city: Haus#4",
        "infos: |\n  a #4",
    ],
)
def test_an_honest_comment_gets_no_warning(line: str) -> None:
    assert places(f"{HEAD}{line}\n") == []


def test_a_text_cut_by_a_comma_within_braces_gets_a_hint() -> None:
    text = f"{HEAD}prio: [{{id: k-00000000, on: 2026-11-17, by: jana, note: 5 h, then 50 h}}]\n"
    (found,) = findings(text)
    assert found.rule == "unknown-key"
    assert "comma" in str(found.hint)


def test_a_file_names_its_record() -> None:
    head = "customer: c-7f3qkd\n"
    assert read(head.encode(), "customers/7f/c-7f3qkd.vpa.yaml", VpaFile).findings == ()
    (wrong,) = read(head.encode(), "customers/7f/c-7f3qkx.requests.yaml", Requests).findings
    assert (wrong.line, wrong.column, wrong.rule) == (1, 11, "id-mismatch")
    (shard,) = findings(HEAD, "customers/8g/c-7f3qkd.yaml")
    assert (shard.line, shard.column, shard.rule) == (1, 1, "id-mismatch")
    assert "customers/7f/c-7f3qkd.yaml" in shard.sentence
    (person,) = read(b"id: jana\nname: Jana\n", "team/tom.yaml", Colleague).findings
    assert person.rule == "id-mismatch"
    assert findings(HEAD, "copy-to-edit.yaml") == ()


def test_a_sentence_cannot_drive_the_terminal() -> None:
    found = findings(f'{HEAD}registered_on: "\\e[2J"\n')
    assert all("\x1b" not in each.sentence for each in found)
    (cut,) = findings(f"{HEAD}registered_on: {'x' * 5000}\n")
    assert len(cut.sentence) < 120


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "owner: &o jana\nsales: *o\nvpa: !x anna\nname: twice\n",
        f"{HEAD}bookings:\n  - {BOOKING}, hours: x}}\n  -\nnmae: x\n",
        HEAD + "infos: |\n  a\n\ncity: Haus #4\n",
        HEAD + "services: [a, b\n",
        HEAD + "a: " + "[" * 30,
    ],
)
def test_without_libyaml_the_same_is_found(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = places(text)
    monkeypatch.setattr(spans, "_Parser", yaml.SafeLoader)
    assert places(text) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "01067", "+49301234", "NO", "no", "on", "y", "9:30", "1.10", "1e3", "0x1F", "0o17", "017",
        "1_000", ".inf", ".nan", "~", "null", "true", "2026-11-22", "2026-11-22T09:30Z", "12:30:45",
        "=", "<", "-1", "+1", "1,5", "Nov", "Mo", "1.", "c-7f3qkd", "a:b", "a#b", "ß", "e\u0301",
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", ["plain", "single", "double", "literal", "flow"])
def test_a_scalar_keeps_exactly_what_was_typed(typed: str, style: str) -> None:
    if style == "flow":
        assert record(f"{HEAD}external_ids: {{shop: '{typed}'}}\n").external_ids == {"shop": typed}
        return
    written = {
        "plain": typed,
        "single": f"'{typed}'",
        "double": f'"{typed}"',
        "literal": f"|-\n  {typed}",
    }
    assert record(f"{HEAD}infos: {written[style]}\n").infos == typed


@pytest.mark.parametrize(
    "value", ["[c-7f3qkd]", "{a: b}", "\n  - c-7f3qkd", "\n  a: b", "[]", "{}"]
)
def test_an_id_that_is_no_text_is_a_finding(value: str) -> None:
    """Reading by lines must not stumble over it either."""
    text = f"id: {value}\nname: Müller\nkind: person\n"
    assert [found.rule for found in findings(text)] == ["type"]
