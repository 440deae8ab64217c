"""The satisfaction report of a time: all surveys together, with the trend, by groups (A2.31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.periods import before
from clm.domain.satisfaction import rate
from clm.domain.scored import DIMENSIONS, answers_in, by_groups, scores_in, summary
from clm.domain.surveying import answered
from clm.errors import UsageError
from clm.i18n import translate
from clm.render import surveys as words
from clm.render.listing import Listing
from clm.render.sheet import sheet, written
from clm.services.acting import save
from clm.services.followups import of as follow_ups
from clm.services.followups import totals as closed_loop
from clm.services.reportrecords import Concluded, held, kept
from clm.services.surveyresults import of_named
from clm.services.surveys import everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.periods import Period
    from clm.domain.reportrecord import ReportRecord
    from clm.domain.scored import Groups, Score
    from clm.domain.survey import Answer, Survey
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Told(NamedTuple):
    """The figures by part, what they are made from, and the records that were kept of them."""

    items: list[dict[str, Any]]
    totals: dict[str, Any]
    records: list[ReportRecord]


def satisfaction(workspace: Workspace, period: Period) -> Told:
    """What customers answered in a time: all together, in the times before, and by groups.

    Groups are those of the customers who are known; anonymous answers count in the whole alone,
    and not at all where they are too few (A2.28).
    """
    workspace.look_at_all()
    surveys = everything(workspace)
    last = min(period.last, workspace.today)
    fewest = workspace.process.policy.survey_small_group
    parts = _parts(workspace, surveys, period)
    found = [
        *scores_in(
            surveys, period.first, last, fewest, lambda _, answer: parts.get(answer.id, {})
        )
    ]  # fmt: skip
    items = [_row("period", period.name, found)]
    earlier = period
    for _ in range(workspace.process.policy.satisfaction_trend):
        earlier = before(earlier)
        scores = [*scores_in(surveys, earlier.first, earlier.last, fewest)]
        items.append(_row("trend", earlier.name, scores))
    for dimension in DIMENSIONS:
        items += [
            {"part": dimension, "group": key, **figures}
            for key, figures in by_groups(found, dimension).items()
        ]
    loop = closed_loop(follow_ups(workspace, surveys, period.first, last))
    totals = {
        "period": period.name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        **_taking_part(surveys, period, fewest),
        "follow_up": loop,
    }
    return Told(items, totals, held(workspace, "satisfaction", period))


def _row(part: str, group: str, found: Sequence[Score]) -> dict[str, Any]:
    return {"part": part, "group": group, **summary(found)}


def _parts(workspace: Workspace, surveys: Sequence[Survey], period: Period) -> dict[str, Groups]:
    """The groups of each answer whose customer is known."""
    return {
        answer.id: groups
        for survey in surveys
        if not survey.anonymous
        and any(period.first <= one.on <= period.last for one in survey.answers)
        for answer, groups in of_named(workspace, survey)
    }


def _taking_part(surveys: Sequence[Survey], period: Period, fewest: int) -> dict[str, Any]:
    """How many were invited in a time, how many of these answered, and what answers came in it."""
    invited = came = 0
    asked = []
    for survey in surveys:
        new = [one for one in survey.invitations if period.first <= one.on <= period.last]
        given: tuple[Answer, ...] = answers_in(survey, period.first, period.last, fewest)
        invited += len(new)
        came += (
            min(len(given), len(new))
            if survey.anonymous
            else len({one.id for one in new} & answered(survey))
        )
        if new or given:
            asked.append((survey.id, len(given)))
    return {
        "surveys": [key for key, _ in asked],
        "answers": sum(n for _, n in asked),
        "invited": invited,
        "answered": came,
        "response_rate": rate(came, invited),
    }


def listing(workspace: Workspace, period: Period) -> Listing:
    """The report as a list, in every form."""
    found = satisfaction(workspace, period)
    last = found.records[-1] if found.records else None
    told = f"; {last.at[:10]} {last.by}: {last.conclusions}" if last else ""
    made = Listing(
        "clm/report-satisfaction@1",
        found.items,
        words.report(),
        {**found.totals, "record": last.id if last else None},
        ids="group",
        fields=("top2_margin", "nps_margin", "ces_margin"),
        foot=words.report_foot(found.totals) + told,
    )
    team = workspace.settings.name or ""
    points = words.report_foot(found.totals).split("; ")
    return made._replace(
        sheet=written(
            lambda: sheet(
                made, translate("Satisfaction"), period, team, points, found.records, words.part
            )
        )
    )


# the record


def keep(
    workspace: Workspace,
    period: Period,
    conclusions: str,
    actions: Sequence[str],
    who: Who,
    *,
    dry_run: bool,
) -> Outcome:
    """Keep the report of a time: who, when, what was concluded, and the figures of that day.

    A further one of the same time can be kept: the last counts.

    Raises:
        UsageError: nothing was concluded.
        RefusedError: there is one of this day, and nothing is new since.
    """
    if not conclusions.strip():
        raise UsageError("what does the report conclude?", "--save -m CONCLUSIONS")
    with workspace.writing("report satisfaction", dry_run=dry_run) as writer:
        figures = _figures(satisfaction(workspace, period))
        new = Concluded("satisfaction", period, figures, conclusions, actions)
        return save(workspace, writer, "report satisfaction", who, [kept(workspace, who, new)])


_KEPT: Final = ("nps", "nps_margin", "nps_n", "top2", "top2_margin", "csat_mean", "csat_n",
                "ces_mean", "ces_margin", "ces_n")  # fmt: skip


def _figures(found: Told) -> dict[str, str]:
    """The figures of all, the main ones by group, who took part, and the closed loop."""
    whole = found.items[0]
    figures = {_word(key): _text(whole[key]) for key in _KEPT if whole[key] is not None}
    for row in found.items[1:]:
        for key in ("nps", "top2", "ces_mean"):
            if row[key] is not None:
                figures[f"{row['part']}:{row['group']}:{_word(key)}"] = _text(row[key])
    for key in ("answers", "invited", "answered", "response_rate"):
        if found.totals[key] is not None:
            figures[_word(key)] = _text(found.totals[key])
    loop = found.totals["follow_up"]
    figures["unhappy"] = _text(loop["answers"])
    figures["contacted-in-time"] = _text(loop["in_time"])
    return figures


def _word(key: str) -> str:
    return key.replace("_", "-")


def _text(value: float) -> str:
    return f"{round(value, 2):g}"
