import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calendar import (
    SpecialDay,
    Window,
    add_working_days,
    day_off_words,
    day_written,
    is_working_day,
    last_month_ends,
    last_working_day_before,
    month_end,
    next_working_day,
    off_until,
    working_days_between,
)

WARN = Window(share=15, least=3, most=30)
REMIND = Window(share=30, least=5, most=60)
START = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("period", "warn", "remind"),
    [(0, 3, 5), (10, 3, 5), (15, 3, 5), (45, 6, 13), (60, 9, 18), (200, 30, 60), (1095, 30, 60)],
)
def test_the_window_is_a_share_of_the_period_between_two_bounds(period, warn, remind):
    due = START + dt.timedelta(days=period)
    assert (due - WARN.begins_on(START, due)).days == warn
    assert (due - REMIND.begins_on(START, due)).days == remind


def test_a_deadline_before_the_assignment_counts_as_a_period_of_no_days():
    due = START - dt.timedelta(days=400)
    assert WARN.begins_on(START, due) == due - dt.timedelta(days=3)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (dt.date(2024, 2, 10), dt.date(2024, 2, 29)),
        (dt.date(2023, 2, 28), dt.date(2023, 2, 28)),
        (dt.date(2026, 12, 31), dt.date(2026, 12, 31)),
        (dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
    ],
)
def test_month_end(day, end):
    assert month_end(day) == end


def test_the_last_month_ends_run_up_to_today():
    assert last_month_ends(dt.date(2026, 3, 15), 4) == [
        dt.date(2025, 12, 31),
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 15),
    ]


@pytest.mark.parametrize("text", ["2026-05-20", "２０２６-05-20"])
def test_a_day_is_read_as_people_write_it(text):
    assert day_written(text) == dt.date(2026, 5, 20)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "不是日期"),
        ("昨天", "不是日期"),
        ("20260520", "不是日期"),
        ("2026-02-30", "“2026-02-30”不是日期"),
        ("2026-5-20", "不是日期"),
        ("0001-01-01", "超出范围"),
        ("9999-12-31", "超出范围"),
    ],
)
def test_a_day_that_is_none_is_refused_with_a_sentence(text, says):
    with pytest.raises(ValueError, match=says):
        day_written(text)


# The National Day of 2026 as it was announced, with the days around it.
OFF, WORKED = SpecialDay(works=False, name="国庆节"), SpecialDay(works=True, name="国庆节")
GOLDEN_WEEK = {dt.date(2026, 10, day): OFF for day in range(1, 8)} | {
    dt.date(2026, 9, 20): WORKED,
    dt.date(2026, 10, 10): WORKED,
}
DAYS = st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 30))
TABLES = st.dictionaries(
    DAYS, st.builds(SpecialDay, works=st.booleans(), name=st.just("节日")), max_size=40
)  # also nonsense that nobody would announce


@pytest.mark.parametrize(
    ("day", "works", "words"),
    [
        (dt.date(2026, 9, 30), True, ""),
        (dt.date(2026, 10, 1), False, "国庆节假期"),
        (dt.date(2026, 10, 4), False, "国庆节假期"),
        (dt.date(2026, 10, 10), True, ""),
        (dt.date(2026, 10, 11), False, "周日"),
        (dt.date(2027, 10, 1), True, ""),  # a year of which nothing is known: a Friday
        (dt.date(2027, 10, 2), False, "周六"),
    ],
)
def test_a_day_goes_by_the_table_and_else_by_its_weekday(day, works, words):
    assert is_working_day(day, GOLDEN_WEEK) == works
    assert day_off_words(day, GOLDEN_WEEK) == words


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (dt.date(2026, 9, 30), 1, dt.date(2026, 10, 8)),
        (dt.date(2026, 9, 30), 3, dt.date(2026, 10, 10)),
        (dt.date(2026, 9, 30), 4, dt.date(2026, 10, 12)),
        (dt.date(2026, 10, 3), 1, dt.date(2026, 10, 8)),
        (dt.date(2026, 9, 19), 1, dt.date(2026, 9, 20)),
        (dt.date(2026, 10, 3), 0, dt.date(2026, 10, 8)),
    ],
)
def test_working_days_are_counted_from_the_next_day_on(start, count, end):
    assert add_working_days(start, count, GOLDEN_WEEK) == end


def test_what_falls_on_days_off_is_covered_by_the_last_working_day_before():
    eve = dt.date(2026, 9, 30)
    assert off_until(eve, GOLDEN_WEEK) == dt.date(2026, 10, 7)
    assert last_working_day_before(dt.date(2026, 10, 8), GOLDEN_WEEK) == eve
    assert off_until(dt.date(2026, 10, 8), GOLDEN_WEEK) == dt.date(2026, 10, 8)


@given(DAYS, st.integers(1, 30), TABLES)
def test_counting_forward_ends_on_the_working_day_that_closes_the_count(day, count, table):
    end = add_working_days(day, count, table)
    assert is_working_day(end, table)
    assert working_days_between(day, end, table) == count
    assert working_days_between(day, end - dt.timedelta(days=1), table) == count - 1


@given(DAYS, st.integers(0, 20), st.integers(0, 20), TABLES)
def test_counting_in_two_goes_is_counting_at_once(day, first, second, table):
    start = next_working_day(day, table)
    assert add_working_days(add_working_days(start, first, table), second, table) == add_working_days(
        start, first + second, table
    )


@given(DAYS, DAYS, DAYS, TABLES)
def test_days_between_add_up_and_turn_round(a, b, c, table):
    assert working_days_between(a, b, table) == -working_days_between(b, a, table)
    assert working_days_between(a, b, table) + working_days_between(b, c, table) == working_days_between(
        a, c, table
    )


@given(DAYS, TABLES)
def test_each_day_is_covered_by_just_one_working_day(day, table):
    first = next_working_day(day, table)
    covering = first if first == day else last_working_day_before(day, table)
    assert covering <= day <= off_until(covering, table)
    assert (day_off_words(day, table) == "") == (first == day)
