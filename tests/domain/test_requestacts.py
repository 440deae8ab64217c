"""Acts on requests: recorded, moved, closed, accepted, given away; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from msgspec.structs import replace

from clm.domain.changes import Add, Target
from clm.domain.moves import Waiting
from clm.domain.request import Event, Request, Task
from clm.domain.requestacts import (
    NewRequest,
    accept,
    appoint,
    close,
    decline,
    move,
    record,
    refuse_unfit,
    reprioritized,
    several_spocs,
    tell,
)
from clm.domain.requesting import is_open, status_of
from clm.domain.requestwords import RequestStatus, TaskStatus
from clm.errors import RefusedError, UsageError
from tests.domain.cases import BERLIN, CUSTOMER, acting, day, given, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.domain.customer import Customer
    from clm.domain.decisions import Decision
    from clm.domain.requestwords import EventKind, Scope

R, ME = "r-4k2m9q", acting("2026-11-18")
STATUSES: tuple[RequestStatus, ...] = get_args(RequestStatus)
FRIDAY = day("2026-11-20")
ERIKA = "{id: p-11111111, name: Erika Muster, email: e@muster.example}"
OTTO = "{id: p-22222222, name: Otto Muster}"
ANNA = "{id: p-33333333, name: Anna Muster, phone: '4711'}"
NEW = NewRequest("Reise", "Flug und Hotel", "phone", "2026-11-18T08:00", ("p-11111111",))


def customer(*contacts: str, more: str = "") -> Customer:
    return given(f"contacts: [{', '.join(contacts)}]\n{more}").customer


def happened(
    kind: EventKind, to: str | None, by: str = "tom", at: str = "2026-11-16T10:00:00Z"
) -> Event:
    return Event(id="k-11111111", at=at, by=by, kind=kind, to=to)


def request(status: RequestStatus = "open", *events: Event, **fields: Any) -> Request:
    """A request that jana answers for."""
    begun = replace(happened("status", status), waiting_on=fields.get("waiting_on"))
    return Request(
        id=R, subject="Reise", need="Flug", channel="phone", received_at="2026-11-16",
        events=(begun, *events), **{"spoc": "jana", **fields},
    )  # fmt: skip


def task(number: int, status: TaskStatus, **fields: Any) -> Task:
    return Task(id=f"t-0000000{number}", title="Flug", executor="tom", status=status, **fields)


def at_request(decision: Decision) -> list[str]:
    """What changes at the request, in words; all of it stands in the customer's requests."""
    assert {change.target for change in decision.changes} <= {Target("requests", CUSTOMER)}
    return [line.replace(f"requests {R} ", "").replace("+ requests ", "+ ") for line in
            told(decision)]  # fmt: skip


def refusal(
    error: type[RefusedError | UsageError], act: Callable[[], object]
) -> tuple[int, str, str | None]:
    """Exit code, sentence and hint of an act that is refused."""
    with pytest.raises(error) as refused:
        act()
    return refused.value.exit_code, refused.value.message, refused.value.hint


# Recorded


def test_a_request_is_recorded_as_new_with_what_was_said() -> None:
    # A0.4
    new = NEW._replace(
        subject=" Reise\nnach Rom ", need=" Flug ", services=("reise",), priority="high"
    )
    made, decision = record(customer(ERIKA), [], ME, new, BERLIN, "am Telefon")
    (change,) = decision.changes
    assert isinstance(change, Add)
    assert (change.target, change.at) == (Target("requests", CUSTOMER), ("requests",))
    held = change.item
    assert (made, held.id, decision.said) == ("r-00000000", "r-00000000", ())
    assert (held.subject, held.need) == ("Reise nach Rom", "Flug")
    assert (held.services, held.contacts, held.priority) == (("reise",), ("p-11111111",), "high")
    assert (held.channel, held.received_at, held.spoc) == ("phone", "2026-11-18T08:00", None)
    assert held.events == (
        Event(id="k-00000000", at=ME.now, by="jana", kind="status", to="new", note="am Telefon"),
    )
    assert status_of(held) == "new"


def test_who_is_to_answer_is_appointed_as_it_is_recorded() -> None:
    # A0.18
    _, decision = record(customer(ERIKA), [], ME, NEW._replace(spoc="tom"), BERLIN)
    (change,) = decision.changes
    assert isinstance(change, Add)
    assert change.item.spoc == "tom"
    assert [(one.kind, one.from_, one.to, one.scope) for one in change.item.events] == [
        ("status", None, "new", None),
        ("spoc", None, "tom", "request"),
    ]


