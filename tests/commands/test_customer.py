"""`clm customer`: list, show, add, set, remove, book, class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import asking, complaining
from tests.build import customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

C = "c-7f3qkd"
PATH = customer_path(C)


def rows(clm: Clm, *words: str) -> list[dict[str, Any]]:
    answer = clm("customer", "list", *words, "--json")
    assert answer.code == 0, answer.err
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def ids(clm: Clm, *words: str) -> list[str]:
    return clm.ok("customer", "list", *words, "--ids").split()


# list


@pytest.fixture
def several(repo: Repository) -> None:
    first = "owner: jana\nvpa: anna\nbookings:\n" + make_booking()
    marked = (
        "owner: tom\nclass:\n  - id: k-00000001\n    value: A\n    on: 2026-11-01\n    by: tom\n"
    )
    repo.write(customer_path("c-000001"), make_customer("c-000001", "Müller GmbH", first))
    repo.write(customer_path("c-000002"), make_customer("c-000002", "Schulze GmbH", marked))
    repo.write(
        customer_path("c-000003"), make_customer("c-000003", "Alt & Weg", "status: archived\n")
    )
    later = "registered_on: 2026-12-01\n"
    repo.write(customer_path("c-000004"), make_customer("c-000004", "Bald", later))
    repo.commit()


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["c-000001", "c-000002", "c-000004"]),
        (("--list", "first"), ["c-000001"]),
        (("--list", "lead"), ["c-000002"]),
        (("--phase", "lead"), ["c-000002", "c-000004"]),
        (("--owner", "tom"), ["c-000002"]),
        (("--class", "A"), ["c-000002"]),
        (("--class", "none"), ["c-000001", "c-000004"]),
        (("--vpa", "anna"), ["c-000001"]),
        (("--status", "archived"), ["c-000003"]),
        (("--status", "all"), ["c-000001", "c-000002", "c-000003", "c-000004"]),
        (("gmbh",), ["c-000001", "c-000002"]),
        (("gmbh", "mueller"), ["c-000001"]),
        (("gmbh", "--owner", "tom"), ["c-000002"]),
        (("xyz",), []),
    ],
)
def test_filters_narrow_the_list(clm: Clm, words: tuple[str, ...], found: list[str]) -> None:
    assert ids(clm, *words) == found


@pytest.mark.usefixtures("several")
def test_a_filter_that_names_nobody_is_no_empty_list(clm: Clm) -> None:
    assert clm("customer", "list", "--owner", "nobody").code == 3
    assert clm("customer", "list", "--vpa", "nobody").code == 3


@pytest.mark.usefixtures("several")
def test_json_items_are_the_contract(clm: Clm) -> None:
    (item,) = rows(clm, "--list", "first")
    assert item == {
        "id": "c-000001", "name": "Müller GmbH", "kind": "organisation", "status": "active",
        "list": "first", "phase": "first", "no_show": False, "class": "none", "prio": False,
        "offer": False, "watch": [], "owner": "jana", "sales": None, "account_manager": "jana",
        "vpa": "anna", "bookings": 1, "first_booked_on": "2026-11-02",
        "last_booked_on": "2026-11-02", "usual_hours": 10, "external_ids": {},
        "phone_appointment": False, "churned": False, "inactive": False, "open_complaint": False,
        "used_up": False,
    }  # fmt: skip


@pytest.mark.usefixtures("several")
def test_a_bad_file_is_named_and_the_rest_listed(clm: Clm, repo: Repository) -> None:
    repo.write(customer_path("c-000002"), make_customer("c-000002", "Schulze", "class: A\n"))
    answer = clm("customer", "list", "--ids")
    assert (answer.code, answer.out.split()) == (65, ["c-000001", "c-000004"])
    assert "customers/00/c-000002.yaml:4:8: class: expects a list" in answer.err


def test_an_empty_list_says_so(clm: Clm) -> None:
    assert clm.ok("customer", "list") == "No customer fits.\n"


# show


def test_show_is_a_page(clm: Clm, repo: Repository) -> None:
    more = (
        "owner: jana\ncontacts:\n  - id: p-00000001\n    name: Erika Muster\n    phone: 0351 1\n"
        "bookings:\n" + make_booking(hours="5")
    )
    repo.write(PATH, make_customer(more=more))
    repo.put(
        customer_path(C, "requests"),
        make_requests(C, ("t-00000001", "Reise buchen", "2026-11-10")),
    )
    page = clm.ok("customer", "show", "muster")
    for text in (
        "c-7f3qkd  Muster GmbH", "List             First bookers", "b-2k9x7d1q  5 h",
        "Erika Muster", "Reise buchen", "First-time check  Due 2026-11-05  overdue  jana",
    ):  # fmt: skip
        assert text in page
    item = clm("customer", "show", C, "--json").json
    assert item["schema"] == "clm/customer@1"
    (found,) = item["items"]
    assert (found["list"], found["bookings"]) == ("first", 1)
    assert found["record"]["bookings"][0]["hours"] == "5"
    assert [entry["rule"] for entry in found["entries"]] == ["first-check", "assign-vpa"]
    assert found["posted"][0]["title"] == "Reise buchen"


def test_missing_company_and_wizard_are_shown(clm: Clm, muster: str) -> None:  # A1.10
    page = clm.ok("customer", "show", muster)
    assert "Company          missing" in page
    assert "Wizard           missing" in page


def test_show_of_nothing(clm: Clm) -> None:
    assert clm("customer", "show", "nope").code == 3


# add


def test_add_makes_one_file_in_one_commit(clm: Clm, repo: Repository) -> None:
    answer = clm(
        "customer", "add", "Muster GmbH", "--company", "Muster GmbH", "--email", "e@example.org",
        "--phone", "0351 12345", "--contact", "Erika Muster", "--role", "ordering",
        "--owner", "tom", "--plz", "01067", "--city", "Dresden", "--source", "messe",
        "--language", "de", "--external-id", "shop:77",
        "--registered-on", "16.11.", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    (new,) = answer.json["changed"]
    text = repo.read(customer_path(new))
    contact = text.partition("  - id: ")[2][:10]
    assert text == (
        "# yaml-language-server: $schema=../../.schema/customer.json\n"
        f"id: {new}\nname: Muster GmbH\nkind: organisation\nregistered_on: 2026-11-16\n"
        "source: messe\nexternal_ids:\n  shop: 77\nlanguage: de\nplz: 01067\ncity: Dresden\n"
        "company:\n  name: Muster GmbH\nowner: tom\ncontacts:\n"
        f"  - id: {contact}\n    name: Erika Muster\n    role: ordering\n    email: e@example.org\n"
        "    phone: 0351 12345\n"
    )
    assert contact.startswith("p-")
    assert repo.subjects()[0] == f"customer add {new}"
    assert "Muster" not in repo.message()
    assert repo.is_clean()


def test_a_person_registers_today(clm: Clm, repo: Repository) -> None:
    (new,) = clm("customer", "add", "Erika Muster", "--email", "e@example.org", "--json").json[
        "changed"
    ]
    text = repo.read(customer_path(new))
    assert "kind: person\nregistered_on: 2026-11-18\n" in text
    assert "    name: Erika Muster\n    email: e@example.org\n" in text
    assert ids(clm, "--list", "lead") == [new]


@pytest.mark.parametrize(
    "words",
    [
        ("MUELLER",),
        ("Other", "--email", "M@Example.org"),
        ("Other", "--phone", "+49 351 12345"),
        ("Other", "--external-id", "shop:77"),
    ],
)
def test_a_duplicate_is_refused(  # A2.10
    clm: Clm, repo: Repository, words: tuple[str, ...]
) -> None:
    more = (
        "external_ids:\n  shop: 77\ncontacts:\n  - id: p-00000001\n    name: M\n"
        "    email: m@example.org\n    phone: 0351 12345\n"
    )
    repo.put(PATH, make_customer(name="Müller", more=more))
    before = repo.head()
    answer = clm("customer", "add", *words)
    assert (answer.code, repo.head()) == (77, before)
    assert "c-7f3qkd  Müller" in answer.err
    assert clm("customer", "add", *words, "--force").code == 2
    assert clm("customer", "add", *words, "--force", "-m", "ein anderer").code == 0
    changed = repo.git("show", "--name-only", "--format=").splitlines()
    assert [name.endswith(".oteam.yaml") for name in changed] == [True, False]
    assert "ein anderer" in repo.read(changed[0])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((" ",), 2),
        (("X", "--owner", "nobody"), 3),
        (("X", "--external-id", "77"), 2),
        (("X", "--external-id", ":77"), 2),
        (("X", "--kind", "firma"), 2),
        (("X", "--registered-on", "vorgestern"), 2),
        (("a\u202eb",), 2),
    ],
)
def test_add_refuses(clm: Clm, repo: Repository, words: tuple[str, ...], code: int) -> None:
    before = repo.head()
    assert clm("customer", "add", *words).code == code
    assert (repo.head(), repo.is_clean()) == (before, True)


def test_a_dry_run_shows_the_file(clm: Clm, repo: Repository) -> None:
    before = repo.head()
    assert "+name: Muster\n" in clm.ok("customer", "add", "Muster", "-n")
    assert (repo.head(), repo.is_clean()) == (before, True)


# set


def test_set_changes_several_fields_in_one_commit(clm: Clm, repo: Repository) -> None:  # A2.11
    text = make_customer(more="plz: 01067  # alt\nmine: kept\nbookings:\n" + make_booking())
    repo.put(PATH, text)
    clm.ok(
        "customer", "set", "muster", "plz=01099", "services+=telefon", "company.name=Muster AG",
        "bookings.b-2k9x7d1q.status=cancelled", "owner=tom",
    )  # fmt: skip
    assert repo.read(PATH) == (
        "id: c-7f3qkd\nname: Muster GmbH\nkind: organisation\nplz: 01099  # alt\n"
        "company:\n  name: Muster AG\nowner: tom\nmine: kept\nbookings:\n"
        + make_booking().replace("confirmed", "cancelled\n    cancelled_on: 2026-11-18")
        + "services:\n  - telefon\n"
    )
    assert repo.subjects()[:2] == ["customer set c-7f3qkd", "by hand"]


def test_a_booking_taken_back_is_so_from_today_unless_a_day_is_given(
    clm: Clm, repo: Repository
) -> None:
    two = make_booking() + make_booking("b-00000002") + make_booking("b-00000003")
    repo.put(PATH, make_customer(more=f"owner: jana\nbookings:\n{two}"))
    clm.ok("customer", "set", "muster", "bookings.b-2k9x7d1q.status=refunded")
    clm.ok(
        "customer", "set", "muster", "bookings.b-00000002.status=cancelled",
        "bookings.b-00000002.cancelled_on=2026-11-10",
    )  # fmt: skip
    text = repo.read(PATH)
    assert text.count("status: refunded\n    cancelled_on: 2026-11-18\n") == 1
    assert text.count("status: cancelled\n    cancelled_on: 2026-11-10\n") == 1
    counts = clm("report", "weekly", "--week", "2026-W47", "--json").json["counts"]
    assert (counts["lost"], counts["moved"]) == (1, 1)  # A1.33, A1.39


def test_what_is_so_already_makes_no_commit(clm: Clm, repo: Repository, muster: str) -> None:
    before = repo.head()
    answer = clm("customer", "set", muster, "owner=jana", "plz=", "services-=x", "--json")
    assert (answer.code, repo.head()) == (0, before)
    assert answer.json == {
        "schema": "clm/customer-set@1", "commit": None, "changed": [], "undo": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("plzz=1", 2, 'did you mean "plz"?'),
        ("kind=firma", 2, "is not one of organisation, person"),
        ("registered_on=20.11.2026", 2, "write 2026-11-20"),
        ("appointment.channel=phone", 2, '"at" is needed'),
        ("name=", 2, "needed"),
        ("id=c-000000", 2, "never changes"),
        ("no_show=true", 2, "computed"),
        ("status=archived", 2, "clm customer remove"),
        ("owner=nobody", 3, "nobody in the team"),
        ("vpa=nobody", 3, "no VPA nobody"),
        ("bookings.b-00000000.status=offer", 3, "no b-00000000"),
        ("infos=a\u202eb", 2, "U+202E"),
        ("bla", 2, "no assignment"),
    ],
)
def test_set_refuses(
    clm: Clm, repo: Repository, muster: str, word: str, code: int, said: str
) -> None:
    before = repo.head()
    answer = clm("customer", "set", muster, "plz=01067", word)
    assert (answer.code, repo.head(), repo.is_clean()) == (code, before, True)
    assert said in answer.err


def test_a_reason_goes_into_the_case_file_only(clm: Clm, repo: Repository, muster: str) -> None:
    clm.ok("customer", "set", muster, "plz=01067", "-m", "neue Adresse")
    assert "neue Adresse" in repo.read(customer_path(muster, "oteam"))
    assert "neue" not in repo.message()


# remove


def test_remove_archives_and_set_brings_back(  # A2.12
    clm: Clm, repo: Repository, muster: str
) -> None:
    assert clm("customer", "remove", muster).code == 77
    assert repo.is_clean()
    clm.ok("customer", "remove", muster, "--yes", "-m", "hat geschlossen")
    assert "hat geschlossen" in repo.read(customer_path(muster, "oteam"))
    assert (ids(clm), ids(clm, "--status", "archived")) == ([], [muster])
    assert "nothing to change" in clm.ok("customer", "remove", muster, "--yes")
    clm.ok("customer", "set", muster, "status=active")
    assert ids(clm, "--list", "lead") == [muster]


def test_remove_with_open_tasks_needs_force(  # A2.12
    clm: Clm, repo: Repository, muster: str
) -> None:
    task = ("t-00000001", "Reise", "2026-11-10")
    repo.put(customer_path(muster, "requests"), make_requests(muster, task))
    before = repo.head()
    answer = clm("customer", "remove", muster, "--yes")
    assert (answer.code, repo.head()) == (77, before)
    assert "t-00000001" in answer.err
    assert clm("customer", "remove", muster, "--yes", "--force").code == 2
    assert clm("customer", "remove", muster, "--yes", "--force", "-m", "trotzdem").code == 0


def test_by_force_what_is_open_ends_with_the_customer(clm: Clm, repo: Repository) -> None:
    # A2.12, A0.10
    posted = (
        "posted:\n  - {id: t-00000001, title: Reise, posted_at: 2026-11-10, status: forwarded}\n"
        "  - {id: t-00000002, title: Bad, posted_at: 2026-11-10, status: draft}\n"
    )
    repo.put(PATH, asking.customer())
    requests = (asking.request(tasks=asking.task()), asking.request("r-000002", status="closed",
        more="outcome: solved\nsolution: ja"))  # fmt: skip
    repo.put(asking.FILE, asking.file(*requests) + posted)
    before = repo.head()
    answer = clm("customer", "remove", C, "--yes")
    assert (answer.code, repo.head()) == (77, before)
    assert (
        f"has open requests, tasks, complaints or escalations: {asking.R}, t-00000001\n"
        in answer.err
    )
    asked = clm("customer", "remove", C, "--force", "-m", "hat geschlossen")
    assert (asked.code, repo.head()) == (77, before)
    assert f"archive {C}, and end {asking.R}, t-00000001?" in asked.err
    done = clm("customer", "remove", C, "--yes", "--force", "-m", "hat geschlossen")
    assert (done.code, repo.git("rev-parse", "HEAD~1")) == (0, before)
    assert f"ended with {C}: {asking.R}, t-00000001\n" in done.err
    assert f"cancelled with {asking.R}: {asking.T}\n" in done.err
    text = repo.read(asking.FILE)
    assert "outcome: withdrawn\n    solution: hat geschlossen\n" in text
    assert "posted_at: 2026-11-10, status: cancelled}" in text
    assert "posted_at: 2026-11-10, status: draft}" in text
    assert f"is open, but {C}" not in clm("check").out
    clm.ok("undo")
    assert repo.read(asking.FILE) == asking.file(*requests) + posted


# book


def test_book_moves_the_customer_on(clm: Clm, repo: Repository, muster: str) -> None:
    clm.ok("customer", "book", muster, "5", "--on", "2.11.", "--trial")
    clm.ok("customer", "book", muster, "7,5", "--order", "A-1", "--price", "99,00", "--no-trial")
    (item,) = rows(clm)
    assert (item["list"], item["bookings"], item["usual_hours"]) == ("second", 2, 7.5)
    text = repo.read(PATH)
    assert "booked_on: 2026-11-02\n    hours: 5\n    status: confirmed\n    trial: true\n" in text
    assert (
        "booked_on: 2026-11-18\n    hours: 7.5\n    status: confirmed\n    trial: false\n"
        "    order: A-1\n    price: 99.00\n"
    ) in text
    assert repo.subjects()[0] == "customer book c-7f3qkd"


def test_what_does_not_count_moves_nobody(clm: Clm, muster: str) -> None:  # L1
    clm.ok("customer", "book", muster, "10", "--status", "offer")
    clm.ok("customer", "book", muster, "--kind", "addon")
    clm.ok("customer", "book", muster, "10", "--on", "2026-12-01")
    (item,) = rows(clm)
    assert (item["list"], item["bookings"]) == ("lead", 0)


@pytest.mark.parametrize(
    "words",
    [
        (), ("--kind", "gift"), ("0",), ("-5",), ("viele",), ("5", "--on", "irgendwann"),
        ("5", "--kind", "gift", "--trial"), ("5", "--status", "x"), ("5", "--price", "viel"),
    ],
)  # fmt: skip
def test_book_refuses(clm: Clm, repo: Repository, muster: str, words: tuple[str, ...]) -> None:
    before = repo.head()
    assert clm("customer", "book", muster, *words).code == 2
    assert repo.head() == before


def test_book_of_an_archived_customer_is_refused(clm: Clm, muster: str) -> None:
    clm.ok("customer", "remove", muster, "--yes")
    assert clm("customer", "book", muster, "5").code == 77


def test_an_extra_of_a_customer_without_owner_warns(clm: Clm, repo: Repository) -> None:
    repo.put(PATH, make_customer())
    answer = clm("customer", "book", C, "--kind", "addon")
    assert answer.code == 0
    assert "has no owner" in answer.err


# class


def test_class_keeps_its_history(clm: Clm, repo: Repository, muster: str) -> None:
    clm.ok("customer", "class", muster, "b")
    clm.ok("customer", "class", muster, "A", "-m", "wächst")
    assert [row["class"] for row in rows(clm)] == ["A"]
    assert repo.read(PATH).count("  - id: k-") == 2
    assert "nothing to change" in clm.ok("customer", "class", muster, "A")
    assert clm("customer", "class", muster, "none").code == 77  # A3.5: why does it change?
    clm.ok("customer", "class", muster, "none", "-m", "bucht nicht mehr")
    assert [row["class"] for row in rows(clm)] == ["none"]


@pytest.mark.parametrize("words", [("c-7f3qkd", "D"), ("A",)])
def test_class_wants_refs_and_a_class(clm: Clm, words: tuple[str, ...]) -> None:
    assert clm("customer", "class", *words).code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["merged_into=c-000001"], "status: merged and merged_into go together"),
        (["bookings.b-2k9x7d1q.hours="], "the package has no hours"),
        (["bookings.b-2k9x7d1q.hours=0"], "the package has 0 hours"),
        (["owner="], "a customer with a booking has no owner"),
        (["bookings.b-2k9x7d1q.cancelled_on=2026-11-01"], "lies before booked_on"),
    ],
)
def test_set_breaks_no_rule_of_check(
    clm: Clm, repo: Repository, words: list[str], says: str
) -> None:
    repo.put(PATH, make_customer(more="owner: jana\nbookings:\n" + make_booking()))
    repo.put(customer_path("c-000001"), make_customer("c-000001", "Other"))
    before = (repo.head(), repo.read(PATH))
    answer = clm("customer", "set", C, *words)
    assert answer.code == 77
    assert says in answer.err
    assert (repo.head(), repo.read(PATH)) == before


def test_a_rule_that_is_broken_already_hinders_no_other_field(clm: Clm, repo: Repository) -> None:
    repo.put(PATH, make_customer(more="bookings:\n" + make_booking()))
    clm.ok("customer", "set", C, "city=Bonn")
    assert "city: Bonn" in repo.read(PATH)


def test_an_open_complaint_keeps_a_customer_from_the_archive(  # A2.12
    clm: Clm, repo: Repository
) -> None:
    repo.write(PATH, asking.customer())
    closed = complaining.complaint(
        "2026-11-16 received", "2026-11-16 withdrawn", complaint_id="cm-000009"
    )
    repo.put(complaining.FILE, complaining.file(complaining.complaint(), closed))
    before = repo.head()
    answer = clm("customer", "remove", C, "--yes")
    assert (answer.code, repo.head()) == (77, before)
    assert f"escalations: {complaining.CM}\n" in answer.err
    answer = clm("customer", "remove", C, "--yes", "--force", "-m", "hat geschlossen")
    assert (answer.code, repo.head()) == (77, before)  # nobody withdrew it: no act of ours says so
    assert f"clm complaint move {complaining.CM} withdrawn -m WHY" in answer.err
    clm.ok("complaint", "move", complaining.CM, "withdrawn", "-m", "ist erledigt")
    clm.ok("customer", "remove", C, "--yes")
    assert clm("check").code == 0, clm("check").out


def test_a_page_says_the_words_of_the_file_in_the_readers_language(
    clm: Clm, repo: Repository
) -> None:
    bookings = f"bookings:\n{make_booking()}".replace("confirmed", "used_up")  # A0.6
    more = f"company: {{name: Muster, industry: Bau}}\nwizard: {{wishes: Post}}\n{bookings}"
    repo.put(customer_path("c-7f3qkd"), make_customer(more=more))
    told = clm.ok("customer", "show", "c-7f3qkd", "--lang", "de")
    assert all(word in told for word in ("Branche: Bau", "Wünsche: Post", "Paket", "aufgebraucht"))
    assert "industry: Bau" in clm.ok("customer", "show", "c-7f3qkd")
