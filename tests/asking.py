"""Builders of customers with requests and internal tasks, as YAML."""

from __future__ import annotations

from tests.build import customer_path, make_customer

C, R, T = "c-7f3qkd", "r-4k2m9q", "t-11111111"
FILE = customer_path(C, "requests")
CONTACT = "contacts:\n  - id: p-11111111\n    name: Erika Muster\n    email: e@muster.example\n"


def customer(more: str = "owner: jana\n") -> str:
    """A customer with a contact who can be reached; `more` are further lines of YAML."""
    return make_customer(more=more + CONTACT)


def status_event(event_id: str, status: str) -> str:
    """That a request got a status."""
    return f"{{id: {event_id}, at: 2026-11-16T10:00:00Z, by: jana, kind: status, to: {status}}}"


def request(
    request_id: str = R, spoc: str = "jana", status: str = "open", more: str = "", tasks: str = ""
) -> str:
    """One request as its file has it; `more` and `tasks` are lines of YAML without indent."""
    lines = [
        f"id: {request_id}", "subject: Reise", "need: Flug und Hotel", "contacts: [p-11111111]",
        "channel: phone", "received_at: 2026-11-16T09:30", *([f"spoc: {spoc}"] if spoc else []),
        "events:", "  - " + status_event(f"k-{request_id[2:]}01", status),
        *more.splitlines(), *(["tasks:"] if tasks else []),
        *(f"  {line}" for line in tasks.splitlines()),
    ]  # fmt: skip
    return "  - " + "\n    ".join(lines) + "\n"


def task(task_id: str = T, status: str = "open", more: str = "", executor: str = "tom") -> str:
    """One internal task, on one line; `more` is what stands in its braces besides."""
    extra = f", {more}" if more else ""
    return (
        f"- {{id: {task_id}, title: Flug suchen, executor: {executor}, status: {status}{extra}}}\n"
    )


def file(*requests: str) -> str:
    """The requests file of the customer."""
    return f"customer: {C}\nrequests:\n{''.join(requests)}"


COMPLAINT, ORIGIN = "cm-7f3qkd", "complaint/cm-7f3qkd"
SERVICE = customer_path(C, "service")


def complained(*complaints: str) -> str:
    """The service file of the customer with complaints of these ids."""
    items = "".join(
        f"  - {{id: {one}, received_at: 2026-11-16, channel: phone, complainant: Erika Muster,"
        " text: zu spät, remedy_sought: Rabatt, handler: jana}\n"
        for one in complaints or (COMPLAINT,)
    )
    return f"customer: {C}\ncomplaints:\n{items}"


def action(
    task_id: str = T,
    status: str = "open",
    more: str = "",
    executor: str = "tom",
    origin: str = ORIGIN,
) -> str:
    """One task of no request, as `task` writes one of a request."""
    extra = f"{more}, " if more else ""
    return task(task_id, status, f"{extra}kind: action, from: {origin}", executor)


def actions(*tasks: str) -> str:
    """The file's own list of tasks, to stand behind its requests."""
    return "tasks:\n" + "".join(f"  {one}" for one in tasks)
