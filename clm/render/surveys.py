"""Surveys in words: the mail that invites, figures with their margins, columns of the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.satisfaction import interval
from clm.i18n import label, ngettext, translate, word
from clm.render.listing import Column
from clm.render.report import no_data, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


# figures


def score(item: Mapping[str, Any]) -> str:
    """The one figure of a survey: `NPS 33`, or no data."""
    if item["figure"] is None:
        return ""
    return figure(item["figure"], item["score"])


def figure(key: str, value: float | None) -> str:
    """A figure with its name; nothing to compute from is not zero (A2.27)."""
    return f"{figure_name(key)} {rounded(key, value)}"


def figure_name(key: str | None) -> str:
    """What a figure is called; a question without a scale has none."""
    return {"nps": "NPS", "top2": translate("top2"), "mean": translate("mean")}.get(key or "", "")


def rounded(key: str, value: float | None) -> str:
    """A figure as people read it: shares in percent, means with one place."""
    if value is None:
        return no_data()
    if key == "top2":
        return translate("{n}%").format(n=round(value))
    return number(round(value, 1))


def share(value: float | None) -> str:
    """A share of 0 to 1 as whole percent; none of nobody."""
    return no_data() if value is None else translate("{n}%").format(n=round(value * 100))


def with_margin(item: Mapping[str, Any]) -> str:
    """A figure with its 95 % margin, or why it is not told; of a choice how often each word."""
    if item.get("hidden"):
        return translate("hidden")
    key, value, margin = item["figure"], item["score"], item["margin"]
    if key is None:
        return ", ".join(f"{one} {n}" for one, n in (item.get("counts") or {}).items())
    return plus_minus(key, value, margin, percent=True)


def response(totals: Mapping[str, Any]) -> str:
    """How many answered, and how sure the figures are."""
    said = ngettext(
        "{n} answer of {invited} invited ({rate}), {late} late",
        "{n} answers of {invited} invited ({rate}), {late} late",
        totals["answers"],
    )
    told = said.format(
        n=totals["answers"],
        invited=totals["invited"],
        rate=share(totals["response_rate"]),
        late=totals["late"],
    )
    if totals["hidden"]:
        return f"{told}; {translate('too few to tell without telling whose they are')}"
    return f"{told}; {translate('± is the 95 % margin')}"


def closed_loop(sums: Mapping[str, Any]) -> str:
    """How many unhappy customers were contacted in time (A2.29)."""
    said = translate("{in_time} of {due} contacted in time ({share}), {open} still open")
    return said.format_map({**sums, "share": share(sums["share"])})


def not_followed(one: Mapping[str, Any]) -> str:
    """Why nobody of an anonymous survey is followed up, and how many would be (A2.28, A2.29)."""
    said = translate("{survey} is anonymous: nobody can be followed up").format_map(one)
    if one["unhappy"] is None:
        return f"{said}; {translate('too few to tell without telling whose they are')}"
    unhappy = translate("unhappy: {unhappy} of {answers}").format_map(one)
    return f"{said}; {unhappy}"


def details(item: Mapping[str, Any]) -> list[tuple[str, object]]:
    """What one survey says besides its row."""
    texts = [f"{key} ({lang}): {text}" for key, held in item["texts"].items()
             for lang, text in held.items()]  # fmt: skip
    return [
        (translate("Purpose"), item["purpose"]),
        (translate("Scope"), item["scope"]),
        (translate("Population"), item["population"] or translate("all customers")),
        (translate("Sample"), sample(item)),
        (translate("Drawn on"), item["drawn_on"]),
        (label("trigger"), item["trigger"]),
        (label("language"), item["language"]),
        (label("channel"), word("channel", item["channel"] or "")),
        (label("owner"), item["owner"]),
        (translate("Anonymous"), item["anonymous"] or None),
        (translate("Questions"), "\n".join(texts)),
        (translate("Closed on"), item["closed_on"]),
        (translate("Conclusions"), item["conclusions"]),
    ]


def sample(item: Mapping[str, Any]) -> str:
    """How the sample is drawn, in words."""
    if item["method"] == "all":
        return translate("all")
    by = f" ({part({'part': item['by']})})" if item["by"] else ""
    method = {"random": translate("random"), "stratified": translate("stratified")}
    said = translate("{size}, {method}, seed {seed}")
    return said.format(size=item["size"], method=f"{method[item['method']]}{by}", seed=item["seed"])


# columns


def surveys() -> tuple[Column, ...]:
    """The columns of `survey list`."""
    return (
        Column("id", label("id")),
        Column("title", label("title")),
        Column("state", label("state"), value=lambda one: word("survey", one["state"])),
        Column("questions", translate("Questions")),
        Column("opens_on", translate("From")),
        Column("closes_on", translate("To")),
        Column("invited", translate("Invited"), numeric=True),
        Column("answers", translate("Answers"), numeric=True),
        Column("rate", translate("Response rate"), numeric=True, value=lambda o: share(o["rate"])),
        Column("score", translate("Score"), value=score),
    )


def strata() -> tuple[Column, ...]:
    """The columns of sample and population side by side (A2.24)."""
    return (
        Column("stratum", translate("Group"), value=lambda one: group(one["stratum"])),
        Column("population", translate("Population"), numeric=True),
        Column("able", translate("Can be asked"), numeric=True),
        Column("asked", translate("Asked"), numeric=True),
        Column("lacking", translate("Too few"), numeric=True, value=lambda o: o["lacking"] or ""),
    )


def short_of(strata: Sequence[Mapping[str, Any]]) -> str:
    """Which parts of the population the sample asks too few of, as no more can be asked."""
    told = [f"{group(one['stratum'])} {one['lacking']}" for one in strata if one["lacking"]]
    said = translate("fewer than their share of the population, as no more can be asked: {groups}")
    return said.format(groups=", ".join(told)) if told else ""


def group(key: str | None) -> str:
    """A part of the customers as people read it: a phase, a class, a handle."""
    if key in (None, "unknown"):
        return translate("unknown")
    return translate("all") if key == "all" else label(key)


def drawn() -> tuple[Column, ...]:
    """The columns of who would be asked."""
    return (
        Column("ref", label("ref")),
        Column("name", label("customer")),
        Column("stratum", translate("Group"), value=lambda one: group(one["stratum"])),
        Column("asked", translate("Asked")),
        Column("why", label("why"), value=lambda one: word("exclusion", one["why"] or "")),
    )


def results() -> tuple[Column, ...]:
    """The columns of `survey results`: a row for each question, or each group of one."""
    return (
        Column("question", translate("Question")),
        Column("group", translate("Group"), value=lambda one: group(one["group"])),
        Column("figure", translate("Figure"), value=lambda one: figure_name(one["figure"])),
        Column("score", translate("Score"), value=with_margin),
        Column("mean", translate("Mean"), value=lambda o: "" if o["mean"] is None
               else number(round(o["mean"], 2))),
        Column("n", "N", numeric=True),
    )  # fmt: skip


def answers() -> tuple[Column, ...]:
    """The columns of `survey answers`."""
    return (
        Column("id", label("id")),
        Column("on", label("on")),
        Column("customer", label("customer"), value=lambda o: o["name"] or o["customer"] or ""),
        Column("values", translate("Answer")),
        Column("late", translate("Late")),
        Column("follow_up", translate("Follow-up")),
    )


def follow_ups() -> tuple[Column, ...]:
    """The columns of the closed-loop report (A2.29)."""
    return (
        Column("survey", translate("Survey")),
        Column("ref", label("ref")),
        Column("name", label("customer")),
        Column("on", label("on")),
        Column("values", translate("Answer")),
        Column("task", label("task")),
        Column("who", label("who")),
        Column("due", label("due"), alert="overdue"),
        Column("done_on", label("done")),
        Column("in_time", translate("In time")),
    )


# the report of a time


def report() -> tuple[Column, ...]:
    """The columns of `report satisfaction`: a row for the whole, each time before, each group."""
    return (
        Column("part", translate("Part"), value=part),
        Column("group", translate("Group"), value=part_group),
        Column("nps", "NPS", value=_told("nps", "nps", "nps_margin")),
        Column("nps_n", "N", numeric=True),
        Column("top2", "CSAT %", value=_told("top2", "top2", "top2_margin")),
        Column("csat_mean", translate("Mean"), value=_told("mean", "csat_mean")),
        Column("csat_n", "N", numeric=True),
        Column(
            "ces_mean",
            "CES",
            value=_told("mean", "ces_mean", "ces_margin"),
        ),
        Column("ces_n", "N", numeric=True),
    )


def _told(figure: str, key: str, margin: str = "") -> Callable[[Mapping[str, Any]], str]:
    return lambda one: plus_minus(figure, one[key], one.get(margin))


def part(one: Mapping[str, Any]) -> str:
    """What a row of the report is about."""
    named = {
        "period": translate("Whole"),
        "trend": translate("Trend"),
        "manager": label("account_manager"),
    }
    return named.get(one["part"]) or label(one["part"])


def part_group(one: Mapping[str, Any]) -> str:
    """Which of them: a period as it is, phases by their labels."""
    if one["part"] in ("period", "trend"):
        return str(one["group"])
    return group(one["group"])


def plus_minus(
    key: str, value: float | None, margin: float | None = None, *, percent: bool = False
) -> str:
    """A figure with its 95 % margin where there is one; no data without answers.

    Where the margin reaches beyond the scale, its ends are told instead.
    """

    def told(one: float) -> str:
        return rounded(key, one) if percent else number(round(one, 1))

    if value is None or margin is None:
        return no_data() if value is None else told(value)
    low, high = interval(key, value, margin)
    if (low, high) == (value - margin, value + margin):
        return f"{told(value)} ± {number(round(margin, 1))}"
    said = translate("{value} (95 %: {low} to {high})")
    return said.format(value=told(value), low=told(low), high=told(high))


def report_foot(totals: Mapping[str, Any]) -> str:
    """Who took part, and how many unhappy ones were contacted in time."""
    said = ngettext(
        "{name}: {answers} answer, {answered} of {invited} invited ({rate})",
        "{name}: {answers} answers, {answered} of {invited} invited ({rate})",
        totals["answers"],
    )
    taking_part = said.format(
        name=totals["period"],
        answers=totals["answers"],
        answered=totals["answered"],
        invited=totals["invited"],
        rate=share(totals["response_rate"]),
    )
    return f"{taking_part}; {closed_loop(totals['follow_up'])}; {translate('± is the 95 % margin')}"
