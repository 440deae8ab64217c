"""Acts on complaints: recorded, moved, given away, closed; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from msgspec.structs import replace

from clm.domain.changes import Add, Set, Target
from clm.domain.complaining import ENDED, status_of
from clm.domain.complaint import Answer, Complaint, ComplaintEvent
from clm.domain.complaintacts import (
    COMPLAINT_MOVES,
    Said,
    appoint,
    escalates_at_once,
    move,
    refuse_circle,
    told_strange,
    update,
)
from clm.domain.complaintclosing import OPTIONS, close, lacks
from clm.domain.complaintrecording import (
    NewComplaint,
    record,
    refuse_concerned,
    refuse_to_come,
    told_long_ago,
)
from clm.domain.complaintwords import ComplaintStatus
from clm.errors import RefusedError, UsageError
from tests.domain.cases import BERLIN, CUSTOMER, PLAIN, acting, given, told
from tests.domain.complaints import ANSWER, ASSESSED, CM, WHOLE, complaint

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.domain.decisions import Decision

ME = acting("2026-11-18")
CUSTOMER_OF = given("owner: jana\n").customer
NEW = NewComplaint(" Keine Antwort ", "Antwort", "email", "2026-11-17", "Erika", "chat", "jana")
SAID = Said(severity="high", implication="keine", complexity="low", impact="medium")
STEPS = "2026-11-16 received, 2026-11-16 acknowledged, 2026-11-17 assessed"


def refusal(error: type[RefusedError | UsageError], act: Callable[[], object]) -> str:
    """What an act that is refused says, and its hint."""
    with pytest.raises(error) as refused:
        act()
    return f"{refused.value.message} | {refused.value.hint}"


def moved(one: Complaint, status: ComplaintStatus, said: Said | None = None) -> Decision:
    return move(CUSTOMER, one, status, ME, said or Said(), BERLIN)


def lines(decision: Decision) -> list[str]:
    """What changes at the complaint, in words."""
    assert {one.target for one in decision.changes} <= {Target("service-file", CUSTOMER)}
    return [
        line.replace(f"complaints {CM} ", "").replace("+ service-file ", "+ ")
        for line in told(decision)
    ]


# recorded


def test_a_complaint_is_recorded_with_an_entry_that_names_it() -> None:
    # A2.15
    made, decision = record(CUSTOMER_OF, ME, NEW._replace(severity="low"), BERLIN, why="am Telefon")
    complaint_of, note = decision.changes
    assert isinstance(complaint_of, Add)
    assert isinstance(note, Add)
    held = complaint_of.item
    assert (made, held.id, held.text) == ("cm-00000000", "cm-00000000", "Keine Antwort")
    assert (held.remedy_sought, held.complainant, held.service) == ("Antwort", "Erika", "chat")
    assert (held.handler, held.severity, held.category) == ("jana", "low", "other")
    assert status_of(held) == "received"
    assert [(one.kind, one.to, one.note) for one in held.events] == [
        ("status", "received", None), ("handler", "jana", "am Telefon"),
    ]  # fmt: skip
    assert note.target == Target("oteam", CUSTOMER)
    assert (note.item.kind, note.item.complaint) == ("complaint", "cm-00000000")
    assert note.item.text == "Keine Antwort\nAntwort"


def test_what_is_no_complaint_is_refused() -> None:
    # A2.15
    empty = NEW._replace(text=" ", remedy_sought="")
    said = refusal(UsageError, lambda: record(CUSTOMER_OF, ME, empty, BERLIN))
    assert said.startswith("a complaint needs: what is complained about, what remedy is sought")
    later = NEW._replace(received_at="2026-11-19")
    assert "2026-11-19 is still to come" in refusal(
        RefusedError, lambda: record(CUSTOMER_OF, ME, later, BERLIN)
    )
    assert told_long_ago(CM, "2025-11-18", ME.today, PLAIN) == ()
    (said,) = told_long_ago(CM, "1926-11-18", ME.today, PLAIN)
    assert said.startswith("it was received more than 365 days ago, on 1926-11-18: clm complaint")
    gone = replace(CUSTOMER_OF, status="archived")
    assert "archived" in refusal(RefusedError, lambda: record(gone, ME, NEW, BERLIN))
    by_clock = ME._replace(by_clock=True)
    assert "still to come" in refusal(
        RefusedError, lambda: refuse_to_come("2026-11-18T23:00", by_clock, BERLIN)
    )


def test_who_is_complained_about_does_not_handle_it() -> None:
    # A2.20
    meant = NEW._replace(about=("jana",))
    assert "jana is complained about, and would handle it" in refusal(
        RefusedError, lambda: record(CUSTOMER_OF, ME, meant, BERLIN)
    )
    _, forced = record(CUSTOMER_OF, ME, meant, BERLIN, why="niemand sonst da", force=True)
    assert forced.forced
    refuse_concerned("jana", ("tom",))


def test_another_handler_has_it_with_its_history() -> None:
    # A2.20
    one = complaint(about=("tom",))
    assert lines(appoint(CUSTOMER, one, "mia", ME, "Urlaub")) == [
        "handler = mia", "+ events handler jana mia Urlaub",
    ]  # fmt: skip
    assert appoint(CUSTOMER, one, "jana", ME).said == (f"{CM}: handler is jana already",)
    assert "tom is complained about in" in refusal(
        RefusedError, lambda: appoint(CUSTOMER, one, "tom", ME)
    )
    assert appoint(CUSTOMER, one, "tom", ME, "nur er weiß es", force=True).changes
    over = complaint("2026-11-16 received, 2026-11-17 withdrawn")
    assert refusal(RefusedError, lambda: appoint(CUSTOMER, over, "mia", ME)) == (
        f"{CM} is withdrawn | clm complaint move {CM} received -m WHY opens it again"
    )


# moved


def test_the_course_of_iso_10002() -> None:
    # A2.14
    assert COMPLAINT_MOVES.keys() == set(get_args(ComplaintStatus))
    one = complaint()
    assert lines(moved(one, "acknowledged")) == ["+ events status received acknowledged"]
    assert refusal(RefusedError, lambda: moved(one, "assessed", SAID)) == (
        f"{CM} is received: it cannot become assessed | "
        "from received it goes to: acknowledged, escalated_internal, escalated_external, "
        "withdrawn, duplicate"
    )
    assert moved(one, "received").said == (f"{CM} is received already",)
    assert "clm note" in refusal(RefusedError, lambda: moved(one, "received", Said("so")))


def test_an_assessment_says_all_that_is_asked() -> None:
    # A2.17
    one = complaint("2026-11-16 received, 2026-11-16 acknowledged")
    assert lines(moved(one, "assessed", SAID._replace(immediate=True))) == [
        "severity = high", "implication = keine", "complexity = low", "impact = medium",
        "immediate = True", "+ events status acknowledged assessed",
    ]  # fmt: skip
    assert refusal(RefusedError, lambda: moved(one, "assessed", Said(severity="high"))) == (
        f"{CM} lacks of its assessment: implication, complexity, impact | "
        "--implication … --complexity … --impact …"
    )


def test_what_is_critical_escalates_at_once() -> None:
    # A2.17
    one = complaint(STEPS, **ASSESSED)
    again = moved(one, "assessed", Said(severity="critical"))
    assert lines(again) == ["severity = critical", "+ events status assessed assessed"]
    assert escalates_at_once(one, again.changes)
    assert not escalates_at_once(one, moved(one, "assessed", Said(severity="high")).changes)
    assert lines(moved(one, "assessed", Said(impact="high")))[0] == "impact = high"
    assert moved(one, "assessed").said == (f"{CM} is assessed already",)


def test_what_is_said_again_is_not_dropped() -> None:
    # A2.19
    text = f"{STEPS}, 2026-11-17 responded"
    one = complaint(text, answers=(ANSWER,), **ASSESSED)
    said = Said(decision="Doch keine", communicated_at="2026-11-18")
    assert refusal(RefusedError, lambda: moved(one, "responded", said)) == (
        f"{CM} is responded already | to answer again: clm complaint move {CM} investigating -m WHY"
        f", then clm complaint move {CM} responded --decision TEXT"
    )
    copy = complaint("2026-11-16 received, 2026-11-17 duplicate", duplicate_of="cm-11111111")
    other = Said(duplicate_of="cm-22222222")
    assert f"clm complaint show {CM}" in refusal(
        RefusedError, lambda: moved(copy, "duplicate", other)
    )


def test_an_answer_is_a_decision_that_was_told() -> None:
    # A2.17, A2.19
    one = complaint(STEPS, **ASSESSED)
    (added, event) = moved(one, "responded", Said("so", decision="Gutschrift")).changes
    assert isinstance(added, Add)
    assert isinstance(added.item, Answer)
    assert (added.item.decision, added.item.communicated_at) == ("Gutschrift", ME.now)
    assert isinstance(event, Add)
    assert event.item.note == "so"
    early = Said(decision="Gutschrift", communicated_at="2026-11-15")
    assert "lies before 2026-11-16" in refusal(RefusedError, lambda: moved(one, "responded", early))
    ahead = Said(decision="Gutschrift", communicated_at="2026-11-19")
    assert "still to come" in refusal(RefusedError, lambda: moved(one, "responded", ahead))
    assert "answered with a decision" in refusal(RefusedError, lambda: moved(one, "responded"))


def test_what_does_not_belong_to_a_step_is_refused() -> None:
    one = complaint()
    assert refusal(UsageError, lambda: moved(one, "acknowledged", SAID)) == (
        f"severity goes with assessed, not with acknowledged | clm complaint move {CM} assessed …"
    )
    assert "root-cause goes with responded" in refusal(
        UsageError, lambda: moved(one, "acknowledged", Said(root_cause="x"))
    )


@pytest.mark.parametrize("status", ["escalated_internal", "escalated_external", "withdrawn"])
def test_who_leaves_the_usual_way_says_why(status: ComplaintStatus) -> None:
    # A2.14
    one = complaint(STEPS, **ASSESSED)
    assert refusal(RefusedError, lambda: moved(one, status)) == (
        f"{CM}: why is it {status}? | -m WHY"
    )
    assert lines(moved(one, status, Said("kein Weg"))) == [
        f"+ events status assessed {status} kein Weg"
    ]


@pytest.mark.parametrize("status", sorted(set(get_args(ComplaintStatus)) - ENDED))
def test_what_is_open_can_be_escalated(status: ComplaintStatus) -> None:
    # A2.14: the way where the usual one fails, even before it is acknowledged
    assert status == "escalated_external" or "escalated_external" in COMPLAINT_MOVES[status]


def test_who_escalates_early_leaves_no_step_out() -> None:
    # A2.14, A2.16
    one = complaint("2026-11-16 received, 2026-11-18 escalated_internal")
    assert refusal(RefusedError, lambda: moved(one, "responded", Said(decision="Ja"))) == (
        f"{CM} was not acknowledged yet | clm complaint move {CM} acknowledged"
    )
    assert moved(one, "acknowledged").changes
    known = complaint("2026-11-16 received, 2026-11-16 acknowledged, 2026-11-18 escalated_internal")
    assert "was not assessed yet" in refusal(RefusedError, lambda: moved(known, "investigating"))
    assert moved(known, "assessed", SAID).changes
    assert "an acknowledgement; an assessment" in refusal(
        RefusedError, lambda: closed(one, ALL, accepted=True)
    )


def test_a_duplicate_says_of_what() -> None:
    # A2.14
    one, other = complaint(), replace(complaint(), id="cm-11111111")
    assert "which complaint is it a duplicate of?" in refusal(
        UsageError, lambda: moved(one, "duplicate", Said("doppelt"))
    )
    said = Said("doppelt", duplicate_of="cm-11111111")
    assert lines(moved(one, "duplicate", said)) == [
        "duplicate_of = cm-11111111", "+ events status received duplicate doppelt",
    ]  # fmt: skip
    refuse_circle(one, other)
    assert refusal(RefusedError, lambda: refuse_circle(one, other, ["cm-22222222"])) == (
        f"cm-22222222: duplicate of {CM} itself | "
        "first: clm complaint move cm-22222222 received -m WHY"
    )
    assert told_strange(CUSTOMER, CUSTOMER, other) == ()
    assert told_strange(CUSTOMER, "c-222222", other) == (
        f"cm-11111111 is a complaint of c-222222, not of {CUSTOMER}, and is received",
    )
    assert "no duplicate of itself" in refusal(RefusedError, lambda: refuse_circle(one, one))
    copy = complaint("2026-11-16 received, 2026-11-17 duplicate", duplicate_of="cm-11111111")
    assert refusal(RefusedError, lambda: refuse_circle(other, copy)) == (
        f"{CM} is a duplicate itself | --of cm-11111111"
    )
    assert lines(moved(copy, "received", Said("doch nicht"))) == [
        "duplicate_of = None", "+ events status duplicate received doch nicht",
    ]  # fmt: skip


def test_a_closed_one_is_opened_again_with_why() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-17 responded, 2026-11-17 closed", answers=(WHOLE,))
    assert "why is it investigating?" in refusal(RefusedError, lambda: moved(one, "investigating"))
    decision = moved(one, "investigating", Said("wieder passiert"))
    assert lines(decision) == ["+ events status closed investigating wieder passiert"]


def test_closed_has_a_word_of_its_own() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-17 responded", answers=(ANSWER,))
    assert "clm complaint close" in refusal(RefusedError, lambda: moved(one, "closed"))
    said = refusal(RefusedError, lambda: moved(complaint(), "closed", Said(root_cause="Urlaub")))
    assert f"clm complaint close {CM} --root-cause TEXT" in said
    over = complaint("2026-11-16 received, 2026-11-17 withdrawn")
    assert "opens it again" in refusal(RefusedError, lambda: moved(over, "closed"))


def test_an_event_never_lies_before_those_there_are() -> None:
    ahead = complaint("2026-11-20 received")
    (event,) = moved(ahead, "acknowledged").changes
    assert isinstance(event, Add)
    assert event.item.at == "2026-11-20T09:00:00Z"


def test_what_the_complainant_was_told() -> None:
    # A2.18
    one = complaint()
    (event,) = update(CUSTOMER, one, ME, "wird geprüft").changes
    assert isinstance(event, Add)
    assert isinstance(event.item, ComplaintEvent)
    assert (event.item.kind, event.item.note) == ("update", "wird geprüft")
    assert "what was the complainant told?" in refusal(
        UsageError, lambda: update(CUSTOMER, one, ME, " ")
    )
    assert refusal(UsageError, lambda: update(CUSTOMER, one, ME, None)).endswith("-m TEXT")
    over = complaint("2026-11-16 received, 2026-11-17 withdrawn")
    assert "is withdrawn" in refusal(RefusedError, lambda: update(CUSTOMER, over, ME, "x"))


# closed


ALL = Said(
    decision="Gutschrift", communicated_at="2026-11-17", root_cause="Urlaub",
    preventive="Vertretung",
)  # fmt: skip


def closed(one: Complaint, said: Said, *, accepted: bool = False) -> Decision:
    return close(CUSTOMER, one, ME, said, BERLIN, accepted=accepted)


def test_what_a_complaint_lacks_to_be_closed_is_named() -> None:
    # A2.19
    said = refusal(RefusedError, lambda: closed(complaint(), Said()))
    sentence, _, hint = said.partition(" | ")
    for name, option in OPTIONS.items():
        assert name in sentence
        assert option.format(id=CM) in hint
    one = complaint(f"{STEPS}, 2026-11-17 responded", answers=(ANSWER,), **ASSESSED)
    assert lacks(one, Said(root_cause="Urlaub"), accepted=False) == [
        "the complainant's acceptance, or that all options were offered",
        "corrective or preventive actions, or why none are needed",
    ]
    assert lacks(one, Said(root_cause=" "), accepted=True)[0] == "a root cause"


def test_a_complaint_is_closed_through_its_steps() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-17 investigating", **ASSESSED)
    decision = closed(one, ALL._replace(why="erledigt"), accepted=True)
    (answer, *events) = decision.changes
    assert isinstance(answer, Add)
    assert (answer.item.root_cause, answer.item.preventive) == ("Urlaub", "Vertretung")
    steps = [one.item for one in events if isinstance(one, Add)]
    assert [(step.from_, step.to, step.note) for step in steps] == [
        ("investigating", "responded", None),
        ("responded", "accepted", None),
        ("accepted", "closed", "erledigt"),
    ]


def test_what_was_answered_before_is_completed() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-17 responded", answers=(ANSWER,), **ASSESSED)
    said = Said(
        root_cause="Urlaub", none_because="Einzelfall", options_offered="Gutschrift, Wechsel",
        decision="Gutschrift",
    )  # fmt: skip
    assert lines(closed(one, said)) == [
        "answers k-a0000001 options_offered = Gutschrift, Wechsel",
        "answers k-a0000001 root_cause = Urlaub",
        "answers k-a0000001 none_because = Einzelfall",
        "+ events status responded closed",
    ]


def test_something_is_done_or_nothing() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-17 responded", answers=(WHOLE,), **ASSESSED)
    both = Said(corrective="Vertretung", none_because="Einzelfall", options_offered="alles")
    assert "is something done about it, or nothing?" in refusal(
        RefusedError, lambda: closed(one, both)
    )
    new = complaint(STEPS, **ASSESSED)
    assert "or nothing?" in refusal(
        RefusedError, lambda: moved(new, "responded", both._replace(decision="Ja"))
    )
    assert lines(closed(one, both._replace(none_because=None)))[:3] == [
        "answers k-a0000001 options_offered = alles",
        "answers k-a0000001 corrective = Vertretung",
        "answers k-a0000001 none_because = None",
    ]
    done = replace(WHOLE, none_because=None, preventive="Vertretung")
    one = replace(one, answers=(done,))
    assert lines(closed(one, both._replace(corrective=None)))[:3] == [
        "answers k-a0000001 options_offered = alles",
        "answers k-a0000001 none_because = Einzelfall",
        "answers k-a0000001 preventive = None",
    ]


def test_an_accepted_one_needs_no_further_word_of_it() -> None:
    # A2.19
    text = f"{STEPS}, 2026-11-17 responded, 2026-11-17 accepted"
    one = complaint(text, answers=(WHOLE,), **ASSESSED)
    assert lines(closed(one, Said(), accepted=True)) == ["+ events status accepted closed"]
    later = Said(communicated_at="2026-11-18")
    changes = closed(one, later).changes
    assert isinstance(changes[0], Set)
    ahead = Said(communicated_at="2026-11-19")
    assert "still to come" in refusal(RefusedError, lambda: closed(one, ahead))


def test_what_is_closed_is_not_closed_again() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-17 responded, 2026-11-17 closed", answers=(WHOLE,))
    assert "is closed" in refusal(RefusedError, lambda: closed(one, ALL, accepted=True))


def test_the_remedy_that_is_given_stands_with_the_answer() -> None:
    # A2.17
    one = complaint(STEPS, **ASSESSED)
    (added, _) = moved(one, "responded", Said(decision="Ja", remedy_given="Gutschrift")).changes
    assert isinstance(added, Add)
    assert added.item.remedy_given == "Gutschrift"
