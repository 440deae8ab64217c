from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.calendar import Calendar
from clm.domain.datewords import FORMS, has_no_year, parse_date, parse_week
from clm.errors import UsageError

WEDNESDAY = "2026-11-18"
CALENDAR = Calendar(frozenset({date(2027, 1, 1), date(2026, 11, 23)}))

MEANINGS = [
    ("2026-11-20", WEDNESDAY, "2026-11-20"),
    ("  2026-11-20 ", WEDNESDAY, "2026-11-20"),
    ("20.11.2026", WEDNESDAY, "2026-11-20"),
    ("1.2.2027", WEDNESDAY, "2027-02-01"),
    ("29.2.2028", WEDNESDAY, "2028-02-29"),
    # the nearest to come; today is to come
    ("20.11.", WEDNESDAY, "2026-11-20"),
    ("18.11.", WEDNESDAY, "2026-11-18"),
    ("17.11.", WEDNESDAY, "2027-11-17"),
    ("01.01.", "2026-12-31", "2027-01-01"),
    ("31.12.", "2027-01-01", "2027-12-31"),
    ("29.2.", "2028-01-10", "2028-02-29"),
    ("29.2.", "2027-03-01", "2028-02-29"),
    # words
    ("today", WEDNESDAY, WEDNESDAY),
    ("HEUTE", WEDNESDAY, WEDNESDAY),
    ("hoje", WEDNESDAY, WEDNESDAY),
    ("tomorrow", "2026-12-31", "2027-01-01"),
    ("morgen", "2028-02-28", "2028-02-29"),
    ("amanhã", "2027-02-28", "2027-03-01"),
    ("AMANHA", WEDNESDAY, "2026-11-19"),
    ("übermorgen", WEDNESDAY, "2026-11-20"),
    ("U\u0308bermorgen", WEDNESDAY, "2026-11-20"),
    ("uebermorgen", WEDNESDAY, "2026-11-20"),
    ("ubermorgen", WEDNESDAY, "2026-11-20"),
    # weekdays: strictly next
    ("wed", WEDNESDAY, "2026-11-25"),
    ("Mittwoch", WEDNESDAY, "2026-11-25"),
    ("quarta-feira", WEDNESDAY, "2026-11-25"),
    ("do", WEDNESDAY, "2026-11-19"),
    ("fri", WEDNESDAY, "2026-11-20"),
    ("fr", WEDNESDAY, "2026-11-20"),
    ("sexta", WEDNESDAY, "2026-11-20"),
    ("Sábado", WEDNESDAY, "2026-11-21"),
    ("so", WEDNESDAY, "2026-11-22"),
    ("mo", WEDNESDAY, "2026-11-23"),
    ("terça", WEDNESDAY, "2026-11-24"),
    ("monday", "2026-12-28", "2027-01-04"),
    # that day of the next ISO week
    ("next friday", WEDNESDAY, "2026-11-27"),
    ("next tue", WEDNESDAY, "2026-11-24"),
    ("nächsten Freitag", WEDNESDAY, "2026-11-27"),
    ("naechsten  fr", WEDNESDAY, "2026-11-27"),
    ("nächster Montag", "2026-11-22", "2026-11-23"),
    ("próxima sexta", WEDNESDAY, "2026-11-27"),
    ("proximo domingo", WEDNESDAY, "2026-11-29"),
    # counted
    ("+3d", WEDNESDAY, "2026-11-21"),
    ("+0d", WEDNESDAY, WEDNESDAY),
    ("+2w", WEDNESDAY, "2026-12-02"),
    ("+1m", WEDNESDAY, "2026-12-18"),
    ("+1m", "2027-01-31", "2027-02-28"),
    ("+1m", "2028-01-31", "2028-02-29"),
    ("+1m", "2026-12-31", "2027-01-31"),
    ("+14m", "2026-11-30", "2028-01-30"),
    ("+3wd", WEDNESDAY, "2026-11-24"),  # Monday 23 is a holiday here
    ("3 Werktage", WEDNESDAY, "2026-11-24"),
    ("in 3 Werktagen", WEDNESDAY, "2026-11-24"),
    ("1 Werktag", WEDNESDAY, "2026-11-19"),
    ("3 dias úteis", WEDNESDAY, "2026-11-24"),
    ("1 dia útil", WEDNESDAY, "2026-11-19"),
    ("in 2 Tagen", WEDNESDAY, "2026-11-20"),
    ("in 1 Woche", WEDNESDAY, "2026-11-25"),
    ("in 2 Wochen", WEDNESDAY, "2026-12-02"),
    ("in 2 days", WEDNESDAY, "2026-11-20"),
    ("in 2 weeks", WEDNESDAY, "2026-12-02"),
    ("em 2 dias", WEDNESDAY, "2026-11-20"),
    ("em 2 semanas", WEDNESDAY, "2026-12-02"),
    # weeks and months
    ("KW48", WEDNESDAY, "2026-11-27"),
    ("kw 48", WEDNESDAY, "2026-11-27"),
    ("KW47", WEDNESDAY, "2026-11-20"),
    ("KW47", "2026-11-21", "2026-11-20"),  # still that week
    ("KW46", WEDNESDAY, "2027-11-19"),
    ("KW1", WEDNESDAY, "2027-01-08"),
    ("KW53", WEDNESDAY, "2026-12-31"),  # Friday is New Year's Day
    ("KW53", "2027-01-03", "2026-12-31"),  # that Sunday is in week 53 of 2026
    ("KW53", "2027-01-04", "2032-12-31"),
    ("eow", WEDNESDAY, "2026-11-20"),
    ("eow", "2026-12-28", "2026-12-31"),
    ("eom", WEDNESDAY, "2026-11-30"),
    ("Monatsende", "2028-02-01", "2028-02-29"),
    ("eom", "2026-12-31", "2026-12-31"),
]

