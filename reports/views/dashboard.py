"""驾驶舱: who is late, and is it getting better or worse, on any day."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from reports import statistics
from reports.lateness import SOON
from reports.statistics import Figures, Group, Totals, floored_percent
from tracker.calendar import day_written
from tracker.colours import Colour
from tracker.models import Task
from tracker.permissions import may_see_figures

CHARTED = 10
"""how many units or sources a chart shows; its table shows all"""


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


@dataclass(frozen=True)
class Card:
    figure: Figure
    share: str
    change: int
    """against `before`, the figure of a week earlier"""
    before: Figure

    @property
    def fewer(self) -> int:
        return -self.change


@dataclass(frozen=True)
class Preset:
    label: str
    day: dt.date


def dashboard(request: HttpRequest) -> HttpResponse:
    """The first page of supervisors and leaders; everybody else is shown to theirs."""
    if not may_see_figures(request.user):
        return redirect("home")
    today = timezone.localdate()
    on = _day_asked(request, today)
    figures = statistics.figures(Task.objects.visible_to(request.user), on, today)
    return render(request, "reports/dashboard.html", _context(figures, today))


def _context(figures: Figures, today: dt.date) -> dict:
    units, sources, trend = _tables(figures)
    return {
        "figures": figures,
        "sentence": statistics.sentence(figures.totals, figures.on, figures.special),
        "cards": _cards(figures),
        "colours": list(Colour),
        "units": units,
        "sources": sources,
        "trend": trend[::-1],
        "links": _links(figures.on),
        "presets": presets(today),
        "today": today,
        "charted": CHARTED,
        "chart_data": {
            "colours": [{"name": f"{one.shape} {one.label}", "value": one.value} for one in Colour],
            "units": _bars(units[:CHARTED]),
            "sources": _bars(sources[:CHARTED]),
            "trend": _bars(trend),
        },
    }


def _day_asked(request: HttpRequest, today: dt.date) -> dt.date:
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
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    before = {"上月末": month, "上季末": quarter, "去年末": month.replace(month=1)}
    ends = [Preset(label, first - dt.timedelta(days=1)) for label, first in before.items()]
    return [Preset("今天", today), *ends]


def _list_url(on: dt.date, **cut: object) -> str:
    """Return the address of the list of these tasks as they stood on the day."""
    return f"{reverse('task_list')}?{urlencode({**cut, 'on': on.isoformat()})}"


def _row(name: str, totals: Totals, on: dt.date, **cut: object) -> Row:
    figures = [Figure(totals.of(one), _list_url(on, colour=one.value, **cut), one) for one in Colour]
    return Row(name, figures, Figure(totals.total, _list_url(on, **cut)))


def _tables(figures: Figures) -> tuple[list[Row], list[Row], list[Row]]:
    def rows(groups: list[Group], cut: str) -> list[Row]:
        return [_row(group.name, group.totals, figures.on, **{cut: group.pk}) for group in groups]

    trend = [_row(day.isoformat(), totals, day) for day, totals in figures.trend]
    return rows(figures.units, "lead"), rows(figures.sources, "source"), trend


def _cards(figures: Figures) -> list[Card]:
    now = _row("", figures.totals, figures.on)
    then = _row("", figures.week_ago, figures.on - statistics.WEEK)
    return [
        Card(one, floored_percent(one.n, now.whole.n), one.n - before.n, before)
        for one, before in zip(now.figures, then.figures, strict=True)
    ]


def _links(on: dt.date) -> dict[str, str]:
    """Return the addresses of the counts that the rates are made of, and of everything overdue."""
    return {
        "all": _list_url(on),
        "white": _list_url(on, colour="white"),
        "special": _list_url(on, status="closed_specially"),
        "fallen_due": _list_url(on, status="open", due_to=on.isoformat()),
        "overdue": _list_url(on, overdue="on", sort="due"),
        "due_soon": _list_url(
            on, status="open", due_from=on.isoformat(), due_to=_last_of_soon(on).isoformat()
        ),
    }


def _last_of_soon(on: dt.date) -> dt.date:
    return on + dt.timedelta(days=SOON - 1)


def _bars(rows: list[Row]) -> list[dict]:
    """Return what the charts draw: per row its name, its counts in the order of `Colour`, and where a click leads."""
    return [
        {"name": row.name, "counts": [one.n for one in row.figures], "urls": [one.url for one in row.figures]}
        for row in rows
    ]
