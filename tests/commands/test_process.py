"""`clm process`: definitions of the process, evidence and gaps (A2.1, A2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Clm, Repository

PATH = "processes/complaints.yaml"
DEFINITION = """\
id: complaints
name: Beschwerden bearbeiten
version: 1.2
owner: jana
review_on: 2027-03-01
steps:
  - Aufnehmen
  - Antworten
deadlines:
  Eingang bestätigen: complaint_acknowledge_working_days
roles:
  - crm-lead
templates:
  - notice-complaint
"""


@pytest.fixture
def defined(repo: Repository) -> Repository:
    repo.write("templates/de/notice-complaint.md.j2", TEMPLATE)
    repo.put(PATH, DEFINITION)
    return repo


TEMPLATE = "---\nid: notice-complaint\nversion: 1\naudience: team\nlanguage: de\n---\nHallo\n"


def findings(clm: Clm) -> list[tuple[str, str]]:
    items = clm("check", PATH, "--json").json["items"]
    return [(one["rule"], one["sentence"]) for one in items]


# definitions


def test_a_definition_names_no_number_twice(defined: Repository, clm: Clm) -> None:
    # A2.5: the deadline refers to the policy, so a team's own number shows at once.
    assert findings(clm) == []
    item = clm("process", "show", "complaints", "--json").json
    (deadline,) = item["deadlines"]
    assert (deadline["value"], deadline["unit"]) == (1, "working days")
    defined.write("clm.yaml", defined.read("clm.yaml") + "policy:\n"
                  "  complaint_acknowledge_working_days: 2\n")  # fmt: skip
    told = clm.ok("process", "show", "complaints")
    assert "2 working days" in told
    assert "crm-lead: isabel" in told
    assert "\n  1. Aufnehmen\n  2. Antworten\n" in told
    assert clm.ok("process", "show", "complaints", "-o", "md").startswith("# Beschwerden")
    page = clm.ok("process", "show", "complaints", "-o", "html")
    assert "<h1>Beschwerden bearbeiten</h1>" in page
    assert "<li>Aufnehmen</li>" in page[page.index("<ol") : page.index("</ol>")]


def test_definitions_are_listed(defined: Repository, clm: Clm) -> None:
    assert "2027-03-01" in clm.ok("process", "list")  # A2.5
    (item,) = clm("process", "list", "--json").json["items"]
    assert (item["id"], item["version"], item["owner"], item["overdue"]) == (
        "complaints", "1.2", "jana", False,
    )  # fmt: skip
    answer = clm("process", "show", "complaint")
    assert answer.code == 3
    assert "did you mean complaints" in answer.err
    defined.git("rm", "-q", PATH)
    assert "No process is defined." in clm.ok("process", "list")


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("2027-03-01", "2026-11-17", "definition-review", "was due on 2026-11-17"),
        ("owner: jana", "owner: karl", "unknown-colleague", "nobody has the handle karl"),
        ("- crm-lead", "- chef", "value", "chef"),
        ("notice-complaint", "notice-kram", "unknown-template", "no template notice-kram"),
        (
            "complaint_acknowledge", "complaint_acknowlege", "unknown-threshold",
            "no threshold complaint_acknowlege_working_days",
        ),
    ],
)  # fmt: skip
def test_check_finds_what_is_wrong_with_a_definition(
    defined: Repository, clm: Clm, old: str, new: str, rule: str, said: str
) -> None:
    defined.put(PATH, DEFINITION.replace(old, new))  # A2.5
    ((found, sentence),) = findings(clm)
    assert rule in {found, "value"}
    assert said in sentence


def test_check_finds_an_owner_who_has_left(defined: Repository, clm: Clm) -> None:
    defined.put("team/jana.yaml", defined.read("team/jana.yaml") + "active:\n  to: 2026-10-31\n")
    assert ("former-colleague", "owner: jana is not active on 2026-11-18") in [  # A2.5
        (one["rule"], one["sentence"])
        for one in clm("check", PATH, "--as", "tom", "--json").json["items"]
    ]


# evidence


def gaps(clm: Clm, *words: str) -> dict[str, list[str]]:
    """What is missing of each requirement, by its number."""
    items = clm("process", "check", "--json", *words).json["items"]
    return {one["id"]: [gap["what"] for gap in one["gaps"]] for one in items}


def test_every_requirement_is_judged_with_its_evidence(repo: Repository, clm: Clm) -> None:
    # A2.1: PR7.1 to PR7.6 and 8.3.2, with gaps the exit code is 1.
    answer = clm("process", "check")
    assert answer.code == 1
    numbers = [*(f"PR7.{n}" for n in range(1, 7)), *(f"ISO 8.3.2 {part}" for part in "abcd")]
    assert list(gaps(clm)) == numbers
    for number in numbers:
        assert number in answer.out
    assert "it is not defined how this is done" in answer.out
    assert "no survey was made" in gaps(clm)["PR7.6"][1]
    assert repo.is_clean()


def test_the_pack_is_a_page_to_hand_on(repo: Repository, clm: Clm) -> None:
    target = repo.root.parent / "evidence.html"  # A2.1
    clm.ok("process", "report", "-O", str(target))
    page = target.read_text(encoding="utf-8")
    assert "PR7.4" in page
    assert "Content-Security-Policy" in page
    assert clm.ok("process", "report", "-o", "md").startswith("# Customer relationship management")
    assert "Lücke" in clm.ok("process", "report", "--lang", "de")


def test_an_old_state_is_judged_by_what_was_known_then(defined: Repository, clm: Clm) -> None:
    # A2.1: --as-of for audits.
    definition = {"what": "definition, to be looked at by", "n": 1, "files": PATH,
                  "last": "2027-03-01"}  # fmt: skip
    (now,) = [one for one in clm("process", "check", "--json").json["items"]
              if one["id"] == "PR7.5"]  # fmt: skip
    assert definition in now["evidence"]
    then = clm("process", "check", "--as-of", "2026-08-02", "--today", "2026-08-02", "--json").json
    assert then["day"] == "2026-08-02"
    (old,) = [one for one in then["items"] if one["id"] == "PR7.5"]
    assert definition not in old["evidence"]
    assert defined.is_clean()


def test_an_empty_folder_proves_nothing(clm: Clm) -> None:
    told = clm("process", "check").out  # A2.1
    assert "[fulfilled]" not in told
    assert "0 of 10 requirements are met, of " in told


def test_the_forms_that_are_known_are_those_there_are(repo: Repository, clm: Clm) -> None:
    answer = clm("process", "report", "-O", "x.csv")  # A2.36
    assert answer.code == 2
    assert "known: .html, .md, .json, .txt, or name it with -o" in answer.err
    assert repo.is_clean()


def test_gaps_and_results_are_in_the_readers_language(repo: Repository, clm: Clm) -> None:
    repo.put(  # A2.37
        "clm.yaml",
        repo.read("clm.yaml")
        + "reports:\n  quartal:\n    report: complaints\n    purpose: X\n    audience: [crm-lead]\n"
        "    frequency: quarterly\n    from: 2026-04-01\n    delivery: mail\n",
    )
    assert "nicht erstellt (quartal 2026-Q2, quartal 2026-Q3)" in _gap(clm)
    clm.ok("report", "run", "--due")
    told = clm.ok("process", "report", "--lang", "pt")
    assert "por e-mail" in told
    assert "queued" not in told


def _gap(clm: Clm) -> str:
    """The line on reports that nobody made, in German."""
    told = clm("process", "check", "--lang", "de").out
    return next(line for line in told.splitlines() if "2026-Q2" in line)


def test_the_evidence_is_rows_for_a_spreadsheet(defined: Repository, clm: Clm) -> None:
    # A2.1: one row for each evidence and each gap, whatever the language; the exit code stays.
    answer = clm("process", "check", "-o", "csv", "--lang", "de")
    assert answer.code == 1
    head, *lines = answer.out.splitlines()
    assert head == "key,state,evidence,count,last,gap"
    assert 'PR7.5,no data,"definition, to be looked at by",1,2027-03-01,' in lines
    gap = "PR7.4,not fulfilled,,,,it is not defined how this is done (service-review)"
    assert gap in lines
    assert defined.is_clean()
