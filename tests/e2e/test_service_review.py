"""In the demo as a new user would: a service review from agenda to report, and no gap left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.world import Clm, Repository

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def demo(repo: Repository) -> Repository:
    """The example team's data, writable, in a repository of its own."""
    repo.git("rm", "-rq", ".")
    shutil.copytree(DATA, repo.root, dirs_exist_ok=True)
    settings = repo.read("clm.yaml")
    repo.write("clm.yaml", settings.replace("  today: 2026-11-18", "  today: 2026-11-18\n"
                                            "  writable: true"))  # fmt: skip
    repo.commit()
    return repo


def test_a_review_from_agenda_to_report(demo: Repository) -> None:
    # A2.1, A2.32, A2.33, A2.34: nothing is lacking at the end.
    clm = Clm(demo.root)
    jana = ("--as", "jana")
    assert clm("process", "check", *jana).code == 0
    due = clm("review", "due", "--all", "--json", *jana).json["items"]
    ref = next(one["customer"] for one in due if one["account_manager"] == "jana")
    agenda = clm.ok("review", "prepare", ref, "-o", "md", *jana)
    assert agenda.startswith("# ")
    name = clm("customer", "show", ref, "--json", *jana).json["items"][0]["record"]["contacts"][0]
    made = clm.ok(
        "review", "record", ref, "--on", "today", "--ours", "jana", "--theirs", name["id"],
        "--topic", "Ergebnisse", "--action", "Zahlen senden:jana:fri", "--ids", *jana,
    ).strip()  # fmt: skip
    report = clm("review", "show", made, "--json", *jana).json
    (action,) = report["actions"]
    clm.ok("task", "move", action["id"], "done", *jana)
    clm.ok("review", "close", made, "--signed-off-by", name["id"], *jana)
    page = clm.ok("review", "show", made, "-o", "html", *jana)
    assert "Zahlen senden" in page
    assert name["name"] in page
    answer = clm("process", "check", *jana)
    assert answer.code == 0, answer.out
    pack = clm.ok("process", "report", "-o", "html", *jana)
    assert made in pack
    assert "complaints" not in clm("process", "check", "--json", *jana).json
