"""Which agreement holds for a request, and what agreements obey (A2.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from clm.domain.agreements import (
    Placed,
    agreement_for,
    individual,
    is_valid,
    obligations,
    overlapping,
    undefaulted,
    without_default,
)
from clm.domain.catalogue import Service, is_published
from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.policy import STARTER_TARGETS
from clm.domain.request import Requests
from clm.domain.servicefile import ServiceFile
from clm.domain.sla import Sla, minutes_of, promised, starter
from tests.domain.cases import BERLIN, CUSTOMER, given, of_yaml

if TYPE_CHECKING:
    from clm.domain.changes import FileKind

TARGETS: Final = (
    "targets: {low: {solution: 40h}, normal: {solution: 24h}, high: {first_response: 1h, "
    "solution: 8h}}"
)
TODAY: Final = date(2026, 11, 18)
KNOWN: Final = Known(
    TODAY, team=frozenset({"jana"}), customers=frozenset({CUSTOMER}),
    calendars=frozenset({"berlin"}), services=frozenset({"reise", "telefon"}),
    slas=frozenset({"default"}),
)  # fmt: skip


def sla(name: str = "default", more: str = "", targets: str = TARGETS) -> Sla:
    text = f"id: {name}\nname: {name}\nvalid_from: 2026-01-01\n{targets}\n{more}"
    return of_yaml(text.replace("; ", "\n"), Sla)


def placed(name: str, more: str = "", of: str | None = None) -> Placed:
    return Placed(sla(name, more), of)


def request(services: str = "reise", at: str = "2026-11-16T09:00", priority: str = "high") -> Any:
    text = (
        f"customer: {CUSTOMER}\nrequests:\n  - {{id: r-4k2m9q, subject: Reise, need: Flug, channel:"
        f" phone, received_at: {at}, priority: {priority}, services: [{services}]}}\n"
    )
    return of_yaml(text, Requests).requests[0]


def holds(*known: Placed, services: str = "reise", at: str = "2026-11-16T09:00") -> str | None:
    customer = given("class: [{id: k-11111111, value: A, on: 2026-05-01, by: jana}]").customer
    found = agreement_for(request(services, at), customer, known, BERLIN)
    return found.ref if found else None


RANKED: Final = (
    placed("both", "services: [reise]", CUSTOMER),
    placed("whose", f"customer: {CUSTOMER}"),
    placed("class-and-service", "class: A; services: [reise]"),
    placed("class", "class: A"),
    placed("service", "services: [reise]"),
    placed("all"),
    placed("default", "default: true"),
)


@pytest.mark.parametrize("place", range(len(RANKED)))
def test_the_most_specific_agreement_holds(place: int) -> None:
    # A2.7: customer and service, customer, class and service, class, service, all, the default
    left = RANKED[place:]
    assert holds(*left) == left[0].ref
    assert holds(*reversed(left)) == left[0].ref


def test_what_is_for_others_does_not_hold() -> None:
    # A2.7
    others = (placed("b", "class: B"), placed("x", "customer: c-000000"),
              placed("t", "services: [telefon]"), placed("own", of="c-000000"))  # fmt: skip
    assert holds(*others) is None
    assert holds(*others, placed("none", "class: none")) is None
    before = "2026-04-01"  # then the customer had no class
    assert holds(placed("none", "class: none"), placed("a", "class: A"), at=before) == "none"


def test_of_equals_the_first_named_service_decides_then_the_order() -> None:
    # A2.7: "first by specificity, then order"
    two = (placed("t", "services: [telefon]"), placed("r", "services: [reise]"))
    assert holds(*two, services="reise, telefon") == "r"
    assert holds(*two, services="telefon, reise") == "t"
    assert holds(placed("one"), placed("two")) == "one"


def test_it_holds_by_the_day_the_request_came() -> None:
    # A2.7: what is closed keeps the agreement of its time
    old, new = placed("old", "valid_to: 2026-10-31"), placed("new").sla
    known = (old, Placed(of_yaml(f"id: new\nname: new\nvalid_from: 2026-11-01\n{TARGETS}", Sla)))
    assert holds(*known, at="2026-10-31T23:30") == "old"
    assert holds(*known, at="2026-10-31T23:30:00Z") == "new"  # the first of November in Berlin
    assert holds(*known, at="2025-12-31") is None
    assert is_valid(new, date(2026, 1, 1))


def test_targets_are_spans_of_working_time() -> None:
    # A2.7
    assert (minutes_of("30min"), minutes_of("8h")) == (30, 480)
    assert promised(sla(), "high") == {"first_response": 60, "solution": 480}
    assert promised(sla(), None) == {"solution": 1440}
    assert promised(sla(targets=""), "low") == {}


def flaws(more: str = "", targets: str = TARGETS) -> list[str]:
    if not any(word in more for word in ("default", "customer", "class", "services")):
        more += "; default: true"
    return [flaw.sentence for _, flaw in broken("sla", sla(more=more, targets=targets), KNOWN)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", []),
        ("owner: jana; calendar: berlin; services: [reise]", []),
        ("valid_to: 2025-12-31", ["valid_to 2025-12-31 lies before valid_from 2026-01-01"]),
        ("default: true; class: A",
         ["default: the default holds for all, and this one is for some"]),
        ("customer: c-000000", ["customer: there is no customer c-000000"]),
        ("services: [fax]", ["services: there is no service fax"]),
        ("calendar: porto", ["calendar: there is no calendar porto"]),
        ("owner: rita", ["owner: nobody has the handle rita"]),
        ("default: false",
         ["default is for all, as the default is: it would outrank it"]),
        ("review_on: 2026-11-17", ["review_on: 2026-11-17 is over"]),
        ("review_on: 2026-11-17; valid_to: 2026-11-17", []),
        ("review_on: 2026-11-18; valid_to: 2026-12-31", []),
        ("review_on: 2026-11-17; valid_to: 2026-12-31", ["review_on: 2026-11-17 is over"]),
    ],
)  # fmt: skip
def test_what_an_agreement_obeys(more: str, said: list[str]) -> None:
    # A2.7
    assert flaws(more) == said


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ("targets: {low: {solution: 1h}, high: {solution: 1h}}",
         ["targets: nothing is promised for normal"]),
        ("targets: {}", ["targets: nothing is promised for low, normal, high"]),
        (TARGETS.replace("low: {solution: 40h}", "low: {}"),
         ["targets: nothing is promised for low"]),
        (TARGETS.replace("solution: 8h", "solution: 59min"),
         ["targets: high: first_response 1h is later than solution 59min"]),
        (TARGETS.replace("solution: 8h", "solution: 60min"), []),
        (TARGETS.replace("solution: 40h", "solution: 5000h"), []),
        (TARGETS.replace("solution: 40h", "solution: 5001h"),
         ["targets: low: solution is longer than 5000h"]),
    ],
)  # fmt: skip
def test_what_targets_obey(targets: str, said: list[str]) -> None:
    # A2.7: response ≤ solution, each priority once
    assert flaws(targets=targets) == said


def terms(*slas: str) -> list[str]:
    items = "".join(
        f"  - {{id: {one.partition(' ')[0]}, name: x, valid_from: 2026-01-01, {TARGETS}"
        f"{one.partition(' ')[2]}}}\n"
        for one in slas
    )
    file = of_yaml(f"customer: {CUSTOMER}\nsla:\n{items}", ServiceFile)
    return [flaw.sentence for _, flaw in broken("service-file", file, KNOWN)]


def test_own_terms_obey_the_same_and_each_other() -> None:
    # A2.7
    assert terms("eins") == []
    assert terms("eins , customer: c-000000") == [
        f"eins: customer: c-000000, but these are the terms of {CUSTOMER}"
    ]
    assert terms(f"eins , customer: {CUSTOMER}") == []
    assert terms("eins , default: true") == [
        "eins: default: the default holds for all, and this one is for some"
    ]
    assert terms("eins , review_on: 2026-11-01") == ["eins: review_on: 2026-11-01 is over"]
    assert terms("eins", "zwei") == [
        f"zwei: valid_from: from 2026-01-01 on {CUSTOMER}/eins is for the same"
    ]
    assert terms("eins , services: [reise]", "zwei") == []


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("default: true", "default: true", "valid_from: from 2026-01-01 on one is the default too"),
        ("default: true; valid_to: 2025-01-01", "default: true", None),
        ("default: true", "", None),
        ("", "", "valid_from: from 2026-01-01 on one is for the same"),
        ("class: A", "class: B", None),
        ("services: [reise]", "services: [telefon]", None),
        ("services: [reise, telefon]", "services: [telefon]",
         "valid_from: from 2026-01-01 on one is for the same"),
        ("services: [reise]", "", None),
    ],
)  # fmt: skip
def test_two_for_the_same_at_the_same_time_are_found(
    one: str, other: str, said: str | None
) -> None:
    # A2.7: exactly one default; no two of the same specificity
    found = [flaw.sentence for _, flaw in overlapping([placed("one", one), placed("two", other)])]
    assert found == ([said] if said else [])


def test_a_day_without_a_default_is_found() -> None:
    # A2.7
    ended = placed("default", "default: true; valid_to: 2026-11-17")
    (flaw,) = without_default([ended], TODAY)
    assert flaw.sentence == "no agreement is the default on 2026-11-18"
    assert list(without_default([ended, placed("now", "default: true")], TODAY)) == []
    assert list(without_default([], TODAY)) == []


def test_what_was_promised_to_a_customer_binds_until_it_is_over() -> None:
    # A2.7, A2.12
    dossier = given("")._replace(terms=(sla("own"), sla("old", "valid_to: 2026-11-17")))
    known = (placed("theirs", f"customer: {CUSTOMER}; valid_to: 2026-11-18"), placed("all"))
    refs = [one.ref for one in individual(dossier, known)]
    assert refs == [f"{CUSTOMER}/own", f"{CUSTOMER}/old", "theirs"]
    assert [one.ref for one in obligations(dossier, known, TODAY)] == [
        f"{CUSTOMER}/own", "theirs",
    ]  # fmt: skip


def test_the_agreement_to_begin_with_has_no_flaw() -> None:
    # A2.2
    made = starter(date(2026, 1, 1), "Standard", "wird gesagt")
    assert list(broken("sla", made, KNOWN)) == []
    assert (made.default, made.review_on) == (True, date(2027, 1, 1))
    times = {key: (of.first_response, of.update, of.solution) for key, of in made.targets.items()}
    assert times == STARTER_TARGETS


# services


def service(more: str = "", status: str = "production") -> Service:
    text = f"id: reise\nname: Reise\nstatus: {status}\n{more}".replace("; ", "\n")
    return of_yaml(text, Service)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("owner: jana; contact: jana; sla: default; prices: {Stunde: 36}", []),
        ("prices: {'': 5, ' ': 6}", ["prices: of which unit?"] * 2),
        ("owner: rita", ["owner: nobody has the handle rita"]),
        ("sla: gold", ["sla: there is no agreement gold"]),
        ("offered_on: 2026-02-01; retired_on: 2026-01-01",
         ["retired_on 2026-01-01 lies before offered_on 2026-02-01"]),
        ("offered_on: 2026-02-01; retired_on: 2026-02-01", []),
    ],
)  # fmt: skip
def test_what_a_service_obeys(more: str, said: list[str]) -> None:
    # A2.6
    assert [flaw.sentence for _, flaw in broken("service", service(more), KNOWN)] == said


@pytest.mark.parametrize("name", ["''", "' '"])
def test_what_is_listed_by_its_name_has_one(name: str) -> None:
    # A2.6, A2.7
    unnamed = {
        "service": of_yaml(f"id: reise\nname: {name}\nstatus: planned\n", Service),
        "sla": of_yaml(
            f"id: x\nname: {name}\ndefault: true\nvalid_from: 2026-01-01\n{TARGETS}", Sla
        ),
    }
    for kind, record in unnamed.items():
        found = [flaw.sentence for _, flaw in broken(kind, record, KNOWN)]  # type: ignore[arg-type]
        assert found == ["name: it has none"]


def test_the_catalogue_is_what_is_live_and_for_customers() -> None:
    # A2.6
    assert is_published(service())
    assert not is_published(service("customer_facing: false"))
    assert not any(is_published(service(status=one)) for one in ("proposed", "planned", "retired"))


TOLD: Final = (
    "received_at: 2026-11-16, channel: phone, complainant: Erika, text: x, remedy_sought: y"
)


def naming(what: str, *, is_over: bool = False) -> tuple[FileKind, Any]:
    """The kind of file and the record in which something names the service fax."""
    if what == "customer":
        more = "status: archived\n" if is_over else ""
        return "customer", given(f"{more}services: [reise, fax]").customer
    over = "events: [{id: k-00000001, at: 2026-11-17, by: jana, kind: status, to: closed}]"
    if what == "complaint":
        event = over if is_over else "events: []"
        text = (
            f"customer: {CUSTOMER}\ncomplaints:\n  - {{id: cm-000001, {TOLD}}}\n"
            f"  - {{id: cm-4k2m9q, {TOLD}, service: fax, {event}}}\n"
        )
        return "service-file", of_yaml(text, ServiceFile)
    status = "done" if is_over else "open"
    task = f"{{id: t-00000001, title: x, executor: tom, service: fax, status: {status}}}"
    request = (
        "{id: r-4k2m9q, subject: x, need: y, channel: phone, received_at: 2026-11-16, "
        f"services: [{'fax' if what == 'request' else 'reise'}], "
        f"tasks: [{task if what == 'task' else ''}], {over if is_over else 'events: []'}}}"
    )
    other = "{id: t-00000002, title: x, executor: tom, status: open}"
    own = f"tasks: [{other}, {task}]" if what == "own task" else f"tasks: [{other}]"
    text = f"customer: {CUSTOMER}\nrequests: [{request}]\n{own}"
    return "requests", of_yaml(text, Requests)


PLACES: Final = {
    "customer": "services",
    "complaint": "complaints cm-4k2m9q service",
    "request": "requests r-4k2m9q services",
    "task": "requests r-4k2m9q tasks t-00000001 service",
    "own task": "tasks t-00000001 service",
}


@pytest.mark.parametrize("what", PLACES)
def test_unknown_services_are_found_once_there_is_a_catalogue(what: str) -> None:
    # A2.6
    kind, record = naming(what)
    (flaw,) = (flaw for row, flaw in broken(kind, record, KNOWN) if row.rule == "unknown-service")
    assert " ".join(flaw.at) == PLACES[what]
    assert flaw.sentence == f"{flaw.at[-1]}: there is no service fax"
    assert flaw.hint == "known: reise, telefon"
    near = KNOWN._replace(services=frozenset({"faxe", "reise"}))
    hints = [flaw.hint for row, flaw in broken(kind, record, near) if row.rule == "unknown-service"]
    assert hints == ["did you mean faxe? known: faxe, reise"]
    nothing = KNOWN._replace(services=frozenset())
    assert "unknown-service" not in [row.rule for row, _ in broken(kind, record, nothing)]


@pytest.mark.parametrize("what", PLACES)
def test_what_is_open_names_no_retired_service(what: str) -> None:
    # A2.6
    known = KNOWN._replace(services=frozenset({"fax", "reise"}), retired=frozenset({"fax"}))

    def found(*, is_over: bool) -> list[str]:
        kind, record = naming(what, is_over=is_over)
        flaws = [flaw for row, flaw in broken(kind, record, known) if row.rule == "retired-service"]
        return [flaw.sentence for flaw in flaws if " ".join(flaw.at) == PLACES[what]]

    assert found(is_over=False) == [f"{PLACES[what].split()[-1]}: fax is retired"]
    assert found(is_over=True) == []


@pytest.mark.parametrize(
    ("before", "after", "since", "day"),
    [
        ("default: true", "default: false", "2026-11-18", "2026-11-18"),
        ("default: true", "valid_to: 2026-11-17; default: true", "2026-11-18", "2026-11-18"),
        ("default: true", "valid_to: 2026-12-31; default: true", "2026-11-18", "2027-01-01"),
        ("default: true", "valid_to: 2026-11-10; default: true", "2026-11-02", "2026-11-11"),
        ("default: true", "default: true", "2026-11-18", None),
        ("default: false", "default: false", "2026-11-18", None),
        ("valid_to: 2026-11-17; default: true", "default: false", "2026-11-18", None),
    ],
)
def test_days_that_lose_their_default(before: str, after: str, since: str, day: str | None) -> None:
    # A2.7
    one, other = [placed("one", before)], [placed("one", after)]
    found = undefaulted(one, other, date.fromisoformat(since), date.max)
    assert found == (date.fromisoformat(day) if day else None)
    following = placed("next", "default: true")
    assert undefaulted(one, [*other, following], date.fromisoformat(since), date.max) is None
