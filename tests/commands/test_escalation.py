"""`clm escalate` and `clm escalation`, as a person types it; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import COMPLAINT, SERVICE, C, R, T, complained, customer, file, request, task
from tests.build import SETTINGS, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository

PETRA = (
    "id: petra\nname: Petra Alt\nemails:\n  - petra@example.org\nroles:\n  - team-lead\n"
    "  - manager\n"
)
RUTH = "id: ruth\nname: Ruth Voss\nemails:\n  - ruth@example.org\nroles:\n  - manager\n"
SLA = (
    "id: default\nname: Standard\ndefault: true\nvalid_from: 2026-01-01\ntargets:\n"
    "  low: {first_response: 8h}\n  normal: {first_response: 8h, solution: 8h}\n"
    "  high: {first_response: 2h}\n"
)
AWAY = (
    "absences:\n  - id: ab-1ycm7w\n    from: 2026-11-16\n    to: 2026-11-20\n    replacement: tom\n"
)
DONE = ("resolved", "--resolution", "geliefert", "--cause", "capacity")


@pytest.fixture
def known(repo: Repository) -> Repository:
    """A request of Jana's with a task of Tom's, a complaint; Petra leads the team and manages."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write("team/petra.yaml", PETRA)
    repo.write("team/ruth.yaml", RUTH)
    repo.write(customer_path(C), customer())
    repo.write(SERVICE, complained())
    repo.put(customer_path(C, "requests"), file(request(tasks=task())))
    return repo


def escalated(clm: Clm, *words: str) -> str:
    """The id of what is escalated."""
    return clm.ok("escalate", *(words or (T, "--reason", "overdue")), "--ids").strip()


def shown(clm: Clm, ref: str) -> dict[str, Any]:
    (item,) = clm("escalation", "show", ref, "--json").json["items"]
    assert isinstance(item, dict)
    return item


def listed(clm: Clm, *words: str) -> list[str]:
    return [one["id"] for one in clm("escalation", "list", *words, "--json").json["items"]]


# escalating


def test_a_task_is_escalated_in_one_commit_and_who_gets_it_is_told(
    known: Repository, clm: Clm
) -> None:
    # A4.13, A0.34
    before = len(known.subjects())
    done = clm("escalate", T, "--reason", "overdue", "-m", "Der Kunde wartet")
    assert done.code == 0
    assert f"petra is told of {C} (escalation-level)" in done.err
    assert len(known.subjects()) == before + 1
    (item,) = clm("escalation", "list", "--json").json["items"]
    wanted = {
        "of": T, "source": "task", "reason": "overdue", "level": 1, "to": "petra", "by": "jana",
        "status": "open", "text": "Der Kunde wartet", "overdue": False,
    }  # fmt: skip
    assert item.items() >= wanted.items()
    assert known.subjects()[0] == f"escalate {item['id']}"
    assert "escalations/" not in clm("check").out


@pytest.mark.parametrize(
    ("ref", "more", "source"),
    [(R, (), "request"), (R, ("--sla", "solution"), "sla"), (COMPLAINT, (), "complaint")],
)
def test_what_can_be_escalated(
    known: Repository, clm: Clm, ref: str, more: tuple[str, ...], source: str
) -> None:
    # A4.13
    known.put("slas/default.yaml", SLA)
    one = shown(clm, escalated(clm, ref, "--reason", "other", *more))
    assert (one["of"], one["source"], one["owner"]) == (ref, source, "jana")
    assert bool(one["breach"]) is (source == "sla")


@pytest.mark.usefixtures("known")
def test_a_complaint_goes_to_the_crm_lead_first(clm: Clm) -> None:  # A4.13, A2.17
    assert shown(clm, escalated(clm, COMPLAINT, "--reason", "quality"))["to"] == "isabel"


def test_the_cover_of_who_is_away_takes_it(known: Repository, clm: Clm) -> None:  # A4.13
    known.put("team/petra.yaml", PETRA + AWAY)
    assert shown(clm, escalated(clm, R, "--reason", "other"))["to"] == "tom"


