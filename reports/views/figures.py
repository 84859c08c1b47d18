"""Figures as pages show them: a number and the list that it counts."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from reports.statistics import Totals, floored_percent
from tracker.calendar import day_written, quarter_start
from tracker.colours import Colour

CHARTED = 10
"""how many lines of a table its chart shows"""


@dataclass(frozen=True)
class Figure:
    """A number and the list that it counts; `colour` is None for a sum of colours."""

    n: int
    url: str
    colour: Colour | None = None


@dataclass(frozen=True)
class Row:
    """One line of a table and one bar of its chart: a unit, a source or a month end."""

    name: str
    figures: list[Figure]
    whole: Figure

    @property
    def cleared(self) -> str:
        """The share of white ones."""
        return floored_percent(self.figures[-1].n, self.whole.n)

    @property
    def cleared_of(self) -> str:
        """The same as a fraction."""
        return f"{self.figures[-1].n}/{self.whole.n}"


@dataclass(frozen=True)
class Preset:
    label: str
    day: dt.date


def list_url(on: dt.date, **conditions: object) -> str:
    """Return the address of the list of these tasks as they stood on the day."""
    return f"{reverse('task_list')}?{urlencode({**conditions, 'on': on.isoformat()})}"


def row(name: str, totals: Totals, on: dt.date, **conditions: object) -> Row:
    figures = [Figure(totals.of(one), list_url(on, **conditions, colour=one.value), one) for one in Colour]
    return Row(name, figures, Figure(totals.total, list_url(on, **conditions)))


def bars(rows: list[Row]) -> list[dict]:
    """Return what the charts draw: per row its name, its counts in the order of `Colour`, and where a click leads."""
    return [
        {"name": row.name, "counts": [one.n for one in row.figures], "urls": [one.url for one in row.figures]}
        for row in rows
    ]


def chart_colours() -> list[dict]:
    return [{"name": f"{one.shape} {one.label}", "value": one.value} for one in Colour]


def day_asked(request: HttpRequest, today: dt.date) -> dt.date:
    """Return the day of `?on=`, or today with a message that says why."""
    text = request.GET.get("on", "").strip()
    if not text:
        return today
    try:
        return day_written(text)
    except ValueError as refusal:
        messages.warning(request, f"{refusal}下面是今天的情况。")
        return today


def presets(today: dt.date) -> list[Preset]:
    """Return the days that reports are written for."""
    month = today.replace(day=1)
    before = {"上月末": month, "上季末": quarter_start(today), "去年末": month.replace(month=1)}
    ends = [Preset(label, first - dt.timedelta(days=1)) for label, first in before.items()]
    return [Preset("今天", today), *ends]