PAST_MEANINGS = [
    ("20.11.", WEDNESDAY, "2025-11-20"),
    ("18.11.", WEDNESDAY, "2026-11-18"),
    ("17.11.", WEDNESDAY, "2026-11-17"),
    ("31.12.", "2027-01-01", "2026-12-31"),
    ("-3d", WEDNESDAY, "2026-11-15"),
    ("-1w", WEDNESDAY, "2026-11-11"),
    ("-1m", "2026-03-31", "2026-02-28"),
    ("-11m", "2026-11-18", "2025-12-18"),
    ("+1d", WEDNESDAY, "2026-11-19"),
    ("yesterday", WEDNESDAY, "2026-11-17"),
    ("Gestern", "2026-01-01", "2025-12-31"),
    ("ontem", WEDNESDAY, "2026-11-17"),
]

NO_DATES = [
    "", "fridayy", "20.11", "20.11.26", "2026-1-2", "31.11.", "31.4.2026", "29.2.2027", "0.1.",
    "2026-02-30", "0000-01-01", "KW0", "KW54", "KW100", "+3", "3d", "+3y", "-3d", "+99999m", "-3wd",
    "next", "next week", "gestern", "yesterday", "ontem", "vorgestern", "in 2 months", "٢٠.١١.",
    "today today", "20.11.2026\x00",
    "in 9999999999 days",
]  # fmt: skip


@pytest.mark.parametrize(("text", "today", "meant"), MEANINGS)
def test_what_a_word_means(text: str, today: str, meant: str) -> None:
    assert parse_date(text, date.fromisoformat(today), CALENDAR).isoformat() == meant


@pytest.mark.parametrize(("text", "today", "meant"), PAST_MEANINGS)
def test_what_a_word_means_where_a_past_day_is_meant(text: str, today: str, meant: str) -> None:
    assert parse_date(text, date.fromisoformat(today), CALENDAR, past=True).isoformat() == meant


