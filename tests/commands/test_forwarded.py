"""`clm task forwarded`: the posted tasks that wait for a VPA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

MINE, TOMS, SERVED = "c-7f3qkd", "c-8m2w4z", "c-9x1v5n"


def post(repo: Repository, customer: str, owner: str, *tasks: str) -> None:
    repo.write(customer_path(customer), make_customer(customer, more=f"owner: {owner}\n"))
    lines = "".join(f"  - {{{task}}}\n" for task in tasks)
    repo.write(customer_path(customer, "requests"), f"customer: {customer}\nposted:\n{lines}")


def test_posted_tasks_without_a_vpa_are_listed(repo: Repository, clm: Clm) -> None:  # A1.17, L8, L9
    post(
        repo, MINE, "jana",
        "id: t-00000001, title: Reise, posted_at: 2026-11-16, status: forwarded",
        "id: t-00000002, title: Entwurf, posted_at: 2026-11-16, status: draft",
        "id: t-00000003, title: Fertig, posted_at: 2026-11-16, status: done",
        "id: t-00000004, title: Abgesagt, posted_at: 2026-11-16, status: cancelled",
        "id: t-00000005, title: Versorgt, posted_at: 2026-11-16, status: forwarded, vpa: anna",
        "id: t-00000006, title: Morgen, posted_at: 2026-11-19, status: forwarded",
        "id: t-00000007, title: Liegt, posted_at: 2026-11-10, status: forwarded",
    )  # fmt: skip
    task = "id: t-00000008, title: Toms, posted_at: 2026-11-17, status: forwarded"
    post(repo, TOMS, "tom", task)
    post(repo, SERVED, "jana\nvpa: ben", task.replace("8", "9"))
    repo.commit()
    items = clm("task", "forwarded", "--json").json["items"]
    told = [(item["id"], item["due"], item["days_left"], item["overdue"]) for item in items]
    assert told == [
        ("t-00000007", "2026-11-17", -1, True),
        ("t-00000001", "2026-11-23", 5, False),
    ]
    team = clm("task", "forwarded", "--team", "--json").json["items"]
    assert [item["id"] for item in team] == ["t-00000007", "t-00000001", "t-00000008"]
    clm.ok("assign", MINE, "--vpa", "anna")
    assert clm("task", "forwarded", "--json").json["items"] == []


def test_people_read_when_a_task_came_by_their_clock(repo: Repository, clm: Clm) -> None:
    post(
        repo, MINE, "jana", "id: t-00000001, title: Reise, posted_at: '2026-11-16T07:30:00Z',"
        " status: forwarded, deadline: '2026-11-25T17:00'",
    )  # fmt: skip
    repo.commit()
    for words, said in (
        (("task", "forwarded", "--fields", "posted_at"), "2026-11-16 08:30"),
        (("task", "show", "t-00000001"), "2026-11-16 08:30"),
        (("task", "show", "t-00000001"), "2026-11-25 17:00"),
        (("customer", "show", MINE), "2026-11-16 08:30  t-00000001"),
        (("task", "list"), "2026-11-25 17:00"),
    ):
        text = clm.ok(*words)
        assert said in text
        assert ":30:00Z" not in text
        assert "T17:00" not in text
    (item,) = clm("task", "list", "--json").json["items"]
    assert (item["posted_at"], item["due"]) == ("2026-11-16T07:30:00Z", "2026-11-25T17:00")
