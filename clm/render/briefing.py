"""The briefing as a page: what is known, what is missing, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.i18n import label, ngettext, translate
from clm.render.listing import cell_text
from clm.render.names import lacking
from clm.render.safe import shown
from clm.render.text import detail, joined, section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Data = Mapping[str, Any]


_TOLD = frozenset({"vpa", "Infos", "Wizard", "Company", "VPA file"})
"""What of the head and of what is known a share tells."""


def page(item: Data, *, in_share: bool = False) -> str:
    """A customer as `services.briefing.briefing` answers it, for reading.

    `in_share`: what is not told there is left out, and what would follow from it.
    """
    head, known = (
        [(key, value) for key, value in pairs if key in _TOLD or not in_share]
        for pairs in (_head(item), _known(item))
    )
    sections = [
        f"{item['ref']}  {shown(item['name'])}\n",
        detail([(label(key), value) for key, value in head]),
        detail([(translate(key), value) for key, value in known]),
        *([] if in_share else _internal(item)),
    ]
    return "\n".join(section for section in sections if section)


def _internal(item: Data) -> list[str]:
    return [
        section("Tasks", list(_tasks(item))),
        section("Bookings", list(_bookings(item))),
        section("Reminders", [_reminder(one) for one in item["reminders"]]),
        section("Checks", [_check(one) for one in item["checks"]]),
        _next(item),
    ]


def _head(item: Data) -> list[tuple[str, str | None]]:
    where = label(item["list"]) if item["list"] else translate("in no list")
    return [
        (translate("Check"), _open_check(item["check"])),
        (translate("Open"), ", ".join(label(word) for word in item["reasons"])),
        ("list", where),
        ("class", item["class"]),
        ("prio", translate("yes") if item["prio"] else None),
        ("watchlist", ", ".join(item["watch"])),
        (translate("Offer"), _offer(item["offer"])),
        ("owner", item["owner"] or translate("missing")),
        ("vpa", item["vpa"] or translate("missing")),
    ]


def _open_check(check: Data | None) -> str:
    if check is None:
        return translate("none is open")
    late = f" ({translate('overdue')})" if check["overdue"] else ""
    return f"{label(check['rule'])}, {label('due')} {check['due']}{late}"


def _offer(offer: Data | None) -> str | None:
    if offer is None:
        return None
    return f"{offer['reference'] or translate('without a reference')} ({offer['on']})"


def _known(item: Data) -> list[tuple[str, str]]:
    """What there is to know; what nobody wrote down is shown as missing, not hidden (A1.10)."""
    known = (
        ("infos", "Infos", item["infos"]),
        ("wizard", "Wizard", "\n".join(f"{key}: {told}" for key, told in item["wizard"].items())),
        ("company", "Company", cell_text(item["company"])),
        ("sales_entry", "Entry of sales", _talk(item["sales_entry"])),
    )
    lacks, missing = set(item["missing"]), translate("missing")
    pairs = [(name, joined((missing if key in lacks else "", value))) for key, name, value in known]
    return [*pairs, ("VPA file", _vpa_file(item["vpa_file"]))]


def _talk(note: Data | None) -> str:
    return f"{note['on']}  {note['by']}  {label(note['kind'])}\n{note['text']}" if note else ""


def _vpa_file(file: Data) -> str:
    """How complete it is, what is missing, and when it was last written in (A1.23)."""
    if not file["entries"]:
        return translate("missing")
    entries = ngettext("{n} entry", "{n} entries", file["entries"]).format(n=file["entries"])
    last = translate("the last one on {day}").format(day=file["last"])
    by_vpa = translate("by the VPA: {day}").format(day=file["last_by_vpa"] or "–")
    lines = [
        translate("{n} % complete").format(n=file["completeness"]),
        f"{entries}, {last}; {by_vpa}",
    ]
    if file["missing"]:
        untold = ", ".join(lacking(file))
        lines.insert(1, translate("still to be told: {sections}").format(sections=untold))
    return "\n".join(lines)


def _tasks(item: Data) -> Iterable[str]:
    tasks = item["tasks"]
    if not tasks["posted"]:
        yield translate("no task posted yet")
        return
    yield translate("{posted} posted, {active} active").format(
        posted=tasks["posted"], active=len(tasks["active"])
    )
    first = tasks["first"]
    yield joined(
        (f"{translate('the first')}:", first["posted_on"], first["title"], first["status"])
    )
    for one in tasks["active"]:
        due = f"{label('due')} {one['deadline']}" if one["deadline"] else ""
        vpa = f"{label('vpa')} {one['vpa'] or translate('missing')}"
        yield joined((one["id"], one["posted_on"], one["title"], due, vpa))


def _bookings(item: Data) -> Iterable[str]:
    for one in item["bookings"]:
        hours = f"{one['hours']} h" if one["hours"] is not None else ""
        trial = translate("trial") if one["trial"] else ""
        yield joined((one["booked_on"], hours, trial, one["status"], one["order"]))
    hours = item["hours"]
    if hours["now"] is not None:
        before = f"{hours['before']} h" if hours["before"] is not None else "–"
        text = translate("now {now}, usual before: {before}")
        yield text.format(now=f"{hours['now']} h", before=before)


def _reminder(one: Data) -> str:
    return joined((one["on"], one["for"], one["why"]))


def _check(one: Data) -> str:
    told = translate("{check}: checked on {day} by {who}").format(
        check=label(one["rule"]), day=one["on"], who=one["by"]
    )
    answers = (f"{key}: {translate(value)}" for key, value in one.get("answers", {}).items())
    return f"{told} ({', '.join(answers)})"


def _next(item: Data) -> str:
    """The proposed act and the other one: both are free to choose (A1.24)."""
    if item["check"] is None:
        return ""
    first, *others = item["next"]
    because = {
        "prio": translate("a prio customer is put on a reminder"),
        "small": translate("a small customer with single tasks is seen"),
    }.get(item["suggested"]["because"])
    proposed = f"{first}  ({because})" if because else first
    return detail(
        [
            (translate("proposed"), proposed),
            (translate("or"), "\n".join(others)),
            (translate("keep the answers"), f"clm briefing {item['ref']} --record"),
        ]
    )
