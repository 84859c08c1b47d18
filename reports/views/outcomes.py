"""整改成效: money, rules, people held to account and how well the work was done, on any day, each figure with its list."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.statistics import RATES, Came, Outcomes, Rate, all_outcomes
from reports.views.figures import Figure, day_asked, list_url, presets
from tracker.amounts import in_unit, written
from tracker.models import Task
from tracker.views.access import check_may_see_figures

PER_PAGE = 50
_MONEY = ("involved", "settled")


@dataclass(frozen=True)
class Shown:
    """A rate with the lists of its part and its whole; the words are amounts where the rate is one of money."""

    rate: Rate
    part: Figure
    whole: Figure
    part_words: str
    whole_words: str
    of_money: bool


@dataclass(frozen=True)
class Line:
    """What one kind of source, one unit or all came to."""

    name: str
    outcomes: Outcomes
    tasks: Figure
    money: Shown
    work: list[Shown]
    """the rates of work, in their order"""
    involved: str
    settled: str
    """in 万元"""


@require_safe
def statistics_outcomes(request: HttpRequest) -> HttpResponse:
    """The rates of one day with their formulas, per kind of source and per unit."""
    check_may_see_figures(request)
    today = timezone.localdate()
    on = day_asked(request, today)
    found = all_outcomes(Task.objects.visible_to(request.user).as_of(on, today))
    page = Paginator(found.units, PER_PAGE).get_page(request.GET.get("page"))
    whole = _line("合计", found.whole, on)
    context = {
        "on": on,
        "today": today,
        "presets": presets(today),
        "whole": whole,
        "rates": [whole.money, *whole.work],
        "kinds": [_named(one, on, "kind") for one in found.kinds],
        "page": page,
        "units": [_named(one, on, "lead") for one in page],
    }
    return render(request, "reports/statistics_outcomes.html", context)


def _named(came: Came, on: dt.date, cut: str) -> Line:
    return _line(came.name, came.outcomes, on, **{cut: came.key})


def _line(name: str, outcomes: Outcomes, on: dt.date, **conditions: object) -> Line:
    money, *work = (
        _shown(rate, part, whole, on, conditions)
        for rate, (_name, part, whole, _formula) in zip(outcomes.rates, RATES, strict=True)
    )
    return Line(
        name=name,
        outcomes=outcomes,
        tasks=Figure(outcomes.tasks, list_url(on, **conditions)),
        money=money,
        work=work,
        involved=in_unit(_yuan(outcomes.involved), "万元"),
        settled=in_unit(_yuan(outcomes.settled), "万元"),
    )


def _shown(rate: Rate, part: str, whole: str, on: dt.date, conditions: dict) -> Shown:
    return Shown(
        rate=rate,
        part=Figure(rate.part, _list_of(part, on, conditions)),
        whole=Figure(rate.whole, _list_of(whole, on, conditions)),
        part_words=_words(part, rate.part),
        whole_words=_words(whole, rate.whole),
        of_money=whole in _MONEY,
    )


def _list_of(counted: str, on: dt.date, conditions: dict) -> str:
    """Return the address of the tasks that a field of `Outcomes` counts or sums over."""
    if counted in _MONEY:
        return list_url(on, **conditions, with_amount="on", sort="-amount")
    return list_url(on, **conditions, **({} if counted == "tasks" else {"lived": counted}))


def _words(counted: str, value: int) -> str:
    return written(_yuan(value)) if counted in _MONEY else f"{value} 项"


def _yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
