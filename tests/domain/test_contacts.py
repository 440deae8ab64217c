"""Contacts with roles and channels, and what the customer database lacks (A2.3)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from clm.domain.complaint import Complaint
from clm.domain.contacts import (
    Details,
    add,
    change,
    contact_meant,
    contact_or_name,
    remove,
)
from clm.domain.customer import Contact
from clm.domain.fullness import is_known_badly, lacks, of_customer
from clm.domain.policy import CompleteCustomer
from clm.domain.request import Request
from clm.domain.review import Review
from clm.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from tests.domain.cases import acting, day, given, told

ME, TODAY = acting("2026-11-18"), day("2026-11-18")
ERIKA = "{id: p-11111111, name: Erika Muster, role: billing, email: e@muster.example,"
ERIKA += " channels: [complaint]}"
ALL = "{id: p-1111111a, name: E, phone: '4711', role: x,"
ALL += " channels: [ordering, escalation, complaint]}"
OTTO = "{id: p-22222222, name: Otto Muster}"
BOTH = given(f"contacts: [{ERIKA}, {OTTO}]").customer
BOOKED = """
bookings:
  - {id: b-00000001, kind: package, booked_on: 2026-11-02, hours: 10, status: confirmed}
"""


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ("", "contacts role account_manager ordering escalation complaint services"),
        (f"contacts: [{OTTO}]\nowner: jana",
         "contacts role ordering escalation complaint services"),
        (f"contacts: [{ERIKA}]\naccount_manager: tom\nservices: [telefon]", "ordering escalation"),
        (f"contacts: [{ALL}]\nowner: jana\nservices: [telefon]", ""),
        ("contacts: [{id: p-1111111a, name: E, role: x, channels: [ordering]}]\nowner: jana",
         "contacts role ordering escalation complaint services"),
    ],
)  # fmt: skip
def test_what_the_customer_database_lacks(fields: str, lacking: str) -> None:  # A2.3
    assert " ".join(lacks(given(fields).customer)) == lacking


def test_of_a_lead_less_is_asked_than_of_a_customer() -> None:  # A2.3
    asked = CompleteCustomer()
    lead, booked = given(""), given(BOOKED)
    assert of_customer(lead.customer, asked, TODAY).recommended == ("contacts",)
    assert of_customer(booked.customer, asked, TODAY).recommended == lacks(booked.customer)
    assert of_customer(booked.customer, asked, day("2026-11-01")).recommended == ("contacts",)
    once = CompleteCustomer(booked=("contacts",))
    assert of_customer(booked.customer, once, TODAY).recommended == ("contacts",)
    assert is_known_badly(booked.customer, asked, TODAY)
    assert is_known_badly(booked.customer, once, TODAY)
    assert not is_known_badly(booked.customer, CompleteCustomer(booked=()), TODAY)
    assert not is_known_badly(booked.customer, asked, day("2026-11-01"))
    assert not is_known_badly(replace(booked.customer, status="archived"), asked, TODAY)


def test_a_contact_is_added_with_what_goes_through_them() -> None:  # A2.3
    said = Details(" Ida  Kern ", "billing", "i@muster.example", channels=("complaint", "ordering"))
    new, decision = add(given("").customer, ME, said)
    assert new == "p-00000000"
    (made,) = decision.changes
    contact = made.item  # type: ignore[union-attr]
    assert isinstance(contact, Contact)
    assert (contact.name, contact.role, contact.email) == ("Ida Kern", "billing", said.email)
    assert contact.channels == ("ordering", "complaint")  # in the order of the process


def test_a_channel_goes_to_who_can_be_reached() -> None:  # A2.3
    with pytest.raises(RefusedError, match="Ida cannot be reached"):
        add(given("").customer, ME, Details("Ida", channels=("ordering",)))
    with pytest.raises(UsageError, match="no e-mail"):
        add(given("").customer, ME, Details("Ida", email="ida", phone="0351 1234"))
    with pytest.raises(UsageError, match="needs a name"):
        add(given("").customer, ME, Details(" "))
    with pytest.raises(RefusedError, match="archived"):
        add(given("status: archived").customer, ME, Details("Ida"))


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        (Details(email=""), RefusedError, "Erika Muster cannot be reached"),
        (Details(phone="abc"), UsageError, '"abc" is no phone number'),
        (Details(phone="12 3"), UsageError, '"12 3" is no phone number'),
        (Details(email="", phone=" "), RefusedError, "Erika Muster cannot be reached"),
    ],
)
def test_who_has_channels_stays_reachable(
    said: Details, error: type[Exception], sentence: str
) -> None:  # A2.3
    with pytest.raises(error, match=sentence):
        change(BOTH, BOTH.contacts[0], said)
    kept = said._replace(email="", phone="0351 12345")
    assert told(change(BOTH, BOTH.contacts[0], kept))[0] == "contacts p-11111111 email = None"
    let_go = Details(email="", dropped=("complaint",))
    assert len(change(BOTH, BOTH.contacts[0], let_go).changes) == 2
    assert change(BOTH, BOTH.contacts[1], Details(email="", phone="")).changes == ()
    lost = given("contacts: [{id: p-11111111, name: E, channels: [complaint]}]").customer
    assert change(lost, lost.contacts[0], Details(role="x")).changes  # of another matter


def test_one_person_is_no_two_contacts() -> None:  # A2.10
    with pytest.raises(RefusedError, match="p-11111111 Erika Muster has that e-mail already"):
        add(BOTH, ME, Details("E. Muster", email="E@Muster.example"))
    add(BOTH, ME, Details("E. Muster"))


def test_only_what_was_said_changes() -> None:  # A2.3
    erika = BOTH.contacts[0]
    said = Details(role="", phone="0351 12345", channels=("ordering",), dropped=("complaint",))
    assert told(change(BOTH, erika, said)) == [
        "contacts p-11111111 role = None",
        "contacts p-11111111 phone = 0351 12345",
        "contacts p-11111111 channels = ('ordering',)",
    ]
    assert told(change(BOTH, erika, Details(role="billing", channels=("complaint",)))) == []
    (none_left,) = change(BOTH, erika, Details(dropped=("complaint",))).changes
    assert none_left.value is None  # type: ignore[union-attr]


def test_whom_a_request_complaint_or_review_names_stays() -> None:  # A0.4
    request = Request(
        id="r-000001", subject="x", need="x", channel="phone", received_at="2026-11-16",
        contacts=("p-11111111",),
    )  # fmt: skip
    complaint = Complaint(
        id="cm-000001", received_at="2026-11-16", channel="phone", complainant="p-11111111",
        text="x", remedy_sought="x",
    )  # fmt: skip
    review = Review(id="rv-000001", planned_on=TODAY, theirs=("p-11111111",))
    dossier = given(f"contacts: [{ERIKA}, {OTTO}]")._replace(
        requests=(request,), complaints=(complaint,), reviews=(review,)
    )
    with pytest.raises(RefusedError, match="Muster is the contact of r-000001, cm-000001, rv-0"):
        remove(dossier, BOTH.contacts[0])
    assert told(remove(dossier, BOTH.contacts[1])) == ["- contacts p-22222222"]


def test_a_contact_is_meant_by_id_mail_or_name() -> None:
    for typed in ("p-11111111", "E@muster.example", "erika"):
        assert contact_meant(BOTH, typed).id == "p-11111111"
    with pytest.raises(AmbiguousError):
        contact_meant(BOTH, "muster")
    with pytest.raises(NotFoundError) as none:
        contact_meant(BOTH, "ida")
    assert none.value.hint == "known:\np-11111111  Erika Muster\np-22222222  Otto Muster"
    with pytest.raises(NotFoundError) as nobody:
        contact_meant(given("").customer, "ida")
    assert nobody.value.hint == "clm customer contact add c-7f3qkd NAME"


def test_who_is_no_contact_is_meant_by_name() -> None:  # A2.15, A2.34
    assert contact_or_name(BOTH, "erika") == "p-11111111"
    assert contact_or_name(BOTH, " Ida \n Muth ") == "Ida Muth"
    with pytest.raises(AmbiguousError):
        contact_or_name(BOTH, "muster")
    with pytest.raises(NotFoundError):
        contact_or_name(BOTH, "p-33333333")
    with pytest.raises(UsageError, match="a person has a name"):
        contact_or_name(BOTH, "  ")
