"""Days: what today is, and when a task starts to warn. Knows dates only, no models."""

import datetime as dt
import re
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
