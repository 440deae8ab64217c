"""THE WORDS of surveys; light, because the options of commands name them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

QuestionKind = Literal["nps", "csat", "ces", "choice", "text"]
Method = Literal["all", "random", "stratified"]
Dimension = Literal["phase", "class", "service", "vpa", "manager"]
"""By what answers are broken down, and a sample is stratified (A2.24, A2.31)."""
Trigger = Literal["request-closed", "phase-change", "complaint-closed"]
SurveyState = Literal["planned", "open", "over", "closed"]
Exclusion = Literal[
    "inactive", "opted-out", "unreachable", "asked-recently", "critical-complaint", "no-event"
]
"""Why a customer is not asked (A2.25); by a survey on events: nothing happened to them lately."""
EXCLUDED: Final[Mapping[str, str]] = {
    "inactive": "not active",
    "opted-out": "wants no surveys",
    "unreachable": "cannot be reached",
    "asked-recently": "was asked lately",
    "critical-complaint": "has a critical complaint open",
    "no-event": "nothing happened lately",
}
"""The same for people."""