@pytest.mark.usefixtures("known")
def test_nobody_escalates_to_themselves(clm: Clm) -> None:  # A4.13
    one = shown(clm, escalated(clm, R, "--reason", "other", "--as", "petra"))
    assert (one["to"], one["due"]) == ("isabel", "2026-11-19")


@pytest.mark.usefixtures("known")
def test_it_goes_to_who_is_named_or_has_the_role(clm: Clm) -> None:  # A4.13
    assert shown(clm, escalated(clm, R, "--reason", "other", "--to", "tom"))["to"] == "tom"
    by_role = escalated(clm, T, "--reason", "other", "--to", "crm-lead")
    assert shown(clm, by_role)["to"] == "isabel"


def test_a_customer_who_wants_a_manager_gets_one_and_is_told(known: Repository, clm: Clm) -> None:
    # A4.15
    one = shown(clm, escalated(clm, R, "--requested-by-customer"))
    assert (one["level"], one["to"], one["reason"]) == (3, "petra", "wants-manager")
    assert [event["kind"] for event in one["events"]] == ["to", "told"]
    other = escalated(clm, COMPLAINT, "--requested-by-customer")
    assert [event["kind"] for event in shown(clm, other)["events"]] == ["to", "told"]
    (complaint,) = clm("complaint", "show", COMPLAINT, "--json").json["items"]
    assert complaint["events"][-1]["kind"] == "update"
    assert other in complaint["events"][-1]["note"]
    assert len(known.subjects()) >= 2


REFUSED = [
    ((C, "--reason", "other"), 2, "what of c-7f3qkd"),
    ((T,), 2, "why is it escalated"),
    ((T, "--reason", "other", "--to", "bob"), 3, "neither a colleague nor a role bob"),
    ((T, "--reason", "other", "--to", "ptera"), 3, "did you mean petra? known: isabel, "),
    ((T, "--reason", "other", "--to", "crm-laed"), 3, "did you mean crm-lead?"),
    (("t-99999999", "--reason", "other"), 3, "nothing matches"),
    (("p-11111111", "--reason", "other"), 2, "cannot be escalated"),
    ((T, "--reason", "other", "--force"), 2, "-m"),
    ((T, "--reason", "other", "--sla", "solution"), 2, "has no clocks"),
    ((R, "--reason", "other", "--sla", "solution"), 77, "was not promised"),
    ((T, "--reason", "other", "--due", "2026-11-17"), 77, "lies in the past"),
]


