"""`clm check` of requests and their tasks: each fault with its line (A0.5, A0.7, A0.8, A0.41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.services.workspace import remove_index
from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import TEAM, customer_path, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

OTHER = "c-9zzzzz"
FULL = "services: [reise]\npriority: high"
"""What a request should have besides."""


@pytest.fixture
def asking(repo: Repository) -> Repository:
    repo.write(customer_path(C), customer())
    return repo


def test_a_whole_request_has_no_finding(asking: Repository, clm: Clm) -> None:
    asking.put(FILE, file(request(more=FULL, tasks=task(more="service: reise"))))
    answer = clm("check")
    assert (answer.code, answer.out) == (0, "")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (file(request(spoc="xaver", more=FULL)), "9:11: spoc: nobody has the handle xaver"),
        (file(request(spoc="", more=FULL)), f"3:5: {R} needs: spoc"),
        (file(request(spoc="", more=FULL)), "3:5: an open request has no spoc"),
        (
            file(request(more=FULL).replace("kind: status, to: open", "kind: spoc, to: tom")),
            "9:11: spoc: jana, but tom was appointed last",
        ),
        (file(request(status="lost", more=FULL)), "11:80: to: there is no status lost"),
        (file(request(status="waiting", more=FULL)), f"3:5: {R} is waiting without waiting_on"),
        (
            file(request(status="waiting", more=FULL + "\nwaiting_on: vpa")),
            f"3:5: {R} is waiting without recheck_on",
        ),
        (
            file(request(more=FULL, tasks=task(status="waiting"))),
            "15:9: t-11111111 is waiting without waiting_on",
        ),
        (
            file(request(status="closed", more="outcome: solved\nsolution: ja", tasks=task())),
            "15:9: t-11111111 is open, but its request is closed",
        ),
        (file(request(status="closed", more="solution: ja")), f"3:5: {R} is closed without an"),
        (file(request(status="closed", more="outcome: solved")), f"3:5: {R} needs: solution"),
        (file(request(more=FULL + "\noutcome: solved")), "14:14: outcome: solved, but"),
        (
            file(request(more=FULL, tasks=task(more="follows: t-99999999"))),
            "15:84: follows: there is no task t-99999999",
        ),
        (file(request(more=FULL)).replace("[p-11111111]", "[]"), f"3:5: {R} needs: contacts"),
        (
            file(request(more=FULL)).replace("[p-11111111]", "[p-99999999]"),
            f"6:15: contacts: {C} has no contact p-99999999",
        ),
        (file(request()), f"3:5: warning: {R} should have: services, priority"),
        (file(request(spoc="uwe", more=FULL)), "9:11: warning: spoc: uwe is not active"),
        (
            file(request(more=FULL, tasks=task(executor="uwe"))),
            "15:56: warning: executor: uwe is not active",
        ),
        (file(request(spoc="isabel", more=FULL)), "9:11: warning: spoc: isabel is away on"),
        (
            file(request(more=FULL)).replace("channel: phone", "channel: pigeon"),
            "7:14: requests[0].channel: ",
        ),
    ],
)
def test_each_fault_has_its_line(asking: Repository, clm: Clm, text: str, line: str) -> None:
    # A0.5, A0.7, A0.8, A0.41
    asking.write("team/uwe.yaml", "id: uwe\nname: Uwe Alt\nactive: {to: 2026-10-31}\n")
    away = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20}\n"
    asking.write("team/isabel.yaml", TEAM["isabel"] + away)
    asking.put(FILE, text)
    out = clm("check", "customers").out
    assert any(one.startswith(f"{FILE}:{line}") for one in out.splitlines()), out


@pytest.mark.parametrize(
    ("said", "found"),
    [("kind: request", 0), ("class: none", 0), (f"items: [{R}]", 0), ("kind: posted", 1)],
)
def test_who_covers_a_part_covers_its_requests(
    asking: Repository, clm: Clm, said: str, found: int
) -> None:
    # A0.8, A0.27
    away = "absences:\n  - id: ab-111111\n    from: 2026-11-18\n    to: 2026-11-20\n"
    part = f"    replacements:\n      - {{id: rp-111111, replacement: tom, {said}}}\n"
    asking.write("team/isabel.yaml", TEAM["isabel"] + away + part)
    asking.put(FILE, file(request(spoc="isabel", more=FULL)))
    assert clm("check", "customers").out.count("spoc: isabel is away on") == found


def test_a_replacement_of_nothing_is_found(asking: Repository, clm: Clm) -> None:
    # A0.27
    asking.put(FILE, file(request(more=FULL, tasks=task(more="service: reise"))))
    away = "absences:\n  - id: ab-111111\n    from: 2026-11-18\n    replacements:\n"
    part = "      - {{id: rp-{n}, replacement: tom, items: [{items}]}}\n"
    parts = part.format(n="111111", items=f"{C}, {R}, {T}, p-11111111")
    parts += part.format(n="222222", items="nonsense, c-zzzzzz")
    asking.write("team/isabel.yaml", TEAM["isabel"] + away + parts)
    (line,) = clm("check", "team").out.splitlines()
    assert line == "team/isabel.yaml:14:50: warning: items: there is no nonsense, c-zzzzzz"
    bad = customer_path("c-9zzzzz")
    asking.write(bad, "id: c-9zzzzz\nname: [\n")  # what stands there nobody knows
    assert [row.partition(":")[0] for row in clm("check").out.splitlines()] == [bad]


def test_the_fields_of_a_whole_request_are_the_teams(asking: Repository, clm: Clm) -> None:
    # A0.5: a list in the settings.
    asking.put(FILE, file(request()))
    text = asking.read("clm.yaml") + "request: {required: [priority], recommended: []}\n"
    asking.put("clm.yaml", text)
    assert f"{R} needs: priority\n" in clm("check", "customers").out
    (item,) = clm("request", "show", R, "--json").json["items"]
    assert item["complete"] == {"score": 0, "required": ["priority"], "recommended": []}


def test_the_fields_of_a_whole_customer_are_the_teams(asking: Repository, clm: Clm) -> None:
    # A0.5
    text = asking.read("clm.yaml") + "customer: {required: [city], recommended: [company]}\n"
    asking.put("clm.yaml", text)
    assert f"{customer_path(C)}:2:7: {C} needs: city\n" in clm("check", "customers").out
    (item,) = clm("customer", "show", C, "--json").json["items"]
    assert item["complete"] == {"score": 0, "required": ["city"], "recommended": ["company"]}
    assert "0 % (missing: city, company)" in clm.ok("customer", "show", C)
    asking.put(customer_path(C), customer() + "city: Kiel\n")
    assert clm("check", "customers").code == 0
    assert f"{C} should have: company" in clm("check", "customers", "--strict").out


@pytest.mark.parametrize(
    "channel",
    [
        "phone: '0'",
        'email: "@muster.example"',
        "email: e@",
        "phone: 12 # 3456",
        "phone: 12\nplz: 3456",
    ],
)
def test_a_customer_who_cannot_be_reached_is_found(
    asking: Repository, clm: Clm, channel: str
) -> None:
    # A0.4
    asking.write(customer_path(C), customer().replace("email: e@muster.example", channel))
    asking.put(FILE, file(request(more=FULL)))
    assert f"no contact of {R} has an e-mail or a phone number" in clm("check").out


@pytest.fixture
def doubled(asking: Repository) -> Repository:
    """Two customers whose requests have the same id, and so have their tasks."""
    asking.write(FILE, file(request(more=FULL, tasks=task(more="service: reise"))))
    asking.write(customer_path(OTHER), customer().replace(C, OTHER).replace("p-1", "p-2"))
    again = file(request(more=FULL, tasks=task(more="service: reise"))).replace(C, OTHER)
    asking.put(customer_path(OTHER, "requests"), again.replace("p-1", "p-2").replace("k-4", "k-5"))
    return asking


def test_the_same_id_in_two_customers_files_is_found(doubled: Repository, clm: Clm) -> None:
    first, second = FILE, customer_path(OTHER, "requests")
    assert doubled.read(first) != doubled.read(second)
    answer = clm("check")
    assert answer.code == 1
    assert answer.out.splitlines() == [
        f"{second}:3:9: the id {R} is taken already, in {first}",
        f"{second}:15:14: the id {T} is taken already, in {first}",
    ]
    posted = make_requests(OTHER, (T, "Reise", "2026-11-16T10:00:00Z"))
    doubled.put(second, posted)
    (line,) = clm("check").out.splitlines()
    assert line == f"{second}:3:9: the id {T} is taken already, in {first}"


@pytest.mark.parametrize(
    "words",
    [
        ("task", "show", T),
        ("task", "move", T, "done"),
        ("task", "set", T, "title=Y"),
        ("assign", T, "jana"),
        ("done", T),
        ("who", T, "status"),
        ("request", "show", R),
        ("request", "close", R, "--outcome", "solved", "--solution", "ja"),
        ("task", "add", R, "Neu", "--to", "tom", "--due", "fri"),
        ("note", R, "Text"),
        ("seen", C, R),
    ],
)
@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_an_id_that_two_have_means_neither(
    doubled: Repository, clm: Clm, words: tuple[str, ...], fresh: tuple[str, ...]
) -> None:
    before = doubled.head()
    answer = clm(*fresh, *words)
    assert answer.code == 4
    meant = T if T in words else R
    assert f"error: 2 records have the id {meant}\n" in answer.err
    assert f"{meant}  Muster GmbH" in answer.err
    assert "clm check" in answer.err
    assert (doubled.head(), doubled.git("status", "--short")) == (before, "")


def test_the_lists_show_both_that_have_one_id(doubled: Repository, clm: Clm) -> None:
    for _ in range(2):  # as the index has it, and as it is read anew
        for noun in ("request", "task"):
            items = clm(noun, "list", "--json").json["items"]
            assert sorted(one["customer"] for one in items) == [C, OTHER]
        remove_index(doubled.root)
