"""`clm check`: each fault with its line, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.store import places
from tests.build import TEAM, customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

C = "c-7f3qkd"
PATH = customer_path(C)


def test_data_in_order_have_no_finding(clm: Clm, muster: str) -> None:
    assert muster
    answer = clm("check")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "7 files, 0 errors, 0 warnings\n"
    assert clm("check", "--json").json == {
        "schema": "clm/check@1", "today": "2026-11-18", "user": "jana", "files": 7, "items": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (PATH, make_customer(more="class: A\n"), "4:8: class: expects a list"),
        (PATH, make_customer(more="owner: nobody\n"), "4:8: owner: nobody has"),
        (PATH, make_customer(more="vpa: nobody\n"), "4:6: vpa: there is no VPA nobody"),
        (PATH, make_customer(more="bookings:\n" + make_booking()), "5:5: a customer with a"),
        (PATH, make_customer("c-000000"), '1:5: id: the file is named for c-7f3qkd, but says "c-'),
        (PATH, "id: c-7f3qkd\nname: [\n", "3:1: "),
        (PATH, make_customer(more="a: &x 1\nb: *x\n"), "4:4: the anchor"),
        (customer_path(C, "requests"), make_requests(C, ("t-00000001", "x", "2026-11-01")),
         "1:11: there is no customer c-7f3qkd"),
        ("customers/00/c-7f3qkd.yaml", make_customer(), "1:1: the file lies in the wrong folder"),
        ("customers/7f/muster.yaml", make_customer(), "1:1: this file is not read"),
        ("team/con.yaml", "id: con\nname: Con\n", "1:1: this file is not read"),
        ("team/zoe.yaml", "id: zoe\ninitials: tb\nname: Zoe\n", "2:11: initials: tb stands"),
        ("team/tim.yaml", "id: tim\nname: Tim\nmanager: x\n", "3:10: manager: nobody"),
        ("vpas/cleo.yaml", "id: cleo\nnam: Cleo\n", '1:1: the field "name" is needed'),
        ("clm.yaml", "format: 1\ntimezone: Europe/Berln\n", "2:11: timezone: there is no zone"),
        ("templates/de/x.md.j2", "no front matter\n", "1:1: the template has no front matter"),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_its_line(
    clm: Clm, repo: Repository, path: str, text: str, line: str
) -> None:
    repo.write(path, text)
    answer = clm("check")
    assert answer.code == 1
    found = [one for one in answer.out.splitlines() if "warning: " not in one]
    assert any(one.startswith(f"{path}:{line}") for one in found), answer.out
    assert " error" in answer.err


def test_all_faults_in_the_order_of_files_and_lines(clm: Clm, repo: Repository) -> None:
    repo.write(PATH, make_customer(more="owner: x\nclass: A\nplz: 1\nplz: 2\n"))
    repo.write(customer_path("c-000001"), make_customer("c-000001", "X", "owner: x\nsales: y\n"))
    places = [line.partition(" ")[0] for line in clm("check").out.splitlines()]
    assert places == [
        "customers/00/c-000001.yaml:4:8:", "customers/00/c-000001.yaml:5:8:",
        f"{PATH}:5:8:", f"{PATH}:7:1:",
    ]  # fmt: skip


def test_a_bad_team_file_makes_no_owner_unknown(clm: Clm, repo: Repository, muster: str) -> None:
    assert muster
    repo.write("team/jana.yaml", "id: jana\nname: Jana\nroles: admin\n")
    answer = clm("check")
    assert answer.out.splitlines() == [
        "team/jana.yaml:3:8: roles: expects a list, not a single value"
    ]  # fmt: skip


def test_completeness_is_asked_for_when_strict(clm: Clm, repo: Repository, muster: str) -> None:
    repo.write(PATH, make_customer(more="owner: jana\nnickname: Mu\n"))
    answer = clm("check")
    assert answer.code == 1
    assert "should have: contacts" not in answer.out
    assert answer.out.startswith(f'{PATH}:5:1: warning: there is no field "nickname"')
    strict = clm("check", "--strict")
    assert strict.code == 1
    assert f"{PATH}:2:7: warning: c-7f3qkd should have: contacts" in strict.out
    assert muster in PATH


def test_a_warning_is_told_by_the_exit_code_and_hinders_no_save(
    repo: Repository, clm: Clm, muster: str
) -> None:
    assert muster in PATH
    repo.write(PATH, make_customer(more="owner: jana\nnickname: Mu\n"))
    answer = clm("check")
    assert (answer.code, "0 errors, 1 warning" in answer.err) == (1, True)
    clm.ok("save")
    assert repo.is_clean()
    repo.write(PATH, make_customer(more="owner: jana\nclass: A\n"))
    assert clm("check").code == 1
    assert clm("save").code == 65


def test_one_id_in_two_files(clm: Clm, repo: Repository) -> None:
    more = "owner: jana\nbookings:\n" + make_booking("b-00000001")
    repo.write(customer_path("c-000001"), make_customer("c-000001", "X", more))
    repo.write(customer_path("c-000002"), make_customer("c-000002", "Y", more))
    assert clm("check").out == (
        "customers/00/c-000002.yaml:6:9: the id b-00000001 is taken already, "
        "in customers/00/c-000001.yaml\n"
    )


def test_who_has_left_and_who_distributes(clm: Clm, repo: Repository, muster: str) -> None:
    assert muster
    repo.write("team/jana.yaml", TEAM["jana"] + "active:\n  to: 2026-11-17\n")
    isabel = TEAM["isabel"].replace("  - lead-distributor\n", "")
    repo.write("team/isabel.yaml", isabel)
    answer = clm("check", "--as", "tom")
    assert answer.code == 1
    assert [line.partition(": ")[2] for line in answer.out.splitlines()] == [
        "warning: nobody active has the role lead-distributor",
        "warning: owner: jana is not active on 2026-11-18",
    ]


def test_a_path_limits_what_is_told(clm: Clm, repo: Repository) -> None:
    repo.write(PATH, make_customer(more="class: A\n"))
    repo.write("vpas/cleo.yaml", "id: cleo\n")
    assert clm("check").out.count("\n") == 2
    assert clm("check", "vpas").out == 'vpas/cleo.yaml:1:1: the field "name" is needed\n'
    assert clm("check", str(repo.path("vpas/cleo.yaml"))).code == 1
    assert clm("check", "team").code == 0
    assert clm("check", "nowhere").code == 3
    assert clm("check", "..").code == 3


def test_json_has_every_part(clm: Clm, repo: Repository) -> None:
    repo.write("vpas/cleo.yaml", "id: cleo\nname: Cleo\nlanguage:\n  - de\n")
    (item,) = clm("check", "--json").json["items"]
    assert item == {
        "path": "vpas/cleo.yaml", "line": 3, "column": 1, "severity": "warning",
        "rule": "unknown-key", "sentence": 'there is no field "language"; it is kept as it is',
        "hint": 'did you mean "languages"?',
    }  # fmt: skip


def test_a_hint_is_told_when_asked(clm: Clm, repo: Repository) -> None:
    repo.write("team/zoe.yaml", "id: zoe\nname: Zoe\nmanager: x\n")
    assert "hint: known: " not in clm("check").err
    assert "hint: known: " in clm("check", "-v").err


@pytest.mark.parametrize(
    ("path", "text", "meant"),
    [
        ("clm.yaml", "format: 1\npolicy:\n  noshow_days: 40\n", "no_show_days"),
        ("clm.yaml", "format: 1\nleads:\n  rules: []\n", "lead"),
        ("clm.yaml", "format: 1\nlead_rules: []\n", "lead"),
        ("team/zoe.yaml", "id: zoe\nname: Zoe\nemail: z@example.org\n", "emails"),
        ("team/zoe.yaml", "id: zoe\nname: Zoe\nrole: admin\n", "roles"),
        ("team/zoe.yaml", "id: zoe\nname: Zoe\nroles:\n  - amdin\n", "admin"),
    ],
)
def test_a_slip_is_asked_about_without_v(
    clm: Clm, repo: Repository, path: str, text: str, meant: str
) -> None:
    repo.write(path, text)
    (line,) = clm("check").out.splitlines()
    assert line.startswith(f"{path}:")
    assert line.endswith(f'; did you mean "{meant}"?')
    assert "hint:" not in clm("check", "-v").err


def test_a_handwritten_colleague_of_three_lines_is_enough(clm: Clm, repo: Repository) -> None:
    repo.write("team/x.yaml", "id: x\nname: Xaver Ohm\nemails:\n  - x@example.org\n")
    assert clm("check").code == 0
    assert clm("board", "--of", "x").code == 0
    assert "Xaver" not in clm.ok("save", "--as", "x")
    assert repo.subjects()[0] == "save x"
    assert repo.trailers()["Clm-By"] == "x"


def test_an_external_id_is_one_customers(clm: Clm, repo: Repository) -> None:
    more = 'external_ids:\n  shop: "777"\n'
    repo.write(customer_path("c-000001"), make_customer("c-000001", "A", more))
    repo.write(customer_path("c-000002"), make_customer("c-000002", "B", more))
    other = more.replace("shop", "crm")
    repo.write(customer_path("c-000003"), make_customer("c-000003", "C", other))
    answer = clm("check")
    assert answer.code == 1
    first, second = customer_path("c-000001"), customer_path("c-000002")
    assert answer.out.splitlines() == [
        f"{second}:5:9: the external id shop:777 is taken already, in {first}"
    ]


def test_many_faults_in_one_list_are_looked_for_in_one_pass(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = []

    def name_of(item: Any) -> str:
        named.append(item)
        return real(item)

    real = places.name_of
    monkeypatch.setattr(places, "name_of", name_of)
    marks = "".join(
        f"  - {{id: k-{n:08}, value: A, on: 2026-11-01, by: jana}}\n" for n in range(300)
    )
    repo.put("customers/7f/c-7f3qkd.yaml", make_customer(more=f"owner: jana\nclass:\n{marks}"))
    found = clm("check", "customers").out.splitlines()
    assert len(found) == 299
    assert found[-1].startswith("customers/7f/c-7f3qkd.yaml:305:5: class: a second mark is open")
    assert len(named) <= 600


def test_what_booked_customers_lack_is_counted_in_one_line(clm: Clm, repo: Repository) -> None:
    # A2.3: it is no finding, so the exit code stays; of paths nobody is told, --strict names them.
    def told(*words: str) -> tuple[int, list[str]]:
        answer = clm("check", *words)
        return answer.code, [line for line in answer.err.splitlines() if "database" in line]

    repo.put(PATH, make_customer(more="owner: jana\n"))
    assert told() == (0, [])
    more = "owner: jana\nbookings:\n"
    repo.put(PATH, make_customer(more=more + make_booking()))
    line = "1 booked customer lacks fields of the customer database: clm check --strict"
    assert told() == (0, [line])
    assert told("--json") == (0, [line])
    assert told(PATH) == (0, [])
    assert told("--strict") == (1, [])
    assert told("--quiet") == (0, [])
    assert "hat nicht alle Felder" in clm("check", "--lang", "de").err
