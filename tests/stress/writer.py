"""Writes as long as it may: clm's own command lines, or a naive writer, the control.

With `serve`, one job a line on standard input: each is a fork in a process group of its own, so
that a kill costs no start of Python. With a job as argument, that one alone.

Every acknowledged command becomes a line of the job's file of acknowledgements: what was typed,
the commit, and the facts that must be in the files from then on.
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from clm.cli import run

SHARED = "c-sh0000"
MANY = tuple(f"c-ma00{n:02d}" for n in range(12))
IMPORTED = 10
START = date(2026, 11, 18)


class Job(NamedTuple):
    """What one writer does."""

    root: str
    acks: str
    me: int = 0
    first: int = 0
    writes: int = 50
    kinds: tuple[str, ...] = ("note", "remind", "assign", "seen", "import")
    together: bool = False
    """Every git stays in our process group, so that one kill takes all of them."""


class Ack(NamedTuple):
    """A command that ended with 0 and had something to do."""

    words: list[str]
    commit: str
    facts: list[list[str]]
    """A text that the commit adds, and where its file holds it from now on (may have `*`; empty:
    a later command may replace it)."""
    seconds: float


def file_of(customer: str, side: str = "") -> str:
    """Where a customer's file lies."""
    return f"customers/{customer[2:4]}/{customer}{side}.yaml"


def own(me: int) -> str:
    """The customer only this writer touches."""
    return f"c-0wn{me:03d}"


def command(kind: str, job: Job, n: int) -> tuple[list[str], list[list[str]]]:
    """The words of the n-th command, and what its files hold afterwards."""
    token = f"{job.me}-{n}"
    day = START + timedelta(days=7 * n)
    if kind == "note":
        customer = SHARED if n % 2 else own(job.me)
        return ["note", customer, f"note {token}."], [
            [file_of(customer, ".oteam"), f"note {token}."]
        ]
    if kind == "remind":
        later = f"{START + timedelta(days=30 + 1500 * job.me + n)}"
        return ["remind", SHARED, later], [["", later]]
    if kind == "assign":
        to = "tom" if n % 2 else "jana"
        return ["assign", own(job.me), to], [["", f"owner: {to}"]]
    if kind == "seen":
        facts = [[file_of(customer), f"{day}"] for customer in MANY]
        return ["seen", *MANY, "--today", f"{day}"], facts
    rows = [f"e{token}-{k}.,Neu {token}-{k}" for k in range(IMPORTED)]
    table = Path(f"{job.acks}.{job.me}.csv")
    table.write_text("\n".join(["external_id,name", *rows]) + "\n")
    words = ["import", "customers", str(table), "--apply"]
    return words, [["customers/*/*.yaml", f"e{token}-{k}."] for k in range(IMPORTED)]


def by_clm(job: Job, n: int) -> Ack:
    """Run one command line of clm; where it finds nothing to change, a note."""
    kind = random.Random(f"{job.me} {n}").choice(job.kinds)
    return _said(*command(kind, job, n)) or _said(*command("note", job, n)) or sys.exit("no note")


def _said(words: list[str], facts: list[list[str]]) -> Ack | None:
    before, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    begun = time.monotonic()
    try:
        code = run([*words, "--json", "--quiet"])
        sys.stdout.seek(0)
        said = sys.stdout.read()
    finally:
        sys.stdout = before
    if code:
        sys.exit(f"exit {code}: {words}")
    commit = json.loads(said)["commit"]
    return Ack(words, commit, facts, time.monotonic() - begun) if commit else None


def publishing(job: Job, n: int) -> Ack | None:
    """Write into a VPA's file, now and then give a customer away, and publish all shares."""
    token = f"note {job.me}-{n}."
    ack = _said(["note", SHARED, token, "--file", "vpa"], [[file_of(SHARED, ".vpa"), token]])
    if n % 3 == 2:
        _said(["assign", MANY[n % len(MANY)], "--vpa", ("anna", "ben")[n // 3 % 2]], [])
    sys.stdout = io.StringIO()
    code = run(["share", "publish", "--to", f"{job.root}-shares", "--quiet"])
    return ack if not code else sys.exit(f"exit {code}: share publish")


def naively(job: Job, n: int) -> Ack | None:
    """Read, change, write, commit: as one would without thinking of anybody else."""
    text = f"note {job.me}-{n}."
    path = file_of(SHARED, ".oteam")
    with Path(path).open() as file:
        before = file.read()
    with Path(path).open("w") as file:
        file.write(f"{before}# {text}\n")
    words = ["git", "commit", "--quiet", "--message", f"note {SHARED}", "--only", path]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        return None
    said = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, check=True)
    return Ack(["note", SHARED, text], said.stdout.decode().strip(), [[path, text]], 0)


def work(job: Job) -> None:
    """Write until the job is done or we are killed."""
    os.chdir(job.root)
    if job.together:
        _keep_together()
    act = {"naive": naively, "publish": publishing}.get(job.kinds[0], by_clm)
    acks = os.open(job.acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for n in range(job.first, job.first + job.writes):
        ack = act(job, n)
        if ack:
            os.write(acks, json.dumps(ack).encode() + b"\n")


def _keep_together() -> None:
    original: Any = subprocess.run

    def together(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs | {"start_new_session": False})

    subprocess.run = together


def serve() -> None:
    """Fork for each job; tell its process group, and then that it is gone."""
    for line in sys.stdin:
        job = Job(*json.loads(line))
        child = os.fork()
        if not child:
            with suppress(PermissionError):
                os.setpgid(0, 0)
            work(job)
            os._exit(0)
        os.setpgid(child, child)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        work(Job(*json.loads(sys.argv[1])))