@pytest.mark.parametrize("fields", [{"subject": " "}, {"need": "\n"}, {"subject": "", "need": ""}])
def test_a_request_without_subject_or_need_is_none(fields: dict[str, str]) -> None:
    # A0.4
    new = NEW._replace(**fields)  # type: ignore[arg-type]
    code, said, hint = refusal(UsageError, lambda: record(customer(ERIKA), [], ME, new, BERLIN))
    assert (code, said) == (2, "a request needs a subject and a need")
    assert hint == "--need TEXT: what is needed"


def test_nothing_is_recorded_of_a_customer_who_is_archived() -> None:
    # A2.12
    held = customer(ERIKA, more="status: archived\n")
    code, said, hint = refusal(RefusedError, lambda: record(held, [], ME, NEW, BERLIN))
    assert (code, said) == (77, f"{CUSTOMER} is archived: nothing new is done for it")
    assert hint == f"clm customer set {CUSTOMER} status=active"


@pytest.mark.parametrize(
    ("received_at", "fits"),
    [
        ("2026-11-18", True),
        ("2026-11-18T23:59", True),  # by the day
        ("2026-11-18T22:59:00Z", True),
        ("2026-11-18T23:00:00Z", False),  # midnight in Berlin
        ("2026-11-19", False),
    ],
)
def test_a_request_arrived_today_at_the_latest(received_at: str, fits: bool) -> None:
    # A0.12
    def act() -> None:
        refuse_unfit(customer(ERIKA), ["p-11111111"], received_at, ME, BERLIN)

    if fits:
        act()
    else:
        expected = (77, f"{received_at} is still to come", "when did it arrive?")
        assert refusal(RefusedError, act) == expected


def test_by_the_clock_a_request_arrived_by_now() -> None:
    # A0.12
    def act(received_at: str) -> None:
        by_clock = ME._replace(by_clock=True)
        refuse_unfit(customer(ERIKA), ["p-11111111"], received_at, by_clock, BERLIN)

    act("2026-11-18T10:00")
    act("2026-11-18")
    said = refusal(RefusedError, lambda: act("2026-11-18T23:00"))
    assert said == (77, "2026-11-18T23:00 is still to come", "when did it arrive?")


@pytest.mark.parametrize(
    ("contacts", "named", "expected"),
    [
        ((), (), (
            f"{CUSTOMER} has no contact with an e-mail or a phone number",
            f"clm customer contact add {CUSTOMER} NAME --email EMAIL",
        )),
        ((OTTO,), ("p-22222222",), (
            f"{CUSTOMER} has no contact with an e-mail or a phone number",
            f"clm customer contact edit {CUSTOMER} p-22222222 --email EMAIL",
        )),
        ((ERIKA, OTTO, ANNA), ("p-22222222",), (
            "none of these contacts can be reached",
            "can be reached: p-11111111 Erika Muster, p-33333333 Anna Muster",
        )),
        ((ERIKA,), (), (
            "none of these contacts can be reached",
            "can be reached: p-11111111 Erika Muster",
        )),
        ((ERIKA, OTTO), ("p-22222222", "p-11111111"), None),  # one of them is enough
        ((OTTO, ANNA), ("p-33333333",), None),
    ],
)  # fmt: skip
def test_somebody_can_be_reached(
    contacts: tuple[str, ...], named: tuple[str, ...], expected: tuple[str, str] | None
) -> None:
    # A0.4
    def act() -> object:
        return record(customer(*contacts), [], ME, NEW._replace(contacts=named), BERLIN)

    if expected:
        assert refusal(RefusedError, act) == (77, *expected)
    else:
        act()


@pytest.mark.parametrize(
    ("others", "subject", "told"),
    [
        ((request(),), request().subject, 1),
        ((request(),), f"{request().subject.upper()} !", 1),
        ((request(), request()), request().subject, 2),
        ((request("closed"),), request().subject, 0),
        ((request(),), "Anderes", 0),
    ],
)
def test_what_is_open_already_about_the_same_is_told(
    others: tuple[Request, ...], subject: str, told: int
) -> None:
    _, decision = record(
        customer(ERIKA), others, ME, NEW._replace(spoc="jana", subject=subject), BERLIN
    )
    said = f"{others[0].id} is open, and about the same: {others[0].subject}"
    assert decision.said == (said,) * told


