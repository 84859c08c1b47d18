"""Better or worse: what moved in a span of days, month by month, since last week, and what will turn as things stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, FilteredRelation, Q, QuerySet, Value, When

from tracker.calendar import last_month_ends
from tracker.colours import Colour
from tracker.movement_querysets import MOVED_BY, Movement, turning_then

AHEAD = (7, 30)
"""how many days the forecast looks ahead"""


@dataclass(frozen=True)
class Span:
    """Some days, both ends included, and to how many tasks each movement happened on them."""

    first: dt.date
    last: dt.date
    moved: dict[Movement, int] = field(default_factory=dict)

    def of(self, movement: str) -> int:
        return self.moved.get(Movement(movement), 0)


def moved_in(then: QuerySet, spans: Sequence[tuple[dt.date, dt.date]]) -> list[Span]:
    """Return the movements of the counted tasks of `then` in each of the ascending spans that do not overlap.

    One query, whatever the number of spans. To whom the same happened twice in one span counts in it once.
    """
    if not spans:
        return []
    actions = {action: movement for movement, those in MOVED_BY.items() for action in those}
    within = Q(steps__action__in=actions, steps__on__gte=spans[0][0], steps__on__lte=spans[-1][1])
    which = [When(step__on__range=span, then=Value(place)) for place, span in enumerate(spans)]
    what = [When(step__action__in=those, then=Value(movement.value)) for movement, those in MOVED_BY.items()]
    rows = (
        then.counted_then()
        .order_by()
        .annotate(step=FilteredRelation("steps", condition=within))
        .filter(step__isnull=False)
        .annotate(place=Case(*which, default=None), movement=Case(*what))
        .values_list("place", "movement")
        .annotate(n=Count("pk", distinct=True))
    )
    found = [Span(first, last) for first, last in spans]
    for place, movement, n in rows:
        if place is not None:
            found[place].moved[Movement(movement)] = n
    return found


def months_to(on: dt.date, months: int) -> list[tuple[dt.date, dt.date]]:
    """Return the last months up to `on`, the oldest first; the running one ends on that day."""
    return [(last.replace(day=1), last) for last in last_month_ends(on, months)]


def newly(then: QuerySet, colour: str, since: dt.date) -> QuerySet:
    """Return the tasks that have this colour and did not have it at the end of the day `since`."""
    return then.counted_then().of_colour(colour).not_yet(colour, since)


@dataclass(frozen=True)
class Forecast:
    """How many will turn yellow and red within so many days, if nothing is reported, extended or cleared."""

    days: int
    yellow: int
    red: int


def forecast(then: QuerySet, on: dt.date) -> list[Forecast]:
    """Return the forecasts for a week and for a month, from what is in force on the day `on`."""
    asked = {
        (colour, days): f"{colour.value}_{days}" for colour in (Colour.YELLOW, Colour.RED) for days in AHEAD
    }
    counts = then.order_by().aggregate(
        **{name: Count("pk", filter=turning_then(colour, on, days)) for (colour, days), name in asked.items()}
    )
    return [Forecast(days, counts[f"yellow_{days}"], counts[f"red_{days}"]) for days in AHEAD]
