"""Each rule of the checks: the flaw it finds, where, and what it leaves alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from clm.domain.casefile import Agreement, Deadline, Note, OTeamFile, Quote, VpaFile
from clm.domain.catalogue import Service
from clm.domain.checks import (
    CHECKS,
    broken,
    hours_flaws,
    twice_in_team,
    vacant,
)
from clm.domain.customer import (
    Appointment,
    Booking,
    Check,
    ClassMark,
    Consent,
    Contact,
    Customer,
    Demand,
    Handled,
    Mark,
    Reminder,
    Watch,
)
from clm.domain.flaws import Known
from clm.domain.fullness import CHANNELS, Completeness, of_customer
from clm.domain.notices import Notice
from clm.domain.people import Absence, Colleague, Span, Vpa
from clm.domain.policy import CompleteCustomer, Leads, Settings
from clm.domain.request import PostedTask, Requests
from clm.domain.review import Review
from clm.domain.servicefile import ServiceFile
from tests.domain.complaints import complaint

if TYPE_CHECKING:
    from typing import Any

    from clm.domain.changes import FileKind

TODAY = date(2026, 11, 18)
EARLY, LATE = date(2026, 10, 1), date(2026, 11, 1)
KNOWN = Known(
    TODAY,
    team=frozenset({"jana", "tom", "uwe"}),
    former=frozenset({"uwe"}),
    vpas=frozenset({"anna"}),
    customers=frozenset({"c-7f3qkd", "c-000000"}),
)


def customer(**fields: Any) -> Customer:
    given = {"id": "c-7f3qkd", "name": "Muster", "kind": "person", "owner": "jana", **fields}
    return Customer(**given)


def booking(**fields: Any) -> Booking:
    given = {
        "id": "b-2k9x7d1q", "kind": "package", "booked_on": EARLY, "hours": 5,
        "status": "confirmed", **fields,
    }  # fmt: skip
    return Booking(**given)


def flaws(kind: FileKind, record: object) -> list[tuple[str, str]]:
    """(rule, path) of every flaw, completeness too."""
    return [
        (check.rule, ".".join(flaw.at)) for check, flaw in broken(kind, record, KNOWN, strict=True)
    ]


def of(record: Customer) -> list[tuple[str, str]]:
    return [found for found in flaws("customer", record) if found[0] != "incomplete"]


def test_a_record_in_order_has_no_flaw() -> None:
    contact = Contact(
        id="p-00000000", name="Erika", role="ordering", phone="0431 5550", channels=CHANNELS
    )
    record = customer(bookings=(booking(),), vpa="anna", contacts=(contact,), services=("telefon",))
    assert flaws("customer", record) == []


def test_every_handle_in_a_customers_file_is_a_colleagues() -> None:
    mark = {"on": EARLY, "by": "x", "off_on": EARLY, "off_by": "x"}
    record = customer(
        owner="x",
        sales="x",
        account_manager="x",
        appointment=Appointment(at="2026-11-01", with_="x"),
        class_=(ClassMark(id="k-00000001", value="A", **mark),),  # type: ignore[arg-type]
        prio=(Mark(id="k-00000002", **mark),),  # type: ignore[arg-type]
        watch=(Watch(id="k-00000003", reason="offer", **mark),),  # type: ignore[arg-type]
        reminders=(Reminder(id="m-00000001", on=LATE, for_="x", by="x", done_by="x"),),
        handled=(Handled(id="h-00000001", rule="watch", trigger="t", by="x", on=EARLY),),
        checks=(Check(id="k-00000004", rule="r", trigger="t", on=EARLY, by="x"),),
        demands=(Demand(id="k-00000005", text="mehr", on=EARLY, by="x", closed_by="x"),),
    )
    assert of(record) == [
        ("unknown-colleague", path)
        for path in (
            "owner", "sales", "account_manager", "appointment.with",
            "class.k-00000001.by", "class.k-00000001.off_by",
            "prio.k-00000002.by", "prio.k-00000002.off_by",
            "watch.k-00000003.by", "watch.k-00000003.off_by",
            "reminders.m-00000001.for", "reminders.m-00000001.by", "reminders.m-00000001.done_by",
            "handled.h-00000001.by", "checks.k-00000004.by",
            "demands.k-00000005.by", "demands.k-00000005.closed_by",  # A2.8
        )
    ]  # fmt: skip


def test_who_is_known_is_listed_unless_there_are_many() -> None:
    (_, flaw), *_ = broken("customer", customer(owner="x"), KNOWN)
    assert flaw.hint == "known: jana, tom, uwe"
    many = KNOWN._replace(team=frozenset(f"p{n}" for n in range(30)))
    (_, flaw), *_ = broken("customer", customer(owner="x"), many)
    assert flaw.hint is None


def test_a_vpa_writes_only_into_the_vpas_file() -> None:
    note = Note(id="n-00000001", at="2026-11-01", by="anna", acting_as="x")
    by, acting = ("unknown-colleague", "notes.n-00000001.by"), "notes.n-00000001.acting_as"
    internal = OTeamFile(customer="c-7f3qkd", notes=(note,))
    assert flaws("oteam", internal) == [by, ("unknown-colleague", acting)]
    theirs = VpaFile(customer="c-7f3qkd", notes=(note,))
    assert flaws("vpa-file", theirs) == [("unknown-colleague", acting)]


def notes(**fields: Any) -> OTeamFile:
    return OTeamFile(
        customer="c-7f3qkd", notes=(Note(id="n-00000001", at="2026-11-01", by="jana", **fields),)
    )


def test_who_used_a_shared_account_is_named() -> None:  # A3.9
    known = KNOWN._replace(shared=frozenset({"jana"}))
    (found,) = broken("oteam", notes(text="x"), known)
    assert (found[0].rule, found[1].at) == ("shared-author", ("notes", "n-00000001", "by"))
    assert list(broken("oteam", notes(acting_as="jana"), known._replace(shared=frozenset()))) == []


def test_tags_are_those_of_the_team() -> None:  # A3.7
    tagged = notes(tags=("geld", "Anruf", "telefon"))
    assert flaws("oteam", tagged) == []  # no list, so any is fine
    known = KNOWN._replace(tags={"telefonat": "telefonat", "anruf": "telefonat"})
    assert [(row.rule, row.severity, flaw.sentence, flaw.hint)
            for row, flaw in broken("oteam", tagged, known)] == [
        ("unknown-tag", "warning", "there is no tag geld", "clm file tags lists them"),
        ("unknown-tag", "warning", "there is no tag telefon", "did you mean telefonat?"),
    ]  # fmt: skip


def test_a_secret_in_an_entry_is_found_without_being_told() -> None:  # A3.19
    record = notes(
        situation="ruft an", text="alles gut\npw=Hund99", quote=Quote(source="PIN 4711"),
        agreement=Agreement(what="5 h", price="DE89370400440532013000", valid_until=LATE),
    )  # fmt: skip
    assert [
        (row.rule, flaw.at[-1], flaw.sentence) for row, flaw in broken("oteam", record, KNOWN)
    ] == [
        ("secret", "text", "text: line 2: a password"),
        ("secret", "quote", "quote: line 1: a password"),
        ("secret", "agreement", "agreement: line 2: an account number"),
    ]


def test_a_secret_in_other_free_texts_is_found_too() -> None:  # A3.19
    told = complaint("2026-11-16 received, 2026-11-17 +handler jana pw=Hund99", handler="jana")
    told = msgspec.structs.replace(told, text="pw=Hund99")
    held = Review(id="rv-000001", planned_on=EARLY, findings=("gut", "pw=Hund99"))
    record = ServiceFile(customer="c-7f3qkd", complaints=(told,), reviews=(held,))
    found = [
        (".".join(flaw.at), flaw.sentence)
        for row, flaw in broken("service-file", record, KNOWN)
        if row.rule == "secret"
    ]
    assert found == [
        (f"complaints.{told.id}.text", "text: line 1: a password"),
        (f"complaints.{told.id}.events.k-00000001.note", "note: line 1: a password"),
        ("reviews.rv-000001.findings", "findings: line 1: a password"),
    ]
    service = Service(id="fax", name="pw=Hund99", description="pw=Hund99", status="production")
    assert flaws("service", service) == [("secret", "description")]


def test_a_special_agreement_says_its_terms() -> None:  # A3.5
    assert flaws("oteam", notes(kind="special-agreement")) == [
        ("agreement-without-terms", "notes.n-00000001.kind")
    ]
    agreed = Agreement(what="Raten", price="0 EUR", valid_until=LATE)
    assert flaws("oteam", notes(kind="special-agreement", agreement=agreed)) == []


def test_every_vpa_named_is_one() -> None:
    task = PostedTask(
        id="t-00000001", title="x", posted_at="2026-11-01", status="forwarded", vpa="x"
    )
    deadline = Deadline(id="d-00000001", vpa="x", on=LATE, ask="?", note="n-00000001")
    assert of(customer(vpa="x")) == [("unknown-vpa", "vpa")]
    assert flaws("requests", Requests(customer="c-7f3qkd", posted=(task,))) == [
        ("unknown-vpa", "posted.t-00000001.vpa")
    ]
    assert flaws("vpa-file", VpaFile(customer="c-7f3qkd", deadlines=(deadline,))) == [
        ("unknown-vpa", "deadlines.d-00000001.vpa")
    ]


@pytest.mark.parametrize("field", ["owner", "sales", "account_manager"])
def test_who_has_left_looks_after_nobody(field: str) -> None:  # A2.4
    assert of(customer(**{field: "uwe"})) == [("former-colleague", field)]
    assert of(customer(**{field: "uwe"}, status="archived")) == []


def test_a_booking_has_a_responsible() -> None:  # A1.7
    found = [("booking-without-responsible", "bookings.b-2k9x7d1q")]
    assert of(customer(owner=None, bookings=(booking(),))) == found
    assert of(customer(owner=None, bookings=(booking(status="offer"),))) == []
    assert of(customer(owner=None, bookings=(booking(booked_on=date(2026, 12, 1)),))) == []
    assert of(customer(owner=None, status="archived", bookings=(booking(),))) == []


@pytest.mark.parametrize(
    ("kind", "hours", "found"),
    [
        ("package", 0, [("package-of-no-hours", "bookings.b-2k9x7d1q.hours")]),
        ("gift", 0, [("package-of-no-hours", "bookings.b-2k9x7d1q.hours")]),
        ("gift", None, [("package-without-hours", "bookings.b-2k9x7d1q")]),
        ("gift", 1, []),
        ("addon", 0, []),
        ("addon", None, []),
    ],
)
def test_a_package_has_hours(kind: str, hours: int | None, found: list[tuple[str, str]]) -> None:
    assert of(customer(bookings=(booking(kind=kind, hours=hours),))) == found


def test_the_check_of_prio_is_the_worklists_own(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = Mark(id="k-00000009", on=EARLY, by="jana")
    monkeypatch.setattr("clm.domain.checks.prio_to_remind", lambda *_: mark)
    assert of(customer()) == [("prio-without-reminder", "prio.k-00000009")]


def test_a_prio_customer_has_a_reminder() -> None:  # A1.19
    prio = Mark(id="k-00000001", on=EARLY, by="jana")
    reminder = Reminder(id="m-00000001", on=LATE, for_="jana")
    assert of(customer(prio=(prio,))) == [("prio-without-reminder", "prio.k-00000001")]
    assert of(customer(prio=(prio,), reminders=(reminder,))) == []
    ended = Mark(id="k-00000001", on=EARLY, by="jana", off_on=LATE)
    assert of(customer(prio=(ended,))) == []


def test_one_mark_is_open_at_most() -> None:  # L10
    first = ClassMark(id="k-00000001", value="A", on=EARLY, by="jana")
    second = ClassMark(id="k-00000002", value="B", on=LATE, by="jana")
    ended = ClassMark(id="k-00000003", value="C", on=EARLY, by="jana", off_on=LATE)
    assert of(customer(class_=(ended, first, second))) == [
        ("several-open-marks", "class.k-00000002")
    ]
    offer = Watch(id="k-00000004", reason="offer", on=EARLY, by="jana")
    other = Watch(id="k-00000005", reason="close-eye", on=EARLY, by="jana")
    again = Watch(id="k-00000006", reason="offer", on=EARLY, by="jana")
    assert of(customer(watch=(offer, other))) == []
    assert of(customer(watch=(offer, again))) == [("several-open-marks", "watch.k-00000006")]


def test_nothing_ends_before_it_began() -> None:
    record = customer(
        bookings=(booking(booked_on=LATE, status="cancelled", cancelled_on=EARLY),),
        offer=(Mark(id="k-00000001", on=LATE, by="jana", off_on=EARLY),),
        handled=(Handled(id="h-00000001", rule="r", trigger="t", by="jana", on=LATE, until=EARLY),),
        consent=(Consent(id="k-00000002", purpose="mail", on=LATE, off_on=EARLY),),
    )
    assert of(record) == [
        ("dates-out-of-order", "bookings.b-2k9x7d1q.cancelled_on"),
        ("dates-out-of-order", "offer.k-00000001.off_on"),
        ("dates-out-of-order", "handled.h-00000001.until"),
        ("dates-out-of-order", "consent.k-00000002.off_on"),
    ]
    same_day = booking(booked_on=LATE, status="cancelled", cancelled_on=LATE)
    assert of(customer(bookings=(same_day,))) == []


@pytest.mark.parametrize("kind", ["package", "gift", "addon"])
def test_a_package_and_a_gift_have_hours(kind: str) -> None:
    found = of(customer(bookings=(booking(kind=kind, hours=None),)))
    assert found == ([] if kind == "addon" else [("package-without-hours", "bookings.b-2k9x7d1q")])


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"status": "merged", "merged_into": "c-000000"}, None),
        ({"status": "merged", "merged_into": "c-999999"}, "merged_into"),
        ({"status": "merged", "merged_into": "c-7f3qkd"}, "merged_into"),
        ({"status": "merged"}, "status"),
        ({"merged_into": "c-000000"}, "merged_into"),
    ],
)
def test_what_is_merged_says_into_whom(fields: dict[str, str], path: str | None) -> None:
    assert of(customer(**fields)) == ([("merged-into", path)] if path else [])


def test_completeness_is_asked_for_only_when_wished() -> None:  # A2.3
    nobody = customer()
    silent = customer(contacts=(Contact(id="p-00000001", name="Erika"),))
    assert flaws("customer", nobody) == [("incomplete", "name")]
    assert flaws("customer", silent) == [("incomplete", "name")]
    assert flaws("customer", customer(status="archived")) == []
    assert list(broken("customer", nobody, KNOWN)) == []


def test_the_team_says_which_fields_a_customer_needs() -> None:  # A0.5
    asked = CompleteCustomer(required=("owner", "city"), recommended=("vpa", "contacts"))
    known = KNOWN._replace(asked_of_customer=asked)
    erika = Contact(id="p-00000001", name="Erika", phone="0431 5550")
    held = customer(owner=None, city="Kiel", contacts=(erika,))
    assert of_customer(held, asked, TODAY) == Completeness(50, ("owner",), ("vpa",))
    told = [(one.severity, flaw.sentence) for one, flaw in broken("customer", held, known)]
    assert told == [("error", "c-7f3qkd needs: owner")]
    strict = [flaw.sentence for _, flaw in broken("customer", held, known, strict=True)]
    assert strict == ["c-7f3qkd needs: owner", "c-7f3qkd should have: vpa"]
    nothing = CompleteCustomer(recommended=())
    assert of_customer(held, nothing, TODAY).score == 100


def test_each_missing_field_names_the_command_that_fills_it() -> None:  # A2.3
    erika = Contact(id="p-00000001", name="Erika", phone="0431 5550")
    asked = CompleteCustomer(
        required=("role", "ordering", "account_manager", "owner", "vpa", "demands", "company"),
        recommended=("services", "city"),
    )
    known = KNOWN._replace(asked_of_customer=asked)
    held = customer(owner=None, contacts=(erika,))
    hints = [flaw.hint for _, flaw in broken("customer", held, known, strict=True)]
    assert hints == [
        "clm customer contact edit c-7f3qkd p-00000001 --role ROLE",
        "clm customer contact edit c-7f3qkd p-00000001 --channel ordering",
        "clm assign c-7f3qkd HANDLE --role account-manager",
        "clm assign c-7f3qkd HANDLE",
        "clm assign c-7f3qkd --vpa VPA",
        "clm customer demand add c-7f3qkd TEXT",
        "clm customer set c-7f3qkd company.KEY=VALUE",
        "clm customer set c-7f3qkd services+=VALUE",
        "clm customer set c-7f3qkd city=VALUE",
    ]
    nobody = customer(contacts=())
    hints = [flaw.hint for _, flaw in broken("customer", nobody, known, strict=True)]
    assert hints[:2] == ["clm customer contact add c-7f3qkd NAME --role ROLE --email EMAIL"] * 2


def test_a_case_file_belongs_to_a_customer() -> None:
    assert flaws("oteam", OTeamFile(customer="c-999999")) == [("orphan", "customer")]
    assert flaws("requests", Requests(customer="c-7f3qkd")) == []


def test_people_are_known_and_their_days_in_order() -> None:
    away = Absence(id="ab-000001", from_=LATE, to=EARLY, replacement="x")
    found = [
        ("unknown-colleague", "manager"),
        ("unknown-colleague", "absences.ab-000001.replacement"),
        ("dates-out-of-order", "absences.ab-000001.to"),
        ("dates-out-of-order", "active.to"),
    ]
    active = Span(from_=LATE, to=EARLY)
    tom = Colleague(id="tom", name="Tom", manager="x", absences=(away,), active=active)
    assert flaws("team", tom) == found
    covered = Absence(id="ab-000001", from_=EARLY, to=LATE, replacement="anna")
    assert flaws("vpa", Vpa(id="ben", name="Ben", absences=(covered,))) == []


@pytest.mark.parametrize("zone", ["Europe/Berln", "", "../etc"])
def test_the_zone_is_one(zone: str) -> None:
    assert flaws("settings", Settings(format=1, timezone=zone)) == [("unknown-zone", "timezone")]
    assert flaws("settings", Settings(format=1)) == []


def test_initials_and_e_mails_mean_one_colleague() -> None:
    tom = Colleague(id="tom", name="Tom", initials="TB", emails=("t@example.org",))
    tim = Colleague(id="tim", name="Tim", initials="tb", emails=("T@example.org",))
    found = [(handle, flaw.at) for handle, flaw in twice_in_team([tom, tim])]
    assert found == [("tim", ("emails",)), ("tim", ("initials",))]
    assert not list(twice_in_team([tom, Colleague(id="zoe", name="Zoe")]))


def test_somebody_active_distributes_leads() -> None:  # A1.47
    uwe = Colleague(id="uwe", name="Uwe", roles=("lead-distributor",))
    tom = Colleague(id="tom", name="Tom", roles=("lead-distributor",))
    assert [flaw.at for flaw in vacant([uwe], KNOWN)] == [()]
    assert not list(vacant([uwe, tom], KNOWN))


def test_somebody_active_has_each_role_that_is_needed() -> None:  # A2.17
    uwe = Colleague(id="uwe", name="Uwe", roles=("crm-lead",))
    tom = Colleague(id="tom", name="Tom", roles=("lead-distributor",))
    needed = ("lead-distributor", "crm-lead")
    (flaw,) = vacant([uwe, tom], KNOWN, needed)
    assert flaw.sentence == "nobody active has the role crm-lead"
    assert flaw.hint == "clm team set HANDLE roles+=crm-lead"


def test_every_rule_says_why() -> None:
    assert all(check.find.__doc__ for check in CHECKS)


def test_hours_that_are_some_have_no_flaw() -> None:
    assert list(hours_flaws(booking(kind="package", hours=5))) == []


def test_settings_without_a_rule_for_leads_are_questioned() -> None:
    def found(settings: Settings) -> list[tuple[str, tuple[str, ...]]]:
        rows = broken("settings", settings, Known(date(2026, 11, 18)))
        return [(row.severity, flaw.at) for row, flaw in rows if row.rule == "without-lead-rule"]

    assert found(Settings(format=1)) == []
    nobody = Settings(format=1, lead=Leads(rules=()))
    assert found(nobody) == [("warning", ("lead", "rules"))]  # A1.4


def test_a_notice_without_the_facts_of_its_event_is_found() -> None:  # A0.34
    odd = Notice(id="report-x", event="report", on=date(2026, 11, 18), to=("crm-lead",))
    assert {rule for rule, _ in flaws("notice", odd)} == {"notice"}
    told = msgspec.structs.replace(odd, facts={"report": "weekly", "week": "2026-W47"})
    assert flaws("notice", told) == []
