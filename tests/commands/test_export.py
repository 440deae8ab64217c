"""`clm export ics`: what stands in a person's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

MORE = """owner: jana
vpa: anna
contacts:
  - {id: p-0c8h2k4m, name: Frau Muster, email: muster@example.org}
prio:
  - {id: k-7h3d8q6x, on: 2026-11-17, by: jana}
reminders:
  - {id: m-aaaaaaaa, on: 2026-11-21, for: jana, why: "wie, läuft es?"}
  - {id: m-bbbbbbbb, on: 2026-11-02, for: jana, done_on: 2026-11-03, done_by: jana}
  - {id: m-cccccccc, on: 2026-12-08, for: tom}
  - {id: m-dddddddd, on: 2026-11-21, for: tom, urgent: true, why: sofort}
"""
FILES = {
    customer_path("c-7f3qkd"): make_customer(more=MORE),
    customer_path("c-7f3qkd", "vpa"): """customer: c-7f3qkd
deadlines:
  - {id: d-aaaaaaaa, vpa: anna, on: 2026-11-24, ask: Bitte die Akte ergänzen, note: n-aaaaaaaa}
notes:
  - {id: n-aaaaaaaa, at: 2026-11-16T09:00:00Z, by: jana, kind: other, text: Bitte}
""",
    customer_path("c-7f3qkd", "requests"): """customer: c-7f3qkd
requests:
  - id: r-aaaaaa
    subject: Messe
    need: Stand
    services: [messe]
    contacts: [p-0c8h2k4m]
    priority: normal
    channel: phone
    received_at: 2026-11-17
    spoc: tom
    events:
      - {id: k-aaaaaaaa, at: 2026-11-17T10:00:00Z, by: tom, kind: accepted}
    tasks:
      - {id: t-dddddddd, title: Stand buchen, executor: isabel, due: 2026-11-27, status: open,
         service: messe}
posted:
  - {id: t-aaaaaaaa, title: Reise buchen, posted_at: 2026-11-16, status: forwarded,
     deadline: 2026-11-20T17:00}
  - {id: t-bbbbbbbb, title: Irgendwann, posted_at: 2026-11-16, status: forwarded}
  - {id: t-cccccccc, title: Fertig, posted_at: 2026-11-10, status: done, deadline: 2026-11-12}
""",
    customer_path("c-8g4rme"): """id: c-8g4rme
name: Frau Lead
kind: person
sales: tom
appointment: {at: 2026-11-19T08:00:00Z, channel: phone, with: tom}
""",
    customer_path("c-9h5snf"): """id: c-9h5snf
