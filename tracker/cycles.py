"""Reporting cycles (报送周期): from which day to which a unit reports once. Knows dates only.

Calendar weeks from Monday to Sunday, calendar months and quarters; two weeks are counted from the week in which the
source was issued, so that a source has its fortnight in even or in odd weeks.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tracker.calendar import Workdays, is_working_day, last_working_day_before, month_end, quarter_start

LAST_SUNDAY = dt.date(2101, 1, 2)
"""After every day that may be asked about: weeks are numbered backwards from it."""

DAY = dt.timedelta(days=1)


class Rhythm(StrEnum):
    """A kind of cycle; that of two weeks by the number of its first week."""

    WEEKLY = "weekly"
    FORTNIGHTLY_EVEN = "fortnightly-0"
    FORTNIGHTLY_ODD = "fortnightly-1"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True)
class Cycle:
    """One cycle, both days included."""

    first: dt.date
    last: dt.date

    def reminded_on(self, table: Workdays) -> list[dt.date]:
        """The last two working days, the later one last; fewer where it has fewer."""
        last = last_working_day_before(self.last + DAY, table)
        return [day for day in (last_working_day_before(last, table), last) if day >= self.first]

    def has_work(self, table: Workdays) -> bool:
        """Whether offices work on any of its days; a week that is all holiday is reported by nobody."""
        days = (self.last - self.first).days
        return any(is_working_day(self.first + dt.timedelta(days=n), table) for n in range(days + 1))


def cycle_of(rhythm: Rhythm, day: dt.date) -> Cycle:
    """Return the cycle that the day is in."""
    match rhythm:
        case Rhythm.MONTHLY:
            return Cycle(day.replace(day=1), month_end(day))
        case Rhythm.QUARTERLY:
            first = quarter_start(day)
            return Cycle(first, month_end(first + 70 * DAY))
    monday = day - day.weekday() * DAY
    if rhythm == Rhythm.WEEKLY:
        return Cycle(monday, monday + 6 * DAY)
    begins_here = (LAST_SUNDAY - day).days // 7 % 2 == int(rhythm[-1])
    first = monday if begins_here else monday - 7 * DAY
    return Cycle(first, first + 13 * DAY)


def cycle_before(rhythm: Rhythm, day: dt.date, table: Workdays) -> Cycle:
    """Return the last full cycle before the one that the day is in, passing over those without a working day."""
    cycle = cycle_of(rhythm, cycle_of(rhythm, day).first - DAY)
    while not cycle.has_work(table):
        cycle = cycle_of(rhythm, cycle.first - DAY)
    return cycle
