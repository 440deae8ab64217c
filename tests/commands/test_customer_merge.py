"""`clm customer merge`: everything moves over, the old id stays an alias (A2.13)."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path
from tests.world import Repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.world import Clm

OLD, NEW, THIRD = "c-000001", "c-7f3qkd", "c-000003"

FROM = f"""id: {OLD}  # doppelt
name: Muster
kind: organisation
registered_on: 2026-10-01
external_ids: {{shop: "1", crm: "7"}}
plz: 01067
company: {{name: Muster, size: "5"}}
owner: tom
vpa: anna
mine: bleibt
contacts:
  - {{id: p-00000001, name: Erika Muster, email: E@muster.example, channels: [ordering]}}
  - {{id: p-00000002, name: Ida Kern, phone: 0351 777777, extra: bleibt}}
bookings:
  - {{id: b-00000001, kind: package, booked_on: 2026-10-01, hours: 10, status: used_up}}
class:
  - {{id: k-00000001, value: B, on: 2026-10-01, by: tom}}
watch:
  - {{id: k-00000002, reason: close-eye, on: 2026-10-01, by: tom}}
  - {{id: k-00000003, reason: prio, on: 2026-10-01, by: tom}}
demands:
  - {{id: k-00000004, text: abends, on: 2026-10-01}}
services: [telefon, post]
"""
INTO = f"""# die richtige
id: {NEW}
name: Muster GmbH
kind: organisation
registered_on: 2026-09-01
external_ids: {{shop: "2"}}
company:
  name: Muster GmbH  # laut Register
account: {OLD}
owner: jana
vpa: anna
contacts:
  - id: p-00000009
    name: Erika Muster
    role: ordering
    email: e@muster.example
bookings:
  - {{id: b-00000009, kind: package, booked_on: 2026-11-02, hours: 20, status: confirmed}}
class:
  - {{id: k-00000009, value: A, on: 2026-11-02, by: jana}}
watch:
  - {{id: k-00000008, reason: close-eye, on: 2026-11-02, by: jana}}
services: [telefon]
"""
REQUESTS = f"""customer: {OLD}
requests:
  - id: r-000001
    subject: Reise
    need: Flug
    contacts: [p-00000001]
    channel: phone
    received_at: 2026-11-16
    spoc: tom
    events:
      - {{id: k-00000005, at: 2026-11-16T10:00:00Z, by: tom, kind: status, to: open}}
    tasks:
      - {{id: t-00000001, title: Flug suchen, executor: tom, status: open}}
posted:
  - {{id: t-00000002, title: Bad, posted_at: 2026-11-10, status: closed}}
"""
OTEAM = (
    "customer: {0}\nnotes:\n  - {{id: n-0000000{1}, at: 2026-11-0{1}, by: tom, text: über {0}}}\n"
)
VPA = """customer: {0}
deadlines:
  - {{id: d-0000000{1}, vpa: {2}, on: 2026-11-20, ask: Bitte Akte füllen, note: n-1000000{1}}}
notes:
  - {{id: n-1000000{1}, at: 2026-11-0{1}, by: {2}, text: mag es kurz}}
"""
SERVICE = f"""customer: {OLD}
complaints:
  - id: cm-000001
    received_at: 2026-11-16
    channel: phone
    complainant: p-00000001
    text: Keine Antwort
    remedy_sought: Antwort
    events:
      - {{id: k-00000006, at: 2026-11-16T10:00:00Z, by: tom, kind: status, to: received}}
reviews:
  - {{id: rv-000001, planned_on: 2026-12-01, theirs: [p-00000001, Frau Kern]}}
"""
SURVEY = f"""id: sv-000001
title: Herbst
questions:
  - {{id: gern, kind: nps, text: {{de: Wie gern?}}}}
invitations:
  - {{id: iv-00000001, customer: {OLD}, contact: p-00000001, on: 2026-11-16, by: tom}}
