"""The scores of a time, by the parts of the customers (A2.31)."""

from __future__ import annotations

from clm.domain.scored import by_groups, scores_in, summary
from clm.domain.survey import Answer, Survey
from tests.domain.cases import day, of_yaml

ASKS = (
    "questions:\n  - {id: nps, kind: nps}\n  - {id: csat, kind: csat}\n  - {id: ces, kind: ces}\n"
    "  - {id: text, kind: text}\n"
)


def survey(*answers: tuple[str, str], more: str = "") -> Survey:
    rows = "".join(
        f"  - {{id: an-0000000{n}, on: {on}, values: {{{values}}}}}\n"
        for n, (on, values) in enumerate(answers)
    )
    return of_yaml(f"id: sv-2k9x7d\ntitle: x\n{more}{ASKS}answers:\n{rows}", Survey)


def test_scores_of_a_time_are_summed_by_kind() -> None:  # A2.31
    held = survey(
        ("2026-09-30", "nps: 0"), ("2026-10-01", "nps: 9, csat: 4, text: 9"),
        ("2026-12-31", "nps: 3, ces: 6"), ("2027-01-01", "nps: 0"),
    )  # fmt: skip
    found = summary([*scores_in([held], day("2026-10-01"), day("2026-12-31"), 5)])
    assert (found["nps"], found["nps_n"]) == (0, 2)
    assert (found["top2"], found["csat_mean"], found["csat_n"]) == (100, 4, 1)
    assert (found["ces_mean"], found["ces_n"], found["ces_margin"]) == (6, 1, None)
    assert summary([])["nps"] is None


def test_few_anonymous_answers_of_a_time_are_left_out() -> None:  # A2.28
    days = (day("2026-10-01"), day("2026-10-31"))
    answers = [("2026-10-05", f"nps: {n}") for n in range(5)]
    hidden = "anonymous: true\n"
    assert not [*scores_in([survey(*answers[:4], more=hidden)], *days, 5)]
    assert len([*scores_in([survey(*answers, more=hidden)], *days, 5)]) == 5
    assert len([*scores_in([survey(*answers[:1])], *days, 5)]) == 1


def test_a_question_that_few_answered_is_left_out() -> None:  # A2.28
    answers = [("2026-10-05", f"nps: {n}, ces: {n + 1}" if n else "nps: 0") for n in range(5)]
    days = (day("2026-10-01"), day("2026-10-31"))
    found = [*scores_in([survey(*answers, more="anonymous: true\n")], *days, 5)]
    assert {one.kind for one in found} == {"nps"}
    assert len([*scores_in([survey(*answers)], *days, 5)]) == 9


def test_a_score_counts_in_each_part() -> None:  # A2.31
    held = survey(("2026-10-01", "nps: 10"), ("2026-10-02", "nps: 0"))

    def parts(_: Survey, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {"service": ("reise", "buero") if answer.values["nps"] == "10" else ("reise",)}

    found = [*scores_in([held], day("2026-10-01"), day("2026-12-31"), 5, parts)]  # type: ignore[arg-type]
    assert {key: one["nps"] for key, one in by_groups(found, "service").items()} == {
        "buero": 100, "reise": 0,
    }  # fmt: skip
    assert by_groups(found, "vpa") == {}
