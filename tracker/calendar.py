"""Days: what today is, when a task starts to warn, on which days offices work. Knows dates only, no models."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

FOREVER = dt.date(9999, 12, 31)
"""The end of a period that still runs; a real date, so that one range condition serves open and ended periods."""

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""The days that may be asked about, and that a person may enter."""


@dataclass(frozen=True)
class Window:
    """How many days before the deadline something begins: a share of the period, kept between two bounds."""

    share: int
    """percent of the days from assignment to deadline"""
    least: int
    most: int

    def begins_on(self, assigned_on: dt.date, due_on: dt.date) -> dt.date:
        """Return the first day of the window. A part of a day is dropped: 15 % of 45 days is 6 days.

        A deadline before the assignment (an old ledger taken over) counts as a period of no days.
        """
        period = max((due_on - assigned_on).days, 0)
        days = min(max(period * self.share // 100, self.least), self.most)
        return due_on - dt.timedelta(days=days)


def month_end(day: dt.date) -> dt.date:
    """Return the last day of the month that `day` is in."""
    following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return following - dt.timedelta(days=1)


def quarter_start(day: dt.date) -> dt.date:
    """Return the first day of the quarter that `day` is in."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def last_month_ends(today: dt.date, months: int) -> list[dt.date]:
    """Return the ends of the last `months` months up to `today`, oldest first; the running month ends today."""
    days = [today]
    while len(days) < months:
        days.append(days[-1].replace(day=1) - dt.timedelta(days=1))
    return days[::-1]


def day_written(text: str) -> dt.date:
    """Return the day written as 2026-05-20; ValueError carries the sentence that says what to do."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        day = dt.date(*map(int, text.split("-")))
    except ValueError:
        raise ValueError(f"“{text[:20]}”不是日期，请写成 2026-05-20 这样。") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"“{text}”超出范围，请填 {EARLIEST.year} 年至 {LATEST.year} 年之间的日期。")
    return day


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from others of its weekday: off, or a weekend day worked instead (调休)."""

    works: bool
    name: str
    """of the festival: 国庆节"""


Workdays = Mapping[dt.date, SpecialDay]
"""The special days that are known. A day that is not among them goes by its weekday: so does a year of which nothing is known."""

_WEEKEND = {5: "周六", 6: "周日"}


def is_working_day(day: dt.date, table: Workdays) -> bool:
    """Whether offices work on the day."""
    special = table.get(day)
    return special.works if special else day.weekday() not in _WEEKEND


def next_working_day(day: dt.date, table: Workdays) -> dt.date:
    """Return the day itself if offices work on it, else the first day after it on which they do."""
    while not is_working_day(day, table):
        day += dt.timedelta(days=1)
    return day


def last_working_day_before(day: dt.date, table: Workdays) -> dt.date:
    """Return the latest working day before the day."""
    day -= dt.timedelta(days=1)
    while not is_working_day(day, table):
        day -= dt.timedelta(days=1)
    return day


def add_working_days(day: dt.date, count: int, table: Workdays) -> dt.date:
    """Return the last day of “count 个工作日内” from the day on; the day itself is not counted (次日起算).

    No days (0) end on the day itself, or on the first working day after it. OverflowError beyond the calendar's end.
    """
    day = next_working_day(day, table) if count == 0 else day
    for _ in range(count):
        day = next_working_day(day + dt.timedelta(days=1), table)
    return day


def waited_since(today: dt.date, count: int, table: Workdays) -> dt.date:
    """Return the latest day since which more than `count` working days have passed, today included."""
    day = today + dt.timedelta(days=1)
    for _ in range(count + 1):
        day = last_working_day_before(day, table)
    return day - dt.timedelta(days=1)


def working_days_between(start: dt.date, end: dt.date, table: Workdays) -> int:
    """Return how many working days there are after `start` up to `end`, which is counted; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, table)
    days = (start + dt.timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, table) for day in days)


def off_until(day: dt.date, table: Workdays) -> dt.date:
    """Return the last day before the next working day: what must be told of these days is told on `day` at the latest."""
    return next_working_day(day + dt.timedelta(days=1), table) - dt.timedelta(days=1)


def day_off_words(day: dt.date, table: Workdays) -> str:
    """Say why offices do not work on the day (国庆节假期, 周六); empty for a working day."""
    if is_working_day(day, table):
        return ""
    special = table.get(day)
    return f"{special.name}假期" if special else _WEEKEND[day.weekday()]
