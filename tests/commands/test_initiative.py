"""Initiatives, from the plan to the recipients; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.build import TODAY, customer_path, make_requests
from tests.commands.initiatives import LOST, NEAR, added, known, recipients, someone

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture(autouse=True)
def there(repo: Repository) -> None:
    known(repo)


def segment(clm: Clm, ref: str, *words: str) -> str:
    """What taking in recipients says."""
    done = clm("initiative", "segment", ref, *words)
    assert done.code == 0, done.err
    return done.err


def snapshots(clm: Clm, ref: str) -> list[dict[str, Any]]:
    found = clm("initiative", "show", ref, "--json").json["initiative"]["snapshots"]
    assert isinstance(found, list)
    return found


# planning


def test_an_initiative_is_planned_shown_changed_and_closed(clm: Clm, repo: Repository) -> None:
    # A4.7
    ref = added(clm, "--to", "2026-12-18", "--budget", "200", "--owner", "isabel", "--control",
                "20", "--converts", "30", "--language", "de")  # fmt: skip
    (item,) = clm("initiative", "list", "--json").json["items"]
    wanted = {
        "id": ref, "title": "Advent", "kind": "win-back", "state": "planned", "owner": "isabel",
        "to": "2026-12-18", "budget": "200", "language": "de", "recipients": 0, "sending": "mail",
    }  # fmt: skip
    assert item.items() >= wanted.items()
    clm.ok("initiative", "set", ref, "budget=300.00", "to=24.12.", "segment=class = A")
    (item,) = clm("initiative", "list", "--json", "--where", "budget = 300").json["items"]
    assert (item["to"], item["segment"]) == ("2026-12-24", "class = A")
    assert "--conclusions TEXT" in clm("initiative", "close", ref).err
    clm.ok("initiative", "close", ref, "--conclusions", "Anrufe wirken mehr")
    assert clm("initiative", "list", "--ids").out == ""
    assert clm("initiative", "list", "--all", "--ids").out == f"{ref}\n"
    assert clm("initiative", "list", "--ids", "--where", "state = closed").out == f"{ref}\n"
    assert "Anrufe wirken mehr" in clm.ok("initiative", "show", "advent")
    assert clm("initiative", "close", ref).code == 77
    assert clm("initiative", "set", ref, "budget=1").code == 77
    assert clm("initiative", "segment", ref).code == 77
    assert clm("check").code == 0
    assert repo.is_clean()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--segment", "klass = A"), 2, "column 1"),
        (("--segment", "inactive and (class = A"), 2, "column"),
        (("--owner", "bob"), 3, "bob"),
        (("--control", "100"), 2, "control 100"),
        (("--budget", "viel"), 2, '"viel" is no amount'),
        (("--converts", "0"), 2, "converts_days 0"),
        (("--from", "2026-12-18", "--to", "2026-12-01"), 2, "before"),
        (("--to", "2026-11-17"), 77, "lies in the past"),
        (("--template", "initiative-easter"), 77, "Advent: template: there is no template"),
        (("--template", "survey-invite"), 77, "is for no initiative"),
    ],
)
def test_what_cannot_be_planned_changes_nothing(
    clm: Clm, repo: Repository, words: tuple[str, ...], code: int, said: str
) -> None:  # A4.7
    before = repo.head()
    done = clm("initiative", "add", "Advent", "--kind", "offer", *words)
    assert (done.code, repo.head()) == (code, before)
    assert said in done.err


@pytest.mark.parametrize(
    ("word", "code"),
    [("recipients=x", 2), ("title=", 2), ("title", 2), ("segment=klass = A", 2),
     ("owner=bob", 3), ("to=2020-01-01", 77), ("template=initiative-easter", 77)],
)  # fmt: skip
def test_what_cannot_be_set_changes_nothing(
    clm: Clm, repo: Repository, word: str, code: int
) -> None:  # A4.7
    ref = added(clm, "--from", "2026-11-18")
    before = repo.head()
    done = clm("initiative", "set", ref, word)
    assert (done.code, repo.head()) == (code, before), done.err


def test_how_recipients_were_chosen_cannot_be_changed_after_it(clm: Clm) -> None:  # A4.8
    ref = added(clm)
    clm.ok("initiative", "set", ref, "control=20")
    segment(clm, ref)
    for word in ("control=10", "seed=2", "kind=offer"):
        assert clm("initiative", "set", ref, word).code == 2


def test_who_was_taken_in_meanwhile_is_asked_about_under_the_lock(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.8
    from clm.services import initiatives

    ref = added(clm)
    segment(clm, ref)
    before = repo.head()
    meant = initiatives.initiative_meant
    monkeypatch.setattr(
        initiatives,
        "initiative_meant",
        lambda workspace, ref: replace(meant(workspace, ref), recipients=()),
    )
    done = clm("initiative", "set", ref, "control=10")
    assert (done.code, repo.head()) == (2, before)
    assert "has recipients: control" in done.err


def test_an_initiative_that_is_not_there(clm: Clm) -> None:  # A4.7
    assert clm("initiative", "show", "in-000000").code == 3
    one, two = added(clm), added(clm)
    done = clm("initiative", "show", "advent")
    assert done.code == 4
    assert one in done.err
    assert two in done.err


# whom it is for


def test_a_win_back_is_for_who_is_inactive_or_has_churned(clm: Clm) -> None:  # A4.10
    ref = added(clm)
    assert "5 found, 5 of them new recipients" in segment(clm, ref)
    assert recipients(clm, ref) == dict.fromkeys(LOST, "planned")
    (snapshot,) = snapshots(clm, ref)
    query = "(inactive = yes or churned = yes and used_up = yes) and bookings > 0"
    assert snapshot["query"] == query
    assert (snapshot["on"], snapshot["found"], snapshot["left_out"]) == (TODAY, 5, {})
    listed = clm("customer", "list", "--ids", "--where", snapshot["query"]).out.split()
    assert listed == list(LOST)


def test_who_still_has_hours_and_uses_them_is_not_won_back(clm: Clm, repo: Repository) -> None:
    # A4.10: "no booking for 180 d, hours used up"
    for n, status in ((6, "active"), (7, "used_up")):
        text = someone(n).replace("status: confirmed", f"status: {status}")
        repo.write(customer_path(f"c-00000{n}"), text)
        task = make_requests(f"c-00000{n}", (f"t-0000000{n}", "Ablage", "2026-11-09"))
        repo.write(customer_path(f"c-00000{n}", "requests"), task)
    repo.commit()
    ref = added(clm)
    segment(clm, ref)
    assert set(recipients(clm, ref)) == {*LOST, "c-000007"}


def test_the_queries_of_win_backs_find_who_they_should(clm: Clm, repo: Repository) -> None:
    # A4.10
    used = someone(8, booked="2026-11-10").replace("status: confirmed", "status: used_up")
    repo.put(customer_path("c-000008"), used)
    found = {
        query: clm("customer", "list", "--ids", "--where", query).out.split()
        for query in ("churned = yes", "used_up = yes", "inactive = yes and churned = no")
    }
    assert found == {
        "churned = yes": list(LOST), "used_up = yes": ["c-000008"],
        "inactive = yes and churned = no": [],
    }  # fmt: skip
    day = ("--today", "2027-05-09")  # the 180th day after 2026-11-10
    found_then = clm(*day, "customer", "list", "--ids", "--where", "churned = yes").out.split()
    assert found_then == [*LOST, "c-000008", NEAR]
    assert len(clm("--today", "2027-05-08", "customer", "list", "--ids", "--where",
                   "churned = yes").out.split()) == len(LOST)  # fmt: skip


COMPLAINT = (
    "customer: c-000004\ncomplaints:\n  - {id: cm-2k9x7d, received_at: 2026-11-10, channel: phone,"
    " complainant: Erika, text: x, remedy_sought: x, severity: critical, handler: tom}\n"
)
ESCALATION = (
    "id: es-5m2k8q\ncustomer: c-000005\nsource: task\nof: t-6c1x8v3k\nreason: overdue\n"
    "at: 2026-11-17T17:00:00Z\nby: jana\nto: isabel\n"
)


def test_who_is_left_out_is_counted_by_reason(clm: Clm, repo: Repository) -> None:  # A4.8
    repo.write(customer_path("c-000001"), someone(1, agrees=False))
    repo.write(
        customer_path("c-000002"), someone(2).replace("on: 2026-01-01", "on: 2026-01-01\n"
        "    off_on: 2026-05-01")
    )  # fmt: skip
    repo.write(customer_path("c-000003"), someone(3).replace("email: p3@example.org", "role: x"))
    repo.write(customer_path("c-000004", "service"), COMPLAINT)
    repo.write("escalations/es-5m2k8q.yaml", ESCALATION)
    for n in (6, 7):
        repo.write(customer_path(f"c-00000{n}"), someone(n))
    repo.commit()
    first = added(clm)
    clm.ok("initiative", "segment", first, "id = c-000006")
    clm.ok("initiative", "record", first, "c-000006", "--sent")
    ref = added(clm)
    said = segment(clm, ref)
    assert recipients(clm, ref) == {"c-000007": "planned"}
    (snapshot,) = snapshots(clm, ref)
    assert snapshot["left_out"] == {
        "no-consent": 1, "opted-out": 1, "unreachable": 1, "critical-complaint": 1,
        "escalated": 1, "written-recently": 1,
    }  # fmt: skip
    assert snapshot["found"] == 7
    assert "1 have an escalation open" in said
    assert "Firma" not in repo.message()


def test_who_is_archived_is_left_out_where_the_query_asks_for_them(
    clm: Clm, repo: Repository
) -> None:  # A4.8
    repo.put(customer_path("c-000001"), someone(1, more="status: archived\n"))
    ref = added(clm)
    segment(clm, ref, "status in (active, archived) and churned = yes")
    assert snapshots(clm, ref)[0]["left_out"] == {"inactive": 1}
    assert list(recipients(clm, ref)) == list(LOST[1:])


def test_a_file_that_cannot_be_read_is_left_out_and_named(clm: Clm, repo: Repository) -> None:
    # A4.8
    repo.put(customer_path("c-000004", "service"), "customer: c-000004\ncomplaints: [\n")
    ref = added(clm)
    done = clm("initiative", "segment", ref)
    assert done.code == 65
    assert snapshots(clm, ref)[0]["left_out"] == {"unreadable": 1}


def test_a_newsletter_needs_its_own_yes_and_a_follow_up_none(clm: Clm) -> None:  # A4.8
    ref = added(clm, kind="newsletter")
    done = clm("initiative", "segment", ref, "churned = yes")
    assert done.code == 77
    assert "of 5 5 have not agreed" in done.err
    clm.ok("customer", "consent", "c-000001", "newsletter")
    segment(clm, ref, "churned = yes")
    assert list(recipients(clm, ref)) == ["c-000001"]
    clm.ok("customer", "consent", "c-000002", "follow-up", "--off")
    follow = added(clm, kind="follow-up")
    segment(clm, follow, "churned = yes")
    assert list(recipients(clm, follow)) == ["c-000001", *LOST[2:]]


def test_a_segment_of_nobody_is_refused(clm: Clm, repo: Repository) -> None:  # A4.7
    ref = added(clm)
    before = repo.head()
    done = clm("initiative", "segment", ref, "class = A")
    assert (done.code, repo.head()) == (77, before)
    assert "selects nobody" in done.err


def test_a_segment_of_everybody_needs_a_reason(clm: Clm, repo: Repository) -> None:  # A4.7
    ref = added(clm)
    before = repo.head()
    for query in ("status = active", "bookings > 0 or class = none"):
        done = clm("initiative", "segment", ref, query)
        assert (done.code, repo.head()) == (77, before)
        assert "everybody: 6 of 6" in done.err
    assert clm("initiative", "segment", ref, "status = active", "--force").code == 2
    segment(clm, ref, "status = active", "--force", "-m", "alle sollen es wissen")
    assert len(recipients(clm, ref)) == 6


@pytest.mark.parametrize(
    ("query", "said"),
    [("klass = A", "column 1"), ("class = A and", "column"), ("class @ A", "column 7"), (" ", "")],
)
def test_a_query_that_does_not_parse_shows_where(
    clm: Clm, repo: Repository, query: str, said: str
) -> None:  # A4.7
    ref = added(clm)
    before = repo.head()
    done = clm("initiative", "segment", ref, query)
    assert (done.code, repo.head()) == (2, before)
    assert said in done.err


def test_an_offer_needs_a_query(clm: Clm) -> None:  # A4.7
    done = clm("initiative", "segment", added(clm, kind="offer"))
    assert done.code == 2
    assert "whom is" in done.err


def test_segmenting_again_adds_only_new_ones(clm: Clm, repo: Repository) -> None:  # A4.8
    ref = added(clm)
    segment(clm, ref)
    before = repo.head()
    assert "left out: 5 are among its recipients already" in segment(clm, ref)
    assert repo.head() == before
    repo.put(customer_path("c-000006"), someone(6))
    segment(clm, ref)
    assert len(recipients(clm, ref)) == 6
    assert [one["left_out"] for one in snapshots(clm, ref)] == [{}, {"already": 5}]


def test_a_dry_run_of_a_segment_writes_nothing(clm: Clm, repo: Repository) -> None:  # A4.8
    ref = added(clm)
    before = repo.head()
    done = clm("initiative", "segment", ref, "-n")
    assert repo.head() == before
    assert "customer: c-000001" in done.out
    assert "5 found" in done.err


def test_the_same_seed_and_data_draw_the_same_control_group(clm: Clm) -> None:  # A4.10
    ref = added(clm, "--control", "40", "--seed", "advent")
    segment(clm, ref)
    first = recipients(clm, ref)
    assert sorted(first.values()).count("in the control group") == 0
    assert list(first.values()).count("control") == 2
    clm.ok("undo")
    segment(clm, ref)
    assert recipients(clm, ref) == first


# what is recorded


def test_an_opt_out_is_noted_with_the_customer_in_the_same_commit(
    clm: Clm, repo: Repository
) -> None:  # A4.8
    ref = added(clm)
    segment(clm, ref)
    clm.ok("initiative", "record", ref, "c-000001", "--sent")
    before = len(repo.subjects())
    clm.ok("initiative", "record", ref, "c-000001", "--opted-out", "-m", "will nichts mehr")
    assert len(repo.subjects()) == before + 1
    assert f"off_on: {TODAY}" in repo.read(customer_path("c-000001"))
    assert "will nichts mehr" in repo.read(customer_path("c-000001", "oteam"))
    assert recipients(clm, ref)["c-000001"] == "opted-out"
    other = added(clm)
    segment(clm, other)
    assert "c-000001" not in recipients(clm, other)
    assert "will nichts" not in repo.git("log", "--format=%B")


def test_what_is_recorded_of_a_recipient(clm: Clm) -> None:  # A4.7
    ref = added(clm, "--control", "20")
    segment(clm, ref)
    held = recipients(clm, ref)
    control = next(key for key, status in held.items() if status == "control")
    one = next(key for key, status in held.items() if status == "planned")
    assert clm("initiative", "record", ref, one).code == 2
    assert clm("initiative", "record", ref, one, "--sent", "--answered").code == 2
    assert clm("initiative", "record", ref, NEAR, "--sent").code == 3
    for word in ("--sent", "--answered"):
        assert clm("initiative", "record", ref, control, word).code == 77
    assert clm("initiative", "record", ref, one, "--failed").code == 77
    clm.ok("initiative", "record", ref, one, "--sent")
    assert "sent already" in clm("initiative", "record", ref, one, "--sent").err
    clm.ok("initiative", "record", ref, one, "--answered", "-m", "ruft an")
    items = clm("initiative", "show", ref, "--json").json["items"]
    (item,) = [each for each in items if each["ref"] == one]
    assert (item["status"], item["answered_on"], item["note"]) == ("answered", TODAY, "ruft an")
    clm.ok("initiative", "record", ref, control, "--opted-out")
    assert recipients(clm, ref)[control] == "control"


# what came of it


def test_the_result_counts_who_booked_after_the_letter(clm: Clm) -> None:  # A4.10
    ref = added(clm, "--budget", "100", "--control", "40")
    segment(clm, ref)
    held = recipients(clm, ref)
    treated = [key for key, status in held.items() if status == "planned"]
    control = [key for key, status in held.items() if status == "control"]
    for one in treated:
        clm.ok("--today", "2026-11-02", "initiative", "record", ref, one, "--sent")
    clm.ok("customer", "book", treated[0], "20", "--on", "2026-11-03")
    clm.ok("customer", "book", treated[1], "10", "--on", "2026-11-02")  # that very day
    clm.ok("customer", "book", control[0], "10", "--on", "2026-11-10")
    found = clm("initiative", "result", ref, "--json").json
    first, second = found["groups"]
    assert (first["n"], first["converted"], first["hours"]) == (3, 1, "20")
    assert (second["n"], second["converted"], second["rate"]) == (2, 1, 0.5)
    assert first["revenue"] is None
    assert round(found["uplift"], 3) == round(1 / 3 - 1 / 2, 3)
    assert found["cost_per_conversion"] == "100.00"
    assert (found["few"], found["provisional"], found["until"]) == (True, True, "2027-01-01")
    told = clm.ok("initiative", "result", ref)
    assert "so few that chance alone may make the difference" in told
    assert "no data" in told
    clm.ok("initiative", "record", ref, treated[2], "--answered")
    assert "1 hat geantwortet" in clm.ok("initiative", "result", ref, "--lang", "de")
    clm.ok("initiative", "record", ref, treated[1], "--answered")
    assert "2 haben geantwortet" in clm.ok("initiative", "result", ref, "--lang", "de")
    assert recipients(clm, ref)[treated[0]] == "converted"
    late = clm("--today", "2027-01-02", "initiative", "result", ref, "--json").json
    assert late["provisional"] is False


def test_a_result_without_letters_is_no_data(clm: Clm) -> None:  # A4.10
    ref = added(clm, "--budget", "100")
    segment(clm, ref)
    found = clm("initiative", "result", ref, "--json").json
    assert [one["rate"] for one in found["groups"]] == [None, None]
    assert (found["uplift"], found["cost_per_conversion"]) == (None, None)
    assert "no data" in clm.ok("initiative", "result", ref, "-o", "md")


def test_customers_that_became_one_count_once(clm: Clm) -> None:  # A4.7
    ref = added(clm)
    segment(clm, ref)
    clm.ok("initiative", "record", ref, "c-000001", "--sent")
    clm.ok("customer", "merge", "c-000001", "c-000002", "--take", "into", "--yes")
    held = recipients(clm, ref)
    assert held["c-000002"] == "sent"
    assert len(held) == 4
    found = clm("initiative", "result", ref, "--json").json
    assert (found["recipients"], found["sent"]) == (4, 1)
    assert "is a recipient twice" in clm("check").out


def test_check_names_what_is_wrong_in_a_file(clm: Clm, repo: Repository) -> None:  # A4.7
    ref = added(clm)
    path = f"initiatives/{ref}.yaml"
    repo.put(path, repo.read(path) + "segment: klass = A\ntemplate: initiative-easter\n")
    done = clm("check")
    assert done.code == 1
    assert f"{path}:6:10: segment: there is no field klass (column 1)" in done.out
    assert "initiative-easter" in done.out
