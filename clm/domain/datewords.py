"""The words a date can be typed in: a closed grammar, one row each, in three languages.

Anything that is in no row is an error that lists the rows: a tool that guesses reads `20.11.`
as today, and a wrong reminder is noticed weeks later.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.moments import YEARS
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.domain.calendar import Calendar

WEEKDAYS: Final[dict[str, int]] = {
    word: weekday
    for weekday, words in enumerate(
        (
            "mo mon monday montag seg segunda segunda-feira",
            "di tue tuesday dienstag ter terca terca-feira",
            "mi wed wednesday mittwoch qua quarta quarta-feira",
            "do thu thursday donnerstag qui quinta quinta-feira",
            "fr fri friday freitag sex sexta sexta-feira",
            "sa sat saturday samstag sonnabend sab sabado",
            "so sun sunday sonntag dom domingo",
        )
    )
    for word in words.split()
}
"""Every way to type a weekday, folded; Monday is 0."""


class _Asked(NamedTuple):
    """What a word is read against: `past` and `since` as in `parse_date`."""

    today: date
    calendar: Calendar
    past: bool
    since: date | None


class _Form(NamedTuple):
    """One row: how it is shown to people, what it looks like when folded, what it means.

    `resolve` answers None, or raises ValueError or OverflowError, where there is no such day.
    One that goes `back` is for a day gone by alone.
    """

    shown: str
    pattern: str
    resolve: Callable[[re.Match[str], _Asked], date | None]
    back: bool = False


def parse_date(
    text: str, today: date, calendar: Calendar, *, past: bool = False, since: date | None = None
) -> date:
    """Which day does `text` mean on `today`?

    Args:
        text: What was typed, in any case, with umlauts and accents or without.
        today: The day it is read on.
        calendar: Working days and the week's deadline.
        past: A day gone by is meant, as in `--on`: `20.11.` is then the last one, and `yesterday`
            and `-3d` are allowed.
        since: What `20.11.` is counted from instead: it is the first one from this day on. So is
            `fri`, where this day is to come.

    Raises:
        UsageError: it is none of the forms, or there is no such day, or it is over where a day to
            come is meant; the hint lists the forms.
    """
    asked = _Asked(today, calendar, past, since)
    folded = _folded(text)
    for form in FORMS:
        if match := re.fullmatch(form.pattern, folded, re.ASCII):
            if form.back and not past:
                said = f"'{text}' is over: a day to come is meant"
                raise UsageError(said, _forms_hint(past=past))
            return _resolved(form, match, asked, text)
    raise UsageError(f"'{text}' is not a date", _forms_hint(past=past))


def goes_back(text: str) -> bool:
    """Is it a word for a day gone by, as `yesterday` and `-2w`?"""
    folded = _folded(text)
    return any(form.back and re.fullmatch(form.pattern, folded, re.ASCII) for form in FORMS)


HALF_A_YEAR: Final = 182
"""Days from which on a day of the next year is nearer to the one before it."""


def has_no_year(text: str) -> bool:
    """Is it a day of any year, as `20.11.`?"""
    return re.fullmatch(_DAY_OF_MONTH, _folded(text), re.ASCII) is not None


def parse_week(text: str, today: date) -> date:
    """The Monday of the ISO week that a text names.

    `2026-W47`; or without the year `W47`, `KW47` or `47`: the latest one that has begun.

    Raises:
        UsageError: it is written otherwise, or the year has no such week.
    """
    hint = "a week is written 2026-W47, or W47 for the latest one; a year has 52 or 53"
    found = re.fullmatch(r"(?:(\d{4})-W|KW|W)?(\d{1,2})", text, re.ASCII | re.IGNORECASE)
    if found is None:
        raise UsageError(f"'{text}' is not a week", hint)
    year, week = int(found[1] or today.isocalendar().year), int(found[2])
    if found[1] is None and week > today.isocalendar().week:
        year -= 1
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        monday = date.min
    if year not in YEARS or monday == date.min:
        raise UsageError(f"'{text}': there is no such week", hint)
    return monday


def _resolved(form: _Form, match: re.Match[str], asked: _Asked, text: str) -> date:
    try:
        day = form.resolve(match, asked)
    except (ValueError, OverflowError):
        day = None
    if day is None or day.year not in YEARS:
        raise UsageError(f"'{text}': there is no such day", _forms_hint(past=asked.past))
    return day


def _forms_hint(*, past: bool) -> str:
    shown = (form.shown for form in FORMS if past or not form.back)
    return "a date is one of: " + " · ".join(shown)


def _folded(text: str) -> str:
    """Lower case, single spaces, `übermorgen` as `uebermorgen`, other accents dropped."""
    composed = unicodedata.normalize("NFC", text).casefold()
    german = composed.replace("ä", "ae").replace("ü", "ue")
    decomposed = unicodedata.normalize("NFD", german)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _iso(match: re.Match[str], _: _Asked) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _german(match: re.Match[str], _: _Asked) -> date:
    return date(int(match[3]), int(match[2]), int(match[1]))


def _day_and_month(match: re.Match[str], asked: _Asked) -> date:
    """The nearest to come, or the last one where a past day is meant; today is both."""
    day, month = int(match[1]), int(match[2])
    counted = asked.since or asked.today
    typed, there = (month, day), (counted.month, counted.day)
    if asked.past and asked.since is None:
        return date(counted.year - (typed > there), month, day)
    return date(counted.year + (typed < there), month, day)


def _in_days(days: int) -> Callable[[re.Match[str], _Asked], date]:
    return lambda _, asked: asked.today + timedelta(days=days)


def _weekday(match: re.Match[str], asked: _Asked) -> date:
    """Strictly after today, `fri` on a Friday is the next one; or on a later `since`, or after."""
    first = max(asked.since or asked.today, asked.today + timedelta(days=1))
    return first + timedelta(days=(WEEKDAYS[match[1]] - first.weekday()) % 7)


def _weekday_of_next_week(match: re.Match[str], asked: _Asked) -> date:
    return asked.calendar.monday(asked.today) + timedelta(days=7 + WEEKDAYS[match[1]])


def _offset(match: re.Match[str], asked: _Asked) -> date:
    count = int(match[1] + match[2])
    if match[3] == "m":
        return _months_after(asked.today, count)
    return asked.today + timedelta(days=count * (7 if match[3] == "w" else 1))


def _months_after(day: date, months: int) -> date:
    """The same day of another month, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _month_end(date(year, month + 1, 1))
    return last.replace(day=min(day.day, last.day))