@pytest.mark.parametrize(
    ("others", "spoc", "said"),
    [
        ((), "tom", ()),
        ((request(),), None, ()),
        ((request(),), "jana", ()),
        ((request("closed", spoc="luis"),), "tom", ()),
        ((request(),), "tom", (f"customer {CUSTOMER} has 2 SPOCs: jana, tom",)),
        ((request(), request(spoc="luis")), "tom",
         (f"customer {CUSTOMER} has 3 SPOCs: jana, luis, tom",)),
    ],
)  # fmt: skip
def test_several_who_answer_are_allowed_and_told(
    others: tuple[Request, ...], spoc: str | None, said: tuple[str, ...]
) -> None:
    # A0.9
    _, decision = record(
        customer(ERIKA), others, ME, NEW._replace(spoc=spoc, subject="Anderes"), BERLIN
    )
    assert decision.said == said
    assert several_spocs(CUSTOMER, [*others, request(spoc=spoc)]) == said


# Moved


@pytest.mark.parametrize("held", STATUSES)
@pytest.mark.parametrize("status", STATUSES)
def test_a_request_moves_by_the_table(held: RequestStatus, status: RequestStatus) -> None:
    # A0.40
    following = {
        "new": "open, waiting, closed",
        "open": "waiting, closed",
        "waiting": "open, closed",
        "closed": "open",
    }
    waits = Waiting("vpa", FRIDAY) if status == "waiting" else None

    def act() -> Decision:
        return move(CUSTOMER, request(held), status, ME, why="darum", waiting=waits)

    if held == status and status != "waiting":
        said = (77, f"{R} is {held} already", f"clm note {CUSTOMER} TEXT keeps what was said")
        assert refusal(RefusedError, act) == said
        same = move(CUSTOMER, request(held), status, ME)
        assert same == ((), (f"{R} is {held} already",), False)
    elif held != status and status not in following[held].split(", "):
        assert refusal(RefusedError, act) == (
            77,
            f"{R} is {held}: it cannot become {status}",
            f"from {held} it goes to: {following[held]}",
        )
    elif status == "closed":
        assert refusal(RefusedError, act) == (
            77,
            f"{R} closes with an outcome and a solution",
            f"clm request close {R} --outcome O --solution TEXT",
        )
    else:
        fields = ["waiting_on = vpa", "recheck_on = 2026-11-20"] if waits else []
        on = " vpa" if waits else ""
        assert at_request(act()) == [*fields, f"+ events status {held} {status}{on} darum"]


def test_waiting_is_for_somebody_until_a_day_and_ends_with_both() -> None:
    # A0.41
    waits = request("waiting", waiting_on="customer", recheck_on=FRIDAY)
    assert at_request(move(CUSTOMER, waits, "open", ME)) == [
        "waiting_on = None",
        "recheck_on = None",
        "+ events status waiting open",
    ]
    later = Waiting("customer", day("2026-11-23"))  # only the day is another
    assert at_request(move(CUSTOMER, waits, "waiting", ME, waiting=later)) == [
        "recheck_on = 2026-11-23",
        "+ events status waiting waiting customer",
    ]
    assert move(CUSTOMER, waits, "waiting", ME).said == (f"{R} is waiting already",)


def test_for_whom_it_waited_stays_known_also_where_a_hand_wrote_it() -> None:
    # A0.41: without it a pause of the past would be lost with the field
    by_hand = replace(
        request("waiting", waiting_on="third", recheck_on=FRIDAY),
        events=(happened("status", "waiting"),),
    )
    said = "events k-11111111 waiting_on = third"
    assert said in at_request(move(CUSTOMER, by_hand, "open", ME))
    assert said in at_request(close(CUSTOMER, by_hand, "solved", "gebucht", ME))


