"""Everything that the dashboard says of one day."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from reports.lateness import SOON, DueTask, LateTask, due_within, most_overdue, next_due
from reports.statistics.groups import Group, by_source, by_unit
from reports.statistics.over_time import history
from reports.statistics.shares import Rate, rates
from reports.statistics.totals import Totals
from tracker.calendar import last_month_ends
from tracker.colours import Colour

WEEK = dt.timedelta(days=7)
MONTHS = 12
LINES, FEWEST = 10, 3
"""how many tasks the late and the soon due ones fill together, and how many of the latter at least"""


@dataclass(frozen=True)
class Figures:
    """Everything that the dashboard says of one day."""

    on: dt.date
    totals: Totals
    special: int
    """of the white ones, those closed specially: counted apart"""
    week_ago: Totals
    rates: list[Rate]
    units: list[Group]
    sources: list[Group]
    trend: list[tuple[dt.date, Totals]]
    late: int
    overdue: list[LateTask]
    due_soon: int
    """not cleared, and due on the day asked about or within the six days after it"""
    next_due: list[DueTask]


def figures(tasks: QuerySet, on: dt.date, today: dt.date) -> Figures:
    """Return the figures of the day `on`, in a number of queries that does not depend on their size.

    Each counted task has one lead unit, so the sum over the units is the whole: one read of the rows less.
    """
    then = tasks.as_of(on, today)
    units = by_unit(then, on)
    totals = Totals(**{colour.value: sum(unit.totals.of(colour) for unit in units) for colour in Colour})
    months = last_month_ends(on, MONTHS)
    days = sorted({*months, on - WEEK})
    overdue, soon = most_overdue(then, on, today, limit=LINES), due_within(then, on, SOON)
    seen = dict(zip(days, history(tasks, days), strict=True))
    return Figures(
        on=on,
        totals=totals,
        special=sum(unit.special for unit in units),
        week_ago=seen[on - WEEK],
        rates=rates(totals, fallen_due=sum(unit.fallen_due for unit in units)),
        units=units,
        sources=by_source(then, on),
        trend=[(day, seen[day]) for day in months],
        late=sum(unit.late for unit in units),
        overdue=overdue,
        due_soon=soon.count(),
        next_due=next_due(soon, on, limit=max(LINES - len(overdue), FEWEST)),
    )
