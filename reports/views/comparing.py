"""对比: two spans of days and two units beside each other."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.forms.comparing import SideForm, usual_pairs
from reports.statistics import floored_percent
from reports.statistics.comparing import Side, side
from reports.views.figures import Figure, list_url
from tracker.colours import Colour
from tracker.models import Task
from tracker.movement_querysets import Movement
from tracker.views.access import check_may_see_figures


@dataclass(frozen=True)
class Measured:
    """One line: what is compared, on the left and on the right."""

    name: str
    shape: str
    left: Figure
    right: Figure

    @property
    def more(self) -> str:
        """How many more on the left, with its sign."""
        return f"{self.left.n - self.right.n:+d}" if self.left.n != self.right.n else "持平"


@require_safe
def statistics_compare(request: HttpRequest) -> HttpResponse:
    """Both sides as asked for, or this month and the last one."""
    check_may_see_figures(request)
    today = timezone.localdate()
    pairs = usual_pairs(today)
    forms = [_form(request, "a", pairs["本月与上月"][0]), _form(request, "b", pairs["本月与上月"][1])]
    context = {"forms": forms, "on": today, "today": today, "pairs": _links(pairs)}
    if all(form.is_valid() for form in forms):
        tasks = Task.objects.visible_to(request.user)
        sides = [side(tasks, **form.cleaned_data, today=today) for form in forms]
        context |= {"sides": sides, "lines": _lines(*sides), "shares": [_share(one) for one in sides]}
    return render(request, "reports/statistics_compare.html", context)


def _form(request: HttpRequest, prefix: str, usual: tuple[dt.date, dt.date]) -> SideForm:
    data = request.GET.copy()
    for name, day in zip(("first", "last"), usual, strict=True):
        data.setdefault(f"{prefix}-{name}", day.isoformat())
    return SideForm(data, prefix=prefix, user=request.user)


def _links(pairs: dict) -> dict[str, str]:
    names = ("a-first", "a-last", "b-first", "b-last")
    return {
        label: urlencode(dict(zip(names, [*left, *right], strict=True)))
        for label, (left, right) in pairs.items()
    }


def _lines(left: Side, right: Side) -> list[Measured]:
    lines = [Measured("期末合计", "", *(_figure(one, one.totals.total) for one in (left, right)))]
    for colour in Colour:
        both = [_figure(one, one.totals.of(colour), colour=colour.value) for one in (left, right)]
        lines.append(Measured(f"期末{colour.label}", colour.shape, *both))
    lines.append(Measured("期末逾期", "", *(_figure(one, one.late, overdue="on") for one in (left, right))))
    for movement in Movement:
        lines.append(Measured(f"期内{movement.label}", "", *(_moved(one, movement) for one in (left, right))))
    return lines


def _figure(one: Side, n: int, **conditions: object) -> Figure:
    unit = {"led": one.unit.pk} if one.unit else {}
    return Figure(n, list_url(one.last, **unit, **conditions))


def _moved(one: Side, movement: Movement) -> Figure:
    span = {"moved": movement.value, "moved_from": one.first.isoformat(), "moved_to": one.last.isoformat()}
    return _figure(one, one.span.of(movement), **span)


def _share(one: Side) -> str:
    """The share of white ones at the end, with its fraction."""
    white, whole = one.totals.white, one.totals.total
    return f"{floored_percent(white, whole)}（{white}/{whole}）"