"""
THIRDS = f"""id: {THIRD}
name: Kollege
kind: person
invited_by: p-00000001
account: {OLD}
"""
TAKEN = (
    "--take", "into", "--take", "owner=from", "--take", "class=from", "--force", "-m", "doppelt",
    "--yes",
)  # fmt: skip


@pytest.fixture
def two(repo: Repository) -> None:
    repo.write(customer_path(OLD), FROM)
    repo.write(customer_path(OLD, "requests"), REQUESTS)
    repo.write(customer_path(OLD, "oteam"), OTEAM.format(OLD, 1))
    repo.write(customer_path(OLD, "vpa"), VPA.format(OLD, 1, "anna"))
    repo.write(customer_path(OLD, "service"), SERVICE)
    repo.write("surveys/sv-000001.yaml", SURVEY)
    repo.write(customer_path(NEW), INTO)
    repo.write(customer_path(NEW, "oteam"), OTEAM.format(NEW, 2))
    repo.write(customer_path(THIRD), THIRDS)
    team = repo.read("team/tom.yaml")
    away = (
        "absences:\n  - {id: ab-000001, from: 2026-12-01, to: 2026-12-02, replacement: isabel,\n"
        "     replacements: [{id: rp-000001, replacement: jana,"
        f" items: [{OLD}, {THIRD}]}}]}}\n"
    )
    repo.write("team/tom.yaml", team + away)
    repo.write(
        "outbox/assigned-x.yaml",
        f"id: assigned-x\nevent: assigned\non: 2026-11-18\nat: 2026-11-18T09:00:00Z\n"
        f"customer: {OLD}\ntrigger: x\nto: [tom]\nby: jana\nfacts:\n"
        f"  items: {OLD}/r-000001 {THIRD}\n  why: '{OLD} und mehr'\n",
    )
    repo.commit()


@pytest.mark.usefixtures("two")
def test_the_preview_shows_every_field_and_changes_nothing(clm: Clm, repo: Repository) -> None:
    before = repo.head()
    answer = clm("customer", "merge", OLD, NEW, "-n", "--json")
    assert (answer.code, repo.head(), repo.is_clean()) == (0, before, True)
    rows = {row["field"]: row for row in answer.json["items"]}
    still_open = [field for field, row in rows.items() if row["open"]]
    assert still_open == [
        "name", "registered_on", "external_ids.shop", "company.name", "owner", "class",
    ]  # fmt: skip
    assert rows["owner"] == {
        "field": "owner", "from": "tom", "into": "jana", "united": None, "open": True,
    }  # fmt: skip
    assert rows["plz"]["united"] == "01067"
    assert rows["services"]["united"] == ["telefon", "post"]
    table = clm.ok("customer", "merge", OLD, NEW, "-n", "--lang", "en")
    assert [line.split() for line in table.splitlines() if line.startswith("bookings")] == [
        ["bookings", "1", "1", "2"]
    ]
    assert "diff" not in table  # something is still to be chosen
    whole = clm.ok("customer", "merge", OLD, NEW, "-n", *TAKEN)
    assert "+status: merged\n" in whole
    assert repo.head() == before


@pytest.mark.usefixtures("two")
def test_what_differs_is_chosen_or_refused(clm: Clm, repo: Repository) -> None:  # A2.13
    before = repo.head()
    answer = clm("customer", "merge", OLD, NEW, "--yes", "--force", "-m", "x")
    assert (answer.code, repo.head()) == (77, before)
    assert "  owner: tom | jana\n" in answer.err
    open_ = clm("customer", "merge", OLD, NEW, "--take", "into", "--yes")
    assert (open_.code, repo.head()) == (77, before)
    assert (
        f"{OLD} has open requests, tasks, complaints or escalations: r-000001, cm-000001"
        in open_.err
    )  # A2.12
    for take, code in (("plz=from", 2), ("owner=both", 2), ("owner=from", 77)):
        assert clm("customer", "merge", OLD, NEW, "--take", take, "--yes").code == code
    assert (repo.head(), repo.is_clean()) == (before, True)


@pytest.mark.usefixtures("two")
def test_everything_moves_over_and_undo_brings_all_back(clm: Clm, repo: Repository) -> None:
    # A2.13
    before = _files(repo)
    answer = clm("customer", "merge", OLD, NEW, *TAKEN)
    assert answer.code == 0, answer.err
    assert len(repo.git("log", "--format=%H", "HEAD").splitlines()) == 3
    assert repo.read(customer_path(OLD)) == (
        f"id: {OLD}  # doppelt\nname: Muster\nkind: organisation\nstatus: merged\n"
        f'external_ids: {{shop: "1"}}\nmerged_into: {NEW}\nmine: bleibt\n'
    )
    assert not repo.path(customer_path(OLD, "requests")).exists()
    text = repo.read(customer_path(NEW))
    assert text.startswith(f"# die richtige\nid: {NEW}\nname: Muster GmbH\n")
    assert "  name: Muster GmbH  # laut Register\n" in text
    for line in ("owner: tom", "plz: 01067", "crm: 7", "extra: bleibt"):
        assert line in text
    assert "account" not in text
    assert text.count("name: Erika Muster") == 1
    assert "    channels:\n      - ordering\n" in text
    record = clm("customer", "show", NEW, "--json").json["items"][0]["record"]
    held = {one["id"]: one.get("off_on") for one in (*record["class"], *record["watch"])}
    assert held == {
        "k-00000009": "2026-11-18", "k-00000001": None, "k-00000008": None,
        "k-00000002": "2026-11-18", "k-00000003": None,
    }  # fmt: skip
    requests = repo.read(customer_path(NEW, "requests"))
    assert "p-00000009" in requests and "p-00000001" not in requests  # noqa: PT018 -- one file
    oteam = repo.read(customer_path(NEW, "oteam"))
    assert f"über {OLD}" in oteam
    assert f"merged: {OLD} → {NEW}" in oteam and "doppelt" in oteam  # noqa: PT018 -- one entry
    assert "d-00000001" in repo.read(customer_path(NEW, "vpa"))
    service = repo.read(customer_path(NEW, "service"))
    assert "complainant: p-00000009\n" in service
    assert "theirs:\n      - p-00000009\n      - Frau Kern\n" in service
    assert f"customer: {NEW}, contact: p-00000009," in repo.read("surveys/sv-000001.yaml")
    third = repo.read(customer_path(THIRD))
    assert (f"account: {NEW}\n" in third, "invited_by: p-00000009\n" in third) == (True, True)
    assert f"items: [{NEW}, {THIRD}]" in repo.read("team/tom.yaml")
    notice = repo.read("outbox/assigned-x.yaml")
    assert f"customer: {NEW}\n" in notice
    assert f"items: {NEW}/r-000001 {THIRD}\n  why: '{OLD} und mehr'\n" in notice
    assert " 0 errors" in clm("check").err, clm("check").out
    clm.ok("undo")
    assert _files(repo) == before


def _files(repo: Repository) -> dict[str, bytes]:
    names = repo.git("ls-files").splitlines()
    return {name: repo.path(name).read_bytes() for name in names}


@pytest.mark.usefixtures("two")
def test_the_old_id_means_the_customer_for_ever(clm: Clm, repo: Repository) -> None:  # A2.13
    clm.ok("customer", "merge", OLD, NEW, *TAKEN)
    for ref in (OLD, "000001", "shop:1", "crm:7", "p-00000002", "ida"):
        answer = clm("customer", "show", ref, "--ids")
        if ref == "ida":
            continue
        assert answer.out == f"{NEW}\n", ref
        told = ref in (OLD, "000001", "shop:1")
        assert (f"{OLD} was merged into {NEW}" in answer.err) is told, ref
    assert clm("customer", "show", "muster", "--ids").out == f"{NEW}\n"
    repo.put(customer_path(OLD), repo.read(customer_path(OLD)) + "# von Hand\n")
    subjects = [item["subject"] for item in clm("log", NEW, "--json").json["items"]]
    assert subjects == ["by hand", "customer merge 2 customers", "by hand"]
    clm.ok("note", OLD, "noch etwas")
    assert "noch etwas" in repo.read(customer_path(NEW, "oteam"))
    assert clm.ok("customer", "list", "--status", "merged", "--ids") == f"{OLD}\n"
    clm.ok("customer", "merge", NEW, THIRD, "--take", "into", "--force", "-m", "auch", "--yes")
    assert f"merged_into: {THIRD}\n" in repo.read(customer_path(OLD))
    assert clm("customer", "show", OLD, "--ids").out == f"{THIRD}\n"
    assert " 0 errors" in clm("check").err, clm("check").out


@pytest.mark.usefixtures("two")
def test_an_import_finds_the_customer_by_the_old_ids(clm: Clm, repo: Repository) -> None:
    clm.ok("customer", "merge", OLD, NEW, *TAKEN)
    repo.write("in.csv", f"id,external_id,city\n{OLD},,Kiel\n")
    clm.ok("import", "customers", repo.path("in.csv"), "--apply")
    assert "city: Kiel\n" in repo.read(customer_path(NEW))
    repo.write("in.csv", "external_id,city\n1,Bonn\n")
    clm.ok("import", "customers", repo.path("in.csv"), "--source", "shop", "--apply")
    assert "city: Bonn\n" in repo.read(customer_path(NEW))


@pytest.mark.usefixtures("two")
def test_no_merge_of_two_is_refused(clm: Clm, repo: Repository) -> None:  # A2.13
    repo.put(customer_path("c-000004"), "id: c-000004\nname: Alt\nkind: person\nstatus: archived\n")
    before = repo.head()
    for words, code, said in (
        ((NEW, NEW), 77, "cannot be merged into itself"),
        ((NEW, "c-000004"), 77, "c-000004 is archived"),
        ((NEW, "c-999999"), 3, "nothing matches"),
    ):
        answer = clm("customer", "merge", *words, "--yes")
        assert (answer.code, repo.head()) == (code, before), answer.err
        assert said in answer.err
    clm.ok("customer", "merge", OLD, NEW, *TAKEN)
    before = repo.head()
    assert f"hint: clm customer show {NEW}" in clm("customer", "merge", OLD, NEW, "--yes").err
    for words, said in (
        ((OLD, NEW), f"{OLD} is merged into {NEW} already"),
        ((NEW, OLD), f"{OLD} is merged into {NEW} itself"),
        ((THIRD, OLD), f"{OLD} is merged into {NEW} itself"),
    ):
        answer = clm("customer", "merge", *words, "--yes")
        assert (answer.code, repo.head()) == (77, before)
        assert said in answer.err
    clm.ok("customer", "merge", "c-000004", THIRD, "--take", "into", "--yes")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("chosen", "shown"), [("from", "anna"), ("into", "ben")])
def test_no_vpa_is_shown_what_another_had(  # A2.13, A3.2
    clm: Clm, repo: Repository, chosen: str, shown: str
) -> None:
    repo.write(customer_path(NEW), INTO.replace("vpa: anna", "vpa: ben"))
    repo.put(customer_path(NEW, "vpa"), VPA.format(NEW, 2, "ben"))
    refused = clm("customer", "merge", OLD, NEW, "--yes", "--force", "-m", "x")
    assert "  vpa: anna | ben\n" in refused.err
    clm.ok("customer", "merge", OLD, NEW, *TAKEN, "--take", f"vpa={chosen}")
    kept, hidden = ("1", "2") if shown == "anna" else ("2", "1")
    file, oteam = repo.read(customer_path(NEW, "vpa")), repo.read(customer_path(NEW, "oteam"))
    assert f"n-1000000{kept}" in file and f"d-0000000{kept}" in file  # noqa: PT018 -- one file
    assert f"n-1000000{hidden}" in oteam and f"d-0000000{hidden}" in oteam  # noqa: PT018 -- too
    assert f"0000000{hidden}" not in file
    clm.ok("share", "publish", "--to", repo.root.parent / "shares")
    assert " 0 errors" in clm("check").err, clm("check").out


PRIVATE = "was nur {0} weiß"


def _with_vpa(repo: Repository, customer: str, vpa: str, *parts: str) -> None:
    """A customer of a VPA, whose file has some of `notes` and `deadlines`, or is not there."""
    n = customer[-1]
    lines = {
        "notes": f"notes:\n  - {{id: n-1000000{n}, at: 2026-11-01, by: {vpa},"
        f" text: {PRIVATE.format(vpa)}}}\n",
        "deadlines": f"deadlines:\n  - {{id: d-1000000{n}, vpa: {vpa}, on: 2026-11-20,"
        f" ask: {PRIVATE.format(vpa)}, note: n-1000000{n}}}\n",
    }
    repo.write(customer_path(customer), f"id: {customer}\nname: M\nkind: person\nvpa: {vpa}\n")
    if parts:
        text = f"customer: {customer}\n" + "".join(lines[part] for part in parts)
        repo.write(customer_path(customer, "vpa"), text)


PARTS = [(), ("notes",), ("deadlines", "notes")]


@pytest.mark.parametrize("theirs", PARTS)
@pytest.mark.parametrize("ours", PARTS)
@pytest.mark.parametrize("chosen", ["from", "into"])
def test_no_word_of_another_vpas_file_is_in_a_share(  # A2.13, A3.2
    clm: Clm, repo: Repository, theirs: Sequence[str], ours: Sequence[str], chosen: str
) -> None:
    _with_vpa(repo, OLD, "anna", *theirs)
    _with_vpa(repo, THIRD, "ben", *ours)
    repo.commit()
    clean = clm("check").out
    clm.ok("customer", "merge", OLD, THIRD, "--take", chosen, "--force", "-m", "x", "--yes")
    won, lost = ("anna", "ben") if chosen == "from" else ("ben", "anna")
    clm.ok("share", "publish", "--to", repo.root.parent / "shares")
    share = Repository(repo.root.parent / "shares" / f"{won}.git")
    paths = share.git("ls-tree", "-r", "--name-only", "main").splitlines()
    shown = "".join(share.git("show", f"main:{path}") for path in paths)
    file = repo.path(customer_path(THIRD, "vpa"))
    kept, hidden = (theirs, ours) if chosen == "from" else (ours, theirs)
    assert PRIVATE.format(lost) not in shown
    assert (PRIVATE.format(won) in shown, file.exists()) == (bool(kept), bool(kept))
    oteam = repo.read(customer_path(THIRD, "oteam"))
    assert (PRIVATE.format(lost) in oteam) is bool(hidden)
    assert PRIVATE.format(won) not in oteam
    assert clm("check").out == clean.replace(customer_path(OLD), customer_path(THIRD))


@pytest.mark.parametrize(("side", "customer"), [
    ("oteam", OLD), ("vpa", OLD), ("service", OLD), ("vpa", NEW),
])  # fmt: skip
@pytest.mark.usefixtures("two")
def test_what_cannot_be_moved_is_named(
    clm: Clm, repo: Repository, side: str, customer: str
) -> None:  # A2.13
    repo.write(customer_path(NEW), INTO.replace("vpa: anna", "vpa: ben"))
    repo.put(customer_path(NEW, "vpa"), VPA.format(NEW, 2, "ben"))
    path = customer_path(customer, side)
    repo.put(path, repo.read(path) + "extra: wichtig\n")
    before = repo.head()
    for words in (TAKEN, ("-n",)):
        answer = clm("customer", "merge", OLD, NEW, *words, "--take", "vpa=from")
        assert (answer.code, repo.head()) == (77, before)
        assert f"{path} has what is no field: extra" in answer.err
        assert f"clm edit {customer} --file {side}" in answer.err


SLA = """id: {0}
name: {0}
{1}valid_from: 2026-01-01
targets: {{low: {{solution: 8h}}, normal: {{solution: 8h}}, high: {{solution: 8h}}}}
"""


@pytest.mark.usefixtures("two")
def test_agreements_that_would_contradict_each_other_are_refused(
    clm: Clm, repo: Repository
) -> None:  # A2.7, A2.13
    repo.put("slas/a.yaml", SLA.format("a", f"customer: {OLD}\n"))
    repo.put("slas/b.yaml", SLA.format("b", f"customer: {NEW}\n"))
    before = repo.head()
    answer = clm("customer", "merge", OLD, NEW, *TAKEN)
    assert (answer.code, repo.head()) == (77, before)
    assert "from 2026-01-01 on a is for the same" in answer.err
    assert "clm sla set a valid_to=DATE" in answer.err
    repo.path("slas/b.yaml").unlink()
    own = SLA.format("o", "default:\n").replace("\n", "\n    ").strip()
    repo.write(customer_path(NEW, "service"), f"customer: {NEW}\nsla:\n  - {own}\n")
    repo.commit()
    answer = clm("customer", "merge", OLD, NEW, *TAKEN)
    assert answer.code == 77
    assert f"{NEW}/o" in answer.err
    text = repo.read("slas/a.yaml").replace("2026-01-01", "2025-01-01")
    repo.put("slas/a.yaml", text + "valid_to: 2025-12-31\n")
    clm.ok("customer", "merge", OLD, NEW, *TAKEN)
    assert "agreement" not in clm("check").out.replace("no agreement is the default", "")


def test_one_booking_is_counted_once(clm: Clm, repo: Repository) -> None:  # A2.13
    line = "bookings:\n  - {{id: {0}, kind: package, booked_on: 2026-10-01, hours: 10, {1}}}\n"
    for customer, item in ((OLD, "b-00000001"), (THIRD, "b-00000002")):
        text = f"id: {customer}\nname: M\nkind: person\nowner: jana\n"
        repo.write(customer_path(customer), text + line.format(item, "status: active, order: A1"))
    repo.commit()
    said = "b-00000001 is b-00000002, order A1: it is taken once"
    assert said in clm("customer", "merge", OLD, THIRD, "-n").err
    assert said in clm("customer", "merge", OLD, THIRD, "--yes").err
    text = repo.read(customer_path(THIRD))
    assert (text.count("booked_on"), "b-00000002" in text) == (1, True)


@pytest.mark.usefixtures("two")
def test_a_text_that_is_an_id_stays(clm: Clm, repo: Repository) -> None:  # A2.13
    repo.put(customer_path(OLD, "oteam"), OTEAM.format(OLD, 1).replace("über ", ""))
    clm.ok("customer", "merge", OLD, NEW, *TAKEN)
    assert f"text: {OLD}}}" in repo.read(customer_path(NEW, "oteam")) or (
        f"text: {OLD}\n" in repo.read(customer_path(NEW, "oteam"))
    )


@pytest.mark.usefixtures("two")
def test_at_a_terminal_one_is_asked_field_by_field(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A2.13
    monkeypatch.setattr("clm.commands.customer.merge.can_ask", lambda _app: True)
    answer = clm(
        "customer", "merge", OLD, NEW, "--force", "-m", "x", "--yes",
        stdin="into\nboth\nfrom\ninto\ninto\nfrom\ninto\n",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert "name: Muster (from) or Muster GmbH (into)" in answer.err
    assert "bookings: 1 | 1 → 2\n" in answer.err
    text = repo.read(customer_path(NEW))
    assert ("registered_on: 2026-10-01\n" in text, "owner: tom\n" in text) == (True, True)


@pytest.mark.usefixtures("two")
def test_merging_asks_first(clm: Clm, repo: Repository) -> None:
    before = repo.head()
    answer = clm("customer", "merge", OLD, NEW, *TAKEN[:-1])
    assert (answer.code, repo.head()) == (77, before)
    assert f"merge {OLD} into {NEW}, with r-000001, cm-000001?" in answer.err
    done = clm("customer", "merge", OLD, NEW, *TAKEN, "--json")
    assert json.loads(done.out)["changed"] == [OLD, NEW]
    assert repo.subjects()[0] == "customer merge 2 customers"
    assert "told" not in done.err  # nobody is given what moved


KEPT = ("contacts", "bookings", "class", "watch", "demands", "requests", "posted", "notes")


def _items(tree: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: field for field in KEPT for one in tree.get(field) or ()}


def _random(pick: Random, customer: str, n: str) -> dict[str, dict[str, Any]]:
    """The files of a customer with some items, of which a few are the other's too."""
    lists = iter(range(10, 99))

    def some(prefix: str, **fields: Sequence[str]) -> list[dict[str, str]]:
        start = next(lists)
        return [
            {"id": f"{prefix}-{start}{pick.choice((n, n, '0'))}{number:05}"}
            | {key: pick.choice(value) for key, value in fields.items()}
            for number in range(pick.randrange(4))
        ]

    days = ("2026-10-01", "2026-11-02")
    main = {
        "id": customer, "name": pick.choice(["Muster", "Muster GmbH"]), "kind": "person",
        "plz": pick.choice(["01067", "28195", ""]), "owner": pick.choice(["jana", "tom"]),
        "vpa": pick.choice(["anna", "ben"]),
        "contacts": some("p", name=["Ida", "Kai"], email=["i@muster.example", "k@muster.example"]),
        "bookings": some("b", kind=["package"], hours=["10", "20"], booked_on=days,
                         status=["confirmed"]),
        "class": some("k", value=["A", "B"], on=days, by=["tom"])[:1],
        "watch": some("k", reason=["prio", "offer"], on=days, by=["tom"])[:1],
        "demands": some("k", text=["abends", "morgens"], on=days),
    }  # fmt: skip
    notes = {"customer": customer, "notes": some("n", at=days, by=["tom"], text=["ja", "nein"])}
    vpas = {
        "customer": customer,
        "notes": some("n", at=days, by=["anna", "tom"], text=["eins", "zwei"]),
    }
    posted = some("t", title=["Bad", "Dach"], posted_at=days, status=["closed"])
    return {
        "": main, "oteam": notes, "vpa": vpas, "requests": {"customer": customer, "posted": posted},
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_every_item_of_both_is_the_targets_and_undo_is_exact(  # A2.13
    clm: Clm, repo: Repository, seed: int
) -> None:
    pick = Random(seed)
    both = [(OLD, _random(pick, OLD, "1")), (NEW, _random(pick, NEW, "2"))]
    for customer, files in both:
        for side, tree in files.items():
            lines = [f"{key}: {json.dumps(value)}" for key, value in tree.items() if value]
            repo.write(customer_path(customer, side), "\n".join(lines) + "\n")
    repo.commit()
    before = _files(repo)
    side = pick.choice(["from", "into"])
    clm.ok("customer", "merge", OLD, NEW, "--take", side, "--yes")
    (_, theirs), (_, ours) = both
    if theirs[""]["vpa"] != ours[""]["vpa"]:
        won, lost = (theirs, ours) if side == "from" else (ours, theirs)
        file = repo.path(customer_path(NEW, "vpa"))
        shown = file.read_text(encoding="utf-8") if file.exists() else ""
        kept = [item for item in _items(won["vpa"]) if item in shown]
        assert kept == list(_items(won["vpa"]))
        assert not [item for item in _items(lost["vpa"]) if item in shown and item not in kept]
    text = "".join(
        repo.read(name) for name in sorted(_files(repo)) if name.startswith(f"customers/7f/{NEW}")
    )
    for customer, files in both:
        for side, tree in files.items():
            for item, field in _items(tree).items():
                assert field == "contacts" or item in text, (customer, side, item)
    assert " 0 errors" in clm("check").err, clm("check").out
    clm.ok("undo")
    assert _files(repo) == before
