"""What an entry of a case file needs, and what follows from it; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from clm.domain.casefile import Agreement, Note, Quote
from clm.domain.changes import Add, Create, Delete, Remove, Set, Target
from clm.domain.customer import Booking
from clm.domain.decisions import Decision, case_note
from clm.domain.noting import After, Draft, noted, noted_as, refuse_secrets_in
from clm.domain.reminders import done_reminder, remind
from clm.domain.request import Requests
from clm.domain.turning import changes_after
from clm.domain.week import done
from clm.errors import ClmError, NotFoundError, RefusedError, UsageError
from tests import asking
from tests.domain.cases import PLAIN, acting, day, given, of_yaml, owes, told
from tests.domain.complaints import CM, complaint

if TYPE_CHECKING:
    from clm.domain.changes import Change, FileKind
    from clm.domain.customer import BookingKind

ME = acting("2026-11-18")
CUSTOMER = """
vpa: anna
bookings:
  - {id: b-00000001, kind: package, hours: 5, booked_on: 2026-11-02, status: confirmed}
  - {id: b-00000002, kind: shift, booked_on: 2026-11-03, status: confirmed}
"""
POSTED = "- {id: t-00000001, title: Reise, posted_at: 2026-11-17, status: forwarded}"
TAGGED = Draft(text="Rückruf", tags=("telefonat",))


def write(draft: Draft, after: After | None = None, customer: str = CUSTOMER) -> Decision:
    dossier = given(customer, POSTED)._replace(complaints=(complaint(),))
    return noted(dossier, PLAIN, ME, draft, after)


def entry(draft: Draft) -> Note:
    first, *_ = write(draft).changes
    assert isinstance(first, Add)
    note = first.item
    assert isinstance(note, Note)
    return note


def test_an_entry_says_what_was_typed() -> None:  # A3.8
    note = entry(
        Draft(
            text="kurz", situation="fragt nach 50 h", task="t-00000001", reaction="erklärt",
            next_steps="Angebot", kind="call", tags=("telefonat",), pinned=True,
            quote=Quote(source="Teams", at="2026-11-17"),
        )
    )  # fmt: skip
    assert note == Note(
        id="n-00000000", at="2026-11-18T09:00:00Z", by="jana", kind="call", tags=("telefonat",),
        situation="fragt nach 50 h", task="t-00000001", reaction="erklärt", next_steps="Angebot",
        text="kurz", quote=Quote(source="Teams", at="2026-11-17"), pinned=True,
    )  # fmt: skip


def test_the_files_are_apart_and_the_internal_one_is_meant() -> None:  # A3.1
    assert [change.target.kind for change in write(TAGGED).changes] == ["oteam"]
    theirs = write(TAGGED._replace(file="vpa"))
    assert [change.target.kind for change in theirs.changes] == ["vpa-file"]


def test_what_the_vpa_told_counts_as_theirs() -> None:  # A1.36
    assert entry(TAGGED._replace(file="vpa", from_vpa=True)).acting_as == "anna"


def test_kinds_that_are_about_something_name_it() -> None:  # A3.5
    shift = TAGGED._replace(kind="addon-booking", booking="b-00000002")
    assert entry(shift).booking == "b-00000002"
    longer = TAGGED._replace(kind="package-extension", booking="b-00000001")
    assert entry(longer).booking == "b-00000001"
    about = TAGGED._replace(kind="complaint", complaint=CM)
    assert entry(about).complaint == CM
    assert entry(TAGGED._replace(task="https://example.org/7")).task == "https://example.org/7"


def test_a_special_agreement_has_what_price_and_until_when() -> None:  # A3.5
    whole = ("50 h in Raten", "0 EUR", day("2026-12-31"))
    agreed = Agreement(what="50 h in Raten", price="0 EUR", valid_until=day("2026-12-31"))
    draft = Draft(kind="special-agreement", agreed=whole, tags=("sonderpreis",))
    assert entry(draft).agreement == agreed
    with pytest.raises(RefusedError, match=r"needs what, price, valid-until\Z") as refused:
        write(Draft(text="x", kind="special-agreement"))
    assert refused.value.hint == "--what TEXT --price TEXT --valid-until DATE"
    with pytest.raises(RefusedError, match=r"needs price\Z"):
        write(draft._replace(agreed=("Raten", None, day("2026-12-31"))))


def test_a_special_agreement_that_is_over_is_refused() -> None:  # A3.5
    over = Draft(kind="special-agreement", agreed=("Raten", "0 EUR", day("2026-11-17")))
    with pytest.raises(RefusedError, match="2026-11-17 lies in the past"):
        write(over)
    assert entry(over._replace(agreed=("Raten", "0 EUR", day("2026-11-18")))).agreement


@pytest.mark.parametrize(
    ("draft", "error", "said"),
    [
        (Draft(), UsageError, "what should be noted"),
        (Draft(tags=("x",), pinned=True), UsageError, "what should be noted"),
        (TAGGED._replace(agreed=("x", None, None)), UsageError, "kind other agrees on nothing"),
        (TAGGED._replace(booking="b-00000001"), UsageError, "about no booking"),
        (
            TAGGED._replace(kind="addon-booking", booking="b-00000009"),
            NotFoundError,
            "no booking b-00000009",
        ),
        (
            TAGGED._replace(kind="addon-booking", booking="b-00000001"),
            RefusedError,
            "is of kind package, so no addon-booking",
        ),
        (TAGGED._replace(complaint="cm-7f3qkd"), UsageError, "about no complaint"),
        (TAGGED._replace(kind="complaint", complaint="7f3qkd"), UsageError, "is no complaint"),
        (
            TAGGED._replace(kind="complaint", complaint="cm-7f3qkd"),
            NotFoundError,
            "has no complaint cm-7f3qkd",
        ),
        (TAGGED._replace(task="t-00000009"), NotFoundError, "no task t-00000009"),
        (TAGGED._replace(from_vpa=True), UsageError, "goes into the VPA's file"),
    ],
)
def test_what_does_not_go_together_is_refused(
    draft: Draft, error: type[ClmError], said: str
) -> None:
    with pytest.raises(error, match=said) as refused:
        write(draft)
    assert refused.value.hint


def test_who_has_no_vpa_was_told_nothing_by_one() -> None:
    with pytest.raises(RefusedError, match="has no VPA"):
        write(TAGGED._replace(file="vpa", from_vpa=True), customer="")
    for draft in (
        TAGGED._replace(kind="addon-booking", booking="b-00000009"),
        TAGGED._replace(task="t-00000009"),
    ):
        with pytest.raises(NotFoundError) as refused:
            noted(given(""), PLAIN, ME, draft)
        assert str(refused.value.hint).endswith("none")


def test_a_secret_is_refused_unless_there_is_a_reason() -> None:  # A3.19
    draft = TAGGED._replace(situation="ok", next_steps="dann\nPIN 4711")
    with pytest.raises(RefusedError, match=r"next_steps: line 2: a password\Z") as refused:
        write(draft)
    assert "4711" not in f"{refused.value}{refused.value.hint}"
    kept = write(draft._replace(force="bis morgen"))
    assert told(kept)[1] == "+ oteam notes other n-00000000: bis morgen"
    assert len(write(TAGGED).changes) == 1


def test_what_a_command_notes_by_itself_holds_no_secret() -> None:  # A3.19
    internal, theirs = write(TAGGED).changes, write(TAGGED._replace(file="vpa")).changes
    back = Add(internal[0].target, ("notes",), {"text": "pw=Hund99"})  # from an old state
    refuse_secrets_in((*internal, *theirs, Set(internal[0].target, ("owner",), "pw=Hund99"), back))
    said = case_note(given("").customer, ME, "pw=Hund99")
    with pytest.raises(RefusedError, match=r"text: line 1: a password\Z"):
        refuse_secrets_in((*internal, said))
    assert not write(TAGGED).forced
    assert write(TAGGED._replace(text="pw=Hund99", force="weil")).forced


HERS = Target("customer", "c-000001")
ASKED = Target("requests", "c-000001")
BESIDE = Target("service-file", "c-000001")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (Set(HERS, ("infos",), "gut\npw=Hund99"), "infos: line 2"),
        (Set(HERS, ("wizard", "Passwort"), "Hund99"), "wizard: line 1"),
        (Set(HERS, ("reminders", "m-00000001", "why"), "pw=Hund99"), "reminders: line 1"),
        (Set(HERS, ("prio", "k-000001", "off_note"), "pw=Hund99"), "prio: line 1"),
        (Add(HERS, ("watch",), {"note": "pw=Hund99"}), "watch: line 1"),
        (Set(ASKED, ("requests", "r-000001", "need"), "pw=Hund99"), "need: line 1"),
        (Add(ASKED, ("requests",), {"solution": "pw=Hund99"}), "solution: line 1"),
        (Set(BESIDE, ("complaints", "cm-000001", "text"), "pw=Hund99"), "text: line 1"),
        (Add(BESIDE, ("complaints", "cm-000001", "events"), {"note": "pw=Hund99"}), "note: line 1"),
        (Add(BESIDE, ("reviews",), {"findings": ("gut", "pw=Hund99")}), "findings: line 1"),
        (Set(HERS, ("reminders",), ({"why": "pw=Hund99"},)), "reminders: line 1"),
    ],
)
def test_what_is_said_of_a_customer_holds_no_secret(change: Change, where: str) -> None:  # A3.19
    with pytest.raises(RefusedError, match=rf" {where}: a password\Z") as refused:
        refuse_secrets_in([change])
    assert "Hund99" not in f"{refused.value}{refused.value.hint}"
    assert "clm edit c-000001" in str(refused.value.hint)


OLD = """
reminders:
  - {id: m-00000001, on: 2026-11-18, for: jana, why: "pw=Hund99 · Pass · 2026-12-01: pin: 4711"}
