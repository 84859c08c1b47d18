"""驾驶舱: who is late, and is it getting better or worse, on any day."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from reports import statistics
from reports.lateness import SOON
from reports.statistics import Figures, Group, floored_percent
from reports.views.figures import CHARTED, Figure, Row, bars, chart_colours, day_asked, list_url, presets, row
from reports.views.kept import figures_for
from tracker.colours import Colour
from tracker.permissions import may_see_figures


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


def dashboard(request: HttpRequest) -> HttpResponse:
    """The first page of supervisors and leaders; everybody else is shown to theirs."""
    if not may_see_figures(request.user):
        return redirect("home")
    today = timezone.localdate()
    on = day_asked(request, today)
    figures = figures_for(request.user, on, today)
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
            "colours": chart_colours(),
            "units": bars(units[:CHARTED]),
            "sources": bars(sources[:CHARTED]),
            "trend": bars(trend),
        },
    }


def _tables(figures: Figures) -> tuple[list[Row], list[Row], list[Row]]:
    def rows(groups: list[Group], cut: str) -> list[Row]:
        return [row(group.name, group.totals, figures.on, **{cut: group.pk}) for group in groups]

    trend = [row(day.isoformat(), totals, day) for day, totals in figures.trend]
    return rows(figures.units, "lead"), rows(figures.sources, "source"), trend


def _cards(figures: Figures) -> list[Card]:
    now = row("", figures.totals, figures.on)
    then = row("", figures.week_ago, figures.on - statistics.WEEK)
    return [
        Card(one, floored_percent(one.n, now.whole.n), one.n - before.n, before)
        for one, before in zip(now.figures, then.figures, strict=True)
    ]


def _links(on: dt.date) -> dict[str, str]:
    """Return the addresses of the counts that the rates are made of, and of everything overdue."""
    return {
        "all": list_url(on),
        "white": list_url(on, colour="white"),
        "special": list_url(on, status="closed_specially"),
        "fallen_due": list_url(on, status="open", due_to=on.isoformat()),
        "overdue": list_url(on, overdue="on", sort="due"),
        "due_soon": list_url(
            on, status="open", due_from=on.isoformat(), due_to=_last_of_soon(on).isoformat()
        ),
    }


def _last_of_soon(on: dt.date) -> dt.date:
    return on + dt.timedelta(days=SOON - 1)