@pytest.mark.parametrize(
    ("waits", "why", "fields"),
    [  # what is not said again stays, and words alone are worth an event
        (Waiting(recheck=day("2026-11-23")), None, ["recheck_on = 2026-11-23"]),
        (Waiting(on="vpa"), None, ["waiting_on = vpa"]),
        (Waiting("customer", FRIDAY), "noch nicht", []),
        (None, "noch nicht", []),
        (Waiting("customer", FRIDAY), None, None),
        (Waiting(recheck=FRIDAY), None, None),
    ],
)
def test_what_waits_already_is_told_only_what_is_new(
    waits: Waiting | None, why: str | None, fields: list[str] | None
) -> None:
    # A0.41
    held = request("waiting", waiting_on="customer", recheck_on=FRIDAY)
    decision = move(CUSTOMER, held, "waiting", ME, why=why, waiting=waits)
    if fields is None:
        assert decision == ((), (f"{R} waits so already",), False)
    else:
        on = waits.on if waits and waits.on else "customer"
        told = f"+ events status waiting waiting {on} {why or ''}".rstrip()
        assert at_request(decision) == [*fields, told]


@pytest.mark.parametrize(
    ("status", "waits", "error", "expected"),
    [
        ("new", Waiting("vpa"), UsageError,  # the status it has
         (2, "--on and --recheck go with waiting", "leave them away")),
        ("waiting", None, UsageError,
         (2, "waiting for whom, and when does somebody look again?",
          "--on customer|vpa|third --recheck DATE")),
        ("waiting", Waiting(on="vpa"), UsageError,
         (2, "when does somebody look again?", "--recheck DATE")),
        ("waiting", Waiting(recheck=FRIDAY), UsageError,
         (2, "waiting for whom?", "--on customer|vpa|third")),
        ("waiting", Waiting("vpa", day("2026-11-17")), RefusedError,
         (77, "2026-11-17 lies in the past", "choose today or a later day")),
        ("open", Waiting("vpa", FRIDAY), UsageError,
         (2, "--on and --recheck go with waiting", "leave them away")),
    ],
)  # fmt: skip
def test_what_waiting_needs(
    status: RequestStatus,
    waits: Waiting | None,
    error: type[RefusedError | UsageError],
    expected: tuple[int, str, str],
) -> None:
    # A0.41
    def act() -> object:
        return move(CUSTOMER, request("new"), status, ME, waiting=waits)

    assert refusal(error, act) == expected


def test_a_request_nobody_answers_for_stays_new() -> None:
    # A0.8
    held = request("new", spoc=None)
    assert refusal(RefusedError, lambda: move(CUSTOMER, held, "open", ME)) == (
        77,
        f"nobody answers for {R}: it stays new until then",
        f"clm assign {R} HANDLE",
    )


@pytest.mark.parametrize(
    "ended", [{}, {"outcome": "solved"}, {"outcome": "partly", "solution": "x"}]
)
def test_what_is_opened_again_has_a_reason_and_no_outcome(ended: dict[str, str]) -> None:
    # A0.10
    held = request("closed", **ended)
    assert refusal(RefusedError, lambda: move(CUSTOMER, held, "open", ME)) == (
        77,
        f"{R} is closed: to open it again needs the reason",
        "-m WHY",
    )
    assert at_request(move(CUSTOMER, held, "open", ME, why="doch nicht")) == [
        *(f"{field} = None" for field in ended),
        "+ events status closed open doch nicht",
    ]


def test_what_stays_cancelled_of_what_is_opened_again_is_said() -> None:
    # A0.10
    tasks = (task(1, "cancelled"), task(2, "done"), task(3, "cancelled"))
    decision = move(CUSTOMER, request("closed", tasks=tasks), "open", ME, why="doch nicht")
    assert decision.said == (
        "these stay cancelled: t-00000001, t-00000003 (clm task move TASK open)",
    )
    assert not move(CUSTOMER, request("closed", tasks=tasks[1:2]), "open", ME, why="x").said
    assert not move(CUSTOMER, request("new", tasks=tasks), "open", ME).said


def test_a_clock_that_is_behind_puts_no_event_before_those_there_are() -> None:
    # A0.40
    ahead = happened("status", "open", at="2026-11-18T12:00:00Z")
    (change,) = move(CUSTOMER, request("new", ahead), "waiting", ME,
                     waiting=Waiting("vpa", FRIDAY)).changes[2:]  # fmt: skip
    assert isinstance(change, Add)
    assert (change.item.at, change.item.by) == ("2026-11-18T12:00:00Z", "jana")


# Closed