def _month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def _days_or_weeks(match: re.Match[str], asked: _Asked) -> date:
    weeks = match[2].startswith(("woche", "week", "semana"))
    return asked.today + timedelta(days=int(match[1]) * (7 if weeks else 1))


def _working_days(match: re.Match[str], asked: _Asked) -> date:
    return asked.calendar.working_days_after(asked.today, int(match[1]))


def _week(match: re.Match[str], asked: _Asked) -> date | None:
    """The deadline of the nearest week of that number to come; this week is to come.

    A week 53 comes after seven years at the latest.
    """
    this = asked.today.isocalendar()
    for year in range(this.year, this.year + 8):
        week = int(match[1])
        exists = 1 <= week <= date(year, 12, 28).isocalendar().week
        if exists and (year, week) >= (this.year, this.week):
            return asked.calendar.deadline(date.fromisocalendar(year, week, 1))
    return None


def _this_weeks_deadline(_: re.Match[str], asked: _Asked) -> date:
    return asked.calendar.deadline(asked.today)


def _this_months_end(_: re.Match[str], asked: _Asked) -> date:
    return _month_end(asked.today)


_DAY_OF_MONTH: Final = r"(\d{1,2})\.(\d{1,2})\."
_ANY_WEEKDAY: Final = f"({'|'.join(WEEKDAYS)})"
_NEXT: Final = "(?:next|naechste[nrs]?|nachste[nrs]?|proxim[ao])"
_SPANS: Final = r"(?:in|em) (\d{1,4}) (tag(?:en)?|wochen?|days?|weeks?|dias?|semanas?)"
_WORKDAYS: Final = r"(?:(?:in|em) )?(\d{1,4}) (?:werktag(?:en?)?|dias? ut(?:il|eis))"

FORMS: Final[tuple[_Form, ...]] = (
    _Form("2026-11-20", r"(\d{4})-(\d{2})-(\d{2})", _iso),
    _Form("20.11.", _DAY_OF_MONTH, _day_and_month),
    _Form("20.11.2026", r"(\d{1,2})\.(\d{1,2})\.(\d{4})", _german),
    _Form("today|heute|hoje", "today|heute|hoje", _in_days(0)),
    _Form("yesterday|gestern|ontem", "yesterday|gestern|ontem", _in_days(-1), back=True),
    _Form("tomorrow|morgen|amanhã", "tomorrow|morgen|amanha", _in_days(1)),
    _Form("übermorgen", "ue?bermorgen", _in_days(2)),
    _Form("fri|Freitag|sexta", _ANY_WEEKDAY, _weekday),
    _Form("next fri|nächsten Freitag|próxima sexta", f"{_NEXT} {_ANY_WEEKDAY}",
          _weekday_of_next_week),
    _Form("+3d +2w +1m", r"(\+)(\d{1,5})([dwm])", _offset),
    _Form("-3d -2w -1m", r"(-)(\d{1,5})([dwm])", _offset, back=True),
    _Form("+3wd", r"\+(\d{1,4})wd", _working_days),
    _Form("3 Werktage|3 dias úteis", _WORKDAYS, _working_days),
    _Form("in 2 Tagen|in 2 weeks|em 2 semanas", _SPANS, _days_or_weeks),
    _Form("KW48", r"kw ?(\d{1,2})", _week),
    _Form("eow", "eow", _this_weeks_deadline),
    _Form("eom|Monatsende", "eom|monatsende", _this_months_end),
)  # fmt: skip
