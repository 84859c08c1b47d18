"""The totals of many days in one pass."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Case, Count, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from reports.statistics.totals import Totals
from tracker.colours import Colour, colour_case
from tracker.states import CLEARED, Status


def history(tasks: QuerySet, days: Sequence[dt.date]) -> list[Totals]:
    """Return the totals at the end of each of the `days`, in one pass over the periods in force.

    `days` ascend. A day to come shows the present as it will look then. Of each period the database finds the positions
    in `days` at which it begins, warns, is late and ends, and counts equal ones; a few hundred groups are folded here.
    """
    running = Q(periods__from_on__lte=days[-1], periods__to_on__gt=days[0]) & ~Q(periods__status=Status.DRAFT)
    groups = (
        tasks.order_by()
        .annotate(run=FilteredRelation("periods", condition=running))
        .filter(run__isnull=False)
        .annotate(
            begins=_position(days, "run__from_on__lte"),
            ends=_position(days, "run__to_on__lte"),
            standing=_standing_colour(days[-1]),
        )
        .annotate(
            warns=Case(When(standing="", then=_position(days, "run__warn_on__lte")), default=0),
            late=Case(When(standing="", then=_position(days, "run__due_on__lt")), default=0),
        )
        .values_list("standing", "begins", "ends", "warns", "late")
        .annotate(n=Count("pk"))
    )
    counts = [dict.fromkeys(Colour.values, 0) for _day in days]
    for standing, begins, ends, warns, late, n in groups:
        for position in range(begins, ends):
            counts[position][standing or _moving_colour(position, warns, late)] += n
    return [Totals(**count) for count in counts]


def _position(days: Sequence[dt.date], condition: str) -> Case:
    """Return the position of the first of the ascending `days` for which the condition holds, or their number."""
    reached = [When(Q(**{condition: day}), then=Value(position)) for position, day in enumerate(days)]
    never = When(~Q(**{condition: days[-1]}), then=Value(len(days)))  # asked first: most periods still run
    return Case(never, *reached, default=Value(len(days)), output_field=IntegerField())


def _standing_colour(day: dt.date) -> Case:
    """Return the colour of a period during which it cannot change, whatever the day; empty where the days decide."""
    stands = Q(run__status__in=CLEARED) | Q(run__raised=True) | Q(run__submitted_on__isnull=False)
    return Case(When(stands, then=colour_case(day, "run__")), default=Value(""))


def _moving_colour(position: int, warns: int, late: int) -> str:
    """Return the colour, at a position, of a period that warns from one position on and is late from another."""
    if position >= late:
        return Colour.RED.value
    return Colour.YELLOW.value if position >= warns else Colour.GREEN.value