@pytest.mark.parametrize("held", ["new", "open", "waiting"])
def test_a_request_closes_with_an_outcome_and_a_solution(held: RequestStatus) -> None:
    # A0.10
    fields = {"waiting_on": "vpa", "recheck_on": FRIDAY} if held == "waiting" else {}
    done = (task(1, "done"), task(2, "closed"), task(3, "cancelled"))
    decision = close(
        CUSTOMER, request(held, tasks=done, **fields), "solved", " Gebucht. ", ME, why="fertig"
    )
    assert at_request(decision) == [
        *(f"{field} = None" for field in fields),
        "outcome = solved",
        "solution = Gebucht.",
        f"+ events status {held} closed fertig",
    ]
    assert decision.said == ()


@pytest.mark.parametrize(
    ("outcome", "force"), [("solved", True), ("withdrawn", False), ("transferred", True)]
)
def test_what_is_still_open_of_its_tasks_is_cancelled_with_it(outcome: Any, force: bool) -> None:
    # A0.10
    waits = task(3, "waiting", waiting_on="third", recheck_on=FRIDAY)
    held = request(tasks=(task(1, "open"), task(2, "done"), waits))
    decision = close(CUSTOMER, held, outcome, "Storniert", ME, why="so", force=force)
    assert at_request(decision) == [
        f"outcome = {outcome}",
        "solution = Storniert",
        "+ events status open closed so",
        "tasks t-00000001 status = cancelled",
        "+ tasks t-00000001 events status open cancelled so",
        "tasks t-00000003 waiting_on = None",
        "tasks t-00000003 recheck_on = None",
        "tasks t-00000003 status = cancelled",
        "+ tasks t-00000003 events status waiting cancelled so",
    ]
    assert decision.said == (f"cancelled with {R}: t-00000001, t-00000003",)


@pytest.mark.parametrize(
    ("held", "solution", "error", "expected"),
    [
        (request(), " \n", UsageError, (2, "what was the solution?", "--solution TEXT")),
        (request("new", spoc=None), "x", RefusedError,
         (77, f"nobody answers for {R}, so it is not solved",
          f"clm assign {R} HANDLE, then close it")),
        (request("closed"), "x", RefusedError,
         (77, f"{R} is closed already", f"clm request move {R} open -m WHY opens it again")),
        (request(tasks=(task(1, "open"), task(2, "done"), task(3, "in_progress"))), "x",
         RefusedError, (77, f"{R} has open tasks: t-00000001, t-00000003",
                        "end them first, or --force -m WHY cancels them")),
    ],
)  # fmt: skip
def test_what_is_not_closed(
    held: Request,
    solution: str,
    error: type[RefusedError | UsageError],
    expected: tuple[int, str, str],
) -> None:
    # A0.10
    assert refusal(error, lambda: close(CUSTOMER, held, "solved", solution, ME)) == expected


@pytest.mark.parametrize("outcome", ["withdrawn", "duplicate"])
def test_what_nobody_answered_for_ends_without_an_answer(outcome: Any) -> None:
    # A0.7, A0.10
    decision = close(CUSTOMER, request("new", spoc=None), outcome, "Kunde sagt ab", ME)
    assert f"outcome = {outcome}" in at_request(decision)


# Accepted, declined, given to somebody else

ASKED = happened("spoc", "jana")
DECLINED = "+ events declined jana skill leider"
STAYS = f"{R} stays with jana until clm assign {R} HANDLE"
YES, NO = happened("accepted", "jana", by="luis"), happened("declined", "skill", by="luis")


@pytest.mark.parametrize(
    ("held", "changes", "said"),
    [
        (request("new", ASKED), ["+ events accepted jana gern", "+ events status new open"], ()),
        (
            request("new", ASKED, YES),
            ["+ events accepted jana gern", "+ events status new open"],
            (),
        ),
        (request("open", ASKED), ["+ events accepted jana gern"], ()),
        (request("waiting", ASKED, NO), ["+ events accepted jana gern"], ()),  # after all
        (request("open", ASKED, YES), [], (f"{R} is accepted already",)),
        (request("open"), [], (f"{R} is accepted already",)),  # nobody was asked
    ],
)
def test_a_new_request_that_is_taken_on_is_open(
    held: Request, changes: list[str], said: tuple[str, ...]
) -> None:
    # A0.20
    decision = accept(CUSTOMER, held, ME, "gern")
    assert (at_request(decision), decision.said) == (changes, said)