"""


def test_a_secret_that_stands_in_a_reminder_does_not_keep_it_from_being_ended() -> None:  # A3.19
    held = given(OLD)

    def refuse(decision: Decision) -> None:
        refuse_secrets_in(decision.changes, lambda: [held.customer])

    (item,) = held.customer.reminders
    done_early = done_reminder(held, PLAIN, ME, item)
    moved = remind(held, PLAIN, ME, day("2026-11-20"), "Angebot")
    again = done_reminder(held, PLAIN, ME, item, day("2026-11-20"))
    for decision in (done_early, moved, again):
        assert "4711" in str(decision.changes)  # it goes along
        refuse(decision)
        with pytest.raises(RefusedError):  # of another customer it would be new
            refuse_secrets_in(decision.changes, lambda: [given("").customer])
    for why in ("pw=Katze77", "pw=Hund99 und so", "Pass · wort: Hund99 · Passwort: Katze77"):
        with pytest.raises(RefusedError, match="a password"):
            refuse(remind(held, PLAIN, ME, day("2026-11-20"), why))


def test_whole_records_hold_no_secret_either() -> None:  # A3.19
    customer = given("").customer
    for change in (
        *remind(given(""), PLAIN, ME, day("2026-11-20"), "pw=Hund99").changes,
        Create(HERS, replace(customer, wizard={"Passwort": "Hund99"})),
        Create(HERS, replace(customer, infos="pw=Hund99")),
    ):
        with pytest.raises(RefusedError, match="a password"):
            refuse_secrets_in([change])
    harmless = replace(customer, name="pw=Hund99", wizard={"Passwort": "im Tresor"})
    refuse_secrets_in([Create(HERS, harmless), Set(HERS, ("infos",), None)])
    refuse_secrets_in([Remove(HERS, ("contacts",), "pw=Hund99"), Delete(HERS)])


@pytest.mark.parametrize(
    ("kind", "at", "value", "where"),
    [
        ("service", ("description",), "pw=Hund99", "description"),
        ("service", ("options", "eilig"), "pw=Hund99", "options"),
        ("sla", ("notice",), "pw=Hund99", "notice"),
        ("survey", ("questions",), ({"id": "q", "text": {"de": "pw=Hund99"}},), "text"),
        ("survey", ("answers",), {"values": {"warum": "pw=Hund99"}}, "values"),
        ("report-record", ("actions",), ("pw=Hund99",), "actions"),
    ],
)
def test_nor_does_what_is_written_elsewhere(
    kind: FileKind, at: tuple[str, ...], value: object, where: str
) -> None:  # A3.19
    with pytest.raises(RefusedError, match=rf" {where}: line 1: a password\Z") as refused:
        refuse_secrets_in([Set(Target(kind, "x"), at, value)])
    assert "clm edit x keeps it" in str(refused.value.hint)
    refuse_secrets_in([Set(Target(kind, "x"), ("title",), "pw=Hund99")])


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (TAGGED, []),
        (Draft(text="x"), ["has no tag"]),  # A3.7
        (TAGGED._replace(text="x" * 600), []),
        (TAGGED._replace(text="x" * 601), ["601 characters, more than 600"]),  # A3.8
        (TAGGED._replace(text="x" * 400, reaction="y" * 201), ["601 characters"]),
        (TAGGED._replace(text="x" * 700, quote=Quote(source="Mail")), []),  # it is what was said
    ],
)
def test_what_is_said_of_an_entry(draft: Draft, said: list[str]) -> None:
    found = write(draft).said
    assert len(found) == len(said)
    assert all(word in line for word, line in zip(said, found, strict=True))


def test_next_steps_with_a_date_are_a_reminder() -> None:  # A3.8
    draft = TAGGED._replace(next_steps="Angebot schicken")
    changes = told(write(draft, After(remind_on=day("2026-12-01"))))
    assert changes[1:] == ["+ reminders 2026-12-01 jana Angebot schicken"]
    plain = told(write(TAGGED, After(remind_on=day("2026-12-01"))))
    assert plain[1:] == ["+ reminders 2026-12-01 jana"]  # A3.10
    again = f"{CUSTOMER}\nreminders:\n  - {{id: m-00000001, on: 2026-12-01, for: jana}}\n"
    said = write(TAGGED, After(remind_on=day("2026-12-01")), again).said
    assert said == ("c-7f3qkd has a reminder on 2026-12-01 already",)


@pytest.mark.parametrize(
    ("kind", "noted"),
    [
        ("extension", "package-extension"),
        ("addon", "addon-booking"),
        ("shift", "addon-booking"),
        ("phone-system", "addon-booking"),
        ("phone-factor", "addon-booking"),
        ("package", None),
        ("gift", None),
    ],
)
def test_how_a_booking_is_noted_by_itself(kind: BookingKind, noted: str | None) -> None:  # A3.5
    booked = Booking(id="b-00000001", kind=kind, booked_on=day("2026-11-18"), status="confirmed")
    assert noted_as(booked) == noted


# urgent hand-overs


URGENT = """
reminders:
  - {id: m-00000001, on: 2026-11-15, for: tom, urgent: true, by: jana}
