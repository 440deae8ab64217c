"""`clm complaint`: from receipt to close, as a person types it; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.build import SETTINGS, customer_path, make_customer
from tests.complaining import CM, FILE, PETRA, C, complaint, customer, file

if TYPE_CHECKING:
    from tests.world import Clm, Repository

ADD = (
    "complaint", "add", C, "Drei Tage keine Antwort", "--remedy", "Antwort am selben Tag",
    "--channel", "email", "--received-at", "2026-11-17T09:30",
)  # fmt: skip
ASSESSED = "severity: medium\nimplication: keine\ncomplexity: low\nimpact: low\n"
STEPS = ("2026-11-16 received", "2026-11-16 acknowledged", "2026-11-17 assessed")


@pytest.fixture
def known(repo: Repository) -> Repository:
    """A customer of Jana's with one contact, whom Anna works for; Petra leads the team."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write("team/petra.yaml", PETRA)
    repo.put(customer_path(C), customer())
    return repo


def added(clm: Clm, *more: str) -> str:
    """The id of a complaint that is recorded."""
    return clm.ok(*ADD, *more, "--ids").strip()


def shown(clm: Clm, ref: str = CM) -> dict[str, Any]:
    (item,) = clm("complaint", "show", ref, "--json").json["items"]
    assert isinstance(item, dict)
    return item


def listed(clm: Clm, *words: str) -> list[str]:
    return [one["id"] for one in clm("complaint", "list", *words, "--json").json["items"]]


# recording


