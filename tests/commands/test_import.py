"""`clm import`: good rows in one commit, bad rows named by line and column and left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.services.batch import Batch
from clm.store.dialect import MAX_NODES
from tests.build import TEAM, customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

MUSTER = customer_path("c-7f3qkd")


@pytest.fixture
def known(repo: Repository) -> Repository:
    """Muster GmbH, external id shop:1, with one booking and a comment."""
    more = "external_ids: {shop: '1'}\nowner: jana  # seit Mai\nbookings:\n"
    repo.put(MUSTER, make_customer(more=more + make_booking(more="order: A-1")))
    return repo


def take(clm: Clm, noun: str, csv: str, *words: str, code: int = 0) -> Any:
    """Import a file given as text, for good, and answer the JSON."""
    clm.folder.joinpath("in.csv").write_text(csv, encoding="utf-8")
    answer = clm("import", noun, "in.csv", "--json", "--apply", *words)
    assert answer.code == code, answer.out + answer.err
    return answer.json


def counts(report: Any) -> tuple[int, int, int, int]:
    return report["created"], report["updated"], report["skipped"], len(report["errors"])


def of(clm: Clm, external: str) -> Any:
    items = clm("customer", "list", "--json").json["items"]
    (found,) = [item for item in items if external in item["external_ids"].values()]
    return found


# customers


def test_a_dry_run_says_what_would_be_and_writes_nothing(repo: Repository, clm: Clm) -> None:
    repo.write("k.csv", "external_id,name\n10,Ada\n11,Bo\n")
    head = repo.head()
    answer = clm("import", "customers", "k.csv", "--json")
    assert counts(answer.json) == (2, 0, 0, 0)
    assert answer.json["schema"] == "clm/import@1"
    assert answer.json["commit"] is None
    assert repo.head() == head
    assert "--apply" in clm("import", "customers", "k.csv").err
    assert "+name: Ada" in clm.ok("import", "customers", "k.csv", "-n", "--apply").splitlines()
    assert not repo.path("customers").exists()


def test_one_commit_and_one_undo(repo: Repository, clm: Clm) -> None:
    before = repo.head()
    report = take(clm, "customers", "external_id,name\n10,Ada\n11,Bo\n")
    assert report["commit"] == repo.head()
    assert repo.git("rev-parse", "HEAD~1") == before
    assert repo.subjects()[0] == "import 2 customers"
    assert sorted(report["changed"]) == sorted(
        f"c-{path.name[2:8]}" for path in repo.root.glob("customers/*/*.yaml")
    )
    clm.ok(*report["undo"].split()[1:])
    assert not list(repo.root.glob("customers/*/*"))
    assert repo.git("rev-parse", "HEAD^{tree}") == repo.git("rev-parse", f"{before}^{{tree}}")


def test_every_column_of_customers(repo: Repository, clm: Clm) -> None:
    head = "external_id;name;email;phone;registered_on;owner;class;company;plz;city;vpa;sales"
    row = "77;Eva Öz;eva@example.org;+49 351 1;2026-08-31;tom;B;Öz KG;01067;Dresden;anna;isabel"
    take(clm, "customers", f"{head}\n{row}\n", "--source", "shop")
    (path,) = repo.root.glob("customers/*/*.yaml")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../../.schema/customer.json"
    for line in (
        "name: Eva Öz", "kind: organisation", "registered_on: 2026-08-31", "  shop: 77",
        "plz: 01067", "city: Dresden", "  name: Öz KG", "owner: tom", "sales: isabel",
        "vpa: anna", "    email: eva@example.org", "    phone: +49 351 1", "    value: B",
        "    on: 2026-11-18", "    by: jana",
    ):  # fmt: skip
        assert line in lines
    assert clm("check").code == 0


def test_without_a_company_or_day_it_is_a_person_of_today(repo: Repository, clm: Clm) -> None:
    take(clm, "customers", "name\nAda\n")
    (path,) = repo.root.glob("customers/*/*.yaml")
    assert "kind: person\nregistered_on: 2026-11-18\n" in path.read_text()


def test_the_same_file_again_changes_nothing(known: Repository, clm: Clm) -> None:
    csv = "external_id,name,email,class,owner\n1,Muster GmbH,m@example.org,A,tom\n2,Neu,,C,jana\n"
    assert counts(take(clm, "customers", csv, "--source", "shop")) == (1, 1, 0, 0)
    head = known.head()
    report = take(clm, "customers", csv, "--source", "shop")
    assert counts(report) == (0, 0, 2, 0)
    assert report["commit"] is None
    assert known.head() == head


def test_a_match_updates_and_empty_cells_change_nothing(known: Repository, clm: Clm) -> None:
    before = known.read(MUSTER)
    csv = "id,external_id,name,plz,owner,kind\nc-7f3qkd,1,,01067,,\n"
    assert counts(take(clm, "customers", csv, "--source", "shop")) == (0, 1, 0, 0)
    added = [line for line in known.read(MUSTER).splitlines() if line not in before.splitlines()]
    assert added == ["plz: 01067"]
    assert "owner: jana  # seit Mai" in known.read(MUSTER)


def test_an_email_goes_to_the_contact_it_belongs_to(known: Repository, clm: Clm) -> None:
    take(clm, "customers", "id,email\nc-7f3qkd,a@example.org\n")
    take(clm, "customers", "id,phone\nc-7f3qkd,+49 30 11\n")
    take(clm, "customers", "id,email,phone\nc-7f3qkd,A@example.org,+49 30 22\n")
    text = known.read(MUSTER)
    assert text.count("- id: p-") == 1
    assert "email: a@example.org\n    phone: +49 30 22\n" in text


def test_a_new_class_closes_the_old_one(known: Repository, clm: Clm) -> None:
    take(clm, "customers", "id,class\nc-7f3qkd,A\n")
    take(clm, "customers", "id,class\nc-7f3qkd,C\n")
    text = known.read(MUSTER)
    assert "value: A\n    on: 2026-11-18\n    by: jana\n    off_on: 2026-11-18\n" in text
    assert of(clm, "1")["class"] == "C"


def test_ids_given_are_kept_and_ids_that_disagree_are_refused(known: Repository, clm: Clm) -> None:
    csv = "id,external_id,name\nc-2kwg92,5,Neu\nc-000000,1,Falsch\n"
    report = take(clm, "customers", csv, "--source", "shop", code=65)
    assert counts(report) == (1, 0, 0, 1)
    assert report["errors"][0]["column"] == "external_id"
    assert known.path(customer_path("c-2kwg92")).is_file()


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("registered_on", "10.11.2026", '"10.11.2026" is no date'),
        ("registered_on", "2026-02-30", "no day of the calendar"),
        ("owner", "nobody", 'handle "nobody"'),
        ("vpa", "zoe", 'no VPA "zoe"'),
        ("class", "D", "none of A, B, C"),
        ("kind", "firma", "none of person, organisation"),
        ("email", "at example", "no e-mail"),
        ("id", "c-ILOU00", "no id"),
        ("plz", "0\u202e1", "U+202E"),
        ("city", '"Bonn\nBad"', "line break"),
    ],
)
def test_a_bad_cell_is_named_and_its_row_left_out(
    repo: Repository, clm: Clm, column: str, cell: str, says: str
) -> None:
    csv = f"name,{column}\nGut,\nSchlecht,{cell}\nAuch gut,\n"
    report = take(clm, "customers", csv, code=65)
    assert counts(report) == (2, 0, 0, 1)
    (error,) = report["errors"]
    assert (error["line"], error["column"]) == (3, column)
    assert says in error["message"]
    assert len(list(repo.root.glob("customers/*/*.yaml"))) == 2


def test_people_read_the_bad_rows_on_standard_error(repo: Repository, clm: Clm) -> None:
    repo.write("k.csv", "name,registered_on\nAda,10.11.2026\nBo,\nzu,viele,Zellen\n")
    answer = clm("import", "customers", "k.csv", "--apply")
    assert answer.code == 65
    assert 'k.csv:2: registered_on: "10.11.2026" is no date; write it as 2026-11-22' in answer.err
    assert "k.csv:4: 3 cells under 2 columns" in answer.err
    assert "1 created" in answer.out
    assert "undo: clm undo " in answer.out


@pytest.mark.parametrize(
    ("csv", "column"),
    [
        ("id,name\nc-2kwg92,A\nc-2kwg92,B\n", "id"),
        ("external_id,name\n5,A\n5,B\n", "external_id"),
        ("name,email\nA,x@example.org\nB,X@EXAMPLE.org\n", "email"),
        ("name,phone\nA,+49 351 12345\nB,0351/12345\n", "phone"),
        ("name,plz\nMüller,01067\nMUELLER,01067\n", "name"),
    ],
)
def test_the_same_customer_twice_in_a_file(clm: Clm, csv: str, column: str) -> None:
    report = take(clm, "customers", csv, code=65)
    assert counts(report) == (1, 0, 0, 1)
    assert (report["errors"][0]["line"], report["errors"][0]["column"]) == (3, column)
    assert "line 2" in report["errors"][0]["message"]


def test_the_same_name_elsewhere_or_without_postcode_is_another(clm: Clm) -> None:
    csv = "name,plz\nMüller,01067\nMüller,01069\nMüller,\nMüller,\n"
    assert counts(take(clm, "customers", csv)) == (4, 0, 0, 0)


def test_a_row_left_out_is_no_double_of_a_good_one(clm: Clm) -> None:
    csv = "external_id,name,class\n5,A,D\n5,B,A\n"
    assert counts(take(clm, "customers", csv, code=65)) == (1, 0, 0, 1)


def test_a_map_renames_and_drops_columns(repo: Repository, clm: Clm) -> None:
    repo.write("m.yaml", "Kd-Nr: external_id\nKundenname: name\nNotiz:\n")
    csv = "Kd-Nr;Kundenname;Notiz;klass\n9;Ada;egal;A\n"
    report = take(clm, "customers", csv, "--map", "m.yaml")
    assert counts(report) == (1, 0, 0, 0)
    assert report["warnings"] == ['in.csv: the column klass is not read; did you mean "class"?']
    assert of(clm, "9")["name"] == "Ada"


def test_errors_name_the_files_own_column(repo: Repository, clm: Clm) -> None:
    repo.write("m.yaml", "Kundenname: name\nKlasse: class\n")
    report = take(clm, "customers", "Kundenname,Klasse\nAda,X\n,A\n", "--map", "m.yaml", code=65)
    assert [error["column"] for error in report["errors"]] == ["Klasse", "Kundenname"]


@pytest.mark.parametrize(
    ("text", "code"), [("- a\n", 65), ("a: [b]\n", 65), ("a: nam\n", 65), ("a: &x b\n", 65)]
)
def test_a_bad_map(repo: Repository, clm: Clm, text: str, code: int) -> None:
    repo.write("m.yaml", text)
    repo.write("k.csv", "name\nAda\n")
    assert clm("import", "customers", "k.csv", "--map", "m.yaml").code == code


@pytest.mark.parametrize(
    ("noun", "csv", "says"),
    [
        ("customers", "plz\n1\n", "k.csv:1:1: there is no column id or external_id or name"),
        ("bookings", "booked_on\n2026-01-01\n", "k.csv:1:1: there is no column customer"),
        ("tasks", "customer,title\n1,x\n", "k.csv:1:1: there is no column id or posted_at"),
        ("customers", "", "k.csv:1:1: no column names"),
        ("customers", 'name\n"Ada\n', "k.csv:2:1: a quote is opened"),
    ],
)
def test_a_file_that_is_none(repo: Repository, clm: Clm, noun: str, csv: str, says: str) -> None:
    repo.write("k.csv", csv)
    answer = clm("import", noun, "k.csv", "--apply")
    assert answer.code == 65
    assert says in answer.err


def test_a_missing_file_and_a_bad_source(repo: Repository, clm: Clm) -> None:
    repo.write("k.csv", "name\nAda\n")
    assert clm("import", "customers", "no.csv").code == 2
    assert clm("import", "customers", ".").code == 2
    assert clm("import", "customers", "k.csv", "--source", "a b").code == 2


def test_standard_input(clm: Clm) -> None:
    answer = clm("import", "customers", "-", "--json", stdin="name\nAda\n")
    assert counts(answer.json) == (1, 0, 0, 0)


def test_a_bad_customer_file_could_hold_anybody(known: Repository, clm: Clm) -> None:
    known.put(MUSTER, known.read(MUSTER) + "plz: {\n")
    known.write("k.csv", "external_id,name\n1,Muster\n")
    head = known.head()
    answer = clm("import", "customers", "k.csv", "--apply", "--source", "shop")
    assert answer.code == 65
    assert MUSTER in answer.err
    assert known.head() == head


# bookings


def test_bookings_by_external_id_and_id(known: Repository, clm: Clm) -> None:
    csv = (
        "customer,booked_on,hours,order,price,trial\n"
        "1,2026-11-10,20,A-2,99.00,\nc-7f3qkd,2026-11-11,7.5,,,true\nshop:1,2026-11-12,5,,,\n"
    )
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (3, 0, 0, 0)
    text = known.read(MUSTER)
    assert "booked_on: 2026-11-10\n    hours: 20\n    status: confirmed\n    order: A-2\n" in text
    assert "price: 99.00" in text
    assert "hours: 7.5\n    status: confirmed\n    trial: true\n" in text
    assert of(clm, "1")["bookings"] == 4
    head = known.head()
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (0, 0, 3, 0)
    assert known.head() == head


def test_the_kth_row_is_the_kth_stored_booking(known: Repository, clm: Clm) -> None:
    csv = "customer,booked_on,hours,order\n" + "1,2026-11-10,5,\n" * 2
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (2, 0, 0, 0)
    more = csv + "1,2026-11-10,5,\n"
    assert counts(take(clm, "bookings", more, "--source", "shop")) == (1, 0, 2, 0)
    assert known.read(MUSTER).count("booked_on: 2026-11-10") == 3


def test_a_matched_booking_updates_its_other_fields(known: Repository, clm: Clm) -> None:
    csv = "customer,booked_on,hours,order,status,price\n1,2026-11-02,10.0,A-1,used_up,12.50\n"
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (0, 1, 0, 0)
    text = known.read(MUSTER)
    assert text.count("- id: b-") == 1
    assert "status: used_up" in text
    assert "price: 12.50" in text


def test_a_booking_taken_back_by_a_row_is_so_from_today(known: Repository, clm: Clm) -> None:
    csv = "customer,booked_on,hours,order,status\n1,2026-11-02,10.0,A-1,cancelled\n"
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (0, 1, 0, 0)
    assert "status: cancelled" in known.read(MUSTER)
    assert "cancelled_on: 2026-11-18" in known.read(MUSTER)  # A1.33
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (0, 0, 1, 0)


BOOKERS = "customer,booked_on,hours,status\nc-aaaaaa,2026-11-17,10,\nc-bbbbbb,2026-11-17,5,offer\n"


def without_owner(repo: Repository) -> None:
    for one in ("c-aaaaaa", "c-bbbbbb"):
        path = f"customers/{one[2:4]}/{one}.yaml"
        repo.write(path, make_customer(one, "Ada", "registered_on: 2026-11-10\n"))
    repo.commit()


def test_a_first_booking_that_comes_in_finds_an_owner(repo: Repository, clm: Clm) -> None:
    without_owner(repo)
    head = repo.head()
    report = take(clm, "bookings", BOOKERS)
    assert counts(report) == (2, 0, 0, 0)
    assert report["warnings"] == ["c-aaaaaa had no owner: it is jana now"]
    assert "\nowner: jana\n" in repo.read("customers/aa/c-aaaaaa.yaml")  # A1.7
    assert "owner" not in repo.read("customers/bb/c-bbbbbb.yaml")  # an offer is no booking yet
    assert repo.git("rev-parse", "HEAD~1") == head
    assert clm("check").code == 0
    assert take(clm, "bookings", BOOKERS)["warnings"] == []
    confirmed = BOOKERS.replace("offer", "confirmed")
    assert take(clm, "bookings", confirmed)["warnings"] == ["c-bbbbbb had no owner: it is tom now"]


def test_bookings_come_in_though_nobody_is_there_to_own_them(repo: Repository, clm: Clm) -> None:
    without_owner(repo)
    for handle in ("jana", "tom"):
        repo.write(f"team/{handle}.yaml", TEAM[handle].replace("  - admin\n", "  - sales\n"))
    repo.commit()
    assert take(clm, "bookings", BOOKERS)["warnings"] == [
        "nobody with the role admin is there on 2026-11-18",
        "c-aaaaaa has no owner: clm assign c-aaaaaa HANDLE",
    ]
    assert "bookings:" in repo.read("customers/aa/c-aaaaaa.yaml")


def test_a_booking_by_its_own_id(known: Repository, clm: Clm) -> None:
    csv = "customer,id,booked_on,hours\n1,b-2k9x7d1q,2026-11-03,\n1,b-2k9x7d1q,2026-11-04,\n"
    report = take(clm, "bookings", csv, "--source", "shop", code=65)
    assert counts(report) == (0, 1, 0, 1)
    assert "booked_on: 2026-11-03" in known.read(MUSTER)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("99,2026-11-10,5,package", "customer"),
        (",2026-11-10,5,package", "customer"),
        ("1,,5,package", "booked_on"),
        ("1,10.11.2026,5,package", "booked_on"),
        ('1,2026-11-10,"5,5",package', "hours"),
        ("1,2026-11-10,,package", "hours"),
        ("1,2026-11-10,-5,package", "hours"),
        ("1,2026-11-10,5,abo", "kind"),
    ],
)
def test_bad_bookings(known: Repository, clm: Clm, row: str, column: str) -> None:
    head = known.head()
    csv = f"customer,booked_on,hours,kind\n{row}\n"
    report = take(clm, "bookings", csv, "--source", "shop", code=65)
    assert [(e["line"], e["column"]) for e in report["errors"]] == [(2, column)]
    assert known.head() == head


def test_an_addon_needs_no_hours(known: Repository, clm: Clm) -> None:
    csv = "customer,booked_on,kind\n1,2026-11-10,addon\n"
    assert counts(take(clm, "bookings", csv, "--source", "shop")) == (1, 0, 0, 0)
    assert "kind: addon" in known.read(MUSTER)


# tasks


def test_tasks_make_the_requests_file(known: Repository, clm: Clm) -> None:
    csv = (
        "customer,title,posted_at,deadline,vpa,status\n"
        "1,Hotel suchen,2026-11-10,2026-11-20,anna,\n1,Flug,2026-11-11T09:30:00Z,,,done\n"
    )
    assert counts(take(clm, "tasks", csv, "--source", "shop")) == (2, 0, 0, 0)
    text = known.read(customer_path("c-7f3qkd", "requests"))
    assert "title: Hotel suchen\n    posted_at: 2026-11-10\n    status: forwarded\n" in text
    assert "status: done" in text
    assert counts(take(clm, "tasks", csv, "--source", "shop")) == (0, 0, 2, 0)
    clm.ok("undo")
    assert not known.path(customer_path("c-7f3qkd", "requests")).exists()


def test_a_matched_task_updates(known: Repository, clm: Clm) -> None:
    path = customer_path("c-7f3qkd", "requests")
    known.put(path, make_requests("c-7f3qkd", ("t-00000000", "Hotel", "2026-11-10")))
    csv = "customer,title,posted_at,status\nc-7f3qkd,Hotel,2026-11-10,done\n"
    assert counts(take(clm, "tasks", csv)) == (0, 1, 0, 0)
    assert known.read(path).count("- id: ") == 1
    assert "status: done" in known.read(path)


def test_bad_tasks(known: Repository, clm: Clm) -> None:
    csv = "customer,title,posted_at,vpa\n1,,2026-11-10,\n1,X,,\n1,Y,gestern,\n1,Z,2026-11-10,zoe\n"
    report = take(clm, "tasks", csv, "--source", "shop", code=65)
    assert [e["column"] for e in report["errors"]] == ["title", "posted_at", "posted_at", "vpa"]
    del known


# what our own reader would refuse


@pytest.mark.parametrize("day", ["1026-01-01", "2300-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("noun", "csv", "column"),
    [
        ("customers", "name,registered_on\nX,{}\nY,2026-01-01\n", "registered_on"),
        ("bookings", "customer,booked_on,hours\n1,{},5\n1,2026-11-10,5\n", "booked_on"),
        ("tasks", "customer,title,posted_at\n1,X,{}\n1,Y,2026-11-10\n", "posted_at"),
        ("tasks", "customer,title,posted_at\n1,X,{}T09:30:00Z\n1,Y,2026-11-10\n", "posted_at"),
    ],
)
def test_a_year_nobody_means_leaves_out_its_row_only(
    known: Repository, clm: Clm, noun: str, csv: str, column: str, day: str
) -> None:
    report = take(clm, noun, csv.format(day), "--source", "shop", code=65)
    assert counts(report) == (1, 0, 0, 1)
    assert (report["errors"][0]["line"], report["errors"][0]["column"]) == (2, column)
    assert clm("check").code == 0
    del known


LARGE_COLUMNS = "infos,phone,source,language,plz,city,company,external_id,email"


def cells() -> str:
    """Cells that are small enough each, and together more than a file may hold."""
    long = "x" * 120_000
    return f"{long}," * 8 + f"{long}@example.org,"


@pytest.mark.parametrize("words", [(), ("--apply",)])
def test_a_file_too_large_to_be_read_again_is_not_written(
    repo: Repository, clm: Clm, words: tuple[str, ...]
) -> None:
    repo.write("k.csv", f"{LARGE_COLUMNS},name\n{cells()}Gross\n{',' * 9}Klein\n")
    answer = clm("import", "customers", "k.csv", "--json", *words)
    assert answer.code == 65
    assert counts(answer.json) == (1, 0, 0, 1)
    assert answer.json["errors"][0]["line"] == 2
    assert len(list(repo.root.glob("customers/*/*.yaml"))) == len(words)


def test_a_file_that_would_grow_too_large_stays_and_the_others_are_changed(
    known: Repository, clm: Clm
) -> None:
    before = known.read(MUSTER)
    csv = f"{LARGE_COLUMNS},id,name\n{cells()}c-7f3qkd,\n{',' * 9}c-000001,Neu\n"
    report = take(clm, "customers", csv, code=65)
    assert counts(report) == (1, 0, 0, 1)
    assert report["errors"][0]["line"] == 2
    assert known.read(MUSTER) == before
    assert report["changed"] == ["c-000001"]


def test_files_made_in_several_processes_are_the_same(
    known: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"c-{n:06d},{n},Neu {n}\n" for n in range(100000, 100040))
    csv = (
        f"id,external_id,name,infos\nc-7f3qkd,1,Muster,neu\n{rows.replace(chr(10), ',' + chr(10))}"
    )
    trees = set()
    for least in (1, 1000):
        monkeypatch.setattr("clm.services.batch.SPREAD", least)
        report = take(clm, "customers", csv)
        assert counts(report) == (40, 1, 0, 0)
        trees.add(known.git("rev-parse", "HEAD^{tree}"))
        clm.ok(*report["undo"].split()[1:])
    assert len(trees) == 1


def test_what_a_process_of_its_own_refuses_is_told_by_its_row(
    known: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clm.services.batch.SPREAD", 1)
    test_a_file_that_would_grow_too_large_stays_and_the_others_are_changed(known, clm)


def test_an_edit_by_hand_while_we_import_is_not_overwritten(
    known: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Batch.contents

    def edited_meanwhile(batch: Batch) -> Any:
        made = make(batch)
        known.write(MUSTER, known.read(MUSTER) + "infos: von Hand\n")
        return made

    monkeypatch.setattr(Batch, "contents", edited_meanwhile)
    known.write("in.csv", "id,name\nc-7f3qkd,Anders\n")
    answer = clm("import", "customers", "in.csv", "--apply")
    assert answer.code == 75
    assert "von Hand" in known.read(MUSTER)
    assert "Anders" not in known.read(MUSTER)


def test_a_bad_row_takes_no_other_rows_booking(known: Repository, clm: Clm) -> None:
    csv = "customer,booked_on,hours,kind\n1,2026-11-03,,\n1,2026-11-03,,addon\n"
    assert counts(take(clm, "bookings", csv, "--source", "shop", code=65)) == (1, 0, 0, 1)
    text = known.read(MUSTER)
    assert counts(take(clm, "bookings", csv, "--source", "shop", code=65)) == (0, 0, 1, 1)
    assert known.read(MUSTER) == text


def test_an_id_is_one_customers(known: Repository, clm: Clm) -> None:
    known.put(customer_path("c-000001"), make_customer("c-000001", "Other"))
    csv = (
        "customer,id,booked_on,hours\nc-000001,b-2k9x7d1q,2026-11-10,5\n"
        "c-000001,b-00000001,2026-11-10,5\nc-7f3qkd,b-00000001,2026-11-10,5\n"
    )
    report = take(clm, "bookings", csv, code=65)
    assert counts(report) == (1, 0, 0, 2)
    assert [(e["line"], e["column"]) for e in report["errors"]] == [(2, "id"), (4, "id")]
    assert "c-7f3qkd" in report["errors"][0]["message"]


@pytest.mark.parametrize(
    "row",
    ["1,,2026-11-10,0,package", "1,,2026-11-10,0,gift", "1,b-2k9x7d1q,2026-11-02,0.0,package"],
)
def test_no_hours_are_no_package(known: Repository, clm: Clm, row: str) -> None:
    before = known.read(MUSTER)
    csv = f"customer,id,booked_on,hours,kind\n{row}\n"
    report = take(clm, "bookings", csv, "--source", "shop", code=65)
    assert [(e["line"], e["column"]) for e in report["errors"]] == [(2, "hours")]
    assert known.read(MUSTER) == before


def test_former_colleagues_look_after_nobody(repo: Repository, clm: Clm) -> None:
    repo.put("team/uwe.yaml", "id: uwe\nname: Uwe\nactive:\n  to: 2026-11-01\n")
    csv = "name,owner,sales\nA,uwe,\nB,,uwe\nC,tom,\n"
    report = take(clm, "customers", csv, code=65)
    assert counts(report) == (1, 0, 0, 2)
    assert [e["column"] for e in report["errors"]] == ["owner", "sales"]


def test_archived_customers_book_nothing(known: Repository, clm: Clm) -> None:
    known.put(MUSTER, known.read(MUSTER) + "status: archived\n")
    csv = "customer,booked_on,hours,order\n1,2026-11-02,10,A-1\n1,2026-11-10,5,\n"
    report = take(clm, "bookings", csv, "--source", "shop", code=65)
    assert counts(report) == (0, 0, 1, 1)
    assert (report["errors"][0]["line"], report["errors"][0]["column"]) == (3, "customer")
    assert "archived" in report["errors"][0]["message"]
    del known


def test_an_external_id_of_several_names_them_in_order(repo: Repository, clm: Clm) -> None:
    ids = [f"c-00000{n}" for n in "123456789"]
    for one in ids:
        repo.put(customer_path(one), make_customer(one, one, "external_ids: {shop: '7'}\n"))
    csv = "customer,booked_on,hours\n7,2026-11-10,5\n"
    report = take(clm, "bookings", csv, "--source", "shop", code=65)
    assert report["errors"][0]["message"].endswith(" and ".join(ids))


def test_a_file_without_an_end_is_read_to_the_limit_only(clm: Clm) -> None:
    with clm.folder.joinpath("in.csv").open("wb") as file:
        file.truncate(2**40)
    answer = clm("import", "customers", "in.csv", "--map", "in.csv")
    assert (answer.code, answer.err.splitlines()[0]) == (
        65, "in.csv:1:1: the file has 10,000,001 bytes; at most 1,000,000 are read",
    )  # fmt: skip
    answer = clm("import", "customers", "in.csv")
    assert (answer.code, answer.err.splitlines()[0]) == (
        65, "in.csv:1:1: more than 10,000,000 bytes",
    )  # fmt: skip


def test_more_rows_than_a_file_can_hold_are_left_out(known: Repository, clm: Clm) -> None:
    rows = "".join(f"c-7f3qkd,2026-11-02,addon,N-{n}\n" for n in range(6_000))
    report = take(clm, "bookings", f"customer,booked_on,kind,order\n{rows}", code=65)
    left_out = [error for error in report["errors"] if "can hold" in error["message"]]
    assert left_out[0]["line"] == 2 + MAX_NODES // 9 - 1
    assert len(left_out) == 6_000 - MAX_NODES // 9 + 1
    assert known.read(MUSTER).count("booked_on") == 1