"""
PRIO = "prio:\n  - {id: k-00000003, on: 2026-11-02, by: jana}\n"


def test_an_urgent_hand_over_is_an_entry_of_today_and_a_notice() -> None:  # A3.10
    draft = TAGGED._replace(next_steps=f"Bitte heute\nanrufen{' und' * 30}")
    _, item, notice = write(draft, After(urgent_to="tom")).changes
    assert isinstance(item, Add)
    assert (item.item.on, item.item.for_, item.item.urgent) == (day("2026-11-18"), "tom", True)
    assert item.item.why.startswith("Bitte heute anrufen und")
    assert len(item.item.why) <= 80
    assert item.item.why.endswith("…")
    assert isinstance(notice, Create)
    told_of = notice.record
    assert (told_of.event, told_of.to, told_of.urgent) == ("urgent", ("tom",), True)
    assert told_of.facts == {"reminder": "m-00000000"}
    short = write(TAGGED, After(urgent_to="tom")).changes[1]
    assert isinstance(short, Add)
    assert short.item.why == "Rückruf"


def test_nobody_hands_over_to_themselves_or_what_nobody_sees() -> None:
    with pytest.raises(UsageError, match="somebody else"):
        write(TAGGED, After(urgent_to="jana"))
    with pytest.raises(RefusedError, match="is archived"):
        write(TAGGED, After(urgent_to="tom"), "status: archived\n")


def test_it_stays_until_it_is_accepted() -> None:  # A3.10
    handed = given(URGENT)  # on a Sunday
    assert owes(handed, "2026-11-14") == []
    for on in ("2026-11-15", "2026-11-18", "2026-12-18"):
        assert owes(handed, on) == ["urgent by 2026-11-15"]
    assert changes_after(handed, day("2026-11-14"), PLAIN) == day("2026-11-15")
    # neither a reminder of the person's own moves it, nor does seen end it
    tom = acting("2026-11-18", "tom")
    assert told(remind(handed, PLAIN, tom, day("2026-12-01"), for_="tom")) == [
        "+ reminders 2026-12-01 tom"
    ]
    accepted = done_reminder(handed, PLAIN, tom, handed.customer.reminders[0])
    assert told(accepted) == [
        "reminders m-00000001 done_on = 2026-11-18", "reminders m-00000001 done_by = tom",
    ]  # fmt: skip


def test_it_counts_for_the_week_in_which_it_was_accepted() -> None:
    ended = URGENT.replace("by: jana", "by: jana, done_on: 2026-11-18, done_by: tom")
    (act,) = done(given(ended), day("2026-11-18"), PLAIN)
    assert (act.rule, act.who, act.due) == ("reminder", "tom", day("2026-11-15"))


def test_it_is_no_look_at_a_prio_customer() -> None:  # A1.19
    assert owes(given(PRIO + URGENT), "2026-11-18") == [
        "prio-without-reminder by 2026-11-02", "urgent by 2026-11-15",
    ]  # fmt: skip


def test_an_entry_may_be_about_a_request_or_its_task() -> None:  # A0.39
    asked = of_yaml(asking.file(asking.request(tasks=asking.task())), Requests).requests
    dossier = given("")._replace(requests=asked)
    for ref in ("r-4k2m9q", "t-11111111"):
        noted(dossier, PLAIN, ME, TAGGED._replace(task=ref))
    with pytest.raises(NotFoundError, match="has no request r-999999") as refused:
        noted(dossier, PLAIN, ME, TAGGED._replace(task="r-999999"))
    assert str(refused.value.hint) == "there are: r-4k2m9q, t-11111111"