def test_a_complaint_is_recorded_with_its_entry_and_notice_in_one_commit(
    known: Repository, clm: Clm
) -> None:
    # A2.15, A0.34
    before = len(known.subjects())
    done = clm(*ADD, "--handler", "tom", "--about", "anna", "--category", "delay")
    assert done.code == 0
    assert "tom is told of c-7f3qkd (complaint)" in done.err
    assert len(known.subjects()) == before + 1
    (item,) = clm("complaint", "list", "--json").json["items"]
    wanted = {
        "status": "received", "handler": "tom", "complainant": "Erika Muster", "service": "chat",
        "about": ["anna"], "category": "delay", "remedy_sought": "Antwort am selben Tag",
        "due": "2026-11-18", "rule": "complaint-acknowledge",
    }  # fmt: skip
    assert item.items() >= wanted.items()
    (note,) = clm("file", C, "--json").json["items"]  # A3.5
    assert (note["file"], note["kind"], note["complaint"]) == ("oteam", "complaint", item["id"])
    assert f"complaint: {item['id']}" in known.read(customer_path(C, "oteam"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--about", "bob"), 3, "nobody has the handle bob"),
        (("--handler", "bob"), 3, "bob"),
        (("--complainant", "p-99999999"), 3, "has no contact p-99999999"),
        (("--handler", "tom", "--about", "tom"), 77, "tom is complained about"),
        (("--force",), 2, "--force needs the reason"),
        (("--received-at", "2026-11-19"), 77, "still to come"),
        (("--remedy", " "), 2, "what remedy is sought"),
    ],
)
def test_what_cannot_be_recorded_changes_nothing(
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:
    # A2.15, A2.20
    head = known.head()
    done = clm(*ADD, *words)
    assert done.code == code
    assert said in done.err
    assert (known.head(), known.is_clean()) == (head, True)


def test_where_nothing_follows_it_is_asked_for(known: Repository, clm: Clm) -> None:
    # A2.15
    known.put(customer_path(C), customer("owner: jana\n").partition("contacts:")[0])
    done = clm(*ADD)
    assert (done.code, "who complains?" in done.err) == (2, True)
    done = clm(*ADD, "--complainant", "Herr Nachbar")
    assert (done.code, "which service is it about?" in done.err) == (2, True)
    ref = added(clm, "--complainant", "Herr Nachbar", "--service", "telefon")
    assert (shown(clm, ref)["complainant"], shown(clm, ref)["service"]) == (
        "Herr Nachbar", "telefon",
    )  # fmt: skip


def test_a_contact_is_named_as_people_do(clm: Clm, known: Repository) -> None:
    # A2.15
    ref = added(clm, "--complainant", "erika muster")
    assert "complainant: p-11111111" in known.read(FILE)
    assert shown(clm, ref)["complainant"] == "Erika Muster"


def test_who_is_complained_about_does_not_handle_it(clm: Clm, known: Repository) -> None:
    # A2.20
    ref = added(clm, "--about", "jana")
    assert shown(clm, ref)["handler"] == "petra"
    done = clm("assign", ref, "jana")
    assert (done.code, "jana is complained about" in done.err) == (77, True)
    assert clm("assign", ref, "jana", "--force", "-m", "nur sie weiß es").code == 0
    assert clm("check").code == 0
    known.put(FILE, file(complaint(more="about: [jana]\n")))
    done = clm("check")
    assert (done.code, f"handler: jana is complained about in {CM}" in done.out) == (1, True)


def test_nobody_is_there_to_handle_it(clm: Clm, known: Repository) -> None:
    # A2.20
    known.put(customer_path(C), customer("services: [chat]\n"))
    assert shown(clm, added(clm))["handler"] == "isabel"
    done = clm(*ADD, "--about", "isabel")
    assert (done.code, "--handler HANDLE" in done.err) == (77, True)


# the worklist


def test_a_complaint_is_a_new_entry_of_a_customer_who_was_seen(clm: Clm, known: Repository) -> None:
    # A1.16, A2.16
    assert clm("mine", "complaints", "--json").json["items"] == []
    ref = added(clm)
    (item,) = clm("mine", "complaints", "--json").json["items"]
    wanted = {
        "ref": ref, "customer": C, "list": "complaints", "rule": "complaint-acknowledge",
        "due": "2026-11-18", "overdue": False, "owner": "jana",
        "next": f"clm complaint move {ref} acknowledged",
    }  # fmt: skip
    assert item.items() >= wanted.items()
    assert clm("mine", "requests", "tasks", "--json").json["items"] == []
    assert known.is_clean()


@pytest.mark.parametrize(
    ("steps", "more", "rule", "due", "next_"),
    [
        (STEPS[:1], "", "complaint-acknowledge", "2026-11-17", f"clm complaint move {CM} ack"),
        (STEPS[:2], "", "complaint-assess", "2026-11-19", f"clm complaint move {CM} assessed"),
        (STEPS, ASSESSED, "complaint-update", "2026-11-23", f"clm complaint update {CM}"),
        ((*STEPS, "2026-11-27 +update"), ASSESSED, "complaint-answer", "2026-11-30",
         f"clm complaint move {CM} responded"),
        ((*STEPS, "2026-11-18 responded"), ASSESSED, "complaint-close", "2026-12-14",
         f"clm complaint close {CM}"),
    ],
)  # fmt: skip
def test_the_next_milestone_and_why(
    clm: Clm, known: Repository, steps: tuple[str, ...], more: str, rule: str, due: str, next_: str
) -> None:
    # A2.16, A2.18, A1.44
    known.put(FILE, file(complaint(*steps, more=more)))
    (item,) = clm("mine", "complaints", "--json").json["items"]
    assert (item["rule"], item["due"]) == (rule, due)
    assert item["next"].startswith(next_)
    why = clm.ok("why", CM)
    assert f"{rule}: " in why
    assert "Ends by" in why


def test_who_covers_sees_it_and_the_replacement_of_a_part(clm: Clm, known: Repository) -> None:
    # A2.16, A0.24, A0.27
    added(clm)
    absence = "absences:\n  - {id: ab-000001, from: 2026-11-18, to: 2026-11-20, replacement: tom}\n"
    record = known.read("team/jana.yaml")
    known.put("team/jana.yaml", record + absence)
    (item,) = clm("mine", "--of", "tom", "--json").json["items"]
    assert (item["list"], item["covering_for"]) == ("complaints", "jana")
    parted = absence.replace(
        "replacement: tom",
        "replacement: isabel, replacements: [{id: rp-000001, replacement: tom, kind: complaint}]",
    )
    known.put("team/jana.yaml", record + parted)
    assert clm("mine", "complaints", "--of", "isabel", "--json").json["items"] == []
    assert len(clm("mine", "complaints", "--of", "tom", "--json").json["items"]) == 1


def test_a_handler_who_is_away_is_told_of(clm: Clm, known: Repository) -> None:
    # A2.16, A0.29
    absence = "absences:\n  - {id: ab-000001, from: 2026-11-18, to: 2026-11-20, replacement: tom}\n"
    record = known.read("team/jana.yaml")
    known.put("team/jana.yaml", record + absence)
    assert "jana is away on 2026-11-18: tom covers" in clm(*ADD, "--as", "isabel").err
    known.put("team/jana.yaml", record + absence.replace(", replacement: tom", ""))
    assert "and nobody covers: clm assign cm-" in clm(*ADD, "--as", "isabel").err
    assert clm("team", "load", "--json").json["items"][0]["complaints"] == 2  # A0.36


def test_lists_are_narrowed(clm: Clm, known: Repository) -> None:
    # A2.16
    over = complaint("2026-11-16 received", "2026-11-17 withdrawn", complaint_id="cm-22222222"[:9])
    known.put(FILE, file(complaint(more="severity: high\n"), over))
    assert listed(clm) == [CM]
    assert listed(clm, "--all") == [CM, "cm-222222"]
    assert listed(clm, "--status", "withdrawn") == ["cm-222222"]
    assert listed(clm, "--mine", "--overdue", "--severity", "high") == [CM]
    assert listed(clm, "--mine", "--as", "tom") == []
    assert listed(clm, "--category", "delay") == []
    assert listed(clm, "--where", "status = withdrawn") == ["cm-222222"]
    assert "No complaints." in clm("complaint", "list", "--category", "delay").out
    assert "Keine Antwort" in clm.ok("customer", "show", C)
    assert CM in clm.ok("file", C, "--all")  # A3.4


# the course


def test_a_complaint_from_receipt_to_close(clm: Clm, known: Repository) -> None:
    # A2.14, A2.17-A2.19
    ref = added(clm)
    clm.ok("complaint", "move", ref, "acknowledged")
    done = clm("complaint", "move", ref, "assessed", "--severity", "high")
    assert done.code == 77
    assert "lacks of its assessment: implication, complexity, impact" in done.err
    clm.ok(
        "complaint", "move", ref, "assessed", "--severity", "high", "--implication", "keine",
        "--complexity", "low", "--impact", "medium", "--immediate",
    )  # fmt: skip
    clm.ok("complaint", "update", ref, "-m", "Die Anrufe werden geprüft")
    clm.ok("complaint", "move", ref, "investigating")
    clm.ok(
        "complaint", "move", ref, "responded", "--decision", "Vertretung ab heute",
        "--remedy", "Zwei Stunden",
    )  # fmt: skip
    head = known.head()
    done = clm("complaint", "close", ref)
    assert done.code == 77
    assert "acceptance, or that all options were offered; a root cause" in done.err
    assert known.head() == head
    clm.ok(
        "complaint", "close", ref, "--accepted", "--root-cause", "Urlaub", "--preventive",
        "Vertretung im Kalender",
    )  # fmt: skip
    item = shown(clm, ref)
    assert (item["status"], item["due"], item["lacks"]) == ("closed", None, [])
    assert item["remedy_given"] == "Zwei Stunden"
    page = clm.ok("complaint", "show", ref)
    for text in ("Root cause: Urlaub", "Remedy given: Zwei Stunden", "told the complainant"):
        assert text in page
    assert clm("mine", "--json").json["items"] == []
    assert clm("check").code == 0


def test_what_is_assessed_may_be_assessed_otherwise(clm: Clm, known: Repository) -> None:
    # A2.17
    known.put(FILE, file(complaint(*STEPS, more=f"{ASSESSED}immediate: true\n")))
    move = ("complaint", "move", CM, "assessed")
    clm.ok(*move, "--impact", "high")
    assert (shown(clm)["impact"], shown(clm)["immediate"]) == ("high", True)
    clm.ok(*move, "--no-immediate")
    assert (shown(clm)["impact"], shown(clm)["immediate"]) == ("high", False)
    assert len(shown(clm)["events"]) == 5
    head = known.head()
    assert f"{CM} is assessed like that already" in clm(*move, "--impact", "high").err
    assert known.head() == head
    assert "no step" not in clm("check").out


def test_who_takes_back_a_withdrawal_goes_through_the_steps_before_the_close(
    clm: Clm, known: Repository
) -> None:
    # A2.14, A2.19
    steps = (*STEPS, "2026-11-17 withdrawn", "2026-11-18 received")
    known.put(FILE, file(complaint(*steps, more=ASSESSED)))
    close = ("complaint", "close", CM, "--decision", "Gutschrift", "--accepted",
             "--root-cause", "Urlaub", "--none-because", "Einzelfall",
             "--communicated", "2026-11-18")  # fmt: skip
    done = clm(*close)
    assert (done.code, "an acknowledgement; an assessment" in done.err) == (77, True)
    clm.ok("complaint", "move", CM, "acknowledged")
    assert clm(*close).code == 77
    clm.ok("complaint", "move", CM, "assessed")
    clm.ok(*close)
    assert clm("check").out == ""


def test_closing_without_a_decision_changes_nothing(clm: Clm, known: Repository) -> None:
    # A2.19
    known.put(FILE, file(complaint(*STEPS, more=ASSESSED)))
    done = clm("complaint", "close", CM, "--root-cause", "Urlaub", "--none-because", "Einzelfall")
    assert done.code == 77
    assert "a decision; when it was communicated; the complainant's acceptance" in done.err
    assert "--decision TEXT" in done.err
    assert known.is_clean()
    assert shown(clm)["status"] == "assessed"
    done = clm("complaint", "close", CM, "--accepted", "--options-offered", "alles")
    assert done.code == 2


def test_a_reopened_one_keeps_its_history(clm: Clm, known: Repository) -> None:
    # A2.19
    answered = (
        f"{ASSESSED}answers:\n  - {{id: k-a0000001, decision: Gutschrift, communicated_at: "
        "2026-11-17, root_cause: Urlaub, none_because: Einzelfall}\n"
    )
    steps = (*STEPS, "2026-11-17 responded", "2026-11-17 accepted", "2026-11-17 closed")
    known.put(FILE, file(complaint(*steps, more=answered)))
    assert clm("check").code == 0
    assert clm("complaint", "move", CM, "investigating").code == 77
    clm.ok("complaint", "move", CM, "investigating", "-m", "wieder passiert")
    item = shown(clm)
    assert (item["status"], item["reopened"], item["due"]) == ("investigating", 1, "2026-11-25")
    assert [one["decision"] for one in item["answers"]] == ["Gutschrift"]
    assert [one["to"] for one in item["events"]][-2:] == ["closed", "investigating"]
    assert clm("check").code == 0


def test_what_is_critical_or_escalated_is_told_the_crm_lead(clm: Clm, known: Repository) -> None:
    # A2.17, A0.34
    known.put(FILE, file(complaint(*STEPS[:2])))
    done = clm(
        "complaint", "move", CM, "assessed", "--severity", "critical", "--implication", "Daten",
        "--complexity", "low", "--impact", "high",
    )  # fmt: skip
    assert "the crm-lead is told of c-7f3qkd (escalation)" in done.err
    assert clm("complaint", "move", CM, "escalated_internal").code == 77
    clm.ok("complaint", "move", CM, "escalated_internal", "-m", "die Prüfung steht still")
    notices = clm("notify", "list", "--json").json["items"]
    assert {one["event"]: one["to"] for one in notices} == {
        "escalation": ["crm-lead"], "escalation-level": ["isabel"],
    }  # fmt: skip
    texts = [clm.ok("notify", "list", one["id"]) for one in notices]
    assert any("die Prüfung steht still" in text for text in texts)
    assert all("Keine Antwort" in text for text in texts)


def escalations(known: Repository) -> list[dict[str, Any]]:
    paths = sorted(known.path("escalations").glob("es-*.yaml"))
    return [yaml.load(path.read_text(), yaml.BaseLoader) for path in paths]  # noqa: S506 -- texts


def test_an_escalated_complaint_is_an_escalation_in_the_same_commit(
    clm: Clm, known: Repository
) -> None:
    # A2.17, A4.13, A0.34
    known.put(FILE, file(complaint(*STEPS)))
    before = len(known.subjects())
    done = clm("complaint", "move", CM, "escalated_internal", "-m", "die Prüfung steht still")
    assert (done.code, len(known.subjects())) == (0, before + 1)
    (one,) = escalations(known)
    wanted = {
        "customer": C, "source": "complaint", "of": CM, "reason": "unresolved", "to": "isabel",
        "text": "die Prüfung steht still", "by": "jana",
    }  # fmt: skip
    assert {key: one[key] for key in wanted} == wanted
    assert f"{one['id']} is with isabel" in done.err
    assert "isabel is told of c-7f3qkd (escalation-level)" in done.err
    clm.ok("undo")
    assert escalations(known) == []


def test_an_open_escalation_stays_the_only_one(clm: Clm, known: Repository) -> None:
    # A2.17, A4.13, A0.34: who has it is told again
    known.put(FILE, file(complaint(*STEPS)))
    clm.ok("complaint", "move", CM, "escalated_internal", "-m", "die Prüfung steht still")
    (one,) = escalations(known)
    done = clm("complaint", "move", CM, "escalated_external", "-m", "Schlichtung")
    assert f"{one['id']} is open for it already" in done.err
    assert "isabel is told of c-7f3qkd (escalation-level)" in done.err
    assert [held["id"] for held in escalations(known)] == [one["id"]]


@pytest.mark.parametrize(
    ("about", "away", "who"),
    [
        ((), "", "isabel"),
        (("isabel",), "", "petra"),  # not to whom it is about
        ((), ", replacement: tom", "tom"),  # who covers
    ],
)
def test_an_escalated_complaint_goes_to_somebody_who_is_there(
    clm: Clm, known: Repository, about: tuple[str, ...], away: str, who: str
) -> None:
    # A2.17, A2.20, A4.14
    if away:
        absence = f"absences:\n  - {{id: ab-111111, from: 2026-11-16, to: 2026-11-30{away}}}\n"
        known.put("team/isabel.yaml", known.read("team/isabel.yaml") + absence)
    more = f"about: [{', '.join(about)}]\n" if about else ""
    known.put(FILE, file(complaint(*STEPS, more=more)))
    clm.ok("complaint", "move", CM, "escalated_internal", "-m", "steht still")
    assert [one["to"] for one in escalations(known)] == [who]


def test_with_nobody_to_take_it_the_role_is_told(clm: Clm, known: Repository) -> None:
    # A2.17: no record stands with nobody
    known.put(FILE, file(complaint(*STEPS)))
    clm.ok("team", "set", "isabel", "roles-=crm-lead")
    clm.ok("team", "set", "petra", "roles-=team-lead")
    done = clm("complaint", "move", CM, "escalated_internal", "-m", "steht still")
    assert "nobody active has the role crm-lead" in done.err
    assert escalations(known) == []


def test_a_complaint_that_ends_names_its_open_escalation(clm: Clm, known: Repository) -> None:
    # A4.13: it is not resolved by that
    known.put(FILE, file(complaint(*STEPS)))
    clm.ok("complaint", "move", CM, "escalated_internal", "-m", "steht still")
    (one,) = escalations(known)
    done = clm("complaint", "move", CM, "withdrawn", "-m", "zurückgezogen")
    assert f"{one['id']} is still open: clm escalation move {one['id']} resolved" in done.err
    assert [held["events"] for held in escalations(known)] == [one["events"]]


@pytest.mark.usefixtures("known")
def test_what_is_critical_from_the_start_is_told_at_once(clm: Clm) -> None:
    # A2.17
    assert "the crm-lead is told" in clm(*ADD, "--severity", "critical").err
    (item,) = clm("mine", "complaints", "--json").json["items"]
    assert item["due"] == "2026-11-18"


@pytest.mark.usefixtures("known")
def test_what_is_critical_reaches_who_leads_the_team_where_nobody_is_crm_lead(clm: Clm) -> None:
    # A2.17
    assert "crm-lead" not in clm("check").out
    clm.ok("team", "set", "isabel", "roles-=crm-lead")
    assert "crm-lead" not in clm("check").out
    done = clm(*ADD, "--severity", "critical")
    assert (done.code, "the team-lead is told of c-7f3qkd (escalation)" in done.err) == (0, True)
    said = "nobody active has the role crm-lead"
    assert f"{said}: clm team set HANDLE roles+=crm-lead" in done.err
    assert said in clm("check").out
    clm.ok("team", "set", "petra", "roles+=manager", "roles-=team-lead")
    done = clm("complaint", "move", listed(clm)[0], "withdrawn", "-m", "erledigt")
    assert said not in done.err
    ref = added(clm)
    clm.ok("complaint", "move", ref, "acknowledged")
    words = ("--severity", "critical", "--implication", "x", "--complexity", "low")
    done = clm("complaint", "move", ref, "assessed", *words, "--impact", "low")
    assert "the manager is told of c-7f3qkd (escalation)" in done.err
    assert said in done.err
    assert said in clm("team", "set", "petra", "roles-=manager").err


def test_a_duplicate_names_the_other(clm: Clm, known: Repository) -> None:
    # A2.14
    known.put(FILE, file(complaint(), complaint(complaint_id="cm-222222")))
    done = clm("complaint", "move", CM, "duplicate", "-m", "doppelt", "--of", CM)
    assert (done.code, "no duplicate of itself" in done.err) == (77, True)
    assert clm("complaint", "move", CM, "duplicate", "-m", "doppelt", "--of", "cm-9").code == 3
    clm.ok("complaint", "move", CM, "duplicate", "-m", "doppelt", "--of", "cm-222222")
    assert shown(clm)["duplicate_of"] == "cm-222222"
    assert listed(clm) == ["cm-222222"]
    assert "duplicate" not in clm("check").out


GONE = ("2026-11-16 received", "2026-11-17 duplicate")


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("cm-999999", "duplicate_of: there is no complaint cm-999999"),
        (CM, f"{CM} is a duplicate, of which complaint is not said"),
        ("cm-222222", f"{CM} → cm-222222 → {CM} is a circle"),
    ],
)
def test_what_is_a_duplicate_of_nothing_is_found(
    clm: Clm, known: Repository, of: str, said: str
) -> None:
    # A2.14
    other = complaint(*GONE, complaint_id="cm-222222", more=f"duplicate_of: {CM}\n")
    known.put(FILE, file(complaint(*GONE, more=f"duplicate_of: {of}\n"), other))
    done = clm("check")
    assert (done.code, len(done.out.splitlines()), said in done.out) == (1, 1, True), done.out


