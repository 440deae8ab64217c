"""The retention report in words, with what each figure means (A4.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, translate, word
from clm.render.paper import Block, Paper
from clm.render.report import number, percent, provisional, share

if TYPE_CHECKING:
    from collections.abc import Mapping

    Found = Mapping[str, Any]


def retention_paper(found: Found) -> Paper:
    """The report that `services.retention.retention` answers, as a paper."""
    return Paper(
        title=f"{translate('Retention')} {found['period']}",
        blocks=[_cohorts(found), _churn(found), _saved(found), _initiatives(found)],
        above=found["team"] or "",
        below=f"{found['from']} – {found['to']}",
        origin=found["schema"],
    )


def _cohorts(found: Found) -> Block:
    said = translate(
        "By the month of the first booking that counts. Of those who had {rebook_days} days since,"
        " the share whose second one came within them; while some have not, it is provisional."
    )
    header = (
        translate("First booking"), translate("Customers"), translate("Of"), translate("Again"),
        share(), translate("Churned"), "",
    )  # fmt: skip
    rows = [
        [
            one["month"], str(one["customers"]), str(one["asked"]), str(one["rebooked"]),
            percent(one["share"]), str(one["churned"]), "" if one["complete"] else provisional(),
        ]
        for one in found["cohorts"]
    ]  # fmt: skip
    total = found["rebooking"]
    if rows:
        number = sum(one["customers"] for one in found["cohorts"])
        lost = sum(one["churned"] for one in found["cohorts"])
        sums = [str(number), str(total["asked"]), str(total["rebooked"])]
        rows.append([translate("All"), *sums, percent(total["share"]), str(lost), ""])
    return _told(translate("Re-booking"), said, found, header, rows)


def _churn(found: Found) -> Block:
    said = translate(
        "Churned is who has booked and for {churn_days} days nothing that counts. Of those who had"
        " not on the eve of the period, the share that had at its end, or has today. Archived"
        " customers count too."
    )
    one, now = found["churn"], found["churn"]["now"]
    header = ("", translate("Customers"), translate("Churned"), share())
    rows = [
        [name, str(of["customers"]), str(of["churned"]), percent(of["share"])]
        for name, of in ((translate("In the period"), one), (translate("Ever, as of today"), now))
    ]
    return _told(translate("Churn"), said, found, header, rows)


def _saved(found: Found) -> Block:
    said = translate(
        "Who had churned, or was inactive ({inactive_days} days without a task), when an initiative"
        " wrote to them, and booked again within its days."
    )
    header = (
        label("ref"), label("customer"), translate("Initiative"), translate("Written to"),
        translate("Booked"),
    )  # fmt: skip
    rows = [
        [one["customer"], one["name"], one["initiative"], one["contacted_on"], one["booked_on"]]
        for one in found["saved"]
    ]
    return _told(translate("Saved customers"), said, found, header, rows)


def _initiatives(found: Found) -> Block:
    said = translate(
        "Of those written to in the period, the share that booked within the days of the initiative"
        " ({converts_days} unless it says otherwise), compared with the control group, who were not"
        " written to. The difference is in percentage points."
    )
    header = (
        label("id"), label("title"), label("kind"), translate("Sent"), translate("Converted"),
        share(), translate("Control group"), translate("Converted, control group"),
        translate("Share, control group"), translate("Difference"), "",
    )  # fmt: skip
    rows = [
        [
            one["id"], one["title"], word("initiative", one["kind"]), str(one["sent"]),
            str(one["converted"]), percent(one["share"]), str(one["control"]),
            str(one["control_converted"]), percent(one["control_share"]), _points(one["uplift"]),
            "" if one["complete"] else provisional(),
        ]
        for one in found["initiatives"]
    ]  # fmt: skip
    return _told(translate("By initiative"), said, found, header, rows)


def _points(uplift: float | None) -> str:
    if uplift is None:
        return "–"
    told = number(abs(round(uplift * 100, 1)))
    return f"+{told}" if uplift > 0 else f"-{told}" if uplift < 0 else told


def _told(
    heading: str, said: str, found: Found, header: tuple[str, ...], rows: list[list[str]]
) -> Block:
    points = () if rows else (translate("No data."),)
    note = said.format_map(found["policy"])
    return Block(heading, points, header if rows else (), rows, note=note)
