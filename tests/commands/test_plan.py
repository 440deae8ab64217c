"""`clm plan`: goals, how far they are, reviews; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from clm.domain.measures import FIGURES, LISTS
from clm.domain.queryable import FIELDS
from clm.services import measures
from tests.build import customer_path, make_booking, make_customer, make_requests
from tests.commands.test_where import LISTS as ALL

if TYPE_CHECKING:
    from tests.world import Clm, Repository

PLAN = "pl-3f8h2k"
FILE = f"plans/{PLAN}.yaml"
HEAD = f"""id: {PLAN}
title: Plan 2027
vision: Jeder Kunde hat jemanden, der ihn kennt.
owner: isabel
from: 2026-11-01
to: 2027-12-31
"""
GOAL = """goals:
  - id: g-5m2k8q
    text: Mehr Kunden mit Klasse
    horizon: long
    owner: jana
    measure: "customers: class = A"
    of: customers
    baseline: 10
    target: 60
    due: 2026-11-21
"""
A = "class:\n  - {id: k-11111111, value: A, on: 2026-11-16, by: jana}\n"


@pytest.fixture
def known(repo: Repository) -> Repository:
    """Four customers, one of class A, one archived; a plan with one goal."""
    for number in range(1, 5):
        ref = f"c-{number}11111"
        more = {1: A, 4: "status: archived\n"}.get(number, "")
        repo.write(
            customer_path(ref), make_customer(ref, f"Kunde {number}", f"owner: jana\n{more}")
        )
    repo.put(FILE, HEAD + GOAL)
    return repo


def status(clm: Clm, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = clm("plan", "status", *words, "--json").json["items"]
    return found


def only(clm: Clm, *words: str) -> dict[str, Any]:
    (one,) = status(clm, *words)
    return one


# making


def test_a_plan_with_goals_is_made_by_commands(repo: Repository, clm: Clm) -> None:
    # A4.12
    vision = "Jeder Kunde hat jemanden.\nDer ihn kennt.\n"
    made = clm("plan", "add", "Plan  2027", "--vision", "-", "--to", "31.12.2027", stdin=vision)
    ref = re.search(r"pl-[0-9a-z]{6}", made.out)
    assert ref, made.err
    asked = ("--horizon", "long", "--owner", "tom", "--due", "2027-06-30")
    done = clm(
        "plan", "goal", "plan 2027", "Mehr", *asked, "--target", "5",
        "--measure", "tasks: due <= fri",
    )  # fmt: skip
    assert done.code == 0
    assert "the baseline is 0, as of today" in done.err
    text = repo.read(f"plans/{ref[0]}.yaml")
    assert "title: Plan 2027\n" in text
    assert "  Der ihn kennt." in text
    assert "owner: jana\nfrom: 2026-11-18\nto: 2027-12-31\n" in text
    assert "measure: 'tasks: due <= 2026-11-20'\n    baseline: 0\n    target: 5\n" in text
    assert "    from: 2026-11-18\n    due: 2027-06-30\n" in text
    assert repo.subjects()[:2] == [f"plan goal {done.out.split()[2]}", f"plan add {ref[0]}"]
    assert clm("check").code == 0
    clm.ok("undo")
    assert "goals:" not in repo.read(f"plans/{ref[0]}.yaml")


@pytest.mark.usefixtures("known")
def test_a_goal_that_nobody_counts_needs_no_measure(clm: Clm) -> None:
    # A4.12
    clm.ok(
        "plan", "goal", PLAN, "Ein Büro", "--horizon", "short", "--owner", "tom", "--due", "+3m"
    )  # fmt: skip
    assert only(clm, "--where", "state = not-measured")["goal"] == "Ein Büro"


BASE = ("--horizon", "long", "--owner", "jana", "--due", "2027-06-30")
SOUND = ("--measure", "customers: prio", "--target", "9")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--measure", "customers: phse = lead", "--target", "9"), 2, "(column 12)"),
        (("--measure", "clients: prio", "--target", "9"), 2, "no list to count clients (column 1)"),
        (("--measure", "figure: npx", "--target", "9"), 2, "did you mean nps?"),
        ((*SOUND, "--of", "customers: ("), 2, "(column 13)"),
        ((*SOUND, "--of", "figure: nps"), 2, "a figure is no count"),
        ((*SOUND, "--baseline", "9"), 77, "target: 9 is the baseline"),
        ((*SOUND, "--baseline", "viel"), 2, "baseline: viel is no number"),
        ((*SOUND, "--target", "1e999999"), 2, "target: 1e999999 is no number"),
        ((*SOUND, "--target", "9" * 10), 2, "is no number"),
        ((*SOUND, "--target", "-5"), 77, "target: -5 is below 0"),
        ((*SOUND, "--owner", "bob"), 3, "bob"),
        ((*SOUND, "--due", "2026-11-17"), 77, "lies in the past"),
        (("--target", "9"), 2, "what is counted?"),
        (("--measure", "customers"), 2, "what is it to come to?"),
    ],
)
def test_what_is_no_goal_changes_nothing(
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:  # A4.12
    head = known.head()
    done = clm("plan", "goal", PLAN, "Ziel", *BASE, *words)
    assert done.code == code
    assert said in done.err
    assert (known.head(), known.is_clean()) == (head, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("T", "--vision", " "), 2, "a title and a vision"),
        ((" ", "--vision", "V"), 2, "a title and a vision"),
        (("T", "--vision", "V", "--owner", "bob"), 3, "bob"),
        (("T", "--vision", "V", "--to", "2026-11-18"), 77, "it would end on 2026-11-18"),
    ],
)
def test_what_is_no_plan_is_refused(
    repo: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:  # A4.12
    done = clm("plan", "add", *words)
    assert (done.code, said in done.err, repo.is_clean()) == (code, True, True)


# how far it is


def test_progress_is_counted_from_the_data_and_never_stored(known: Repository, clm: Clm) -> None:
    # A4.12
    before = known.read(FILE)
    item = only(clm)
    wanted = {
        "ref": "g-5m2k8q", "plan": PLAN, "now": 33.3, "percent": 46, "expected": 52.5,
        "state": "behind", "late": True, "days_left": 3,
    }  # fmt: skip
    assert item.items() >= wanted.items()
    clm.ok("customer", "class", "c-211111", "A")
    assert only(clm).items() >= {"now": 66.7, "percent": 113, "state": "reached"}.items()
    assert known.read(FILE) == before


def test_an_earlier_day_tells_what_was_then(known: Repository, clm: Clm) -> None:
    # A4.12
    clm.ok("customer", "class", "c-211111", "A")
    at = known.git("rev-parse", "HEAD~1")
    assert only(clm, "--as-of", at)["now"] == 33.3
    assert only(clm)["now"] == 66.7


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("target", "today", "code"),
    [("30", "2026-11-18", 0), ("60", "2026-11-18", 1), ("60", "2026-11-22", 1)],
)
def test_the_exit_code_says_what_is_late(clm: Clm, target: str, today: str, code: int) -> None:
    # A4.12
    clm.ok("plan", "set", "g-5m2k8q", f"target={target}")
    assert clm("plan", "status", "--exit-code", "--today", today).code == code
    assert clm("plan", "status", "--today", today).code == 0


def test_a_review_that_is_due_is_late(known: Repository, clm: Clm) -> None:
    # A4.12
    reached = GOAL.replace("target: 60", "target: 30")
    known.put(FILE, HEAD + reached + "reviews:\n  - {id: k-w5t9w2cm, on: 2026-11-17}\n")
    done = clm("plan", "status", "--exit-code")
    assert (done.code, only(clm)["state"]) == (1, "reached")
    assert "Plan 2027: the review was due on 2026-11-17" in done.out
    assert clm.ok("plan", "list", "--where", "review_overdue", "--ids") == f"{PLAN}\n"
    clm.ok("plan", "review", PLAN, "--held", "-m", "gut")
    assert clm("plan", "status", "--exit-code").code == 0


def test_what_is_counted_is_what_the_list_shows(known: Repository, clm: Clm) -> None:
    # A4.12: the same filter selects the same set
    booked = "bookings:\n" + make_booking() + "owner: jana\n"
    known.write(customer_path("c-511111"), make_customer("c-511111", "Bucher", booked))
    known.write(
        customer_path("c-511111", "requests"),
        make_requests("c-511111", ("t-11111111", "Reise", "2026-11-16")),
    )
    known.commit()
    for query in (
        "customers", "customers: status = archived", "customers: status != archived",
        "customers: phase = first and owner = jana", "leads", "leads: person = jana", "tasks",
        "tasks: kind = posted", "tasks: status = done", "vpas: name ~ anna", "reviews", "services",
        "complaints: status = closed", "actions", "requests: overdue", "deadlines: state = met",
    ):  # fmt: skip
        name, _, where = query.partition(":")
        line = [*LISTS[name].split(), *(["--where", where] if where else []), "--json"]
        shown = len(clm(*line).json["items"])
        clm.ok("plan", "set", "g-5m2k8q", f"measure={query}", "of=")
        assert only(clm)["now"] == shown, query


def test_each_list_and_figure_can_be_counted() -> None:
    assert measures.LISTS.keys() == LISTS.keys()
    assert tuple(measures.FIGURES) == FIGURES
    assert set(LISTS.values()) <= ALL.keys()


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_without_data_is_no_data(
    known: Repository, clm: Clm, figure: str
) -> None:  # A4.12
    known.put(FILE, HEAD + GOAL.replace("customers: class = A", f"figure: {figure}").replace(
        "    of: customers\n", ""))  # fmt: skip
    item = only(clm)
    there = {"conversion": (0, "behind"), "week-completion": (100, "reached")}
    assert (item["now"], item["state"]) == there.get(figure, (None, "no-data"))
    assert ("no data" in clm.ok("plan", "status")) is (figure not in there)


def test_figures_are_those_of_the_kpi_page(known: Repository, clm: Clm) -> None:
    # A4.12
    early = make_booking(on="2026-03-02") + make_booking("b-33333333", on="2026-04-02")
    booked = f"bookings:\n{early}owner: jana\n"
    known.write(customer_path("c-511111"), make_customer("c-511111", "Bucher", booked))
    known.commit()
    page = clm("report", "weekly", "--json").json["kpi"]
    wanted = {
        "conversion": round(100 * page["conversion"][0]["share"], 1),
        "rebook-rate": 50,  # the first of the two bookings was followed by another
        "no-show-rate": 100 * page["no_show_rate"]["share"],
    }
    clm.ok("plan", "set", "g-5m2k8q", "of=")
    for figure, value in wanted.items():
        clm.ok("plan", "set", "g-5m2k8q", f"measure=figure: {figure}")
        assert only(clm)["now"] == value


def test_a_measure_by_hand_that_is_none_is_found_and_tells_nothing(
    known: Repository, clm: Clm
) -> None:  # A4.12
    known.put(FILE, HEAD + GOAL.replace("class = A", "klass = A"))
    done = clm("check")
    assert done.code == 1
    assert done.out.startswith(f"{FILE}:12:14: measure: there is no field klass (column 12)")
    assert only(clm)["state"] == "no-data"
    assert "g-5m2k8q: its measure cannot be read: clm check" in clm("plan", "status").err


def test_closed_plans_are_shown_where_asked_for(known: Repository, clm: Clm) -> None:
    # A4.12
    assert clm("plan", "close", PLAN).code == 77
    done = clm("plan", "close", PLAN, "-m", "gut")
    assert "still open: g-5m2k8q Mehr Kunden mit Klasse" in done.err
    assert status(clm) == []
    assert only(clm, "--all")["plan"] == only(clm, PLAN)["plan"] == PLAN
    assert clm("plan", "list", "--json").json["items"] == []
    (one,) = clm("plan", "list", "--where", "state = closed", "--json").json["items"]
    assert (one["id"], one["closed_on"]) == (PLAN, "2026-11-18")
    assert "conclusions: gut" in known.read(FILE)
    for words in (("close", PLAN), ("set", PLAN, "title=X"), ("move", "g-5m2k8q", "reached")):
        again = clm("plan", *words)
        assert (again.code, "was closed on 2026-11-18" in again.err) == (77, True)


@pytest.mark.usefixtures("known")
def test_goals_of_one_person(clm: Clm) -> None:
    # A4.12
    assert only(clm, "--mine")["owner"] == "jana"
    assert status(clm, "--mine", "--as", "tom") == []
    assert only(clm, "--where", "owner = jana and horizon = long and late")["ref"] == "g-5m2k8q"


def test_the_fields_of_where_are_the_keys_of_the_items(known: Repository, clm: Clm) -> None:
    known.put(FILE, HEAD + "closed_on: 2026-11-18\n" + GOAL)
    (plan,) = clm("plan", "list", "--all", "--json").json["items"]
    assert plan.keys() == {field.name for field in FIELDS["plan list"]}
    assert only(clm, "--all").keys() == {field.name for field in FIELDS["plan status"]}


# changing


def test_fields_are_set_and_a_new_measure_has_a_new_baseline(known: Repository, clm: Clm) -> None:
    # A4.12
    clm.ok("plan", "set", PLAN, "title=Plan  27", "to=31.12.2028")
    clm.ok("plan", "set", f"{PLAN}/g-5m2k8q", "target=70,5", "due=+1m", "owner=tom")
    text = known.read(FILE)
    assert "title: Plan 27\n" in text
    assert "to: 2028-12-31\n" in text
    assert "owner: tom" in text
    assert "baseline: 10\n    target: 70.5\n" in text
    clm.ok("plan", "set", "g-5m2k8q", "measure=customers: owner = jana")
    text = known.read(FILE)
    assert "baseline: 100\n" in text
    assert "from: 2026-11-18\n    due: 2026-12-18\n" in text
    clm.ok("plan", "set", "g-5m2k8q", "measure=customers", "of=", "baseline=1")
    assert 'measure: "customers"\n    baseline: 1\n' in known.read(FILE)
    clm.ok("plan", "set", "g-5m2k8q", "measure=tasks: due <= fri", "of=tasks: due <= eow")
    text = known.read(FILE)
    assert 'measure: "tasks: due <= 2026-11-20"\n' in text
    assert "of: 'tasks: due <= 2026-11-20'\n" in text.replace('"', "'")
    clm.ok("plan", "set", "g-5m2k8q", "measure=customers", "of=")
    clm.ok("plan", "set", "g-5m2k8q", "measure=customers", "-n")
    assert "nothing to change" in clm.ok("plan", "set", "g-5m2k8q", "measure=customers")
    clm.ok("plan", "set", PLAN, "goals-=g-5m2k8q")
    assert "goals" not in known.read(FILE)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("g-5m2k8q", "status=reached"), 2, "status is said by an act of its own"),
        (("g-5m2k8q", "measure=customers: phse = A"), 2, "(column 12)"),
        (("g-5m2k8q", "of=figure: nps"), 2, "a figure is no count"),
        (("g-5m2k8q", "target="), 77, "measure: the goal has no target"),
        (("g-5m2k8q", "target=10"), 77, "target: 10 is the baseline"),
        (("g-5m2k8q", "foo=1"), 2, "one of: text, horizon, owner, measure, of, baseline, "),
        (("g-5m2k8q", "target=x"), 2, "target: x is no number"),
        (("g-5m2k8q", "target=-1"), 77, "target: -1 is below 0"),
        (("g-5m2k8q", "owner=bob"), 3, "bob"),
        (("g-5m2k8q", "due=2026-10-01"), 77, "due 2026-10-01 lies before its first day"),
        ((PLAN, "goals.g-5m2k8q.target=9"), 2, "clm plan set GOAL KEY=VALUE"),
        ((PLAN, "closed_on=2026-11-18"), 2, "closed_on is said by an act of its own"),
        ((PLAN, "vision="), 2, "vision is needed"),
        (("pl-999999", "title=X"), 3, "there is no plan pl-999999"),
        (("g-9", "text=X"), 3, "there is no goal g-9"),
        ((f"{PLAN}/", "text=X"), 3, "there is no goal"),
    ],
)
def test_what_cannot_be_set_changes_nothing(
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:  # A4.12
    head = known.head()
    done = clm("plan", "set", *words)
    assert done.code == code, done.err
    assert said in done.err
    assert (known.head(), known.is_clean()) == (head, True)


def test_goals_are_moved(known: Repository, clm: Clm) -> None:
    # A4.12
    clm.ok("plan", "move", "g-5m2k8q", "reached")
    assert "status: reached\n    status_on: 2026-11-18\n    status_by: jana\n" in known.read(FILE)
    assert only(clm)["state"] == "reached"
    done = clm("plan", "move", "g-5m", "dropped")
    assert (done.code, "why is g-5m2k8q dropped?" in done.err) == (77, True)
    clm.ok("plan", "move", "g-5m", "dropped", "-m", "kein Geld")
    assert (only(clm)["state"], only(clm)["note"]) == ("dropped", "kein Geld")
    clm.ok("plan", "move", "g-5m", "open")
    assert only(clm)["state"] == "behind"
    done = clm("plan", "move", PLAN, "reached")
    assert (done.code, "which goal of it?" in done.err) == (2, True)


def test_a_review_keeps_the_figures_of_its_day(known: Repository, clm: Clm) -> None:
    # A4.12
    clm.ok("plan", "review", PLAN, "--on", "2026-11-20")
    assert "the next review is on 2026-11-20" in clm.ok("plan", "status")
    done = clm(
        "plan",
        "review",
        PLAN,
        "--held",
        "-m",
        "gut",
        "--on",
        "+3m",
        "--today",
        "2026-11-21",
    )
    assert done.code == 0
    clm.ok("customer", "class", "c-211111", "A")
    text = known.read(FILE)
    assert "held_on: 2026-11-21\n    by: jana\n    note: gut\n    figures:\n" in text
    assert re.search(r"g-5m2k8q: '?33.3'?\n", text)
    assert clm("check", "--today", "2026-11-21").code == 0
    page = clm.ok("plan", "show", PLAN)
    assert "2026-11-21 held by jana: gut (Mehr Kunden mit Klasse: 33.3)" in page
    assert "2027-02-21 planned" in page
    (item,) = clm("plan", "show", PLAN, "--json").json["items"]
    assert [one["figures"] for one in item["reviews"]] == [{"g-5m2k8q": "33.3"}, {}]
    assert item["goal_items"][0]["now"] == 66.7


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "when is it to be?"),
        (("--held",), 2, "--held -m NOTE go together"),
        (("--on", "+3m", "-m", "gut"), 2, "--held -m NOTE go together"),
        (("--on", "2026-11-17"), 77, "lies in the past"),
    ],
)
def test_what_is_no_review_is_refused(
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:  # A4.12
    done = clm("plan", "review", PLAN, *words)
    assert (done.code, said in done.err, known.is_clean()) == (code, True, True)


def test_a_plan_is_found_by_what_people_type(known: Repository, clm: Clm) -> None:
    # A4.12
    known.put("plans/pl-3z8h2k.yaml", HEAD.replace("3f8h2k", "3z8h2k").replace("27", "28", 1))
    for ref in ("pl-3f8h2k", "3f8", "pl-3f", "plan 2027"):
        assert clm("plan", "show", ref, "--ids").out == f"{PLAN}\n"
    done = clm("plan", "show", "plan")
    assert (done.code, "matches 2 plans" in done.err) == (4, True)
    assert clm("plan", "show", "").code == 3
    assert FILE in clm.ok("path", PLAN)
    clm.ok("plan", "move", "g-5m2k8q", "reached")
    assert "plan move" in clm.ok("log", PLAN)
    known.write(FILE, "id: [")
    assert clm("plan", "show", PLAN).code == 65
    assert clm("plan", "status").code == 65


def test_two_plans_may_have_goals_that_begin_alike(known: Repository, clm: Clm) -> None:
    # A4.12
    other = (HEAD + GOAL).replace("3f8h2k", "3z8h2k").replace("g-5m2k8q", "g-5mzzzz")
    known.put("plans/pl-3z8h2k.yaml", other)
    done = clm("plan", "move", "g-5m", "reached")
    assert (done.code, "matches 2 goals" in done.err) == (4, True)
    clm.ok("plan", "move", "3z8/g-5m", "reached")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("lang", "words"),
    [("de", ("im Rückstand", "Ziel", "keine Durchsicht ist geplant")),
     ("pt", ("atrasada", "Meta", "nenhuma revisão está planeada"))],
)  # fmt: skip
def test_people_read_it_in_their_language(
    clm: Clm, lang: str, words: tuple[str, ...]
) -> None:  # A4.12
    text = clm.ok("plan", "status", "--lang", lang)
    assert [word for word in words if word not in text] == []
    page = clm.ok("plan", "show", PLAN, "--lang", lang)
    assert "behind" not in page
    assert clm("plan", "list", "--csv").out.startswith("id,title,owner,from,to,goals,open,reached")


def test_a_review_that_is_due_stands_in_the_worklist(known: Repository, clm: Clm) -> None:
    # A4.12
    reviews = "reviews:\n  - {{id: k-w5t9w2cm, on: {}{}}}\n"
    known.put(FILE, HEAD + reviews.format("2026-11-17", ""))
    (item,) = clm("mine", "plans", "--as", "isabel", "--json").json["items"]
    wanted = {
        "ref": PLAN, "customer": None, "name": "Plan 2027", "list": "plans", "rule": "plan-review",
        "due": "2026-11-17", "overdue": True, "owner": "isabel", "covering_for": None,
        "covered_by": None, "next": f"clm plan review {PLAN} --held -m NOTE",
    }  # fmt: skip
    assert item.items() >= wanted.items()
    assert "Look at the plan" in clm.ok("mine", "--as", "isabel")
    assert clm("mine", "plans", "--json").json["items"] == []  # jana's own
    (team,) = clm("mine", "plans", "--team", "--json").json["items"]
    assert team["ref"] == PLAN
    away = "absences:\n  - {id: ab-000001, from: 2026-11-16, to: 2026-11-20, replacement: jana}\n"
    known.put("team/isabel.yaml", known.read("team/isabel.yaml") + away)
    (item,) = clm("mine", "plans", "--json").json["items"]
    assert item["covering_for"] == "isabel"
    (item,) = clm("mine", "plans", "--as", "isabel", "--json").json["items"]
    assert (item["covered_by"], item["covered_until"]) == ("jana", "2026-11-20")
    for text in (
        reviews.format("2026-11-19", ""),
        reviews.format("2026-11-17", ", held_on: 2026-11-17"),
        reviews.format("2026-11-17", "") + "closed_on: 2026-11-17\n",
        GOAL,
    ):
        known.put(FILE, HEAD + text)
        assert clm("mine", "plans", "--team", "--json").json["items"] == []