@pytest.mark.parametrize(("words", "code", "said"), REFUSED)
def test_what_cannot_be_escalated(
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:
    # A4.13
    before = known.head()
    done = clm("escalate", *words)
    assert (done.code, known.head()) == (code, before)
    assert said in done.err
    assert not known.path("escalations").is_dir() or not listed(clm)


def test_the_same_is_escalated_once(known: Repository, clm: Clm) -> None:  # A4.13
    first, before = escalated(clm), known.head()
    done = clm("escalate", T, "--reason", "overdue")
    assert (done.code, known.head()) == (77, before)
    assert first in done.err
    assert escalated(clm, T, "--reason", "overdue", "--force", "-m", "anderer Grund") != first
    assert clm("escalate", first, "--reason", "other").code == 2


@pytest.mark.usefixtures("known")
def test_what_is_over_is_not_escalated(clm: Clm) -> None:  # A4.13
    clm.ok("task", "move", T, "done", "--as", "tom")
    clm.ok("task", "move", T, "closed")
    done = clm("escalate", T, "--reason", "overdue")
    assert (done.code, "is over" in done.err) == (77, True)


def test_a_dry_run_and_an_undo_leave_nothing(known: Repository, clm: Clm) -> None:  # A4.13
    before = known.head()
    assert "escalations/es-" in clm.ok("escalate", T, "--reason", "overdue", "-n")
    assert (known.head(), listed(clm)) == (before, [])
    escalated(clm)
    clm.ok("undo")
    assert listed(clm, "--all") == []


# steps


@pytest.mark.usefixtures("known")
def test_from_open_to_resolved_with_another_cause_than_was_stated(clm: Clm) -> None:
    # A4.13, A4.16
    ref = escalated(clm)
    assert clm("escalation", "move", ref, "accepted").code == 77  # petra has it
    clm.ok("escalation", "move", ref, "accepted", "--as", "petra")
    lacking = clm("escalation", "move", ref, "resolved", "--as", "petra")
    assert (lacking.code, "--cause" in lacking.err) == (77, True)
    done = clm("escalation", "move", ref, *DONE, "--as", "petra")
    assert f"jana is told of {C} (escalation-step)" in done.err
    one = shown(clm, ref)
    assert (one["reason"], one["true_cause"], one["resolution"]) == (
        "overdue", "capacity", "geliefert",
    )  # fmt: skip
    assert (listed(clm), listed(clm, "--all"), listed(clm, "--status", "resolved")) == (
        [], [ref], [ref],
    )  # fmt: skip


@pytest.mark.usefixtures("known")
def test_what_is_returned_is_with_who_owns_the_thing(clm: Clm) -> None:  # A4.13
    ref = escalated(clm)
    bare = clm("escalation", "move", ref, "returned", "--as", "petra")
    assert (bare.code, "-m WHY" in bare.err) == (77, True)
    clm.ok("escalation", "move", ref, "returned", "-m", "Tom schafft das", "--as", "petra")
    assert shown(clm, ref)["to"] == "tom"
    assert listed(clm, "--mine", "--as", "tom") == [ref]


@pytest.mark.usefixtures("known")
def test_a_compromise_that_costs_waits_for_another_manager(clm: Clm) -> None:  # A4.16
    ref = escalated(clm)
    clm.ok("escalation", "move", ref, "accepted", "--as", "petra")
    agreed = ("escalation", "compromise", ref, "Zwei Stunden", "--cost", "66,50")
    clm.ok(*agreed, "--follow-up", "+2w", "--as", "petra")
    assert clm("task", "list", "--mine", "--as", "petra", "--json").json["items"] == []
    for who in ("petra", "jana"):  # who proposed it, and who is no manager
        assert clm("escalation", "approve", ref, "--as", who).code == 77
    assert clm("escalation", "move", ref, *DONE, "--as", "petra").code == 77
    clm.ok("escalation", "approve", ref, "--as", "ruth")
    (look,) = clm("task", "list", "--mine", "--as", "petra", "--json").json["items"]
    assert (look["title"], look["due"], look["from"]) == (
        "Zwei Stunden", "2026-12-02", f"escalation/{ref}",
    )  # fmt: skip
    (note,) = clm("file", C, "--json").json["items"]
    assert (note["kind"], note["text"]) == ("special-agreement", "Zwei Stunden")
    clm.ok("escalation", "move", ref, *DONE, "--as", "petra")
    assert "escalations/" not in clm("check").out


def test_a_cost_that_is_refused_is_said_so_and_kept(known: Repository, clm: Clm) -> None:
    # A4.16
    ref = escalated(clm)
    clm.ok("escalation", "compromise", ref, "Rabatt", "--cost", "500", "--as", "petra")
    no_end = clm("escalation", "approve", ref, "--as", "ruth")
    assert (no_end.code, "--until DATE" in no_end.err) == (2, True)
    clm.ok("escalation", "approve", ref, "--no", "-m", "zu viel", "--as", "ruth")
    assert "Clm-For" not in known.trailers()
    assert shown(clm, ref)["approved"] is False
    assert clm("file", C, "--json").json["items"] == []
    assert "refused" in clm.ok("escalation", "show", ref)


# lists


@pytest.mark.usefixtures("known")
def test_the_list_knows_ages_dues_and_queries(clm: Clm) -> None:  # A4.17
    ref = escalated(clm, R, "--reason", "no-answer", "--due", "thu")
    other = escalated(clm)
    assert sorted(listed(clm)) == sorted([ref, other])
    clm.ok("escalation", "move", ref, "accepted", "--as", "petra")
    later = ("--today", "2026-11-20")
    late = clm("escalation", "list", "--overdue", "--json", *later).json["items"]
    assert {one["id"] for one in late} == {ref, other}
    assert all(one["age"] > 8 for one in late)
    assert listed(clm, "--where", "reason = overdue") == [other]
    assert listed(clm, "--mine") == []
    assert set(listed(clm, "--mine", "--as", "petra")) == {ref, other}
    assert "Telling" not in clm.ok("escalation", "show", ref)


@pytest.mark.usefixtures("known")
def test_the_log_of_a_customer_has_their_escalations(clm: Clm) -> None:  # A4.13
    ref = escalated(clm)
    clm.ok("escalation", "move", ref, "accepted", "--as", "petra")
    actions = [one["action"] for one in clm("log", C, "--json").json["items"]]
    assert actions[:2] == ["escalation move", "escalate"]


@pytest.mark.usefixtures("known")
def test_nobody_takes_a_complaint_about_themselves(clm: Clm) -> None:  # A2.20, A4.13
    clm.ok("complaint", "set", COMPLAINT, "about+=isabel")
    done = clm("escalate", COMPLAINT, "--reason", "conduct", "--to", "isabel")
    assert (done.code, "is about isabel" in done.err) == (77, True)
    assert shown(clm, escalated(clm, COMPLAINT, "--reason", "conduct"))["to"] == "petra"


@pytest.mark.usefixtures("known")
def test_who_wants_a_manager_gets_no_other(clm: Clm) -> None:  # A4.15
    done = clm("escalate", R, "--requested-by-customer", "--to", "tom")
    assert (done.code, "tom is none" in done.err) == (77, True)
    by_role = escalated(clm, R, "--requested-by-customer", "--to", "team-lead")
    assert shown(clm, by_role)["to"] == "petra"
    told = clm("escalate", T, "--requested-by-customer")
    assert "tell the customer: petra takes care of it now" in told.err


@pytest.mark.usefixtures("known")
def test_managers_hear_that_a_cost_waits(clm: Clm) -> None:  # A4.16, A0.34
    ref = escalated(clm)
    done = clm("escalation", "compromise", ref, "Rabatt", "--cost", "5", "--as", "petra")
    assert f"ruth is told of {C} (escalation-step)" in done.err


@pytest.mark.usefixtures("known")
def test_one_task_looks_whether_a_compromise_holds(clm: Clm) -> None:  # A4.16
    ref = escalated(clm)
    for text, day in (("Ein Anruf am Tag", "+1w"), ("Zwei Anrufe am Tag", "+2w")):
        clm.ok("escalation", "compromise", ref, text, "--follow-up", day, "--as", "petra")
    (look,) = clm("task", "list", "--mine", "--as", "petra", "--json").json["items"]
    assert look["title"] == "Ein Anruf am Tag"


# who takes it, and when nobody is there


def test_nobody_who_has_left_gets_it(known: Repository, clm: Clm) -> None:  # A4.13
    known.put("team/ruth.yaml", RUTH + "active:\n  to: 2026-11-01\n")
    before = known.head()
    done = clm("escalate", T, "--reason", "cost", "--to", "ruth")
    assert (done.code, known.head()) == (77, before)
    assert "ruth" in done.err


NOBODY = AWAY.replace("    replacement: tom\n", "").replace("ab-1", "ab-2")


def test_nobody_is_told_to_wait_for_who_is_away(known: Repository, clm: Clm) -> None:  # A4.15
    known.write("team/petra.yaml", PETRA + NOBODY)
    known.put("team/ruth.yaml", RUTH + NOBODY.replace("ab-2", "ab-3"))
    wish, before = ("escalate", COMPLAINT, "--requested-by-customer"), known.head()
    done = clm(*wish)
    assert (done.code, known.head()) == (77, before)
    assert "is away, and nobody else is there who could take it" in done.err
    forced = clm(*wish, "--force", "-m", "am Telefon versprochen")
    assert forced.code == 0
    assert "is away: the customer is still to be told who takes care of it" in forced.err
    assert "takes care of it now" not in forced.err
    (ref,) = listed(clm)
    assert [event["kind"] for event in shown(clm, ref)["events"]] == ["to"]
    (complaint,) = clm("complaint", "show", COMPLAINT, "--json").json["items"]
    assert "update" not in {event["kind"] for event in complaint["events"]}


@pytest.mark.usefixtures("known")
def test_what_is_escalated_goes_to_a_manager_where_the_customer_wants_one(clm: Clm) -> None:
    # A4.15
    ref = escalated(clm, R, "--reason", "no-answer", "--to", "tom")
    clm.ok("escalation", "move", ref, "accepted", "--as", "tom")
    raised = clm("escalate", R, "--requested-by-customer", "-m", "Frau Alt besteht darauf")
    assert (raised.code, "tell the customer: petra" in raised.err) == (0, True)
    assert f"petra is told of {C} (escalation-level)" in raised.err
    assert listed(clm) == [ref]
    one = shown(clm, ref)
    assert (one["level"], one["to"], one["status"]) == (3, "petra", "open")
    assert (one["reason"], one["requested_by_customer"]) == ("no-answer", True)
    again = clm("escalate", R, "--requested-by-customer")
    assert (again.code, "is escalated already" in again.err) == (77, True)


@pytest.mark.usefixtures("known")
def test_nobody_is_given_what_is_escalated_about_them(clm: Clm) -> None:  # A2.20, A4.13
    clm.ok("complaint", "set", COMPLAINT, "about+=isabel")
    ref = escalated(clm, COMPLAINT, "--reason", "conduct")
    done = clm("assign", ref, "isabel")
    assert (done.code, "is about isabel" in done.err) == (77, True)
    clm.ok("assign", ref, "isabel", "--force", "-m", "nur sie kennt den Vorgang")
    assert shown(clm, ref)["to"] == "isabel"


@pytest.mark.usefixtures("known")
def test_who_gets_what_another_took_on_takes_it_on_anew(clm: Clm) -> None:  # A4.13
    ref = escalated(clm)
    clm.ok("escalation", "move", ref, "accepted", "--as", "petra")
    clm.ok("assign", ref, "isabel")
    assert (shown(clm, ref)["to"], shown(clm, ref)["status"]) == ("isabel", "open")


@pytest.mark.usefixtures("known")
def test_what_came_back_from_its_solver_is_opened_again_by_them(clm: Clm) -> None:  # A4.13
    ref = escalated(clm)  # of Tom's task
    clm.ok("escalation", "move", ref, "returned", "-m", "schafft Tom", "--as", "petra")
    clm.ok("escalation", "move", ref, *DONE, "--as", "tom")
    assert shown(clm, ref)["to"] == "tom"
    clm.ok("escalation", "move", ref, "open", "-m", "doch nicht", "--as", "tom")
    assert (shown(clm, ref)["to"], shown(clm, ref)["status"]) == ("petra", "open")


@pytest.mark.usefixtures("known")
def test_no_agreement_begins_over(clm: Clm) -> None:  # A4.16
    ref = escalated(clm)
    clm.ok("escalation", "compromise", ref, "Rabatt", "--cost", "5", "--as", "petra")
    done = clm("escalation", "approve", ref, "--until", "2026-11-01", "--as", "ruth")
    assert (done.code, "lies in the past" in done.err) == (77, True)
    assert shown(clm, ref)["approved"] is None


@pytest.mark.usefixtures("known")
def test_a_complaint_is_not_given_back_to_whom_it_is_about(clm: Clm) -> None:  # A2.20, A4.13
    about = ("complaint", "set", COMPLAINT, "about+=jana")  # whose it and the customer is
    clm.ok(*about, "--force", "-m", "erst einmal")
    ref = escalated(clm, COMPLAINT, "--reason", "conduct", "--to", "petra", "--as", "tom")
    clm.ok("escalation", "move", ref, "returned", "-m", "gemeinsam", "--as", "petra")
    assert shown(clm, ref)["to"] == "tom"