@pytest.mark.parametrize(
    ("held", "changes", "said"),
    [
        (request("new", ASKED), [DECLINED], (STAYS,)),
        (request("open", ASKED, YES), [DECLINED], (STAYS,)),
        (request("waiting", ASKED), [DECLINED], (STAYS,)),
        (request("open", ASKED, NO), [], (f"{R} is declined already",)),
    ],
)  # fmt: skip
def test_what_is_not_taken_on_stays_until_somebody_else_is_appointed(
    held: Request, changes: list[str], said: tuple[str, ...]
) -> None:
    # A0.20
    decision = decline(CUSTOMER, held, "skill", ME, "leider")
    assert (at_request(decision), decision.said) == (changes, said)


@pytest.mark.parametrize(
    "act", [lambda held: accept(CUSTOMER, held, ME), lambda held: decline(CUSTOMER, held, "x", ME)]
)
@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (request("closed", ASKED), (77, f"{R} is closed", f"clm request show {R}")),
        (request("new", spoc=None),
         (77, f"nobody was asked to answer for {R}", f"clm assign {R} HANDLE")),
    ],
)  # fmt: skip
def test_only_who_was_asked_for_an_open_one_can_answer(
    act: Callable[[Request], Decision], held: Request, expected: tuple[int, str, str]
) -> None:
    # A0.20
    assert refusal(RefusedError, lambda: act(held)) == expected


@pytest.mark.parametrize(
    ("spoc", "scope", "event"),
    [
        ("jana", "request", "+ events spoc jana tom request Urlaub"),
        ("jana", "all-open", "+ events spoc jana tom all-open Urlaub"),
        (None, "customer", "+ events spoc tom customer Urlaub"),
    ],
)
def test_who_is_appointed_answers_and_the_history_says_what_for(
    spoc: str | None, scope: Scope, event: str
) -> None:
    # A0.18
    held = request("new", spoc=spoc)
    decision = appoint(CUSTOMER, held, "tom", ME, scope, "Urlaub")
    assert at_request(decision) == ["spoc = tom", event]


@pytest.mark.parametrize("status", STATUSES)
def test_who_answers_already_is_not_appointed_again(status: RequestStatus) -> None:
    # A0.18
    decision = appoint(CUSTOMER, request(status), "jana", ME, "request")
    assert decision == ((), (f"{R}: spoc is jana already",), False)


def test_nobody_is_appointed_for_what_is_closed() -> None:
    # A0.18
    held = replace(request(), events=(), outcome="solved")
    assert not is_open(held)
    assert refusal(RefusedError, lambda: appoint(CUSTOMER, held, "tom", ME, "request")) == (
        77,
        f"{R} is closed",
        f"clm request move {R} open -m WHY opens it again",
    )


def test_another_priority_is_remembered_while_it_is_open() -> None:
    # A2.9: closed items keep the measure of their time
    (change,) = reprioritized(CUSTOMER, request("waiting", priority="low"), "high", ME, "eilt")
    assert isinstance(change, Add)
    event: Event = change.item
    assert (event.kind, event.from_, event.to, event.note) == ("priority", "low", "high", "eilt")
    closed = request("closed", outcome="solved", priority="low")
    assert reprioritized(CUSTOMER, closed, "low", ME, None) == []
    assert refusal(RefusedError, lambda: reprioritized(CUSTOMER, closed, None, ME, None)) == (
        77,
        f"{R} is closed: it was measured by its priority",
        f"clm request move {R} open -m WHY opens it again",
    )


def test_a_word_to_the_customer_is_kept_of_what_is_open() -> None:
    # A2.9
    (change,) = tell(CUSTOMER, request(), " Das Hotel antwortet morgen ", ME).changes
    assert isinstance(change, Add)
    assert (change.item.kind, change.item.note) == ("told", "Das Hotel antwortet morgen")
    assert refusal(UsageError, lambda: tell(CUSTOMER, request(), " ", ME)) == (
        2, "what was the customer told?", "-m TEXT",
    )  # fmt: skip
    closed = request("closed", outcome="solved")
    assert refusal(RefusedError, lambda: tell(CUSTOMER, closed, "x", ME)) == (
        77,
        f"{R} is closed: no word of it is owed",
        f"clm note {CUSTOMER} TEXT, or clm request move {R} open -m WHY",
    )
