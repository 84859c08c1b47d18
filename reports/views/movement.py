"""变动与预测: what changed since last week, what will turn, the colours over time, what came in and went out per month."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.statistics import WEEK, history
from reports.statistics.movement import AHEAD, Forecast, Span, forecast, months_to, moved_in, newly
from reports.views.figures import Figure, Row, bars, chart_colours, day_asked, list_url, presets, row
from tracker.calendar import last_month_ends
from tracker.colours import Colour
from tracker.models import Task
from tracker.movement_querysets import Movement
from tracker.views.access import check_may_see_figures
from tracker.views.lists import rows_of

SPANS = {"12": "近 12 个月", "24": "近 24 个月", "36": "近 36 个月", "weeks": "近一季度（逐周）"}
WEEKS = 13
SHOWN = 8
"""how many of the tasks that turned red, or will, are named; the rest is one link away"""


@dataclass(frozen=True)
class Told:
    """A figure with what it says."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Ahead:
    """What turns within so many days."""

    days: int
    figures: list[Figure]
    """red, yellow"""


@dataclass(frozen=True)
class Flow:
    """A month and what moved in it."""

    name: str
    figures: list[Figure]


@require_safe
def statistics_movement(request: HttpRequest) -> HttpResponse:
    """Everything that moves, seen from the day asked about."""
    check_may_see_figures(request)
    today = timezone.localdate()
    on, span = day_asked(request, today), request.GET.get("span", "")
    span = span if span in SPANS else "12"
    tasks = Task.objects.visible_to(request.user)
    context = {
        "on": on,
        "today": today,
        "presets": presets(today),
        "spans": SPANS,
        "span": span,
        "colours": list(Colour),
        "movements": list(Movement),
        **_near(tasks.as_of(on, today), on),
        **_over_time(tasks, on, today, span),
    }
    return render(request, "reports/statistics_movement.html", context)


def _near(then: QuerySet, on: dt.date) -> dict:
    """The week behind and the weeks ahead, the tasks that turned red or will among them."""
    red = newly(then, Colour.RED, on - WEEK).with_people().order_by("due_then", "pk")
    turning = then.turning(Colour.RED, on, AHEAD[0]).with_people().order_by("due_then", "pk")
    return {
        "since": on - WEEK,
        "shown": SHOWN,
        "changes": _changes(then, on),
        "newly_red": rows_of(red[:SHOWN]),
        "forecasts": [_ahead(one, on) for one in forecast(then, on)],
        "turning": rows_of(turning[:SHOWN]),
    }


def _over_time(tasks: QuerySet, on: dt.date, today: dt.date, span: str) -> dict:
    """The charts and, the latest first, their tables."""
    trend, flows = _trend(tasks, on, span), _flows(tasks.as_of(on, today), on, span)
    return {"trend": trend[::-1], "flows": flows[::-1], "chart_data": _charts(trend, flows)}


def _changes(then: QuerySet, on: dt.date) -> list[Told]:
    """What the last seven days changed: what turned red and yellow, and every movement."""
    since = on - WEEK
    turned = [
        Told(
            f"新转{colour.label}",
            Figure(
                newly(then, colour, since).count(), list_url(on, colour=colour.value, new_since=since), colour
            ),
        )
        for colour in (Colour.RED, Colour.YELLOW)
    ]
    (week,) = moved_in(then, [(since + dt.timedelta(days=1), on)])
    return turned + [Told(one.label, _moved(week, one, on)) for one in Movement]


def _moved(span: Span, movement: Movement, on: dt.date) -> Figure:
    conditions = {"moved": movement.value, "moved_from": span.first, "moved_to": span.last}
    return Figure(span.of(movement), list_url(on, **conditions))


def _ahead(one: Forecast, on: dt.date) -> Ahead:
    both = ((Colour.RED, one.red), (Colour.YELLOW, one.yellow))
    return Ahead(
        one.days,
        [Figure(n, list_url(on, turns=f"{colour.value}-{one.days}"), colour) for colour, n in both],
    )


def _trend(tasks: QuerySet, on: dt.date, span: str) -> list[Row]:
    """The totals at the end of each week or month, the oldest first."""
    weekly = [on - WEEK * back for back in range(WEEKS - 1, -1, -1)]
    days = weekly if span == "weeks" else last_month_ends(on, int(span))
    return [row(day.isoformat(), totals, day) for day, totals in zip(days, history(tasks, days), strict=True)]


def _flows(then: QuerySet, on: dt.date, span: str) -> list[Flow]:
    months = 3 if span == "weeks" else int(span)
    return [
        Flow(f"{one.first:%Y-%m}", [_moved(one, movement, on) for movement in Movement])
        for one in moved_in(then, months_to(on, months))
    ]


def _charts(trend: list[Row], flows: list[Flow]) -> dict:
    return {
        "colours": chart_colours(),
        "trend": bars(trend),
        "flows": bars(flows),
        "flows_series": [{"name": one.label, "value": one.value} for one in Movement],
    }