@pytest.mark.parametrize("text", NO_DATES)
def test_anything_else_is_an_error_that_lists_the_forms(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_date(text, date.fromisoformat(WEDNESDAY), CALENDAR)
    for form in FORMS:
        assert (form.shown in (caught.value.hint or "")) is not form.back


@pytest.mark.parametrize("text", ["-1d", "-2w", "gestern", "yesterday"])
def test_a_day_gone_by_is_refused_as_such_where_one_to_come_is_meant(text: str) -> None:
    with pytest.raises(UsageError, match="is over: a day to come is meant"):
        parse_date(text, date.fromisoformat(WEDNESDAY), CALENDAR)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("19.11.", "2026-11-19"), ("16.11.", "2026-11-16"), ("15.11.", "2027-11-15"),
     ("yesterday", "2026-11-17"), ("fri", "2026-11-20")],
)  # fmt: skip
def test_a_day_and_month_may_be_counted_from_another_day(text: str, meant: str) -> None:
    since = date(2026, 11, 16)
    today = date.fromisoformat(WEDNESDAY)
    assert parse_date(text, today, CALENDAR, past=True, since=since).isoformat() == meant


@pytest.mark.parametrize(
    ("text", "since", "meant"),
    [
        ("fri", "2026-11-23", "2026-11-27"),
        ("mon", "2026-11-23", "2026-11-23"),
        ("sun", "2026-11-19", "2026-11-22"),
        ("wed", "2026-11-18", "2026-11-25"),  # today is never meant
        ("wed", "2026-11-11", "2026-11-25"),
        ("next fri", "2026-12-14", "2026-11-27"),  # next week is today's
    ],
)
def test_a_weekday_may_be_the_first_one_from_a_day_to_come(
    text: str, since: str, meant: str
) -> None:
    today, first = date.fromisoformat(WEDNESDAY), date.fromisoformat(since)
    assert parse_date(text, today, CALENDAR, past=True, since=first).isoformat() == meant


def test_a_leap_day_that_the_coming_february_lacks_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"29\.2\..*no such day"):
        parse_date("29.2.", date(2026, 11, 18), CALENDAR)


@pytest.mark.parametrize("text", ["+1d", "+1m", "fri", "3 Werktage", "in 2 Wochen", "KW10"])
def test_after_the_last_day_there_is_none(text: str) -> None:
    with pytest.raises(UsageError):
        parse_date(text, date.max, CALENDAR)


def test_the_forms_that_are_shown_are_understood() -> None:
    for form in FORMS:
        words = [form.shown] if "|" in form.shown else form.shown.split()
        for word in [part for text in words for part in text.split("|")]:
            assert parse_date(word, date(2026, 11, 18), CALENDAR, past=True)


DATE_LIKE = st.text(st.sampled_from("0123456789.-+dwm kwKWineomfriüext³"), max_size=12)


@given(st.text() | DATE_LIKE, st.dates(), st.booleans())
def test_nothing_but_a_usage_error_is_raised(text: str, today: date, past: bool) -> None:
    try:
        parse_date(text, today, CALENDAR, past=past)
    except UsageError:
        return


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_and_month_is_the_nearest(today: date, typed: date) -> None:
    text = f"{typed.day}.{typed.month}."
    if typed.month == 2 and typed.day == 29:
        return
    assert 0 <= (parse_date(text, today, CALENDAR) - today).days < 366
    assert 0 <= (today - parse_date(text, today, CALENDAR, past=True)).days < 366


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-W47", "2026-11-16"),
        ("2026-w53", "2026-12-28"),
        ("2025-W01", "2024-12-30"),
        ("1900-W01", "1900-01-01"),
        ("W47", "2026-11-16"),  # this week
        ("kw46", "2026-11-09"),
        ("48", "2025-11-24"),  # has not begun: the year before
        ("W1", "2025-12-29"),
    ],
)
def test_what_a_week_means(text: str, monday: str) -> None:
    assert parse_week(text, date(2026, 11, 18)) == date.fromisoformat(monday)


@pytest.mark.parametrize(
    "text",
    ["", "54", "KW0", "W", "2026-W54", "2025-W53", "2026-W00", "2026-47", "0000-W01", "2026W47",
     "2026-W47-1", "9999-W01", "0001-W01", "٢٠٢٦-W47"],
)  # fmt: skip
def test_a_week_that_does_not_exist_is_an_error_that_shows_the_form(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_week(text, date(2026, 11, 18))
    assert "2026-W47" in (caught.value.hint or "")


def test_a_day_of_any_year_has_none() -> None:
    assert [has_no_year(one) for one in ("20.11.", " 1.2. ", "20.11.2026", "+1w")] == [
        True, True, False, False,
    ]  # fmt: skip
