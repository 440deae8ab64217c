"""What somebody has open, and what becomes of it, as `clm handover` shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate
from clm.render.names import escalation_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def what(item: Mapping[str, Any]) -> str:
    """What an item is; an entry by why it is listed."""
    if item["kind"] == "escalation":
        return escalation_title(item["what"])
    if item["kind"] != "entry":
        return str(item["what"])
    return ", ".join(label(word) for word in item["what"].split())


def unasked(whom: Mapping[str, str]) -> str:
    """`mia, tom (not there all that time), luis (no role in common)`."""
    words = {
        "away": translate("not there all that time"),
        "role": translate("no role in common"),
    }
    named = {why: ", ".join(who for who in whom if whom[who] == why) for why in words}
    return ", ".join(f"{who} ({words[why]})" for why, who in named.items() if who)


def choice(item: Mapping[str, Any], of: str) -> str:
    """Who takes an item of `of`, and what speaks for them; or that it is left."""
    if item["choice"] in (None, "leave"):
        is_covered = any(run["who"] for run in item["acts"])
        return f"{acts(item)} ({translate('as before')})" if is_covered else translate("left")
    why = [_fit(word) for word in item["fits"]]
    if item["choice"] == "assign":
        why.insert(0, translate("for good"))
    told = ", ".join(why)
    if item["like"]:
        like = translate("like {who}: {words}")
        alike = like.format(who=of, words=", ".join(map(_fit, item["like"])))
        told = f"{told}; {alike}" if told else alike
    return f"{item['to']} ({told})" if told else str(item["to"])


def _fit(word: str) -> str:
    words = {
        "department": translate("department"),
        "region": translate("region"),
        "skill": translate("skill"),
        "language": translate("language"),
    }
    return words[word]


def acts(item: Mapping[str, Any]) -> str:
    """Who acts on which days of the absence; the days only where it is not one person."""
    runs: Sequence[Mapping[str, Any]] = item["acts"]
    told = [run["who"] or translate("nobody") for run in runs]
    if len(runs) == 1:
        return told[0]
    return ", ".join(f"{who} {run['from']}" for who, run in zip(told, runs, strict=True))


def goes_along(person: str, of: str, to: Mapping[str | None, int]) -> str:
    """`and 8 of mia, whom jana covers: tom 8`."""
    told = ", ".join(f"{who or translate('nobody')} {count}" for who, count in to.items())
    text = translate("and {count} of {person}, whom {of} covers: {told}")
    return text.format(count=sum(to.values()), person=person, of=of, told=told)