def test_a_colleagues_complaint_needs_the_word(clm: Clm, known: Repository) -> None:
    known.put(FILE, file(complaint()))
    done = clm("complaint", "move", CM, "acknowledged", "--as", "tom")
    assert done.code == 77
    assert clm("complaint", "move", CM, "acknowledged", "--as", "tom", "--on-behalf").code == 0
    assert known.trailers()["Clm-For"] == "jana"


def test_a_customer_stands_for_their_only_open_complaint(clm: Clm, known: Repository) -> None:
    assert clm("complaint", "show", C).code == 3
    known.put(FILE, file(complaint()))
    assert shown(clm, C)["id"] == CM
    known.put(FILE, file(complaint(), complaint(complaint_id="cm-222222")))
    done = clm("complaint", "show", C)
    assert (done.code, "cm-222222  Keine Antwort" in done.err) == (4, True)
    assert clm("complaint", "show", "p-11111111").code == 3


def test_fields_are_set_one_by_one(clm: Clm, known: Repository) -> None:
    # A2.20
    known.put(FILE, file(complaint()))
    clm.ok("complaint", "set", CM, "category=delay", "about+=anna", "-m", "genauer gesagt")
    item = shown(clm)
    assert (item["category"], item["about"]) == ("delay", ["anna"])
    for words, code, said in (
        (("about+=jana",), 77, "jana is complained about"),
        (("about+=bob",), 3, "nobody has the handle bob"),
        (("handler=tom",), 2, "clm assign"),
        (("received_at=2026-11-19",), 77, "still to come"),
    ):
        done = clm("complaint", "set", CM, *words)
        assert (done.code, said in done.err) == (code, True)
    assert clm("complaint", "set", CM, "about+=jana", "--force", "-m", "weiß es").code == 0