name: Herr Lead
kind: person
sales: jana
appointment: {at: 2026-11-17T08:00:00Z, channel: phone}
""",
}


@pytest.fixture(autouse=True)
def dated(repo: Repository) -> None:
    for path, text in FILES.items():
        repo.write(path, text)
    repo.commit()


def components(text: str) -> list[dict[str, str]]:
    """The parts of the calendar, each property by its name."""
    found: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if name == "BEGIN" and value != "VCALENDAR":
            found.append({"": value})
        elif found and line:
            found[-1][name] = value
    return found


def ids(text: str) -> list[str]:
    return [one["UID"].removesuffix("@clm") for one in components(text)]


def test_reminders_deadlines_tasks_and_meetings_by_day(clm: Clm, repo: Repository) -> None:
    assert clm.ok("check") == ""
    mine = components(clm.ok("export", "ics"))
    assert [(one[""], one["UID"], one["SUMMARY"]) for one in mine] == [
        ("VTODO", "t-aaaaaaaa@clm", "Muster GmbH: Reise buchen"),
        ("VTODO", "m-aaaaaaaa@clm", r"Muster GmbH: wie\, läuft es?"),
        ("VTODO", "d-aaaaaaaa@clm", "Muster GmbH: Anna Lorenz: Bitte die Akte ergänzen"),
        ("VTODO", "t-bbbbbbbb@clm", "Muster GmbH: Irgendwann"),
    ]
    task, reminder, deadline, undated = mine
    assert task["DUE"] == "20261120T160000Z"
    assert reminder["DUE;VALUE=DATE"] == "20261123"  # the working day after the Saturday
    assert deadline["DUE;VALUE=DATE"] == "20261124"
    assert not [name for name in undated if name.startswith("DUE")]
    assert reminder["DESCRIPTION"] == r"c-7f3qkd\nclm done m-aaaaaaaa"
    assert {one["PRIORITY"] for one in mine} == {"1"}
    assert repo.is_clean()


def test_a_colleagues_is_asked_for_by_handle(clm: Clm) -> None:
    toms = components(clm.ok("export", "ics", "--of", "tom"))
    assert [(one[""], one["UID"]) for one in toms] == [
        ("VEVENT", "talk-c-8g4rme@clm"),
        ("VTODO", "m-dddddddd@clm"),
        ("VTODO", "r-aaaaaa@clm"),
        ("VTODO", "m-cccccccc@clm"),
    ]
    assert toms[2]["SUMMARY"] == "Muster GmbH: Messe"
    assert toms[2]["DUE;VALUE=DATE"] == "20261127"  # its next step
    (isabels,) = components(clm.ok("export", "ics", "--of", "isabel"))
    assert (isabels["UID"], isabels["SUMMARY"]) == ("t-dddddddd@clm", "Muster GmbH: Stand buchen")
    assert isabels["DESCRIPTION"] == r"c-7f3qkd\nclm task show t-dddddddd"
    assert toms[0]["DTSTART"] == "20261119T080000Z"
    assert toms[1]["DUE;VALUE=DATE"] == "20261121"  # urgent: no working day is waited for
    assert clm.ok("export", "ics", "--as", "tom") == clm.ok("export", "ics", "--of", "tom")
    answer = clm("export", "ics", "--of", "nobody")
    assert (answer.code, answer.out) == (3, "")


def test_a_meeting_without_a_person_is_whose_lead_it_is(clm: Clm) -> None:
    assert "talk-c-9h5snf" not in ids(clm.ok("export", "ics"))  # it is over
    assert "talk-c-9h5snf" in ids(clm.ok("export", "ics", "--today", "2026-11-17"))
    clm.ok("customer", "set", "c-8g4rme", "appointment.outcome=done")
    assert "talk-c-8g4rme" not in ids(clm.ok("export", "ics", "--of", "tom"))


def test_what_is_covered_today_names_the_colleague(clm: Clm) -> None:
    clm.ok("absence", "add", "jana", "--from", "today", "--to", "fri", "--replacement", "tom")
    toms = {one["UID"]: one for one in components(clm.ok("export", "ics", "--of", "tom"))}
    assert toms["m-aaaaaaaa@clm"]["SUMMARY"].endswith("(for jana)")
    assert toms["d-aaaaaaaa@clm"]["SUMMARY"].endswith("(for jana)")
    assert toms["t-aaaaaaaa@clm"]["SUMMARY"].endswith("(for jana)")
    assert toms["m-cccccccc@clm"]["SUMMARY"] == "Muster GmbH: Reminder"
    assert len(ids(clm.ok("export", "ics"))) == 4
    later = ids(clm.ok("export", "ics", "--of", "tom", "--today", "2026-11-21"))
    assert "m-aaaaaaaa" not in later


def test_ids_stay_and_the_same_day_is_the_same_file(clm: Clm) -> None:
    before = clm.ok("export", "ics")
    assert clm.ok("export", "ics") == before
    clm.ok("customer", "set", "muster", "reminders.m-aaaaaaaa.on=2026-12-01")
    after = clm.ok("export", "ics")
    assert sorted(ids(after)) == sorted(ids(before))
    assert "20261201" in after


def test_events_for_programs_that_show_no_todos(clm: Clm) -> None:
    answer = clm("export", "ics", "--events")
    assert answer.code == 0
    assert {one[""] for one in components(answer.out)} == {"VEVENT"}
    assert ids(answer.out) == ids(clm.ok("export", "ics"))[:-1]
    assert "without a day, so no event: 1" in answer.err


def test_output_is_a_file_written_whole_outside_the_data(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    place = tmp_path / "jana.ics"
    assert clm.ok("export", "ics", "-O", place) == ""
    assert place.read_bytes().decode() == clm.ok("export", "ics", "-O", "-")
    assert clm("export", "ics", "-O", tmp_path / "none" / "x.ics").code == 74
    answer = clm("export", "ics", "-O", repo.path("customers/x.ics"))
    assert answer.code == 77
    assert repo.is_clean()


def test_other_forms_are_refused(clm: Clm) -> None:
    assert clm("export", "ics", "--json").code == 2


def test_a_bad_file_takes_only_itself_out(clm: Clm, repo: Repository) -> None:
    repo.put(customer_path("c-7aaaaa"), "id: [\n")
    answer = clm("export", "ics")
    assert answer.code == 65
    assert len(ids(answer.out)) == 4
    assert "c-7aaaaa.yaml:" in answer.err
