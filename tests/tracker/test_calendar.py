import datetime as dt

import pytest

from tracker.calendar import Window, day_written, last_month_ends, month_end

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