def test_who_set_the_status(clm: Clm, known: Repository) -> None:
    known.put(FILE, file(complaint()))
    clm.ok("complaint", "move", CM, "acknowledged")
    (item,) = clm("who", CM, "status", "--json").json["items"]
    assert (item["value"], item["by"]) == ("acknowledged", "jana")


def test_the_file_is_edited_found_and_taken_back(
    clm: Clm, known: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A2.15
    ref = added(clm, "--category", "delay")
    assert clm.ok("path", ref).strip().endswith(".service.yaml")
    assert "complaint add" in clm.ok("log", ref)
    monkeypatch.setenv("EDITOR", "sed -i s/category:.delay/category:\\ billing/")
    clm.ok("complaint", "edit", ref)
    assert shown(clm, ref)["category"] == "billing"
    clm.ok("undo")
    clm.ok("undo")
    assert not known.path(FILE).exists()
    assert clm("complaint", "show", ref).code == 3


def test_the_dry_run_shows_what_would_be_written(clm: Clm, known: Repository) -> None:
    head = known.head()
    assert "+    remedy_sought: Antwort am selben Tag" in clm.ok(*ADD, "-n")
    assert (known.head(), known.is_clean()) == (head, True)


# hand-over


def test_a_hand_over_walks_complaints_too(clm: Clm, known: Repository) -> None:
    # A0.23
    known.put(FILE, file(complaint(handler="tom")))
    clm.ok("absence", "add", "tom", "--from", "2026-11-19", "--to", "2026-11-20")
    items = clm("handover", "tom", "--propose", "--json").json["items"]
    assert [(one["ref"], one["kind"]) for one in items] == [(CM, "complaint")]
    clm.ok("handover", "tom", "--for-good", "--all-to", "isabel", "--apply")
    assert shown(clm)["handler"] == "isabel"
    events = [one["event"] for one in clm("notify", "list", "--json").json["items"]]
    assert events == ["absence", "assigned", "unassigned"]


# by the day


def test_what_is_due_and_overdue_is_told_to_the_handler(clm: Clm, known: Repository) -> None:
    # A2.16, A0.34
    late = complaint(complaint_id="cm-222222", received_at="2026-11-13")
    known.put(FILE, file(complaint(received_at="2026-11-17"), late))
    clm.ok("report", "run", "--due")
    items = {
        one["event"]: one["id"] for one in clm("notify", "list", "--json").json["items"]
        if one["event"] in {"due", "overdue"}
    }  # fmt: skip
    assert CM in clm.ok("notify", "list", items["due"])
    assert "cm-222222" in clm.ok("notify", "list", items["overdue"])


# check


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        (complaint("2026-11-16 received", "2026-11-17 closed"), "received → closed is no step"),
        (complaint(*STEPS[:2], handler="bob"), "nobody has the handle bob"),
        (complaint(*STEPS, "2026-11-17 responded", "2026-11-18 closed"), "is closed without: "),
        (complaint("2026-11-02 received", "2026-11-02 acknowledged", received_at="2026-11-02"),
         "the complainant was to hear how it stands by 2026-11-09"),
        (complaint("2026-05-04 received", received_at="2026-05-04"),
         "warning: cm-4k2m9q: it was to be acknowledged by 2026-05-05"),
        (complaint("2026-05-04 received", received_at="2026-05-04"),
         "it was to be answered by 2026-05-18"),
        (complaint().replace("p-11111111", "p-99999999"), "has no contact p-99999999"),
        (complaint(received_at="2026-11-19").replace("19T09", "16T09"), "still to come"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_complaint_is_found(
    clm: Clm, known: Repository, yaml: str, said: str
) -> None:
    # A2.14, A2.18, A2.19
    known.put(FILE, file(yaml))
    done = clm("check")
    assert done.code == 1
    assert said in done.out


def test_a_complaint_of_an_archived_customer_is_found(clm: Clm, known: Repository) -> None:
    known.write(FILE, file(complaint()))
    known.put(customer_path(C), customer("owner: jana\nstatus: archived\n"))
    assert f"{CM} is open, but {C} is archived" in clm("check").out


def test_a_duplicate_of_another_customer_is_told_and_a_chain_refused(
    clm: Clm, known: Repository
) -> None:
    # A2.14
    known.write(customer_path("c-000002"), make_customer("c-000002", "Beta", "owner: jana\n"))
    over = complaint("2026-11-16 received", "2026-11-16 withdrawn", complaint_id="cm-333333")
    beta = file(over).replace(C, "c-000002").replace("p-11111111", "Frau Beta")
    known.write(customer_path("c-000002", "service"), beta)
    known.put(FILE, file(complaint(), complaint(complaint_id="cm-222222")))
    done = clm("complaint", "move", CM, "duplicate", "-m", "doppelt", "--of", "cm-333333")
    assert done.code == 0
    assert f"cm-333333 is a complaint of c-000002, not of {C}, and is withdrawn" in done.err
    clm.ok("undo")
    clm.ok("complaint", "move", CM, "duplicate", "-m", "doppelt", "--of", "cm-222222")
    done = clm("complaint", "move", "cm-222222", "duplicate", "-m", "auch", "--of", "cm-333333")
    assert (done.code, f"{CM}: duplicate of cm-222222 itself" in done.err) == (77, True)


def test_who_answers_again_is_told_how(clm: Clm, known: Repository) -> None:
    # A2.19
    known.put(FILE, file(complaint(*STEPS, "2026-11-17 responded", more=ASSESSED)))
    words = ("complaint", "move", CM, "responded", "--decision", "Doch", "--communicated", "today")
    done = clm(*words)
    assert (done.code, f"clm complaint move {CM} investigating -m WHY" in done.err) == (77, True)
    assert known.is_clean()


def test_what_failed_from_the_start_is_escalated(clm: Clm, known: Repository) -> None:
    # A2.14, A2.16: not even acknowledged
    known.put(FILE, file(complaint()))
    done = clm("complaint", "move", CM, "escalated_internal", "-m", "niemand rührt sich")
    assert "isabel is told" in done.err
    assert shown(clm)["rule"] == "complaint-acknowledge"
    clm.ok("complaint", "move", CM, "acknowledged")
    assert clm("check").code == 0


def test_the_close_names_every_step_that_is_missing(clm: Clm, known: Repository) -> None:
    # A2.19
    known.put(FILE, file(complaint()))
    done = clm("complaint", "close", CM, "--accepted")
    assert f"clm complaint move {CM} acknowledged" in done.err
    assert f"clm complaint move {CM} assessed --severity" in done.err
    done = clm("complaint", "move", CM, "closed", "--root-cause", "Urlaub")
    assert f"clm complaint close {CM} --root-cause" in done.err


def test_the_list_has_the_whole_text(clm: Clm, known: Repository) -> None:
    # A2.15, A2.36
    text = f"{'Nichts geht seit Tagen. ' * 4}Das Hotel fehlt."
    known.put(FILE, file(complaint().replace("Keine Antwort", text)))
    (item,) = clm("complaint", "list", "--where", "text ~ Hotel", "--json").json["items"]
    assert item["text"] == text
    assert item["steps"]["assess"]["by"] == "2026-11-19"


def test_what_is_set_says_something_at_a_time_that_may_be(clm: Clm, known: Repository) -> None:
    # A2.15
    known.put(FILE, file(complaint()))
    for field in ("text", "remedy_sought", "complainant"):
        done = clm("complaint", "set", CM, f"{field}= ")
        assert (done.code, "a complaint needs: " in done.err) == (2, True)
    assert known.is_clean()
    assert (
        "received more than 365 days ago"
        in clm("complaint", "set", CM, "received_at=1926-11-18").err
    )
    said = clm(*ADD[:-1], "1926-11-18").err
    assert "it was received more than 365 days ago, on 1926-11-18: clm complaint set cm-" in said
