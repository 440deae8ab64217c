"""THE REPORTS that can be specified, one row each: how one is made of a period (A2.36, A2.37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.periods import any_period
from clm.errors import NotFoundError
from clm.i18n import spoken
from clm.render import paper
from clm.render.clocks import results_listing
from clm.render.escalations import escalation_paper
from clm.render.evidence import pack
from clm.render.listing import Listing, render
from clm.render.page import page
from clm.render.paper import Paper
from clm.render.report import markdown
from clm.render.report import text as week_text
from clm.render.reportlists import (
    at_risk_listing,
    customers_listing,
    fulfilments_listing,
    recordings_listing,
)
from clm.render.retention import retention_paper
from clm.render.reviews import review_listing
from clm.render.teamview import paper as team_paper
from clm.services import slaclocks
from clm.services.complaintreviews import review_of
from clm.services.directory import Wanted, listed
from clm.services.escalationreport import report as escalation_report
from clm.services.evidence import evidence
from clm.services.reporting import weekly
from clm.services.requestreports import fulfilment, recorded_on_time
from clm.services.retention import retention
from clm.services.reviews import Wanted as WantedReviews
from clm.services.reviews import listed as reviews
from clm.services.satisfaction import listing as satisfaction
from clm.services.teamview import view
from clm.services.vpafiles import at_risk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clm.domain.periods import Period
    from clm.domain.reportspec import ReportName, ReportSpec
    from clm.render.listing import Form
    from clm.services.workspace import Workspace

    Made = Listing | Paper | Mapping[str, Any]
    """A list, a paper, or the dict of a weekly report."""


class Specified(NamedTuple):
    """A report of a period: what it is called for people, and its specification."""

    title: str
    spec: ReportSpec
    period: Period


def specified(workspace: Workspace, slug: str, period: str) -> Specified:
    """A report that is specified, of a period by its name.

    Raises:
        NotFoundError: none of this name is specified any more.
        UsageError: there is no such period yet.
    """
    spec = workspace.settings.reports.get(slug)
    if spec is None:
        raise NotFoundError(f"no report {slug} is specified", "clm.yaml has them, below reports:")
    about = any_period(period, workspace.today)
    return Specified(f"{slug} {about.name}: {spec.purpose}", spec, about)


def text_of(workspace: Workspace, one: Specified, form: Form) -> str:
    """A report in one form, in the team's language.

    Raises:
        ClmError: its figures cannot be made.
    """
    with spoken(workspace.language):
        made = MAKERS[one.spec.report](workspace, one.period)
        if isinstance(made, Paper):
            return _PAPER[form](made) if form in _PAPER else paper.text(made)
        if isinstance(made, Listing):
            zone = workspace.now.tzinfo
            return render(made, form, today=workspace.today, user=None, zone=lambda: zone)
        return page(made) if form == "html" else _WEEK.get(form, week_text)(made)


_PAPER: Final = {"html": paper.page, "md": paper.markdown}
_WEEK: Final = {"md": markdown}


def _weekly(workspace: Workspace, period: Period) -> Made:
    return weekly(workspace, period.first)


def _customers(workspace: Workspace, _period: Period) -> Made:
    return customers_listing(listed(workspace, Wanted(status="active")))


def _reviews(workspace: Workspace, period: Period) -> Made:
    return review_listing(reviews(workspace, WantedReviews(period=period)))


def _complaints(workspace: Workspace, period: Period) -> Made:
    return review_of(workspace, period)


def _risk(workspace: Workspace, _period: Period) -> Made:
    return at_risk_listing(at_risk(workspace))


def _recorded(workspace: Workspace, period: Period) -> Made:
    return recordings_listing(*recorded_on_time(workspace, period), period)


def _fulfilment(workspace: Workspace, _period: Period) -> Made:
    return fulfilments_listing(*fulfilment(workspace))


def _agreements(workspace: Workspace, period: Period) -> Made:
    items = slaclocks.report(workspace, period)
    return results_listing(items, slaclocks.totals(items), period)


def _process(workspace: Workspace, _period: Period) -> Made:
    return pack(evidence(workspace))


def _team(workspace: Workspace, period: Period) -> Made:
    """The team as it is, with the completion of the last week of the period."""
    monday = workspace.process.calendar.monday(min(period.last, workspace.today))
    return team_paper(view(workspace, monday=monday))


def _retention(workspace: Workspace, period: Period) -> Made:
    return retention_paper(retention(workspace, period))


def _escalations(workspace: Workspace, period: Period) -> Made:
    return escalation_paper(escalation_report(workspace, period))


MAKERS: Final[Mapping[ReportName, Callable[[Workspace, Period], Made]]] = {
    "weekly": _weekly,
    "customers": _customers,
    "reviews": _reviews,
    "complaints": _complaints,
    "risk": _risk,
    "recorded-on-time": _recorded,
    "fulfilment": _fulfilment,
    "process": _process,
    "satisfaction": satisfaction,
    "sla": _agreements,
    "team": _team,
    "retention": _retention,
    "escalations": _escalations,
}
"""Of each report that a specification may name."""
